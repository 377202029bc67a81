/// Edge cases of escalation, routing, approval and asking again, by their numbers (as in edge_cases_test.cpp). The desk is
/// open Monday to Friday from 9 to 17; 4 March 2024 is a Monday. c1 is s1's, whose superior is b1, whose superior is b2.
#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "domain/case_world.hpp"
#include "huifang/error.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

RecordResult act(World& world, const std::string& type, const std::string& at, const std::string& by = "s1", const std::string& data = "{}") {
  return world.record(type, "c1", at, by, data);
}

void away(World& world, const std::string& person, const std::string& cover) {
  world.record(R"j({"type": "absent", "at": "2024-03-04T08:00", "staff": ")j" + person + R"j(", "data": {"from": "2024-03-04", "to": "2024-03-08", "cover": ")j" + cover + R"j("}})j");
}

std::string owner_of(World& world, const std::string& rule) {
  const auto duties = world.duties("matter." + rule);
  return duties.empty() || !duties.back().owner ? "nobody" : duties.back().owner->key;
}

/// Two levels after ten and twenty minutes.
const std::string two_levels = R"j("states": {
  "active": {"owe": {"reply": {"need": "answered", "due": "1 hours"}}, "on": {"done.reply": "over"},
             "after": {"10 minutes": {"notify": "superior(owner)"}, "20 minutes": {"notify": "superior(superior(owner))"}}},
  "over": {"type": "final"}})j";
const Lines two_levels_told{"2024-03-04T09:10:00 b1", "2024-03-04T09:20:00 b2"};

/// An approval: `need` by `owner`, granted when it is met, refused by `rejected`.
std::string approval(const std::string& need, const std::string& owner) {
  return R"j("states": {
    "asked_for": {"owe": {"approve": {"need": )j" + need + R"j(, "owner": ")j" + owner + R"j(", "due": "1 working day"}},
                  "on": {"done.approve": "granted", "rejected": "refused", "missed.approve": "above"}},
    "above": {"owe": {"decide": {"need": "approved", "owner": "superior(superior(owner))", "due": "1 working day"}}, "on": {"done.decide": "granted"}},
    "granted": {"type": "final"}, "refused": {"type": "final"}})j";
}

}  // namespace

SCENARIO("67: each level of a ladder comes once, however often time is looked at", "[domain][edge][case]") {
  World world = opened(desk(two_levels));
  for (int minutes = 0; minutes < 24 * 60; minutes += 15) {
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const int at = 9 * 60 + minutes;
    world.advance((at < 24 * 60 ? "2024-03-04T" : "2024-03-05T") + two(at / 60 % 24) + ":" + two(at % 60));
  }
  CHECK(told(world, "notify") == two_levels_told);
}

SCENARIO("68: what a miss brings about comes once, each effect with a key of its own", "[domain][edge][case]") {
  for (const std::size_t cached : {SIZE_MAX, std::size_t{0}}) {
    World world(desk(R"j("states": {"active": {"owe": {"reply": {"need": "answered", "due": "2 working hours"}}}})j",
                     R"j("late": {"on": "missed.matter.active.reply", "do": [{"request": "task"}, {"notify": "superior(owner)"}]}, )j"),
                cached);
    know(world, "2024-03-04T00:00");
    act(world, "asked", "2024-03-04T09:00");
    for (const char* at : {"2024-03-04T11:00", "2024-03-04T11:01", "2024-03-04T11:01", "2024-03-05T09:00"}) {
      world.advance(at);
      world.flush();
    }
    CHECK(told(world, "request", "late") == Lines{"2024-03-04T11:00:00 -"});
    CHECK(told(world, "notify", "late") == Lines{"2024-03-04T11:00:00 b1"});
    std::set<std::string> keys;
    const auto effects = world.effects();
    for (const EffectRow& row : effects) keys.insert(row.key);
    CHECK(keys.size() == effects.size());
  }
}

SCENARIO("69: levels that passed while nobody looked come once, in order, with their own times", "[domain][edge][case]") {
  World world = opened(desk(two_levels));
  world.advance("2024-03-11T09:00");
  CHECK(told(world, "notify") == two_levels_told);
  World done = opened(desk(two_levels));
  act(done, "answered", "2024-03-04T09:15");
  done.advance("2024-03-11T09:00");
  CHECK(told(done, "notify") == Lines{"2024-03-04T09:10:00 b1"});
}

SCENARIO("71: ten days before the due is not the due", "[domain][edge][case]") {
  World world = opened(desk(R"j("states": {
    "active": {"owe": {"reply": {"need": "answered", "due": "case.limit"}}, "on": {"missed.reply": "late"},
               "after": {"= case.limit - duration(\"P10D\")": {"notify": "owner"}}},
    "late": {"entry": [{"notify": "superior(owner)"}]}})j"), "2024-03-04T09:00", R"j({"limit": "2024-03-24T12:00"})j");
  world.advance("2024-03-31T09:00");
  CHECK(told(world, "notify") == Lines{"2024-03-14T12:00:00 s1", "2024-03-24T12:00:00 b1"});
}

SCENARIO("72: asking again what a case waits for keeps to working days", "[domain][edge][case]") {
  const auto asked_again = [](const std::string& days) {
    World world = opened(desk(R"j("states": {"active": {"on": {"held": "waiting"}},
      "waiting": {"after": {"2 working days 10:00": {"notify": "owner"}}, "on": {"resumed": "active"}}})j", {}, {},
      R"j("weekly": "mon-fri", "working_hours": {"mon-fri": "09:00-17:00"}, "days": {)j" + days + "}"));
    act(world, "held", "2024-03-08T11:00");
    world.advance("2024-03-31T09:00");
    return told(world, "notify");
  };
  CHECK(asked_again("") == Lines{"2024-03-12T10:00:00 s1"});
  CHECK(asked_again(R"j("2024-03-11": "closed")j") == Lines{"2024-03-13T10:00:00 s1"});
  CHECK(asked_again(R"j("2024-03-10": "open")j") == Lines{"2024-03-11T10:00:00 s1"});
}

SCENARIO("73: urged a working day after the due, criticised five later, over the festival and its make-up Sunday", "[domain][edge][case]") {
  World world = opened(desk(R"j("states": {
    "active": {"owe": {"reply": {"need": "answered", "due": "case.limit"}}, "on": {"missed.reply": "late", "answered": "over"}},
    "late": {"after": {"1 working day 10:00": "urged"}, "on": {"answered": "over"}},
    "urged": {"entry": [{"notify": "owner"}], "after": {"5 working days 10:00": {"notify": "superior(owner)"}}, "on": {"answered": "over"}},
    "over": {"type": "final"}})j", {}, {}, R"j("use": "cn-public")j"), "2024-02-05T09:00", R"j({"limit": "2024-02-08T18:00"})j");
  world.advance("2024-03-31T09:00");
  // Closed from 10 to 17 February; Sunday the 18th is worked.
  CHECK(told(world, "notify") == Lines{"2024-02-09T10:00:00 s1", "2024-02-22T10:00:00 b1"});
}

SCENARIO("74: another due is asked for before the due, needs consent, and the customer is told", "[domain][edge][case]") {
  const std::string document = desk(R"j("states": {
    "active": {
      "owe": {"reply": {"need": "answered", "due": "case.limit"}},
      "on": {"missed.reply": "late"},
      "states": {
        "working": {"on": {"changed": {"target": "asking", "set": {"wish": "event.limit"}}}},
        "asking": {"owe": {"consent": {"need": "approved", "owner": "superior(owner)", "due": "none"}},
                   "on": {"rejected": "working",
                          "done.consent": {"target": "working", "do": [{"set": {"limit": "case.wish"}}, {"send": "new date", "data": {"until": "= case.limit"}}]}}}}},
    "late": {}})j");
  const std::string two_days_more = R"j({"limit": "2024-03-08T12:00"})j";
  GIVEN("a wish that nobody consented to") {
    World world = opened(document, "2024-03-04T09:00", R"j({"limit": "2024-03-06T12:00"})j");
    act(world, "changed", "2024-03-06T12:00", "s1", two_days_more);
    CHECK(due_of(world, "active.reply") == "2024-03-06T12:00:00");
    CHECK(told(world, "send").empty());
  }
  GIVEN("consent in time") {
    World world = opened(document, "2024-03-04T09:00", R"j({"limit": "2024-03-06T12:00"})j");
    act(world, "changed", "2024-03-05T12:00", "s1", two_days_more);
    act(world, "approved", "2024-03-05T15:00", "s1");
    CHECK(due_of(world, "active.reply") == "2024-03-06T12:00:00");
    act(world, "approved", "2024-03-05T16:00", "b1");
    CHECK(due_of(world, "active.reply") == "2024-03-08T12:00:00");
    CHECK(told(world, "send") == Lines{"2024-03-05T16:00:00 c1"});
    CHECK(duty_of(world, "active.reply") == "open");
  }
  GIVEN("a wish after the due") {
    World world = opened(document, "2024-03-04T09:00", R"j({"limit": "2024-03-06T12:00"})j");
    act(world, "changed", "2024-03-06T12:01", "s1", two_days_more);
    act(world, "approved", "2024-03-06T12:02", "b1");
    CHECK(state_of(world) == "late");
    CHECK(told(world, "send").empty());
  }
}

SCENARIO("75: what was escalated goes back when its reason is gone, and says so", "[domain][edge][case]") {
  World world = opened(desk(R"j("states": {
    "normal": {"always": [{"when": "customer.volume >= 10", "target": "escalated"}]},
    "escalated": {"owe": {"care": {"need": "solved", "owner": "superior(owner)", "due": "1 working day"}},
                  "always": [{"when": "customer.volume < 10", "target": "normal", "do": [{"notify": "superior(owner)", "data": {"says": "no longer"}}]}]}})j"));
  CHECK(state_of(world) == "normal");
  world.record("set", "c1", "2024-03-04T10:00", "", R"j({"volume": 10})j");
  CHECK(state_of(world) == "escalated");
  CHECK(owner_of(world, "escalated.care") == "b1");
  CHECK(told(world, "notify").empty());
  world.record("set", "c1", "2024-03-04T11:00", "", R"j({"volume": 9})j");
  CHECK(state_of(world) == "normal");
  CHECK(duty_of(world, "escalated.care") == "withdrawn");
  CHECK(told(world, "notify") == Lines{"2024-03-04T11:00:00 b1"});
}

SCENARIO("77: an escalation beside the work leaves it, one that leads away withdraws it", "[domain][edge][case]") {
  const auto after_an_hour = [](const std::string& timer) {
    World world = opened(desk(R"j("states": {
      "active": {"owe": {"reply": {"need": "answered", "due": "4 working hours"}}, "after": {"1 hours": )j" + timer + R"j(}},
      "above": {"owe": {"rescue": {"need": "answered", "owner": "superior(owner)", "due": "2 working hours"}}}})j"));
    world.advance("2024-03-04T10:30");
    return state_of(world) + ", " + duty_of(world, "active.reply") + ", " + duty_of(world, "above.rescue");
  };
  CHECK(after_an_hour(R"j({"notify": "superior(owner)"})j") == "active, open, no duty");
  CHECK(after_an_hour(R"j("above")j") == "above, withdrawn, open");
}

SCENARIO("78: who handles this alarm goes before who handles any, inside goes before outside", "[domain][edge][case]") {
  const auto after = [](const std::string& code) {
    World world = opened(desk(R"j("states": {
      "active": {"on": {"alarm": "outside"}, "states": {"working": {"on": {"alarm": [
        {"when": "event.code = \"fire\"", "target": "fire"}, {"when": "event.code != \"theft\"", "target": "any"}]}}}},
      "fire": {}, "any": {}, "outside": {}})j"));
    act(world, "alarm", "2024-03-04T10:00", "s1", R"j({"code": ")j" + code + "\"}");
    return state_of(world);
  };
  CHECK(after("fire") == "fire");
  CHECK(after("water") == "any");
  CHECK(after("theft") == "outside");
}

SCENARIO("79: what a case raises and nobody takes up is kept on its path, and the case goes on", "[domain][edge][case]") {
  const auto raised = [](const std::string& on, const std::string& rules = {}, const std::string& more = {}) {
    World world = opened(desk(R"j("states": {
      "active": {"on": {"held": {"target": "above", "do": [{"raise": "alarm", "data": {"code": "= customer.topic"}}, {"notify": "owner"}]}}},
      "above": {"owe": {"decide": {"need": "answered", "due": "1 working day"}})j" + on + R"j(}, "burning": {}})j", rules, more));
    const RecordResult result = act(world, "held", "2024-03-04T10:00");
    CHECK(told(world, "notify", "matter") == Lines{"2024-03-04T10:00:00 s1"});
    CHECK(told(world, "raise") == Lines{"2024-03-04T10:00:00 -"});
    Lines path;
    for (const EffectRow& row : world.effects()) {
      if (row.kind != "case") continue;
      const std::string type = row.data.substr(row.data.find(R"j("type":")j") + 8);
      path.push_back(type.substr(0, type.find('"')));
    }
    const bool noted = std::any_of(result.notes.begin(), result.notes.end(),
                                   [](const std::string& note) { return note == "nobody takes up alarm, which case k raised"; });
    CHECK(noted == (path.back() == "uncaught.alarm"));
    CHECK(std::set<Lines>{{"opened", "held", "uncaught.alarm"}, {"opened", "held"}, {"opened", "held", "alarm"}}.contains(path));
    act(world, "resumed", "2024-03-04T11:00");
    return path.back() + ", " + state_of(world);
  };
  CHECK(raised("") == "uncaught.alarm, above");
  THEN("whoever would take up another alarm has not taken up this one") {
    CHECK(raised(R"j(, "on": {"alarm": [{"when": "event.code = \"fire\"", "target": "burning"}]})j") == "uncaught.alarm, above");
  }
  THEN("the case itself, a rule, a measure or a duty may take it up") {
    CHECK(raised(R"j(, "on": {"alarm": "burning"})j") == "alarm, burning");
    CHECK(raised("", R"j("alarmed": {"on": "alarm", "do": [{"flag": "alarmed"}]}, )j") == "held, above");
    CHECK(raised("", {}, R"j(, "measures": {"alarms": {"count": "alarm"}})j") == "held, above");
    CHECK(raised("", R"j("care": {"on": "asked", "owe": {"need": {"event": "alarm", "by": "system"}, "due": "none"}}, )j") == "held, above");
  }
  THEN("it goes the same way for a level of a ladder, with its own time") {
    World world = opened(desk(R"j("states": {"active": {"owe": {"reply": {"need": "answered", "due": "4 working hours",
      "ladder": [{"at": "50 %", "do": [{"raise": "alarm"}]}]}}}})j"));
    world.advance("2024-03-05T12:00");
    const auto rows = world.effects();
    CHECK(rows.back().data.find(R"j("type":"uncaught.alarm")j") != std::string::npos);
    CHECK(world.policy.zone().to_text(Instant{rows.back().at_us}).substr(0, 16) == "2024-03-04T11:00");
    CHECK(state_of(world) == "active");
  }
}

SCENARIO("80: of ordered routes the first that fits counts, and the path says why those before it did not", "[domain][edge][case]") {
  const std::string document = desk(R"j("owner": "unit(customer.route)", "states": {"active": {}})j", {},
    R"j(, "decisions": {"route": {"inputs": ["customer.volume", "customer.urgent"], "rows": [["> 100", "-", "lab"], ["> 10", "true", "line"], ["-", "true", "line"], ["-", "-", "desk"]]}})j");
  const auto routed = [&](const std::string& facts) {
    World world(document);
    world.record("set", "c9", "2024-03-04T00:00", "", facts);
    act(world, "asked", "2024-03-04T09:00");
    world.record(R"j({"type": "asked", "at": "2024-03-04T09:00", "by": "s1", "customer": "c9"})j");
    std::string because;
    for (const EffectRow& row : world.effects()) {
      if (row.kind == "case" && row.data.find("customer:c9") != std::string::npos) because = row.because;
    }
    const std::size_t from = because.find(R"j("routing":)j");
    return from == std::string::npos ? because : because.substr(from + 10, because.find("}}", because.find(R"j("value")j")) - from - 8);
  };
  CHECK(routed(R"j({"volume": 200, "urgent": true})j") ==
        R"j({"route":{"failed":[],"inputs":{"customer.volume":200,"customer.urgent":true},"row":1,"value":"lab"}})j");
  CHECK(routed(R"j({"volume": 5, "urgent": true})j") ==
        R"j({"route":{"failed":[{"inputs":["customer.volume"],"row":1},{"inputs":["customer.volume"],"row":2}],"inputs":{"customer.volume":5,"customer.urgent":true},"row":3,"value":"line"}})j");
  CHECK(routed(R"j({"volume": 5, "urgent": false})j") ==
        R"j({"route":{"failed":[{"inputs":["customer.volume"],"row":1},{"inputs":["customer.volume","customer.urgent"],"row":2},{"inputs":["customer.urgent"],"row":3}],"inputs":{"customer.volume":5,"customer.urgent":false},"row":4,"value":"desk"}})j");
}

SCENARIO("80: ordered routes without a last resort are told of at loading", "[domain][edge][case]") {
  const auto routed = [](const std::string& last) {
    return desk(R"j("owner": "unit(case.to)", "states": {"active": {}})j", {},
                R"j(, "decisions": {"route": {"inputs": ["customer.volume", "customer.urgent"], "rows": [["> 100", "-", "lab"], ["-", "true", "line"])j" + last + "]}}");
  };
  const auto gaps = [](const std::string& document) {
    const Policy policy = Policy::load(document);
    return std::count_if(policy.warnings().begin(), policy.warnings().end(), [](const Diagnostic& found) { return found.code == "HF2223"; });
  };
  CHECK(gaps(routed("")) > 0);
  CHECK(gaps(routed(R"j(, ["-", "-", "desk"])j")) == 0);
}

SCENARIO("81: what no route takes goes to the declared default, never to nobody", "[domain][edge][case]") {
  const std::string routes = R"j("owner": {"switch": "customer.topic", "water": "unit(\"lab\")", "power": "unit(\"line\")"}, "default_owner": "unit(\"desk\")",
    "states": {"active": {"owe": {"reply": {"need": "answered", "due": "1 working day"}}}})j";
  for (const auto& [topic, unit] : {std::pair("\"water\"", "lab"), std::pair("\"power\"", "line"), std::pair("\"noise\"", "desk"), std::pair("null", "desk")}) {
    World world(desk(routes));
    world.record("set", "c9", "2024-03-04T00:00", "", std::string(R"j({"volume": 1, "topic": )j") + topic + "}");
    world.record("asked", "c9", "2024-03-04T09:00", "s1");
    CHECK(owner_of(world, "active.reply") == unit);
  }
}

SCENARIO("83: the first asked leads, the others contribute, each with a clock of their own", "[domain][edge][case]") {
  World world = opened(desk(R"j("owner": "cause.by", "states": {
    "active": {"type": "parallel", "states": {
      "leading": {"states": {"lead": {"owe": {"reply": {"need": "answered", "due": "2 working days"}}, "on": {"done.reply": "led"}}, "led": {"type": "final"}}},
      "helping": {"states": {"help": {"owe": {"part": {"need": "solved", "owner": "unit(\"lab\")", "due": "4 working hours"}}, "on": {"done.part": "helped"}},
                             "helped": {"type": "final"}}}},
      "on": {"done.state.active": "over"}},
    "over": {"type": "final"}})j"));
  world.record(R"j({"type": "set", "at": "2024-03-04T09:00", "staff": "l1", "data": {"unit": "lab"}})j");
  CHECK(owner_of(world, "lead.reply") == "s2");
  CHECK(owner_of(world, "help.part") == "lab");
  CHECK(due_of(world, "help.part") == "2024-03-04T13:00:00");
  act(world, "solved", "2024-03-04T14:00", "l1");
  THEN("the contributor's clock ran out, the leader's did not, and the case goes on until both are through") {
    CHECK(duty_of(world, "help.part") == "done late missed");
    CHECK(duty_of(world, "lead.reply") == "open");
    CHECK(state_of(world) == "lead,helped");
    act(world, "answered", "2024-03-05T10:00", "s2");
    CHECK(state_of(world) == "over");
  }
}

SCENARIO("84: a case is passed on as often as is permitted, then it goes up", "[domain][edge][case]") {
  World world = opened(desk(R"j("owner": "cause.by", "states": {
    "active": {"owe": {"reply": {"need": "answered", "owner": "[case.expert, owner]", "due": "1 working day"}},
               "on": {"passed": [{"max": 3, "target": "active", "set": {"expert": "event.to"}}, {"target": "above"}]}},
    "above": {"owe": {"decide": {"need": "answered", "owner": "superior(owner)", "due": "1 working day"}}}})j"));
  for (const auto& [at, to] : {std::pair("2024-03-04T10:00", "s1"), std::pair("2024-03-04T11:00", "s2"), std::pair("2024-03-04T12:00", "s1")}) {
    act(world, "passed", at, "s2", std::string(R"j({"to": ")j") + to + "\"}");
    CHECK(state_of(world) == "active");
    CHECK(owner_of(world, "active.reply") == to);
  }
  act(world, "passed", "2024-03-04T13:00", "s1", R"j({"to": "s2"})j");
  CHECK(state_of(world) == "above");
  CHECK(owner_of(world, "above.decide") == "b1");
  CHECK(duty_of(world, "active.reply") == "withdrawn");
}

SCENARIO("85: covers are followed to who is there, a circle of them ends, and a unit has no cover", "[domain][edge][case]") {
  const std::string document = desk(R"j("states": {"active": {"owe": {
      "sign": {"need": "approved", "owner": "customer.owner", "due": "2 working days"},
      "read": {"need": "heard", "owner": "unit(\"desk\")", "due": "2 working days"}}}})j", {},
    R"j(, "assignment": {"customer": {"cover": "colleague"}})j");
  const auto asked = [&](const std::vector<std::pair<std::string, std::string>>& absences) {
    World world(document);
    know(world, "2024-03-01T00:00");
    for (const auto& [person, cover] : absences) away(world, person, cover);
    act(world, "asked", "2024-03-04T09:00", "s2");
    return owner_of(world, "active.sign") + " " + owner_of(world, "active.read");
  };
  CHECK(asked({}) == "s1 desk");
  CHECK(asked({{"s1", "s2"}}) == "s2 desk");
  CHECK(asked({{"s1", "s2"}, {"s2", "s3"}}) == "s3 desk");
  CHECK(asked({{"s1", "s2"}, {"s2", "s1"}}) == "s1 desk");
  CHECK(asked({{"s1", "s2"}, {"s2", "s3"}, {"s3", "s2"}}) == "s1 desk");
}

SCENARIO("85: who approves for somebody who is away does so while they are away, and not afterwards", "[domain][edge][case]") {
  const auto decided = [](const std::string& at, const std::string& by) {
    World world(desk(approval(R"j("approved")j", "customer.owner"), {}, R"j(, "assignment": {"customer": {"cover": "colleague"}})j"));
    know(world, "2024-03-01T00:00");
    away(world, "s1", "s2");
    world.record(R"j({"id": "k", "type": "asked", "at": "2024-03-08T09:00", "by": "s3", "customer": "c1"})j");
    const std::string asked = owner_of(world, "asked_for.approve");
    world.advance("2024-03-08T09:30");
    act(world, "approved", at, by);
    return asked + " " + state_of(world);
  };
  CHECK(decided("2024-03-08T10:00", "s2") == "s2 granted");
  CHECK(decided("2024-03-08T10:00", "s3") == "s2 asked_for");
  CHECK(decided("2024-03-11T10:00", "s2") == "s2 asked_for");
  CHECK(decided("2024-03-11T10:00", "s1") == "s2 granted");
}

SCENARIO("one rule opens cases of several workflows at once, each with a clock of its own", "[domain][case]") {
  std::string document = desk(R"j("owner": "cause.by", "states": {"active": {"owe": {"reply": {"need": "answered", "due": "4 working hours"}}}})j",
                              R"j("both": {"on": "alarm", "again": "parallel", "do": [{"open": ["matter", "second"]}]}, )j");
  const std::string workflows = R"j("workflows": {)j";
  document.insert(document.find(workflows) + workflows.size(),
                  R"j("second": {"owner": "unit(\"lab\")", "states": {"probing": {"owe": {"probe": {"need": "solved", "due": "1 working day"}}, "on": {"done.probe": "over"}}, "over": {"type": "final"}}}, )j");
  World world(document);
  know(world, "2024-03-01T00:00");
  world.record(R"j({"id": "a1", "type": "alarm", "at": "2024-03-04T09:00", "by": "s2", "customer": "c1"})j");
  CHECK(state_of(world, "a1") == "active");
  CHECK(state_of(world, "a1", "second") == "probing");
  CHECK(due_of(world, "active.reply") == "2024-03-04T13:00:00");
  CHECK(world.duties("second.probing.probe").at(0).owner->key == "lab");
  act(world, "answered", "2024-03-04T10:00", "s2");
  CHECK(duty_of(world, "active.reply") == "done");
  CHECK(state_of(world, "a1", "second") == "probing");
}

SCENARIO("86: whether who asks may also approve is the policy's to say", "[domain][edge][case]") {
  const auto after = [](const std::string& workflow) {
    World world = opened(desk(workflow));
    act(world, "approved", "2024-03-04T10:00", "s2");  // who asked
    const std::string first = state_of(world);
    act(world, "approved", "2024-03-04T11:00", "s3");
    return first + ", " + state_of(world);
  };
  GIVEN("it is forbidden") {
    CHECK(after(approval(R"j({"event": "approved", "where": "event.by != cause.by"})j", R"j(unit(\"desk\"))j")) == "asked_for, granted");
  }
  GIVEN("it is permitted") { CHECK(after(approval(R"j("approved")j", R"j(unit(\"desk\"))j")) == "granted, granted"); }
  GIVEN("who may approve need not ask") {
    std::string workflow = approval(R"j("approved")j", R"j(unit(\"desk\"))j");
    const std::string states = R"j("states": {)j";
    workflow.insert(workflow.find(states) + states.size(), R"j("fresh": {"always": [{"when": "cause.by.superior = null", "target": "asked_for"}, {"target": "granted"}]}, )j");
    CHECK(after(workflow) == "granted, granted");
  }
}

SCENARIO("87: one, all or so many must approve; a decision after the outcome is kept and changes nothing", "[domain][edge][case]") {
  struct Mode {
    std::string need;
    std::vector<std::string> people;  // the last of them decides
  };
  for (const Mode& mode : {Mode{R"j("approved")j", {"s3"}}, Mode{R"j({"event": "approved", "each_of": "[customer.owner, superior(customer.owner)]"})j", {"s1", "s1", "b1"}},
                           Mode{R"j({"event": "approved", "times": 2, "distinct": "event.by"})j", {"s3", "s3", "s1"}}}) {
    World world = opened(desk(approval(mode.need, R"j(unit(\"desk\"))j")));
    int hour = 9;
    for (const std::string& person : mode.people) {
      CHECK(state_of(world) == "asked_for");
      ++hour;
      act(world, "approved", "2024-03-04T" + std::string(hour < 10 ? "0" : "") + std::to_string(hour) + ":00", person);
    }
    CHECK(state_of(world) == "granted");
    const std::size_t before = world.effects().size();
    const std::string duty = duty_of(world, "asked_for.approve");
    CHECK(duty == "done");
    const RecordResult late = act(world, "rejected", "2024-03-04T15:00", "b1");
    CHECK_FALSE(late.known);
    CHECK(act(world, "approved", "2024-03-04T16:00", "b1").credited.empty());
    CHECK(state_of(world) == "granted");
    CHECK(duty_of(world, "asked_for.approve") == duty);
    CHECK(world.effects().size() == before);
  }
}

SCENARIO("89: an approval that is not given within its limit goes up", "[domain][edge][case]") {
  World world = opened(desk(approval(R"j("approved")j", "superior(owner)")));
  CHECK(owner_of(world, "asked_for.approve") == "b1");
  world.advance("2024-03-06T00:00");
  CHECK(state_of(world) == "above");
  CHECK(duty_of(world, "asked_for.approve") != "open");
  CHECK(owner_of(world, "above.decide") == "b2");
  CHECK(due_of(world, "above.decide") == "2024-03-06T23:59:59.999999");
}

namespace {

/// Handled by whoever received it, then asked by another: the customer is content, is not, or cannot be reached.
const std::string asked_after = R"j("owner": "cause.by", "states": {
  "handling": {"owe": {"solve": {"need": "solved", "due": "5 working days"}}, "on": {"done.solve": "asking", "shut": "closed"}},
  "again": {"owe": {"mend": {"need": "solved", "due": "3 working days"}}, "on": {"done.mend": "asking"}},
  "asking": {
    "owe": {"call": {"need": {"event": "called", "where": "event.reached and event.by != case.owner"}, "owner": "unit(\"desk\")", "due": "10 working days"},
            "tries": {"need": {"event": "called", "times": 3, "distinct": "date(event.at)", "where": "event.reached = false and event.by != case.owner"},
                      "owner": "unit(\"desk\")", "due": "none"}},
    "on": {"called": [{"when": "event.reached and event.by != case.owner and event.content", "target": "closed"},
                      {"when": "event.reached and event.by != case.owner", "target": "again"}],
           "done.tries": "unreachable"}},
  "closed": {"type": "final"}, "unreachable": {"type": "final"}})j";

const std::string closing = R"j("over": {"on": "closed.matter", "do": [{"notify": "owner", "data": {"outcome": "= event.outcome"}}]}, )j";

}  // namespace

SCENARIO("90: who is not content sends the case back, with a shorter limit, and it does not close", "[domain][edge][case]") {
  World world = opened(desk(asked_after, closing));
  CHECK(due_of(world, "handling.solve") == "2024-03-11T23:59:59.999999");
  act(world, "solved", "2024-03-05T10:00", "s2");
  CHECK(state_of(world) == "asking");
  act(world, "shut", "2024-03-05T11:00", "s2");
  CHECK(state_of(world) == "asking");
  act(world, "called", "2024-03-06T10:00", "s3", R"j({"reached": true, "content": false})j");
  CHECK(state_of(world) == "again");
  CHECK(owner_of(world, "again.mend") == "s2");
  CHECK(due_of(world, "again.mend") == "2024-03-11T23:59:59.999999");
  CHECK(told(world, "notify").empty());
  act(world, "solved", "2024-03-07T10:00", "s2");
  act(world, "called", "2024-03-08T10:00", "s3", R"j({"reached": true, "content": true})j");
  CHECK(state_of(world) == "closed");
  CHECK(told(world, "notify") == Lines{"2024-03-08T10:00:00 s2"});
}

SCENARIO("91: who handled the case does not ask how it was", "[domain][edge][case]") {
  World world = opened(desk(asked_after, closing));
  act(world, "solved", "2024-03-05T10:00", "s2");
  CHECK(act(world, "called", "2024-03-05T11:00", "s2", R"j({"reached": true, "content": true})j").credited.empty());
  CHECK(state_of(world) == "asking");
  CHECK(duty_of(world, "asking.call") == "open");
  CHECK(act(world, "called", "2024-03-05T12:00", "s1", R"j({"reached": true, "content": true})j").credited.size() == 1);
  CHECK(state_of(world) == "closed");
}

SCENARIO("92: who is not reached on three days is unreachable, neither content nor not", "[domain][edge][case]") {
  World world = opened(desk(asked_after, closing));
  act(world, "solved", "2024-03-05T10:00", "s2");
  const std::string not_reached = R"j({"reached": false})j";
  for (const char* at : {"2024-03-05T11:00", "2024-03-05T16:00", "2024-03-06T11:00"}) act(world, "called", at, "s3", not_reached);
  CHECK(state_of(world) == "asking");
  act(world, "called", "2024-03-07T11:00", "s3", not_reached);
  CHECK(state_of(world) == "unreachable");
  CHECK(duty_of(world, "asking.call") == "withdrawn");
  std::string closed;
  for (const EffectRow& row : world.effects()) closed += row.kind == "notify" ? row.data : "";
  CHECK(closed.find(R"j("outcome":"unreachable")j") != std::string::npos);
}

SCENARIO("92: tries count on different working days only: after one in vain the next day of work is waited for", "[domain][edge][case]") {
  const std::string tries = R"j("states": {
    "asking": {"owe": {"call": {"need": {"event": "called", "where": "event.reached"}, "owner": "unit(\"desk\")", "due": "10 working days"}},
      "on": {"called": [{"when": "event.reached", "target": "closed"}]},
      "states": {"trying": {"on": {"called": [{"max": 2, "target": "resting"}, {"target": "unreachable"}]}},
                 "resting": {"after": {"1 working day 00:00": "trying"}}}},
    "closed": {"type": "final"}, "unreachable": {"type": "final"}})j";
  World world = opened(desk(tries, closing), "2024-03-07T09:00");
  const std::string not_reached = R"j({"reached": false})j";
  // Thursday and Friday; nobody works on Saturday and Sunday.
  for (const char* at : {"2024-03-07T10:00", "2024-03-07T16:00", "2024-03-08T10:00", "2024-03-09T10:00", "2024-03-10T10:00"}) {
    act(world, "called", at, "s3", not_reached);
  }
  CHECK(state_of(world) == "resting");
  act(world, "called", "2024-03-11T10:00", "s3", not_reached);
  CHECK(state_of(world) == "unreachable");
  CHECK(duty_of(world, "asking.call") == "withdrawn");
}
