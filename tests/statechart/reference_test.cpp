/// Laws of all statecharts, on charts made at random, and the library against the recommendation's own
/// pseudo-code.
#include "reference.hpp"

#include <rapidcheck.h>

#include "support.hpp"

using namespace chart_test;
using Json = nlohmann::ordered_json;

namespace {

int below(int bound) { return *rc::gen::inRange(0, bound); }

/// A chart with all kinds of states; every state and transition logs its name.
class Maker {
 public:
  Json make() {
    Json root = Json::object();
    root["statechart"] = "random";
    root["states"] = states(2 + below(3), 0, false);
    collect(root["states"], "");
    decorate(root["states"]);
    if (below(2) == 0)
      root["initial"] = Json{{"target", Json::array({some_inside("")})}, {"do", log("start")}};
    return root;
  }

 private:
  static Json log(const std::string& text) { return Json::array({Json{{"log", "\"" + text + "\""}}}); }
  std::string next() { return "s" + std::to_string(++count_); }

  Json states(int number, int depth, bool regions) {
    Json made = Json::object();
    for (int i = 0; i < number; ++i) {
      const int kind = below(10);
      Json state = Json::object();
      const std::string id = next();
      if (depth < 3 && kind < 4) {
        const bool parallel = kind < 2;
        state["type"] = parallel ? "parallel" : "compound";
        state["states"] = states(1 + below(3), depth + 1, parallel);
        if (below(2) == 0) {
          const std::string history = next();
          state["states"][history] =
              Json{{"type", "history"}, {"history", below(2) == 0 ? "deep" : "shallow"}};
        }
      } else {
        state["type"] = kind == 9 && !regions && i > 0 ? "final" : "atomic";
      }
      made[id] = state;
    }
    return made;
  }

  void collect(const Json& states, const std::string& parent) {
    for (const auto& [id, state] : states.items()) {
      all_.push_back(id);
      type_[id] = state["type"];
      parent_[id] = parent;
      if (state.contains("states")) collect(state["states"], id);
    }
  }

  bool inside(const std::string& id, const std::string& outer) const {
    if (outer.empty()) return true;
    for (std::string at = parent_.at(id); !at.empty(); at = parent_.at(at)) {
      if (at == outer) return true;
    }
    return false;
  }

  /// A state inside `outer`, no history.
  std::string some_inside(const std::string& outer) {
    std::vector<std::string> found;
    for (const std::string& id : all_) {
      if (inside(id, outer) && type_[id] != "history") found.push_back(id);
    }
    return found[static_cast<std::size_t>(below(static_cast<int>(found.size())))];
  }

  Json targets() {
    if (below(5) == 0) {  // two regions of one parallel state
      for (const std::string& id : all_) {
        if (type_[id] != "parallel") continue;
        std::vector<std::string> regions;
        for (const std::string& child : all_) {
          if (parent_[child] == id && type_[child] != "history") regions.push_back(child);
        }
        if (regions.size() < 2 || below(2) == 0) continue;
        const auto inner = [&](const std::string& region) {
          return type_[region] == "atomic" || below(2) == 0 ? region : some_inside(region);
        };
        return Json::array({inner(regions[1]), inner(regions[0])});
      }
    }
    return Json::array({all_[static_cast<std::size_t>(below(static_cast<int>(all_.size())))]});
  }

  Json transitions(bool eventless, const std::string& source) {
    Json made = Json::array();
    const int number = eventless ? (below(8) == 0 ? 1 : 0) : below(4);
    static const char* const events[] = {"a", "b", "c", "*", "r"};
    for (int i = 0; i < number; ++i) {
      Json one = Json::object();
      if (!eventless)
        one["event"] =
            below(6) == 0
                ? "done.state." + all_[static_cast<std::size_t>(below(static_cast<int>(all_.size())))]
                : events[below(5)];
      if (eventless || below(5) > 0) one["target"] = targets();
      if (below(3) == 0) one["internal"] = true;
      one["do"] = log("t" + source + std::to_string(i));
      if (below(4) == 0) one["do"].push_back(Json{{"raise", below(2) == 0 ? "r" : "c"}});
      made.push_back(one);
    }
    return made;
  }

  void decorate(Json& states) {
    for (auto& [id, state] : states.items()) {
      const std::string type = state["type"];
      if (type == "history") {
        state["target"] = Json::array({some_inside(parent_[id])});
        state["do"] = log("history" + id);
        continue;
      }
      state["entry"] = log("+" + id);
      state["exit"] = log("-" + id);
      if (below(5) == 0) state["entry"].push_back(Json{{"raise", "r"}});
      if (type == "final") continue;
      if (type == "compound" && below(2) == 0) {
        state["initial"] = Json{{"target", Json::array({some_inside(id)})}, {"do", log("initial" + id)}};
      }
      if (Json on = transitions(false, id); !on.empty()) state["on"] = on;
      if (Json always = transitions(true, id); !always.empty()) state["always"] = always;
      if (state.contains("states")) decorate(state["states"]);
    }
  }

  int count_ = 0;
  std::vector<std::string> all_;
  std::map<std::string, std::string> type_, parent_;
};

/// Is it one child of each active compound state, all children of each active parallel one, and no state
/// alone?
bool legal(const Json& states, const std::set<std::string>& active, bool parallel, bool around) {
  int inside = 0;
  int children = 0;
  for (const auto& [id, state] : states.items()) {
    if (state["type"] == "history") {
      if (active.contains(id)) return false;
      continue;
    }
    ++children;
    if (active.contains(id)) ++inside;
    if (state.contains("states") &&
        !legal(state["states"], active, state["type"] == "parallel", active.contains(id)))
      return false;
  }
  return inside == (!around ? 0 : parallel ? children : 1);
}

Names logged(const Step& step) {
  Names texts;
  for (const Effect& effect : step.effects) {
    if (effect.kind == Effect::Kind::log) texts.push_back("\"" + effect.data.string() + "\"");
  }
  return texts;
}

/// A limit that the reference gives up at as well.
StepOptions bounded() {
  StepOptions options;
  options.microsteps = 201;
  return options;
}

}  // namespace

TEST_CASE("every chart does what the recommendation's pseudo-code does", "[statechart][property]") {
  REQUIRE(rc::check("configuration and order of actions agree", [] {
    const Json document = Maker().make();
    const Definition definition = compile(document.dump());
    Reference reference(document);
    reference.start();
    Step step;
    try {
      step = start(definition, Instant{0}, {}, bounded());
    } catch (const Error&) {
      RC_ASSERT(reference.endless());
      return;
    }
    for (int i = 0;; ++i) {
      RC_ASSERT(!reference.endless());
      RC_ASSERT(active(definition, step.state) == reference.active());
      RC_ASSERT(logged(step) == reference.take_log());
      RC_ASSERT(step.state.running() == reference.running());
      const Names all = active(definition, step.state);
      RC_ASSERT(legal(document["states"], {all.begin(), all.end()}, false, true));
      if (i == 8) break;
      static const char* const events[] = {"a", "b", "c"};
      const std::string event = events[below(3)];
      reference.send(event);
      try {
        // Half of the time from what was kept.
        const State from =
            below(2) == 0 ? step.state : state_from_json(definition, to_json(definition, step.state));
        step = statechart::step(definition, from, {event, {}}, Instant{i}, bounded());
      } catch (const Error& error) {
        RC_ASSERT(error.diagnostics().front().code == "HF5522");
        RC_ASSERT(reference.endless());
        return;
      }
    }
  }));
}

TEST_CASE("a step is a function of its arguments, and a kept state is the same state",
          "[statechart][property]") {
  REQUIRE(rc::check("equal arguments give equal texts", [] {
    const Json document = Maker().make();
    const Definition one = compile(document.dump());
    const Definition two = compile(document.dump(2));
    try {
      State a = start(one, Instant{0}, {}, bounded()).state;
      State b = start(two, Instant{0}, {}, bounded()).state;
      for (int i = 0; i < 5; ++i) {
        const std::string kept = to_json(one, a);
        RC_ASSERT(kept == to_json(two, b));
        RC_ASSERT(to_json(one, state_from_json(one, kept)) == kept);
        static const char* const events[] = {"a", "b", "c"};
        const Event event{events[below(3)], {}};
        a = step(one, a, event, Instant{i}, bounded()).state;
        b = step(two, state_from_json(two, kept), event, Instant{i}, bounded()).state;
      }
    } catch (const Error& error) {
      RC_ASSERT(error.diagnostics().front().code == "HF5522");
    }
  }));
}

TEST_CASE("delayed events come in one total order, however time is cut", "[statechart][case-114][property]") {
  REQUIRE(rc::check("by due, then by sending", [] {
    const int number = below(12);
    Json actions = Json::array();
    std::vector<std::pair<int, int>> expected;
    for (int i = 0; i < number; ++i) {
      const int delay = 1 + below(6);
      actions.push_back(Json{{"send", "e" + std::to_string(i)}, {"delay", std::to_string(delay) + " ms"}});
      expected.emplace_back(delay, i);
    }
    std::sort(expected.begin(), expected.end());
    Names wanted;
    for (const auto& [delay, i] : expected)
      wanted.push_back("e" + std::to_string(i) + "@" + std::to_string(delay * 1000));
    const Json document{{"statechart", "t"},
                        {"states", {{"a", {{"entry", actions}, {"on", {{"*", {{"log", "event.name"}}}}}}}}}};
    const Definition definition = compile(document.dump());
    State state = start(definition, Instant{0}).state;
    Names found;
    Instant now{0};
    while (now.utc_us < 7000) {
      now.utc_us += 1 + below(4000);
      const Step step = advance(definition, state, now);
      for (const Effect& effect : step.effects)
        found.push_back(effect.data.string() + "@" + std::to_string(effect.at.utc_us));
      state = step.state;
    }
    RC_ASSERT(found == wanted);
    RC_ASSERT(!next_due(state).has_value());
  }));
}
