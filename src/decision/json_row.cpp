#include "decision/json_row.hpp"

#include <charconv>
#include <cstring>

#include "feel/temporal.hpp"
#include "value/utf8.hpp"

namespace huifang {
namespace decision {
namespace {

using Program = Decision::Compiled;
using Type = DecisionColumn::Type;

constexpr std::size_t depth_max = 64;

class Reader {
 public:
  Reader(const Program& program, std::string_view text, JsonRow& row)
      : program_(program),
        begin_(text.data()),
        at_(text.data()),
        end_(text.data() + text.size()),
        row_(row) {}

  void read() {
    for (std::size_t i = 0; i < program_.columns.size(); ++i)
      row_.fields[i] = DecisionField::of(DecisionSlot::missing);
    skip_blanks();
    expect('{', "an object");
    skip_blanks();
    if (peek() == '}') {
      ++at_;
    } else {
      while (true) {
        member();
        skip_blanks();
        if (peek() == ',') {
          ++at_;
          skip_blanks();
          continue;
        }
        expect('}', "',' or '}'");
        break;
      }
    }
    skip_blanks();
    if (at_ != end_) refuse("the end of the record");
  }

 private:
  [[noreturn]] void refuse(const char* expected) const {
    Diagnostic diagnostic;
    diagnostic.code = "HF2217";
    diagnostic.message = "the record is not a JSON object";
    diagnostic.offset = at_ - begin_;
    diagnostic.found = at_ == end_
                           ? "the end"
                           : utf8::shortened(std::string_view(at_, static_cast<std::size_t>(end_ - at_)), 20);
    diagnostic.expected = expected;
    throw Error(ErrorKind::syntax, {std::move(diagnostic)});
  }

  char peek() const { return at_ == end_ ? '\0' : *at_; }
  void expect(char c, const char* what) {
    if (peek() != c || at_ == end_) refuse(what);
    ++at_;
  }
  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }

  void member() {
    const std::size_t column = key();
    skip_blanks();
    expect(':', "':'");
    skip_blanks();
    if (column == program_.columns.size()) return skip(0);
    if ((seen_ >> column & 1) != 0) refuse("every field once");
    seen_ |= std::uint64_t{1} << column;
    next_ = column + 1;
    value(program_.columns[column], row_.fields[column]);
  }

  /// The column of the name that stands here. Most records have their fields in the order of the schema.
  std::size_t key() {
    if (next_ < program_.keys.size()) {
      const std::string& expected = program_.keys[next_];
      if (static_cast<std::size_t>(end_ - at_) > expected.size() &&
          std::memcmp(at_, expected.data(), expected.size()) == 0) {
        at_ += expected.size();
        return next_;
      }
    }
    return column_of(string("a name"));
  }

  std::size_t column_of(std::string_view key) const {
    const auto& columns = program_.columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].name == key) return i;
    }
    return columns.size();
  }

  /// The content of a quoted text, without its escapes.
  std::string_view string(const char* what) {
    if (peek() != '"' || at_ == end_) refuse(what);
    const char* const from = ++at_;
    unsigned char high = 0;
    while (at_ != end_ && *at_ != '"' && *at_ != '\\') {
      const auto c = static_cast<unsigned char>(*at_);
      if (c < 0x20) refuse("no control characters in a text");
      high |= c;
      ++at_;
    }
    if (at_ == end_) refuse("'\"'");
    if (*at_ == '\\') return escaped(from);
    const std::string_view text(from, static_cast<std::size_t>(at_ - from));
    if (high >= 0x80) check_utf8(text);
    ++at_;
    return text;
  }

  void check_utf8(std::string_view text) {
    const std::size_t bad = utf8::first_invalid(text);
    if (bad == std::string_view::npos) return;
    at_ = text.data() >= begin_ && text.data() < end_ ? text.data() + bad : at_;
    refuse("UTF-8");
  }

  std::string_view escaped(const char* from) {
    std::string& text = row_.texts.emplace_back(from, at_);
    while (at_ != end_ && *at_ != '"') {
      const char c = *at_;
      if (static_cast<unsigned char>(c) < 0x20) refuse("no control characters in a text");
      ++at_;
      if (c != '\\') {
        text += c;
        continue;
      }
      constexpr std::string_view letters = "\"\\/bfnrt";
      constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
      const std::size_t letter = letters.find(peek());
      if (at_ != end_ && letter != std::string_view::npos) {
        text += meanings[letter];
        ++at_;
        continue;
      }
      if (peek() != 'u') refuse("an escape");
      ++at_;
      std::uint32_t code = hex4();
      if (code >= 0xD800 && code < 0xDC00) {
        if (end_ - at_ < 6 || at_[0] != '\\' || at_[1] != 'u') refuse("the second half of a pair");
        at_ += 2;
        const std::uint32_t low = hex4();
        if (low < 0xDC00 || low >= 0xE000) refuse("the second half of a pair");
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      } else if (code >= 0xDC00 && code < 0xE000) {
        refuse("the first half of a pair");
      }
      utf8::append(text, static_cast<char32_t>(code));
    }
    if (at_ == end_) refuse("'\"'");
    check_utf8(text);
    ++at_;
    return text;
  }

  std::uint32_t hex4() {
    std::uint32_t code = 0;
    if (end_ - at_ < 4) refuse("four hexadecimal digits");
    const auto [stop, error] = std::from_chars(at_, at_ + 4, code, 16);
    if (error != std::errc() || stop != at_ + 4) refuse("four hexadecimal digits");
    at_ += 4;
    return code;
  }

  bool literal(std::string_view word) {
    if (static_cast<std::size_t>(end_ - at_) < word.size() || std::string_view(at_, word.size()) != word)
      return false;
    at_ += word.size();
    return true;
  }

  void value(const DecisionColumn& column, DecisionField& field) {
    const char c = peek();
    if (c == 'n') {
      if (!literal("null")) refuse("null");
      field = DecisionField::of(DecisionSlot::null);
      return;
    }
    if (c == '"') {
      const std::string_view text = string("a text");
      field = text_field(column, text);
      return;
    }
    if (c == 't' || c == 'f') {
      if (!literal(c == 't' ? "true" : "false")) refuse("true or false");
      field = DecisionField::of(column.type == Type::boolean ? std::int64_t{c == 't'} : DecisionSlot::wrong);
      return;
    }
    if (c == '-' || (c >= '0' && c <= '9')) {
      number(column, field);
      return;
    }
    skip(0);  // an object or a list is the value of no column
    field = DecisionField::of(DecisionSlot::wrong);
  }

  static DecisionField text_field(const DecisionColumn& column, std::string_view text) {
    if (column.type == Type::string) return DecisionField::of(text);
    std::int64_t slot = DecisionSlot::wrong;
    if (column.type == Type::date) {
      if (const auto date = Date::parse(text)) slot = date->to_days();
    } else if (column.type == Type::date_time) {
      if (const auto moment = DateTime::parse(text)) slot = moment_of(*moment);
    }
    return DecisionField::of(slot);
  }

  static std::int64_t moment_of(const DateTime& moment) {
    if (!feel::temporal::is_valid(moment.time.zone) || !feel::temporal::offset_of(moment))
      return DecisionSlot::wrong;
    const auto since = feel::temporal::subtract(moment, feel::temporal::utc(Instant{0}));
    constexpr std::int64_t seconds_max = INT64_MAX / 1'000'000 - 1;
    if (!since || since->seconds > seconds_max || since->seconds < -seconds_max || since->ns % 1000 != 0)
      return DecisionSlot::wrong;
    return since->seconds * 1'000'000 + since->ns / 1000;
  }

  void number(const DecisionColumn& column, DecisionField& field) {
    const char* const from = at_;
    const bool negative = *at_ == '-';
    if (negative) ++at_;
    const char* const digits = at_;
    std::uint64_t whole = 0;
    while (at_ != end_ && *at_ >= '0' && *at_ <= '9')
      whole = whole * 10 + static_cast<std::uint64_t>(*at_++ - '0');
    std::size_t places = static_cast<std::size_t>(at_ - digits);
    if (places == 0 || (places > 1 && *digits == '0')) refuse("a number");
    int scale = 0;
    if (peek() == '.') {
      const char* const fraction = ++at_;
      while (at_ != end_ && *at_ >= '0' && *at_ <= '9')
        whole = whole * 10 + static_cast<std::uint64_t>(*at_++ - '0');
      if (at_ == fraction) refuse("a digit");
      scale = static_cast<int>(at_ - fraction);
      places += static_cast<std::size_t>(scale);
    }
    bool plain = places <= 18;
    if (peek() == 'e' || peek() == 'E') {
      plain = false;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      const char* const exponent = at_;
      while (at_ != end_ && *at_ >= '0' && *at_ <= '9') ++at_;
      if (at_ == exponent) refuse("a digit");
    }
    const std::string_view text(from, static_cast<std::size_t>(at_ - from));
    if (column.type == Type::binary) {
      double value = 0;
      const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
      field = DecisionField::of(result.ec == std::errc() ? DecisionSlot::of(value) : DecisionSlot::wrong);
      return;
    }
    field = DecisionField::of(DecisionSlot::wrong);
    if (column.type != Type::number) return;
    static constexpr std::uint64_t tens[] = {1,       10,        100,        1000,       10'000,
                                             100'000, 1'000'000, 10'000'000, 100'000'000};
    if (plain && scale <= column.decimals && column.decimals - scale <= 8 &&
        places + static_cast<std::size_t>(column.decimals - scale) <= 18) {
      const auto scaled = static_cast<std::int64_t>(whole * tens[column.decimals - scale]);
      field.value = negative ? -scaled : scaled;
      return;
    }
    if (const auto decimal = Decimal::parse(text)) {
      const auto scaled = decimal->to_scaled(column.decimals);  // exact or nothing: a number is never rounded
      if (scaled && *scaled >= DecisionSlot::lowest) field.value = *scaled;
    }
  }

  /// Past a value that is not wanted.
  void skip(std::size_t depth) {
    if (depth > depth_max) refuse("less nesting");
    const char c = peek();
    if (c == '"') {
      string("a text");
    } else if (c == '{' || c == '[') {
      const char close = c == '{' ? '}' : ']';
      ++at_;
      skip_blanks();
      if (peek() == close && at_ != end_) {
        ++at_;
        return;
      }
      while (true) {
        if (c == '{') {
          string("a name");
          skip_blanks();
          expect(':', "':'");
          skip_blanks();
        }
        skip(depth + 1);
        skip_blanks();
        if (peek() == ',') {
          ++at_;
          skip_blanks();
          continue;
        }
        expect(close, "',' or the end of what was opened");
        return;
      }
    } else if (c == '-' || (c >= '0' && c <= '9')) {
      static const DecisionColumn nothing;
      DecisionField ignored;
      number(nothing, ignored);
    } else if (!literal("true") && !literal("false") && !literal("null")) {
      refuse("a value");
    }
  }

  const Program& program_;
  const char* begin_;
  const char* at_;
  const char* end_;
  JsonRow& row_;
  std::size_t next_ = 0;
  std::uint64_t seen_ = 0;
};

void append_text(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      constexpr char digits[] = "0123456789abcdef";
      out += "\\u00";
      out += digits[c >> 4 & 15];
      out += digits[c & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string output_name(const Program& program, std::size_t output) {
  const std::string& name = program.core->source.outputs[output].name;
  return name.empty() ? "result" : name;
}

void append_member(std::string_view name, const Value& value, std::string& out) {
  append_text(name, out);
  out += ':';
  append_value(value, out);
}

/// The outputs of a row as members of an object.
void append_outputs(const Program& program, const Value& value, std::string& out) {
  const std::size_t count = program.core->source.outputs.size();
  if (count == 1) return append_member(output_name(program, 0), value, out);
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out += ',';
    const Value* member = value.kind() == Value::Kind::context
                              ? value.context().find(program.core->source.outputs[i].name)
                              : nullptr;
    append_member(output_name(program, i), member != nullptr ? *member : Value(), out);
  }
}

void append_rule(std::int32_t rule, std::string& out) {
  out += "\"rule\":";
  out += rule < 0 ? "null" : std::to_string(rule + 1);
}

}  // namespace

void read_json(const Program& program, std::string_view record, JsonRow& row) {
  Reader(program, record, row).read();
}

void append_value(const Value& value, std::string& out) {
  switch (value.kind()) {
    case Value::Kind::null:
      out += "null";
      return;
    case Value::Kind::boolean:
      out += value.boolean() ? "true" : "false";
      return;
    case Value::Kind::number:
      out += value.number().to_text();
      return;
    case Value::Kind::string:
      return append_text(value.string(), out);
    case Value::Kind::date:
      return append_text(value.date().to_text(), out);
    case Value::Kind::time:
      return append_text(value.time().to_text(), out);
    case Value::Kind::date_time:
      return append_text(value.date_time().to_text(), out);
    case Value::Kind::days_duration:
      return append_text(value.days_duration().to_text(), out);
    case Value::Kind::months_duration:
      return append_text(value.months_duration().to_text(), out);
    case Value::Kind::list: {
      out += '[';
      for (std::size_t i = 0; i < value.list().size(); ++i) {
        if (i > 0) out += ',';
        append_value(value.list()[i], out);
      }
      out += ']';
      return;
    }
    case Value::Kind::context: {
      out += '{';
      bool first = true;
      for (const auto& [name, item] : value.context().entries) {
        if (!first) out += ',';
        first = false;
        append_member(name, item, out);
      }
      out += '}';
      return;
    }
    default:
      return append_text(value.to_text(), out);
  }
}

void render_answers(Decision::Compiled& program) {
  for (const DecisionColumn& column : program.columns) append_text(column.name, program.keys.emplace_back());
  if (program.result != Decision::Result::code) return;
  for (std::size_t rule = 0; rule <= program.rules; ++rule) {
    std::string& text = program.json.emplace_back("{");
    append_rule(rule < program.rules ? static_cast<std::int32_t>(rule) : -1, text);
    text += ',';
    const std::int32_t code = program.codes[rule];
    append_outputs(program, code < 0 ? Value() : program.outputs[static_cast<std::size_t>(code)], text);
    text += '}';
  }
}

}  // namespace decision

DecisionHit Decision::evaluate_json(std::string_view record) const {
  decision::JsonRow row;
  decision::read_json(*compiled_, record, row);
  return evaluate(row.fields.data());
}

std::string_view Decision::constant_json(const DecisionHit& hit) const {
  const Compiled& program = *compiled_;
  if (hit.status != DecisionStatus::ok || program.result != Result::code) return {};
  if (!hit.has_value && (hit.rule >= 0 || program.general)) return {};
  return program.json[hit.rule < 0 ? program.rules : static_cast<std::size_t>(hit.rule)];
}

void Decision::append_json(const DecisionHit& hit, std::string_view record, std::string& out) const {
  const Compiled& program = *compiled_;
  if (hit.status != DecisionStatus::ok) {
    out += "{\"status\":\"";
    out += to_text(hit.status);
    out += "\",";
    decision::append_rule(hit.rule, out);
    out += ",\"input\":";
    if (hit.column < 0)
      out += "null";
    else
      decision::append_text(program.core->source.inputs[static_cast<std::size_t>(hit.column)].expression,
                            out);
    if (hit.status == DecisionStatus::error) {
      decision::JsonRow row;
      decision::read_json(program, record, row);
      out += ",\"message\":";
      decision::append_text(outcome(row.fields.data()).message, out);
    }
    out += '}';
    return;
  }
  if (const std::string_view text = constant_json(hit); !text.empty()) {
    out += text;
    return;
  }
  if (program.result == Result::number && (hit.has_value || !program.general)) {
    out += '{';
    decision::append_member(decision::output_name(program, 0), hit.has_value ? value_of(hit) : Value(), out);
    out += '}';
    return;
  }
  decision::JsonRow row;
  decision::read_json(program, record, row);
  const DecisionOutcome outcome = this->outcome(row.fields.data());
  out += '{';
  if (program.result == Result::rules) {
    out += "\"rules\":[";
    for (std::size_t i = 0; i < outcome.matched.size(); ++i)
      out += (i > 0 ? "," : "") + std::to_string(outcome.matched[i] + 1);
    out += "],";
    decision::append_member(decision::output_name(program, 0), outcome.value, out);
  } else {
    if (program.result == Result::code) {
      decision::append_rule(hit.rule, out);
      out += ',';
    }
    decision::append_outputs(program, outcome.value, out);
  }
  out += '}';
}

}  // namespace huifang
