/// From a log to duties, on real files.
#include <catch2/catch.hpp>

#include "../policy_test/folder.hpp"
#include "tool.hpp"

using namespace huifang_tests;

namespace {

/// A shop with one customer, two calls and a large order.
void stock(const Workplace& here) {
  here.write("policy.json", shop_policy);
  here.write("facts.jsonl",
             "{\"id\":\"f1\",\"type\":\"set\",\"at\":\"2024-03-04\",\"staff\":\"s1\",\"data\":{\"unit\":"
             "\"sales\"}}\n"
             "{\"id\":\"f2\",\"type\":\"set\",\"at\":\"2024-03-04\",\"customer\":\"c1\",\"data\":{\"name\":"
             "\"长春建筑\"}}\n"
             "{\"id\":\"f3\",\"type\":\"assign\",\"at\":\"2024-03-04\",\"customer\":\"c1\",\"data\":{"
             "\"owner\":\"s1\"}}\n");
  here.write("calls.csv", "customer,staff,at\nc1,s1,2024-03-20 10:00\nc1,s1,2024-03-05 10:00\n");
  here.write(
      "calls.json",
      R"({"huifang_log": 1, "events": [{"type": "phone", "at": {"column": "at", "format": "YYYY-MM-DD HH:mm"},
                               "by": "staff", "subjects": {"customer": "customer"}}]})");
  here.write("orders.csv", "customer,date,amount\nc1,2024-03-26,500\n");
  here.write("orders.json",
             R"({"huifang_log": 1, "events": [{"type": "order", "at": {"column": "date", "time": "12:00"},
                                "subjects": {"customer": "customer"}, "data": {"amount": {"column": "amount", "type": "number"}}}]})");
}

const std::string feed =
    "--log facts.jsonl --log calls.csv --map calls.json --log orders.csv --map orders.json";

}  // namespace

SCENARIO("logs are fed to a book, and what became of the duties is summed up", "[cli]") {
  const Workplace here("run");
  stock(here);
  const Ran ran = here.run("run --policy policy.json --book b.db " + feed + " --to 2024-03-27");
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "events: 6 recorded, 0 known before, 0 after the end of the run; 0 records left out\n"));
  CHECK(has(ran.out, "time:   2024-03-27 (Asia/Shanghai)\n"));
  CHECK(has(ran.out, "  month    created  done  of which late  missed  open  overdue  waived  withdrawn\n"));
  CHECK(has(ran.out, "  2024-03        5     2              0       1     2        0       0          0\n"));
  CHECK(has(ran.err, "peak memory"));
  CHECK(has(ran.err, "durability full"));

  THEN("feeding the same again changes nothing") {
    const Ran again = here.run("run --book b.db --quiet " + feed + " --to 2024-03-27");
    CHECK(again.code == 0);
    CHECK(again.err.empty());
    CHECK(has(again.out, "events: 0 recorded, 6 known before"));
    CHECK(again.out.substr(again.out.find("time:")) == ran.out.substr(ran.out.find("time:")));
  }
  THEN("verify finds no difference") {
    const Ran verify = here.run("verify --quiet b.db");
    CHECK(verify.code == 0);
    CHECK(has(verify.out, ": no difference\n"));
  }
  THEN("the duties are listed: missed first, then open by due") {
    const Ran duties = here.run("duties --book b.db --missed-within 14");
    CHECK(duties.code == 0);
    CHECK(duties.out ==
          "Missed in the last 14 days: 1\n"
          "who  whom           how             by when     state\n"
          "---  -------------  --------------  ----------  ------\n"
          "s1   长春建筑 (c1)  phone – weekly  2024-03-17  missed\n"
          "\n"
          "Open, by due: 2\n"
          "who  whom           how             by when     state\n"
          "---  -------------  --------------  ----------  -----\n"
          "s1   长春建筑 (c1)  phone – thanks  2024-03-28  open\n"
          "s1   长春建筑 (c1)  phone – weekly  2024-03-31  open\n"
          "\n"
          "Why: huifang explain --book b.db 'shop/weekly/customer:c1/f2//2024-W11'\n"
          "In all 5 duties: 2 done (0 of them late), 1 missed, 2 open, 0 overdue\n");
    CHECK(has(here.run("duties --book b.db").out, "Missed in the last 7 days: 0\n"));
    CHECK(has(here.run("duties --book b.db --limit 1").out, "Open, by due: 2 (the first 1 are shown)\n"));
    CHECK(has(here.run("duties --book b.db --lang zh").out, "待办（按期限排序）：2\n"));
    CHECK(here.run("duties --book b.db --owner s2").code == 3);  // nobody knows him
    CHECK(has(here.run("duties --book b.db --state done").out, "Duties: 2\n"));
  }
  THEN("they are listed as they will stand later, and the book stays where it is") {
    const Ran later = here.run("duties --book b.db --as-of 2024-04-02");
    CHECK(later.code == 0);
    CHECK(has(later.out, "Missed in the last 7 days: 2\n"));
    CHECK(has(here.run("duties --book b.db").out, "Missed in the last 7 days: 0\n"));
    const Ran before = here.run("duties --book b.db --as-of 2024-03-01");
    CHECK(before.code == 3);
    CHECK(has(before.err, "--to 2024-03-01"));
  }
  THEN("as CSV and JSON every duty has its key") {
    CHECK(has(here.run("duties --book b.db --format csv --state done").out,
              "key,owner,owner_name,subject,subject_name,need,rule,n,opens,due,state,have,need_times,missed_"
              "at,done_at,source,about,about_name\n"
              "shop/weekly/customer:c1/f2//"
              "2024-W10,staff:s1,,customer:c1,长春建筑,phone,weekly,2024-W10,2024-03-04T00:00:00+08:00,"
              "2024-03-10T23:59:59.999999+08:00,done,1,1,,2024-03-05T10:00:00+08:00,2,"
              "customer:c1,长春建筑\n"));
    CHECK(has(
        here.run("duties --book b.db --format json --state done").out,
        "\"key\": \"shop/weekly/customer:c1/f2//2024-W10\", \"owner\": \"staff:s1\", \"owner_name\": null,"));
  }
  THEN("a duty and a customer are explained") {
    const Ran why = here.run("explain --book b.db 'shop/weekly/customer:c1/f2//2024-W11'");
    CHECK(why.code == 0);
    CHECK(has(why.out, "weekly"));
    CHECK(here.run("explain --book b.db --format json 'shop/weekly/customer:c1/f2//2024-W11'")
              .out.starts_with('{'));
    const Ran customer = here.run("explain --book b.db c1");
    CHECK(customer.code == 0);
    CHECK(has(customer.out, "customer 长春建筑 (c1)\n  class plain, from 2024-03-04: customer.orders = 0, "));
    CHECK(has(customer.out, "Duties: 5\n"));
    const Ran nobody = here.run("explain --book b.db c9");
    CHECK(nobody.code == 3);
    CHECK(has(nobody.err, "no duty about customer c9"));
    CHECK(here.run("explain --book b.db 'shop/weekly/customer:c1//2030-W11'").code == 3);
  }
}

SCENARIO("duties are put off and excused, and events taken back, by records of a log", "[cli]") {
  const Workplace here("acts");
  here.write("acts.jsonl",
             R"({"id":"f1","type":"set","at":"2024-02-01","staff":"s1","data":{"superior":"m1"}})" "\n"
             R"({"id":"f2","type":"assign","at":"2024-02-01","round":"q1","data":{"owner":"s1"}})" "\n"
             R"({"id":"end","type":"round_ended","at":"2024-03-01T17:00:00","round":"q1"})" "\n"
             R"({"id":"a1","type":"duty.extend","at":"2024-03-04T16:00:00","by":"m1","duty":"fund-followup/r8-material/round:q1/end//1","data":{"reason":"files are missing"}})" "\n"
             R"({"id":"h1","type":"handed_over","at":"2024-03-08T10:00:00","round":"q1","by":"s1"})" "\n"
             R"({"id":"v1","type":"void","at":"2024-03-09T10:00:00","round":"q1","voids":"h1"})" "\n");
  const std::string policy = policies + "/fund-followup/policy.json";
  REQUIRE(here.run("run --policy '" + policy + "' --book b.db --quiet --log acts.jsonl --to 2024-03-10").code == 0);
  const Ran why = here.run("explain --book b.db fund-followup/r8-material/round:q1/end//1");
  CHECK(has(why.out, "by the end of 2024-03-08."));
  CHECK(has(why.out, "overdue; missed at the end of 2024-03-08"));
  CHECK(has(why.out, "Put off by m1: files are missing (event a1)\n"));
  CHECK(has(here.run("explain --lang zh --book b.db fund-followup/r8-material/round:q1/end//1").out, "延期：m1，files are missing"));
  CHECK(here.run("verify --quiet b.db").code == 0);
}

SCENARIO("events after the end of a run are left for the next one", "[cli]") {
  const Workplace here("run-on");
  stock(here);
  const Ran first = here.run("run --policy policy.json --book b.db " + feed + " --to 2024-03-12");
  CHECK(has(first.out, "events: 4 recorded, 0 known before, 2 after the end of the run"));
  const Ran second = here.run("run --policy policy.json --book b.db " + feed + " --to 2024-03-27");
  CHECK(has(second.out, "events: 2 recorded, 4 known before, 0 after the end of the run"));
  CHECK(here.run("run --policy policy.json --book one.db " + feed + " --to 2024-03-27").code == 0);
  CHECK(here.run("duties --book b.db --format csv").out == here.run("duties --book one.db --format csv").out);
  WHEN("the commits are small, the result is the same") {
    CHECK(here.run("run --policy policy.json --book c.db --commit-every 1 --durability off " + feed +
                   " --to 2024-03-27")
              .code == 0);
    CHECK(here.run("duties --book c.db --format csv").out ==
          here.run("duties --book one.db --format csv").out);
  }
}

SCENARIO("without a book only the summary remains", "[cli]") {
  const Workplace here("run-memory");
  stock(here);
  const Ran ran = here.run("run --policy policy.json " + feed + " --to 2024-03-27 --format csv --quiet");
  CHECK(ran.code == 0);
  CHECK(ran.out ==
        "month,created,done,done_late,missed,open,overdue,waived,withdrawn\n2024-03,5,2,0,1,2,0,0,0\n");
  CHECK(
      here.run("run --policy policy.json --param bound=600 " + feed + " --to 2024-03-27 --format csv --quiet")
          .out ==
      "month,created,done,done_late,missed,open,overdue,waived,withdrawn\n2024-03,4,2,0,1,1,0,0,0\n");
}

SCENARIO("a malformed log is refused before a book is made", "[cli]") {
  const Workplace here("run-broken");
  stock(here);
  here.write("calls.csv", "customer,staff,at\nc1,s1,2024-03-20 10:00\nc1,s1,yesterday\nc1,,x,y\n");
  const Ran ran = here.run("run --policy policy.json --book b.db " + feed);
  CHECK(ran.code == 3);
  CHECK(ran.err ==
        "calls.csv:3:7: error HF5032: this is no date or time of the expected form; found \"yesterday\", "
        "expected YYYY-MM-DD HH:mm\n"
        "calls.csv:4:1: error HF5012: a record has another number of fields than the header; found 4, "
        "expected 3\n");
  CHECK(!std::filesystem::exists(std::filesystem::temp_directory_path() / "huifang-cli-test-run-broken" /
                                 "b.db"));
}

SCENARIO(
    "an event that the policy refuses stops the run; what came before it is kept and the rest can follow",
    "[cli]") {
  const Workplace here("run-refused");
  stock(here);
  here.write("more.jsonl",
             "{\"id\":\"m1\",\"type\":\"phone\",\"at\":\"2024-03-06\",\"by\":\"s1\",\"customer\":\"c1\"}\n"
             "{\"id\":\"m2\",\"type\":\"fax\",\"at\":\"2024-03-07\",\"by\":\"s1\",\"customer\":\"c1\"}\n");
  const Ran ran =
      here.run("run --policy policy.json --book b.db --log facts.jsonl --log more.jsonl --to 2024-03-27");
  CHECK(ran.code == 3);
  CHECK(has(ran.err, "more.jsonl:2: the policy refuses this event (fax, id m2)\n"));
  CHECK(has(ran.err, "HF2002"));
  CHECK(has(ran.err, "The 4 events before it are kept."));
  here.write("more.jsonl",
             "{\"id\":\"m1\",\"type\":\"phone\",\"at\":\"2024-03-06\",\"by\":\"s1\",\"customer\":\"c1\"}\n"
             "{\"id\":\"m2\",\"type\":\"phone\",\"at\":\"2024-03-07\",\"by\":\"s1\",\"customer\":\"c1\"}\n");
  const Ran again = here.run("run --book b.db --log facts.jsonl --log more.jsonl --to 2024-03-27");
  CHECK(again.code == 0);
  CHECK(has(again.out, "events: 1 recorded, 4 known before"));
}

SCENARIO("logs and mappings are paired by their order", "[cli]") {
  const Workplace here("run-pairs");
  stock(here);
  CHECK(has(here.run("run --policy policy.json --log calls.csv").err, "calls.csv needs a --map after it"));
  CHECK(has(here.run("run --policy policy.json --map calls.json --log calls.csv").err,
            "calls.json has no --log before it"));
  const Ran shared =
      here.run("run --policy policy.json --log calls.csv --log calls.csv --map calls.json --quiet");
  CHECK(shared.code == 0);
  CHECK(has(shared.out, "events: 2 recorded, 2 known before"));
}

SCENARIO("a file of bindings puts several policies in force", "[cli][policies]") {
  const Workplace here("bindings");
  stock(here);
  here.write("campaign.json", R"({"huifang": 1, "policy": "campaign", "version": "3", "zone": "Asia/Shanghai",
    "events": {"greeting": {"contact": true, "label": {"en": "a card"}}},
    "rules": {"greet": {"label": {"en": "the greeting of the month"}, "each": "month", "owe": {"need": "greeting"}}}})");
  here.write("bindings.json", R"({"bindings": [{"policy": "policy.json"}, {"policy": "campaign.json", "from": "2024-04-01"}]})");
  CHECK(here.run("check bindings.json").code == 0);
  const Ran ran = here.run("run --policy bindings.json --book b.db --quiet " + feed + " --to 2024-04-02");
  CHECK(ran.code == 0);
  CHECK(here.run("duties --book b.db --rule campaign/greet").code == 0);
  CHECK(has(here.run("duties --book b.db --format csv").out, "greet"));
  CHECK(has(here.run("duties --book b.db").out, "a card – the greeting of the month"));  // in the words of its policy
  CHECK(has(here.run("plan b.db --to 2024-04-30").out, "a card – the greeting of the month"));
  CHECK(has(here.run("verify --quiet b.db").out, ": no difference\n"));
  THEN("the same again changes nothing, and one policy alone replaces them") {
    CHECK(here.run("run --policy bindings.json --book b.db " + feed).err.find("In force") == std::string::npos);
    CHECK(has(here.run("run --policy policy.json --book b.db --from 2024-04-03").err, "instead of"));
  }
  THEN("parameters are exact decimals") {
    here.write("exact.json", R"({"huifang": 1, "policy": "exact", "version": "1", "zone": "Asia/Shanghai", "params": {"p": {"type": "number", "required": true}},
      "events": {"greeting": {"contact": true}}, "facts": {"customer": {"share": "number"}},
      "rules": {"greet": {"when": "customer.share = $p", "each": "month", "owe": {"need": "greeting"}}}})");
    here.write("exact-bindings.json", R"([{"policy": "exact.json", "params": {"p": 0.1234567890123456789012345678901234}}])");
    here.write("exact.jsonl", R"({"id": "1", "type": "set", "at": "2024-04-01", "customer": "c1", "data": {"share": 0.1234567890123456789012345678901234}}
{"id": "2", "type": "set", "at": "2024-04-01", "customer": "c2", "data": {"share": 0.12345678901234568}}
)");
    CHECK(here.run("run --policy exact-bindings.json --book e.db --log exact.jsonl --to 2024-04-02").code == 0);
    const std::string owed = here.run("duties --book e.db --format csv").out;
    CHECK(has(owed, "customer:c1"));
    CHECK_FALSE(has(owed, "customer:c2"));
  }
  THEN("what is not written so, or does not fit together, is refused") {
    here.write("bad.json", R"({"bindings": [{"policy": "policy.json", "wher": "x"}, {"where": 7}]})");
    const Ran bad = here.run("check bad.json");
    CHECK(bad.code == 1);
    CHECK(has(bad.out, "bad.json:1:41: error HF1856: /bindings/0/wher: a binding has no such key; found \"wher\", expected policy, params, where or from; did you mean where?"));
    CHECK(has(bad.out, "error HF1856: /bindings/1: a binding names a policy; found none, expected \"policy\": path of a document"));
    CHECK(has(bad.out, "error HF1856: /bindings/1/where: 'where' is a condition on facts; found 7, expected text"));
    const auto check = [&](const std::string& text) {
      here.write("bad.json", text);
      const Ran ran_check = here.run("check bad.json");
      CHECK(ran_check.code == 1);
      return ran_check.out;
    };
    CHECK(has(check(R"({"bindings": {}})"), "bad.json:1:14: error HF1856: /bindings: bindings are a list; found an empty object, expected a list of objects with \"policy\""));
    CHECK(has(check(R"({"bindings": []})"), "bad.json:1:14: error HF1856: /bindings: nothing would be in force; found an empty list, expected at least one binding"));
    CHECK(has(check("[\n]"), "bad.json:1:1: error HF1856"));
    CHECK(has(check("{\"bindings\": [\n {\"policy\": \"policy.json\", \"from\": \"tomorrow\"}]}"),
              "bad.json:2:36: error HF1856: /bindings/0/from: 'from' is a date, or a date and time; found \"tomorrow\", expected \"2024-04-01\", \"2024-04-01T09:00\""));
    CHECK(has(check(R"({"bindings": [{"policy": "policy.json", "params": [1]}]})"), "/bindings/0/params: 'params' are values by name; found a list"));
    CHECK(has(check(R"({"bindings": [3, )"), "HF1001"));
    here.write("zone.json", R"({"huifang": 1, "policy": "z", "version": "1", "zone": "UTC", "rules": {}})");
    here.write("zones.json", R"({"bindings": [{"policy": "policy.json"}, {"policy": "zone.json"}]})");
    CHECK(has(here.run("check zones.json").out, "HF1852"));
  }
}
