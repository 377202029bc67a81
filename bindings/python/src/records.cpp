#include "records.hpp"

#include <map>
#include <string>

#include "convert.hpp"

namespace huifang::python {
namespace {

struct ByOrder {
  bool operator()(const Value& a, const Value& b) const { return Value::order(a, b) < 0; }
};

}  // namespace

std::vector<ValueColumn> read_records(const py::object& data, const char* name, std::size_t& rows) {
  if (!PyList_Check(data.ptr()) && !PyTuple_Check(data.ptr())) {
    refuse_type(name, "a list of mappings, or an object with Arrow data", data);
  }
  const py::object records = py::reinterpret_steal<py::object>(PySequence_Tuple(data.ptr()));
  if (!records) throw py::error_already_set();
  rows = py::len(records);
  std::vector<ValueColumn> columns;
  std::map<std::string, std::size_t> column_of;
  std::vector<std::map<Value, std::int32_t, ByOrder>> known;
  std::size_t row = 0;
  for (const py::handle record : records) {
    if (PyMapping_Check(record.ptr()) == 0) refuse_type("record", "a mapping", record);
    for (const py::handle key : py::list(record.attr("keys")())) {
      if (!py::isinstance<py::str>(key)) refuse_type("a record's name", "str", key);
      const auto [place, fresh] = column_of.try_emplace(key.cast<std::string>(), columns.size());
      if (fresh) {
        columns.push_back({place->first, {}, std::vector<std::int32_t>(rows, -1)});
        known.emplace_back();
      }
      Value value = to_value(record[key]);
      if (value.is_null()) continue;
      ValueColumn& column = columns[place->second];
      const auto [entry, first] =
          known[place->second].try_emplace(value, static_cast<std::int32_t>(column.values.size()));
      if (first) column.values.push_back(std::move(value));
      column.places[row] = entry->second;
    }
    ++row;
  }
  return columns;
}

}  // namespace huifang::python
