// Policy tests.
#include "huifang/policy_test.hpp"

#include <pybind11/stl.h>

#include "convert.hpp"
#include "module.hpp"

namespace huifang::python {
namespace {

py::object known(std::int64_t number) {
  return number == 0 ? py::object(py::none()) : py::object(py::int_(number));
}

PolicyTestReport run(const py::args& paths, const std::string& only, const py::object& progress) {
  std::vector<std::string> names;
  for (const py::handle path : paths) names.push_back(to_path(path));
  PolicyTestOptions options;
  options.only = only;
  // What the callback raises, and Ctrl-C, end the run and reach the caller.
  options.progress = [&](const PolicyTestResult& result) {
    const py::gil_scoped_acquire acquire;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    if (!progress.is_none()) progress(py::cast(result));
  };
  const py::gil_scoped_release release;
  return run_policy_tests(find_policy_tests(names), options);
}

}  // namespace

void bind_policy_test(py::module_& module) {
  using Failure = PolicyTestFailure;
  using Result = PolicyTestResult;
  py::class_<Failure>(module, "PolicyTestFailure", "One thing that is not as the test expects. Immutable.",
                      py::is_final())
      .def_readonly("what", &Failure::what)
      .def_readonly("expected", &Failure::expected)
      .def_readonly("found", &Failure::found)
      .def_readonly("pointer", &Failure::pointer)
      .def_property_readonly("line", [](const Failure& f) { return known(f.line); })
      .def_property_readonly("column", [](const Failure& f) { return known(f.column); })
      .def("__str__",
           [](const Failure& f) { return f.what + ": expected " + f.expected + ", found " + f.found; });
  py::class_<Result>(module, "PolicyTestResult", "One policy test and how it went. Immutable.",
                     py::is_final())
      .def_readonly("file", &Result::file)
      .def_readonly("name", &Result::name)
      .def_readonly("checks", &Result::checks)
      .def_property_readonly("passed", &Result::passed)
      .def_property_readonly("failures", [](const Result& r) { return py::tuple(py::cast(r.failures)); })
      .def("__repr__", [](const Result& r) {
        return "<PolicyTestResult " + r.name + (r.passed() ? " passed>" : " failed>");
      });
  py::class_<PolicyCoverageItem>(module, "PolicyCoverageItem",
                                 "Something of a policy that tests can reach. Immutable.", py::is_final())
      .def_readonly("kind", &PolicyCoverageItem::kind)
      .def_readonly("name", &PolicyCoverageItem::name)
      .def_readonly("reached", &PolicyCoverageItem::reached);
  py::class_<PolicyCoverage>(module, "PolicyCoverage",
                             "What all tests of one policy together reached. Immutable.", py::is_final())
      .def_readonly("policy", &PolicyCoverage::policy)
      .def_readonly("file", &PolicyCoverage::file)
      .def_property_readonly("items", [](const PolicyCoverage& c) { return py::tuple(py::cast(c.items)); });
  py::class_<PolicyTestReport>(module, "PolicyTestReport",
                               "What policy tests came to. Immutable; true when all passed.", py::is_final())
      .def_property_readonly("results",
                             [](const PolicyTestReport& r) { return py::tuple(py::cast(r.results)); })
      .def_property_readonly("coverage",
                             [](const PolicyTestReport& r) { return py::tuple(py::cast(r.coverage)); })
      .def_readonly("passed", &PolicyTestReport::passed)
      .def_readonly("failed", &PolicyTestReport::failed)
      .def("__bool__", [](const PolicyTestReport& r) { return r.failed == 0; })
      .def("__repr__", [](const PolicyTestReport& r) {
        return "<PolicyTestReport " + std::to_string(r.passed) + " passed, " + std::to_string(r.failed) +
               " failed>";
      });
  module.def("run_policy_tests", &run, py::kw_only(), py::arg("only") = "", py::arg("progress") = py::none());
}

}  // namespace huifang::python
