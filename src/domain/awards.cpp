/// Awards: rules that are asked at the end of each bucket, on what is known of it then; and again when more becomes known.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "policy/points_model.hpp"

namespace huifang {

std::uint32_t Core::award_in_force(const Subject& subject, std::uint32_t group, std::int64_t at_us) {
  std::uint32_t rule = group;
  if (!alone) {
    const std::uint32_t governor = governor_at(&subject, subject.entity, model.layers[model.rules[group].layer].family, at_us);
    if (governor == none) return none;
    const auto found = model.layers[governor].rules.find(group);
    if (found == model.layers[governor].rules.end()) return none;
    rule = found->second;
  }
  return is_award(model.rules[rule]) && starts(subject, model.rules[rule].layer, at_us) ? rule : none;
}

std::optional<Wake> Core::next_award(const Subject& subject) {
  std::optional<Wake> next;
  if (subject.settled_us == INT64_MIN) return next;
  const Date day = model.zone.date_of(Instant{subject.settled_us});
  for (const auto group : index.awards[subject.entity]) {
    for (const auto family : index.award_families[group]) {
      const std::optional<Bucket>& here = bucket_at(family, day);
      const std::optional<Bucket>& bucket = here ? here : bucket_after(family, day);
      if (!bucket) continue;
      const Wake wake{std::max(model.zone.end_of_day(bucket->last).utc_us + 1, now_us()), Wake::effects, static_cast<std::int32_t>(group)};
      if (!next || wake < *next) next = wake;
    }
  }
  return next;
}

void Core::award(Subject& subject, std::int64_t at_us) {
  if (subject.settled_us == INT64_MIN || at_us <= subject.settled_us) return;
  const Date last = model.zone.date_of(Instant{at_us - 1});
  bool ended = false;
  for (const auto group : index.awards[subject.entity]) {
    for (const auto family : index.award_families[group]) {
      const std::optional<Bucket> bucket = bucket_at(family, last);
      if (!bucket || model.zone.end_of_day(bucket->last).utc_us + 1 != at_us) continue;
      ended = true;
      award(subject, group, family, *bucket, true);
    }
  }
  if (ended) subject.settled_us = at_us;
  touch(subject);
}

void Core::award(Subject& subject, std::uint32_t group, std::uint32_t family, const Bucket& bucket, bool first) {
  const std::int64_t at_us = model.zone.end_of_day(bucket.last).utc_us;
  const std::uint32_t r = award_in_force(subject, group, at_us);
  Occurrence occurrence;
  occurrence.rule = r == none ? group : r;
  occurrence.run = model.rules[group].id;
  occurrence.n = bucket.id;
  occurrence.start = PointInTime::of(bucket.first);
  occurrence.due = PointInTime::of(bucket.last);
  occurrence.bucket = bucket;
  occurrence.award = true;
  const RuleDef& rule = model.rules[occurrence.rule];
  Situation situation = situation_of(subject, occurrence);
  situation.at_us = at_us;
  bool wanted = r != none;
  if (wanted) {
    const std::uint32_t* chosen = select(rule.each, situation);
    if (chosen == nullptr || *chosen != family) return;  // this bucket is not asked about
    wanted = holds(rule.when, situation, "rule " + rule.name);
    for (const auto other : wanted ? index.overridden_by[r] : std::vector<std::uint32_t>{}) {
      const RuleDef& over = model.rules[other];
      if (!is_award(over) || award_in_force(subject, over.group, at_us) != other) continue;
      if (holds(over.when, situation, "rule " + over.name)) wanted = false;
    }
  }
  if (first && wanted) act(subject, occurrence);
  const std::string cause = subject.row.entity + ":" + subject.row.key + "/" + bucket.id;
  const std::vector<EntryRow> rows = entries_of(rule.name, cause);
  const std::string why = because(occurrence, situation, feel::Expression{});
  // What each account should have; what has been posted and is not among it should be nothing.
  std::vector<EntryRow> wishes;
  for (std::size_t place = 0; wanted && place < rule.effects.size(); ++place) {
    const EffectDef& def = rule.effects[place];
    if (def.kind != EffectDef::Kind::post || !holds(def.when, situation, "effect of rule " + rule.name)) continue;
    const auto parts = postings(occurrence, place, situation);
    if (!parts) {
      if (first) suppress(subject, occurrence.rule, occurrence.run, occurrence.n, "no_amount");
      return;
    }
    for (const Posting& part : *parts) {
      EntryRow wish;
      wish.account = get_or_create(part.account, at_us).row.id;
      wish.part = part.part;
      wish.asked = part.amount;
      if (!part.shared.empty()) wish.because = ",\"shared\":" + part.shared;
      wish.point_class = model.points->classes[def.post->point_class].name;
      wishes.push_back(std::move(wish));
    }
  }
  for (const EntryRow& row : rows) {
    const auto same = [&](const EntryRow& other) { return other.account == row.account && other.part == row.part; };
    if (std::any_of(wishes.begin(), wishes.end(), same) || class_place(row.point_class) == none) continue;
    EntryRow wish;
    wish.account = row.account;
    wish.part = row.part;
    wish.point_class = row.point_class;
    wishes.push_back(std::move(wish));
  }
  const std::int64_t around = std::exchange(awarding_, static_cast<std::int64_t>(group));
  for (EntryRow& wish : wishes) {
    std::int64_t asked = 0, had = 0;
    bool known = false;
    for (const EntryRow& row : rows) {
      if (row.account != wish.account || row.part != wish.part || (row.kind != "post" && row.kind != "adjust")) continue;
      asked += row.asked;
      had += row.amount;
      known = true;
    }
    const std::int64_t wants = wish.asked;
    // How much of what was asked for still stands: all of it, less, or nothing once the award is of the other sign.
    const std::int64_t stands = std::clamp(wants, std::min<std::int64_t>(asked, 0), std::max<std::int64_t>(asked, 0));
    wish.kind = known ? "adjust" : "post";
    wish.rule = rule.name;
    wish.cause = cause;
    wish.effective_us = at_us;
    wish.because = why.substr(0, why.size() - 1) + wish.because + "}";
    if (stands != asked) {
      // It comes off what was counted, not off what a limit has kept back, and no limit keeps it.
      wish.asked = stands - asked;
      wish.amount = asked > 0 ? std::min<std::int64_t>(stands - had, 0) : std::max<std::int64_t>(stands - had, 0);
      enter(wish, true);
    }
    if (wants == stands) continue;
    wish.asked = wants - stands;
    enter(std::move(wish), false);
  }
  awarding_ = around;
}

void Core::look_back(const Subject& subject, std::int64_t from_us) {
  if (index.awards[subject.entity].empty()) return;
  if (from_us < now_us() - awards_back_us) {
    note("what is known of " + subject.row.entity + " " + subject.row.key + " lies more than 400 days back: awards stay as they are");
    return;
  }
  LookBack& again = look_back_[subject.row.id];
  const bool fresh = again.from_us == INT64_MAX;
  again.from_us = std::min(again.from_us, from_us);
  again.after = fresh ? awarding_ : std::min(again.after, awarding_);
}

bool Core::award_again() {
  if (look_back_.empty()) return false;
  const auto next = look_back_.begin();
  const LookBack again = next->second;
  Subject& subject = get(next->first);
  look_back_.erase(next);
  for (const auto group : index.awards[subject.entity]) {
    if (static_cast<std::int64_t>(group) <= again.after) continue;
    for (const auto family : index.award_families[group]) {
      std::optional<Bucket> bucket = bucket_at(family, model.zone.date_of(Instant{again.from_us}));
      if (!bucket) bucket = bucket_after(family, model.zone.date_of(Instant{again.from_us}));
      while (bucket && model.zone.end_of_day(bucket->last).utc_us < subject.settled_us) {
        award(subject, group, family, *bucket, false);
        bucket = bucket_after(family, bucket->last);
      }
    }
  }
  return true;
}

}  // namespace huifang
