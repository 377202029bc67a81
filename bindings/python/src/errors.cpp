#include "errors.hpp"

#include <pybind11/operators.h>

namespace huifang::python {
namespace py = pybind11;
namespace {

const char* class_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::syntax:
      return "FormatError";
    case ErrorKind::policy:
      return "PolicyError";
    case ErrorKind::range:
      return "RangeError";
    case ErrorKind::argument:
      return "ArgumentError";
    case ErrorKind::limit:
      return "LimitError";
    case ErrorKind::conflict:
      return "ConflictError";
    case ErrorKind::storage:
      return "StorageError";
    case ErrorKind::evaluation:
      return "EvaluationError";
    case ErrorKind::internal:
      break;
  }
  return "InternalError";
}

const char* name_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      break;
  }
  return "note";
}

auto tie(const Diagnostic& d) {
  return std::tie(d.code, d.severity, d.message, d.file, d.pointer, d.line, d.column, d.offset, d.found,
                  d.expected, d.suggestion);
}

/// An unknown place is None in Python.
py::object known(std::int64_t number, std::int64_t unknown) {
  return number == unknown ? py::object(py::none()) : py::object(py::int_(number));
}

void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const Error& error) {
    const py::object type = py::module_::import("huifang._types").attr(class_of(error.kind()));
    const py::object exception = type(error.what(), to_python(error.diagnostics()));
    PyErr_SetObject(type.ptr(), exception.ptr());
  }
}

py::tuple state_of(const Diagnostic& d) {
  return py::make_tuple(d.code, static_cast<int>(d.severity), d.message, d.file, d.pointer, d.line, d.column,
                        d.offset, d.found, d.expected, d.suggestion);
}

Diagnostic from_state(const py::tuple& state) {
  Diagnostic d;
  d.code = state[0].cast<std::string>();
  d.severity = static_cast<Severity>(state[1].cast<int>());
  d.message = state[2].cast<std::string>();
  d.file = state[3].cast<std::string>();
  d.pointer = state[4].cast<std::string>();
  d.line = state[5].cast<std::int64_t>();
  d.column = state[6].cast<std::int64_t>();
  d.offset = state[7].cast<std::int64_t>();
  d.found = state[8].cast<std::string>();
  d.expected = state[9].cast<std::string>();
  d.suggestion = state[10].cast<std::string>();
  return d;
}

}  // namespace

py::tuple to_python(const std::vector<Diagnostic>& diagnostics) {
  py::tuple result(diagnostics.size());
  for (std::size_t i = 0; i < diagnostics.size(); ++i) result[i] = py::cast(diagnostics[i]);
  return result;
}

void bind_errors(py::module_& module) {
  py::class_<Diagnostic>(module, "Diagnostic", "One finding with its place. Immutable.", py::is_final())
      .def_readonly("code", &Diagnostic::code)
      .def_property_readonly("severity", [](const Diagnostic& d) { return name_of(d.severity); })
      .def_readonly("message", &Diagnostic::message)
      .def_readonly("file", &Diagnostic::file)
      .def_readonly("pointer", &Diagnostic::pointer)
      .def_property_readonly("line", [](const Diagnostic& d) { return known(d.line, 0); })
      .def_property_readonly("column", [](const Diagnostic& d) { return known(d.column, 0); })
      .def_property_readonly("offset", [](const Diagnostic& d) { return known(d.offset, -1); })
      .def_readonly("found", &Diagnostic::found)
      .def_readonly("expected", &Diagnostic::expected)
      .def_readonly("suggestion", &Diagnostic::suggestion)
      .def("__str__", [](const Diagnostic& d) { return to_text(d); })
      .def("__repr__", [](const Diagnostic& d) { return "<Diagnostic " + to_text(d) + ">"; })
      .def(
          "__eq__", [](const Diagnostic& a, const Diagnostic& b) { return tie(a) == tie(b); },
          py::is_operator())
      .def("__hash__", [](const Diagnostic& d) { return py::hash(state_of(d)); })
      .def(py::pickle(&state_of, &from_state));
  py::register_exception_translator(&translate);
}

}  // namespace huifang::python
