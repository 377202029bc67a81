#pragma once
/// Random tables over typed columns, and random rows for them.

#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include "huifang/decision_rows.hpp"
#include "support.hpp"

namespace decision_test {

using Type = DecisionColumn::Type;

inline constexpr std::int64_t minute_us = 60'000'000;

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

inline const std::vector<std::string> words = {
    "", "a", "ab", "b", "回访", "a text of more than eight bytes", "another long text"};

inline feel::Type::Kind kind_of(Type type) {
  using Kind = feel::Type::Kind;
  constexpr Kind kinds[] = {Kind::boolean, Kind::number, Kind::number,
                            Kind::string,  Kind::date,   Kind::date_time};
  return kinds[static_cast<std::size_t>(type)];
}

inline Value value_of(const DecisionColumn& column, const Cell& cell) {
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

inline std::int64_t slot_of(const DecisionColumn& column, const Cell& cell) {
  if (column.type == Type::binary && cell.slot >= DecisionSlot::lowest)
    return DecisionSlot::of(static_cast<double>(cell.slot) / 2);
  return cell.slot;
}

inline Cell random_value(const DecisionColumn& column) {
  Cell cell;
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

inline Cell random_cell(const DecisionColumn& column) {
  Cell cell;
  switch (*rc::gen::inRange(0, 12)) {
    case 0:
      cell.slot = DecisionSlot::null;
      return cell;
    case 1:
      cell.slot = DecisionSlot::missing;
      return cell;
    case 2:
      cell.slot = DecisionSlot::wrong;
      return cell;
    default:
      return random_value(column);
  }
}

/// A literal of the column's type, between the values that rows have and at them.
inline std::string random_literal(const DecisionColumn& column) {
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

inline std::string random_test(const DecisionColumn& column, bool computed) {
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

inline Sample random_sample() {
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

inline bool has_wrong(const Row& row) {
  return std::any_of(row.begin(), row.end(),
                     [](const Cell& cell) { return cell.slot == DecisionSlot::wrong; });
}

/// The row with other values, but not null, where it has those of a wrong type.
inline Row with_values(const Sample& sample, Row row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i].slot == DecisionSlot::wrong) row[i] = random_value(sample.columns[i]);
  }
  return row;
}

/// Of a row without values of a wrong type.
inline Record record_of(const Sample& sample, const Row& row) {
  Record record;
  for (std::size_t i = 0; i < row.size(); ++i) {
    record.with(sample.columns[i].name, kind_of(sample.columns[i].type), value_of(sample.columns[i], row[i]));
  }
  return record;
}

inline std::vector<DecisionField> fields_of(const Sample& sample, const Row& row) {
  std::vector<DecisionField> fields;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const bool text = sample.columns[i].type == Type::string && row[i].slot >= DecisionSlot::lowest;
    fields.push_back(text ? DecisionField::of(row[i].text)
                          : DecisionField::of(slot_of(sample.columns[i], row[i])));
  }
  return fields;
}

}  // namespace decision_test
