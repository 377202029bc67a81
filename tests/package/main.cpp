// A user's first program: a weekly call that a customer is owed, and one week of time.
#include <iostream>

#include "huifang/huifang.hpp"

namespace {

constexpr const char* weekly_call = R"({
  "huifang": 1, "policy": "weekly-call", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
  "facts": {"customer": {"name": "string"}},
  "events": {"call": {"contact": true}},
  "roles": {"caller": "customer.owner"},
  "rules": {"weekly": {"each": "week", "owe": {"need": "call", "owner": "caller"}}}
})";

}  // namespace

int main() {
  try {
    const auto policy = huifang::Policy::load(weekly_call);
    auto book = huifang::Book::open(":memory:");
    const auto zone = huifang::TimeZone::find("Asia/Shanghai");
    const auto begin = zone.parse("2024-10-10T09:00").value();
    book.bind(policy, begin);
    book.record(huifang::Event::parse(R"({"id": "1", "type": "set", "at": "2024-10-10T09:00", "customer": "c1",
                                          "data": {"name": "Li"}})",
                                      zone),
                begin);
    book.advance(zone.parse("2024-10-17T09:00").value());
    const auto duties = book.duties();
    for (const auto& duty : duties) std::cout << to_text(duty.key) << ": " << to_text(duty.state) << '\n';
    return duties.size() == 1 && duties[0].state == huifang::DutyState::open ? 0 : 1;
  } catch (const huifang::Error& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
