#pragma once
/// Decision tables over typed rows and columns: a schema says what each input is, numbers become scaled
/// integers, texts become ids, and a row is decided by a few table look-ups.
///
/// A `Decision` is immutable and may be used by any number of threads at once. It reads no clock and keeps no
/// state; all memory of a row or a batch belongs to the caller.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/decision.hpp"

namespace huifang {

/// One column of a decision's schema: a name that inputs and cells may read, and what its values are.
struct DecisionColumn {
  enum class Type : std::uint8_t {
    boolean,   ///< slot 0 or 1
    number,    ///< exact: the slot counts units of 10^-decimals
    binary,    ///< double, allowed only where the table compares it with values that a double holds exactly
    string,    ///< slot: id from Decision::intern
    date,      ///< slot: days since 1970-01-01
    date_time  ///< slot: UTC microseconds since 1970-01-01T00:00:00Z
  };
  std::string name;
  Type type = Type::string;
  int decimals = 0;                 ///< number: [0, 18]
  bool nullable = true;             ///< false: a row without a value here is never decided
  std::vector<std::string> values;  ///< string: the only allowed ones; empty = any
};

/// Slots that are no values. They are outside the range of every type.
struct DecisionSlot {
  static constexpr std::int64_t null = INT64_MIN;         ///< the value is known to be absent
  static constexpr std::int64_t missing = INT64_MIN + 1;  ///< the record does not have the field
  static constexpr std::int64_t wrong = INT64_MIN + 2;    ///< the record has a value of another type there
  static constexpr std::int64_t lowest = INT64_MIN + 3;   ///< smallest number, date or moment
  /// The slot of a binary column; `wrong` for NaN and infinities. Order of slots is order of values.
  static std::int64_t of(double value);
};

/// How one row ended. Everything but `ok` is no decision, never a skipped rule.
enum class DecisionStatus : std::uint8_t {
  ok = 0,          ///< decided (no rule may match, and no default be there: then there is no value)
  missing = 1,     ///< a field that could change the answer is missing
  null = 2,        ///< a null could change the answer
  wrong_type = 3,  ///< a value of another type, or not an allowed one, could change the answer
  error = 4        ///< a cell or output failed, or rules contradict the hit policy
};

/// "ok", "missing", "null", "wrong type", "error".
std::string_view to_text(DecisionStatus status);

/// What one row came to. Two machine words.
struct DecisionHit {
  std::int32_t rule = -1;    ///< 0-based: the deciding rule, of several matching ones the first; -1 = none.
                             ///< Without a decision: the rule that could not be decided
  std::int16_t column = -1;  ///< without a decision: 0-based input whose cell it is; -1 = no single cell
  DecisionStatus status = DecisionStatus::ok;
  bool has_value = false;  ///< false: null, or an output that is computed (ask for an outcome)
  std::int64_t value = 0;  ///< Decision::Result: a code, a scaled number or a count
  friend bool operator==(const DecisionHit&, const DecisionHit&) = default;
};

/// A field of a row whose texts are not interned.
struct DecisionField {
  const char* text = nullptr;  ///< string columns: UTF-8, borrowed for the call
  std::int64_t value =
      0;  ///< string columns: bytes of `text`, or a DecisionSlot when text is nullptr; else a slot
  static DecisionField of(std::string_view text) {
    return {text.data() == nullptr ? "" : text.data(), static_cast<std::int64_t>(text.size())};
  }
  static DecisionField of(std::int64_t slot) { return {nullptr, slot}; }
};

/// One column of a batch, borrowed for the call. Row i of the batch is element `offset + i`.
struct DecisionColumnView {
  enum class Form : std::uint8_t {
    missing,    ///< the batch does not have this column
    slots,      ///< const int64_t: slots of any type
    int32s,     ///< const int32_t: numbers without decimals, dates
    doubles,    ///< const double: binary columns
    bytes,      ///< const uint8_t, 0 or 1: boolean columns
    bits,       ///< bitmap, lowest bit first: boolean columns
    codes,      ///< const int32_t: places in `dictionary`
    utf8,       ///< `text` between int32_t offsets
    large_utf8  ///< `text` between int64_t offsets
  };
  Form form = Form::missing;
  const void* values = nullptr;         ///< elements, or offsets (one more than elements)
  const std::uint8_t* valid = nullptr;  ///< bitmap, lowest bit first: 0 = null; nullptr = no nulls
  const char* text = nullptr;
  std::span<const std::string_view> dictionary;
  std::size_t offset = 0;
};

/// Where a batch puts its results; each pointer has room for every row, or is nullptr when it is not wanted.
/// A batch needs 17 bytes a row for the first four, and nothing else that grows with its rows.
struct DecisionResults {
  std::int32_t* rules = nullptr;    ///< DecisionHit::rule
  std::int32_t* codes = nullptr;    ///< DecisionHit::value of Result::code, -1 without a value
  std::int64_t* numbers = nullptr;  ///< DecisionHit::value of Result::number and rules, 0 without a value
  DecisionStatus* statuses = nullptr;
  std::uint64_t* matched = nullptr;  ///< `words()` a row: bits of the rules that match
  std::uint64_t* nearly = nullptr;   ///< `words()` a row: bits of the rules that fail in exactly one input
  std::uint64_t* failed =
      nullptr;  ///< inputs × `words()` a row, input after input: bits of the rules it fails
};

/// Outcomes of a batch, counted.
struct DecisionCounts {
  std::array<std::size_t, 5> by_status{};  ///< by DecisionStatus
  std::size_t unmatched = 0;               ///< decided, and no rule matched
  std::size_t first_failure = SIZE_MAX;    ///< row number of the first row that is not decided
  DecisionHit failure;                     ///< and what it came to
};

class Decision;

/// Why a row came to its answer: for each input the rules whose cell accepts it. Reusable; one thread at a
/// time.
class DecisionTrace {
 public:
  bool accepts(std::size_t input, std::size_t rule) const;
  bool matched(std::size_t rule) const;
  /// Inputs whose cell does not accept the row, ascending.
  std::vector<std::uint32_t> failed_columns(std::size_t rule) const;
  /// Rules that fail in exactly one input: (rule, input), by rule.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> near_misses() const;
  std::vector<std::uint32_t> matching_rules() const;
  /// `words()` words for each input, 64 rules a word, rule 0 in the lowest bit.
  std::span<const std::uint64_t> accepted() const { return accepted_; }

 private:
  friend class Decision;
  std::vector<std::uint64_t> accepted_;
  std::size_t inputs_ = 0;
  std::size_t rules_ = 0;
  std::size_t words_ = 0;
};

/// A decision table compiled for a schema. A cheap shared handle.
class Decision {
 public:
  /// What DecisionHit::value is.
  enum class Result : std::uint8_t {
    code,    ///< place in outputs(): unique, any, priority, first, min, max
    number,  ///< exact sum or count, in units of 10^-decimals()
    rules    ///< how many rules matched: rule order, output order, collect. A trace names them
  };

  Decision() = default;
  explicit operator bool() const noexcept { return static_cast<bool>(compiled_); }

  /// Input expressions and cells read the columns by name. Throws Error like DecisionTable::compile; HF2210
  /// to HF2213 for what is wrong with the schema. At most 64 columns and 64 inputs.
  static Decision compile(DecisionTableSource source, std::vector<DecisionColumn> columns,
                          const feel::CompileOptions& options = {});
  /// Reads table and schema from a JSON document, format "huifang-decision/1" (examples/guide/decisions.md).
  static Decision parse(std::string_view json, const std::string& file = {});

  const std::string& name() const;  ///< from the document; empty when compiled from a source
  const std::vector<DecisionColumn>& columns() const;
  const DecisionTable& table() const;
  std::size_t rule_count() const;
  std::size_t words() const;  ///< 64-bit words of a set of rules
  Result result() const;
  /// Distinct outputs of the rules in table order, then the default's. Contexts when there are several
  /// outputs.
  const std::vector<Value>& outputs() const;
  /// Decimal places of a sum; 0 for counts.
  int decimals() const;
  /// Every cell, input and output is in the index: rows and batches are decided without memory from the heap.
  bool is_indexed() const;
  /// May ids be used for this column? Not when a cell, input or output that the index cannot hold reads its
  /// text.
  bool can_intern(std::size_t column) const;

  /// The id of a text in a string column. Texts that no cell tells apart may share an id; DecisionSlot::wrong
  /// for one that is not allowed. Stable for the life of the decision. Throws Error (argument, HF2215) unless
  /// can_intern().
  std::int64_t intern(std::size_t column, std::string_view text) const;

  /// One row of slots, one per column.
  DecisionHit evaluate(const std::int64_t* slots) const;
  /// One row with texts as they are.
  DecisionHit evaluate(const DecisionField* fields) const;
  /// The same, and why. The answer is the same as without a trace.
  DecisionHit evaluate(const std::int64_t* slots, DecisionTrace& trace) const;
  DecisionHit evaluate(const DecisionField* fields, DecisionTrace& trace) const;
  /// A batch: one view per column.
  DecisionCounts evaluate(std::span<const DecisionColumnView> columns, std::size_t rows,
                          const DecisionResults& results) const;

  /// The whole outcome of one row: value, computed outputs, names and the sentence of an error.
  DecisionOutcome outcome(const DecisionField* fields) const;
  /// The value behind a decided hit; null without one.
  Value value_of(const DecisionHit& hit) const;

  /// A record as a JSON object: members are columns, others are ignored. Throws Error (syntax) for what is no
  /// JSON object; values of a wrong type and missing fields are told by the status. A field that stands twice
  /// is an error.
  DecisionHit evaluate_json(std::string_view record) const;
  /// The answer of append_json() where it is the same for every record with this hit; empty otherwise. Lives
  /// as long as the decision.
  std::string_view constant_json(const DecisionHit& hit) const;
  /// The hit as JSON: `{"rule":3,"tier":"gold"}`, `{"points":12}` for sums and counts,
  /// `{"rules":[1,4],"tier":[…]}` for lists, or `{"status":"null","rule":3,"input":"volume"}`, with a "message"
  /// beside status "error"; rules count from 1, null when none matched. An output without a name is "result". `record` is asked again where
  /// outputs are computed or lists.
  void append_json(const DecisionHit& hit, std::string_view record, std::string& out) const;

  struct Compiled;  ///< private to src/decision
  const Compiled& compiled() const { return *compiled_; }

 private:
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace huifang
