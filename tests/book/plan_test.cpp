/// Plans of books: who works when, where work was planned, and what is done in one visit.
#include <catch2/catch.hpp>

#include <map>

#include "book/sample.hpp"
#include "book/temporary_file.hpp"
#include "huifang/book_plan.hpp"

namespace huifang {

using namespace sample;
using Lines = std::vector<std::string>;

namespace {

Policy planned(const std::string& plan = "{}") {
  return Policy::load(R"j({"huifang": 1, "policy": "p", "version": "1", "zone": "Asia/Shanghai", "effective": "2024-01-01..",
    "facts": {"staff": {"unit": "string"}, "contract": {"customer": "customer"}},
    "events": {"phone": {"contact": true}, "visit": {"contact": true}, "signed": {"contract": "contract"}},
    "calendar": {"use": "cn-public", "overlay": {"staff": "roster", "unit": {"desk": {"weekly": "mon-sat"}}}},
    "rules": {"call": {"each": "week", "owe": {"need": "phone"}},
              "visit": {"each": "week", "owe": {"need": {"event": "visit", "times": 2}}},
              "check": {"for": "contract", "on": "signed", "owe": {"owner": "customer.owner", "need": "visit", "due": "3 days"}}},
    "plan": )j" + plan + "}");
}

struct Desk {
  explicit Desk(const std::string& plan = "{}") {
    book.bind(planned(plan), at("2024-03-01T00:00"));
    for (const char* customer : {"c1", "c2"}) {
      record(owner(std::string("a") + customer, "2024-03-01T09:00", customer, customer == std::string("c1") ? "s1" : "s2"));
    }
    book.advance(at("2024-03-04T00:00"));  // Monday
    call = key("call");
    visits = key("visit");
  }
  RecordResult record(const Event& one) { return book.record(one, one.at); }
  RecordResult slot(const std::string& id, const std::string& duty, const std::string& data) {
    return record(event(id, "slot", "2024-03-04T09:30", "\"duty\": \"" + duty + "\", \"data\": " + data));
  }
  /// "day person what" of every visit of a plan of the week, by day and person.
  Lines plan(const std::string& rule = {}, std::int64_t capacity = 8) const {
    BookPlanOptions options;
    options.from = Date{2024, 3, 4};
    options.to = Date{2024, 3, 10};
    options.rule = rule;
    options.capacity = capacity;
    const Plan made = plan_book(book, options);
    Lines out;
    for (const PlannedVisit& visit : made.visits)
      out.push_back(visit.slot.day.to_text().substr(8) + " " + visit.slot.person + " " + visit.title +
                    (visit.pinned ? " pinned" : "") + (visit.together.empty() ? "" : " with " + std::to_string(visit.together.size())));
    for (const UnplannedVisit& visit : made.unplanned) out.push_back(std::string(to_text(visit.reason)) + " " + visit.title);
    for (const PlanConflict& conflict : made.conflicts) out.push_back("conflict " + std::string(to_text(conflict.kind)));
    return out;
  }

  Book book = Book::open(":memory:");
  std::string call, visits;  // keys of the duties of c1

 private:
  std::string key(const std::string& rule) const {
    DutyQuery query;
    query.rule = rule;
    query.subject = EntityRef{"customer", "c1"};
    const std::vector<Duty> duties = book.duties(query);
    return duties.size() == 1 ? to_text(duties[0].key) : std::string();
  }
};

std::string refused(Desk& desk, const std::string& duty, const std::string& data) {
  try {
    desk.slot("x", duty, data);
  } catch (const Error& error) {
    return error.diagnostics().front().code + " " + error.diagnostics().front().pointer;
  }
  return "taken";
}

}  // namespace

SCENARIO("plans go by the calendar of whoever does the work", "[book][plan]") {
  Desk desk;
  CHECK(desk.plan("call") == Lines{"04 s1 phone – call", "04 s2 phone – call"});
  WHEN("a roster closes days of one person") {
    desk.record(event("r", "roster", "2024-03-04T08:00", R"("staff": "s1", "data": {"weekly": "thu-fri"})"));
    THEN("only theirs move") { CHECK(desk.plan("call") == Lines{"04 s2 phone – call", "07 s1 phone – call"}); }
  }
  WHEN("the unit works on Saturdays and the rest of the week is full") {
    desk.record(event("u", "set", "2024-03-04T08:00", R"("staff": "s1", "data": {"unit": "desk"})"));
    desk.record(event("v", "absent", "2024-03-04T09:00", R"("staff": "s1", "data": {"from": "2024-03-04", "to": "2024-03-08"})"));
    THEN("that is when it is done") { CHECK(desk.plan("call").back() == "09 s1 phone – call"); }
  }
  WHEN("everybody is away and nobody covers") {
    desk.record(event("v", "absent", "2024-03-04T09:00", R"("staff": "s1", "data": {"from": "2024-03-04", "to": "2024-03-07"})"));
    THEN("it waits for the day on which they are back") {
      CHECK(desk.plan("call") == Lines{"04 s2 phone – call", "08 s1 phone – call"});
    }
  }
}

SCENARIO("what an owner who is away cannot do is planned for whoever covers", "[book][plan]") {
  Desk desk;
  const auto away = [&](const std::string& to) {
    desk.record(event("v", "absent", "2024-03-04T10:00",
                      R"("staff": "s1", "data": {"from": "2024-03-04", "to": ")" + to + R"(", "cover": "s2"})"));
  };
  WHEN("they are away all week") {
    away("2024-03-10");
    THEN("the cover does it") { CHECK(desk.plan("call") == Lines{"04 s2 phone – call", "05 s2 phone – call"}); }
    CHECK(desk.book.absences().size() == 1);
  }
  WHEN("it is pinned all the same") {
    desk.slot("p1", desk.call, R"({"day": "2024-03-06"})");
    away("2024-03-10");
    THEN("it stays theirs, and the plan says that they are away") {
      CHECK(desk.plan("call") == Lines{"04 s2 phone – call", "06 s1 phone – call pinned", "conflict closed"});
    }
  }
  WHEN("they are back on Thursday") {
    away("2024-03-06");
    THEN("they do it themselves then") { CHECK(desk.plan("call") == Lines{"04 s2 phone – call", "07 s1 phone – call"}); }
  }
}

SCENARIO("a slot says where a duty is planned, and plans leave it there", "[book][plan]") {
  Desk desk;
  WHEN("it is pinned") {
    CHECK(desk.slot("p1", desk.call, R"({"day": "2024-03-06"})").notes.empty());
    CHECK(desk.plan("call") == Lines{"04 s2 phone – call", "06 s1 phone – call pinned"});
    REQUIRE(desk.book.slots().size() == 1);
    CHECK(to_text(desk.book.slots()[0].key) == desk.call);
    CHECK(desk.book.duty(*parse_duty_key(desk.call))->state == DutyState::open);
    THEN("on a closed day the plan says what it breaks") {
      desk.slot("p2", desk.call, R"({"day": "2024-03-09", "person": "s2"})");
      CHECK(desk.plan("call") == Lines{"04 s2 phone – call", "09 s2 phone – call pinned", "conflict person", "conflict closed"});
    }
    THEN("it can be taken out again") {
      desk.slot("p2", desk.call, R"({"day": null, "reason": "ill"})");
      CHECK(desk.book.slots().empty());
      CHECK(desk.plan("call") == Lines{"04 s1 phone – call", "04 s2 phone – call"});
    }
    CHECK(desk.book.verify().same);
  }
  WHEN("it is not pinned and its day closes") {
    desk.slot("p1", desk.call, R"({"day": "2024-03-06", "pinned": false})");
    CHECK(desk.plan("call").back() == "06 s1 phone – call");
    desk.record(event("r", "roster", "2024-03-04T10:00", R"("staff": "s1", "data": {"days": {"2024-03-06": "closed"}})"));
    THEN("it moves") { CHECK(desk.plan("call")[0] == "04 s1 phone – call"); }
  }
  WHEN("each act of a duty has its own") {
    desk.slot("p1", desk.visits, R"({"act": 1, "day": "2024-03-05"})");
    desk.slot("p2", desk.visits, R"({"act": 2, "day": "2024-03-08"})");
    const Lines visits = desk.plan("visit");
    CHECK(std::count(visits.begin(), visits.end(), "05 s1 visit – visit pinned") == 1);
    CHECK(std::count(visits.begin(), visits.end(), "08 s1 visit – visit pinned") == 1);
    THEN("what is done leaves the rest where it is") {
      desk.record(event("d", "visit", "2024-03-05T10:00", R"("customer": "c1", "by": "s1")"));
      const Lines rest = desk.plan("visit");
      CHECK(std::count(rest.begin(), rest.end(), "05 s1 visit – visit pinned") == 0);
      CHECK(std::count(rest.begin(), rest.end(), "08 s1 visit – visit pinned") == 1);
    }
  }
  THEN("of a duty that the book does not have nothing is kept, and a wrong slot is refused") {
    const RecordResult unknown = desk.slot("p1", "p/call/customer:c9/x//1", R"({"day": "2024-03-06"})");
    REQUIRE(unknown.notes.size() == 1);
    CHECK(unknown.notes[0] == "slot: the book has no duty p/call/customer:c9/x//1");
    CHECK(desk.book.slots().empty());
    CHECK(refused(desk, "somewhere", R"({"day": "2024-03-06"})") == "HF2020 /duty");
    CHECK(refused(desk, desk.call, R"({"day": "soon"})") == "HF2008 /data/day");
    CHECK(refused(desk, desk.call, R"({"day": "2024-03-06", "act": 0})") == "HF2017 /data/act");
    CHECK(refused(desk, desk.call, R"({"day": "2024-03-06", "pinned": "yes"})") == "HF2017 /data/pinned");
    CHECK(refused(desk, desk.call, R"({"day": "2024-03-06", "person": 7})") == "HF2017 /data/person");
    CHECK(refused(desk, desk.call, R"({"when": "2024-03-06"})") == "HF2005 /data/when");
  }
}

SCENARIO("contacts that the policy puts together are one visit", "[book][plan]") {
  Desk desk(R"({"group": ["phone", "visit"]})");
  desk.record(event("k", "set", "2024-03-04T08:00", R"("contract": "k1", "data": {"customer": "c1"})"));
  desk.record(event("s", "signed", "2024-03-04T09:00", R"("contract": "k1")"));
  const Lines lines = desk.plan();
  // c1: the check of the contract, which is due first, takes in the call and one of the two visits; c2: call and visit.
  CHECK(lines == Lines{"04 s1 visit – visit", "04 s2 visit – visit", "05 s1 visit – check + phone – call + visit – visit with 2",
                       "05 s2 phone – call + visit – visit with 1"});
  WHEN("one of them is pinned to a day") {
    desk.slot("p1", desk.call, R"({"day": "2024-03-06"})");
    THEN("the visit is made then") {
      const Lines pinned = desk.plan();
      CHECK(std::count(pinned.begin(), pinned.end(), "06 s1 visit – check + phone – call + visit – visit pinned with 2") == 1);
    }
  }
}

SCENARIO("each duty is planned as the policy that made it says", "[book][plan][policies]") {
  const auto policy = [](const std::string& id, const std::string& rules, const std::string& plan) {
    return Policy::load(R"j({"huifang": 1, "policy": ")j" + id + R"j(", "version": "1", "zone": "Asia/Shanghai", "effective": "2024-01-01..",
      "facts": {"customer": {"region": ["north", "south"], "volume": "number"}}, "events": {"phone": {"contact": true}, "visit": {"contact": true}},
      "calendar": {"use": "cn-public"}, "tiers": {"rank": {"inputs": ["customer.volume"], "rows": [[">= 2", "gold"], ["-", "plain"]]}},
      "rules": )j" + rules + R"j(, "plan": )j" + plan + "}");
  };
  const std::string call = R"({"call": {"each": "week", "owe": {"need": "phone"}}})";
  GIVEN("two regions whose policies plan differently, and a campaign for both") {
    const Policy north = policy("care", call, R"({"capacity": 2, "order": ["customer.volume"]})");
    LoadOptions options;
    options.find_base = [&](std::string_view, std::string_view) { return PolicySource{north.canonical_text(), "base"}; };
    const Policy south = Policy::load(R"j({"huifang": 1, "policy": "care-south", "version": "1", "extends": "care@1",
      "plan": {"capacity": 5, "order": ["-customer.volume"]}})j", options);
    const Policy campaign = policy("campaign", R"({"hello": {"each": "week", "owe": {"need": "phone"}}, "bye": {"each": "week", "owe": {"need": "phone"}}})",
                                   R"({"capacity": 3, "order": ["tier.rank"], "group": "phone"})");
    Book book = Book::open(":memory:");
    book.bind({{north, "customer.region = north", {}}, {south, "customer.region = south", {}}, {campaign, {}, {}}}, at("2024-03-01T00:00"));
    const auto is = [&](const char* id, const char* customer, const char* region, const char* volume, const char* staff) {
      book.record(event(id, "set", "2024-03-01T09:00", std::string("\"customer\": \"") + customer + "\", \"data\": {\"region\": \"" + region + "\", \"volume\": " + volume + "}"),
                  at("2024-03-01T09:00"));
      book.record(owner(std::string("o") + id, "2024-03-01T09:00", customer, staff), at("2024-03-01T09:00"));
    };
    is("1", "c1", "north", "1", "s1");
    is("2", "c2", "south", "2", "s2");
    book.advance(at("2024-03-04T00:00"));
    BookPlanOptions wanted;
    wanted.from = Date{2024, 3, 4};
    wanted.to = Date{2024, 3, 10};
    const BookPlanRequest request = book_plan_request(book, wanted);
    THEN("whoever works by several keeps to the least capacity") {
      std::vector<std::pair<std::string, std::int64_t>> people;
      for (const PlanPerson& person : request.request.people) people.emplace_back(person.id, person.capacity);
      CHECK(people == std::vector<std::pair<std::string, std::int64_t>>{{"s1", 2}, {"s2", 3}});
    }
    THEN("what goes first, and what is done together, is as its policy says") {
      std::map<std::string, std::vector<std::int64_t>> orders;
      std::map<std::string, std::size_t> together;
      for (std::size_t i = 0; i < request.duties.size(); ++i) {
        const DutyKey& key = request.duties[i].key;
        orders[key.policy + " " + key.subject.key] = request.request.visits[i].order;
        together[key.policy + " " + key.subject.key] += request.request.visits[i].together.size();
      }
      CHECK(orders == std::map<std::string, std::vector<std::int64_t>>{
                          {"campaign c1", {1}}, {"campaign c2", {0}}, {"care c1", {1'000'000}}, {"care c2", {-2'000'000}}});
      CHECK(together == std::map<std::string, std::size_t>{{"campaign c1", 1}, {"campaign c2", 1}, {"care c1", 0}, {"care c2", 0}});
    }
  }
}

}  // namespace huifang
