#include "huifang/contacts.hpp"

#include <algorithm>

#include "columns/findings.hpp"
#include "contacts/state.hpp"

namespace huifang {

using contacts::Answer;
using contacts::Request;
using contacts::Someone;

namespace {

using columns::findings_max;
constexpr std::size_t related_max = 64;        // subjects that one contact leads to, as in books
constexpr std::size_t alternatives_max = 100;
constexpr std::size_t described_max = 64;
constexpr std::size_t known_max = 2'000'000;   // answers that are kept

[[noreturn]] void refuse(std::vector<Diagnostic>& findings) {
  std::vector<Diagnostic> all;
  all.swap(findings);
  if (all.size() > findings_max) all.resize(findings_max);
  throw Error(ErrorKind::argument, std::move(all));
}

}  // namespace

std::int32_t contacts::Texts::place(const std::string& text) {
  const auto [known, fresh] = places_.try_emplace(text, static_cast<std::int32_t>(all_.size()));
  if (fresh) all_.push_back(text);
  return known->second;
}

Contacts::State::State(Policy given_policy, std::vector<ContactTable> given_tables)
    : policy(std::move(given_policy)), model(policy.model()), reads(model), tables(model, std::move(given_tables), findings) {
  if (!findings.empty()) refuse(findings);
  tables.arrange(reads.attributes, reads.followed);
  customer = model.entity("customer");
}

/// The subjects that a contact leads to, as Core::add_related() adds them.
void Contacts::State::add_related(std::vector<std::int32_t>& subjects) const {
  for (std::size_t i = 0; i < subjects.size() && i < related_max; ++i) {
    const Someone& from = tables.at(subjects[i]);
    if (from.row < 0) continue;
    const contacts::Table& table = tables.table(from.entity);
    for (const auto& [column, target] : table.related) {
      const std::int32_t to = table.columns[column].ids[static_cast<std::size_t>(from.row)];
      const auto same_entity = [&, entity = target](std::int32_t other) { return tables.at(other).entity == entity; };
      if (to >= 0 && std::none_of(subjects.begin(), subjects.end(), same_entity)) subjects.push_back(to);
    }
  }
}

bool Contacts::State::is_read(std::uint32_t field) {
  while (field >= field_is_read.size()) field_is_read.push_back(reads.fields.contains(names.all()[field_is_read.size()]));
  return field_is_read[field];
}

std::int64_t Contacts::State::label(std::int32_t id) {
  if (id < 0) return -1;
  if (reads.keys) return id;
  const auto there = std::find(labels.begin(), labels.end(), id);
  if (there != labels.end()) return there - labels.begin();
  labels.push_back(id);
  return static_cast<std::int64_t>(labels.size()) - 1;
}

/// Who it is among those of the key, and what can be read of them. False: that is too much.
bool Contacts::State::describe(std::int32_t id) {
  key.push_back(label(id));
  if (id < 0) return true;
  if (++described > described_max) return false;
  const Someone& who = tables.at(id);
  if (who.row < 0) {
    key.push_back(who.mentioned ? -1 : -2);
    return true;
  }
  const auto row = static_cast<std::size_t>(who.row);
  const contacts::Table& table = tables.table(who.entity);
  key.push_back(table.pattern[row]);
  for (const std::size_t column : table.followed) {
    int& left = reads.followed[table.columns[column].attribute];
    if (left == 0) continue;
    --left;
    const bool good = describe(table.columns[column].ids[row]);
    ++left;
    if (!good) return false;
  }
  return true;
}

/// What the answer depends on. False: on too much to be kept. `request` has its related subjects.
bool Contacts::State::key_of(const Request& request) {
  if (reads.other) return false;
  key.clear();
  labels.clear();
  described = 0;
  key.push_back(request.event);
  key.push_back(request.purpose);
  if (reads.at) key.push_back(request.at_us);
  if (reads.day) key.push_back(model.zone.date_of(Instant{request.at_us}).to_days());
  if (!describe(request.by)) return false;
  for (const std::int32_t subject : request.subjects) {
    key.push_back(tables.at(subject).entity);
    if (!describe(subject)) return false;
  }
  for (const Request::Field& field : request.fields) {
    if (!is_read(field.place)) continue;
    key.push_back(-3 - static_cast<std::int64_t>(field.place));
    if (!field.reference) {
      key.push_back(field.id);
    } else if (!describe(field.id)) {
      return false;
    }
  }
  return true;
}

Answer Contacts::State::ask(const Request& request) {
  Occurred contact;
  contact.id = "contact";
  contact.event = request.event;
  contact.at_us = request.at_us;
  if (request.by >= 0) contact.by = tables.at(request.by).ref.entity().key;
  std::int32_t subject = -1;
  for (const std::int32_t id : request.subjects) {
    const Someone& who = tables.at(id);
    contact.subjects.push_back(who.ref.entity());
    if (who.entity == customer && subject < 0 && who.known()) subject = id;
  }
  for (const Request::Field& field : request.fields) {
    contact.data.emplace_back(names.all()[field.place], field.reference ? tables.at(field.id).ref : tables.value_of(field.id));
  }
  if (request.purpose >= 0 && contact.field("purpose") == nullptr) {
    contact.data.emplace_back("purpose", Value::of(model.purposes[static_cast<std::size_t>(request.purpose)]));
  }
  const DecisionOutcome outcome = model.eligibility.table.evaluate(contacts::ContactFrame(model, tables, contact, subject));
  Answer answer;
  const std::string text = outcome.value.kind() == Value::Kind::string ? outcome.value.string() : std::string();
  if (text != "allow") {
    const bool denied = text.starts_with("deny: ");
    answer.result = denied ? ContactAnswers::Result::denied : ContactAnswers::Result::undecided;
    answer.code = codes.place(denied ? text.substr(6) : "undecided");
  }
  std::string joined;
  for (const std::string& name : outcome.names) joined += (joined.empty() ? "" : ", ") + name;
  if (!joined.empty()) answer.unknown = unknown.place(joined);
  if (!outcome.matched.empty()) answer.row = static_cast<std::int32_t>(outcome.matched.front()) + 1;
  return answer;
}

Answer Contacts::State::judge(Request& request) {
  if (!model.eligibility.table) return {};
  add_related(request.subjects);
  if (!key_of(request)) return ask(request);
  const auto found = known.find(key);
  if (found != known.end()) return found->second;
  if (known.size() >= known_max) known.clear();
  const Answer answer = ask(request);
  known.emplace(key, answer);
  return answer;
}

void Contacts::State::alternatives(const Request& request, const std::vector<std::int32_t>& related, ContactAnswers& out) {
  const auto of = std::find_if(related.begin(), related.end(), [&](std::int32_t id) { return tables.at(id).entity == customer; });
  if (of == related.end() || !tables.at(*of).known()) return;
  std::size_t count = 0;
  for (const FieldDef& field : model.events[request.event].fields) {
    if (field.target == none || field.list || field.target == customer || model.entities[field.target].is_staff) continue;
    const contacts::Table& table = tables.table(field.target);
    const auto rows = table.of.find(*of);
    if (rows == table.of.end()) continue;
    const std::uint32_t name = names.place(field.name);
    for (const std::int32_t row : rows->second) {
      if (count == alternatives_max) return;
      const std::int32_t other = table.people[static_cast<std::size_t>(row)];
      changed = request;
      std::erase_if(changed.fields, [&](const Request::Field& one) { return one.place == name; });
      std::erase_if(changed.subjects, [&](std::int32_t id) { return tables.at(id).entity == field.target; });
      changed.fields.push_back({name, true, other});
      changed.subjects.push_back(other);
      if (judge(changed).result != ContactAnswers::Result::allowed) continue;
      out.instead_field.push_back(static_cast<std::int32_t>(name));
      out.instead_subject.push_back(other);
      ++count;
    }
  }
}

Contacts::Contacts(Policy policy, std::vector<ContactTable> tables) : state_(std::make_unique<State>(std::move(policy), std::move(tables))) {}
Contacts::~Contacts() = default;
Contacts::Contacts(Contacts&&) noexcept = default;
Contacts& Contacts::operator=(Contacts&&) noexcept = default;

void Contacts::answer(std::size_t rows, const std::vector<ValueColumn>& requests, ContactAnswers& out) {
  State& state = *state_;
  out = {};
  state.findings.clear();
  contacts::Requests read(state.model, state.tables, state.names, rows, requests, state.findings);
  if (!state.findings.empty()) refuse(state.findings);
  ContactAnswers answers;
  answers.result.reserve(rows);
  answers.instead_begin.reserve(rows + 1);
  answers.instead_begin.push_back(0);
  Request request, whole;
  for (std::size_t i = 0; i < rows; ++i) {
    if (!read.read(i, request)) {
      if (state.findings.size() >= findings_max) break;
      continue;
    }
    whole = request;
    const Answer answer = state.judge(whole);
    answers.result.push_back(answer.result);
    answers.code.push_back(answer.code);
    answers.unknown.push_back(answer.unknown);
    answers.row.push_back(answer.row);
    if (answer.result != ContactAnswers::Result::allowed) state.alternatives(request, whole.subjects, answers);
    answers.instead_begin.push_back(static_cast<std::int64_t>(answers.instead_subject.size()));
  }
  if (!state.findings.empty()) refuse(state.findings);
  out = std::move(answers);
}

ContactAnswer Contacts::one(const ContactAnswers& answers, std::size_t request) const {
  ContactAnswer out;
  out.allowed = answers.result[request] == ContactAnswers::Result::allowed;
  if (!out.allowed) out.policy = state_->model.id;
  if (answers.code[request] >= 0) out.code = codes()[static_cast<std::size_t>(answers.code[request])];
  if (answers.unknown[request] >= 0) {
    const std::string& names = unknown()[static_cast<std::size_t>(answers.unknown[request])];
    for (std::size_t from = 0; from < names.size();) {
      const std::size_t end = std::min(names.find(", ", from), names.size());
      out.unknown.push_back(names.substr(from, end - from));
      from = end + 2;
    }
  }
  for (auto i = static_cast<std::size_t>(answers.instead_begin[request]); i < static_cast<std::size_t>(answers.instead_begin[request + 1]); ++i) {
    out.alternatives.push_back({fields()[static_cast<std::size_t>(answers.instead_field[i])], subject(answers.instead_subject[i])});
  }
  return out;
}

const std::vector<std::string>& Contacts::codes() const { return state_->codes.all(); }
const std::vector<std::string>& Contacts::unknown() const { return state_->unknown.all(); }
const std::vector<std::string>& Contacts::fields() const { return state_->names.all(); }
const EntityRef& Contacts::subject(std::int32_t place) const { return state_->tables.at(place).ref.entity(); }

}  // namespace huifang
