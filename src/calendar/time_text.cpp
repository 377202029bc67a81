#include "calendar/civil.hpp"
#include "calendar/codes.hpp"
#include "calendar/digits.hpp"
#include "calendar/span.hpp"
#include "calendar/text_scanner.hpp"

namespace huifang {
namespace {

using Base = TimeText::Base;
using Clock = TimeText::Clock;

constexpr const char* point_expected =
    "start, end, due, previous, a weekday, MM-DD, last day, a date such as contract.pay_due, a span or a "
    "time of day";

constexpr std::int32_t leap_year = 2000;  // 02-29 is a day of the year

std::string nearest_point(std::string_view word) {
  static const std::vector<std::string> names{"start",     "end",      "due",      "previous", "none",
                                              "open",      "close",    "last day", "monday",   "tuesday",
                                              "wednesday", "thursday", "friday",   "saturday", "sunday"};
  return nearest_name(std::string(word), names);
}

class Parser {
 public:
  explicit Parser(std::string_view text) : in_(text) {}

  TimeText parse() {
    in_.skip_space();
    if (in_.done()) refuse_text(codes::text_expected, "The text is empty", 0, "end of text", point_expected);
    if (in_.take('=')) {
      whole_expression();
      return result_;
    }
    const std::size_t base_at = in_.offset();
    base();
    wrote_base_ = in_.offset() != base_at;
    if (result_.base != Base::none) {
      span();
      clock();
    }
    in_.skip_space();
    if (!in_.done()) goes_on();
    return result_;
  }

 private:
  void whole_expression() {
    in_.skip_space();
    if (in_.done()) {
      refuse_text(codes::text_expected, "An expression is missing", in_.offset(), "end of text",
                  "a FEEL expression");
    }
    result_.base = Base::expression;
    result_.expression = in_.rest();
    while (result_.expression.find_last_of(" \t\r\n") == result_.expression.size() - 1)
      result_.expression.pop_back();
  }

  /// Leaves the scanner where it was when the text begins with a span or a time of day.
  void base() {
    const std::size_t at = in_.offset();
    if (is_digit(in_.peek())) {
      number_base(at);
      return;
    }
    if (in_.peek() == '@') {
      literal_base(at);
      return;
    }
    if (in_.peek() == '+' || in_.peek() == '-' || in_.peek() == '$') return;
    if (in_.rest().starts_with("−")) refuse_minus();
    const std::string_view word = in_.take_word();
    if (word.empty()) {
      refuse_text(codes::unknown_point, "No point in time begins like this", at, in_.word_at(at),
                  point_expected);
    }
    if (in_.peek() == '.') {
      path_base(at);
    } else if (!word_base(word, at)) {
      unknown_word(word, at);
    }
  }

  bool word_base(std::string_view word, std::size_t at) {
    if (word == "start") return true;
    if (word == "open" || word == "close") {
      in_.go_to(at);
      return true;
    }
    if (word == "end" || word == "due" || word == "previous" || word == "none") {
      result_.base = word == "end"    ? Base::end
                     : word == "due"  ? Base::due
                     : word == "none" ? Base::none
                                      : Base::previous;
      return true;
    }
    if (const int weekday = find_weekday(word)) {
      result_.base = Base::weekday;
      result_.weekday = weekday;
      return true;
    }
    if (word != "last") return false;
    in_.skip_space();
    const std::size_t second_at = in_.offset();
    if (in_.take_word() != "day") {
      refuse_text(codes::unknown_point, "There is no such point in time", second_at, in_.word_at(second_at),
                  "last day", "day");
    }
    result_.base = Base::last_day;
    return true;
  }

  [[noreturn]] void unknown_word(std::string_view word, std::size_t at) {
    refuse_text(codes::unknown_point, "There is no such point in time", at, word,
                std::string(point_expected) + "; any other FEEL begins with =", nearest_point(word));
  }

  void path_base(std::size_t at) {
    while (in_.take('.')) {
      const std::size_t part_at = in_.offset();
      if (in_.take_name().empty()) {
        refuse_text(codes::unknown_point, "A name is missing after the dot", part_at, in_.word_at(part_at),
                    "a name");
      }
    }
    const std::size_t end = in_.offset();
    in_.go_to(at);
    result_.base = Base::expression;
    result_.expression = in_.rest().substr(0, end - at);
    in_.go_to(end);
  }

  /// @"2024-10-31"
  void literal_base(std::size_t at) {
    const std::string_view rest = in_.rest();
    const std::size_t close = rest.size() < 2 || rest[1] != '"' ? std::string_view::npos : rest.find('"', 2);
    if (close == std::string_view::npos) {
      refuse_text(codes::unknown_point, "This is no FEEL date", at, in_.word_at(at), "@\"YYYY-MM-DD\"");
    }
    result_.base = Base::expression;
    result_.expression = rest.substr(0, close + 1);
    in_.go_to(at + close + 1);
  }

  /// 10-31; a span or time of day is left for later.
  void number_base(std::size_t at) {
    std::size_t length = 0;
    std::size_t hyphens = 0;
    while (is_digit(in_.peek(length)) || (in_.peek(length) == '-' && is_digit(in_.peek(length + 1)))) {
      if (in_.peek(length) == '-') ++hyphens;
      ++length;
    }
    if (hyphens == 0) return;
    const std::string_view text = in_.rest().substr(0, length);
    const auto month = fixed_digits(text, 0, 2);
    const auto day = fixed_digits(text, 3, 2);
    if (hyphens != 1 || length != 5 || !month || !day) {
      refuse_text(codes::no_such_date, "This is no day of the year", at, text,
                  "MM-DD, or a FEEL date such as @\"2024-10-31\"", repaired_date(text));
    }
    if (!civil::exists(leap_year, *month, *day)) {
      refuse_text(codes::no_such_date, "There is no such date", at, text, "a day of the year");
    }
    in_.go_to(at + length);
    result_.base = Base::month_day;
    result_.month = *month;
    result_.day = *day;
  }

  /// "03-01" for "3-1", @"2024-10-31" for 2024-10-31; empty when that is no date either.
  static std::string repaired_date(std::string_view text) {
    if (const auto date = Date::parse(text); date && civil::in_years(*date))
      return "@\"" + date->to_text() + "\"";
    const std::size_t hyphen = text.find('-');
    std::string month(text.substr(0, hyphen));
    std::string day(text.substr(hyphen + 1));
    if (month.size() == 1) month.insert(month.begin(), '0');
    if (day.size() == 1) day.insert(day.begin(), '0');
    const auto m = fixed_digits(month, 0, 2);
    const auto d = fixed_digits(day, 0, 2);
    if (month.size() != 2 || day.size() != 2 || !m || !d || !civil::exists(leap_year, *m, *d)) return {};
    return month + "-" + day;
  }

  void span() {
    in_.skip_space();
    if (in_.rest().starts_with("−")) refuse_minus();
    const bool minus = in_.peek() == '-';
    const bool sign = in_.take('-') || in_.take('+');
    in_.skip_space();
    const std::size_t at = in_.offset();
    if (in_.peek() == '$') {
      in_.take('$');
      if (in_.take_name().empty()) {
        refuse_text(codes::text_expected, "A parameter's name is missing", in_.offset(),
                    in_.word_at(in_.offset()), "a name");
      }
      const std::size_t end = in_.offset();
      in_.go_to(at);
      result_.span_parameter = in_.rest().substr(0, end - at);
      result_.span_negative = minus;
      in_.go_to(end);
      return;
    }
    if (!sign && (!is_digit(in_.peek()) || looks_like_clock())) return;
    if (!sign && wrote_base_) {
      refuse_text(codes::text_expected, "A sign is missing before the span", at, in_.word_at(at), "+ or -",
                  "+");
    }
    Span span = read_span(in_);
    if (minus) span.amount = -span.amount;
    result_.span = span;
  }

  /// Also for "9:00" and a closing "18.00", so that they are refused as times of day and not as spans.
  bool looks_like_clock() const {
    std::size_t length = 0;
    while (is_digit(in_.peek(length))) ++length;
    return in_.peek(length) == ':' || (in_.peek(length) == '.' && length == 2 && in_.rest().size() == 5);
  }

  void clock() {
    in_.skip_space();
    const std::size_t at = in_.offset();
    if (is_digit(in_.peek())) {
      const auto minutes = in_.clock();
      if (!minutes) {
        refuse_text(codes::clock_time, "This is no time of day", at, in_.word_at(at), "HH:MM, 00:00 to 24:00",
                    in_.clock_suggestion(at));
      }
      result_.clock = Clock::time;
      result_.clock_min = *minutes;
    } else {
      const std::string_view word = in_.take_word();
      if (word == "open" || word == "close") {
        result_.clock = word == "open" ? Clock::open : Clock::close;
      } else {
        in_.go_to(at);
        return;
      }
    }
    if (result_.span && result_.span->is_exact()) {
      refuse_text(codes::clock_after_hours,
                  "A span of hours or minutes leads to an instant, which has its time already", at,
                  in_.word_at(at), "a span of days, or no time of day");
    }
  }

  [[noreturn]] void refuse_minus() {
    refuse_text(codes::text_expected, "The minus sign is a hyphen here", in_.offset(), "−", "-", "-");
  }

  [[noreturn]] void goes_on() {
    const std::size_t at = in_.offset();
    const std::string_view rest = in_.rest();
    if (result_.base == Base::none) {
      refuse_text(codes::text_goes_on, "none stands alone", at, rest, "the end of the text");
    }
    const std::string_view word = in_.take_word();
    static const std::vector<std::string> words{"open", "close"};
    const bool complete = result_.clock != Clock::unset;
    refuse_text(
        codes::text_goes_on, "The point in time ends here", at, rest,
        complete ? "the end of the text" : "+ or - and a span, HH:MM, open, close or the end of the text",
        complete ? std::string() : nearest_name(std::string(word), words));
  }

  TextScanner in_;
  TimeText result_;
  bool wrote_base_ = false;
};

std::string base_text(const TimeText& text) {
  switch (text.base) {
    case Base::none:
      return "none";
    case Base::start:
      return "start";
    case Base::end:
      return "end";
    case Base::due:
      return "due";
    case Base::previous:
      return "previous";
    case Base::weekday:
      return std::string(weekday_name(text.weekday));
    case Base::last_day:
      return "last day";
    case Base::expression:
      return text.expression;
    case Base::month_day:
      break;
  }
  std::string out;
  append_padded(out, text.month, 2);
  out += '-';
  append_padded(out, text.day, 2);
  return out;
}

/// Whether the expression is read back without "=": a dotted name or a date literal.
bool stands_alone(const std::string& expression) {
  if (expression.starts_with("@\"")) return expression.find('"', 2) == expression.size() - 1;
  TextScanner in(expression);
  std::size_t parts = 0;
  do {
    if (in.take_name().empty()) return false;
    ++parts;
  } while (in.take('.'));
  return in.done() && parts > 1;
}

}  // namespace

TimeText TimeText::parse(std::string_view text) { return Parser(text).parse(); }

std::string TimeText::to_text() const {
  const bool has_span = span.has_value() || !span_parameter.empty();
  if (base == Base::expression && !stands_alone(expression)) return "=" + expression;
  std::string out;
  const bool implied_start = base == Base::start && (has_span || clock != Clock::unset);
  if (!implied_start) out = base_text(*this);
  if (has_span) {
    const bool negative = span ? span->amount < 0 : span_negative;
    if (!implied_start) {
      out += negative ? " - " : " + ";
    } else if (negative) {
      out += '-';
    }
    out += span ? Span{negative ? -span->amount : span->amount, span->unit}.to_text() : span_parameter;
  }
  if (clock == Clock::unset) return out;
  if (!out.empty()) out += ' ';
  out += clock == Clock::open ? "open" : clock == Clock::close ? "close" : clock_text(clock_min);
  return out;
}

}  // namespace huifang
