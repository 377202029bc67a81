#pragma once
/// One record of a log and the events a mapping makes of it.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/event.hpp"
#include "log/json_form.hpp"
#include "log/mapping.hpp"
#include "log/record_scanner.hpp"

namespace huifang {

/// Turns the records of one log into events. Used twice over the same records: for checking and for handing
/// out.
class RowReader {
 public:
  /// `mapping` is borrowed. `zone` serves unless the mapping has its own. `file` is for diagnostics, `name`
  /// for ids.
  RowReader(const LogMapping::Rep& mapping, const TimeZone& zone, std::string file, std::string name);

  /// CSV: take the first record as header if the mapping says so; checks that all mapped columns are there.
  /// False: `text` is a record like the others. Findings go to `findings`.
  bool header(std::string_view text, const RecordPlace& place, std::vector<Diagnostic>& findings);
  /// Split or parse a record. False when it cannot be used at all.
  bool read(std::string_view text, const RecordPlace& place, std::vector<Diagnostic>& findings);
  /// Event rules that can make an event; 1 for envelopes.
  std::size_t rules() const { return mapping_.envelopes ? 1 : mapping_.events.size(); }
  /// Does this rule make an event of the record last read?
  bool applies(std::size_t rule) const;
  /// Make it. False after findings.
  bool make(std::size_t rule, Event& event, std::vector<Diagnostic>& findings) const;

 private:
  struct Cell {
    bool empty = true;
    std::string_view text;       ///< CSV, and texts, numbers and booleans of JSON
    const Node* node = nullptr;  ///< JSON
    std::int64_t offset = 0;     ///< in the record
  };

  Cell cell(const std::string& column) const;
  Diagnostic finding(const char* code, std::int64_t offset, std::string message) const;
  void set_columns(const std::vector<std::string>& names, const RecordPlace& place,
                   std::vector<Diagnostic>& findings);
  std::optional<Value> value(const CellSource& source, std::string_view what,
                             std::vector<Diagnostic>& findings) const;
  std::optional<Value> single(const CellSource& source, const Cell& cell, std::vector<Diagnostic>& findings) const;
  std::optional<Value> items(const CellSource& source, const Cell& cell, std::vector<Diagnostic>& findings) const;
  std::optional<Value> typed(const CellSource& source, const Cell& cell,
                             std::vector<Diagnostic>& findings) const;
  std::optional<std::string> text(const CellSource& source, std::string_view what,
                                  std::vector<Diagnostic>& findings) const;
  bool moment(const TimeSource& source, Event& event, std::vector<Diagnostic>& findings) const;
  std::string generated_id(std::size_t rule) const;

  const LogMapping::Rep& mapping_;
  TimeZone zone_;
  std::string file_;
  std::string name_;
  std::map<std::string, std::size_t, std::less<>> columns_;  ///< CSV: name to position
  std::size_t width_ = 0;                                    ///< CSV: fields of a record; 0 until known
  std::vector<CsvField> fields_;
  std::unique_ptr<JsonForm> json_;
  std::string_view record_;
  RecordPlace place_;
};

}  // namespace huifang
