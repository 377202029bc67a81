#include "huifang/event.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "calendar/instant_range.hpp"
#include "policy/canonical.hpp"
#include "policy/event_keys.hpp"
#include "policy/event_reader.hpp"
#include "policy/reader.hpp"

namespace huifang {
namespace {

using loader::Node;
namespace code = loader::code;

void append_digits(std::string& text, std::int64_t value, int width) {
  char digits[8];
  for (int place = width; place-- > 0; value /= 10) digits[place] = static_cast<char>('0' + value % 10);
  text.append(digits, static_cast<std::size_t>(width));
}

/// "2024-03-01T02:05:00.000000Z", quoted.
void append_utc(std::string& text, Instant instant) {
  std::int64_t days = instant.utc_us / us_per_day;
  std::int64_t rest = instant.utc_us % us_per_day;
  if (rest < 0) {
    rest += us_per_day;
    --days;
  }
  text += '"';
  const Date date = Date::from_days(days);
  if (date.year >= 0 && date.year <= 9999) {
    append_digits(text, date.year, 4);
    text += '-';
    append_digits(text, date.month, 2);
    text += '-';
    append_digits(text, date.day, 2);
  } else {
    text += date.to_text();
  }
  text += 'T';
  append_digits(text, rest / us_per_hour, 2);
  text += ':';
  append_digits(text, rest / us_per_minute % 60, 2);
  text += ':';
  append_digits(text, rest / us_per_second % 60, 2);
  text += '.';
  append_digits(text, rest % us_per_second, 6);
  text += "Z\"";
}

void append_value(std::string& text, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null:
      text += "null";
      return;
    case Value::Kind::boolean:
      text += value.boolean() ? "true" : "false";
      return;
    case Value::Kind::number:
      text += value.number().to_text();
      return;
    case Value::Kind::string:
      loader::append_quoted(text, value.string());
      return;
    case Value::Kind::entity:
      loader::append_quoted(text, value.entity().key);
      return;
    case Value::Kind::date:
      loader::append_quoted(text, value.date().to_text());
      return;
    case Value::Kind::time:
      loader::append_quoted(text, value.time().to_text());
      return;
    case Value::Kind::date_time:
      loader::append_quoted(text, value.date_time().to_text());
      return;
    case Value::Kind::days_duration:
      loader::append_quoted(text, value.days_duration().to_text());
      return;
    case Value::Kind::months_duration:
      loader::append_quoted(text, value.months_duration().to_text());
      return;
    case Value::Kind::list: {
      text += '[';
      bool first = true;
      for (const Value& item : value.list()) {
        if (!first) text += ',';
        first = false;
        append_value(text, item);
      }
      text += ']';
      return;
    }
    case Value::Kind::context: {
      std::vector<const std::pair<std::string, Value>*> entries;
      for (const auto& entry : value.context().entries) entries.push_back(&entry);
      std::sort(entries.begin(), entries.end(),
                [](const auto* a, const auto* b) { return a->first < b->first; });
      text += '{';
      bool first = true;
      for (const auto* entry : entries) {
        if (!first) text += ',';
        first = false;
        loader::append_quoted(text, entry->first);
        text += ':';
        append_value(text, entry->second);
      }
      text += '}';
      return;
    }
    case Value::Kind::range:
    case Value::Kind::function:
      loader::append_quoted(text, value.to_text());
      return;
  }
}

class EnvelopeReader {
 public:
  EnvelopeReader(const TimeZone& zone, loader::Report& report) : zone_(zone), report_(report) {}

  void read(const Node& root, Event& event) {
    for (const Node* node : root.children) member(*node, event);
    for (const std::string_view key : {"id", "type", "at"}) {
      if (root.has(key)) continue;
      report_.error(code::event_missing, root, "an event has a key '" + std::string(key) + "'",
                    {"nothing", "\"" + std::string(key) + "\"", ""});
    }
  }

 private:
  void member(const Node& node, Event& event) {
    const std::string& key = node.key;
    if (key == "id") return text(node, event.id, true);
    if (key == "type") return text(node, event.type, true);
    if (key == "at") return time(node, event);
    if (key == "by") return text(node, event.by, false);
    if (key == "duty") return text(node, event.duty, false);
    if (key == "voids") return text(node, event.voids, false);
    if (key == "case") return text(node, event.case_key, false);
    if (key == "data") return data(node, event);
    if (key == "answers") {
      if (node.is_null()) return;
      report_.error_at_key(code::later_envelope, node, "'" + key + "' is not supported by this version",
                           {brief(node), "null, or no such key", ""});
      return;
    }
    if (node.is_null()) return;
    std::string subject;
    text(node, subject, true);
    if (!subject.empty()) event.subjects.emplace(key, std::move(subject));
  }

  void text(const Node& node, std::string& into, bool needed) {
    if (node.is_string() && !(needed && node.text.empty())) {
      into = node.text;
    } else if (!(node.is_null() && !needed)) {
      report_.error(code::event_key, node, "'" + node.key + "' has a value it cannot have",
                    {brief(node), needed ? "text that is not empty" : "text or null", ""});
    }
  }

  void time(const Node& node, Event& event) {
    const std::optional<Instant> instant = node.is_string() ? zone_.parse(node.text) : std::nullopt;
    if (instant && in_years(*instant)) {
      event.at = *instant;
      return;
    }
    report_.error(
        code::event_time, node,
        instant ? "this time lies outside the years 1400 to 9999 of UTC"
                : "this is no date and time between the years 1400 and 9999",
        {brief(node), "\"2024-03-01T10:05:00+08:00\"; without offset it is local to the policy's zone", ""});
  }

  void data(const Node& node, Event& event) {
    if (node.is_null()) return;
    if (!node.is_object()) {
      report_.error(code::event_key, node, "'data' has a value it cannot have",
                    {brief(node), "an object", ""});
      return;
    }
    for (const Node* field : node.children) event.data.emplace(field->key, loader::value_of(*field));
  }

  const TimeZone& zone_;
  loader::Report& report_;
};

void append_data(std::string& text, const std::map<std::string, Value>& data) {
  text += '{';
  bool first = true;
  for (const auto& [name, value] : data) {
    if (!first) text += ',';
    first = false;
    loader::append_quoted(text, name);
    text += ':';
    append_value(text, value);
  }
  text += '}';
}

}  // namespace

namespace loader {

bool is_envelope_key(std::string_view name) {
  constexpr std::array<std::string_view, 9> keys = {"id",   "type",  "at",   "by",     "data",
                                                    "duty", "voids", "case", "answers"};
  return std::find(keys.begin(), keys.end(), name) != keys.end();
}

Event read_event(std::string_view json, const TimeZone& zone) {
  Document document;
  document.layers.push_back({"", "", std::string(json)});
  Report report(document, 100);
  Event event;
  const Node* root = read(document, 0, {}, report);
  if (root != nullptr && !root->is_object()) {
    report.error(code::wrong_kind, *root, "an event is an object", {brief(*root), "an object", ""});
  } else if (root != nullptr) {
    EnvelopeReader(zone, report).read(*root, event);
  }
  if (report.failed()) throw Error(report.kind(), report.sorted());
  return event;
}

}  // namespace loader

Event Event::parse(std::string_view json, const TimeZone& zone) {
  if (std::optional<Event> event = loader::read_event_fast(json, zone)) return std::move(*event);
  return loader::read_event(json, zone);
}

std::string Event::to_json() const {
  struct Member {
    std::string_view key;
    const std::string* text;  ///< nullptr: `at` or `data`
  };
  std::vector<Member> members;
  members.reserve(8 + subjects.size());
  members.push_back({"at", nullptr});
  members.push_back({"id", &id});
  members.push_back({"type", &type});
  if (!by.empty()) members.push_back({"by", &by});
  if (!case_key.empty()) members.push_back({"case", &case_key});
  if (!data.empty()) members.push_back({"data", nullptr});
  if (!duty.empty()) members.push_back({"duty", &duty});
  if (!voids.empty()) members.push_back({"voids", &voids});
  for (const auto& [entity, key] : subjects) members.push_back({entity, &key});
  std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) { return a.key < b.key; });
  std::string text;
  text.reserve(256);
  text += '{';
  for (const Member& member : members) {
    if (text.size() > 1) text += ',';
    loader::append_quoted(text, member.key);
    text += ':';
    if (member.text != nullptr) {
      loader::append_quoted(text, *member.text);
    } else if (member.key == "at") {
      append_utc(text, at);
    } else {
      append_data(text, data);
    }
  }
  text += '}';
  return text;
}

}  // namespace huifang
