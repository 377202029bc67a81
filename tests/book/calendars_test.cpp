#include <catch2/catch.hpp>

#include "book/sample.hpp"
#include "book/temporary_file.hpp"

namespace huifang {

using namespace sample;

namespace {

Policy rostered() {
  return Policy::load(R"j({"huifang": 1, "policy": "rostered", "version": "1", "zone": "Asia/Shanghai",
    "facts": {"staff": {"unit": "string"}},
    "events": {"complaint": {}, "reply": {}},
    "calendar": {"use": "cn-public", "overlay": {"staff": "roster", "unit": "roster"}},
    "rules": {"reply": {"on": "complaint", "again": "parallel", "owe": {"need": "reply", "due": "2 working days"}},
              "weekly": {"each": "week", "owe": {"need": "reply", "roll": "preceding", "due": "end"}}}})j");
}

std::string shown(const Book& book, const std::optional<Instant>& instant) {
  return instant ? book.zone().to_text(*instant) : "none";
}

}  // namespace

SCENARIO("rosters, absences and amendments are kept, and replaying them leads to the same", "[book][calendars]") {
  const TemporaryFile file;
  {
    BookOptions options;
    options.cached_subjects = GENERATE(0, 200'000);
    Book book = Book::open(file.path(), options);
    book.bind(rostered(), at("2024-03-01T00:00"));
    const auto record = [&](const Event& one) { return book.record(one, one.at); };
    record(event("u", "set", "2024-03-01T08:00", R"("staff": "s1", "data": {"unit": "desk"})"));
    for (int i = 1; i <= 20; ++i) {
      const std::string n = std::to_string(i);
      record(owner("a" + n, "2024-03-01T09:00", "c" + n, i % 2 == 0 ? "s1" : "s2"));
    }
    for (int i = 1; i <= 20; ++i) {
      const std::string n = std::to_string(i);
      record(event("k" + n, "complaint", "2024-03-05T10:00", R"("customer": "c)" + n + "\""));
    }
    const RecordResult roster = record(event("r1", "roster", "2024-03-05T11:00", R"("staff": "s1", "data": {"weekly": "tue-sat"})"));
    CHECK(roster.moved.size() == 10);  // the calls of the week: until Saturday instead of Friday
    const RecordResult absent =
        record(event("v1", "absent", "2024-03-05T12:00", R"("staff": "s1", "data": {"from": "2024-03-06", "to": "2024-03-08"})"));
    REQUIRE(absent.moved.size() == 10);
    CHECK(shown(book, absent.moved[0].due_after) == "2024-03-12T23:59:59.999999+08:00");
    const RecordResult unit = record(event("r2", "roster", "2024-03-05T13:00", R"("unit": "desk", "data": {"days": {"2024-03-09": "closed"}})"));
    CHECK(unit.moved.size() == 20);  // a date of the unit wins over a week of the person
    const RecordResult amended = record(event("n1", "calendar", "2024-03-05T14:00",
                                              R"("data": {"name": "cn-public", "version": "2024.2", "covered": "2024-03-01..2024-03-31",
                                              "days": {"2024-03-07": {"open": false, "name": "extra"}}})"));
    CHECK(amended.moved.size() == 10);  // those of s2
    book.advance(at("2024-03-20T00:00"));
    const VerifyReport report = book.verify();
    CAPTURE(report.differences);
    CHECK(report.same);
  }
  THEN("another process sees the same calendars, and goes on with them") {
    Book book = Book::open(file.path());
    CHECK(book.calendar().version() == "cn-public@2024.2");
    CHECK(book.calendar().day(*Date::parse("2024-03-07")).name == "extra");
    CHECK(book.calendar().is_open(*Date::parse("2024-02-18")));
    const BusinessCalendar own = book.calendar(EntityRef{"staff", "s1"});
    CHECK_FALSE(own.is_open(*Date::parse("2024-03-06")));
    CHECK_FALSE(own.is_open(*Date::parse("2024-03-09")));
    CHECK(own.is_open(*Date::parse("2024-03-16")));
    CHECK_FALSE(own.is_open(*Date::parse("2024-03-18")));
    CHECK(book.effects().size() == 50);
    const Event later = event("k99", "complaint", "2024-03-20T10:00", R"("customer": "c2")");
    const RecordResult result = book.record(later, later.at);
    REQUIRE(result.created.size() == 1);
    CHECK(shown(book, book.duty(result.created[0])->due) == "2024-03-22T23:59:59.999999+08:00");
    CHECK(book.verify().same);
  }
}

}  // namespace huifang
