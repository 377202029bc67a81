#pragma once
/// Columns of values over all batches of an Arrow stream: what occurs, and where.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "decision/arrow_in.hpp"
#include "huifang/arrow.hpp"
#include "huifang/value.hpp"

namespace huifang::columns {

struct ByOrder {
  bool operator()(const Value& a, const Value& b) const { return Value::order(a, b) < 0; }
};

/// One column over all batches.
struct Gathered {
  std::string name;
  std::vector<Value> values;
  std::map<Value, std::int32_t, ByOrder> known;
  std::vector<std::int32_t> places;
  bool mostly_once = false;  ///< values are no longer looked for among those that occurred: one may be there twice

  std::int32_t place(Value value);
};

/// Decimal places of an Arrow decimal, "d:18,2"; 0 for everything else.
int decimals_of(std::string_view format);

/// A column that takes the field as it is; texts when its type is unknown.
DecisionColumn column_of(const ArrowSchema& field);

/// Adds the rows of one field of a checked batch. Throws Error(argument, HF2216).
void gather(const DecisionColumn& column, const ArrowSchema& field, const ArrowArray& values, const ArrowArray& batch,
            Gathered& out);

/// Checks a batch and that its fields are those of the batches before; `begun` is false for the first one, whose names are
/// taken. Throws Error(argument, HF2216).
void check_fields(const ArrowSchema& schema, const ArrowArray& batch, bool begun, std::vector<Gathered>& columns);

/// Every batch that is left of a stream. Throws Error(argument, HF2216) when it fails.
template <class Take>
void each_batch(ArrowArrayStream& stream, const Take& take) {
  const auto check = [&](int status) {
    if (status == 0) return;
    const char* message = stream.get_last_error(&stream);
    decision::refuse_batch(std::string("the Arrow stream failed: ") + (message == nullptr ? "" : message));
  };
  struct Schema : ArrowSchema {
    ~Schema() {
      if (release != nullptr) release(this);
    }
  } schema{};
  if (stream.release == nullptr) decision::refuse_batch("the Arrow stream was released");
  check(stream.get_schema(&stream, &schema));
  while (true) {
    struct Array : ArrowArray {
      ~Array() {
        if (release != nullptr) release(this);
      }
    } array{};
    check(stream.get_next(&stream, &array));
    if (array.release == nullptr) return;
    take(schema, array);
  }
}

}  // namespace huifang::columns
