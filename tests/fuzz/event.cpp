/// Event envelopes, one a line, recorded under a policy that uses most of the language.
#include <cstdint>
#include <set>
#include <string>

#include "domain/engine.hpp"
#include "domain/memory_store.hpp"
#include "huifang/event.hpp"
#include "target.hpp"

using namespace huifang;

namespace {

const Policy& policy() {
  static const Policy loaded = Policy::load(R"j({
    "huifang": 1, "policy": "fuzzed", "version": "1", "effective": "2000-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"grade": ["A", "B", "C"], "limit": "number", "since": "date", "vip": "flag"},
              "staff": {"unit": ["sales", "service"]}},
    "events": {"order": {"amount": {"type": "number", "scale": 2}}, "phone": {"contact": true, "result": ["reached", "not_reached"]},
               "visit": {"contact": true, "technician": "staff"}},
    "forms": {"record": {"about": "customer", "required": ["result", "rating"]}},
    "calendar": {"use": "cn-public"},
    "roles": {"superior": "superior(owner)"},
    "measures": {"spent": {"for": "customer", "sum": "order", "of": "event.amount", "over": "30 days"}},
    "tiers": {"rank": {"for": "customer", "inputs": ["customer.spent"], "rows": [[">= 100", "key"], ["-", "ordinary"]]}},
    "rules": {
      "call": {"each": {"switch": "customer.tier.rank", "key": "week", "ordinary": "month"}, "owe": {"need": "phone"}},
      "thanks": {"on": "order", "again": "parallel",
                 "owe": {"need": {"event": "phone", "where": "event.result = reached"}, "due": "2 working days"}},
      "visits": {"when": "customer.grade = A", "every": "10 days", "max": 5, "owe": {"need": "visit"}},
      "late": {"on": "missed.thanks", "do": [{"flag": "late"}, {"notify": "superior"}]}}})j");
  return loaded;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const TimeZone zone = policy().zone();
  MemoryStore store;
  Engine engine(policy(), *zone.parse("2024-01-01T00:00:00"), store);
  std::string_view rest = fuzz::text_of(data, size);
  std::int64_t sequence = 0;
  std::set<std::string> ids;  // the caller of an engine knows which were recorded
  for (int line = 0; line < 20 && !rest.empty(); ++line) {
    const std::size_t end = rest.find('\n');
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    fuzz::accepted([&] {
      Event event = Event::parse(text, zone);
      fuzz::require(Event::parse(event.to_json(), zone).to_json() == event.to_json(), "parse(to_json(event)) = event");
      // Time goes on by itself below; a wrong year must not make each input cost a century of duties.
      constexpr std::int64_t year_us = 366 * us_per_day;
      if (event.at.utc_us - zone.parse("2024-01-01T00:00:00")->utc_us > 3 * year_us) return;
      if (!ids.insert(event.id).second) return;
      engine.record(event, std::max(event.at, engine.now()), ++sequence);
    });
  }
  if (engine.now().utc_us > INT64_MIN) engine.advance(Instant{engine.now().utc_us + 40 * us_per_day}, ++sequence);
  engine.flush();
  return 0;
}
