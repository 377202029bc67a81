// Occurrences of subjects in Arrow batches, read back from the stream.
#include "huifang/arrow.hpp"

#include <catch2/catch.hpp>
#include <cstring>

#include "decision/arrow_parts.hpp"
#include "domain/world.hpp"
#include "huifang/error.hpp"
#include "huifang/occurrences.hpp"

using namespace huifang;
using huifang::test::with;

namespace {

/// A record batch, released with it.
struct Batch {
  ArrowSchema schema{};
  ArrowArray array{};
  Batch(std::vector<arrow::Part> columns, std::size_t rows) {
    arrow::Part whole = arrow::batch_of(std::move(columns), rows);
    arrow::hand_out(std::move(whole.schema), schema);
    arrow::hand_out(std::move(whole.array), array);
  }
  ~Batch() {
    schema.release(&schema);
    array.release(&array);
  }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
};

struct Stream : ArrowArrayStream {
  Stream() : ArrowArrayStream{} {}
  ~Stream() {
    if (release != nullptr) release(this);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
};

template <class T>
T element(const ArrowArray& array, std::int64_t at) {
  T value;
  std::memcpy(&value, static_cast<const char*>(array.buffers[1]) + static_cast<std::size_t>(at) * sizeof value, sizeof value);
  return value;
}

std::string text(const ArrowArray& column, std::int64_t at) {
  const ArrowArray& names = *column.dictionary;
  const auto place = element<std::int32_t>(column, at);
  const auto from = element<std::int32_t>(names, place), to = element<std::int32_t>(names, place + 1);
  return {static_cast<const char*>(names.buffers[2]) + from, static_cast<std::size_t>(to - from)};
}

/// "subject rule n opens due" of each row, in microseconds.
std::vector<std::string> rows(ArrowArrayStream& stream) {
  std::vector<std::string> out;
  while (true) {
    ArrowArray array{};
    REQUIRE(stream.get_next(&stream, &array) == 0);
    if (array.release == nullptr) break;
    for (std::int64_t i = 0; i < array.length; ++i) {
      const ArrowArray& due = *array.children[4];
      const bool has_due =
          due.buffers[0] == nullptr || (static_cast<const std::uint8_t*>(due.buffers[0])[i / 8] >> (i % 8) & 1) != 0;
      out.push_back(std::to_string(element<std::int64_t>(*array.children[0], i)) + " " + text(*array.children[1], i) + " " +
                    text(*array.children[2], i) + " " + std::to_string(element<std::int64_t>(*array.children[3], i)) + " " +
                    (has_due ? std::to_string(element<std::int64_t>(due, i)) : "-"));
    }
    array.release(&array);
  }
  return out;
}

const std::string policy_text = with(R"j("rules": {
  "visit": {"when": "customer.volume >= 10.5", "each": "month", "owe": {"need": "visit"}},
  "thanks": {"date": "customer.owner_since", "owe": {"need": "phone", "due": "start"}},
  "greet": {"when": "customer.class = A", "owe": {"need": "phone", "due": "none"}}})j");

OccurrenceRequest quarter(const Policy& policy) {
  return {"customer", "", *policy.zone().parse("2024-01-01T00:00:00"), *policy.zone().parse("2024-04-01T00:00:00"), std::nullopt};
}

}  // namespace

SCENARIO("subjects come as Arrow batches, occurrences as a stream", "[occurrences][arrow]") {
  const Policy policy = Policy::load(policy_text);
  GIVEN("two batches with a dictionary, numbers, dates and nulls") {
    ArrowSubjects subjects(policy, "customer");
    const auto add = [&](std::vector<std::int32_t> classes, std::vector<double> volumes, std::vector<std::int32_t> days) {
      const std::size_t count = classes.size();
      std::vector<arrow::Part> columns;
      columns.push_back(arrow::placed("class", std::make_shared<std::vector<std::int32_t>>(std::move(classes)), false));
      arrow::Part names = arrow::texts("", {"B", "A"});
      columns.back().schema->dictionary = std::move(names.schema);
      columns.back().array->dictionary = std::move(names.array);
      columns.push_back(arrow::made("volume", "g", count, 0, {{}, arrow::buffer_of(std::move(volumes))}));
      columns.push_back(arrow::made("owner_since", "tdD", count, 0, {{}, arrow::buffer_of(std::move(days))}));
      const Batch batch(std::move(columns), count);
      subjects.add(batch.schema, batch.array);
    };
    add({0, 1}, {10.5, 3}, {18'000, 19'750});
    add({-1}, {10.4}, {18'000});
    CHECK(subjects.size() == 3);
    const auto columns = subjects.columns();
    REQUIRE(columns.size() == 3);
    CHECK(columns[0].places == std::vector<std::int32_t>{0, 1, -1});
    CHECK(columns[1].places == std::vector<std::int32_t>{0, 1, 2});
    CHECK(columns[1].values == std::vector<Value>{Value::of(Decimal::scaled(105, 1)), Value::of(Decimal(3)), Value::of(Decimal::scaled(104, 1))});
    CHECK(columns[2].places == std::vector<std::int32_t>{0, 1, 0});
    THEN("the stream has a row for each occurrence") {
      Stream stream;
      export_stream(Occurrences(policy, quarter(policy), subjects.size(), columns), stream);
      ArrowSchema schema{};
      REQUIRE(stream.get_schema(&stream, &schema) == 0);
      CHECK(std::string(schema.format) == "+s");
      REQUIRE(schema.n_children == 5);
      CHECK(std::string(schema.children[4]->name) == "due");
      CHECK(std::string(schema.children[4]->format) == "tsu:UTC");
      schema.release(&schema);
      // 1704038400 = 2024-01-01, 1706716800 = 2024-02-01, 1709222400 = 2024-03-01, 1711900800 = 2024-04-01 in Shanghai;
      // day 19750 = 2024-01-28, 1706371200.
      CHECK(rows(stream) == std::vector<std::string>{
                                "0 visit 2024-01 1704038400000000 1706716799999999", "0 visit 2024-02 1706716800000000 1709222399999999",
                                "0 visit 2024-03 1709222400000000 1711900799999999", "1 greet 1 1704038400000000 -",
                                "1 thanks 1 1706371200000000 1706457599999999"});
    }
    THEN("a batch with other fields is refused") {
      std::vector<arrow::Part> other;
      other.push_back(arrow::texts("class", {"A"}));
      const Batch batch(std::move(other), 1);
      CHECK_THROWS_AS(subjects.add(batch.schema, batch.array), Error);
    }
  }
  GIVEN("columns that no attribute takes") {
    const auto refused = [&](arrow::Part column) {
      std::vector<arrow::Part> columns;
      columns.push_back(std::move(column));
      const Batch batch(std::move(columns), 1);
      try {
        ArrowSubjects subjects(policy, "customer");
        subjects.add(batch.schema, batch.array);
        Occurrences(policy, quarter(policy), subjects.size(), subjects.columns());
      } catch (const Error& error) {
        return error.diagnostics().front().code;
      }
      return std::string("accepted");
    };
    THEN("they are refused") {
      CHECK(refused(arrow::made("volume", "f", 1, 0, {{}, arrow::buffer_of(std::vector<float>{12})})) == "accepted");
      CHECK(refused(arrow::made("owner_since", "tdD", 1, 0, {{}, arrow::buffer_of(std::vector<std::int32_t>{INT32_MAX})})) == "HF2216");
      CHECK(refused(arrow::texts("volume", {"12"})) == "accepted");
      CHECK(refused(arrow::texts("volume", {"much"})) == "HF7206");
      CHECK(refused(arrow::texts("klass", {"A"})) == "HF7205");
      CHECK(refused(arrow::made("class", "l", 1, 0, {{}, arrow::buffer_of(std::vector<std::int64_t>{1})})) == "HF2216");
      CHECK(refused(arrow::made("volume", "b", 1, 0, {{}, arrow::buffer_of(std::vector<std::int64_t>{1})})) == "HF2216");
    }
  }
}
