/// Runs a suite of statecharts: {"id", "group", "chart", "steps"} a line.
///
///   conformance_scxml FILE [--min PERCENT]
///
/// Each chart is written as a definition, compiled, and taken through its steps: `after` lets time pass (ms),
/// `send` is an event, `settle` lets every delayed event come, `expect` are the active leaves, sorted. Prints
/// a line per group, the failing cases on stderr, last "N passed, N failed". Exit status: 0 at or above the
/// minimum (default 100), 1 below, 2 when the file cannot be used.

#include <algorithm>
#include <exception>
#include <fstream>
#include <iostream>
#include <map>

#include "conformance/arguments.hpp"
#include "conformance/scxml/document.hpp"
#include "huifang/statechart.hpp"

namespace {

using namespace huifang;
using Json = nlohmann::ordered_json;

/// Delayed events that come before a chart counts as one that never settles.
constexpr int settling_max = 10'000;

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return "[" + text + "]";
}

/// What went wrong; empty: nothing did.
std::string run_case(const Json& line) {
  const statechart::Definition definition =
      statechart::compile(conformance::statechart_document(line.at("chart")));
  Instant now{0};
  statechart::State state = statechart::start(definition, now).state;
  int number = 0;
  for (const Json& step : line.at("steps")) {
    ++number;
    if (step.contains("after")) {
      now.utc_us += step["after"].get<std::int64_t>() * 1000;
      state = statechart::advance(definition, state, now).state;
    }
    if (step.contains("send")) {
      statechart::Event event;
      event.name = step["send"].at("name");
      if (step["send"].contains("data"))
        event.data = statechart::value_from_json(step["send"]["data"].dump());
      state = statechart::step(definition, state, event, now).state;
    }
    if (step.value("settle", false)) {
      for (int i = 0; statechart::next_due(state); ++i) {
        if (i == settling_max) return "it does not settle";
        now = std::max(now, *statechart::next_due(state));
        state = statechart::advance(definition, state, now).state;
      }
    }
    // A state that was kept is the same state.
    state = statechart::state_from_json(definition, statechart::to_json(definition, state));
    std::vector<std::string> found = statechart::active_leaves(definition, state);
    std::sort(found.begin(), found.end());
    std::vector<std::string> expected = step.at("expect").get<std::vector<std::string>>();
    std::sort(expected.begin(), expected.end());
    if (found != expected) {
      return "step " + std::to_string(number) + ": " + joined(found) + ", expected " + joined(expected);
    }
  }
  return "";
}

struct Tally {
  int passed = 0;
  int total = 0;
};

int run(const std::string& path, double minimum) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::map<std::string, Tally> families;
  Tally all;
  std::string text;
  for (int number = 1; std::getline(file, text); ++number) {
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    std::string id = "line " + std::to_string(number);
    std::string family = "scxml";
    std::string wrong;
    try {
      const Json line = Json::parse(text);
      id = line.value("id", id);
      family = line.value("group", family);
      wrong = run_case(line);
    } catch (const std::exception& error) {
      wrong = error.what();
    }
    if (!wrong.empty()) std::cerr << id << ": " << wrong << '\n';
    Tally& tally = families[family];
    const int passed = wrong.empty() ? 1 : 0;
    tally.passed += passed;
    ++tally.total;
    all.passed += passed;
    ++all.total;
  }
  for (const auto& [name, tally] : families)
    std::cout << name << ' ' << tally.passed << '/' << tally.total << '\n';
  std::cout << all.passed << " passed, " << all.total - all.passed << " failed\n";
  return all.total > 0 && all.passed * 100.0 >= minimum * all.total ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const auto given = conformance::read_arguments(argc, argv, 1);
  if (!given) {
    std::cerr << "usage: conformance_scxml FILE [--min PERCENT]\n";
    return 2;
  }
  try {
    return run(given->files[0], given->minimum);
  } catch (const std::exception& error) {
    std::cerr << "conformance_scxml: " << error.what() << '\n';
    return 2;
  }
}
