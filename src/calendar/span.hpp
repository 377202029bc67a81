#pragma once
/// Reading a span inside a longer text.

#include "calendar/text_scanner.hpp"
#include "huifang/calendar.hpp"

namespace huifang {

/// An unsigned number and a unit at the scanner, which then stands behind the unit. Throws Error(syntax).
Span read_span(TextScanner& in);

}  // namespace huifang
