#include <catch2/catch.hpp>

#include "tool.hpp"

using namespace huifang_tests;

namespace {

const char* const department = R"j({"huifang": 1, "policy": "department", "version": "1", "effective": "2017-09-01..", "zone": "Asia/Shanghai",
  "facts": {"staff": {"name": "string"}}, "events": {"fault": {"responsible": "staff"}},
  "points": {"B": {"period": "month"}},
  "rules": {"fault": {"for": "staff", "on": "fault", "source": "6.4", "label": {"en": "a fault", "zh": "违规"},
                      "do": [{"post": {"class": "B", "to": {"event.responsible": -10, "head(owner)": -2}}}]}}})j";

const char* const events = R"j({"id": "u1", "type": "set", "at": "2017-09-01", "unit": "desk", "data": {"head": "h1"}}
{"id": "n1", "type": "set", "at": "2017-09-01", "staff": "s1", "data": {"name": "Wang", "unit": "desk"}}
{"id": "v1", "type": "fault", "at": "2017-09-05T10:00", "staff": "s1", "data": {"responsible": "s1"}}
{"id": "d1", "type": "points.reverse", "at": "2017-09-06T09:00", "by": "h1", "data": {"entry": 1, "reason": "the customer was called"}}
{"id": "v2", "type": "fault", "at": "2017-10-05T10:00", "staff": "s1", "data": {"responsible": "s1"}}
)j";

void fill(const Workplace& here) {
  here.write("department.json", department);
  here.write("events.jsonl", events);
  REQUIRE(here.run("run --quiet --policy department.json --book b.db --log events.jsonl").code == 0);
}

}  // namespace

SCENARIO("the points of a book: balances, a statement with the reason of every line, the ledger, a ranking", "[cli]") {
  const Workplace here("points");
  fill(here);
  CHECK(here.run("points --book b.db --period 2017-10").out ==
        "account    class  before  change  after  entries\n"
        "---------  -----  ------  ------  -----  -------\n"
        "h1         B          -2      -2     -4        1\n"
        "Wang (s1)  B           0     -10    -10        1\n");
  const std::string statement = here.run("points --book b.db --account s1 --period 2017-09").out;
  CHECK(has(statement, "Wang (s1) of class B, 2017-09\nopening 0\n"));
  CHECK(has(statement, "-10  a fault (6.4)"));
  CHECK(has(statement, "+10  by h1: the customer was called"));
  CHECK(has(statement, "reversed by 3"));
  CHECK(has(statement, "reverse 1"));
  CHECK(has(statement, "closing 0\n"));
  CHECK(has(here.run("points --book b.db --account s1 --lang zh").out, "违规"));
  CHECK(has(here.run("points --book b.db --entries --format csv").out, "\n2,B,staff:h1,post,-2,-2,fault,v1,0/head(owner),v1,2017-09-05T10:00:00+08:00,"));
  CHECK(has(here.run("points --book b.db --account s1 --format json").out, R"j({"statements":[{"account":"staff:s1","class":"B","period":null,)j"));
  CHECK(has(here.run("points --book b.db --ranking --class B").out, "   1  h1             -4\n"));
  CHECK(here.run("points --book b.db --ranking").code == 2);
  CHECK(here.run("points --book b.db --account s9").out == "nothing was posted\n");
}

SCENARIO("points that a miss has cost say what was missed, about whom, and how to ask further", "[cli]") {
  const Workplace here("points-missed");
  here.write("p.json", R"j({"huifang": 1, "policy": "p", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
    "facts": {"staff": {"name": "string"}, "customer": {"name": "string"}}, "events": {"phone": {"label": {"en": "call", "zh": "电话"}}}, "points": {"B": {"period": "month"}},
    "rules": {"call": {"each": "week", "owe": {"need": "phone"}}, "daily": {"for": "staff", "each": "month", "owe": {"need": "phone"}},
              "late": {"on": "missed.call", "do": [{"post": {"class": "B", "to": {"cause.responsible": -10}}}]},
              "lazy": {"for": "staff", "on": "missed.daily", "do": [{"post": {"class": "B", "to": {"cause.responsible": -5}}}]}}})j");
  here.write("e.jsonl", R"j({"id": "1", "type": "set", "at": "2024-01-01", "staff": "s1", "data": {"name": "Wang"}}
{"id": "2", "type": "set", "at": "2024-01-01", "customer": "c1", "data": {"name": "Chen"}}
{"id": "3", "type": "assign", "at": "2024-01-01", "customer": "c1", "data": {"owner": "s1"}}
)j");
  REQUIRE(here.run("run --quiet --policy p.json --book b.db --log e.jsonl --to 2024-02-02").code == 0);
  const std::string statement = here.run("points --book b.db --account s1").out;
  CHECK(has(statement, "Wang (s1) of class B, all periods\n"));
  CHECK(has(statement, "missed: call, Chen (c1)\n"));
  CHECK(has(statement, "missed: call\n"));
  CHECK(has(statement, "Why: huifang points --book b.db --explain 5\n"));
  CHECK(has(here.run("points --book b.db --account s1 --lang zh").out, "未完成：电话，Chen (c1)\n"));
  const std::string why = here.run("points --book b.db --explain 1").out;
  CHECK(has(why, "Entry 1: -10 of class B for Wang (s1), in effect at the end of 2024-01-07\n"));
  CHECK(has(why, "Cause: missed.call at the end of 2024-01-07 about customer Chen (c1) (duty p/call/customer:c1/2//2024-W01)\n"));
}

SCENARIO("why an entry is there, and names that there are not", "[cli]") {
  const Workplace here("points-explain");
  fill(here);
  const std::string text = here.run("points b.db --explain 1").out;
  CHECK(has(text, "Entry 1: -10 of class B for Wang (s1), in effect 2017-09-05 10:00\n"));
  CHECK(has(text, "Rule: a fault (clause 6.4) of department@1\n"));
  CHECK(has(text, "Of the same posting: entry 3, reverse +10 of entry 1"));
  CHECK(has(here.run("points b.db --explain 1 --lang zh").out, "规则：违规（条款 6.4）"));
  CHECK(has(here.run("points b.db --explain 1 --format json").out, R"j("related":[{"amount":10,"entry":3,)j"));
  CHECK(has(here.run("points b.db --explain 99").err, "the ledger has no entry 99"));
  CHECK(here.run("points b.db --explain 99").code == 3);
  CHECK(here.run("points b.db --explain 0").code == 2);
  CHECK(here.run("points b.db --explain 1 --entries").code == 2);
  CHECK(has(here.run("points b.db --period 2017-9").err, "there is no period 2017-9; periods are named as 2017-10 is; the nearest name is 2017-09"));
  CHECK(here.run("points b.db --period 2017-9").code == 3);
  CHECK(has(here.run("points b.db --ranking --class Z").err, "the book has no class of points Z"));
  CHECK(here.run("points b.db --ranking --class B --period 2017-11").code == 0);
  CHECK(has(here.run("points b.db --ranking --class B --format json").out, R"j({"ranking":[{"rank":1,"account":"staff:h1","amount":-4},)j"));
}

SCENARIO("what waits is told in a statement", "[cli]") {
  const Workplace here("points-pending");
  fill(here);
  here.write("more.jsonl", R"j({"id": "d2", "type": "points.post", "at": "2017-10-06T09:00", "staff": "s1", "by": "h1", "data": {"class": "B", "amount": 3, "reason": "helped", "until": "2017-10-09"}}
{"id": "d3", "type": "points.post", "at": "2017-10-06T09:00", "staff": "s1", "by": "h1", "data": {"class": "B", "amount": 4, "reason": "helped again", "until": "2017-10-09"}}
{"id": "d4", "type": "points.confirm", "at": "2017-10-07T09:00", "by": "h1", "data": {"entry": 7}}
)j");
  REQUIRE(here.run("run --quiet --book b.db --log more.jsonl").code == 0);
  const std::string statement = here.run("points b.db --account s1 --period 2017-10").out;
  CHECK(has(statement, "waits: +4"));
  CHECK(has(statement, "+3, confirmed by 9"));
  CHECK(has(statement, "d4     confirms 7\n"));
  CHECK(has(here.run("points b.db --account s1 --period 2017-10 --lang zh").out, "待确认：+4"));
}

SCENARIO("what people write stands in a statement as they wrote it", "[cli]") {
  const Workplace here("points-words");
  fill(here);
  here.write("more.jsonl", R"j({"id": "d2", "type": "points.post", "at": "2017-10-06T09:00", "staff": "s1", "by": "50%2", "data": {"class": "B", "amount": 3, "reason": "%1 of %2"}})j");
  REQUIRE(here.run("run --quiet --book b.db --log more.jsonl").code == 0);
  CHECK(has(here.run("points --book b.db --account s1").out, "by 50%2: %1 of %2"));
}

SCENARIO("nothing is cut from the statement of an account, however long the reason", "[cli]") {
  const Workplace here("points-long");
  fill(here);
  const std::string reason = "the customer had been called three times on the day before, and once in the morning";
  here.write("more.jsonl", R"j({"id": "the call of the sixth of October 2017 that nobody had entered into the tracking sheet", "type": "points.post", "at": "2017-10-06T09:00", "staff": "s1", "by": "h1", "data": {"class": "B", "amount": 3, "reason": ")j" + reason + "\"}}");
  REQUIRE(here.run("run --quiet --book b.db --log more.jsonl").code == 0);
  const std::string statement = here.run("points --book b.db --account s1").out;
  CHECK(has(statement, "by h1: " + reason));
  CHECK(has(statement, "the call of the sixth of October 2017 that nobody had entered into the tracking sheet"));
  CHECK(has(here.run("points --book b.db --entries").out, "…"));
}
