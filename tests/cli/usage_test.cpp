#include <catch2/catch.hpp>

#include "huifang/version.hpp"
#include "tool.hpp"

using namespace huifang_tests;

SCENARIO("the tool says what it can do and what is wrong with a command line", "[cli]") {
  const Workplace here("usage");
  CHECK(here.run("--version").out == "huifang " + std::string(huifang::version()) + "\n");
  const Ran help = here.run("--help");
  CHECK(help.code == 0);
  for (const char* command : {"check", "test", "run", "duties", "explain", "may-contact", "verify", "feel", "decide", "schema"})
    CHECK(has(help.out, command));
  CHECK(has(help.out, "Exit codes"));
  for (const char* wrong : {"", "fly", "check", "duties", "run --to", "duties --book b --state finished",
                            "run --commit-every 0"}) {
    const Ran ran = here.run(wrong);
    INFO(wrong);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK(has(ran.err, "--help"));
  }
}

SCENARIO("a command that there is not is told with the nearest one", "[cli]") {
  const Workplace here("unknown");
  CHECK(here.run("dutis --book b.db").err == "huifang: there is no command dutis; did you mean duties?\nTry: huifang --help\n");
  CHECK(has(here.run("xyzzy").err, "there is no command xyzzy\n"));
  CHECK(has(here.run("").err, "A subcommand is required"));
}

SCENARIO("every command that reads a book takes it behind --book", "[cli]") {
  const Workplace here("book");
  for (const char* command : {"duties", "plan --to 2024-03-10", "report waiting", "explain c1", "case", "points", "may-contact '{}'", "verify",
                              "calendar 2024-03-01"}) {
    const Ran ran = here.run(std::string(command) + " --book none.db");
    INFO(command);
    CHECK(ran.code == 4);
    CHECK(has(ran.err, "none.db: error HF5302"));
  }
  for (const char* command : {"plan --to 2024-03-10", "report", "points", "verify"}) {
    const Ran ran = here.run(command);
    INFO(command);
    CHECK(ran.code == 2);
    CHECK(has(ran.err, "which book? Write: huifang "));
  }
  CHECK(has(here.run("report --table t.csv").err, "which report?"));
}

SCENARIO("the schemas are printed for editors", "[cli]") {
  const Workplace here("schema");
  for (const char* kind : {"", "policy", "test", "log"}) {
    const Ran ran = here.run(std::string("schema ") + kind);
    CHECK(ran.code == 0);
    CHECK(has(ran.out, "https://json-schema.org/draft/2020-12/schema"));
  }
  CHECK(here.run("schema novel").code == 2);
}

SCENARIO("what is missing is told with the next step", "[cli]") {
  const Workplace here("missing");
  for (const char* command : {"duties --book none.db", "explain --book none.db c1", "verify none.db"}) {
    const Ran ran = here.run(command);
    CHECK(ran.code == 4);
    CHECK(has(ran.err, "huifang run --policy"));
  }
  CHECK(has(here.run("run --book none.db").err, "--policy is missing"));
  CHECK(here.run("check none.json").code == 4);
  CHECK(here.run("test none").code == 4);
  here.write("empty/readme.txt", "");
  const Ran none = here.run("test empty");
  CHECK(none.code == 3);
  CHECK(has(none.err, "tests/*.json"));
}
