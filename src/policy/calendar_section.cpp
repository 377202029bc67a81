/// The calendar section: data set, hours, dated entries, overlays, lists of dates, seasons and buckets.

#include <algorithm>
#include <map>
#include <optional>

#include "policy/calendar_layer.hpp"
#include "policy/loader.hpp"

namespace huifang::loader {
namespace {

const std::vector<OpenHours> usual_hours = {{9 * 60, 12 * 60}, {13 * 60, 18 * 60}};

class CalendarReader {
 public:
  explicit CalendarReader(Loader& loader) : loader_(loader) {}

  void read(const Node* section) {
    CalendarSource& source = loader_.model.calendar_source;
    source.zone = loader_.model.zone.name();
    source.weekly.assign(7, usual_hours);
    source.weekly[5].clear();
    source.weekly[6].clear();
    const CalendarSource plain = source;
    if (section != nullptr) {
      source.data = data(*section);
      layer_of(loader_, *section).apply(source, std::nullopt);
    }
    try {
      loader_.model.calendar = BusinessCalendar::build(source);
    } catch (const Error& error) {
      loader_.report.adopt(error, section == nullptr ? loader_.root() : *section);
      source = plain;
      loader_.model.calendar = BusinessCalendar::build(source);
    }
    const auto part = [&](std::string_view key) { return section == nullptr ? nullptr : section->find(key); };
    buckets(part("buckets"));
    seasons(part("seasons"));
    named_hours(part("hours"));
    dates(part("dates"));
    overlay(part("overlay"));
    keep_shifts();
    if (section != nullptr) keep_amendments();
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

  void named_hours(const Node* section) {
    if (section == nullptr) return;
    for (const Node* entry : section->children) {
      if (entry->bad || !usable_name(loader_, *entry, "hours")) continue;
      CalendarSource source;
      source.zone = loader_.model.zone.name();
      const Node* value = literal(loader_, *entry);
      if (value == nullptr) continue;
      if (value->is_object()) {
        const auto week = weekly_hours_of(loader_, *value, nullptr).hours;
        source.weekly.assign(week.begin(), week.end());
      } else {
        source.weekly.assign(7, hours_of(loader_, *value));
      }
      loader_.model.hours.push_back({entry->key, BusinessCalendar::build(source)});
    }
  }

  void dates(const Node* section) {
    if (section == nullptr) return;
    for (const Node* entry : section->children) {
      if (entry->bad || !usable_name(loader_, *entry, "a list of dates")) continue;
      if (loader_.model.entity(entry->key) != none || loader_.bare_names.contains(entry->key)) {
        loader_.report.error_at_key(code::reserved_name, *entry,
                                    "this name means something else in expressions",
                                    {"\"" + entry->key + "\"", "another name", ""});
        continue;
      }
      DateListDef list;
      list.name = entry->key;
      list.dates = entry->is_object() ? festivals(*entry) : written_dates(*entry);
      std::sort(list.dates.begin(), list.dates.end());
      list.dates.erase(std::unique(list.dates.begin(), list.dates.end()), list.dates.end());
      loader_.model.date_lists.push_back(std::move(list));
    }
  }

  std::vector<Date> written_dates(const Node& entry) {
    std::vector<Date> dates;
    const Node* value = literal(loader_, entry);
    if (value == nullptr) return dates;
    std::vector<const Node*> items{value};
    if (value->is_array()) items.assign(value->children.begin(), value->children.end());
    for (const Node* item : items) {
      const auto date = item->is_string() ? Date::parse(item->text) : std::nullopt;
      if (date) {
        dates.push_back(*date);
      } else {
        loader_.report.error(code::bad_dates, value == &entry ? *item : entry, "this is no date",
                             {brief(*item), "\"2024-02-09\"", ""});
      }
    }
    return dates;
  }

  /// The first day of every closed period of a data set, of some festivals or of all.
  std::vector<Date> festivals(const Node& entry) {
    const Node* from = entry.find("from");
    if (from == nullptr) {
      if (!entry.has("from")) {
        loader_.report.error_at_key(code::missing_key, entry,
                                    "a list of dates is written, or comes from a data set",
                                    {"nothing", "\"from\"", ""});
      }
      return {};
    }
    const CalendarData* data = find_calendar_data(from->text);
    if (data == nullptr) {
      unknown_name(loader_, code::unknown_calendar, *from, "calendar", from->text, shipped_calendars());
      return {};
    }
    const Node* only = entry.find("only");
    const std::vector<std::string> wanted =
        only == nullptr ? std::vector<std::string>{} : festival_names(*only, *data);
    std::vector<Date> dates;
    const DayOverride* before = nullptr;
    for (const DayOverride& day : data->days) {
      if (day.open) continue;
      const bool goes_on =
          before != nullptr && before->name == day.name && before->date.to_days() + 1 == day.date.to_days();
      before = &day;
      if (goes_on) continue;
      const std::vector<std::string> names = names_in(day.name);
      const bool chosen = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return std::find(wanted.begin(), wanted.end(), name) != wanted.end();
      });
      if (only == nullptr || chosen) dates.push_back(day.date);
    }
    return dates;
  }

  /// Festivals that share a period are named together: "国庆节、中秋节".
  static std::vector<std::string> names_in(const std::string& text) {
    static const std::string comma = "、";
    std::vector<std::string> names;
    std::size_t begin = 0;
    while (true) {
      const std::size_t end = text.find(comma, begin);
      names.push_back(text.substr(begin, end - begin));
      if (end == std::string::npos) return names;
      begin = end + comma.size();
    }
  }

  std::vector<std::string> festival_names(const Node& only, const CalendarData& data) {
    std::vector<std::string> known;
    for (const DayOverride& day : data.days) {
      for (std::string& name : names_in(day.name)) {
        if (std::find(known.begin(), known.end(), name) == known.end()) known.push_back(std::move(name));
      }
    }
    std::vector<std::string> wanted;
    const Node* value = literal(loader_, only);
    if (value == nullptr) return wanted;
    std::vector<const Node*> items{value};
    if (value->is_array()) items.assign(value->children.begin(), value->children.end());
    for (const Node* item : items) {
      const std::string name = item->is_string() ? item->text : "";
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        unknown_name(loader_, code::unknown_festival, value == &only ? *item : only, "festival", name, known);
      }
      wanted.push_back(name);
    }
    return wanted;
  }

  void overlay(const Node* section) {
    if (section == nullptr) return;
    for (const Node* entry : section->children) {
      if (entry->bad) continue;
      OverlayDef overlay;
      overlay.entity = loader_.model.entity(entry->key);
      if (overlay.entity == none) {
        std::vector<std::string> names;
        for (const EntityDef& entity : loader_.model.entities) names.push_back(entity.name);
        unknown_name(loader_, code::unknown_entity, *entry, "entity", entry->key, names);
        continue;
      }
      if (entry->is_object()) {
        for (const Node* subject : entry->children) {
          if (subject->bad) continue;
          CalendarLayer layer = layer_of(loader_, *subject);
          try {
            CalendarSource source = loader_.model.calendar_source;
            layer.apply(source, std::nullopt);
            BusinessCalendar::build(source);
            overlay.subjects.emplace(subject->key, std::move(layer));
          } catch (const Error& error) {
            loader_.report.adopt(error, *subject);
          }
        }
      } else {
        one_of(loader_, *entry, {"roster"});
      }
      loader_.model.overlays.push_back(std::move(overlay));
    }
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
        const auto day = one_of(loader_, *from, weekday_names());
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

  /// Where rosters and absences are kept, and where duties are planned.
  void keep_shifts() {
    PolicyModel& model = loader_.model;
    for (std::uint32_t entity = 0; entity < model.entities.size(); ++entity) {
      model.entities[entity].slots = add_internal(entity, "plan.slot");
    }
    for (std::uint32_t entity = 0; entity < model.entities.size(); ++entity) {
      if (!model.entities[entity].is_staff && model.overlay(entity) == nullptr) continue;
      model.entities[entity].shifts = add_internal(entity, "calendar.shifts");
    }
  }

  /// Where versions of the data set are kept.
  void keep_amendments() {
    PolicyModel& model = loader_.model;
    model.calendar_data = static_cast<std::uint32_t>(model.entities.size());
    EntityDef& entity = model.entities.emplace_back();
    entity.name = "calendar.data";
    entity.internal = true;
    model.entity_index.emplace(entity.name, model.calendar_data);
    entity.shifts = add_internal(model.calendar_data, "calendar.version");
  }

  std::uint32_t add_internal(std::uint32_t entity, std::string name) {
    AttributeDef attribute;
    attribute.name = std::move(name);
    attribute.entity = entity;
    attribute.type = type_of_kind(feel::Type::Kind::string);
    attribute.built_in = attribute.internal = true;
    return add_attribute(loader_, nullptr, std::move(attribute));
  }

  static std::vector<std::string> weekday_names() {
    std::vector<std::string> names;
    for (int day = 1; day <= 7; ++day) names.emplace_back(weekday_name(day));
    return names;
  }

  Loader& loader_;
};

}  // namespace

void load_calendar(Loader& loader) { CalendarReader(loader).read(loader.root().find("calendar")); }

}  // namespace huifang::loader
