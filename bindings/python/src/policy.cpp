// Policies.
#include "huifang/policy.hpp"

#include <pybind11/stl.h>

#include "convert.hpp"
#include "domain/json_text.hpp"
#include "errors.hpp"
#include "huifang/survey.hpp"
#include "huifang/workflow.hpp"
#include "module.hpp"
#include "picture.hpp"
#include "policy/model.hpp"

namespace huifang::python {
namespace {

/// A value as the library reads it from text: JSON, where dates, times and durations are text.
void append_parameter(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::date:
      return append_json_string(out, value.date().to_text());
    case Value::Kind::time:
      return append_json_string(out, value.time().to_text());
    case Value::Kind::date_time:
      return append_json_string(out, value.date_time().to_text());
    case Value::Kind::days_duration:
      return append_json_string(out, value.days_duration().to_text());
    case Value::Kind::months_duration:
      return append_json_string(out, value.months_duration().to_text());
    case Value::Kind::context: {
      JsonObject object(out);
      for (const auto& [name, item] : value.context().entries) append_parameter(object.key(name), item);
      return;
    }
    case Value::Kind::list: {
      out += '[';
      bool first = true;
      for (const Value& item : value.list()) {
        if (!first) out += ',';
        first = false;
        append_parameter(out, item);
      }
      out += ']';
      return;
    }
    default:
      return append_json(out, value);
  }
}

/// What survey_json() and its like answer, as dicts and lists; they run without the GIL.
py::object survey_answer(std::string (*ask)(const Policy&, std::string_view, std::string_view), const Policy& policy, const py::dict& request, const py::object& answers) {
  std::string request_text, answers_text, out;
  append_parameter(request_text, to_value(request));
  append_parameter(answers_text, to_value(answers));
  {
    const py::gil_scoped_release release;
    out = ask(policy, request_text, answers_text);
  }
  return py::module_::import("json").attr("loads")(out);
}

std::map<std::string, std::string> parameters_of(const py::object& given) {
  std::map<std::string, std::string> parameters;
  if (given.is_none()) return parameters;
  const Value value = to_value(given);
  if (value.kind() != Value::Kind::context) refuse_type("parameters", "a mapping or None", given);
  for (const auto& [name, item] : value.context().entries) append_parameter(parameters[name], item);
  return parameters;
}

/// Calls a Python function of two texts from the loader, which runs without the GIL. `what`: what it finds.
std::optional<PolicySource> find_source(const py::object& function, const char* what, std::string_view first,
                                        std::string_view second) {
  const py::gil_scoped_acquire acquire;
  const py::object found =
      function(py::str(first.data(), first.size()), py::str(second.data(), second.size()));
  if (found.is_none()) return std::nullopt;
  if (py::isinstance<py::tuple>(found) && py::len(found) == 2) {
    const auto pair = py::reinterpret_borrow<py::tuple>(found);
    return PolicySource{to_text_bytes(pair[0], what), to_path(pair[1])};
  }
  return PolicySource{to_text_bytes(found, what), {}};
}

/// Options with the defaults of the library. The functions are borrowed: the caller keeps them while loading.
LoadOptions options_of(const std::string& file, const py::object& parameters, const py::object& find_base,
                       const py::object& find_document, std::size_t document_bytes_max) {
  LoadOptions options;
  options.file = file;
  options.parameters = parameters_of(parameters);
  if (document_bytes_max != 0) options.limits.document_bytes = document_bytes_max;
  if (!find_base.is_none()) {
    options.find_base = [&find_base](std::string_view id, std::string_view version) {
      return find_source(find_base, "the base document", id, version);
    };
  }
  if (!find_document.is_none()) {
    options.find_document = [&find_document](std::string_view name, std::string_view beside) {
      return find_source(find_document, "the DMN document", name, beside);
    };
  }
  return options;
}

Policy load(const py::object& json, const std::string& file, const py::object& parameters,
            const py::object& find_base, const py::object& find_document, std::size_t document_bytes_max) {
  const std::string text = to_text_bytes(json, "json");
  const LoadOptions options = options_of(file, parameters, find_base, find_document, document_bytes_max);
  const py::gil_scoped_release release;
  return Policy::load(text, options);
}

Policy load_file(const py::object& path, const py::object& parameters, const py::object& find_base,
                 const py::object& find_document, std::size_t document_bytes_max) {
  const std::string file = to_path(path);
  const LoadOptions options = options_of(file, parameters, find_base, find_document, document_bytes_max);
  const py::gil_scoped_release release;
  return Policy::load_file(file, options);
}

py::tuple check(const py::object& json, const std::string& file, const py::object& parameters,
                const py::object& find_base, const py::object& find_document,
                std::size_t document_bytes_max) {
  const std::string text = to_text_bytes(json, "json");
  const LoadOptions options = options_of(file, parameters, find_base, find_document, document_bytes_max);
  std::vector<Diagnostic> findings;
  {
    const py::gil_scoped_release release;
    findings = Policy::check(text, options);
  }
  return to_python(findings);
}

}  // namespace

void bind_policy(py::module_& module) {
  py::class_<Policy>(module, "Policy",
                     "A compiled policy. Immutable; one object may serve any number of threads.",
                     py::is_final())
      .def_static("load", &load, py::arg("json"), py::kw_only(), py::arg("file") = "",
                  py::arg("parameters") = py::none(), py::arg("find_base") = py::none(),
                  py::arg("find_document") = py::none(), py::arg("document_bytes_max") = 0)
      .def_static("load_file", &load_file, py::arg("path"), py::kw_only(), py::arg("parameters") = py::none(),
                  py::arg("find_base") = py::none(), py::arg("find_document") = py::none(),
                  py::arg("document_bytes_max") = 0)
      .def_static("check", &check, py::arg("json"), py::kw_only(), py::arg("file") = "",
                  py::arg("parameters") = py::none(), py::arg("find_base") = py::none(),
                  py::arg("find_document") = py::none(), py::arg("document_bytes_max") = 0)
      .def_property_readonly("id", &Policy::id)
      .def_property_readonly("version", &Policy::version)
      .def_property_readonly("hash", &Policy::hash)
      .def_property_readonly("zone", [](const Policy& p) { return p.zone().name(); })
      .def_property_readonly("calendar", [](const Policy& p) { return p.calendar(); })
      .def(
          "calendar_of",
          [](const Policy& p, const std::string& entity, const std::string& key) {
            return p.calendar(EntityRef{entity, key});
          },
          py::arg("entity"), py::arg("key"))
      .def(
          "hours", [](const Policy& p, const std::string& name) { return p.named_hours(name); }, py::arg("name"))
      .def(
          "dates",
          [](const Policy& p, const std::string& name) -> py::object {
            const auto dates = p.dates(name);
            if (!dates) return py::none();
            py::list list;
            for (const Date& date : *dates) list.append(to_python(date));
            return py::tuple(list);
          },
          py::arg("name"))
      .def_property_readonly("workflows", [](const Policy& p) { return py::tuple(py::cast(workflows(p))); })
      .def(
          "draw",
          [](const Policy& p, const std::string& workflow, const std::string& format) {
            return draw_workflow(p, workflow, picture_of(format));
          },
          py::arg("workflow"), py::arg("format") = "svg")
      .def(
          "survey",
          [](const Policy& p, const py::object& rows, const std::string& form, const py::object& scores, const py::object& sent, const py::object& at, bool pairwise,
             bool standardised) {
            py::dict request;
            request["form"] = form;
            request["scores"] = py::list(scores);
            request["sent"] = sent;
            request["at"] = at;
            request["pairwise"] = pairwise;
            request["standardised"] = standardised;
            return survey_answer(survey_json, p, request, py::list(rows));
          },
          py::arg("responses"), py::arg("form"), py::kw_only(), py::arg("scores") = py::tuple(), py::arg("sent") = py::none(), py::arg("at") = py::none(),
          py::arg("pairwise") = false, py::arg("standardised") = false)
      .def(
          "survey_next",
          [](const Policy& p, const py::object& answers, const std::string& form, const py::object& at, const std::string& language) {
            py::dict request;
            request["form"] = form;
            request["at"] = at;
            request["language"] = language;
            return survey_answer(survey_next_json, p, request, answers);
          },
          py::arg("answers"), py::arg("form"), py::kw_only(), py::arg("at") = py::none(), py::arg("language") = "en")
      .def_property_readonly("warnings", [](const Policy& p) { return to_python(p.warnings()); })
      .def_property_readonly("canonical_text", &Policy::canonical_text)
      .def(
          "title", [](const Policy& p, const std::string& language) { return p.title(language); },
          py::arg("language") = "en")
      .def(
          "label",
          [](const Policy& p, const std::string& kind, const std::string& name, const std::string& language) {
            return p.label(kind, name, language);
          },
          py::arg("kind"), py::arg("name"), py::arg("language") = "en")
      .def("__repr__", [](const Policy& p) { return "<Policy " + p.id() + "@" + p.version() + ">"; });
  module.def("policy_schema", [] { return std::string(policy_schema()); });
}

}  // namespace huifang::python
