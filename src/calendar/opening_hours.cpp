#include <algorithm>
#include <array>
#include <bitset>

#include "calendar/business_rep.hpp"
#include "calendar/codes.hpp"
#include "calendar/digits.hpp"
#include "calendar/text_scanner.hpp"

namespace huifang {
namespace {

constexpr std::array<std::string_view, 7> weekday_names{"monday", "tuesday",  "wednesday", "thursday",
                                                        "friday", "saturday", "sunday"};
constexpr std::string_view hours_expected = "hours such as 08:30-12:00";

/// A time of day at the scanner, or throws HF1305.
std::int32_t read_clock(TextScanner& in, bool as_end) {
  const std::size_t at = in.offset();
  const auto clock = in.clock();
  if (!clock) {
    refuse_text(codes::opening_hours, "Opening hours are two times of day", at, in.word_at(at),
                "HH:MM, 00:00 to 24:00", in.clock_suggestion(at));
  }
  if (!as_end && *clock == BusinessCalendar::Rep::minutes_per_day) {
    refuse_text(codes::opening_hours, "Nothing opens at the end of the day", at, "24:00",
                "a time before 24:00", "00:00");
  }
  return *clock;
}

/// The weekday at the scanner, 1 to 7, or throws HF1321.
int read_weekday(TextScanner& in) {
  const std::size_t at = in.offset();
  const std::string_view word = in.take_word();
  if (const int weekday = find_weekday(word)) return weekday;
  std::vector<std::string> names;
  for (const std::string_view name : weekday_names) names.emplace_back(name);
  for (const std::string_view name : weekday_names) names.emplace_back(name.substr(0, 3));
  refuse_text(codes::weekday_name, "There is no such weekday", at, word.empty() ? in.word_at(at) : word,
              "a weekday such as mon or monday", nearest_name(std::string(word), names));
}

}  // namespace

int find_weekday(std::string_view word) {
  for (std::size_t i = 0; i < weekday_names.size(); ++i) {
    if (word == weekday_names[i] || word == weekday_names[i].substr(0, 3)) return static_cast<int>(i) + 1;
  }
  return 0;
}

std::string_view weekday_name(int iso_weekday) {
  return weekday_names.at(static_cast<std::size_t>(iso_weekday - 1));
}

std::vector<int> read_weekdays(std::string_view text) {
  TextScanner in(text);
  std::bitset<7> chosen;
  do {
    in.skip_space();
    const int first = read_weekday(in);
    in.skip_space();
    int last = first;
    if (in.take('-') || in.take("–")) {
      in.skip_space();
      last = read_weekday(in);
      in.skip_space();
    }
    for (int day = first;; day = day % 7 + 1) {
      chosen.set(static_cast<std::size_t>(day - 1));
      if (day == last) break;
    }
  } while (in.take(','));
  if (!in.done()) {
    refuse_text(codes::text_goes_on, "The weekdays end here", in.offset(), in.rest(),
                "a comma or the end of the text");
  }
  std::vector<int> weekdays;
  for (std::size_t i = 0; i < 7; ++i) {
    if (chosen.test(i)) weekdays.push_back(static_cast<int>(i) + 1);
  }
  return weekdays;
}

OpenHours OpenHours::read(std::string_view text) {
  TextScanner in(text);
  in.skip_space();
  OpenHours hours;
  hours.start_min = read_clock(in, false);
  in.skip_space();
  if (!in.take('-') && !in.take("–")) {
    refuse_text(codes::opening_hours, "Opening hours are two times of day", in.offset(),
                in.word_at(in.offset()), "- and the closing time");
  }
  in.skip_space();
  const std::size_t end_at = in.offset();
  hours.end_min = read_clock(in, true);
  in.skip_space();
  if (!in.done()) {
    refuse_text(codes::opening_hours, "Opening hours end here", in.offset(), in.rest(),
                std::string(hours_expected));
  }
  if (hours.end_min > hours.start_min) return hours;
  constexpr std::int32_t day_min = BusinessCalendar::Rep::minutes_per_day;
  if (hours.end_min == 0) {
    refuse_text(codes::opening_hours, "The end of the day is written 24:00", end_at, text.substr(end_at, 5),
                "a time after " + clock_text(hours.start_min), "24:00");
  }
  hours.end_min += day_min;
  if (hours.end_min - hours.start_min > night_max_min) {
    const std::int32_t latest = hours.start_min + night_max_min - day_min;
    std::string expected = "a time after " + clock_text(hours.start_min);
    if (latest > 0) expected += ", or of the next day up to " + clock_text(latest);
    refuse_text(codes::opening_hours,
                "Opening hours close after they open; a night shift lasts at most 16 hours", end_at,
                text.substr(end_at, 5), std::move(expected));
  }
  return hours;
}

std::optional<OpenHours> OpenHours::parse(std::string_view text) {
  try {
    return read(text);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string OpenHours::to_text() const {
  const std::int32_t end = over_midnight() ? end_min - BusinessCalendar::Rep::minutes_per_day : end_min;
  return clock_text(start_min) + "-" + clock_text(end);
}

void check_hours(std::vector<OpenHours>& hours, const std::string& pointer, std::vector<Diagnostic>& found) {
  const auto report = [&](std::size_t i, std::string message, std::string text, std::string expected) {
    Diagnostic& diagnostic = found.emplace_back();
    diagnostic.code = codes::opening_hours;
    diagnostic.message = std::move(message);
    diagnostic.pointer = pointer + "/" + std::to_string(i);
    diagnostic.found = std::move(text);
    diagnostic.expected = std::move(expected);
  };
  for (std::size_t i = 0; i < hours.size(); ++i) {
    const OpenHours& part = hours[i];
    constexpr std::int32_t day_min = BusinessCalendar::Rep::minutes_per_day;
    const bool night_too_long =
        part.over_midnight() && part.end_min - part.start_min > OpenHours::night_max_min;
    if (part.start_min < 0 || part.start_min >= day_min || part.start_min >= part.end_min || night_too_long) {
      report(i, "Opening hours close after they open; a night shift lasts at most 16 hours",
             std::to_string(part.start_min) + " to " + std::to_string(part.end_min) + " minutes",
             "0 <= start < 1440, start < end, over midnight at most 960 minutes");
      return;
    }
    for (std::size_t other = 0; other < i; ++other) {
      if (part.start_min < hours[other].end_min && hours[other].start_min < part.end_min) {
        report(i, "Opening hours of one day do not overlap", part.to_text(),
               "hours apart from " + hours[other].to_text());
        return;
      }
    }
  }
  std::sort(hours.begin(), hours.end());
}

}  // namespace huifang
