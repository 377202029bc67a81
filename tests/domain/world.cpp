#include "domain/world.hpp"

#include <algorithm>
#include <iostream>

#include "domain/json_text.hpp"
#include "policy/model.hpp"

namespace huifang::test {

namespace {

Instant instant(const TimeZone& zone, const std::string& text) {
  const auto parsed = zone.parse(text);
  if (!parsed) throw Error(ErrorKind::argument, "HF0000", "no time: " + text);
  return *parsed;
}

std::string local(const TimeZone& zone, const std::optional<Instant>& at) {
  if (!at) return "-";
  const LocalTime time = zone.to_local(*at);
  if (time.us_of_day == us_per_day - 1) return time.date.to_text() + " end";
  if (time.us_of_day == 0) return time.date.to_text();
  std::string text = zone.to_text(*at).substr(0, 16);
  text[10] = ' ';
  return text;
}

}  // namespace

World::World(const std::string& text, std::size_t cached_subjects, const std::string& in_force)
    : policy(Policy::load(text)),
      engine(std::make_unique<Engine>(policy, instant(policy.model().zone, in_force), store, cached_subjects)) {}

RecordResult World::record(const std::string& json, const std::string& now) {
  std::string text = json;
  if (text.find("\"id\":") == std::string::npos) text.insert(text.find('{') + 1, "\"id\":\"e" + std::to_string(sequence_ + 1) + "\",");
  const Event event = Event::parse(text, policy.model().zone);
  const Instant at = now.empty() ? event.at : instant(policy.model().zone, now);
  return engine->record(event, at, ++sequence_);
}

RecordResult World::record(const std::string& type, const std::string& customer, const std::string& at, const std::string& by,
                           const std::string& data) {
  std::string json = "{\"id\":\"e" + std::to_string(sequence_ + 1) + "\",\"type\":\"" + type + "\",\"at\":\"" + at + "\"";
  if (!customer.empty()) json += ",\"customer\":\"" + customer + "\"";
  if (!by.empty()) json += ",\"by\":\"" + by + "\"";
  return record(json + ",\"data\":" + data + "}");
}

void World::advance(const std::string& to) { engine->advance(instant(policy.model().zone, to), ++sequence_); }

std::vector<Duty> World::duties(const std::string& rule, const std::string& subject_key) {
  flush();
  std::vector<Duty> out;
  for (const auto& [id, row] : store.duties()) {
    if ((rule.empty() || row.duty.key.rule == rule) && (subject_key.empty() || row.duty.key.subject.key == subject_key)) {
      out.push_back(row.duty);
    }
  }
  return out;
}

std::vector<std::string> World::lines(const std::string& rule, const std::string& subject_key) {
  std::vector<std::string> out;
  for (const Duty& duty : duties(rule, subject_key)) {
    out.push_back(duty.key.n + " " + std::string(to_text(duty.state)) + " " + local(policy.model().zone, duty.opens) + " .. " +
                  local(policy.model().zone, duty.due));
  }
  return out;
}

std::map<std::string, int> World::states(const std::string& rule) {
  std::map<std::string, int> out;
  for (const Duty& duty : duties(rule)) ++out[std::string(to_text(duty.state))];
  return out;
}

std::vector<EffectRow> World::effects() {
  flush();
  return store.effects();
}

std::string World::tier(const std::string& tier, const std::string& subject_key) {
  flush();
  const auto id = store.find("customer", subject_key);
  std::string value;
  for (const TierRow& row : store.tiers()) {
    if (id && row.subject == *id && row.tier == tier) value = row.value;
  }
  return value;
}

std::string World::dump() {
  flush();
  std::string out;
  for (const auto& [id, row] : store.subjects()) {
    out += "subject " + std::to_string(id) + " " + row.entity + ":" + row.key + " " + row.state;
    if (row.wake) out += " wake " + std::to_string(row.wake->at_us) + "/" + std::to_string(row.wake->phase);
    out += "\n";
  }
  for (const FactRow& row : store.facts()) {
    out += "fact " + std::to_string(row.subject) + " " + row.attribute + " " + std::to_string(row.from_us) + " " + row.value + "\n";
  }
  for (const auto& [id, row] : store.duties()) {
    const Duty& d = row.duty;
    out += "duty " + std::to_string(id) + " " + to_text(d.key) + " " + std::string(to_text(d.state)) + " " +
           local(policy.model().zone, d.opens) + " " + local(policy.model().zone, d.due) + " owner " +
           (d.owner ? d.owner->entity + ":" + d.owner->key : "-") + " " + std::to_string(d.have) + "/" + std::to_string(d.need) +
           (d.missed_at ? " missed" : "") + (d.late ? " late" : "") + " " + d.because + " " + row.progress + "\n";
  }
  for (const TierRow& row : store.tiers()) {
    out += "tier " + std::to_string(row.subject) + " " + row.tier + " " + std::to_string(row.from_us) + " " + row.value + " " + row.because + "\n";
  }
  for (const EffectRow& row : store.effects()) out += "effect " + row.key + " " + row.kind + " " + row.data + "\n";
  for (const SuppressedRow& row : store.suppressed()) out += "suppressed " + row.rule + " " + row.n + " " + row.reason + "\n";
  return out;
}

std::string with(const std::string& sections) {
  return R"({"huifang": 1, "policy": "t", "version": "1", "effective": "2000-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"volume": "number", "class": ["A", "B", "C"], "vip": "flag", "owner_since": "date"},
              "staff": {"unit": ["sales", "service"]},
              "contract": {"customer": "customer", "pay_due": "date"}},
    "events": {"phone": {"contact": true}, "visit": {"contact": true, "technician": "staff"},
               "order": {"amount": "number"}, "complaint": {"major": "boolean"}, "paid": {"contract": "contract"},
               "stop": {}, "ping": {"topic": ["quality", "service"]}},
    "forms": {"record": {"about": "customer", "required": ["result", "rating"]}},
    "calendar": {"use": "cn-public", "seasons": {"sales": {"peak": ["03-01..10-31"], "off": "otherwise"}}},
    )" + sections + "}";
}

void tell(const std::string& figure, const std::string& computed, const std::string& printed) {
  std::cout << figure << ": computed " << computed << "; printed " << printed << '\n';
}

}  // namespace huifang::test
