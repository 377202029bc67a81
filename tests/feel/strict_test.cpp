#include <catch2/catch.hpp>

#include "support.hpp"

using namespace feel_test;

namespace {

Context facts() {
  return Context{{{"n", number("5")},
                  {"zero", number("0")},
                  {"s", Value::of("text")},
                  {"nothing", Value()},
                  {"d", Value::of(Date{2024, 3, 1})},
                  {"list", Value::of(std::vector<Value>{number("1"), Value::of("a")})}}};
}

/// Types of the facts are not declared here, so only the run can find the clash.
class Untyped : public feel::Names, public feel::Frame {
 public:
  std::optional<feel::Binding> find(std::string_view name) const override {
    for (std::size_t i = 0; i < facts_.entries.size(); ++i) {
      if (facts_.entries[i].first != name) continue;
      feel::Binding binding;
      binding.id = static_cast<std::uint32_t>(i);
      return binding;
    }
    return std::nullopt;
  }
  std::optional<feel::Binding> member(std::uint32_t, std::string_view) const override { return std::nullopt; }
  std::vector<std::string> all(std::optional<std::uint32_t>) const override { return {}; }
  Value load(std::uint32_t slot) const override { return facts_.entries[slot].second; }
  Value attribute(const Value&, std::uint32_t) const override { return {}; }
  Value call(std::uint32_t, std::span<const Value>) const override { return {}; }

 private:
  Context facts_ = facts();
};

std::string untyped(std::string_view text, feel::Semantics semantics = feel::Semantics::strict) {
  const Untyped world;
  feel::CompileOptions options;
  options.semantics = semantics;
  return shown(feel::compile(text, world, options).evaluate(world));
}

}  // namespace

SCENARIO("in a policy missing, null, wrong type and error are four different outcomes", "[feel][strict]") {
  CHECK(untyped("nothing > 1") == "undecided: nothing");
  CHECK(untyped("s > 1") == "wrong_type: a string is compared with a number");
  CHECK(untyped("s = 1") == "wrong_type: a string is compared with a number");
  CHECK(untyped("s + 1") == "wrong_type: + does not take a string and a number");
  CHECK(untyped("n / zero") == "error: division by zero");
  CHECK(untyped("date(s)") == "error: date: the text is no date");
  CHECK(untyped("abs(s)") == "wrong_type: abs does not take a string as its n");
  CHECK(untyped("s.length") == "wrong_type: a string has no member length");
  CHECK(untyped("n(1)") == "wrong_type: a number is called like a function");
  CHECK(untyped("if s then 1 else 2") == "wrong_type: if does not take a string");
  CHECK(untyped("sum(list)") == "wrong_type: sum does not take a string among its numbers");
  CHECK(untyped("s in [1..3]") == "wrong_type: a string is compared with a range");
  CHECK(untyped("null") == "null");

  THEN("FEEL's own semantics makes them all null") {
    for (const char* text :
         {"nothing > 1", "s > 1", "s = 1", "s + 1", "n / zero", "date(s)", "abs(s)", "n(1)"}) {
      CAPTURE(text);
      CHECK(untyped(text, feel::Semantics::dmn) == "null");
    }
  }
}

SCENARIO("an error counts only where it could change the answer", "[feel][strict]") {
  CHECK(untyped("n / zero > 1 and n > 9") == "false");
  CHECK(untyped("n > 9 and n / zero > 1") == "false");
  CHECK(untyped("n / zero > 1 or n > 1") == "true");
  CHECK(untyped("n / zero > 1 and n > 1") == "error: division by zero");
  CHECK(untyped("nothing > 1 and n / zero > 1") == "error: division by zero");
  CHECK(untyped("if n > 1 then n else n / zero") == "5");
}

SCENARIO("a failure says where", "[feel][strict]") {
  const Untyped world;
  CHECK(feel::compile("n > 1 and (n / zero) > 1", world).evaluate(world).offset == 11);
  CHECK(feel::compile("1 + nothing", world).evaluate(world).offset == 4);
}

SCENARIO("now and today are given, never read", "[feel][strict]") {
  struct Timed : Untyped {
    std::optional<Instant> now() const override { return Instant{1'709'287'500'000'000}; }
  } timed;
  CHECK(untyped("today()") == "error: today: the time is not given to this evaluation");
  CHECK(shown(feel::compile("now()", timed).evaluate(timed)) == "@\"2024-03-01T10:05:00Z\"");
  CHECK(shown(feel::compile("today() + @\"P1D\"", timed).evaluate(timed)) == "@\"2024-03-02\"");
}
