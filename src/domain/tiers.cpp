/// Tiers: decision tables with memory.
#include "domain/core.hpp"
#include "domain/json_text.hpp"

namespace huifang {

void Core::update_tiers(Subject& subject, std::string_view trigger, std::int64_t sequence) {
  for (const auto i : index.tiers[subject.entity]) {
    const TierDef& tier = model.tiers[i];
    if (!tier.table) continue;
    const DecisionOutcome outcome = decide(tier.table, situation_of(subject));
    if (outcome.status != feel::Outcome::Status::ok) {
      std::string text = "tier " + tier.name + " of " + subject.row.entity + " " + subject.row.key + " is undecided";
      for (const std::string& name : outcome.names) text += " " + name;
      note(text + (outcome.message.empty() ? "" : ": " + outcome.message));
      continue;
    }
    std::string value = outcome.value.kind() == Value::Kind::string ? outcome.value.string()
                        : outcome.value.is_null()                   ? std::string()
                                                                    : outcome.value.to_text();
    if (subject.tier_known[i] && subject.tiers[i] == value) continue;
    const std::string before = subject.tiers[i];
    const bool first = !subject.tier_known[i];
    subject.tiers[i] = value;
    subject.tier_known[i] = true;
    std::string because;
    {
      JsonObject object(because);
      {
        std::string& inputs = object.key("inputs");
        JsonObject inner(inputs);
        for (std::size_t k = 0; k < outcome.inputs.size(); ++k) {
          inner.value(tier.table.source().inputs[k].expression, outcome.inputs[k]);
        }
      }
      if (!outcome.matched.empty()) object.number("row", outcome.matched.front() + 1);
      const std::string& clause = outcome.matched.empty() ? std::string() : tier.table.source().rows[outcome.matched.front()].source;
      if (!clause.empty() || !tier.source.empty()) object.text("source", clause.empty() ? tier.source : clause);
      object.text("tier", tier.name);
      object.text("trigger", trigger);
      object.text("version", model.version);
    }
    tiers_.push_back({subject.row.id, tier.name, now_us(), sequence, value, std::move(because)});
    touch(subject);
    if (tier.changed_event == none || first) continue;
    Occurred event;
    event.id = "tier." + tier.name + ":" + std::string(trigger);
    event.event = tier.changed_event;
    event.at_us = now_us();
    event.subjects = {subject.ref()};
    event.data.emplace_back("from", before.empty() ? Value{} : Value::of(before));
    event.data.emplace_back("to", value.empty() ? Value{} : Value::of(value));
    raise(std::move(event));
  }
}

}  // namespace huifang
