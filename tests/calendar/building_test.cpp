#include "calendar/support.hpp"

namespace huifang {

using testing::day;
using testing::hours;
using testing::refusal;
using testing::week;

SCENARIO("a calendar built from nothing has office hours from Monday to Friday", "[calendar]") {
  const auto calendar = BusinessCalendar::build({});
  CHECK(calendar.hours(day("2024-03-01")) == hours({"09:00-12:00", "13:00-18:00"}));
  CHECK(calendar.hours(day("2024-03-02")).empty());
  CHECK(calendar.version().empty());
  CHECK_FALSE(calendar.provisional(day("2999-01-01")));
  CHECK(calendar.zone().name() == "UTC");
}

SCENARIO("an overlay wins over the data, the data over the week", "[calendar]") {
  CalendarSource source = testing::china_source();
  source.weekly = week("mon-sat", {"08:30-12:00", "13:30-17:30"});
  source.overlay = {{day("2024-10-02"), true, "stocktaking", hours({"10:00-12:00"})},
                    {day("2024-09-29"), false, "outing", {}}};
  const auto calendar = BusinessCalendar::build(source);
  CHECK(calendar.day(day("2024-09-28")).kind == DayStatus::Kind::weekly_open);
  CHECK(calendar.day(day("2024-09-29")).kind == DayStatus::Kind::overlay_closed);
  CHECK(calendar.day(day("2024-09-29")).name == "outing");
  CHECK(calendar.day(day("2024-10-01")).kind == DayStatus::Kind::holiday);
  CHECK(calendar.day(day("2024-10-02")).kind == DayStatus::Kind::overlay_open);
  CHECK(calendar.hours(day("2024-10-02")) == hours({"10:00-12:00"}));
  CHECK(calendar.day(day("2024-10-12")).kind == DayStatus::Kind::make_up);
  CHECK(calendar.day(day("2024-10-13")).kind == DayStatus::Kind::weekly_closed);
}

SCENARIO("a make-up day has the hours of its weekday, else of the first weekday with hours", "[calendar]") {
  CalendarSource source = testing::china_source();
  source.weekly = week("tue-fri", {"08:00-16:00"});
  source.weekly[5] = hours({"09:00-12:00"});
  const auto calendar = BusinessCalendar::build(source);
  CHECK(calendar.hours(day("2024-10-12")) == hours({"09:00-12:00"}));  // Saturday
  CHECK(calendar.hours(day("2024-09-29")) == hours({"08:00-16:00"}));  // Sunday
  CHECK(calendar.usual_hours(day("2024-10-01")) == hours({"08:00-16:00"}));
  CHECK(calendar.hours(day("2024-10-01")).empty());
  GIVEN("a week without any hours, as for a person whose roster is all overlay") {
    source.weekly.assign(7, {});
    source.data = nullptr;
    source.overlay = {{day("2024-03-02"), true, "", {}}};
    CHECK(BusinessCalendar::build(source).hours(day("2024-03-02")) == hours({"09:00-12:00", "13:00-18:00"}));
  }
}

SCENARIO("overlapping hours are refused, adjoining ones are not", "[calendar]") {
  CalendarSource source;
  source.weekly = week("mon-fri", {"09:00-12:00"});
  source.weekly[2] = hours({"13:00-17:00", "09:00-13:00"});
  CHECK(BusinessCalendar::build(source).hours(day("2024-03-06")) == hours({"09:00-13:00", "13:00-17:00"}));
  source.weekly[2] = hours({"09:00-13:00", "12:30-17:00"});
  const Diagnostic diagnostic = refusal([&] { BusinessCalendar::build(source); });
  CHECK(diagnostic.code == "HF1305");
  CHECK(diagnostic.pointer == "/weekly/2/1");
  CHECK(diagnostic.found == "12:30-17:00");
  CHECK(diagnostic.expected == "hours apart from 09:00-13:00");
}

SCENARIO("everything wrong with a source is told at once", "[calendar][diagnostics]") {
  CalendarSource source;
  source.zone = "Asia/Shanghai";
  source.horizon_days = 0;
  source.weekly.resize(7);
  source.weekly[1] = {{600, 600}};
  source.weekly[3] = {{600, 600 + 16 * 60 + 1}};
  source.overlay = {{day("2024-03-01"), true, "", {}},
                    {day("2024-03-01"), false, "", {}},
                    {day("2024-03-05"), false, "", hours({"09:00-10:00"})},
                    {{2023, 2, 29}, true, "", {}},
                    {day("2024-03-06"), true, "", {{-1, 5}}}};
  std::vector<std::string> found;
  try {
    BusinessCalendar::build(source);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::policy);
    for (const Diagnostic& diagnostic : error.diagnostics())
      found.push_back(diagnostic.code + " " + diagnostic.pointer);
  }
  CHECK(found == std::vector<std::string>{"HF1304 /horizon_days", "HF1305 /weekly/1/0", "HF1305 /weekly/3/0",
                                          "HF1306 /overlay/1/date", "HF1306 /overlay/2/hours",
                                          "HF1301 /overlay/3/date", "HF1305 /overlay/4/hours/0"});
}

SCENARIO("a week has seven days, a zone exists, data ascend", "[calendar][diagnostics]") {
  CalendarSource source;
  source.weekly.resize(5);
  CHECK(refusal([&] { BusinessCalendar::build(source); }).code == "HF1304");
  source.weekly.clear();
  source.zone = "Asia/Peking";
  CHECK(refusal([&] { BusinessCalendar::build(source); }).code == "HF1303");
  CHECK(refusal([&] { BusinessCalendar::build(source); }).pointer == "/zone");
  source.zone = "UTC";
  CalendarData data =
      testing::notice("1", "2024-01-01..2024-12-31",
                      {{day("2024-03-05"), false, "", {}}, {day("2024-03-04"), false, "", {}}});
  source.data = &data;
  const Diagnostic diagnostic = refusal([&] { BusinessCalendar::build(source); });
  CHECK(diagnostic.code == "HF1306");
  CHECK(diagnostic.pointer == "/data/days/1/date");
  CHECK(diagnostic.expected == "a date after 2024-03-05");
  data.days.clear();
  data.covered_to = day("2023-01-01");
  CHECK(refusal([&] { BusinessCalendar::build(source); }).pointer == "/data/covered_from");
}

}  // namespace huifang
