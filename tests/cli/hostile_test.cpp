/// What people mistype and what attackers write: told at once, in words, with the next step.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <sstream>
#include <vector>

#include "../policy_test/folder.hpp"
#include "cli/width.hpp"
#include "tool.hpp"

using namespace huifang_tests;

namespace {

/// A shop whose customer c1 belongs to s1 and ordered for 500.
void stock(const Workplace& here, const std::string& customer = "c1", const std::string& name = "Ann") {
  here.write("policy.json", shop_policy);
  here.write("log.jsonl", R"({"id":"f0","type":"set","at":"2024-03-04","staff":"s1","data":{"unit":"sales"}})"
                          "\n"
                          R"({"id":"f1","type":"set","at":"2024-03-04","customer":")" +
                              customer + R"(","data":{"name":")" + name +
                              R"("}})"
                              "\n"
                              R"({"id":"f2","type":"assign","at":"2024-03-04","customer":")" +
                              customer +
                              R"(","data":{"owner":"s1"}})"
                              "\n"
                              R"({"id":"o1","type":"order","at":"2024-03-05T12:00:00","customer":")" +
                              customer +
                              R"(","data":{"amount":500}})"
                              "\n");
}
const std::string run_book = "run --quiet --policy policy.json --book b.db --log log.jsonl --to 2024-03-06";

}  // namespace

SCENARIO("check reads no more than the limit, and reads once", "[cli][hostile]") {
  const Workplace here("hostile-check");
  const Ran endless = here.run("check /dev/zero");
  CHECK(endless.code == 1);
  CHECK(has(endless.out, "HF1010"));
  here.write("policy.json", shop_policy);
  const Ran pipe = here.run("--version && mkfifo p && (cat policy.json > p & '" HUIFANG_CLI "' check p)");
  CHECK(pipe.code == 0);
  CHECK(has(pipe.out, "1 file, 0 errors"));
}

SCENARIO("a mapping or log that never ends is refused", "[cli][hostile]") {
  const Workplace here("hostile-endless");
  stock(here);
  const Ran mapping = here.run(run_book + " --map /dev/zero");
  CHECK(mapping.code == 3);
  CHECK(has(mapping.err, "HF1010"));
  const Ran log = here.run("run --quiet --policy policy.json --log /dev/zero --map /dev/null");
  CHECK(log.code == 3);
  CHECK_FALSE(has(log.err, "defect"));
}

SCENARIO("a run whose times cannot be read leaves no book behind", "[cli][hostile]") {
  const Workplace here("hostile-times");
  stock(here);
  for (const char* times :
       {"--to soon", "--to 2024-03-06 --from yesterday", "--to ''", "--from ''", "--to 1400-01-01"}) {
    INFO(times);
    const Ran ran = here.run(std::string("run --policy policy.json --book new.db --log log.jsonl ") + times);
    CHECK(ran.code == 2);
    CHECK(here.read("new.db").empty());
  }
  const Ran nothing = here.run("run --policy policy.json --book new.db");
  CHECK(nothing.code == 2);
  CHECK(has(nothing.err, "--from is missing"));
  CHECK(here.read("new.db").empty());
  here.write("early.jsonl",
             R"({"id":"o","type":"order","at":"1400-01-01T00:00:00","customer":"c1","data":{"amount":1}})"
             "\n");
  const Ran early = here.run("run --policy policy.json --book new.db --log early.jsonl --to 2024-03-06");
  CHECK(early.code == 3);
  CHECK(has(early.err, "early.jsonl:1:"));
  CHECK(has(early.err, "years 1400 to 9999 of UTC"));
  CHECK(here.read("new.db").empty());
}

SCENARIO("a list for somebody whom nobody knows is no empty list", "[cli][hostile]") {
  const Workplace here("hostile-names");
  stock(here);
  REQUIRE(here.run(run_book).code == 0);
  const auto refused = [&](const std::string& options, const std::string& hint) {
    const Ran ran = here.run("duties --book b.db " + options);
    INFO(options << ": " << ran.err);
    CHECK(ran.code == 3);
    CHECK(ran.out.empty());
    CHECK(has(ran.err, hint));
  };
  refused("--rule weekli", "no policy in force has the rule weekli; did you mean weekly?");
  refused("--owner s2", "the book knows no staff s2; did you mean s1?");
  refused("--owner unit:sale", "the book knows no unit sale");
  refused("--subject c2", "the book knows no customer c2; did you mean c1?");
  CHECK(here.run("duties --book b.db --owner s1 --rule thanks --subject c1").code == 0);
  THEN("who is known and owes nothing has an empty list") {
    CHECK(here.run("duties --book b.db --subject staff:s1").code == 0);
    CHECK(here.run("duties --book b.db --rule large").code == 0);
  }
  for (const char* wrong :
       {"--limit -1", "--owner ''", "--rule ''", "--subject ''", "--as-of ''", "--missed-within -1"}) {
    INFO(wrong);
    CHECK(here.run(std::string("duties --book b.db ") + wrong).code == 2);
  }
}

SCENARIO("an expression that begins with a minus is told how to be written", "[cli][hostile]") {
  const Workplace here("hostile-minus");
  const Ran ran = here.run("feel '-a'");
  CHECK(ran.code == 2);
  CHECK(has(ran.err, "huifang feel -- '-x'"));
  CHECK(here.run("feel -- '-(1 + 2)'").out == "-3\n");
  CHECK_FALSE(has(here.run("duties --nonsense").err, "huifang feel --"));
}

SCENARIO("verify takes the book with or without --book", "[cli][hostile]") {
  const Workplace here("hostile-verify");
  stock(here);
  REQUIRE(here.run(run_book).code == 0);
  CHECK(here.run("verify -q b.db").code == 0);
  CHECK(here.run("verify -q --book b.db").code == 0);
  CHECK(here.run("verify -q").code == 2);
  CHECK(here.run("verify -q b.db --book b.db").code == 2);
  CHECK_FALSE(has(here.run("verify --help").out, "REQUIRED"));
}

SCENARIO("an event that claims a duty it does not fit is told, and recorded", "[cli][hostile]") {
  const Workplace here("hostile-claim");
  stock(here);
  here.write(
      "claim.jsonl",
      R"({"id":"p1","type":"phone","at":"2024-03-05T13:00:00","by":"s1","customer":"c1","duty":"shop/none/customer:c1///1"})"
      "\n"
      R"({"id":"p2","type":"order","at":"2024-03-05T14:00:00","customer":"c1","duty":"nonsense","data":{"amount":1}})"
      "\n");
  const Ran ran =
      here.run("run --quiet --policy policy.json --log log.jsonl --log claim.jsonl --to 2024-03-06");
  CHECK(ran.code == 0);
  CHECK(has(ran.err, "claim.jsonl:1: note: the claim on shop/none/customer:c1///1 does not fit"));
  CHECK(has(ran.err, "claim.jsonl:2: note: the claim on nonsense does not fit"));
  CHECK(has(ran.out, "events: 6 recorded"));
}

SCENARIO("names cannot move the terminal's cursor, break a row or turn it round", "[cli][hostile]") {
  const Workplace here("hostile-table");
  stock(here, "c\\u001b[31m1", "two\\nlines\\t\\u202eback");
  REQUIRE(here.run(run_book).code == 0);
  for (const char* command : {"duties --book b.db", "explain --book b.db \"$(printf 'c\\033[31m1')\"",
                              "explain --book b.db \"$(printf 'c\\033[31m2')\""}) {
    const Ran ran = here.run(command);
    INFO(command << "\n" << ran.out << ran.err);
    for (const char* bad : {"\x1b", "\t", "\xe2\x80\xae"}) CHECK_FALSE(has(ran.out + ran.err, bad));
  }
  const Ran table = here.run("duties --book b.db");
  CHECK(has(table.out, "two\\u000alines\\u0009\\u202eback"));
  THEN("data for programs keeps what was recorded, quoted where it has to be") {
    const Ran csv = here.run("duties --book b.db --format csv");
    CHECK(has(csv.out,
              "\"two\nlines\t\xe2\x80\xae"
              "back\""));
  }
}

SCENARIO("rows stay aligned whatever script a name is written in", "[cli][hostile]") {
  const Workplace here("hostile-script");
  here.write("policy.json", shop_policy);
  const std::vector<std::string> names{"Ann", "مكتبة السلام", "👩 Anna", "长春建筑", "שלום", "e\xCC\x81"};
  std::string log;
  for (const std::string& name : names) {
    log += R"({"id":"n )" + name + R"(","type":"set","at":"2024-03-04","customer":")" + name +
           R"(","data":{"name":")" + name + "\"}}\n";
    log += R"({"id":"o )" + name + R"(","type":"order","at":"2024-03-05","customer":")" + name +
           R"(","data":{"amount":500}})" + "\n";
  }
  here.write("log.jsonl", log);
  REQUIRE(here.run(run_book).code == 0);
  std::istringstream table(here.run("duties --book b.db --rule thanks").out);
  std::size_t column = 0, rows = 0;
  for (std::string line; std::getline(table, line);) {
    const std::size_t heading = line.find("how"), cell = line.find("phone – ");
    if (line.starts_with("who ")) column = huifang::cli::width(line.substr(0, heading));
    if (cell == std::string::npos) continue;
    INFO(line);
    CHECK(huifang::cli::width(line.substr(0, cell)) == column);
    ++rows;
  }
  CHECK(column > 0);
  CHECK(rows == names.size());
  const std::string csv = here.run("duties --book b.db --rule thanks --format csv").out;
  for (const std::string& name : names) {
    INFO(name);
    CHECK(has(csv, ",customer:" + name + "," + name + ","));
    CHECK(here.run("duties --book b.db --subject '" + name + "'").code == 0);
  }
}

SCENARIO("what a spreadsheet would take for a formula is written as it is", "[cli][hostile]") {
  const Workplace here("hostile-formula");
  stock(here, "=1+1", "=cmd|' /C calc'!A0, \\\"q\\\"");
  REQUIRE(here.run(run_book).code == 0);
  const Ran csv = here.run("duties --book b.db --rule thanks --format csv");
  CHECK(has(csv.out, ",customer:=1+1,\"=cmd|' /C calc'!A0, \"\"q\"\"\","));
  THEN("the command that is proposed survives the shell") {
    const Ran table = here.run("duties --book b.db");
    CHECK(has(table.out, "huifang explain --book b.db 'shop/thanks/customer:=1+1/o1//1'"));
  }
}

SCENARIO("a book that nobody may write can be read", "[cli][hostile]") {
  const Workplace here("hostile-read-only");
  stock(here);
  REQUIRE(here.run(run_book).code == 0);
  // Root may write everywhere, so somebody else has to try.
  const bool root = ::getuid() == 0;
  const std::string as = root ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "";
  const auto somebody = [&](const std::string& arguments) {
    return here.run("--version && mkdir -p ro && cp b.db ro/ && chmod 444 ro/b.db && chmod 555 ro && (" + as +
                    "'" HUIFANG_CLI "' " + arguments + "; code=$?; chmod 755 ro; exit $code)");
  };
  if (root && somebody("--version").code != 0) {
    WARN("nobody else can be asked to read the book here");
    return;
  }
  for (const char* command :
       {"duties --book ro/b.db", "explain --book ro/b.db c1", "verify --quiet ro/b.db"}) {
    const Ran ran = somebody(command);
    INFO(command << "\n" << ran.err);
    CHECK(ran.code == 0);
  }
  const Ran write = somebody("run --book ro/b.db --to 2024-04-01");
  CHECK(write.code == 4);
  CHECK(has(write.err, "may the file and its folder be written to?"));
}
