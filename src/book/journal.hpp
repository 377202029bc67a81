#pragma once
/// The journal: everything that came into a book, in order. Entries are chained by SHA-256, so that one that was
/// altered, inserted or taken out later is found.

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace huifang {

struct JournalEntry {
  std::int64_t sequence = 0;            ///< from 1, without gaps
  std::string kind;                     ///< event, tick, bind, data
  std::optional<std::string> id;        ///< of an event
  std::optional<std::string> type;      ///< of an event
  std::optional<std::int64_t> at_us;    ///< event: when it happened; tick: how far time was asked to pass
  std::int64_t now_us = 0;              ///< the book's time after it; never less than that of the entry before
  std::string content;                  ///< canonical JSON; event: Event::to_json()
  std::string hash;                     ///< lower-case hex
};

/// What the hash of an entry is, given the one before it ("" for the first).
std::string chain_hash(std::string_view previous, const JournalEntry& entry);

/// Appends to and reads the journal table. Throws SQLite::Exception.
class Journal {
 public:
  struct Head {
    std::int64_t sequence = 0;          ///< 0: the journal is empty
    std::int64_t now_us = INT64_MIN;
    std::string hash;
    friend bool operator==(const Head&, const Head&) = default;
  };

  /// `database` is borrowed and must outlive the journal.
  explicit Journal(SQLite::Database& database);

  /// The last entry as far as this object knows.
  const Head& head() const { return head_; }
  /// Read the last entry again. True: it was another one, so somebody else wrote or something was rolled back.
  bool refresh();
  /// Add `entry` as the next one; its sequence and hash are set here. `subjects` are those an event names.
  void append(JournalEntry entry, const std::map<std::string, std::string>& subjects = {});
  /// Write how many entries there are, so that a missing end is found. Once in each transaction that appended.
  void settle();
  /// Entries after `sequence`, in order.
  void each(std::int64_t after_sequence, const std::function<void(JournalEntry)>& take) const;

 private:
  SQLite::Database& database_;
  SQLite::Statement last_, insert_, insert_subject_, count_;
  Head head_;
};

}  // namespace huifang
