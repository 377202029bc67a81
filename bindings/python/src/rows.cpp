#include "rows.hpp"

#include <pybind11/operators.h>
#include <pybind11/stl.h>

#include "convert.hpp"
#include "module.hpp"

namespace huifang::python {
namespace {

using ZonedDuty = Zoned<Duty>;
using ZonedTier = Zoned<TierEntry>;
using ZonedEffect = Zoned<Effect>;

py::object reference(const std::optional<EntityRef>& who) { return who ? to_python(*who) : py::none(); }

std::vector<std::string> texts_of(const std::vector<DutyKey>& keys) {
  std::vector<std::string> texts;
  for (const DutyKey& key : keys) texts.push_back(to_text(key));
  return texts;
}

auto tie(const Duty& d) {
  return std::tie(d.key, d.state, d.owner, d.responsible, d.needs, d.opens, d.due, d.have, d.need,
                  d.created_at, d.done_at, d.missed_at, d.late, d.policy_version, d.source, d.because,
                  d.changed);
}

/// Each moment twice: as an aware datetime in the book's zone, and as microseconds.
template <class Row, class Class, class Member>
void moment(Class& type, const char* name, const char* name_us, Member Row::*member) {
  type.def_property_readonly(name,
                             [member](const Zoned<Row>& z) { return to_datetime(z.row.*member, z.zone); });
  type.def_property_readonly(name_us, [member](const Zoned<Row>& z) {
    return to_microseconds(std::optional<Instant>(z.row.*member));
  });
}

/// A text of the row.
template <class Row, class Class>
void text(Class& type, const char* name, std::string Row::*member) {
  type.def_property_readonly(name, [member](const Zoned<Row>& z) { return z.row.*member; });
}

/// Canonical JSON, read and as it stands.
template <class Row, class Class>
void json(Class& type, const char* name, const char* name_json, std::string Row::*member) {
  type.def_property_readonly(name, [member](const Zoned<Row>& z) { return load_json(z.row.*member); });
  text(type, name_json, member);
}

void bind_duty(py::module_& module) {
  py::class_<ZonedDuty> type(module, "Duty", "A duty as it stood when it was asked for. Immutable.",
                             py::is_final());
  type.def_property_readonly("key", [](const ZonedDuty& d) { return to_text(d.row.key); })
      .def_property_readonly("policy", [](const ZonedDuty& d) { return d.row.key.policy; })
      .def_property_readonly("rule", [](const ZonedDuty& d) { return d.row.key.rule; })
      .def_property_readonly("subject", [](const ZonedDuty& d) { return to_python(d.row.key.subject); })
      .def_property_readonly("run", [](const ZonedDuty& d) { return d.row.key.run; })
      .def_property_readonly("step", [](const ZonedDuty& d) { return d.row.key.step; })
      .def_property_readonly("n", [](const ZonedDuty& d) { return d.row.key.n; })
      .def_property_readonly("state", [](const ZonedDuty& d) { return std::string(to_text(d.row.state)); })
      .def_property_readonly("owner", [](const ZonedDuty& d) { return reference(d.row.owner); })
      .def_property_readonly("responsible", [](const ZonedDuty& d) { return reference(d.row.responsible); })
      .def_property_readonly("needs", [](const ZonedDuty& d) { return py::tuple(py::cast(d.row.needs)); })
      .def_property_readonly("credits", [](const ZonedDuty& d) { return d.row.have; })
      .def_property_readonly("credits_needed", [](const ZonedDuty& d) { return d.row.need; })
      .def_property_readonly("late", [](const ZonedDuty& d) { return d.row.late; })
      .def_property_readonly("changed", [](const ZonedDuty& d) { return d.row.changed; })
      .def(
          "__eq__", [](const ZonedDuty& a, const ZonedDuty& b) { return tie(a.row) == tie(b.row); },
          py::is_operator())
      .def("__hash__", [](const ZonedDuty& d) { return py::hash(py::str(to_text(d.row.key))); })
      .def("__repr__", [](const ZonedDuty& d) {
        return "<Duty " + to_text(d.row.key) + " " + std::string(to_text(d.row.state)) + ">";
      });
  moment(type, "opens", "opens_us", &Duty::opens);
  moment(type, "due", "due_us", &Duty::due);
  moment(type, "created_at", "created_at_us", &Duty::created_at);
  moment(type, "done_at", "done_at_us", &Duty::done_at);
  moment(type, "missed_at", "missed_at_us", &Duty::missed_at);
  text(type, "policy_version", &Duty::policy_version);
  text(type, "source", &Duty::source);
  json(type, "because", "because_json", &Duty::because);
}

void bind_tier(py::module_& module) {
  py::class_<ZonedTier> type(module, "Tier", "The tier of a subject from a moment on. Immutable.",
                             py::is_final());
  type.def_property_readonly("subject", [](const ZonedTier& t) { return to_python(t.row.subject); })
      .def_property_readonly("value",
                             [](const ZonedTier& t) {
                               return t.row.value.empty() ? py::object(py::none())
                                                          : py::object(py::str(t.row.value));
                             })
      .def("__repr__", [](const ZonedTier& t) {
        return "<Tier " + t.row.subject.entity + ":" + t.row.subject.key + " " + t.row.tier + " " +
               t.row.value + ">";
      });
  text(type, "tier", &TierEntry::tier);
  moment(type, "start", "start_us", &TierEntry::from);
  moment(type, "end", "end_us", &TierEntry::to);
  json(type, "because", "because_json", &TierEntry::because);
}

void bind_effect(py::module_& module) {
  py::class_<ZonedEffect> type(module, "Effect", "A row of the outbox. Immutable.", py::is_final());
  type.def_property_readonly("sequence", [](const ZonedEffect& e) { return e.row.sequence; })
      .def_property_readonly("to", [](const ZonedEffect& e) { return reference(e.row.to); })
      .def_property_readonly("subject", [](const ZonedEffect& e) { return to_python(e.row.subject); })
      .def("__repr__", [](const ZonedEffect& e) {
        return "<Effect " + std::to_string(e.row.sequence) + " " + e.row.kind + " " + e.row.key + ">";
      });
  text(type, "key", &Effect::key);
  text(type, "kind", &Effect::kind);
  moment(type, "at", "at_us", &Effect::at);
  json(type, "data", "data_json", &Effect::data);
  json(type, "because", "because_json", &Effect::because);
}

void bind_count(py::module_& module) {
  py::class_<DutyCount>(module, "DutyCount", "How many duties one rule had in one month. Immutable.",
                        py::is_final())
      .def_readonly("policy", &DutyCount::policy)
      .def_readonly("rule", &DutyCount::rule)
      .def_readonly("month", &DutyCount::month)
      .def_readonly("created", &DutyCount::created)
      .def_readonly("done", &DutyCount::done)
      .def_readonly("done_late", &DutyCount::done_late)
      .def_readonly("missed", &DutyCount::missed)
      .def_readonly("open", &DutyCount::open)
      .def_readonly("overdue", &DutyCount::overdue)
      .def_readonly("waived", &DutyCount::waived)
      .def_readonly("withdrawn", &DutyCount::withdrawn)
      .def("__repr__", [](const DutyCount& c) {
        return "<DutyCount " + c.rule + " " + c.month + " created=" + std::to_string(c.created) + ">";
      });
}

void bind_move(py::module_& module) {
  const auto us = [](const std::optional<Instant>& at) {
    return at ? std::optional<std::int64_t>(at->utc_us) : std::nullopt;
  };
  py::class_<DutyMove>(module, "DutyMove", "How a calendar moved a duty. Immutable.", py::is_final())
      .def_property_readonly("key", [](const DutyMove& m) { return to_text(m.key); })
      .def_property_readonly("opens_before_us", [us](const DutyMove& m) { return us(m.opens_before); })
      .def_property_readonly("opens_after_us", [us](const DutyMove& m) { return us(m.opens_after); })
      .def_property_readonly("due_before_us", [us](const DutyMove& m) { return us(m.due_before); })
      .def_property_readonly("due_after_us", [us](const DutyMove& m) { return us(m.due_after); })
      .def_readonly("waived", &DutyMove::waived)
      .def("__repr__", [](const DutyMove& m) { return "<DutyMove " + to_text(m.key) + (m.waived ? " waived>" : ">"); });
}

void bind_slots(py::module_& module) {
  py::class_<DutySlot>(module, "DutySlot", "Where an act of a duty is planned. Immutable.", py::is_final())
      .def_property_readonly("key", [](const DutySlot& s) { return to_text(s.key); })
      .def_readonly("act", &DutySlot::act)
      .def_property_readonly("day", [](const DutySlot& s) { return to_python(s.day); })
      .def_readonly("person", &DutySlot::person)
      .def_readonly("pinned", &DutySlot::pinned)
      .def("__repr__", [](const DutySlot& s) { return "<DutySlot " + to_text(s.key) + " " + s.day.to_text() + ">"; });
  py::class_<StaffAbsence>(module, "StaffAbsence", "Days on which a member of staff is away. Immutable.", py::is_final())
      .def_readonly("staff", &StaffAbsence::staff)
      .def_property_readonly("first", [](const StaffAbsence& a) { return to_python(a.from); })
      .def_property_readonly("last", [](const StaffAbsence& a) { return to_python(a.to); })
      .def_readonly("cover", &StaffAbsence::cover)
      .def("__repr__", [](const StaffAbsence& a) {
        return "<StaffAbsence " + a.staff + " " + a.from.to_text() + ".." + a.to.to_text() + ">";
      });
}

py::tuple names(const std::vector<std::string>& texts) { return py::tuple(py::cast(texts)); }

void bind_cases(py::module_& module) {
  using ZonedCase = Zoned<CaseEntry>;
  py::class_<ZonedCase> type(module, "Case", "A case of a workflow as it stood when it was asked for. Immutable.",
                             py::is_final());
  type.def_property_readonly("about", [](const ZonedCase& c) { return to_python(c.row.about); })
      .def_property_readonly("owner", [](const ZonedCase& c) { return reference(c.row.owner); })
      .def_property_readonly("states", [](const ZonedCase& c) { return names(c.row.states); })
      .def_property_readonly("running", [](const ZonedCase& c) { return !c.row.closed; })
      .def_property_readonly("outcome",
                             [](const ZonedCase& c) {
                               const std::string outcome = c.row.outcome();
                               return outcome.empty() ? py::object(py::none()) : py::object(py::str(outcome));
                             })
      .def_property_readonly("facts",
                             [](const ZonedCase& c) {
                               py::dict facts;
                               for (const auto& [name, value] : c.row.facts) facts[py::str(name)] = to_python(value);
                               return facts;
                             })
      .def("__repr__", [](const ZonedCase& c) {
        std::string states;
        for (const std::string& state : c.row.states) states += " " + state;
        return "<Case " + c.row.workflow + " " + c.row.key + states + ">";
      });
  text(type, "workflow", &CaseEntry::workflow);
  text(type, "key", &CaseEntry::key);
  moment(type, "opened", "opened_us", &CaseEntry::opened);
  moment(type, "closed", "closed_us", &CaseEntry::closed);

  using ZonedStep = Zoned<CaseStep>;
  py::class_<ZonedStep> step(module, "CaseStep", "One step of a case: an event, or time. Immutable.", py::is_final());
  step.def_property_readonly("number", [](const ZonedStep& s) { return s.row.number; })
      .def_property_readonly("event",
                             [](const ZonedStep& s) {
                               return s.row.event.empty() ? py::object(py::none()) : py::object(py::str(s.row.event));
                             })
      .def_property_readonly("left", [](const ZonedStep& s) { return names(s.row.left); })
      .def_property_readonly("entered", [](const ZonedStep& s) { return names(s.row.entered); })
      .def_property_readonly("states", [](const ZonedStep& s) { return names(s.row.states); })
      .def_property_readonly("transitions", [](const ZonedStep& s) { return names(s.row.transitions); })
      .def("__repr__",
           [](const ZonedStep& s) { return "<CaseStep " + std::to_string(s.row.number) + " " + s.row.type + ">"; });
  text(step, "type", &CaseStep::type);
  json(step, "because", "because_json", &CaseStep::because);
  moment(step, "at", "at_us", &CaseStep::at);
}

void bind_points(py::module_& module) {
  using ZonedEntry = Zoned<PointEntry>;
  const auto number_or_none = [](std::int64_t number) { return number == 0 ? py::object(py::none()) : py::object(py::int_(number)); };
  const auto text_or_none = [](const std::string& value) { return value.empty() ? py::object(py::none()) : py::object(py::str(value)); };
  py::class_<ZonedEntry> entry(module, "PointEntry", "A line of the ledger of points. Immutable.", py::is_final());
  entry.def_property_readonly("id", [](const ZonedEntry& e) { return e.row.id; })
      .def_property_readonly("account", [](const ZonedEntry& e) { return to_python(e.row.account); })
      .def_property_readonly("amount", [](const ZonedEntry& e) { return to_python(Value::of(e.row.amount)); })
      .def_property_readonly("asked", [](const ZonedEntry& e) { return to_python(Value::of(e.row.asked)); })
      .def_property_readonly("rule", [=](const ZonedEntry& e) { return text_or_none(e.row.rule); })
      .def_property_readonly("event", [=](const ZonedEntry& e) { return text_or_none(e.row.event); })
      .def_property_readonly("of_period", [=](const ZonedEntry& e) { return text_or_none(e.row.of_period); })
      .def_property_readonly("entry", [=](const ZonedEntry& e) { return number_or_none(e.row.entry); })
      .def_property_readonly("reversed_by", [=](const ZonedEntry& e) { return number_or_none(e.row.reversed_by); })
      .def_property_readonly("settled_by", [=](const ZonedEntry& e) { return number_or_none(e.row.settled_by); })
      .def_property_readonly("pending", [=](const ZonedEntry& e) { return text_or_none(e.row.pending); })
      .def_property_readonly("held", [](const ZonedEntry& e) { return e.row.held; })
      .def("__repr__", [](const ZonedEntry& e) {
        return "<PointEntry " + std::to_string(e.row.id) + " " + e.row.account.key + " " + e.row.amount.to_text() + " " + e.row.point_class + ">";
      });
  text(entry, "point_class", &PointEntry::point_class);
  text(entry, "kind", &PointEntry::kind);
  text(entry, "cause", &PointEntry::cause);
  text(entry, "part", &PointEntry::part);
  text(entry, "period", &PointEntry::period);
  text(entry, "because", &PointEntry::because);
  text(entry, "hash", &PointEntry::hash);
  moment(entry, "effective", "effective_us", &PointEntry::effective);
  moment(entry, "recorded", "recorded_us", &PointEntry::recorded);

  py::class_<PointBalance>(module, "PointBalance", "What an account has. Immutable.", py::is_final())
      .def_property_readonly("account", [](const PointBalance& b) { return to_python(b.account); })
      .def_readonly("point_class", &PointBalance::point_class)
      .def_property_readonly("opening", [](const PointBalance& b) { return to_python(Value::of(b.opening)); })
      .def_property_readonly("change", [](const PointBalance& b) { return to_python(Value::of(b.change)); })
      .def_property_readonly("closing", [](const PointBalance& b) { return to_python(Value::of(b.closing)); })
      .def_readonly("entries", &PointBalance::entries)
      .def("__repr__", [](const PointBalance& b) {
        return "<PointBalance " + b.account.key + " " + b.closing.to_text() + " " + b.point_class + ">";
      });

  using ZonedStatement = Zoned<PointStatement>;
  py::class_<ZonedStatement> statement(module, "PointStatement", "A period of one account in one class, line by line. Immutable.", py::is_final());
  statement.def_property_readonly("account", [](const ZonedStatement& s) { return to_python(s.row.account); })
      .def_property_readonly("opening", [](const ZonedStatement& s) { return to_python(Value::of(s.row.opening)); })
      .def_property_readonly("closing", [](const ZonedStatement& s) { return to_python(Value::of(s.row.closing)); })
      .def_property_readonly("lines", [](const ZonedStatement& s) { return zoned(s.row.lines, s.zone); })
      .def("__repr__", [](const ZonedStatement& s) {
        return "<PointStatement " + s.row.account.key + " " + s.row.point_class + " " + s.row.period + ">";
      });
  text(statement, "point_class", &PointStatement::point_class);
  text(statement, "period", &PointStatement::period);

  py::class_<PointRank>(module, "PointRank", "One place of a ranking. Immutable.", py::is_final())
      .def_readonly("rank", &PointRank::rank)
      .def_property_readonly("account", [](const PointRank& r) { return to_python(r.account); })
      .def_property_readonly("amount", [](const PointRank& r) { return to_python(Value::of(r.amount)); })
      .def("__repr__", [](const PointRank& r) { return "<PointRank " + std::to_string(r.rank) + " " + r.account.key + " " + r.amount.to_text() + ">"; });

  using ZonedSeal = Zoned<PointSeal>;
  py::class_<ZonedSeal> seal(module, "PointSeal", "A period that nothing is added to any more. Immutable.", py::is_final());
  seal.def_property_readonly("entries", [](const ZonedSeal& s) { return s.row.entries; })
      .def_property_readonly("sum", [](const ZonedSeal& s) { return to_python(Value::of(s.row.sum)); })
      .def_property_readonly("by", [=](const ZonedSeal& s) { return text_or_none(s.row.by); })
      .def("__repr__", [](const ZonedSeal& s) { return "<PointSeal " + s.row.point_class + " " + s.row.period + ">"; });
  text(seal, "point_class", &PointSeal::point_class);
  text(seal, "period", &PointSeal::period);
  text(seal, "hash", &PointSeal::hash);
  moment(seal, "at", "at_us", &PointSeal::at);
}

void bind_results(py::module_& module) {
  bind_move(module);
  bind_slots(module);
  py::class_<RecordResult>(module, "RecordResult", "What recording one event did. Immutable.", py::is_final())
      .def_readonly("known", &RecordResult::known)
      .def_property_readonly("credited",
                             [](const RecordResult& r) { return py::tuple(py::cast(texts_of(r.credited))); })
      .def_property_readonly("created",
                             [](const RecordResult& r) { return py::tuple(py::cast(texts_of(r.created))); })
      .def_property_readonly("entries", [](const RecordResult& r) { return py::tuple(py::cast(r.entries)); })
      .def_property_readonly("moved", [](const RecordResult& r) { return py::tuple(py::cast(r.moved)); })
      .def_property_readonly("notes", [](const RecordResult& r) { return py::tuple(py::cast(r.notes)); })
      .def("__repr__", [](const RecordResult& r) {
        return "<RecordResult credited=" + std::to_string(r.credited.size()) +
               " created=" + std::to_string(r.created.size()) + (r.known ? " known>" : ">");
      });
  py::class_<ContactAnswer>(module, "ContactAnswer",
                            "Whether a contact is allowed. Immutable; true when it is.", py::is_final())
      .def_readonly("allowed", &ContactAnswer::allowed)
      .def_property_readonly("code",
                             [](const ContactAnswer& a) {
                               return a.allowed ? py::object(py::none()) : py::object(py::cast(a.code));
                             })
      .def_property_readonly("policy",
                             [](const ContactAnswer& a) {
                               return a.allowed ? py::object(py::none()) : py::object(py::cast(a.policy));
                             })
      .def_property_readonly("unknown", [](const ContactAnswer& a) { return py::tuple(py::cast(a.unknown)); })
      .def_property_readonly("alternatives",
                             [](const ContactAnswer& a) {
                               py::list all;
                               for (const auto& other : a.alternatives)
                                 all.append(py::make_tuple(other.field, to_python(other.reference)));
                               return py::tuple(all);
                             })
      .def_readonly("because_json", &ContactAnswer::because)
      .def("__bool__", [](const ContactAnswer& a) { return a.allowed; })
      .def("__repr__", [](const ContactAnswer& a) {
        return a.allowed ? std::string("<ContactAnswer allowed>") : "<ContactAnswer denied: " + a.code + ">";
      });
  using Advance = Zoned<AdvanceResult>;
  py::class_<Advance> advance(module, "AdvanceResult", "How far time came. Immutable.", py::is_final());
  advance.def_property_readonly("steps", [](const Advance& a) { return a.row.steps; })
      .def_property_readonly("complete", [](const Advance& a) { return a.row.complete; })
      .def("__repr__",
           [](const Advance& a) { return "<AdvanceResult " + a.zone.to_text(a.row.reached) + ">"; });
  moment(advance, "reached", "reached_us", &AdvanceResult::reached);
  py::class_<VerifyReport>(module, "VerifyReport",
                           "What replaying the journal found. Immutable; true when all is the same.",
                           py::is_final())
      .def_readonly("same", &VerifyReport::same)
      .def_readonly("inputs", &VerifyReport::inputs)
      .def_readonly("rows", &VerifyReport::rows)
      .def_property_readonly("differences",
                             [](const VerifyReport& r) { return py::tuple(py::cast(r.differences)); })
      .def("__bool__", [](const VerifyReport& r) { return r.same; })
      .def("__repr__", [](const VerifyReport& r) {
        return std::string("<VerifyReport ") + (r.same ? "same" : "differences") +
               " inputs=" + std::to_string(r.inputs) + " rows=" + std::to_string(r.rows) + ">";
      });
}

}  // namespace

void bind_rows(py::module_& module) {
  bind_duty(module);
  bind_tier(module);
  bind_effect(module);
  bind_count(module);
  bind_cases(module);
  bind_points(module);
  bind_results(module);
}

}  // namespace huifang::python
