#include "benchmarks/points_run.hpp"

#include "huifang/policy.hpp"

namespace huifang::benchmark {
namespace {

constexpr std::uint64_t staff = 1'000, units = 40;

const char* const policy_text = R"j({"huifang": 1, "policy": "points", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
  "facts":    {"staff": {"role": ["agent", "chief"], "mentor": "staff"}},
  "events":   {"fault": {"clause": "string"}, "late": {"minutes": "number"}, "praise": {"worth": "number"}, "sale": {"amount": "number"},
               "answer": {"score": "number"}},
  "measures": {"faults": {"for": "staff", "count": "posted", "where": "event.class = B and event.amount < 0", "over": "month"}},
  "points":   {"B": {"period": "month"}, "sales": {"period": "month", "decimals": 2}, "care": {"period": "month", "cap": 500}},
  "rules": {
    "grave":    {"for": "staff", "on": "fault", "when": "event.clause = \"R17\"", "overrides": "fault", "source": "6.2",
                 "do": [{"post": {"class": "B", "to": {"staff": -20}}}]},
    "fault":    {"for": "staff", "on": "fault", "source": "6.4", "do": [{"post": {"class": "B", "to": {"staff": -10, "head(staff)": -2}}}]},
    "late":     {"for": "staff", "on": "late", "when": "event.minutes > 10", "source": "4.1", "do": [{"post": {"class": "B", "to": {"staff": -1}}}]},
    "very-late": {"for": "staff", "on": "late", "when": "event.minutes > 50", "source": "4.2", "do": [{"post": {"class": "B", "to": {"staff": -4}}}]},
    "praise":   {"for": "staff", "on": "praise", "source": "5.1", "do": [{"post": {"class": "care", "to": {"staff": "=event.worth"}}}]},
    "sale":     {"for": "staff", "on": "sale", "source": "3.1", "do": [{"post": {"class": "sales", "amount": "=event.amount", "to": {"staff": "2/3", "staff.mentor": "1/3"}}}]},
    "large":    {"for": "staff", "on": "sale", "when": "event.amount > 900", "source": "3.2", "do": [{"post": {"class": "sales", "to": {"head(staff)": 5}}}]},
    "content":  {"for": "staff", "on": "answer", "when": "event.score >= 9", "source": "2.1", "do": [{"post": {"class": "care", "to": {"staff": 2}}}]},
    "unhappy":  {"for": "staff", "on": "answer", "when": "event.score <= 2", "source": "2.2", "do": [{"post": {"class": "B", "to": {"staff": -5}}}]},
    "spotless": {"for": "staff", "each": "month", "when": "staff.role = agent and staff.faults = 0", "source": "6.3",
                 "do": [{"post": {"class": "B", "to": {"staff": 100, "head(staff)": 30}}}]}
  } })j";

std::string person(std::uint64_t i) { return "s" + std::to_string(i % staff); }

/// The next number of a sequence that is the same on every machine (Knuth's MMIX constants).
std::uint64_t next(std::uint64_t& state, std::uint64_t below) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (state >> 33) % below;
}

}  // namespace

void run_points(const std::string& book_path, const BookOptions& options, std::uint64_t events, std::uint64_t events_per_commit) {
  const Policy policy = Policy::load(policy_text);
  const Instant begin = policy.zone().start_of_day({2024, 1, 1}), end = policy.zone().start_of_day({2025, 1, 1});
  Book book = Book::open(book_path, options);
  book.bind(policy, begin);
  book.begin();
  for (std::uint64_t i = 0; i < units; ++i) {
    Event event;
    event.id = "u" + std::to_string(i), event.type = "set", event.at = begin;
    event.subjects["unit"] = "d" + std::to_string(i);
    event.data["head"] = Value::of("h" + std::to_string(i));
    book.record(event, begin);
  }
  for (std::uint64_t i = 0; i < staff; ++i) {
    Event event;
    event.id = "n" + std::to_string(i), event.type = "set", event.at = begin;
    event.subjects["staff"] = person(i);
    event.data["role"] = Value::of("agent");
    event.data["unit"] = Value::of("d" + std::to_string(i % units));
    event.data["mentor"] = Value::of(person(i + 1));
    book.record(event, begin);
  }
  constexpr const char* types[] = {"fault", "late", "praise", "sale", "answer"};
  std::uint64_t state = 2024;
  const std::int64_t step = (end.utc_us - begin.utc_us) / static_cast<std::int64_t>(events + 1);
  for (std::uint64_t i = 0; i < events; ++i) {
    const std::uint64_t drawn = next(state, 10);
    Event event;
    event.id = "e" + std::to_string(i);
    // Of ten events three are sales, three answers, two praises, one a fault and one somebody late.
    event.type = types[drawn < 3 ? 3 : drawn < 6 ? 4 : drawn < 8 ? 2 : drawn - 8];
    event.at = Instant{begin.utc_us + step * static_cast<std::int64_t>(i + 1)};
    event.subjects["staff"] = person(next(state, staff));
    const auto number = [&](std::uint64_t below) { return Value::of(Decimal(static_cast<std::int64_t>(next(state, below)))); };
    if (event.type == "fault") event.data["clause"] = Value::of("R" + std::to_string(10 + next(state, 10)));
    if (event.type == "late") event.data["minutes"] = number(60);
    if (event.type == "praise") event.data["worth"] = number(9);
    if (event.type == "sale") event.data["amount"] = number(1000);
    if (event.type == "answer") event.data["score"] = number(11);
    book.record(event, event.at);
    if ((i + 1) % events_per_commit == 0) book.commit(), book.begin();
  }
  book.commit();
  book.advance(end);
}

}  // namespace huifang::benchmark
