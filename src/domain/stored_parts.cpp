#include "domain/stored_parts.hpp"

#include "domain/json_text.hpp"
#include "huifang/error.hpp"

namespace huifang {

void append_data(std::string& out, const std::vector<std::pair<std::string, Value>>& fields) {
  out += '[';
  for (const auto& [name, value] : fields) {
    out += out.back() == '[' ? "[" : ",[";
    append_json_string(out, name);
    out += ',';
    append_json_string(out, json_text(value));
    out += ']';
  }
  out += ']';
}

std::vector<std::pair<std::string, Value>> data_from_json(const JsonNode& text) {
  std::vector<std::pair<std::string, Value>> data;
  for (const JsonNode field : text) {
    data.emplace_back(field.at(0).get<std::string>(), value_from_json(field.at(1).get<std::string>()));
  }
  return data;
}

void append_occurred(std::string& out, const Occurred& occurred, const PolicyModel& model) {
  JsonObject object(out);
  object.text("id", occurred.id);
  object.text("type", model.events[occurred.event].key);
  object.number("at", occurred.at_us);
  object.text("by", occurred.by);
  {
    JsonObject subjects(object.key("subjects"));
    for (const EntityRef& ref : occurred.subjects) subjects.text(ref.entity, ref.key);
  }
  append_data(object.key("data"), occurred.data);
}

std::shared_ptr<const Occurred> occurred_from_json(const JsonNode& text, const PolicyModel& model) {
  if (text.is_null()) return nullptr;
  auto occurred = std::make_shared<Occurred>();
  occurred->id = text.at("id").get<std::string>();
  occurred->event = model.event(text.at("type").get<std::string>());
  if (occurred->event == none) return nullptr;  // its type is gone from the policy, and so are the rules that read it
  occurred->at_us = text.at("at").get<std::int64_t>();
  occurred->by = text.at("by").get<std::string>();
  for (const JsonNode key : text.at("subjects")) occurred->subjects.push_back({key.name(), key.get<std::string>()});
  occurred->data = data_from_json(text.at("data"));
  return occurred;
}

std::uint32_t rule_in(std::uint32_t layer, std::string_view id, const PolicyModel& model) {
  if (layer < model.layers.size()) {
    for (const auto& [group, rule] : model.layers[layer].rules) {
      if (model.rules[rule].id == id) return rule;
    }
  }
  return none;
}

Date date_of(const JsonNode& text) {
  const auto date = Date::parse(text.get<std::string>());
  if (!date) throw Error(ErrorKind::storage, "HF4203", "a stored subject state holds no date");
  return *date;
}

}  // namespace huifang
