/// Statechart documents: compiled, checked, drawn, and taken through a few events; states go through JSON in
/// between. What is no document may be a state of a small chart.
#include "huifang/statechart_scxml.hpp"

#include "target.hpp"

using namespace huifang;
using namespace huifang::statechart;

namespace {

/// Limits at which no input takes long.
StepOptions bounded() {
  StepOptions options;
  options.microsteps = 50;
  options.actions = 2'000;
  options.events = 50;
  options.pending = 200;
  return options;
}

void kept(const Definition& definition, const State& state) {
  const std::string json = to_json(definition, state);
  fuzz::require(state_from_json(definition, json) == state, "a state that is read back is the same");
}

void run(const Definition& definition) {
  for (const Picture picture : {Picture::dot, Picture::mermaid, Picture::svg})
    (void)draw(definition, picture);
  (void)lint(definition);
  fuzz::accepted([&] {
    const std::string xml = to_scxml(definition);
    fuzz::require(to_scxml(compile(from_scxml(xml))) == xml, "SCXML that is read back is the same");
  });
  fuzz::accepted([&] {
    State state = start(definition, Instant{0}, {}, bounded()).state;
    kept(definition, state);
    std::int64_t now = 0;
    for (const char* event : {"e", "a.b", "e", "x", "done"}) {
      fuzz::accepted([&] {
        const Step next =
            step(definition, state, {event, Value::of(Decimal(1))}, Instant{now += 1'000'000}, bounded());
        kept(definition, next.state);
        state = next.state;
      });
      fuzz::accepted(
          [&] { state = advance(definition, state, Instant{now += 3'600'000'000}, bounded()).state; });
    }
    (void)draw(definition, Picture::svg, &state);
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  CompileOptions options;
  options.states = 200;
  options.document_bytes = 20'000;
  fuzz::accepted([&] { run(compile(text, options)); });
  fuzz::accepted([&] { run(compile(from_scxml(text), options)); });
  static const Definition small = compile(R"j({"statechart": "c", "data": {"v": null}, "states": {
    "p": {"type": "parallel", "on": {"out": "x"}, "states": {
      "h": {"type": "history", "history": "deep", "target": "l"},
      "l": {"states": {"l1": {"on": {"l": "l2"}}, "l2": {}}}, "r": {}}},
    "x": {"after": {"1 hours": "p"}, "on": {"back": "h"}}}})j");
  fuzz::accepted([&] {
    const State state = state_from_json(small, text);
    kept(small, state);
    fuzz::accepted([&] { (void)step(small, state, {"back", {}}, state.at(), bounded()); });
    fuzz::accepted([&] { (void)advance(small, state, Instant{state.at().utc_us + 1}, bounded()); });
  });
  return 0;
}
