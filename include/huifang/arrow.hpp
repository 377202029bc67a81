#pragma once
/// Batches through the Arrow C data interface: no library is needed on either side.
///
/// The two structs are those of the Arrow specification,
/// https://arrow.apache.org/docs/format/CDataInterface.html.

#include <cstdint>

#include "huifang/decision_rows.hpp"

extern "C" {
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4
struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};
struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};
#endif
#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};
#endif
}

namespace huifang {

/// Decides a record batch: a struct array whose fields are found by the names of the decision's columns;
/// others are ignored, and a column without a field is missing in every row. Borrowed for the call, never
/// released here.
///
/// Taken without a copy: int64 and int32 (numbers without decimals), decimal64 of the column's scale, doubles
/// (binary columns), booleans, utf8, dictionaries of utf8 with int32 codes, date32, timestamps in
/// microseconds with a zone. Other integers, decimals, indices, date64 and timestamps are converted: 8 bytes
/// a row for each such column. Floats are numbers of binary columns only.
///
/// The result is a struct array of the same length: a column for each output (dictionary-encoded text, number
/// or boolean; for a sum decimal128, for a count int64; for lists a list named "rules" of the rules that
/// match, in table order, empty where none does even with a default), `rule` (int32, 0-based, null when none
/// decided) and `status` (uint8, DecisionStatus). The caller releases both parts. Throws Error (argument,
/// HF2216) for a field of a type its column does not take, for lengths and offsets that are negative or go
/// beyond their arrays, and for a decision with computed outputs, which only rows have.
DecisionCounts evaluate_arrow(const Decision& decision, const ArrowSchema& schema, const ArrowArray& batch,
                              ArrowSchema& out_schema, ArrowArray& out_batch);

}  // namespace huifang
