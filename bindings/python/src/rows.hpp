#pragma once
/// Rows a book answers with, and the zone in which Python sees their moments.

#include "huifang/book.hpp"

namespace huifang::python {

template <class Row>
struct Zoned {
  Row row;
  TimeZone zone;
};

template <class Row>
std::vector<Zoned<Row>> zoned(std::vector<Row> rows, const TimeZone& zone) {
  std::vector<Zoned<Row>> result;
  result.reserve(rows.size());
  for (Row& row : rows) result.push_back({std::move(row), zone});
  return result;
}

}  // namespace huifang::python
