#pragma once
/// Stable diagnostic codes of reports that are worked out (HF75xx). What is wrong with their documents:
/// HF25xx.

namespace huifang::codes {

inline constexpr const char* report_cell = "HF7501";     // a value that is not of the type of its column
inline constexpr const char* report_json = "HF7502";     // a text that is no report
inline constexpr const char* report_compare = "HF7503";  // figures of different types are compared
inline constexpr const char* report_failed = "HF7504";   // an expression of a report that meets what it does not take

}  // namespace huifang::codes
