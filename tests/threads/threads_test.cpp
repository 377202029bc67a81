// What the headers promise about threads; tests/run.sh runs it under the thread sanitizer.
// Catch2's assertions are not made for several threads, so threads only hand back what they saw.
#include <atomic>
#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

#include "book/sample.hpp"
#include "book/temporary_file.hpp"
#include "huifang/huifang.hpp"

using namespace huifang;

namespace {

constexpr int thread_count = 4;

/// The results of `work`, one for each of thread_count threads that begin at the same moment.
template <class Work>
std::vector<std::string> in_threads(const Work& work) {
  std::vector<std::string> results(thread_count);
  std::atomic<int> waiting{thread_count};
  std::vector<std::thread> threads;
  for (auto& result : results) {
    threads.emplace_back([&result, &waiting, &work] {
      --waiting;
      while (waiting != 0) std::this_thread::yield();
      try {
        result = work();
      } catch (const std::exception& error) {
        result = std::string("threw ") + error.what();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  return results;
}

/// Every duty of a book of one's own, after the sample weeks.
std::string duties_of_a_run(const Policy& policy) {
  Book book = Book::open(":memory:");
  book.bind(policy, sample::at("2024-03-01T00:00"));
  sample::begin(book);
  sample::run(book);
  std::string text;
  for (const auto& duty : book.duties()) {
    text += to_text(duty.key) + " " + std::string(to_text(duty.state)) + "\n" + book.explain(duty.key) + "\n";
  }
  return text;
}

}  // namespace

SCENARIO("one compiled policy serves books in several threads at once", "[threads]") {
  GIVEN("a policy, and what a run under it leads to") {
    const Policy policy = sample::policy();
    const std::string expected = duties_of_a_run(policy);
    REQUIRE_FALSE(expected.empty());
    WHEN("several threads run it at the same time, each on a book of its own") {
      const auto results = in_threads([&policy] { return duties_of_a_run(policy); });
      THEN("every thread comes to the same duties and the same reasons") {
        for (const auto& result : results) CHECK(result == expected);
      }
    }
  }
}

SCENARIO("policies are compiled in several threads at once", "[threads]") {
  const std::string expected = sample::policy().hash();
  const auto results = in_threads([] { return sample::policy().hash(); });
  for (const auto& result : results) CHECK(result == expected);
}

SCENARIO("one compiled decision is evaluated by several threads at once", "[threads]") {
  const Decision decision = Decision::parse(R"json({"hitPolicy": "FIRST",
    "inputs": [{"name": "x", "type": "number", "decimals": 1}, {"name": "s", "type": "string"}], "output": {"name": "y"},
    "rules": [["> 5", "\"a\"", "big"], ["? - 1 > 2", "-", "computed"], ["-", "\"b\"", "= string(x)"], ["-", "-", "rest"]]})json");
  const auto work = [&decision] {
    std::string text;
    for (int i = 0; i < 200; ++i) {
      const std::string record = "{\"x\": " + std::to_string(i % 9) + ", \"s\": \"" + "abc"[i % 3] + "\"}";
      decision.append_json(decision.evaluate_json(record), record, text);
      const DecisionField row[] = {DecisionField::of(std::int64_t{i}), DecisionField::of(std::string_view("b"))};
      DecisionTrace trace;
      text += std::to_string(decision.evaluate(row, trace).rule) + std::to_string(trace.near_misses().size());
    }
    return text;
  };
  const std::string expected = work();
  CHECK(expected.starts_with("{\"rule\":4,\"y\":\"rest\"}"));
  for (const auto& result : in_threads(work)) CHECK(result == expected);
}

SCENARIO("zones are looked up in several threads at once", "[threads]") {
  const auto results = in_threads([] {
    std::string text;
    for (const char* name : {"Asia/Shanghai", "America/New_York", "Europe/Berlin", "UTC", "Asia/Kathmandu"}) {
      text += TimeZone::find(name).to_text(Instant{1'700'000'000'000'000}) + "\n";
    }
    return text;
  });
  for (const auto& result : results) CHECK(result == results.front());
  CHECK(results.front().starts_with("2023-11-15T06:13:20+08:00\n"));
}

SCENARIO("a book is read while it is written", "[threads]") {
  GIVEN("a book in a file and a writer that records calls one by one") {
    const TemporaryFile file;
    Book writer = Book::open(file.path(), {.durability = Durability::off});
    sample::begin(writer);
    constexpr int calls = 40;
    constexpr int calls_max = 20'000;  // when the readers never get a look in, the test ends all the same
    std::atomic<bool> finished{false};
    std::atomic<int> looks{0};
    std::vector<std::string> faults(thread_count);
    std::vector<std::thread> readers;
    for (auto& fault : faults) {
      readers.emplace_back([&] {
        try {
          const Book reader = Book::open(file.path(), {.read_only = true});
          std::size_t before = 0;
          while (!finished) {
            const auto count = reader.effects().size();
            if (count < before) fault = "an effect that was there is gone";
            before = count;
            for (const auto& duty : reader.duties()) {
              if (duty.have > duty.need) fault = "a duty with more credits than it needs";
            }
            ++looks;
          }
        } catch (const std::exception& error) {
          fault = error.what();
        }
      });
    }
    WHEN("readers look at it all the while") {
      const Instant start = writer.now();
      for (int i = 1; i <= calls_max && (i <= calls || looks < calls); ++i) {
        const Event call{.id = "call-" + std::to_string(i),
                         .type = "phone",
                         .at = {start.utc_us + i * us_per_minute},
                         .by = "s1",
                         .subjects = {{"customer", "c1"}},
                         .data = {},
                         .duty = {},
                         .voids = {},
                         .case_key = {}};
        writer.record(call, call.at);
      }
      finished = true;
      for (auto& reader : readers) reader.join();
      THEN("every look shows a state that was committed, and the book verifies") {
        for (const auto& fault : faults) CHECK(fault.empty());
        CHECK(writer.verify().same);
      }
    }
  }
}

SCENARIO("several threads ask for the reports of a book, each of one that it opened itself", "[threads]") {
  GIVEN("a book in a file with a report of each month") {
    const TemporaryFile file;
    Book writer = Book::open(file.path(), {.durability = Durability::off});
    const TimeZone zone = TimeZone::find("Asia/Shanghai");
    writer.bind(Policy::load(R"json({"huifang": 1, "policy": "calls", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
      "facts": {"customer": {"name": "string"}, "org": {}}, "events": {"phone": {}}, "measures": {"calls": {"count": "phone", "over": "month"}},
      "rules": {"short": {"for": "org", "on": "target.calls", "do": [{"flag": "short"}]}},
      "reports": {"calls": {"for": "org", "over": "customer", "each": "month", "metrics": {"called": {"rate": ["count(rows[calls > 0])", "count(rows)"], "target": ">= 90 %"}}, "show": ["key", "calls"]}}})json"),
                *zone.parse("2024-01-01T00:00"));
    const auto call = [&](int i) {
      const std::string number = std::to_string(i);
      const std::string at = "2024-0" + std::to_string(1 + i / 20) + "-1" + std::to_string(i % 10) + "T12:00";
      if (*zone.parse(at) < writer.now()) return;
      writer.record(Event::parse(R"({"id": "e)" + number + R"(", "type": "phone", "at": ")" + at + R"(", "customer": "c)" + std::to_string(i % 7) + "\"}", zone), *zone.parse(at));
    };
    for (int i = 0; i < 40; ++i) call(i);
    writer.advance(*zone.parse("2024-03-01T00:00"));
    const auto report = [&] { return Book::open(file.path(), {.read_only = true}).report("calls", "2024-02").to(ReportFormat::json); };
    const std::string expected = report();
    WHEN("they ask while somebody else writes") {
      std::atomic<bool> finished{false};
      std::string fault;
      std::thread other([&] {
        try {
          for (int i = 40; i < 80; ++i) call(i);
        } catch (const std::exception& error) {
          fault = error.what();
        }
        finished = true;
      });
      const auto results = in_threads([&] {
        std::string text = report();
        while (!finished) {
          if (report() != text) return std::string("another report");
        }
        return text;
      });
      other.join();
      THEN("the month that is over is told to all of them in the same way") {
        CHECK(fault.empty());
        for (const auto& result : results) CHECK(result == expected);
      }
    }
  }
}
