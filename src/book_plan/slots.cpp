#include <nlohmann/json.hpp>

#include "huifang/book_plan.hpp"

namespace huifang {

std::string slots_json(const Book& book) {
  using Json = nlohmann::ordered_json;
  Json slots = Json::array(), absences = Json::array();
  for (const DutySlot& slot : book.slots()) {
    slots.push_back(Json{{"duty", to_text(slot.key)},
                         {"act", slot.act},
                         {"day", slot.day.to_text()},
                         {"person", slot.person},
                         {"pinned", slot.pinned}});
  }
  for (const StaffAbsence& absence : book.absences()) {
    absences.push_back(Json{{"staff", absence.staff},
                            {"from", absence.from.to_text()},
                            {"to", absence.to.to_text()},
                            {"cover", absence.cover}});
  }
  Json out;
  out["slots"] = std::move(slots);
  out["absences"] = std::move(absences);
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace huifang
