#include "value_json.hpp"

#include "domain/json_text.hpp"

namespace huifang::c {
namespace {

void append_list(std::string& out, const std::vector<Value>& items) {
  out += '[';
  bool first = true;
  for (const Value& item : items) {
    if (!first) out += ',';
    first = false;
    append_host_json(out, item);
  }
  out += ']';
}

void append_context(std::string& out, const Context& context) {
  JsonObject object(out);
  for (const auto& [name, value] : context.entries) append_host_json(object.key(name), value);
}

void append_reference(std::string& out, const EntityRef& reference) {
  JsonObject object(out);
  object.text("entity", reference.entity);
  object.text("key", reference.key);
}

}  // namespace

void append_host_json(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null:
      out += "null";
      return;
    case Value::Kind::boolean:
      out += value.boolean() ? "true" : "false";
      return;
    case Value::Kind::number:
      append_json(out, value);
      return;
    case Value::Kind::list:
      append_list(out, value.list());
      return;
    case Value::Kind::context:
      append_context(out, value.context());
      return;
    case Value::Kind::entity:
      append_reference(out, value.entity());
      return;
    default:
      append_json_string(out, host_text(value));
      return;
  }
}

std::string host_text(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::string:
      return value.string();
    case Value::Kind::date:
      return value.date().to_text();
    case Value::Kind::time:
      return value.time().to_text();
    case Value::Kind::date_time:
      return value.date_time().to_text();
    case Value::Kind::days_duration:
      return value.days_duration().to_text();
    case Value::Kind::months_duration:
      return value.months_duration().to_text();
    default:
      return value.to_text();
  }
}

}  // namespace huifang::c
