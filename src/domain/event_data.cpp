#include "domain/event_data.hpp"

#include "domain/json_text.hpp"

namespace huifang {

const Value* datum(const Event& event, const char* name) {
  const auto found = event.data.find(name);
  return found == event.data.end() || found->second.is_null() ? nullptr : &found->second;
}

std::string act_text(const Event& event) {
  std::string text;
  {
    JsonObject object(text);
    object.text("act", event.type);
    object.text("by", event.by);
    object.text("event", event.id);
    if (const Value* reason = datum(event, "reason")) object.value("reason", *reason);
  }
  return text;
}

}  // namespace huifang
