/// Pictures of workflows and cases.
#include <algorithm>

#include "huifang/error.hpp"
#include "huifang/workflow.hpp"
#include "policy/model.hpp"
#include "policy/workflow_model.hpp"
#include "statechart/picture.hpp"

namespace huifang {
namespace {

const WorkflowDef& workflow_in(const PolicyModel& model, std::string_view name) {
  std::string known;
  for (const auto& workflow : model.workflows) {
    if (workflow->id == name) return *workflow;
    known += (known.empty() ? "" : ", ") + workflow->id;
  }
  Diagnostic finding;
  finding.code = "HF6024";
  finding.message = "there is no workflow of this name";
  finding.found = std::string(name);
  finding.expected = known.empty() ? "a policy with workflows" : known;
  throw Error(ErrorKind::argument, {finding});
}

/// "2024-03-01 18:00", or a day alone when it ends with it.
std::string moment_text(Instant at, const TimeZone& zone) {
  const LocalTime local = zone.to_local(at);
  if (local.us_of_day == us_per_day - 1) return local.date.to_text();
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return local.date.to_text() + ' ' + two(local.us_of_day / us_per_hour) + ':' + two(local.us_of_day / us_per_minute % 60);
}

}  // namespace

std::vector<std::string> workflows(const Policy& policy) {
  std::vector<std::string> names;
  for (const auto& workflow : policy.model().workflows) names.push_back(workflow->id);
  return names;
}

std::string draw_workflow(const Policy& policy, std::string_view workflow, statechart::Picture picture) {
  const statechart::Model& chart = *workflow_in(policy.model(), workflow).chart;
  return statechart::draw_marked(chart, picture, statechart::highlighted(chart, nullptr));
}

std::string draw_case(const Book& book, std::string_view workflow, std::string_view key, statechart::Picture picture) {
  const std::vector<CaseEntry> found = book.cases({std::string(workflow), std::string(key), std::nullopt, std::nullopt, 1});
  const std::size_t slash = workflow.rfind('/');
  const std::string_view id = slash == std::string_view::npos ? workflow : workflow.substr(slash + 1);
  const WorkflowDef* def = nullptr;
  for (const PolicyBinding& bound : book.bindings()) {
    const PolicyModel& model = bound.policy.model();
    if (slash != std::string_view::npos && model.root != workflow.substr(0, slash)) continue;
    for (const auto& one : model.workflows) {
      if (one->id == id && def == nullptr) def = one.get();
    }
  }
  if (def == nullptr) {
    const std::optional<Policy> policy = book.policy();
    if (!policy) throw Error(ErrorKind::argument, "HF6024", "the book has no policy yet");
    def = &workflow_in(policy->model(), id);
  }
  if (found.empty()) {
    throw Error(ErrorKind::argument, "HF6025", "the book has no case " + std::string(key) + " of workflow " + std::string(workflow));
  }
  const statechart::Model& chart = *def->chart;
  statechart::Marks marks = statechart::highlighted(chart, nullptr);
  for (const std::string& state : found.front().states) {
    const auto place = chart.state_index.find(state);
    if (place == chart.state_index.end()) continue;
    for (std::uint32_t s = place->second; s != 0; s = chart.states[s].parent) marks.active[s] = true;
  }
  marks.taken.resize(chart.transitions.size());
  for (const CaseStep& step : book.case_path(workflow, key)) {
    for (std::size_t i = 0; i < chart.transitions.size(); ++i) {
      if (std::find(step.transitions.begin(), step.transitions.end(), chart.transitions[i].pointer) != step.transitions.end()) marks.taken[i] = true;
    }
  }
  marks.notes.resize(chart.states.size());
  DutyQuery query;
  query.subject = EntityRef{"case." + std::string(workflow), std::string(key)};
  query.states = {DutyState::pending, DutyState::open, DutyState::overdue};
  const TimeZone zone = book.zone();
  for (const Duty& duty : book.duties(query)) {
    for (std::uint32_t s = 1; s < chart.states.size(); ++s) {
      const std::string prefix = def->id + "." + chart.states[s].id + ".";
      if (!duty.key.rule.starts_with(prefix) || !marks.active[s]) continue;
      std::string note = duty.key.rule.substr(prefix.size()) + ": ";
      note += duty.due ? moment_text(*duty.due, zone) : "no due";
      if (duty.state == DutyState::overdue) note += ", overdue";
      marks.notes[s].push_back(std::move(note));
    }
  }
  return statechart::draw_marked(chart, picture, marks);
}

}  // namespace huifang
