#include "statechart/value_form.hpp"

#include <algorithm>

#include "policy/canonical.hpp"
#include "policy/reader.hpp"
#include "statechart/codes.hpp"
#include "statechart/model.hpp"

namespace huifang::statechart {
namespace {

void append_tagged(std::string& text, std::string_view tag, std::string_view content) {
  text += "{\"@";
  text += tag;
  text += "\":";
  loader::append_quoted(text, content);
  text += '}';
}

void append_list(std::string& text, const std::vector<Value>& items) {
  text += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += ',';
    append_value(text, items[i]);
  }
  text += ']';
}

void append_context(std::string& text, const Context& context) {
  const bool tagged = std::any_of(context.entries.begin(), context.entries.end(),
                                  [](const auto& entry) { return entry.first.starts_with('@'); });
  text += tagged ? "{\"@context\":[" : "{";
  bool first = true;
  for (const auto& [name, value] : context.entries) {
    if (!first) text += ',';
    first = false;
    if (tagged) text += '[';
    loader::append_quoted(text, name);
    text += tagged ? ',' : ':';
    append_value(text, value);
    if (tagged) text += ']';
  }
  text += tagged ? "]}" : "}";
}

Value refused(const loader::Node& node, loader::Report& report, const std::string& expected) {
  report.error(code::bad_state, node, "this cannot be read as a value", {loader::brief(node), expected, ""});
  return {};
}

template <class Made>
Value made_of(const std::optional<Made>& made, const loader::Node& node, loader::Report& report,
              const std::string& expected) {
  return made ? Value::of(*made) : refused(node, report, expected);
}

Value tagged_value(const std::string& tag, const loader::Node& node, loader::Report& report) {
  if (tag == "@context" && node.is_array()) {
    Context context;
    for (const loader::Node* entry : node.children) {
      if (!entry->is_array() || entry->children.size() != 2 || !entry->children[0]->is_string() ||
          context.find(entry->children[0]->text) != nullptr) {
        return refused(*entry, report, "[\"name\", value], every name once");
      }
      context.entries.emplace_back(entry->children[0]->text, value_of(*entry->children[1], report));
    }
    return Value::of(std::move(context));
  }
  if (tag == "@range" && node.is_array() && node.children.size() == 4 && node.children[2]->is_boolean() &&
      node.children[3]->is_boolean()) {
    Range range;
    range.low = value_of(*node.children[0], report);
    range.high = value_of(*node.children[1], report);
    range.low_closed = node.children[2]->boolean;
    range.high_closed = node.children[3]->boolean;
    return Value::of(std::move(range));
  }
  if (!node.is_string()) return refused(node, report, "a text");
  const std::string& text = node.text;
  if (tag == "@number") return made_of(Decimal::parse(text), node, report, "a number");
  if (tag == "@date") return made_of(Date::parse(text), node, report, "a date such as 2024-03-01");
  if (tag == "@time") return made_of(Time::parse(text), node, report, "a time such as 10:05:00+08:00");
  if (tag == "@dateTime")
    return made_of(DateTime::parse(text), node, report, "a date and time such as 2024-03-01T10:05:00Z");
  if (tag == "@duration") {
    if (const std::optional<DaysDuration> days = DaysDuration::parse(text)) return Value::of(*days);
    return made_of(MonthsDuration::parse(text), node, report, "a duration such as P1DT2H");
  }
  if (tag == "@months") return made_of(MonthsDuration::parse(text), node, report, "a duration such as P1Y2M");
  if (tag == "@ref") {
    const std::size_t colon = text.find(':');
    if (colon != std::string::npos)
      return Value::of(EntityRef{text.substr(0, colon), text.substr(colon + 1)});
  }
  return refused(node, report,
                 "@date, @time, @dateTime, @duration, @months, @number, @range, @ref or @context");
}

}  // namespace

void append_value(std::string& text, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null:
    case Value::Kind::function:
      text += "null";
      return;
    case Value::Kind::boolean:
      text += value.boolean() ? "true" : "false";
      return;
    case Value::Kind::number: {
      const std::string digits = value.number().to_text();
      if (digits.find_first_of("eE") == std::string::npos)
        text += digits;
      else
        append_tagged(text, "number", digits);
      return;
    }
    case Value::Kind::string:
      loader::append_quoted(text, value.string());
      return;
    case Value::Kind::date:
      append_tagged(text, "date", value.date().to_text());
      return;
    case Value::Kind::time:
      append_tagged(text, "time", value.time().to_text());
      return;
    case Value::Kind::date_time:
      append_tagged(text, "dateTime", value.date_time().to_text());
      return;
    case Value::Kind::days_duration:
      append_tagged(text, "duration", value.days_duration().to_text());
      return;
    case Value::Kind::months_duration:
      append_tagged(text, "months", value.months_duration().to_text());
      return;
    case Value::Kind::list:
      append_list(text, value.list());
      return;
    case Value::Kind::context:
      append_context(text, value.context());
      return;
    case Value::Kind::range: {
      const Range& range = value.range();
      text += "{\"@range\":[";
      append_value(text, range.low);
      text += ',';
      append_value(text, range.high);
      text += range.low_closed ? ",true," : ",false,";
      text += range.high_closed ? "true]}" : "false]}";
      return;
    }
    case Value::Kind::entity:
      append_tagged(text, "ref", value.entity().entity + ":" + value.entity().key);
      return;
  }
}

Value value_of(const loader::Node& node, loader::Report& report) {
  using Kind = loader::Node::Kind;
  switch (node.kind) {
    case Kind::null:
      return {};
    case Kind::boolean:
      return Value::of(node.boolean);
    case Kind::number:
      return made_of(Decimal::parse(node.text), node, report, "a number of at most 34 digits");
    case Kind::string:
      return Value::of(node.text);
    case Kind::array: {
      std::vector<Value> items;
      for (const loader::Node* child : node.children) items.push_back(value_of(*child, report));
      return Value::of(std::move(items));
    }
    case Kind::object: {
      if (node.children.size() == 1 && node.children[0]->key.starts_with('@')) {
        return tagged_value(node.children[0]->key, *node.children[0], report);
      }
      Context context;
      for (const loader::Node* child : node.children)
        context.entries.emplace_back(child->key, value_of(*child, report));
      return Value::of(std::move(context));
    }
  }
  return {};
}

std::string value_to_json(const Value& value) {
  std::string text;
  append_value(text, value);
  return text;
}

Value value_from_json(std::string_view json) {
  loader::Document document;
  document.layers.emplace_back().text = json;
  loader::Report report(document, 100);
  loader::ReadLimits limits;
  limits.nesting = value_depth_max * 2 + 4;
  const loader::Node* root = loader::read(document, 0, limits, report);
  Value value;
  if (root != nullptr) value = value_of(*root, report);
  if (report.failed()) throw Error(report.kind(), report.sorted());
  return value;
}

}  // namespace huifang::statechart
