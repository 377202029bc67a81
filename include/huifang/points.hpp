#pragma once
/// Points: the lines of the ledger, what accounts have, statements, rankings and seals. Asked of a Book.
///
/// A posting is (rule, cause, account, part) and is made once. Entries are only ever added: a correction is another entry.
/// Amounts are exact; an entry counts in the period in which it takes effect, and when that is sealed in the first one that is
/// open, naming the sealed one.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/calendar.hpp"
#include "huifang/value.hpp"

namespace huifang {

class Book;

/// A line of the ledger.
struct PointEntry {
  std::int64_t id = 0;                     ///< its number, from 1, in order of recording
  std::string point_class;
  EntityRef account;
  std::string kind;                        ///< "post"; "adjust": the difference to what was posted, when more became known;
                                           ///< "reverse" takes one back; "hold" and "uphold": an appeal and its refusal;
                                           ///< "pending" waits to be confirmed, by a "post", or cancelled, by a "cancel";
                                           ///< "expire" takes off what was not spent in time
  Decimal amount;
  Decimal asked;                           ///< before caps, floors and balances that may not fall below zero; of what is
                                           ///< pending what it will bring
  std::string rule;                        ///< its name in the book; empty: a person posted it
  std::string cause;                       ///< what it was posted for: with rule, account and part its identity
  std::string part;                        ///< place of the effect, and the role as written: "0/department_head"
  std::string event;                       ///< id of the event that brought it about; of what a void takes back the event that is void; empty: time did
  Instant effective;                       ///< decides the period
  Instant recorded;                        ///< the book's time when it was entered
  std::string period;                      ///< the one it counts in, e.g. "2024-03"
  std::string of_period;                   ///< the one it belongs to, when that was sealed already; else empty
  std::int64_t entry = 0;                  ///< the one that it reverses, holds, upholds, confirms or cancels; 0: none
  std::int64_t reversed_by = 0;            ///< the one that reverses it; 0: none
  std::int64_t settled_by = 0;             ///< of what is pending the one that confirms or cancels it; 0: none
  bool held = false;                       ///< somebody appeals against it, and nobody has decided
  std::string pending;                     ///< "waiting", "confirmed", "cancelled", or "expired" when nobody did in time;
                                           ///< empty: it never waited
  std::string because;                     ///< canonical JSON: rule, clause, cause and what was read; of a person's act who and why
  std::string hash;                        ///< SHA-256, 64 hex digits, over this line and the hash of the one before
};

/// Which entries. Empty members do not restrict.
struct PointQuery {
  std::optional<EntityRef> account;
  std::string point_class;
  std::string period;
  std::string rule;
  std::size_t limit = 0;                   ///< of entries; 0: all
};

/// What an account has.
struct PointBalance {
  EntityRef account;
  std::string point_class;
  Decimal opening;                         ///< before the period; 0 when none was asked for
  Decimal change;                          ///< in the period
  Decimal closing;                         ///< opening and change
  std::int64_t entries = 0;                ///< in the period
};

/// A period of one account in one class, line by line.
struct PointStatement {
  EntityRef account;
  std::string point_class;
  std::string period;
  Decimal opening, closing;
  std::vector<PointEntry> lines;           ///< by number
};

/// One place of a ranking.
struct PointRank {
  std::int64_t rank = 0;                   ///< from 1; equal amounts share it, and as many places follow empty
  EntityRef account;
  Decimal amount;
};

/// A period that nothing is added to any more.
struct PointSeal {
  std::string point_class;
  std::string period;
  std::int64_t entries = 0;                ///< that count in it
  Decimal sum;
  std::string hash;                        ///< of the last entry before the seal; empty: there was none
  std::string by;                          ///< key of staff who closed it; empty: it was closed at its end
  Instant at;
};

/// For hosts that read JSON. Accounts are "staff:s7", moments text with the book's offset, amounts exact numbers; what there
/// is not is null. All throw Error(storage), and Error(argument) as the functions of Book do.
/// {"entries": [{"id", "class", "account", "kind", "amount", "asked", "rule", "cause", "part", "event", "effective", "recorded",
/// "period", "of_period", "entry", "reversed_by", "settled_by", "held", "pending", "because", "hash"}]}
std::string entries_json(const Book& book, const PointQuery& query = {});
/// {"balances": [{"account", "class", "opening", "change", "closing", "entries"}]}
std::string balances_json(const Book& book, const PointQuery& query = {});
/// {"statements": [{"account", "class", "period", "opening", "closing", "lines": […]}]}, lines as in entries_json().
std::string statement_json(const Book& book, const EntityRef& account, std::string_view period);
/// {"ranking": [{"rank", "account", "amount"}]}
std::string ranking_json(const Book& book, std::string_view point_class, std::string_view period = {});
/// {"seals": [{"class", "period", "entries", "sum", "hash", "by", "at"}]}
std::string seals_json(const Book& book);

}  // namespace huifang
