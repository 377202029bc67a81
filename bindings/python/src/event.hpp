#pragma once
/// Events from what Python gives: an Event, a mapping with the keys of the envelope, or its JSON text.

#include <pybind11/pybind11.h>

#include "huifang/event.hpp"

namespace huifang::python {

/// `zone`: of times without offset; nullptr: they are refused.
Event to_event(pybind11::handle object, const TimeZone* zone);

}  // namespace huifang::python
