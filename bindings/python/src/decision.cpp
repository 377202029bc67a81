// Decision tables over dicts, lists of dicts and Arrow data.
#include <pybind11/stl.h>

#include <datetime.h>

#include <array>
#include <cstring>

#include "convert.hpp"
#include "decision/arrow_in.hpp"
#include "decision/program.hpp"
#include "errors.hpp"
#include "arrow_capsules.hpp"
#include "huifang/decision_check.hpp"
#include "module.hpp"

namespace huifang::python {
namespace {

using Type = DecisionColumn::Type;

const char* type_name(Type type) {
  constexpr const char* names[] = {"boolean", "number", "double", "string", "date", "date and time"};
  return names[static_cast<std::size_t>(type)];
}

/// A decision and what its rows are read with.
struct PyDecision {
  Decision decision;
  std::vector<py::object> keys;     ///< column names
  std::vector<py::object> outputs;  ///< decision.outputs() in Python
  py::object decimal_type;

  explicit PyDecision(Decision given) : decision(std::move(given)) {
    for (const DecisionColumn& column : decision.columns()) {
      PyObject* key = PyUnicode_InternFromString(column.name.c_str());
      if (key == nullptr) throw py::error_already_set();
      keys.push_back(py::reinterpret_steal<py::object>(key));
    }
    for (const Value& output : decision.outputs()) outputs.push_back(to_python(output));
    decimal_type = py::module_::import("decimal").attr("Decimal");
  }
};
using Shared = std::shared_ptr<const PyDecision>;

/// Decided rows. What Python asks for is made when it asks.
struct PyBatch {
  Shared decision;
  std::vector<decision::ArrowResults> chunks;  ///< one for a list of dicts, one for each batch of a stream
  std::vector<std::int16_t> inputs;            ///< of a list of dicts: the input in doubt
  std::vector<py::object> values;              ///< of a list of dicts with computed or listed outputs
  bool general = false;

  std::size_t size() const {
    std::size_t rows = 0;
    for (const auto& chunk : chunks) rows += chunk.rules->size();
    return rows;
  }
};

struct PyResult {
  Shared decision;
  std::optional<std::int32_t> rule;
  DecisionStatus status = DecisionStatus::ok;
  std::optional<std::string> input;
  std::string message;  ///< status error: what failed
  py::object value = py::none();
};

// ---- Rows of dicts ----

/// Digits of a decimal as a slot, exactly.
std::int64_t scaled_text(std::string_view text, int decimals) {
  std::int64_t value = 0;
  std::size_t at = text.starts_with('-') ? 1 : 0;
  int places = -1;
  for (; at < text.size() && text.size() <= 17; ++at) {
    if (text[at] >= '0' && text[at] <= '9') {
      value = value * 10 + (text[at] - '0');
      places += places >= 0 ? 1 : 0;
    } else if (text[at] == '.' && places < 0) {
      places = 0;
    } else {
      break;
    }
  }
  static constexpr std::int64_t tens[] = {1, 10, 100};
  const int missing = decimals - std::max(places, 0);
  if (at == text.size() && missing >= 0 && missing <= 2) {
    if (__builtin_mul_overflow(value, tens[missing], &value)) return DecisionSlot::wrong;
    return text.starts_with('-') ? -value : value;
  }
  const auto decimal = Decimal::parse(text);
  const auto scaled = decimal ? decimal->to_scaled(decimals) : std::nullopt;
  return scaled && *scaled >= DecisionSlot::lowest ? *scaled : DecisionSlot::wrong;
}

std::int64_t number_slot(PyObject* object, const PyDecision& decision, int decimals) {
  if (PyLong_Check(object) && !PyBool_Check(object)) {
    int overflow = 0;
    std::int64_t value = PyLong_AsLongLongAndOverflow(object, &overflow);
    for (int i = 0; i < decimals && overflow == 0; ++i)
      overflow = __builtin_mul_overflow(value, 10, &value) ? 1 : 0;
    return overflow != 0 || value < DecisionSlot::lowest ? DecisionSlot::wrong : value;
  }
  if (Py_TYPE(object) != reinterpret_cast<PyTypeObject*>(decision.decimal_type.ptr()) &&
      PyObject_IsInstance(object, decision.decimal_type.ptr()) != 1)
    return DecisionSlot::wrong;
  const auto text = py::reinterpret_steal<py::object>(PyObject_Str(object));
  Py_ssize_t size = 0;
  const char* data = text ? PyUnicode_AsUTF8AndSize(text.ptr(), &size) : nullptr;
  if (data == nullptr) throw py::error_already_set();
  return scaled_text({data, static_cast<std::size_t>(size)}, decimals);
}

std::int64_t temporal_slot(PyObject* object, Type type) {
  const bool moment = PyDateTime_Check(object);
  if (type == Type::date) {
    if (!PyDate_Check(object) || moment) return DecisionSlot::wrong;
    return to_date(object, "a date").to_days();
  }
  if (!moment || PyDateTime_DATE_GET_TZINFO(object) == Py_None) return DecisionSlot::wrong;
  try {
    return to_instant(object, nullptr, "a moment").utc_us;
  } catch (const Error&) {  // not in the years a moment can be in
    return DecisionSlot::wrong;
  }
}

DecisionField field_of(const PyDecision& decision, const DecisionColumn& column, PyObject* object) {
  if (object == nullptr) return DecisionField::of(DecisionSlot::missing);
  if (object == Py_None) return DecisionField::of(DecisionSlot::null);
  std::int64_t slot = DecisionSlot::wrong;
  switch (column.type) {
    case Type::boolean:
      if (PyBool_Check(object)) slot = object == Py_True ? 1 : 0;
      break;
    case Type::number:
      slot = number_slot(object, decision, column.decimals);
      break;
    case Type::binary:
      if (PyFloat_Check(object)) {
        slot = DecisionSlot::of(PyFloat_AS_DOUBLE(object));
      } else if (PyLong_Check(object) && !PyBool_Check(object)) {
        int overflow = 0;
        const std::int64_t value = PyLong_AsLongLongAndOverflow(object, &overflow);
        constexpr std::int64_t exact = std::int64_t{1} << 53;
        if (overflow == 0 && value <= exact && value >= -exact)
          slot = DecisionSlot::of(static_cast<double>(value));
      }
      break;
    case Type::string:
      if (PyUnicode_Check(object)) {
        Py_ssize_t size = 0;
        const char* data = PyUnicode_AsUTF8AndSize(object, &size);
        if (data != nullptr) return DecisionField::of(std::string_view(data, static_cast<std::size_t>(size)));
        PyErr_Clear();  // a lone surrogate: no text
      }
      break;
    case Type::date:
    case Type::date_time:
      slot = temporal_slot(object, column.type);
      break;
  }
  return DecisionField::of(slot);
}

/// The fields of a mapping. The texts they lend are kept in `kept`: reading one field may run code that
/// changes the mapping.
void read_row(const PyDecision& decision, PyObject* row, DecisionField* fields,
              std::vector<py::object>& kept) {
  const auto& columns = decision.decision.columns();
  const bool plain = PyDict_CheckExact(row);
  if (!plain && PyMapping_Check(row) == 0) refuse_type("record", "a mapping", row);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    PyObject* object = nullptr;
    if (plain) {
      object = PyDict_GetItemWithError(row, decision.keys[i].ptr());
      if (object == nullptr && PyErr_Occurred() != nullptr) throw py::error_already_set();
      if (object != nullptr && PyUnicode_Check(object))
        kept.push_back(py::reinterpret_borrow<py::object>(object));
    } else {
      object = PyObject_GetItem(row, decision.keys[i].ptr());
      if (object != nullptr)
        kept.push_back(py::reinterpret_steal<py::object>(object));
      else if (PyErr_ExceptionMatches(PyExc_KeyError) != 0)
        PyErr_Clear();
      else
        throw py::error_already_set();
    }
    fields[i] = field_of(decision, columns[i], object);
  }
}

bool needs_outcome(const Decision& decision) {
  return decision.compiled().general || decision.result() == Decision::Result::rules;
}

py::object value_of(const PyDecision& decision, const DecisionHit& hit) {
  if (hit.status != DecisionStatus::ok || !hit.has_value) return py::none();
  if (decision.decision.result() == Decision::Result::code)
    return decision.outputs[static_cast<std::size_t>(hit.value)];
  return to_python(decision.decision.value_of(hit));
}

PyResult decide_row(const Shared& shared, PyObject* row) {
  std::array<DecisionField, 64> fields;
  std::vector<py::object> kept;
  read_row(*shared, row, fields.data(), kept);
  const DecisionHit hit = shared->decision.evaluate(fields.data());
  PyResult result;
  result.decision = shared;
  result.status = hit.status;
  if (hit.rule >= 0) result.rule = hit.rule;
  if (hit.column >= 0)
    result.input = shared->decision.table().source().inputs[static_cast<std::size_t>(hit.column)].expression;
  if (hit.status == DecisionStatus::error) result.message = shared->decision.outcome(fields.data()).message;
  result.value = hit.status == DecisionStatus::ok && needs_outcome(shared->decision)
                     ? to_python(shared->decision.outcome(fields.data()).value)
                     : value_of(*shared, hit);
  return result;
}

PyBatch decide_rows(const Shared& shared, const py::sequence& given) {
  // The rows as they are now: reading one may run code that changes the list.
  const py::object rows = py::reinterpret_steal<py::object>(PySequence_Tuple(given.ptr()));
  if (!rows) throw py::error_already_set();
  const auto count = static_cast<std::size_t>(PyTuple_GET_SIZE(rows.ptr()));
  const Decision& decision = shared->decision;
  PyBatch batch;
  batch.decision = shared;
  batch.general = needs_outcome(decision);
  decision::ArrowResults& results = batch.chunks.emplace_back();
  results.rules = std::make_shared<std::vector<std::int32_t>>(count);
  results.statuses = std::make_shared<std::vector<DecisionStatus>>(count);
  results.codes = std::make_shared<std::vector<std::int32_t>>(count, -1);
  results.numbers = std::make_shared<std::vector<std::int64_t>>(count);
  batch.inputs.resize(count);
  const std::size_t words = decision.words();
  if (decision.result() == Decision::Result::rules) results.matched.resize(count * words);
  std::array<DecisionField, 64> fields;
  std::vector<py::object> kept;
  for (std::size_t i = 0; i < count; ++i) {
    PyObject* row = PyTuple_GET_ITEM(rows.ptr(), static_cast<Py_ssize_t>(i));
    read_row(*shared, row, fields.data(), kept);
    const DecisionHit hit = decision.evaluate(fields.data());
    const bool ok = hit.status == DecisionStatus::ok;
    (*results.rules)[i] = hit.rule;
    (*results.statuses)[i] = hit.status;
    batch.inputs[i] = hit.column;
    if (ok && hit.has_value) {
      (*results.codes)[i] =
          decision.result() == Decision::Result::code ? static_cast<std::int32_t>(hit.value) : -1;
      (*results.numbers)[i] = hit.value;
    }
    ++results.counts.by_status[static_cast<std::size_t>(hit.status)];
    if (ok && hit.rule < 0) ++results.counts.unmatched;
    if (batch.general) {
      py::object value = py::none();
      if (ok) {
        const DecisionOutcome outcome = decision.outcome(fields.data());
        for (const std::uint32_t rule : outcome.matched) {
          if (!results.matched.empty())
            results.matched[i * words + rule / 64] |= std::uint64_t{1} << (rule % 64);
        }
        value = to_python(outcome.value);
      }
      batch.values.push_back(std::move(value));
    }
    kept.clear();
  }
  return batch;
}

// ---- Arrow ----

PyBatch decide_array(const Shared& shared, const py::object& data) {
  const py::tuple capsules = data.attr("__arrow_c_array__")();
  const auto* schema = inside<ArrowSchema>(capsules[0], "arrow_schema");
  const auto* array = inside<ArrowArray>(capsules[1], "arrow_array");
  PyBatch batch;
  batch.decision = shared;
  {
    const py::gil_scoped_release release;
    batch.chunks.push_back(decision::decide_batch(shared->decision, *schema, *array));
  }
  return batch;  // the capsules release what they hold
}

PyBatch decide_stream(const Shared& shared, const py::object& data) {
  PyBatch batch;
  batch.decision = shared;
  each_batch(data, [&](const ArrowSchema& schema, const ArrowArray& array) {
    batch.chunks.push_back(decision::decide_batch(shared->decision, schema, array));
  });
  return batch;
}

void refuse_computed(const PyBatch& batch) { decision::refuse_computed(batch.decision->decision); }

py::tuple arrow_array(const PyBatch& batch, const py::object&) {
  refuse_computed(batch);
  if (batch.chunks.size() != 1)
    throw py::value_error("the result of a stream has several batches: use __arrow_c_stream__");
  Owned<ArrowSchema> schema(new ArrowSchema{});
  Owned<ArrowArray> array(new ArrowArray{});
  decision::export_results(batch.decision->decision, batch.chunks[0], *schema, *array);
  py::object schema_capsule = capsule_of(std::move(schema), "arrow_schema");
  return py::make_tuple(std::move(schema_capsule), capsule_of(std::move(array), "arrow_array"));
}

/// The chunks of a batch, one after another. Owns copies of what it needs; no Python object.
struct ChunkStream {
  Decision decision;
  std::vector<decision::ArrowResults> chunks;
  std::size_t next = 0;
};

/// The type of the results.
void export_schema(const Decision& decision, ArrowSchema* out) {
  decision::ArrowResults nothing;
  nothing.rules = std::make_shared<std::vector<std::int32_t>>();
  nothing.codes = std::make_shared<std::vector<std::int32_t>>();
  nothing.numbers = std::make_shared<std::vector<std::int64_t>>();
  nothing.statuses = std::make_shared<std::vector<DecisionStatus>>();
  ArrowArray array{};
  decision::export_results(decision, nothing, *out, array);
  array.release(&array);
}

py::object arrow_stream(const PyBatch& batch, const py::object&) {
  refuse_computed(batch);
  Owned<ArrowArrayStream> stream(new ArrowArrayStream{});
  stream->private_data = new ChunkStream{batch.decision->decision, batch.chunks, 0};
  stream->get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
    try {
      export_schema(static_cast<ChunkStream*>(self->private_data)->decision, out);
      return 0;
    } catch (const std::exception&) {
      return 12;  // ENOMEM
    }
  };
  stream->get_next = [](ArrowArrayStream* self, ArrowArray* out) {
    auto* chunks = static_cast<ChunkStream*>(self->private_data);
    std::memset(out, 0, sizeof *out);
    if (chunks->next == chunks->chunks.size()) return 0;
    try {
      ArrowSchema schema{};
      decision::export_results(chunks->decision, chunks->chunks[chunks->next++], schema, *out);
      schema.release(&schema);
      return 0;
    } catch (const std::exception&) {
      return 12;
    }
  };
  stream->get_last_error = [](ArrowArrayStream*) -> const char* { return "out of memory"; };
  stream->release = [](ArrowArrayStream* self) {
    delete static_cast<ChunkStream*>(self->private_data);
    self->release = nullptr;
  };
  return capsule_of(std::move(stream), "arrow_array_stream");
}

// ---- What a batch says ----

template <class Make>
py::list listed(const PyBatch& batch, const Make& make) {
  py::list out(static_cast<py::ssize_t>(batch.size()));
  py::ssize_t place = 0;
  for (const auto& chunk : batch.chunks) {
    for (std::size_t row = 0; row < chunk.rules->size(); ++row)
      PyList_SET_ITEM(out.ptr(), place++, make(chunk, row).release().ptr());
  }
  return out;
}

py::object batch_value(const PyBatch& batch, const decision::ArrowResults& chunk, std::size_t row) {
  const PyDecision& own = *batch.decision;
  if (!batch.values.empty()) return batch.values[row];
  if ((*chunk.statuses)[row] != DecisionStatus::ok) return py::none();
  if (own.decision.result() == Decision::Result::code) {
    const std::int32_t code = (*chunk.codes)[row];
    return code < 0 ? py::none() : own.outputs[static_cast<std::size_t>(code)];
  }
  const std::int32_t rule = (*chunk.rules)[row];
  const bool counted = own.decision.table().source().hit_policy == HitPolicy::collect_count;
  if (own.decision.result() == Decision::Result::number) {
    if (rule < 0 && !counted && own.decision.table().source().outputs[0].default_value.empty())
      return py::none();
    return to_python(Value::of(Decimal::scaled((*chunk.numbers)[row], own.decision.decimals())));
  }
  return to_python(
      decision::value_of_matched(own.decision, chunk.matched.data() + row * own.decision.words()));
}

py::dict counts_of(const PyBatch& batch) {
  std::array<std::size_t, 5> total{};
  std::size_t unmatched = 0;
  for (const auto& chunk : batch.chunks) {
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += chunk.counts.by_status[i];
    unmatched += chunk.counts.unmatched;
  }
  py::dict counts;
  for (std::size_t i = 0; i < total.size(); ++i)
    counts[py::str(std::string(to_text(static_cast<DecisionStatus>(i))))] = total[i];
  counts["unmatched"] = unmatched;
  return counts;
}

py::object evaluate(const Shared& shared, const py::object& data) {
  if (PyDict_CheckExact(data.ptr())) return py::cast(decide_row(shared, data.ptr()));
  if (py::hasattr(data, "__arrow_c_array__")) return py::cast(decide_array(shared, data));
  if (py::hasattr(data, "__arrow_c_stream__")) return py::cast(decide_stream(shared, data));
  if (PyList_Check(data.ptr()) || PyTuple_Check(data.ptr()))
    return py::cast(decide_rows(shared, py::reinterpret_borrow<py::sequence>(data)));
  if (PyMapping_Check(data.ptr()) != 0 && !PyUnicode_Check(data.ptr()) && !PyBytes_Check(data.ptr()))
    return py::cast(decide_row(shared, data.ptr()));
  refuse_type("data", "a mapping, a list of mappings, or an object with Arrow data", data);
}

py::list explain(const Shared& shared, const py::object& record) {
  std::array<DecisionField, 64> fields;
  std::vector<py::object> kept;
  read_row(*shared, record.ptr(), fields.data(), kept);
  DecisionTrace trace;
  shared->decision.evaluate(fields.data(), trace);
  py::list rules;
  for (std::size_t rule = 0; rule < shared->decision.rule_count(); ++rule) {
    py::list failed;
    for (const std::uint32_t input : trace.failed_columns(rule))
      failed.append(shared->decision.table().source().inputs[input].expression);
    rules.append(failed);
  }
  return rules;
}

}  // namespace

void bind_decision(py::module_& module) {
  PyDateTime_IMPORT;
  py::class_<PyResult>(module, "DecisionResult", "What one record came to. Immutable.", py::is_final())
      .def_property_readonly("rule", [](const PyResult& r) { return r.rule; })
      .def_property_readonly("value", [](const PyResult& r) { return r.value; })
      .def_property_readonly("status", [](const PyResult& r) { return std::string(to_text(r.status)); })
      .def_property_readonly("input", [](const PyResult& r) { return r.input; })
      .def_property_readonly("message", [](const PyResult& r) { return r.message; })
      .def("__repr__", [](const PyResult& r) {
        return "<DecisionResult " + std::string(to_text(r.status)) + " " +
               py::repr(r.value).cast<std::string>() + ">";
      });
  py::class_<PyBatch>(module, "DecisionBatch", "What several records came to. Immutable.", py::is_final())
      .def("__len__", &PyBatch::size)
      .def_property_readonly("rules",
                             [](const PyBatch& batch) {
                               return listed(batch, [](const auto& chunk, std::size_t row) -> py::object {
                                 const std::int32_t rule = (*chunk.rules)[row];
                                 return rule < 0 ? py::object(py::none()) : py::object(py::int_(rule));
                               });
                             })
      .def_property_readonly("values",
                             [](const PyBatch& batch) {
                               return listed(batch, [&](const auto& chunk, std::size_t row) {
                                 return batch_value(batch, chunk, row);
                               });
                             })
      .def_property_readonly(
          "statuses",
          [](const PyBatch& batch) {
            std::vector<py::object> names;
            for (int i = 0; i < 5; ++i)
              names.push_back(py::str(std::string(to_text(static_cast<DecisionStatus>(i)))));
            return listed(batch, [&](const auto& chunk, std::size_t row) {
              return names[static_cast<std::size_t>((*chunk.statuses)[row])];
            });
          })
      .def_property_readonly("counts", &counts_of)
      .def("__arrow_c_array__", &arrow_array, py::arg("requested_schema") = py::none())
      .def("__arrow_c_stream__", &arrow_stream, py::arg("requested_schema") = py::none());
  py::class_<PyDecision, std::shared_ptr<PyDecision>>(module, "Decision",
                                                      "A compiled decision table. Immutable.", py::is_final())
      .def_static(
          "parse",
          [](const py::object& document, const std::string& file) {
            const std::string text = to_text_bytes(document, "document");
            Decision decision;
            {
              const py::gil_scoped_release release;
              decision = Decision::parse(text, file);
            }
            return std::make_shared<PyDecision>(std::move(decision));
          },
          py::arg("document"), py::kw_only(), py::arg("file") = "")
      .def_property_readonly("name", [](const PyDecision& d) { return d.decision.name(); })
      .def_property_readonly("columns",
                             [](const PyDecision& d) {
                               py::dict columns;
                               for (const DecisionColumn& column : d.decision.columns())
                                 columns[py::str(column.name)] = type_name(column.type);
                               return columns;
                             })
      .def_property_readonly("rule_count", [](const PyDecision& d) { return d.decision.rule_count(); })
      .def_property_readonly("is_indexed", [](const PyDecision& d) { return d.decision.is_indexed(); })
      .def("check",
           [](const PyDecision& self) {
             std::vector<Diagnostic> findings;
             {
               const py::gil_scoped_release release;
               findings = check_decision(self.decision);
             }
             return findings;
           })
      .def(
          "evaluate",
          [](const std::shared_ptr<PyDecision>& self, const py::object& data) {
            return evaluate(self, data);
          },
          py::arg("data"))
      .def(
          "evaluate_json",
          [](const PyDecision& self, const py::object& record) {
            const std::string text = to_text_bytes(record, "record");
            std::string out;
            const py::gil_scoped_release release;
            self.decision.append_json(self.decision.evaluate_json(text), text, out);
            return out;
          },
          py::arg("record"))
      .def(
          "explain",
          [](const std::shared_ptr<PyDecision>& self, const py::object& record) {
            return explain(self, record);
          },
          py::arg("record"));
}

}  // namespace huifang::python
