// DMN models.
#include "huifang/dmn.hpp"

#include <pybind11/stl.h>

#include "convert.hpp"
#include "errors.hpp"
#include "module.hpp"

namespace huifang::python {
namespace {

/// Calls the Python function from the reader, which runs without the GIL.
std::optional<DmnDocument> find(const py::object& function, const DmnImport& import) {
  const py::gil_scoped_acquire acquire;
  const py::object found = function(import.name_space, import.location);
  if (found.is_none()) return std::nullopt;
  if (py::isinstance<py::tuple>(found) && py::len(found) == 2) {
    const auto pair = py::reinterpret_borrow<py::tuple>(found);
    return DmnDocument{to_path(pair[1]), to_text_bytes(pair[0], "the imported document")};
  }
  return DmnDocument{import.location, to_text_bytes(found, "the imported document")};
}

DmnModel read(const py::object& xml, const std::string& file, const py::object& imported,
              const py::object& find_document, bool tolerant, std::uint64_t steps_max,
              std::size_t document_bytes_max) {
  DmnDocument document{file, to_text_bytes(xml, "xml")};
  DmnOptions options;
  options.tolerant = tolerant;
  options.limits.steps = steps_max;
  if (document_bytes_max != 0) options.document_bytes = document_bytes_max;
  for (const py::handle text : imported)
    options.imported.push_back(
        {"imported " + std::to_string(options.imported.size() + 1), to_text_bytes(text, "imported")});
  if (!find_document.is_none())
    options.find_document = [&find_document](const DmnImport& import) { return find(find_document, import); };
  const py::gil_scoped_release release;
  return DmnModel::read(document, options);
}

DmnEvaluateOptions options_of(const py::object& now, bool explain) {
  DmnEvaluateOptions options;
  options.rows = explain;
  if (!now.is_none()) options.now = to_instant(now, nullptr, "now");
  return options;
}

using Evaluate = DmnOutcome (DmnModel::*)(std::string_view, const Context&, const DmnEvaluateOptions&) const;

/// A mapping of Python values, or the text of a JSON object, whose texts become what the model declares.
Context context_of(const DmnModel& model, const py::object& inputs) {
  if (inputs.is_none()) return {};
  if (py::isinstance<py::str>(inputs) || py::isinstance<py::bytes>(inputs))
    return model.inputs_from_json(to_text_bytes(inputs, "inputs"));
  Value value = to_value(inputs);
  if (value.kind() != Value::Kind::context) refuse_type("inputs", "a mapping, JSON text or None", inputs);
  return value.context();
}

template <Evaluate Member>
DmnOutcome evaluated(const DmnModel& model, const std::string& name, const py::object& inputs,
                     const py::object& now, bool explain) {
  const Context context = context_of(model, inputs);
  const DmnEvaluateOptions options = options_of(now, explain);
  const py::gil_scoped_release release;
  return (model.*Member)(name, context, options);
}

/// The parameters of a function are not the inputs of the model, so a JSON text could not be read as they
/// declare.
DmnOutcome evaluate_function(const DmnModel& model, const std::string& name, const py::object& arguments,
                             const py::object& now, bool explain) {
  if (py::isinstance<py::str>(arguments) || py::isinstance<py::bytes>(arguments))
    refuse_type("arguments", "a mapping or None", arguments);
  return evaluated<&DmnModel::evaluate_function>(model, name, arguments, now, explain);
}

py::object decide(const DmnModel& model, const std::string& decision, const py::object& inputs,
                  const py::object& now) {
  return to_python(evaluated<&DmnModel::evaluate>(model, decision, inputs, now, false).value);
}

/// Two columns may have the same text.
py::tuple values_of(const DmnTableRun& table) {
  py::tuple values(table.inputs.size());
  for (std::size_t i = 0; i < table.inputs.size(); ++i)
    values[i] = py::make_tuple(table.inputs[i], to_python(table.values[i]));
  return values;
}

/// Rows that did not match, with the texts of the input columns that failed; empty unless asked for.
py::dict failed_of(const DmnTableRun& table) {
  py::dict failed;
  for (const RowExplanation& row : table.rows) {
    if (row.matched) continue;
    py::tuple columns(row.failed_columns.size());
    for (std::size_t i = 0; i < row.failed_columns.size(); ++i)
      columns[i] = table.inputs[row.failed_columns[i]];
    failed[py::int_(row.row)] = columns;
  }
  return failed;
}

}  // namespace

void bind_dmn(py::module_& module) {
  py::class_<DmnInput>(module, "DmnInput", "An input of a DMN model. Immutable.", py::is_final())
      .def_readonly("name", &DmnInput::name)
      .def_readonly("type", &DmnInput::type_name);
  py::class_<DmnDecision>(module, "DmnDecision", "A decision of a DMN model. Immutable.", py::is_final())
      .def_readonly("name", &DmnDecision::name)
      .def_readonly("type", &DmnDecision::type_name)
      .def_readonly("question", &DmnDecision::question)
      .def_property_readonly("inputs", [](const DmnDecision& d) { return py::tuple(py::cast(d.inputs)); })
      .def_property_readonly("decisions",
                             [](const DmnDecision& d) { return py::tuple(py::cast(d.decisions)); });
  py::class_<DmnService>(module, "DmnService", "A decision service of a DMN model. Immutable.",
                         py::is_final())
      .def_readonly("name", &DmnService::name)
      .def_property_readonly("inputs", [](const DmnService& s) { return py::tuple(py::cast(s.inputs)); })
      .def_property_readonly("input_decisions",
                             [](const DmnService& s) { return py::tuple(py::cast(s.input_decisions)); })
      .def_property_readonly("outputs", [](const DmnService& s) { return py::tuple(py::cast(s.outputs)); });
  py::class_<DmnProblem>(module, "DmnProblem", "Why a value is null. Immutable.", py::is_final())
      .def_property_readonly("kind", [](const DmnProblem& p) { return std::string(problem_name(p.kind)); })
      .def_readonly("element", &DmnProblem::element)
      .def_readonly("message", &DmnProblem::message);
  py::class_<DmnTableRun>(module, "DmnTableRun", "One run of a decision table. Immutable.", py::is_final())
      .def_readonly("element", &DmnTableRun::element)
      .def_property_readonly("inputs", &values_of)
      .def_property_readonly("matched", [](const DmnTableRun& t) { return py::tuple(py::cast(t.matched)); })
      .def_property_readonly("row_ids", [](const DmnTableRun& t) { return py::tuple(py::cast(t.row_ids)); })
      .def_property_readonly("failed", &failed_of)
      .def_property_readonly("value", [](const DmnTableRun& t) { return to_python(t.value); });
  py::class_<DmnDecisionOutcome>(module, "DmnDecisionOutcome", "One decision of an evaluation. Immutable.",
                                 py::is_final())
      .def_readonly("name", &DmnDecisionOutcome::name)
      .def_property_readonly("value", [](const DmnDecisionOutcome& d) { return to_python(d.value); })
      .def_property_readonly("tables",
                             [](const DmnDecisionOutcome& d) { return py::tuple(py::cast(d.tables)); });
  py::class_<DmnOutcome>(module, "DmnOutcome", "What an evaluation of a DMN model came to. Immutable.",
                         py::is_final())
      .def_property_readonly("value", [](const DmnOutcome& o) { return to_python(o.value); })
      .def_property_readonly("text", [](const DmnOutcome& o) { return o.value.to_text(); })
      .def_property_readonly("decisions",
                             [](const DmnOutcome& o) { return py::tuple(py::cast(o.decisions)); })
      .def_property_readonly("problems", [](const DmnOutcome& o) { return py::tuple(py::cast(o.problems)); })
      .def("__repr__", [](const DmnOutcome& o) { return "<DmnOutcome " + o.value.to_text() + ">"; });
  const std::uint64_t steps_max = feel::Limits{}.steps;
  py::class_<DmnModel>(module, "DmnModel",
                       "A compiled DMN model. Immutable; one object may serve any number of threads.",
                       py::is_final())
      .def_static("read", &read, py::arg("xml"), py::kw_only(), py::arg("file") = "",
                  py::arg("imported") = py::tuple(), py::arg("find_document") = py::none(),
                  py::arg("tolerant") = false, py::arg("steps_max") = steps_max,
                  py::arg("document_bytes_max") = 0)
      .def_property_readonly("name", &DmnModel::name)
      .def_property_readonly("inputs", [](const DmnModel& m) { return py::tuple(py::cast(m.inputs())); })
      .def_property_readonly("decisions",
                             [](const DmnModel& m) { return py::tuple(py::cast(m.decisions())); })
      .def_property_readonly("services", [](const DmnModel& m) { return py::tuple(py::cast(m.services())); })
      .def_property_readonly("diagnostics", [](const DmnModel& m) { return to_python(m.diagnostics()); })
      .def("decide", &decide, py::arg("decision"), py::arg("inputs") = py::none(), py::kw_only(),
           py::arg("now") = py::none())
      .def("evaluate", &evaluated<&DmnModel::evaluate>, py::arg("decision"), py::arg("inputs") = py::none(),
           py::kw_only(), py::arg("now") = py::none(), py::arg("explain") = false)
      .def("evaluate_service", &evaluated<&DmnModel::evaluate_service>, py::arg("service"),
           py::arg("inputs") = py::none(), py::kw_only(), py::arg("now") = py::none(),
           py::arg("explain") = false)
      .def("evaluate_function", &evaluate_function, py::arg("function"), py::arg("arguments") = py::none(),
           py::kw_only(), py::arg("now") = py::none(), py::arg("explain") = false)
      .def("__repr__", [](const DmnModel& m) { return "<DmnModel " + m.name() + ">"; });
}

}  // namespace huifang::python
