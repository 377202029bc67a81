/// Points: what rules post, what takes it back, and the chain of entries.
#include <algorithm>
#include <iterator>
#include <numeric>

#include "domain/chain.hpp"
#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "huifang/error.hpp"
#include "policy/points_model.hpp"
#include "policy/score_model.hpp"

namespace huifang {

namespace {

constexpr std::int64_t weights_max = 1'000'000'000'000;
/// Postings that would bring the sum of an account beyond this are not made: there is room for what takes back what was.
constexpr std::int64_t account_sum_max = 9'000'000'000'000'000'000;
/// Sums that are kept at hand between two flushes.
constexpr std::size_t account_totals_max = 200'000;

__extension__ using Wide = __int128;

bool is_automatic(const EntryRow& row) { return row.kind == "post" || row.kind == "adjust"; }

bool same_posting(const EntryRow& a, const EntryRow& b) {
  return a.account == b.account && a.part == b.part && a.rule == b.rule && a.cause == b.cause;
}

std::int64_t checked_sum(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) throw Error(ErrorKind::range, "HF4106", "the sum of the points of an account is too large");
  return sum;
}

/// Adds a member to the JSON object.
void add_reason(std::string& because, const std::string& member) {
  because.insert(because.size() - 1, (because.size() > 2 ? "," : "") + member);
}

struct Weighted {
  EntityRef account;
  std::string part;
  Fraction share;
};

/// Whole numbers in the proportion of the shares whose sum is exactly the rounded sum of what they are; what is over goes to
/// the largest remainders, of equal ones to the first by account and part. nullopt: the shares are too fine.
std::optional<std::vector<Posting>> shared(std::int64_t amount, int decimals, const std::vector<Weighted>& receivers) {
  std::int64_t common = 1;
  for (const Weighted& one : receivers) {
    const std::int64_t rest = one.share.denominator / std::gcd(common, one.share.denominator);
    if (common > weights_max / rest) return std::nullopt;
    common *= rest;
  }
  struct Part {
    Wide whole = 0, rest = 0;
    std::size_t place = 0;
  };
  const Wide size = amount < 0 ? -static_cast<Wide>(amount) : amount;
  std::vector<Part> parts;
  Wide sum = 0, wholes = 0;
  for (std::size_t i = 0; i < receivers.size(); ++i) {
    const Fraction& share = receivers[i].share;
    const Wide exact = size * share.numerator * (common / share.denominator);
    sum += exact;
    parts.push_back({exact / common, exact % common, i});
    wholes += parts.back().whole;
  }
  std::int64_t over = static_cast<std::int64_t>((2 * sum + common) / (2 * static_cast<Wide>(common)) - wholes);
  std::stable_sort(parts.begin(), parts.end(), [&](const Part& a, const Part& b) {
    if (a.rest != b.rest) return a.rest > b.rest;
    const Weighted &one = receivers[a.place], &other = receivers[b.place];
    return std::tie(one.account, one.part) < std::tie(other.account, other.part);
  });
  std::vector<Posting> out(receivers.size());
  for (const Part& part : parts) {
    const Wide own = part.whole + (over > 0 ? 1 : 0);
    if (over > 0) --over;
    if (own > points_amount_max) return std::nullopt;
    const Weighted& receiver = receivers[part.place];
    Posting& posting = out[part.place];
    posting.account = receiver.account;
    posting.part = receiver.part;
    posting.amount = static_cast<std::int64_t>(amount < 0 ? -own : own);
    JsonObject object(posting.shared);
    object.value("amount", Value::of(Decimal::scaled(amount, decimals)));
    const std::int64_t whole = std::gcd(receiver.share.numerator, receiver.share.denominator);
    object.text("share", std::to_string(receiver.share.numerator / whole) + "/" + std::to_string(receiver.share.denominator / whole));
  }
  return out;
}

}  // namespace

std::string entry_hash(std::string_view previous, const EntryRow& row) {
  return ChainLink(previous)
      .number(row.id)
      .text(row.point_class)
      .number(row.account)
      .text(row.kind)
      .number(row.decimals)
      .number(row.amount)
      .number(row.asked)
      .text(row.rule)
      .text(row.cause)
      .text(row.part)
      .text(row.event)
      .number(row.effective_us)
      .number(row.recorded_us)
      .text(row.period)
      .text(row.of_period)
      .number(row.entry)
      .text(row.because)
      .hash();
}

// ---- What is there already ------------------------------------------------------------------------

std::uint32_t Core::class_place(const std::string& name) const { return model.points ? model.points->find(name) : none; }

const PointClassDef& Core::class_named(const std::string& name) const { return model.points->classes.at(class_place(name)); }

const Core::EntriesByAccount& Core::entries_for(const std::string& cause) {
  // Several rules post for one event, one after the other.
  if (cause_at_hand_ == cause) return entries_at_hand_;
  entries_at_hand_.clear();
  for (EntryRow& row : store_.entries_for(cause)) entries_at_hand_[row.account].push_back(std::move(row));
  const auto [first, last] = new_entries_for_.equal_range(cause);
  for (auto entry = first; entry != last; ++entry) entries_at_hand_[entry->second->account].push_back(*entry->second);
  cause_at_hand_ = cause;
  return entries_at_hand_;
}

std::vector<EntryRow> Core::entries_of(const std::string& rule, const std::string& cause) {
  std::vector<EntryRow> rows;
  for (const auto& [account, entries] : entries_for(cause)) {
    std::copy_if(entries.begin(), entries.end(), std::back_inserter(rows), [&](const EntryRow& row) { return row.rule == rule; });
  }
  std::sort(rows.begin(), rows.end(), [](const EntryRow& a, const EntryRow& b) { return a.id < b.id; });
  return rows;
}

std::vector<EntryRow> Core::entries_of_posting(const EntryRow& of) {
  std::vector<EntryRow> rows;
  const EntriesByAccount& entries = entries_for(of.cause);
  const auto found = entries.find(of.account);
  if (found == entries.end()) return rows;
  std::copy_if(found->second.begin(), found->second.end(), std::back_inserter(rows), [&](const EntryRow& row) { return same_posting(row, of); });
  return rows;
}

std::vector<EntryRow> Core::entries_in(SubjectId account, const std::string& point_class) {
  std::vector<EntryRow> rows = store_.entries_in(account, point_class);
  const auto [first, last] = new_entries_in_.equal_range(account);
  for (auto entry = first; entry != last; ++entry) {
    if (entry->second->point_class == point_class) rows.push_back(*entry->second);
  }
  return rows;
}

std::vector<EntryRow> Core::entries_by(const std::string& event) {
  std::vector<EntryRow> rows = store_.entries_by(event);
  const auto [first, last] = new_entries_by_.equal_range(event);
  for (auto entry = first; entry != last; ++entry) rows.push_back(*entry->second);
  return rows;
}

std::optional<EntryRow> Core::entry(std::int64_t id) {
  if (entries_.empty() || id < entries_.front().id) return store_.entry(id);
  const auto place = static_cast<std::size_t>(id - entries_.front().id);  // their numbers are dense
  return place < entries_.size() ? std::optional(entries_[place]) : std::nullopt;
}

EntryTotal& Core::account_total(SubjectId account, const std::string& point_class, const std::string& period) {
  const auto [total, first] = account_totals_.try_emplace({account, class_place(point_class), period});
  if (first) total->second = store_.account_total(account, point_class, period);
  return total->second;
}

PeriodTotal Core::period_total(const std::string& point_class, const std::string& period) {
  PeriodTotal total = store_.period_total(point_class, period);
  for (const EntryRow& row : entries_) {
    if (row.kind == "seal" || row.point_class != point_class || row.period != period) continue;
    ++total.count;
    total.sum = *Decimal::add(total.sum, Decimal(row.amount));
  }
  return total;
}

void Core::forget_new_entries() {
  entries_.clear();
  new_entries_for_.clear();
  new_entries_by_.clear();
  new_entries_in_.clear();
  if (account_totals_.size() > account_totals_max) account_totals_.clear();
}

void Core::forget_ledger() {
  forget_new_entries();
  account_totals_.clear();
  cause_at_hand_.reset();
  entries_at_hand_.clear();
}

// ---- What is posted -------------------------------------------------------------------------------

std::int64_t Core::effective_of(const Occurrence& occurrence) const {
  const RuleDef& rule = model.rules[occurrence.rule];
  if (occurrence.award) return model.zone.end_of_day(occurrence.bucket->last).utc_us;
  if (occurrence.event != nullptr) return occurrence.event->at_us;
  const bool at_once = !rule.at && occurrence.step == none && !occurrence.level && !rule.has_each && !rule.has_every;
  return at_once && !rule.on.empty() && occurrence.cause ? occurrence.cause->at_us : now_us();
}

std::string Core::cause_of(const Subject& subject, const Occurrence& occurrence) {
  const RuleDef& rule = model.rules[occurrence.rule];
  std::string cause = occurrence.run;
  if (rule.on.empty()) cause.insert(0, subject.row.entity + ":" + subject.row.key + "/");
  const Occurred* event = occurrence.cause.get();
  const auto misses = [&](std::uint32_t one) { return model.events[one].kind == EventDef::Kind::missed; };
  if (event != nullptr && !event->claim.empty() && std::any_of(rule.on.begin(), rule.on.end(), misses)) {
    // A person reports what the library has found, or will find, to be missed: one fact.
    const auto key = parse_duty_key(event->claim);
    Subject* about = key ? find(key->subject) : nullptr;
    const LiveDuty* duty = about == nullptr ? nullptr : find_duty(*about, *key);
    if (duty != nullptr) cause = "missed:" + turn_of(duty->row.duty);
  }
  if (occurrence.step != none) cause += "/" + rule.steps[occurrence.step].name + "/" + occurrence.n;
  if (occurrence.step == none && occurrence.n != "1") cause += "/" + occurrence.n;
  if (occurrence.level) cause += "/level-" + std::to_string(*occurrence.level + 1);
  return cause;
}

std::optional<std::int64_t> Core::amount_of(const feel::Expression& expression, const PointClassDef& points, const Occurrence& occurrence,
                                            const Situation& situation) {
  const std::string what = "posting of rule " + model.rules[occurrence.rule].name;
  const feel::Outcome outcome = evaluate(expression, situation);
  if (outcome.status != feel::Outcome::Status::ok || outcome.value.kind() != Value::Kind::number) {
    std::string text = what + ": the amount is unknown";
    for (const std::string& name : outcome.names) text += " " + name;
    note(std::move(text));
    return std::nullopt;
  }
  const auto amount = points_amount(outcome.value.number(), points.decimals);
  if (!amount) {
    note(what + ": " + outcome.value.to_text() + " is no amount of " + points.name);
    return std::nullopt;
  }
  return amount;
}

std::optional<std::vector<Posting>> Core::postings(const Occurrence& occurrence, std::size_t place, const Situation& situation) {
  const RuleDef& rule = model.rules[occurrence.rule];
  const PostEffect& post = *effects_of(occurrence)[place].post;
  const PointClassDef& points = model.points->classes[post.point_class];
  std::vector<Posting> out;
  std::vector<Weighted> receivers;
  for (const PostPart& part : post.to) {
    std::vector<EntityRef> people = resolve_role(part.role, situation);
    std::sort(people.begin(), people.end());
    people.erase(std::unique(people.begin(), people.end()), people.end());
    std::erase_if(people, [&](const EntityRef& one) { return model.entity(one.entity) == none; });
    if (people.empty()) note("role " + part.name + " resolves to nobody; rule " + rule.name + " posts nothing there");
    const std::string name = std::to_string(place) + "/" + part.name;
    const bool own = static_cast<bool>(part.amount);
    std::optional<std::int64_t> amount;
    if (own && !people.empty()) {
      amount = amount_of(part.amount, points, occurrence, situation);
      if (!amount) return std::nullopt;
    }
    for (const EntityRef& person : people) {
      if (own) {
        out.push_back({person, name, *amount, {}});
      } else {
        receivers.push_back({person, name, {part.share.numerator, part.share.denominator * std::ssize(people)}});
      }
    }
  }
  if (receivers.empty()) return out;
  const auto amount = amount_of(post.amount, points, occurrence, situation);
  if (!amount) return std::nullopt;
  auto parts = shared(*amount, points.decimals, receivers);
  if (!parts) note("posting of rule " + rule.name + ": the amount cannot be shared so finely");
  return parts;
}

void Core::post(const Subject& subject, const Occurrence& occurrence, std::size_t place, Situation situation, const std::string& why) {
  const RuleDef& rule = model.rules[occurrence.rule];
  EntryRow row;
  row.effective_us = effective_of(occurrence);
  situation.at_us = row.effective_us;  // whoever had the role then
  const auto parts = postings(occurrence, place, situation);
  if (!parts) {
    suppress(subject, occurrence.rule, occurrence.run, occurrence.n, "no_amount");
    return;
  }
  row.point_class = model.points->classes[effects_of(occurrence)[place].post->point_class].name;
  row.kind = "post";
  row.rule = rule.name;
  row.cause = cause_of(subject, occurrence);
  row.event = occurrence.event != nullptr ? occurrence.event->id : occurrence.cause ? occurrence.cause->id : std::string();
  row.because = why;
  const std::optional<Span>& pending = effects_of(occurrence)[place].post->pending;
  if (pending) {
    row.kind = "pending";
    add_reason(row.because, "\"until\":" + pending_until(*pending));
  }
  const std::vector<EntryRow> known = entries_of(row.rule, row.cause);
  const std::string reasons = row.because;
  for (const Posting& part : *parts) {
    row.account = get_or_create(part.account, row.effective_us).row.id;
    row.part = part.part;
    row.asked = part.amount;
    row.amount = pending ? 0 : part.amount;
    const auto same = [&](const EntryRow& other) { return same_posting(other, row); };
    // What has been posted for the cause is not posted again, whatever became of it.
    if (part.amount == 0 || std::any_of(known.begin(), known.end(), same)) continue;
    row.because = reasons;
    if (!part.shared.empty()) add_reason(row.because, "\"shared\":" + part.shared);
    enter(row, pending.has_value());
  }
}

std::int64_t Core::granted(const PointClassDef& points, const EntryRow& row, std::string& why) {
  std::int64_t amount = row.asked;
  const std::int64_t balance = account_total(row.account, points.name, {}).sum;
  if (amount > 0 ? balance > account_sum_max - amount : balance < -account_sum_max - amount) {
    why = "too_large";
    return 0;
  }
  if (points.cap && amount > 0) {
    const std::int64_t room = *points.cap - account_total(row.account, points.name, row.period).sum;
    if (amount > room) {
      amount = std::max<std::int64_t>(room, 0);
      why = "cap";
    }
  }
  if (points.floor && amount < 0) {
    const std::int64_t room = *points.floor - account_total(row.account, points.name, row.period).sum;
    if (amount < room) {
      amount = std::min<std::int64_t>(room, 0);
      why = "floor";
    }
  }
  if (amount < 0 && points.below != PointClassDef::Below::allow) {
    if (balance + amount < 0) {
      amount = points.below == PointClassDef::Below::refuse ? 0 : std::min<std::int64_t>(0, -std::max<std::int64_t>(balance, 0));
      why = "below_zero";
    }
  }
  return amount;
}

Occurred Core::posted(const EntryRow& like, const Subject& account, std::int64_t amount) const {
  Occurred event;
  event.id = "posted:" + like.rule + "/" + like.cause + "/" + like.part;
  event.event = model.points->posted;
  event.at_us = like.effective_us;
  event.subjects = {account.ref()};
  const auto text = [&](const char* name, const std::string& value) {
    event.data.emplace_back(name, value.empty() ? Value{} : Value::of(value));
  };
  text("class", like.point_class);
  event.data.emplace_back("amount", Value::of(Decimal::scaled(amount, class_named(like.point_class).decimals)));
  text("kind", like.kind);
  text("rule", like.rule);
  text("cause", like.cause);
  text("period", like.period);
  text("of_period", like.of_period);
  return event;
}

const EntryRow& Core::head() {
  if (!head_known_) head_ = store_.last_entry().value_or(EntryRow{});
  head_known_ = true;
  return head_;
}

void Core::add_entry(EntryRow row) {
  row.id = head().id + 1;
  row.recorded_us = now_us();
  row.decimals = class_named(row.point_class).decimals;
  row.hash = entry_hash(head().hash, row);
  head_ = row;
  if (row.kind != "seal") {
    // Asked for before the entry is there: what the store sums up is without it.
    const PointClassDef& points = class_named(row.point_class);
    const auto add = [&](const std::string& period) {
      EntryTotal& total = account_total(row.account, points.name, period);
      total = {total.count + 1, checked_sum(total.sum, row.amount)};
    };
    add({});
    if (points.cap || points.floor) add(row.period);
  }
  const EntryRow& kept = entries_.emplace_back(std::move(row));
  new_entries_for_.emplace(kept.cause, &kept);
  if (!kept.event.empty()) new_entries_by_.emplace(kept.event, &kept);
  new_entries_in_.emplace(kept.account, &kept);
  if (cause_at_hand_ == kept.cause) entries_at_hand_[kept.account].push_back(kept);
  if (result != nullptr) result->entries.push_back(kept.id);
}

void Core::tell_entry(const EntryRow& row, const Subject& account) {
  const int decimals = class_named(row.point_class).decimals;
  std::string data;
  {
    JsonObject object(data);
    object.value("amount", Value::of(Decimal::scaled(row.amount, decimals)));
    if (row.asked != row.amount) object.value("asked", Value::of(Decimal::scaled(row.asked, decimals)));
    if (!row.cause.empty()) object.text("cause", row.cause);
    object.text("class", row.point_class);
    object.number("effective", row.effective_us);
    if (row.entry != 0) object.number("entry", row.entry);
    object.number("id", row.id);
    object.text("kind", row.kind);
    if (!row.of_period.empty()) object.text("of_period", row.of_period);
    object.text("period", row.period);
    if (!row.rule.empty()) object.text("rule", row.rule);
  }
  effect(get(account.row.id), "entry:" + std::to_string(row.id), "entry", account.ref(), std::move(data), row.because);
}

void Core::enter(EntryRow row, bool judged) {
  const PointClassDef& points = class_named(row.point_class);
  Subject& account = get(row.account);
  put_in_period(points, row);
  if (!judged) {
    std::string why;
    row.amount = granted(points, row, why);
    if (!why.empty()) {
      const std::optional<std::int64_t> limit = why == "cap" ? points.cap : why == "floor" ? points.floor : std::nullopt;
      if (limit) add_reason(row.because, "\"limit\":" + Decimal::scaled(*limit, points.decimals).to_text());
      add_reason(row.because, "\"limited\":\"" + why + "\"");
      if (result != nullptr) note("posting of " + (row.rule.empty() ? row.cause : "rule " + row.rule) + ": limited by " + why);
    }
  } else if (row.amount < 0 && points.below != PointClassDef::Below::allow &&
             checked_sum(account_total(row.account, points.name, {}).sum, row.amount) < 0) {
    add_reason(row.because, "\"forced\":true");
  }
  const std::vector<EntryRow> before = entries_of_posting(row);
  add_entry(std::move(row));
  const EntryRow entered = head_;
  tell_entry(entered, account);
  touch(account);
  if (points.expires && entered.amount != 0 && entered.kind != "expire") {
    const Subject& ledger = ledger_of(points.name);
    if (ledger.expired_us != INT64_MIN && entered.effective_us <= expiry_of(points, *period_at(points, ledger.expired_us - 1))) {
      expire_again_.emplace(class_place(points.name), entered.account);
    }
  }
  if (entered.amount == 0 && is_automatic(entered)) return;  // nothing came of it: nobody hears of it
  if (entered.amount != 0 && !index.measures[model.points->posted].empty() && account.entity != none) {
    // Measures know what is left of a posting, on its day.
    const std::int64_t had = std::accumulate(before.begin(), before.end(), std::int64_t{0}, [](std::int64_t sum, const EntryRow& one) { return sum + one.amount; });
    EntryRow left = entered;
    if (!before.empty()) left.effective_us = before.front().effective_us;
    if (had != 0) unfold(account, posted(left, account, had));
    if (const std::int64_t has = had + entered.amount; has != 0) {
      fold(account, posted(left, account, has));
    } else if (left.effective_us < account.settled_us) {
      look_back(account, left.effective_us);
    }
  }
  Occurred told = posted(entered, account, entered.amount);
  told.id = "entry:" + std::to_string(entered.id);
  raise(std::move(told));
}

// ---- What is taken back ---------------------------------------------------------------------------

std::optional<EntryRow> Core::standing(const std::vector<EntryRow>& rows, const EntryRow& of) {
  // An entry, its reversal, the reversal of that: the last one says whether it holds.
  EntryRow last = of;
  bool holds = true;
  for (const EntryRow& row : rows) {
    if (row.kind != "reverse" || row.entry != last.id) continue;
    last = row;
    holds = !holds;
  }
  if (!holds) return std::nullopt;
  return last;
}

bool Core::is_held(const std::vector<EntryRow>& rows, const EntryRow& of) {
  bool held = false;
  for (const EntryRow& row : rows) {
    if (row.entry == of.id && row.kind == "hold") held = true;
    if (row.entry == of.id && row.kind == "uphold") held = false;
  }
  return held;
}

void Core::reverse(const EntryRow& entry, const std::string& event, const std::string& why) {
  EntryRow row = entry;
  row.entry = entry.id;
  row.event = event;
  row.because = why;
  if (is_held(entries_of_posting(entry), entry)) {
    row.kind = "uphold";
    row.amount = row.asked = class_named(entry.point_class).held_counts ? 0 : entry.amount;
    enter(row, true);
  }
  row.kind = "reverse";
  row.amount = row.asked = -entry.amount;
  enter(std::move(row), true);
}

bool Core::reverse_event(const std::string& event, const std::string& why) {
  if (!model.points || event.empty()) return false;
  bool found = false;
  for (const EntryRow& row : entries_by(event)) {
    if ((row.kind != "post" && row.kind != "pending") || class_place(row.point_class) == none) continue;
    const std::vector<EntryRow> rows = entries_of_posting(row);
    if (row.kind == "pending" && !settled_by(rows, row)) {
      cancel(row, event, why);
      found = true;
    }
    for (const EntryRow& one : rows) {
      if (!is_automatic(one)) continue;
      const auto last = standing(rows, one);
      if (!last || last->amount == 0) continue;
      reverse(*last, event, why);
      found = true;
    }
  }
  // What its scores have posted, and scores of these, goes with it.
  const auto score_of = [&](const ScoreDef& def) { return model.events[def.event].key + ":"; };
  const auto of = std::find_if(model.scores.begin(), model.scores.end(), [&](const auto& def) { return event.starts_with(score_of(*def)); });
  for (const auto& def : model.scores) {
    const auto is_part = [&](const ScoreDef::Part& part) { return model.scores[part.score] == *of; };
    const bool follows = of == model.scores.end() ? def->form != none : std::any_of(def->parts.begin(), def->parts.end(), is_part);
    if (follows && reverse_event(score_of(*def) + event, why)) found = true;
  }
  return found;
}

}  // namespace huifang
