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
