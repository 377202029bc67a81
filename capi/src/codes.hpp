#pragma once
/// Stable diagnostic codes of the C boundary (HF70xx).

namespace huifang::c::codes {

inline constexpr const char* null_argument = "HF7001";  // NULL where a value is needed
inline constexpr const char* not_utf8 = "HF7002";       // a text that is not UTF-8
inline constexpr const char* options =
    "HF7003";  // struct_size that cannot be, unknown bytes that are not zero
inline constexpr const char* out_of_range = "HF7004";  // a number that no option or enumeration has
inline constexpr const char* not_a_moment = "HF7005";  // an instant or date outside the years 1400 to 9999
inline constexpr const char* callback = "HF7006";      // a callback ended the call
inline constexpr const char* wrong_kind = "HF7007";    // a value of another kind is needed
inline constexpr const char* too_small = "HF7008";     // room of the caller that is too small for an answer
inline constexpr const char* evaluation = "HF7011";    // an expression that fails
inline constexpr const char* unknown_name = "HF7012";  // no such data set, bucket family, language
inline constexpr const char* time_text = "HF7013";     // no such date, moment or span
inline constexpr const char* internal = "HF7099";      // a defect: an exception without diagnostics

}  // namespace huifang::c::codes
