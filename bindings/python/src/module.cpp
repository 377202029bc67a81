// The extension module behind the package huifang. What it offers is documented in huifang/__init__.pyi.
#include "module.hpp"

#include "convert.hpp"
#include "errors.hpp"
#include "huifang/version.hpp"

namespace {

namespace py = pybind11;

/// What users see is a plain class of the package: not the part of it that is compiled, no metaclass of the
/// binding, and a constructor of its own, which refuses where huifang alone makes the objects.
void finish_class(py::handle type) {
  type.attr("__module__") = "huifang";
  if (PyObject_TypeCheck(py::object(type.attr("__init__")).ptr(), &PyWrapperDescr_Type) !=
      0) {  // only inherited
    type.attr("__init__") = py::cpp_function(
        [](const py::handle& self, const py::args&, const py::kwargs&) {
          const py::object name = py::type::handle_of(self).attr("__name__");
          throw py::type_error(py::str(name).cast<std::string>() + " objects are made by huifang only");
        },
        py::is_method(type));
  }
  // pybind11's metaclass adds static properties, which no class here has, and no state.
  PyTypeObject* const metaclass = Py_TYPE(type.ptr());
  if (metaclass == &PyType_Type) return;
  Py_INCREF(&PyType_Type);
  Py_SET_TYPE(type.ptr(), &PyType_Type);
  Py_DECREF(metaclass);
}

}  // namespace

PYBIND11_MODULE(_huifang, module) {
  using namespace huifang::python;
  py::options options;
  options.disable_function_signatures();  // the stub says them, with types that pybind11 cannot name
  initialize_conversions();
  module.attr("__version__") = py::str(huifang::version().data(), huifang::version().size());
  bind_errors(module);
  bind_feel(module);
  bind_decision(module);
  bind_dmn(module);
  bind_calendar(module);
  bind_policy(module);
  bind_event(module);
  bind_contacts(module);
  bind_measures(module);
  bind_occurrences(module);
  bind_plan(module);
  bind_report(module);
  bind_rows(module);
  bind_book(module);
  bind_log(module);
  bind_statechart(module);
  bind_policy_test(module);
  for (const auto& [name, object] : py::reinterpret_borrow<py::dict>(module.attr("__dict__"))) {
    if (py::isinstance<py::type>(object)) finish_class(object);
  }
}
