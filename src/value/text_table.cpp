#include "value/text_table.hpp"

#include <algorithm>

#include "value/width.hpp"

namespace huifang::terminal {

std::string table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows,
                  std::size_t indent) {
  std::vector<std::size_t> widths;
  const auto cell = [&](const std::string& text, std::size_t i) {
    const std::string shown = printable(text);
    return columns[i].columns_max == 0 ? shown : fitted(shown, columns[i].columns_max);
  };
  for (std::size_t i = 0; i < columns.size(); ++i) {
    widths.push_back(width(columns[i].heading));
    for (const auto& row : rows) widths[i] = std::max(widths[i], width(cell(row[i], i)));
  }
  std::string out;
  const auto line = [&](const auto& text_of) {
    std::string text(indent, ' ');
    for (std::size_t i = 0; i < columns.size(); ++i) {
      std::string part = text_of(i);
      const std::size_t missing = widths[i] - std::min(widths[i], width(part));
      part.insert(columns[i].right ? 0 : part.size(), missing, ' ');
      text += (i == 0 ? "" : "  ") + part;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + '\n';
  };
  line([&](std::size_t i) { return columns[i].heading; });
  line([&](std::size_t i) { return std::string(widths[i], '-'); });
  for (const auto& row : rows) line([&](std::size_t i) { return cell(row[i], i); });
  return out;
}

}  // namespace huifang::terminal
