// No memory from the heap for a row, whatever its values are, and none that grows with a batch.
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "huifang/decision_rows.hpp"

namespace {
std::atomic<std::size_t> allocations{0};
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace huifang;

namespace {

Decision sample(std::size_t copies, const std::string& hit_policy) {
  std::string rules;
  for (std::size_t i = 0; i < copies; ++i) {
    const std::string low = std::to_string(i * 10);
    rules += "[\">= " + low + "\", \"\\\"a\\\", \\\"b\\\"\", \"true\", " + std::to_string(i) + "],";
    rules += "[\"[" + low + ".." + std::to_string(i * 10 + 5) + ")\", \"not(\\\"a\\\")\", \"-\", 0.5],";
  }
  return Decision::parse(
      "{\"hitPolicy\": \"" + hit_policy +
      "\", \"inputs\": [{\"name\": \"volume\", \"type\": \"number\", \"decimals\": 2}, "
      "{\"name\": \"segment\", \"type\": \"string\"}, {\"name\": \"open\", \"type\": \"boolean\"}], "
      "\"output\": {\"name\": \"points\", \"type\": \"number\", \"default\": 7}, \"rules\": [" +
      rules + "[\"-\", \"\\\"none\\\"\", \"-\", 1]]}");
}

/// Heap allocations of `work`.
template <class Work>
std::size_t counted(const Work& work) {
  const std::size_t before = allocations;
  work();
  return allocations - before;
}

}  // namespace

SCENARIO("deciding a row takes nothing from the heap", "[decision][memory]") {
  for (const char* policy : {"FIRST", "COLLECT SUM", "COLLECT MAX", "COLLECT COUNT", "UNIQUE", "ANY"}) {
    for (const std::size_t copies : {3, 20, 100}) {
      const Decision decision = sample(copies, policy);
      REQUIRE(decision.is_indexed());
      const std::int64_t a = decision.intern(1, "a");
      CHECK(counted([&] {
              for (std::int64_t i = 0; i < 200; ++i) {
                const std::int64_t slots[] = {i % 7 == 0 ? DecisionSlot::null : i * 350,
                                              i % 11 == 0  ? DecisionSlot::wrong
                                              : i % 3 == 0 ? DecisionSlot::missing
                                                           : a,
                                              i % 5 == 0 ? DecisionSlot::null : i % 2};
                decision.evaluate(slots);
                const DecisionField fields[] = {DecisionField::of(slots[0]),
                                                DecisionField::of(std::string_view("b")),
                                                DecisionField::of(slots[2])};
                decision.evaluate(fields);
              }
            }) == 0);
      DecisionTrace trace;
      const std::int64_t slots[] = {1000, a, 1};
      decision.evaluate(slots, trace);
      CHECK(counted([&] { decision.evaluate(slots, trace); }) == 0);
      CHECK(counted([&] { decision.evaluate_json(R"({"volume": 12.5, "segment": "b", "open": null})"); }) ==
            0);
    }
  }
}

SCENARIO("a batch takes no more from the heap when it has more rows", "[decision][memory]") {
  for (const char* policy : {"FIRST", "COLLECT SUM", "UNIQUE"}) {
    for (const std::size_t copies : {3, 100}) {
      const Decision decision = sample(copies, policy);
      constexpr std::size_t rows = 20'000;
      std::vector<std::int64_t> volumes(rows);
      std::vector<std::int32_t> codes(rows);
      std::vector<std::uint8_t> open(rows), valid(rows / 8, 0xEE);
      for (std::size_t i = 0; i < rows; ++i) {
        volumes[i] = static_cast<std::int64_t>(i % 300) * 100;
        codes[i] = static_cast<std::int32_t>(i % 4);
        open[i] = static_cast<std::uint8_t>(i % 2);
      }
      const std::string_view texts[] = {"a", "b", "none", "else"};
      DecisionColumnView views[3];
      views[0] = {DecisionColumnView::Form::slots, volumes.data(), valid.data(), nullptr, {}, 0};
      views[1] = {DecisionColumnView::Form::codes, codes.data(), nullptr, nullptr, texts, 0};
      views[2] = {DecisionColumnView::Form::bytes, open.data(), valid.data(), nullptr, {}, 0};
      std::vector<std::int32_t> rules(rows), outputs(rows);
      std::vector<std::int64_t> numbers(rows);
      std::vector<DecisionStatus> statuses(rows);
      DecisionResults results;
      results.rules = rules.data();
      results.codes = outputs.data();
      results.numbers = numbers.data();
      results.statuses = statuses.data();
      const std::size_t small = counted([&] { decision.evaluate(views, 600, results); });
      const std::size_t large = counted([&] { decision.evaluate(views, rows, results); });
      CHECK(small == large);
      CHECK(large < 20);
    }
  }
}
