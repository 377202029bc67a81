/// What statecharts cost, without a book: an event through a chart of ten states, each with a guard and a
/// limit of a day that entering it arms and leaving it takes away, beside the guard evaluated alone; and a
/// million running cases with one timer each, in memory and fired in time order.
///
/// Prints the figures. The status is 1 when an event costs 1 us or more (median), or more than 30 guards,
/// when a case takes 400 bytes or more, or when firing all timers takes 2 s or more.
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "huifang/feel.hpp"
#include "huifang/statechart.hpp"

namespace {

using namespace huifang;
using Clock = std::chrono::steady_clock;

constexpr int rounds = 200;
constexpr int repeats = 1000;
constexpr std::size_t cases = 1'000'000;
constexpr double event_ns_max = 1'000;
constexpr double event_guards_max = 30;
constexpr double case_bytes_max = 400;
constexpr double firing_seconds_max = 2;

/// Bytes the program holds, with what the allocator spends on each block; large blocks are counted apart.
double bytes_held() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks) + static_cast<double>(info.hblkhd);
}

/// Median nanoseconds of one call.
template <class Call>
double median_ns(const Call& call) {
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round) {
    const auto from = Clock::now();
    for (int i = 0; i < repeats; ++i) call();
    times.push_back(std::chrono::duration<double, std::nano>(Clock::now() - from).count() / repeats);
  }
  std::nth_element(times.begin(), times.begin() + rounds / 2, times.end());
  return times[rounds / 2];
}

class GuardNames final : public feel::Names, public feel::Frame {
 public:
  std::optional<feel::Binding> find(std::string_view name) const override {
    if (name != "n" && name != "limit") return std::nullopt;
    feel::Binding binding;
    binding.id = name == "n" ? 0 : 1;
    return binding;
  }
  std::optional<feel::Binding> member(std::uint32_t, std::string_view) const override { return std::nullopt; }
  std::vector<std::string> all(std::optional<std::uint32_t>) const override { return {"n", "limit"}; }
  Value load(std::uint32_t slot) const override { return Value::of(Decimal(slot == 0 ? 5 : 3)); }
  Value attribute(const Value&, std::uint32_t) const override { return {}; }
  Value call(std::uint32_t, std::span<const Value>) const override { return {}; }
};

statechart::Definition ten_states() {
  std::string states;
  for (int i = 0; i < 10; ++i) {
    states += (i > 0 ? ", \"s" : "\"s") + std::to_string(i) +
              R"(": {"after": {"24 hours": "s0"}, "on": {"e": {"when": "event.n > limit", "target": "s)" +
              std::to_string((i + 1) % 10) + "\"}}}";
  }
  return statechart::compile(R"({"statechart": "ten", "data": {"limit": 3}, "states": {)" + states + "}}");
}

}  // namespace

int main() {
  const GuardNames names;
  const feel::Expression guard = feel::compile("n > limit", names);
  std::size_t held = 0;
  const double guard_ns = median_ns([&] { held += guard.evaluate(names).value.boolean() ? 1u : 0u; });

  const statechart::Definition ten = ten_states();
  statechart::State state = statechart::start(ten, Instant{0}).state;
  Context data;
  data.entries.emplace_back("n", Value::of(Decimal(5)));
  const statechart::Event event{"e", Value::of(std::move(data))};
  const double event_ns = median_ns([&] { state = statechart::step(ten, state, event, state.at()).state; });
  std::printf("an event through ten states: %.0f ns, its guard alone: %.0f ns\n", event_ns, guard_ns);

  const statechart::Definition one = statechart::compile(
      R"({"statechart": "one", "states": {"waiting_for_an_answer": {"after": {"2 hours": "late"}}, "late": {}}})");
  const double before = bytes_held();
  std::vector<statechart::State> all;
  all.reserve(cases);
  for (std::size_t i = 0; i < cases; ++i) {
    all.push_back(statechart::start(one, Instant{static_cast<std::int64_t>(i * 7919 % cases)}).state);
  }
  const double bytes = (bytes_held() - before) / static_cast<double>(cases);
  const auto from = Clock::now();
  std::vector<std::pair<Instant, std::size_t>> order;
  order.reserve(cases);
  for (std::size_t i = 0; i < cases; ++i) order.emplace_back(*statechart::next_due(all[i]), i);
  std::sort(order.begin(), order.end());
  std::size_t late = 0;
  for (const auto& [due, i] : order) {
    all[i] = statechart::advance(one, all[i], due).state;
    late += statechart::next_due(all[i]) ? 0u : 1u;
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - from).count();
  std::printf("%zu cases with a timer: %.0f bytes each, fired in time order in %.2f s\n", cases, bytes,
              seconds);
  return held > 0 && late == cases && event_ns < event_ns_max && event_ns <= event_guards_max * guard_ns &&
                 bytes < case_bytes_max && seconds < firing_seconds_max
             ? 0
             : 1;
}
