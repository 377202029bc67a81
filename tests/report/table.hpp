#pragma once
/// Small tables and reports for tests.

#include <catch2/catch.hpp>
#include <initializer_list>
#include <iostream>
#include <string>
#include <vector>

#include "huifang/error.hpp"
#include "huifang/report.hpp"

namespace huifang::test {

/// A table by rows: the names of its columns, then texts; "" is not known.
class Table {
 public:
  explicit Table(std::initializer_list<std::string> names) {
    for (const std::string& name : names) columns_.push_back({name, {}, {}});
  }
  Table& row(std::initializer_list<std::string> cells) {
    std::size_t i = 0;
    for (const std::string& cell : cells) {
      ValueColumn& column = columns_[i++];
      column.places.push_back(cell.empty() ? -1 : static_cast<std::int32_t>(column.values.size()));
      if (!cell.empty()) column.values.push_back(Value::of(cell));
    }
    ++rows_;
    return *this;
  }
  Report report(const std::string& spec) const { return ReportSpec::parse(spec).run(rows_, columns_); }

 private:
  std::size_t rows_ = 0;
  std::vector<ValueColumn> columns_;
};

/// A report of no rows: all of it is given.
inline Report given(const std::string& spec) { return ReportSpec::parse(spec).run(0, {}); }

inline const ReportMetric& metric(const Report& report, const std::string& name) {
  for (const ReportMetric& one : report.metrics) {
    if (one.name == name) return one;
  }
  throw Error(ErrorKind::argument, "HF9999", "no metric " + name);
}

inline const ReportPart& part(const ReportBreakdown& breakdown, const std::string& name) {
  for (const ReportPart& one : breakdown.parts) {
    if (one.name == name) return one;
  }
  throw Error(ErrorKind::argument, "HF9999", "no part " + name);
}

/// The findings about something, of one kind.
inline std::vector<ReportFinding> findings(const Report& report, ReportFinding::Kind kind,
                                           const std::string& about = {}) {
  std::vector<ReportFinding> out;
  for (const ReportFinding& one : report.findings) {
    if (one.kind == kind && (about.empty() || one.about == about)) out.push_back(one);
  }
  return out;
}

/// The code of what is refused; "" when it is not.
template <class Call>
std::string refused(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.diagnostics().front().code;
  }
  return {};
}

}  // namespace huifang::test
