#include "domain/json_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>

#include "domain/json_plain.hpp"
#include "huifang/error.hpp"
#include "huifang/feel.hpp"
#include "value/diagnostic.hpp"
#include "value/json_number.hpp"
#include "value/utf8.hpp"

namespace huifang {

void append_json_string(std::string& out, std::string_view text) {
  static constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  std::size_t copied = 0;  // what needs no escape is copied piece by piece
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, copied, i - copied);
    copied = i + 1;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out += hex[c >> 4];
        out += hex[c & 15];
    }
  }
  out.append(text, copied);
  out += '"';
}

namespace {

void append_tagged(std::string& out, std::string_view tag, std::string_view text) {
  out += "{\"";
  out += tag;
  out += "\":";
  append_json_string(out, text);
  out += '}';
}

/// The text between @" and " of a temporal's FEEL literal.
std::string temporal_text(const Value& value) {
  const std::string literal = value.to_text();
  return literal.size() > 3 ? literal.substr(2, literal.size() - 3) : literal;
}

}  // namespace

void append_json(std::string& out, const Value& value) {
  using Kind = Value::Kind;
  switch (value.kind()) {
    case Kind::null: out += "null"; break;
    case Kind::boolean: out += value.boolean() ? "true" : "false"; break;
    case Kind::number: out += value.number().to_text(); break;
    case Kind::string: append_json_string(out, value.string()); break;
    case Kind::date: append_tagged(out, "date", value.date().to_text()); break;
    case Kind::time: append_tagged(out, "time", temporal_text(value)); break;
    case Kind::date_time: append_tagged(out, "date and time", temporal_text(value)); break;
    case Kind::days_duration:
    case Kind::months_duration: append_tagged(out, "duration", temporal_text(value)); break;
    case Kind::entity: append_tagged(out, "ref", value.entity().entity + ":" + value.entity().key); break;
    case Kind::list: {
      out += '[';
      bool first = true;
      for (const Value& item : value.list()) {
        if (!first) out += ',';
        first = false;
        append_json(out, item);
      }
      out += ']';
      break;
    }
    case Kind::context: {
      JsonObject object(out);
      for (const auto& [name, item] : value.context().entries) object.value(name, item);
      break;
    }
    case Kind::range:
    case Kind::function: append_tagged(out, "feel", value.to_text()); break;
  }
}

std::string json_text(const Value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

std::string& JsonObject::key(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  append_json_string(out_, name);
  out_ += ':';
  return out_;
}

void JsonObject::list(std::string_view name, const std::vector<std::string>& texts) {
  key(name) += '[';
  for (const std::string& text : texts) {
    if (out_.back() != '[') out_ += ',';
    append_json_string(out_, text);
  }
  out_ += ']';
}

void JsonObject::number(std::string_view name, std::int64_t value) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  key(name).append(digits.data(), end);
}

namespace {

[[noreturn]] void refuse(std::string_view text) {
  throw Error(ErrorKind::storage, "HF4201", "stored value is not of a known form: " + std::string(text.substr(0, 80)));
}

bool is_tag(std::string_view name) {
  return name == "date" || name == "time" || name == "date and time" || name == "duration" || name == "ref";
}

Value tagged(const std::string& tag, const std::string& text) {
  if (tag == "date") {
    if (const auto date = Date::parse(text)) return Value::of(*date);
  } else if (tag == "ref") {
    const auto colon = text.find(':');
    if (colon != std::string::npos) return Value::of(EntityRef{text.substr(0, colon), text.substr(colon + 1)});
  } else if (tag == "date and time" || tag == "time" || tag == "duration") {
    std::string literal = "@";
    append_json_string(literal, text);
    auto outcome = feel::evaluate(literal, Context{});
    if (outcome.status == feel::Outcome::Status::ok) return std::move(outcome.value);
  }
  refuse(text);
}

/// Who wrote the text: a book, where objects with one key may be dates, times, durations and references, or a host, who is told what is
/// wrong with it.
enum class Written : std::uint8_t { by_book, by_host };

/// Builds values while nlohmann reads, so that numbers keep their exact digits.
class ValueReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  /// `code`: of what a host is told.
  ValueReader(std::string_view text, Written written, std::string_view code = {}) : text_(text), written_(written), code_(code) {}
  Value read() {
    nlohmann::json::sax_parse(text_, this);  // what is wrong is thrown
    return std::move(result_);
  }

  bool null() override { return give({}); }
  bool boolean(bool value) override { return give(Value::of(value)); }
  bool number_integer(std::int64_t value) override { return give(Value::of(Decimal(value))); }
  bool number_unsigned(std::uint64_t value) override { return give_number(std::to_string(value)); }
  bool number_float(double, const std::string& text) override { return give_number(json_number(text)); }
  bool string(std::string& value) override { return give(Value::of(std::move(value))); }
  bool binary(binary_t&) override { return false; }  // there is none in JSON
  bool start_array(std::size_t) override { return open(false); }
  bool end_array() override {
    Value list = Value::of(std::move(open_.back().items));
    open_.pop_back();
    return give(std::move(list));
  }
  bool start_object(std::size_t) override { return open(true); }
  bool key(std::string& name) override {
    open_.back().key = std::move(name);
    return true;
  }
  bool end_object() override {
    if (written_ == Written::by_host) require_distinct_names();
    Context context = std::move(open_.back().context);
    open_.pop_back();
    const auto& entries = context.entries;
    if (written_ == Written::by_book && entries.size() == 1 && is_tag(entries[0].first) && entries[0].second.kind() == Value::Kind::string) {
      return give(tagged(entries[0].first, entries[0].second.string()));
    }
    return give(Value::of(std::move(context)));
  }
  bool parse_error(std::size_t read, const std::string& token, const nlohmann::json::exception& why) override {
    constexpr int number_beyond_double = 406;
    if (written_ == Written::by_book || why.id == number_beyond_double) refuse_here("this number is too large or too small", token, "an exponent from -308 to 308");
    // What does not fit was read to its end; of a word or number the beginning is told.
    std::size_t at = std::min(read == 0 ? 0 : read - 1, text_.size());
    const auto in_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+'; };
    while (at > 0 && at < text_.size() && in_word(text_[at]) && in_word(text_[at - 1])) --at;
    const std::string found = utf8::shortened(text_.substr(at), 20);
    Diagnostic finding = error_at("", std::string(code_), "this is no JSON",
                                  found.empty() ? "the end of the text" : utf8::first_invalid(found) == std::string::npos ? found : "bytes that are no UTF-8", "JSON");
    const std::string_view before = text_.substr(0, at);
    finding.offset = static_cast<std::int64_t>(at);
    finding.line = 1 + std::count(before.begin(), before.end(), '\n');
    finding.column = 1 + static_cast<std::int64_t>(utf8::length(before.substr(before.rfind('\n') + 1)));
    throw Error(ErrorKind::syntax, {std::move(finding)});
  }

 private:
  struct Open {
    bool is_object = false;
    std::string key;
    std::vector<Value> items;
    Context context;
  };
  /// At the value that is being read.
  [[noreturn]] void refuse_here(const char* message, std::string_view found, const char* expected) const {
    if (written_ == Written::by_book) refuse(found);
    std::string pointer;
    for (const Open& open : open_) pointer += "/" + (open.is_object ? open.key : std::to_string(open.items.size()));
    throw Error(ErrorKind::syntax, {error_at(std::move(pointer), std::string(code_), message, utf8::shortened(found), expected)});
  }
  void require_distinct_names() {
    std::vector<std::string_view> names;
    for (const auto& [name, value] : open_.back().context.entries) names.push_back(name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice == names.end()) return;
    open_.back().key = *twice;
    refuse_here("a name stands twice in one object", *twice, "each name once");
  }
  bool open(bool is_object) {
    if (written_ == Written::by_host && open_.size() >= depth_max) refuse_here("nested too deep", "another level", "at most 64 levels");
    open_.push_back({is_object, {}, {}, {}});
    return true;
  }
  bool give_number(const std::string& text) {
    const auto number = Decimal::parse(text);
    if (!number) refuse_here("this number is too large or too small", text, "an exponent from -308 to 308");
    return give(Value::of(*number));
  }
  bool give(Value value) {
    if (open_.empty()) {
      result_ = std::move(value);
    } else if (open_.back().is_object) {
      open_.back().context.entries.emplace_back(open_.back().key, std::move(value));
    } else {
      open_.back().items.push_back(std::move(value));
    }
    return true;
  }
  static constexpr std::size_t depth_max = 64;
  std::string_view text_;
  Written written_;
  std::string_view code_;
  std::vector<Open> open_;
  Value result_;
};

}  // namespace

Value value_from_json(std::string_view text) { return ValueReader(text, Written::by_book).read(); }

Value plain_from_json(std::string_view text, std::string_view code) { return ValueReader(text, Written::by_host, code).read(); }

}  // namespace huifang
