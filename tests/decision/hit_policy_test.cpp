#include <catch2/catch.hpp>

#include "support.hpp"

using namespace decision_test;
using Kind = feel::Type::Kind;

namespace {

Record years(const char* n) {
  Record record;
  record.with("years", Kind::number, number(n));
  return record;
}

std::string with_policy(HitPolicy policy, const char* n,
                        feel::Semantics semantics = feel::Semantics::strict) {
  auto source = table(policy, {"years"}, 1, {{"> 1", "100"}, {"> 2", "200"}, {"> 3", "50"}, {"> 4", "200"}});
  source.outputs[0].allowed = {"200", "100", "50"};
  return decide(source, years(n), semantics);
}

}  // namespace

SCENARIO("each hit policy makes its own of the rows that match", "[decision][hit]") {
  CHECK(with_policy(HitPolicy::first, "5") == "100");
  CHECK(with_policy(HitPolicy::unique, "2") == "100");
  CHECK(with_policy(HitPolicy::unique, "3") == "error: rows 1 and 2 match, but only one may");
  CHECK(with_policy(HitPolicy::unique, "3", feel::Semantics::dmn) == "null");
  CHECK(with_policy(HitPolicy::any, "3") == "error: rows 1 and 2 match with different outputs");
  CHECK(with_policy(HitPolicy::priority, "5") == "200");
  CHECK(with_policy(HitPolicy::rule_order, "5") == "[100, 200, 50, 200]");
  CHECK(with_policy(HitPolicy::output_order, "5") == "[200, 200, 100, 50]");
  CHECK(with_policy(HitPolicy::collect, "4") == "[100, 200, 50]");
  CHECK(with_policy(HitPolicy::collect_sum, "5") == "550");
  CHECK(with_policy(HitPolicy::collect_min, "5") == "50");
  CHECK(with_policy(HitPolicy::collect_max, "4") == "200");
  CHECK(with_policy(HitPolicy::collect_count, "5") == "4");
}

SCENARIO("when no row matches there is the default, or nothing", "[decision][hit]") {
  CHECK(with_policy(HitPolicy::first, "0") == "null");
  CHECK(with_policy(HitPolicy::collect, "0") == "[]");
  CHECK(with_policy(HitPolicy::rule_order, "0") == "[]");
  CHECK(with_policy(HitPolicy::output_order, "0") == "[]");
  CHECK(with_policy(HitPolicy::collect_count, "0") == "0");
  CHECK(with_policy(HitPolicy::collect_sum, "0") == "null");
  auto source = table(HitPolicy::first, {"years"}, 2, {{"> 1", "yes", "1"}});
  source.outputs[0].default_value = "no";
  source.outputs[1].default_value = "= years - 1";
  CHECK(decide(source, years("0")) == "{out1: \"no\", out2: -1}");
  CHECK(decide(source, years("2")) == "{out1: \"yes\", out2: 1}");
}

SCENARIO("any is content with rows that agree", "[decision][hit]") {
  const auto source = table(HitPolicy::any, {"years"}, 1, {{"> 1", "old"}, {"> 2", "old"}, {"<= 1", "new"}});
  CHECK(decide(source, years("5")) == "\"old\"");
  CHECK(decide(source, years("1")) == "\"new\"");
}

SCENARIO("several outputs make a context, ordered by all of them", "[decision][hit]") {
  auto source = table(HitPolicy::output_order, {"years"}, 2,
                      {{"> 0", "low", "b"}, {"> 0", "high", "b"}, {"> 0", "high", "a"}});
  source.outputs[0].allowed = {"high", "low"};
  source.outputs[1].allowed = {"a", "b"};
  CHECK(decide(source, years("1")) ==
        "[{out1: \"high\", out2: \"a\"}, {out1: \"high\", out2: \"b\"}, {out1: \"low\", out2: \"b\"}]");
}

SCENARIO("an unknown row leaves a collection unknown", "[decision][hit]") {
  auto source =
      table(HitPolicy::collect_sum, {"years", "flag"}, 1, {{"> 1", "-", "1"}, {"> 1", "true", "2"}});
  Record record = years("5");
  record.with("flag", Kind::boolean, Value());
  CHECK(decide(source, record) == "undecided: flag");
  record.set("years", number("0"));
  CHECK(decide(source, record) == "null");
}
