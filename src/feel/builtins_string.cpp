#include <algorithm>
#include <array>

#include "feel/builtins.hpp"
#include "feel/case_map.hpp"
#include "feel/evaluate.hpp"
#include "feel/regex.hpp"
#include "value/decimal.hpp"
#include "value/utf8.hpp"
#include "value/value_text.hpp"

namespace huifang::feel {
namespace {

Value text_value(const Call& call, std::string text) {
  return call.string_fits(text.size()) ? Value::of(std::move(text)) : Value();
}

/// The whole part of a number, for positions and lengths.
std::optional<std::int64_t> whole(const Value& value) {
  const auto cut = decimal::round(value.number(), 0, decimal::Rounding::down);
  return cut ? cut->to_int64() : std::nullopt;
}

/// Byte offset of code point `count`, at most the end.
std::size_t offset_of(std::string_view text, std::size_t count) {
  std::size_t offset = 0;
  for (; count > 0 && offset < text.size(); --count) {
    const std::size_t bytes = utf8::decode(text, offset).bytes;
    offset += bytes == 0 ? 1 : bytes;
  }
  return offset;
}

Value substring(const Call& call) {
  const std::string& text = call[0].string();
  if (!call.charge(text.size() / 64)) return {};
  const auto start = whole(call[1]);
  const auto size = static_cast<std::int64_t>(utf8::length(text));
  if (!start || *start == 0 || *start > size || -*start > size)
    return call.failed("the start is outside the text");
  const std::int64_t first = *start > 0 ? *start - 1 : size + *start;
  std::int64_t count = size - first;
  if (call.has(2)) {
    const auto length = whole(call[2]);
    if (!length || *length < 1) return call.failed("the length is below 1");
    count = std::min(count, *length);
  }
  const std::size_t begin = offset_of(text, static_cast<std::size_t>(first));
  const std::string_view rest = std::string_view(text).substr(begin);
  return text_value(call, std::string(rest.substr(0, offset_of(rest, static_cast<std::size_t>(count)))));
}

Value string_length(const Call& call) {
  return Value::of(Decimal(static_cast<std::int64_t>(utf8::length(call[0].string()))));
}

Value upper_case(const Call& call) { return text_value(call, upper_text(call[0].string())); }
Value lower_case(const Call& call) { return text_value(call, lower_text(call[0].string())); }

Value substring_before(const Call& call) {
  const std::size_t place = call[0].string().find(call[1].string());
  return Value::of(place == std::string::npos ? std::string() : call[0].string().substr(0, place));
}

Value substring_after(const Call& call) {
  const std::size_t place = call[0].string().find(call[1].string());
  if (place == std::string::npos) return Value::of(std::string());
  return Value::of(call[0].string().substr(place + call[1].string().size()));
}

Value contains_text(const Call& call) {
  return Value::of(call[0].string().find(call[1].string()) != std::string::npos);
}

Value starts_with(const Call& call) {
  return Value::of(std::string_view(call[0].string()).substr(0, call[1].string().size()) == call[1].string());
}

Value ends_with(const Call& call) {
  const std::string& text = call[0].string();
  const std::string& end = call[1].string();
  return Value::of(text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0);
}

/// Runs a regular expression over a text, with the evaluation's steps.
class Search {
 public:
  Search(const Call& call, std::size_t pattern, std::size_t flags) : call_(call) {
    std::string message;
    call.charge(call[pattern].string().size() + 20);
    regex_ = Regex::compile(call[pattern].string(), call.has(flags) ? call[flags].string() : std::string(),
                            message);
    if (!regex_) call.failed(message);
    steps_ = call.evaluator.limits().steps;
  }
  explicit operator bool() const { return regex_.has_value(); }

  bool next(std::string_view text, std::size_t start) {
    if (!call_.charge(1 + (text.size() - start) / 64)) return stopped_ = true, false;
    const std::uint64_t before = steps_;
    const Regex::Outcome outcome = regex_->search(text, start, groups_, steps_);
    if (!call_.charge(before - steps_)) return stopped_ = true, false;
    if (outcome == Regex::Outcome::exhausted) {
      call_.failed("the pattern takes too many steps on this text");
      stopped_ = true;
    }
    return outcome == Regex::Outcome::found;
  }
  bool stopped() const { return stopped_; }
  const std::vector<Regex::Span>& groups() const { return groups_; }

 private:
  const Call& call_;
  std::optional<Regex> regex_;
  std::vector<Regex::Span> groups_;
  std::uint64_t steps_ = 0;
  bool stopped_ = false;
};

Value matches(const Call& call) {
  Search search(call, 1, 2);
  if (!search) return {};
  const bool found = search.next(call[0].string(), 0);
  return search.stopped() ? Value() : Value::of(found);
}

/// Appends the replacement with $0 … $N filled in. False: it is malformed.
bool append_replacement(std::string& result, const std::string& replacement, std::string_view text,
                        const std::vector<Regex::Span>& groups) {
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    const char c = replacement[i];
    const char next = i + 1 < replacement.size() ? replacement[i + 1] : '\0';
    if (c == '\\') {
      if (next != '\\' && next != '$') return false;
      result += next;
      ++i;
    } else if (c == '$') {
      if (next < '0' || next > '9') return false;
      std::size_t number = static_cast<std::size_t>(next - '0');
      ++i;
      // As many digits as make a group that is there.
      while (i + 1 < replacement.size() && replacement[i + 1] >= '0' && replacement[i + 1] <= '9' &&
             number * 10 + static_cast<std::size_t>(replacement[i + 1] - '0') < groups.size()) {
        number = number * 10 + static_cast<std::size_t>(replacement[++i] - '0');
      }
      if (number < groups.size() && groups[number].begin != std::string_view::npos) {
        result += text.substr(groups[number].begin, groups[number].end - groups[number].begin);
      }
    } else {
      result += c;
    }
  }
  return true;
}

Value replace(const Call& call) {
  Search search(call, 1, 3);
  if (!search) return {};
  const std::string& text = call[0].string();
  const std::string& replacement = call[2].string();
  const bool literal = call.has(3) && call[3].string().find('q') != std::string::npos;
  if (search.next("", 0)) return call.failed("the pattern matches the empty text");
  std::string result;
  std::size_t at = 0;
  while (search.next(text, at)) {
    const Regex::Span whole_match = search.groups()[0];
    if (whole_match.end == whole_match.begin) return call.failed("the pattern matches the empty text");
    result += std::string_view(text).substr(at, whole_match.begin - at);
    if (literal)
      result += replacement;
    else if (!append_replacement(result, replacement, text, search.groups())) {
      return call.failed("$ is followed by a digit and \\ by $ or \\ in a replacement");
    }
    if (!call.string_fits(result.size())) return {};
    at = whole_match.end;
  }
  if (search.stopped()) return {};
  return text_value(call, result + text.substr(at));
}

Value split(const Call& call) {
  Search search(call, 1, 2);
  if (!search) return {};
  const std::string& text = call[0].string();
  std::vector<Value> parts;
  std::size_t at = 0;
  while (search.next(text, at)) {
    const Regex::Span found = search.groups()[0];
    if (found.end == found.begin) return call.failed("the delimiter matches the empty text");
    parts.push_back(Value::of(text.substr(at, found.begin - at)));
    if (!call.list_fits(parts.size())) return {};
    at = found.end;
  }
  if (search.stopped()) return {};
  parts.push_back(Value::of(text.substr(at)));
  return call.evaluator.make_list(std::move(parts), call.node);
}

Value string_join(const Call& call) {
  const std::string delimiter = call.has(1) ? call[1].string() : std::string();
  std::string result;
  bool first = true;
  if (!call.charge(call[0].list().size())) return {};
  for (const Value& item : call[0].list()) {
    if (item.is_null()) continue;
    if (item.kind() != Value::Kind::string) return call.wrong_type(0);
    if (!first) result += delimiter;
    first = false;
    result += item.string();
    if (!call.string_fits(result.size())) return {};
  }
  return Value::of(std::move(result));
}

/// FEEL's text of a value: a string as it is, temporals without @.
Value string_of(const Call& call) {
  const Value& value = call[0];
  switch (value.kind()) {
    case Value::Kind::string:
      return value;
    case Value::Kind::date:
      return Value::of(value.date().to_text());
    case Value::Kind::time:
      return Value::of(value.time().to_text());
    case Value::Kind::date_time:
      return Value::of(value.date_time().to_text());
    case Value::Kind::days_duration:
      return Value::of(value.days_duration().to_text());
    case Value::Kind::months_duration:
      return Value::of(value.months_duration().to_text());
    case Value::Kind::entity:
      return Value::of(value.entity().key);
    default: {
      const std::size_t bytes_max = call.evaluator.limits().string_bytes;
      auto text = text_within(value, bytes_max);
      if (!text) return call.string_fits(SIZE_MAX), Value();
      return Value::of(std::move(*text));
    }
  }
}

using K = Type::Kind;
constexpr std::array<BuiltinSpec, 14> table = {{
    {"substring", "string:s, start position:n, length:n?0", K::string, substring},
    {"string length", "string:s", K::number, string_length},
    {"upper case", "string:s", K::string, upper_case},
    {"lower case", "string:s", K::string, lower_case},
    {"substring before", "string:s, match:s", K::string, substring_before},
    {"substring after", "string:s, match:s", K::string, substring_after},
    {"contains", "string:s, match:s", K::boolean, contains_text},
    {"starts with", "string:s, match:s", K::boolean, starts_with},
    {"ends with", "string:s, match:s", K::boolean, ends_with},
    {"matches", "input:s, pattern:s, flags:s?0", K::boolean, matches},
    {"replace", "input:s, pattern:s, replacement:s, flags:s?0", K::string, replace},
    {"split", "string:s, delimiter:s", K::list, split},
    {"string join", "list:l, delimiter:s?0", K::string, string_join},
    {"string", "from:a", K::string, string_of},
}};

}  // namespace

std::span<const BuiltinSpec> string_builtins() { return table; }

}  // namespace huifang::feel
