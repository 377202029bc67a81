#include "book/explain_entry.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "book/points.hpp"
#include "book/queries.hpp"
#include "domain/json_text.hpp"
#include "huifang/error.hpp"
#include "policy/model.hpp"

namespace huifang {
namespace {

using nlohmann::json;

/// A line and everything that is told of it.
struct Told {
  PointEntry entry;
  json because;
  std::string account_name;
  std::optional<Event> event;               ///< what brought it about, as far as somebody recorded it
  std::string by_name;                      ///< of whoever recorded that
  PointTotals totals;
  std::optional<PointSeal> sealed;          ///< of the period that it belongs to and was late for
  std::vector<PointEntry> related;          ///< the others of its posting, by number
};

class Teller {
 public:
  Teller(Book::Rep& rep, std::int64_t id) : rep_(rep), zone_(rep.policy_or_throw().zone()) {
    std::optional<PointEntry> entry = query_entry(rep.database, id, rep.now());
    if (!entry) throw Error(ErrorKind::argument, "HF6030", "the ledger has no entry " + std::to_string(id));
    told_.entry = std::move(*entry);
    told_.because = json::parse(told_.entry.because, nullptr, false);
    if (!told_.because.is_object()) told_.because = json::object();
    told_.account_name = name_of(told_.entry.account);
    if (!told_.entry.event.empty()) {
      if (const auto row = rep.store.event(told_.entry.event)) told_.event = Event::parse(row->content, TimeZone::find("UTC"));
    }
    if (told_.event && !told_.event->by.empty()) told_.by_name = name_of({"staff", told_.event->by});
    told_.totals = query_totals(rep.database, told_.entry);
    for (PointSeal& seal : query_seals(rep.database)) {
      if (seal.point_class == told_.entry.point_class && seal.period == told_.entry.of_period) told_.sealed = std::move(seal);
    }
    told_.related = query_posting(rep.database, told_.entry, rep.now());
  }

  std::string text(std::string_view language) {
    zh_ = language == "zh";
    language_ = zh_ ? "zh" : "en";
    headline();
    rule();
    cause();
    share();
    limit();
    waiting();
    period();
    account();
    aftermath();
    return std::move(out_);
  }

  std::string as_json() const {
    const PointEntry& e = told_.entry;
    json out = {{"account", {{"entity", e.account.entity}, {"key", e.account.key}, {"name", told_.account_name}}},
                {"because", told_.because},
                {"cause", e.cause},
                {"class", e.point_class},
                {"effective", zone_.to_text(e.effective)},
                {"entry", e.id},
                {"kind", e.kind},
                {"part", e.part},
                {"period", e.period},
                {"recorded", zone_.to_text(e.recorded)}};
    const auto number = [&](json& object, const char* name, const Decimal& amount) { object[name] = json::parse(amount.to_text(), nullptr, false); };
    number(out, "amount", e.amount);
    number(out, "asked", e.asked);
    number(out["balance"], "before", told_.totals.before);
    number(out["balance"], "behind", told_.totals.behind);
    number(out["balance"], "period_before", told_.totals.period_before);
    number(out["balance"], "period_behind", told_.totals.period_behind);
    if (!e.rule.empty()) out["rule"] = e.rule;
    if (!e.of_period.empty()) out["of_period"] = e.of_period;
    if (told_.sealed) out["sealed_at"] = zone_.to_text(told_.sealed->at);
    if (e.entry != 0) out["of_entry"] = e.entry;
    if (e.held) out["held"] = true;
    if (!e.pending.empty()) out["pending"] = e.pending;
    if (told_.event) out["event"] = json::parse(told_.event->to_json(), nullptr, false);
    out["related"] = json::array();
    for (const PointEntry& one : told_.related) {
      json other = {{"entry", one.id}, {"kind", one.kind}, {"recorded", zone_.to_text(one.recorded)}};
      number(other, "amount", one.amount);
      if (one.entry != 0) other["of_entry"] = one.entry;
      out["related"].push_back(std::move(other));
    }
    return out.dump();
  }

 private:
  std::string pick(std::string_view english, std::string_view chinese) const { return std::string(zh_ ? chinese : english); }
  void line(const std::string& text) { out_ += text + "\n"; }
  static std::string signed_text(const Decimal& amount) { return (amount.sign() > 0 ? "+" : "") + amount.to_text(); }

  std::string name_of(const EntityRef& reference) {
    const Value name = query_fact(rep_.database, reference, "name", rep_.now());
    return name.kind() == Value::Kind::string ? name.string() : std::string();
  }

  /// The policy that posted it; of what a person did the one in force.
  Policy policy() const {
    const std::string id = told_.because.value("policy", ""), version = told_.because.value("version", "");
    const std::vector<BindingList>& lists = rep_.bindings();
    for (auto list = lists.rbegin(); list != lists.rend(); ++list) {
      for (const PolicyBinding& one : list->policies) {
        if (one.policy.id() == id && one.policy.version() == version) return one.policy;
      }
    }
    return rep_.policy_or_throw();
  }

  std::string label(std::string_view kind, std::string_view name) const { return policy().label(kind, name, language_); }
  std::string person(const std::string& key, const std::string& name) const {
    return name.empty() ? key : zh_ ? name + "(" + key + ")" : name + " (" + key + ")";
  }
  bool ends_day(Instant at) const { return zone_.to_local(at).us_of_day == us_per_day - 1; }
  /// To the minute, unless it lies at the end of a day.
  std::string when(Instant at) const {
    const LocalTime local = zone_.to_local(at);
    if (ends_day(at)) return pick("the end of ", "") + local.date.to_text() + pick("", " 日终");
    if (local.us_of_day == 0) return local.date.to_text();
    std::string text = zone_.to_text(at).substr(0, 16);
    text[10] = ' ';
    return text;
  }
  /// " on 2017-09-05 10:00", " at the end of 2017-09-05".
  std::string on(Instant at) const { return pick(ends_day(at) ? " at " : " on ", "，") + when(at); }
  static std::string plain(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

  std::string kind() const {
    const std::string& k = told_.entry.kind;
    const std::string of = " " + std::to_string(told_.entry.entry);
    if (k == "adjust") return pick("the difference to what had been posted before, since more became known", "后来得知新情况，补记与原记分的差额");
    if (k == "reverse") return pick("takes back entry" + of, "冲销第" + of + " 笔");
    if (k == "hold") return pick("an appeal against entry" + of, "对第" + of + " 笔的申诉");
    if (k == "uphold") return pick("the appeal against entry" + of + " was refused", "驳回对第" + of + " 笔的申诉");
    if (k == "pending") return pick("waits to be confirmed", "待确认");
    if (k == "cancel") return pick("cancels what waited in entry" + of, "取消第" + of + " 笔");
    if (k == "expire") return pick("what was earned in ", "") + told_.because.value("expired", "") + pick(" and not spent has expired", " 所得未用，已过期");
    if (told_.entry.entry != 0) return pick("confirms entry" + of, "确认第" + of + " 笔");
    return {};
  }

  void headline() {
    const PointEntry& e = told_.entry;
    const std::string id = std::to_string(e.id), who = person(e.account.key, told_.account_name), effective = when(e.effective);
    line(zh_ ? "第 " + id + " 笔：" + who + "，" + label("points", e.point_class) + " " + signed_text(e.amount) + "，生效于 " + effective
             : "Entry " + id + ": " + signed_text(e.amount) + " of class " + label("points", e.point_class) + " for " + who + ", in effect" + (ends_day(e.effective) ? " at " : " ") + effective);
    if (const std::string what = kind(); !what.empty()) line(pick("What it is: ", "性质：") + what);
  }

  void rule() {
    const json& why = told_.because;
    if (why.contains("rule")) {
      std::string text = pick("Rule: ", "规则：") + label("rule", why.value("rule", ""));
      if (why.contains("source")) text += pick(" (clause ", "（条款 ") + why.value("source", "") + pick(")", "）");
      line(text + pick(" of ", "，") + why.value("policy", "") + "@" + why.value("version", ""));
      std::string facts;
      const json reads = why.value("when", json::object());
      for (const auto& [name, value] : reads.items()) facts += (facts.empty() ? "" : "; ") + name + " = " + plain(value);
      if (!facts.empty()) line(pick("Because: ", "事实：") + facts);
    } else if (why.contains("source")) {
      line(pick("Clause: ", "条款：") + why.value("source", ""));
    }
  }

  void cause() {
    const json& why = told_.because;
    if (told_.event && told_.event->type.starts_with("points.")) {
      std::string text = pick("By ", "经办：") + person(told_.event->by, told_.by_name) + on(told_.event->at);
      if (why.contains("reason")) text += pick(": ", "：") + plain(why["reason"]);
      return line(text + pick(" (event ", "（事件 ") + told_.event->id + pick(")", "）"));
    }
    if (told_.event) {
      std::string text = pick("Cause: ", "起因：") + label("event", told_.event->type) + on(told_.event->at);
      if (!told_.event->by.empty()) text += pick(" by ", "，由 ") + person(told_.event->by, told_.by_name);
      std::string about;
      for (const auto& [entity, key] : told_.event->subjects) about += (about.empty() ? "" : pick(", ", "、")) + label("entity", entity) + " " + key;
      if (!about.empty()) text += pick(" about ", "，关于 ") + about;
      text += pick(" (event ", "（事件 ") + told_.event->id + pick(")", "）");
      std::string data;
      for (const auto& [name, value] : told_.event->data) data += (data.empty() ? "" : pick(", ", "，")) + name + " = " + (value.kind() == Value::Kind::string ? value.string() : value.to_text());
      return line(text + (data.empty() ? "" : pick(": ", "：") + data));
    }
    if (why.contains("cause")) {
      const json& event = why["cause"];
      std::string text = pick("Cause: ", "起因：") + label("event", event.value("type", "")) + on(Instant{event.value("at", std::int64_t{0})});
      std::string id = event.value("id", "");
      if (id.starts_with("missed:")) {
        id.erase(0, std::string_view("missed:").size());
        if (const auto duty = parse_duty_key(id)) text += pick(" about ", "，关于 ") + label("entity", duty->subject.entity) + " " + person(duty->subject.key, name_of(duty->subject));
        id.insert(0, pick("duty ", "任务 "));
      }
      return line(text + pick(" (", "（") + id + pick(")", "）"));
    }
    if (why.contains("bucket")) line(pick("Cause: the end of ", "起因：期末 ") + why["bucket"].value("id", ""));
  }

  void share() {
    const std::string& part = told_.entry.part;
    const std::size_t slash = part.find('/');
    const std::string role = told_.entry.rule.empty() || slash == std::string::npos ? std::string() : part.substr(slash + 1);
    const auto shared = told_.because.find("shared");
    if (shared != told_.because.end() && shared->is_object()) {
      const std::string share = shared->value("share", ""), amount = shared->contains("amount") ? (*shared)["amount"].dump() : "";
      return line(pick("Share: " + share + " of " + amount + ", as " + role, "份额：" + amount + " 的 " + share + "，身份 " + role));
    }
    if (!role.empty()) line(pick("As: ", "身份：") + role);
  }

  void limit() {
    const PointEntry& e = told_.entry;
    const std::string why = told_.because.value("limited", "");
    if (told_.because.value("forced", false)) line(pick("The account falls below zero: what is taken back is always taken", "账户低于零：冲销不受限制"));
    if (why.empty()) return;
    std::string text = pick("Limited: ", "受限：") + signed_text(e.asked) + pick(" was asked for; ", " 应记；");
    const std::string limit = told_.because.contains("limit") ? told_.because["limit"].dump() : "";
    const std::string had = told_.totals.period_before.to_text();
    if (why == "cap") text += pick("the cap of a period is " + limit + ", and the account had " + had + " in it", "每期上限 " + limit + "，本期已有 " + had);
    if (why == "floor") text += pick("the floor of a period is " + limit + ", and the account had " + had + " in it", "每期下限 " + limit + "，本期已有 " + had);
    if (why == "below_zero") text += pick("the account had " + told_.totals.before.to_text() + " and may not fall below zero", "账户已有 " + told_.totals.before.to_text() + "，不得低于零");
    if (why == "too_large") text += pick("the sum of the account would be too large", "账户合计过大");
    line(text);
  }

  void waiting() {
    const PointEntry& e = told_.entry;
    if (e.pending.empty()) return;
    const auto instant = zone_.parse(told_.because.value("until", ""));
    const std::string until = instant ? when(*instant) : std::string("?"), by = std::to_string(e.settled_by);
    std::string text = pick("Pending: " + e.asked.to_text() + ", ", "待确认：" + e.asked.to_text() + "，");
    if (e.pending == "waiting") text += pick("until " + until, "截至 " + until);
    if (e.pending == "expired") text += pick("nobody confirmed it until " + until, "至 " + until + " 无人确认");
    if (e.pending == "confirmed") text += pick("confirmed by entry " + by, "已由第 " + by + " 笔确认");
    if (e.pending == "cancelled") text += pick("cancelled by entry " + by, "已由第 " + by + " 笔取消");
    line(text);
  }

  void period() {
    const PointEntry& e = told_.entry;
    std::string text = pick("Period: counts in ", "期间：计入 ") + e.period;
    if (!e.of_period.empty()) {
      text += pick("; belongs to ", "；属于 ") + e.of_period;
      if (told_.sealed) text += pick(", which was sealed on ", "，该期已于 ") + when(told_.sealed->at) + pick("", " 结账");
    }
    line(text);
  }

  void account() {
    const PointTotals& t = told_.totals;
    line(pick("Account: " + t.before.to_text() + " before it, " + t.behind.to_text() + " behind it; in " + told_.entry.period + " " + t.period_before.to_text() + " and " + t.period_behind.to_text(),
              "账户：记前 " + t.before.to_text() + "，记后 " + t.behind.to_text() + "；" + told_.entry.period + " 内 " + t.period_before.to_text() + " 与 " + t.period_behind.to_text()));
  }

  void aftermath() {
    if (told_.entry.held) line(pick("Held: somebody appeals against it", "申诉中"));
    for (const PointEntry& one : told_.related) {
      const std::string id = std::to_string(one.id);
      std::string text = pick("Of the same posting: entry " + id + ", ", "同一记分：第 " + id + " 笔，") + one.kind + " " + signed_text(one.amount);
      if (one.entry != 0) text += pick(" of entry ", "，对第 ") + std::to_string(one.entry) + pick("", " 笔");
      line(text + pick(",", "") + on(one.recorded));
    }
  }

  Book::Rep& rep_;
  TimeZone zone_;
  Told told_;
  bool zh_ = false;
  std::string language_ = "en";
  std::string out_;
};

}  // namespace

std::string explain_entry_text(Book::Rep& rep, std::int64_t id, std::string_view language) { return Teller(rep, id).text(language); }

std::string explain_entry_json(Book::Rep& rep, std::int64_t id) { return Teller(rep, id).as_json(); }

}  // namespace huifang
