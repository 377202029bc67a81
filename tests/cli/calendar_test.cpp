#include <catch2/catch.hpp>

#include "tool.hpp"

using namespace huifang_tests;

SCENARIO("days are listed with their hours and why they are open or closed", "[cli]") {
  const Workplace here("calendar");
  const Ran ran = here.run("calendar 2026-02-13 2026-02-15");
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "2026-02-14  saturday  make-up day  09:00-12:00 13:00-18:00  春节"));
  CHECK(has(ran.out, "2026-02-15  sunday    holiday"));
  CHECK(has(ran.out, "2 working days, cn-public@2026.1\n"));
  CHECK(here.run("calendar 2027-01-01 --format csv").out ==
        "date,weekday,day,hours,name,provisional\n2027-01-01,friday,working day,09:00-12:00 "
        "13:00-18:00,,provisional\n");
  CHECK(has(here.run("calendar 2024-10-01 --use none --format json").out, "\"working day\""));
}

SCENARIO("spans and rolls lead to a date or a moment", "[cli]") {
  const Workplace here("calendar-spans");
  CHECK(here.run("calendar 2026-02-14T16:00 --add '8 working hours'").out == "2026-02-24 16:00\n");
  CHECK(here.run("calendar '2025-09-28 10:00' --add '5 working days'").out == "2025-10-11\n");
  CHECK(here.run("calendar 2026-12-30 --add '3 working days'").out == "2027-01-04  provisional\n");
  CHECK(here.run("calendar 2024-03-02 --roll nearest").out == "2024-03-01\n");
  CHECK(here.run("calendar 2024-02-29 --add '1 years' --roll following").out == "2025-02-28\n");
  CHECK(here.run("calendar 2024-03-02 --add '3 wrking days'").code == 3);
  THEN("where there is no open time to lead to, that is the error") {
    for (const char* span : {"100000 working hours", "3000 working days"}) {
      const Ran ran = here.run(std::string("calendar 2024-03-02 --add '") + span + "'");
      CHECK(ran.code == 3);
      CHECK(has(ran.err, "HF1302"));
    }
  }
}

SCENARIO("the buckets of a date are those of the policy", "[cli]") {
  const Workplace here("calendar-buckets");
  here.write("policy.json", R"({"huifang": 1, "policy": "p", "version": "1", "zone": "Asia/Shanghai",
    "events": {"phone": {}}, "calendar": {"buckets": {"sales_week": {"week_from": "saturday"}},
      "overlay": {"unit": {"night desk": {"working_hours": {"fri-sat": "22:00-06:00"}}}}},
    "rules": {"w": {"each": "week", "owe": {"need": "phone"}}}})");
  CHECK(has(here.run("calendar -p policy.json 2024-10-01 --buckets --format csv").out,
            "\nsales_week,sales_week:2024-09-28,2024-09-28,2024-10-04\n"));
  CHECK(has(here.run("calendar 2024-10-06 --buckets --format csv").out, "\nworking day,,,\n"));
  THEN("so are the calendars of its subjects") {
    const Ran night = here.run("calendar -p policy.json --of 'unit:night desk' 2024-10-04 --format csv");
    CHECK(has(night.out, "2024-10-04,friday,working day,22:00-06:00,"));
    CHECK(has(here.run("calendar -p policy.json --of unit:sales 2024-10-04 --format csv").out,
              "09:00-12:00 13:00-18:00"));
  }
  THEN("a book adds rosters and absences") {
    here.write(
        "events.jsonl",
        R"({"id": "1", "type": "absent", "at": "2024-10-01", "staff": "s1", "data": {"from": "2024-10-08", "to": "2024-10-08"}})"
        "\n");
    REQUIRE(here.run("run --policy policy.json --book book.db --log events.jsonl --quiet").code == 0);
    CHECK(has(here.run("calendar -b book.db --of s1 2024-10-08 --format csv").out, "closed by exception"));
    CHECK(has(here.run("calendar -b book.db --of s2 2024-10-08 --format csv").out, "working day"));
  }
}

SCENARIO("what cannot be asked together is refused", "[cli]") {
  const Workplace here("calendar-usage");
  for (const char* arguments :
       {"calendar", "calendar 2024-13-01", "calendar 2024-03-02 2024-03-01",
        "calendar 2024-03-01 --add '1 days' --buckets", "calendar 2024-03-01 2024-03-02 --roll nearest",
        "calendar 2024-03-01 --use cn", "calendar 2024-03-01 --of s1", "calendar 2024-03-01 --roll up",
        "calendar 2024-03-01 -p a -b b"}) {
    INFO(arguments);
    CHECK(here.run(arguments).code == 2);
  }
  CHECK(has(here.run("calendar 2024-03-01 --use cn-publik").err, "did you mean cn-public?"));
  CHECK(here.run("calendar 2024-03-01 --zone Asia/Peking").code == 3);
}
