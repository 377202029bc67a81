#include <algorithm>
#include <array>

#include "huifang/value.hpp"
#include "value/function.hpp"

namespace huifang {
namespace {

std::string quoted(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"':
        result += "\\\"";
        break;
      case '\\':
        result += "\\\\";
        break;
      case '\n':
        result += "\\n";
        break;
      case '\r':
        result += "\\r";
        break;
      case '\t':
        result += "\\t";
        break;
      default:
        if (byte < 0x20) {
          result += "\\u00";
          result += hex[byte >> 4];
          result += hex[byte & 15];
        } else {
          result += c;
        }
    }
  }
  return result + "\"";
}

bool is_plain_name(std::string_view name) {
  if (name.empty()) return false;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto other = [](char c) {
    return (c >= '0' && c <= '9') || c == ' ' || (static_cast<unsigned char>(c) >= 0x80);
  };
  if (!letter(name.front()) && static_cast<unsigned char>(name.front()) < 0x80) return false;
  return name.back() != ' ' &&
         std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || other(c); });
}

std::string list_text(const std::vector<Value>& items) {
  std::string text = "[";
  for (const Value& item : items) {
    if (text.size() > 1) text += ", ";
    text += item.to_text();
  }
  return text + "]";
}

std::string context_text(const Context& context) {
  std::string text = "{";
  for (const auto& [name, value] : context.entries) {
    if (text.size() > 1) text += ", ";
    text += (is_plain_name(name) ? name : quoted(name)) + ": " + value.to_text();
  }
  return text + "}";
}

std::string range_text(const Range& range) {
  if (range.low.is_null() && range.high.is_null()) return "range";
  if (range.low.is_null()) return (range.high_closed ? "<= " : "< ") + range.high.to_text();
  if (range.high.is_null()) return (range.low_closed ? ">= " : "> ") + range.low.to_text();
  return (range.low_closed ? "[" : "(") + range.low.to_text() + ".." + range.high.to_text() +
         (range.high_closed ? "]" : ")");
}

/// Contents of two values of one kind that has no `<=>` of its own.
std::strong_ordering order_lists(const std::vector<Value>& a, const std::vector<Value>& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (const auto order = Value::order(a[i], b[i]); order != std::strong_ordering::equal) return order;
  }
  return a.size() <=> b.size();
}

std::strong_ordering order_contexts(const Context& a, const Context& b) {
  const auto sorted = [](const Context& context) {
    auto entries = context.entries;
    std::sort(entries.begin(), entries.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
    return entries;
  };
  const auto left = sorted(a);
  const auto right = sorted(b);
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (const int names = left[i].first.compare(right[i].first); names != 0) return names <=> 0;
    const auto order = Value::order(left[i].second, right[i].second);
    if (order != std::strong_ordering::equal) return order;
  }
  return left.size() <=> right.size();
}

std::strong_ordering order_zones(const std::optional<ZoneSpec>& a, const std::optional<ZoneSpec>& b) {
  if (a.has_value() != b.has_value()) return a.has_value() <=> b.has_value();
  if (!a) return std::strong_ordering::equal;
  if (const int names = a->name.compare(b->name); names != 0) return names <=> 0;
  return a->offset_s.value_or(0) <=> b->offset_s.value_or(0);
}

std::strong_ordering order_times(const Time& a, const Time& b) {
  return a.ns_of_day != b.ns_of_day ? a.ns_of_day <=> b.ns_of_day : order_zones(a.zone, b.zone);
}

std::strong_ordering order_ranges(const Range& a, const Range& b) {
  if (const auto order = Value::order(a.low, b.low); order != std::strong_ordering::equal) return order;
  if (const auto order = Value::order(a.high, b.high); order != std::strong_ordering::equal) return order;
  if (a.low_closed != b.low_closed) return a.low_closed <=> b.low_closed;
  return a.high_closed <=> b.high_closed;
}

}  // namespace

std::strong_ordering Value::order(const Value& a, const Value& b) {
  if (a.kind_ != b.kind_) return a.kind_ <=> b.kind_;
  switch (a.kind_) {
    case Kind::null:
      return std::strong_ordering::equal;
    case Kind::boolean:
    case Kind::months_duration:
      return a.bits_ <=> b.bits_;
    case Kind::number:
      return a.number_ <=> b.number_;
    case Kind::string:
      return a.string().compare(b.string()) <=> 0;
    case Kind::date:
      return a.date_ <=> b.date_;
    case Kind::time:
      return order_times(a.time(), b.time());
    case Kind::date_time:
      if (const auto order = a.date_time().date <=> b.date_time().date;
          order != std::strong_ordering::equal) {
        return order;
      }
      return order_times(a.date_time().time, b.date_time().time);
    case Kind::days_duration:
      return a.days_ <=> b.days_;
    case Kind::list:
      return order_lists(a.list(), b.list());
    case Kind::context:
      return order_contexts(a.context(), b.context());
    case Kind::range:
      return order_ranges(a.range(), b.range());
    case Kind::function:
      return a.function()->text.compare(b.function()->text) <=> 0;
    case Kind::entity:
      return a.entity() <=> b.entity();
  }
  return std::strong_ordering::equal;
}

std::string Value::to_text() const {
  switch (kind_) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return boolean() ? "true" : "false";
    case Kind::number:
      return number_.to_text();
    case Kind::string:
      return quoted(string());
    case Kind::date:
      return "@\"" + date_.to_text() + "\"";
    case Kind::time:
      return "@\"" + time().to_text() + "\"";
    case Kind::date_time:
      return "@\"" + date_time().to_text() + "\"";
    case Kind::days_duration:
      return "@\"" + days_.to_text() + "\"";
    case Kind::months_duration:
      return "@\"" + months_duration().to_text() + "\"";
    case Kind::list:
      return list_text(list());
    case Kind::context:
      return context_text(context());
    case Kind::range:
      return range_text(range());
    case Kind::function:
      return function()->text;
    case Kind::entity:
      return entity().entity + " " + entity().key;
  }
  return "null";
}

}  // namespace huifang
