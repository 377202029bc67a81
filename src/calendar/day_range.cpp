#include "calendar/day_range.hpp"

#include <algorithm>

#include "calendar/civil.hpp"
#include "calendar/codes.hpp"
#include "calendar/digits.hpp"
#include "calendar/text_scanner.hpp"

namespace huifang {
namespace {

constexpr const char* range_expected = "MM-DD..MM-DD or YYYY-MM-DD..YYYY-MM-DD";
constexpr std::int32_t leap_year = 2000;  // yearly dates may be 02-29

struct End {
  bool yearly = true;
  Date date;
};

/// MM-DD or YYYY-MM-DD at the scanner, or throws.
End read_end(TextScanner& in) {
  const std::size_t at = in.offset();
  const std::string_view word = in.word_at(at);
  std::size_t length = 0;
  while (is_digit(in.peek(length)) || in.peek(length) == '-') ++length;
  const std::string_view text = in.rest().substr(0, length);
  const bool dated = length == 10 && text[4] == '-' && text[7] == '-';
  const bool yearly = length == 5 && text[2] == '-';
  const auto year = dated ? fixed_digits(text, 0, 4) : std::optional(leap_year);
  const auto month = fixed_digits(text, dated ? 5 : 0, 2);
  const auto day = fixed_digits(text, dated ? 8 : 3, 2);
  if ((!dated && !yearly) || !year || !month || !day) {
    refuse_text(codes::day_range, "A range of days is two dates", at, word, range_expected);
  }
  if (!civil::exists(*year, *month, *day)) {
    refuse_text(codes::no_such_date, "There is no such date", at, text, "a date of the years 1400 to 9999");
  }
  in.go_to(at + length);
  return {yearly,
          Date{yearly ? 0 : *year, static_cast<std::uint8_t>(*month), static_cast<std::uint8_t>(*day)}};
}

std::string date_text(const DayRange& range, Date date) {
  std::string out;
  if (!range.yearly) {
    append_padded(out, date.year, 4);
    out += '-';
  }
  append_padded(out, date.month, 2);
  out += '-';
  append_padded(out, date.day, 2);
  return out;
}

/// The day of a yearly end in a year; 02-29 of a common year is 03-01 as a start, 02-28 as an end.
std::int64_t in_year(Date yearly, std::int32_t year, bool as_start) {
  if (civil::exists(year, yearly.month, yearly.day)) return civil::to_days({year, yearly.month, yearly.day});
  return civil::to_days({year, 2, 28}) + (as_start ? 1 : 0);
}

std::int64_t clamp_day(std::int64_t day) { return std::clamp(day, civil::first_day, civil::last_day); }

}  // namespace

DayRange DayRange::read(std::string_view text) {
  TextScanner in(text);
  in.skip_space();
  std::optional<End> from;
  std::optional<End> to;
  if (!in.take("..")) {
    from = read_end(in);
    in.skip_space();
    if (in.done()) {
      to = from;
    } else if (!in.take("..")) {
      refuse_text(codes::day_range, "A range of days is two dates", in.offset(), in.word_at(in.offset()),
                  ".. and the last day");
    }
  }
  in.skip_space();
  const std::size_t to_at = in.offset();
  if (!to && (!in.done() || !from)) {
    to = read_end(in);
    in.skip_space();
  }
  if (!in.done())
    refuse_text(codes::text_goes_on, "The range ends here", in.offset(), in.rest(), range_expected);
  if (from && to && from->yearly != to->yearly) {
    refuse_text(codes::day_range, "Both ends of a range have a year, or neither", to_at, in.word_at(to_at),
                from->yearly ? "MM-DD" : "YYYY-MM-DD");
  }
  if ((!from && to->yearly) || (!to && from->yearly)) {
    refuse_text(codes::day_range, "A range without one end has a year", 0, text,
                "YYYY-MM-DD.. or ..YYYY-MM-DD");
  }
  DayRange range;
  range.yearly = from ? from->yearly : to->yearly;
  range.from = from ? from->date : civil::first_date;
  range.to = to ? to->date : civil::last_date;
  if (!range.yearly && range.to < range.from) {
    refuse_text(codes::day_range, "The range ends before it begins", to_at, in.word_at(to_at),
                date_text(range, range.from) + " or later");
  }
  return range;
}

std::optional<DayRange> DayRange::parse(std::string_view text) {
  try {
    return read(text);
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool DayRange::contains(Date date) const {
  if (!yearly) return from <= date && date <= to;
  const Date day{0, date.month, date.day};
  return from <= to ? from <= day && day <= to : from <= day || day <= to;
}

std::string DayRange::to_text() const {
  if (yearly) return date_text(*this, from) + ".." + date_text(*this, to);
  return (from == civil::first_date ? std::string() : date_text(*this, from)) + ".." +
         (to == civil::last_date ? std::string() : date_text(*this, to));
}

DayRun run_of(const DayRange& range, std::int32_t year) {
  if (!range.yearly) return {civil::to_days(range.from), civil::to_days(range.to)};
  const bool turns_year = range.to < range.from;
  const std::int64_t first = in_year(range.from, year, true);
  if (!turns_year) return {first, in_year(range.to, year, false)};
  return {first, year == civil::last_date.year ? civil::last_day : in_year(range.to, year + 1, false)};
}

std::optional<DayRun> run_at(const DayRange& range, Date date) {
  if (!range.contains(date)) return std::nullopt;
  if (!range.yearly) return run_of(range, 0);
  const bool began_last_year = range.to < range.from && Date{0, date.month, date.day} <= range.to;
  if (!began_last_year) return run_of(range, date.year);
  if (date.year > civil::first_date.year) return run_of(range, date.year - 1);
  return DayRun{civil::first_day, in_year(range.to, date.year, false)};
}

std::optional<DayRun> run_after(const DayRange& range, std::int64_t day, std::int64_t latest) {
  if (!range.yearly) {
    const DayRun run = run_of(range, 0);
    return run.first > day && run.first <= latest ? std::optional(run) : std::nullopt;
  }
  if (day >= civil::last_day) return std::nullopt;
  for (std::int32_t year = civil::from_days(clamp_day(day)).year; year <= civil::last_date.year; ++year) {
    const DayRun run = run_of(range, year);
    if (run.first > latest) return std::nullopt;
    if (run.first > day && run.first <= run.last) return run;
  }
  return std::nullopt;
}

}  // namespace huifang
