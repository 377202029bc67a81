// The extension module behind the package huifang. What it offers is documented in huifang/__init__.pyi.
#include "module.hpp"

#include "convert.hpp"
#include "errors.hpp"
#include "huifang/version.hpp"

PYBIND11_MODULE(_huifang, module) {
  using namespace huifang::python;
  namespace py = pybind11;
  py::options options;
  options.disable_function_signatures();  // the stub says them, with types that pybind11 cannot name
  initialize_conversions();
  module.attr("__version__") = py::str(huifang::version().data(), huifang::version().size());
  bind_errors(module);
  bind_feel(module);
  bind_calendar(module);
  bind_policy(module);
  bind_event(module);
  bind_rows(module);
  bind_book(module);
  bind_log(module);
  bind_policy_test(module);
  // Users see the package, not the part of it that is compiled.
  for (const auto& [name, object] : py::reinterpret_borrow<py::dict>(module.attr("__dict__"))) {
    if (py::isinstance<py::type>(object)) object.attr("__module__") = "huifang";
  }
}
