// FEEL expressions.
#include "huifang/feel.hpp"

#include <pybind11/stl.h>

#include "convert.hpp"
#include "errors.hpp"
#include "module.hpp"

namespace huifang::python {
namespace {

using feel::Outcome;
using Status = feel::Outcome::Status;

const char* name_of(Status status) {
  switch (status) {
    case Status::ok:
      return "ok";
    case Status::undecided:
      return "undecided";
    case Status::wrong_type:
      return "wrong type";
    case Status::error:
      break;
  }
  return "error";
}

feel::CompileOptions options_of(const std::string& semantics, std::uint64_t steps_max) {
  feel::CompileOptions options;
  if (semantics == "dmn") {
    options.semantics = feel::Semantics::dmn;
  } else if (semantics != "strict") {
    throw Error(ErrorKind::argument, codes::unknown_name,
                "semantics is \"strict\" or \"dmn\", not " + semantics);
  }
  options.limits.steps = steps_max;
  return options;
}

Outcome evaluate(const std::string& expression, const py::object& context, const std::string& semantics,
                 std::uint64_t steps_max) {
  const feel::CompileOptions options = options_of(semantics, steps_max);
  const Value names = context.is_none() ? Value::of(Context{}) : to_value(context);
  if (names.kind() != Value::Kind::context) refuse_type("context", "a mapping or None", context);
  const py::gil_scoped_release release;
  return feel::evaluate(expression, names.context(), options);
}

py::object result_of(const std::string& expression, const py::object& context, const std::string& semantics,
                     std::uint64_t steps_max) {
  const Outcome outcome = evaluate(expression, context, semantics, steps_max);
  if (outcome.status == Status::wrong_type || outcome.status == Status::error) {
    Diagnostic diagnostic;
    diagnostic.code = codes::evaluation;
    diagnostic.message = outcome.message;
    diagnostic.offset = outcome.offset;
    throw Error(ErrorKind::evaluation, {diagnostic});
  }
  return to_python(outcome.value);
}

}  // namespace

void bind_feel(py::module_& module) {
  const std::uint64_t steps_max = feel::Limits{}.steps;
  py::class_<Outcome>(module, "Outcome", "What an expression came to. Immutable.", py::is_final())
      .def_property_readonly("status", [](const Outcome& o) { return name_of(o.status); })
      .def_property_readonly("value", [](const Outcome& o) { return to_python(o.value); })
      .def_property_readonly("text", [](const Outcome& o) { return o.value.to_text(); })
      .def_property_readonly("names", [](const Outcome& o) { return py::tuple(py::cast(o.names)); })
      .def_readonly("message", &Outcome::message)
      .def_property_readonly("offset",
                             [](const Outcome& o) {
                               return o.offset < 0 ? py::object(py::none()) : py::object(py::int_(o.offset));
                             })
      .def("__repr__", [](const Outcome& o) {
        return std::string("<Outcome ") + name_of(o.status) + " " +
               (o.message.empty() ? o.value.to_text() : o.message) + ">";
      });
  module.def("feel", &result_of, py::arg("expression"), py::arg("context") = py::none(), py::kw_only(),
             py::arg("semantics") = "strict", py::arg("steps_max") = steps_max);
  module.def("feel_outcome", &evaluate, py::arg("expression"), py::arg("context") = py::none(), py::kw_only(),
             py::arg("semantics") = "strict", py::arg("steps_max") = steps_max);
}

}  // namespace huifang::python
