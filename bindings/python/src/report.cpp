// Reports of tables.
#include "huifang/report.hpp"

#include <pybind11/stl.h>

#include "errors.hpp"
#include "huifang/arrow.hpp"
#include "module.hpp"
#include "records.hpp"

namespace py = pybind11;

namespace huifang::python {
namespace {

Language language_of(const std::string& name) {
  if (name == "en") return Language::en;
  if (name == "zh") return Language::zh;
  throw py::value_error("the languages are 'en' and 'zh', not '" + name + "'");
}

ReportFormat format_of(const std::string& name) {
  if (name == "text") return ReportFormat::text;
  if (name == "csv") return ReportFormat::csv;
  if (name == "json") return ReportFormat::json;
  if (name == "markdown") return ReportFormat::markdown;
  if (name == "html") return ReportFormat::html;
  throw py::value_error("the formats are 'text', 'csv', 'json', 'markdown' and 'html', not '" + name + "'");
}

Report run(const ReportSpec& spec, const py::object& rows) {
  std::size_t count = 0;
  std::vector<ValueColumn> columns;
  if (has_arrow(rows)) {
    ArrowRows table;
    each_arrow_batch(rows,
                     [&](const ArrowSchema& schema, const ArrowArray& batch) { table.add(schema, batch); });
    count = table.size();
    columns = table.take();
  } else {
    columns = read_records(rows, "rows", count);
  }
  const py::gil_scoped_release release;
  return spec.run(count, columns);
}

}  // namespace

void bind_report(py::module_& module) {
  py::class_<Report>(module, "Report", "Figures, each with its base, and what does not add up. Immutable.",
                     py::is_final())
      .def_readonly("name", &Report::name)
      .def_readonly("period", &Report::period)
      .def(
          "to",
          [](const Report& report, const std::string& format, const std::string& language) {
            return report.to(format_of(format), language_of(language));
          },
          py::arg("format") = "text", py::arg("language") = "en")
      .def("data",
           [](const Report& report) {
             return py::module_::import("json").attr("loads")(report.to(ReportFormat::json));
           })
      .def(
          "compared", [](const Report& now, const Report& before) { return compared(now, before); },
          py::arg("before"))
      .def_static(
          "from_json", [](const std::string& json) { return Report::from_json(json); }, py::arg("json"))
      .def("__str__", [](const Report& report) { return report.to(ReportFormat::text); })
      .def("__repr__", [](const Report& report) {
        return "<Report " + report.name + (report.period.empty() ? "" : " " + report.period) + ", " +
               std::to_string(report.metrics.size()) + " figures, " + std::to_string(report.findings.size()) +
               " findings>";
      });
  py::class_<ReportSpec>(module, "ReportSpec",
                         "How a report is made of a table. Immutable; share it between threads.",
                         py::is_final())
      .def_static(
          "parse",
          [](const std::string& json, const std::string& file) { return ReportSpec::parse(json, file); },
          py::arg("json"), py::kw_only(), py::arg("file") = "")
      .def("run", &run, py::arg("rows"))
      .def_static("schema", [] { return std::string(report_schema()); });
}

}  // namespace huifang::python
