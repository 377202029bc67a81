#pragma once
/// The Python types that conversions use, and the parts of conversions that need no datetime.h.

#include <pybind11/pybind11.h>

#include <string>

#include "huifang/calendar.hpp"

namespace huifang::python {

namespace py = pybind11;

/// Looked up once at import and kept for the life of the process: a static destructor would run without
/// interpreter.
struct Types {
  py::object decimal, mapping, months, ref, range, log_input, timezone, utc, zone_info, json_loads, fspath;
  static void initialize();
  static const Types& get();
};

/// RangeError outside the years 1400 to 9999.
void check_instant(Instant instant, const char* name);
Instant instant_of_text(const std::string& text, const TimeZone* zone, const char* name);
LocalTime utc_parts(Instant instant);

}  // namespace huifang::python
