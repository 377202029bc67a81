#include <catch2/catch.hpp>

#include "huifang/log.hpp"
#include "log/mapping.hpp"

using namespace huifang;

namespace {

/// "code pointer line" of every diagnostic of a refused mapping.
std::vector<std::string> refusals(const char* json) {
  try {
    LogMapping::parse(json, "map.json");
    return {};
  } catch (const Error& error) {
    std::vector<std::string> found;
    for (const Diagnostic& d : error.diagnostics())
      found.push_back(d.code + " " + d.pointer + " " + std::to_string(d.line));
    return found;
  }
}

}  // namespace

SCENARIO("a mapping says how columns become events", "[log]") {
  const LogMapping mapping = LogMapping::parse(R"({
    // comments are welcome
    "huifang_log": 1, "delimiter": ";", "zone": "Asia/Shanghai",
    "events": [{"type": "order", "at": {"column": "date", "time": "12:00"}, "subjects": {"customer": "who"},
                "data": {"amount": {"column": "sum", "type": "number"}}}]})");
  const LogMapping::Rep& rep = mapping.rep();
  CHECK(rep.format == LogFormat::csv);
  CHECK(rep.delimiter == ';');
  REQUIRE(rep.events.size() == 1);
  CHECK(rep.events[0].at.time_us == 12 * us_per_hour);
  CHECK(columns_of(rep) == std::vector<std::string>{"date", "who", "sum"});
}

SCENARIO("a wrong mapping is refused with everything that is wrong", "[log]") {
  CHECK(refusals("[]") == std::vector<std::string>{"HF1102  1"});
  CHECK(refusals("{") == std::vector<std::string>{"HF1001  1"});
  CHECK(refusals("{\"huifang_log\": 2, \"events\": []}") ==
        std::vector<std::string>{"HF1108 /huifang_log 1", "HF1114 /events 1"});
  const std::vector<std::string> many = refusals(R"({"huifang_log": 1, "formt": "csv",
    "zone": "Asia/Shanghia",
    "errors": "ignore",
    "events": [{"type": "order",
      "subjects": {"customer": {"column": "who", "type": "text"}},
      "data": {"a": {"value": 1, "column": "x"}, "b": {"column": "y", "type": "number", "values": {"1": 2}}, "c": {}},
      "when": [{"column": "k"}, {"column": "k", "is": []}]}]})");
  CHECK(many == std::vector<std::string>{"HF1101 /formt 1", "HF1112 /zone 2", "HF1109 /errors 3",
                                         "HF1103 /events/0 4", "HF1109 /events/0/subjects/customer/type 5",
                                         "HF1104 /events/0/data/a 6", "HF1104 /events/0/data/b/values 6",
                                         "HF1103 /events/0/data/c 6", "HF1104 /events/0/when/0 7",
                                         "HF1114 /events/0/when/1/is 7"});
}

SCENARIO("only fields of data are lists", "[log]") {
  const auto cell = [](const std::string& key, const std::string& content) {
    return refusals(("{\"huifang_log\": 1, \"events\": [{\"type\": \"order\", \"at\": \"day\", \"" + key + "\": " + content + "}]}").c_str());
  };
  using Found = std::vector<std::string>;
  CHECK(cell("data", R"({"a": {"column": "x", "split": ";"}})") == Found{});
  CHECK(cell("data", R"({"a": {"column": "x", "split": ""}})") == Found{"HF1109 /events/0/data/a/split 1"});
  CHECK(cell("data", R"({"a": {"column": "x", "split": 7}})") == Found{"HF1102 /events/0/data/a/split 1"});
  CHECK(cell("by", R"({"column": "x", "split": ";"})") == Found{"HF1113 /events/0/by/split 1"});
  CHECK(cell("subjects", R"({"customer": {"column": "x", "split": ";"}})") == Found{"HF1113 /events/0/subjects/customer/split 1"});
}

SCENARIO("a refused mapping names what was meant", "[log]") {
  try {
    LogMapping::parse(
        R"({"huifang_log": 1, "format": "jsnl", "events": [{"type": "x", "at": {"column": "d", "format": "YY"}}]})");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.diagnostics().at(0).suggestion == "jsonl");
    CHECK(error.diagnostics().at(1).pointer == "/events/0/at/format");
  }
}

SCENARIO("the schema of mappings is part of the library", "[log]") {
  CHECK(log_mapping_schema().find("\"huifang_log\"") != std::string_view::npos);
}
