#include "plan/check.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_set>

#include "plan/codes.hpp"
#include "value/diagnostic.hpp"
#include "value/utf8.hpp"

namespace huifang::planning {
namespace {

constexpr std::size_t findings_max = 1'000;
constexpr std::int64_t effort_max = 1'000'000;
constexpr std::int64_t capacity_max = 1'000'000'000;

class Checker {
 public:
  explicit Checker(const PlanRequest& request) : request_(request) {}

  void run() {
    for (std::size_t i = 0; i < request_.people.size(); ++i)
      person(request_.people[i], "/people/" + std::to_string(i));
    for (std::size_t i = 0; i < request_.visits.size(); ++i)
      visit(request_.visits[i], "/visits/" + std::to_string(i));
    if (!findings_.empty()) throw Error(ErrorKind::argument, std::move(findings_));
  }

 private:
  void refuse(std::string pointer, const char* code, std::string message, const std::string& found,
              std::string expected) {
    if (findings_.size() < findings_max)
      findings_.push_back(error_at(std::move(pointer), code, std::move(message), utf8::shortened(found),
                                   std::move(expected)));
  }

  void id(const std::string& id, std::unordered_set<std::string_view>& known, const std::string& place) {
    if (id.empty())
      refuse(place + "/id", codes::plan_id, "an id is empty", "", "a name");
    else if (!known.insert(id).second)
      refuse(place + "/id", codes::plan_id, "an id stands twice", id, "each id once");
  }

  void number(std::int64_t number, std::int64_t least, std::int64_t most, const std::string& place) {
    if (number < least || number > most)
      refuse(place, codes::plan_number, "a number is out of its range", std::to_string(number),
             std::to_string(least) + " to " + std::to_string(most));
  }

  void day(Date date, const std::string& place) {
    const std::optional<Date> made = Date::make(date.year, date.month, date.day);
    if (!made || date.year < 1400 || date.year > 9999)
      refuse(place, codes::plan_day, "a day is outside the calendar", made ? date.to_text() : "no such date",
             "a date from 1400-01-01 to 9999-12-31");
  }

  void known_person(const std::string& name, const std::string& place) {
    if (people_.contains(name)) return;
    std::vector<std::string> names(people_.begin(), people_.end());
    std::sort(names.begin(), names.end());
    Diagnostic diagnostic = error_at(place, codes::plan_person, "a person is not in the list",
                                     utf8::shortened(name), "the id of a person");
    if (names.size() <= findings_max) diagnostic.suggestion = nearest_name(name, names);
    if (findings_.size() < findings_max) findings_.push_back(std::move(diagnostic));
  }

  void person(const PlanPerson& person, const std::string& place) {
    id(person.id, people_, place);
    number(person.capacity, 0, capacity_max, place + "/capacity");
    std::set<Date> days;
    for (std::size_t i = 0; i < person.days.size(); ++i) {
      const std::string at = place + "/days/" + std::to_string(i);
      day(person.days[i].day, at + "/day");
      number(person.days[i].capacity, 0, capacity_max, at + "/capacity");
      if (!days.insert(person.days[i].day).second)
        refuse(at + "/day", codes::plan_day, "a day stands twice", person.days[i].day.to_text(),
               "each day once");
    }
  }

  void visit(const PlanVisit& visit, const std::string& place) {
    id(visit.id, visits_, place);
    day(visit.first, place + "/first");
    day(visit.last, place + "/last");
    if (visit.last < visit.first)
      refuse(place + "/last", codes::plan_day, "a window ends before it begins", visit.last.to_text(),
             visit.first.to_text() + " or later");
    for (std::size_t i = 0; i < visit.people.size(); ++i)
      known_person(visit.people[i], place + "/people/" + std::to_string(i));
    number(visit.effort, 1, effort_max, place + "/effort");
    number(visit.gap_days, 0, days_max, place + "/gap_days");
    if (visit.slot) day(visit.slot->day, place + "/slot/day");
    if (visit.wish) day(*visit.wish, place + "/wish");
    if (visit.pinned && !visit.slot)
      refuse(place + "/pinned", codes::plan_pinned, "a pinned visit has no slot", visit.id,
             "a day and a person");
  }

  const PlanRequest& request_;
  std::unordered_set<std::string_view> people_, visits_;
  std::vector<Diagnostic> findings_;
};

}  // namespace

void check_request(const PlanRequest& request) { Checker(request).run(); }

}  // namespace huifang::planning
