// Arrow batches against single rows, and batches that are no good.
#include <cstring>
#include <deque>
#include <limits>

#include <catch2/catch.hpp>

#include "decision/arrow_in.hpp"
#include "decision/program.hpp"
#include "huifang/arrow.hpp"
#include "samples.hpp"

using namespace decision_test;

namespace {

void nothing(ArrowSchema*) {}
void nothing(ArrowArray*) {}

/// A column with its buffers.
struct Field {
  std::string name, format;
  std::vector<std::uint8_t> valid, data, text;
  std::vector<const void*> buffers;
  ArrowSchema schema{};
  ArrowArray array{};

  template <class Number>
  void put(Number number) {
    const std::size_t at = data.size();
    data.resize(at + sizeof number);
    std::memcpy(data.data() + at, &number, sizeof number);
  }
  void put_bit(std::vector<std::uint8_t>& bits, std::size_t at, bool bit) {
    bits.resize(std::max(bits.size(), at / 8 + 1));
    if (bit) bits[at / 8] = static_cast<std::uint8_t>(bits[at / 8] | 1u << (at % 8));
  }
  void finish(std::int64_t length, std::int64_t offset) {
    const auto place = [](const std::vector<std::uint8_t>& bytes) {
      return bytes.empty() ? static_cast<const void*>("") : bytes.data();
    };
    buffers = {valid.empty() ? nullptr : valid.data(), place(data)};
    if (format == "u") buffers.push_back(place(text));
    schema = {format.c_str(), name.c_str(), nullptr, 2, 0, nullptr, nullptr, nothing, nullptr};
    array = {length,  -1,      offset, static_cast<std::int64_t>(buffers.size()), 0, buffers.data(), nullptr,
             nullptr, nothing, nullptr};
  }
};

/// A record batch. Not to be moved.
struct Table {
  std::deque<Field> fields, dictionaries;
  std::vector<ArrowSchema*> schemas;
  std::vector<ArrowArray*> arrays;
  const void* no_buffer[1] = {nullptr};
  ArrowSchema schema{};
  ArrowArray array{};

  void finish(std::int64_t length, std::int64_t offset) {
    for (Field& field : fields) {
      schemas.push_back(&field.schema);
      arrays.push_back(&field.array);
    }
    const auto width = static_cast<std::int64_t>(fields.size());
    schema = {"+s", "", nullptr, 0, width, schemas.data(), nullptr, nothing, nullptr};
    array = {length, 0, offset, 1, width, no_buffer, arrays.data(), nullptr, nothing, nullptr};
  }
};

/// Every other column is in a form that is converted, and can have values that do not fit.
bool is_finer(std::size_t column) { return column % 2 == 0; }

bool can_be_wrong(const DecisionColumn& column, std::size_t index) {
  if (column.type == Type::binary) return true;
  return is_finer(index) && column.type != Type::boolean && column.type != Type::string;
}

std::string format_of(const DecisionColumn& column, std::size_t index) {
  const bool finer = is_finer(index);
  switch (column.type) {
    case Type::boolean:
      return "b";
    case Type::number:
      if (finer) return "d:38," + std::to_string(column.decimals + 1);
      return column.decimals == 0 ? "l" : "d:18," + std::to_string(column.decimals) + ",64";
    case Type::binary:
      return "g";
    case Type::string:
      return finer ? "i" : "u";
    case Type::date:
      return finer ? "tdm" : "tdD";
    case Type::date_time:
      return finer ? "tsn:UTC" : "tsu:UTC";
  }
  return "";
}

void put_cell(Field& field, const DecisionColumn& column, std::size_t index, const Cell& cell) {
  const bool wrong = cell.slot == DecisionSlot::wrong;
  const bool known = cell.slot >= DecisionSlot::lowest;
  const std::int64_t value = known ? cell.slot : 0;
  const bool finer = is_finer(index);
  switch (column.type) {
    case Type::boolean:
      break;
    case Type::number:
      field.put(finer ? value * 10 + (wrong ? 5 : 0) : value);
      if (finer) field.put(value < 0 ? std::int64_t{-1} : std::int64_t{0});
      break;
    case Type::binary:
      field.put(wrong ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(value) / 2);
      break;
    case Type::string:
      if (finer) {
        field.put(
            static_cast<std::int32_t>(std::find(words.begin(), words.end(), cell.text) - words.begin()));
      } else {
        if (known) field.text.insert(field.text.end(), cell.text.begin(), cell.text.end());
        field.put(static_cast<std::int32_t>(field.text.size()));
      }
      break;
    case Type::date:
      if (finer)
        field.put(value * 86'400'000 + (wrong ? 1 : 0));
      else
        field.put(static_cast<std::int32_t>(value));
      break;
    case Type::date_time:
      field.put(finer ? value * 1000 + (wrong ? 1 : 0) : value);
      break;
  }
}

/// The rows behind `skipped` others in every column, and `offset` more of the batch itself.
void fill(Table& table, const Sample& sample, const std::vector<Row>& rows, std::size_t skipped,
          std::size_t offset) {
  for (std::size_t i = 0; i < sample.columns.size(); ++i) {
    const DecisionColumn& column = sample.columns[i];
    Field& field = table.fields.emplace_back();
    field.name = column.name;
    field.format = format_of(column, i);
    if (field.format == "u") field.put(std::int32_t{0});
    std::size_t at = 0;
    const auto put = [&](const Cell& cell) {
      field.put_bit(field.valid, at, cell.slot != DecisionSlot::null);
      if (column.type == Type::boolean) field.put_bit(field.data, at, cell.slot == 1);
      put_cell(field, column, i, cell);
      ++at;
    };
    for (std::size_t r = 0; r < skipped + offset; ++r) put({0, "skipped"});
    for (const Row& row : rows) put(row[i]);
    field.finish(static_cast<std::int64_t>(offset + rows.size()), static_cast<std::int64_t>(skipped));
    if (field.format != "i") continue;
    Field& dictionary = table.dictionaries.emplace_back();
    dictionary.format = "u";
    dictionary.put(std::int32_t{0});
    for (const std::string& word : words) {
      dictionary.text.insert(dictionary.text.end(), word.begin(), word.end());
      dictionary.put(static_cast<std::int32_t>(dictionary.text.size()));
    }
    dictionary.finish(static_cast<std::int64_t>(words.size()), 0);
    field.schema.dictionary = &dictionary.schema;
    field.array.dictionary = &dictionary.array;
  }
  table.finish(static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(offset));
}

std::string refused(const Decision& decision, const Table& table) {
  try {
    ArrowSchema schema{};
    ArrowArray array{};
    evaluate_arrow(decision, table.schema, table.array, schema, array);
    array.release(&array);
    schema.release(&schema);
    return "accepted";
  } catch (const Error& error) {
    return error.diagnostics()[0].code + " expected " + error.diagnostics()[0].expected;
  }
}

}  // namespace

TEST_CASE("Arrow batches and single rows agree", "[decision][arrow]") {
  REQUIRE(rc::check("random tables and batches", [] {
    const Sample sample = random_sample();
    const Decision decision = Decision::compile(sample.source, sample.columns);
    std::vector<Row> rows;
    const std::size_t count = *rc::gen::inRange<std::size_t>(0, 40);
    for (std::size_t r = 0; r < count; ++r) {
      Row& row = rows.emplace_back();
      for (std::size_t i = 0; i < sample.columns.size(); ++i) {
        Cell& cell = row.emplace_back(random_cell(sample.columns[i]));
        const bool known = cell.slot >= DecisionSlot::lowest;
        const bool wrong = cell.slot == DecisionSlot::wrong && can_be_wrong(sample.columns[i], i);
        if (!known && !wrong) cell.slot = DecisionSlot::null;
      }
    }
    Table table;
    fill(table, sample, rows, *rc::gen::inRange<std::size_t>(0, 10), *rc::gen::inRange<std::size_t>(0, 10));
    if (decision.compiled().general) {
      RC_ASSERT_THROWS_AS(decision::decide_batch(decision, table.schema, table.array), Error);
      return;
    }
    const decision::ArrowResults results = decision::decide_batch(decision, table.schema, table.array);
    RC_ASSERT(results.rules->size() == rows.size());
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const std::vector<DecisionField> fields = fields_of(sample, rows[r]);
      const DecisionHit hit = decision.evaluate(fields.data());
      RC_ASSERT((*results.statuses)[r] == hit.status);
      RC_ASSERT((*results.rules)[r] == hit.rule);
      const bool coded = decision.result() == Decision::Result::code;
      if (coded) RC_ASSERT((*results.codes)[r] == (hit.has_value ? hit.value : -1));
      if (!coded) RC_ASSERT((*results.numbers)[r] == (hit.has_value ? hit.value : 0));
      if (decision.result() == Decision::Result::rules && hit.status == DecisionStatus::ok) {
        RC_ASSERT(decision::value_of_matched(decision, results.matched.data() + r * decision.words()) ==
                  decision.outcome(fields.data()).value);
      }
    }
  }));
}

SCENARIO("a batch whose sizes or units make no sense is refused", "[decision][arrow]") {
  Sample sample;
  sample.columns = {{"day", Type::date, 0, true, {}},
                    {"at", Type::date_time, 0, true, {}},
                    {"name", Type::string, 0, true, {}}};
  sample.source = table(HitPolicy::first, {"day", "at", "name"}, 1, {{"-", "-", "\"a\"", "yes"}});
  const Decision decision = Decision::compile(sample.source, sample.columns);
  const std::vector<Row> rows = {{{19'000, ""}, {0, ""}, {0, "a"}}};
  Table batch;
  fill(batch, sample, rows, 0, 0);
  CHECK(refused(decision, batch) == "accepted");
  const std::string sizes = "HF2216 expected lengths and offsets that are not negative";
  for (ArrowArray* array : {&batch.array, batch.arrays[0], &batch.dictionaries[0].array}) {
    for (std::int64_t* size : {&array->length, &array->offset}) {
      const std::int64_t before = *size;
      *size = -1;
      CHECK(refused(decision, batch) == sizes);
      *size = before;
    }
  }
  batch.array.length = batch.array.offset = INT64_MAX;
  CHECK(refused(decision, batch) == "HF2216 expected as many rows as the batch");
  batch.array.length = 1;
  batch.array.offset = 0;
  batch.schemas[1]->format = "tsx:UTC";
  CHECK(refused(decision, batch) == "HF2216 expected a timestamp in s, ms, us or ns");
}
