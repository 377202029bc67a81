#pragma once
/// Tables by columns: how many rows at once enter a question that needs no book.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "huifang/value.hpp"

struct ArrowSchema;  // huifang/arrow.hpp
struct ArrowArray;
struct ArrowArrayStream;

namespace huifang {

/// One value for each row of a table.
struct ValueColumn {
  std::string name;
  std::vector<Value> values;         ///< those that occur; texts are read as the declared type, as in events
  std::vector<std::int32_t> places;  ///< by row: place in `values`; -1: not known
};

/// Arrow record batches as columns: a row is a row. Fields are there in every batch. Used by one thread at a time.
class ArrowRows {
 public:
  ArrowRows();
  ~ArrowRows();
  ArrowRows(ArrowRows&&) noexcept;
  ArrowRows& operator=(ArrowRows&&) noexcept;

  /// The batch is borrowed for the call. Texts and dictionaries of texts; integers, decimals and floats; booleans; date32,
  /// date64; timestamps with a zone; nulls. Throws Error(argument, HF2216) for anything else; then the object can only be
  /// destroyed.
  void add(const ArrowSchema& schema, const ArrowArray& batch);
  /// All batches that are left of a stream, which is borrowed and not released. Throws the same, also when the stream fails.
  void add(ArrowArrayStream& stream);
  std::size_t size() const;                  ///< rows so far
  std::vector<ValueColumn> columns() const;  ///< in the order of the fields
  /// The same, and there are no rows again; the next batch may have other fields.
  std::vector<ValueColumn> take();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace huifang
