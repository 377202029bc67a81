#include "book/compared_tables.hpp"

#include <tuple>

#include "calendar/instant_range.hpp"
#include "huifang/duty.hpp"

namespace huifang {
namespace {

std::string shown(const std::string& text) {
  if (text.empty()) return "empty";
  return text.size() <= 120 ? text : text.substr(0, 117) + "...";
}
std::string shown(std::int64_t number) { return std::to_string(number); }
std::string shown(bool truth) { return truth ? "true" : "false"; }
std::string shown_time(std::int64_t us) {
  if (!in_years(Instant{us})) return std::to_string(us) + " us";  // an altered row: no date at all
  static const TimeZone utc = TimeZone::find("UTC");
  return utc.to_text(Instant{us});
}
std::string shown(const std::optional<Instant>& instant) { return instant ? shown_time(instant->utc_us) : "none"; }
std::string shown(const std::optional<EntityRef>& ref) { return ref ? ref->entity + ":" + ref->key : "none"; }
std::string shown(const std::optional<Wake>& wake) {
  if (!wake) return "none";
  return shown_time(wake->at_us) + " phase " + shown(std::int64_t{wake->phase}) + " rule " + shown(std::int64_t{wake->rule});
}
std::string shown(const std::vector<SubjectId>& subjects) {
  std::string out;
  for (const SubjectId subject : subjects) out += (out.empty() ? "" : ", ") + std::to_string(subject);
  return out;
}
std::string shown(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : ", ") + line;
  return shown(out);
}

/// A column that is a member of the row.
template <class Row, class Member>
ComparedColumn<Row> column(const char* name, Member Row::*member) {
  return {name, [member](const Row& row) { return shown(row.*member); }};
}
template <class Row>
ComparedColumn<Row> time_column(const char* name, std::int64_t Row::*member) {
  return {name, [member](const Row& row) { return shown_time(row.*member); }};
}
template <class Member>
ComparedColumn<DutyRow> duty_column(const char* name, Member Duty::*member) {
  return {name, [member](const DutyRow& row) { return shown(row.duty.*member); }};
}

std::string subject_text(SubjectId subject) { return "of subject " + std::to_string(subject); }

}  // namespace

ComparedTable<SubjectRow> compared_subjects() {
  using Row = SubjectRow;
  return {"subject",
          subject_rows,
          [](const Row& row) { return shown(row.id) + " (" + row.entity + ":" + row.key + ")"; },
          [](const Row& a, const Row& b) { return a.id < b.id; },
          {column("entity", &Row::entity), column("key", &Row::key), time_column("since", &Row::since_us),
           column("wake", &Row::wake), column("state", &Row::state)}};
}

ComparedTable<FactRow> compared_facts() {
  using Row = FactRow;
  return {"fact",
          fact_rows,
          [](const Row& row) {
            return row.attribute + " " + subject_text(row.subject) + " from " + shown_time(row.from_us) + " (entry " +
                   shown(row.sequence) + ")";
          },
          [](const Row& a, const Row& b) {
            return std::tie(a.subject, a.attribute, a.from_us, a.sequence) <
                   std::tie(b.subject, b.attribute, b.from_us, b.sequence);
          },
          {column("value", &Row::value), column("targets", &Row::targets)}};
}

ComparedTable<DutyRow> compared_duties() {
  using Row = DutyRow;
  return {"duty",
          duty_rows,
          [](const Row& row) { return shown(row.id) + " (" + to_text(row.duty.key) + ")"; },
          [](const Row& a, const Row& b) { return a.id < b.id; },
          {{"key", [](const Row& row) { return to_text(row.duty.key); }},
           column("subject", &Row::subject),
           {"state", [](const Row& row) { return std::string(to_text(row.duty.state)); }},
           duty_column("owner", &Duty::owner),
           duty_column("responsible", &Duty::responsible),
           duty_column("needs", &Duty::needs),
           duty_column("opens", &Duty::opens),
           duty_column("due", &Duty::due),
           duty_column("have", &Duty::have),
           duty_column("need", &Duty::need),
           duty_column("created_at", &Duty::created_at),
           duty_column("done_at", &Duty::done_at),
           duty_column("missed_at", &Duty::missed_at),
           duty_column("late", &Duty::late),
           duty_column("policy_version", &Duty::policy_version),
           duty_column("source", &Duty::source),
           duty_column("because", &Duty::because),
           duty_column("changed", &Duty::changed),
           column("progress", &Row::progress)}};
}

ComparedTable<TierRow> compared_tiers() {
  using Row = TierRow;
  return {"tier",
          tier_rows,
          [](const Row& row) {
            return row.tier + " " + subject_text(row.subject) + " from " + shown_time(row.from_us) + " (entry " +
                   shown(row.sequence) + ")";
          },
          [](const Row& a, const Row& b) {
            return std::tie(a.subject, a.tier, a.from_us, a.sequence) < std::tie(b.subject, b.tier, b.from_us, b.sequence);
          },
          {column("value", &Row::value), column("because", &Row::because)}};
}

ComparedTable<FlagRow> compared_flags() {
  using Row = FlagRow;
  return {"flag",
          flag_rows,
          [](const Row& row) { return row.flag + " " + subject_text(row.subject) + " at " + shown_time(row.at_us); },
          [](const Row& a, const Row& b) {
            return std::tie(a.subject, a.flag, a.at_us, a.sequence) < std::tie(b.subject, b.flag, b.at_us, b.sequence);
          },
          {column("by", &Row::by), column("reason", &Row::reason)}};
}

ComparedTable<EffectRow> compared_effects() {
  using Row = EffectRow;
  return {"effect",
          effect_rows,
          [](const Row& row) { return shown(row.sequence) + " (" + row.key + ")"; },
          [](const Row& a, const Row& b) { return a.sequence < b.sequence; },
          {column("key", &Row::key), column("kind", &Row::kind), column("to", &Row::to), column("subject", &Row::subject),
           column("data", &Row::data), column("because", &Row::because), time_column("at", &Row::at_us)}};
}

ComparedTable<SuppressedRow> compared_suppressed() {
  using Row = SuppressedRow;
  return {"suppressed",
          suppressed_rows,
          [](const Row& row) { return row.rule + " " + subject_text(row.subject) + " run " + row.run + " n " + row.n; },
          [](const Row& a, const Row& b) {
            return std::tie(a.subject, a.rule, a.run, a.n, a.at_us) < std::tie(b.subject, b.rule, b.run, b.n, b.at_us);
          },
          {column("reason", &Row::reason)}};
}

ComparedTable<EntryRow> compared_entries() {
  using Row = EntryRow;
  return {"entry",
          entry_rows,
          [](const Row& row) { return shown(row.id) + " (" + row.point_class + ", account " + shown(row.account) + ", " + shown(row.rule) + ")"; },
          [](const Row& a, const Row& b) { return a.id < b.id; },
          {column("class", &Row::point_class), column("account", &Row::account), column("kind", &Row::kind),
           {"decimals", [](const Row& row) { return std::to_string(row.decimals); }},
           column("amount", &Row::amount), column("asked", &Row::asked), column("rule", &Row::rule), column("cause", &Row::cause),
           column("part", &Row::part), column("event", &Row::event), time_column("effective", &Row::effective_us),
           time_column("recorded", &Row::recorded_us), column("period", &Row::period), column("of_period", &Row::of_period),
           column("entry", &Row::entry), column("because", &Row::because), column("hash", &Row::hash)}};
}

ComparedTable<BindingRow> compared_bindings() {
  using Row = BindingRow;
  return {"binding",
          binding_rows,
          [](const Row& row) { return shown(row.sequence) + "/" + shown(row.position); },
          [](const Row& a, const Row& b) { return std::tie(a.sequence, a.position) < std::tie(b.sequence, b.position); },
          {column("policy", &Row::hash), column("governs", &Row::governs), time_column("from", &Row::from_us)}};
}

ComparedTable<PolicyRow> compared_policies() {
  using Row = PolicyRow;
  return {"policy",
          policy_rows,
          [](const Row& row) { return row.hash; },
          [](const Row& a, const Row& b) { return a.hash < b.hash; },
          {column("id", &Row::policy), column("version", &Row::version)}};
}

ComparedTable<EventSubjectRow> compared_event_subjects() {
  using Row = EventSubjectRow;
  return {"event_subject",
          event_subject_rows,
          [](const Row& row) { return row.entity + ":" + row.key + " in entry " + shown(row.sequence); },
          [](const Row& a, const Row& b) { return a < b; },
          {}};
}

ComparedTable<NamedRow> compared_counters() {
  using Row = NamedRow;
  return {"counter", counter_rows, [](const Row& row) { return row.name; },
          [](const Row& a, const Row& b) { return a.name < b.name; }, {column("it", &Row::value)}};
}

ComparedTable<NamedRow> compared_meta() {
  using Row = NamedRow;
  return {"meta", meta_rows, [](const Row& row) { return row.name; },
          [](const Row& a, const Row& b) { return a.name < b.name; }, {column("value", &Row::value)}};
}

}  // namespace huifang
