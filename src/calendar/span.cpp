#include "calendar/span.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "calendar/civil.hpp"
#include "calendar/codes.hpp"
#include "calendar/digits.hpp"

namespace huifang {
namespace {

struct UnitName {
  Span::Unit unit;
  std::string_view one;
  std::string_view many;
};
constexpr std::array<UnitName, 9> unit_names{{
    {Span::Unit::minutes, "minute", "minutes"},
    {Span::Unit::hours, "hour", "hours"},
    {Span::Unit::days, "day", "days"},
    {Span::Unit::weeks, "week", "weeks"},
    {Span::Unit::months, "month", "months"},
    {Span::Unit::years, "year", "years"},
    {Span::Unit::working_days, "working day", "working days"},
    {Span::Unit::working_hours, "working hour", "working hours"},
    {Span::Unit::working_minutes, "working minute", "working minutes"},
}};
constexpr const char* units_expected =
    "minutes, hours, days, weeks, months, years, working days, working hours or working minutes";

/// The unit that was probably meant; "business" is another word for working.
std::string nearest_unit(std::string found) {
  constexpr std::string_view business = "business ";
  if (found.starts_with(business)) found.replace(0, business.size(), "working ");
  if (found == "workday" || found == "workdays") found = "working days";
  std::vector<std::string> names;
  for (const UnitName& name : unit_names) names.emplace_back(name.many);
  for (const UnitName& name : unit_names) names.emplace_back(name.one);
  if (std::find(names.begin(), names.end(), found) != names.end()) return found;
  return nearest_name(found, names);
}

/// The unit at the scanner, or throws HF1312.
Span::Unit read_unit(TextScanner& in) {
  in.skip_space();
  const std::size_t at = in.offset();
  std::string unit(in.take_word());
  const std::size_t after_first = in.offset();
  std::string two_words;
  if (!unit.empty()) {
    in.skip_space();
    const std::string_view second = in.take_word();
    if (!second.empty()) two_words = unit + " " + std::string(second);
  }
  for (const UnitName& name : unit_names) {
    if (two_words == name.one || two_words == name.many) return name.unit;
  }
  in.go_to(after_first);
  for (const UnitName& name : unit_names) {
    if (unit == name.one || unit == name.many) return name.unit;
  }
  std::string suggestion = two_words.empty() ? std::string() : nearest_unit(two_words);
  if (suggestion.empty()) {
    suggestion = nearest_unit(unit);
  } else {
    unit = two_words;
  }
  refuse_text(codes::span_unit, unit.empty() ? "A span needs a unit" : "There is no such unit", at,
              unit.empty() ? in.word_at(at) : std::string_view(unit), units_expected, suggestion);
}

/// "90 minutes" for "1.5 hours": a decimal amount in a smaller unit; empty when there is none.
std::string whole_units(std::string_view number, std::string_view after) {
  const auto amount = Decimal::parse(number);
  TextScanner in(after);
  in.skip_space();
  const std::string unit(in.take_word());
  struct Smaller {
    std::string_view unit;
    std::int64_t count;
    std::string_view smaller;
  };
  constexpr std::array<Smaller, 4> table{
      {{"hour", 60, "minutes"}, {"day", 24, "hours"}, {"week", 7, "days"}, {"year", 12, "months"}}};
  for (const Smaller& entry : table) {
    if (!amount || (unit != entry.unit && unit != std::string(entry.unit) + "s")) continue;
    const auto product = Decimal::multiply(*amount, Decimal(entry.count));
    const auto whole = product ? product->to_int64() : std::nullopt;
    if (whole) return std::to_string(*whole) + " " + std::string(entry.smaller);
  }
  return {};
}

/// What is longer leads out of the calendar from wherever it starts.
std::int64_t longest_amount(Span::Unit unit) {
  constexpr std::int64_t days = civil::last_day - civil::first_day + 1;
  constexpr std::int64_t years = civil::last_date.year - civil::first_date.year + 1;
  switch (unit) {
    case Span::Unit::days:
    case Span::Unit::working_days:
      return days;
    case Span::Unit::weeks:
      return days / 7;
    case Span::Unit::months:
      return years * 12;
    case Span::Unit::years:
      return years;
    case Span::Unit::hours:
    case Span::Unit::working_hours:
      return days * 24;
    case Span::Unit::minutes:
    case Span::Unit::working_minutes:
      break;
  }
  return std::min(days * 24 * 60, Span::amount_max);
}

std::int64_t read_amount(TextScanner& in) {
  const std::size_t at = in.offset();
  std::size_t length = 0;
  while (is_digit(in.peek(length))) ++length;
  if (length == 0) {
    refuse_text(codes::span_number, "A span begins with a whole number", at, in.word_at(at),
                "a number and a unit");
  }
  if (in.peek(length) == '.' && is_digit(in.peek(length + 1))) {
    std::size_t end = length + 1;
    while (is_digit(in.peek(end))) ++end;
    const std::string_view number = in.rest().substr(0, end);
    refuse_text(codes::span_number, "A span has a whole number of units", at, number, "a whole number",
                whole_units(number, in.rest().substr(end)));
  }
  const std::string_view digits = in.rest().substr(0, length);
  std::int64_t amount = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), amount);
  if (result.ec != std::errc{} || amount > Span::amount_max) {
    refuse_text(codes::span_number, "The span is too long", at, digits,
                "at most " + std::to_string(Span::amount_max));
  }
  in.go_to(at + length);
  return amount;
}

}  // namespace

Span read_span(TextScanner& in) {
  const std::size_t at = in.offset();
  Span span;
  span.amount = read_amount(in);
  const std::string_view text = in.rest();
  span.unit = read_unit(in);
  const std::int64_t longest = longest_amount(span.unit);
  if (span.amount > longest) {
    const std::string found =
        std::to_string(span.amount) + std::string(text.substr(0, text.size() - in.rest().size()));
    refuse_text(codes::span_number, "The span is longer than the calendar, which has the years 1400 to 9999",
                at, found, "at most " + std::to_string(longest));
  }
  return span;
}

Span Span::read(std::string_view text) {
  TextScanner in(text);
  in.skip_space();
  const bool negative = in.take('-');
  if (!negative && in.rest().starts_with("−")) {
    refuse_text(codes::span_number, "The minus sign is a hyphen here", in.offset(), "−", "-", "-");
  }
  if (!negative) in.take('+');
  in.skip_space();
  Span span = read_span(in);
  if (negative) span.amount = -span.amount;
  in.skip_space();
  if (!in.done()) {
    refuse_text(codes::text_goes_on, "The span ends here", in.offset(), in.rest(), "the end of the text");
  }
  return span;
}

std::optional<Span> Span::parse(std::string_view text) {
  try {
    return read(text);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string Span::to_text() const {
  std::string out = std::to_string(amount);
  for (const UnitName& name : unit_names) {
    if (name.unit != unit) continue;
    out += ' ';
    out += amount == 1 || amount == -1 ? name.one : name.many;
  }
  return out;
}

}  // namespace huifang
