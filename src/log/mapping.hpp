#pragma once
/// The compiled form of a log mapping.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "huifang/log.hpp"
#include "log/record_scanner.hpp"

namespace huifang {

/// Where one value of an event comes from.
struct CellSource {
  enum class Type : std::uint8_t { as_is, string, number, boolean, date };
  enum class Empty : std::uint8_t { omit, null, error };
  std::string column;  ///< empty: `constant`
  Value constant;
  Type type = Type::as_is;  ///< as_is: CSV text is a string, JSON keeps its type
  Empty empty = Empty::omit;
  std::string split;                                  ///< what stands between the items of a list; empty: no list
  std::string prefix;                                 ///< put before the text, or each item; strings only
  std::vector<std::pair<std::string, Value>> values;  ///< text to value; not empty: no other text is allowed
};

/// Where the moment of an event comes from.
struct TimeSource {
  std::string column;        ///< empty: `constant`
  std::string constant;      ///< ISO 8601 date or date and time
  std::string format;        ///< empty: ISO 8601
  std::string time_column;   ///< column with the time of day, empty: `time_us`
  std::int64_t time_us = 0;  ///< time of day of a bare date, since local midnight
};

/// A test on a row that must hold for an event rule to make an event of it.
struct RowTest {
  std::string column;
  std::vector<std::string> is;  ///< any of these texts; empty: see `filled`
  bool filled = true;           ///< the cell is (not) empty
};

struct EventRule {
  CellSource type;
  std::vector<RowTest> when;
  std::optional<CellSource> id;
  TimeSource at;
  std::optional<CellSource> by;
  std::vector<std::pair<std::string, CellSource>> subjects;
  std::vector<std::pair<std::string, CellSource>> data;
  std::optional<CellSource> duty;
  std::optional<CellSource> voids;
  std::optional<CellSource> case_key;
};

struct LogMapping::Rep {
  bool envelopes = false;  ///< lines are events; nothing below is used
  LogFormat format = LogFormat::jsonl;
  char delimiter = ',';
  bool header = true;                ///< csv: the first record names the columns
  std::vector<std::string> columns;  ///< csv without header: their names
  std::string name;
  std::optional<TimeZone> zone;
  bool skip_errors = false;
  std::vector<EventRule> events;
};

/// Every column that a rule reads, without repetition, in order of first use.
std::vector<std::string> columns_of(const LogMapping::Rep& mapping);

}  // namespace huifang
