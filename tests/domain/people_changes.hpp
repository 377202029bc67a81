#pragma once
/// Random lives of a sales desk: who is assigned, promoted, away, leaves, and a slow and obvious reading of whose customers are whose.

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "huifang/value.hpp"

namespace huifang::test {

/// Customers of a rank that needs the head, else of whoever received them first, else of the unit; a leaver's go to the colleagues.
inline const char* const desk_policy = R"j({"huifang": 1, "policy": "desk", "version": "1", "effective": "2000-01-01..", "zone": "Asia/Shanghai",
  "facts": {"customer": {"volume": "number"}, "staff": {"unit": ["sales", "service"]}},
  "events": {"phone": {"contact": true}, "visit": {"contact": true}, "order": {}, "leaving": {}},
  "tiers": {"rank": {"inputs": ["customer.volume"], "rows": [[">= 100", "key"], ["-", "plain"]]}},
  "assignment": {"customer": {"owner": [{"when": "tier.rank = key", "from": "head(unit(sales))"}, {"first_receiver": "visit"}, "unit(sales)"],
                              "cover": "superior(staff)"}},
  "rules": {"call": {"each": {"switch": "tier.rank", "key": "week", "plain": "month"}, "partial": "keep", "owe": {"need": "phone"}},
            "leaver": {"for": "staff", "on": "leaving", "do": [{"assign": {"all_of": "staff", "for": "customer", "to": "balanced", "reason": "leaver"}}]}}})j";

/// The same desk where the customers are whose turn it is.
inline std::string turns_policy() {
  std::string text = desk_policy;
  const std::string sources = R"j([{"when": "tier.rank = key", "from": "head(unit(sales))"}, {"first_receiver": "visit"}, "unit(sales)"])j";
  return text.replace(text.find(sources), sources.size(), R"j({"rotation": "unit(sales)"})j");
}

/// One event, without its id and time.
struct DeskChange {
  enum class Kind { rank, assign, release, visit, unit, absent, head } kind{};
  int who = 0;    ///< customer, or staff (unit, absent); head: nothing
  int whom = 0;   ///< staff; absent: the cover, who + 1 + whom modulo the number of staff
  bool yes = false;  ///< rank: key; unit: sales; absent: names a cover; head: m1 or m2
};

struct DeskPhase {
  std::vector<DeskChange> together;  ///< each about somebody else: in whatever order they arrive, they come to the same
  std::optional<int> leaver;         ///< who leaves afterwards
};

class Desk {
 public:
  static constexpr int customers = 5, staff = 4, days = 7;

  static std::string customer_key(int i) { return "c" + std::to_string(i); }
  static std::string staff_key(int i) { return "s" + std::to_string(i); }
  static std::string time(int phase, int day, const char* clock) {
    return Date::from_days(Date{2024, 3, 4}.to_days() + phase * days + day).to_text() + "T" + clock;
  }

  /// The first `in_sales` are in the unit whose the customers are.
  static std::vector<std::string> beginning(int in_sales = 3) {
    std::vector<std::string> out;
    const std::string at = R"("at": "2024-03-01", )";
    out.push_back("{\"id\": \"h\", \"type\": \"set\", " + at + R"("unit": "sales", "data": {"head": "m1"}})");
    for (int i = 0; i < staff; ++i) {
      out.push_back("{\"id\": \"" + staff_key(i) + "\", \"type\": \"set\", " + at + "\"staff\": \"" + staff_key(i) +
                    R"(", "data": {"unit": ")" + (i < in_sales ? "sales" : "service") + R"(", "superior": "m1"}})");
    }
    for (int i = 0; i < customers; ++i) {
      out.push_back("{\"id\": \"" + customer_key(i) + "\", \"type\": \"set\", " + at + "\"customer\": \"" + customer_key(i) +
                    R"(", "data": {"volume": 1}})");
    }
    return out;
  }

  static std::string event(int phase, int place, const DeskChange& change) {
    const std::string head = "{\"id\": \"p" + std::to_string(phase) + "-" + std::to_string(place) + "\", \"at\": \"" + time(phase, 0, "09:00") + "\", ";
    const std::string customer = "\"customer\": \"" + customer_key(change.who) + "\", ";
    const std::string member = "\"staff\": \"" + staff_key(change.who) + "\", ";
    switch (change.kind) {
      case DeskChange::Kind::rank: return head + R"("type": "set", )" + customer + R"("data": {"volume": )" + (change.yes ? "200" : "1") + "}}";
      case DeskChange::Kind::assign: return head + R"("type": "assign", )" + customer + R"("data": {"owner": ")" + staff_key(change.whom) + "\"}}";
      case DeskChange::Kind::release: return head + R"("type": "assign", )" + customer + R"("data": {"owner": null}})";
      case DeskChange::Kind::visit: return head + R"("type": "visit", )" + customer + "\"by\": \"" + staff_key(change.whom) + "\"}";
      case DeskChange::Kind::unit: return head + R"("type": "set", )" + member + R"("data": {"unit": ")" + (change.yes ? "sales" : "service") + "\"}}";
      case DeskChange::Kind::absent: {
        const std::string cover = change.yes ? ", \"cover\": \"" + staff_key(cover_of(change)) + "\"" : "";
        return head + R"("type": "absent", )" + member + R"("data": {"from": ")" + time(phase, 2, "").substr(0, 10) + R"(", "to": ")" +
               time(phase, 4, "").substr(0, 10) + "\"" + cover + "}}";
      }
      case DeskChange::Kind::head: break;
    }
    return head + R"("type": "set", "unit": "sales", "data": {"head": ")" + (change.yes ? "m2" : "m1") + "\"}}";
  }
  static std::string leaving(int phase, int who) {
    return "{\"id\": \"l" + std::to_string(phase) + R"(", "type": "leaving", "at": ")" + time(phase, 0, "10:00") + "\", \"staff\": \"" + staff_key(who) + "\"}";
  }
  /// Something that happens to a customer, so that what is asked again is asked.
  static std::string heard(int phase, int day, int customer) {
    return "{\"id\": \"o" + std::to_string(phase) + "-" + std::to_string(day) + "-" + std::to_string(customer) + R"(", "type": "order", "at": ")" +
           time(phase, day, "12:00") + "\", \"customer\": \"" + customer_key(customer) + "\"}";
  }
  static int cover_of(const DeskChange& change) { return (change.who + 1 + change.whom % (staff - 1)) % staff; }

  // ------------------------------------------------------------------ the model: what each sentence of the policy says

  explicit Desk(int in_sales = 3) {
    for (int i = 0; i < staff; ++i) in_sales_[i] = i < in_sales;
  }

  void change(const DeskChange& change) {
    switch (change.kind) {
      case DeskChange::Kind::rank: key_[change.who] = change.yes; break;
      case DeskChange::Kind::assign:
        given_[change.who] = staff_key(change.whom);
        left_.erase(change.whom);
        break;
      case DeskChange::Kind::release: given_.erase(change.who); break;
      case DeskChange::Kind::visit:
        if (given_.count(change.who) == 0 && !key_[change.who] && left_.count(change.whom) == 0) given_[change.who] = staff_key(change.whom);
        break;
      case DeskChange::Kind::unit: in_sales_[change.who] = change.yes; break;
      case DeskChange::Kind::absent: away_[change.who] = change.yes ? staff_key(cover_of(change)) : "m1"; break;
      case DeskChange::Kind::head: head_ = change.yes ? "m2" : "m1"; break;
    }
  }
  void leave(int who) {
    std::map<std::string, int> loads;
    for (int i = 0; i < staff; ++i) {
      if (i != who && in_sales_[i] == in_sales_[who] && left_.count(i) == 0) loads[staff_key(i)] = 0;
    }
    for (const auto& [customer, owner] : given_) {
      if (loads.count(owner) != 0) ++loads[owner];
    }
    for (int i = 0; i < customers; ++i) {
      const auto given = given_.find(i);
      if (given == given_.end() || given->second != staff_key(who)) continue;
      const auto least = std::min_element(loads.begin(), loads.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
      if (least == loads.end()) {
        given_.erase(given);
        continue;
      }
      given->second = least->first;
      ++least->second;
    }
    left_.insert(who);
  }
  void next_phase() { away_.clear(); }

  std::string owner(int customer) const {
    const auto given = given_.find(customer);
    if (given != given_.end()) return "staff:" + given->second;
    const auto key = key_.find(customer);
    return key != key_.end() && key->second ? "staff:" + head_ : "unit:sales";
  }
  /// Who owes what is owed about a customer while those who are away are away.
  std::string acting(int customer) const {
    const std::string owner_ref = owner(customer);
    std::string who = owner_ref;
    std::set<std::string> seen;
    while (seen.insert(who).second) {
      const auto cover = std::find_if(away_.begin(), away_.end(), [&](const auto& one) { return "staff:" + staff_key(one.first) == who; });
      if (cover == away_.end()) return who;
      who = "staff:" + cover->second;
    }
    return owner_ref;  // they cover one another
  }

  /// Is there anybody of the unit who is there?
  bool anybody(bool when_away) const {
    for (const auto& [who, in_sales] : in_sales_) {
      if (in_sales && left_.count(who) == 0 && (!when_away || away_.count(who) == 0)) return true;
    }
    return false;
  }

 private:
  std::map<int, std::string> given_;  // customers that a person, a first reception or a hand-over gave to somebody
  std::map<int, bool> key_;
  std::map<int, bool> in_sales_;
  std::set<int> left_;
  std::map<int, std::string> away_;
  std::string head_ = "m1";
};

/// Phases of a week each. Everybody and every customer has one change in a phase at most, and so has the head.
inline std::vector<DeskPhase> random_desk() {
  using Kind = DeskChange::Kind;
  std::vector<DeskPhase> phases(static_cast<std::size_t>(*rc::gen::inRange(1, 7)));
  const auto below = [](int n) { return *rc::gen::resize(100, rc::gen::inRange(0, n)); };
  for (DeskPhase& phase : phases) {
    // Who has left is back when a customer is assigned to them: nobody is assigned to and receives somebody in one phase.
    const int half = below(2);
    for (int i = 0; i < Desk::customers; ++i) {
      static constexpr Kind kinds[] = {Kind::rank, Kind::assign, Kind::assign, Kind::visit, Kind::release};
      const int kind = below(8);
      if (kind >= 5) continue;
      const int whom = 2 * (kinds[kind] == Kind::visit ? 1 - half : half) + below(2);
      phase.together.push_back({kinds[kind], i, whom, below(2) == 0});
    }
    for (int i = 0; i < Desk::staff; ++i) {
      const int kind = below(5);
      if (kind < 2) phase.together.push_back({kind == 0 ? Kind::unit : Kind::absent, i, below(3), below(2) == 0});
    }
    if (below(4) == 0) phase.together.push_back({Kind::head, 0, 0, below(2) == 0});
    if (below(3) == 0) phase.leaver = below(Desk::staff);
  }
  return phases;
}

}  // namespace huifang::test
