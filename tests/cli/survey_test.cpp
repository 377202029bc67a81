#include <catch2/catch.hpp>

#include "tool.hpp"

using namespace huifang_tests;

SCENARIO("answers to a form are scored from files, without a book", "[cli][survey]") {
  const Workplace here("survey");
  here.write("policy.json", R"j({ "huifang": 1, "policy": "cards", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
    "params": {"convert": {"type": "string", "default": "of_greatest"}},
    "forms": {"card": {"about": "customer", "fields": {"coached": "boolean", "shop": "string"}, "scale": "1..5",
                       "items": {"taste": {"weight": 3}, "service": 1, "why": {"scale": {"multiple": ["price", "time"]}}},
                       "required": ["taste"], "valid": {"coached": "not(coached)"}}},
    "scores": {"index": {"form": "card", "to_100": "$convert", "bands": {"fine": ">= 70", "poor": "< 70"}},
               "taste": {"form": "card", "is": "taste"}} })j");
  here.write("answers.csv", "id,taste,service,why,coached,shop\na,5,4,price;time,,n\nb,2,3,price,false,s\nc,,3,,,\nd,5,5,,true,\n");
  const auto ask = [&](const std::string& more) { return here.run("survey policy.json --form card " + more); };
  WHEN("they are a table") {
    const Ran ran = ask("--answers answers.csv --sent 8");
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
    CHECK(has(ran.out, "Returned: 4 of 8 sent, 50.00 %\nValid: 2, 50.00 %; drafts: 1\n"));
    CHECK(has(ran.out, "index  2  70.00  fine 1, poor 1  coached 1"));
    CHECK(has(ran.out, "taste    2  3.50   50.00 %             0  2: 1, 5: 1"));
    CHECK(has(ran.out, "price: 2, time: 1"));
  }
  WHEN("every response is wanted") {
    CHECK(ask("--answers answers.csv --each --score index --places 1").out ==
          "response  score  value  band  not scored because\n"
          "--------  -----  -----  ----  ---------------------\n"
          "a         index   95.0  fine\n"
          "b         index   45.0  poor\n"
          "c                             draft; missing: taste\n"
          "d         index               coached\n");
    CHECK(ask("--answers answers.csv --score index --format csv").out ==
          "id,score,value,band,reason\na,index,95,fine,\nb,index,45,poor,\nc,,,,draft; missing: taste\nd,index,,,coached\n");
  }
  WHEN("they are lines of JSON, and all of it is wanted") {
    here.write("answers.jsonl", "{\"id\": \"a\", \"taste\": 5, \"service\": 4}\n\n{\"taste\": 2, \"service\": null}\n");
    const Ran ran = ask("--answers answers.jsonl --format json --param 'convert=\"from_least\"'");
    CHECK(ran.code == 0);
    CHECK(has(ran.out, R"j("id":"a")j"));
    CHECK(has(ran.out, R"j("mean":{"n":2,"value":"59.375"})j"));
  }
  WHEN("a line of JSON is more than one object, or none") {
    here.write("answers.jsonl", "{\"taste\": 5}\n{\"taste\": 5}, \"by\": \"x\"\n");
    CHECK(has(ask("--answers answers.jsonl").err, "record 2:\n1:13: error HF4602"));
    here.write("answers.jsonl", "[1]\n");
    CHECK(has(ask("--answers answers.jsonl").err, "HF4602"));
    CHECK(ask("--answers answers.csv --sent 9223372036854775808").code == 2);
  }
  WHEN("decimals are written with a comma") {
    here.write("policy.json", R"j({ "huifang": 1, "policy": "cards", "version": "1", "forms": {"card": {"about": "customer", "items": {"a": "0.0..100.0"}}}, "scores": {"s": {"form": "card"}} })j");
    here.write("answers.csv", "a\n\"94,5%\"\n\"93,5\"\n");
    CHECK(has(ask("--answers answers.csv --decimal ,").out, "s      2  94.00"));
    CHECK(has(ask("--answers answers.csv").err, "HF4501"));
  }
  WHEN("they cannot be scored") {
    here.write("answers.csv", "taste,speed\n6,1\n5,\n7,\n");
    const Ran ran = ask("--answers answers.csv");
    CHECK(ran.code == 3);
    CHECK(ran.out.empty());
    CHECK(has(ran.err, "/0/taste"));
    CHECK(has(ran.err, "/0/speed"));
    CHECK(has(ran.err, "/2/taste"));
    CHECK(has(here.run("survey policy.json --form cart --answers answers.csv").err, "did you mean card?"));
    CHECK(has(ask("--answers answers.csv --score indez").err, "did you mean index?"));
    CHECK(ask("--answers nowhere.csv").code == 4);
    CHECK(ask("").code == 2);
    CHECK(ask("--answers answers.csv --at soon").code == 2);
    CHECK(ask("--answers answers.csv --decimal x").code == 2);
  }
}

SCENARIO("a script is told what to ask next", "[cli][survey]") {
  const Workplace here("survey-next");
  here.write("policy.json", R"j({ "huifang": 1, "policy": "script", "version": "1", "zone": "Asia/Shanghai",
    "forms": {"call": {"about": "customer", "required": ["bought"], "required_when": {"rating": "bought = yes"}, "items": {
      "bought": {"scale": "yes/no", "label": {"en": "Did you buy?", "zh": "买了吗"}, "labels": {"yes": {"zh": "买了"}}},
      "rating": {"scale": "1..5", "shown_when": "bought = yes"}, "why": {"scale": "text", "shown_when": "bought = no"}}}} })j");
  const auto next = [&](const std::string& answers, const std::string& more = "") {
    here.write("so-far.json", answers);
    return here.run("survey policy.json --form call --next so-far.json " + more);
  };
  CHECK(next("{}").out == "Next: bought, Did you buy?\nScale: one of yes, no; required\nMissing: bought\nNot shown: rating, why\n");
  CHECK(next("{}", "--language zh").out == "Next: bought, 买了吗\nScale: one of yes, no; required\n  yes  买了\nMissing: bought\nNot shown: rating, why\n");
  CHECK(next(R"({"bought": "yes"})").out == "Next: rating\nScale: 1..5; required\nMissing: rating\nNot shown: why\n");
  CHECK(next(R"({"bought": "yes", "rating": null})").out == "Nothing is left to ask.\nMissing: rating\nNot shown: why\n");
  CHECK(next(R"({"bought": "no"})").out == "Next: why\nScale: text\nNot shown: rating\n");
  CHECK(next(R"({"bought": "no", "why": null})").out == "Complete.\nNot shown: rating\n");
  CHECK(next(R"({"bought": "no"})", "--format json").out ==
        R"j({"answered":1,"complete":false,"excluded":"","missing":[],"next":{"group":"","item":"why","label":"why","options":[],"required":false,"scale":{"kind":"text","meaning":"text"}},"not_shown":["rating"],"open":1,"passed_over":0})j"
        "\n");
  CHECK(has(next(R"({"bought": "perhaps"})").err, "/bought"));
  CHECK(next(R"({"bought": "perhaps"})").code == 3);
  CHECK(next("[]").code == 3);
  CHECK(here.run("survey policy.json --form call").code == 2);
  CHECK(here.run("survey policy.json --form call --next so-far.json --answers so-far.json").code == 2);
}
