// Events.
#include "boundary.hpp"

using namespace huifang::c;
using huifang::Event;
using huifang::TimeZone;

namespace {

huifang_status set_text(huifang_event* event, std::string Event::*member, const char* data, size_t size,
                        const char* name, huifang_error** error) noexcept {
  return guarded(error,
                 [&] { required(event, "event").event.*member = std::string(text(data, size, name)); });
}

}  // namespace

extern "C" {

huifang_status huifang_event_create(const char* id, size_t id_size, const char* type, size_t type_size,
                                    huifang_instant at, huifang_event** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    Event event;
    event.id = std::string(text(id, id_size, "id"));
    event.type = std::string(text(type, type_size, "type"));
    event.at = instant(at, "at");
    *out = new huifang_event{std::move(event)};
  });
}

huifang_status huifang_event_parse(const char* json, size_t json_size, const huifang_zone* zone,
                                   huifang_event** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const std::string_view envelope = bytes(json, json_size, "json");
    *out = new huifang_event{Event::parse(envelope, zone == nullptr ? TimeZone::find("UTC") : zone->zone)};
  });
}

void huifang_event_free(huifang_event* event) { delete event; }

huifang_status huifang_event_set_by(huifang_event* event, const char* by, size_t by_size,
                                    huifang_error** error) {
  return set_text(event, &Event::by, by, by_size, "by", error);
}

huifang_status huifang_event_set_subject(huifang_event* event, const char* entity, size_t entity_size,
                                         const char* key, size_t key_size, huifang_error** error) {
  return guarded(error, [&] {
    Event& target = required(event, "event").event;
    std::string subject(text(key, key_size, "key"));
    target.subjects.insert_or_assign(std::string(text(entity, entity_size, "entity")), std::move(subject));
  });
}

huifang_status huifang_event_set_field(huifang_event* event, const char* name, size_t name_size,
                                       const huifang_value* value, huifang_error** error) {
  return guarded(error, [&] {
    Event& target = required(event, "event").event;
    target.data.insert_or_assign(std::string(text(name, name_size, "name")), required_inside(value, "value"));
  });
}

huifang_status huifang_event_set_duty(huifang_event* event, const char* key, size_t key_size,
                                      huifang_error** error) {
  return set_text(event, &Event::duty, key, key_size, "key", error);
}

huifang_status huifang_event_set_voids(huifang_event* event, const char* id, size_t id_size,
                                       huifang_error** error) {
  return set_text(event, &Event::voids, id, id_size, "id", error);
}

huifang_status huifang_event_set_case(huifang_event* event, const char* key, size_t key_size,
                                      huifang_error** error) {
  return set_text(event, &Event::case_key, key, key_size, "key", error);
}

const char* huifang_event_id(const huifang_event* event, size_t* size) {
  return lend_text(event == nullptr ? nullptr : &event->event.id, size);
}

const char* huifang_event_type(const huifang_event* event, size_t* size) {
  return lend_text(event == nullptr ? nullptr : &event->event.type, size);
}

huifang_instant huifang_event_at(const huifang_event* event) {
  return event == nullptr ? HUIFANG_NO_INSTANT : event->event.at.utc_us;
}

huifang_status huifang_event_json(const huifang_event* event, huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, required(event, "event").event.to_json());
  });
}

}  // extern "C"
