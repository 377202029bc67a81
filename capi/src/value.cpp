// Values.
#include "boundary.hpp"
#include "log/json_form.hpp"
#include "value_json.hpp"

using namespace huifang::c;
using huifang::Error;
using huifang::ErrorKind;
using huifang::Value;

namespace {

bool is(const huifang_value* value, Value::Kind kind) noexcept {
  return value != nullptr && inside(value)->kind() == kind;
}

const std::vector<std::pair<std::string, Value>>* entries(const huifang_value* value) noexcept {
  return is(value, Value::Kind::context) ? &inside(value)->context().entries : nullptr;
}

template <class Write>
huifang_status write(const huifang_value* value, huifang_string** out, huifang_error** error,
                     Write&& text_of) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, text_of(required_inside(value, "value")));
  });
}

}  // namespace

extern "C" {

huifang_status huifang_value_from_json(const char* json, size_t json_size, huifang_value** out,
                                       huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang::JsonForm document(std::string(bytes(json, json_size, "json")), "");
    hand_out(out, huifang::value_of(document.root()));
  });
}

huifang_status huifang_value_from_feel(const char* feel, size_t feel_size, huifang_value** out,
                                       huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    huifang::feel::Outcome outcome =
        huifang::feel::evaluate(text(feel, feel_size, "text"), huifang::Context{});
    using Status = huifang::feel::Outcome::Status;
    if (outcome.status == Status::wrong_type || outcome.status == Status::error) {
      huifang::Diagnostic diagnostic;
      diagnostic.code = codes::evaluation;
      diagnostic.message = outcome.message;
      diagnostic.offset = outcome.offset;
      throw Error(ErrorKind::evaluation, {diagnostic});
    }
    hand_out(out, std::move(outcome.value));
  });
}

huifang_status huifang_value_copy(const huifang_value* value, huifang_value** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, required_inside(value, "value"));
  });
}

void huifang_value_free(huifang_value* value) { delete inside(value); }

int32_t huifang_value_kind(const huifang_value* value) {
  return value == nullptr ? HUIFANG_VALUE_NULL : static_cast<int32_t>(inside(value)->kind());
}

bool huifang_value_boolean(const huifang_value* value) {
  return is(value, Value::Kind::boolean) && inside(value)->boolean();
}

huifang_status huifang_value_scaled(const huifang_value* value, int32_t scale, int64_t* out,
                                    huifang_error** error) {
  if (out != nullptr) *out = 0;
  return guarded(error, [&] {
    required(out, "out");
    const Value& number = required_inside(value, "value");
    if (number.kind() != Value::Kind::number) {
      huifang::Diagnostic diagnostic;
      diagnostic.code = codes::wrong_kind;
      diagnostic.message = "the value is no number";
      diagnostic.found = std::string(huifang::kind_name(number.kind()));
      diagnostic.expected = "number";
      throw Error(ErrorKind::argument, {diagnostic});
    }
    if (scale < 0 || scale > 18) refuse_number("scale", scale, "0 to 18");
    const std::optional<std::int64_t> scaled = number.number().to_scaled(scale);
    if (!scaled) {
      throw Error(ErrorKind::range, codes::out_of_range,
                  number.number().to_text() + " with " + std::to_string(scale) +
                      " decimal places is no integer of 64 bits");
    }
    *out = *scaled;
  });
}

const char* huifang_value_string(const huifang_value* value, size_t* size) {
  return lend_text(is(value, Value::Kind::string) ? &inside(value)->string() : nullptr, size);
}

const char* huifang_value_entity(const huifang_value* value, size_t* size) {
  return lend_text(is(value, Value::Kind::entity) ? &inside(value)->entity().entity : nullptr, size);
}

const char* huifang_value_key(const huifang_value* value, size_t* size) {
  return lend_text(is(value, Value::Kind::entity) ? &inside(value)->entity().key : nullptr, size);
}

size_t huifang_value_count(const huifang_value* value) {
  if (is(value, Value::Kind::list)) return inside(value)->list().size();
  const auto* all = entries(value);
  return all == nullptr ? 0 : all->size();
}

const huifang_value* huifang_value_item(const huifang_value* value, size_t index) {
  if (is(value, Value::Kind::list)) return lend_item<huifang_value>(&inside(value)->list(), index);
  const auto* all = entries(value);
  return all == nullptr || index >= all->size() ? nullptr : lend<huifang_value>(&(*all)[index].second);
}

const char* huifang_value_name(const huifang_value* value, size_t index, size_t* size) {
  const auto* all = entries(value);
  return lend_text(all == nullptr || index >= all->size() ? nullptr : &(*all)[index].first, size);
}

const huifang_value* huifang_value_find(const huifang_value* value, const char* name, size_t name_size) {
  if (name == nullptr || !is(value, Value::Kind::context)) return nullptr;
  return lend<huifang_value>(inside(value)->context().find(bytes(name, name_size, "name")));
}

huifang_status huifang_value_text(const huifang_value* value, huifang_string** out, huifang_error** error) {
  return write(value, out, error, [](const Value& content) { return host_text(content); });
}

huifang_status huifang_value_feel(const huifang_value* value, huifang_string** out, huifang_error** error) {
  return write(value, out, error, [](const Value& content) { return content.to_text(); });
}

huifang_status huifang_value_json(const huifang_value* value, huifang_string** out, huifang_error** error) {
  return write(value, out, error, [](const Value& content) {
    std::string json;
    append_host_json(json, content);
    return json;
  });
}

}  // extern "C"

static_assert(HUIFANG_VALUE_NULL == static_cast<int>(Value::Kind::null));
static_assert(HUIFANG_VALUE_STRING == static_cast<int>(Value::Kind::string));
static_assert(HUIFANG_VALUE_DATE_TIME == static_cast<int>(Value::Kind::date_time));
static_assert(HUIFANG_VALUE_MONTHS_DURATION == static_cast<int>(Value::Kind::months_duration));
static_assert(HUIFANG_VALUE_CONTEXT == static_cast<int>(Value::Kind::context));
static_assert(HUIFANG_VALUE_FUNCTION == static_cast<int>(Value::Kind::function));
static_assert(HUIFANG_VALUE_REFERENCE == static_cast<int>(Value::Kind::entity));
