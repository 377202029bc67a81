#include "policy/lint_time.hpp"

#include <algorithm>
#include <limits>
#include <span>

namespace huifang::loader {
namespace {

constexpr std::int64_t days_looked_at = 5 * 365 + 1;
constexpr std::int64_t days_of_year = 365;
constexpr std::int32_t last_year = 9990;  // calendars end in 9999
constexpr std::size_t rules_max = 200;    // what more rules are worth a look is no question of their buckets

/// Shows expressions the seasons of one day, and nothing else.
class SeasonFrame : public feel::Frame {
 public:
  SeasonFrame(const PolicyModel& model, Date day) : model_(model), day_(day) {}
  Value load(std::uint32_t slot) const override {
    const SlotDef& def = model_.slots[slot];
    if (def.kind != SlotDef::Kind::season) return {};
    const SeasonSet& set = model_.seasons[def.index];
    const auto season = set.at(day_);
    return season ? Value::of(set.seasons[*season].name) : Value{};
  }
  Value attribute(const Value&, std::uint32_t) const override { return {}; }
  Value call(std::uint32_t, std::span<const Value>) const override { return {}; }

 private:
  const PolicyModel& model_;
  Date day_;
};

bool reads_seasons_only(const feel::Expression& selector, const PolicyModel& model) {
  const auto& slots = selector.slots();
  return std::all_of(slots.begin(), slots.end(),
                     [&](std::uint32_t slot) { return model.slots[slot].kind == SlotDef::Kind::season; });
}

/// The buckets of one rule.
class Buckets {
 public:
  Buckets(const PolicyModel& model, const Choice<std::uint32_t>& each) : model_(model), each_(each) {
    const auto add = [&](std::uint32_t family) {
      if (std::find(families_.begin(), families_.end(), family) == families_.end())
        families_.push_back(family);
    };
    for (const auto& [value, family] : each.cases) add(family);
    if (each.otherwise) add(*each.otherwise);
    by_season_ = !each.plain() && reads_seasons_only(each.selector, model);
  }
  bool by_season() const { return by_season_; }
  const std::vector<std::uint32_t>& families() const { return families_; }
  std::optional<Bucket> at(std::uint32_t family, Date day) const {
    return model_.buckets[family].at(day, *model_.calendar);
  }

  /// The family that the choice names on a day; `none`: no branch. Only by season.
  std::uint32_t chosen(Date day) const {
    const feel::Outcome outcome = each_.selector.evaluate(SeasonFrame(model_, day));
    for (const auto& [value, family] : each_.cases) {
      if (value == outcome.value) return family;
    }
    return each_.otherwise.value_or(none);
  }

  /// Is a bucket of the family owed? Only by season, it depends on its last day.
  bool owed(std::uint32_t family, const Bucket& bucket) const {
    return !by_season_ || chosen(bucket.last) == family;
  }

  /// A day without a season, or whose own bucket falls to another season, and that no bucket of another family holds. What a season
  /// without a branch or a family with ranges leaves out is meant so, or told elsewhere.
  bool lost(Date day) const {
    const std::uint32_t family = chosen(day);
    const bool named = family != none ? at(family, day).has_value() : each_.selector.evaluate(SeasonFrame(model_, day)).value.is_null();
    if (!named) return false;
    return std::none_of(families_.begin(), families_.end(), [&](std::uint32_t other) {
      const std::optional<Bucket> bucket = at(other, day);
      return bucket && owed(other, *bucket);
    });
  }

 private:
  const PolicyModel& model_;
  const Choice<std::uint32_t>& each_;
  std::vector<std::uint32_t> families_;
  bool by_season_ = false;
};

Date later(Date day, std::int64_t days) { return Date::from_days(day.to_days() + days); }

/// How many acts a duty takes at least; 0 when that depends on anything.
std::int64_t acts_of(const OweDef& owe) {
  std::int64_t total = 0;
  for (const NeedPart& part : owe.need) {
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (const NeedItem& item : part.any) {
      const bool fixed = !item.times_expression && item.times_choice.plain() && item.each_of == none;
      least = std::min(least, fixed ? item.times : 0);
    }
    total += least;
  }
  return total;
}

class Look {
 public:
  explicit Look(Loader& loader)
      : loader_(loader), model_(loader.model), from_(first_day()), to_(later(from_, days_looked_at - 1)) {
    if (model_.effective_to && *model_.effective_to < to_) to_ = *model_.effective_to;
    if (const Node* plan = loader.root().find("plan")) {
      capacity_node_ = plan->find("capacity");
      if (capacity_node_ != nullptr) capacity_ = integer_of(loader, *capacity_node_, 0, 1'000'000'000);
    }
  }

  void run() {
    if (to_ < from_ || to_.year > last_year) return;
    for (std::uint32_t rule = 0; rule < model_.rules.size() && rule < rules_max; ++rule) {
      const RuleDef& def = model_.rules[rule];
      if (!def.has_each) continue;
      const Buckets buckets(model_, def.each);
      if (buckets.by_season()) {
        lost_days(rule, buckets);
        never_owed(rule, buckets);
      }
      if (capacity_ && def.owe) own_acts(rule, buckets);
    }
    if (capacity_ && *capacity_ > 0) load_of_a_customer();
  }

 private:
  Date first_day() const {
    if (model_.effective_from) return *model_.effective_from;
    if (model_.calendar_source.data != nullptr) return model_.calendar_source.data->covered_from;
    return Date{2024, 1, 1};
  }

  const Node& each_of(std::uint32_t rule) const {
    const Node& node = *loader_.rule_nodes[rule];
    const Node* each = node.find("each");
    return each == nullptr ? node : *each;
  }

  void lost_days(std::uint32_t rule, const Buckets& buckets) {
    std::int64_t count = 0;
    std::optional<Date> first, last;  // of the first run of such days
    for (Date day = from_; day <= to_; day = later(day, 1)) {
      if (!buckets.lost(day)) continue;
      ++count;
      if (!first) first = last = day;
      if (later(*last, 1) == day) last = day;
    }
    if (count == 0) return;
    loader_.report.note(code::days_without_bucket, each_of(rule),
                        "no bucket of '" + model_.rules[rule].id +
                            "' holds some days: they are in no season, or the bucket that they are in ends in another one",
                        {std::to_string(count) + " days from " + from_.to_text() + " to " + to_.to_text() +
                             ", the first " + first->to_text() + ".." + last->to_text(),
                         "seasons that hold every day and end where buckets do, if nothing may be left out", ""});
  }

  /// Families none of whose buckets ends in the season for which the choice names them.
  void never_owed(std::uint32_t rule, const Buckets& buckets) {
    if (model_.effective_to && *model_.effective_to < later(from_, days_of_year)) return;  // less than a year says nothing
    for (const std::uint32_t family : buckets.families()) {
      std::int64_t owed = 0;
      each_bucket(buckets, family, from_, to_, [&](const Bucket&) { ++owed; });
      if (owed > 0) continue;
      loader_.report.warning(code::season_never_met, each_of(rule),
                             "'" + model_.rules[rule].id + "' never owes anything once in each " +
                                 model_.buckets[family].name() + ": none ends in the season for which it is named",
                             {"none from " + from_.to_text() + " to " + to_.to_text(),
                              "a season in which such buckets end", ""});
    }
  }

  /// The acts that staff owe themselves, bucket by bucket.
  void own_acts(std::uint32_t rule, const Buckets& buckets) {
    const RuleDef& def = model_.rules[rule];
    const bool of_owner = !def.owe->owner.plain() || def.owe->owner.otherwise;
    const std::int64_t acts = acts_of(*def.owe);
    if (def.entity != model_.staff || of_owner || acts <= *capacity_) return;
    std::int64_t short_buckets = 0, all = 0;
    std::optional<Bucket> worst;
    std::int64_t fewest = 0;
    for (const std::uint32_t family : buckets.families()) {
      each_bucket(buckets, family, from_, to_, [&](const Bucket& bucket) {
        const std::int64_t days = open_days(bucket);
        ++all;
        if (days == 0 || acts <= *capacity_ * days) return;  // without a working day it is waived
        ++short_buckets;
        if (!worst || days < fewest) worst = bucket, fewest = days;
      });
    }
    if (!worst) return;
    loader_.report.warning(
        code::capacity_exceeded, *capacity_node_,
        "plan.capacity cannot hold what '" + def.id + "' asks of a member of staff: " + std::to_string(acts) +
            (acts == 1 ? " act" : " acts"),
        {std::to_string(*capacity_ * fewest) + " in " + worst->id + ", " + std::to_string(*capacity_) +
             " on each of " + std::to_string(fewest) + (fewest == 1 ? " working day" : " working days") +
             "; so in " + std::to_string(short_buckets) + " of " + std::to_string(all) + " buckets",
         "room for " + std::to_string(acts), ""});
  }

  /// What the cadence creates for one customer in a year, beside what one person can do in it.
  void load_of_a_customer() {
    const std::uint32_t customer = model_.entity("customer");
    const Date to = std::min(to_, later(from_, days_of_year - 1));
    std::int64_t total = 0;
    std::string parts;
    for (std::uint32_t rule = 0; rule < model_.rules.size() && rule < rules_max; ++rule) {
      const RuleDef& def = model_.rules[rule];
      if (def.entity != customer || !def.owe || !def.on.empty() || !def.dates.empty()) continue;
      const std::int64_t acts =
          acts_of(*def.owe) * (def.has_each ? buckets_of(def, to) : repetitions_of(def, to));
      if (acts == 0) continue;
      total += acts;
      parts += (parts.empty() ? "" : ", ") + def.id + " " + std::to_string(acts);
    }
    if (total == 0) return;
    const std::int64_t days = open_days({"", from_, to}), room = *capacity_ * days;
    const std::string year = from_.to_text() + ".." + to.to_text();
    const std::string found = std::to_string(total) + " in " + year + " (" + parts + ")";
    const std::string expected = std::to_string(*capacity_) + " on each of " + std::to_string(days) +
                                 " working days: " + std::to_string(room);
    if (total > room) {
      loader_.report.warning(code::capacity_exceeded, *capacity_node_,
                             "plan.capacity cannot hold what is owed to one customer",
                             {found, "at most " + expected, ""});
    } else {
      loader_.report.note(code::capacity_estimate, *capacity_node_,
                          "one person can hold " + std::to_string(room / total) +
                              (room / total == 1 ? " customer" : " customers") +
                              " of whom everything is owed",
                          {found, expected, ""});
    }
  }

  std::int64_t buckets_of(const RuleDef& rule, Date to) const {
    const Buckets buckets(model_, rule.each);
    std::int64_t sum = 0, most = 0;
    for (const std::uint32_t family : buckets.families()) {
      std::int64_t count = 0;
      each_bucket(buckets, family, from_, to,
                  [&](const Bucket& bucket) { count += bucket.last <= to ? 1 : 0; });
      sum += count;
      most = std::max(most, count);
    }
    return buckets.by_season() ? sum : most;  // of a choice over facts the customer has one value
  }

  /// The most that a grid of whole days gives.
  std::int64_t repetitions_of(const RuleDef& rule, Date to) const {
    if (!rule.has_every) return 0;
    std::int64_t most = 0;
    const auto take = [&](const Span& span) {
      if (span.amount <= 0 || (span.unit != Span::Unit::days && span.unit != Span::Unit::weeks)) return;
      const std::int64_t days = span.unit == Span::Unit::weeks ? span.amount * 7 : span.amount;
      most = std::max(most, (to.to_days() - from_.to_days() + 1) / days);
    };
    const auto take_all = [&](const SpanDef& every) {
      if (every.parameter == none) return take(every.span);
      for (const ParameterDef::Dated& dated : model_.parameters[every.parameter].values) take(*dated.span);
    };
    for (const auto& [value, every] : rule.every.cases) take_all(every);
    if (rule.every.otherwise) take_all(*rule.every.otherwise);
    return most;
  }

  /// Those that are owed and begin in [first, last].
  template <class See>
  void each_bucket(const Buckets& buckets, std::uint32_t family, Date first, Date last, See&& see) const {
    for (Date day = first; day <= last;) {
      const std::optional<Bucket> bucket = buckets.at(family, day);
      if (bucket && bucket->first == day && buckets.owed(family, *bucket)) see(*bucket);
      const std::optional<Bucket> next = model_.buckets[family].next_after(day, *model_.calendar);
      if (!next) return;
      day = next->first;
    }
  }

  std::int64_t open_days(const Bucket& bucket) const {
    return model_.calendar->working_days_between(bucket.first, later(bucket.last, 1));
  }

  Loader& loader_;
  const PolicyModel& model_;
  Date from_, to_;
  const Node* capacity_node_ = nullptr;
  std::optional<std::int64_t> capacity_;
};

}  // namespace

void lint_time(Loader& loader) {
  if (loader.report.failed() || !loader.model.calendar) return;
  Look(loader).run();
}

}  // namespace huifang::loader
