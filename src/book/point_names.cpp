/// Names that a question about points may have: classes, and ids of periods.
#include <algorithm>

#include "book/points.hpp"
#include "huifang/error.hpp"
#include "policy/points_model.hpp"

namespace huifang {
namespace {

/// How far from what the book has seen a period may lie.
constexpr std::int64_t around_us = 400 * us_per_day;

struct Class {
  std::string name;
  const BucketFamily* periods = nullptr;    ///< nullptr: no policy in force has the class
  std::size_t policy = 0;                   ///< place in the binding
};

std::vector<Class> classes_of(Book::Rep& rep) {
  std::vector<Class> out;
  const auto known = [&](const std::string& name) { return std::any_of(out.begin(), out.end(), [&](const Class& one) { return one.name == name; }); };
  if (!rep.bindings().empty()) {
    const std::vector<PolicyBinding>& policies = rep.bindings().back().policies;
    for (std::size_t i = 0; i < policies.size(); ++i) {
      const PolicyModel& model = policies[i].policy.model();
      if (!model.points) continue;
      for (const PointClassDef& def : model.points->classes) {
        if (!known(def.name)) out.push_back({def.name, &model.buckets[def.period], i});
      }
    }
  }
  SQLite::Statement statement(rep.database, "SELECT DISTINCT class FROM huifang_entry ORDER BY class");
  for (Use use(statement); use.step();) {
    if (const std::string name = use.text(0); !known(name)) out.push_back({name, nullptr, 0});
  }
  return out;
}

std::string nearest(const std::string& name, const std::vector<std::string>& names) {
  const std::string found = nearest_name(name, names);
  return found.empty() ? std::string() : "; the nearest name is " + found;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "; it has " : ", ") + name;
  return text;
}

bool has_entries(SQLite::Database& database, const std::string& point_class, const std::string& period) {
  SQLite::Statement statement(database, "SELECT 1 FROM huifang_entry WHERE class = ? AND period = ? LIMIT 1");
  Use use(statement);
  return use.bind(point_class).bind(period).step();
}

/// The day of the first entry, or of the first binding.
std::int64_t first_us(Book::Rep& rep) {
  SQLite::Statement statement(rep.database, "SELECT min(effective_us) FROM huifang_entry");
  Use use(statement);
  const std::int64_t bound = rep.bindings().front().at.utc_us;
  return use.step() && !use.is_null(0) ? std::min(use.integer(0), bound) : bound;
}

}  // namespace

void require_known(Book::Rep& rep, const std::string& point_class, const std::string& period) {
  if (point_class.empty() && period.empty()) return;
  std::vector<Class> classes = classes_of(rep);
  if (!point_class.empty()) {
    std::vector<std::string> names;
    for (const Class& one : classes) names.push_back(one.name);
    if (std::find(names.begin(), names.end(), point_class) == names.end()) {
      throw Error(ErrorKind::argument, "HF6028", "the book has no class of points " + point_class + listed(names) + nearest(point_class, names));
    }
    std::erase_if(classes, [&](const Class& one) { return one.name != point_class; });
  }
  if (period.empty() || classes.empty()) return;
  if (std::any_of(classes.begin(), classes.end(), [&](const Class& one) { return has_entries(rep.database, one.name, period); })) return;
  const TimeZone zone = rep.policy_or_throw().zone();
  const std::int64_t from_us = first_us(rep), now_us = std::max(rep.now().utc_us, from_us);
  const Date from = zone.date_of(Instant{from_us - around_us}), to = zone.date_of(Instant{now_us + around_us});
  const Date last = zone.date_of(Instant{now_us});
  std::vector<std::string> names;           // of those that can have entries
  for (const Class& one : classes) {
    if (one.periods == nullptr) continue;
    const BusinessCalendar calendar = rep.bindings().back().policies[one.policy].policy.calendar();
    std::optional<Bucket> bucket = one.periods->at(from, calendar);
    if (!bucket) bucket = one.periods->next_after(from, calendar);
    for (; bucket && bucket->first <= to; bucket = one.periods->next_after(bucket->last, calendar)) {
      if (bucket->id == period) return;
      if (bucket->last >= zone.date_of(Instant{from_us}) && bucket->first <= last) names.push_back(bucket->id);
    }
  }
  throw Error(ErrorKind::argument, "HF6029", "there is no period " + period + (names.empty() ? "" : "; periods are named as " + names.back() + " is") + nearest(period, names));
}

}  // namespace huifang
