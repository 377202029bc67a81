#include "huifang/value.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "value/function.hpp"

using namespace huifang;

namespace {

Value list_of(std::vector<Value> items) { return Value::of(std::move(items)); }
Value context_of(std::vector<std::pair<std::string, Value>> entries) {
  return Value::of(Context{std::move(entries)});
}

/// Any value without functions, a few levels deep.
rc::Gen<Value> any_value(int levels) {
  auto scalars = rc::gen::oneOf(rc::gen::just(Value()),
                                rc::gen::map(rc::gen::arbitrary<bool>(), [](bool b) { return Value::of(b); }),
                                rc::gen::map(rc::gen::inRange<std::int64_t>(-3, 3),
                                             [](std::int64_t n) { return Value::of(Decimal(n)); }),
                                rc::gen::map(rc::gen::element<std::string>("", "a", "b"),
                                             [](std::string s) { return Value::of(std::move(s)); }),
                                rc::gen::map(rc::gen::inRange<std::int64_t>(0, 3),
                                             [](std::int64_t n) { return Value::of(Date::from_days(n)); }),
                                rc::gen::map(rc::gen::inRange<std::int64_t>(0, 3),
                                             [](std::int64_t n) {
                                               return Value::of(Time{n, {}});
                                             }),
                                rc::gen::map(rc::gen::inRange<std::int64_t>(0, 3),
                                             [](std::int64_t n) { return Value::of(MonthsDuration{n}); }),
                                rc::gen::map(rc::gen::inRange<std::int64_t>(0, 3), [](std::int64_t n) {
                                  return Value::of(DaysDuration{n, 0});
                                }));
  if (levels == 0) return scalars;
  return rc::gen::oneOf(scalars,
                        rc::gen::map(rc::gen::container<std::vector<Value>>(any_value(levels - 1)), list_of),
                        rc::gen::map(any_value(levels - 1), [](Value v) {
                          return context_of({{"k", v}});
                        }));
}

}  // namespace

namespace rc {
template <>
struct Arbitrary<Value> {
  static Gen<Value> arbitrary() { return any_value(2); }
};
}  // namespace rc

SCENARIO("values are compared by content", "[value]") {
  CHECK(Value() == Value());
  CHECK(Value::of(*Decimal::parse("1.0")) == Value::of(Decimal(1)));
  CHECK_FALSE(Value::of("1") == Value::of(Decimal(1)));
  CHECK(list_of({Value::of(true), Value()}) == list_of({Value::of(true), Value()}));
  CHECK(context_of({{"a", Value::of("x")}, {"b", Value()}}) ==
        context_of({{"b", Value()}, {"a", Value::of("x")}}));
  CHECK_FALSE(context_of({{"a", Value()}}) == context_of({{"b", Value()}}));
  CHECK(Value::of(EntityRef{"customer", "c1"}) == Value::of(EntityRef{"customer", "c1"}));
}

SCENARIO("values are copied, moved and assigned without losing their content", "[value]") {
  Value text = Value::of("回访");
  Value copy = text;
  Value moved = std::move(text);
  CHECK(copy.string() == "回访");
  CHECK(moved == copy);
  moved = Value::of(Decimal(5));
  CHECK(moved.number() == Decimal(5));
  CHECK(copy.string() == "回访");
  Value list = list_of({copy, moved});
  list = list.list()[0];  // the target is inside what is let go
  CHECK(list.string() == "回访");
  list = *&list;
  CHECK(list.string() == "回访");
}

SCENARIO("values are written as FEEL literals", "[value]") {
  CHECK(Value::of("a\"b\\\n").to_text() == R"("a\"b\\\n")");
  CHECK(Value::of(Date{2024, 3, 1}).to_text() == "@\"2024-03-01\"");
  CHECK(list_of({Value::of(Decimal(1)), Value(), Value::of(true)}).to_text() == "[1, null, true]");
  CHECK(context_of({{"a", Value::of(Decimal(1))}, {"b+c", Value::of("x")}}).to_text() ==
        "{a: 1, \"b+c\": \"x\"}");
  CHECK(Value::of(Range{Value::of(Decimal(1)), Value::of(Decimal(5)), true, false}).to_text() == "[1..5)");
  CHECK(Value::of(Range{Value(), Value::of(Decimal(5)), false, true}).to_text() == "<= 5");
  CHECK(Value::of(EntityRef{"customer", "c12"}).to_text() == "customer c12");
  CHECK(Value::of(DaysDuration{3600, 0}).to_text() == "@\"PT1H\"");
}

SCENARIO("a value knows how deep it nests", "[value]") {
  CHECK(Value::of(Decimal(1)).depth() == 0);
  CHECK(list_of({}).depth() == 1);
  CHECK(list_of({context_of({{"a", list_of({})}})}).depth() == 3);
  auto function = std::make_shared<Function>();
  function->depth = 4;
  CHECK(list_of({Value::of(std::shared_ptr<const Function>(function))}).depth() == 5);
}

TEST_CASE("the order of values is total and agrees with equality", "[value]") {
  REQUIRE(rc::check("antisymmetric, and equal exactly when equal", [](const Value& a, const Value& b) {
    const auto ab = Value::order(a, b);
    const auto ba = Value::order(b, a);
    const bool same = ab == 0;
    RC_ASSERT(same == (a == b));
    const bool less = ab < 0;
    const bool greater = ba > 0;
    RC_ASSERT(less == greater);
  }));
  REQUIRE(rc::check("transitive", [](const Value& a, const Value& b, const Value& c) {
    const bool rising = Value::order(a, b) <= 0 && Value::order(b, c) <= 0;
    const bool falls = Value::order(a, c) > 0;
    RC_ASSERT(!(rising && falls));
  }));
}
