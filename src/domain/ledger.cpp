/// The ledger of a class: periods and their seals, and what people do to entries.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/event_check.hpp"
#include "domain/event_data.hpp"
#include "domain/json_text.hpp"
#include "huifang/error.hpp"
#include "policy/points_model.hpp"

namespace huifang {

void Core::begin_ledgers() {
  ledgers_begun_ = true;  // creating one comes back here
  for (const PointClassDef& points : model.points->classes) touch(get_or_create({ledger_entity, points.name}, now_us()));
}

Subject& Core::ledger_of(const std::string& point_class) { return get_or_create({ledger_entity, point_class}, now_us()); }

// ---- Periods --------------------------------------------------------------------------------------

std::optional<Bucket> Core::period_at(const PointClassDef& points, std::int64_t at_us) {
  const Date day = model.zone.date_of(Instant{at_us});
  const auto& period = bucket_at(points.period, day);
  return period ? period : bucket_after(points.period, day);
}

std::optional<Bucket> Core::period_to_seal(const Subject& ledger, const PointClassDef& points) {
  return period_at(points, ledger.settled_us == INT64_MIN ? ledger.row.since_us : ledger.settled_us);
}

void Core::put_in_period(const PointClassDef& points, EntryRow& row) {
  Subject& ledger = ledger_of(points.name);
  const std::optional<Bucket> own = period_at(points, row.effective_us);
  if (!own) return;
  if (ledger.settled_us == INT64_MIN && row.effective_us < ledger.row.since_us) {
    // What took effect before the book began, while nothing is sealed: its period is sealed as the first one.
    ledger.row.since_us = row.effective_us;
    touch(ledger);
  }
  row.period = own->id;
  row.of_period.clear();
  if (model.zone.end_of_day(own->last).utc_us >= ledger.settled_us) return;
  // Nothing is added to what is sealed: it goes to the first period that is open, and names where it belongs.
  row.of_period = own->id;
  if (const auto open = period_to_seal(ledger, points)) row.period = open->id;
}

std::optional<Wake> Core::next_of_ledger(const Subject& ledger) {
  const std::uint32_t place = class_place(ledger.row.key);
  if (place == none) return std::nullopt;
  const PointClassDef& points = model.points->classes[place];
  const std::optional<Wake> expiry = next_expiry(ledger, points), seal = next_seal(ledger, points);
  return expiry && (!seal || *expiry < *seal) ? expiry : seal;
}

void Core::work_off_ledger(Subject& ledger, const Wake& wake) {
  touch(ledger);
  const std::uint32_t place = class_place(ledger.row.key);
  if (place == none) return;
  const PointClassDef& points = model.points->classes[place];
  if (next_expiry(ledger, points) == wake) return expire_due(ledger, points);
  if (next_seal(ledger, points) == wake) seal(ledger, points, *period_to_seal(ledger, points), {}, {});
}

std::optional<Wake> Core::next_seal(const Subject& ledger, const PointClassDef& points) {
  if (points.by_hand) return std::nullopt;
  const std::optional<Bucket> period = period_to_seal(ledger, points);
  if (!period) return std::nullopt;
  std::int64_t at_us = model.zone.end_of_day(period->last).utc_us + 1;
  if (points.grace) at_us = due_of(add_span(PointInTime::of(period->last), *points.grace, calendar()), calendar()).utc_us + 1;
  // Behind everything that rules do at that instant.
  return Wake{std::max(at_us, now_us()), Wake::effects, INT32_MAX};
}

void Core::seal(Subject& ledger, const PointClassDef& points, const Bucket& period, const std::string& by, const std::string& event) {
  const PeriodTotal total = period_total(points.name, period.id);
  const Value sum = Value::of(Decimal::multiply(total.sum, Decimal::scaled(1, points.decimals)).value_or(total.sum));
  EntryRow row;
  row.point_class = points.name;
  row.account = ledger.row.id;
  row.kind = "seal";
  row.cause = "seal:" + points.name + "/" + period.id;
  row.event = event;
  row.effective_us = model.zone.end_of_day(period.last).utc_us;
  row.period = period.id;
  {
    JsonObject object(row.because);
    if (!by.empty()) object.text("by", by);
    object.number("count", total.count);
    object.text("hash", head().hash);
    object.value("sum", sum);
  }
  ledger.settled_us = row.effective_us + 1;
  touch(ledger);
  std::string data;
  {
    JsonObject object(data);
    object.text("class", points.name);
    object.number("count", total.count);
    object.text("hash", head().hash);
    object.text("period", period.id);
    object.value("sum", sum);
  }
  std::string why = row.because;
  add_entry(std::move(row));
  effect(ledger, "seal:" + points.name + "/" + period.id, "seal", std::nullopt, std::move(data), std::move(why));
}

// ---- What people do -------------------------------------------------------------------------------

namespace {

/// A day that the event check has accepted.
std::optional<Date> day_of(const Value& value) {
  return value.kind() == Value::Kind::date ? std::optional(value.date()) : Date::parse(value.string());
}

}  // namespace

bool Core::may_keep_points(const PointClassDef& points, const Event& event, const Subject& account) {
  if (points.by.empty()) return true;
  Situation situation = situation_of(account);
  situation.at_us = event.at.utc_us;
  const auto may = [&](std::uint32_t role) { return is_one_of(resolve_role(role, situation), event.by, event.at.utc_us); };
  if (std::any_of(points.by.begin(), points.by.end(), may)) return true;
  note(event.type + ": " + event.by + " may not do this to points of class " + points.name);
  return false;
}

void Core::act_on_points(const Event& event) {
  EventCheck check(model, event);
  check.run();
  check.throw_if_bad();
  if (event.type == "points.post") return post_by_hand(event);
  if (event.type == "points.close") return close_by_hand(event);
  const std::int64_t id = *datum(event, "entry")->number().to_int64();
  const auto refuse = [&](const std::string& why) { note(event.type + ": entry " + std::to_string(id) + " " + why); };
  const std::optional<EntryRow> known = entry(id);
  if (!known || known->kind == "seal" || class_place(known->point_class) == none) return note(event.type + ": the book has no entry " + std::to_string(id));
  const PointClassDef& points = class_named(known->point_class);
  if (!may_keep_points(points, event, get(known->account))) return;
  if (known->kind == "hold" || known->kind == "uphold") return refuse("is no posting");
  const std::string why = act_text(event);
  const bool settles = event.type == "points.confirm" || event.type == "points.cancel";
  if (known->kind == "pending" && settles) return settle(*known, event, why);
  if (known->kind == "pending") return refuse("waits to be confirmed, or cancelled");
  if (settles) return refuse("does not wait to be confirmed");
  if (known->kind == "cancel") return refuse("is no posting");
  const std::vector<EntryRow> rows = entries_of_posting(*known);
  const auto reversal = std::find_if(rows.begin(), rows.end(), [&](const EntryRow& row) { return row.kind == "reverse" && row.entry == id; });
  if (reversal != rows.end()) return refuse("is reversed already, by entry " + std::to_string(reversal->id));
  if (event.type == "points.reverse") {
    if (known->amount == 0) return refuse("has posted nothing");
    return reverse(*known, event.id, why);
  }
  const bool held = is_held(rows, *known);
  const bool hold = event.type == "points.appeal";
  if (hold == held) return refuse(held ? "is held already" : "is not held");
  EntryRow row = *known;
  row.kind = hold ? "hold" : "uphold";
  row.entry = id;
  row.event = event.id;
  row.because = why;
  row.amount = row.asked = points.held_counts ? 0 : hold ? -known->amount : known->amount;
  enter(std::move(row), true);
}

void Core::post_by_hand(const Event& event) {
  const PointClassDef& points = class_named(datum(event, "class")->string());
  const auto& [entity, key] = *event.subjects.begin();
  Subject& account = get_or_create({entity, key}, event.at.utc_us);
  if (!may_keep_points(points, event, account)) return;
  const Value& amount = *datum(event, "amount");
  EntryRow row;
  row.point_class = points.name;
  row.account = account.row.id;
  row.kind = "post";
  row.cause = row.event = event.id;
  row.part = "hand";
  row.asked = *(amount.kind() == Value::Kind::number ? amount.number() : *Decimal::parse(amount.string())).to_scaled(points.decimals);
  row.effective_us = event.at.utc_us;
  row.because = act_text(event);
  const Value* until = datum(event, "until");
  row.amount = 0;
  if (until != nullptr) {
    row.kind = "pending";
    const Instant last = model.zone.end_of_day(*day_of(*until));
    row.because.insert(row.because.size() - 1, ",\"until\":" + json_text(Value::of(model.zone.to_text(last))));
  }
  enter(std::move(row), until != nullptr);
}

void Core::close_by_hand(const Event& event) {
  const PointClassDef& points = class_named(datum(event, "class")->string());
  const std::string& wanted = datum(event, "period")->string();
  Subject& ledger = ledger_of(points.name);
  // A period is of all accounts: the roles are looked at from whoever acts.
  if (!may_keep_points(points, event, get_or_create({"staff", event.by}, event.at.utc_us))) return;
  const std::string what = "points.close: period " + wanted + " of class " + points.name;
  const std::vector<EntryRow> rows = entries_of({}, "seal:" + points.name + "/" + wanted);  // and of an event with such an id
  if (std::any_of(rows.begin(), rows.end(), [](const EntryRow& row) { return row.kind == "seal"; })) return note(what + " is closed already");
  std::vector<Bucket> periods;
  std::int64_t from_us = ledger.settled_us == INT64_MIN ? ledger.row.since_us : ledger.settled_us;
  while (const std::optional<Bucket> period = period_at(points, from_us)) {
    from_us = model.zone.end_of_day(period->last).utc_us + 1;
    if (from_us > now_us()) break;
    periods.push_back(*period);
    if (period->id != wanted) continue;
    for (const Bucket& one : periods) seal(ledger, points, one, event.by, event.id);  // what lies before is closed with it
    return;
  }
  note(what + " is not over, or there is no such period");
}

}  // namespace huifang
