#include "python_types.hpp"

#include "convert.hpp"
#include "errors.hpp"

namespace huifang::python {
namespace {

const Types* the_types = nullptr;

}  // namespace

void Types::initialize() {
  if (the_types != nullptr) return;
  const auto import = [](const char* module, const char* name) {
    return py::module_::import(module).attr(name);
  };
  the_types = new Types{
      .decimal = import("decimal", "Decimal"),
      .mapping = import("collections.abc", "Mapping"),
      .months = import("huifang._types", "Months"),
      .ref = import("huifang._types", "Ref"),
      .range = import("huifang._types", "Range"),
      .log_input = import("huifang._types", "LogInput"),
      .timezone = import("datetime", "timezone"),
      .utc = import("datetime", "timezone").attr("utc"),
      .zone_info = import("zoneinfo", "ZoneInfo"),
      .json_loads = import("json", "loads"),
      .fspath = import("os", "fsencode"),
  };
}

const Types& Types::get() { return *the_types; }

void check_instant(Instant instant, const char* name) {
  // 1400-01-01T00:00:00Z and the end of 9999.
  if (instant.utc_us < -17'987'443'200'000'000 || instant.utc_us > 253'402'300'799'999'999) {
    throw Error(ErrorKind::range, codes::not_a_moment,
                std::string("`") + name + "` is not in the years 1400 to 9999");
  }
}

Instant instant_of_text(const std::string& text, const TimeZone* zone, const char* name) {
  static const TimeZone utc = TimeZone::find("UTC");
  if (zone == nullptr) {
    const std::optional<DateTime> parsed = DateTime::parse(text);
    if (parsed && !parsed->time.zone) {
      throw py::value_error(std::string(name) + ": a time without offset is no moment; write it as " + text +
                            "+08:00");
    }
  }
  const std::optional<Instant> parsed = (zone == nullptr ? utc : *zone).parse(text);
  if (!parsed) {
    Diagnostic diagnostic;
    diagnostic.code = codes::time_text;
    diagnostic.message = std::string("`") + name + "` is no moment";
    diagnostic.found = text.substr(0, 80);
    diagnostic.expected = "a date and time as 2024-03-01T10:05:00+08:00";
    throw Error(ErrorKind::syntax, {diagnostic});
  }
  return *parsed;
}

LocalTime utc_parts(Instant instant) {
  std::int64_t days = instant.utc_us / us_per_day;
  std::int64_t rest = instant.utc_us % us_per_day;
  if (rest < 0) {
    rest += us_per_day;
    days -= 1;
  }
  return {Date::from_days(days), rest};
}

std::string to_path(py::handle object) { return Types::get().fspath(object).cast<std::string>(); }

std::string to_text_bytes(py::handle object, const char* name) {
  if (py::isinstance<py::str>(object) || py::isinstance<py::bytes>(object)) return object.cast<std::string>();
  refuse_type(name, "str or bytes", object);
}

py::object load_json(const std::string& text) {
  using namespace py::literals;
  return Types::get().json_loads(text, "parse_float"_a = Types::get().decimal);
}

void refuse_type(const char* name, const char* expected, py::handle found) {
  throw py::type_error(std::string(name) + " must be " + expected + ", not " +
                       py::str(py::type::handle_of(found).attr("__name__")).cast<std::string>());
}

}  // namespace huifang::python
