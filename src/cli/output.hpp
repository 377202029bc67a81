#pragma once
/// Rows as an aligned table, as CSV or as JSON.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/calendar.hpp"
#include "value/text_table.hpp"

namespace huifang::cli {

enum class Format { table, csv, json };
/// Of the option `--format`, which was checked to be one of these words.
inline Format format_of(const std::string& word) { return word == "csv" ? Format::csv : word == "json" ? Format::json : Format::table; }

using terminal::Column;
using terminal::table;

/// Every row has as many cells as there are columns. An empty cell is null in JSON.
std::string rendered(Format format, const std::vector<Column>& columns,
                     const std::vector<std::vector<std::string>>& rows);
/// `text` with "%1" to "%9" replaced by the values in their order. What values say stays as it is, be it "%2".
std::string filled(std::string_view text, const std::vector<std::string>& values);
/// A word as a shell reads it: in single quotes where it needs them.
std::string shell_word(const std::string& text);
/// A JSON text in quotes.
std::string json_string(const std::string& text);
/// "2024-10-17 18:00" in `zone`; the last instant of a day is "2024-10-17 24:00", the first "2024-10-17".
std::string local_text(Instant instant, const TimeZone& zone);

}  // namespace huifang::cli
