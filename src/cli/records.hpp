#pragma once
/// JSON objects, one a line, or CSV, as columns: what an object does not have is not known of it.

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "huifang/columns.hpp"
#include "huifang/event.hpp"

namespace huifang::cli {

/// Calls `take` with every line of a file that is not blank; "-" is standard input. What it throws is told with the number of the record.
void each_line(const std::string& path, const std::function<void(const std::string&)>& take);

class Records {
 public:
  /// The one object, with exact numbers. Throws Error with the places of all that is wrong.
  static Records one(const std::string& text);
  /// Of a file, "-" is standard input. What is wrong is told with the number of the record.
  static Records file(const std::string& path);
  /// Envelopes of events, one a line: "data" is taken apart, a form is of the type "filed.<form>".
  static Records events(const std::string& path, const TimeZone& zone);

  /// CSV whose first record names the columns; "-" is standard input. An empty field is not known. Throws Error.
  static Records csv(const std::string& path, char delimiter);

  std::size_t size() const { return rows_; }
  std::vector<ValueColumn> take() { return std::move(columns_); }
  /// Names of the rows, from their field "key", which is no column then; else their numbers, from 1.
  std::vector<std::string> take_names();

 private:
  void put(std::size_t row, const std::string& name, const Value& value);
  void add(const std::string& record);
  void finish();

  std::size_t rows_ = 0;
  std::vector<ValueColumn> columns_;
  std::map<std::pair<std::string, std::string>, std::int32_t> known_;  ///< column and value, to its place
};

}  // namespace huifang::cli
