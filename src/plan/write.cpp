#include <algorithm>
#include <nlohmann/json.hpp>

#include "huifang/plan.hpp"
#include "value/csv.hpp"

namespace huifang {
namespace {

using Json = nlohmann::ordered_json;

Json days(const std::vector<Date>& dates) {
  Json out = Json::array();
  for (const Date& date : dates) out.push_back(date.to_text());
  return out;
}

template <class Items, class Write>
Json list(const Items& items, Write&& write) {
  Json out = Json::array();
  for (const auto& item : items) out.push_back(write(item));
  return out;
}

}  // namespace

std::string plan_csv(const Plan& plan) {
  std::string out = "day,person,subject,title,id,state\r\n";
  const auto line = [&](std::initializer_list<std::string> fields) {
    std::size_t at = 0;
    for (const std::string& text : fields) out += (at++ == 0 ? "" : ",") + csv_field(text);
    out += "\r\n";
  };
  for (const PlannedVisit& visit : plan.visits)
    line({visit.slot.day.to_text(), visit.slot.person, visit.subject, visit.title, visit.id,
          visit.pinned ? "pinned" : "planned"});
  for (const UnplannedVisit& visit : plan.unplanned)
    line({"", "", visit.subject, visit.title, visit.id, std::string(to_text(visit.reason))});
  return out;
}

std::string plan_json(const Plan& plan) {
  Json out;
  out["visits"] = list(plan.visits, [](const PlannedVisit& visit) {
    Json one{{"day", visit.slot.day.to_text()},
             {"person", visit.slot.person},
             {"subject", visit.subject},
             {"title", visit.title},
             {"id", visit.id},
             {"pinned", visit.pinned},
             {"moved", visit.moved}};
    if (!visit.together.empty()) one["together"] = visit.together;
    return one;
  });
  out["unplanned"] = list(plan.unplanned, [](const UnplannedVisit& visit) {
    return Json{{"id", visit.id},
                {"subject", visit.subject},
                {"title", visit.title},
                {"first", visit.first.to_text()},
                {"last", visit.last.to_text()},
                {"reason", to_text(visit.reason)},
                {"witness", visit.witness ? Json(*visit.witness) : Json()}};
  });
  out["witnesses"] = list(plan.witnesses, [](const PlanWitness& witness) {
    return Json{
        {"cause", to_text(witness.cause)}, {"visits", witness.visits},     {"people", witness.people},
        {"days", days(witness.days)},      {"confined", witness.confined}, {"demand", witness.demand},
        {"supply", witness.supply},        {"short_by", witness.short_by}, {"minimal", witness.minimal}};
  });
  out["conflicts"] = list(plan.conflicts, [](const PlanConflict& conflict) {
    return Json{{"id", conflict.id}, {"kind", to_text(conflict.kind)}};
  });
  out["loads"] = list(plan.loads, [](const PlanLoad& load) {
    return Json{{"day", load.place.day.to_text()},
                {"person", load.place.person},
                {"used", load.used},
                {"capacity", load.capacity}};
  });
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace huifang
