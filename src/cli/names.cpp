#include "cli/names.hpp"

#include <utility>

#include "cli/output.hpp"

namespace huifang::cli {

Names::Names(const Book& book, const Policy& policy, std::string language)
    : book_(book), policy_(policy), language_(std::move(language)) {}

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

std::string Names::rule(const std::string& id) const { return policy_.label("rule", id, language_); }

std::string Names::event(const std::string& type) const {
  constexpr std::string_view filed = "filed.";
  if (type.starts_with(filed)) return policy_.label("form", type.substr(filed.size()), language_);
  return policy_.label("event", type, language_);
}

std::string Names::needs(const Duty& duty) const {
  std::string text;
  for (const std::string& need : duty.needs) text += (text.empty() ? "" : " / ") + event(need);
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
