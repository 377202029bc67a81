#include "book/explain.hpp"

#include <algorithm>
#include <set>

#include "book/cases.hpp"
#include "book/queries.hpp"
#include "domain/engine.hpp"
#include "domain/subject.hpp"
#include "policy/model.hpp"
#include "value/json_tree.hpp"

namespace huifang {
namespace {

class Gatherer {
 public:
  explicit Gatherer(Book::Rep& rep) : rep_(rep), as_of_(rep.now()) {}

  Explanation gather(DutyRow row) {
    Explanation out;
    out.as_of = as_of_;
    out.subject_name = name_of(row.duty.key.subject);
    out.owner_name = name_of(row.duty.owner);
    out.responsible_name = name_of(row.duty.responsible);
    for (const Credit& credit : credits_of(row)) out.credits.push_back(act_of(credit));
    std::stable_sort(out.credits.begin(), out.credits.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    out.about = about(row.duty.key.subject);
    out.about_name = name_of(out.about);
    const EntityRef whom = out.about.value_or(row.duty.key.subject);
    out.last_contacts = last_contacts(whom);
    const Value owner = query_fact(rep_.database, whom, "owner", as_of_);
    if (owner.kind() == Value::Kind::entity) out.subject_owner = owner.entity();
    out.subject_owner_name = name_of(out.subject_owner);
    const Value why = query_fact(rep_.database, whom, "owner.because", as_of_);
    if (why.kind() == Value::Kind::string) out.ownership = why.string();
    for (TierEntry& tier : query_tiers(rep_.database, whom)) {
      if (tier.from > as_of_ || (tier.to && *tier.to <= as_of_)) continue;
      out.tiers.push_back({std::move(tier.tier), std::move(tier.value), tier.from});
    }
    const bool ran_over = row.duty.state == DutyState::overdue || row.duty.late;
    if (ran_over) out.overrun = Engine(link(rep_.bindings()), rep_.store, 0).overrun(row.duty.key);
    out.duty = std::move(row.duty);
    return out;
  }

 private:
  std::string name_of(const std::optional<EntityRef>& reference) {
    if (!reference) return {};
    const Value name = query_fact(rep_.database, *reference, "name", as_of_);
    return name.kind() == Value::Kind::string ? name.string() : std::string();
  }

  /// Whom a case is about; nullopt for a subject that is no case.
  std::optional<EntityRef> about(const EntityRef& subject) {
    constexpr std::string_view prefix = "case.";
    if (!subject.entity.starts_with(prefix)) return std::nullopt;
    const std::vector<CaseEntry> found =
        query_cases(rep_.database, {subject.entity.substr(prefix.size()), subject.key, std::nullopt, std::nullopt, 1});
    return found.empty() ? std::nullopt : std::optional<EntityRef>(found.front().about);
  }

  Explanation::Act act_of(const EventRow& event) {
    Explanation::Act act;
    act.type = event.type;
    act.at = Instant{event.at_us};
    act.event = event.id;
    const JsonTree tree(event.content);
    const nlohmann::json& content = *tree;
    if (!content.is_object()) return act;
    act.by = content.value("by", std::string());
    if (!act.by.empty()) act.by_name = name_of(EntityRef{"staff", act.by});
    if (event.type == "file") {
      const auto data = content.find("data");
      if (data != content.end() && data->is_object()) act.type = "filed." + data->value("form", std::string());
    }
    return act;
  }

  Explanation::Act act_of(const Credit& credit) {
    if (const std::optional<EventRow> event = rep_.store.event(credit.event)) return act_of(*event);
    Explanation::Act act;  // raised inside: its id says what it was
    act.type = credit.event.substr(0, credit.event.find(':'));
    act.at = Instant{credit.at_us};
    act.event = credit.event;
    return act;
  }

  std::vector<Explanation::Act> last_contacts(const EntityRef& subject) {
    std::set<std::string, std::less<>> types;      // of all policies in force: whoever calls, it is the customer who is called
    for (const PolicyBinding& one : rep_.bindings().back().policies) {
      for (const EventDef& event : one.policy.model().events) {
        if (event.contact) types.insert(event.name);
      }
    }
    SQLite::Statement statement(rep_.database,
                                "SELECT j.sequence, j.id, j.type, j.at_us, j.content FROM huifang_event_subject x"
                                " CROSS JOIN huifang_journal j ON j.sequence = x.sequence"
                                " WHERE x.entity = ? AND x.key = ? AND j.at_us <= ?"
                                " ORDER BY j.at_us DESC, j.sequence DESC");
    Use use(statement);
    use.bind(subject.entity).bind(subject.key).bind(as_of_.utc_us);
    std::vector<Explanation::Act> out;
    while (!types.empty() && use.step()) {
      if (types.erase(use.text(2)) == 0) continue;
      out.push_back(act_of(EventRow{use.integer(0), use.text(1), use.text(2), use.integer(3), use.text(4)}));
    }
    return out;
  }

  Book::Rep& rep_;
  const Instant as_of_;
};

}  // namespace

Explanation gather_explanation(Book::Rep& rep, const DutyKey& key) {
  rep.policy_or_throw();
  std::optional<DutyRow> row = rep.store.duty(key);
  if (!row) throw Error(ErrorKind::argument, "HF6012", "the book has no duty " + to_text(key));
  return Gatherer(rep).gather(std::move(*row));
}

}  // namespace huifang
