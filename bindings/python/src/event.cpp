#include "event.hpp"

#include <pybind11/stl.h>

#include "convert.hpp"
#include "errors.hpp"
#include "module.hpp"
#include "python_types.hpp"

namespace huifang::python {
namespace {

std::string text_of(py::handle object, const std::string& name) {
  if (!py::isinstance<py::str>(object)) refuse_type(name.c_str(), "str", object);
  return object.cast<std::string>();
}

std::map<std::string, Value> data_of(py::handle object) {
  std::map<std::string, Value> data;
  const Value value = to_value(object);
  if (value.kind() != Value::Kind::context) refuse_type("data", "a mapping", object);
  for (const auto& [name, item] : value.context().entries) data.insert_or_assign(name, item);
  return data;
}

[[noreturn]] void refuse_missing(const char* key) {
  throw Error(ErrorKind::syntax, codes::envelope, std::string("an event needs \"") + key + "\"");
}

/// The envelope of Event::parse, with Python's own types in "data". None stands for an absent key.
Event from_mapping(py::handle mapping, const TimeZone* zone) {
  Event event;
  bool dated = false;
  for (const py::handle item : mapping) {
    const std::string key = text_of(item, "an event's key");
    const py::object value = mapping[py::reinterpret_borrow<py::object>(item)];
    if (value.is_none()) continue;
    if (key == "id") {
      event.id = text_of(value, key);
    } else if (key == "type") {
      event.type = text_of(value, key);
    } else if (key == "at") {
      event.at = to_instant(value, zone, "at");
      dated = true;
    } else if (key == "by") {
      event.by = text_of(value, key);
    } else if (key == "data") {
      event.data = data_of(value);
    } else if (key == "duty") {
      event.duty = text_of(value, key);
    } else if (key == "voids") {
      event.voids = text_of(value, key);
    } else if (key == "case") {
      event.case_key = text_of(value, key);
    } else {
      event.subjects.emplace(key, text_of(value, key));
    }
  }
  if (event.id.empty()) refuse_missing("id");
  if (event.type.empty()) refuse_missing("type");
  if (!dated) refuse_missing("at");
  return event;
}

Event make(const std::string& type, const std::string& id, const py::object& at, const std::string& by,
           const std::map<std::string, std::string>& subjects, const py::object& data,
           const std::string& duty, const std::string& voids, const std::string& case_key) {
  Event event;
  event.id = id;
  event.type = type;
  event.at = to_instant(at, nullptr, "at");
  event.by = by;
  event.subjects = subjects;
  if (!data.is_none()) event.data = data_of(data);
  event.duty = duty;
  event.voids = voids;
  event.case_key = case_key;
  return event;
}

py::dict to_dict(const std::map<std::string, Value>& data) {
  py::dict result;
  for (const auto& [name, value] : data) result[py::str(name)] = to_python(value);
  return result;
}

const TimeZone& utc() {
  static const TimeZone zone = TimeZone::find("UTC");
  return zone;
}

}  // namespace

Event to_event(py::handle object, const TimeZone* zone) {
  if (py::isinstance<Event>(object)) return object.cast<const Event&>();
  if (py::isinstance<py::str>(object) || py::isinstance<py::bytes>(object)) {
    return Event::parse(to_text_bytes(object, "event"), zone == nullptr ? utc() : *zone);
  }
  if (py::isinstance(object, Types::get().mapping)) return from_mapping(object, zone);
  refuse_type("event", "Event, a mapping or JSON text", object);
}

void bind_event(py::module_& module) {
  py::class_<Event>(module, "Event", "Something that happened. Immutable.", py::is_final())
      .def(py::init(&make), py::arg("type"), py::arg("id"), py::arg("at"), py::kw_only(), py::arg("by") = "",
           py::arg("subjects") = std::map<std::string, std::string>{}, py::arg("data") = py::none(),
           py::arg("duty") = "", py::arg("voids") = "", py::arg("case") = "")
      .def_static(
          "parse",
          [](const py::object& json, const std::string& zone) {
            return Event::parse(to_text_bytes(json, "json"), TimeZone::find(zone));
          },
          py::arg("json"), py::kw_only(), py::arg("zone") = "UTC")
      .def_readonly("id", &Event::id)
      .def_readonly("type", &Event::type)
      .def_property_readonly("at", [](const Event& e) { return to_datetime(e.at, utc()); })
      .def_property_readonly("at_us", [](const Event& e) { return e.at.utc_us; })
      .def_readonly("by", &Event::by)
      .def_property_readonly("subjects", [](const Event& e) { return e.subjects; })
      .def_property_readonly("data", [](const Event& e) { return to_dict(e.data); })
      .def_readonly("duty", &Event::duty)
      .def_readonly("voids", &Event::voids)
      .def_readonly("case", &Event::case_key)
      .def("to_json", &Event::to_json)
      .def(
          "__eq__", [](const Event& a, const Event& b) { return a.to_json() == b.to_json(); },
          py::is_operator())
      .def("__hash__", [](const Event& e) { return py::hash(py::str(e.id)); })
      .def("__repr__", [](const Event& e) { return "<Event " + e.type + " " + e.id + ">"; });
}

}  // namespace huifang::python
