// Logs: CSV and JSON Lines files read as events.
#include "huifang/log.hpp"

#include <pybind11/stl.h>

#include "convert.hpp"
#include "errors.hpp"
#include "module.hpp"
#include "python_types.hpp"

namespace huifang::python {
namespace {

/// A LogInput of Python, or a path alone.
LogInput to_input(py::handle object) {
  LogInput input;
  if (!py::isinstance(object, Types::get().log_input)) {
    input.path = to_path(object);
    return input;
  }
  const py::object path = object.attr("path");
  const py::object text = object.attr("text");
  const py::object mapping = object.attr("mapping");
  if (path.is_none() == text.is_none()) throw py::value_error("LogInput: give either path or text");
  if (!path.is_none()) input.path = to_path(path);
  if (!text.is_none()) input.text = to_text_bytes(text, "text");
  if (!mapping.is_none()) input.mapping = mapping.cast<const LogMapping&>();
  input.name = object.attr("name").cast<std::string>();
  return input;
}

std::unique_ptr<EventLog> read(const py::args& logs, const std::string& zone, std::size_t record_bytes_max,
                               std::size_t errors_listed) {
  std::vector<LogInput> inputs;
  for (const py::handle log : logs) inputs.push_back(to_input(log));
  LogOptions options;
  options.zone = TimeZone::find(zone);
  options.record_bytes = record_bytes_max;
  options.errors_listed = errors_listed;
  const py::gil_scoped_release release;
  return std::make_unique<EventLog>(EventLog::read(std::move(inputs), options));
}

Event next(EventLog& log) {
  Event event;
  if (!log.next(event)) throw py::stop_iteration();
  return event;
}

}  // namespace

void bind_log(py::module_& module) {
  py::class_<LogMapping>(module, "LogMapping", "How the records of a log become events. Immutable.",
                         py::is_final())
      .def_static(
          "parse",
          [](const py::object& json, const std::string& file) {
            return LogMapping::parse(to_text_bytes(json, "json"), file);
          },
          py::arg("json"), py::kw_only(), py::arg("file") = "")
      .def_static(
          "load_file", [](const py::object& path) { return LogMapping::load_file(to_path(path)); },
          py::arg("path"));
  const LogOptions defaults;
  py::class_<EventLog>(module, "EventLog", "The events of logs, in time order.", py::is_final())
      .def(py::init(&read), py::kw_only(), py::arg("zone") = "UTC",
           py::arg("record_bytes_max") = defaults.record_bytes,
           py::arg("errors_listed") = defaults.errors_listed)
      .def("__iter__",
           [](const py::object& self) {
             self.cast<EventLog&>().rewind();
             return self;
           })
      .def("__next__", &next)
      .def("__len__", &EventLog::size)
      .def_property_readonly("place", &EventLog::place)
      .def_property_readonly("records", &EventLog::records)
      .def_property_readonly("skipped_records", &EventLog::skipped_records)
      .def_property_readonly("skipped", [](const EventLog& log) { return to_python(log.skipped()); });
}

}  // namespace huifang::python
