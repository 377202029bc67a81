#pragma once
/// What a policy's measures are for many subjects, worked out from columns of what happened, without a book.
///
/// The folds are those of books: a book that had recorded the same rows would answer the same. Ids are not
/// compared: what comes twice counts twice. Nothing is kept but what the
/// measures need, so what happened may come batch by batch, however much it is.

#include <cstddef>
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

struct MeasureRequest {
  std::string entity = "customer";    ///< type of the subjects
  std::vector<std::string> measures;  ///< names; empty: all about the entity
  std::optional<Instant> at;          ///< as of when; subjects with a value in their column "at" are asked as of that
};

/// What the measures of some subjects are.
struct MeasureBatch {
  static constexpr std::int64_t no_change = INT64_MAX;
  std::vector<std::string> subject;                      ///< keys
  std::vector<std::vector<Value>> values;                ///< by measure, then subject; `first` and `last` are contexts, or null
  std::vector<std::vector<std::int64_t>> next_change_us; ///< when it changes though nothing happens, UTC microseconds; or no_change
};

/// Measures of many subjects. Used by one thread at a time.
class Measures {
 public:
  /// The subjects are those that the rows of add() name, in that order; nothing else is known of them.
  Measures(Policy policy, MeasureRequest request);
  /// These subjects and no others. Columns: "key" (without it keys are the numbers of the rows, from 0), "at" (dates, or dates
  /// and times), facts, and tiers as "tier.<name>". What is there is taken to have been so at all times; other facts are null.
  /// Throws Error(argument) with all findings, codes HF7301 to HF7304.
  Measures(Policy policy, MeasureRequest request, std::size_t subjects, std::vector<ValueColumn> columns);
  ~Measures();
  Measures(Measures&&) noexcept;
  Measures& operator=(Measures&&) noexcept;

  /// What happened: a row is an event, in the order in which a book would have recorded it. Columns as in an envelope: "type" (a
  /// declared event; "filed.<form>"; one that the library raises), "at", the subject's key under the name of the entity (of staff
  /// also "by"), "id" (default: the number of the row), "by", other entities, fields. Rows after the subject's instant, of events
  /// that none of its measures counts, and of reserved types are passed over. Throws Error(argument) with what is wrong (at most
  /// 100 findings), each at "/events/<row>/<column>", rows counted from 0 over all calls; codes HF7305 and HF7306, for values HF2017;
  /// then the object can only be destroyed.
  void add(std::size_t rows, const std::vector<ValueColumn>& columns);
  /// The same, of every batch that is left of a stream, as ArrowRows reads them. It is borrowed and not released.
  void add(ArrowArrayStream& events);

  std::size_t size() const;                            ///< subjects so far
  const std::vector<std::string>& measures() const;    ///< names of what is worked out, in document order
  /// At most `count` subjects from the `first` on; more rows may be added afterwards. Throws Error(range) outside the calendar.
  MeasureBatch values(std::size_t first = 0, std::size_t count = SIZE_MAX);

 private:
  struct State;
  friend void export_stream(Measures measures, ArrowArrayStream& out);
  friend void export_stream(const Measures& measures, MeasureBatch batch, ArrowArrayStream& out);
  std::unique_ptr<State> state_;
};

/// The values as an Arrow stream: `subject` (utf8), for each measure a column of its name and `<name>.next_change` (timestamps in
/// microseconds, UTC; null: never). Counts and streaks are int64, other numbers the nearest double; `first` and `last` are columns
/// `<name>.id`, `.type`, `.at`, `.by` and one for each field of their events: booleans, numbers, dates, timestamps, otherwise texts.
/// The caller releases the stream; what fails while it is read is told by its get_last_error.
void export_stream(Measures measures, ArrowArrayStream& out);
/// The same, of what values() of these measures gave; they are borrowed for the call.
void export_stream(const Measures& measures, MeasureBatch batch, ArrowArrayStream& out);

}  // namespace huifang
