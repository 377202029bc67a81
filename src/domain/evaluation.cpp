#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "policy/workflow_model.hpp"
#include "statechart/machine.hpp"

namespace huifang {

namespace {

Value staff_ref(const std::string& key) { return key.empty() ? Value{} : Value::of(EntityRef{"staff", key}); }

Value occurred_meta(const Occurred& occurred, const std::string& name, const Core& core) {
  if (name == "id") return Value::of(occurred.id);
  if (name == "type") return Value::of(core.model.events[occurred.event].key);
  if (name == "by") return staff_ref(occurred.by);
  if (name == "at") return core.moment(occurred.at_us);
  return {};
}

}  // namespace

TimeContext Occurrence::times() const {
  TimeContext context;
  context.start = start;
  if (bucket) context.end = PointInTime::of(bucket->last);
  context.due = due;
  context.previous = previous ? previous : start;
  context.bucket = bucket;
  return context;
}

Situation Core::situation_of(const Subject& subject) const {
  Situation situation;
  situation.subject = &subject;
  situation.at_us = now_us();
  return situation;
}

Situation Core::situation_of(const Subject& subject, const Occurrence& occurrence) const {
  Situation situation = situation_of(subject);
  situation.event = occurrence.event != nullptr ? occurrence.event : occurrence.cause.get();
  situation.cause = occurrence.cause.get();
  situation.n = &occurrence.n;
  situation.begins_us = occurrence.opens_us;
  if (!model.rules[occurrence.rule].dates.empty()) {
    situation.started = occurrence.start.is_date ? occurrence.start.date : model.zone.date_of(occurrence.start.instant);
  }
  if (occurrence.bucket) {
    situation.bucket = &*occurrence.bucket;
    situation.season_date = occurrence.bucket->last;  // a bucket's season is the season on its last day (D23)
  }
  return situation;
}

Situation Core::situation_of(const Subject& subject, const LiveDuty& duty, std::optional<Bucket>& bucket) const {
  Situation situation = situation_of(subject);
  situation.cause = duty.cause.get();
  situation.owner = &duty.row.duty.owner;
  situation.n = &duty.row.duty.key.n;
  if (index.reads_bucket[duty.rule] && (bucket = bucket_of(duty))) situation.bucket = &*bucket;
  return situation;
}

Value Core::moment(std::int64_t at_us) const {
  const LocalTime local = model.zone.to_local(Instant{at_us});
  const ZoneSpec zone{model.zone.name(), model.zone.offset_s(Instant{at_us})};
  return Value::of(DateTime{local.date, Time{local.us_of_day * 1000, zone}});
}

/// Gives expressions their values from a Situation.
class DomainFrame final : public feel::Frame {
 public:
  DomainFrame(Core& core, const Situation& situation) : core_(core), s_(situation) {}

  Value load(std::uint32_t slot) const override {
    const SlotDef& def = core_.model.slots[slot];
    switch (def.kind) {
      case SlotDef::Kind::subject: return s_.subject == nullptr ? Value{} : s_.subject->self;
      case SlotDef::Kind::related: return related(def);
      case SlotDef::Kind::owner: return owner();
      case SlotDef::Kind::event_field: return field(s_.event, def.name);
      case SlotDef::Kind::event_meta: return s_.event == nullptr ? Value{} : occurred_meta(*s_.event, def.name, core_);
      case SlotDef::Kind::event_subject: return subject_of(s_.event, def.index);
      case SlotDef::Kind::cause_field: return field(s_.cause, def.name);
      case SlotDef::Kind::cause_meta: return s_.cause == nullptr ? Value{} : occurred_meta(*s_.cause, def.name, core_);
      case SlotDef::Kind::cause_subject: return subject_of(s_.cause, def.index);
      case SlotDef::Kind::n: return number_or_text();
      case SlotDef::Kind::bucket: return bucket(def.name);
      case SlotDef::Kind::season: return season(def.index);
      case SlotDef::Kind::parameter: return core_.model.in_force(def.index, Instant{s_.at_us}).value;
      case SlotDef::Kind::contact_decision: return contact_decision(def.index);
      case SlotDef::Kind::at: return core_.moment(s_.at_us);
    }
    return {};
  }

  Value attribute(const Value& object, std::uint32_t attribute) const override {
    return core_.attribute_value(object.entity(), attribute, s_);
  }

  Value call(std::uint32_t function, std::span<const Value> arguments) const override {
    if (static_cast<PolicyFunction>(function) == PolicyFunction::all_done) return all_done();
    if (arguments.empty() || arguments[0].is_null()) return {};
    const Value& argument = arguments[0];
    switch (static_cast<PolicyFunction>(function)) {
      case PolicyFunction::unit:
        return argument.kind() == Value::Kind::string ? Value::of(EntityRef{"unit", argument.string()}) : argument;
      case PolicyFunction::post:
        return argument.kind() == Value::Kind::string ? Value::of(EntityRef{"post", argument.string()}) : argument;
      case PolicyFunction::superior: return fact_of(argument, "superior");
      case PolicyFunction::head: return head(argument);
      case PolicyFunction::anniversary: return anniversaries(argument);
      case PolicyFunction::in_state: return in_state(argument);
      case PolicyFunction::all_done: break;
    }
    return {};
  }

 private:
  Value in_state(const Value& name) const {
    if (s_.subject == nullptr || !s_.subject->flow || name.kind() != Value::Kind::string) return {};
    const statechart::Model& chart = *core_.workflow_of(*s_.subject).chart;
    const auto state = chart.state_index.find(name.string());
    if (state == chart.state_index.end()) return Value::of(false);
    const CaseState& flow = *s_.subject->flow;
    if (flow.machine != nullptr) return Value::of(flow.machine->is_active(state->second));
    const auto& active = statechart::StateAccess::active(flow.chart);
    return Value::of(std::binary_search(active.begin(), active.end(), state->second));
  }

  /// What the active states owe is done: nothing of it is live. Waived is done.
  Value all_done() const {
    if (s_.subject == nullptr || !s_.subject->flow) return {};
    for (const auto& [id, duty] : s_.subject->duties.all()) {
      if (duty->live() && duty->rule != none && core_.model.rules[duty->rule].workflow != none) return Value::of(false);
    }
    return Value::of(true);
  }

  Value contact_decision(std::uint32_t index) const {
    const DecisionDef& decision = core_.model.decisions[index];
    if (decision.expression) return core_.evaluate(decision.expression, s_).value;
    return decision.table ? decision.table.evaluate(*this).value : Value{};
  }

  static Value field(const Occurred* occurred, const std::string& name) {
    if (occurred == nullptr) return {};
    const Value* value = occurred->field(name);
    return value == nullptr ? Value{} : *value;
  }

  Value subject_of(const Occurred* occurred, std::uint32_t entity) const {
    if (occurred == nullptr) return {};
    const EntityRef* ref = occurred->subject(core_.model.entities[entity].name);
    return ref == nullptr ? Value{} : Value::of(*ref);
  }

  Value related(const SlotDef& def) const {
    if (s_.subject == nullptr) return {};
    Value value = s_.subject->self;
    for (const auto attribute : def.path) {
      if (value.kind() != Value::Kind::entity) return {};
      value = core_.attribute_value(value.entity(), attribute, s_);
    }
    return value;
  }

  Value owner() const {
    if (s_.owner != nullptr) return *s_.owner ? Value::of(**s_.owner) : Value{};
    if (s_.subject == nullptr) return {};
    const auto owner = core_.owner_of(*s_.subject, s_.at_us);
    return owner ? Value::of(*owner) : Value{};
  }

  Value number_or_text() const {
    if (s_.n == nullptr) return {};
    if (s_.bucket != nullptr) return Value::of(*s_.n);
    const auto number = Decimal::parse(*s_.n);
    return number ? Value::of(*number) : Value::of(*s_.n);
  }

  Value bucket(const std::string& name) const {
    if (s_.bucket == nullptr) return {};
    if (name == "start") return Value::of(s_.bucket->first);
    if (name == "end") return Value::of(s_.bucket->last);
    if (name == "year") return Value::of(Decimal(s_.bucket->first.year));
    return Value::of(s_.bucket->id);
  }

  Value season(std::uint32_t set) const {
    const SeasonSet& seasons = core_.model.seasons[set];
    const Date day = s_.season_date ? *s_.season_date : core_.model.zone.date_of(Instant{s_.at_us});
    const auto found = seasons.at(day);
    return found ? Value::of(seasons.seasons[*found].name) : Value{};
  }

  Value fact_of(const Value& object, std::string_view name) const {
    if (object.kind() != Value::Kind::entity) return {};
    const std::uint32_t entity = core_.model.entity(object.entity().entity);
    if (entity == none) return {};
    const std::uint32_t attribute = core_.model.attribute(entity, name);
    return attribute == none ? Value{} : core_.attribute_value(object.entity(), attribute, s_);
  }

  /// Those of last year, this year and the next, each with its year as id; 29 February falls on the 28th in common years.
  Value anniversaries(const Value& first) const {
    if (first.kind() != Value::Kind::date && first.kind() != Value::Kind::date_time) return {};
    const Date born = first.kind() == Value::Kind::date ? first.date() : first.date_time().date;
    const std::int64_t this_year = core_.model.zone.date_of(Instant{s_.at_us}).year;
    std::vector<Value> found;
    for (std::int64_t year = std::max<std::int64_t>(this_year - 1, born.year + 1); year <= this_year + 1; ++year) {
      const Span since{year - born.year, Span::Unit::years};
      Context element;
      element.entries.emplace_back("id", Value::of(std::to_string(year)));
      element.entries.emplace_back("date", Value::of(add_span(PointInTime::of(born), since, core_.calendar()).date));
      found.push_back(Value::of(std::move(element)));
    }
    return Value::of(std::move(found));
  }

  Value head(const Value& object) const {
    if (object.kind() != Value::Kind::entity) return {};
    if (object.entity().entity == "unit") return fact_of(object, "head");
    const Value unit = fact_of(object, "unit");
    if (unit.kind() == Value::Kind::string) return fact_of(Value::of(EntityRef{"unit", unit.string()}), "head");
    return fact_of(unit, "head");
  }

  Core& core_;
  const Situation& s_;
};

feel::Outcome Core::evaluate(const feel::Expression& expression, const Situation& situation) {
  if (const auto& constant = expression.constant()) return {feel::Outcome::Status::ok, *constant, {}, {}, -1};
  return expression.evaluate(DomainFrame(*this, situation));
}

DecisionOutcome Core::decide(const DecisionTable& table, const Situation& situation) {
  return table.evaluate(DomainFrame(*this, situation));
}

bool Core::holds(const feel::Expression& expression, const Situation& situation, std::string_view what) {
  if (!expression) return true;
  const feel::Outcome outcome = evaluate(expression, situation);
  if (outcome.status == feel::Outcome::Status::ok) {
    return outcome.value.kind() == Value::Kind::boolean && outcome.value.boolean();
  }
  if (result != nullptr) {
    std::string text(what);
    if (outcome.status == feel::Outcome::Status::undecided) {
      text += ": undecided, unknown:";
      for (const std::string& name : outcome.names) text += " " + name;
    } else {
      text += ": " + outcome.message;
    }
    note(std::move(text));
  }
  return false;
}

Value Core::attribute_value(const EntityRef& ref, std::uint32_t attribute, const Situation& situation) {
  if (situation.subject != nullptr && situation.subject->row.key == ref.key && situation.subject->row.entity == ref.entity) {
    return attribute_value(*situation.subject, attribute, situation);
  }
  const Subject* subject = find(ref);
  if (subject == nullptr) {
    const AttributeDef& def = model.attributes[attribute];
    if (def.kind == AttributeDef::Kind::key) return Value::of(ref.key);
    return def.flag ? Value::of(false) : Value{};
  }
  return attribute_value(*subject, attribute, situation);
}

Value Core::attribute_value(const Subject& subject, std::uint32_t attribute, const Situation& situation) {
  const AttributeDef& def = model.attributes[attribute];
  if (def.entity != subject.entity) return {};
  for (const auto& [given, value] : supposed) {
    if (given == attribute) return value;
  }
  switch (def.kind) {
    case AttributeDef::Kind::key: return Value::of(subject.row.key);
    case AttributeDef::Kind::fact: {
      const Value& value = subject.facts[def.index].at(situation.at_us);
      // A flag is raised by a person; until then it is down, not unknown (G11).
      return def.flag && value.is_null() ? Value::of(false) : value;
    }
    case AttributeDef::Kind::measure: return measure_value(subject, def.index, situation.at_us);
    case AttributeDef::Kind::tier:
      {
        const std::uint32_t place = model.tiers[def.index].group;
        if (tells_past_tiers_ && subject.tiers[place].known && situation.at_us < subject.tiers[place].from_us) {
          const auto then = store_.tier_at(subject.row.id, model.tiers[def.index].key, situation.at_us);
          return then ? tier_value(model.tiers[def.index], *then) : Value{};
        }
        return subject.tiers[place].known ? tier_value(model.tiers[def.index], subject.tiers[place].value) : Value{};
      }
    case AttributeDef::Kind::decision: {
      Situation inner = situation;
      inner.subject = &subject;
      const DecisionDef& decision = model.decisions[def.index];
      if (decision.expression) return evaluate(decision.expression, inner).value;
      return decision.table.evaluate(DomainFrame(*this, inner)).value;
    }
  }
  return {};
}

std::optional<EntityRef> Core::owner_of(const Subject& subject, std::int64_t at_us) {
  if (subject.entity == none) return std::nullopt;
  const EntityDef& entity = model.entities[subject.entity];
  if (entity.is_staff) return subject.ref();
  if (entity.owner == none) return std::nullopt;
  const Value& owner = subject.facts[model.attributes[entity.owner].index].at(at_us);
  if (owner.kind() != Value::Kind::entity) return std::nullopt;
  return owner.entity();
}

std::vector<EntityRef> Core::resolve_role(std::uint32_t role, const Situation& situation) {
  const RoleDef& def = model.roles[role];
  if (def.system || !def.expression) return {};
  const feel::Outcome outcome = evaluate(def.expression, situation);
  std::vector<EntityRef> people;
  const auto add = [&](const Value& value) {
    if (value.kind() == Value::Kind::entity) people.push_back(value.entity());
    if (value.kind() == Value::Kind::string) people.push_back({"staff", value.string()});
  };
  if (outcome.value.kind() == Value::Kind::list) {
    for (const Value& item : outcome.value.list()) add(item);
  } else {
    add(outcome.value);
  }
  return people;
}

std::optional<PointInTime> Core::point_of(const Value& value) const {
  if (value.kind() == Value::Kind::date) return PointInTime::of(value.date());
  if (value.kind() != Value::Kind::date_time) return std::nullopt;
  const DateTime& moment = value.date_time();
  const std::optional<ZoneSpec>& zone = moment.time.zone;
  const LocalTime local{moment.date, moment.time.ns_of_day / 1000};
  std::int64_t us = 0;
  if (zone && zone->offset_s) {
    us = TimeZone::find("UTC").to_instant(local).utc_us - std::int64_t{*zone->offset_s} * us_per_second;
  } else if (zone && !zone->name.empty()) {
    us = TimeZone::find(zone->name).to_instant(local).utc_us;
  } else {
    us = model.zone.to_instant(local).utc_us;
  }
  return PointInTime::of(Instant{us});
}

std::optional<PointInTime> Core::resolve_point(const TimePointDef& point, TimeContext context, const Situation& situation,
                                               const BusinessCalendar& calendar, Roll roll) {
  if (point.expression) {
    context.expression = point_of(evaluate(point.expression, situation).value);
    if (!context.expression) return std::nullopt;  // unknown yet: no deadline until the value arrives
  }
  if (point.parameter != none) {
    context.parameter = model.in_force(point.parameter, Instant{situation.begins_us.value_or(situation.at_us)}).span;
    if (!context.parameter) return std::nullopt;
  }
  try {
    return resolve(point.text, context, calendar, roll);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::policy) throw;
    // It refers to a due that there is not, or to a day that its bucket does not have: there is no such point.
    note(error.what());
    return std::nullopt;
  }
}

namespace {

void append_reads(std::string& out, Core& core, const feel::Expression& expression, const Situation& situation,
                  const DomainFrame& frame) {
  JsonObject facts(out);
  for (const auto slot : expression.slots()) {
    const SlotDef& def = core.model.slots[slot];
    switch (def.kind) {
      case SlotDef::Kind::season: facts.value("season." + core.model.seasons[def.index].name, frame.load(slot)); break;
      case SlotDef::Kind::parameter: facts.value("$" + core.model.parameters[def.index].name, frame.load(slot)); break;
      case SlotDef::Kind::event_field:
      case SlotDef::Kind::event_meta: facts.value("event." + def.name, frame.load(slot)); break;
      case SlotDef::Kind::cause_field:
      case SlotDef::Kind::cause_meta: facts.value("cause." + def.name, frame.load(slot)); break;
      case SlotDef::Kind::related:
        if (const AttributeDef& last = core.model.attributes[def.path.back()]; last.kind == AttributeDef::Kind::tier) {
          facts.value("tier." + last.name, frame.load(slot));
        }
        break;
      default: break;
    }
  }
  if (situation.subject == nullptr) return;
  for (const auto id : expression.attributes()) {
    const AttributeDef& def = core.model.attributes[id];
    if (def.entity != situation.subject->entity) continue;
    const std::string prefix = situation.subject->row.entity + (def.kind == AttributeDef::Kind::tier ? ".tier." : ".");
    facts.value(prefix + def.name, core.attribute_value(*situation.subject, id, situation));
  }
}

}  // namespace

std::string Core::routing(const std::vector<const feel::Expression*>& expressions, const Situation& situation, const Subject& about) {
  std::set<std::uint32_t> read;
  for (const feel::Expression* expression : expressions) {
    if (!*expression) continue;
    read.insert(expression->attributes().begin(), expression->attributes().end());
    for (const auto slot : expression->slots()) {
      if (model.slots[slot].kind == SlotDef::Kind::related) read.insert(model.slots[slot].path.back());
    }
  }
  std::string out;
  for (const std::uint32_t id : read) {
    const AttributeDef& def = model.attributes[id];
    if (def.kind != AttributeDef::Kind::decision || !model.decisions[def.index].table) continue;
    const DecisionTable& table = model.decisions[def.index].table;
    Situation inner = situation;
    if (def.entity == about.entity) inner.subject = &about;
    if (inner.subject->entity != def.entity) continue;
    const DomainFrame frame(*this, inner);
    const DecisionOutcome outcome = table.evaluate(frame);
    out += out.empty() ? '{' : ',';
    append_json_string(out, def.name);
    out += ':';
    JsonObject told(out);
    const auto& inputs = table.source().inputs;
    std::string& failed = told.key("failed") += '[';
    for (const RowExplanation& row : table.explain(frame)) {
      if (row.matched) break;
      std::string names = "[";
      for (const std::uint32_t column : row.failed_columns) {
        if (names.size() > 1) names += ',';
        append_json_string(names, inputs[column].expression);
      }
      failed += (failed.back() == '[' ? "" : ",") + ("{\"inputs\":" + names + "],\"row\":" + std::to_string(row.row + 1) + "}");
    }
    failed += ']';
    {
      JsonObject values(told.key("inputs"));
      for (std::size_t i = 0; i < inputs.size() && i < outcome.inputs.size(); ++i) values.value(inputs[i].expression, outcome.inputs[i]);
    }
    if (!outcome.matched.empty()) told.number("row", outcome.matched.front() + 1);
    told.value("value", outcome.value);
  }
  return out.empty() ? out : out + '}';
}

std::string Core::because(const Occurrence& occurrence, const Situation& situation, const feel::Expression& selector) {
  const RuleDef& rule = model.rules[occurrence.rule];
  const StepDef* step = occurrence.step == none ? nullptr : &rule.steps[occurrence.step];
  const std::string& source = step != nullptr && !step->source.empty() ? step->source : rule.source;
  const feel::Expression& condition = step != nullptr && step->when ? step->when : rule.when;
  const DomainFrame frame(*this, situation);
  std::string out;
  out.reserve(256);  // most are no longer
  {
    JsonObject object(out);
    if (situation.bucket != nullptr) {
      std::string& bucket = object.key("bucket");
      JsonObject inner(bucket);
      inner.text("first", situation.bucket->first.to_text());
      inner.text("id", situation.bucket->id);
      inner.text("last", situation.bucket->last.to_text());
    }
    if (situation.cause != nullptr) {
      std::string& cause = object.key("cause");
      JsonObject inner(cause);
      inner.number("at", situation.cause->at_us);
      if (!situation.cause->by.empty()) inner.text("by", situation.cause->by);
      inner.text("id", situation.cause->id);
      inner.text("type", model.events[situation.cause->event].name);
    }
    if (situation.started) object.text("date", situation.started->to_text());
    object.text("policy", model.layers[rule.layer].id);
    object.text("rule", rule.id);
    object.text("run", occurrence.run);
    if (!source.empty()) object.text("source", source);
    if (step != nullptr) object.text("step", step->name);
    if (selector) append_reads(object.key("switch"), *this, selector, situation, frame);
    object.text("version", model.layers[rule.layer].version);
    if (condition) append_reads(object.key("when"), *this, condition, situation, frame);
  }
  return out;
}

}  // namespace huifang
