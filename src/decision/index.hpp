#pragma once
/// The index of one input column: which rows accept a value.
///
/// Cells that compare the input with constants split the values of the column into classes that no cell tells
/// apart: a sorted column into the points and gaps of its constants, a column of strings into its constants
/// and the rest. Each class has the set of rows that accept it. The sets are made by asking the cells
/// themselves, so the index and the cells can not disagree. All other cells are run for the rows that are
/// left.

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "feel/relocate.hpp"
#include "huifang/feel.hpp"

namespace huifang::decision {

using Rows = std::vector<std::uint64_t>;  ///< a bit per row

inline bool has(const std::uint64_t* rows, std::size_t row) {
  return (rows[row / 64] >> (row % 64) & 1u) != 0;
}
inline void add(std::uint64_t* rows, std::size_t row) { rows[row / 64] |= std::uint64_t{1} << (row % 64); }

/// What a cell says of a value.
enum class Answer : std::uint8_t { no, yes, unknown, failed };

struct Cell {
  feel::Expression test;
  bool accepts_all = false;
  bool indexed = false;
};

class Column {
 public:
  /// Indexes the cells that can be; the memory of the sets stays below `bytes_max`. `expected`: the kind of the input's
  /// values, for columns whose cells have no constants but null; null when it is not known.
  void build(std::vector<Cell> cells, std::size_t words, std::size_t bytes_max,
             Value::Kind expected = Value::Kind::null);

  /// The rows that accept `value` as far as the index knows: rows of cells that are not indexed are in it.
  /// nullptr: the value is of a kind the index does not know; every cell has to be asked.
  const std::uint64_t* accepting(const Value& value) const;
  /// For null: rows that accept it, and rows that can not tell.
  const std::uint64_t* accepting_null() const { return null_yes_.data(); }
  const std::uint64_t* unknown_for_null() const { return null_unknown_.data(); }
  /// Rows whose cell is neither indexed nor `-`.
  const std::uint64_t* open_rows() const { return open_.data(); }
  bool has_open_rows() const { return has_open_; }
  const std::uint64_t* any_rows() const { return any_.data(); }

  /// Asks the cell of one row.
  feel::Outcome ask(std::size_t row, const Value& value, const feel::Frame& frame) const {
    return cells_[row].test.test(value, frame);
  }
  const std::vector<Cell>& cells() const { return cells_; }
  /// Its cells read another model. What the index holds stays true: it comes of constants.
  void relocate(const feel::NewIds& ids) {
    for (Cell& cell : cells_) cell.test = feel::relocated(cell.test, ids);
  }

  /// How the index tells values apart.
  enum class Kind : std::uint8_t { none, sorted, strings, booleans };
  Kind kind() const { return kind_; }
  Value::Kind value_kind() const { return value_kind_; }
  /// Kind sorted: the constants, ascending; constant i is class 2i + 1, the values below it class 2i, the
  /// values above the last one the last class.
  std::vector<Value> constants() const;
  /// Kind strings: the constants; class 0 is every other text.
  const std::unordered_map<std::string, std::uint32_t>& strings() const { return strings_; }
  /// Classes, and a value of each; nullopt: no value is in it.
  std::size_t class_count() const { return words_ == 0 ? 0 : sets_.size() / words_; }
  std::optional<Value> example(std::size_t index) const;
  /// The rows that accept a class; those of cells that are not indexed are in it. Kind booleans: class 0 is
  /// false.
  const std::uint64_t* class_set(std::size_t index) const { return sets_.data() + index * words_; }

 private:
  struct Plan;

  void prepare(std::vector<Plan>& plans) const;
  /// False: the sets would be too large.
  bool build_sorted(std::vector<Plan>& plans);
  bool build_strings(std::vector<Plan>& plans);
  /// Cells that compare their input with nothing but null say the same of it as of every other value.
  Value any_value() const;
  std::uint64_t* class_rows(std::size_t index) { return sets_.data() + index * words_; }

  Kind kind_ = Kind::none;
  Value::Kind value_kind_ = Value::Kind::null;
  std::size_t words_ = 0;
  std::size_t sets_max_ = 0;  ///< words
  std::vector<Cell> cells_;
  std::vector<Decimal> numbers_;                            ///< sorted constants of a column of numbers
  std::vector<Value> cuts_;                                 ///< of other sorted kinds
  std::unordered_map<std::string, std::uint32_t> strings_;  ///< constant -> class; class 0 is the rest
  Rows sets_;                                               ///< class after class
  Rows null_yes_;
  Rows null_unknown_;
  Rows open_;
  Rows any_;
  bool has_open_ = false;
  bool local_ = false;  ///< date and time: the constants have no zone
};

}  // namespace huifang::decision
