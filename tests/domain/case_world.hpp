#pragma once
/// What tests of cases share: a desk that is open Monday to Friday from 9 to 17, one workflow, and where its case stands.

#include <string>
#include <vector>

#include "domain/world.hpp"

namespace huifang::test {

using Lines = std::vector<std::string>;

/// A document whose rule `open` opens a case of `matter` for every `asked`. `workflow`: what stands inside `matter`;
/// `sections`: more rules, each with a comma behind it, and `more` sections of the document, each with a comma before it.
inline std::string desk(const std::string& workflow, const std::string& rules = {}, const std::string& more = {},
                        const std::string& calendar = R"j("weekly": "mon-fri", "working_hours": {"mon-fri": "09:00-17:00"})j") {
  return R"j({"huifang": 1, "policy": "t", "version": "1", "effective": "2000-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"volume": "number", "urgent": "boolean", "topic": "string"}, "staff": {"unit": ["desk", "line", "lab"]}},
    "events": {"asked": {"topic": "string", "limit": "date and time"}, "answered": {}, "solved": {}, "held": {}, "resumed": {}, "shut": {},
               "reopened": {}, "merged": {}, "mail": {"contact": true}, "portal": {"contact": true}, "sms": {"contact": true, "hours": ["09:00-17:00"]},
               "passed": {"to": "staff"}, "approved": {}, "rejected": {}, "called": {"reached": "boolean", "content": "boolean"},
               "changed": {"limit": "date and time"}, "alarm": {"code": "string"}, "heard": {}},
    "calendar": {)j" + calendar + R"j(},
    "rules": {)j" + rules + R"j("open": {"on": "asked", "again": "parallel", "do": [{"open": "matter", "data": {"limit": "= cause.limit"}}]}},
    "workflows": {"matter": {"facts": {"limit": "date and time", "wish": "date and time", "expert": "staff", "to": "string", "waits": "boolean"}, )j" + workflow + "}}" + more + "}";
}

/// Customer `c1` of `s1`, whose superior is `b1`; all known from then on.
inline void know(World& world, const std::string& at = "2024-03-01T08:00") {
  for (const char* person : {"s1", "s2", "s3"}) {
    world.record(std::string(R"j({"type": "set", "at": ")j") + at + R"j(", "staff": ")j" + person + R"j(", "data": {"superior": "b1", "unit": "desk"}})j");
  }
  world.record(R"j({"type": "set", "at": ")j" + at + R"j(", "staff": "b1", "data": {"superior": "b2", "unit": "desk"}})j");
  world.record("set", "c1", at, "", R"j({"volume": 1})j");
  world.record("assign", "c1", at, "", R"j({"owner": "s1"})j");
}

/// A world whose case `k` about `c1` was opened on Monday 4 March 2024, or when it is said.
inline World opened(const std::string& document, const std::string& at = "2024-03-04T09:00", const std::string& data = "{}") {
  World world(document);
  know(world, at.substr(0, 10) + "T00:00");
  world.record(R"j({"id": "k", "type": "asked", "at": ")j" + at + R"j(", "by": "s2", "customer": "c1", "data": )j" + data + "}");
  return world;
}

/// The innermost states of a case after its last step, comma between them; "-": there is no such case.
inline std::string state_of(World& world, const std::string& key = "k", const std::string& workflow = "matter") {
  std::string data;
  for (const EffectRow& row : world.effects()) {
    if (row.kind == "case" && row.key.starts_with("case:" + workflow + ":" + key + "/")) data = row.data;
  }
  const std::string before = "\"states\":[";
  const std::size_t begin = data.find(before);
  if (begin == std::string::npos) return "-";
  std::string states = data.substr(begin + before.size(), data.find(']', begin) - begin - before.size());
  std::erase(states, '"');
  return states;
}

/// The due of the latest duty of a rule, local; "-": none.
inline std::string due_of(World& world, const std::string& rule) {
  const auto duties = world.duties("matter." + rule);
  if (duties.empty()) return "no duty";
  if (!duties.back().due) return "-";
  const std::string text = world.policy.zone().to_text(*duties.back().due);
  return text.substr(0, text.size() - 6);
}

/// State of the latest duty of a rule, with what happened to it: "done", "done late", "overdue missed".
inline std::string duty_of(World& world, const std::string& rule) {
  const auto duties = world.duties("matter." + rule);
  if (duties.empty()) return "no duty";
  const Duty& duty = duties.back();
  return std::string(to_text(duty.state)) + (duty.late ? " late" : "") + (duty.missed_at ? " missed" : "");
}

/// "time to key" of all effects of a kind whose key holds `text`, local times to the second.
inline Lines told(World& world, const std::string& kind, const std::string& text = {}) {
  Lines lines;
  for (const EffectRow& row : world.effects()) {
    if (row.kind != kind || row.key.find(text) == std::string::npos) continue;
    lines.push_back(world.policy.zone().to_text(Instant{row.at_us}).substr(0, 19) + " " + (row.to ? row.to->key : "-"));
  }
  return lines;
}

}  // namespace huifang::test
