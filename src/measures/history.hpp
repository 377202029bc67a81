#pragma once
/// Rows of what happened, as the domain sees events.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/core.hpp"
#include "huifang/columns.hpp"

namespace huifang::measures {

struct HistoryRow {
  std::string subject;  ///< key
  Occurred occurred;
};

/// One batch of rows. All is borrowed.
class History {
 public:
  /// `counted`: by event of the model, does any measure of the entity fold it? `first_row`: number of the first row.
  History(const PolicyModel& model, std::uint32_t entity, const std::vector<bool>& counted, std::size_t first_row, std::size_t rows,
          const std::vector<ValueColumn>& columns, std::vector<Diagnostic>& findings);

  std::size_t rows() const { return rows_; }
  /// nullopt: it does not count, or a finding says what is wrong with it.
  std::optional<HistoryRow> row(std::size_t row);

 private:
  static constexpr std::uint32_t unread = none, passed_over = none - 1, bad = none - 2;
  struct Field {
    std::size_t column;
    const FieldDef* def;
  };
  /// How rows of one type are read.
  struct Plan {
    bool made = false;
    std::vector<Field> fields;           ///< in the order of an envelope
    std::vector<std::size_t> foreign;    ///< columns that are fields of other events alone
  };
  struct Typed {
    bool done = false;
    bool good = false;
    Value value;
  };

  void report(std::string code, std::string message, std::string pointer, std::string found, std::string expected, std::string suggestion = {});
  std::string place(std::size_t row, std::string_view column) const;
  void check_columns();
  const Value* value(std::size_t column, std::size_t row) const;
  std::uint32_t type_of(std::size_t row);
  const Plan& plan_of(std::uint32_t event);
  const Value* typed(std::uint32_t event, const Field& field, std::size_t row);

  const PolicyModel& model_;
  std::uint32_t entity_;
  const std::vector<bool>& counted_;
  std::size_t first_row_, rows_;
  const std::vector<ValueColumn>& columns_;
  std::vector<Diagnostic>& findings_;
  bool good_ = true;
  std::optional<std::size_t> id_, type_, at_, by_;
  std::vector<std::uint32_t> entity_of_;           ///< by column; none: it is no entity
  std::vector<std::uint32_t> types_;               ///< by place in the column of types
  std::vector<Plan> plans_;                        ///< by event
  std::vector<std::vector<std::vector<Typed>>> typed_;  ///< by event, column and place
};

}  // namespace huifang::measures
