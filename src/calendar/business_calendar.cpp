#include <array>
#include <cstdlib>
#include <map>
#include <utility>

#include "calendar/business_rep.hpp"
#include "calendar/codes.hpp"

namespace huifang {
namespace {

const std::vector<OpenHours>& office_hours() {
  static const std::vector<OpenHours> hours{{9 * 60, 12 * 60}, {13 * 60, 18 * 60}};
  return hours;
}

/// Fills a Rep from its source, collecting everything that is wrong with the source.
class Builder {
 public:
  explicit Builder(const CalendarSource& source) : source_(source) {}

  std::shared_ptr<const BusinessCalendar::Rep> build() {
    check_horizon();
    std::optional<TimeZone> zone = find_zone();
    if (!zone) throw Error(ErrorKind::policy, std::move(found_));
    auto rep = std::make_shared<BusinessCalendar::Rep>(std::move(*zone));
    rep_ = rep.get();
    rep_->horizon_days = source_.horizon_days;
    add_weeks();
    if (source_.data != nullptr) add_data(*source_.data);
    add_overlay();
    if (!found_.empty()) throw Error(ErrorKind::policy, std::move(found_));
    for (const auto& [day, entry] : entries_) rep_->entries.push_back(entry);
    add_sums();
    return rep;
  }

 private:
  Diagnostic& report(const char* code, std::string message, std::string pointer, std::string found = {}) {
    Diagnostic& diagnostic = found_.emplace_back();
    diagnostic.code = code;
    diagnostic.message = std::move(message);
    diagnostic.pointer = std::move(pointer);
    diagnostic.found = std::move(found);
    return diagnostic;
  }

  void check_horizon() {
    if (source_.horizon_days > 0) return;
    report(codes::weekly_pattern, "The horizon of a search is at least one day", "/horizon_days",
           std::to_string(source_.horizon_days));
  }

  std::optional<TimeZone> find_zone() {
    try {
      return TimeZone::find(source_.zone);
    } catch (const Error& error) {
      for (Diagnostic diagnostic : error.diagnostics()) {
        diagnostic.pointer = "/zone";
        found_.push_back(std::move(diagnostic));
      }
      return std::nullopt;
    }
  }

  std::size_t add_hours(std::vector<OpenHours> hours) {
    if (hours.empty()) return 0;
    const auto known = std::find(rep_->hours.begin(), rep_->hours.end(), hours);
    if (known != rep_->hours.end()) return static_cast<std::size_t>(known - rep_->hours.begin());
    for (const OpenHours& part : hours) rep_->has_nights = rep_->has_nights || part.over_midnight();
    rep_->hours.push_back(std::move(hours));
    return rep_->hours.size() - 1;
  }

  std::size_t add_name(const std::string& name) {
    const auto [at, added] = name_index_.try_emplace(name, rep_->names.size());
    if (name.empty()) return 0;
    if (added) rep_->names.push_back(name);
    return at->second;
  }

  void add_weeks() {
    std::vector<std::vector<OpenHours>> weekly = source_.weekly;
    if (weekly.empty()) {
      weekly.assign(7, office_hours());
      weekly[5].clear();
      weekly[6].clear();
    }
    add_week(std::move(weekly), "/weekly", rep_->periods.emplace_back());
    for (std::size_t i = 0; i < source_.changes.size(); ++i) {
      const std::string pointer = "/changes/" + std::to_string(i);
      const Date from = source_.changes[i].from;
      BusinessCalendar::Rep::Period period;
      if (!civil::in_years(from)) {
        report(codes::outside_years, "There is no such date in the years 1400 to 9999", pointer + "/from",
               from.to_text());
        continue;
      }
      period.from = civil::to_days(from);
      if (period.from <= rep_->periods.back().from) {
        report(codes::weekly_pattern, "Weekly patterns ascend by their first day", pointer + "/from",
               from.to_text());
        continue;
      }
      add_week(source_.changes[i].weekly, pointer + "/weekly", period);
      rep_->periods.push_back(period);
    }
  }

  void add_week(std::vector<std::vector<OpenHours>> weekly, const std::string& pointer,
                BusinessCalendar::Rep::Period& period) {
    if (weekly.size() != 7) {
      report(codes::weekly_pattern, "A weekly pattern has seven weekdays, Monday first", pointer,
             std::to_string(weekly.size()))
          .expected = "7 entries";
      return;
    }
    std::size_t fallback = 0;
    for (std::size_t i = 0; i < 7; ++i) {
      check_hours(weekly[i], pointer + "/" + std::to_string(i), found_);
      period.weekly_hours[i] = add_hours(std::move(weekly[i]));
      if (fallback == 0) fallback = period.weekly_hours[i];
    }
    if (fallback == 0) fallback = add_hours(office_hours());
    for (std::size_t i = 0; i < 7; ++i) {
      period.usual_hours[i] = period.weekly_hours[i] != 0 ? period.weekly_hours[i] : fallback;
    }
  }

  /// nullopt when the entry is refused.
  std::optional<BusinessCalendar::Rep::Entry> read(const DayOverride& entry, const std::string& pointer,
                                                   DayStatus::Kind open_kind, DayStatus::Kind closed_kind) {
    if (!civil::exists(entry.date.year, entry.date.month, entry.date.day)) {
      report(codes::outside_years, "There is no such date in the years 1400 to 9999", pointer + "/date",
             entry.date.to_text());
      return std::nullopt;
    }
    if (!entry.open && !entry.hours.empty()) {
      report(codes::dated_entry, "A closed day has no hours", pointer + "/hours", entry.date.to_text())
          .expected = "an open day, or no hours";
      return std::nullopt;
    }
    const std::int64_t day = civil::to_days(entry.date);
    std::vector<OpenHours> hours = entry.hours;
    check_hours(hours, pointer + "/hours", found_);
    std::size_t index = 0;
    if (entry.open) {
      index = hours.empty() ? usual_hours(day) : add_hours(std::move(hours));
    }
    return BusinessCalendar::Rep::Entry{day, entry.open ? open_kind : closed_kind, index,
                                        add_name(entry.name)};
  }

  std::size_t usual_hours(std::int64_t day) const {
    return rep_->period_of(day).usual_hours[static_cast<std::size_t>(civil::weekday_index(day))];
  }

  void add_data(const CalendarData& data) {
    rep_->version = data.name + "@" + data.version;
    if (!civil::in_years(data.covered_from) || !civil::in_years(data.covered_to) ||
        data.covered_to < data.covered_from) {
      report(codes::dated_entry, "The coverage of a data set begins before it ends", "/data/covered_from",
             data.covered_from.to_text() + ".." + data.covered_to.to_text());
      return;
    }
    rep_->covered_from = civil::to_days(data.covered_from);
    rep_->covered_to = civil::to_days(data.covered_to);
    for (std::size_t i = 0; i < data.days.size(); ++i) {
      const std::string pointer = "/data/days/" + std::to_string(i);
      if (i > 0 && !(data.days[i - 1].date < data.days[i].date)) {
        report(codes::dated_entry, "The days of a data set ascend, each once", pointer + "/date",
               data.days[i].date.to_text())
            .expected = "a date after " + data.days[i - 1].date.to_text();
      }
      const auto entry = read(data.days[i], pointer, DayStatus::Kind::make_up, DayStatus::Kind::holiday);
      if (entry) entries_.insert_or_assign(entry->day, *entry);
    }
  }

  void add_overlay() {
    std::map<std::int64_t, std::size_t> seen;
    for (std::size_t i = 0; i < source_.overlay.size(); ++i) {
      const std::string pointer = "/overlay/" + std::to_string(i);
      const auto entry =
          read(source_.overlay[i], pointer, DayStatus::Kind::overlay_open, DayStatus::Kind::overlay_closed);
      if (!entry) continue;
      if (const auto [first, added] = seen.try_emplace(entry->day, i); !added) {
        report(codes::dated_entry, "The overlay names this date twice", pointer + "/date",
               source_.overlay[i].date.to_text())
            .expected = "one entry; the first is /overlay/" + std::to_string(first->second);
        continue;
      }
      entries_.insert_or_assign(entry->day, *entry);
    }
  }

  /// Weights of a day among the sums: open time as the clock shows it.
  std::int64_t nominal_us(std::int64_t day) const {
    std::int64_t total_min = 0;
    std::int32_t reached_min = 0;
    rep_->wall_hours(day, [&](std::int32_t start_min, std::int32_t end_min) {
      total_min += std::max(0, end_min - std::max(start_min, reached_min));
      reached_min = std::max(reached_min, end_min);
    });
    return total_min * us_per_minute;
  }

  /// The hours of a weekday in a week without dated entries, with the night shift of the weekday before.
  std::int64_t weekly_us(const BusinessCalendar::Rep::Period& period, std::size_t weekday) const {
    std::int32_t reached_min = 0;
    std::int64_t total_min = 0;
    const auto add = [&](std::int32_t start_min, std::int32_t end_min) {
      total_min += std::max(0, end_min - std::max(start_min, reached_min));
      reached_min = std::max(reached_min, end_min);
    };
    constexpr std::int32_t day_min = BusinessCalendar::Rep::minutes_per_day;
    for (const OpenHours& part : rep_->hours[period.weekly_hours[(weekday + 6) % 7]]) {
      if (part.over_midnight()) add(0, part.end_min - day_min);
    }
    for (const OpenHours& part : rep_->hours[period.weekly_hours[weekday]]) {
      add(part.start_min, std::min(part.end_min, day_min));
    }
    return total_min * us_per_minute;
  }

  void add_sums() {
    std::vector<WorkingPattern::Period> day_periods;
    std::vector<WorkingPattern::Period> time_periods;
    for (const BusinessCalendar::Rep::Period& period : rep_->periods) {
      WorkingPattern::Period days{period.from, {}};
      WorkingPattern::Period times{period.from, {}};
      for (std::size_t i = 0; i < 7; ++i) {
        days.weekly[i] = period.weekly_hours[i] != 0 ? 1 : 0;
        times.weekly[i] = weekly_us(period, i);
      }
      day_periods.push_back(days);
      time_periods.push_back(times);
    }
    const auto weekly = [&](const std::vector<WorkingPattern::Period>& periods, std::int64_t day) {
      const std::ptrdiff_t period = &rep_->period_of(day) - rep_->periods.data();
      return periods[static_cast<std::size_t>(period)]
          .weekly[static_cast<std::size_t>(civil::weekday_index(day))];
    };
    std::vector<WorkingPattern::Exception> days;
    std::map<std::int64_t, std::int64_t> us_by_day = days_with_a_clock_change();
    const auto nominal = [&](std::int64_t day) {
      if (!us_by_day.contains(day)) us_by_day.emplace(day, nominal_us(day));
    };
    for (const BusinessCalendar::Rep::Entry& entry : rep_->entries) {
      const std::int64_t usual = weekly(day_periods, entry.day);
      const std::int64_t actual = entry.hours != 0 ? 1 : 0;
      if (actual != usual) days.push_back({entry.day, actual - usual});
      nominal(entry.day);
      if (rep_->has_nights) nominal(entry.day + 1);
    }
    for (std::size_t i = 1; rep_->has_nights && i < rep_->periods.size(); ++i) nominal(rep_->periods[i].from);
    std::vector<WorkingPattern::Exception> times;
    for (const auto& [day, us] : us_by_day) {
      const std::int64_t difference = us - weekly(time_periods, day);
      if (difference != 0) times.push_back({day, difference});
    }
    rep_->day_sums = WorkingPattern(day_periods, days);
    rep_->time_sums = WorkingPattern(time_periods, times);
  }

  /// Open time of the days on which the zone's clock is changed inside the opening hours.
  std::map<std::int64_t, std::int64_t> days_with_a_clock_change() const {
    constexpr std::int64_t day_s = us_per_day / us_per_second;
    std::map<std::int64_t, std::int64_t> us_by_day;
    const auto add = [&](const ZoneTable::Transition& change) {
      const std::int64_t low_s = change.utc_s + std::min(change.before_s, change.after_s);
      const std::int64_t high_s = change.utc_s + std::max(change.before_s, change.after_s);
      for (std::int64_t day = civil::floor_div(low_s, day_s); day <= civil::floor_div(high_s, day_s); ++day) {
        bool touched = false;
        rep_->wall_hours(day, [&](std::int32_t start_min, std::int32_t end_min) {
          touched =
              touched || (day * day_s + start_min * 60 <= high_s && day * day_s + end_min * 60 >= low_s);
        });
        if (touched) us_by_day.insert_or_assign(day, rep_->open_us(day));
      }
    };
    rep_->zone_table().transitions(civil::first_day * day_s, (civil::last_day + 1) * day_s, add);
    return us_by_day;
  }

  const CalendarSource& source_;
  BusinessCalendar::Rep* rep_ = nullptr;
  std::map<std::int64_t, BusinessCalendar::Rep::Entry> entries_;
  std::map<std::string, std::size_t> name_index_;
  std::vector<Diagnostic> found_;
};

[[noreturn]] void refuse_horizon(const BusinessCalendar::Rep& rep) {
  throw Error(ErrorKind::range, codes::no_open_time,
              "There is no open time within " + std::to_string(rep.horizon_days) + " days");
}

}  // namespace

BusinessCalendar BusinessCalendar::build(const CalendarSource& source) {
  return BusinessCalendar(Builder(source).build());
}

const TimeZone& BusinessCalendar::zone() const { return rep_->zone; }

DayStatus BusinessCalendar::day(Date date) const {
  const std::int64_t day = civil::to_days(date);
  DayStatus status;
  if (const Rep::Entry* entry = rep_->find_entry(day)) {
    status.open = entry->hours != 0;
    status.kind = entry->kind;
    status.name = rep_->names[entry->name];
    return status;
  }
  status.open = rep_->period_of(day).weekly_hours[static_cast<std::size_t>(civil::weekday_index(day))] != 0;
  status.kind = status.open ? DayStatus::Kind::weekly_open : DayStatus::Kind::weekly_closed;
  status.provisional = day < rep_->covered_from || day > rep_->covered_to;
  return status;
}

bool BusinessCalendar::provisional(Date date) const { return day(date).provisional; }

const std::vector<OpenHours>& BusinessCalendar::hours(Date date) const {
  return rep_->hours_of(civil::to_days(date));
}

const std::vector<OpenHours>& BusinessCalendar::usual_hours(Date date) const {
  const std::int64_t day = civil::to_days(date);
  const std::vector<OpenHours>& hours = rep_->hours_of(day);
  if (!hours.empty()) return hours;
  return rep_->hours[rep_->period_of(day).usual_hours[static_cast<std::size_t>(civil::weekday_index(day))]];
}

std::optional<Date> BusinessCalendar::find_working_day(Date date, std::int64_t n) const {
  const std::int64_t day = civil::to_days(date);
  if (n == 0) return date;
  if (n > rep_->horizon_days || n < -rep_->horizon_days) return std::nullopt;
  const std::int64_t sum = n > 0 ? rep_->day_sums.before(day + 1) + n : rep_->day_sums.before(day) + n + 1;
  const std::optional<std::int64_t> reached = rep_->day_sums.reach(sum);
  if (!reached || std::abs(*reached - day) > rep_->horizon_days) return std::nullopt;
  if (*reached < civil::first_day || *reached > civil::last_day) return std::nullopt;
  return civil::from_days(*reached);
}

Date BusinessCalendar::add_working_days(Date date, std::int64_t n) const {
  const std::optional<Date> found = find_working_day(date, n);
  if (!found) refuse_horizon(*rep_);
  return *found;
}

std::int32_t BusinessCalendar::horizon_days() const { return static_cast<std::int32_t>(rep_->horizon_days); }

Date BusinessCalendar::roll(Date date, Roll roll) const {
  if (roll == Roll::none || is_open(date)) return date;
  if (roll == Roll::following) return add_working_days(date, 1);
  if (roll == Roll::preceding) return add_working_days(date, -1);
  const std::optional<Date> after = find_working_day(date, 1);
  const std::optional<Date> before = find_working_day(date, -1);
  if (!after && !before) refuse_horizon(*rep_);
  if (!after || !before) return after ? *after : *before;
  const std::int64_t day = civil::to_days(date);
  return day - civil::to_days(*before) < civil::to_days(*after) - day ? *before : *after;
}

std::int64_t BusinessCalendar::working_days_between(Date first, Date last) const {
  return rep_->day_sums.before(civil::to_days(last)) - rep_->day_sums.before(civil::to_days(first));
}

std::string BusinessCalendar::version() const { return rep_->version; }

std::vector<DayChange> changed_days(const BusinessCalendar& before, const BusinessCalendar& after, Date first,
                                    Date last) {
  std::vector<DayChange> changes;
  const std::int64_t end = civil::to_days(last);
  for (std::int64_t day = civil::to_days(first); day <= end; ++day) {
    const Date date = civil::from_days(day);
    if (before.hours(date) != after.hours(date)) changes.push_back({date, before.day(date), after.day(date)});
  }
  return changes;
}

}  // namespace huifang
