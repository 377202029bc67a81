#include "book/queries.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "book/database.hpp"
#include "book/duty_table.hpp"
#include "domain/json_text.hpp"
#include "policy/model.hpp"

namespace huifang {
namespace {

std::string state_list(const std::vector<DutyState>& states) {
  std::string out;
  for (const DutyState state : states) {
    if (!out.empty()) out += ", ";
    out += std::to_string(static_cast<int>(state));
  }
  return out;
}

/// "LIMIT ?" takes -1 for none.
std::int64_t sql_limit(std::size_t limit) {
  if (limit == 0 || limit > static_cast<std::size_t>(INT64_MAX)) return -1;
  return static_cast<std::int64_t>(limit);
}

constexpr const char* this_subject = "(SELECT id FROM huifang_subject WHERE entity = ? AND key = ?)";
/// The subject itself and the cases about it; the first two parameters are its entity and key. A case refers to whom it is
/// about by the name of the entity; a value of that name may refer to somebody else, its state says which it is.
constexpr const char* this_subject_and_its_cases =
    "(SELECT id FROM huifang_subject WHERE entity = ?1 AND key = ?2 UNION ALL"
    " SELECT c.id FROM huifang_fact_target t CROSS JOIN huifang_subject c ON c.id = t.subject"
    " WHERE t.target = (SELECT id FROM huifang_subject WHERE entity = ?1 AND key = ?2) AND t.attribute = ?1"
    " AND iif(c.entity GLOB 'case.*' AND c.state <> '', json_extract(c.state, '$.case.about') = ?1 || ':' || ?2, 0))";

}  // namespace

std::vector<Duty> query_duties(SQLite::Database& database, const DutyQuery& query) {
  std::string where;
  const auto require = [&](const std::string& condition) { where += (where.empty() ? "WHERE " : " AND ") + condition; };
  const bool only_live = !query.states.empty() && std::all_of(query.states.begin(), query.states.end(), is_live);
  if (!query.states.empty()) require("d.state IN (" + state_list(query.states) + ")");
  if (only_live) require("d.state < 4 AND d.state <> 2");  // the condition of the indexes over live duties
  if (query.subject) require(std::string("d.subject IN ") + this_subject_and_its_cases);
  if (query.owner) require("d.owner_key = ? AND d.owner_entity = ?");
  // "policy/rule" names a rule where several policies have one of that name.
  const std::size_t slash = query.rule.rfind('/');
  const bool qualified = slash != std::string::npos;
  const std::string policy_of_rule = query.rule.substr(0, qualified ? slash : 0), rule = query.rule.substr(qualified ? slash + 1 : 0);
  if (!query.policy.empty()) require("d.policy = ?");
  if (qualified) require("d.policy = ?");
  // "rule.step" names a step; the ids of what states owe have points themselves.
  const std::size_t point = rule.rfind('.');
  const std::string rule_of_step = rule.substr(0, point), step = rule.substr(point == std::string::npos ? rule.size() : point + 1);
  if (!query.rule.empty()) require(point == std::string::npos ? "d.rule = ?" : "(d.rule = ? OR (d.rule = ? AND d.step = ? AND d.step <> ''))");
  if (query.due_from) require("d.due_us >= ?");
  if (query.due_to) require("d.due_us <= ?");
  if (query.missed_from) require("d.missed_us >= ?");
  if (query.missed_to) require("d.missed_us <= ?");
  SQLite::Statement statement(database,
                              select_duties() + where +
                                  " ORDER BY d.due_us NULLS LAST, d.opens_us NULLS LAST, d.policy, d.rule, s.entity,"
                                  " s.key, d.run, d.step, d.n LIMIT ?");
  Use use(statement);
  if (query.subject) use.bind(query.subject->entity).bind(query.subject->key);
  if (query.owner) use.bind(query.owner->key).bind(query.owner->entity);
  if (!query.policy.empty()) use.bind(query.policy);
  if (qualified) use.bind(policy_of_rule);
  if (!query.rule.empty()) use.bind(rule);
  if (point != std::string::npos) use.bind(rule_of_step).bind(step);
  for (const std::optional<Instant>* bound : {&query.due_from, &query.due_to, &query.missed_from, &query.missed_to}) {
    if (*bound) use.bind(*bound);
  }
  use.bind(sql_limit(query.limit));
  std::vector<Duty> out;
  while (use.step()) out.push_back(read_duty(use).duty);
  return out;
}

std::vector<TierEntry> query_tiers(SQLite::Database& database, const std::optional<EntityRef>& subject) {
  SQLite::Statement statement(database,
                              std::string("SELECT s.entity, s.key, t.tier, t.value, t.from_us, t.until_us, t.because"
                                          " FROM (SELECT *, lead(from_us) OVER (PARTITION BY subject, tier"
                                          " ORDER BY from_us, sequence, id) AS until_us FROM huifang_tier") +
                                  (subject ? std::string(" WHERE subject = ") + this_subject : std::string()) +
                                  ") t JOIN huifang_subject s ON s.id = t.subject"
                                  " ORDER BY s.entity, s.key, t.tier, t.from_us, t.sequence, t.id");
  Use use(statement);
  if (subject) use.bind(subject->entity).bind(subject->key);
  std::vector<TierEntry> out;
  while (use.step()) {
    out.push_back({{use.text(0), use.text(1)}, use.text(2), use.text(3), Instant{use.integer(4)}, use.instant(5), use.text(6)});
  }
  return out;
}

std::vector<Effect> query_effects(SQLite::Database& database, std::int64_t after_sequence, std::size_t limit) {
  SQLite::Statement statement(database,
                              "SELECT e.sequence, e.key, e.kind, e.to_entity, e.to_key, s.entity, s.key, e.data,"
                              " e.because, e.at_us FROM huifang_effect e CROSS JOIN huifang_subject s"
                              " ON s.id = e.subject WHERE e.sequence > ? ORDER BY e.sequence LIMIT ?");
  Use use(statement);
  use.bind(after_sequence).bind(sql_limit(limit));
  std::vector<Effect> out;
  while (use.step()) {
    Effect effect{use.integer(0), use.text(1), use.text(2), std::nullopt, {use.text(5), use.text(6)},
                  use.text(7),    use.text(8), Instant{use.integer(9)}};
    if (!use.is_null(3)) effect.to = EntityRef{use.text(3), use.text(4)};
    out.push_back(std::move(effect));
  }
  return out;
}

Value query_fact(SQLite::Database& database, const EntityRef& subject, const std::string& attribute, Instant at) {
  SQLite::Statement statement(database, std::string("SELECT value FROM huifang_fact WHERE subject = ") + this_subject +
                                            " AND attribute = ? AND from_us <= ?"
                                            " ORDER BY from_us DESC, sequence DESC LIMIT 1");
  Use use(statement);
  use.bind(subject.entity).bind(subject.key).bind(attribute).bind(at.utc_us);
  if (!use.step()) return {};
  return value_from_json(use.text(0));
}

Value query_score_value(SQLite::Database& database, const EntityRef& subject, const std::string& score, Instant at) {
  // Kept as "score.<policy>/<score>".
  const bool of_policy = score.find('/') != std::string::npos;
  SQLite::Statement statement(database, std::string("SELECT value FROM huifang_fact WHERE subject = ") + this_subject +
                                            " AND substr(attribute, 1, 6) = 'score.' AND " +
                                            (of_policy ? "substr(attribute, 7)" : "substr(attribute, instr(attribute, '/') + 1)") +
                                            " = ? AND from_us <= ? ORDER BY from_us DESC, sequence DESC LIMIT 1");
  Use use(statement);
  use.bind(subject.entity).bind(subject.key).bind(score).bind(at.utc_us);
  return use.step() ? value_from_json(use.text(0)) : Value{};
}

std::optional<ScoreEntry> query_score(SQLite::Database& database, const EntityRef& subject, const std::string& score, Instant at) {
  const Value kept = query_score_value(database, subject, score, at);
  if (kept.kind() != Value::Kind::context) return std::nullopt;
  const auto member = [&](const char* name) {
    const Value* found = kept.context().find(name);
    return found == nullptr ? Value{} : *found;
  };
  const auto text = [&](const char* name) { return member(name).kind() == Value::Kind::string ? member(name).string() : std::string(); };
  ScoreEntry entry;
  if (member("value").kind() == Value::Kind::number) entry.value = member("value").number();
  entry.band = text("band");
  entry.valid = member("valid").kind() == Value::Kind::boolean && member("valid").boolean();
  entry.reason = text("reason");
  entry.response = text("response");
  entry.supersedes = member("supersedes").kind() == Value::Kind::boolean && member("supersedes").boolean();
  entry.because = text("because");
  return entry;
}

std::vector<DutySlot> query_slots(SQLite::Database& database) {
  // What was said last about an act of a duty counts, in the order of the journal.
  std::map<std::pair<DutyKey, std::int64_t>, DutySlot> slots;
  SQLite::Statement statement(database, "SELECT value FROM huifang_fact WHERE attribute = 'plan.slot' ORDER BY sequence");
  for (Use use(statement); use.step();) {
    const Value kept = value_from_json(value_from_json(use.text(0)).string());
    const auto text = [&](const char* name) {
      const Value* member = kept.context().find(name);
      return member == nullptr ? std::string() : member->string();
    };
    const std::optional<DutyKey> key = parse_duty_key(text("duty"));
    if (!key) continue;
    DutySlot slot{*key, kept.context().find("act")->number().to_int64().value_or(1), {}, text("person"), false};
    const auto place = std::make_pair(*key, slot.act);
    const std::optional<Date> day = Date::parse(text("day"));
    if (!day) {
      slots.erase(place);
      continue;
    }
    slot.day = *day;
    slot.pinned = kept.context().find("pinned")->boolean();
    slots[place] = std::move(slot);
  }
  std::vector<DutySlot> out;
  for (auto& [place, slot] : slots) out.push_back(std::move(slot));
  return out;
}

std::vector<StaffAbsence> query_absences(SQLite::Database& database) {
  std::vector<StaffAbsence> out;
  SQLite::Statement statement(database,
                              "SELECT s.key, f.value FROM huifang_fact f JOIN huifang_subject s ON s.id = f.subject"
                              " WHERE f.attribute = 'calendar.shifts' AND s.entity = 'staff' ORDER BY f.sequence");
  for (Use use(statement); use.step();) {
    const Value kept = value_from_json(value_from_json(use.text(1)).string());
    const auto text = [&](const char* name) {
      const Value* member = kept.context().find(name);
      return member == nullptr || member->is_null() ? std::string() : member->string();
    };
    if (text("type") != "absent") continue;
    const std::optional<Date> from = Date::parse(text("from")), to = Date::parse(text("to"));
    if (from && to) out.push_back({use.text(0), *from, *to, text("cover")});
  }
  return out;
}

std::vector<DutyCount> count_duties(SQLite::Database& database, const std::vector<BindingList>& lists) {
  if (lists.empty()) return {};
  const std::vector<PolicyBinding>& bound = lists.back().policies;
  const TimeZone& zone = bound.front().policy.model().zone;
  /// Policies in the order in which they are bound, rules in that of the document; what is gone comes last, by name.
  const auto place_of = [&](const std::string& policy, const std::string& rule) {
    std::pair<std::size_t, std::uint32_t> place{bound.size(), none};
    for (std::size_t i = 0; i < bound.size(); ++i) {
      const PolicyModel& model = bound[i].policy.model();
      if (model.root != policy) continue;
      place = std::min(place, {i, none});
      if (place.second == none) place.second = model.rule(rule);
    }
    return place;
  };
  using Place = std::tuple<std::pair<std::size_t, std::uint32_t>, std::string, std::string, std::string>;
  std::map<Place, DutyCount> counts;
  SQLite::Statement statement(database,
                              "SELECT rule, coalesce(due_us, created_us), state, late, missed_us IS NOT NULL, count(*), policy"
                              " FROM huifang_duty GROUP BY 1, 2, 3, 4, 5, 7");
  for (Use use(statement); use.step();) {
    const std::string rule = use.text(0);
    const std::string policy = use.text(6);
    const std::string month = zone.date_of(use.instant(1).value_or(Instant{})).to_text().substr(0, 7);
    DutyCount& count = counts[Place{place_of(policy, rule), policy, rule, month}];
    count.policy = policy;
    count.rule = rule;
    count.month = month;
    const std::int64_t duties = use.integer(5);
    count.created += duties;
    if (use.integer(4) != 0) count.missed += duties;
    switch (static_cast<DutyState>(use.integer(2))) {
      case DutyState::pending:
      case DutyState::open: count.open += duties; break;
      case DutyState::done:
        count.done += duties;
        if (use.integer(3) != 0) count.done_late += duties;
        break;
      case DutyState::overdue: count.overdue += duties; break;
      case DutyState::waived: count.waived += duties; break;
      case DutyState::withdrawn: count.withdrawn += duties; break;
      case DutyState::lapsed: break;  // counted as missed
    }
  }
  std::vector<DutyCount> out;
  for (auto& [key, count] : counts) out.push_back(std::move(count));
  return out;
}

}  // namespace huifang
