/// Whose working days and hours count, and what rosters, absences and amendments move.

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "domain/world.hpp"
#include "huifang/error.hpp"

using huifang::Date;
using huifang::Duty;
using huifang::DutyState;
using huifang::EntityRef;
using huifang::RecordResult;
using huifang::test::World;
using Lines = std::vector<std::string>;

namespace {

std::string with_calendar(const std::string& calendar, const std::string& rest) {
  return R"({"huifang": 1, "policy": "t", "version": "1", "effective": "2000-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"volume": "number"}, "staff": {"unit": ["sales", "service"]}},
    "events": {"phone": {"contact": true, "hours": "calls"}, "visit": {"contact": true}, "report": {}, "complaint": {}},
    "calendar": {"hours": {"calls": ["09:30-11:30", "14:30-17:00"]}, )" +
         calendar + "}, " + rest + "}";
}

const std::string rostered = R"("use": "cn-public", "overlay": {"staff": "roster", "unit": {"service": {"weekly": "thu-tue"}}})";

/// Local time of the due of the only duty of a rule.
std::string due(World& world, const std::string& rule) {
  const auto duties = world.duties(rule);
  REQUIRE(duties.size() == 1);
  return world.policy.zone().to_text(duties[0].due.value());
}

bool has(const std::vector<std::string>& texts, const std::string& part) {
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

void assign(World& world, const std::string& customer, const std::string& owner, const std::string& at) {
  world.record("assign", customer, at, "", R"j({"owner": ")j" + owner + R"j("})j");
}

RecordResult shift(World& world, const std::string& type, const std::string& staff, const std::string& at, const std::string& data) {
  return world.record(R"j({"id": ")j" + type + staff + at + R"j(", "type": ")j" + type + R"j(", "at": ")j" + at + R"j(", "staff": ")j" +
                      staff + R"j(", "data": )j" + data + "}");
}

std::string refused(World& world, const std::string& json) {
  try {
    world.record(json);
  } catch (const huifang::Error& error) {
    return error.diagnostics().front().code + " " + error.diagnostics().front().pointer;
  }
  return "taken";
}

}  // namespace

SCENARIO("outside the hours of its type an event is kept and counts for nothing", "[domain][calendars]") {
  World world(with_calendar(R"("use": "cn-public")", R"("measures": {"calls": {"count": "phone"}},
    "rules": {"weekly": {"each": "week", "owe": {"need": "phone"}},
              "often": {"when": "customer.calls >= 1", "owe": {"need": "visit", "due": "none"}}})"));
  assign(world, "c1", "s1", "2024-03-04T00:00:00");
  for (const char* outside : {"2024-03-04T09:29:59", "2024-03-04T11:30:00", "2024-03-05T12:00:00"}) {
    const RecordResult result = world.record("phone", "c1", outside, "s1");
    CHECK(result.credited.empty());
    CHECK(has(result.notes, "outside the hours of phone"));
  }
  CHECK(world.states("weekly") == std::map<std::string, int>{{"open", 1}});
  CHECK(world.duties("often").empty());
  THEN("inside them it credits and is measured") {
    CHECK(world.record("phone", "c1", "2024-03-06T09:30:00", "s1").credited.size() == 1);
    CHECK(world.duties("often").size() == 1);
  }
}

SCENARIO("acts outside the hours of a duty do not credit it", "[domain][calendars]") {
  World world(with_calendar(R"("use": "cn-public")", R"(
    "rules": {"weekly": {"each": "week", "owe": {"need": "visit", "hours": ["22:00-02:00"]}},
              "any": {"each": "week", "owe": {"need": "visit"}}})"));
  assign(world, "c1", "s1", "2024-03-04T00:00:00");
  const RecordResult early = world.record("visit", "c1", "2024-03-05T21:00:00", "s1");
  CHECK(early.credited.size() == 1);
  CHECK(has(early.notes, "outside its hours"));
  CHECK(world.states("weekly") == std::map<std::string, int>{{"open", 1}});
  CHECK(world.record("visit", "c1", "2024-03-06T01:59:00", "s1").credited.size() == 1);  // the shift of the evening before
}

SCENARIO("W-58: the report is due on Monday, on the Sunday before for whom Monday is the rest day", "[domain][calendars]") {
  World world(with_calendar(R"("use": "cn-public", "weekly": "mon-sun", "overlay": {"staff": "roster"})",
                            R"("rules": {"report": {"for": "staff", "each": "week",
                                       "owe": {"need": "report", "due": "end + 1 days", "roll": "preceding"}}})"));
  shift(world, "roster", "s1", "2014-03-01T08:00:00", R"j({"weekly": "tue-sun", "from": "2014-03-03"})j");
  world.record(R"j({"id": "s2", "type": "set", "at": "2014-03-01T08:00:00", "staff": "s2", "data": {"unit": "sales"}})j");
  world.advance("2014-03-05T00:00:00");
  CHECK(world.lines("report", "s1") == Lines{"2014-W10 open 2014-03-03 .. 2014-03-09 end"});
  CHECK(world.lines("report", "s2") == Lines{"2014-W10 open 2014-03-03 .. 2014-03-10 end"});
}

SCENARIO("a due is reckoned by the calendar of its owner, else of their unit, else of everyone", "[domain][calendars]") {
  World world(with_calendar(rostered, R"("rules": {"reply": {"on": "complaint", "owe": {"need": "phone", "due": "2 working days"}}})"));
  for (const char* staff : {"s1", "s2", "s3"}) {
    const std::string unit = staff == std::string("s1") ? "sales" : "service";
    world.record(R"j({"id": ")j" + std::string(staff) + R"j(", "type": "set", "at": "2024-03-01", "staff": ")j" + staff +
                 R"j(", "data": {"unit": ")j" + unit + R"j("}})j");
  }
  shift(world, "roster", "s3", "2024-03-01T09:00:00", R"j({"days": {"2024-03-07": "closed", "2024-03-08": "closed"}})j");
  for (const char* number : {"1", "2", "3"}) {
    assign(world, std::string("c") + number, std::string("s") + number, "2024-03-01T10:00:00");
  }
  for (const char* number : {"1", "2", "3"}) {
    world.record("complaint", std::string("c") + number, "2024-03-05T10:00:00");
  }
  world.record("complaint", "c4", "2024-03-05T10:00:00");  // nobody's
  CHECK(world.lines("reply", "c1") == Lines{"1 open 2024-03-05 10:00 .. 2024-03-07 end"});
  CHECK(world.lines("reply", "c2") == Lines{"1 open 2024-03-05 10:00 .. 2024-03-08 end"});  // service rests on Wednesdays
  CHECK(world.lines("reply", "c3") == Lines{"1 open 2024-03-05 10:00 .. 2024-03-10 end"});  // and has the weekend of its shop
  CHECK(world.lines("reply", "c4") == Lines{"1 open 2024-03-05 10:00 .. 2024-03-07 end"});
}

SCENARIO("working hours of a night shift are those of the night", "[domain][calendars]") {
  World world(with_calendar(rostered, R"("rules": {"reply": {"on": "complaint", "owe": {"need": "visit", "due": "4 working hours"}}})"));
  shift(world, "roster", "s1", "2024-03-01T09:00:00", R"j({"working_hours": {"mon-fri": "22:00-06:00"}})j");
  assign(world, "c1", "s1", "2024-03-01T10:00:00");
  world.record("complaint", "c1", "2024-03-05T23:00:00");
  CHECK(due(world, "reply") == "2024-03-06T03:00:00+08:00");
}

SCENARIO("an absence moves what falls into it, and names every move", "[domain][calendars]") {
  const std::string rules = R"("rules": {
    "reply": {"on": "complaint", "owe": {"need": "visit", "due": "3 days", "roll": "following"}},
    "weekly": {"each": "week", "owe": {"need": "visit"}}})";
  World world(with_calendar(rostered, rules));
  assign(world, "c1", "s1", "2024-03-04T00:00:00");
  world.record("complaint", "c1", "2024-03-04T10:00:00");
  CHECK(world.lines("reply") == Lines{"1 open 2024-03-04 10:00 .. 2024-03-07 end"});
  WHEN("the owner is away without cover") {
    const RecordResult result =
        shift(world, "absent", "s1", "2024-03-05T09:00:00", R"j({"from": "2024-03-06", "to": "2024-03-08", "reason": "leave"})j");
    THEN("the reply is due on the first day back, and both dues are kept in the outbox") {
      CHECK(world.lines("reply") == Lines{"1 open 2024-03-04 10:00 .. 2024-03-11 end"});
      REQUIRE(result.moved.size() == 1);
      CHECK(world.policy.zone().to_text(*result.moved[0].due_before) == "2024-03-07T23:59:59.999999+08:00");
      CHECK(world.policy.zone().to_text(*result.moved[0].due_after) == "2024-03-11T23:59:59.999999+08:00");
      CHECK_FALSE(result.moved[0].waived);
      const auto effects = world.effects();
      REQUIRE(effects.size() == 1);
      CHECK(effects[0].kind == "moved");
      CHECK(effects[0].to == EntityRef{"staff", "s1"});
      CHECK(effects[0].data.find(R"("calendar":"cn-public@)") != std::string::npos);
      CHECK(effects[0].data.find("2024-03-07T23:59:59.999999") != std::string::npos);
      CHECK(effects[0].data.find("2024-03-11T23:59:59.999999") != std::string::npos);
    }
    THEN("coming back early moves it again: what was recorded last holds") {
      shift(world, "roster", "s1", "2024-03-06T09:00:00", R"j({"days": {"2024-03-08": "open"}})j");
      CHECK(world.lines("reply") == Lines{"1 open 2024-03-04 10:00 .. 2024-03-08 end"});
    }
    THEN("the duty is missed at its new due, not at the old one") {
      world.advance("2024-03-08T00:00:00");
      CHECK(world.states("reply") == std::map<std::string, int>{{"open", 1}});
      world.advance("2024-03-12T00:00:00");
      CHECK(world.states("reply") == std::map<std::string, int>{{"overdue", 1}});
    }
  }
  WHEN("somebody covers") {
    const RecordResult result =
        shift(world, "absent", "s1", "2024-03-05T09:00:00", R"j({"from": "2024-03-06", "to": "2024-03-08", "cover": "s2"})j");
    THEN("nothing moves, and the cover's act counts, on the days of the absence alone") {
      CHECK(result.moved.empty());
      CHECK(world.record("visit", "c1", "2024-03-05T10:00:00", "s2").credited.empty());
      CHECK(world.record("visit", "c1", "2024-03-06T10:00:00", "s3").credited.empty());
      CHECK(world.record("visit", "c1", "2024-03-06T10:00:00", "s2").credited.size() == 2);
    }
  }
  WHEN("no working day is left in the week") {
    const RecordResult result =
        shift(world, "absent", "s1", "2024-03-04T11:00:00", R"j({"from": "2024-03-04", "to": "2024-03-10"})j");
    THEN("the call of the week is excused") {
      CHECK(world.states("weekly") == std::map<std::string, int>{{"waived", 1}});
      REQUIRE(result.moved.size() == 2);
      CHECK(result.moved[0].waived);
      CHECK(world.lines("reply") == Lines{"1 open 2024-03-04 10:00 .. 2024-03-11 end"});
    }
  }
}

SCENARIO("the due of a step that counts from the one before moves as well", "[domain][calendars]") {
  World world(with_calendar(rostered, R"("rules": {"course": {"on": "complaint", "steps": {
    "first": {"owe": {"need": "visit", "due": "1 working days"}},
    "second": {"after": "previous", "owe": {"need": "visit", "due": "previous + 2 working days"}}}}})"));
  assign(world, "c1", "s1", "2024-03-04T00:00:00");
  world.record("complaint", "c1", "2024-03-04T10:00:00");
  world.advance("2024-03-06T09:00:00");
  CHECK(world.lines("course") == Lines{"1 overdue 2024-03-04 10:00 .. 2024-03-05 end", "1 open 2024-03-06 .. 2024-03-07 end"});
  world.flush();
  const RecordResult result = shift(world, "absent", "s1", "2024-03-06T10:00:00", R"j({"from": "2024-03-07", "to": "2024-03-07"})j");
  CHECK(result.moved.size() == 1);
  CHECK(world.lines("course") == Lines{"1 overdue 2024-03-04 10:00 .. 2024-03-05 end", "1 open 2024-03-06 .. 2024-03-08 end"});
}

SCENARIO("an overdue duty keeps its breach when the calendar moves its due", "[domain][calendars]") {
  World world(with_calendar(rostered, R"("rules": {"reply": {"on": "complaint", "owe": {"need": "visit", "due": "1 working days"}}})"));
  assign(world, "c1", "s1", "2024-03-04T00:00:00");
  world.record("complaint", "c1", "2024-03-04T10:00:00");
  world.advance("2024-03-06T12:00:00");
  shift(world, "absent", "s1", "2024-03-06T12:00:00", R"j({"from": "2024-03-05", "to": "2024-03-05"})j");
  const Duty duty = world.duties("reply").at(0);
  CHECK(duty.state == DutyState::overdue);
  CHECK(world.policy.zone().to_text(*duty.missed_at) == "2024-03-05T23:59:59.999999+08:00");
  CHECK(world.policy.zone().to_text(*duty.due) == "2024-03-06T23:59:59.999999+08:00");
}

namespace {

const std::string spring_2020 = R"j({"id": "v1", "type": "calendar", "at": "2019-11-21T12:00:00", "data": {
  "name": "notice", "version": "2019-11-21", "covered": "2020-01-01..2020-12-31", "days": {
  "2020-01-19": "open", "2020-01-24": "closed", "2020-01-27": "closed", "2020-01-28": "closed", "2020-01-29": "closed",
  "2020-01-30": "closed", "2020-02-01": "open"}}})j";
const std::string amendment_2020 = R"j({"id": "v2", "type": "calendar", "at": "2020-01-27T08:00:00", "data": {
  "name": "notice", "version": "2020-01-27", "covered": "2020-01-01..2020-12-31", "days": {
  "2020-01-19": "open", "2020-01-24": "closed", "2020-01-27": "closed", "2020-01-28": "closed", "2020-01-29": "closed",
  "2020-01-30": "closed", "2020-01-31": {"open": false, "name": "春节"}}}})j";
const std::string reply_in_three_days =
    R"("rules": {"reply": {"on": "complaint", "owe": {"need": "visit", "due": "3 working days"}}})";

}  // namespace

SCENARIO("A8, A36: an amendment recomputes the deadlines of open cases and lists them; both values stay", "[domain][calendars][edge]") {
  World world(with_calendar(R"("overlay": {"staff": "roster"})", reply_in_three_days));
  assign(world, "c1", "s1", "2019-11-01T00:00:00");
  world.record(spring_2020);
  world.record("complaint", "c1", "2020-01-22T10:00:00");
  CHECK(due(world, "reply") == "2020-02-01T23:59:59.999999+08:00");
  WHEN("the holiday is made longer") {
    const RecordResult result = world.record(amendment_2020);
    CHECK(due(world, "reply") == "2020-02-04T23:59:59.999999+08:00");
    REQUIRE(result.moved.size() == 1);
    CHECK(world.policy.zone().to_text(*result.moved[0].due_before) == "2020-02-01T23:59:59.999999+08:00");
    THEN("the change names the version it was reckoned by, and the duty says by which calendar it was created") {
      const auto effects = world.effects();
      REQUIRE(effects.size() == 1);
      CHECK(effects[0].data.find(R"("calendar":"notice@2020-01-27")") != std::string::npos);
      CHECK(effects[0].data.find(R"("event":"v2")") != std::string::npos);
      CHECK(world.duties("reply").at(0).because.find(R"("calendar":"notice@2019-11-21")") != std::string::npos);
    }
  }
  WHEN("the data of the next year come") {
    world.record(R"j({"id": "v3", "type": "calendar", "at": "2020-01-23T08:00:00", "data": {
      "name": "notice", "version": "2021", "covered": "2021-01-01..2021-12-31", "days": {"2021-01-01": "closed"}}})j");
    THEN("those of this year are still known, and a case of it is reckoned by them") {
      CHECK(due(world, "reply") == "2020-02-01T23:59:59.999999+08:00");
      const auto calendar = world.engine->calendar({});
      CHECK(calendar.is_open(*Date::parse("2020-02-01")));
      CHECK_FALSE(calendar.provisional(*Date::parse("2021-12-31")));
      CHECK(calendar.provisional(*Date::parse("2022-01-01")));
      CHECK(calendar.version() == "notice@2021");
    }
  }
  WHEN("a version leaves days between itself and what is known, or is of another data set") {
    const auto version = [](const std::string& name, const std::string& covered) {
      return R"j({"id": "v4", "type": "calendar", "at": "2020-01-23T08:00:00", "data": {"name": ")j" + name +
             R"j(", "version": "4", "covered": ")j" + covered + R"j(", "days": {}}})j";
    };
    CHECK(refused(world, version("notice", "2022-01-01..2022-12-31")) == "HF2040 /data/covered");
    CHECK(refused(world, version("other", "2021-01-01..2021-12-31")) == "HF2040 /data/name");
    CHECK(refused(world, version("notice", "01-01..12-31")) == "HF1111 /data/covered");
  }
}

SCENARIO("A9: a revision names the visit it displaces, and moves no day that was written", "[domain][calendars][edge]") {
  World world(with_calendar(R"("overlay": {"staff": "roster"})", R"(
    "rules": {"visit": {"on": "complaint", "owe": {"need": "visit", "due": "2 days", "roll": "following"}},
              "fixed": {"on": "complaint", "owe": {"need": "visit", "due": "2 days"}}})"));
  assign(world, "c1", "s1", "2019-01-01T00:00:00");
  world.record(R"j({"id": "v1", "type": "calendar", "at": "2019-01-02", "data": {"name": "cn", "version": "1",
    "covered": "2019-01-01..2019-12-31", "days": {"2019-05-01": "closed"}}})j");
  world.record("complaint", "c1", "2019-04-30T10:00:00");
  CHECK(due(world, "visit") == "2019-05-02T23:59:59.999999+08:00");
  const RecordResult result = world.record(R"j({"id": "v2", "type": "calendar", "at": "2019-04-30T12:00:00", "data": {"name": "cn",
    "version": "2", "covered": "2019-01-01..2019-12-31", "days": {"2019-04-28": "open", "2019-05-01": "closed",
    "2019-05-02": "closed", "2019-05-03": "closed", "2019-05-04": "closed", "2019-05-05": "open"}}})j");
  REQUIRE(result.moved.size() == 1);
  CHECK(result.moved[0].key.rule == "visit");
  CHECK(due(world, "visit") == "2019-05-05T23:59:59.999999+08:00");
  CHECK(due(world, "fixed") == "2019-05-02T23:59:59.999999+08:00");
}

SCENARIO("events about shifts are refused with what is wrong and where", "[domain][calendars]") {
  World world(with_calendar(rostered, R"("rules": {"weekly": {"each": "week", "owe": {"need": "visit"}}})"));
  const auto event = [](const std::string& type, const std::string& subject, const std::string& data) {
    return R"j({"id": "x", "type": ")j" + type + R"j(", "at": "2024-03-01", )j" + subject + R"j("data": )j" + data + "}";
  };
  const std::string s1 = R"j("staff": "s1", )j";
  CHECK(refused(world, event("roster", R"j("customer": "c1", )j", "{}")) == "HF2041 /customer");
  CHECK(refused(world, event("roster", "", "{}")) == "HF2009 ");
  CHECK(refused(world, event("roster", s1, R"j({"hours": ["09:00-12:00"]})j")) == "HF1101 /data/hours");
  CHECK(refused(world, event("roster", s1, R"j({"days": {"2024-03-05": ["9-12"]}})j")) == "HF1409 /data/days/2024-03-05/0");
  CHECK(refused(world, event("roster", s1, R"j({"weekly": "mon-fry"})j")) == "HF1410 /data/weekly");
  CHECK(refused(world, event("roster", s1, R"j({"weekly": "mon-fri", "from": "spring"})j")) == "HF2008 /data/from");
  CHECK(refused(world, event("absent", s1, R"j({"from": "2024-03-05"})j")) == "HF2008 /data/to");
  CHECK(refused(world, event("absent", s1, R"j({"from": "2024-03-05", "to": "2024-03-04"})j")) == "HF2042 /data/to");
  CHECK(refused(world, event("absent", s1, R"j({"from": "2024-03-05", "to": "2024-03-05", "until": 1})j")) == "HF2005 /data/until");
  CHECK(refused(world, event("absent", R"j("customer": "c1", )j", "{}")) == "HF2009 ");
  CHECK(refused(world, event("calendar", "", R"j({"name": "cn-public"})j")) == "HF1103 /data");
  CHECK(refused(world, event("set", s1, R"j({"calendar.shifts": "x"})j")) == "HF2010 /data/calendar.shifts");
  CHECK(refused(world, event("set", R"j("calendar.data": "data", )j", R"j({"calendar.version": "x"})j")) == "HF2003 /calendar.data");
}

TEST_CASE("law: a due is the same whether the shifts came before the duty or after it", "[domain][calendars][law]") {
  const std::string document = with_calendar(rostered, R"("rules": {
    "days": {"on": "complaint", "owe": {"need": "visit", "due": "3 working days"}},
    "hours": {"on": "complaint", "owe": {"need": "visit", "due": "20 working hours"}},
    "roll": {"on": "complaint", "owe": {"need": "visit", "due": "4 days", "roll": "following"}},
    "close": {"on": "complaint", "owe": {"need": "visit", "due": "2 days close"}},
    "week": {"each": "week", "partial": "keep", "owe": {"need": "visit", "due": "end", "roll": "preceding"}}})");
  REQUIRE(rc::check([&] {
    std::vector<std::pair<std::string, std::string>> shifts;  // type, data
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
      const auto day = [] { return "2024-03-" + std::to_string(*rc::gen::inRange(10, 24)); };
      switch (*rc::gen::inRange(0, 3)) {
        case 0: shifts.emplace_back("roster", R"j({"days": {")j" + day() + R"j(": "closed"}})j"); break;
        case 1: {
          const std::string hours = *rc::gen::element<std::string>("09:00-18:00", "22:00-06:00", "10:00-12:00");
          const std::string week = *rc::gen::element<std::string>("mon-sat", "wed-sun", "tue");
          shifts.emplace_back("roster", R"j({"working_hours": {")j" + week + R"j(": ")j" + hours + R"j("}, "from": ")j" + day() + R"j("})j");
          break;
        }
        default: {
          std::string from = day(), to = day();
          if (to < from) std::swap(from, to);
          shifts.emplace_back("absent", R"j({"from": ")j" + from + R"j(", "to": ")j" + to + R"j("})j");
        }
      }
    }
    const auto run = [&](const std::string& at, std::size_t cached) {
      World world(document, cached);
      assign(world, "c1", "s1", "2024-03-12T00:00:00");
      if (at < "2024-03-12T10") {
        for (const auto& [type, data] : shifts) shift(world, type, "s1", at, data), world.flush();
      }
      world.record("complaint", "c1", "2024-03-12T10:00:00");
      world.flush();
      if (at > "2024-03-12T10") {
        for (const auto& [type, data] : shifts) shift(world, type, "s1", at, data), world.flush();
      }
      world.advance("2024-03-12T12:00:00");
      std::vector<std::string> lines;
      for (const char* rule : {"days", "hours", "roll", "close", "week"}) {
        for (const std::string& line : world.lines(rule)) lines.push_back(line);
      }
      return lines;
    };
    // Ids of events are type, staff and time: one shift a second.
    std::vector<std::string> before = run("2024-03-12T09:00:00", SIZE_MAX);
    RC_ASSERT(before == run("2024-03-12T10:00:00.5", SIZE_MAX));
    RC_ASSERT(before == run("2024-03-12T10:00:00.5", 0));
  }));
}

SCENARIO("a due rolls by what closes its day: the week, a holiday, a single date", "[domain][calendars]") {
  const std::string rolls = R"("rules": {"gift": {"on": "complaint", "again": "parallel", "owe": {"need": "visit", "due": "1 day 18:00",
    "roll": {"switch": "closed.kind", "week": "following", "holiday": "preceding", "date": "nearest"}}}})";
  World world(with_calendar(R"("use": "cn-public", "days": {"2024-03-13": "closed"}, "overlay": {"staff": "roster"})", rolls));
  assign(world, "c1", "s1", "2024-03-01T08:00:00");
  const auto due_of_complaint = [&](const std::string& at) {
    world.record("complaint", "c1", at);
    const auto duties = world.duties("gift");
    return world.policy.zone().to_text(duties.back().due.value()).substr(0, 16) + " " +
           (duties.back().because.find("\"closed\":\"") == std::string::npos
                ? std::string("open")
                : duties.back().because.substr(duties.back().because.find("\"closed\":\"") + 10, 4));
  };
  CHECK(due_of_complaint("2024-03-05T10:00:00") == "2024-03-06T18:00 open");
  CHECK(due_of_complaint("2024-03-08T10:00:00") == "2024-03-11T18:00 week");   // Saturday: on Monday
  CHECK(due_of_complaint("2024-03-12T10:00:00") == "2024-03-14T18:00 date");   // a closed Wednesday: a tie follows
  shift(world, "absent", "s1", "2024-03-18T09:00:00", R"j({"from": "2024-03-20", "to": "2024-03-21"})j");
  CHECK(due_of_complaint("2024-03-18T10:00:00") == "2024-03-19T18:00 open");
  CHECK(due_of_complaint("2024-03-19T10:00:00") == "2024-03-19T18:00 date");   // away: the day before is nearer
  CHECK(due_of_complaint("2024-04-03T10:00:00") == "2024-04-03T18:00 holi");   // Qingming
}
