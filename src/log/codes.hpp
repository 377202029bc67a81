#pragma once
/// Stable diagnostic codes of logs. Mappings report what they share with policies under the codes of policies
/// (HF1001 to HF1114).

namespace huifang::codes {

inline constexpr const char* log_unreadable = "HF5001";   // the file cannot be opened or read, or it changed
inline constexpr const char* log_not_utf8 = "HF5002";     // ill-formed UTF-8
inline constexpr const char* log_record_long = "HF5003";  // a record longer than the limit
inline constexpr const char* csv_open_quote = "HF5010";   // a quoted field that never ends
inline constexpr const char* csv_stray_quote =
    "HF5011";  // a quote inside an unquoted field, or text after a closing one
inline constexpr const char* csv_field_count = "HF5012";  // more or fewer fields than the header
inline constexpr const char* csv_header = "HF5013";       // no header, or a name twice
inline constexpr const char* log_no_column =
    "HF5014";  // the mapping names a column that the file does not have
inline constexpr const char* jsonl_record = "HF5020";  // a line that is not one JSON object
inline constexpr const char* log_empty = "HF5030";     // an empty cell where a value is needed
inline constexpr const char* log_value = "HF5031";     // a cell that is not of the mapped type
inline constexpr const char* log_time = "HF5032";      // a cell that is no date or time of the mapped format
inline constexpr const char* log_unlisted = "HF5033";  // a cell that `values` does not list
inline constexpr const char* log_errors_more = "HF5039";  // further errors are not listed

}  // namespace huifang::codes
