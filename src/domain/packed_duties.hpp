#pragma once
/// Duties as bytes: some hundred each instead of a kilobyte. What many of them have in common (names of rules, explanations) is
/// kept once.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/store.hpp"

namespace huifang {

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
class PackedDuties {
 public:
  /// A duty as bytes, for read().
  std::string pack(const DutyRow& row);
  /// The duty again, once. `subject`: whose it is.
  DutyRow read(const std::string& bytes, const SubjectRow& subject);
  /// Different texts that are kept for all of them.
  std::size_t texts() const { return texts_.size(); }
  /// No bytes can be read any more.
  void clear() { texts_.clear(); }

 private:
  SharedTexts texts_;
  std::string bytes_;                    ///< of one duty, kept for its capacity
};

}  // namespace huifang
