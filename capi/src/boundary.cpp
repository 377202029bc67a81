#include "boundary.hpp"

#include "value/utf8.hpp"

namespace huifang::c {
namespace {

// 1400-01-01T00:00:00Z and the microsecond before 10000-01-01T00:00:00Z.
constexpr std::int64_t first_us = -17'987'443'200'000'000;
constexpr std::int64_t last_us = 253'402'300'799'999'999;
constexpr huifang_date first_day = -208'188;
constexpr huifang_date last_day = 2'932'896;

std::string quoted(const char* name) { return std::string("`") + name + "`"; }

}  // namespace

huifang_status give(huifang_error** error, huifang_status status,
                    const std::vector<Diagnostic>& diagnostics) noexcept {
  if (error == nullptr || status == HUIFANG_ERR_NOMEM) return status;
  try {
    auto object = std::make_unique<huifang_error>();
    object->status = status;
    object->diagnostics = diagnostics;
    for (const Diagnostic& diagnostic : diagnostics) {
      if (!object->message.empty()) object->message += '\n';
      object->message += to_text(diagnostic);
    }
    *error = object.release();
  } catch (...) {
    // Memory is short; the status says what there is to say.
  }
  return status;
}

huifang_status give(huifang_error** error, huifang_status status, const char* code,
                    const char* message) noexcept {
  if (error == nullptr || status == HUIFANG_ERR_NOMEM) return status;
  try {
    Diagnostic diagnostic;
    diagnostic.code = code;
    diagnostic.message = message;
    return give(error, status, {diagnostic});
  } catch (...) {
    return status;
  }
}

void refuse_null(const char* name) {
  throw Error(ErrorKind::argument, codes::null_argument, quoted(name) + " is NULL");
}

void refuse_options(const char* what, std::uint64_t struct_size) {
  throw Error(ErrorKind::argument, codes::options,
              std::string(what) + ": struct_size " + std::to_string(struct_size) +
                  " is no size of these options, or fields this version does not know are not zero");
}

void refuse_number(const char* name, std::int64_t value, const char* expected) {
  Diagnostic diagnostic;
  diagnostic.code = codes::out_of_range;
  diagnostic.message = quoted(name) + " is out of range";
  diagnostic.found = std::to_string(value);
  diagnostic.expected = expected;
  throw Error(ErrorKind::argument, {diagnostic});
}

std::string_view bytes(const char* data, std::size_t size, const char* name) {
  if (data == nullptr) {
    if (size != 0) refuse_null(name);
    return {};
  }
  return size == HUIFANG_TO_NUL ? std::string_view(data) : std::string_view(data, size);
}

std::string_view text(const char* data, std::size_t size, const char* name) {
  const std::string_view result = bytes(data, size, name);
  const std::size_t bad = utf8::first_invalid(result);
  if (bad != std::string_view::npos) {
    Diagnostic diagnostic;
    diagnostic.code = codes::not_utf8;
    diagnostic.message = quoted(name) + " is not UTF-8";
    diagnostic.offset = static_cast<std::int64_t>(bad);
    throw Error(ErrorKind::argument, {diagnostic});
  }
  return result;
}

Instant instant(huifang_instant utc_us, const char* name) {
  if (utc_us < first_us || utc_us > last_us) {
    throw Error(ErrorKind::range, codes::not_a_moment, quoted(name) + " is not in the years 1400 to 9999");
  }
  return Instant{utc_us};
}

Date date(huifang_date days, const char* name) {
  if (days < first_day || days > last_day) {
    throw Error(ErrorKind::range, codes::not_a_moment, quoted(name) + " is not in the years 1400 to 9999");
  }
  return Date::from_days(days);
}

huifang_date days_of(const Date& date) { return static_cast<huifang_date>(date.to_days()); }

const char* lend_text(const std::string* text, std::size_t* size) noexcept {
  if (size != nullptr) *size = text == nullptr ? 0 : text->size();
  return text == nullptr ? "" : text->c_str();
}

const char* lend_text(const std::vector<std::string>* texts, std::size_t index, std::size_t* size) noexcept {
  return lend_text(texts == nullptr || index >= texts->size() ? nullptr : &(*texts)[index], size);
}

void hand_out(huifang_string** out, std::string text) { *out = new huifang_string{std::move(text)}; }

void hand_out(huifang_value** out, Value value) {
  *out = const_cast<huifang_value*>(lend<huifang_value>(new Value(std::move(value))));
}

void hand_out(huifang_calendar** out, BusinessCalendar calendar) {
  std::string version = calendar.version();
  *out = new huifang_calendar{std::move(calendar), std::move(version)};
}

}  // namespace huifang::c
