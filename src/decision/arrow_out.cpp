#include <bit>
#include <memory>

#include "decision/arrow_in.hpp"
#include "decision/arrow_parts.hpp"
#include "decision/compiled.hpp"
#include "decision/json_row.hpp"
#include "feel/no_names.hpp"

namespace huifang {
namespace {

using arrow::Bits;
using arrow::Buffer;
using arrow::buffer_of;
using arrow::made;
using arrow::Part;
using arrow::placed;

/// A column of texts, for dictionaries.
Part texts(const std::vector<Value>& values) {
  std::vector<std::int32_t> offsets{0};
  std::vector<std::uint8_t> data;
  Bits valid(values.size());
  std::size_t nulls = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::string text;
    if (values[i].is_null()) {
      ++nulls;
    } else {
      valid.set(i);
      if (values[i].kind() == Value::Kind::string) {
        text = values[i].string();
      } else {
        decision::append_value(values[i], text);
        if (text.size() >= 2 && text.front() == '"') text = text.substr(1, text.size() - 2);
      }
    }
    data.insert(data.end(), text.begin(), text.end());
    offsets.push_back(static_cast<std::int32_t>(data.size()));
  }
  return made("", "u", values.size(), nulls,
              {buffer_of(valid.bits()), buffer_of(std::move(offsets)), buffer_of(std::move(data))});
}

void append_decimal128(std::int64_t value, std::vector<std::uint8_t>& data) {
  for (int i = 0; i < 16; ++i)
    data.push_back(static_cast<std::uint8_t>(i < 8       ? static_cast<std::uint64_t>(value) >> (8 * i)
                                             : value < 0 ? 0xFF
                                                         : 0));
}

/// Numbers of one scale, or nothing when they have no common one in 64 bits.
std::optional<Part> numbers(const std::vector<Value>& values) {
  for (int scale = 0; scale <= 18; ++scale) {
    std::vector<std::uint8_t> data;
    Bits valid(values.size());
    std::size_t nulls = 0;
    bool fits = true;
    for (std::size_t i = 0; i < values.size() && fits; ++i) {
      std::optional<std::int64_t> scaled = 0;
      if (values[i].is_null()) {
        ++nulls;
      } else {
        if (values[i].kind() != Value::Kind::number) return std::nullopt;
        valid.set(i);
        scaled = values[i].number().to_scaled(scale);
      }
      fits = scaled.has_value();
      if (fits) append_decimal128(*scaled, data);
    }
    if (fits)
      return made("", "d:38," + std::to_string(scale), values.size(), nulls,
                  {buffer_of(valid.bits()), buffer_of(std::move(data))});
  }
  return std::nullopt;
}

std::optional<Part> booleans(const std::vector<Value>& values) {
  Bits valid(values.size()), data(values.size());
  std::size_t nulls = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].is_null()) {
      ++nulls;
      continue;
    }
    if (values[i].kind() != Value::Kind::boolean) return std::nullopt;
    valid.set(i);
    if (values[i].boolean()) data.set(i);
  }
  return made("", "b", values.size(), nulls, {buffer_of(valid.bits()), buffer_of(data.bits())});
}

Part dictionary_of(const std::vector<Value>& values) {
  bool all_null = true;
  for (const Value& value : values) all_null = all_null && value.is_null();
  if (!all_null) {
    if (auto part = numbers(values)) return std::move(*part);
    if (auto part = booleans(values)) return std::move(*part);
  }
  return texts(values);
}

/// Places in `values`; those of rows without a value are negative and never looked at.
Part coded(std::string name, const std::shared_ptr<std::vector<std::int32_t>>& codes, bool complete,
           const std::vector<Value>& values) {
  Part part = placed(std::move(name), codes, complete);
  Part dictionary = dictionary_of(values);
  part.schema->dictionary = std::move(dictionary.schema);
  part.array->dictionary = std::move(dictionary.array);
  return part;
}

/// Rules that match, as lists.
Part rule_lists(const Decision& decision, const std::vector<std::uint64_t>& matched,
                const std::vector<DecisionStatus>& statuses) {
  const std::size_t words = decision.words();
  std::vector<std::int32_t> offsets{0}, rules;
  Bits valid(statuses.size());
  std::size_t nulls = 0;
  for (std::size_t row = 0; row < statuses.size(); ++row) {
    if (statuses[row] != DecisionStatus::ok) {
      ++nulls;
    } else {
      valid.set(row);
      for (std::size_t word = 0; word < words; ++word) {
        for (std::uint64_t rest = matched[row * words + word]; rest != 0; rest &= rest - 1)
          rules.push_back(static_cast<std::int32_t>(word * 64) + std::countr_zero(rest));
      }
    }
    offsets.push_back(static_cast<std::int32_t>(rules.size()));
  }
  Part part =
      made("rules", "+l", statuses.size(), nulls, {buffer_of(valid.bits()), buffer_of(std::move(offsets))});
  const std::size_t count = rules.size();
  Part items = made("item", "i", count, 0, {{}, buffer_of(std::move(rules))});
  part.schema->children.push_back(std::move(items.schema));
  part.array->children.push_back(std::move(items.array));
  return part;
}

std::string name_of(const Decision& decision, std::size_t output) {
  const std::string& name = decision.table().source().outputs[output].name;
  return name.empty() ? "result" : name;
}

}  // namespace

namespace decision {

void refuse_batch(const std::string& message) { throw Error(ErrorKind::argument, "HF2216", message); }

void refuse_computed(const Decision& decision) {
  if (decision.compiled().general)
    refuse_batch("outputs that are computed for each row are not given in columns");
}

Value value_of_matched(const Decision& decision, const std::uint64_t* matched) {
  DecisionOutcome outcome;
  for (std::size_t word = 0; word < decision.words(); ++word) {
    for (std::uint64_t rest = matched[word]; rest != 0; rest &= rest - 1)
      outcome.matched.push_back(static_cast<std::uint32_t>(word * 64) +
                                static_cast<std::uint32_t>(std::countr_zero(rest)));
  }
  apply_hit_policy(*decision.table().compiled(), feel::NoNames{}, outcome);
  return outcome.value;
}

ArrowResults decide_batch(const Decision& decision, const ArrowSchema& schema, const ArrowArray& batch) {
  refuse_computed(decision);
  ArrowColumns columns;
  read_batch(decision, schema, batch, columns);
  const auto rows = static_cast<std::size_t>(batch.length);
  ArrowResults results;
  results.rules = std::make_shared<std::vector<std::int32_t>>(rows);
  results.statuses = std::make_shared<std::vector<DecisionStatus>>(rows);
  DecisionResults places;
  places.rules = results.rules->data();
  places.statuses = results.statuses->data();
  if (decision.result() == Decision::Result::code) {
    results.codes = std::make_shared<std::vector<std::int32_t>>(rows);
    places.codes = results.codes->data();
  } else {
    results.numbers = std::make_shared<std::vector<std::int64_t>>(rows);
    places.numbers = results.numbers->data();
  }
  if (decision.result() == Decision::Result::rules) {
    results.matched.resize(rows * decision.words());
    places.matched = results.matched.data();
  }
  results.counts = decision.evaluate(columns.views, rows, places);
  return results;
}

void export_results(const Decision& decision, const ArrowResults& results, ArrowSchema& out_schema,
                    ArrowArray& out_batch) {
  const std::size_t rows = results.rules->size();
  const bool decided = results.counts.by_status[0] == rows;
  const bool complete = decided && results.counts.unmatched == 0;
  std::vector<Part> parts;
  const auto& outputs = decision.table().source().outputs;
  if (decision.result() == Decision::Result::code) {
    for (std::size_t output = 0; output < outputs.size(); ++output) {
      std::vector<Value> values;
      for (const Value& value : decision.outputs()) {
        const Value* own = outputs.size() == 1 ? &value : value.context().find(outputs[output].name);
        values.push_back(own == nullptr ? Value() : *own);
      }
      parts.push_back(coded(name_of(decision, output), results.codes, complete, values));
    }
  } else if (decision.result() == Decision::Result::rules) {
    parts.push_back(rule_lists(decision, results.matched, *results.statuses));
  } else {
    // Without a rule a count is 0, and a sum is the default or null.
    const bool counted = decision.table().source().hit_policy == HitPolicy::collect_count;
    const bool always = counted || !outputs[0].default_value.empty();
    const bool full = complete || (decided && always);
    Bits valid(full ? 0 : rows);
    std::size_t nulls = 0;
    for (std::size_t row = 0; row < rows && !full; ++row) {
      if ((*results.statuses)[row] == DecisionStatus::ok && (always || (*results.rules)[row] >= 0))
        valid.set(row);
      else
        ++nulls;
    }
    Buffer data;
    if (counted) {
      data = buffer_of(results.numbers);
    } else {
      std::vector<std::int64_t> wide(rows * 2);
      for (std::size_t row = 0; row < rows; ++row) {
        wide[2 * row] = (*results.numbers)[row];
        wide[2 * row + 1] = (*results.numbers)[row] < 0 ? -1 : 0;
      }
      data = buffer_of(std::move(wide));
    }
    parts.push_back(made(name_of(decision, 0), counted ? "l" : "d:38," + std::to_string(decision.decimals()),
                         rows, nulls, {buffer_of(valid.bits()), std::move(data)}));
  }
  parts.push_back(placed("rule", results.rules, complete));
  parts.push_back(made("status", "C", rows, 0, {{}, buffer_of(results.statuses)}));

  Part whole = arrow::batch_of(std::move(parts), rows);
  arrow::hand_out(std::move(whole.schema), out_schema);
  arrow::hand_out(std::move(whole.array), out_batch);
}

}  // namespace decision

DecisionCounts evaluate_arrow(const Decision& decision, const ArrowSchema& schema, const ArrowArray& batch,
                              ArrowSchema& out_schema, ArrowArray& out_batch) {
  const decision::ArrowResults results = decision::decide_batch(decision, schema, batch);
  ArrowSchema made_schema{};
  ArrowArray made_batch{};
  decision::export_results(decision, results, made_schema, made_batch);
  out_schema = made_schema;
  out_batch = made_batch;
  return results.counts;
}

}  // namespace huifang
