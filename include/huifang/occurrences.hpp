#pragma once
/// When rules are due, asked without a book: what a book would owe subjects like these if nobody did anything.
///
/// The engine that runs books answers, so windows, seasons, rolls, steps and grids are the same. Subjects that agree in
/// all columns are worked out once; the rest is copying.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "huifang/calendar.hpp"
#include "huifang/columns.hpp"
#include "huifang/policy.hpp"
#include "huifang/value.hpp"

namespace huifang {

/// What is known of the subjects, by the name of a fact, measure, decision or tier: "key_customer", "tier.rank".
using SubjectColumn = ValueColumn;

struct OccurrenceRequest {
  std::string entity;                  ///< type of the subjects: "customer"
  std::string rule;                    ///< id of a rule; empty = all rules about the entity
  Instant from, to;                    ///< occurrences whose window [opens, due] touches [from, to); `to` at most 100 years behind known_since
  std::optional<Instant> known_since;  ///< since when the subjects have been known; default: `from`. Not after it
};

/// Occurrences, column by column; all columns are equally long. Ascending by subject, then opening, due, rule and n.
struct OccurrenceBatch {
  static constexpr std::int64_t no_due = INT64_MAX;
  std::vector<std::int64_t> subject;    ///< which subject, from 0
  std::vector<std::int32_t> rule;       ///< place in Occurrences::rules()
  std::vector<std::int32_t> n;          ///< place in Occurrences::ids()
  std::vector<std::int64_t> opens_us;   ///< first instant of the window, UTC microseconds since 1970
  std::vector<std::int64_t> due_us;     ///< last instant of the window; no_due: no deadline
  std::size_t size() const { return subject.size(); }
};

/// The occurrences of many subjects, batch by batch. Used by one thread at a time.
class Occurrences {
 public:
  /// Nothing but what the columns say is known of the subjects: other facts are null, flags are down, nothing happened
  /// to them. Rules that events from outside start do not occur; what is waived, suppressed, or taken back before its due (its
  /// season ended, say) is not there either. Throws
  /// Error(argument) with all findings, codes HF7201 to HF7206.
  Occurrences(Policy policy, OccurrenceRequest request, std::size_t subjects, std::vector<SubjectColumn> columns);
  ~Occurrences();
  Occurrences(Occurrences&&) noexcept;
  Occurrences& operator=(Occurrences&&) noexcept;

  /// The next rows, of whole subjects, at least one subject's and about `rows_max`; the vectors' memory is used again.
  /// False: there are no more, and the batch is empty. Throws Error(limit) HF7207 when working out one subject takes
  /// more than 1,000,000 steps (an occurrence takes two or more), and what advancing a book throws; the batch is empty then.
  bool next(OccurrenceBatch& batch, std::size_t rows_max = 65'536);

  /// Rules, steps behind a slash: "art3-visit", "contract/call". Grows with next().
  const std::vector<std::string>& rules() const;
  /// Repetitions: ids of buckets and numbers, as in duty keys. Grows with next().
  const std::vector<std::string>& ids() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Subjects as Arrow record batches: a row is a subject, fields are named like SubjectColumn and are there in every batch.
/// Used by one thread at a time.
class ArrowSubjects {
 public:
  ArrowSubjects(Policy policy, std::string entity);
  ~ArrowSubjects();
  ArrowSubjects(ArrowSubjects&&) noexcept;
  ArrowSubjects& operator=(ArrowSubjects&&) noexcept;

  /// The batch is borrowed for the call. Texts and dictionaries of texts for texts, enumerations and keys; integers,
  /// decimals and floats for numbers; booleans; date32, date64; timestamps with a zone. A field of texts that is no
  /// attribute of the subjects is refused by Occurrences, not here. Throws Error(argument, HF2216) for a type that the
  /// attribute cannot have; then the object can only be destroyed.
  void add(const ArrowSchema& schema, const ArrowArray& batch);
  std::size_t size() const;                    ///< subjects so far
  std::vector<SubjectColumn> columns() const;  ///< for Occurrences

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The batches as an Arrow stream of `subject` (int64), `rule`, `n` (dictionaries of utf8), `opens` and `due` (timestamps in
/// microseconds, UTC; due is null without a deadline). The caller releases the stream; what fails while it is read is told
/// by its get_last_error.
void export_stream(Occurrences occurrences, ArrowArrayStream& out);

}  // namespace huifang
