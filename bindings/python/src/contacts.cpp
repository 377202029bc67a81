// Which contacts are allowed, without a book.
#include "huifang/contacts.hpp"

#include <pybind11/stl.h>

#include "convert.hpp"
#include "huifang/arrow.hpp"
#include "module.hpp"
#include "records.hpp"

namespace huifang::python {
namespace {

/// The answers. Immutable.
struct PyContacts {
  std::shared_ptr<const Contacts> contacts;
  ContactAnswers answers;
};

struct PyAnswers {
  std::shared_ptr<const PyContacts> all;
  std::size_t next = 0;

  ContactAnswer take() {
    if (next == all->answers.size()) throw py::stop_iteration();
    return all->contacts->one(all->answers, next++);
  }
};

std::vector<ValueColumn> rows_of(const py::object& data, const char* name, std::size_t& count) {
  if (!has_arrow(data)) return read_records(data, name, count);
  ArrowRows rows;
  each_arrow_batch(data, [&](const ArrowSchema& schema, const ArrowArray& batch) { rows.add(schema, batch); });
  count = rows.size();
  return rows.take();
}

std::shared_ptr<PyContacts> may_contact(const Policy& policy, const py::object& requests, const std::map<std::string, py::object>& tables) {
  std::vector<ContactTable> known;
  for (const auto& [entity, data] : tables) {
    ContactTable& table = known.emplace_back();
    table.entity = entity;
    table.columns = rows_of(data, "table", table.rows);
  }
  std::size_t count = 0;
  const std::vector<ValueColumn> columns = rows_of(requests, "requests", count);
  const py::gil_scoped_release release;
  const auto contacts = std::make_shared<Contacts>(policy, std::move(known));
  PyContacts out;
  if (count == 0) {
    out.answers.instead_begin.push_back(0);
  } else {
    contacts->answer(count, columns, out.answers);
  }
  out.contacts = contacts;
  return std::make_shared<PyContacts>(std::move(out));
}

}  // namespace

void bind_contacts(py::module_& module) {
  py::class_<PyAnswers>(module, "_ContactAnswerIterator", "Answers, one after another.", py::is_final())
      .def("__iter__", [](py::object self) { return self; })
      .def("__next__", &PyAnswers::take);
  py::class_<PyContacts, std::shared_ptr<PyContacts>>(module, "ContactAnswers", "Which contacts are allowed. Immutable.", py::is_final())
      .def("__len__", [](const PyContacts& all) { return all.answers.size(); })
      .def("__iter__", [](const std::shared_ptr<PyContacts>& all) { return PyAnswers{all, 0}; })
      .def(
          "__arrow_c_stream__",
          [](const PyContacts& all, const py::object&) {
            Owned<ArrowArrayStream> stream(new ArrowArrayStream{});
            export_stream(*all.contacts, all.answers, *stream);
            return capsule_of(std::move(stream), "arrow_array_stream");
          },
          py::arg("requested_schema") = py::none());
  auto policy = py::reinterpret_borrow<py::class_<Policy>>(module.attr("Policy"));
  policy.def("may_contact", &may_contact, py::arg("requests"), py::kw_only(), py::arg("tables") = py::dict());
}

}  // namespace huifang::python
