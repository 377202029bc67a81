/// Who is away, and who acts meanwhile: named with the absence, or found as the policy says.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "policy/people_model.hpp"

namespace huifang {

namespace {
constexpr int chain_max = 8;  // covers of covers
}  // namespace

bool Core::is_away(const EntityRef& person, std::int64_t at_us) {
  if (person.entity != "staff") return false;
  const Subject* subject = find(person);
  if (subject != nullptr && subject->people && subject->people->left_us && *subject->people->left_us <= at_us) return true;
  return away(person, model.zone.date_of(Instant{at_us})).has_value();
}

std::optional<EntityRef> Core::acting(const std::optional<EntityRef>& owner) {
  // Where the policy says nothing of covers, the owner goes on to owe, and whoever covers may act.
  if (!owner || owner->entity != "staff" || !model.people || model.people->covers.empty()) return owner;
  const Date today = model.zone.date_of(Instant{now_us()});
  EntityRef who = *owner;
  for (int i = 0; i < chain_max; ++i) {
    const std::optional<std::string> cover = away(who, today);
    if (!cover || cover->empty()) return who;
    who = {"staff", *cover};
    if (who == *owner) break;
  }
  return owner;  // they cover one another, and all are away
}

std::optional<EntityRef> Core::cover_for(const Subject& person, Date first) {
  if (!model.people) return std::nullopt;
  for (const CoverDef& def : model.people->covers) {
    const auto people = def.role == none ? colleagues_of({person.ref()}) : members_of(resolve_role(def.role, situation_of(person)));
    std::optional<EntityRef> best;
    std::int64_t least = INT64_MAX;
    for (const EntityRef& one : people) {
      if (one == person.ref() || is_away(one, model.zone.start_of_day(first).utc_us)) continue;
      std::int64_t load = 0;
      for (const AssignmentDef& kept : model.people->assignments) load += load_of(one, kept.attribute);
      if (load >= least) continue;
      least = load;
      best = one;
    }
    if (best) return best;
  }
  return std::nullopt;
}

void Core::re_own(const EntityRef& person) {
  std::vector<SubjectId> ids = owing(person);
  for (const std::string& cover : covers_of(person)) {
    const auto more = owing({"staff", cover});
    ids.insert(ids.end(), more.begin(), more.end());
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  for (const SubjectId id : ids) {
    if (Subject& subject = get(id); subject.entity != none) update_owners(subject);
  }
}

}  // namespace huifang
