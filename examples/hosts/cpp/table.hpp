#pragma once
/// An aligned table of UTF-8 texts on standard output.

#include <cstddef>
#include <string>
#include <vector>

struct TableColumn {
  std::string heading;
  std::size_t width_max = 0;  ///< longer texts are cut; 0 = never
};

void print_table(const std::vector<TableColumn>& columns, std::vector<std::vector<std::string>> rows);
