#pragma once
/// What the values of columns mean.

#include <cstdint>
#include <optional>
#include <string>

#include "huifang/calendar.hpp"
#include "huifang/value.hpp"

namespace huifang::columns {

/// The years 1400 to 9999, as everywhere.
bool in_years(std::int64_t us);
/// Texts, keys of references, and numbers by their digits; empty for everything else.
std::string key_text(const Value& value);
/// A date (its first instant), a date and time, or a text of one, local ones to `zone`; nullopt for anything else and outside the
/// years 1400 to 9999. UTC microseconds.
std::optional<std::int64_t> instant_of(const Value& value, const TimeZone& zone);
/// As a date and time in the zone.
Value moment(std::int64_t us, const TimeZone& zone);
/// An instant as a date and time of the policy's zone, whose dates are those of the regulation; other values as they are.
Value in_zone(const Value& value, const TimeZone& zone);

}  // namespace huifang::columns
