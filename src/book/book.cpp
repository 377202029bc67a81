#include "huifang/book.hpp"

#include <algorithm>

#include "book/explain.hpp"
#include "book/explain_entry.hpp"
#include "book/cases.hpp"
#include "book/points.hpp"
#include "book/queries.hpp"
#include "book/rep.hpp"
#include "book/same_event.hpp"
#include "book/verify.hpp"
#include "calendar/instant_range.hpp"
#include "domain/engine.hpp"
#include "policy/model.hpp"

namespace huifang {
namespace {

/// Years 1400 to 9999: what the calendar can work with. Beyond it the clock would run for ever.
void require_in_range(Instant instant, const char* what) {
  if (in_years(instant)) return;
  throw Error(ErrorKind::range, "HF6013", std::string(what) + " is outside the years 1400 to 9999 of UTC");
}

/// The same policies, in the same order and for the same subjects? When they begin is settled by then.
bool same(const BindingList& list, const std::vector<PolicyBinding>& policies) {
  const auto equal = [&](const PolicyBinding& a, const PolicyBinding& b) {
    const Instant from = std::max(b.from.value_or(list.at), list.at);
    return a.policy.hash() == b.policy.hash() && a.where == b.where && a.from.value_or(list.at) == from;
  };
  return std::equal(list.policies.begin(), list.policies.end(), policies.begin(), policies.end(), equal);
}

/// Whether what the engine threw for this event was a refusal, thrown before anything changed.
bool was_refused(const Engine& engine, const Event& event, Instant now, std::int64_t book_now_us) {
  if (now.utc_us < book_now_us || event.at > now) return true;
  try {
    engine.validate(event);
  } catch (const Error&) {
    return true;
  }
  return false;
}

}  // namespace

Book::Book(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
Book::Book(Book&&) noexcept = default;
Book& Book::operator=(Book&&) noexcept = default;
Book::~Book() = default;

Book Book::open(const std::string& path, const BookOptions& options) {
  return guarded([&] { return Book(std::make_unique<Rep>(path, options)); });
}

void Book::bind(const Policy& policy, Instant now) { bind({{policy, {}, std::nullopt}}, now); }

void Book::bind(const std::vector<PolicyBinding>& policies, Instant now) {
  require_in_range(now, "the time of the binding");
  if (policies.empty()) throw Error(ErrorKind::argument, "HF6023", "nothing is bound: the list of policies is empty");
  for (const PolicyBinding& one : policies) {
    if (one.from) require_in_range(*one.from, "the time from which a policy is bound");
  }
  rep_->write([&] {
    const std::vector<BindingList>& lists = rep_->bindings();
    if (!lists.empty() && same(lists.back(), policies)) return true;
    const Journal::Head& head = rep_->journal.head();
    if (now.utc_us < head.now_us) {
      const TimeZone& zone = policies.front().policy.model().zone;
      rep_->refuse();
      throw Error(ErrorKind::conflict, code_time_goes_back,
                  "time does not go back: the book is at " + zone.to_text(Instant{head.now_us}) +
                      ", the policy is bound at " + zone.to_text(now));
    }
    try {
      rep_->machine.bind(policies, now, head.sequence + 1);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::policy) rep_->refuse();  // they do not fit together: nothing has changed
      throw;
    }
    rep_->store_bindings(policies, now);
    return true;
  });
}

std::vector<PolicyBinding> Book::bindings() const {
  return rep_->read_inputs([&]() -> std::vector<PolicyBinding> {
    const std::vector<BindingList>& lists = rep_->bindings();
    if (lists.empty()) return {};
    return lists.back().policies;
  });
}

std::optional<Policy> Book::policy() const {
  return rep_->read_inputs([&] { return rep_->policy(); });
}

Policy Book::policy_of(const Duty& duty) const {
  return rep_->read([&] { return rep_->policy_of(duty); });
}

TimeZone Book::zone() const {
  const std::optional<Policy> in_force = policy();
  return in_force ? in_force->model().zone : TimeZone::find("UTC");
}

RecordResult Book::record(const Event& event, Instant now) {
  require_in_range(now, "the time of recording");
  require_in_range(event.at, "the time of the event");
  return rep_->write([&] {
    RecordResult result;
    const Journal::Head& head = rep_->journal.head();
    std::string content = event.to_json();
    if (const std::optional<EventRow> known = rep_->store.event(event.id)) {
      rep_->refuse();
      require_same_event(known->content, content, event.id);
      result.known = true;
      return result;
    }
    Engine& engine = rep_->engine();
    try {
      result = engine.record(event, now, head.sequence + 1);
    } catch (...) {
      if (was_refused(engine, event, now, head.now_us)) rep_->refuse();
      throw;
    }
    JournalEntry entry;
    entry.kind = "event";
    entry.id = event.id;
    entry.type = event.type;
    entry.at_us = event.at.utc_us;
    entry.now_us = now.utc_us;
    entry.content = std::move(content);
    rep_->enter(std::move(entry), event.subjects);
    return result;
  });
}

AdvanceResult Book::advance(Instant to, std::uint64_t steps_max) {
  require_in_range(to, "the time to advance to");
  return rep_->write([&] {
    const Journal::Head& head = rep_->journal.head();
    Engine& engine = rep_->engine();
    if (to.utc_us < head.now_us) rep_->refuse();  // the engine throws before anything changes
    const AdvanceResult result = engine.advance(to, head.sequence + 1, steps_max);
    if (result.steps == 0 && result.reached.utc_us == head.now_us) return result;
    JournalEntry entry;
    entry.kind = "tick";
    entry.at_us = to.utc_us;
    entry.now_us = result.reached.utc_us;
    entry.content = tick_content(result.complete, steps_max);
    rep_->enter(std::move(entry));
    return result;
  });
}

ContactAnswer Book::may_contact(const Event& contact, const std::string& purpose) const {
  require_in_range(contact.at, "the time of the contact");
  return rep_->read([&] {
    if (!rep_->options.read_only) return rep_->engine().may_contact(contact, purpose);
    // A reader keeps no engine: somebody else may have written since.
    rep_->policy_or_throw();
    return Engine(link(rep_->bindings()), rep_->store).may_contact(contact, purpose);
  });
}

Instant Book::now() const {
  return rep_->read_inputs([&] { return rep_->now(); });
}

void Book::begin() { rep_->begin_group(); }
void Book::commit() { rep_->commit_group(); }
void Book::rollback() { rep_->rollback_group(); }

std::vector<Duty> Book::duties(const DutyQuery& query) const {
  return rep_->read([&] { return query_duties(rep_->database, query); });
}

std::optional<Duty> Book::duty(const DutyKey& key) const {
  return rep_->read([&]() -> std::optional<Duty> {
    std::optional<DutyRow> row = rep_->store.duty(key);
    if (!row) return std::nullopt;
    return std::move(row->duty);
  });
}

std::vector<TierEntry> Book::tiers(const std::optional<EntityRef>& subject) const {
  return rep_->read([&] { return query_tiers(rep_->database, subject); });
}

std::vector<Effect> Book::effects(std::int64_t after_sequence, std::size_t limit) const {
  return rep_->read([&] { return query_effects(rep_->database, after_sequence, limit); });
}

std::vector<DutyCount> Book::counts() const {
  return rep_->read([&] { return count_duties(rep_->database, rep_->bindings()); });
}

Value Book::fact(const EntityRef& subject, std::string_view attribute, Instant at) const {
  constexpr std::string_view of_score = "score.";
  return rep_->read([&] {
    if (attribute.starts_with(of_score)) return query_score_value(rep_->database, subject, std::string(attribute.substr(of_score.size())), at);
    return query_fact(rep_->database, subject, std::string(attribute), at);
  });
}

std::optional<ScoreEntry> Book::score(const EntityRef& subject, std::string_view score, Instant at) const {
  return rep_->read([&] { return query_score(rep_->database, subject, std::string(score), at); });
}

BusinessCalendar Book::calendar(const std::optional<EntityRef>& of) const {
  return rep_->read([&] {
    rep_->policy_or_throw();
    return Engine(link(rep_->bindings()), rep_->store, 0).calendar(of);  // as the tables have it
  });
}

std::vector<DutySlot> Book::slots() const {
  return rep_->read([&] { return query_slots(rep_->database); });
}

std::vector<CaseEntry> Book::cases(const CaseQuery& query) const {
  return rep_->read([&] { return query_cases(rep_->database, query); });
}

std::vector<CaseStep> Book::case_path(std::string_view workflow, std::string_view key) const {
  return rep_->read([&] { return query_case_path(rep_->database, std::string(workflow), std::string(key)); });
}

std::vector<PointEntry> Book::entries(const PointQuery& query) const {
  return rep_->read([&] {
    require_known(*rep_, query.point_class, query.period);
    return query_entries(rep_->database, query, rep_->now());
  });
}

std::vector<PointBalance> Book::balances(const PointQuery& query) const {
  return rep_->read([&] {
    require_known(*rep_, query.point_class, query.period);
    return query_balances(rep_->database, query);
  });
}

std::vector<PointStatement> Book::statement(const EntityRef& account, std::string_view period) const {
  return rep_->read([&] {
    require_known(*rep_, {}, std::string(period));
    return query_statement(rep_->database, account, std::string(period), rep_->now());
  });
}

std::vector<PointRank> Book::ranking(std::string_view point_class, std::string_view period) const {
  return rep_->read([&] {
    require_known(*rep_, std::string(point_class), std::string(period));
    return query_ranking(rep_->database, std::string(point_class), std::string(period));
  });
}

std::vector<PointSeal> Book::seals() const {
  return rep_->read([&] { return query_seals(rep_->database); });
}

std::vector<StaffAbsence> Book::absences() const {
  return rep_->read([&] { return query_absences(rep_->database); });
}

std::string Book::explain(const DutyKey& key, std::string_view language) const {
  return rep_->read([&] {
    const Explanation explanation = gather_explanation(*rep_, key);
    return explain_text(explanation, rep_->policy_of(explanation.duty), language);
  });
}

std::string Book::explain_entry(std::int64_t id, std::string_view language) const {
  return rep_->read([&] { return explain_entry_text(*rep_, id, language); });
}

std::string Book::explain_entry_json(std::int64_t id) const {
  return rep_->read([&] { return huifang::explain_entry_json(*rep_, id); });
}

std::string Book::explain_json(const DutyKey& key) const {
  return rep_->read([&] {
    const Explanation explanation = gather_explanation(*rep_, key);
    return huifang::explain_json(explanation, rep_->policy_of(explanation.duty));
  });
}

VerifyReport Book::verify(const std::function<void(double)>& progress) const {
  return rep_->read([&] { return verify_book(*rep_, progress); });
}

}  // namespace huifang
