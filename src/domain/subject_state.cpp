#include "domain/json_nodes.hpp"
#include "domain/json_text.hpp"
#include "domain/stored_parts.hpp"
#include "domain/subject.hpp"
#include "huifang/error.hpp"
#include "policy/workflow_model.hpp"

namespace huifang {

namespace {

using json = JsonNode;

void append_happening(std::string& out, const MeasureState::Happening& what) {
  out += '[' + std::to_string(what.at_us) + ",";
  append_json_string(out, what.id);
  out += ',';
  append_json_string(out, what.type);
  out += ',';
  append_json_string(out, what.by);
  out += ',';
  append_data(out, what.data);
  out += ']';
}

void append_measure(std::string& out, const MeasureState& state) {
  JsonObject object(out);
  if (state.count != 0) object.number("count", state.count);
  if (!state.sum.is_zero()) object.text("sum", state.sum.to_text());
  if (!state.entries.empty()) {
    object.key("entries") += '[';
    for (const auto& entry : state.entries) {
      out += out.back() == '[' ? "[" : ",[";
      out += std::to_string(entry.at_us) + ",";
      append_json_string(out, entry.id);
      out += ',';
      append_json_string(out, entry.amount.to_text());
      if (!entry.distinct.empty() || entry.what) {
        out += ',';
        append_json_string(out, entry.distinct);
      }
      if (entry.what) {
        out += ',';
        append_happening(out, *entry.what);
      }
      out += ']';
    }
    out += ']';
  }
  if (state.extreme) object.text("extreme", state.extreme->to_text());
  if (state.one) append_happening(object.key("last"), *state.one);
}

void append_step(std::string& out, const StepState& step) {
  JsonObject object(out);
  object.key("exists") += step.exists ? "true" : "false";
  if (step.by_date) object.key("day") += "true";
  if (step.start_us != 0) object.number("start", step.start_us);
  if (step.due_us) object.number("due", *step.due_us);
  if (step.n != 0) object.number("n", step.n);
  if (step.before != 0) object.number("before", step.before);
  if (!step.selected.empty()) object.text("selected", step.selected);
}

/// Rules are known by id and layer, which is left out for the first one.
void append_rule(JsonObject& object, std::uint32_t rule, const PolicyModel& model) {
  if (model.rules[rule].layer != 0) object.number("layer", model.rules[rule].layer);
  object.text("rule", model.rules[rule].id);
}

std::uint32_t rule_of(const json& text, const PolicyModel& model) {
  const std::uint32_t rule = rule_in(text.value("layer", 0u), text.at("rule").get<std::string>(), model);
  if (rule == none) throw Error(ErrorKind::storage, "HF4203", "a stored subject state names a rule that its policies do not have");
  return rule;
}

void append_run(std::string& out, const Run& run, const PolicyModel& model) {
  JsonObject object(out);
  append_rule(object, run.rule, model);
  object.text("id", run.id);
  object.number("start", run.start_us);
  if (run.by_date) object.key("day") += "true";
  if (run.waiting) object.key("waiting") += "true";
  if (run.asleep) object.key("asleep") += "true";
  if (run.overridden) object.key("overridden") += "true";
  if (run.acted) object.key("acted") += "true";
  if (run.ended) object.key("ended") += "true";
  if (run.created != 0) object.number("created", run.created);
  if (run.cursor_us != 0) object.number("cursor", run.cursor_us);
  const Grid& grid = *run.grid;
  if (grid.n != 0) object.number("n", grid.n);
  if (grid.before != 0) object.number("before", grid.before);
  if (grid.last_due_us != 0) object.number("due", grid.last_due_us);
  if (run.ends_us) object.number("ends", *run.ends_us);
  if (!grid.selected.empty()) object.text("selected", grid.selected);
  const RuleDef& rule = model.rules[run.rule];
  const Sequence& sequence = *run.sequence;
  if (!sequence.steps.empty()) {
    JsonObject steps(object.key("steps"));
    for (std::size_t i = 0; i < sequence.steps.size(); ++i) {
      if (sequence.steps[i].decided) append_step(steps.key(rule.steps[i].name), sequence.steps[i]);
    }
  }
  if (!sequence.repetition.empty()) {
    object.text("repetition", sequence.repetition);
    object.number("steps_from", sequence.from_us);
    if (sequence.by_date) object.key("steps_day") += "true";
    if (sequence.bucket) {
      object.text("first", sequence.bucket->first.to_text());
      object.text("last", sequence.bucket->last.to_text());
    }
  }
  if (run.cause) append_occurred(object.key("cause"), *run.cause, model);
}

Decimal decimal_of(const json& text) {
  const auto number = Decimal::parse(text.get<std::string>());
  if (!number) throw Error(ErrorKind::storage, "HF4202", "a stored measure holds no number");
  return *number;
}

MeasureState::Happening happening_from_json(const json& text) {
  return {text.at(0).get<std::int64_t>(), text.at(1).get<std::string>(), text.at(2).get<std::string>(),
          text.at(3).get<std::string>(), data_from_json(text.at(4))};
}

MeasureState measure_from_json(const json& text, const MeasureDef& measure, const BusinessCalendar& calendar) {
  MeasureState state;
  if (text.contains("count")) state.count = text["count"].get<std::int64_t>();
  if (text.contains("sum")) state.sum = decimal_of(text["sum"]);
  if (text.contains("entries")) {
    for (const json entry : text["entries"]) {
      const auto at_us = entry.at(0).get<std::int64_t>();
      state.entries.push_back({at_us, entry.at(1).get<std::string>(), decimal_of(entry.at(2)),
                               entry.size() > 3 ? entry.at(3).get<std::string>() : std::string(),
                               leaves_at(measure, at_us, calendar),
                               entry.size() > 4 ? std::make_shared<const MeasureState::Happening>(happening_from_json(entry.at(4))) : nullptr});
    }
  }
  if (text.contains("extreme")) state.extreme = decimal_of(text["extreme"]);
  if (text.contains("last")) state.one = std::make_shared<const MeasureState::Happening>(happening_from_json(text["last"]));
  return state;
}

StepState step_from_json(const json& text) {
  StepState step;
  step.decided = true;
  step.exists = text.at("exists").get<bool>();
  step.by_date = text.value("day", false);
  step.start_us = text.value("start", std::int64_t{0});
  if (text.contains("due")) step.due_us = text["due"].get<std::int64_t>();
  step.n = text.value("n", std::int64_t{0});
  step.before = text.value("before", std::int64_t{0});
  step.selected = text.value("selected", std::string());
  return step;
}

bool empty(const MeasureState& state) {
  return state.count == 0 && state.sum.is_zero() && state.entries.empty() && !state.extreme && !state.one;
}

void append_flow(std::string& out, const Subject& subject, const PolicyModel& model) {
  const CaseState& flow = *subject.flow;
  const WorkflowDef& def = *model.workflows[flow.workflow];
  JsonObject object(out);
  if (def.layer != 0) object.number("layer", def.layer);
  object.text("workflow", def.name);
  const auto reference = [&](std::string_view name, std::uint32_t attribute) {
    const Value& who = subject.facts[model.attributes[attribute].index].at(INT64_MAX);
    if (who.kind() == Value::Kind::entity) object.text(name, who.entity().entity + ":" + who.entity().key);
  };
  reference("about", def.about_attribute);
  reference("owner", model.entities[def.entity].owner);
  object.number("opened", flow.opened_us);
  if (flow.closed_us != 0) object.number("closed", flow.closed_us);
  object.number("at", flow.at_us);
  object.number("steps", flow.steps);
  object.key("chart") += statechart::to_json(statechart::Definition(def.chart), flow.chart);
  object.list("states", active_leaves(statechart::Definition(def.chart), flow.chart));
  if (flow.cause) append_occurred(object.key("cause"), *flow.cause, model);
  if (flow.armed != 0) object.number("armed", flow.armed);
  if (!flow.timers.empty()) {
    object.key("timers") += '[';
    for (const CaseState::Timer& timer : flow.timers) {
      out += out.back() == '[' ? "[" : ",[";
      out += std::to_string(timer.due_us) + "," + std::to_string(timer.sequence) + "," + std::to_string(timer.number) + "," + std::to_string(timer.from_us) + "]";
    }
    out += ']';
  }
  if (!flow.taken.empty()) {
    object.key("taken") += '[';
    for (const auto& [transition, times] : flow.taken) {
      out += out.back() == '[' ? "[" : ",[";
      append_json_string(out, def.chart->transitions[transition].pointer);
      out += "," + std::to_string(times) + "]";
    }
    out += ']';
  }
  const auto by_rule = [&](std::string_view name, const std::map<std::uint32_t, std::int64_t>& numbers) {
    if (numbers.empty()) return;
    JsonObject inner(object.key(name));
    for (const auto& [rule, number] : numbers) inner.number(model.rules[rule].id, number);
  };
  by_rule("entered", flow.entered);
  by_rule("left", flow.left);
  if (!flow.found.empty()) object.text("found", flow.found);
  if (!flow.done.empty()) {
    std::vector<std::string> names;
    for (const std::uint32_t rule : flow.done) names.push_back(model.rules[rule].id);
    object.list("done", names);
  }
}

std::unique_ptr<CaseState> flow_from_json(const json& text, const PolicyModel& model) {
  auto flow = std::make_unique<CaseState>();
  const auto layer = text.value("layer", 0u);
  const auto name = text.at("workflow").get<std::string>();
  for (std::uint32_t i = 0; i < model.workflows.size(); ++i) {
    if (model.workflows[i]->layer == layer && model.workflows[i]->name == name) flow->workflow = i;
  }
  if (flow->workflow == none) throw Error(ErrorKind::storage, "HF4203", "a stored case is of a workflow that its policies do not have");
  const WorkflowDef& def = *model.workflows[flow->workflow];
  flow->chart = statechart::state_from_json(statechart::Definition(def.chart), text.at("chart").dump());
  flow->opened_us = text.at("opened").get<std::int64_t>();
  flow->closed_us = text.value("closed", std::int64_t{0});
  flow->at_us = text.at("at").get<std::int64_t>();
  flow->steps = text.at("steps").get<std::int64_t>();
  if (text.contains("cause")) flow->cause = occurred_from_json(text["cause"], model);
  flow->armed = text.value("armed", std::int64_t{0});
  const auto each = [&](const char* key, auto&& take) {
    if (!text.contains(key)) return;
    for (const json one : text[key]) take(one);
  };
  each("timers", [&](const json& timer) {
    flow->timers.insert({timer.at(0).get<std::int64_t>(), timer.at(1).get<std::int64_t>(), timer.at(2).get<std::uint32_t>(),
                         timer.size() > 3 ? timer.at(3).get<std::int64_t>() : flow->at_us});  // books of schema 1 do not say
  });
  each("taken", [&](const json& taken) {
    const auto pointer = taken.at(0).get<std::string>();
    for (std::uint32_t i = 0; i < def.chart->transitions.size(); ++i) {
      if (def.chart->transitions[i].pointer == pointer) flow->taken[i] = taken.at(1).get<std::int64_t>();
    }
  });
  const auto by_rule = [&](const char* key, std::map<std::uint32_t, std::int64_t>& numbers) {
    each(key, [&](const json& number) {
      if (const std::uint32_t rule = rule_in(layer, number.name(), model); rule != none) numbers[rule] = number.get<std::int64_t>();
    });
  };
  by_rule("entered", flow->entered);
  by_rule("left", flow->left);
  flow->found = text.value("found", std::string());
  each("done", [&](const json& id) {
    if (const std::uint32_t rule = rule_in(layer, id.get<std::string>(), model); rule != none) flow->done.insert(rule);
  });
  return flow;
}

void append_state(std::string& out, const Subject& subject, const PolicyModel& model) {
  JsonObject object(out);
  if (subject.flow) append_flow(object.key("case"), subject, model);
  if (!subject.cases.empty()) {
    object.key("cases") += '[';
    for (const SubjectId id : subject.cases) {
      if (out.back() != '[') out += ',';
      out += std::to_string(id);
    }
    out += ']';
  }
  if (subject.begun) object.number("reviewed", subject.reviewed_us);
  if (subject.expired_us != INT64_MIN) object.number("expired", subject.expired_us);
  if (subject.settled_us != INT64_MIN) object.number("settled", subject.settled_us);
  if (subject.people && !subject.people->empty()) object.key("people") += encode(*subject.people);
  if (!subject.governors.empty() && subject.begun) {
    object.key("governors") += '[';
    for (const std::uint32_t layer : subject.governors) {
      if (out.back() != '[') out += ',';
      out += layer == none ? "null" : std::to_string(layer);
    }
    out += ']';
  }
  bool any_measure = false;
  for (std::size_t i = 0; i < model.measures.size(); ++i) {
    if (model.measures[i].group != i || model.measures[i].entity != subject.entity || empty(*subject.measures[i])) continue;
    if (!any_measure) object.key("measures") += '{';
    if (any_measure) out += ',';
    any_measure = true;
    append_json_string(out, model.measures[i].key);
    out += ':';
    append_measure(out, *subject.measures[i]);
  }
  if (any_measure) out += '}';
  if (!subject.runs.empty()) {
    object.key("runs") += '[';
    for (const auto& run : subject.runs.all()) {
      if (out.back() != '[') out += ',';
      append_run(out, run->value, model);
    }
    out += ']';
  }
  if (!subject.scheduled.empty()) {
    object.key("scheduled") += '[';
    for (const auto& item : subject.scheduled.all()) {
      const Scheduled& scheduled = item->value;
      if (out.back() != '[') out += ',';
      JsonObject inner(out);
      inner.number("at", scheduled.at_us);
      append_rule(inner, scheduled.rule, model);
      if (scheduled.step != none) inner.text("step", model.rules[scheduled.rule].steps[scheduled.step].name);
      inner.text("run", scheduled.run);
      inner.text("n", scheduled.n);
      if (scheduled.bucket) {
        inner.text("first", scheduled.bucket->first.to_text());
        inner.text("last", scheduled.bucket->last.to_text());
      }
      if (scheduled.cause) append_occurred(inner.key("cause"), *scheduled.cause, model);
    }
    out += ']';
  }
}

}  // namespace

std::string encode_state(const Subject& subject, const PolicyModel& model) {
  std::string out;
  out.reserve(512);  // most are no longer
  append_state(out, subject, model);
  return out;
}

void decode_state(Subject& subject, const PolicyModel& model, const BusinessCalendar& calendar, bool alone) {
  subject.measures = std::vector<Seldom<MeasureState>>(model.measures.size());
  subject.runs = {};
  subject.scheduled = {};
  subject.governors.assign(alone ? 0 : model.families.size(), none);
  if (subject.row.state.empty()) return;
  try {
    const JsonNodes nodes(subject.row.state);
    const json state = nodes.root();
    subject.begun = state.contains("reviewed");
    subject.expired_us = state.value("expired", std::int64_t{INT64_MIN});
    subject.settled_us = state.value("settled", std::int64_t{INT64_MIN});
    if (!alone && state.contains("governors")) {
      std::size_t i = 0;
      for (const json governor : state["governors"]) {
        if (i == subject.governors.size()) break;
        if (!governor.is_null()) subject.governors[i] = governor.get<std::uint32_t>();
        ++i;
      }
    } else if (!alone && subject.begun) {
      subject.governors[0] = 0;  // so far one policy was alone
    }
    if (subject.begun) subject.reviewed_us = state["reviewed"].get<std::int64_t>();
    if (state.contains("case")) subject.flow = flow_from_json(state["case"], model);
    if (state.contains("cases")) {
      for (const json id : state["cases"]) subject.cases.push_back(id.get<SubjectId>());
    }
    if (state.contains("people")) subject.people = std::make_unique<PeopleState>(decode_people(state["people"]));
    if (state.contains("measures")) {
      for (std::size_t i = 0; i < model.measures.size(); ++i) {
        if (model.measures[i].group != i || model.measures[i].entity != subject.entity) continue;
        const MeasureDef& measure = model.measures[alone ? i : measure_in_force(subject, model, static_cast<std::uint32_t>(i))];
        const json measures = state["measures"];
        if (measures.contains(model.measures[i].key)) {
          subject.measures[i].own() = measure_from_json(measures[model.measures[i].key], measure, calendar);
        }
      }
    }
    if (state.contains("runs")) {
      for (const json text : state["runs"]) {
        Run run;
        run.rule = rule_of(text, model);
        run.group = model.rules[run.rule].group;
        run.id = text.at("id").get<std::string>();
        run.start_us = text.at("start").get<std::int64_t>();
        run.by_date = text.value("day", false);
        run.waiting = text.value("waiting", false);
        run.asleep = text.value("asleep", false);
        run.overridden = text.value("overridden", false);
        run.acted = text.value("acted", false);
        run.ended = text.value("ended", false);
        run.created = text.value("created", std::int64_t{0});
        run.cursor_us = text.value("cursor", std::int64_t{0});
        Grid grid{text.value("n", std::int64_t{0}), text.value("before", std::int64_t{0}), text.value("due", std::int64_t{0}),
                  text.value("selected", std::string())};
        if (grid != Grid()) run.grid.own() = std::move(grid);
        if (text.contains("ends")) run.ends_us = text["ends"].get<std::int64_t>();
        const RuleDef& rule = model.rules[run.rule];
        if (text.contains("steps")) {
          std::vector<StepState>& steps = run.sequence.own().steps;
          steps.resize(rule.steps.size());
          for (const json step : text["steps"]) {
            if (const std::uint32_t i = rule.step(step.name()); i != none) steps[i] = step_from_json(step);
          }
        }
        if (text.contains("repetition")) {
          Sequence& sequence = run.sequence.own();
          sequence.repetition = text["repetition"].get<std::string>();
          sequence.from_us = text.at("steps_from").get<std::int64_t>();
          sequence.by_date = text.value("steps_day", false);
          if (text.contains("first")) sequence.bucket = Bucket{sequence.repetition, date_of(text["first"]), date_of(text.at("last"))};
        }
        if (text.contains("cause")) run.cause = occurred_from_json(text["cause"], model);
        subject.runs.add(std::move(run));
      }
    }
    if (state.contains("scheduled")) {
      for (const json text : state["scheduled"]) {
        Scheduled scheduled;
        scheduled.rule = rule_of(text, model);
        scheduled.group = model.rules[scheduled.rule].group;
        scheduled.at_us = text.at("at").get<std::int64_t>();
        if (text.contains("step")) {
          scheduled.step = model.rules[scheduled.rule].step(text["step"].get<std::string>());
          if (scheduled.step == none) continue;
        }
        scheduled.run = text.at("run").get<std::string>();
        scheduled.n = text.at("n").get<std::string>();
        if (text.contains("first")) scheduled.bucket = Bucket{scheduled.n, date_of(text["first"]), date_of(text.at("last"))};
        if (text.contains("cause")) scheduled.cause = occurred_from_json(text["cause"], model);
        const Wake wake{scheduled.at_us, Wake::effects, static_cast<std::int32_t>(scheduled.group)};
        subject.scheduled.wait(subject.scheduled.add(std::move(scheduled)), wake);
      }
    }
  } catch (const JsonMisread& e) {
    throw Error(ErrorKind::storage, "HF4203", "a stored subject state cannot be read: " + e.what);
  }
}

}  // namespace huifang
