#include "book_plan/workers.hpp"

#include <algorithm>
#include <set>

#include "policy/model.hpp"

namespace huifang::planning {

std::string person_id(const EntityRef& owner) {
  return owner.entity == "staff" ? owner.key : owner.entity + ':' + owner.key;
}

Workers::Workers(const Book& book) : book_(book) {
  for (const PolicyBinding& one : book.bindings()) {
    for (const EntityDef& entity : one.policy.model().entities) {
      if (!entity.internal) entities_.push_back(entity.name);
    }
  }
  for (StaffAbsence& absence : book.absences()) absences_[absence.staff].push_back(std::move(absence));
}

EntityRef Workers::reference(const std::string& id) const {
  const std::size_t colon = id.find(':');
  const std::string entity = id.substr(0, colon == std::string::npos ? 0 : colon);
  const bool named = std::find(entities_.begin(), entities_.end(), entity) != entities_.end();
  return named ? EntityRef{entity, id.substr(colon + 1)} : EntityRef{"staff", id};
}

const BusinessCalendar& Workers::calendar(const std::string& id) {
  const auto known = calendars_.find(id);
  if (known != calendars_.end()) return known->second;
  return calendars_.emplace(id, book_.calendar(reference(id))).first->second;
}

std::vector<std::pair<Date, std::string>> Workers::covered(const std::string& id, Date first,
                                                           Date last) const {
  const auto found = absences_.find(id);
  if (found == absences_.end()) return {};
  std::map<Date, std::string> covers;  // recorded last wins, also when that is nobody
  for (const StaffAbsence& absence : found->second) {
    const Date from = std::max(first, absence.from), to = std::min(last, absence.to);
    for (std::int64_t day = from.to_days(); day <= to.to_days(); ++day)
      covers[Date::from_days(day)] = absence.cover;
  }
  std::erase_if(covers, [](const auto& day) { return day.second.empty(); });
  return {covers.begin(), covers.end()};
}

std::vector<std::string> Workers::instead_of(const std::string& id, Date first, Date last) {
  std::set<Date> away;
  std::set<std::string> covers;
  for (auto& [day, cover] : covered(id, first, last)) {
    away.insert(day);
    covers.insert(cover);
  }
  if (away.empty()) return {};
  for (std::int64_t day = first.to_days(); day <= last.to_days(); ++day) {
    const Date date = Date::from_days(day);
    if (!away.contains(date) && calendar(id).is_open(date)) return {};
  }
  return {covers.begin(), covers.end()};
}

}  // namespace huifang::planning
