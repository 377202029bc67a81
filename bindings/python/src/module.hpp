#pragma once
/// The parts of the module; each binds one concept.

#include <pybind11/pybind11.h>

namespace huifang::python {

void bind_feel(pybind11::module_& module);
void bind_decision(pybind11::module_& module);
void bind_dmn(pybind11::module_& module);
void bind_calendar(pybind11::module_& module);
void bind_policy(pybind11::module_& module);
void bind_event(pybind11::module_& module);
void bind_contacts(pybind11::module_& module);
void bind_measures(pybind11::module_& module);
void bind_occurrences(pybind11::module_& module);
void bind_plan(pybind11::module_& module);
void bind_report(pybind11::module_& module);
void bind_rows(pybind11::module_& module);
void bind_book(pybind11::module_& module);
void bind_log(pybind11::module_& module);
void bind_statechart(pybind11::module_& module);
void bind_policy_test(pybind11::module_& module);

}  // namespace huifang::python
