// Plans.
#include "huifang/plan.hpp"

#include <pybind11/stl.h>

#include "convert.hpp"
#include "module.hpp"

namespace huifang::python {
namespace {

/// A mapping as JSON; dates become texts. A text is taken as it is.
std::string request_text(const py::object& request) {
  if (py::isinstance<py::str>(request) || py::isinstance<py::bytes>(request))
    return to_text_bytes(request, "request");
  const py::module_ json = py::module_::import("json");
  return json.attr("dumps")(request, py::arg("default") = py::module_::import("builtins").attr("str"))
      .cast<std::string>();
}

Plan plan(const py::object& request, bool even, std::uint64_t search_steps, std::size_t witnesses_max) {
  const std::string text = request_text(request);
  PlanOptions options;
  options.level = even;
  options.search_steps = search_steps;
  options.witnesses_max = witnesses_max;
  const py::gil_scoped_release release;
  return plan_visits(plan_request_from_json(text), options);
}

std::string icalendar(const Plan& plan, const py::object& stamp, const std::string& person,
                      const std::string& name) {
  PlanCalendarOptions options;
  options.stamp = to_instant(stamp, nullptr, "stamp");
  options.person = person;
  options.name = name;
  return plan_icalendar(plan, options);
}

py::tuple dates(const std::vector<Date>& days) {
  py::tuple out(days.size());
  for (std::size_t i = 0; i < days.size(); ++i) out[i] = to_python(days[i]);
  return out;
}

}  // namespace

void bind_plan(py::module_& module) {
  py::class_<PlannedVisit>(module, "PlannedVisit", "A visit with its place. Immutable.", py::is_final())
      .def_readonly("id", &PlannedVisit::id)
      .def_readonly("subject", &PlannedVisit::subject)
      .def_readonly("title", &PlannedVisit::title)
      .def_property_readonly("day", [](const PlannedVisit& v) { return to_python(v.slot.day); })
      .def_property_readonly("person", [](const PlannedVisit& v) { return v.slot.person; })
      .def_readonly("pinned", &PlannedVisit::pinned)
      .def_readonly("moved", &PlannedVisit::moved)
      .def_property_readonly("together", [](const PlannedVisit& v) { return py::tuple(py::cast(v.together)); });
  py::class_<UnplannedVisit>(module, "UnplannedVisit", "A visit without a place. Immutable.", py::is_final())
      .def_readonly("id", &UnplannedVisit::id)
      .def_readonly("subject", &UnplannedVisit::subject)
      .def_readonly("title", &UnplannedVisit::title)
      .def_property_readonly("first", [](const UnplannedVisit& v) { return to_python(v.first); })
      .def_property_readonly("last", [](const UnplannedVisit& v) { return to_python(v.last); })
      .def_property_readonly("reason", [](const UnplannedVisit& v) { return std::string(to_text(v.reason)); })
      .def_readonly("witness", &UnplannedVisit::witness);
  py::class_<PlanWitness>(module, "PlanWitness", "Visits that cannot all be done. Immutable.", py::is_final())
      .def_property_readonly("cause", [](const PlanWitness& w) { return std::string(to_text(w.cause)); })
      .def_property_readonly("visits", [](const PlanWitness& w) { return py::tuple(py::cast(w.visits)); })
      .def_property_readonly("people", [](const PlanWitness& w) { return py::tuple(py::cast(w.people)); })
      .def_property_readonly("days", [](const PlanWitness& w) { return dates(w.days); })
      .def_readonly("confined", &PlanWitness::confined)
      .def_readonly("demand", &PlanWitness::demand)
      .def_readonly("supply", &PlanWitness::supply)
      .def_readonly("short_by", &PlanWitness::short_by)
      .def_readonly("minimal", &PlanWitness::minimal);
  py::class_<Plan>(module, "Plan", "Visits on days and people. Immutable.", py::is_final())
      .def_property_readonly("visits", [](const Plan& p) { return py::tuple(py::cast(p.visits)); })
      .def_property_readonly("unplanned", [](const Plan& p) { return py::tuple(py::cast(p.unplanned)); })
      .def_property_readonly("witnesses", [](const Plan& p) { return py::tuple(py::cast(p.witnesses)); })
      .def("table", &plan_table)
      .def("csv", &plan_csv)
      .def("json", &plan_json)
      .def("icalendar", &icalendar, py::arg("stamp"), py::kw_only(), py::arg("person") = "",
           py::arg("name") = "");
  module.def("plan", &plan, py::arg("request"), py::kw_only(), py::arg("even") = true,
             py::arg("search_steps") = PlanOptions{}.search_steps,
             py::arg("witnesses_max") = PlanOptions{}.witnesses_max);
}

}  // namespace huifang::python
