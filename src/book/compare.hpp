#pragma once
/// Compares the rows of one table as stored with the same rows as replayed, and says in words where they differ.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "book/table_rows.hpp"
#include "huifang/book.hpp"

namespace huifang {

/// Collects differences up to the limit of a VerifyReport.
class Differences {
 public:
  explicit Differences(VerifyReport& report) : report_(report) {}
  void add(std::string text) {
    report_.same = false;
    if (!full()) report_.differences.push_back(std::move(text));
  }
  bool full() const { return report_.differences.size() >= 100; }
  void count_row() { ++report_.rows; }

 private:
  VerifyReport& report_;
};

template <class Row>
struct ComparedColumn {
  const char* name;
  std::function<std::string(const Row&)> text;  ///< for people
};

/// How one table is compared. Rows with equal keys are told apart by their order.
template <class Row>
struct ComparedTable {
  const char* name;
  Rows<Row> (*rows)(SQLite::Database&);                           ///< all of them, in order of the key
  std::function<std::string(const Row&)> key_text;                ///< for people
  std::function<bool(const Row&, const Row&)> less;               ///< order of the key
  std::vector<ComparedColumn<Row>> columns;                       ///< everything that is not part of the key
};

/// Walks through both at once. What is held of them is one row each.
template <class Row>
void compare_rows(const ComparedTable<Row>& table, const Rows<Row>& stored, const Rows<Row>& replayed, Differences& out) {
  const auto where = [&](const Row& row) { return std::string(table.name) + " " + table.key_text(row); };
  std::optional<Row> left = stored(), right = replayed();
  while ((left || right) && !out.full()) {
    out.count_row();
    if (!right || (left && table.less(*left, *right))) {
      out.add(where(*left) + ": stored, but the journal does not lead to it");
      left = stored();
      continue;
    }
    if (!left || table.less(*right, *left)) {
      out.add(where(*right) + ": missing, the journal leads to it");
      right = replayed();
      continue;
    }
    if (!(*left == *right)) {
      for (const ComparedColumn<Row>& column : table.columns) {
        const std::string was = column.text(*left), is = column.text(*right);
        if (was != is) out.add(where(*left) + ": " + column.name + " is " + was + ", replayed " + is);
      }
    }
    left = stored(), right = replayed();
  }
}

}  // namespace huifang
