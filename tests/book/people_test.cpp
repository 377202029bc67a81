/// Owners in books: kept, explained, replayed.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "book/temporary_file.hpp"
#include "domain/people_changes.hpp"
#include "huifang/book.hpp"

using namespace huifang;

namespace {

const char* const document = R"j({"huifang": 1, "policy": "desk", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
  "facts": {"customer": {"name": "string"}, "staff": {"name": "string", "unit": ["sales"], "superior": "staff"}},
  "events": {"phone": {"contact": true}, "visit": {"contact": true}, "leaving": {"staff": "staff"}},
  "assignment": {"customer": {"owner": [{"first_receiver": "visit", "source": "3.1"}, {"rotation": "unit(sales)", "source": "3.2"}], "holders": 1, "cover": "colleague"}},
  "rules": {
    "call":   {"each": "week", "partial": "keep", "owe": {"need": "phone"}},
    "leaver": {"for": "staff", "on": "leaving", "source": "9", "do": [{"assign": {"all_of": "cause.staff", "to": "balanced", "approve": "superior(cause.staff)", "reason": "leaver"}}]}
  }})j";

class Desk {
 public:
  Desk() : book(Book::open(":memory:", options())) {
    book.bind(Policy::load(document), at("2024-01-01"));
    for (const char* key : {"s1", "s2", "s3"}) {
      record(std::string(R"("type": "set", "staff": ")") + key + R"(", "data": {"unit": "sales", "superior": "m1"})", "2024-01-01");
    }
  }
  Instant at(const std::string& text) const { return *TimeZone::find("Asia/Shanghai").parse(text); }
  RecordResult record(const std::string& json, const std::string& when) {
    const std::string text = R"({"id": "e)" + std::to_string(++count_) + R"(", "at": ")" + when + "\", " + json + "}";
    return book.record(Event::parse(text, book.zone()), at(when));
  }
  std::string owner(const std::string& customer) const {
    const Value value = book.fact({"customer", customer}, "owner", book.now());
    return value.kind() == Value::Kind::entity ? value.entity().key : "-";
  }
  std::string explained(const std::string& customer, const char* language) const {
    DutyQuery query;
    query.subject = EntityRef{"customer", customer};
    return book.explain(book.duties(query).at(0).key, language);
  }
  Book book;

 private:
  static BookOptions options() {
    BookOptions options;
    options.durability = Durability::off;
    options.cached_subjects = 0;
    return options;
  }
  int count_ = 0;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

SCENARIO("a book says whose a customer is, why, and replays it", "[book][people]") {
  Desk desk;
  desk.record(R"("type": "set", "customer": "c1", "data": {"name": "one"})", "2024-01-02T09:00");
  desk.record(R"("type": "visit", "customer": "c2", "by": "s3")", "2024-01-02T10:00");
  desk.record(R"("type": "assign", "customer": "c3", "by": "m1", "data": {"owner": "s1", "reason": "an old friend"})", "2024-01-02T11:00");
  desk.book.advance(desk.at("2024-01-03"));
  CHECK(desk.owner("c1") == "s1");
  CHECK(desk.owner("c2") == "s3");
  CHECK(has(desk.explained("c1", "en"), "Owner: staff s1, whose turn it was, number 1 (clause 3.2) (event e4)\n"));
  CHECK(has(desk.explained("c1", "zh"), "归属：staff s1，轮序第 1 次（条款 3.2）（事件 e4）\n"));
  CHECK(has(desk.explained("c2", "en"), "Owner: staff s3, who received it first (clause 3.1) (event e5)\n"));
  CHECK(has(desk.explained("c2", "zh"), "首次接待"));
  CHECK(has(desk.explained("c3", "en"), "Owner: staff s1, assigned by m1, because an old friend (event e6)\n"));
  CHECK(has(desk.explained("c3", "zh"), "由 m1 指派"));
  WHEN("s1 leaves, the superior agrees, and somebody is away") {
    desk.record(R"("type": "leaving", "staff": "s1")", "2024-01-04T09:00");
    std::string proposal;
    for (const Effect& effect : desk.book.effects()) {
      if (effect.kind == "propose") proposal = effect.key;
    }
    REQUIRE(proposal == "leaver/staff:s1/e7/0/staff:m1");
    desk.record(R"("type": "assign.approve", "staff": "s1", "by": "m1", "data": {"proposal": "leaver/staff:s1/e7/0"})", "2024-01-04T10:00");
    desk.record(R"("type": "absent", "staff": "s2", "data": {"from": "2024-01-05", "to": "2024-01-06"})", "2024-01-04T11:00");
    desk.book.advance(desk.at("2024-01-05T12:00"));
    THEN("it is as the proposal said, and replay gives the same") {
      CHECK(desk.owner("c1") == "s2");
      CHECK(desk.owner("c3") == "s2");
      CHECK(has(desk.explained("c1", "en"), "handed over, approved by m1, because leaver (clause 9)"));
      DutyQuery query;
      query.owner = EntityRef{"staff", "s3"};
      query.states = {DutyState::open};
      CHECK(desk.book.duties(query).size() == 3);
      const VerifyReport report = desk.book.verify();
      for (const std::string& difference : report.differences) UNSCOPED_INFO(difference);
      CHECK(report.same);
    }
  }
}

TEST_CASE("random lives of a desk, in a file that is closed now and then, are what their journal replays to", "[book][people][law]") {
  REQUIRE(rc::check("book = replay", [] {
    using test::Desk;
    const TemporaryFile file;
    BookOptions options;
    options.durability = Durability::off;
    options.cached_subjects = *rc::gen::element<std::size_t>(0, 2, 100'000);
    const bool turns = *rc::gen::arbitrary<bool>();
    auto book = std::make_unique<Book>(Book::open(file.path(), options));
    const Policy policy = Policy::load(turns ? test::turns_policy() : std::string(test::desk_policy));
    book->bind(policy, *policy.zone().parse("2024-03-01"));
    const auto record = [&](const std::string& json) {
      const Event event = Event::parse(json, policy.zone());
      book->record(event, event.at);
    };
    for (const std::string& event : Desk::beginning(*rc::gen::inRange(0, 5))) record(event);
    int number = 0;
    for (const test::DeskPhase& phase : test::random_desk()) {
      for (std::size_t i = 0; i < phase.together.size(); ++i) record(Desk::event(number, static_cast<int>(i), phase.together[i]));
      if (phase.leaver) record(Desk::leaving(number, *phase.leaver));
      for (int i = 0; i < Desk::customers; ++i) record(Desk::heard(number, 3, i));
      if (*rc::gen::inRange(0, 3) == 0) book = std::make_unique<Book>(Book::open(file.path(), options));
      ++number;
    }
    const VerifyReport report = book->verify();
    if (!report.same) RC_FAIL(report.differences.front());
  }));
}
