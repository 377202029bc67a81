#include <algorithm>
#include <array>

#include "huifang/value.hpp"
#include "value/function.hpp"
#include "value/value_text.hpp"

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

/// Writes values behind one another until the text is longer than it may be.
class Writer {
 public:
  explicit Writer(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  void write(const Value& value);
  bool fits() const { return text_.size() <= bytes_max_; }
  std::string take() { return std::move(text_); }

 private:
  void write_list(const std::vector<Value>& items) {
    text_ += '[';
    for (std::size_t i = 0; i < items.size() && fits(); ++i) {
      if (i > 0) text_ += ", ";
      write(items[i]);
    }
    text_ += ']';
  }

  void write_context(const Context& context) {
    text_ += '{';
    for (std::size_t i = 0; i < context.entries.size() && fits(); ++i) {
      const auto& [name, value] = context.entries[i];
      if (i > 0) text_ += ", ";
      text_ += (is_plain_name(name) ? name : quoted(name)) + ": ";
      write(value);
    }
    text_ += '}';
  }

  void write_range(const Range& range) {
    if (range.low.is_null() && range.high.is_null()) {
      text_ += "range";
    } else if (range.low.is_null()) {
      text_ += range.high_closed ? "<= " : "< ";
      write(range.high);
    } else if (range.high.is_null()) {
      text_ += range.low_closed ? ">= " : "> ";
      write(range.low);
    } else {
      text_ += range.low_closed ? "[" : "(";
      write(range.low);
      text_ += "..";
      write(range.high);
      text_ += range.high_closed ? "]" : ")";
    }
  }

  std::size_t bytes_max_;
  std::string text_;
};

void Writer::write(const Value& value) {
  using Kind = Value::Kind;
  const auto temporal = [this](const auto& given) { text_ += "@\"" + given.to_text() + "\""; };
  switch (value.kind()) {
    case Kind::null:
      text_ += "null";
      break;
    case Kind::boolean:
      text_ += value.boolean() ? "true" : "false";
      break;
    case Kind::number:
      text_ += value.number().to_text();
      break;
    case Kind::string:
      text_ += quoted(value.string());
      break;
    case Kind::date:
      temporal(value.date());
      break;
    case Kind::time:
      temporal(value.time());
      break;
    case Kind::date_time:
      temporal(value.date_time());
      break;
    case Kind::days_duration:
      temporal(value.days_duration());
      break;
    case Kind::months_duration:
      temporal(value.months_duration());
      break;
    case Kind::list:
      write_list(value.list());
      break;
    case Kind::context:
      write_context(value.context());
      break;
    case Kind::range:
      write_range(value.range());
      break;
    case Kind::function:
      text_ += value.function()->text;
      break;
    case Kind::entity:
      text_ += value.entity().entity + " " + value.entity().key;
      break;
  }
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
  Writer writer(SIZE_MAX);
  writer.write(*this);
  return writer.take();
}

std::optional<std::string> text_within(const Value& value, std::size_t bytes_max) {
  Writer writer(bytes_max);
  writer.write(value);
  if (!writer.fits()) return std::nullopt;
  return writer.take();
}

}  // namespace huifang
