/// Cases for hosts that read JSON.
#include "domain/json_text.hpp"
#include "huifang/workflow.hpp"

namespace huifang {
namespace {

void null_or_text(JsonObject& object, const char* name, const std::string& text) {
  if (text.empty()) {
    object.key(name) += "null";
  } else {
    object.text(name, text);
  }
}

void reference(JsonObject& object, const char* name, const std::optional<EntityRef>& who) {
  null_or_text(object, name, who ? who->entity + ":" + who->key : std::string());
}

void append(std::string& out, const CaseEntry& one, const TimeZone& zone) {
  JsonObject object(out);
  object.text("workflow", one.workflow);
  object.text("key", one.key);
  reference(object, "about", one.about);
  reference(object, "owner", one.owner);
  object.list("states", one.states);
  object.text("opened", zone.to_text(one.opened));
  null_or_text(object, "closed", one.closed ? zone.to_text(*one.closed) : std::string());
  null_or_text(object, "outcome", one.outcome());
  JsonObject facts(object.key("facts"));
  for (const auto& [name, value] : one.facts) facts.value(name, value);
}

void append(std::string& out, const CaseStep& step, const TimeZone& zone) {
  JsonObject object(out);
  object.number("number", step.number);
  object.text("at", zone.to_text(step.at));
  null_or_text(object, "event", step.event);
  object.text("type", step.type);
  object.list("left", step.left);
  object.list("entered", step.entered);
  object.list("states", step.states);
  object.list("transitions", step.transitions);
  object.key("because") += step.because;
}

/// {"name": [...]}, each of the list by append().
template <class Rows>
std::string object_of(const char* name, const Rows& rows, const TimeZone& zone) {
  std::string out;
  {
    JsonObject object(out);
    object.key(name) += '[';
    for (const auto& row : rows) {
      if (&row != &rows.front()) out += ',';
      append(out, row, zone);
    }
    out += ']';
  }
  return out;
}

}  // namespace

std::string cases_json(const Book& book, const CaseQuery& query) { return object_of("cases", book.cases(query), book.zone()); }

std::string case_path_json(const Book& book, std::string_view workflow, std::string_view key) {
  return object_of("path", book.case_path(workflow, key), book.zone());
}

}  // namespace huifang
