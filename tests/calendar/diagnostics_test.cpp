/// What an author is told about a broken text: code, offset, what was found, what may stand there, a
/// suggestion.

#include "calendar/support.hpp"

namespace huifang {

using testing::refusal;

namespace {

const std::string units =
    "minutes, hours, days, weeks, months, years, working days, working hours or working minutes";
const std::string points =
    "start, end, due, previous, a weekday, MM-DD, last day, a date such as contract.pay_due, a span or a "
    "time of day";

struct Broken {
  std::string text;
  std::string code;
  std::int64_t offset;
  std::string message;
  std::string found;
  std::string expected;
  std::string suggestion;
};

template <class Read>
void check(const std::vector<Broken>& cases, Read&& read) {
  for (const Broken& broken : cases) {
    INFO(broken.text);
    const Diagnostic diagnostic = refusal([&] { read(broken.text); });
    CHECK(diagnostic.code == broken.code);
    CHECK(diagnostic.offset == broken.offset);
    CHECK(diagnostic.message == broken.message);
    CHECK(diagnostic.found == broken.found);
    CHECK(diagnostic.expected == broken.expected);
    CHECK(diagnostic.suggestion == broken.suggestion);
    CHECK(testing::refusal_kind([&] { read(broken.text); }) == ErrorKind::syntax);
  }
}

}  // namespace

SCENARIO("broken points in time", "[calendar][diagnostics]") {
  check(
      {
          {"", "HF1310", 0, "The text is empty", "end of text", points, ""},
          {"3 dayz", "HF1312", 2, "There is no such unit", "dayz", units, "days"},
          {"3", "HF1312", 1, "A span needs a unit", "end of text", units, ""},
          {"end + 3 workin days", "HF1312", 8, "There is no such unit", "workin days", units, "working days"},
          {"2 business days", "HF1312", 2, "There is no such unit", "business days", units, "working days"},
          {"1.5 hours", "HF1311", 0, "A span has a whole number of units", "1.5", "a whole number",
           "90 minutes"},
          {"end + days", "HF1311", 6, "A span begins with a whole number", "days", "a number and a unit", ""},
          {"99999999999 days", "HF1311", 0, "The span is too long", "99999999999", "at most 1000000000", ""},
          {"strat + 3 days", "HF1314", 0, "There is no such point in time", "strat",
           points + "; any other FEEL begins with =", "start"},
          {"satuday close", "HF1314", 0, "There is no such point in time", "satuday",
           points + "; any other FEEL begins with =", "saturday"},
          {"last week", "HF1314", 5, "There is no such point in time", "week", "last day", "day"},
          {"cause. + 1 day", "HF1314", 6, "A name is missing after the dot", "+", "a name", ""},
          {"end 3 days", "HF1310", 4, "A sign is missing before the span", "3", "+ or -", "+"},
          {"end − 3 days", "HF1310", 4, "The minus sign is a hyphen here", "−", "-", "-"},
          {"start - $", "HF1310", 9, "A parameter's name is missing", "end of text", "a name", ""},
          {"=", "HF1310", 1, "An expression is missing", "end of text", "a FEEL expression", ""},
          {"02-30", "HF1315", 0, "There is no such date", "02-30", "a day of the year", ""},
          {"3-1", "HF1315", 0, "This is no day of the year", "3-1",
           "MM-DD, or a FEEL date such as @\"2024-10-31\"", "03-01"},
          {"2024-12-24", "HF1315", 0, "This is no day of the year", "2024-12-24",
           "MM-DD, or a FEEL date such as @\"2024-10-31\"", "@\"2024-12-24\""},
          {"saturday 9:00", "HF1313", 9, "This is no time of day", "9:00", "HH:MM, 00:00 to 24:00", "09:00"},
          {"18.00", "HF1313", 0, "This is no time of day", "18.00", "HH:MM, 00:00 to 24:00", "18:00"},
          {"1 day 24:30", "HF1313", 6, "This is no time of day", "24:30", "HH:MM, 00:00 to 24:00", ""},
          {"24 hours 18:00", "HF1317", 9,
           "A span of hours or minutes leads to an instant, which has its time already", "18:00",
           "a span of days, or no time of day", ""},
          {"saturday clsoe", "HF1316", 9, "The point in time ends here", "clsoe",
           "+ or - and a span, HH:MM, open, close or the end of the text", "close"},
          {"saturday close 18:00", "HF1316", 15, "The point in time ends here", "18:00",
           "the end of the text", ""},
          {"none 18:00", "HF1316", 5, "none stands alone", "18:00", "the end of the text", ""},
      },
      [](const std::string& text) { TimeText::parse(text); });
}

SCENARIO("broken spans", "[calendar][diagnostics]") {
  check(
      {
          {"3 dayz", "HF1312", 2, "There is no such unit", "dayz", units, "days"},
          {"3 weeks ago", "HF1316", 8, "The span ends here", "ago", "the end of the text", ""},
          {"0.5 years", "HF1311", 0, "A span has a whole number of units", "0.5", "a whole number",
           "6 months"},
          {"−3 days", "HF1311", 0, "The minus sign is a hyphen here", "−", "-", "-"},
          {"三天", "HF1311", 0, "A span begins with a whole number", "三天", "a number and a unit", ""},
      },
      [](const std::string& text) { Span::read(text); });
}

SCENARIO("broken ranges, hours and weekdays", "[calendar][diagnostics]") {
  check(
      {
          {"3-1..10-31", "HF1320", 0, "A range of days is two dates", "3-1..10-31",
           "MM-DD..MM-DD or YYYY-MM-DD..YYYY-MM-DD", ""},
          {"03-01-10-31", "HF1320", 0, "A range of days is two dates", "03-01-10-31",
           "MM-DD..MM-DD or YYYY-MM-DD..YYYY-MM-DD", ""},
          {"03-01..2024-10-31", "HF1320", 7, "Both ends of a range have a year, or neither", "2024-10-31",
           "MM-DD", ""},
          {"2024-03-01..2023-10-31", "HF1320", 12, "The range ends before it begins", "2023-10-31",
           "2024-03-01 or later", ""},
          {"02-30..03-01", "HF1315", 0, "There is no such date", "02-30", "a date of the years 1400 to 9999",
           ""},
      },
      [](const std::string& text) { DayRange::read(text); });
  check(
      {
          {"9:00-12:00", "HF1305", 0, "Opening hours are two times of day", "9:00-12:00",
           "HH:MM, 00:00 to 24:00", "09:00"},
          {"09:00-00:00", "HF1305", 6, "The end of the day is written 24:00", "00:00", "a time after 09:00",
           "24:00"},
          {"09:00-08:00", "HF1305", 6,
           "Opening hours close after they open; a night shift lasts at most 16 hours", "08:00",
           "a time after 09:00, or of the next day up to 01:00", ""},
          {"07:30-07:00", "HF1305", 6,
           "Opening hours close after they open; a night shift lasts at most 16 hours", "07:00",
           "a time after 07:30", ""},
          {"09:00 12:00", "HF1305", 6, "Opening hours are two times of day", "12:00",
           "- and the closing time", ""},
      },
      [](const std::string& text) { OpenHours::read(text); });
  check(
      {
          {"mon-frii", "HF1321", 4, "There is no such weekday", "frii", "a weekday such as mon or monday",
           "fri"},
          {"mon; fri", "HF1316", 3, "The weekdays end here", "; fri", "a comma or the end of the text", ""},
      },
      [](const std::string& text) { read_weekdays(text); });
}

SCENARIO("what was found is shortened between characters", "[calendar][diagnostics]") {
  std::string text = "start ";
  for (int i = 0; i < 100; ++i) text += "户";
  const Diagnostic diagnostic = refusal([&] { TimeText::parse(text); });
  CHECK(diagnostic.found.size() == 80 * 3 + 3);
  CHECK(diagnostic.found.substr(240) == "…");
}

}  // namespace huifang
