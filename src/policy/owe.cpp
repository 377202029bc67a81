/// The duty a rule owes.

#include <algorithm>

#include "policy/calendar_layer.hpp"
#include "policy/choice.hpp"
#include "policy/roles.hpp"
#include "policy/rules.hpp"

namespace huifang::loader {
namespace {

const std::vector<std::string> roll_names = {"none", "following", "preceding", "nearest"};

std::optional<Roll> roll_of(Loader& loader, const Node& node) {
  const auto chosen = one_of(loader, node, roll_names);
  if (!chosen) return std::nullopt;
  return static_cast<Roll>(*chosen);
}

bool asks_closed(const Node& roll) {
  const Node* selector = is_choice(roll) ? roll.find("switch") : nullptr;
  return selector != nullptr && selector->text == "closed.kind";
}

/// By what closes the day: {"switch": "closed.kind", "holiday": "preceding", "else": "following"}.
Choice<Roll> roll_by_kind(Loader& loader, const Node& choice) {
  Choice<Roll> rolls;
  std::vector<std::string> kinds(closed_kinds.begin(), closed_kinds.end());
  for (const Node* branch : choice.children) {
    if (branch->bad || branch->key == "switch") continue;
    const std::optional<Roll> roll = roll_of(loader, *branch);
    if (branch->key == "else") {
      rolls.otherwise = roll;
    } else if (std::find(kinds.begin(), kinds.end(), branch->key) == kinds.end()) {
      loader.report.error_at_key(
          code::choice_value, *branch, "no day is closed for this reason",
          {"\"" + branch->key + "\"", "week, holiday, date or else", nearest_name(branch->key, kinds)});
    } else if (roll) {
      rolls.cases.emplace_back(Value::of(branch->key), *roll);
    }
  }
  std::string missing;
  for (const std::string& kind : kinds) {
    if (!choice.has(kind)) missing += (missing.empty() ? "" : ", ") + kind;
  }
  if (!missing.empty() && !choice.has("else")) {
    loader.report.warning(code::choice_gap, choice, "the choice says nothing for some closed days",
                          {missing, "a branch for each kind, or else; other dues stay where they are", ""});
  }
  return rolls;
}

std::optional<ExtendDef> extend_of(const RuleContext& context, const Node& node) {
  Loader& loader = context.loader;
  ExtendDef extend;
  for (const char* key : {"to", "by"}) {
    if (node.has(key)) continue;
    loader.report.error_at_key(code::missing_key, node, "an extension says how far, and who may grant it",
                               {"no \"" + std::string(key) + "\"", "\"to\" and \"by\"", ""});
  }
  if (const Node* reason = node.find("reason")) extend.reason = boolean_of(loader, *reason).value_or(false);
  const Node* to = node.find("to");
  const Node* by = node.find("by");
  if (by != nullptr) extend.by = role_of(*by, context.scope());
  const auto point = to == nullptr ? std::nullopt : time_point(context, *to);
  if (!point || extend.by == none) return std::nullopt;
  extend.to = *point;
  return extend;
}

constexpr std::size_t levels_max = 60;

/// "80 %": of the time from the opening to the due.
std::int64_t percent_of(const Node& at) {
  std::string digits = at.text;
  if (digits.empty() || digits.back() != '%') return 0;
  digits.pop_back();
  while (!digits.empty() && digits.back() == ' ') digits.pop_back();
  const auto number = Decimal::parse(digits);
  const auto percent = number ? number->to_int64() : std::nullopt;
  return percent && *percent >= 1 && *percent <= 1000 ? *percent : 0;
}

std::vector<LevelDef> ladder_of(const RuleContext& context, const Node& node) {
  Loader& loader = context.loader;
  std::vector<LevelDef> ladder;
  if (node.children.empty() || node.children.size() > levels_max) {
    loader.report.error(node.children.empty() ? code::empty_list : code::number_bounds, node, "a ladder has 1 to " + std::to_string(levels_max) + " levels",
                        {std::to_string(node.children.size()) + " levels", "", ""});
    return ladder;
  }
  for (const Node* entry : node.children) {
    if (!entry->is_object()) {
      loader.report.error(code::wrong_kind, *entry, "a level is an object", {brief(*entry), "{\"at\": \"due - 1 day\", \"do\": […]}", ""});
      continue;
    }
    LevelDef level;
    const Node* at = entry->find("at");
    const Node* effects = entry->find("do");
    for (const char* key : {"at", "do"}) {
      if (entry->has(key)) continue;
      loader.report.error_at_key(code::missing_key, *entry, "a level says when and what", {"no \"" + std::string(key) + "\"", "\"at\" and \"do\"", ""});
    }
    if (at == nullptr || effects == nullptr) continue;
    level.percent = percent_of(*at);
    if (level.percent == 0) {
      const auto point = time_point(context, *at);
      if (!point) continue;
      if (point->text.base != TimeText::Base::due) {
        loader.report.error(code::bad_time, *at, "levels count from the due",
                            {brief(*at), "\"80 %\", \"due - 1 working day\", \"due\" or \"due + 5 working days\"", ""});
        continue;
      }
      level.at = *point;
    }
    if (const Node* when = entry->find("when")) level.when = expression(*when, context.scope(), feel::Type::Kind::boolean);
    level.effects = effects_of(context, *effects);
    ladder.push_back(std::move(level));
  }
  return ladder;
}

/// The keys of a duty: a step's own, then those of its rule.
struct OweKeys {
  const Node* own;
  const Node* base;
  const Node* find(std::string_view name) const {
    if (own != nullptr && own->has(name)) return own->find(name);
    return base == nullptr ? nullptr : base->find(name);
  }
  bool has(std::string_view name) const {
    return (own != nullptr && own->has(name)) || (base != nullptr && base->has(name));
  }
};

}  // namespace

OweDef owe_of(const RuleContext& context, const Node* own, const Node* base) {
  Loader& loader = context.loader;
  const Scope scope = context.scope();
  const bool repeats = context.rule.has_each || context.rule.has_every || (context.step != nullptr && context.step->has_every);
  const Node& node = own == nullptr ? *base : *own;
  const OweKeys keys{own, base};
  OweDef owe;
  if (const Node* need = keys.find("need")) {
    owe.need = need_of(context, *need);
  } else if (!keys.has("need")) {
    loader.report.error_at_key(code::missing_key, node, "a duty says what fulfils it",
                               {"nothing", "\"need\"", ""});
  }
  if (const Node* owner = keys.find("owner")) {
    owe.owner =
        choice_of<std::uint32_t>(*owner, scope, [&](const Node& branch) -> std::optional<std::uint32_t> {
          const std::uint32_t role = role_of(branch, scope);
          return role == none ? std::nullopt : std::optional(role);
        });
  }
  if (const Node* responsible = keys.find("responsible")) owe.responsible = role_of(*responsible, scope);
  if (const Node* opens = keys.find("opens")) owe.opens = time_point(context, *opens);
  if (const Node* due = keys.find("due")) {
    owe.due =
        choice_of<TimePointDef>(*due, scope, [&](const Node& branch) { return time_point(context, branch); });
  } else if (!keys.has("due") && !repeats) {
    loader.report.error_at_key(
        code::due_missing, node, "without each or every a due must be written",
        {"nothing", "\"due\": time text, or \"none\" where the regulation has no deadline", ""});
  }
  if (const Node* roll = keys.find("roll")) {
    if (asks_closed(*roll)) {
      owe.roll = roll_by_kind(loader, *roll);
      owe.roll_by_closed_day = true;
    } else {
      owe.roll = choice_of<Roll>(*roll, scope, [&](const Node& branch) { return roll_of(loader, branch); });
    }
  }
  if (const Node* purpose = keys.find("purpose")) owe.purpose = purpose->text;
  if (const Node* early = keys.find("early")) owe.early = boolean_of(loader, *early).value_or(false);
  if (const Node* strict = keys.find("strict")) owe.strict = boolean_of(loader, *strict).value_or(false);
  if (const Node* shared = keys.find("shared")) owe.shared = boolean_of(loader, *shared).value_or(false);
  if (const Node* waive = keys.find("waive"))
    owe.waive = role_list(*waive, scope).value_or(std::vector<std::uint32_t>{});
  if (const Node* extend = keys.find("extend")) owe.extend = extend_of(context, *extend);
  if (const Node* hours = keys.find("hours")) owe.hours = hours_at(loader, *hours);
  if (const Node* ladder = keys.find("ladder")) owe.ladder = ladder_of(context, *ladder);
  if (const Node* rebase = keys.find("rebase")) {
    if (const auto chosen = one_of(loader, *rebase, {"start", "change"})) owe.rebase = *chosen == 0 ? OweDef::Rebase::start : OweDef::Rebase::change;
    if (owe.due.plain()) {
      loader.report.error_at_key(code::no_effect, *rebase, "'rebase' is about a due that is a choice",
                                 {"\"rebase\"", "\"due\": {\"switch\": …}", ""});
    }
  }
  owe.after_due = context.rule.has_each ? AfterDue::lapse : AfterDue::stay;
  if (const Node* after = keys.find("after_due")) {
    if (const auto chosen = one_of(loader, *after, {"stay", "lapse"})) {
      owe.after_due = *chosen == 0 ? AfterDue::stay : AfterDue::lapse;
    }
  }
  return owe;
}

}  // namespace huifang::loader
