// Typed rows and column batches against the general evaluator, which reads the same table through a frame.

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "samples.hpp"

using namespace decision_test;

namespace {

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
    if (row[i].slot == DecisionSlot::wrong) {
      text += (text.size() > 1 ? ", \"" : "\"") + sample.columns[i].name +
              (sample.columns[i].type == Type::string ? "\": 5" : "\": \"x\"");
      continue;
    }
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
      const bool valid = known || cell.slot == DecisionSlot::wrong;
      if (valid) columns.valid[i][r / 8] = static_cast<std::uint8_t>(columns.valid[i][r / 8] | 1u << (r % 8));
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

/// Can the columns have the row? Texts and bytes have no values of a wrong type.
bool has_form(const Sample& sample, const Decision& decision, const Row& row, bool plain) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i].slot != DecisionSlot::wrong) continue;
    if (sample.columns[i].type == Type::boolean && plain) return false;
    if (sample.columns[i].type == Type::string && (plain || !decision.can_intern(i))) return false;
  }
  return true;
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
      const std::vector<DecisionField> fields = fields_of(sample, row);
      const DecisionHit hit = decision.evaluate(fields.data());
      const DecisionOutcome own = decision.outcome(fields.data());
      RC_ASSERT(shown(decision, own) == shown(decision, hit));
      // A value of a wrong type is passed over only where no value could change the answer.
      const bool wrong = has_wrong(row);
      if (wrong && hit.status == DecisionStatus::ok && options.semantics == feel::Semantics::strict) {
        for (int other = 0; other < 3; ++other) {
          const Row values = with_values(sample, row);
          RC_ASSERT(decision.evaluate(fields_of(sample, values).data()) == hit);
        }
      }
      const Record record = wrong ? Record() : record_of(sample, row);
      const DecisionOutcome expected = wrong ? own : decision.table().evaluate(record);
      RC_ASSERT(shown(decision, hit) == shown(decision, expected));
      if (expected.status == feel::Outcome::Status::ok && !expected.matched.empty() &&
          hit.status == DecisionStatus::ok)
        RC_ASSERT(std::find(expected.matched.begin(), expected.matched.end(),
                            static_cast<std::uint32_t>(hit.rule)) != expected.matched.end());
      RC_ASSERT(own.status == expected.status);
      if (own.status == feel::Outcome::Status::ok) RC_ASSERT(own.value == expected.value);
      RC_ASSERT(own.matched == expected.matched);
      RC_ASSERT(own.names == expected.names);
      if (own.status != feel::Outcome::Status::undecided) RC_ASSERT(own.message == expected.message);

      DecisionTrace trace;
      RC_ASSERT(decision.evaluate(fields.data(), trace) == hit);
      const auto explained = wrong ? std::vector<RowExplanation>() : decision.table().explain(record);
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
    const std::vector<Row> all_rows = std::move(rows);
    const std::vector<DecisionHit> all_hits = std::move(hits);
    for (const bool plain : {false, true}) {
      // Batches: a missing field is a null there.
      rows.clear();
      hits.clear();
      for (std::size_t r = 0; r < 1240; ++r) {
        if (!has_form(sample, decision, all_rows[r % 40], plain)) continue;
        rows.push_back(all_rows[r % 40]);
        hits.push_back(all_hits[r % 40]);
      }
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
      for (std::size_t r = 0; r < std::min<std::size_t>(40, rows.size()); ++r) {
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
