#pragma once
/// What the tests of statecharts share.

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "huifang/statechart.hpp"

namespace chart_test {

using namespace huifang;
using namespace huifang::statechart;
using Names = std::vector<std::string>;

/// A chart that is taken from event to event; every state is kept as JSON in between.
struct Run {
  explicit Run(const std::string& json, const Context& data = {}) : definition(compile(json)) {
    take(start(definition, now, data));
  }

  Run& send(const std::string& name, const std::string& data = "null") {
    take(step(definition, state, {name, value_from_json(data)}, now));
    return *this;
  }
  Run& after_ms(std::int64_t ms) {
    now.utc_us += ms * 1000;
    take(advance(definition, state, now));
    return *this;
  }
  Names leaves() const { return active_leaves(definition, state); }
  std::string value(const std::string& name) const {
    const Context all = statechart::data(definition, state);
    const Value* found = all.find(name);
    return found == nullptr ? "no such data" : found->to_text();
  }
  /// Values that were logged by the last call, "label:value".
  Names logged() const {
    Names texts;
    for (const Effect& effect : effects) {
      if (effect.kind == Effect::Kind::log)
        texts.push_back(effect.name + (effect.name.empty() ? "" : ":") + effect.data.to_text());
    }
    return texts;
  }
  std::size_t errors() const {
    std::size_t count = 0;
    for (const Effect& effect : effects) count += effect.kind == Effect::Kind::error ? 1u : 0u;
    return count;
  }

  Definition definition;
  State state;
  Instant now{0};
  std::vector<Effect> effects;
  bool taken = false;

 private:
  void take(Step next) {
    effects = std::move(next.effects);
    taken = next.taken;
    const std::string kept = to_json(definition, next.state);
    state = state_from_json(definition, kept);
    REQUIRE(state == next.state);
    REQUIRE(to_json(definition, state) == kept);
  }
};

/// The codes a document is refused with, in order.
inline Names codes_of(const std::string& json) {
  try {
    (void)compile(json);
  } catch (const Error& error) {
    Names codes;
    for (const Diagnostic& diagnostic : error.diagnostics()) codes.push_back(diagnostic.code);
    return codes;
  }
  return {};
}

template <class Call>
std::string code_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.diagnostics().front().code;
  }
  return "";
}

}  // namespace chart_test
