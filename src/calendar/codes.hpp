#pragma once
/// Stable diagnostic codes of the calendar layer (HF13xx) and how they are thrown.

#include <string>
#include <string_view>

#include "huifang/error.hpp"

namespace huifang::codes {

inline constexpr const char* outside_years = "HF1301";  // date or instant outside the years 1400 to 9999
inline constexpr const char* no_open_time = "HF1302";   // nothing open within the calendar's horizon
inline constexpr const char* unknown_zone = "HF1303";   // no such IANA zone or offset
inline constexpr const char* weekly_pattern =
    "HF1304";  // not seven weekdays, or a horizon that bounds nothing
inline constexpr const char* opening_hours = "HF1305";  // hours that are malformed, empty or overlap
inline constexpr const char* dated_entry = "HF1306";    // dated entry: twice, unordered, or closed with hours
inline constexpr const char* bucket_family = "HF1307";  // ranges that overlap, a weekday that does not exist
inline constexpr const char* text_expected = "HF1310";  // something else was expected at this place
inline constexpr const char* span_number = "HF1311";    // a span without a whole number, or too large
inline constexpr const char* span_unit = "HF1312";      // unknown unit
inline constexpr const char* clock_time = "HF1313";     // no time of day
inline constexpr const char* unknown_point = "HF1314";  // unknown word where a point in time begins
inline constexpr const char* no_such_date = "HF1315";   // 02-30
inline constexpr const char* text_goes_on = "HF1316";   // text after the end of a complete one
inline constexpr const char* clock_after_hours = "HF1317";  // a time of day after an exact span
inline constexpr const char* day_range = "HF1320";          // malformed range of days
inline constexpr const char* weekday_name = "HF1321";       // unknown weekday
inline constexpr const char* missing_context = "HF1330";    // a time text refers to what is not there
inline constexpr const char* not_in_bucket = "HF1331";      // a day that the bucket does not have

}  // namespace huifang::codes

namespace huifang {

/// A diagnostic about a text, its offset in bytes from the text's beginning.
Diagnostic text_diagnostic(const char* code, std::string message, std::size_t offset, std::string_view found,
                           std::string expected, std::string suggestion = {});

[[noreturn]] void refuse_text(const char* code, std::string message, std::size_t offset,
                              std::string_view found, std::string expected, std::string suggestion = {});

}  // namespace huifang
