#pragma once
/// Subjects that are kept in memory but not at hand: a kilobyte or so each instead of many. What many of them have in
/// common (names of rules, owners, explanations) is kept once.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/byte_blocks.hpp"
#include "domain/store.hpp"
#include "domain/subject.hpp"

namespace huifang {

/// A subject as the store would give it, with its facts as values. A fact that its entity does not declare is left out,
/// and of tiers only what a Subject knows of them is there: name, value and since when.
struct UnpackedSubject {
  LoadedSubject loaded;                  ///< without facts and duties
  std::vector<FactHistory> facts;        ///< by fact slot
  std::vector<SleepingDuty> duties;      ///< for read()
};

/// Texts by number. A text lives as long as it was kept more often than let go of.
class SharedTexts {
 public:
  std::uint32_t keep(std::string_view text);
  const std::string& text(std::uint32_t number) const { return *entries_[number].text; }
  void let_go(std::uint32_t number);
  std::size_t size() const { return numbers_.size(); }
  void clear();

 private:
  struct Entry {
    const std::string* text = nullptr;   ///< key in numbers_
    std::uint32_t kept = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> free_;
};

/// Used by one thread at a time.
class PackedSubjects {
 public:
  /// Keeps a subject, which is not here, as it was last written to the store: nothing of it may be waiting for the next flush.
  /// `model`: of the program that it was read under.
  void put(const Subject& subject, const PolicyModel& model);
  /// Gives it back and forgets it; nullopt: it is not here.
  std::optional<UnpackedSubject> take(SubjectId id);
  /// A duty as bytes, for read().
  std::string pack(const DutyRow& row);
  /// The duty again, once. `subject`: whose it is.
  DutyRow read(const std::string& bytes, const SubjectRow& subject);
  std::size_t size() const { return packed_.size(); }
  /// Different texts that are kept for all of them.
  std::size_t texts() const { return texts_.size(); }
  void clear();
  /// Keeps `count` of them, those with the least `order` of their id, and calls `forgotten` with the row of each other.
  template <class Order, class Forgotten>
  void keep(std::size_t count, Order&& order, Forgotten&& forgotten) {
    if (packed_.size() <= count) return;
    std::vector<SubjectId> ids;
    for (const auto& [id, place] : packed_) ids.push_back(id);
    const auto gone = ids.begin() + static_cast<std::ptrdiff_t>(count);
    std::nth_element(ids.begin(), gone, ids.end(), [&](SubjectId a, SubjectId b) { return order(a) < order(b); });
    std::for_each(gone, ids.end(), [&](SubjectId id) {
      const UnpackedSubject subject = *take(id);
      for (const SleepingDuty& duty : subject.duties) read(duty.bytes, subject.loaded.row);
      forgotten(subject.loaded.row);
    });
  }

 private:
  ByteBlocks blocks_;
  std::unordered_map<SubjectId, ByteBlocks::Place> packed_;
  SharedTexts texts_;
  std::string bytes_, duty_;             ///< of one subject and one duty, kept for their capacity
};

}  // namespace huifang
