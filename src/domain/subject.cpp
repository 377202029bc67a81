#include "domain/subject.hpp"

#include <algorithm>

#include "domain/json_nodes.hpp"
#include "domain/json_text.hpp"
#include "huifang/error.hpp"
#include "policy/workflow_model.hpp"

namespace huifang {

const Value* Occurred::field(std::string_view name) const {
  for (const auto& [key, value] : data) {
    if (key == name) return &value;
  }
  return nullptr;
}

const EntityRef* Occurred::subject(std::string_view entity) const {
  for (const EntityRef& ref : subjects) {
    if (ref.entity == entity) return &ref;
  }
  return nullptr;
}

Value tier_value(const TierDef& tier, const std::string& text) {
  if (text.empty()) return {};
  return tier.rank_by ? Value::of(text == "true") : Value::of(text);
}

const Value& FactHistory::at(std::int64_t at_us) const {
  static const Value null;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (entry->from_us <= at_us) return entry->value;
  }
  return null;
}

bool FactHistory::known(std::int64_t at_us) const { return !entries.empty() && entries.front().from_us <= at_us; }

namespace {

using json = JsonNode;

void append_data(std::string& out, const std::vector<std::pair<std::string, Value>>& fields) {
  out += '[';
  for (const auto& [name, value] : fields) {
    out += out.back() == '[' ? "[" : ",[";
    append_json_string(out, name);
    out += ',';
    append_json_string(out, json_text(value));
    out += ']';
  }
  out += ']';
}

std::vector<std::pair<std::string, Value>> data_from_json(const json& text) {
  std::vector<std::pair<std::string, Value>> data;
  for (const json field : text) {
    data.emplace_back(field.at(0).get<std::string>(), value_from_json(field.at(1).get<std::string>()));
  }
  return data;
}

void append_occurred(std::string& out, const Occurred& occurred, const PolicyModel& model) {
  JsonObject object(out);
  object.text("id", occurred.id);
  object.text("type", model.events[occurred.event].key);
  object.number("at", occurred.at_us);
  object.text("by", occurred.by);
  {
    JsonObject subjects(object.key("subjects"));
    for (const EntityRef& ref : occurred.subjects) subjects.text(ref.entity, ref.key);
  }
  append_data(object.key("data"), occurred.data);
}

std::shared_ptr<const Occurred> occurred_from_json(const json& text, const PolicyModel& model) {
  if (text.is_null()) return nullptr;
  auto occurred = std::make_shared<Occurred>();
  occurred->id = text.at("id").get<std::string>();
  occurred->event = model.event(text.at("type").get<std::string>());
  if (occurred->event == none) return nullptr;  // its type is gone from the policy, and so are the rules that read it
  occurred->at_us = text.at("at").get<std::int64_t>();
  occurred->by = text.at("by").get<std::string>();
  for (const json key : text.at("subjects")) occurred->subjects.push_back({key.name(), key.get<std::string>()});
  occurred->data = data_from_json(text.at("data"));
  return occurred;
}

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

std::uint32_t rule_in(std::uint32_t layer, std::string_view id, const PolicyModel& model) {
  if (layer < model.layers.size()) {
    for (const auto& [group, rule] : model.layers[layer].rules) {
      if (model.rules[rule].id == id) return rule;
    }
  }
  return none;
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
  if (run.acted) object.key("acted") += "true";
  if (run.ended) object.key("ended") += "true";
  if (run.created != 0) object.number("created", run.created);
  if (run.cursor_us != 0) object.number("cursor", run.cursor_us);
  if (run.n != 0) object.number("n", run.n);
  if (run.before != 0) object.number("before", run.before);
  if (run.last_due_us != 0) object.number("due", run.last_due_us);
  if (run.ends_us) object.number("ends", *run.ends_us);
  if (!run.selected.empty()) object.text("selected", run.selected);
  const RuleDef& rule = model.rules[run.rule];
  if (!run.steps.empty()) {
    JsonObject steps(object.key("steps"));
    for (std::size_t i = 0; i < run.steps.size(); ++i) {
      if (run.steps[i].decided) append_step(steps.key(rule.steps[i].name), run.steps[i]);
    }
  }
  if (!run.repetition.empty()) {
    object.text("repetition", run.repetition);
    object.number("steps_from", run.steps_from_us);
    if (run.steps_by_date) object.key("steps_day") += "true";
    if (run.bucket) {
      object.text("first", run.bucket->first.to_text());
      object.text("last", run.bucket->last.to_text());
    }
  }
  if (run.cause) append_occurred(object.key("cause"), *run.cause, model);
}

Decimal decimal_of(const json& text) {
  const auto number = Decimal::parse(text.get<std::string>());
  if (!number) throw Error(ErrorKind::storage, "HF4202", "a stored measure holds no number");
  return *number;
}

Date date_of(const json& text) {
  const auto date = Date::parse(text.get<std::string>());
  if (!date) throw Error(ErrorKind::storage, "HF4203", "a stored subject state holds no date");
  return *date;
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
  if (text.contains("last")) state.one = happening_from_json(text["last"]);
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
    flow->timers.insert({timer.at(0).get<std::int64_t>(), timer.at(1).get<std::int64_t>(), timer.at(2).get<std::uint32_t>(), timer.at(3).get<std::int64_t>()});
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
    if (model.measures[i].group != i || model.measures[i].entity != subject.entity || empty(subject.measures[i])) continue;
    if (!any_measure) object.key("measures") += '{';
    if (any_measure) out += ',';
    any_measure = true;
    append_json_string(out, model.measures[i].key);
    out += ':';
    append_measure(out, subject.measures[i]);
  }
  if (any_measure) out += '}';
  if (!subject.runs.empty()) {
    object.key("runs") += '[';
    for (const auto& [place, run] : subject.runs.all()) {
      if (out.back() != '[') out += ',';
      append_run(out, run.value, model);
    }
    out += ']';
  }
  if (!subject.scheduled.empty()) {
    object.key("scheduled") += '[';
    for (const auto& [place, item] : subject.scheduled.all()) {
      const Scheduled& scheduled = item.value;
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
  append_state(out, subject, model);
  return out;
}

void decode_state(Subject& subject, const PolicyModel& model, const BusinessCalendar& calendar, bool alone) {
  subject.measures.assign(model.measures.size(), {});
  subject.runs = {};
  subject.scheduled = {};
  subject.governors.assign(alone ? 0 : model.families.size(), none);
  if (subject.row.state.empty()) return;
  try {
    const JsonNodes nodes(subject.row.state);
    const json state = nodes.root();
    subject.begun = state.contains("reviewed");
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
          subject.measures[i] = measure_from_json(measures[model.measures[i].key], measure, calendar);
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
        run.acted = text.value("acted", false);
        run.ended = text.value("ended", false);
        run.created = text.value("created", std::int64_t{0});
        run.cursor_us = text.value("cursor", std::int64_t{0});
        run.n = text.value("n", std::int64_t{0});
        run.before = text.value("before", std::int64_t{0});
        run.last_due_us = text.value("due", std::int64_t{0});
        if (text.contains("ends")) run.ends_us = text["ends"].get<std::int64_t>();
        run.selected = text.value("selected", std::string());
        const RuleDef& rule = model.rules[run.rule];
        if (text.contains("steps")) {
          run.steps.resize(rule.steps.size());
          for (const json step : text["steps"]) {
            if (const std::uint32_t i = rule.step(step.name()); i != none) run.steps[i] = step_from_json(step);
          }
        }
        if (text.contains("repetition")) {
          run.repetition = text["repetition"].get<std::string>();
          run.steps_from_us = text.at("steps_from").get<std::int64_t>();
          run.steps_by_date = text.value("steps_day", false);
          if (text.contains("first")) run.bucket = Bucket{run.repetition, date_of(text["first"]), date_of(text.at("last"))};
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

namespace {

void append_point(std::string& out, const PointInTime& point) {
  if (point.is_date) {
    append_json_string(out, point.date.to_text());
  } else {
    out += std::to_string(point.instant.utc_us);
  }
}

PointInTime point_of(const json& text) {
  return text.is_string() ? PointInTime::of(date_of(text)) : PointInTime::of(Instant{text.get<std::int64_t>()});
}

void append_basis(std::string& out, const WindowBasis& basis) {
  JsonObject object(out);
  if (basis.bucket) {
    JsonObject bucket(object.key("bucket"));
    bucket.text("first", basis.bucket->first.to_text());
    bucket.text("id", basis.bucket->id);
    bucket.text("last", basis.bucket->last.to_text());
  }
  if (basis.branch) object.number("branch", static_cast<std::int64_t>(*basis.branch));
  if (basis.due) append_point(object.key("due"), *basis.due);
  object.number("opens", basis.opens_us);
  if (basis.previous) append_point(object.key("previous"), *basis.previous);
  append_point(object.key("start"), basis.start);
}

WindowBasis basis_of(const json& text) {
  WindowBasis basis;
  if (text.contains("bucket")) {
    const json& bucket = text["bucket"];
    basis.bucket = Bucket{bucket.at("id").get<std::string>(), date_of(bucket.at("first")), date_of(bucket.at("last"))};
  }
  if (text.contains("branch")) basis.branch = text["branch"].get<std::size_t>();
  if (text.contains("due")) basis.due = point_of(text["due"]);
  basis.opens_us = text.at("opens").get<std::int64_t>();
  if (text.contains("previous")) basis.previous = point_of(text["previous"]);
  basis.start = point_of(text.at("start"));
  return basis;
}

}  // namespace

std::string encode_progress(const LiveDuty& duty, const PolicyModel& model) {
  std::string out;
  {
    JsonObject object(out);
    if (duty.rule != none && model.rules[duty.rule].layer != 0) object.number("layer", model.rules[duty.rule].layer);
    object.key("times") += '[';
    for (const auto times : duty.times) {
      if (out.back() != '[') out += ',';
      out += std::to_string(times);
    }
    out += ']';
    if (!duty.credits.empty()) {
      object.key("credits") += '[';
      for (const Credit& credit : duty.credits) {
        out += out.back() == '[' ? "[" : ",[";
        out += std::to_string(credit.part) + "," + std::to_string(credit.item) + ",";
        append_json_string(out, credit.event);
        out += "," + std::to_string(credit.at_us) + ",";
        append_json_string(out, credit.distinct);
        out += ']';
      }
      out += ']';
    }
    if (std::any_of(duty.people.begin(), duty.people.end(), [](const auto& people) { return !people.empty(); })) {
      object.key("people") += '[';
      for (const auto& people : duty.people) {
        out += out.back() == '[' ? "[" : ",[";
        for (const EntityRef& person : people) {
          if (out.back() != '[') out += ',';
          out += '[';
          append_json_string(out, person.entity);
          out += ',';
          append_json_string(out, person.key);
          out += ']';
        }
        out += ']';
      }
      out += ']';
    }
    if (duty.extend_to_us) object.number("extend_to", *duty.extend_to_us);
    if (duty.claimed) object.key("claimed") += "true";
    if (duty.put_off) object.key("put_off") += "true";
    if (!duty.levels.empty()) {
      object.key("levels") += '[';
      for (const std::int64_t level_us : duty.levels) {
        if (out.back() != '[') out += ',';
        out += std::to_string(level_us);
      }
      out += ']';
    }
    if (duty.acted != 0) object.number("acted", static_cast<std::int64_t>(duty.acted));  // 60 levels at most
    if (duty.clock) {
      JsonObject clock(object.key("clock"));
      clock.number("unit", static_cast<int>(duty.clock->unit));
      clock.number("excluded", duty.clock->excluded);
      if (duty.clock->paused) {
        clock.number("left", duty.clock->left);
        clock.number("since", duty.clock->since_us);
      }
    }
    if (duty.cause) append_occurred(object.key("cause"), *duty.cause, model);
    if (duty.basis) append_basis(object.key("basis"), *duty.basis);
  }
  return out;
}

std::uint32_t measure_in_force(const Subject& subject, const PolicyModel& model, std::uint32_t measure) {
  if (subject.governors.empty()) return measure;
  const MeasureDef& def = model.measures[measure];
  const std::uint32_t governor = subject.governors[model.layers[def.layer].family];
  if (governor == none) return def.group;
  const auto found = model.layers[governor].measures.find(def.group);
  return found == model.layers[governor].measures.end() ? def.group : found->second;
}

namespace {

constexpr std::string_view no_progress = "{}";

std::string_view progress_of(const DutyRow& row) { return row.progress.empty() ? no_progress : std::string_view(row.progress); }

std::vector<Credit> credits_in(const json& progress) {
  std::vector<Credit> credits;
  if (!progress.contains("credits")) return credits;
  for (const json text : progress["credits"]) {
    credits.push_back({text.at(0).get<std::uint32_t>(), text.at(1).get<std::uint32_t>(), text.at(2).get<std::string>(),
                       text.at(3).get<std::int64_t>(), text.at(4).get<std::string>()});
  }
  return credits;
}

[[noreturn]] void throw_unreadable(const JsonMisread& e) {
  throw Error(ErrorKind::storage, "HF4203", "a stored duty cannot be read: " + e.what);
}

}  // namespace

std::uint32_t layer_of(const DutyRow& row) {
  try {
    const JsonNodes nodes(progress_of(row));
    return nodes.root().value("layer", 0u);
  } catch (const JsonMisread& e) {
    throw_unreadable(e);
  }
}

std::vector<Credit> credits_of(const DutyRow& row) {
  try {
    const JsonNodes nodes(progress_of(row));
    return credits_in(nodes.root());
  } catch (const JsonMisread& e) {
    throw_unreadable(e);
  }
}

void decode_progress(LiveDuty& duty, const PolicyModel& model) {
  try {
    const JsonNodes nodes(progress_of(duty.row));
    const json progress = nodes.root();
    const DutyKey& key = duty.row.duty.key;
    duty.rule = rule_in(progress.value("layer", 0u), key.rule, model);
    if (duty.rule != none) {
      const RuleDef& rule = model.rules[duty.rule];
      duty.group = rule.group;
      duty.owe = rule.owed(key.step);
      duty.step = rule.step(key.step);
      if (duty.owe == nullptr) duty.rule = duty.group = none;
    }
    if (duty.row.progress.empty()) return;
    for (const json times : progress.at("times")) duty.times.push_back(times.get<std::int64_t>());
    duty.credits = credits_in(progress);
    if (progress.contains("people")) {
      for (const json people : progress["people"]) {
        auto& list = duty.people.emplace_back();
        for (const json person : people) list.push_back({person.at(0).get<std::string>(), person.at(1).get<std::string>()});
      }
    }
    duty.people.resize(duty.times.size());
    if (progress.contains("extend_to")) duty.extend_to_us = progress["extend_to"].get<std::int64_t>();
    duty.claimed = progress.value("claimed", false);
    duty.put_off = progress.value("put_off", false);
    if (progress.contains("levels")) {
      for (const json level : progress["levels"]) duty.levels.push_back(level.get<std::int64_t>());
    }
    if (progress.contains("acted")) duty.acted = static_cast<std::uint64_t>(progress["acted"].get<std::int64_t>());
    if (progress.contains("clock")) {
      const json& clock = progress["clock"];
      duty.clock = std::make_unique<DutyClock>();
      duty.clock->unit = static_cast<DutyClock::Unit>(std::clamp(clock.at("unit").get<int>(), 0, 3));
      duty.clock->excluded = clock.at("excluded").get<std::int64_t>();
      duty.clock->paused = clock.contains("left");
      duty.clock->left = clock.value("left", std::int64_t{0});
      duty.clock->since_us = clock.value("since", std::int64_t{0});
    }
    if (progress.contains("cause")) duty.cause = occurred_from_json(progress["cause"], model);
    if (progress.contains("basis")) duty.basis = basis_of(progress["basis"]);
  } catch (const JsonMisread& e) {
    throw_unreadable(e);
  }
}

}  // namespace huifang
