#include <algorithm>
#include <array>

#include "calendar/civil.hpp"
#include "calendar/codes.hpp"
#include "calendar/day_range.hpp"
#include "calendar/digits.hpp"

namespace huifang {
namespace {

enum class Kind : std::uint8_t { day, working_day, week, half_month, months, ranges };

constexpr std::array<std::string_view, 8> names{"day",   "working day", "week",      "half-month",
                                                "month", "quarter",     "half-year", "year"};

std::string month_id(std::int32_t year, int month) {
  std::string id;
  append_padded(id, year, 4);
  id += '-';
  append_padded(id, month, 2);
  return id;
}

std::string date_id(Date date) {
  std::string id = month_id(date.year, date.month) + "-";
  append_padded(id, date.day, 2);
  return id;
}

Date clamped(std::int64_t day) {
  return civil::from_days(std::clamp(day, civil::first_day, civil::last_day));
}

}  // namespace

struct BucketFamily::Rep {
  std::string name;
  Kind kind = Kind::day;
  int first_weekday = 1;         // week: ISO number of its first day
  bool iso_week = false;         // week: named by ISO year and number
  std::int32_t months = 1;       // months: 1, 3, 6 or 12
  std::vector<DayRange> ranges;  // ranges: disjoint

  Bucket week_of(Date date) const {
    const std::int64_t day = civil::to_days(date);
    const std::int64_t first = day - (civil::weekday_index(day) + 8 - first_weekday) % 7;
    Bucket bucket{{}, clamped(first), clamped(first + 6)};
    if (iso_week) {
      const civil::IsoWeek week = civil::iso_week(date);
      append_padded(bucket.id, week.year, 4);
      bucket.id += "-W";
      append_padded(bucket.id, week.week, 2);
    } else {
      bucket.id = name + ":" + date_id(bucket.first);
    }
    return bucket;
  }

  Bucket half_month_of(Date date) const {
    const bool first_half = date.day <= 15;
    const auto last =
        first_half ? 15 : static_cast<std::uint8_t>(civil::days_in_month(date.year, date.month));
    const auto first = static_cast<std::uint8_t>(first_half ? 1 : 16);
    return {month_id(date.year, date.month) + (first_half ? "-H1" : "-H2"),
            Date{date.year, date.month, first}, Date{date.year, date.month, static_cast<std::uint8_t>(last)}};
  }

  Bucket months_of(Date date) const {
    const std::int32_t number = (date.month - 1) / months;  // within the year, from 0
    const std::int32_t first_month = number * months + 1;
    const std::int32_t last_month = first_month + months - 1;
    std::string id;
    append_padded(id, date.year, 4);
    if (months == 1) id = month_id(date.year, date.month);
    if (months == 3) id += "-Q" + std::to_string(number + 1);
    if (months == 6) id += "-H" + std::to_string(number + 1);
    return {std::move(id), Date{date.year, static_cast<std::uint8_t>(first_month), 1},
            Date{date.year, static_cast<std::uint8_t>(last_month),
                 static_cast<std::uint8_t>(civil::days_in_month(date.year, last_month))}};
  }

  Bucket run_bucket(const DayRun& run) const {
    const Date first = civil::from_days(run.first);
    return {name + ":" + date_id(first), first, civil::from_days(run.last)};
  }

  std::optional<Bucket> range_after(std::int64_t day, std::int64_t latest) const {
    std::optional<DayRun> next;
    for (const DayRange& range : ranges) {
      const auto run = run_after(range, day, latest);
      if (run && (!next || run->first < next->first)) next = run;
    }
    return next ? std::optional(run_bucket(*next)) : std::nullopt;
  }
};

namespace {

[[noreturn]] void refuse_family(const std::string& name, std::string message, std::string found,
                                std::string expected) {
  Diagnostic diagnostic;
  diagnostic.code = codes::bucket_family;
  diagnostic.message = "Bucket family " + name + ": " + message;
  diagnostic.found = std::move(found);
  diagnostic.expected = std::move(expected);
  throw Error(ErrorKind::policy, {diagnostic});
}

/// Whether some day belongs to both.
bool overlap(const DayRange& a, const DayRange& b) {
  if (!a.yearly && !b.yearly) return a.from <= b.to && b.from <= a.to;
  const DayRange& yearly = a.yearly ? a : b;
  const DayRange& other = a.yearly ? b : a;
  if (other.yearly) return yearly.contains(other.from) || other.contains(yearly.from);
  if (yearly.contains(other.from)) return true;
  const auto next = run_after(yearly, civil::to_days(other.from), civil::to_days(other.to));
  return next.has_value();
}

}  // namespace

std::vector<std::string> BucketFamily::built_in_names() { return {names.begin(), names.end()}; }

std::optional<BucketFamily> BucketFamily::built_in(std::string_view name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) return std::nullopt;
  Rep rep;
  rep.name = name;
  if (name == "day") {
    rep.kind = Kind::day;
  } else if (name == "working day") {
    rep.kind = Kind::working_day;
  } else if (name == "week") {
    rep.kind = Kind::week;
    rep.iso_week = true;
  } else if (name == "half-month") {
    rep.kind = Kind::half_month;
  } else {
    rep.kind = Kind::months;
    rep.months = name == "month" ? 1 : name == "quarter" ? 3 : name == "half-year" ? 6 : 12;
  }
  return BucketFamily(std::make_shared<const Rep>(std::move(rep)));
}

BucketFamily BucketFamily::week_from(std::string name, int iso_weekday) {
  if (iso_weekday < 1 || iso_weekday > 7) {
    refuse_family(name, "a week begins on one of seven days", std::to_string(iso_weekday),
                  "1 (Monday) to 7 (Sunday)");
  }
  Rep rep;
  rep.name = std::move(name);
  rep.kind = Kind::week;
  rep.first_weekday = iso_weekday;
  return BucketFamily(std::make_shared<const Rep>(std::move(rep)));
}

BucketFamily BucketFamily::ranges(std::string name, std::vector<DayRange> ranges) {
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    for (std::size_t other = 0; other < i; ++other) {
      if (overlap(ranges[other], ranges[i])) {
        refuse_family(name, "a day belongs to one bucket at most", ranges[i].to_text(),
                      "days that " + ranges[other].to_text() + " does not have");
      }
    }
  }
  Rep rep;
  rep.name = std::move(name);
  rep.kind = Kind::ranges;
  rep.ranges = std::move(ranges);
  return BucketFamily(std::make_shared<const Rep>(std::move(rep)));
}

const std::string& BucketFamily::name() const { return rep_->name; }

bool BucketFamily::needs_calendar() const { return rep_->kind == Kind::working_day; }

std::optional<Bucket> BucketFamily::at(Date date, const BusinessCalendar& calendar) const {
  if (!civil::in_years(date)) civil::refuse_years();
  switch (rep_->kind) {
    case Kind::working_day:
      if (!calendar.is_open(date)) return std::nullopt;
      [[fallthrough]];
    case Kind::day:
      return Bucket{date_id(date), date, date};
    case Kind::week:
      return rep_->week_of(date);
    case Kind::half_month:
      return rep_->half_month_of(date);
    case Kind::months:
      return rep_->months_of(date);
    case Kind::ranges:
      break;
  }
  for (const DayRange& range : rep_->ranges) {
    if (const auto run = run_at(range, date)) return rep_->run_bucket(*run);
  }
  return std::nullopt;
}

std::optional<Bucket> BucketFamily::next_after(Date date, const BusinessCalendar& calendar) const {
  const std::int64_t day = civil::to_days(date);
  const std::int64_t latest = std::min(day + calendar.horizon_days(), civil::last_day);
  if (rep_->kind == Kind::ranges) return rep_->range_after(day, latest);
  if (rep_->kind == Kind::working_day) {
    const std::optional<Date> next = calendar.find_working_day(date, 1);
    return next ? at(*next, calendar) : std::nullopt;
  }
  const std::int64_t next = civil::to_days(at(date, calendar)->last) + 1;
  return next > latest ? std::nullopt : at(civil::from_days(next), calendar);
}

}  // namespace huifang
