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
    add_week();
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
    rep_->hours.push_back(std::move(hours));
    return rep_->hours.size() - 1;
  }

  std::size_t add_name(const std::string& name) {
    const auto [at, added] = name_index_.try_emplace(name, rep_->names.size());
    if (name.empty()) return 0;
    if (added) rep_->names.push_back(name);
    return at->second;
  }

  void add_week() {
    std::vector<std::vector<OpenHours>> weekly = source_.weekly;
    if (weekly.empty()) {
      weekly.assign(7, office_hours());
      weekly[5].clear();
      weekly[6].clear();
    }
    if (weekly.size() != 7) {
      report(codes::weekly_pattern, "A weekly pattern has seven weekdays, Monday first", "/weekly",
             std::to_string(weekly.size()))
          .expected = "7 entries";
      return;
    }
    std::size_t fallback = 0;
    for (std::size_t i = 0; i < 7; ++i) {
      check_hours(weekly[i], "/weekly/" + std::to_string(i), found_);
      rep_->weekly_hours[i] = add_hours(std::move(weekly[i]));
      if (fallback == 0) fallback = rep_->weekly_hours[i];
    }
    if (fallback == 0) fallback = add_hours(office_hours());
    for (std::size_t i = 0; i < 7; ++i) {
      rep_->usual_hours[i] = rep_->weekly_hours[i] != 0 ? rep_->weekly_hours[i] : fallback;
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
      index = hours.empty() ? rep_->usual_hours[static_cast<std::size_t>(civil::weekday_index(day))]
                            : add_hours(std::move(hours));
    }
    return BusinessCalendar::Rep::Entry{day, entry.open ? open_kind : closed_kind, index,
                                        add_name(entry.name)};
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

  static std::int64_t nominal_us(const std::vector<OpenHours>& hours) {
    std::int64_t total = 0;
    for (const OpenHours& part : hours) total += (part.end_min - part.start_min) * us_per_minute;
    return total;
  }

  void add_sums() {
    std::array<std::int64_t, 7> open_days{};
    std::array<std::int64_t, 7> open_us{};
    for (std::size_t i = 0; i < 7; ++i) {
      open_days[i] = rep_->weekly_hours[i] != 0 ? 1 : 0;
      open_us[i] = nominal_us(rep_->hours[rep_->weekly_hours[i]]);
    }
    std::vector<WorkingPattern::Exception> days;
    std::map<std::int64_t, std::int64_t> us_by_day = days_with_a_clock_change();
    for (const BusinessCalendar::Rep::Entry& entry : rep_->entries) {
      const std::int64_t usual = open_days[static_cast<std::size_t>(civil::weekday_index(entry.day))];
      const std::int64_t actual = entry.hours != 0 ? 1 : 0;
      if (actual != usual) days.push_back({entry.day, actual - usual});
      us_by_day.try_emplace(entry.day, nominal_us(rep_->hours[entry.hours]));
    }
    std::vector<WorkingPattern::Exception> times;
    for (const auto& [day, us] : us_by_day) {
      const std::int64_t difference = us - open_us[static_cast<std::size_t>(civil::weekday_index(day))];
      if (difference != 0) times.push_back({day, difference});
    }
    rep_->day_sums = WorkingPattern(open_days, days);
    rep_->time_sums = WorkingPattern(open_us, times);
  }

  /// Open time of the days on which the zone's clock is changed inside the opening hours.
  std::map<std::int64_t, std::int64_t> days_with_a_clock_change() const {
    constexpr std::int64_t day_s = us_per_day / us_per_second;
    std::map<std::int64_t, std::int64_t> us_by_day;
    const auto add = [&](const ZoneTable::Transition& change) {
      const std::int64_t low_s = change.utc_s + std::min(change.before_s, change.after_s);
      const std::int64_t high_s = change.utc_s + std::max(change.before_s, change.after_s);
      for (std::int64_t day = civil::floor_div(low_s, day_s); day <= civil::floor_div(high_s, day_s); ++day) {
        const std::vector<OpenHours>& hours = rep_->hours_of(day);
        const bool touched = std::any_of(hours.begin(), hours.end(), [&](const OpenHours& part) {
          return day * day_s + part.start_min * 60 <= high_s && day * day_s + part.end_min * 60 >= low_s;
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
  status.open = rep_->weekly_hours[static_cast<std::size_t>(civil::weekday_index(day))] != 0;
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
  return rep_->hours[rep_->usual_hours[static_cast<std::size_t>(civil::weekday_index(day))]];
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
