#include "policy/workflows.hpp"

#include <algorithm>
#include <deque>

#include "policy/canonical.hpp"
#include "policy/choice.hpp"
#include "policy/roles.hpp"
#include "policy/rules.hpp"
#include "policy/sha256.hpp"
#include "statechart/compiler.hpp"

namespace huifang::loader {

using Kind = feel::Type::Kind;
using statechart::Action;
using statechart::Actions;

namespace {

const std::vector<std::string> effect_kinds{"flag", "notify", "raise", "assign", "set", "void", "send", "request", "open"};
const std::vector<std::string> effect_details{"when", "data", "channel", "purpose"};

/// The values of a case that are nowhere declared: whatever `set` and `open` name.
void collect_names(const Node& node, bool inside, std::string_view workflow, std::vector<const Node*>& names) {
  const Node* set = inside && node.is_object() ? node.find("set") : nullptr;
  if (set != nullptr && set->is_object()) {
    for (const Node* entry : set->children) {
      if (entry->key.find('.') == std::string::npos) names.push_back(entry);
    }
  }
  const Node* open = node.is_object() ? node.find("open") : nullptr;
  const Node* data = open == nullptr ? nullptr : node.find("data");
  if (data != nullptr && data->is_object() && (open->text == workflow || open->is_array())) {
    const bool listed = open->is_string() || std::any_of(open->children.begin(), open->children.end(), [&](const Node* one) { return one->text == workflow; });
    if (listed) names.insert(names.end(), data->children.begin(), data->children.end());
  }
  for (const Node* child : node.children) collect_names(*child, inside, workflow, names);
}

bool opens(const Node& node, std::string_view workflow) {
  const Node* open = node.is_object() ? node.find("open") : nullptr;
  const auto names = [&](const auto& self, const Node& one) -> bool {
    if (one.is_string()) return one.text == workflow;
    return std::any_of(one.children.begin(), one.children.end(), [&](const Node* child) { return self(self, *child); });
  };
  if (open != nullptr && names(names, *open)) return true;
  return std::any_of(node.children.begin(), node.children.end(), [&](const Node* child) { return opens(*child, workflow); });
}

bool is_own(std::string_view descriptor) { return descriptor.starts_with("done.") || descriptor.starts_with("missed."); }

/// One workflow while it is loaded.
class WorkflowReader final : public statechart::Dialect {
 public:
  WorkflowReader(Loader& loader, const Node& node, std::uint32_t index, std::shared_ptr<WorkflowDef> made)
      : loader_(loader),
        node_(node),
        index_(index),
        def_(std::move(made)),
        chart_(std::make_shared<statechart::Model>()),
        compiler_(*chart_, loader.report, options_, this) {}

  void declare() {
    def_->id = def_->name = node_.key;
    def_->source = text_at(node_, "source");
    def_->about = entity_at(loader_, node_, "about", "customer");
    if (const Node* one_per = node_.find("one_per")) {
      def_->one_per_subject = one_of(loader_, *one_per, {"cause", "subject"}).value_or(0) == 1;
    }
    chart_->name = node_.key;
    chart_->title = text_at(node_, "title");
    declare_entity();
    compiler_.collect_states(node_);
    for (const statechart::StateInfo& state : chart_->states) state_nodes_.push_back(node_of(state));
    def_->owes.resize(chart_->states.size());
    def_->pauses.resize(chart_->states.size());
    for (std::uint32_t s = 1; s < chart_->states.size(); ++s) declare_duties(s);
  }

  void declare_events() {
    def_->opened_event = raised("opened." + def_->id, {});
    FieldDef outcome{"outcome", type_of_kind(Kind::string), none, false};
    for (const statechart::StateInfo& state : chart_->states) {
      if (state.parent == 0 && state.kind == statechart::StateInfo::Kind::final) outcome.type.values.push_back(state.id);
    }
    def_->closed_event = raised("closed." + def_->id, {std::move(outcome), {"owner", type_entity(loader_.model.staff), loader_.model.staff, false}});
    for (const auto& rules : def_->owes) {
      for (const std::uint32_t rule : rules) loader_.model.rules[rule].on = {def_->opened_event};
    }
  }

  void load() {
    find_causes();
    const Scope scope(loader_, spec({}));
    if (const Node* owner = node_.find("owner")) {
      def_->owner = choice_of<std::uint32_t>(*owner, scope, [&](const Node& branch) -> std::optional<std::uint32_t> {
        const std::uint32_t role = role_of(branch, scope);
        return role == none ? std::nullopt : std::optional(role);
      });
    }
    if (const Node* fallback = node_.find("default_owner")) def_->default_owner = role_of(*fallback, scope);
    for (std::uint32_t s = 1; s < chart_->states.size(); ++s) load_duties(s);
    compiler_.compile_states();
    for (std::uint32_t s = 1; s < chart_->states.size(); ++s) load_pauses(s);
    if (const Node* correlate = node_.find("correlate")) {
      std::vector<std::uint32_t> events;
      for (const auto& [event, name] : def_->heard) events.push_back(event);
      for (const auto& rules : def_->owes) {
        for (const std::uint32_t rule : rules) {
          for (const NeedPart& part : loader_.model.rules[rule].owe->need) {
            for (const NeedItem& item : part.any) events.push_back(item.event);
          }
        }
      }
      def_->correlate = link_of(loader_, *correlate, def_->entity, "case", events);
      if (def_->correlate.path.size() > 1) {
        loader_.report.error(code::bad_link, *correlate, "cases are found by a value of their own", {brief(*correlate), "event.field = case.value", ""});
      }
    }
    hear_own();
    def_->most.resize(chart_->transitions.size());
    const std::string hash = sha256_hex(canonical(node_));
    chart_->hash = "sha256:" + hash;
    for (std::size_t i = 0; i < 16; ++i) {
      const char c = hash[i];
      chart_->fingerprint = chart_->fingerprint * 16 + static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    def_->chart = chart_;
    if (loader_.report.failed()) return;
    for (Diagnostic& finding : statechart::lint(statechart::Definition(chart_))) loader_.report.adopt(std::move(finding));
    if (causes_.empty() && !any_cause_) {
      loader_.report.warning(code::never_opened, node_, "nothing opens a case of the workflow '" + def_->id + "'",
                             {"\"" + def_->id + "\"", "a rule that does {\"open\": \"" + def_->id + "\"}", ""});
    }
  }

  // statechart::Dialect
  const std::vector<std::string>& state_keys() const override {
    static const std::vector<std::string> keys{"owe", "pauses", "label"};
    return keys;
  }
  const std::vector<std::string>& inline_keys() const override {
    static const std::vector<std::string> keys = [] {
      std::vector<std::string> all = effect_kinds;
      all.insert(all.end(), effect_details.begin() + 1, effect_details.end());
      return all;
    }();
    return keys;
  }

  feel::Expression condition(const Node& node, const std::vector<std::string>& events) override {
    ScopeSpec asked = spec(events);
    asked.standing = events.empty();
    return expression(node, Scope(loader_, std::move(asked)), Kind::boolean);
  }

  Actions actions(const Node& node, std::uint32_t state, const std::string& place, const std::vector<std::string>& events) override {
    RuleDef rule;
    rule.id = def_->id + "." + chart_->states[state].id + "#" + place;
    rule.workflow = index_;
    rule.entity = def_->entity;
    rule.on = {def_->opened_event};
    rule.order = static_cast<std::uint32_t>(loader_.model.rules.size());
    rule.source = text_at(*state_nodes_[state], "source");
    if (rule.source.empty()) rule.source = def_->source;
    const RuleContext context{loader_, node, rule, spec(events)};
    std::vector<EffectDef> effects;
    if (node.is_object()) {
      Node list;  // one effect, not in a list
      list.kind = Node::Kind::array;
      list.place = list.key_place = node.place;
      list.parent = const_cast<Node*>(&node);
      list.children = {const_cast<Node*>(&node)};
      effects = effects_of(context, list);
      if (place[0] >= '0' && place[0] <= '9') {
        for (EffectDef& effect : effects) effect.when = {};  // the condition is the transition's
      }
    } else {
      for (const Node* child : node.children) check_keys(*child);
      effects = effects_of(context, node);
    }
    rule.effects = std::move(effects);
    Action action;
    action.kind = Action::Kind::host;
    action.slot = rule.order;
    action.pointer = node.pointer();
    loader_.model.rules.push_back(std::move(rule));
    loader_.rule_nodes.push_back(&node_);
    return {std::move(action)};
  }

  void event(const Node& at, bool key, const std::string& descriptor, std::uint32_t) override {
    if (descriptor == "*" || descriptor.starts_with("done.state.") || descriptor == "done.state" || descriptor == "error" ||
        descriptor.starts_with("error.") || descriptor == "done" || descriptor == "missed") {
      if (descriptor == "*") hear([](const std::string&) { return true; });
      return;
    }
    if (is_own(descriptor) && is_duty(descriptor.substr(descriptor.find('.') + 1))) return;
    const bool found = hear([&](const std::string& name) { return statechart::descriptor_matches(descriptor, name); });
    if (found) return;
    std::vector<std::string> names;
    for (const EventDef& known : loader_.model.events) names.push_back(known.name);
    for (const std::string& duty : duties_) names.insert(names.end(), {"done." + duty, "missed." + duty});
    const std::string message = "the event '" + descriptor + "' is nowhere declared";
    const Detail detail{"\"" + descriptor + "\"", "an event of the policy, done.<duty>, missed.<duty> or done.state.<state>",
                        loader_.report.nearest(descriptor, names)};
    if (key) {
      loader_.report.error_at_key(code::unknown_event, at, message, detail);
    } else {
      loader_.report.error(code::unknown_event, at, message, detail);
    }
  }

  void timer(const Node& entry, std::uint32_t number, std::uint32_t state) override {
    RuleDef rule;
    rule.id = def_->id + "." + chart_->states[state].id;
    rule.workflow = index_;
    rule.entity = def_->entity;
    Node text = entry;  // what a time text is elsewhere stands here as a key
    text.kind = Node::Kind::string;
    text.text = entry.key;
    text.children.clear();
    text.place = entry.key_place;
    const auto point = time_point({loader_, entry, rule, spec({})}, text);
    def_->timers.resize(number + 1);
    if (point && point->text.span && point->text.base == TimeText::Base::start &&
        (point->text.span->amount < 0 || (point->text.span->amount == 0 && point->text.span->is_exact()))) {
      loader_.report.error_at_key(code::bad_span, entry, "a timer comes after a positive span",
                                  {"\"" + entry.key + "\"", "\"30 minutes\", \"2 working days\"; what shall be at once stands in \"always\"", ""});
    }
    if (point) def_->timers[number] = *point;
  }

  void transition(const Node& node, std::uint32_t number) override {
    const Node* max = node.find("max");
    if (max == nullptr) return;
    def_->most.resize(std::max<std::size_t>(def_->most.size(), number + 1));
    def_->most[number] = static_cast<std::uint32_t>(integer_of(loader_, *max, 1, 1'000'000).value_or(0));
  }

 private:
  /// Effects inside transitions: no table of keys has looked at them.
  void check_keys(const Node& node) {
    if (!node.is_object()) return;
    for (const Node* child : node.children) {
      std::vector<std::string> names = effect_kinds;
      names.insert(names.end(), effect_details.begin(), effect_details.end());
      if (std::find(names.begin(), names.end(), child->key) != names.end()) continue;
      loader_.report.error_at_key(code::unknown_key, *child, "unknown key '" + child->key + "' in effect",
                                  {"\"" + child->key + "\"", "a key of the language reference", loader_.report.nearest(child->key, names)});
    }
  }

  const Node* node_of(const statechart::StateInfo& state) const {
    if (state.id.empty()) return &node_;
    const Node* around = state_nodes_.size() > state.parent ? state_nodes_[state.parent] : &node_;
    const Node* states = around->find("states");
    const Node* found = states == nullptr ? nullptr : states->find(state.id);
    return found == nullptr ? around : found;
  }

  void declare_entity() {
    PolicyModel& model = loader_.model;
    const std::string name = "case." + def_->id;
    def_->entity = static_cast<std::uint32_t>(model.entities.size());
    EntityDef entity;
    entity.name = name;
    entity.is_case = true;
    model.entities.push_back(std::move(entity));
    model.entity_index.emplace(name, def_->entity);
    if (def_->about == none) return;
    const auto reference = [&](const std::string& fact, std::uint32_t target, bool built_in) {
      AttributeDef attribute;
      attribute.name = fact;
      attribute.entity = def_->entity;
      attribute.target = target;
      attribute.type = type_entity(target);
      attribute.built_in = built_in;
      return add_attribute(loader_, nullptr, std::move(attribute));
    };
    def_->about_attribute = reference(model.entities[def_->about].name, def_->about, false);
    model.entities[def_->entity].owner = reference("owner", model.staff, true);
    AttributeDef slot;  // where its duties are planned
    slot.name = "plan.slot";
    slot.entity = def_->entity;
    slot.type = type_of_kind(Kind::string);
    slot.built_in = slot.internal = true;
    model.entities[def_->entity].slots = add_attribute(loader_, nullptr, std::move(slot));
    AttributeDef key;
    key.name = "key";
    key.entity = def_->entity;
    key.kind = AttributeDef::Kind::key;
    key.type = type_of_kind(Kind::string);
    key.nullable = false;
    key.built_in = true;
    add_attribute(loader_, nullptr, std::move(key));
    if (const Node* facts = node_.find("facts"); facts != nullptr && facts->is_object()) {
      for (const Node* fact : facts->children) {
        if (!fact->bad && fact->key != "locked") declare_fact(*fact, type_of(loader_, *fact, "a value of the case"));
      }
    }
    std::vector<const Node*> names;
    collect_names(node_, true, def_->id, names);
    if (const Node* rules = loader_.root().find("rules")) collect_names(*rules, false, def_->id, names);
    for (const Node* other : loader_.entries("workflows")) {
      if (other != &node_) collect_names(*other, false, def_->id, names);
    }
    for (const Node* one : names) {
      if (model.attribute(def_->entity, one->key) == none) declare_fact(*one, {});
    }
  }

  void declare_fact(const Node& node, const TypeSpec& type) {
    if (!usable_name(loader_, node, "a value of a case")) return;
    AttributeDef attribute;
    attribute.name = node.key;
    attribute.entity = def_->entity;
    attribute.type = type.type;
    attribute.target = type.target;
    attribute.scale = type.scale;
    attribute.nullable = type.nullable;
    attribute.flag = type.flag;
    attribute.list = type.list;
    add_attribute(loader_, &node, std::move(attribute));
  }

  void declare_duties(std::uint32_t state) {
    const Node& node = *state_nodes_[state];
    const Node* owe = node.is_object() ? node.find("owe") : nullptr;
    if (owe == nullptr || !owe->is_object()) return;
    for (const Node* entry : owe->children) {
      if (entry->bad || !usable_name(loader_, *entry, "a duty")) continue;
      RuleDef rule;
      rule.id = def_->id + "." + chart_->states[state].id + "." + entry->key;
      rule.order = static_cast<std::uint32_t>(loader_.model.rules.size());
      rule.entity = def_->entity;
      rule.workflow = index_;
      rule.source = text_at(*entry, "source");
      if (rule.source.empty()) rule.source = text_at(node, "source");
      if (rule.source.empty()) rule.source = def_->source;
      def_->owes[state].push_back(rule.order);
      loader_.model.rule_index.emplace(rule.id, rule.order);
      loader_.model.rules.push_back(std::move(rule));
      loader_.rule_nodes.push_back(entry);
      if (!is_duty(entry->key)) duties_.push_back(entry->key);
    }
  }

  bool is_duty(std::string_view name) const { return std::find(duties_.begin(), duties_.end(), name) != duties_.end(); }

  std::uint32_t raised(const std::string& name, std::vector<FieldDef> fields) {
    EventDef event;
    event.name = name;
    event.kind = EventDef::Kind::case_changed;
    event.fields = std::move(fields);
    PolicyModel& model = loader_.model;
    const auto index = static_cast<std::uint32_t>(model.events.size());
    const auto [place, added] = model.event_index.emplace(name, index);
    if (!added) return place->second;
    model.events.push_back(std::move(event));
    return index;
  }

  /// Which events open its cases: those of all rules that do, when they all start on events.
  void find_causes() {
    for (std::uint32_t i = 0; i < loader_.model.rules.size(); ++i) {
      const RuleDef& rule = loader_.model.rules[i];
      if (rule.workflow != none || !opens(*loader_.rule_nodes[i], def_->id)) continue;
      any_cause_ = any_cause_ || rule.on.empty() || loader_.rule_nodes[i]->has("steps");
      for (const std::uint32_t event : rule.on) {
        if (std::find(causes_.begin(), causes_.end(), event) == causes_.end()) causes_.push_back(event);
      }
    }
    for (const Node* other : loader_.entries("workflows")) any_cause_ = any_cause_ || opens(*other, def_->id);
    if (any_cause_) causes_.clear();  // any event may be the cause
  }

  /// Names in the chart; `events`: what is looked at, empty: nothing.
  ScopeSpec spec(const std::vector<std::string>& events) const {
    ScopeSpec spec;
    spec.entity = def_->entity;
    spec.in_case = true;
    spec.cause = true;
    spec.causes = causes_;
    spec.event = !events.empty();
    for (const std::string& descriptor : events) {
      for (std::uint32_t i = 0; i < loader_.model.events.size(); ++i) {
        const EventDef& known = loader_.model.events[i];
        const bool own = is_own(descriptor) && known.rule != none && loader_.model.rules[known.rule].workflow == index_ &&
                         own_name(known) == descriptor;
        const bool fits = own || statechart::descriptor_matches(descriptor, known.name);
        if (fits && std::find(spec.events.begin(), spec.events.end(), i) == spec.events.end()) spec.events.push_back(i);
      }
    }
    return spec;
  }

  /// "done.reply" of "done.matter.open.reply".
  std::string own_name(const EventDef& event) const {
    const std::string& rule = loader_.model.rules[event.rule].id;
    const std::string kind = event.kind == EventDef::Kind::done ? "done." : "missed.";
    for (const std::string& duty : duties_) {
      if (rule.size() > duty.size() && rule.ends_with(duty) && rule[rule.size() - duty.size() - 1] == '.' &&
          rule.starts_with(def_->id + ".")) {
        // Of duties whose names end alike the longest is meant.
        const auto longer = [&](const std::string& other) { return other.size() > duty.size() && rule.ends_with("." + other); };
        if (std::none_of(duties_.begin(), duties_.end(), longer)) return kind + duty;
      }
    }
    return {};
  }

  void hear_own() {
    for (std::uint32_t i = 0; i < loader_.model.events.size(); ++i) {
      const EventDef& event = loader_.model.events[i];
      if (event.rule == none || loader_.model.rules[event.rule].workflow != index_) continue;
      if (event.kind == EventDef::Kind::done || event.kind == EventDef::Kind::missed) def_->heard[i] = own_name(event);
    }
  }

  /// Every event of the policy whose name fits is heard; false: none fits.
  template <class Fits>
  bool hear(Fits&& fits) {
    bool any = false;
    for (std::uint32_t i = 0; i < loader_.model.events.size(); ++i) {
      const EventDef& event = loader_.model.events[i];
      if (i == def_->opened_event || i == def_->closed_event || !fits(event.name)) continue;
      any = true;
      def_->heard.emplace(i, event.name);
    }
    return any;
  }

  void load_duties(std::uint32_t state) {
    for (const std::uint32_t number : def_->owes[state]) {
      RuleDef rule = loader_.model.rules[number];
      const Node& node = *loader_.rule_nodes[number];
      rule.owe = owe_of({loader_, node, rule, spec({})}, &node, nullptr);
      if (const Node* reopen = node.find("reopen")) {
        rule.reopen = static_cast<RuleDef::Reopen>(one_of(loader_, *reopen, {"restart", "resume", "ignore"}).value_or(0));
      }
      loader_.model.rules[number] = std::move(rule);
    }
  }

  void load_pauses(std::uint32_t state) {
    const Node* pauses = state_nodes_[state]->is_object() ? state_nodes_[state]->find("pauses") : nullptr;
    if (pauses == nullptr) return;
    const auto add = [&](const std::string* name) {
      bool found = false;
      for (const auto& rules : def_->owes) {
        for (const std::uint32_t rule : rules) {
          if (name != nullptr && loader_.rule_nodes[rule]->key != *name) continue;
          found = true;
          def_->pauses[state].push_back(rule);
        }
      }
      return found;
    };
    if (pauses->is_boolean()) {
      if (pauses->boolean) (void)add(nullptr);
      return;
    }
    for (const Node* name : pauses->children) {
      if (!name->is_string() || !add(&name->text)) unknown_name(loader_, code::unknown_duty, *name, "duty of this workflow", name->text, duties_);
    }
  }

  Loader& loader_;
  const Node& node_;
  std::uint32_t index_;
  std::shared_ptr<WorkflowDef> def_;
  std::shared_ptr<statechart::Model> chart_;
  statechart::CompileOptions options_;
  statechart::Compiler compiler_;
  std::vector<const Node*> state_nodes_;  ///< by state
  std::vector<std::string> duties_;       ///< names, each once
  std::vector<std::uint32_t> causes_;     ///< events that open its cases
  bool any_cause_ = false;
};

}  // namespace

struct WorkflowsLoading {
  std::deque<WorkflowReader> readers;
};

void declare_workflows(Loader& loader) {
  for (const Node* entry : loader.entries("workflows")) {
    if (!usable_name(loader, *entry, "a workflow")) continue;
    if (!loader.workflows) loader.workflows = std::make_shared<WorkflowsLoading>();
    const auto index = static_cast<std::uint32_t>(loader.model.workflows.size());
    const auto def = std::make_shared<WorkflowDef>();
    loader.model.workflows.push_back(def);
    loader.workflows->readers.emplace_back(loader, *entry, index, def).declare();
  }
}

void declare_workflow_events(Loader& loader) {
  if (!loader.workflows) return;
  for (WorkflowReader& reader : loader.workflows->readers) reader.declare_events();
}

void load_workflows(Loader& loader) {
  if (!loader.workflows) return;
  for (WorkflowReader& reader : loader.workflows->readers) reader.load();
}

std::uint32_t workflow_named(const Loader& loader, std::string_view name) {
  const auto& all = loader.model.workflows;
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one->id == name; });
  return found == all.end() ? none : static_cast<std::uint32_t>(found - all.begin());
}

std::vector<std::string> workflow_names(const Loader& loader) {
  std::vector<std::string> names;
  for (const auto& workflow : loader.model.workflows) names.push_back(workflow->id);
  return names;
}

std::uint32_t workflow_entity(const Loader& loader, std::uint32_t workflow) { return loader.model.workflows[workflow]->entity; }

}  // namespace huifang::loader
