#include "policy/rules.hpp"

#include <algorithm>

#include "policy/choice.hpp"
#include "policy/points_section.hpp"

namespace huifang::loader {
namespace {

using Kind = feel::Type::Kind;

class RuleReader {
 public:
  RuleReader(Loader& loader, const Node& node, RuleDef& rule) : loader_(loader), node_(node), rule_(rule) {}

  void run() {
    start();
    ScopeSpec spec;
    spec.entity = rule_.entity;
    spec.any_subject = rule_.entity == none;  // reported: no need to miss its members too
    spec.cause = node_.has("on");
    spec.causes = rule_.on;
    spec.event = spec.cause;
    spec.event_is_cause = spec.cause;
    if (const Node* date = node_.find("date")) dates(*date);
    if (const Node* link = node_.find("link")) {
      std::vector<std::uint32_t> events = rule_.on;
      events.insert(events.end(), rule_.until.begin(), rule_.until.end());
      rule_.link = link_of(loader_, *link, rule_.entity, entity_name(), events);
    }
    if (const Node* overrides = node_.find("overrides")) overridden(*overrides);
    if (const Node* catch_up = node_.find("catch_up")) {
      rule_.catch_up_all = one_of(loader_, *catch_up, {"one", "all"}).value_or(0) == 1;
    }
    if (const Node* when = node_.find("when")) {
      ScopeSpec asked = spec;
      asked.standing = !spec.cause;
      rule_.when = expression(*when, Scope(loader_, asked), Kind::boolean);
    }
    repetition(spec);
    spec.repetition = rule_.has_each || rule_.has_every;
    spec.bucket = rule_.has_each;
    const RuleContext context{loader_, node_, rule_, spec};
    const Node* owe = node_.find("owe");
    if (node_.has("steps")) {
      load_steps(loader_, node_, rule_, spec);
    } else if (owe != nullptr) {
      rule_.owe = owe_of(context, owe, nullptr);
    }
    if (const Node* effects = node_.find("do")) rule_.effects = effects_of(context, *effects);
    check_pending(loader_, node_, rule_);
    if (const Node* at = node_.find("at")) {
      rule_.at = time_point(context, *at);
      if (!node_.has("do")) {
        loader_.report.error_at_key(code::no_effect, *at, "'at' says when effects act, and the rule has none",
                                    {"\"at\"", "\"do\"", ""});
      }
    }
    const bool refused =
        std::any_of(node_.children.begin(), node_.children.end(), [](const Node* key) { return key->bad; });
    if (!node_.has("owe") && !node_.has("do") && !node_.has("steps") && !refused) {
      loader_.report.error_at_key(code::does_nothing, node_, "the rule neither owes nor does anything",
                                  {"neither", "\"owe\", \"do\" or \"steps\"", ""});
    }
  }

 private:
  void start() {
    if (const Node* on = node_.find("on")) rule_.on = events_of(loader_, *on);
    if (const Node* until = node_.find("until")) {
      if (!until->is_object()) {
        rule_.until = events_of(loader_, *until);
      } else if (const Node* date = until->find("date")) {
        ScopeSpec spec;
        spec.entity = rule_.entity;
        spec.any_subject = rule_.entity == none;
        spec.cause = node_.has("on");
        spec.causes = rule_.on;
        rule_.until_date = expression(*date, Scope(loader_, spec), Kind::date);
      } else if (!until->has("date")) {
        loader_.report.error(code::missing_key, *until, "until names events or a date",
                             {"neither", "\"date\"", ""});
      }
    }
    if (const Node* again = node_.find("again")) {
      const auto chosen = one_of(loader_, *again, {"restart", "ignore", "parallel"});
      if (chosen) rule_.again = static_cast<RuleDef::Again>(*chosen);
    }
    if (const Node* partial = node_.find("partial")) {
      const auto chosen = one_of(loader_, *partial, {"drop", "clip", "keep"});
      if (chosen) rule_.partial = static_cast<RuleDef::Partial>(*chosen);
    }
    if (const Node* max = node_.find("max"))
      rule_.max = integer_of(loader_, *max, 1, 1'000'000'000).value_or(0);
  }

  void dates(const Node& node) {
    if (node_.has("on")) {
      loader_.report.error_at_key(code::exclusive_keys, node, "a rule starts on events or by date, not both",
                                  {"both", "one of them", ""});
    }
    ScopeSpec spec;
    spec.entity = rule_.entity;
    spec.any_subject = rule_.entity == none;
    spec.standing = true;
    spec.dates = true;
    const Scope scope(loader_, spec);
    const auto add = [&](const Node& text) {
      if (!text.is_string()) {
        loader_.report.error(code::wrong_kind, text, "a date that starts a rule is a FEEL expression",
                             {brief(text), "text: \"contract.pay_due\"", ""});
        return;
      }
      feel::Expression compiled = expression(text, scope);
      if (!compiled) return;
      const Kind kind = compiled.type().kind;
      if (kind != Kind::list && !fits(compiled.type(), Kind::date) &&
          !fits(compiled.type(), Kind::date_time)) {
        loader_.report.error(code::wrong_type, text, "the expression is no date",
                             {brief(text), "a date, a date and time, or a list of them", ""});
        return;
      }
      const auto& functions = compiled.functions();
      const auto yearly = static_cast<std::uint32_t>(PolicyFunction::anniversary);
      if (std::find(functions.begin(), functions.end(), yearly) != functions.end()) rule_.dates_yearly = true;
      rule_.dates.push_back({std::move(compiled), text.text});
    };
    if (!node.is_array()) {
      add(node);
    } else if (node.children.empty()) {
      loader_.report.error(code::empty_list, node, "at least one date is needed", {"an empty list", "", ""});
    }
    if (node.is_array()) {
      for (const Node* text : node.children) add(*text);
    }
  }

  std::string entity_name() const { return rule_.entity == none ? "customer" : loader_.model.entities[rule_.entity].name; }

  /// Rules that do not act when this one matches the same cause.
  void overridden(const Node& node) {
    const Node* value = literal(loader_, node);
    if (value == nullptr) return;
    const auto add = [&](const Node& item) {
      if (!item.is_string()) {
        loader_.report.error(code::wrong_kind, item, "rules are named by text", {brief(item), "the name of a rule", ""});
        return;
      }
      const std::uint32_t other = loader_.model.rule(item.text);
      const std::size_t slash = item.text.find('/');
      if (other == none && slash != std::string::npos && slash > 0 && slash + 1 < item.text.size()) {
        rule_.overrides_foreign.push_back(item.text);  // of another policy: known when both are bound
        return;
      }
      if (other == none) {
        std::vector<std::string> names;
        for (const RuleDef& rule : loader_.model.rules) names.push_back(rule.id);
        unknown_name(loader_, code::unknown_rule, item, "rule", item.text, names);
        return;
      }
      const Node& written = *loader_.rule_nodes[other];
      if (node_.has("date") != written.has("date")) {
        loader_.report.error(code::no_common_cause, item, "the cause of a rule that starts by date is its date, which starts no other kind of rule",
                             {brief(item), node_.has("date") ? "a rule that starts by date" : "a rule that does not start by date", ""});
      } else if (loader_.model.rules[other].entity != rule_.entity) {
        loader_.report.error(code::bad_overrides, item, "a rule overrides rules about the same kind of subject",
                             {brief(item), "a rule for " + entity_name(), ""});
      } else if (std::find(rule_.overrides.begin(), rule_.overrides.end(), other) == rule_.overrides.end()) {
        rule_.overrides.push_back(other);
      }
    };
    if (!value->is_array()) return add(*value);
    for (const Node* item : value->children) add(*item);
  }

  void repetition(const ScopeSpec& around) {
    const Node* each = node_.find("each");
    const Node* every = node_.find("every");
    if (each != nullptr && every != nullptr) {
      loader_.report.error_at_key(code::exclusive_keys, *every,
                                  "a rule repeats by each or by every, not both",
                                  {"both", "one of them", ""});
    }
    rule_.has_each = node_.has("each");
    rule_.has_every = node_.has("every") && !rule_.has_each;
    ScopeSpec spec = around;
    spec.standing = true;
    const Scope scope(loader_, spec);
    if (each != nullptr) {
      rule_.each = choice_of<std::uint32_t>(*each, scope,
                                            [&](const Node& branch) { return bucket_of(loader_, branch); });
    } else if (every != nullptr) {
      rule_.every = grid_of(*every, scope);
    }
    for (const char* key : {"partial", "max"}) {
      const Node* node = node_.find(key);
      if (node == nullptr || rule_.has_each || rule_.has_every) continue;
      loader_.report.error_at_key(code::no_effect, *node,
                                  "'" + node->key + "' is about repetitions, and the rule has none",
                                  {"\"" + node->key + "\"", "\"each\" or \"every\"", ""});
    }
  }

  Loader& loader_;
  const Node& node_;
  RuleDef& rule_;
};

std::optional<SpanDef> grid(Loader& loader, const Node& node) {
  if (node.is_string() && loader.bucket_index.contains(node.text)) {
    loader.report.error(code::bad_span, node, "a bucket is no span of time",
                        {brief(node), "a number and a unit, or \"each\" in place of \"every\"", ""});
    return std::nullopt;
  }
  const auto refuse = [&](std::string found) {
    loader.report.error(code::bad_span, node, "a rule repeats after a positive span", {std::move(found), "\"3 days\"", ""});
    return std::nullopt;
  };
  if (Parameter* parameter = dated_span(loader, node)) {
    parameter->used = true;
    if (parameter->refused) return std::nullopt;
    for (const ParameterDef::Dated& dated : loader.model.parameters[parameter->index].values) {
      if (dated.span && dated.span->amount > 0) continue;
      return refuse(brief(node) + (dated.span ? ": \"" + dated.span->to_text() + "\"" : ": none") +
                    (dated.from ? " from " + dated.from->to_text() : " before its first date"));
    }
    return SpanDef{{}, parameter->index};
  }
  const auto span = span_of(loader, node);
  if (!span) return std::nullopt;
  return span->amount > 0 ? std::optional(SpanDef{*span}) : refuse(brief(node));
}

}  // namespace

/// "event.city = customer.project.city": an equality, so that subjects are looked up and not searched for.
LinkDef link_of(Loader& loader, const Node& node, std::uint32_t subject, const std::string& subject_name,
              const std::vector<std::uint32_t>& events) {
  const auto refuse = [&](const std::string& why) {
    loader.report.error(code::bad_link, node, why, {brief(node), "event.field = " + subject_name + ".path", ""});
    return LinkDef{};
  };
  const std::string& text = node.text;
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || text.find('=', equals + 1) != std::string::npos ||
      (equals > 0 && std::string_view("<>!").find(text[equals - 1]) != std::string_view::npos)) {
    return refuse("a link is one equality");
  }
  const auto trimmed = [&](std::size_t begin, std::size_t end) {
    while (begin < end && text[begin] == ' ') ++begin;
    while (end > begin && text[end - 1] == ' ') --end;
    return std::make_pair(begin, end);
  };
  auto ours = trimmed(equals + 1, text.size());
  auto theirs = trimmed(0, equals);
  if (text.compare(ours.first, 6, "event.") == 0) std::swap(ours, theirs);
  ScopeSpec spec;
  spec.event = true;
  spec.events = events;
  LinkDef link;
  link.event = expression(node, Scope(loader, spec), Kind::any, theirs.first, theirs.second - theirs.first);
  if (!link.event || subject == none) return {};
  // The path, name by name.
  std::uint32_t entity = none;
  for (std::size_t begin = ours.first; begin <= ours.second;) {
    std::size_t end = text.find('.', begin);
    if (end == std::string::npos || end > ours.second) end = ours.second;
    const std::string name = text.substr(begin, end - begin);
    begin = end + 1;
    if (entity == none) {
      if (name != subject_name || end == ours.second) return refuse("a link leads from the event to a fact of the subject");
      entity = subject;
      continue;
    }
    const std::uint32_t attribute = loader.model.attribute(entity, name);
    const bool last = end == ours.second;
    if (attribute == none) {
      std::vector<std::string> names;
      for (const std::uint32_t id : loader.model.entities[entity].facts) names.push_back(loader.model.attributes[id].name);
      unknown_name(loader, code::unknown_field, node, "fact of " + loader.model.entities[entity].name, name, names);
      return {};
    }
    const AttributeDef& def = loader.model.attributes[attribute];
    if (def.kind != AttributeDef::Kind::fact || def.list || (!last && def.target == none)) {
      return refuse("a link follows references to a fact");
    }
    link.path.push_back(attribute);
    entity = def.target;
    if (last) break;
  }
  return link;
}

Choice<SpanDef> grid_of(const Node& every, const Scope& scope) {
  return choice_of<SpanDef>(every, scope, [&](const Node& branch) { return grid(scope.loader(), branch); });
}

void declare_rules(Loader& loader) {
  PolicyModel& model = loader.model;
  const std::vector<const Node*> entries = loader.entries("rules");
  if (entries.size() > loader.rules_max) {
    loader.report.set_kind(ErrorKind::limit);
    loader.report.error(
        code::limit_rules, *loader.root().find("rules"),
        "more rules than the limit of " + std::to_string(loader.rules_max),
        {std::to_string(entries.size()) + " rules", "at most " + std::to_string(loader.rules_max), ""});
    return;
  }
  for (const Node* entry : entries) {
    if (!usable_name(loader, *entry, "a rule")) continue;
    RuleDef rule;
    rule.id = entry->key;
    rule.order = static_cast<std::uint32_t>(model.rules.size());
    rule.source = text_at(*entry, "source");
    rule.entity = entity_at(loader, *entry, "for", "customer");
    if (const Node* steps = entry->find("steps")) {
      for (const Node* node : steps->children) {
        if (node->bad || !usable_name(loader, *node, "a step")) continue;
        if (node->key == "start" || node->key == "previous") {
          loader.report.error_at_key(code::reserved_name, *node,
                                     "'after' gives this name a meaning of its own",
                                     {"\"" + node->key + "\"", "another name", ""});
          continue;
        }
        StepDef step;
        step.name = node->key;
        step.source = text_at(*node, "source");
        rule.steps.push_back(std::move(step));
      }
    }
    model.rule_index.emplace(rule.id, rule.order);
    model.rules.push_back(std::move(rule));
    loader.rule_nodes.push_back(entry);
  }
}

void load_rules(Loader& loader) {
  for (std::size_t i = 0; i < loader.model.rules.size(); ++i) {
    if (loader.model.rules[i].workflow != none) continue;
    RuleReader(loader, *loader.rule_nodes[i], loader.model.rules[i]).run();
  }
}

}  // namespace huifang::loader
