#include "cli/names.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "cli/output.hpp"

namespace huifang::cli {

namespace {

std::string event_label(const Policy& policy, const std::string& type, const std::string& language) {
  constexpr std::string_view filed = "filed.";
  if (type.starts_with(filed)) return policy.label("form", type.substr(filed.size()), language);
  return policy.label("event", type, language);
}

}  // namespace

std::string root_of(const Policy& policy) {
  const auto document = nlohmann::json::parse(policy.canonical_text(), nullptr, false);
  return document.is_object() ? document.value("root", policy.id()) : policy.id();
}

Names::Names(const Book& book, std::string language) : book_(book), language_(std::move(language)) {
  for (const PolicyBinding& one : book.bindings()) policies_.push_back({one.policy, root_of(one.policy)});
}

const std::string& Names::name(const EntityRef& reference) {
  const auto [entry, fresh] = names_.try_emplace(reference);
  if (fresh) {
    try {
      const Value name = book_.fact(reference, "name", book_.now());
      if (name.kind() == Value::Kind::string) entry->second = name.string();
    } catch (const Error&) {
      // The policy gives this entity no name: its key has to do.
    }
  }
  return entry->second;
}

std::string Names::party(const EntityRef& reference) {
  const std::string& known = name(reference);
  if (!known.empty()) return known + " (" + reference.key + ')';
  return reference.key;
}

const EntityRef& Names::about(const EntityRef& subject) {
  constexpr std::string_view prefix = "case.";
  if (!subject.entity.starts_with(prefix)) return subject;
  const auto [entry, fresh] = about_.try_emplace(subject, subject);
  if (fresh) {
    CaseQuery query;
    query.workflow = subject.entity.substr(prefix.size());
    query.key = subject.key;
    if (const std::vector<CaseEntry> found = book_.cases(query); !found.empty()) entry->second = found.front().about;
  }
  return entry->second;
}

std::string Names::whom(const EntityRef& subject) {
  const EntityRef& customer = about(subject);
  if (customer == subject) return party(subject);
  return party(customer) + (language_ == "zh" ? "，个案 " : ", case ") + subject.key;
}

std::string Names::event(const std::string& type) const {
  for (const auto& [policy, root] : policies_) {
    if (std::string label = event_label(policy, type, language_); label != type) return label;
  }
  return type;
}

std::string Names::case_state(const std::string& workflow, const std::string& state) const {
  const std::size_t slash = workflow.find('/');  // "policy/workflow" of later families
  const std::string name = workflow.substr(slash == std::string::npos ? 0 : slash + 1) + '.' + state;
  for (const auto& [policy, root] : policies_) {
    if (slash != std::string::npos && !workflow.starts_with(root + '/')) continue;
    if (std::string label = policy.label("state", name, language_); label != name) return label;
  }
  return state;
}

std::string Names::case_states(const std::string& workflow, const std::vector<std::string>& states) const {
  std::string text;
  for (const std::string& state : states) text += (text.empty() ? "" : ", ") + case_state(workflow, state);
  return text;
}

std::string Names::rule(const Duty& duty) const { return book_.policy_of(duty).label("rule", duty.key.rule, language_); }

std::string Names::entity(const std::string& name) const {
  for (const auto& [policy, root] : policies_) {
    if (std::string label = policy.label("entity", name, language_); label != name) return label;
  }
  return name;
}

std::string Names::tier(const std::string& name) const {
  // "policy/name" of later families.
  const std::string plain = name.substr(name.find('/') + 1);
  for (const auto& [policy, root] : policies_) {
    if (plain != name && root + '/' + plain != name) continue;
    if (std::string label = policy.label("tier", plain, language_); label != plain) return label;
  }
  return name;
}

std::string Names::tier_value(const std::string& tier, const std::string& value) const {
  for (const auto& [policy, root] : policies_) {
    if (tier.find('/') != std::string::npos && !tier.starts_with(root + '/')) continue;
    if (std::string label = policy.label("value", value, language_); label != value) return label;
  }
  return value;
}

std::string Names::needs(const Duty& duty) const {
  std::string text;
  const Policy policy = book_.policy_of(duty);
  for (const std::string& need : duty.needs) text += (text.empty() ? "" : " / ") + event_label(policy, need, language_);
  return text;
}

std::string Names::state(const Duty& duty) const {
  const bool zh = language_ == "zh";
  static const std::map<DutyState, std::string> chinese{
      {DutyState::pending, "未开始"}, {DutyState::open, "待办"},   {DutyState::done, "已完成"},
      {DutyState::overdue, "逾期"},   {DutyState::lapsed, "错过"}, {DutyState::waived, "免除"},
      {DutyState::withdrawn, "撤销"}};
  std::string text = zh                                ? chinese.at(duty.state)
                     : duty.state == DutyState::lapsed ? "missed"
                                                       : std::string(to_text(duty.state));
  if (duty.need > 1)
    text +=
        (zh ? "（" : " (") + std::to_string(duty.have) + "/" + std::to_string(duty.need) + (zh ? "）" : ")");
  if (duty.late) text += zh ? "（迟）" : " (late)";
  return text;
}

}  // namespace huifang::cli
