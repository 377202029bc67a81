#include <algorithm>
#include <nlohmann/json.hpp>

#include "huifang/plan.hpp"
#include "plan/codes.hpp"
#include "value/diagnostic.hpp"
#include "value/utf8.hpp"

namespace huifang {
namespace {

using Json = nlohmann::json;

constexpr std::size_t findings_max = 1'000;

/// Reads members of objects, and collects everything that is wrong.
class Reader {
 public:
  PlanRequest run(std::string_view text) {
    const Json document = Json::parse(text.begin(), text.end(), nullptr, false);
    if (document.is_discarded())
      throw Error(ErrorKind::syntax, codes::plan_syntax, "the request is not a JSON document");
    PlanRequest out;
    members(document, "", [&](const std::string& key, const Json& value, const std::string& at) {
      if (key == "visits")
        list(value, at,
             [&](const Json& item, const std::string& place) { out.visits.push_back(visit(item, place)); });
      else if (key == "people")
        list(value, at,
             [&](const Json& item, const std::string& place) { out.people.push_back(person(item, place)); });
      else
        unknown(key, at, {"people", "visits"});
    });
    if (!findings_.empty()) throw Error(ErrorKind::argument, std::move(findings_));
    return out;
  }

 private:
  void refuse(const std::string& at, std::string message, const std::string& found, std::string expected,
              std::string suggestion = {}) {
    if (findings_.size() == findings_max) return;
    Diagnostic diagnostic =
        error_at(at, codes::plan_member, std::move(message), utf8::shortened(found), std::move(expected));
    diagnostic.suggestion = std::move(suggestion);
    findings_.push_back(std::move(diagnostic));
  }

  void wrong(const Json& value, const std::string& at, const char* expected) {
    refuse(at, "something else is expected here", value.dump(-1, ' ', false, Json::error_handler_t::replace),
           expected);
  }

  void unknown(const std::string& key, const std::string& at, const std::vector<std::string>& known) {
    std::string expected;
    for (const std::string& name : known) expected += (expected.empty() ? "" : ", ") + name;
    refuse(at, "unknown key '" + key + "'", key, expected, nearest_name(key, known));
  }

  template <class Take>
  void members(const Json& object, const std::string& at, Take&& take) {
    if (!object.is_object()) return wrong(object, at, "an object");
    for (const auto& [key, value] : object.items()) take(key, value, at + '/' + key);
  }
  template <class Take>
  void list(const Json& array, const std::string& at, Take&& take) {
    if (!array.is_array()) return wrong(array, at, "a list");
    for (std::size_t i = 0; i < array.size(); ++i) take(array[i], at + '/' + std::to_string(i));
  }

  std::string text(const Json& value, const std::string& at) {
    if (value.is_string()) return value.get<std::string>();
    wrong(value, at, "a text");
    return {};
  }
  bool boolean(const Json& value, const std::string& at) {
    if (value.is_boolean()) return value.get<bool>();
    wrong(value, at, "true or false");
    return false;
  }
  std::int64_t number(const Json& value, const std::string& at) {
    if (value.is_number_integer() && (!value.is_number_unsigned() || value.get<std::uint64_t>() <= INT64_MAX))
      return value.get<std::int64_t>();
    wrong(value, at, "a whole number");
    return 0;
  }
  Date date(const Json& value, const std::string& at) {
    if (value.is_string()) {
      if (const std::optional<Date> date = Date::parse(value.get_ref<const std::string&>())) return *date;
    }
    wrong(value, at, "a date such as \"2024-03-01\"");
    return {};
  }

  PlanVisit visit(const Json& object, const std::string& place) {
    PlanVisit out;
    bool first = false, last = false;
    members(object, place, [&](const std::string& key, const Json& value, const std::string& at) {
      if (key == "id")
        out.id = text(value, at);
      else if (key == "subject")
        out.subject = text(value, at);
      else if (key == "title")
        out.title = text(value, at);
      else if (key == "first")
        out.first = date(value, at), first = true;
      else if (key == "last")
        out.last = date(value, at), last = true;
      else if (key == "people")
        list(value, at, [&](const Json& item, const std::string& p) { out.people.push_back(text(item, p)); });
      else if (key == "effort")
        out.effort = number(value, at);
      else if (key == "gap_days")
        out.gap_days = static_cast<std::int32_t>(std::clamp<std::int64_t>(number(value, at), -1, 1'000'000));
      else if (key == "order")
        list(value, at,
             [&](const Json& item, const std::string& p) { out.order.push_back(number(item, p)); });
      else if (key == "slot")
        out.slot = slot(value, at);
      else if (key == "pinned")
        out.pinned = boolean(value, at);
      else if (key == "wish")
        out.wish = date(value, at);
      else if (key == "soonest")
        out.soonest = boolean(value, at);
      else if (key == "together")
        list(value, at,
             [&](const Json& item, const std::string& p) { out.together.push_back(text(item, p)); });
      else
        unknown(key, at,
                {"effort", "first", "gap_days", "id", "last", "order", "people", "pinned", "slot", "soonest",
                 "subject", "title", "together", "wish"});
    });
    if (object.is_object() && !(first && last)) refuse(place, "a visit has no window", "", "first and last");
    return out;
  }

  PlanSlot slot(const Json& object, const std::string& place) {
    PlanSlot out;
    members(object, place, [&](const std::string& key, const Json& value, const std::string& at) {
      if (key == "day")
        out.day = date(value, at);
      else if (key == "person")
        out.person = text(value, at);
      else
        unknown(key, at, {"day", "person"});
    });
    return out;
  }

  PlanPerson person(const Json& object, const std::string& place) {
    PlanPerson out;
    members(object, place, [&](const std::string& key, const Json& value, const std::string& at) {
      if (key == "id")
        out.id = text(value, at);
      else if (key == "capacity")
        out.capacity = number(value, at);
      else if (key == "calendar")
        out.calendar = calendar(text(value, at), at);
      else if (key == "days")
        members(value, at, [&](const std::string& day, const Json& capacity, const std::string& p) {
          out.days.push_back({date(Json(day), p), number(capacity, p)});
        });
      else
        unknown(key, at, {"calendar", "capacity", "days", "id"});
    });
    return out;
  }

  std::optional<BusinessCalendar> calendar(const std::string& name, const std::string& at) {
    CalendarSource source;
    source.data = find_calendar_data(name);
    if (source.data != nullptr || name == "weekdays") return BusinessCalendar::build(source);
    std::vector<std::string> known = shipped_calendars();
    known.emplace_back("weekdays");
    refuse(at, "unknown calendar '" + name + "'", name, "weekdays or a shipped calendar",
           nearest_name(name, known));
    return std::nullopt;
  }

  std::vector<Diagnostic> findings_;
};

}  // namespace

PlanRequest plan_request_from_json(std::string_view json) { return Reader().run(json); }

}  // namespace huifang
