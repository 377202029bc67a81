// Duties: queries, rows, explanations.
#include "boundary.hpp"

using namespace huifang::c;
using huifang::Duty;
using huifang::DutyKey;
using huifang::DutyQuery;
using huifang::DutyState;
using huifang::EntityRef;
using huifang::Error;
using huifang::ErrorKind;
using huifang::Instant;

namespace {

constexpr int state_count = HUIFANG_DUTY_WITHDRAWN + 1;

std::optional<EntityRef> reference(const char* entity, size_t entity_size, const char* key, size_t key_size,
                                   const char* default_entity) {
  EntityRef result{std::string(text(entity, entity_size, "entity")), std::string(text(key, key_size, "key"))};
  if (result.entity.empty() && result.key.empty()) return std::nullopt;
  if (result.entity.empty()) result.entity = default_entity;
  return result;
}

std::optional<Instant> bound(const huifang_instant* given) {
  if (given == nullptr) return std::nullopt;
  return Instant{*given};
}

DutyQuery query_of(const huifang_duty_query* given) {
  const auto options = read_options(given, "huifang_duty_query");
  if (options.states >= HUIFANG_DUTY_BIT(state_count)) {
    refuse_number("states", options.states, "HUIFANG_DUTY_BIT()s combined");
  }
  DutyQuery query;
  for (int state = 0; state < state_count; ++state) {
    if ((options.states & HUIFANG_DUTY_BIT(state)) != 0)
      query.states.push_back(static_cast<DutyState>(state));
  }
  query.subject = reference(options.subject_entity, options.subject_entity_size, options.subject_key,
                            options.subject_key_size, "customer");
  query.owner = reference(options.owner_entity, options.owner_entity_size, options.owner_key,
                          options.owner_key_size, "staff");
  query.rule = std::string(text(options.rule, options.rule_size, "rule"));
  query.due_from = bound(options.due_from);
  query.due_to = bound(options.due_to);
  query.missed_from = bound(options.missed_from);
  query.missed_to = bound(options.missed_to);
  query.limit = static_cast<std::size_t>(options.limit);
  return query;
}

DutyKey key_of(const char* data, size_t size) {
  const std::string_view given = text(data, size, "key");
  std::optional<DutyKey> key = huifang::parse_duty_key(given);
  if (!key) {
    huifang::Diagnostic diagnostic;
    diagnostic.code = codes::time_text;
    diagnostic.message = "this is no key of a duty";
    diagnostic.found = std::string(given.substr(0, 80));
    diagnostic.expected = "policy/rule/entity:key/run/step/n";
    throw Error(ErrorKind::syntax, {diagnostic});
  }
  return *std::move(key);
}

KeyedDuty keyed(Duty duty) {
  std::string key = to_text(duty.key);
  return {std::move(duty), std::move(key)};
}

const Duty* duty_of(const huifang_duty* duty) noexcept {
  return duty == nullptr ? nullptr : &inside(duty)->duty;
}

const char* part(const huifang_duty* duty, std::string Duty::*member, size_t* size) noexcept {
  const Duty* d = duty_of(duty);
  return lend_text(d == nullptr ? nullptr : &(d->*member), size);
}

const char* key_part(const huifang_duty* duty, std::string DutyKey::*member, size_t* size) noexcept {
  const Duty* d = duty_of(duty);
  return lend_text(d == nullptr ? nullptr : &(d->key.*member), size);
}

const char* person(const huifang_duty* duty, std::optional<EntityRef> Duty::*who,
                   std::string EntityRef::*member, size_t* size) noexcept {
  const Duty* d = duty_of(duty);
  return lend_text(d == nullptr || !(d->*who) ? nullptr : &((*(d->*who)).*member), size);
}

huifang_instant moment_of(const huifang_duty* duty, std::optional<Instant> Duty::*member) noexcept {
  const Duty* d = duty_of(duty);
  return d == nullptr ? HUIFANG_NO_INSTANT : moment(d->*member);
}

}  // namespace

extern "C" {

const char* huifang_duty_state_name(int32_t state) {
  if (state < 0 || state >= state_count) return "";
  return huifang::to_text(static_cast<DutyState>(state)).data();
}

huifang_status huifang_book_duties(huifang_book* book, const huifang_duty_query* query, huifang_duties** out,
                                   huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    std::vector<Duty> duties = required(book, "book").book.duties(query_of(query));
    auto list = std::make_unique<huifang_duties>();
    list->items.reserve(duties.size());
    for (Duty& duty : duties) list->items.push_back(keyed(std::move(duty)));
    *out = list.release();
  });
}

huifang_status huifang_book_duty(huifang_book* book, const char* key, size_t key_size, huifang_duties** out,
                                 huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    std::optional<Duty> duty = required(book, "book").book.duty(key_of(key, key_size));
    auto list = std::make_unique<huifang_duties>();
    if (duty) list->items.push_back(keyed(*std::move(duty)));
    *out = list.release();
  });
}

huifang_status huifang_book_duty_policy(huifang_book* book, const char* key, size_t key_size, huifang_policy** out,
                                        huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang::Book& b = required(book, "book").book;
    Duty asked;
    asked.key = key_of(key, key_size);
    *out = new huifang_policy{b.policy_of(b.duty(asked.key).value_or(asked))};  // refuses what the book does not have
  });
}

size_t huifang_duties_count(const huifang_duties* list) { return list == nullptr ? 0 : list->items.size(); }

const huifang_duty* huifang_duties_item(const huifang_duties* list, size_t index) {
  return lend_item<huifang_duty>(list == nullptr ? nullptr : &list->items, index);
}

void huifang_duties_free(huifang_duties* list) { delete list; }

const char* huifang_duty_key(const huifang_duty* duty, size_t* size) {
  return lend_text(duty == nullptr ? nullptr : &inside(duty)->key, size);
}

const char* huifang_duty_policy(const huifang_duty* duty, size_t* size) {
  return key_part(duty, &DutyKey::policy, size);
}

const char* huifang_duty_rule(const huifang_duty* duty, size_t* size) {
  return key_part(duty, &DutyKey::rule, size);
}

const char* huifang_duty_subject_entity(const huifang_duty* duty, size_t* size) {
  const Duty* d = duty_of(duty);
  return lend_text(d == nullptr ? nullptr : &d->key.subject.entity, size);
}

const char* huifang_duty_subject_key(const huifang_duty* duty, size_t* size) {
  const Duty* d = duty_of(duty);
  return lend_text(d == nullptr ? nullptr : &d->key.subject.key, size);
}

const char* huifang_duty_run(const huifang_duty* duty, size_t* size) {
  return key_part(duty, &DutyKey::run, size);
}

const char* huifang_duty_step(const huifang_duty* duty, size_t* size) {
  return key_part(duty, &DutyKey::step, size);
}

const char* huifang_duty_n(const huifang_duty* duty, size_t* size) {
  return key_part(duty, &DutyKey::n, size);
}

int32_t huifang_duty_state(const huifang_duty* duty) {
  return duty == nullptr ? HUIFANG_DUTY_PENDING : static_cast<int32_t>(duty_of(duty)->state);
}

const char* huifang_duty_owner_entity(const huifang_duty* duty, size_t* size) {
  return person(duty, &Duty::owner, &EntityRef::entity, size);
}

const char* huifang_duty_owner_key(const huifang_duty* duty, size_t* size) {
  return person(duty, &Duty::owner, &EntityRef::key, size);
}

const char* huifang_duty_responsible_entity(const huifang_duty* duty, size_t* size) {
  return person(duty, &Duty::responsible, &EntityRef::entity, size);
}

const char* huifang_duty_responsible_key(const huifang_duty* duty, size_t* size) {
  return person(duty, &Duty::responsible, &EntityRef::key, size);
}

size_t huifang_duty_need_count(const huifang_duty* duty) {
  return duty == nullptr ? 0 : duty_of(duty)->needs.size();
}

const char* huifang_duty_need(const huifang_duty* duty, size_t index, size_t* size) {
  return lend_text(duty == nullptr ? nullptr : &duty_of(duty)->needs, index, size);
}

huifang_instant huifang_duty_opens(const huifang_duty* duty) { return moment_of(duty, &Duty::opens); }

huifang_instant huifang_duty_due(const huifang_duty* duty) { return moment_of(duty, &Duty::due); }

huifang_instant huifang_duty_created_at(const huifang_duty* duty) {
  return moment_of(duty, &Duty::created_at);
}

huifang_instant huifang_duty_done_at(const huifang_duty* duty) { return moment_of(duty, &Duty::done_at); }

huifang_instant huifang_duty_missed_at(const huifang_duty* duty) { return moment_of(duty, &Duty::missed_at); }

bool huifang_duty_late(const huifang_duty* duty) { return duty != nullptr && duty_of(duty)->late; }

int64_t huifang_duty_credits(const huifang_duty* duty) { return duty == nullptr ? 0 : duty_of(duty)->have; }

int64_t huifang_duty_credits_needed(const huifang_duty* duty) {
  return duty == nullptr ? 0 : duty_of(duty)->need;
}

const char* huifang_duty_policy_version(const huifang_duty* duty, size_t* size) {
  return part(duty, &Duty::policy_version, size);
}

const char* huifang_duty_source(const huifang_duty* duty, size_t* size) {
  return part(duty, &Duty::source, size);
}

const char* huifang_duty_because(const huifang_duty* duty, size_t* size) {
  return part(duty, &Duty::because, size);
}

int64_t huifang_duty_changed(const huifang_duty* duty) {
  return duty == nullptr ? 0 : duty_of(duty)->changed;
}

huifang_status huifang_book_explain(huifang_book* book, const char* key, size_t key_size,
                                    const char* language, size_t language_size, huifang_string** out,
                                    huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    huifang::Book& b = required(book, "book").book;
    const std::string_view wanted = text(language, language_size, "language");
    hand_out(out, b.explain(key_of(key, key_size), wanted.empty() ? "en" : wanted));
  });
}

huifang_status huifang_book_explain_json(huifang_book* book, const char* key, size_t key_size,
                                         huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, required(book, "book").book.explain_json(key_of(key, key_size)));
  });
}

}  // extern "C"

static_assert(HUIFANG_DUTY_PENDING == static_cast<int>(DutyState::pending));
static_assert(HUIFANG_DUTY_OPEN == static_cast<int>(DutyState::open));
static_assert(HUIFANG_DUTY_DONE == static_cast<int>(DutyState::done));
static_assert(HUIFANG_DUTY_OVERDUE == static_cast<int>(DutyState::overdue));
static_assert(HUIFANG_DUTY_LAPSED == static_cast<int>(DutyState::lapsed));
static_assert(HUIFANG_DUTY_WAIVED == static_cast<int>(DutyState::waived));
static_assert(HUIFANG_DUTY_WITHDRAWN == static_cast<int>(DutyState::withdrawn));
