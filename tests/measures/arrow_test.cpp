// What happened in Arrow batches, and measures read back from the stream.
#include "huifang/arrow.hpp"

#include <catch2/catch.hpp>
#include <cstring>

#include "columns/parts.hpp"
#include "huifang/error.hpp"
#include "huifang/measures.hpp"

using namespace huifang;

namespace {

struct Stream : ArrowArrayStream {
  Stream() : ArrowArrayStream{} {}
  ~Stream() {
    if (release != nullptr) release(this);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
};

feel::Type type_of(feel::Type::Kind kind) {
  feel::Type type;
  type.kind = kind;
  return type;
}

/// The same batch so many times.
class Repeated : public columns::BatchSource {
 public:
  explicit Repeated(int times) : left_(times) {}
  arrow::Part nothing() override { return batch(); }
  std::optional<arrow::Part> next() override {
    if (left_-- == 0) return std::nullopt;
    return batch();
  }

 private:
  static arrow::Part batch() {
    using Kind = feel::Type::Kind;
    const auto moment = [](const char* text) { return Value::of(DateTime{*Date::parse(text), Time{36'000'000'000'000, ZoneSpec{"", 28'800}}}); };
    std::vector<arrow::Part> columns;
    columns.push_back(columns::dictionary("type", {0, 1}, {"order", "phone"}));
    columns.push_back(columns::values("at", type_of(Kind::date_time), false, {moment("2024-03-01"), moment("2024-03-02")}));
    columns.push_back(columns::values("customer", type_of(Kind::number), true, {Value::of(Decimal(17)), Value::of(Decimal(17))}));
    columns.push_back(columns::values("amount", type_of(Kind::number), false, {Value::of(*Decimal::parse("2.5")), Value{}}));
    columns.push_back(columns::values("good", type_of(Kind::boolean), false, {Value{}, Value::of(true)}));
    columns.push_back(columns::values("day", type_of(Kind::date), false, {Value{}, Value::of(Date{2024, 3, 9})}));
    columns.push_back(arrow::made("by", "n", 2, 2, {}));
    return arrow::batch_of(std::move(columns), 2);
  }
  int left_;
};

const Policy& policy() {
  static const Policy loaded = Policy::load(R"j({"huifang": 1, "policy": "t", "version": "1", "effective": "2020-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {}}, "events": {"order": {"amount": "number"}, "phone": {"contact": true, "good": "boolean", "day": "date"}},
    "measures": {"orders": {"count": "order", "over": "30 days"}, "worth": {"sum": "order", "of": "event.amount"}, "talk": {"last": "phone"}}})j");
  return loaded;
}

template <class T>
T element(const ArrowArray& array, std::int64_t at) {
  T value;
  std::memcpy(&value, static_cast<const char*>(array.buffers[1]) + static_cast<std::size_t>(at) * sizeof value, sizeof value);
  return value;
}

}  // namespace

SCENARIO("events come and measures go as Arrow streams", "[measures][arrow]") {
  Stream events, out;
  columns::export_source(std::make_unique<Repeated>(3), events);
  ArrowRows rows;
  rows.add(events);
  REQUIRE(rows.size() == 6);
  const Instant now = *policy().zone().parse("2024-03-05T00:00:00");
  Measures measures(policy(), {"customer", {}, now});
  measures.add(rows.size(), rows.columns());
  CHECK(measures.values().values[1][0] == Value::of(*Decimal::parse("7.5")));
  export_stream(std::move(measures), out);
  ArrowSchema schema{};
  REQUIRE(out.get_schema(&out, &schema) == 0);
  std::string fields;
  for (std::int64_t i = 0; i < schema.n_children; ++i) fields += std::string(schema.children[i]->name) + ":" + schema.children[i]->format + " ";
  schema.release(&schema);
  CHECK(fields == "subject:u orders:l orders.next_change:tsu:UTC worth:g worth.next_change:tsu:UTC talk.id:u talk.type:u talk.at:tsu:UTC "
                  "talk.by:u talk.good:b talk.day:tdD talk.next_change:tsu:UTC ");
  ArrowArray array{};
  REQUIRE(out.get_next(&out, &array) == 0);
  REQUIRE(array.length == 1);
  CHECK(std::string(static_cast<const char*>(array.children[0]->buffers[2]), 2) == "17");
  CHECK(element<std::int64_t>(*array.children[1], 0) == 3);
  CHECK(element<std::int64_t>(*array.children[2], 0) == policy().zone().parse("2024-04-01T00:00:00")->utc_us);
  CHECK(element<double>(*array.children[3], 0) == 7.5);
  CHECK(array.children[4]->null_count == 1);
  CHECK(element<std::int64_t>(*array.children[7], 0) == policy().zone().parse("2024-03-02T10:00:00")->utc_us);
  CHECK(array.children[8]->null_count == 1);
  CHECK(element<std::int32_t>(*array.children[10], 0) == Date{2024, 3, 9}.to_days());
  array.release(&array);
  REQUIRE(out.get_next(&out, &array) == 0);
  CHECK(array.release == nullptr);
}

SCENARIO("a stream that fails is told, and rows can be taken away", "[measures][arrow]") {
  class Broken : public columns::BatchSource {
    arrow::Part nothing() override { return arrow::batch_of({}, 0); }
    std::optional<arrow::Part> next() override { throw Error(ErrorKind::limit, "HF0000", "no more today"); }
  };
  Stream broken, good;
  columns::export_source(std::make_unique<Broken>(), broken);
  ArrowRows rows;
  CHECK_THROWS_WITH(rows.add(broken), Catch::Contains("no more today"));
  Stream never;
  CHECK_THROWS_AS(rows.add(never), Error);
  columns::export_source(std::make_unique<Repeated>(1), good);
  ArrowRows others;
  others.add(good);
  CHECK(others.take().size() == 7);
  CHECK(others.size() == 0);
  CHECK(others.columns().empty());
}
