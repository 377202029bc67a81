#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

const std::string world = R"json(
  "facts": {"customer": {"class": ["A", "B", "C"], "vip": "flag", "left": "date"}, "contract": {"customer": "customer"}, "staff": {"unit": ["sales", "service"]}},
  "events": {"phone": {"reached": "boolean", "count": "number"}, "visit": {}, "sold": {}, "alarm": {"level": "number", "on": "date", "text": "string"}},
  "forms": {"record": {"about": "customer", "required": ["quality"]}},
  "calendar": {"seasons": {"sales": {"peak": "03-01..10-31", "off": "otherwise"}}},
  "roles": {"clerk": "customer.owner", "boss": "superior(owner)"},
  "rules": {"r": )json";

/// Loads one rule named r.
Policy with(const std::string& text) { return loaded(world + text + "}"); }
const RuleDef& r(const Policy& policy) { return rule(policy, "r"); }
const char* phone = R"("owe": {"need": "phone", "due": "none"}})";

}  // namespace

SCENARIO("a rule says whom it is about, when it starts and when it stops", "[policy][rules]") {
  const Policy policy = with(
      R"({"for": "contract", "source": "3", "when": "customer.vip", "on": ["phone", "filed.record"], "until": ["sold", "visit"],
                                 "again": "ignore", "label": "R", "locked": true, )" +
      std::string(phone));
  const PolicyModel& model = policy.model();
  CHECK(r(policy).entity == model.entity("contract"));
  CHECK(r(policy).source == "3");
  CHECK(r(policy).when);
  CHECK(r(policy).on == std::vector<std::uint32_t>{model.event("phone"), model.event("filed.record")});
  CHECK(r(policy).until == std::vector<std::uint32_t>{model.event("sold"), model.event("visit")});
  CHECK(r(policy).again == RuleDef::Again::ignore);
  CHECK(r(with(std::string("{") + phone)).again == RuleDef::Again::restart);
  CHECK(r(with(std::string("{") + phone)).entity ==
        with(std::string("{") + phone).model().entity("customer"));
  CHECK(r(with(R"({"until": {"date": "customer.left"}, )" + std::string(phone))).until_date);
  CHECK(r(with(R"({"on": "phone", "again": "parallel", )" + std::string(phone))).again ==
        RuleDef::Again::parallel);
}

SCENARIO("a rule repeats in buckets or on a grid, also by choice", "[policy][rules]") {
  const auto bucket = [](const Policy& policy, std::uint32_t index) {
    return policy.model().buckets[index].name();
  };
  const Policy each = with(
      R"({"each": {"switch": "season.sales", "peak": "week", "off": "half-month"}, "partial": "clip", "owe": {"need": "phone"}})");
  CHECK(r(each).has_each);
  CHECK(r(each).each.selector);
  CHECK(r(each).each.selector_text == "season.sales");
  REQUIRE(r(each).each.cases.size() == 2);
  CHECK(r(each).each.cases[0].first == Value::of("peak"));
  CHECK(bucket(each, r(each).each.cases[0].second) == "week");
  CHECK(bucket(each, r(each).each.cases[1].second) == "half-month");
  CHECK(r(each).partial == RuleDef::Partial::clip);
  CHECK(r(each).owe->after_due == AfterDue::lapse);
  const Policy every = with(
      R"({"every": {"switch": "customer.class", "A": "3 days", "else": "1 month"}, "max": 5, "partial": "keep", "owe": {"need": "phone"}})");
  CHECK(r(every).has_every);
  CHECK(r(every).every.cases.front().second.span == Span{3, Span::Unit::days});
  CHECK(r(every).every.otherwise->span == Span{1, Span::Unit::months});
  CHECK(r(every).max == 5);
  CHECK(r(every).owe->after_due == AfterDue::stay);
  CHECK(r(with(R"({"each": "week", "partial": "drop", "owe": {"need": "phone"}})")).partial ==
        RuleDef::Partial::drop);
}

SCENARIO("needs come in all shapes", "[policy][rules][need]") {
  const auto parts = [](const std::string& need) {
    return r(with(R"({"on": "phone", "owe": {"due": "none", "need": )" + need + "}}")).owe->need;
  };
  const Policy policy = with(R"({"each": "week", "owe": {"need": "phone"}})");
  const PolicyModel& model = policy.model();
  CHECK(parts("\"phone\"").front().any.front().event == model.event("phone"));
  const auto detailed = parts(
      R"({"event": "phone", "where": "event.reached and cause.reached", "times": 18, "distinct": "event.customer", "by": "boss"})");
  REQUIRE(detailed.size() == 1);
  CHECK(detailed[0].any[0].where);
  CHECK(detailed[0].any[0].times == 18);
  CHECK(detailed[0].any[0].distinct);
  CHECK(detailed[0].any[0].by != none);
  CHECK(parts(R"({"form": "record"})")[0].any[0].event == model.event("filed.record"));
  CHECK(parts(R"("filed.record")")[0].any[0].event == model.event("filed.record"));
  CHECK(parts(R"({"event": "phone", "times": "= 1 + 1"})")[0].any[0].times_expression);
  const auto any = parts(
      R"({"any": ["phone", {"event": "visit", "times": 2}], "where": "event.at != null", "by": "clerk"})");
  REQUIRE(any.size() == 1);
  REQUIRE(any[0].any.size() == 2);
  CHECK(any[0].any[0].where);
  CHECK(any[0].any[1].where);
  CHECK(any[0].any[1].by != none);
  CHECK(any[0].any[1].times == 2);
  const auto all = parts(R"(["phone", {"form": "record"}, {"any": ["visit", "sold"]}])");
  REQUIRE(all.size() == 3);
  CHECK(all[2].any.size() == 2);
}

SCENARIO("a duty has an owner, a window and a way to end", "[policy][rules][owe]") {
  const Policy policy = with(
      R"({"on": "phone", "owe": {"need": "phone", "owner": {"switch": "customer.vip", "true": "boss", "false": "clerk"}, "responsible": "boss",
    "opens": "start - 3 days", "due": {"switch": "cause.reached", "true": "2 working days 18:00", "else": "24 hours"},
    "roll": {"switch": "customer.class", "A": "nearest", "else": "preceding"}, "early": true, "after_due": "lapse"}})");
  const OweDef& owe = *r(policy).owe;
  CHECK(owe.owner.cases.size() == 2);
  CHECK(owe.owner.cases[0].first == Value::of(true));
  CHECK(policy.model().roles[owe.owner.cases[1].second].name == "clerk");
  CHECK(owe.responsible != none);
  CHECK(owe.opens->text.span == Span{-3, Span::Unit::days});
  CHECK(owe.due.cases[0].second.text.clock_min == 18 * 60);
  CHECK(owe.due.otherwise->text.span == Span{24, Span::Unit::hours});
  CHECK(owe.roll.cases[0].second == Roll::nearest);
  CHECK(owe.roll.otherwise == Roll::preceding);
  CHECK(owe.early);
  CHECK(owe.after_due == AfterDue::lapse);
  WHEN("nothing is said, the defaults hold") {
    const OweDef plain = *r(with(R"({"each": "week", "owe": {"need": "phone"}})")).owe;
    CHECK(plain.owner.plain());
    CHECK_FALSE(plain.owner.otherwise);
    CHECK_FALSE(plain.due.otherwise);
    CHECK_FALSE(plain.opens);
    CHECK(plain.responsible == none);
  }
  WHEN("there is no deadline, the due is none") {
    CHECK(r(with(std::string("{") + phone)).owe->due.otherwise->text.base == TimeText::Base::none);
  }
  WHEN("the rule has buckets, days of the bucket are points in time") {
    const Policy weekly = with(
        R"({"each": "week", "owe": {"need": "phone", "opens": "saturday", "due": "end + 1 day close", "after_due": "stay"}})");
    CHECK(r(weekly).owe->opens->text.weekday == 6);
    CHECK(r(weekly).owe->due.otherwise->text.clock == TimeText::Clock::close);
    CHECK(r(weekly).owe->after_due == AfterDue::stay);
  }
}

SCENARIO("a rule flags, notifies and raises", "[policy][rules][do]") {
  const Policy policy = with(R"json({"on": "phone", "at": "start + 1 day", "do": [
    {"flag": "seen", "data": {"why": "called", "count": "= cause.count + 1", "exact": 1.50}},
    {"notify": "boss", "when": "cause.reached"},
    {"notify": {"switch": "customer.class", "A": ["boss", "clerk"], "B": "unit(sales)", "else": []}},
    {"raise": "alarm", "data": {"level": 3, "on": "2024-03-01", "text": "= customer.class", "customer": "= customer"}}]})json");
  const auto& effects = r(policy).effects;
  REQUIRE(effects.size() == 4);
  CHECK(r(policy).at);
  CHECK(effects[0].kind == EffectDef::Kind::flag);
  CHECK(effects[0].name == "seen");
  REQUIRE(effects[0].data.size() == 3);
  CHECK(effects[0].data[0].second.constant() == Value::of("called"));
  CHECK(effects[0].data[2].second.constant() == Value::of(*Decimal::parse("1.5")));
  CHECK(effects[1].kind == EffectDef::Kind::notify);
  CHECK(effects[1].when);
  CHECK(effects[1].to.otherwise->size() == 1);
  CHECK(effects[2].to.cases[0].second.size() == 2);
  CHECK(effects[2].to.otherwise->empty());
  CHECK(effects[3].kind == EffectDef::Kind::raise);
  CHECK(effects[3].event == policy.model().event("alarm"));
  CHECK(effects[3].data[1].second.constant() == Value::of(*Date::make(2024, 3, 1)));
}

SCENARIO("rules keep the order of the document", "[policy][rules]") {
  const Policy policy = loaded(
      R"("events": {"phone": {}}, "rules": {"z": {"each": "week", "owe": {"need": "phone"}}, "a": {"each": "day", "owe": {"need": "phone"}}})");
  CHECK(policy.model().rules[0].id == "z");
  CHECK(policy.model().rules[1].order == 1);
}

SCENARIO("a rule starts by dates, on events, or standing", "[policy][rules][date]") {
  const std::string facts = R"("facts": {"customer": {"born": "date", "met": "date and time", "fairs": "date*", "kind": "string"}},
    "events": {"phone": {}},)";
  const auto rule = [&](const std::string& keys) {
    return facts + R"("rules": {"r": {)" + keys + R"(, "owe": {"need": "phone", "due": "0 days"}}})";
  };
  THEN("the text of each expression is its name") {
    const Policy policy = test::loaded(rule(R"j("date": ["customer.born", "anniversary(customer.born)"])j"));
    const RuleDef& def = policy.model().rules[0];
    REQUIRE(def.dates.size() == 2);
    CHECK(def.dates[0].name == "customer.born");
    CHECK(def.dates_yearly);
  }
  THEN("dates, dates and times, and lists start it; nothing else does") {
    for (const char* good : {"customer.born", "customer.met", "customer.fairs", "[customer.born]", "@\\\"2024-05-01\\\"",
                             "if customer.kind = \\\"x\\\" then customer.born else null"}) {
      INFO(good);
      CHECK(test::codes(rule("\"date\": \"" + std::string(good) + "\"")).empty());
    }
    CHECK(test::codes(rule(R"("date": "customer.kind")")) == std::vector<std::string>{"HF1501"});
    CHECK(test::codes(rule(R"("date": "at")")) == std::vector<std::string>{"HF1503"});
    CHECK(test::codes(rule(R"("date": [])")) == std::vector<std::string>{"HF1114"});
    CHECK(test::codes(rule(R"("date": "customer.born", "on": "phone")")) == std::vector<std::string>{"HF1104"});
  }
  THEN("anniversaries stand in the date of a rule alone") {
    CHECK(test::codes(rule(R"j("when": "anniversary(customer.born) = null")j")) == std::vector<std::string>{"HF1514"});
  }
  THEN("the due must be written") {
    CHECK(test::codes(facts + R"("rules": {"r": {"date": "customer.born", "owe": {"need": "phone"}}})") == std::vector<std::string>{"HF1602"});
    CHECK(test::codes(facts + R"("rules": {"r": {"date": "customer.born", "every": "1 month", "owe": {"need": "phone"}}})").empty());
  }
}

SCENARIO("a step has the keys of its rule's duty, and its own", "[policy][rules][steps]") {
  const Policy policy = with(R"({"on": "phone", "owe": {"need": "phone", "early": true}, "steps": {
    "first": {"owe": {"due": "0 days"}},
    "second": {"after": "first", "owe": {"need": "visit", "due": "2 days", "early": false}},
    "grid": {"after": "previous", "every": "7 days"},
    "told": {"on": "done.r.first", "do": [{"flag": "told"}]}}})");
  REQUIRE(r(policy).steps.size() == 4);
  CHECK_FALSE(r(policy).owe);
  const StepDef& first = r(policy).steps[0];
  CHECK(first.owe->early);
  CHECK(policy.model().events[first.owe->need[0].any[0].event].name == "phone");
  CHECK(policy.model().events[first.done_event].name == "done.r.first");
  const StepDef& second = r(policy).steps[1];
  CHECK(second.start == StepDef::Start::after);
  CHECK(second.after == 0);
  CHECK_FALSE(second.owe->early);
  CHECK(policy.model().events[second.owe->need[0].any[0].event].name == "visit");
  CHECK(r(policy).steps[2].start == StepDef::Start::previous);
  CHECK(r(policy).steps[2].has_every);
  CHECK_FALSE(r(policy).steps[3].owe);
  CHECK(r(policy).steps[3].start == StepDef::Start::event);
}

SCENARIO("effects that cannot be are refused", "[policy][rules][effects]") {
  const auto found = [](const std::string& effect, const std::string& more = R"("on": "phone")") {
    return test::codes(R"("facts": {"customer": {"stage": ["new", "old"], "size": "number", "vip": "flag"}}, "events": {"phone": {"contact": true}, "ping": {}},
      "rules": {"r": {)" + more + R"(, "do": [)" + effect + "]}}");
  };
  using Codes = std::vector<std::string>;
  CHECK(found(R"({"set": {"customer.stage": "old", "customer.size": 3}})").empty());
  CHECK(found(R"({"set": {"customer.stag": "old"}})") == Codes{"HF1405"});
  CHECK(found(R"({"set": {"stage": "old"}})") == Codes{"HF1405"});
  CHECK(found(R"({"set": {"customer.vip": "true"}})") == Codes{"HF1405"});
  CHECK(found(R"({"set": {"customer.owner": "customer.owner"}})") == Codes{"HF1405"});
  CHECK(found(R"({"set": {"customer.size": "\"three\""}})") == Codes{"HF1501"});
  CHECK(found(R"({"set": {"customer.size": true}})") == Codes{"HF1501"});
  CHECK(found(R"({"set": {}})") == Codes{"HF1114"});
  CHECK(found(R"({"void": "cause"})").empty());
  CHECK(found(R"({"void": "cause"})", R"("each": "month")") != Codes{});
  CHECK(found(R"({"void": "1 + 1"})") == Codes{"HF1501"});
  CHECK(found(R"({"send": "hello", "channel": "phone"})").empty());
  CHECK(found(R"({"send": "hello", "channel": "ping"})") == Codes{"HF1403"});
  CHECK(found(R"({"request": "archive", "channel": "phone"})") == Codes{"HF1113"});
  CHECK(found(R"({"send": "hello", "request": "archive"})") == Codes{"HF1604"});
  THEN("what is assigned is not set") {
    CHECK(test::codes(R"j("facts": {"customer": {"officer": "staff", "agent": "staff"}, "staff": {"unit": ["sales"]}}, "events": {"ping": {}},
      "assignment": {"customer": {"officer": "unit(sales)"}},
      "rules": {"r": {"on": "ping", "do": [{"set": {"customer.officer": "customer.agent"}}, {"set": {"customer.agent": "customer.officer"}}]}})j") == Codes{"HF1405"});
  }
  THEN("a rule may not set what its start depends on, directly or through others") {
    CHECK(found(R"({"set": {"customer.size": 3}})", R"("when": "customer.size > 5")") == Codes{"HF1603"});
    CHECK(test::codes(R"("facts": {"customer": {"a": "number", "b": "number"}}, "events": {"ping": {}}, "decisions": {"worth": {"is": "customer.a * 2"}},
      "tiers": {"rank": {"inputs": ["customer.worth"], "rows": [["> 3", "high"], ["-", "low"]]}},
      "rules": {"one": {"on": "tier.rank", "do": [{"set": {"customer.b": 1}}]}, "two": {"when": "customer.b > 0", "do": [{"set": {"customer.a": 1}}]}})") == Codes{"HF1603"});
  }
}

SCENARIO("links and overrides that cannot be are refused", "[policy][rules]") {
  using Codes = std::vector<std::string>;
  const auto link = [](const std::string& text) {
    return test::codes(R"("facts": {"shop": {"city": "string"}, "customer": {"shop": "shop", "city": "string", "tags": "string*"}}, "events": {"storm": {"city": "string"}},
      "rules": {"r": {"on": "storm", "link": ")" + text + R"(", "do": [{"flag": "f"}]}})");
  };
  for (const char* good : {"event.city = customer.shop.city", "customer.city = event.city", " event.city=customer.city "}) CHECK(link(good).empty());
  for (const char* bad : {"event.city", "event.city >= customer.city", "event.city = customer", "event.city = customer.tags", "event.city = customer.city.shop",
                          "event.city = customer.city = 1", "event.city = \\\"x\\\""}) {
    INFO(bad);
    CHECK(link(bad) == Codes{"HF1608"});
  }
  CHECK(link("event.city = customer.town") == Codes{"HF1405"});
  CHECK_FALSE(link("event.town = customer.city").empty());
  const auto overrides = [](const std::string& a, const std::string& b) {
    return test::codes(R"("facts": {"customer": {"day": "date"}}, "events": {"ping": {}}, "rules": {
      "a": {"on": "ping", "do": [{"flag": "f"}], )" + a + R"(}, "b": {"on": "ping", "do": [{"flag": "f"}], )" + b + R"(},
      "c": {"date": "customer.day", "do": [{"flag": "f"}]}, "d": {"for": "staff", "on": "ping", "do": [{"flag": "f"}]}})");
  };
  CHECK(overrides(R"("overrides": "b")", R"("again": "parallel")").empty());
  CHECK(overrides(R"("overrides": "b")", R"("overrides": ["a"])") == Codes{"HF1609"});
  CHECK(overrides(R"("overrides": "a")", R"("again": "parallel")") == Codes{"HF1609"});
  CHECK(overrides(R"("overrides": "bb")", R"("again": "parallel")") == Codes{"HF1605"});
  CHECK(overrides(R"("overrides": "c")", R"("again": "parallel")") == Codes{"HF1610"});
  CHECK(overrides(R"("overrides": "d")", R"("again": "parallel")") == Codes{"HF1609"});
  THEN("rules that start by date override one another only") {
    const auto dated = [](const std::string& a, const std::string& b) {
      return test::codes(R"("facts": {"customer": {"day": "date"}, "shop": {"day": "date"}}, "events": {"ping": {}}, "rules": {
        "a": {"do": [{"flag": "f"}], )" + a + R"(}, "b": {"do": [{"flag": "f"}], )" + b + "}}");
    };
    const std::string date = R"("date": "customer.day")";
    CHECK(dated(date + R"(, "overrides": "b")", date).empty());
    CHECK(dated(date + R"(, "overrides": "b")", R"("on": "ping")") == Codes{"HF1610"});
    CHECK(dated(R"("when": "customer.day > @\"2024-01-01\"", "overrides": "b")", date) == Codes{"HF1610"});
    CHECK(dated(date + R"(, "overrides": "b")", date + R"(, "overrides": "a")") == Codes{"HF1609"});
    CHECK(dated(date + R"(, "overrides": "b")", R"("for": "shop", "date": "shop.day")") == Codes{"HF1609"});
  }
}

SCENARIO("steps that cannot be are refused", "[policy][rules][steps]") {
  const auto found = [](const std::string& steps, const std::string& keys = R"("on": "phone", "owe": {"need": "phone", "due": "1 day"})") {
    return test::codes(R"("events": {"phone": {}}, "rules": {"r": {)" + keys + R"(, "steps": {)" + steps + "}}}");
  };
  CHECK(found(R"("a": {}, "b": {"after": "a"})").empty());
  CHECK(found(R"("a": {"after": "b"}, "b": {})") == std::vector<std::string>{"HF1607"});
  CHECK(found(R"("a": {}, "b": {"after": "aa"})") == std::vector<std::string>{"HF1607"});
  CHECK(found(R"("a": {"every": "7 days"}, "b": {"after": "a"})") == std::vector<std::string>{"HF1607"});
  CHECK(found(R"("a": {}, "b": {"after": "a", "on": "phone"})") == std::vector<std::string>{"HF1104"});
  CHECK(found(R"("start": {})") == std::vector<std::string>{"HF1106"});
  CHECK(found(R"("a": {})", R"("each": "week", "owe": {"need": "phone"})").empty());
  CHECK(found(R"("a": {"every": "1 day"})", R"("each": "week", "owe": {"need": "phone"})").empty());
  CHECK(found(R"("a": {})", R"("date": "@\"2024-03-01\"", "every": "7 days", "owe": {"need": "phone"})") == std::vector<std::string>{"HF1909"});
  CHECK(found(R"("a": {}, "b": {})", R"("on": "phone", "owe": {"need": "phon", "due": "1 day"})") == std::vector<std::string>{"HF1403"});
  CHECK(found(R"("a": {})", R"("on": "phone", "owe": {"need": "phone"})") == std::vector<std::string>{"HF1602"});
  CHECK(found(R"("a": {"when": "true"})", R"("on": "phone")") == std::vector<std::string>{"HF1601"});
  CHECK(found("", R"("on": "phone")") == std::vector<std::string>{"HF1114"});
  CHECK(test::codes(R"("events": {"phone": {}}, "rules": {"r": {"on": "phone", "owe": {"need": "phone", "due": "previous + 1 day"}}})") ==
        std::vector<std::string>{"HF1510"});
}

SCENARIO("a roll may be chosen by what closes the day", "[policy][rules][owe]") {
  const auto rolled = [](const std::string& roll) {
    return R"("events": {"phone": {}}, "rules": {"r": {"each": "week", "owe": {"need": "phone", "roll": )" +
           roll + "}}}";
  };
  const Policy policy =
      loaded(rolled(R"({"switch": "closed.kind", "holiday": "preceding", "else": "following"})"));
  const OweDef& owe = *rule(policy, "r").owe;
  CHECK(owe.roll_by_closed_day);
  CHECK(owe.roll.plain());
  REQUIRE(owe.roll.cases.size() == 1);
  CHECK(owe.roll.cases[0].second == Roll::preceding);
  CHECK(owe.roll.otherwise == Roll::following);
  using Codes = std::vector<std::string>;
  CHECK(codes(rolled(
            R"({"switch": "closed.kind", "week": "none", "holiday": "preceding", "date": "nearest"})")) ==
        Codes{});
  CHECK(codes(rolled(R"({"switch": "closed.kind", "holiday": "preceding"})")) == Codes{"HF1506"});
  CHECK(codes(rolled(R"({"switch": "closed.kind", "weekend": "preceding", "else": "none"})")) ==
        Codes{"HF1505"});
  CHECK(codes(rolled(R"({"switch": "closed.kind", "week": "backwards", "else": "none"})")) ==
        Codes{"HF1109"});
  CHECK_FALSE(codes(rolled(R"({"switch": "closed.name", "else": "none"})")).empty());
}
