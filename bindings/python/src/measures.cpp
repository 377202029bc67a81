// Measures without a book.
#include "huifang/measures.hpp"

#include <pybind11/stl.h>

#include "convert.hpp"
#include "huifang/arrow.hpp"
#include "module.hpp"
#include "records.hpp"

namespace huifang::python {
namespace {

/// What the measures are. Immutable.
struct PyMeasures {
  std::shared_ptr<const Measures> measures;
  MeasureBatch batch;
  TimeZone zone;
};

struct PyMeasureRow {
  std::string subject;
  py::dict values, next_change;
};

struct PyRows {
  std::shared_ptr<const PyMeasures> all;
  std::size_t next = 0;

  PyMeasureRow take() {
    if (next == all->batch.subject.size()) throw py::stop_iteration();
    const std::size_t row = next++;
    PyMeasureRow out{all->batch.subject[row], {}, {}};
    const std::vector<std::string>& names = all->measures->measures();
    for (std::size_t m = 0; m < names.size(); ++m) {
      out.values[py::str(names[m])] = to_python(all->batch.values[m][row]);
      const std::int64_t us = all->batch.next_change_us[m][row];
      out.next_change[py::str(names[m])] = to_datetime(us == MeasureBatch::no_change ? std::nullopt : std::optional(Instant{us}), all->zone);
    }
    return out;
  }
};

std::shared_ptr<PyMeasures> measure(const Policy& policy, const py::object& events, const py::object& subjects, const py::object& at,
                                    const std::string& entity, const std::vector<std::string>& measures) {
  const TimeZone zone = policy.zone();
  MeasureRequest request{entity, measures, std::nullopt};
  if (!at.is_none()) request.at = to_instant(at, &zone, "at");
  const auto begin = [&] {
    if (subjects.is_none()) return std::make_shared<Measures>(policy, request);
    std::size_t count = 0;
    std::vector<ValueColumn> columns;
    if (has_arrow(subjects)) {
      ArrowRows rows;
      each_arrow_batch(subjects, [&](const ArrowSchema& schema, const ArrowArray& batch) { rows.add(schema, batch); });
      count = rows.size();
      columns = rows.take();
    } else {
      columns = read_records(subjects, "subjects", count);
    }
    return std::make_shared<Measures>(policy, request, count, std::move(columns));
  };
  const std::shared_ptr<Measures> all = begin();
  if (has_arrow(events)) {
    each_arrow_batch(events, [&](const ArrowSchema& schema, const ArrowArray& batch) {
      ArrowRows rows;
      rows.add(schema, batch);
      const std::size_t count = rows.size();
      all->add(count, rows.take());
    });
  } else {
    std::size_t count = 0;
    const std::vector<ValueColumn> columns = read_records(events, "events", count);
    const py::gil_scoped_release release;
    if (count != 0) all->add(count, columns);
  }
  const py::gil_scoped_release release;
  return std::make_shared<PyMeasures>(PyMeasures{all, all->values(), zone});
}

}  // namespace

void bind_measures(py::module_& module) {
  py::class_<PyMeasureRow>(module, "MeasureRow", "The measures of a subject. Immutable.", py::is_final())
      .def_readonly("subject", &PyMeasureRow::subject)
      .def_property_readonly("values", [](const PyMeasureRow& row) { return row.values.attr("copy")(); })
      .def_property_readonly("next_change", [](const PyMeasureRow& row) { return row.next_change.attr("copy")(); })
      .def("__repr__", [](const PyMeasureRow& row) { return "<MeasureRow " + row.subject + ">"; });
  py::class_<PyRows>(module, "_MeasureIterator", "Subjects, one after another.", py::is_final())
      .def("__iter__", [](py::object self) { return self; })
      .def("__next__", &PyRows::take);
  py::class_<PyMeasures, std::shared_ptr<PyMeasures>>(module, "Measures", "What measures are. Immutable.", py::is_final())
      .def_property_readonly("names", [](const PyMeasures& all) { return py::tuple(py::cast(all.measures->measures())); })
      .def("__len__", [](const PyMeasures& all) { return all.batch.subject.size(); })
      .def("__iter__", [](const std::shared_ptr<PyMeasures>& all) { return PyRows{all, 0}; })
      .def(
          "__arrow_c_stream__",
          [](const PyMeasures& all, const py::object&) {
            Owned<ArrowArrayStream> stream(new ArrowArrayStream{});
            export_stream(*all.measures, all.batch, *stream);
            return capsule_of(std::move(stream), "arrow_array_stream");
          },
          py::arg("requested_schema") = py::none());
  auto policy = py::reinterpret_borrow<py::class_<Policy>>(module.attr("Policy"));
  policy.def("measure", &measure, py::arg("events"), py::kw_only(), py::arg("subjects") = py::none(), py::arg("at") = py::none(),
             py::arg("entity") = "customer", py::arg("measures") = py::tuple());
}

}  // namespace huifang::python
