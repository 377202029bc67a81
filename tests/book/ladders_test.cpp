/// Escalation ladders, dues that follow their choice, and owners of cases that change.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "huifang/book.hpp"

namespace huifang {
namespace {

constexpr const char* policy_text = R"j({
  "huifang": 1, "policy": "ladders", "version": "1", "zone": "Asia/Shanghai",
  "facts": {"customer": {"vip": "boolean"}},
  "events": {"complaint": {}, "solved": {}, "asked": {}, "answered": {}},
  "calendar": {"use": null, "weekly": "mon-fri", "working_hours": {"mon-fri": "09:00-17:00"}},
  "rules": {
    "reply": {"on": "complaint", "owe": {"need": "solved", "due": {"switch": "customer.vip", "true": "4 working hours", "else": "16 working hours"}, "rebase": "$REBASE",
      "ladder": [{"at": "50 %", "do": [{"notify": "owner"}]}, {"at": "due", "do": [{"notify": "superior(owner)"}]},
                 {"at": "due + 5 working days", "do": [{"flag": "criticism"}]}]}},
    "open": {"on": "complaint", "do": [{"open": "matter"}]}},
  "workflows": {"matter": {"states": {
    "work": {"owe": {"solve": {"need": "solved", "due": "10 working hours", "ladder": [{"at": "50 %", "do": [{"notify": "owner"}]}]}}, "on": {"done.solve": "closed"},
             "states": {"going": {"on": {"asked": "resting"}}, "resting": {"pauses": true, "on": {"answered": "going"}}}},
    "closed": {"type": "final"}}}}
})j";

/// A book with one customer of s1, whose superior is b1, from Monday 4 March 2024 on.
class Desk {
 public:
  explicit Desk(const std::string& rebase = "change") : policy_(Policy::load(text(rebase))), book_(Book::open(":memory:")) {
    book_.bind(policy_, at("2024-03-04T00:00"));
    record(R"({"type": "set", "at": "2024-03-04T08:00", "staff": "s1", "data": {"superior": "b1"}})");
    record(R"({"type": "set", "at": "2024-03-04T08:00", "customer": "c1", "data": {"vip": false}})");
    record(R"({"type": "assign", "at": "2024-03-04T08:00", "customer": "c1", "data": {"owner": "s1"}})");
    record(R"({"type": "complaint", "at": "2024-03-04T09:00", "by": "s1", "customer": "c1"})");
  }

  Instant at(const std::string& time) const { return *policy_.zone().parse(time); }
  RecordResult record(const std::string& json) {
    Event event = Event::parse(R"({"id": "e)" + std::to_string(++events_) + "\", " + json.substr(1), policy_.zone());
    return book_.record(event, event.at);
  }
  void advance(const std::string& time) { book_.advance(at(time)); }
  /// "s1 2024-03-04T17:00" of each notice, and flags, of the rule.
  std::vector<std::string> escalations(const std::string& rule) const {
    std::vector<std::string> found;
    for (const Effect& effect : book_.effects()) {
      if (effect.kind == "case" || effect.because.find("\"rule\":\"" + rule + "\"") == std::string::npos || effect.kind == "moved") continue;
      found.push_back((effect.to ? effect.to->key : effect.kind) + " " + policy_.zone().to_text(effect.at).substr(0, 16));
    }
    return found;
  }
  Duty duty(const std::string& rule) const {
    DutyQuery query;
    query.rule = rule;
    return book_.duties(query).back();
  }
  Book& book() { return book_; }

 private:
  static std::string text(const std::string& rebase) {
    std::string text = policy_text;
    const std::size_t place = text.find("$REBASE");
    return text.replace(place, 7, rebase);
  }
  Policy policy_;
  Book book_;
  int events_ = 0;
};

using Levels = std::vector<std::string>;

}  // namespace

SCENARIO("67, 69: every level of a ladder acts once, at its own moment, however long nobody looked", "[book][ladder][edge]") {
  Desk often;
  Desk once;
  for (const char* hour : {"2024-03-04T12:00", "2024-03-04T17:00", "2024-03-04T17:15", "2024-03-05T17:00", "2024-03-05T17:30", "2024-03-11T09:00", "2024-03-20T09:00"}) {
    often.advance(hour);
  }
  once.advance("2024-03-20T09:00");
  const Levels expected{"s1 2024-03-04T17:00", "b1 2024-03-05T17:00", "flag 2024-03-12T00:00"};
  CHECK(often.escalations("reply") == expected);
  CHECK(once.escalations("reply") == expected);
  CHECK(once.book().verify().same);
}

SCENARIO("a ladder ends when the duty is done", "[book][ladder]") {
  Desk desk;
  desk.record(R"({"type": "solved", "at": "2024-03-05T09:30", "by": "s1", "customer": "c1"})");
  desk.advance("2024-03-30T00:00");
  CHECK(desk.escalations("reply") == Levels{"s1 2024-03-04T17:00"});
}

SCENARIO("while a clock stands the levels wait, and go on with it", "[book][ladder]") {
  Desk desk;
  desk.record(R"({"type": "asked", "at": "2024-03-04T11:00", "by": "s1", "customer": "c1"})");
  desk.advance("2024-03-05T11:00");
  CHECK(desk.escalations("matter.work.solve").empty());
  CHECK_FALSE(desk.duty("matter.work.solve").due);
  desk.record(R"({"type": "answered", "at": "2024-03-05T11:00", "by": "s1", "customer": "c1"})");
  CHECK(desk.duty("matter.work.solve").due == desk.at("2024-03-06T11:00"));
  desk.advance("2024-03-06T10:00");
  CHECK(desk.escalations("matter.work.solve").size() == 1);
  CHECK(desk.book().verify().same);
}

SCENARIO("48: a priority that changes counts from the start, or from the change, as the policy says", "[book][rebase][edge]") {
  const std::string vip = R"({"type": "set", "at": "2024-03-04T14:00", "customer": "c1", "data": {"vip": true}})";
  GIVEN("rebase: start") {
    Desk desk("start");
    desk.record(vip);
    THEN("the due has passed at once, and the move says what caused it") {
      const Duty duty = desk.duty("reply");
      CHECK(duty.due == desk.at("2024-03-04T13:00"));
      CHECK(duty.because.find("\"rebased\":\"e5\"") != std::string::npos);
      desk.advance("2024-03-04T14:01");
      CHECK(desk.duty("reply").missed_at == desk.at("2024-03-04T13:00"));
    }
  }
  GIVEN("rebase: change") {
    Desk desk("change");
    desk.record(vip);
    THEN("four working hours are left") { CHECK(desk.duty("reply").due == desk.at("2024-03-05T10:00")); }
  }
}

SCENARIO("a case follows whom its workflow's owner yields, and whoever it is assigned to keeps it until then", "[book][cases]") {
  Desk desk;
  const auto owner = [&] { return desk.book().cases()[0].owner->key; };
  CHECK(owner() == "s1");
  desk.record(R"({"type": "assign", "at": "2024-03-04T10:00", "case": "e4", "data": {"owner": "s3"}})");
  CHECK(owner() == "s3");
  CHECK(desk.duty("matter.work.solve").owner->key == "s3");
  desk.record(R"({"type": "set", "at": "2024-03-04T10:30", "customer": "c1", "data": {"vip": true}})");
  CHECK(owner() == "s3");
  desk.record(R"({"type": "assign", "at": "2024-03-04T11:00", "customer": "c1", "data": {"owner": "s2"}})");
  CHECK(owner() == "s2");
  CHECK(desk.duty("matter.work.solve").owner->key == "s2");
  CHECK(desk.record(R"({"type": "assign", "at": "2024-03-04T11:00", "case": "nobody", "data": {"owner": "s2"}})").notes.size() == 1);
  CHECK(desk.book().verify().same);
}

}  // namespace huifang
