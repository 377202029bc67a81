// Typed rows and column batches against the general evaluator, which reads the same table through a frame.

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "huifang/decision_rows.hpp"
#include "support.hpp"

using namespace decision_test;
using Type = DecisionColumn::Type;

namespace {

constexpr std::int64_t minute_us = 60'000'000;

/// A schema, a table and one row of it, in every form a row can have.
struct Sample {
  std::vector<DecisionColumn> columns;
  DecisionTableSource source;
};

struct Cell {
  std::int64_t slot = 0;  ///< not for texts
  std::string text;
};
using Row = std::vector<Cell>;

const std::vector<std::string> words = {
    "", "a", "ab", "b", "回访", "a text of more than eight bytes", "another long text"};

feel::Type::Kind kind_of(Type type) {
  using Kind = feel::Type::Kind;
  constexpr Kind kinds[] = {Kind::boolean, Kind::number, Kind::number,
                            Kind::string,  Kind::date,   Kind::date_time};
  return kinds[static_cast<std::size_t>(type)];
}

Value value_of(const DecisionColumn& column, const Cell& cell) {
  if (cell.slot < DecisionSlot::lowest) return {};
  switch (column.type) {
    case Type::boolean:
      return Value::of(cell.slot == 1);
    case Type::number:
      return Value::of(Decimal::scaled(cell.slot, column.decimals));
    case Type::binary:
      return Value::of(Decimal::scaled(cell.slot * 5, 1));  // halves
    case Type::string:
      return Value::of(cell.text);
    case Type::date:
      return Value::of(Date::from_days(cell.slot));
    case Type::date_time: {
      DateTime moment{Date::from_days(0), Time{cell.slot * 1000, ZoneSpec{"", 0}}};
      return Value::of(moment);
    }
  }
  return {};
}

std::int64_t slot_of(const DecisionColumn& column, const Cell& cell) {
  if (column.type == Type::binary && cell.slot >= DecisionSlot::lowest)
    return DecisionSlot::of(static_cast<double>(cell.slot) / 2);
  return cell.slot;
}

Cell random_cell(const DecisionColumn& column) {
  Cell cell;
  switch (*rc::gen::inRange(0, 12)) {
    case 0:
      cell.slot = DecisionSlot::null;
      return cell;
    case 1:
      cell.slot = DecisionSlot::missing;
      return cell;
    default:
      break;
  }
  switch (column.type) {
    case Type::boolean:
      cell.slot = *rc::gen::inRange(0, 2);
      break;
    case Type::number:
    case Type::binary:
      cell.slot = *rc::gen::inRange<std::int64_t>(-12, 13);
      break;
    case Type::string:
      cell.text = *rc::gen::elementOf(words);
      break;
    case Type::date:
      cell.slot = *rc::gen::inRange<std::int64_t>(19'000, 19'006);
      break;
    case Type::date_time:
      cell.slot = *rc::gen::inRange<std::int64_t>(0, 6) * minute_us + *rc::gen::inRange<std::int64_t>(0, 2);
      break;
  }
  return cell;
}

/// A literal of the column's type, between the values that rows have and at them.
std::string random_literal(const DecisionColumn& column) {
  switch (column.type) {
    case Type::boolean:
      return *rc::gen::arbitrary<bool>() ? "true" : "false";
    case Type::number:
      return Decimal::scaled(*rc::gen::inRange<std::int64_t>(-120, 130), column.decimals + 1).to_text();
    case Type::binary:
      return Decimal::scaled(*rc::gen::inRange<std::int64_t>(-24, 26) * 25, 2).to_text();  // quarters
    case Type::string:
      return Value::of(*rc::gen::elementOf(words)).to_text();
    case Type::date:
      return Value::of(Date::from_days(*rc::gen::inRange<std::int64_t>(18'999, 19'007))).to_text();
    case Type::date_time: {
      const int minutes = *rc::gen::inRange(0, 6);
      return *rc::gen::arbitrary<bool>()
                 ? "@\"1970-01-01T00:0" + std::to_string(minutes) + ":00Z\""
                 : "@\"1970-01-01T08:0" + std::to_string(minutes) + ":00.0000005+08:00\"";
    }
  }
  return "";
}

std::string random_test(const DecisionColumn& column, bool computed) {
  const std::string a = random_literal(column);
  const std::string b = random_literal(column);
  const bool ordered = column.type != Type::boolean;
  switch (*rc::gen::inRange(0, ordered ? 12 : 7)) {
    case 0:
    case 1:
      return "-";
    case 2:
      return a;
    case 3:
      return a + ", " + b;
    case 4:
      return "not(" + a + ")";
    case 5:
      return "null";
    case 6:
      return "not(null)";
    case 7:
      return "< " + a;
    case 8:
      return ">= " + a;
    case 9:
      return "[" + a + ".." + b + ")";
    case 10:
      return "(" + a + ".." + b + "]";
    default:
      if (!computed) return "> " + a;
      return column.type == Type::string ? "string length(?) > 2"
                                         : "if ? >= " + a + " then ? != " + b + " else null";
  }
}

Sample random_sample() {
  Sample sample;
  const std::size_t width = *rc::gen::inRange<std::size_t>(1, 5);
  for (std::size_t i = 0; i < width; ++i) {
    DecisionColumn column;
    column.name = "x" + std::to_string(i);
    column.type = *rc::gen::element(Type::boolean, Type::number, Type::binary, Type::string, Type::string,
                                    Type::date, Type::date_time);
    if (column.type == Type::number) column.decimals = *rc::gen::inRange(0, 3);
    sample.columns.push_back(column);
    sample.source.inputs.push_back({column.name, {}});
  }
  sample.source.hit_policy = *rc::gen::element(
      HitPolicy::unique, HitPolicy::any, HitPolicy::priority, HitPolicy::first, HitPolicy::first,
      HitPolicy::rule_order, HitPolicy::output_order, HitPolicy::collect, HitPolicy::collect_sum,
      HitPolicy::collect_min, HitPolicy::collect_max, HitPolicy::collect_count);
  const bool numbers = *rc::gen::arbitrary<bool>() || sample.source.hit_policy >= HitPolicy::collect_sum;
  DecisionTableSource::Output output;
  const bool ranked =
      sample.source.hit_policy == HitPolicy::priority || sample.source.hit_policy == HitPolicy::output_order;
  if (!numbers) output.allowed = {"\"c\"", "\"a\"", "\"b\""};
  if (numbers && ranked) output.allowed = {"2.5", "7.5", "-3", "1", "0.125"};
  if (sample.source.hit_policy != HitPolicy::collect_count && *rc::gen::inRange(0, 3) == 0)
    output.default_value = numbers ? "7.5" : "\"b\"";
  sample.source.outputs.push_back(output);
  const bool computed = *rc::gen::inRange(0, 4) == 0;
  const int rows = *rc::gen::element(0, 1, 5, 12, 32, 33, 64, 65, 150);
  for (int row = 0; row < rows; ++row) {
    DecisionTableSource::Row cells;
    for (const DecisionColumn& column : sample.columns) cells.tests.push_back(random_test(column, computed));
    cells.outputs.push_back(numbers ? *rc::gen::element<std::string>("1", "2.5", "-3", "0.125")
                                    : *rc::gen::element<std::string>("a", "b", "c"));
    sample.source.rows.push_back(std::move(cells));
  }
  return sample;
}

Record record_of(const Sample& sample, const Row& row) {
  Record record;
  for (std::size_t i = 0; i < row.size(); ++i) {
    record.with(sample.columns[i].name, kind_of(sample.columns[i].type), value_of(sample.columns[i], row[i]));
  }
  return record;
}

std::vector<DecisionField> fields_of(const Sample& sample, const Row& row) {
  std::vector<DecisionField> fields;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const bool text = sample.columns[i].type == Type::string && row[i].slot >= DecisionSlot::lowest;
    fields.push_back(text ? DecisionField::of(row[i].text)
                          : DecisionField::of(slot_of(sample.columns[i], row[i])));
  }
  return fields;
}

/// What a hit says, in the words of an outcome: the four kinds of failure are two there.
std::string shown(const Decision& decision, const DecisionHit& hit) {
  switch (hit.status) {
    case DecisionStatus::ok:
      return decision.result() == Decision::Result::rules ? std::to_string(hit.value)
                                                          : decision.value_of(hit).to_text();
    case DecisionStatus::missing:
    case DecisionStatus::null:
      return "undecided";
    case DecisionStatus::wrong_type:
      return "wrong type";
    case DecisionStatus::error:
      return "error";
  }
  return "";
}

std::string shown(const Decision& decision, const DecisionOutcome& outcome) {
  switch (outcome.status) {
    case feel::Outcome::Status::ok:
      if (decision.result() == Decision::Result::rules) return std::to_string(outcome.matched.size());
      return outcome.value.to_text();
    case feel::Outcome::Status::undecided:
      return "undecided";
    case feel::Outcome::Status::wrong_type:
      return "wrong type";
    case feel::Outcome::Status::error:
      return "error";
  }
  return "";
}

std::string json_of(const Sample& sample, const Row& row) {
  std::string text = "{";
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i].slot == DecisionSlot::missing) continue;
    const Value value = value_of(sample.columns[i], row[i]);
    std::string one;
    switch (value.kind()) {
      case Value::Kind::null:
        one = "null";
        break;
      case Value::Kind::date:
        one = "\"" + value.date().to_text() + "\"";
        break;
      case Value::Kind::date_time:
        one = "\"" + value.date_time().to_text() + "\"";
        break;
      default:
        one = value.to_text();
    }
    text += (text.size() > 1 ? ", \"" : "\"") + sample.columns[i].name + "\": " + one;
  }
  return text + "}";
}

/// A batch of rows as columns: the forms are chosen by the number of the column.
struct Columns {
  std::vector<std::vector<std::int64_t>> slots;
  std::vector<std::vector<std::int32_t>> codes, offsets;
  std::vector<std::vector<std::uint8_t>> valid, bytes;
  std::vector<std::vector<std::string_view>> dictionaries;
  std::vector<std::string> texts;
  std::vector<DecisionColumnView> views;
};

Columns columns_of(const Sample& sample, const Decision& decision, const std::vector<Row>& rows, bool plain) {
  const std::size_t width = sample.columns.size();
  Columns columns;
  columns.slots.resize(width);
  columns.codes.resize(width);
  columns.offsets.resize(width);
  columns.valid.resize(width);
  columns.bytes.resize(width);
  columns.dictionaries.resize(width);
  columns.texts.resize(width);
  for (std::size_t i = 0; i < width; ++i) {
    DecisionColumnView view;
    const DecisionColumn& column = sample.columns[i];
    columns.valid[i].assign(rows.size() / 8 + 1, 0);
    columns.offsets[i].push_back(0);
    for (const std::string& word : words) columns.dictionaries[i].push_back(word);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const Cell& cell = rows[r][i];
      const bool known = cell.slot >= DecisionSlot::lowest;
      if (known) columns.valid[i][r / 8] = static_cast<std::uint8_t>(columns.valid[i][r / 8] | 1u << (r % 8));
      const auto word = std::find(words.begin(), words.end(), cell.text) - words.begin();
      columns.codes[i].push_back(known ? static_cast<std::int32_t>(word) : 77);
      if (known) columns.texts[i] += cell.text;
      columns.offsets[i].push_back(static_cast<std::int32_t>(columns.texts[i].size()));
      columns.bytes[i].push_back(known && cell.slot == 1 ? 1 : 0);
      std::int64_t slot = slot_of(column, cell);
      if (column.type == Type::string && known)
        slot = decision.can_intern(i) ? decision.intern(i, cell.text) : 0;
      columns.slots[i].push_back(slot);
    }
    view.valid = columns.valid[i].data();
    if (column.type == Type::string && (plain || !decision.can_intern(i))) {
      view.form = DecisionColumnView::Form::utf8;
      view.values = columns.offsets[i].data();
      view.text = columns.texts[i].data();
    } else if (column.type == Type::string) {
      view.form = DecisionColumnView::Form::codes;
      view.values = columns.codes[i].data();
      view.dictionary = columns.dictionaries[i];
    } else if (column.type == Type::boolean && plain) {
      view.form = DecisionColumnView::Form::bytes;
      view.values = columns.bytes[i].data();
    } else {
      view.form = DecisionColumnView::Form::slots;
      view.values = columns.slots[i].data();
    }
    columns.views.push_back(view);
  }
  return columns;
}

std::string log_of(const Sample& sample) {
  std::string log = "policy " + std::to_string(static_cast<int>(sample.source.hit_policy)) + "\n";
  for (const DecisionColumn& column : sample.columns)
    log += column.name + " type " + std::to_string(static_cast<int>(column.type)) + " decimals " +
           std::to_string(column.decimals) + "\n";
  for (const auto& row : sample.source.rows) {
    for (const std::string& test : row.tests) log += test + " | ";
    log += row.outputs[0] + "\n";
  }
  return log;
}

}  // namespace

TEST_CASE("rows, texts, JSON, columns and the general evaluator agree", "[decision][rows]") {
  REQUIRE(rc::check("random tables and rows", [] {
    const Sample sample = random_sample();
    RC_LOG(log_of(sample));
    feel::CompileOptions options;
    options.semantics = *rc::gen::arbitrary<bool>() ? feel::Semantics::strict : feel::Semantics::dmn;
    std::optional<Decision> compiled;
    try {
      compiled = Decision::compile(sample.source, sample.columns, options);
    } catch (const Error& error) {
      RC_LOG(std::string(error.what()));
      RC_FAIL("refused");
    }
    const Decision& decision = *compiled;
    std::vector<Row> rows;
    std::vector<DecisionHit> hits;
    for (int r = 0; r < 40; ++r) {
      Row row;
      for (const DecisionColumn& column : sample.columns) row.push_back(random_cell(column));
      RC_LOG(json_of(sample, row));
      const Record record = record_of(sample, row);
      const DecisionOutcome expected = decision.table().evaluate(record);
      const std::vector<DecisionField> fields = fields_of(sample, row);
      const DecisionHit hit = decision.evaluate(fields.data());
      RC_ASSERT(shown(decision, hit) == shown(decision, expected));
      if (expected.status == feel::Outcome::Status::ok && !expected.matched.empty() &&
          hit.status == DecisionStatus::ok)
        RC_ASSERT(std::find(expected.matched.begin(), expected.matched.end(),
                            static_cast<std::uint32_t>(hit.rule)) != expected.matched.end());
      const DecisionOutcome own = decision.outcome(fields.data());
      RC_ASSERT(shown(decision, own) == shown(decision, expected));
      RC_ASSERT(own.matched == expected.matched);
      RC_ASSERT(own.names == expected.names);
      if (own.status != feel::Outcome::Status::undecided) RC_ASSERT(own.message == expected.message);

      DecisionTrace trace;
      RC_ASSERT(decision.evaluate(fields.data(), trace) == hit);
      const auto explained = decision.table().explain(record);
      for (const RowExplanation& rule : explained) {
        RC_ASSERT(trace.failed_columns(rule.row) == rule.failed_columns);
        RC_ASSERT(trace.matched(rule.row) == rule.matched);
      }
      RC_ASSERT(decision.evaluate_json(json_of(sample, row)) == hit);

      std::vector<std::int64_t> slots;
      bool interned = true;
      for (std::size_t i = 0; i < row.size(); ++i) {
        const bool text = sample.columns[i].type == Type::string && row[i].slot >= DecisionSlot::lowest;
        interned = interned && (!text || decision.can_intern(i));
        slots.push_back(!text      ? slot_of(sample.columns[i], row[i])
                        : interned ? decision.intern(i, row[i].text)
                                   : 0);
      }
      if (interned) {
        RC_ASSERT(decision.evaluate(slots.data()) == hit);
        RC_ASSERT(decision.evaluate(slots.data(), trace) == hit);
      }
      rows.push_back(std::move(row));
      hits.push_back(hit);
    }
    // Batches: a missing field is a null there.
    for (std::size_t r = 0; r < 1200; ++r) {
      rows.push_back(rows[r % 40]);
      hits.push_back(hits[r % 40]);
    }
    for (const bool plain : {false, true}) {
      const Columns columns = columns_of(sample, decision, rows, plain);
      std::vector<std::int32_t> rules(rows.size()), codes(rows.size());
      std::vector<std::int64_t> numbers(rows.size());
      std::vector<DecisionStatus> statuses(rows.size());
      DecisionResults results;
      results.rules = rules.data();
      results.codes = codes.data();
      results.numbers = numbers.data();
      results.statuses = statuses.data();
      const DecisionCounts counts = decision.evaluate(columns.views, rows.size(), results);
      std::size_t total = 0;
      for (const std::size_t count : counts.by_status) total += count;
      RC_ASSERT(total == rows.size());
      std::array<std::size_t, 5> by_status{};
      std::size_t unmatched = 0;
      for (std::size_t r = 0; r < rows.size(); ++r) {
        const DecisionHit& hit = hits[r];
        const DecisionStatus status =
            hit.status == DecisionStatus::missing ? DecisionStatus::null : hit.status;
        ++by_status[static_cast<std::size_t>(status)];
        if (status == DecisionStatus::ok && hit.rule < 0) ++unmatched;
        RC_ASSERT(rules[r] == hit.rule);
        RC_ASSERT(statuses[r] == status);
        const bool coded = decision.result() == Decision::Result::code;
        RC_ASSERT(codes[r] == (coded && hit.has_value ? hit.value : -1));
        RC_ASSERT(numbers[r] == (!coded && hit.has_value ? hit.value : 0));
      }
      RC_ASSERT(counts.by_status == by_status);
      RC_ASSERT(counts.unmatched == unmatched);

      // With reasons the answers are the same.
      const std::size_t words = decision.words();
      std::vector<std::uint64_t> matched(rows.size() * words), nearly(rows.size() * words);
      std::vector<std::uint64_t> failed(rows.size() * words * sample.columns.size());
      std::vector<std::int32_t> again(rows.size());
      DecisionResults explained;
      explained.rules = again.data();
      explained.matched = matched.data();
      explained.nearly = nearly.data();
      explained.failed = failed.data();
      decision.evaluate(columns.views, rows.size(), explained);
      RC_ASSERT(again == rules);
      for (std::size_t r = 0; r < 40; ++r) {
        DecisionTrace trace;
        decision.evaluate(fields_of(sample, rows[r]).data(), trace);
        for (std::size_t rule = 0; rule < decision.rule_count(); ++rule) {
          const auto bit = [&](const std::vector<std::uint64_t>& set, std::size_t at) {
            return (set[at * words + rule / 64] >> (rule % 64) & 1) != 0;
          };
          RC_ASSERT(bit(matched, r) == trace.matched(rule));
          RC_ASSERT(bit(nearly, r) == (trace.failed_columns(rule).size() == 1));
          for (std::size_t i = 0; i < sample.columns.size(); ++i)
            RC_ASSERT(bit(failed, i * rows.size() + r) == !trace.accepts(i, rule));
        }
      }
    }
  }));
}
