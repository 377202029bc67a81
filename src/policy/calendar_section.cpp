/// The calendar section: data set, hours, dated entries, seasons and buckets.

#include <algorithm>
#include <map>
#include <optional>

#include "policy/loader.hpp"

namespace huifang::loader {
namespace {

const std::vector<std::string> weekday_names = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
const std::vector<std::string> weekday_long = {"monday", "tuesday",  "wednesday", "thursday",
                                               "friday", "saturday", "sunday"};
const std::vector<OpenHours> usual_hours = {{9 * 60, 12 * 60}, {13 * 60, 18 * 60}};

/// 0 = Monday.
std::optional<std::size_t> weekday(std::string_view text) {
  for (std::size_t day = 0; day < 7; ++day) {
    if (text == weekday_names[day] || text == weekday_long[day]) return day;
  }
  return std::nullopt;
}

/// "mon", "mon-fri", "sat,sun", "fri-mon"; empty: not such a text.
std::vector<std::size_t> weekdays(std::string_view text) {
  std::vector<std::size_t> days;
  while (true) {
    const std::size_t comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    const std::size_t dash = part.find('-');
    const auto first = weekday(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : weekday(part.substr(dash + 1));
    if (!first || !last) return {};
    for (std::size_t day = *first;; day = (day + 1) % 7) {
      days.push_back(day);
      if (day == *last) break;
    }
    if (comma == std::string_view::npos) return days;
    text.remove_prefix(comma + 1);
  }
}

class CalendarReader {
 public:
  explicit CalendarReader(Loader& loader) : loader_(loader) {}

  void read(const Node* section) {
    CalendarSource source;
    source.zone = loader_.model.zone.name();
    source.data = section == nullptr ? nullptr : data(*section);
    if (section != nullptr) {
      week(*section, source);
      if (const Node* days = section->find("days")) dated(*days, source);
    }
    try {
      loader_.model.calendar = BusinessCalendar::build(source);
    } catch (const Error& error) {
      loader_.report.adopt(error, section == nullptr ? loader_.root() : *section);
      CalendarSource plain;
      plain.zone = source.zone;
      loader_.model.calendar = BusinessCalendar::build(plain);
    }
    buckets(section == nullptr ? nullptr : section->find("buckets"));
    seasons(section == nullptr ? nullptr : section->find("seasons"));
  }

 private:
  const CalendarData* data(const Node& section) {
    const Node* use = section.find("use");
    if (use == nullptr || use->is_null()) return nullptr;
    const Node* name = literal(loader_, *use);
    if (name == nullptr || !name->is_string()) return nullptr;
    const CalendarData* found = find_calendar_data(name->text);
    if (found == nullptr) {
      unknown_name(loader_, code::unknown_calendar, *use, "calendar", name->text, shipped_calendars());
    }
    return found;
  }

  std::vector<std::size_t> days_of(const Node& node, const std::string& text) {
    std::vector<std::size_t> days = weekdays(text);
    if (days.empty()) {
      loader_.report.error(code::bad_weekday, node, "this is no day of the week or range of such days",
                           {"\"" + text + "\"", "\"mon\", \"mon-fri\", \"sat,sun\"",
                            loader_.report.nearest(text, weekday_names)});
    }
    return days;
  }

  std::vector<OpenHours> hours_of(const Node& node) {
    std::vector<OpenHours> hours;
    std::vector<const Node*> items;
    if (node.is_array()) {
      items.assign(node.children.begin(), node.children.end());
    } else {
      items.push_back(&node);
    }
    for (const Node* item : items) {
      const std::string text = item->is_string() ? item->text : "";
      const std::optional<OpenHours> one = OpenHours::parse(text);
      if (!one || (!hours.empty() && one->start_min < hours.back().end_min)) {
        loader_.report.error(code::bad_hours, *item, "this is no range of hours after the one before",
                             {brief(*item), "\"09:00-12:00\", ascending, up to \"24:00\"", ""});
        continue;
      }
      hours.push_back(*one);
    }
    return hours;
  }

  void week(const Node& section, CalendarSource& source) {
    const Node* weekly = section.find("weekly");
    const Node* working = section.find("working_hours");
    if (weekly == nullptr && working == nullptr) return;
    std::vector<bool> open(7, weekly == nullptr);
    bool weekly_known = true;  // otherwise it was refused, and closes nothing
    if (weekly != nullptr) {
      std::vector<const Node*> items{weekly};
      if (weekly->is_array()) items.assign(weekly->children.begin(), weekly->children.end());
      for (const Node* item : items) {
        const std::vector<std::size_t> days = days_of(*item, item->is_string() ? item->text : "");
        weekly_known = weekly_known && !days.empty();
        for (const std::size_t day : days) open[day] = true;
      }
    }
    source.weekly.assign(7, {});
    if (weekly != nullptr) {
      for (std::size_t day = 0; day < 7; ++day) {
        if (open[day]) source.weekly[day] = usual_hours;
      }
    }
    if (working == nullptr) return;
    std::vector<bool> given(7, false);
    for (const Node* entry : working->children) {
      if (entry->bad) continue;
      const std::vector<OpenHours> hours = hours_of(*entry);
      std::string twice, closed;
      for (const std::size_t day : days_of(*entry, entry->key)) {
        if (given[day]) twice += (twice.empty() ? "" : ", ") + weekday_long[day];
        if (!open[day]) closed += (closed.empty() ? "" : ", ") + weekday_long[day];
        given[day] = true;
        source.weekly[day] = hours;
      }
      if (!twice.empty()) {
        loader_.report.error_at_key(code::defined_twice, *entry, "hours are given twice for " + twice,
                                    {"\"" + entry->key + "\"", "every day once", ""});
      }
      if (!closed.empty() && weekly_known) {
        loader_.report.error_at_key(code::no_effect, *entry,
                                    "hours for days that weekly leaves closed: " + closed,
                                    {"\"" + entry->key + "\"", "hours of open days", ""});
      }
    }
  }

  void dated(const Node& days, CalendarSource& source) {
    for (const Node* entry : days.children) {
      if (entry->bad) continue;
      DayOverride day;
      const std::optional<Date> date = Date::parse(entry->key);
      if (!date) {
        loader_.report.error_at_key(code::bad_dates, *entry, "this is no date",
                                    {"\"" + entry->key + "\"", "\"2024-02-09\"", ""});
        continue;
      }
      day.date = *date;
      day.open = true;
      if (entry->is_array()) {
        day.hours = hours_of(*entry);
      } else if (entry->is_string()) {
        const auto word = one_of(loader_, *entry, {"open", "closed"});
        day.open = word.value_or(0) == 0;
      } else {
        if (const Node* open = entry->find("open")) day.open = boolean_of(loader_, *open).value_or(true);
        day.name = text_at(*entry, "name");
        if (const Node* hours = entry->find("hours")) {
          day.hours = hours_of(*hours);
          if (!day.open) {
            loader_.report.error_at_key(code::no_effect, *hours, "a closed day has no hours",
                                        {"\"hours\"", "\"open\": true", ""});
            day.hours.clear();
          }
        }
      }
      source.overlay.push_back(std::move(day));
    }
    std::sort(source.overlay.begin(), source.overlay.end(),
              [](const DayOverride& a, const DayOverride& b) { return a.date < b.date; });
  }

  void add_bucket(BucketFamily family) {
    loader_.bucket_index.emplace(family.name(), static_cast<std::uint32_t>(loader_.model.buckets.size()));
    loader_.model.buckets.push_back(std::move(family));
  }

  void buckets(const Node* section) {
    for (const std::string& name : BucketFamily::built_in_names()) {
      if (auto family = BucketFamily::built_in(name)) add_bucket(std::move(*family));
    }
    if (section == nullptr) return;
    for (const Node* entry : section->children) {
      if (entry->bad || !usable_name(loader_, *entry, "a bucket")) continue;
      if (loader_.bucket_index.contains(entry->key)) {
        loader_.report.error_at_key(code::reserved_name, *entry, "this bucket is built in",
                                    {"\"" + entry->key + "\"", "another name", ""});
        continue;
      }
      const Node* from = entry->find("week_from");
      const Node* ranges = entry->find("ranges");
      if ((from == nullptr) == (ranges == nullptr)) {
        if (entry->has("week_from") != entry->has("ranges")) continue;  // the one that is there was refused
        loader_.report.error(code::exclusive_keys, *entry, "a bucket has either week_from or ranges",
                             {from == nullptr ? "neither" : "both", "one of them", ""});
        continue;
      }
      if (from != nullptr) {
        const auto day = one_of(loader_, *from, weekday_long);
        if (day) add_bucket(BucketFamily::week_from(entry->key, static_cast<int>(*day) + 1));
        continue;
      }
      const auto read = ranges_of(loader_, *ranges);
      if (!read) continue;
      try {
        add_bucket(BucketFamily::ranges(entry->key, *read));
      } catch (const Error& error) {
        loader_.report.adopt(error, *ranges);
      }
    }
  }

  void seasons(const Node* section) {
    if (section == nullptr) return;
    for (const Node* entry : section->children) {
      if (entry->bad || !usable_name(loader_, *entry, "a set of seasons")) continue;
      SeasonSet set;
      set.name = entry->key;
      for (const Node* season : entry->children) {
        if (season->bad || season->key == "label" || season->key == "labels" || season->key == "locked")
          continue;
        if (!usable_name(loader_, *season, "a season")) continue;
        SeasonSet::Season one;
        one.name = season->key;
        one.otherwise = season->is_string() && season->text == "otherwise";
        if (!one.otherwise) one.ranges = ranges_of(loader_, *season).value_or(std::vector<DayRange>{});
        declare_bare_name(loader_, one.name, *season);
        set.seasons.push_back(std::move(one));
      }
      if (set.seasons.empty()) {
        loader_.report.error(code::empty_list, *entry, "a set of seasons needs at least one",
                             {"an empty object", "", ""});
      }
      loader_.season_index.emplace(set.name, static_cast<std::uint32_t>(loader_.model.seasons.size()));
      loader_.model.seasons.push_back(std::move(set));
    }
  }

  Loader& loader_;
};

}  // namespace

void load_calendar(Loader& loader) { CalendarReader(loader).read(loader.root().find("calendar")); }

}  // namespace huifang::loader
