// Statecharts.
#include "huifang/statechart.hpp"

#include <pybind11/stl.h>

#include "convert.hpp"
#include "errors.hpp"
#include "huifang/statechart_scxml.hpp"
#include "module.hpp"
#include "picture.hpp"

namespace huifang::python {
namespace {

namespace chart = huifang::statechart;
using chart::Definition;

/// A state that knows its definition.
struct ChartState {
  Definition definition;
  chart::State state;
};

struct ChartStep {
  ChartState state;
  std::vector<chart::Effect> effects;
  std::vector<chart::Trace> trace;
  bool taken = false;
};

const char* name_of(chart::Effect::Kind kind) {
  switch (kind) {
    case chart::Effect::Kind::log:
      return "log";
    case chart::Effect::Kind::send:
      return "send";
    case chart::Effect::Kind::error:
      return "error";
    case chart::Effect::Kind::done:
      break;
  }
  return "done";
}

const char* name_of(chart::Trace::Kind kind) {
  switch (kind) {
    case chart::Trace::Kind::event:
      return "event";
    case chart::Trace::Kind::transition:
      return "transition";
    case chart::Trace::Kind::left:
      return "left";
    case chart::Trace::Kind::entered:
      break;
  }
  return "entered";
}

ChartStep kept(const Definition& definition, chart::Step step) {
  return {{definition, std::move(step.state)}, std::move(step.effects), std::move(step.trace), step.taken};
}

chart::StepOptions options_of(bool trace, std::uint32_t microsteps_max) {
  chart::StepOptions options;
  options.trace = trace;
  options.microsteps = microsteps_max;
  return options;
}

ChartStep start(const Definition& self, const py::object& now, const py::object& data, bool trace,
                std::uint32_t microsteps_max) {
  const Instant at = to_instant(now, nullptr, "now");
  const Value initial = data.is_none() ? Value::of(Context{}) : to_value(data);
  if (initial.kind() != Value::Kind::context) refuse_type("data", "a mapping or None", data);
  const py::gil_scoped_release release;
  return kept(self, chart::start(self, at, initial.context(), options_of(trace, microsteps_max)));
}

ChartStep step(const Definition& self, const ChartState& state, const std::string& event,
               const py::object& data, const py::object& now, bool trace, std::uint32_t microsteps_max) {
  const Instant at = to_instant(now, nullptr, "now");
  const chart::Event one{event, to_value(data)};
  const py::gil_scoped_release release;
  return kept(self, chart::step(self, state.state, one, at, options_of(trace, microsteps_max)));
}

ChartStep advance(const Definition& self, const ChartState& state, const py::object& now, bool trace,
                  std::uint32_t microsteps_max) {
  const Instant at = to_instant(now, nullptr, "now");
  const py::gil_scoped_release release;
  return kept(self, chart::advance(self, state.state, at, options_of(trace, microsteps_max)));
}

py::dict data_of(const ChartState& state) {
  py::dict values;
  for (const auto& [name, value] : chart::data(state.definition, state.state).entries)
    values[py::str(name)] = to_python(value);
  return values;
}

}  // namespace

chart::Picture picture_of(const std::string& format) {
  if (format == "dot") return chart::Picture::dot;
  if (format == "mermaid") return chart::Picture::mermaid;
  if (format == "svg") return chart::Picture::svg;
  throw Error(ErrorKind::argument, codes::unknown_name,
              "format is \"dot\", \"mermaid\" or \"svg\", not " + format);
}

void bind_statechart(py::module_& module) {
  const std::uint32_t microsteps_max = chart::StepOptions{}.microsteps;
  py::class_<chart::Effect>(module, "ChartEffect", "What leaves a statechart. Immutable.", py::is_final())
      .def_property_readonly("kind", [](const chart::Effect& e) { return name_of(e.kind); })
      .def_property_readonly("at_utc_us", [](const chart::Effect& e) { return e.at.utc_us; })
      .def_readonly("name", &chart::Effect::name)
      .def_readonly("to", &chart::Effect::to)
      .def_readonly("id", &chart::Effect::id)
      .def_property_readonly("data", [](const chart::Effect& e) { return to_python(e.data); })
      .def("__repr__", [](const chart::Effect& e) {
        return std::string("<ChartEffect ") + name_of(e.kind) + " " + e.name + " " + e.data.to_text() + ">";
      });
  py::class_<ChartState>(module, "ChartState", "Where a statechart stands. Immutable.", py::is_final())
      .def_property_readonly("running", [](const ChartState& s) { return s.state.running(); })
      .def_property_readonly("at_utc_us", [](const ChartState& s) { return s.state.at().utc_us; })
      .def_property_readonly(
          "active",
          [](const ChartState& s) { return py::tuple(py::cast(chart::active(s.definition, s.state))); })
      .def_property_readonly("leaves",
                             [](const ChartState& s) {
                               return py::tuple(py::cast(chart::active_leaves(s.definition, s.state)));
                             })
      .def_property_readonly("data", &data_of)
      .def_property_readonly("result", [](const ChartState& s) { return to_python(s.state.result()); })
      .def_property_readonly("next_due_utc_us",
                             [](const ChartState& s) { return to_microseconds(chart::next_due(s.state)); })
      .def("to_json", [](const ChartState& s) { return chart::to_json(s.definition, s.state); })
      .def("__eq__",
           [](const ChartState& a, const py::object& other) {
             return py::isinstance<ChartState>(other) && a.state == other.cast<const ChartState&>().state;
           })
      .def("__hash__",
           [](const ChartState& s) { return py::hash(py::str(chart::to_json(s.definition, s.state))); })
      .def("__repr__", [](const ChartState& s) {
        std::string text;
        for (const std::string& name : chart::active_leaves(s.definition, s.state)) text += " " + name;
        return "<ChartState" + text + ">";
      });
  py::class_<ChartStep>(module, "ChartStep", "What a call came to. Immutable.", py::is_final())
      .def_property_readonly("state", [](const ChartStep& s) { return s.state; })
      .def_property_readonly("effects", [](const ChartStep& s) { return py::tuple(py::cast(s.effects)); })
      .def_property_readonly("trace",
                             [](const ChartStep& s) {
                               py::tuple all(s.trace.size());
                               for (std::size_t i = 0; i < s.trace.size(); ++i)
                                 all[i] = py::make_tuple(name_of(s.trace[i].kind), s.trace[i].name);
                               return all;
                             })
      .def_readonly("taken", &ChartStep::taken);
  py::class_<Definition>(module, "Statechart",
                         "A compiled statechart. Immutable; any number of threads may use it.",
                         py::is_final())
      .def(py::init([](const py::object& json, const py::object& file) {
             chart::CompileOptions options;
             if (!file.is_none()) options.file = to_path(file);
             const std::string text = to_text_bytes(json, "json");
             const py::gil_scoped_release release;
             return chart::compile(text, options);
           }),
           py::arg("json"), py::kw_only(), py::arg("file") = py::none())
      .def_property_readonly("name", [](const Definition& d) { return d.name(); })
      .def_property_readonly("hash", [](const Definition& d) { return d.hash(); })
      .def_property_readonly("states", [](const Definition& d) { return py::tuple(py::cast(d.states())); })
      .def("lint", [](const Definition& d) { return to_python(chart::lint(d)); })
      .def("start", &start, py::arg("now"), py::arg("data") = py::none(), py::kw_only(),
           py::arg("trace") = false, py::arg("microsteps_max") = microsteps_max)
      .def("step", &step, py::arg("state"), py::arg("event"), py::arg("data") = py::none(), py::kw_only(),
           py::arg("now"), py::arg("trace") = false, py::arg("microsteps_max") = microsteps_max)
      .def("advance", &advance, py::arg("state"), py::kw_only(), py::arg("now"), py::arg("trace") = false,
           py::arg("microsteps_max") = microsteps_max)
      .def(
          "state",
          [](const Definition& d, const py::object& json) {
            return ChartState{d, chart::state_from_json(d, to_text_bytes(json, "json"))};
          },
          py::arg("json"))
      .def(
          "draw",
          [](const Definition& d, const std::string& format, const ChartState* state) {
            return chart::draw(d, picture_of(format), state == nullptr ? nullptr : &state->state);
          },
          py::arg("format") = "svg", py::arg("state") = py::none())
      .def("to_scxml", [](const Definition& d) { return chart::to_scxml(d); })
      .def_static(
          "from_scxml",
          [](const py::object& xml, const py::object& file) {
            chart::CompileOptions options;
            if (!file.is_none()) options.file = to_path(file);
            const std::string text = to_text_bytes(xml, "xml");
            const py::gil_scoped_release release;
            return chart::compile(chart::from_scxml(text, options.file), options);
          },
          py::arg("xml"), py::kw_only(), py::arg("file") = py::none())
      .def("__repr__", [](const Definition& d) { return "<Statechart " + d.name() + ">"; });
  module.def("statechart_schema", [] { return std::string(chart::schema()); });
}

}  // namespace huifang::python
