/// States as JSON: checked when read, whole when read back.
#include "support.hpp"

using namespace chart_test;

namespace {

const std::string chart = R"({"statechart": "c", "data": {"v": null}, "states": {
  "p": {"type": "parallel", "on": {"out": "x"}, "states": {
    "h": {"type": "history", "history": "deep", "target": "l"},
    "l": {"states": {"l1": {"on": {"l": "l2"}}, "l2": {}}}, "r": {}}},
  "x": {"after": {"1 hours": "p", "2 hours": "p"}, "on": {"set": {"set": {"v": "event.data"}}, "back": "h"}}}})";

}  // namespace

SCENARIO("every value comes back as it was", "[statechart]") {
  Run run(chart);
  run.send("out");
  for (const std::string value :
       {"1.50", "\"text with \\\"quotes\\\" and \\u0001\"", "true", "null", "[1, [2, {\"a\": 3}]]",
        "{\"@context\": [[\"@date\", \"x\"], [\"b\", 1]]}", "{\"@date\": \"2024-02-29\"}",
        "{\"@dateTime\": \"2024-03-01T10:05:00@Asia/Shanghai\"}", "{\"@time\": \"10:05:00Z\"}",
        "{\"@duration\": \"P1DT2H\"}", "{\"@months\": \"P1Y2M\"}", "{\"@number\": \"1E+400\"}",
        "{\"date\": \"2024-02-29\"}", "{\"@range\": [1, null, true, false]}"}) {
    const Value read = value_from_json(value);
    CHECK(value_from_json(value_to_json(read)) == read);
    run.send("set", value);  // Run keeps the state as JSON and compares
    CHECK(data(run.definition, run.state).entries[0].second == read);
  }
}

SCENARIO("a state of another definition is refused", "[statechart]") {
  Run run(chart);
  const Definition other = compile(R"({"statechart": "c", "data": {"v": null}, "states": {"p": {}}})");
  CHECK(code_of([&] { (void)step(other, run.state, {"e", {}}, Instant{0}); }) == "HF5520");
  CHECK(code_of([&] { (void)active(other, run.state); }) == "HF5520");
  CHECK(code_of([&] { (void)state_from_json(other, to_json(run.definition, run.state)); }) == "HF5520");
  CHECK(code_of([&] { (void)step(other, State{}, {"e", {}}, Instant{0}); }) == "HF5520");
}

SCENARIO("the hash says what a definition is, not how it is laid out", "[statechart]") {
  const std::string compact = R"({"statechart":"c","states":{"a":{},"b":{}}})";
  const std::string laid_out = "{\"statechart\": \"c\", // a comment\n \"states\": {\"a\": {},\n \"b\": {}}}";
  const std::string other_order = R"({"statechart":"c","states":{"b":{},"a":{}}})";
  CHECK(compile(compact).hash() == compile(laid_out).hash());
  CHECK(compile(compact).hash() != compile(other_order).hash());
  CHECK(compile(compact).hash().size() == 71);
}

SCENARIO("JSON that is no state of the definition is refused with its place", "[statechart]") {
  Run run(chart);
  run.send("l").send("out");
  const std::string good = to_json(run.definition, run.state);
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    return code_of([&] { (void)state_from_json(run.definition, text); });
  };
  CHECK(changed("\"active\"", "\"active\"").empty());
  CHECK(changed("[\"x\"]", "[\"p\"]") == "HF5521");
  CHECK(changed("[\"x\"]", "[\"x\",\"p\"]") == "HF5521");
  CHECK(changed("[\"x\"]", "[\"y\"]") == "HF5521");
  CHECK(changed("[\"x\"]", "[]") == "HF5521");
  CHECK(changed("[\"x\"]", "[\"p\",\"l\",\"l1\"]") == "HF5521");
  CHECK(changed("[\"x\"]", "[\"p\",\"l\",\"l1\",\"r\"]").empty());
  CHECK(changed("{\"h\":[\"l2\",\"r\"]}", "{\"h\":[\"l2\"]}") == "HF5521");
  CHECK(changed("{\"h\":[\"l2\",\"r\"]}", "{\"h\":[\"l1\",\"l2\",\"r\"]}") == "HF5521");
  CHECK(changed("{\"h\":[\"l2\",\"r\"]}", "{\"h\":[\"x\"]}") == "HF5521");
  CHECK(changed("{\"h\":[\"l2\",\"r\"]}", "{\"l\":[\"l2\"]}") == "HF5521");
  CHECK(changed("\"sequence\":0", "\"sequence\":7") == "HF5521");
  CHECK(changed("\"number\":1", "\"number\":2") == "HF5521");
  CHECK(changed("\"v\":null", "\"w\":null") == "HF5521");
  CHECK(changed("\"sent\"", "\"snet\"") == "HF1103");
  CHECK(changed("\"sent\":", "\"sent\":-1") == "HF5521");
  CHECK(changed("{\"statechart\"", "[{\"statechart\"") == "HF1001");
}
