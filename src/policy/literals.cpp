#include <algorithm>

#include "huifang/calendar.hpp"
#include "policy/loader.hpp"
#include "value/utf8.hpp"

namespace huifang::loader {
namespace {

std::string alternatives(const std::vector<std::string>& names) {
  std::string text;
  const std::size_t shown = std::min<std::size_t>(names.size(), 12);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  if (shown < names.size()) text += ", …";
  return text;
}

}  // namespace

std::vector<const Node*> Loader::entries(std::string_view section) const {
  std::vector<const Node*> found;
  const Node* node = root().find(section);
  if (node == nullptr || !node->is_object()) return found;
  for (const Node* entry : node->children) {
    if (!entry->bad) found.push_back(entry);
  }
  return found;
}

bool usable_name(Loader& loader, const Node& entry, std::string_view what) {
  const std::string& name = entry.key;
  bool usable = !name.empty() && name.size() <= 200 && name.front() != ' ' && name.back() != ' ';
  for (std::size_t at = 0; at < name.size() && usable;) {
    const utf8::Decoded one = utf8::decode(name, at);
    const char32_t c = one.code_point;
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '-' || c == ' ' || c >= 0xA0;
    usable = one.bytes > 0 && plain;
    at += one.bytes;
  }
  if (usable) return true;
  loader.report.error_at_key(
      code::bad_name, entry, "this cannot be the name of " + std::string(what),
      {"\"" + name + "\"", "letters of any script, digits, '_', '-' and single blanks inside", ""});
  return false;
}

void unknown_name(Loader& loader, const Code& code, const Node& at, const std::string& what,
                  const std::string& name, const std::vector<std::string>& candidates) {
  loader.report.error(
      code, at, "unknown " + what + " '" + utf8::shortened(name) + "'",
      {"\"" + name + "\"", candidates.empty() ? "nothing of the kind is declared" : alternatives(candidates),
       loader.report.nearest(name, candidates)});
}

const Node* literal(Loader& loader, const Node& node) {
  if (!node.is_string() || node.text.size() < 2 || node.text[0] != '$') return &node;
  const auto found = loader.parameters.find(std::string_view(node.text).substr(1));
  if (found == loader.parameters.end()) {
    std::vector<std::string> names;
    for (const auto& [name, parameter] : loader.parameters) names.push_back("$" + name);
    unknown_name(loader, code::unknown_parameter, node, "parameter", node.text, names);
    return nullptr;
  }
  found->second.used = true;
  if (found->second.dated) {
    loader.report.error(code::later_parameter, node,
                        "what stands here is fixed when the policy is loaded, and the parameter's value changes with the date",
                        {brief(node), "a parameter with one value; dated ones stand in expressions, and as spans in 'every' and times", ""});
    return nullptr;
  }
  return found->second.literal;  // without one, the parameter itself was reported
}

Parameter* dated_span(Loader& loader, const Node& node) {
  if (!node.is_string() || !node.text.starts_with('$')) return nullptr;
  const auto found = loader.parameters.find(std::string_view(node.text).substr(1));
  return found != loader.parameters.end() && found->second.dated && found->second.type == "span" ? &found->second : nullptr;
}

std::optional<std::size_t> one_of(Loader& loader, const Node& node, const std::vector<std::string>& allowed) {
  const Node* value = literal(loader, node);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) {
    const auto found = std::find(allowed.begin(), allowed.end(), value->text);
    if (found != allowed.end()) return static_cast<std::size_t>(found - allowed.begin());
  }
  loader.report.error(code::bad_value, node, "this is none of the permitted words",
                      {brief(*value), alternatives(allowed),
                       value->is_string() ? loader.report.nearest(value->text, allowed) : ""});
  return std::nullopt;
}

std::optional<bool> boolean_of(Loader& loader, const Node& node) {
  const Node* value = literal(loader, node);
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->boolean;
  loader.report.error(code::parameter_misfit, node, "the parameter has another type than this place takes",
                      {brief(*value), "true or false", ""});
  return std::nullopt;
}

std::optional<std::int64_t> integer_of(Loader& loader, const Node& node, std::int64_t low,
                                       std::int64_t high) {
  const Node* value = literal(loader, node);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) {
    const std::optional<Decimal> number = Decimal::parse(value->text);
    const std::optional<std::int64_t> integer = number ? number->to_int64() : std::nullopt;
    if (integer && *integer >= low && *integer <= high) return integer;
  }
  loader.report.error(
      code::number_bounds, node, "the number is outside its bounds, or not whole",
      {brief(*value), "a whole number from " + std::to_string(low) + " to " + std::to_string(high), ""});
  return std::nullopt;
}

std::optional<Span> span_of(Loader& loader, const Node& node) {
  const Node* value = literal(loader, node);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) {
    if (const std::optional<Span> span = Span::parse(value->text)) return span;
  }
  loader.report.error(
      code::bad_span, node, "this is no span of time",
      {brief(*value), "a number and a unit: \"3 days\", \"24 hours\", \"2 working days\"", ""});
  return std::nullopt;
}

std::optional<std::vector<DayRange>> ranges_of(Loader& loader, const Node& node) {
  const Node* value = literal(loader, node);
  if (value == nullptr) return std::nullopt;
  std::vector<const Node*> items;
  if (value->is_array()) {
    items.assign(value->children.begin(), value->children.end());
  } else {
    items.push_back(value);
  }
  std::vector<DayRange> ranges;
  bool good = true;
  for (const Node* item : items) {
    const std::optional<DayRange> range = item->is_string() ? DayRange::parse(item->text) : std::nullopt;
    if (range) {
      ranges.push_back(*range);
      continue;
    }
    good = false;
    loader.report.error(
        code::bad_day_range, value == &node ? *item : node, "this is no range of days",
        {brief(*item), "\"03-01..10-31\" or \"2014-01-01..2016-12-31\", both ends included", ""});
  }
  if (good && ranges.empty()) {
    loader.report.error(code::empty_list, node, "at least one range of days is needed",
                        {"an empty list", "", ""});
    good = false;
  }
  if (!good) return std::nullopt;
  return ranges;
}

Value value_of(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return {};
    case Node::Kind::boolean:
      return Value::of(node.boolean);
    case Node::Kind::number: {
      const std::optional<Decimal> number = Decimal::parse(node.text);
      return number ? Value::of(*number) : Value{};
    }
    case Node::Kind::string:
      return Value::of(node.text);
    case Node::Kind::array: {
      std::vector<Value> items;
      for (const Node* child : node.children) items.push_back(value_of(*child));
      return Value::of(std::move(items));
    }
    case Node::Kind::object: {
      Context context;
      for (const Node* child : node.children) context.entries.emplace_back(child->key, value_of(*child));
      return Value::of(std::move(context));
    }
  }
  return {};
}

std::string text_at(const Node& object, std::string_view key) {
  const Node* node = object.find(key);
  return node != nullptr && node->is_string() ? node->text : "";
}

feel::Type type_entity(std::uint32_t entity) {
  feel::Type type = type_of_kind(feel::Type::Kind::entity);
  type.object = entity;
  return type;
}

feel::Type type_list(feel::Type item) {
  feel::Type type = type_of_kind(feel::Type::Kind::list);
  type.item = std::make_shared<const feel::Type>(std::move(item));
  return type;
}

std::optional<std::uint32_t> bucket_of(Loader& loader, const Node& node) {
  const Node* value = literal(loader, node);
  if (value == nullptr) return std::nullopt;
  const auto found = value->is_string() ? loader.bucket_index.find(value->text) : loader.bucket_index.end();
  if (found != loader.bucket_index.end()) return found->second;
  std::vector<std::string> names;
  for (const BucketFamily& family : loader.model.buckets) names.push_back(family.name());
  const std::string text = value->is_string() ? value->text : brief(*value);
  if (value->is_string() && Span::parse(text)) {
    loader.report.error(code::unknown_bucket, node, "a span is no bucket",
                        {brief(*value), "the name of a bucket, or \"every\" in place of \"each\"", ""});
  } else {
    unknown_name(loader, code::unknown_bucket, node, "bucket", text, names);
  }
  return std::nullopt;
}

}  // namespace huifang::loader
