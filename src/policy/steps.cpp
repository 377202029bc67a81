/// Steps: parts of a rule with a start of their own.

#include <algorithm>

#include "policy/rules.hpp"

namespace huifang::loader {
namespace {

using Kind = feel::Type::Kind;

class StepReader {
 public:
  StepReader(Loader& loader, const Node& rule_node, RuleDef& rule, std::uint32_t index, const Node& node)
      : loader_(loader),
        rule_node_(rule_node),
        rule_(rule),
        step_(rule.steps[index]),
        index_(index),
        node_(node) {}

  void run(ScopeSpec spec) {
    start();
    if (const Node* every = node_.find("every")) {
      ScopeSpec asked = spec;
      asked.standing = true;
      step_.every = grid_of(*every, Scope(loader_, asked));
    }
    step_.has_every = node_.has("every");
    spec.repetition = spec.repetition || step_.has_every;
    // What starts the step is looked at when it starts; the duty outlives that.
    ScopeSpec now = spec;
    if (!step_.on.empty()) {
      now.event = true;
      now.event_is_cause = false;
      now.events = step_.on;
    }
    if (const Node* when = node_.find("when"))
      step_.when = expression(*when, Scope(loader_, now), Kind::boolean);
    const Node* own = node_.find("owe");
    const Node* base = rule_node_.find("owe");
    if (own != nullptr || (base != nullptr && !node_.has("owe") && !node_.has("do"))) {
      step_.owe = owe_of({loader_, rule_node_, rule_, spec, &step_}, own, base);
    }
    if (const Node* effects = node_.find("do")) {
      step_.effects = effects_of({loader_, rule_node_, rule_, now, &step_}, *effects);
    }
    const bool refused =
        std::any_of(node_.children.begin(), node_.children.end(), [](const Node* key) { return key->bad; });
    if (!node_.has("owe") && !node_.has("do") && !rule_node_.has("owe") && !refused) {
      loader_.report.error_at_key(code::does_nothing, node_, "the step neither owes nor does anything",
                                  {"neither", "\"owe\" or \"do\"", ""});
    }
  }

 private:
  void start() {
    const Node* on = node_.find("on");
    const Node* after = node_.find("after");
    if (on != nullptr && after != nullptr) {
      loader_.report.error_at_key(code::exclusive_keys, *after,
                                  "a step starts on an event or after a step, not both",
                                  {"both", "one of them", ""});
    }
    if (on != nullptr) {
      step_.start = StepDef::Start::event;
      step_.on = events_of(loader_, *on);
      return;
    }
    if (after == nullptr || after->text == "start") return;
    if (after->text == "previous") {
      step_.start = StepDef::Start::previous;
      return;
    }
    step_.start = StepDef::Start::after;
    std::vector<std::string> names{"start", "previous"};
    for (std::uint32_t i = 0; i < rule_.steps.size(); ++i) {
      if (i < index_) names.push_back(rule_.steps[i].name);
      if (rule_.steps[i].name == after->text) step_.after = i;
    }
    if (step_.after == none) {
      unknown_name(loader_, code::unknown_step, *after, "step", after->text, names);
    } else if (step_.after >= index_) {
      loader_.report.error(code::unknown_step, *after, "a step follows an earlier one",
                           {brief(*after), "a step that stands before it", ""});
      step_.after = none;
    } else if (rule_.steps[step_.after].has_every) {
      loader_.report.error(code::unknown_step, *after, "a step that repeats has no last due to follow",
                           {brief(*after), "a step without \"every\"", ""});
    }
    if (step_.after == none) step_.start = StepDef::Start::run;
  }

  Loader& loader_;
  const Node& rule_node_;
  RuleDef& rule_;
  StepDef& step_;
  std::uint32_t index_;
  const Node& node_;
};

}  // namespace

void load_steps(Loader& loader, const Node& rule_node, RuleDef& rule, const ScopeSpec& spec) {
  const Node* steps = rule_node.find("steps");
  if (steps == nullptr) return;
  if (steps->children.empty()) {
    loader.report.error(code::empty_list, *steps, "at least one step is needed", {"no step", "", ""});
  }
  const bool repeats = rule.has_each || rule.has_every;
  if (const Node* date = repeats ? rule_node.find("date") : nullptr) {
    loader.report.error_at_key(code::later_steps, *date, "steps of a rule that starts by date and repeats are not supported by this version",
                               {"\"date\"", "a rule that starts on events, or while a condition holds", ""});
  }
  for (const Node* node : steps->children) {
    if (node->bad) continue;
    const auto step = std::find_if(rule.steps.begin(), rule.steps.end(),
                                   [&](const StepDef& s) { return s.name == node->key; });
    if (step == rule.steps.end()) continue;
    const auto index = static_cast<std::uint32_t>(step - rule.steps.begin());
    StepReader(loader, rule_node, rule, index, *node).run(spec);
  }
}

}  // namespace huifang::loader
