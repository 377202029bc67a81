/// Every expectation of a policy test can hold, and can fail.
#include <catch2/catch.hpp>

#include "folder.hpp"

using huifang_tests::Folder;

SCENARIO("a number of duties is expected", "[policy_test]") {
  const Folder shop;
  const std::string when = R"({"when": [{"advance": "2024-04-01"}], "then": {"duties": )";
  CHECK(shop.outcome(when + R"({"rule": "weekly", "subject": "c1", "state": "lapsed", "count": 4}}})") ==
        "passed");
  CHECK(shop.outcome(when + R"({"rule": "weekly", "state": "lapsed", "count": 5}}})") ==
        "number of duties weekly, lapsed | 5 | 4: 2024-W10 lapsed, 2024-W11 lapsed, 2024-W12 lapsed, "
        "2024-W13 lapsed");
  CHECK(shop.outcome(
            when + R"({"rule": "weekly", "due_from": "2024-03-10", "due_to": "2024-03-17", "count": 2}}})") ==
        "passed");
  CHECK(shop.outcome(
            when + R"({"rule": "weekly", "due_from": "2024-03-11", "due_to": "2024-03-17", "count": 2}}})") !=
        "passed");
  CHECK(shop.outcome(when + R"({"owner": "s1", "at_least": 4}}})") == "passed");
  CHECK(shop.outcome(when + R"({"owner": "s2", "at_least": 1}}})") ==
        "number of duties, owner staff:s2 | at least 1 | 0");
  CHECK(shop.outcome(when + R"({"rule": "weekly", "at_most": 3}}})") != "passed");
  CHECK(shop.outcome(when + R"({"rule": "weekly"}}})") != "passed");  // nothing said: exactly one
}

SCENARIO("one duty is expected to be so and so", "[policy_test]") {
  const Folder shop;
  const auto outcome = [&](const std::string& rest) {
    return shop.outcome(
        R"({"when": [{"type": "phone", "customer": "c1", "by": "s1", "at": "2024-03-06 10:05"}, {"advance": "2024-03-18"}],
      "then": {"duty": {"rule": "weekly", "subject": "c1", )" +
        rest + "}}}");
  };
  CHECK(
      outcome(
          R"("n": "2024-W10", "state": "done", "opens": "2024-03-04", "due": "2024-03-10", "owner": "s1", "responsible": "s1",
                   "have": 1, "need": 1, "late": false, "done_at": "2024-03-06 10:05", "missed_at": null, "source": "2")") ==
      "passed");
  CHECK(outcome(R"("n": "2024-W10", "done_at": "2024-03-06")") == "passed");
  CHECK(
      outcome(
          R"("n": "2024-W11", "state": ["lapsed", "overdue"], "missed_at": "2024-03-17", "responsible": "s1")") ==
      "passed");
  CHECK(outcome(R"("n": "2024-W10", "state": "open")") ==
        "duty weekly of customer:c1, 2024-W10: state | \"open\" | \"done\"");
  CHECK(outcome(R"("n": "2024-W10", "due": "2024-03-09")") ==
        "duty weekly of customer:c1, 2024-W10: due | 2024-03-09 24:00 | 2024-03-10 24:00");
  CHECK(outcome(R"("n": "2024-W10", "due": null)") ==
        "duty weekly of customer:c1, 2024-W10: due | none | 2024-03-10 24:00");
  CHECK(outcome(R"("n": "2024-W10", "opens": "2024-03-04 08:00")") ==
        "duty weekly of customer:c1, 2024-W10: opens | 2024-03-04 08:00 | 2024-03-04 00:00");
  CHECK(outcome(R"("n": "2024-W10", "owner": "s2")") ==
        "duty weekly of customer:c1, 2024-W10: owner | staff:s2 | staff:s1");
  CHECK(outcome(R"("n": "2024-W10", "owner": null)") ==
        "duty weekly of customer:c1, 2024-W10: owner | nobody | staff:s1");
  CHECK(outcome(R"("n": "2024-W10", "have": 2)") == "duty weekly of customer:c1, 2024-W10: have | 2 | 1");
  CHECK(outcome(R"("n": "2024-W10", "late": true)") ==
        "duty weekly of customer:c1, 2024-W10: late | true | false");
  CHECK(outcome(R"("n": "2024-W10", "done_at": "2024-03-07")") ==
        "duty weekly of customer:c1, 2024-W10: done_at | 2024-03-07 | 2024-03-06 10:05");
  CHECK(outcome(R"("n": "2024-W10", "missed_at": "2024-03-10")") != "passed");
  CHECK(outcome(R"("n": "2024-W10", "source": "3")") ==
        "duty weekly of customer:c1, 2024-W10: source | \"3\" | \"2\"");
  CHECK(outcome(R"("n": "2024-W10", "because": ["weekly", "2024-W10"])") == "passed");
  CHECK(outcome(R"("n": "2024-W10", "because": ["weekly", "monthly"])")
            .rfind("duty weekly of customer:c1, 2024-W10: because | the words \"monthly\" | {", 0) == 0);
  CHECK(outcome(R"("n": "2024-W10", "explain": "weekly")") == "passed");
  CHECK(outcome(R"("n": "2024-W10", "explain": "blue moon")") != "passed");
  CHECK(outcome(R"("n": "2024-W10", "explain_zh": "蓝月亮")") != "passed");
  WHEN("there is none, or more than one") {
    CHECK(outcome(R"("n": "2024-W20")").find("| one duty | no such duty; there are n = 2024-W10") !=
          std::string::npos);
    CHECK(outcome(R"("state": "done")").find("| one duty | 3 (tell them apart by subject, n or run): ") !=
          std::string::npos);
    CHECK(outcome(R"("n": "2024-W20", "exists": false)") == "passed");
    CHECK(outcome(R"("n": "2024-W10", "exists": false)") ==
          "duty weekly of customer:c1, 2024-W10 | no such duty | one, done");
  }
}

SCENARIO("tiers, facts and effects are expected", "[policy_test]") {
  const Folder shop;
  const auto outcome = [&](const std::string& then) {
    return shop.outcome(
        R"({"when": [{"type": "order", "customer": "c1", "at": "2024-03-05", "data": {"amount": 5}},
      {"type": "order", "customer": "c1", "at": "2024-03-06 12:00", "data": {"amount": 2000}}], "then": )" +
        then + "}");
  };
  CHECK(
      outcome(
          R"({"tiers": {"subject": "c1", "tier": "class", "value": "good", "from": "2024-03-06", "source": "1", "row": "1",
                              "why": "customer.orders", "history": ["plain", "good"]}})") == "passed");
  CHECK(outcome(
            R"({"tiers": {"subject": "c1", "tier": "class", "at": "2024-03-05 18:00", "value": "plain"}})") ==
        "passed");
  CHECK(outcome(R"({"tiers": {"subject": "c1", "tier": "class", "value": "plain"}})") ==
        "tier class of customer:c1 at 2024-03-06 12:00: value | \"plain\" | \"good\"");
  CHECK(outcome(R"({"tiers": {"subject": "c1", "tier": "class", "from": "2024-03-05"}})") ==
        "tier class of customer:c1 at 2024-03-06 12:00: from | 2024-03-05 | 2024-03-06 12:00");
  CHECK(outcome(R"({"tiers": {"subject": "c1", "tier": "class", "history": ["good"]}})") ==
        "tier class of customer:c1: history | good | plain, good");
  CHECK(outcome(R"({"tiers": {"subject": "c1", "tier": "class", "row": "3"}})") != "passed");
  CHECK(outcome(R"({"tiers": {"subject": "c1", "tier": "class", "why": "sunshine"}})") != "passed");
  CHECK(outcome(R"({"tiers": {"subject": "c9", "tier": "class", "value": "good"}})") != "passed");
  CHECK(
      outcome(
          R"({"facts": [{"subject": "c1", "name": "name", "value": "Ann"}, {"subject": "c1", "name": "owner", "value": "staff:s1"}]})") ==
      "passed");
  CHECK(outcome(R"({"facts": {"subject": "c1", "name": "name", "value": "Bob"}})") ==
        "customer:c1.name at 2024-03-06 12:00 | \"Bob\" | \"Ann\"");
  CHECK(outcome(R"({"facts": {"subject": "c1", "name": "vip", "value": true}})") != "passed");
  CHECK(outcome(R"({"facts": {"subject": "c1", "name": "nmae", "value": null}})") ==
        "customer:c1.nmae | a fact of a policy in force | no policy has the fact customer.nmae; did you mean customer.name?");
  CHECK(
      outcome(
          R"({"effects": [{"kind": "notify", "rule": "large", "to": "s1"}, {"kind": "flag", "subject": "c1", "data": {"flag": "large"}}]})") ==
      "passed");
  CHECK(outcome(R"({"effects": {"kind": "notify", "rule": "large", "to": "s2"}})")
            .rfind("number of effects notify by large to staff:s2 | 1 | 0; others: ", 0) == 0);
  CHECK(outcome(R"({"effects": {"kind": "flag", "data": {"flag": "small"}}})") != "passed");
  CHECK(outcome(R"({"effects": {"rule": "large", "until": "2024-03-05", "count": 0}})") == "passed");
  CHECK(outcome(R"({"effects": {"rule": "large", "from": "2024-03-05", "count": 0}})") != "passed");
}

SCENARIO("a report is expected to show figures, rows and findings", "[policy_test]") {
  const Folder shop;
  shop.write("policy.json", R"j({
  "huifang": 1, "policy": "shop", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
  "facts": {"customer": {"name": "string"}, "staff": {"unit": ["sales"]}}, "events": {"order": {"amount": "number", "kind": ["tea", "cake"]}},
  "reports": {"orders": {"each": "week", "over": "order", "metrics": {"large": {"rate": ["count(rows[amount > 100])", "count(rows)"], "target": ">= 60 %"},
              "all": {"count": "rows"}}, "breakdown": {"kinds": {"by": "kind"}}, "rank": {"best": {"of": "kind", "by": {"sum": "rows.amount"}}}, "show": ["day", "amount"]}}})j");
  const auto outcome = [&](const std::string& then) {
    return shop.outcome(R"({"when": [{"type": "order", "customer": "c1", "at": "2024-03-05", "data": {"amount": 5, "kind": "tea"}},
      {"type": "order", "customer": "c1", "at": "2024-03-06 12:00", "data": {"amount": 2000}}, {"advance": "2024-03-12"}],
      "then": {"reports": {"report": "orders", )" + then + "}}}");
  };
  CHECK(outcome(R"("period": "2024-W10", "figures": {"large": "50.0 %", "kinds.tea": "50.0 %", "kinds.unclassified": "50.0 %", "kinds.total": "2", "best.tea": "5.0"})") == "passed");
  CHECK(outcome(R"("met": {"large": false}, "rows": [["2024-03-05", "5"], ["2024-03-06", "2000"]], "findings": ["unclassified kinds", "shares kinds", "missed large"])") == "passed");
  CHECK(outcome(R"("figures": {"large": "51.0 %"})") == "report orders: large | \"51.0 %\" | 50.0 %");
  CHECK(outcome(R"("figures": {"small": "51.0 %"})") == "report orders: small | \"51.0 %\" | no such figure");
  CHECK(outcome(R"("met": {"large": true})") == "report orders: target of large | true | not met");
  CHECK(outcome(R"("met": {"all": true})") == "report orders: target of all | true | no target");
  CHECK(outcome(R"("met": {"small": true})") == "report orders: target of small | true | no such metric");
  CHECK(outcome(R"("rows": [["2024-03-05", "5"]])") == "report orders: rows | 1 | 2");
  CHECK(outcome(R"("rows": [["2024-03-05", "6"], ["2024-03-06", "2000"]])") == "report orders: row 1 | 2024-03-05, 6 | 2024-03-05, 5");
  CHECK(outcome(R"("findings": [])") == "report orders: findings | an empty list | missed large, shares kinds, unclassified kinds");
  CHECK(outcome(R"("period": "2024-W11", "findings": [])").rfind("report orders 2024-W11: findings | ", 0) == 0);  // it is not over
  CHECK(outcome(R"("period": "2024-W30", "findings": [])").rfind("report orders 2024-W30 | a report | ", 0) == 0);
}

SCENARIO("a step is expected to credit, create, be known or be refused", "[policy_test]") {
  const Folder shop;
  const auto outcome = [&](const std::string& event) { return shop.outcome("{\"when\": [" + event + "]}"); };
  const std::string order =
      R"({"id": "o1", "type": "order", "customer": "c1", "at": "2024-03-05", "data": {"amount": 101}, )";
  CHECK(outcome(order + R"("creates": ["thanks"], "credits": [], "known": false})") == "passed");
  CHECK(outcome(order + R"("creates": []})") == "rules with a new duty after event order | none | thanks");
  CHECK(outcome(order + R"("known": true})") == "event o1: known | true | false");
  CHECK(outcome(order + R"("creates": ["thanks"]},)" + order + R"("known": true})") == "passed");
  CHECK(outcome(order + R"("refused": "HF2002"})") == "event order | refused with HF2002 | accepted");
  CHECK(
      outcome(
          R"({"type": "phone", "customer": "c1", "by": "s1", "at": "2024-03-05", "credits": ["weekly"]})") ==
      "passed");
  CHECK(
      outcome(
          R"({"type": "phone", "customer": "c1", "by": "s2", "at": "2024-03-05", "credits": ["weekly"]})") !=
      "passed");
  CHECK(outcome(R"({"type": "fax", "customer": "c1", "at": "2024-03-05", "refused": "HF2002"})") == "passed");
  CHECK(outcome(R"({"type": "fax", "customer": "c1", "at": "2024-03-05", "refused": "HF2005"})")
            .rfind("event | refused with HF2005 | ", 0) == 0);
  CHECK(
      outcome(
          R"({"type": "fax", "customer": "c1", "at": "2024-03-05"}, {"then": {"duties": {"rule": "thanks", "count": 0}}})")
          .rfind("event | accepted | ", 0) == 0);
}

SCENARIO("events are repeated, time passes, and parameters are set", "[policy_test]") {
  const Folder shop;
  CHECK(shop.outcome(R"({"when": [
      {"type": "phone", "customer": "c1", "by": "s1", "at": "2024-03-05 10:00", "every": "1 week", "until": "2024-03-26"},
      {"then": {"duties": {"rule": "weekly", "state": "done", "count": 4}}},
      {"type": "order", "customer": "c1", "at": "2024-03-27", "every": "2 hours", "until": "2024-03-27 05:00", "data": {"amount": 7}},
      {"advance": "2024-04-08"}],
    "then": {"duties": {"rule": "weekly", "state": "lapsed", "count": 1}, "tiers": {"subject": "c1", "tier": "class", "why": "\"customer.orders\":2", "row": "1"}}})") ==
        "passed");
  CHECK(shop.outcome(R"({"given": {"params": {"bound": 5}}, "when": [
      {"type": "order", "customer": "c1", "at": "2024-03-05", "data": {"amount": 6}, "creates": ["thanks"]}]})") ==
        "passed");
  CHECK(shop.outcome(R"({"given": {"facts": {"customer": {"c2": {"vip": true}}}},
    "then": {"tiers": {"subject": "c2", "tier": "class", "value": "good", "row": "2"}}})") == "passed");
  CHECK(
      shop.outcome(
              R"({"given": {"facts": {"customer": {"c2": {"colour": "red"}}}}, "then": {"duties": {"rule": "thanks", "count": 0}}})")
          .rfind("given facts | accepted | ", 0) == 0);
  CHECK(
      shop.outcome(
              R"({"when": [{"advance": "2024-01-01"}, {"then": {"duties": {"rule": "thanks", "count": 0}}}]})")
          .rfind("advance | accepted | ", 0) == 0);
}

SCENARIO("a log is fed inside a test", "[policy_test]") {
  const Folder shop;
  shop.write("tests/orders.csv", "customer,date,amount\nc1,2024-03-05,5\nc1,2024-03-06,7\n");
  shop.write(
      "map.json",
      R"({"huifang_log": 1, "events": [{"type": "order", "at": "date", "subjects": {"customer": "customer"},
                             "data": {"amount": {"column": "amount", "type": "number"}}}]})");
  CHECK(
      shop.outcome(
          R"({"when": [{"log": "orders.csv", "map": "../map.json"}], "then": {"tiers": {"subject": "c1", "tier": "class", "row": "1"}}})") ==
      "passed");
  CHECK(
      shop.outcome(
              R"({"when": [{"log": "missing.csv", "map": "../map.json"}, {"then": {"duties": {"rule": "thanks", "count": 0}}}]})")
          .rfind("log missing.csv | accepted | ", 0) == 0);
}

SCENARIO("a failure names its place in the test file", "[policy_test]") {
  const Folder shop;
  const auto report = shop.run(
      "{\n\"when\": [{\"advance\": \"2024-03-05\"}],\n\"then\": {\"duty\": {\"rule\": \"weekly\",\n  "
      "\"state\": \"done\"}}}");
  REQUIRE(report.failed == 1);
  const huifang::PolicyTestFailure& failure = report.results.at(0).failures.at(0);
  CHECK(failure.pointer == "/tests/it/then/duty/state");
  CHECK(failure.line == 6);
  CHECK(failure.column == 3);
  CHECK(report.results[0].name == "it");
  CHECK(report.results[0].checks == 1);
}

SCENARIO("that there is none of what no policy has proves nothing", "[policy_test]") {
  const Folder shop;
  const auto outcome = [&](const std::string& then) { return shop.outcome(R"({"when": [{"advance": "2024-04-01"}], "then": )" + then + "}"); };
  CHECK(outcome(R"({"duties": {"rule": "wekly", "count": 0}})") ==
        "rule wekly | a rule of a policy in force | no policy has the rule wekly; did you mean weekly?");
  CHECK(outcome(R"({"duty": {"rule": "wekly", "exists": false}})") ==
        "rule wekly | a rule of a policy in force | no policy has the rule wekly; did you mean weekly?");
  CHECK(outcome(R"({"effects": {"rule": "larges", "count": 0}})") ==
        "rule larges | a rule of a policy in force | no policy has the rule larges; did you mean large?");
  CHECK(outcome(R"({"tiers": {"subject": "c1", "tier": "clas", "history": []}})") ==
        "tier clas of customer:c1 | a tier of a policy in force | no policy has the tier clas; did you mean class?");
  CHECK(outcome(R"({"duties": {"subject": "custmer:c1", "count": 0}})") ==
        "subject custmer:c1 | an entity of a policy in force | no policy has the entity custmer; did you mean customer?");
  CHECK(outcome(R"({"cases": {"workflow": "complaint", "count": 0}})") ==
        "case of complaint | a workflow of a policy in force | no policy has the workflow complaint");
  CHECK(outcome(R"({"scores": {"score": "index", "subject": "c1", "exists": false}})") ==
        "score index of customer:c1 | a score of a policy in force | no policy has the score index");
  CHECK(shop.outcome(R"({"when": [{"type": "order", "customer": "c1", "data": {"amount": 1}, "creates": ["thank"]}]})") ==
        "rules with a new duty after event order | thank | no policy has the rule thank; did you mean thanks?");
  // What a policy has may well be absent.
  CHECK(outcome(R"({"duties": {"rule": "shop/thanks", "count": 0}, "effects": {"rule": "large", "count": 0}})") == "passed");
}

SCENARIO("what a policy had may be named after another one took its place", "[policy_test]") {
  const Folder shop;
  shop.write("other.json", R"({"huifang": 1, "policy": "other", "version": "1", "zone": "Asia/Shanghai", "events": {"visit": {}},
    "rules": {"look": {"each": "month", "owe": {"need": "visit"}}}})");
  CHECK(shop.outcome(R"({"when": [{"advance": "2024-03-05"}, {"bind": [{"policy": "../other.json"}], "at": "2024-03-06"}],
    "then": {"duty": {"rule": "weekly", "subject": "c1", "n": "2024-W10", "state": "withdrawn"}}})") == "passed");
}

SCENARIO("a step is named behind its rule", "[policy_test]") {
  const Folder shop;
  std::string policy = huifang_tests::shop_policy;
  policy.insert(policy.find("\"large\":"), R"("course": {"on": "order", "again": "ignore", "owe": {"need": "phone", "owner": "seller"}, "steps": {
    "first": {"owe": {"due": "1 day"}}, "second": {"after": "first", "owe": {"due": "3 days"}}}},
    )");
  shop.write("policy.json", policy);
  const auto outcome = [&](const std::string& then) {
    return shop.outcome(R"({"when": [{"type": "order", "customer": "c1", "data": {"amount": 1}, "creates": ["course.first"]}, {"advance": "2024-03-06"}], "then": )" + then + "}");
  };
  CHECK(outcome(R"({"duty": {"rule": "course.first", "subject": "c1", "due": "2024-03-05"}})") == "passed");
  CHECK(outcome(R"({"duty": {"rule": "shop/course.second", "subject": "c1", "due": "2024-03-08"}})") == "passed");
  CHECK(outcome(R"({"duties": [{"rule": "course", "subject": "c1", "count": 2}, {"rule": "course.second", "count": 1}]})") == "passed");
  CHECK(outcome(R"({"duties": {"rule": "course.third", "count": 0}})") ==
        "rule course.third | a rule of a policy in force | no policy has the rule course.third; did you mean course.first?");
}
