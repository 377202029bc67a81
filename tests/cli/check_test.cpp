#include <catch2/catch.hpp>

#include "tool.hpp"

using namespace huifang_tests;

SCENARIO("good policies and mappings are found good", "[cli]") {
  const Workplace here("check");
  const Ran ran = here.run("check '" + policies + "/cement-visit-cadence/policy.json' '" + policies +
                           "/online-retail/policy.json' '" + policies + "/online-retail/log.json'");
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "3 files, 0 errors"));
}

SCENARIO("everything that is wrong is told with its place", "[cli]") {
  const Workplace here("check-wrong");
  here.write("policy.json",
             "{\n  \"huifang\": 1, \"policy\": \"x\", \"version\": \"1\", \"effective\": \"2024-01-01..\", "
             "\"zone\": \"UTC\",\n  \"rulez\": {},\n  \"event\": {}\n}\n");
  const Ran text = here.run("check policy.json");
  CHECK(text.code == 1);
  CHECK(has(text.out, "policy.json:3:3: error HF1101: /rulez:"));
  CHECK(has(text.out, "did you mean rules?"));
  CHECK(has(text.out, "policy.json:4:3: error HF1101: /event:"));
  CHECK(has(text.out, "1 file, 2 errors"));
  const Ran json = here.run("check --format json policy.json");
  CHECK(json.code == 1);
  CHECK(has(json.out, "\"code\": \"HF1101\""));
  CHECK(has(json.out, "\"pointer\": \"/rulez\", \"line\": 3, \"column\": 3"));
  here.write("map.json", "{\"huifang_log\": 1, \"events\": [{\"typ\": \"x\"}]}");
  const Ran map = here.run("check map.json");
  CHECK(map.code == 1);
  CHECK(has(map.out, "/events/0/typ"));
}

SCENARIO("what a document is for is told by its own keys", "[cli]") {
  const Workplace here("check-kinds");
  const std::string decision =
      "\"inputs\": [{\"name\": \"huifang_log\", \"type\": \"string\"}], \"output\": {\"name\": \"y\"},\n"
      "\"rules\": [[\"-\", \"\\\"huifang\\\", \\\"huifang_log\\\"\"]]}";
  here.write("plain.json", "{ // \"huifang_log\": 1, a comment\n" + decision);
  here.write("named.json", "\xEF\xBB\xBF/* {\"huifang\" */ {\"huifang-decision\": 1, " + decision);
  const auto said = [&](const std::string& file) { return here.run("check " + file).out; };
  CHECK(said("plain.json") == "1 file, 0 errors, 0 warnings\n");
  CHECK(said("named.json") == "1 file, 0 errors, 0 warnings\n");
  here.write("policy.json",
             "{\"huifang\": 1, \"policy\": \"x\", \"version\": \"1\", \"effective\": \"2024-01-01..\", "
             "\"zone\": \"UTC\", \"notes\": \"\\\"huifang-decision\\\" and \\\"huifang_log\\\"\",\n"
             " \"texts\": {\"huifang_log\": \"\", \"huifang-decision\": \"\"}}");
  CHECK(has(said("policy.json"), "policy.json:2:2: error HF1101: /texts"));
  here.write("model.dmn",
             "<!-- \"huifang_log\" \"huifang-decision\" -->\n<definitions "
             "xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"urn:m\"/>");
  CHECK(said("model.dmn") == "1 file, 0 errors, 0 warnings\n");
  here.write("broken.json", "{\"huifang_log\": 1, \"events\": [{\"type\": \"x\"]}");
  CHECK(has(said("broken.json"), "broken.json:1:"));
}

SCENARIO("what is doubtful about a table as a whole is a warning with an example", "[cli]") {
  const Workplace here("check-tables");
  here.write("tiers.json",
             "{\"huifang-decision\": 1, \"hitPolicy\": \"FIRST\", \"output\": {\"name\": \"tier\", \"type\": "
             "\"string\"},\n"
             " \"inputs\": [{\"name\": \"volume\", \"type\": \"number\", \"decimals\": 0}],\n"
             " \"rules\": [[\"< 10\", \"plain\"],\n"
             "   [\"> 10\", \"gold\"],\n"
             "   [\"12\", \"silver\"]]}\n");
  const Ran ran = here.run("check tiers.json");
  CHECK(ran.code == 0);
  CHECK(ran.out ==
        "tiers.json:1:1: warning HF2223: no row covers volume = 10\n"
        "tiers.json:5:4: warning HF2221: /rules/2: row 3 is hidden: earlier rows match whenever it does\n"
        "1 file, 0 errors, 2 warnings\n");
  CHECK(here.run("check --strict tiers.json").code == 1);
}
