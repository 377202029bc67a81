#include "table.hpp"

#include <algorithm>
#include <iostream>
#include <string_view>

namespace {

std::size_t bytes_at(std::string_view text, std::size_t offset) {
  const auto lead = static_cast<unsigned char>(text[offset]);
  const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(bytes, text.size() - offset);
}

/// Columns of a terminal: Chinese, Japanese and Korean characters take two.
std::size_t width_at(std::string_view text, std::size_t offset) {
  if (bytes_at(text, offset) != 3) return 1;
  const auto part = [&](std::size_t i, unsigned mask) {
    return static_cast<unsigned char>(text[offset + i]) & mask;
  };
  const unsigned code = part(0, 0x0F) << 12 | part(1, 0x3F) << 6 | part(2, 0x3F);
  const bool wide = (code >= 0x2E80 && code <= 0xA4CF && code != 0x303F) ||
                    (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
                    (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF01 && code <= 0xFF60) ||
                    (code >= 0xFFE0 && code <= 0xFFE6);
  return wide ? 2 : 1;
}

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size(); i += bytes_at(text, i)) columns += width_at(text, i);
  return columns;
}

std::string fitted(const std::string& text, std::size_t columns) {
  if (columns == 0 || width(text) <= columns) return text;
  std::size_t used = 1;  // the ellipsis
  std::size_t end = 0;
  while (used + width_at(text, end) <= columns) {
    used += width_at(text, end);
    end += bytes_at(text, end);
  }
  return text.substr(0, end) + "…";
}

}  // namespace

void print_table(const std::vector<TableColumn>& columns, std::vector<std::vector<std::string>> rows) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    widths.push_back(width(columns[i].heading));
    for (auto& row : rows) {
      row[i] = fitted(row[i], columns[i].width_max);
      widths[i] = std::max(widths[i], width(row[i]));
    }
  }
  std::vector<std::string> headings;
  std::vector<std::string> rules;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    headings.push_back(columns[i].heading);
    rules.emplace_back(widths[i], '-');
  }
  rows.insert(rows.begin(), {headings, rules});
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i] + std::string(widths[i] - width(row[i]) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    std::cout << line << '\n';
  }
}
