#include "cli/output.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/width.hpp"
#include "value/csv.hpp"

namespace huifang::cli {

std::string filled(std::string_view text, const std::vector<std::string>& values) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t place = text[i] == '%' && i + 1 < text.size() ? static_cast<std::size_t>(text[i + 1] - '1') : values.size();
    if (place < values.size()) {
      out += values[place];
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string shell_word(const std::string& text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-./").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), plain)) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + '\'';
}

std::string json_string(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string local_text(Instant instant, const TimeZone& zone) {
  const LocalTime local = zone.to_local(instant);
  const std::string date = local.date.to_text();
  if (local.us_of_day == 0) return date;
  if (local.us_of_day == us_per_day - 1) return date + " 24:00";
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  const std::int64_t seconds = local.us_of_day / us_per_second;
  std::string text = date + ' ' + two(seconds / 3600) + ':' + two(seconds / 60 % 60);
  return seconds % 60 == 0 ? text : text + ':' + two(seconds % 60);
}

std::string rendered(Format format, const std::vector<Column>& columns,
                     const std::vector<std::vector<std::string>>& rows) {
  if (format == Format::table) return table(columns, rows);
  std::string out;
  if (format == Format::csv) {
    for (std::size_t i = 0; i < columns.size(); ++i) out += (i == 0 ? "" : ",") + csv_field(columns[i].name);
    out += '\n';
    for (const auto& row : rows) {
      for (std::size_t i = 0; i < row.size(); ++i) out += (i == 0 ? "" : ",") + csv_field(row[i]);
      out += '\n';
    }
    return out;
  }
  out = "[";
  for (std::size_t r = 0; r < rows.size(); ++r) {
    out += r == 0 ? "\n  {" : ",\n  {";
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string& text = rows[r][i];
      out += (i == 0 ? "" : ", ") + json_string(columns[i].name) + ": ";
      out += text.empty() ? "null" : columns[i].right ? text : json_string(text);
    }
    out += '}';
  }
  return out + (rows.empty() ? "]\n" : "\n]\n");
}

}  // namespace huifang::cli
