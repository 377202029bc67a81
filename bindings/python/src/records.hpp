#pragma once
/// Rows as Python gives them: mappings, or Arrow data.

#include <vector>

#include "arrow_capsules.hpp"
#include "huifang/columns.hpp"

namespace huifang::python {

inline bool has_arrow(const py::object& data) {
  return py::hasattr(data, "__arrow_c_array__") || py::hasattr(data, "__arrow_c_stream__");
}

/// Every batch of an object with Arrow data. `take` may run without the GIL.
template <class Take>
void each_arrow_batch(const py::object& data, const Take& take) {
  if (!py::hasattr(data, "__arrow_c_array__")) return each_batch(data, take);
  const py::tuple capsules = data.attr("__arrow_c_array__")();
  const auto* schema = inside<ArrowSchema>(capsules[0], "arrow_schema");
  const auto* array = inside<ArrowArray>(capsules[1], "arrow_array");
  const py::gil_scoped_release release;
  take(*schema, *array);
}

/// A list of mappings, one for each row: what a mapping does not have is not known of it. `name` is the argument's.
std::vector<ValueColumn> read_records(const py::object& data, const char* name, std::size_t& rows);

}  // namespace huifang::python
