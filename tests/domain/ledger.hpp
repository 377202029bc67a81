#pragma once
/// What tests of points share: a department that posts B points, and short words for what is in the ledger.

#include <map>
#include <string>
#include <vector>

#include "domain/world.hpp"

namespace huifang::test {

using Lines = std::vector<std::string>;

/// Agents and their head; faults cost points, a month without any earns some. `more`: sections, each with a comma before it;
/// `rules`, `facts`: more rules, and facts of staff, each with a comma behind it.
inline std::string department(const std::string& points = R"j("B": {"period": "month"})j", const std::string& rules = {}, const std::string& more = {},
                              const std::string& over = R"j(["general"])j", const std::string& facts = {}) {
  return R"j({"huifang": 1, "policy": "t", "version": "1", "effective": "2000-01-01..", "zone": "Asia/Shanghai",
    "params": {"over": {"type": "rules", "default": )j" + over + R"j(}, "bonus": {"type": "number", "default": 100}},
    "facts": {"customer": {"volume": "number"}, "staff": {)j" + facts + R"j("role": ["agent", "chief"], "mentor": "staff", "cleared": "boolean"}},
    "events": {"fault": {"responsible": "staff", "clause": "string"}, "praise": {"responsible": "staff", "worth": "number"}, "phone": {"contact": true},
               "joint": {"worth": "number"}, "undone": {"which": "string"}},
    "calendar": {"weekly": "mon-fri"},
    "measures": {"faults": {"for": "staff", "count": "posted", "where": "event.class = B and event.amount < 0", "over": "month"},
                 "points": {"for": "staff", "sum": "posted", "of": "event.amount", "where": "event.class = B", "over": "month"}},
    "roles": {"chief": "head(owner)"},
    "points": {)j" + points + R"j(},
    "rules": {)j" + rules + R"j(
      "special": {"for": "staff", "on": "fault", "when": "event.clause = \"R17\"", "overrides": "$over", "source": "R17",
                  "do": [{"post": {"class": "B", "to": {"event.responsible": -20}}}]},
      "general": {"for": "staff", "on": ["missed", "fault"], "source": "R19",
                  "do": [{"post": {"class": "B", "to": {"event.responsible": -10, "chief": -2}}}]},
      "thanks":  {"for": "staff", "on": "praise", "do": [{"post": {"class": "B", "to": {"event.responsible": "=event.worth"}}}]},
      "bonus":   {"for": "staff", "when": "staff.role = agent and staff.faults = 0", "each": "month", "source": "R18",
                  "do": [{"post": {"class": "B", "to": {"staff": "=$bonus", "chief": 30}}}]}})j" + more + "}";
}

/// Agents `s1` and `s2` under `h1`, known from the first of September 2017.
inline void employ(World& world, const std::string& at = "2017-09-01T00:00") {
  world.record(R"j({"type": "set", "at": ")j" + at + R"j(", "unit": "desk", "data": {"head": "h1"}})j");
  world.record(R"j({"type": "set", "at": ")j" + at + R"j(", "staff": "h1", "data": {"role": "chief", "unit": "desk"}})j");
  for (const char* agent : {"s1", "s2"}) {
    world.record(R"j({"type": "set", "at": ")j" + at + R"j(", "staff": ")j" + agent + R"j(", "data": {"role": "agent", "unit": "desk"}})j");
  }
}

inline RecordResult fault(World& world, const std::string& id, const std::string& who, const std::string& at, const std::string& clause = "R4",
                          const std::string& recorded = {}) {
  return world.record(R"j({"id": ")j" + id + R"j(", "type": "fault", "at": ")j" + at + R"j(", "data": {"responsible": ")j" + who + R"j(", "clause": ")j" + clause + R"j("}})j", recorded);
}

/// What an account has, in units of its class; `period`: empty = all of it.
inline std::int64_t points(World& world, const std::string& staff, const std::string& period = {}, const std::string& point_class = "B") {
  world.flush();
  const auto id = world.store.find("staff", staff);
  std::int64_t sum = 0;
  for (const EntryRow& row : world.store.entries()) {
    if (id && row.account == *id && row.kind != "seal" && row.point_class == point_class && (period.empty() || row.period == period)) sum += row.amount;
  }
  return sum;
}

/// "1 post s1 -10 general 2017-09", with the sealed period behind; in order of recording.
inline Lines ledger(World& world, bool seals = false) {
  world.flush();
  Lines lines;
  for (const EntryRow& row : world.store.entries()) {
    if (row.kind == "seal" && !seals) continue;
    lines.push_back(std::to_string(row.id) + " " + row.kind + " " + world.store.subjects().at(row.account).key + " " + std::to_string(row.amount) + " " +
                    (row.rule.empty() ? "-" : row.rule) + " " + row.period + (row.of_period.empty() ? "" : " of " + row.of_period));
  }
  return lines;
}

/// What is left of each posting, by its identity; those of which nothing is left are not there.
inline std::map<std::string, std::int64_t> standing(World& world) {
  world.flush();
  std::map<std::string, std::int64_t> out;
  for (const EntryRow& row : world.store.entries()) {
    if (row.kind == "seal") continue;
    out[row.rule + " | " + row.cause + " | " + world.store.subjects().at(row.account).key + " | " + row.part] += row.amount;
  }
  std::erase_if(out, [](const auto& one) { return one.second == 0; });
  return out;
}

}  // namespace huifang::test
