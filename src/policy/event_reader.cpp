#include "policy/event_reader.hpp"

#include <simdjson.h>

#include <string>
#include <utility>

#include "calendar/instant_range.hpp"
#include "huifang/value.hpp"
#include "policy/event_keys.hpp"

namespace huifang::loader {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::size_t fast_bytes_max = 1 << 20;
constexpr int fast_depth_max = 32;

/// JSON's number without exponent. Rows with exponents are rare, and their range is the other reader's
/// business.
bool is_plain_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - from;
  };
  const std::size_t first = at;
  const std::size_t whole = digits();
  if (whole == 0 || (whole > 1 && text[first] == '0')) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

std::string_view trimmed(std::string_view token) {
  while (!token.empty() &&
         (token.back() == ' ' || token.back() == '\t' || token.back() == '\n' || token.back() == '\r')) {
    token.remove_suffix(1);
  }
  return token;
}

/// Each function returns false when the row is not for this reader.
class FastReader {
 public:
  FastReader(const TimeZone& zone, Event& event) : zone_(zone), event_(event) {}

  bool document(ondemand::document& document) {
    ondemand::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) return false;
    for (auto field : object) {
      std::string_view key;
      ondemand::value value;
      if (field.unescaped_key().get(key) != simdjson::SUCCESS) return false;
      const std::string name(key);
      if (field.value().get(value) != simdjson::SUCCESS || !member(name, value)) return false;
    }
    const char* rest = nullptr;
    const bool at_end = document.current_location().get(rest) == simdjson::OUT_OF_BOUNDS;
    return at_end && seen_id_ && seen_type_ && seen_at_;
  }

 private:
  bool member(const std::string& name, ondemand::value& value) {
    if (name == "id") return !std::exchange(seen_id_, true) && text(value, event_.id, true);
    if (name == "type") return !std::exchange(seen_type_, true) && text(value, event_.type, true);
    if (name == "at") return !std::exchange(seen_at_, true) && time(value);
    if (name == "by") return !std::exchange(seen_by_, true) && text(value, event_.by, false);
    if (name == "duty") return !std::exchange(seen_duty_, true) && text(value, event_.duty, false);
    if (name == "voids") return !std::exchange(seen_voids_, true) && text(value, event_.voids, false);
    if (name == "case") return !std::exchange(seen_case_, true) && text(value, event_.case_key, false);
    if (name == "data") return !std::exchange(seen_data_, true) && data(value);
    if (is_envelope_key(name)) return false;
    std::string key;
    return text(value, key, true) && event_.subjects.emplace(name, std::move(key)).second;
  }

  bool text(ondemand::value& value, std::string& into, bool needed) {
    std::string_view content;
    if (value.get_string().get(content) != simdjson::SUCCESS || (needed && content.empty())) return false;
    into = content;
    return true;
  }

  bool time(ondemand::value& value) {
    std::string_view content;
    if (value.get_string().get(content) != simdjson::SUCCESS) return false;
    const std::optional<Instant> instant = zone_.parse(content);
    if (!instant || !in_years(*instant)) return false;
    event_.at = *instant;
    return true;
  }

  bool data(ondemand::value& value) {
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return false;
    for (auto field : object) {
      std::string_view key;
      ondemand::value inner;
      if (field.unescaped_key().get(key) != simdjson::SUCCESS) return false;
      std::string name(key);
      Value content;
      if (field.value().get(inner) != simdjson::SUCCESS || !any(inner, content, 0)) return false;
      if (!event_.data.emplace(std::move(name), std::move(content)).second) return false;
    }
    return true;
  }

  bool any(ondemand::value& value, Value& into, int depth) {
    if (depth > fast_depth_max) return false;
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return false;
    switch (type) {
      case ondemand::json_type::null: {
        bool null = false;
        return value.is_null().get(null) == simdjson::SUCCESS && null;
      }
      case ondemand::json_type::boolean: {
        bool content = false;
        if (value.get_bool().get(content) != simdjson::SUCCESS) return false;
        into = Value::of(content);
        return true;
      }
      case ondemand::json_type::number: {
        const std::string_view token = trimmed(value.raw_json_token());
        double checked = 0;
        if (!is_plain_number(token) || value.get_double().get(checked) != simdjson::SUCCESS) return false;
        const std::optional<Decimal> number = Decimal::parse(token);
        if (!number) return false;
        into = Value::of(*number);
        return true;
      }
      case ondemand::json_type::string: {
        std::string_view content;
        if (value.get_string().get(content) != simdjson::SUCCESS) return false;
        into = Value::of(content);
        return true;
      }
      case ondemand::json_type::array:
        return list(value, into, depth);
      case ondemand::json_type::object:
        return context(value, into, depth);
    }
    return false;
  }

  bool list(ondemand::value& value, Value& into, int depth) {
    ondemand::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) return false;
    std::vector<Value> items;
    for (auto item : array) {
      ondemand::value inner;
      if (item.get(inner) != simdjson::SUCCESS || !any(inner, items.emplace_back(), depth + 1)) return false;
    }
    into = Value::of(std::move(items));
    return true;
  }

  bool context(ondemand::value& value, Value& into, int depth) {
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return false;
    Context context;
    for (auto field : object) {
      std::string_view key;
      ondemand::value inner;
      if (field.unescaped_key().get(key) != simdjson::SUCCESS || context.find(key) != nullptr ||
          context.entries.size() > 256) {
        return false;
      }
      auto& entry = context.entries.emplace_back(std::string(key), Value{});
      if (field.value().get(inner) != simdjson::SUCCESS || !any(inner, entry.second, depth + 1)) return false;
    }
    into = Value::of(std::move(context));
    return true;
  }

  const TimeZone& zone_;
  Event& event_;
  bool seen_id_ = false, seen_type_ = false, seen_at_ = false, seen_by_ = false, seen_duty_ = false,
       seen_voids_ = false, seen_case_ = false, seen_data_ = false;
};

}  // namespace

std::optional<Event> read_event_fast(std::string_view json, const TimeZone& zone) {
  if (json.size() > fast_bytes_max) return std::nullopt;
  // Buffers only: what one row leaves behind is never read by the next.
  thread_local ondemand::parser parser;
  thread_local std::string padded;
  padded.assign(json);
  padded.resize(json.size() + simdjson::SIMDJSON_PADDING, ' ');
  ondemand::document document;
  if (parser.iterate(padded.data(), json.size(), padded.size()).get(document) != simdjson::SUCCESS)
    return std::nullopt;
  Event event;
  if (!FastReader(zone, event).document(document)) return std::nullopt;
  return event;
}

}  // namespace huifang::loader
