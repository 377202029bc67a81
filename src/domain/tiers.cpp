/// Tiers: decisions with memory. By a table, by bands, by rank, or by a person.
#include <algorithm>
#include <set>
#include <utility>

#include "domain/core.hpp"
#include "domain/json_text.hpp"

namespace huifang {

namespace {

EntityRef ranking_of(const TierDef& tier) { return {"tier.ranking", tier.key}; }

std::string text_of(const Value& value) {
  return value.kind() == Value::Kind::string ? value.string() : value.is_null() ? std::string() : value.to_text();
}

}  // namespace

bool Core::is_review(const TierDef& tier) {
  const auto& bucket = bucket_at(tier.review, model.zone.date_of(Instant{now_us()}));
  return bucket && model.zone.start_of_day(bucket->first).utc_us == now_us();
}

std::int64_t Core::kept_until(const Subject& subject, std::uint32_t tier) const {
  const std::optional<Span>& stay = model.tiers[tier].stay;
  const std::uint32_t place = model.tiers[tier].group;
  if (!stay || !subject.tiers[place].known) return INT64_MIN;
  try {
    const PointInTime end = add_span(PointInTime::of(Instant{subject.tiers[place].from_us}), *stay, calendar());
    return end.is_date ? model.zone.start_of_day(end.date).utc_us : end.instant.utc_us;
  } catch (const Error&) {
    return INT64_MAX;  // there is no such time: for ever
  }
}

std::optional<std::int64_t> Core::next_tier_review(const Subject& subject, std::int64_t after_us) {
  std::optional<std::int64_t> next;
  const auto offer = [&](std::int64_t at_us) {
    if (at_us > after_us && (!next || at_us < *next)) next = at_us;
  };
  const auto review = [&](const TierDef& tier) {
    if (tier.review == none) return;
    const auto& bucket = bucket_after(tier.review, model.zone.date_of(Instant{after_us}));
    if (bucket) offer(model.zone.start_of_day(bucket->first).utc_us);
  };
  if (subject.entity == model.ranking) {
    for (const TierDef& tier : model.tiers) {
      if (tier.rank_by && tier.key == subject.row.key) review(tier);
    }
    return next;
  }
  for (const auto i : index.tiers[subject.entity]) {
    const TierDef& tier = model.tiers[i];
    if (!tier.table) continue;
    review(tier);
    if (tier.stay) offer(kept_until(subject, i));
  }
  return next;
}

void Core::update_tiers(Subject& subject, std::string_view trigger, std::int64_t sequence) {
  for (const auto i : index.tiers[subject.entity]) {
    const TierDef& tier = model.tiers[i];
    if (!tier.table || !governs(subject, tier.layer)) continue;
    const std::uint32_t place = tier.group;
    const bool known = subject.tiers[place].known;
    if (known && tier.review != none && !is_review(tier)) continue;
    if (known && now_us() < kept_until(subject, i)) continue;
    const Situation situation = situation_of(subject);
    const DecisionOutcome outcome = decide(tier.table, situation);
    if (outcome.status != feel::Outcome::Status::ok) {
      std::string text = "tier " + tier.key + " of " + subject.row.entity + " " + subject.row.key + " is undecided";
      for (const std::string& name : outcome.names) text += " " + name;
      note(text + (outcome.message.empty() ? "" : ": " + outcome.message));
      continue;
    }
    std::string value = text_of(outcome.value);
    if (known && subject.tiers[place].value == value) continue;
    const auto still = [&](const DecisionTable& shifted) { return text_of(decide(shifted, situation).value) == subject.tiers[place].value; };
    if (known && tier.margin_below && (still(tier.margin_below) || still(tier.margin_above))) continue;
    std::string because;
    {
      JsonObject object(because);
      {
        std::string& inputs = object.key("inputs");
        JsonObject inner(inputs);
        for (std::size_t k = 0; k < outcome.inputs.size(); ++k) {
          inner.value(tier.table.source().inputs[k].expression, outcome.inputs[k]);
        }
      }
      if (!outcome.matched.empty()) object.number("row", outcome.matched.front() + 1);
      const std::string& clause = outcome.matched.empty() ? std::string() : tier.table.source().rows[outcome.matched.front()].source;
      if (!clause.empty() || !tier.source.empty()) object.text("source", clause.empty() ? tier.source : clause);
      object.text("tier", tier.key);
      object.text("trigger", trigger);
      object.text("version", model.layers[tier.layer].version);
    }
    put_tier(subject, i, std::move(value), std::move(because), trigger, sequence);
  }
}

void Core::put_tier(Subject& subject, std::uint32_t i, std::string value, std::string because, std::string_view trigger, std::int64_t sequence) {
  const TierDef& tier = model.tiers[i];
  const std::uint32_t place = tier.group;
  const bool first = !subject.tiers[place].known;
  if (!first && subject.tiers[place].value == value) return;
  const std::string before = std::exchange(subject.tiers[place].value, value);
  subject.tiers[place].known = true;
  subject.tiers[place].from_us = now_us();
  tiers_.push_back({subject.row.id, tier.key, now_us(), sequence, value, std::move(because)});
  touch(subject);
  // A first value is news only when people set it for somebody who was known before.
  if (tier.changed_event == none || (first && (tier.set_by.empty() || subject.row.since_us >= now_us()))) return;
  Occurred event;
  event.id = "tier." + tier.key + ":" + std::string(trigger);
  event.event = tier.changed_event;
  event.at_us = now_us();
  event.subjects = {subject.ref()};
  event.data.emplace_back("from", tier_value(tier, before));
  event.data.emplace_back("to", tier_value(tier, value));
  raise(std::move(event));
}

// ----------------------------------------------------------------------------------------------- by a person

void Core::set_tier(Subject& subject, std::uint32_t found, const Value& value, const Event& event, const Value* reason, std::int64_t sequence) {
  std::uint32_t i = found;
  for (const auto other : index.tiers[subject.entity]) {
    if (model.tiers[other].group == model.tiers[found].group && governs(subject, model.tiers[other].layer)) i = other;
  }
  const TierDef& tier = model.tiers[i];
  Situation situation = situation_of(subject);
  const std::optional<EntityRef> owner = owner_of(subject, situation.at_us);
  situation.owner = &owner;
  const auto may = [&](std::uint32_t role) { return is_one_of(resolve_role(role, situation), event.by, event.at.utc_us); };
  if (std::none_of(tier.set_by.begin(), tier.set_by.end(), may)) {
    note("tier " + tier.key + " of " + subject.row.entity + " " + subject.row.key + " may not be set by " + event.by);
    return;
  }
  std::string because;
  {
    JsonObject object(because);
    object.text("by", event.by);
    if (reason != nullptr) object.value("reason", *reason);
    if (!tier.source.empty()) object.text("source", tier.source);
    object.text("tier", tier.key);
    object.text("trigger", event.id);
    object.text("version", model.layers[tier.layer].version);
  }
  put_tier(subject, i, text_of(value), std::move(because), event.id, sequence);
}

// --------------------------------------------------------------------------------------------------- by rank

void Core::begin_rankings(std::uint32_t entity, std::int64_t since_us) {
  for (const TierDef& tier : model.tiers) {
    if (tier.entity == entity && tier.rank_by) get_or_create(ranking_of(tier), since_us);
  }
}

void Core::make_ranking(const Subject& ranking, std::string_view trigger, std::int64_t sequence) {
  for (std::uint32_t i = 0; i < model.tiers.size(); ++i) {
    const TierDef& tier = model.tiers[i];
    if (!tier.rank_by || tier.key != ranking.row.key || tier.review == none) continue;
    const bool begins = now_us() == begin_of(tier.layer) && ranking.row.since_us < now_us();
    if (begins || is_review(tier)) rank(i, trigger, sequence);
  }
}

void Core::make_first_rankings(std::string_view trigger, std::int64_t sequence) {
  if (now_us() < begin_us) return;
  for (std::uint32_t i = 0; i < model.tiers.size(); ++i) {
    const TierDef& tier = model.tiers[i];
    if (!tier.rank_by || tier.entity == none) continue;
    const std::vector<SubjectId> all = store_.all(model.entities[tier.entity].name);
    if (all.empty()) continue;
    begin_rankings(tier.entity, now_us());
    if (std::none_of(all.begin(), all.end(), [&](SubjectId id) { return get(id).tiers[tier.group].known; })) rank(i, trigger, sequence);
  }
}

void Core::rank(std::uint32_t i, std::string_view trigger, std::int64_t sequence) {
  struct Place {
    Decimal value;
    Decimal counted;  ///< what is below 0 counts as 0
    Subject* subject;
  };
  const TierDef& tier = model.tiers[i];
  const std::string& entity = model.entities[tier.entity].name;
  std::set<SubjectId> all;
  for (const SubjectId id : store_.all(entity)) all.insert(id);
  for (const auto& [id, subject] : subjects_) {
    if (subject->entity == tier.entity) all.insert(id);  // not written yet
  }
  std::vector<Place> places;
  std::vector<Subject*> unranked;
  Decimal total;
  for (const SubjectId id : all) {
    Subject& subject = get(id);
    govern(subject);
    if (!governs(subject, tier.layer)) continue;
    const Value value = evaluate(tier.rank_by, situation_of(subject)).value;
    if (value.kind() != Value::Kind::number) {
      unranked.push_back(&subject);
      continue;
    }
    const Decimal counted = value.number().sign() > 0 ? value.number() : Decimal{};
    places.push_back({value.number(), counted, &subject});
    total = Decimal::add(total, counted).value_or(total);
  }
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    if (const auto order = b.value <=> a.value; order != 0) return order < 0;
    return a.subject->row.key < b.subject->row.key;
  });
  // The smallest prefix that holds the share; then the ties at its end.
  const Decimal wanted = Decimal::multiply(total, tier.share).value_or(total);
  std::size_t inside = 0;
  for (Decimal held; inside < places.size() && held < wanted; ++inside) held = Decimal::add(held, places[inside].counted).value_or(wanted);
  const auto ties = [&](std::size_t place) { return inside > 0 && place < places.size() && places[place].value == places[inside - 1].value; };
  if (ties(inside) && tier.ties == TierDef::Ties::include) {
    while (ties(inside)) ++inside;
  } else if (ties(inside) && tier.ties == TierDef::Ties::exclude) {
    const Decimal last = places[inside - 1].value;
    while (inside > 0 && places[inside - 1].value == last) --inside;
  }
  std::vector<SubjectId> changed;
  const auto put = [&](Subject& subject, std::string value, const Place* place, std::size_t number) {
    if (subject.tiers[tier.group].known && subject.tiers[tier.group].value == value) return;
    std::string because;
    {
      JsonObject object(because);
      if (inside > 0) object.value("cutoff", Value::of(places[inside - 1].value));
      object.number("inside", static_cast<std::int64_t>(inside));
      object.number("of", static_cast<std::int64_t>(places.size()));
      if (place != nullptr) object.number("place", static_cast<std::int64_t>(number + 1));
      object.value("share", Value::of(tier.share));
      if (!tier.source.empty()) object.text("source", tier.source);
      object.text("tier", tier.key);
      object.value("total", Value::of(total));
      object.text("trigger", trigger);
      if (place != nullptr) object.value("value", Value::of(place->value));
      object.text("version", model.layers[tier.layer].version);
    }
    put_tier(subject, i, std::move(value), std::move(because), trigger, sequence);
    changed.push_back(subject.row.id);
  };
  for (std::size_t n = 0; n < places.size(); ++n) put(*places[n].subject, n < inside ? "true" : "false", &places[n], n);
  for (Subject* subject : unranked) put(*subject, "", nullptr, 0);
  for (const SubjectId id : changed) reconsider(get(id), trigger, nullptr, sequence);
}

}  // namespace huifang
