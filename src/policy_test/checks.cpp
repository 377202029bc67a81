#include "policy_test/checks.hpp"

#include <algorithm>
#include <utility>

#include "domain/json_text.hpp"

namespace huifang::policy_test {
namespace {

std::string quoted(const std::string& text) { return '"' + text + '"'; }

std::string party(const std::optional<EntityRef>& reference) {
  return reference ? to_text(*reference) : "nobody";
}

std::string described(const DutySelection& which) {
  std::string text = which.rule.empty() ? "" : " " + which.rule;
  if (which.subject) text += " of " + to_text(*which.subject);
  if (!which.n.empty()) text += ", " + which.n;
  if (!which.run.empty()) text += ", run " + which.run;
  if (which.owner) text += ", owner " + to_text(*which.owner);
  for (std::size_t i = 0; i < which.states.size(); ++i) {
    text += (i == 0 ? ", " : " or ") + std::string(huifang::to_text(which.states[i]));
  }
  if (which.late) text += *which.late ? ", late" : ", in time";
  if (which.due_from != nullptr) text += ", due from " + which.due_from->text;
  if (which.due_to != nullptr) text += ", due to " + which.due_to->text;
  return text;
}

std::string temporal(const Value& value) {
  const std::string literal = value.to_text();  // @"…"
  return literal.size() > 3 && literal[0] == '@' ? literal.substr(2, literal.size() - 3) : literal;
}

}  // namespace

bool matches(const Value& found, const Node& expected) {
  switch (found.kind()) {
    case Value::Kind::null:
      return expected.is_null();
    case Value::Kind::boolean:
      return expected.is_boolean() && expected.boolean == found.boolean();
    case Value::Kind::number:
      return expected.is_number() && Decimal::parse(expected.text) == found.number();
    case Value::Kind::string:
      return expected.is_string() && expected.text == found.string();
    case Value::Kind::entity:
      return expected.is_string() &&
             (expected.text == found.entity().key || expected.text == to_text(found.entity()));
    case Value::Kind::list:
      return expected.is_array() && expected.children.size() == found.list().size() &&
             std::equal(found.list().begin(), found.list().end(), expected.children.begin(),
                        [](const Value& value, const Node* node) { return matches(value, *node); });
    case Value::Kind::context:
      return expected.is_object() &&
             std::all_of(expected.children.begin(), expected.children.end(), [&](const Node* child) {
               const Value* value = found.context().find(child->key);
               return value != nullptr && matches(*value, *child);
             });
    default:
      return expected.is_string() && expected.text == temporal(found);
  }
}

std::string shown(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::entity:
      return quoted(to_text(value.entity()));
    case Value::Kind::null:
    case Value::Kind::boolean:
    case Value::Kind::number:
    case Value::Kind::string:
    case Value::Kind::list:
    case Value::Kind::context:
      return value.to_text();
    default:
      return quoted(temporal(value));
  }
}

std::string because_member(const std::string& because, const std::string& name) {
  if (because.empty()) return {};
  const Value value = value_from_json(because);
  if (value.kind() != Value::Kind::context) return {};
  const Value* member = value.context().find(name);
  if (member == nullptr || member->is_null()) return {};
  return member->kind() == Value::Kind::string ? member->string() : member->to_text();
}

void Checks::fail(const Node& at, std::string what, std::string expected, std::string found) {
  result_.failures.push_back({std::move(what), std::move(expected), std::move(found), at.pointer(),
                              at.key_place.line, at.key_place.column});
}

Instant Checks::instant(const Node& node, bool ends) const {
  if (const std::optional<Date> date = Date::parse(node.text)) {
    return ends ? zone_.end_of_day(*date) : zone_.start_of_day(*date);
  }
  std::string text = node.text;
  std::replace(text.begin(), text.end(), ' ', 'T');
  const std::optional<Instant> instant = zone_.parse(text);
  if (!instant)
    throw Error(ErrorKind::range, std::string(loader::code::bad_dates.id),
                node.text + " is no moment in zone " + zone_.name());
  return *instant;
}

std::string Checks::local(Instant instant) const {
  const LocalTime local = zone_.to_local(instant);
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  if (local.us_of_day == us_per_day - 1) return local.date.to_text() + " 24:00";
  const std::int64_t seconds = local.us_of_day / us_per_second;
  std::string text = local.date.to_text() + ' ' + two(seconds / 3600) + ':' + two(seconds / 60 % 60);
  if (seconds % 60 != 0 || local.us_of_day % us_per_second != 0) text += ':' + two(seconds % 60);
  if (const std::int64_t us = local.us_of_day % us_per_second; us != 0) {
    const std::string digits = std::to_string(us);
    text += '.' + std::string(6 - digits.size(), '0') + digits;
  }
  return text;
}

void Checks::check(const Then& then) {
  for (const DutyExpectation& expectation : then.duties)
    expectation.single ? one(expectation) : many(expectation);
  for (const TierExpectation& expectation : then.tiers) tier(expectation);
  for (const FactExpectation& expectation : then.facts) fact(expectation);
  for (const EffectExpectation& expectation : then.effects) effect(expectation);
  for (const ContactExpectation& expectation : then.contacts) contact(expectation);
  for (const ScoreExpectation& expectation : then.scores) score(expectation);
  for (const CaseExpectation& expectation : then.cases) cases(expectation);
  for (const PointExpectation& expectation : then.points) points(expectation);
  for (const ReportExpectation& expectation : then.reports) report(expectation);
}

void Checks::rules(const Node& expected, const std::vector<DutyKey>& keys, std::string what) {
  counted();
  std::vector<std::string> found, wanted;
  for (const Node* item : expected.children) {
    wanted.push_back(item->text);
    if (!names_.has_rule(item->text)) return fail(*item, std::move(what), item->text, names_.instead_of_rule(item->text));
  }
  // As the test writes it: "rule", "rule.step", each also behind "policy/".
  for (const DutyKey& key : keys) {
    const std::string step = key.step.empty() ? key.rule : key.rule + "." + key.step;
    std::string name = key.rule;
    for (const std::string& other : {step, key.policy + "/" + key.rule, key.policy + "/" + step}) {
      if (std::find(wanted.begin(), wanted.end(), other) != wanted.end()) name = other;
    }
    found.push_back(std::move(name));
  }
  std::sort(found.begin(), found.end());
  std::sort(wanted.begin(), wanted.end());
  if (found == wanted) return;
  const auto list = [](const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return names.empty() ? "none" : text;
  };
  fail(expected, std::move(what), list(wanted), list(found));
}

bool Checks::known(const Node& at, const std::string& rule, const std::optional<EntityRef>& subject) {
  if (!rule.empty() && !names_.has_rule(rule)) {
    counted();
    fail(at, "rule " + rule, "a rule of a policy in force", names_.instead_of_rule(rule));
    return false;
  }
  if (subject && !names_.has_entity(subject->entity)) {
    counted();
    fail(at, "subject " + to_text(*subject), "an entity of a policy in force", names_.instead_of_entity(subject->entity));
    return false;
  }
  return true;
}

std::vector<Duty> Checks::select(const DutySelection& which) const {
  DutyQuery query;
  query.rule = which.rule;
  query.subject = which.subject;
  query.owner = which.owner;
  query.states = which.states;
  if (which.due_from != nullptr) query.due_from = instant(*which.due_from);
  if (which.due_to != nullptr) query.due_to = instant(*which.due_to, true);
  std::vector<Duty> duties = book_.duties(query);
  std::erase_if(duties, [&](const Duty& duty) {
    return (!which.n.empty() && duty.key.n != which.n) || (!which.run.empty() && duty.key.run != which.run) ||
           (which.late && duty.late != *which.late);
  });
  return duties;
}

void Checks::many(const DutyExpectation& expectation) {
  if (!known(*expectation.node, expectation.which.rule, expectation.which.subject)) return;
  counted();
  const std::vector<Duty> duties = select(expectation.which);
  const auto count = static_cast<std::int64_t>(duties.size());
  if (expectation.count.accepts(count)) return;
  std::string found = std::to_string(count);
  constexpr std::size_t listed = 6;
  for (std::size_t i = 0; i < duties.size() && i < listed; ++i) {
    found += (i == 0 ? ": " : ", ") + duties[i].key.n + ' ' + std::string(huifang::to_text(duties[i].state));
  }
  if (duties.size() > listed) found += ", …";
  fail(*expectation.node, "number of duties" + described(expectation.which), expectation.count.text,
       std::move(found));
}

void Checks::one(const DutyExpectation& expectation) {
  if (!known(*expectation.node, expectation.which.rule, expectation.which.subject)) return;
  const std::string what = "duty" + described(expectation.which);
  const std::vector<Duty> duties = select(expectation.which);
  if (!expectation.exists) {
    counted();
    if (!duties.empty())
      fail(*expectation.node, what, "no such duty",
           std::string("one, ") + std::string(huifang::to_text(duties.front().state)));
    return;
  }
  if (duties.size() != 1) {
    counted();
    std::string found = duties.empty()
                            ? "no such duty"
                            : std::to_string(duties.size()) + " (tell them apart by subject, n or run):";
    for (std::size_t i = 0; i < duties.size() && i < 6; ++i) found += ' ' + huifang::to_text(duties[i].key);
    if (duties.empty()) {
      DutySelection wider;
      wider.rule = expectation.which.rule;
      wider.subject = expectation.which.subject;
      const std::vector<Duty> near = select(wider);
      for (std::size_t i = 0; i < near.size() && i < 6; ++i) {
        found += (i == 0 ? "; there are n = " : ", ") + near[i].key.n +
                 (near[i].key.run.empty() ? "" : " (run " + near[i].key.run + ")");
      }
    }
    return fail(*expectation.node, what, "one duty", std::move(found));
  }
  if (expectation.fields.empty()) counted();
  for (const auto& [name, node] : expectation.fields) field(duties.front(), what + ": " + name, name, *node);
}

void Checks::field(const Duty& duty, const std::string& what, const std::string& name, const Node& expected) {
  if (name == "opens") return moment(what, expected, duty.opens, false);
  if (name == "due") return moment(what, expected, duty.due, true);
  if (name == "done_at") return moment(what, expected, duty.done_at, false);
  if (name == "missed_at") return moment(what, expected, duty.missed_at, true);
  if (name == "because") return words(what, expected, duty.because);
  if (name == "explain") return words(what, expected, book_.explain(duty.key, "en"));
  if (name == "explain_zh") return words(what, expected, book_.explain(duty.key, "zh"));
  counted();
  if (name == "state") {
    const std::string found(huifang::to_text(duty.state));
    const bool holds = expected.is_array()
                           ? std::any_of(expected.children.begin(), expected.children.end(),
                                         [&](const Node* item) { return item->text == found; })
                           : expected.text == found;
    if (!holds) fail(expected, what, loader::brief(expected), quoted(found));
  } else if (name == "owner" || name == "responsible") {
    const std::optional<EntityRef>& found = name == "owner" ? duty.owner : duty.responsible;
    const std::optional<EntityRef> wanted =
        expected.is_string() ? reference(expected.text, "staff") : std::nullopt;
    if (found != wanted) fail(expected, what, party(wanted), party(found));
  } else if (name == "have" || name == "need") {
    const std::int64_t found = name == "have" ? duty.have : duty.need;
    if (!matches(Value::of(Decimal(found)), expected))
      fail(expected, what, loader::brief(expected), std::to_string(found));
  } else if (name == "late") {
    if (!matches(Value::of(duty.late), expected))
      fail(expected, what, loader::brief(expected), duty.late ? "true" : "false");
  } else if (name == "version") {
    if (duty.policy_version != expected.text) fail(expected, what, loader::brief(expected), quoted(duty.policy_version));
  } else if (duty.source != expected.text) {
    fail(expected, what, loader::brief(expected), quoted(duty.source));
  }
}

void Checks::moment(const std::string& what, const Node& expected, const std::optional<Instant>& found,
                    bool ends) {
  counted();
  if (!expected.is_string()) {
    if (found) fail(expected, what, "none", local(*found));
    return;
  }
  const Instant wanted = instant(expected, ends);
  // A date alone asks for the day, except where the language itself says which instant of the day is meant.
  const std::optional<Date> day = Date::parse(expected.text);
  const bool whole_day = day && (what.ends_with("done_at"));
  const bool holds = found && (whole_day ? zone_.date_of(*found) == *day : *found == wanted);
  if (!holds)
    fail(expected, what, whole_day ? day->to_text() : local(wanted), found ? local(*found) : "none");
}

void Checks::words(const std::string& what, const Node& expected, const std::string& text) {
  const auto look = [&](const Node& word) {
    counted();
    if (text.find(word.text) == std::string::npos) fail(word, what, "the words " + quoted(word.text), text);
  };
  if (!expected.is_array()) return look(expected);
  for (const Node* item : expected.children) look(*item);
}

void Checks::text(const std::string& what, const Node& expected, const std::string& found) {
  counted();
  const std::string wanted = expected.is_null() ? "" : expected.text;
  if (found != wanted)
    fail(expected, what, wanted.empty() ? "none" : quoted(wanted), found.empty() ? "none" : quoted(found));
}

void Checks::tier(const TierExpectation& expectation) {
  const std::string what = "tier " + expectation.tier + " of " + to_text(expectation.subject);
  if (!names_.has_tier(expectation.tier)) {
    counted();
    return fail(*expectation.node, what, "a tier of a policy in force", names_.instead_of_tier(expectation.tier));
  }
  std::vector<TierEntry> entries = book_.tiers(expectation.subject);
  std::erase_if(entries, [&](const TierEntry& entry) { return entry.tier != expectation.tier; });
  const Instant at = expectation.at != nullptr ? instant(*expectation.at) : book_.now();
  const TierEntry* current = nullptr;
  for (const TierEntry& entry : entries) {
    if (entry.from <= at && (!entry.to || at < *entry.to)) current = &entry;
  }
  for (const auto& [name, node] : expectation.fields) {
    const std::string here = what + " at " + local(at) + ": " + name;
    if (name == "history") {
      counted();
      std::string found, wanted;
      for (const TierEntry& entry : entries) found += (found.empty() ? "" : ", ") + entry.value;
      for (const Node* item : node->children) wanted += (wanted.empty() ? "" : ", ") + item->text;
      if (found != wanted) fail(*node, what + ": history", wanted, found.empty() ? "none" : found);
    } else if (name == "value" && node->kind == Node::Kind::boolean) {  // of a ranking
      counted();
      const std::string found = current == nullptr ? std::string("none") : current->value;
      if (found != (node->boolean ? "true" : "false")) fail(*node, here, loader::brief(*node), found);
    } else if (name == "value") {
      text(here, *node, current == nullptr ? "" : current->value);
    } else if (current == nullptr) {
      counted();
      fail(*node, here, loader::brief(*node), "no tier at that time");
    } else if (name == "from") {
      counted();
      const std::optional<Date> day = Date::parse(node->text);
      const bool holds = day ? zone_.date_of(current->from) == *day : current->from == instant(*node);
      if (!holds) fail(*node, here, node->text, local(current->from));
    } else if (name == "why") {
      words(here, *node, current->because);
    } else {
      text(here, *node, because_member(current->because, name));
    }
  }
}

void Checks::fact(const FactExpectation& expectation) {
  counted();
  if (!names_.has_fact(expectation.subject.entity, expectation.name)) {
    return fail(*expectation.node, to_text(expectation.subject) + "." + expectation.name, "a fact of a policy in force",
                names_.instead_of_fact(expectation.subject.entity, expectation.name));
  }
  const Instant at = expectation.at != nullptr ? instant(*expectation.at) : book_.now();
  const Value found = book_.fact(expectation.subject, expectation.name, at);
  if (matches(found, *expectation.value)) return;
  fail(*expectation.node, to_text(expectation.subject) + "." + expectation.name + " at " + local(at),
       loader::brief(*expectation.value), shown(found));
}

void Checks::score(const ScoreExpectation& expectation) {
  if (!names_.has_score(expectation.score)) {
    counted();
    return fail(*expectation.node, "score " + expectation.score + " of " + to_text(expectation.subject), "a score of a policy in force", names_.instead_of_score(expectation.score));
  }
  if (!known(*expectation.node, {}, expectation.subject)) return;
  counted();
  const Instant at = expectation.at != nullptr ? instant(*expectation.at) : book_.now();
  const std::optional<ScoreEntry> found = book_.score(expectation.subject, expectation.score, at);
  const std::string what = "score " + expectation.score + " of " + to_text(expectation.subject) + " at " + local(at);
  for (const auto& [name, node] : expectation.fields) {
    Value value;
    if (name == "exists") {
      value = Value::of(found.has_value());
    } else if (!found) {
      return fail(*expectation.node, what, loader::brief(*node), "no response");
    } else if (name == "value") {
      value = found->value ? Value::of(*found->value) : Value{};
    } else if (name == "valid") {
      value = Value::of(found->valid);
    } else if (name == "supersedes") {
      value = Value::of(found->supersedes);
    } else {
      const std::string& text = name == "band" ? found->band : name == "reason" ? found->reason : found->response;
      value = text.empty() ? Value{} : Value::of(text);
    }
    if (!matches(value, *node)) fail(*node, what + ", " + name, loader::brief(*node), shown(value));
  }
}

void Checks::contact(const ContactExpectation& expectation) {
  counted();
  const Instant at = expectation.at != nullptr ? instant(*expectation.at) : book_.now();
  const Event event =
      Event::parse(expectation.envelope + R"(,"id":"contact","at":")" + zone_.to_text(at) + "\"}", zone_);
  const ContactAnswer answer = book_.may_contact(event, expectation.purpose);
  const std::string what = "contact " + event.type + " at " + local(at);
  std::string said = answer.allowed ? "allow" : "deny: " + answer.code;
  if (said != expectation.answer->text) {
    for (const std::string& name : answer.unknown) said += ", unknown: " + name;
    fail(*expectation.node, what, expectation.answer->text, said + ' ' + answer.because);
  }
  if (expectation.source != nullptr)
    text(what + ": source", *expectation.source, because_member(answer.because, "source"));
  if (expectation.instead == nullptr) return;
  counted();
  std::string found, wanted;
  for (const auto& other : answer.alternatives) found += (found.empty() ? "" : ", ") + other.reference.key;
  for (const Node* item : expectation.instead->children) wanted += (wanted.empty() ? "" : ", ") + item->text;
  if (found != wanted) fail(*expectation.instead, what + ": instead", wanted, found.empty() ? "nobody" : found);
}

void Checks::effect(const EffectExpectation& expectation) {
  if (!known(*expectation.node, expectation.rule, expectation.subject)) return;
  counted();
  const std::optional<Instant> from =
      expectation.from ? std::optional(instant(*expectation.from)) : std::nullopt;
  const std::optional<Instant> until =
      expectation.until ? std::optional(instant(*expectation.until, true)) : std::nullopt;
  std::int64_t count = 0;
  std::string others;
  std::size_t listed = 0;
  for (const Effect& effect : book_.effects()) {
    const std::string rule = because_member(effect.because, "rule");
    const bool same =
        (expectation.kind.empty() || effect.kind == expectation.kind) &&
        (expectation.rule.empty() || rule == expectation.rule) &&
        (!expectation.subject || effect.subject == *expectation.subject) &&
        (!expectation.to || effect.to == expectation.to) && (!from || effect.at >= *from) &&
        (!until || effect.at <= *until) &&
        (expectation.data == nullptr || matches(value_from_json(effect.data), *expectation.data));
    if (same) {
      ++count;
    } else if (++listed <= 4) {
      others += (listed == 1 ? "; others: " : ", ") + effect.kind + " by " + rule + " for " +
                to_text(effect.subject);
      if (effect.to) others += " to " + to_text(*effect.to);
      others += ' ' + effect.data;
    }
  }
  if (expectation.count.accepts(count)) return;
  std::string what = "number of effects";
  if (!expectation.kind.empty()) what += " " + expectation.kind;
  if (!expectation.rule.empty()) what += " by " + expectation.rule;
  if (expectation.subject) what += " for " + to_text(*expectation.subject);
  if (expectation.to) what += " to " + to_text(*expectation.to);
  if (expectation.data != nullptr) what += " with " + loader::brief(*expectation.data);
  fail(*expectation.node, std::move(what), expectation.count.text, std::to_string(count) + others);
}

}  // namespace huifang::policy_test
