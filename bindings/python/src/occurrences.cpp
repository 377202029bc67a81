// When rules are due, without a book.
#include "huifang/occurrences.hpp"

#include "arrow_capsules.hpp"
#include "convert.hpp"
#include "huifang/arrow.hpp"
#include "module.hpp"
#include "records.hpp"

namespace huifang::python {
namespace {

/// What was asked for; each reading of it works it out anew.
struct PyOccurrences {
  Policy policy;
  OccurrenceRequest request;
  std::size_t subjects = 0;
  std::vector<SubjectColumn> columns;

  Occurrences begin() const { return Occurrences(policy, request, subjects, columns); }
};

struct PyOccurrence {
  std::int64_t subject = 0;
  std::string rule, n;
  Instant opens;
  std::optional<Instant> due;
  TimeZone zone;
};

struct PyIterator {
  Occurrences occurrences;
  TimeZone zone;
  OccurrenceBatch batch;
  std::size_t next = 0;

  /// Keeps the GIL: threads that share the iterator take turns.
  PyOccurrence take() {
    if (next == batch.size()) {
      next = 0;
      occurrences.next(batch, 4'096);
    }
    if (next == batch.size()) throw py::stop_iteration();
    const std::size_t row = next++;
    PyOccurrence one{batch.subject[row],
                     occurrences.rules()[static_cast<std::size_t>(batch.rule[row])],
                     occurrences.ids()[static_cast<std::size_t>(batch.n[row])],
                     Instant{batch.opens_us[row]},
                     std::nullopt,
                     zone};
    if (batch.due_us[row] != OccurrenceBatch::no_due) one.due = Instant{batch.due_us[row]};
    return one;
  }
};

void read_arrow(const py::object& data, PyOccurrences& out) {
  ArrowSubjects subjects(out.policy, out.request.entity);
  each_arrow_batch(data, [&](const ArrowSchema& schema, const ArrowArray& batch) { subjects.add(schema, batch); });
  out.subjects = subjects.size();
  out.columns = subjects.columns();
}

PyOccurrences occurrences(const Policy& policy, const py::object& subjects, const py::object& start,
                          const py::object& end, const std::string& entity, const std::string& rule,
                          const py::object& known_since) {
  const TimeZone zone = policy.zone();
  PyOccurrences out{policy, {entity, rule, to_instant(start, &zone, "start"), to_instant(end, &zone, "end"), std::nullopt}, 0, {}};
  if (!known_since.is_none()) out.request.known_since = to_instant(known_since, &zone, "known_since");
  if (has_arrow(subjects))
    read_arrow(subjects, out);
  else
    out.columns = read_records(subjects, "subjects", out.subjects);
  out.begin();  // refuses now what would be refused by the first reading
  return out;
}

}  // namespace

void bind_occurrences(py::module_& module) {
  py::class_<PyOccurrence>(module, "Occurrence", "When a rule is due for a subject. Immutable.", py::is_final())
      .def_readonly("subject", &PyOccurrence::subject)
      .def_readonly("rule", &PyOccurrence::rule)
      .def_readonly("n", &PyOccurrence::n)
      .def_property_readonly("opens", [](const PyOccurrence& o) { return to_datetime(o.opens, o.zone); })
      .def_property_readonly("due", [](const PyOccurrence& o) { return to_datetime(o.due, o.zone); })
      .def("__repr__", [](const PyOccurrence& o) {
        return "<Occurrence " + std::to_string(o.subject) + " " + o.rule + " " + o.n + ">";
      });
  py::class_<PyIterator>(module, "_OccurrenceIterator", "Occurrences, one after another.", py::is_final())
      .def("__iter__", [](py::object self) { return self; })
      .def("__next__", &PyIterator::take);
  py::class_<PyOccurrences>(module, "Occurrences", "When rules are due. Immutable.", py::is_final())
      .def("__iter__",
           [](const PyOccurrences& all) { return PyIterator{all.begin(), all.policy.zone(), {}, 0}; })
      .def(
          "__arrow_c_stream__",
          [](const PyOccurrences& all, const py::object&) {
            Owned<ArrowArrayStream> stream(new ArrowArrayStream{});
            export_stream(all.begin(), *stream);
            return capsule_of(std::move(stream), "arrow_array_stream");
          },
          py::arg("requested_schema") = py::none());
  auto policy = py::reinterpret_borrow<py::class_<Policy>>(module.attr("Policy"));
  policy.def("occurrences", &occurrences, py::arg("subjects"), py::kw_only(), py::arg("start"), py::arg("end"),
             py::arg("entity") = "customer", py::arg("rule") = "", py::arg("known_since") = py::none());
}

}  // namespace huifang::python
