#include "policy/calendar_layer.hpp"

#include <algorithm>
#include <utility>

#include "policy/reader.hpp"

namespace huifang {

std::vector<std::vector<OpenHours>> CalendarLayer::week_over(
    const std::vector<std::vector<OpenHours>>& beneath) const {
  std::vector<std::vector<OpenHours>> week = beneath;
  if (open) {
    std::vector<OpenHours> usual{{9 * 60, 12 * 60}, {13 * 60, 18 * 60}};
    const auto worked =
        std::find_if(beneath.begin(), beneath.end(), [](const auto& day) { return !day.empty(); });
    if (worked != beneath.end()) usual = *worked;
    for (std::size_t day = 0; day < 7; ++day) {
      if (!(*open)[day]) week[day].clear();
      if ((*open)[day] && week[day].empty()) week[day] = usual;
    }
  }
  if (hours) {
    for (std::size_t day = 0; day < 7; ++day) {
      if (!open || !(*hours)[day].empty()) week[day] = (*hours)[day];
    }
  }
  return week;
}

void CalendarLayer::apply(CalendarSource& source, const std::optional<Date>& from) const {
  if (has_week() && !from) {
    source.weekly = week_over(source.weekly);
    for (WeeklyChange& change : source.changes) change.weekly = week_over(change.weekly);
  } else if (has_week()) {
    // From then on this week holds, whatever else was to come.
    std::vector<std::vector<OpenHours>> beneath = source.weekly;
    std::erase_if(source.changes, [&](const WeeklyChange& change) {
      if (change.from <= *from) beneath = change.weekly;
      return change.from >= *from;
    });
    source.changes.push_back({*from, week_over(beneath)});
  }
  for (const DayOverride& day : days) {
    const auto place =
        std::lower_bound(source.overlay.begin(), source.overlay.end(), day,
                         [](const DayOverride& a, const DayOverride& b) { return a.date < b.date; });
    if (place != source.overlay.end() && place->date == day.date) {
      *place = day;
    } else {
      source.overlay.insert(place, day);
    }
  }
}

namespace loader {
namespace {

const std::vector<std::string> weekday_names = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/// Indices, Monday first; empty: reported.
std::vector<int> weekdays_of(Loader& loader, const Node& node, const std::string& text) {
  std::vector<int> days;
  try {
    days = read_weekdays(text);
  } catch (const Error&) {
    loader.report.error(code::bad_weekday, node, "this is no day of the week or range of such days",
                        {"\"" + text + "\"", "\"mon\", \"mon-fri\", \"sat,sun\"",
                         loader.report.nearest(text, weekday_names)});
  }
  for (int& day : days) --day;
  return days;
}

std::vector<const Node*> items_of(const Node& node) {
  if (node.is_array()) return {node.children.begin(), node.children.end()};
  return {&node};
}

DayOverride day_of(Loader& loader, const Node& entry) {
  DayOverride day;
  day.open = true;
  if (entry.is_array()) {
    day.hours = hours_of(loader, entry);
  } else if (entry.is_string()) {
    const auto word = one_of(loader, entry, {"open", "closed"});
    day.open = word.value_or(0) == 0;
  } else {
    if (const Node* open = entry.find("open")) day.open = boolean_of(loader, *open).value_or(true);
    day.name = text_at(entry, "name");
    if (const Node* hours = entry.find("hours")) {
      day.hours = hours_of(loader, *hours);
      if (!day.open) {
        loader.report.error_at_key(code::no_effect, *hours, "a closed day has no hours",
                                   {"\"hours\"", "\"open\": true", ""});
        day.hours.clear();
      }
    }
  }
  return day;
}

}  // namespace

std::vector<OpenHours> hours_of(Loader& loader, const Node& node) {
  std::vector<OpenHours> hours;
  for (const Node* item : items_of(node)) {
    const std::optional<OpenHours> one = item->is_string() ? OpenHours::parse(item->text) : std::nullopt;
    if (!one || (!hours.empty() && one->start_min < hours.back().end_min)) {
      loader.report.error(code::bad_hours, *item, "this is no range of hours after the one before",
                          {brief(*item), "\"09:00-12:00\", ascending, up to \"24:00\"", ""});
      continue;
    }
    hours.push_back(*one);
  }
  return hours;
}

WeeklyHours weekly_hours_of(Loader& loader, const Node& node, const std::array<bool, 7>* open) {
  WeeklyHours week;
  for (const Node* entry : node.children) {
    if (entry->bad) continue;
    const std::vector<OpenHours> hours = hours_of(loader, *entry);
    std::string twice, closed;
    for (const int weekday : weekdays_of(loader, *entry, entry->key)) {
      const auto day = static_cast<std::size_t>(weekday);
      const std::string name(weekday_name(weekday + 1));
      if (week.given[day]) twice += (twice.empty() ? "" : ", ") + name;
      if (open != nullptr && !(*open)[day]) closed += (closed.empty() ? "" : ", ") + name;
      week.given[day] = true;
      week.hours[day] = hours;
    }
    if (!twice.empty()) {
      loader.report.error_at_key(code::defined_twice, *entry, "hours are given twice for " + twice,
                                 {"\"" + entry->key + "\"", "every day once", ""});
    }
    if (!closed.empty()) {
      loader.report.error_at_key(code::no_effect, *entry,
                                 "hours for days that weekly leaves closed: " + closed,
                                 {"\"" + entry->key + "\"", "hours of open days", ""});
    }
  }
  return week;
}

std::vector<DayOverride> dated_of(Loader& loader, const Node& days) {
  std::vector<DayOverride> dated;
  for (const Node* entry : days.children) {
    if (entry->bad) continue;
    const std::optional<Date> date = Date::parse(entry->key);
    if (!date) {
      loader.report.error_at_key(code::bad_dates, *entry, "this is no date",
                                 {"\"" + entry->key + "\"", "\"2024-02-09\"", ""});
      continue;
    }
    dated.push_back(day_of(loader, *entry));
    dated.back().date = *date;
  }
  std::sort(dated.begin(), dated.end(),
            [](const DayOverride& a, const DayOverride& b) { return a.date < b.date; });
  return dated;
}

CalendarLayer layer_of(Loader& loader, const Node& object) {
  CalendarLayer layer;
  bool weekly_known = true;  // otherwise it was refused, and closes nothing
  if (const Node* weekly = object.find("weekly")) {
    layer.open.emplace().fill(false);
    for (const Node* item : items_of(*weekly)) {
      const std::vector<int> days = weekdays_of(loader, *item, item->is_string() ? item->text : "");
      weekly_known = weekly_known && !days.empty();
      for (const int day : days) (*layer.open)[static_cast<std::size_t>(day)] = true;
    }
  }
  if (const Node* working = object.find("working_hours")) {
    layer.hours =
        weekly_hours_of(loader, *working, layer.open && weekly_known ? &*layer.open : nullptr).hours;
  }
  if (const Node* days = object.find("days")) layer.days = dated_of(loader, *days);
  return layer;
}

std::uint32_t hours_at(Loader& loader, const Node& node) {
  const Node* value = literal(loader, node);
  if (value == nullptr) return none;
  std::vector<NamedHours>& known = loader.model.hours;
  if (value->is_string() && !OpenHours::parse(value->text)) {
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < known.size(); ++i) {
      if (known[i].name == value->text) return i;
      if (!known[i].name.empty()) names.push_back(known[i].name);
    }
    unknown_name(loader, code::unknown_hours, node, "hours", value->text, names);
    return none;
  }
  CalendarSource source;
  source.zone = loader.model.zone.name();
  source.weekly.assign(7, hours_of(loader, *value));
  known.push_back({"", BusinessCalendar::build(source)});
  return static_cast<std::uint32_t>(known.size() - 1);
}

namespace {

/// One JSON text of an event's data, read as a document of its own.
class DataText {
 public:
  explicit DataText(std::string_view json) {
    document_.layers.push_back({"", "", std::string(json)});
    document_.root = read(document_, 0, {}, report_);
  }
  Loader& loader() { return loader_; }
  Node* root() { return document_.root; }
  /// Throws what was found, with places in the event.
  void throw_if_bad() {
    if (!report_.failed()) return;
    std::vector<Diagnostic> found = report_.sorted();
    for (Diagnostic& one : found) {
      one.pointer.insert(0, "/data");
      one.line = one.column = 0;
      one.offset = -1;
    }
    throw Error(report_.kind(), std::move(found));
  }

 private:
  Document document_;
  Report report_{document_, 100};
  PolicyModel model_;
  Loader loader_{document_, report_, model_, 0, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
};

}  // namespace
}  // namespace loader

CalendarLayer parse_layer(std::string_view json) {
  loader::DataText text(json);
  CalendarLayer layer;
  if (text.root() != nullptr) {
    loader::check_shape(*text.root(), loader::roster_shape(), text.loader().report);
    layer = loader::layer_of(text.loader(), *text.root());
  }
  text.throw_if_bad();
  return layer;
}

CalendarData parse_data_set(std::string_view json) {
  namespace code = loader::code;
  loader::DataText text(json);
  CalendarData data;
  if (loader::Node* root = text.root()) {
    loader::Loader& loader = text.loader();
    loader::check_shape(*root, loader::data_set_shape(), loader.report);
    for (const char* key : {"name", "version", "covered", "days"}) {
      if (root->has(key)) continue;
      loader.report.error(code::missing_key, *root, std::string("a data set of days has a key '") + key + "'",
                          {"nothing", std::string("\"") + key + "\"", ""});
    }
    data.name = loader::text_at(*root, "name");
    data.version = loader::text_at(*root, "version");
    data.source = loader::text_at(*root, "source");
    if (const loader::Node* covered = root->find("covered")) {
      const auto range = DayRange::parse(covered->text);
      if (!range || range->yearly) {
        loader.report.error(code::bad_dates, *covered, "this is no range of dates",
                            {loader::brief(*covered), "\"2024-01-01..2024-12-31\"", ""});
      } else {
        data.covered_from = range->from;
        data.covered_to = range->to;
      }
    }
    if (const loader::Node* days = root->find("days")) {
      data.days = loader::dated_of(loader, *days);
      for (const DayOverride& day : data.days) {
        if (loader.report.failed() || (data.covered_from <= day.date && day.date <= data.covered_to))
          continue;
        loader.report.error(code::bad_dates, *days, "the data name a day that they do not cover",
                            {day.date.to_text(), "a day in " + text.root()->find("covered")->text, ""});
      }
    }
  }
  text.throw_if_bad();
  return data;
}

std::string_view closed_kind(const DayStatus& day) {
  if (day.open) return {};
  if (day.kind == DayStatus::Kind::holiday) return closed_kinds[1];
  return day.kind == DayStatus::Kind::overlay_closed ? closed_kinds[2] : closed_kinds[0];
}

}  // namespace huifang
