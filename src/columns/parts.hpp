#pragma once
/// Columns of results as Arrow arrays, and streams of them.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "decision/arrow_parts.hpp"
#include "huifang/arrow.hpp"
#include "huifang/feel.hpp"
#include "huifang/value.hpp"

namespace huifang::columns {

/// A column of `int32` places in `texts`; negative ones are nulls.
arrow::Part dictionary(std::string name, const std::vector<std::int32_t>& places, const std::vector<std::string>& texts);
/// A column of timestamps in microseconds, UTC; `absent` stands for null.
arrow::Part instants(std::string name, std::vector<std::int64_t> values, std::int64_t absent);
/// A column of texts; a nullptr is a null. The texts are borrowed for the call. Throws Error(argument, HF2216) beyond 2 GB.
arrow::Part texts(std::string name, const std::vector<const std::string*>& values);

/// How values of a type leave: booleans, numbers as the nearest double (`whole`: as int64), dates, timestamps in UTC, texts;
/// references as their keys, everything else as JSON text. A null, and what is not of the type, is a null.
arrow::Part values(std::string name, const feel::Type& type, bool whole, const std::vector<Value>& values);

/// Where a stream takes its batches from.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  virtual arrow::Part nothing() = 0;              ///< a batch without rows
  virtual std::optional<arrow::Part> next() = 0;  ///< nullopt: there are no more
};
/// The caller releases the stream; what the source throws is told by its get_last_error.
void export_source(std::unique_ptr<BatchSource> source, ArrowArrayStream& out);

}  // namespace huifang::columns
