#pragma once
/// Python objects and huifang values. Nothing is rounded: what does not fit is refused. The GIL is held
/// throughout.

#include <pybind11/pybind11.h>

#include <optional>
#include <string>

#include "huifang/calendar.hpp"
#include "huifang/value.hpp"

namespace huifang::python {

namespace py = pybind11;

/// Looks up the Python types that values become. Called once, when the module is imported.
void initialize_conversions();

/// None, bool, int, Decimal, str, date, datetime, time, timedelta, Months, Ref, Range, sequences and
/// mappings. TypeError for a float, because it is not exact, and for anything else; ValueError for what has
/// no exact value.
Value to_value(py::handle object);
/// The reverse. ValueError for what Python's types cannot hold: years outside 1 to 9999, nanoseconds.
py::object to_python(const Value& value);
py::object to_python(const EntityRef& reference);

/// A moment: microseconds since 1970 as int, an aware datetime, or ISO 8601 text. Text without offset is
/// local to `zone`; without `zone` it is refused, as a naive datetime always is. `name` is the parameter's.
Instant to_instant(py::handle object, const TimeZone* zone, const char* name);
/// An aware datetime in the zone.
py::object to_datetime(Instant instant, const TimeZone& zone);
py::object to_datetime(const std::optional<Instant>& instant, const TimeZone& zone);
/// Microseconds, or None.
py::object to_microseconds(const std::optional<Instant>& instant);

Date to_date(py::handle object, const char* name);
py::object to_python(const Date& date);
/// The microseconds of a timedelta. ValueError beyond 64 bits.
std::int64_t to_microseconds(py::handle timedelta, const char* name);
py::object to_timedelta(std::int64_t us);

/// A Ref, an (entity, key) pair, or with `default_entity` a plain key.
EntityRef to_reference(py::handle object, const char* default_entity, const char* name);

/// str, bytes or os.PathLike as a file name.
std::string to_path(py::handle object);
/// str as UTF-8, or bytes as they are.
std::string to_text_bytes(py::handle object, const char* name);

/// json.loads(text, parse_float=Decimal): exact.
py::object load_json(const std::string& text);

[[noreturn]] void refuse_type(const char* name, const char* expected, py::handle found);

}  // namespace huifang::python
