#include "domain/explain.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>

#include "domain/json_text.hpp"
#include "value/json_tree.hpp"
#include "huifang/error.hpp"
#include "policy/model.hpp"

namespace huifang {

namespace {

using nlohmann::json;

struct Words {
  bool zh = false;
  std::string pick(std::string_view english, std::string_view chinese) const { return std::string(zh ? chinese : english); }
};

/// Renders one explanation; `p_` answers for labels, `w_` for the language.
class Renderer {
 public:
  Renderer(const Explanation& explanation, const Policy& policy, std::string_view language)
      : e_(explanation), p_(policy), language_(language == "zh" ? "zh" : "en"), w_{language == "zh"}, tree_(e_.duty.because), because_(*tree_) {}

  std::string render() {
    headline();
    in_case();
    rule();
    bucket();
    date();
    conditions();
    cause();
    ownership();
    tiers();
    contacts();
    standing();
    return std::move(out_);
  }

 private:
  const TimeZone& zone() const { return p_.model().zone; }
  std::string label(std::string_view kind, std::string_view name) const { return p_.label(kind, name, language_); }
  void line(const std::string& text) { out_ += text + "\n"; }

  std::string named(const EntityRef& ref, const std::string& name) const {
    const std::string kind = label("entity", ref.entity);
    if (w_.zh) {
      const bool letters = !kind.empty() && static_cast<unsigned char>(kind.back()) < 0x80;  // no label: "staff s7", but 员工s7
      return kind + (letters ? " " : "") + (name.empty() ? ref.key : name + "（" + ref.key + "）");
    }
    return kind + " " + (name.empty() ? ref.key : name + " (" + ref.key + ")");
  }

  std::string who() const {
    return e_.duty.owner ? named(*e_.duty.owner, e_.owner_name) : w_.pick("nobody (the role resolves to no one)", "无人（该角色没有对应的人）");
  }

  std::string what() const {
    std::string text;
    for (const std::string& need : e_.duty.needs) {
      if (!text.empty()) text += w_.pick(" or ", "或");
      text += need.starts_with("filed.") ? w_.pick("the form ", "表单") + label("form", need.substr(6)) : label("event", need);
    }
    if (e_.duty.need > 1) text += w_.pick(" × ", " × ") + std::to_string(e_.duty.need);
    return text;
  }

  /// "the end of 2024-10-20" for the last microsecond of a day, else the minute.
  std::string when(Instant at) const {
    const LocalTime local = zone().to_local(at);
    if (local.us_of_day == us_per_day - 1) return w_.pick("the end of ", "") + local.date.to_text() + w_.pick("", " 日终");
    if (local.us_of_day == 0) return local.date.to_text();
    std::string text = zone().to_text(at);
    text[10] = ' ';
    return text.substr(0, 16);
  }

  void headline() {
    const std::string subject = e_.about ? named(*e_.about, e_.about_name) : named(e_.duty.key.subject, e_.subject_name);
    const std::string due = e_.duty.due ? when(*e_.duty.due) : std::string();
    if (w_.zh) {
      line(who() + " 应对 " + subject + " 完成：" + what() + (due.empty() ? "，原文没有期限。" : "，期限 " + due + "。"));
    } else {
      line(who() + " owes " + subject + ": " + what() + (due.empty() ? ", with no deadline in the source." : ", by " + due + "."));
    }
  }

  /// The case that the duty belongs to.
  void in_case() {
    if (!e_.about) return;
    line(w_.pick("Case: ", "个案：") + e_.duty.key.subject.key + w_.pick(" of workflow ", "，流程 ") + workflow());
  }

  std::string workflow() const { return e_.duty.key.subject.entity.substr(e_.duty.key.subject.entity.find('.') + 1); }

  void rule() {
    std::string text = w_.pick("Rule: ", "依据：") + e_.duty.key.rule;
    if (!e_.duty.key.step.empty()) text += " / " + e_.duty.key.step;
    const std::string title = label("rule", e_.duty.key.rule);
    if (title != e_.duty.key.rule) text += w_.pick(" — ", " —— ") + title;
    if (!e_.duty.source.empty()) text += w_.pick(" (clause ", "（条款 ") + e_.duty.source + w_.pick(")", "）");
    const std::string& policy_title = p_.title(language_);
    text += w_.pick(", policy ", "，制度 ") + (policy_title.empty() ? p_.id() : policy_title) + w_.pick(" version ", " 版本 ") + e_.duty.policy_version;
    line(text);
  }

  void bucket() {
    if (!because_.contains("bucket")) return;
    const json& bucket = because_["bucket"];
    std::string text = w_.pick("Period: ", "周期：") + bucket.value("id", "") + " (" + bucket.value("first", "") +
                       w_.pick(" to ", " 至 ") + bucket.value("last", "") + ")";
    if (because_.contains("switch")) {
      for (const auto& [name, value] : because_["switch"].items()) {
        text += "; " + fact(name, value);
        // Facts are taken when the period opens, names of the calendar on its last day.
        if (name.starts_with("season.")) text += w_.pick(" (on the period's last day)", "（按周期最后一天取值）");
      }
    }
    line(text);
  }

  void date() {
    if (!because_.contains("date")) return;
    line(w_.pick("Date: ", "日期：") + because_.value("date", "") + w_.pick(" (", "（") + e_.duty.key.run + w_.pick(")", "）"));
  }

  std::string fact(const std::string& name, const json& value) const {
    std::string text = value.is_string() ? label("value", value.get<std::string>()) : value.dump();
    if (value.is_object() && value.size() == 1 && value.begin().value().is_string()) text = value.begin().value().get<std::string>();
    if (value.is_string() && text != value.get<std::string>()) text += w_.pick(" (", "（") + value.get<std::string>() + w_.pick(")", "）");
    if (value.is_null()) text = w_.pick("unknown", "未知");
    if (name.starts_with("season.")) return w_.pick("season ", "季节 ") + name.substr(7) + " = " + text;
    return name + " = " + text;
  }

  void conditions() {
    if (because_.contains("when") && !because_["when"].empty()) {
      std::string text;
      for (const auto& [name, value] : because_["when"].items()) text += (text.empty() ? "" : "; ") + fact(name, value);
      line(w_.pick("Because: ", "事实：") + text);
    }
    if (because_.contains("spans")) {
      std::string text;
      for (const auto& [name, value] : because_["spans"].items()) text += (text.empty() ? "" : "; ") + fact(name, value);
      line(w_.pick("In force when it began: ", "起始时有效：") + text);
    }
    if (!because_.contains("bucket") && because_.contains("switch")) {
      std::string text;
      for (const auto& [name, value] : because_["switch"].items()) text += (text.empty() ? "" : "; ") + fact(name, value);
      line(w_.pick("Chosen by: ", "选择依据：") + text);
    }
  }

  void cause() {
    if (!because_.contains("cause")) return;
    const json& cause = because_["cause"];
    std::string text = w_.pick("Started by: ", "起因：") + label("event", cause.value("type", "")) + w_.pick(" on ", "，") +
                       when(Instant{cause.value("at", std::int64_t{0})});
    if (cause.contains("by")) text += w_.pick(" by ", "，由 ") + cause.value("by", "");
    line(text + w_.pick(" (event ", "（事件 ") + cause.value("id", "") + w_.pick(")", "）"));
  }

  void ownership() {
    if (e_.ownership.empty()) return;
    const JsonTree tree(e_.ownership);
    const json& why = *tree;
    if (!why.is_object()) return;
    std::string text = w_.pick("Owner: ", "归属：");
    text += e_.subject_owner ? named(*e_.subject_owner, e_.subject_owner_name) : w_.pick("nobody", "无人");
    const std::string how = how_owned(why);
    if (!how.empty()) text += w_.pick(", ", "，") + how;
    if (why.contains("reason") && why["reason"].is_string()) text += w_.pick(", because ", "，原因：") + label("value", why["reason"].get<std::string>());
    if (why.contains("source")) text += w_.pick(" (clause ", "（条款 ") + why.value("source", "") + w_.pick(")", "）");
    line(text + w_.pick(" (event ", "（事件 ") + why.value("event", "") + w_.pick(")", "）"));
  }

  std::string how_owned(const json& why) const {
    const std::string how = why.value("how", "");
    if (how == "assigned") {
      const std::string by = why.value("by", "");
      return by.empty() ? w_.pick("assigned", "指派") : w_.pick("assigned by ", "由 ") + by + w_.pick("", " 指派");
    }
    if (how == "first_receiver") return w_.pick("who received it first", "首次接待");
    if (how == "rotation") return w_.pick("whose turn it was, number ", "轮序第 ") + why.value("turn", json(0)).dump() + w_.pick("", " 次");
    if (how == "least_load") {
      std::string loads;
      const auto held = why.find("load");
      if (held == why.end()) return {};
      for (const auto& [person, count] : held->items()) {
        loads += (loads.empty() ? "" : w_.pick(", ", "、")) + person + " " + count.dump();
      }
      return w_.pick("who owned the fewest: ", "负责最少：") + loads;
    }
    if (how == "yields") return w_.pick("as ", "按 ") + why.value("of", "") + w_.pick(" says", " 确定");
    if (how == "superior") return w_.pick("because nobody else was found", "无他人可派，由上级负责");
    if (how == "handed_over") {
      const std::string by = why.value("approved_by", "");
      return w_.pick("handed over", "交接") + (by.empty() ? "" : w_.pick(", approved by ", "，批准：") + by);
    }
    return {};
  }

  void tiers() {
    for (const auto& tier : e_.tiers) {
      line(w_.pick("Tier ", "分级 ") + label("tier", tier.tier) + ": " + (tier.value.empty() ? "-" : label("value", tier.value)) +
           w_.pick(" since ", "，自 ") + zone().date_of(tier.from).to_text());
    }
  }

  std::string act(const Explanation::Act& act) const {
    std::string text = label("event", act.type) + w_.pick(" on ", "，") + when(act.at);
    if (!act.by.empty()) text += w_.pick(" by ", "，由 ") + (act.by_name.empty() ? act.by : act.by_name + " (" + act.by + ")");
    return text;
  }

  void contacts() {
    if (e_.last_contacts.empty()) {
      line(w_.pick("Last contact: none recorded", "最近联系：无记录"));
      return;
    }
    std::string text;
    for (const auto& contact : e_.last_contacts) text += (text.empty() ? "" : "; ") + act(contact);
    line(w_.pick("Last contact: ", "最近联系：") + text);
  }

  void standing() {
    const Duty& d = e_.duty;
    std::string text = w_.pick("State: ", "状态：");
    switch (d.state) {
      case DutyState::pending: text += w_.pick("pending, opens ", "待开始，开始于 ") + (d.opens ? when(*d.opens) : "-"); break;
      case DutyState::open: text += w_.pick("open", "进行中") + (d.opens ? w_.pick(" since ", "，自 ") + when(*d.opens) : ""); break;
      case DutyState::done:
        text += d.late ? w_.pick("done late", "逾期完成") : w_.pick("done in time", "按期完成");
        if (d.done_at) text += w_.pick(" on ", "，") + when(*d.done_at);
        break;
      case DutyState::overdue: text += w_.pick("overdue", "逾期未完成"); break;
      case DutyState::lapsed: text += w_.pick("missed; it can no longer be done", "已错过，不可补做"); break;
      case DutyState::waived: text += w_.pick("waived: owed, but excused", "已豁免"); break;
      case DutyState::withdrawn: text += w_.pick("withdrawn: no longer owed", "已撤销"); break;
    }
    if (d.missed_at) text += w_.pick("; missed at ", "；错过期限 ") + when(*d.missed_at);
    if (e_.overrun) text += past_due(*e_.overrun);
    if (d.missed_at && d.responsible) text += w_.pick(", responsible: ", "，责任人：") + named(*d.responsible, e_.responsible_name);
    text += w_.pick("; ", "；") + std::to_string(d.have) + w_.pick(" of ", "/") + std::to_string(d.need) + w_.pick(" counted", " 次已计");
    line(text);
    for (const auto& credit : e_.credits) line(w_.pick("Counted: ", "计入：") + act(credit) + " (" + credit.event + ")");
    acts();
  }

  /// "; 5 h 30 min of working time past its due".
  std::string past_due(const Overrun& over) const {
    using Unit = DutyClock::Unit;
    std::string amount;
    if (over.unit == Unit::days || over.unit == Unit::working_days) {
      const bool working = over.unit == Unit::working_days;
      const std::string n = std::to_string(over.amount);
      amount = w_.pick(n + (working ? " working" : "") + (over.amount == 1 ? " day" : " days"), n + (working ? "个工作日" : "天"));
    } else {
      const std::int64_t minutes = over.amount / us_per_minute, h = minutes / 60, min = minutes % 60;
      const std::string hours = h == 0 ? "" : std::to_string(h) + w_.pick(" h", "小时");
      if (!hours.empty()) amount = hours;
      if (min != 0 || h == 0) amount += (hours.empty() ? "" : w_.pick(" ", "")) + std::to_string(min) + w_.pick(" min", "分钟");
      if (over.unit == Unit::working) amount = w_.pick(amount + " of working time", "工作时间" + amount);
    }
    const std::string stands = over.stands ? w_.pick(", its clock stands", "，计时暂停") : std::string();
    return w_.pick("; " + amount + " past its due" + stands, "；超过期限 " + amount + stands);
  }

  /// What people did to it.
  void acts() {
    if (!because_.contains("acts")) return;
    for (const json& act : because_["acts"]) {
      const std::string type = act.value("act", "");
      std::string text = type == "duty.waive"    ? w_.pick("Excused by ", "豁免：")
                         : type == "duty.extend" ? w_.pick("Put off by ", "延期：")
                         : type == "void"        ? w_.pick("What it counted was taken back", "已撤回计入")
                                                 : w_.pick("Claimed by ", "认领：");
      text += act.value("by", "");
      if (act.contains("reason")) text += w_.pick(": ", "，") + (act["reason"].is_string() ? act["reason"].get<std::string>() : act["reason"].dump());
      line(text + w_.pick(" (event ", "（事件 ") + act.value("event", "") + w_.pick(")", "）"));
    }
  }

  const Explanation& e_;
  const Policy& p_;
  std::string language_;
  Words w_;
  JsonTree tree_;
  const json& because_;
  std::string out_;
};

json act_json(const Explanation::Act& act, const TimeZone& zone) {
  json out = {{"at", zone.to_text(act.at)}, {"event", act.event}, {"type", act.type}};
  if (!act.by.empty()) out["by"] = act.by;
  return out;
}

}  // namespace

std::string explain_text(const Explanation& explanation, const Policy& policy, std::string_view language) {
  return Renderer(explanation, policy, language).render();
}

std::string explain_json(const Explanation& explanation, const Policy& policy) {
  const TimeZone& zone = policy.model().zone;
  const Duty& d = explanation.duty;
  json out = {{"duty", to_text(d.key)},
              {"rule", d.key.rule},
              {"policy", policy.id()},
              {"policy_version", d.policy_version},
              {"state", to_text(d.state)},
              {"subject", {{"entity", d.key.subject.entity}, {"key", d.key.subject.key}, {"name", explanation.subject_name}}},
              {"needs", d.needs},
              {"have", d.have},
              {"need", d.need},
              {"late", d.late},
              {"as_of", zone.to_text(explanation.as_of)}};
  if (!d.source.empty()) out["source"] = d.source;
  const auto person = [&](const char* key, const std::optional<EntityRef>& ref, const std::string& name) {
    if (ref) out[key] = {{"entity", ref->entity}, {"key", ref->key}, {"name", name}};
  };
  person("about", explanation.about, explanation.about_name);
  person("owner", d.owner, explanation.owner_name);
  person("responsible", d.responsible, explanation.responsible_name);
  const auto moment = [&](const char* key, const std::optional<Instant>& at) {
    if (at) out[key] = zone.to_text(*at);
  };
  moment("opens", d.opens);
  moment("due", d.due);
  moment("created_at", d.created_at);
  moment("done_at", d.done_at);
  moment("missed_at", d.missed_at);
  if (const auto& over = explanation.overrun) {
    const bool days = over->unit == DutyClock::Unit::days || over->unit == DutyClock::Unit::working_days;
    const bool working = over->unit == DutyClock::Unit::working || over->unit == DutyClock::Unit::working_days;
    out["overrun"] = {{days ? "days" : "seconds", days ? over->amount : over->amount / us_per_second}, {"stands", over->stands}, {"working", working}};
  }
  out["because"] = json::parse(d.because, nullptr, false);
  if (!explanation.ownership.empty()) {
    out["ownership"] = {{"because", json::parse(explanation.ownership, nullptr, false)}, {"owner", nullptr}};
    if (const auto& owner = explanation.subject_owner) {
      out["ownership"]["owner"] = {{"entity", owner->entity}, {"key", owner->key}, {"name", explanation.subject_owner_name}};
    }
  }
  out["credits"] = json::array();
  for (const auto& credit : explanation.credits) out["credits"].push_back(act_json(credit, zone));
  out["last_contacts"] = json::array();
  for (const auto& contact : explanation.last_contacts) out["last_contacts"].push_back(act_json(contact, zone));
  out["tiers"] = json::array();
  for (const auto& tier : explanation.tiers) {
    out["tiers"].push_back({{"tier", tier.tier}, {"value", tier.value}, {"from", zone.to_text(tier.from)}});
  }
  return out.dump();
}

}  // namespace huifang
