#pragma once
/// Rows as a table of aligned columns.

#include <cstddef>
#include <string>
#include <vector>

namespace huifang::terminal {

struct Column {
  std::string name;             ///< machine name: CSV header, JSON key
  std::string heading;          ///< table heading
  bool right = false;           ///< numbers: aligned to the right, and JSON numbers
  std::size_t columns_max = 0;  ///< table: longer texts are cut; 0 = no limit
};

/// Headings, a line of dashes, the rows; each line indented by `indent`. Every row has as many cells as there
/// are columns.
std::string table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows,
                  std::size_t indent = 0);

}  // namespace huifang::terminal
