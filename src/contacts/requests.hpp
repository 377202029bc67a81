#pragma once
/// Rows of requests: contacts before they happen.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "contacts/tables.hpp"

namespace huifang::contacts {

/// A contact by numbers. Subjects, actors and references are ids of Tables, other values ids of values.
struct Request {
  struct Field {
    std::uint32_t place = 0;   ///< among the names of fields
    bool reference = false;
    std::int32_t id = -1;
  };
  std::uint32_t event = none;
  std::int64_t at_us = 0;
  std::int32_t by = -1;
  std::int32_t purpose = -1;             ///< place among the policy's
  std::vector<std::int32_t> subjects;    ///< at most one per entity
  std::vector<Field> fields;
};

/// Names of fields, each with a place.
class FieldNames {
 public:
  std::uint32_t place(const std::string& name);
  const std::vector<std::string>& all() const { return all_; }

 private:
  std::vector<std::string> all_;
  std::unordered_map<std::string, std::uint32_t> places_;
};

/// One batch of requests. All is borrowed; findings are appended.
class Requests {
 public:
  Requests(const PolicyModel& model, Tables& tables, FieldNames& names, std::size_t rows, const std::vector<ValueColumn>& columns,
           std::vector<Diagnostic>& findings);
  /// False: a finding says what is wrong with the row.
  bool read(std::size_t row, Request& out);

 private:
  static constexpr std::int32_t unread = -2, bad = -3;
  struct Field {
    std::size_t column = 0;
    std::uint32_t place = 0;
    const FieldDef* def = nullptr;
    std::vector<std::int32_t> ids;           ///< by place of a value
  };
  struct Plan {
    bool made = false;
    std::vector<Field> fields;               ///< in the order of the declaration
    std::vector<std::size_t> subjects;       ///< columns that name an entity
    std::vector<std::size_t> foreign;
  };
  void report(std::string code, std::string message, std::string pointer, std::string found, std::string expected, std::string suggestion = {});
  std::string pointer(std::size_t row, std::size_t column) const;
  void check_columns();
  bool event_of(std::size_t row, Request& out);
  Plan& plan_of(std::uint32_t event);
  std::int32_t field_id(Field& field, std::size_t row);
  std::int32_t place(std::size_t column, std::size_t row) const { return columns_[column].places[row]; }
  const Value& value(std::size_t column, std::size_t row) const { return columns_[column].values[static_cast<std::size_t>(place(column, row))]; }

  const PolicyModel& model_;
  Tables& tables_;
  FieldNames& names_;
  std::size_t rows_;
  const std::vector<ValueColumn>& columns_;
  std::vector<Diagnostic>& findings_;
  std::optional<std::size_t> type_, at_, by_, purpose_;
  std::vector<std::uint32_t> entity_of_;               ///< by column
  std::vector<std::vector<std::int32_t>> known_;       ///< by column and place: events, purposes, subjects
  std::vector<std::optional<std::int64_t>> instants_;  ///< by place
  std::vector<Plan> plans_;                            ///< by event
};

}  // namespace huifang::contacts
