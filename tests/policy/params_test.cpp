#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

/// A policy that uses the parameter p in an expression, so that lint is content.
Policy with(const std::string& declaration) {
  return loaded("\"params\": {\"p\": " + declaration + "}, \"decisions\": {\"d\": {\"is\": \"$p\"}}");
}

const ParameterDef& p(const Policy& policy) { return policy.model().parameters.front(); }
const Value& value(const Policy& policy) { return p(policy).values.front().value; }

}  // namespace

SCENARIO("parameters have values of their types", "[policy][params]") {
  CHECK(value(with(R"({"type": "number", "default": 2.50})")) == Value::of(*Decimal::parse("2.5")));
  CHECK(value(with(R"({"type": "string", "default": "x"})")) == Value::of("x"));
  CHECK(value(with(R"({"type": "boolean", "default": false})")) == Value::of(false));
  CHECK(value(with(R"({"type": "date", "default": "2024-02-29"})")) == Value::of(*Date::make(2024, 2, 29)));
  CHECK(value(with(R"({"type": "date and time", "default": "2024-02-29T10:00:00"})")).kind() ==
        Value::Kind::date_time);
  CHECK(value(with(R"({"type": ["a", "b"], "default": "b"})")) == Value::of("b"));
  CHECK(value(with(R"({"type": "number*", "default": [1, 2]})")) ==
        Value::of(std::vector<Value>{Value::of(Decimal(1)), Value::of(Decimal(2))}));
  CHECK(value(with(R"({"type": "string*", "default": []})")) == Value::of(std::vector<Value>{}));
  CHECK(value(with(R"({"type": "span", "default": "2 days"})")) == Value::of(DaysDuration{172'800, 0}));
  CHECK(value(with(R"({"type": "span", "default": "90 minutes"})")) == Value::of(DaysDuration{5'400, 0}));
  CHECK(value(with(R"({"type": "span", "default": "2 years"})")) == Value::of(MonthsDuration{24}));
  CHECK(value(with(R"({"type": "span", "default": "none"})")).is_null());
  CHECK_FALSE(p(with(R"({"type": "span", "default": "none"})")).values.front().span);
  CHECK(p(with(R"({"type": "span", "default": "3 working days"})")).values.front().span == Span{3, Span::Unit::working_days});
  CHECK(value(with(R"({"type": "ranges", "default": ["03-01..10-31"]})")).list().size() == 1);
  CHECK(value(with(R"({"type": "ranges", "default": "03-01..10-31"})")).list().size() == 1);
}

SCENARIO("a value wins over the default; a default may stand for an open regulation", "[policy][params]") {
  const Policy set = with(R"({"type": "number", "default": 1, "value": 2, "source": "absent"})");
  CHECK(value(set) == Value::of(Decimal(2)));
  CHECK_FALSE(p(set).is_default);
  CHECK(set.warnings().empty());
  const Policy open = with(R"({"type": "number", "default": 1, "source": "absent"})");
  CHECK(p(open).is_default);
  CHECK(p(open).source_absent);
  REQUIRE(open.warnings().size() == 1);
  CHECK(open.warnings().front().code == "HF1710");
  CHECK(open.warnings().front().severity == Severity::note);
}

SCENARIO("values may change with the date", "[policy][params]") {
  const Policy policy =
      with(R"({"type": "number", "default": [{"value": 1}, {"from": "2025-01-01", "value": 2}]})");
  REQUIRE(p(policy).values.size() == 2);
  CHECK_FALSE(p(policy).values[0].from);
  CHECK(p(policy).values[1].from == Date::make(2025, 1, 1));
  THEN("before the first date there is no value") {
    const Policy late = with(R"({"type": "number", "default": [{"from": "2025-01-01", "value": 2}]})");
    REQUIRE(p(late).values.size() == 2);
    CHECK(p(late).values[0].value.is_null());
  }
  THEN("a place that needs one value refuses them") {
    CHECK(
        codes(
            R"("params": {"p": {"type": "number", "default": [{"value": 1}, {"from": "2025-01-01", "value": 2}]}},
                  "events": {"phone": {}}, "rules": {"r": {"each": "week", "max": "$p", "owe": {"need": "phone"}}})") ==
        std::vector<std::string>{"HF1922"});
  }
}

SCENARIO("spans that change with the date stand where a rule decides at a moment", "[policy][params]") {
  const std::string params = R"("params": {"p": {"type": "span", "default": [{"value": "3 days"}, {"from": "2025-01-01", "value": "1 working day"}]}}, "events": {"phone": {}}, )";
  GIVEN("places that are read when their time has come") {
    const Policy policy = loaded(params + R"("rules": {
      "a": {"every": "$p", "owe": {"need": "phone", "opens": "start + $p"}},
      "b": {"on": "phone", "owe": {"need": "phone", "due": {"switch": "customer.key", "x": "$p", "else": "none"}, "extend": {"to": "due + $p", "by": "owner"}}},
      "c": {"on": "phone", "steps": {"s": {"every": "$p", "owe": {"need": "phone"}}}},
      "d": {"on": "phone", "at": "start + $p", "do": [{"flag": "seen"}]}})");
    const auto& values = p(policy).values;
    REQUIRE(values.size() == 2);
    CHECK(values[0].span == Span{3, Span::Unit::days});
    CHECK(values[1].span == Span{1, Span::Unit::working_days});
    CHECK(policy.model().parameters[rule(policy, "a").every.otherwise->parameter].name == "p");
    CHECK(policy.model().parameters[rule(policy, "b").owe->due.cases.front().second.parameter].name == "p");
    CHECK(policy.warnings().empty());
  }
  GIVEN("places where one value holds for ever") {
    const auto refused = [&](const std::string& sections) {
      const auto found = Policy::check(document(params + sections));
      return found.empty() ? "loaded" : found.front().code + " " + found.front().pointer;
    };
    CHECK(refused(R"("measures": {"m": {"count": "phone", "over": "$p"}}, "decisions": {"d": {"is": "customer.m"}})") == "HF1922 /measures/m/over");
    CHECK(refused(R"("rules": {"r": {"each": "$p", "owe": {"need": "phone"}}})") == "HF1922 /rules/r/each");
    CHECK(refused(R"("rules": {"r": {"on": "phone", "owe": {"need": "phone", "due": "3 days", "roll": "$p"}}})") == "HF1922 /rules/r/owe/roll");
  }
  GIVEN("ranges") {
    CHECK(p(with(R"({"type": "ranges", "default": [{"value": "03-01..10-31"}, {"from": "2025-01-01", "value": ["04-01..09-30"]}]})")).values.size() == 2);
    CHECK(codes(R"("params": {"p": {"type": "ranges", "default": [{"value": "03-01..10-31"}, {"from": "2025-01-01", "value": "04-01..09-30"}]}},
                   "calendar": {"seasons": {"sales": {"peak": "$p", "off": "otherwise"}}})") == std::vector<std::string>{"HF1922"});
  }
  GIVEN("a grid that would stand still for a time") {
    const auto found = [&](const std::string& values) {
      const auto all = Policy::check(document("\"params\": {\"p\": {\"type\": \"span\", \"default\": " + values +
                                              R"(}}, "events": {"phone": {}}, "rules": {"r": {"every": "$p", "owe": {"need": "phone"}}})"));
      return all.size() == 1 ? all.front().code + " " + all.front().pointer + " " + all.front().found : "others";
    };
    CHECK(found(R"([{"from": "2025-01-01", "value": "3 days"}])") == "HF1507 /rules/r/every \"$p\": none before its first date");
    CHECK(found(R"([{"value": "3 days"}, {"from": "2025-01-01", "value": "none"}])") == "HF1507 /rules/r/every \"$p\": none from 2025-01-01");
    CHECK(found(R"([{"value": "0 days"}, {"from": "2025-01-01", "value": "1 day"}])") == "HF1507 /rules/r/every \"$p\": \"0 days\" before its first date");
    CHECK(found(R"([{"value": "3 days"}, {"from": "2025-01-01", "value": "soon"}])") == "HF1702 /params/p/default/1/value \"soon\"");
  }
}

SCENARIO("$p stands wherever a literal does", "[policy][params]") {
  const Policy policy = loaded(R"(
    "params": {"grid": {"type": "span", "default": "2 days"}, "most": {"type": "number", "default": 4}, "peak": {"type": "ranges", "default": ["03-01..10-31"]},
               "bucket": {"type": "string", "default": "month"}, "roll": {"type": "string", "default": "nearest"}, "early": {"type": "boolean", "default": true},
               "within": {"type": "span", "default": "3 days"}, "start": {"type": "string*", "default": ["phone", "sms"]}, "last": {"type": "date", "default": "2024-12-31"},
               "who": {"type": "string", "default": "clerk"}, "back": {"type": "span", "default": "30 days"}, "times": {"type": "number", "default": 2},
               "text": {"type": "string", "default": "end + 9 days"}},
    "events": {"phone": {}, "sms": {}},
    "calendar": {"seasons": {"sales": {"peak": "$peak", "off": "otherwise"}}, "buckets": {"high": {"ranges": "$peak"}}},
    "measures": {"calls": {"count": "$start", "over": "$back"}},
    "roles": {"clerk": "customer.owner"},
    "rules": {
      "a": {"every": "$grid", "max": "$most", "owe": {"need": "phone", "early": "$early", "owner": "$who"}},
      "b": {"each": "$bucket", "owe": {"need": {"event": "phone", "times": "$times"}, "roll": "$roll", "due": "$text"}},
      "c": {"on": "$start", "owe": {"need": "phone", "due": "$within"}},
      "d": {"on": "phone", "owe": {"need": "phone", "opens": "$last", "due": "start + $within"}}})");
  const PolicyModel& model = policy.model();
  CHECK(rule(policy, "a").every.otherwise->span == Span{2, Span::Unit::days});
  CHECK(rule(policy, "a").max == 4);
  CHECK(rule(policy, "a").owe->early);
  CHECK(model.roles[*rule(policy, "a").owe->owner.otherwise].name == "clerk");
  CHECK(model.buckets[*rule(policy, "b").each.otherwise].name() == "month");
  CHECK(rule(policy, "b").owe->roll.otherwise == Roll::nearest);
  CHECK(rule(policy, "b").owe->need.front().any.front().times_expression);
  CHECK(rule(policy, "b").owe->due.otherwise->text.base == TimeText::Base::end);
  CHECK(rule(policy, "c").on.size() == 2);
  CHECK(model.parameters[rule(policy, "c").owe->due.otherwise->parameter].name == "within");
  CHECK(rule(policy, "d").owe->opens->expression);
  CHECK(model.parameters[rule(policy, "d").owe->due.otherwise->parameter].name == "within");
  CHECK(model.measures.front().events.size() == 2);
  CHECK(model.measures.front().span == Span{30, Span::Unit::days});
  CHECK(model.seasons.front().seasons.front().ranges.size() == 1);
  CHECK(policy.warnings().empty());
}
