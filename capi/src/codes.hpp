#pragma once
/// Stable diagnostic codes of the C boundary (HF19xx).

namespace huifang::c::codes {

inline constexpr const char* null_argument = "HF1901";  // NULL where a value is needed
inline constexpr const char* not_utf8 = "HF1902";       // a text that is not UTF-8
inline constexpr const char* options =
    "HF1903";  // struct_size that cannot be, unknown bytes that are not zero
inline constexpr const char* out_of_range = "HF1904";  // a number that no option or enumeration has
inline constexpr const char* not_a_moment = "HF1905";  // an instant or date outside the years 1400 to 9999
inline constexpr const char* callback = "HF1906";      // a callback ended the call
inline constexpr const char* wrong_kind = "HF1907";    // a value of another kind is needed
inline constexpr const char* evaluation = "HF1911";    // an expression that fails
inline constexpr const char* unknown_name = "HF1912";  // no such data set, bucket family, language
inline constexpr const char* time_text = "HF1913";     // no such date, moment or span
inline constexpr const char* internal = "HF1999";      // a defect: an exception without diagnostics

}  // namespace huifang::c::codes
