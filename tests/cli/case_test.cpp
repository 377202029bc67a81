#include <catch2/catch.hpp>

#include "tool.hpp"

using namespace huifang_tests;

namespace {

const char* const matters = R"({"huifang": 1, "policy": "matters", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
  "facts": {"customer": {"name": "string"}, "staff": {"name": "string"}},
  "events": {"complaint": {"promise": "date"}, "solved": {}, "content": {}},
  "calendar": {"use": null, "weekly": "mon-fri"},
  "rules": {"open": {"on": "complaint", "do": [{"open": "matter", "data": {"promise": "= event.promise"}}]}},
  "workflows": {"matter": {"owner": "cause.by", "facts": {"promise": "date"}, "states": {
    "solving": {"owe": {"solve": {"need": "solved", "due": "case.promise"}}, "on": {"done.solve": "asking"}},
    "asking": {"on": {"content": "settled"}},
    "settled": {"type": "final"}}}}})";

const char* const events = R"({"id": "n1", "type": "set", "at": "2024-03-01", "customer": "c1", "data": {"name": "Chen"}}
{"id": "n2", "type": "set", "at": "2024-03-01", "staff": "s1", "data": {"name": "Wang"}}
{"id": "f1", "type": "complaint", "at": "2024-03-04T09:00", "by": "s1", "customer": "c1", "data": {"promise": "2024-03-06"}}
{"id": "f2", "type": "complaint", "at": "2024-03-04T10:00", "by": "s1", "customer": "c1", "data": {"promise": "2024-03-12"}}
{"id": "e1", "type": "solved", "at": "2024-03-05T11:00", "by": "s1", "customer": "c1", "case": "f1"}
{"id": "e2", "type": "content", "at": "2024-03-05T15:00", "customer": "c1", "case": "f1"}
)";

void fill(const Workplace& here) {
  here.write("matters.json", matters);
  here.write("events.jsonl", events);
  REQUIRE(here.run("run --quiet --policy matters.json --book b.db --log events.jsonl").code == 0);
}

}  // namespace

SCENARIO("the cases of a book are listed, and one is shown with its path, its values and its open duties", "[cli]") {
  const Workplace here("case");
  fill(here);
  THEN("the list says whom each is about, whose it is, and where it stands") {
    CHECK(here.run("case --book b.db").out ==
          "Cases: 2\n"
          "case  workflow  whom       owner      state    opened            closed\n"
          "----  --------  ---------  ---------  -------  ----------------  ----------------\n"
          "f1    matter    Chen (c1)  Wang (s1)  settled  2024-03-04 09:00  2024-03-05 15:00\n"
          "f2    matter    Chen (c1)  Wang (s1)  solving  2024-03-04 10:00  –\n");
    CHECK(has(here.run("case --book b.db --lang zh").out, "个案：2\n"));
  }
  THEN("it is narrowed by workflow, subject, and whether they run") {
    CHECK(has(here.run("case --book b.db --running").out, "Cases: 1\n"));
    CHECK(has(here.run("case --book b.db --closed --format csv").out,
              "matter,f1,customer:c1,Chen,staff:s1,Wang,settled,2024-03-04T09:00:00+08:00,2024-03-05T15:00:00+08:00,settled\n"));
    CHECK(has(here.run("case --book b.db --about c1 --workflow matter").out, "Cases: 2\n"));
    CHECK(here.run("case --book b.db --about c2").out == "Cases: 0\n");
    CHECK(has(here.run("case --book b.db --limit 1").out, "Cases: 2 (the first 1 are shown)\n"));
    CHECK(here.run("case --book b.db --running --closed").code == 2);
    const Ran other = here.run("case --book b.db --workflow mater");
    CHECK(other.code == 3);
    CHECK(has(other.err, "did you mean matter?"));
  }
  THEN("one case shows where it went and what it owes") {
    const Ran one = here.run("case --book b.db f2");
    CHECK(one.code == 0);
    CHECK(has(one.out, "matter f2: Chen (c1)\nowner: Wang (s1)\nopened: 2024-03-04 10:00\nValues\n  promise = 2024-03-12\nPath\n"));
    CHECK(has(one.out, "Open duties: 1\n"));
    CHECK(has(one.out, "matters/matter.solving.solve/case.matter:f2/f2//1"));
    const Ran closed = here.run("case --book b.db f1");
    CHECK(has(closed.out, "closed: 2024-03-05 15:00\nended in: settled\n"));
    CHECK(has(closed.out, "2024-03-05 15:00  content "));
    CHECK(has(here.run("case --book b.db f1 --format json").out,
              "\"outcome\":\"settled\",\"facts\":{\"promise\":{\"date\":\"2024-03-06\"}}}],\"path\":[{\"number\":1,"));
    const Ran theirs = here.run("duties --book b.db --subject c1 --format csv");
    CHECK(has(theirs.out, "matters/matter.solving.solve/case.matter:f2/f2//1"));
    CHECK(has(theirs.out, "customer:c1,Chen\n"));
    const Ran none = here.run("case --book b.db f9");
    CHECK(none.code == 3);
    CHECK(has(none.err, "huifang case --book b.db"));
  }
}

SCENARIO("a duty of a case tells whom it is about", "[cli]") {
  const Workplace here("case-duty");
  fill(here);
  CHECK(has(here.run("duties --book b.db").out, "Wang (s1)  Chen (c1), case f2  solved"));
  CHECK(has(here.run("duties --book b.db --lang zh").out, "Chen (c1)，个案 f2"));
  CHECK(has(here.run("duties --book b.db --format csv").out, ",case.matter:f2,,solved,"));
  CHECK(has(here.run("duties --book b.db --format csv").out, ",customer:c1,Chen\n"));
  const std::string key = "explain --book b.db matters/matter.solving.solve/case.matter:f2/f2//1";
  const Ran english = here.run(key);
  CHECK(has(english.out, "staff Wang (s1) owes customer Chen (c1): solved, by the end of 2024-03-12.\nCase: f2 of workflow matter\n"));
  CHECK(has(here.run(key + " --lang zh").out, "个案：f2，流程 matter\n"));
  CHECK(has(here.run(key + " --format json").out, "\"about\":{\"entity\":\"customer\",\"key\":\"c1\",\"name\":\"Chen\"}"));
  CHECK(has(here.run("explain --book b.db c1").out, "Cases: 2; more of one: huifang case --book b.db f2\n"));
}

SCENARIO("a workflow is drawn from its policy, a case from its book", "[cli]") {
  const Workplace here("case-draw");
  fill(here);
  CHECK(has(here.run("draw matters.json --workflow matter --format dot").out, "digraph"));
  CHECK(here.run("draw matters.json --format mermaid").out.starts_with("stateDiagram-v2"));
  CHECK(here.run("draw matters.json --workflow matter").out.starts_with("<svg"));
  const Ran drawn = here.run("draw matters.json --workflow matter --book b.db --case f2");
  CHECK(has(drawn.out, "solve: 2024-03-12"));
  CHECK(here.run("draw --book b.db --case f2").out == drawn.out);
  CHECK(has(here.run("draw matters.json --workflow mater").err, "HF6024"));
  CHECK(has(here.run("draw --book b.db --case f9").err, "HF6025"));
  CHECK(here.run("draw matters.json --book b.db").code == 2);
  CHECK(here.run("draw matters.json --format scxml").code == 2);
  CHECK(here.run("draw").code == 2);
}

SCENARIO("a case tells its states by their labels, what nobody took up, and how long past its due a duty ran", "[cli]") {
  const Workplace here("case_labels");
  std::string policy = matters;
  const auto replace = [&](const std::string& from, const std::string& to) { policy.replace(policy.find(from), from.size(), to); };
  replace(R"("asking": {"on")", R"("asking": {"label": {"en": "to be asked", "zh": "待回访"}, "entry": [{"raise": "alarm"}], "on")");
  replace(R"("settled": {"type": "final"})", R"("settled": {"type": "final", "label": {"zh": "已结案"}})");
  replace(R"("content": {})", R"("content": {}, "alarm": {})");
  here.write("matters.json", policy);
  here.write("events.jsonl", events);
  REQUIRE(here.run("run --quiet --policy matters.json --book b.db --log events.jsonl --to 2024-03-15").code == 0);
  const Ran one = here.run("case --book b.db f1");
  CHECK(has(one.out, "to be asked"));
  CHECK(has(one.out, "nobody took up alarm"));
  CHECK(has(here.run("case --book b.db --lang zh").out, "已结案"));
  CHECK(has(here.run("case --book b.db f1 --lang zh").out, "无人处理：alarm"));
  CHECK(has(here.run("explain --book b.db matters/matter.solving.solve/case.matter:f2/f2//1").out,
            "overdue; missed at the end of 2024-03-12; 3 days past its due, responsible:"));
}

SCENARIO("rules are named as their policy has them, also before anything is owed by them", "[cli]") {
  const Workplace here("case_rules");
  here.write("matters.json", matters);
  here.write("events.jsonl", R"({"id": "n1", "type": "set", "at": "2024-03-01", "customer": "c1", "data": {"name": "Chen"}})");
  REQUIRE(here.run("run --quiet --policy matters.json --book b.db --log events.jsonl").code == 0);
  const auto code = [&](const std::string& rule) { return here.run("duties --book b.db --rule " + rule).code; };
  for (const char* known : {"open", "matters/open", "matter.solving.solve", "matters/matter.solving.solve"}) {
    CAPTURE(known);
    CHECK(code(known) == 0);
    fill(here);
    CHECK(code(known) == 0);
  }
  for (const char* unknown : {"/", "matters/", "/open", "/matter.solving.solve", "other/open", "matter.solving", "open.", ".", "matter.solving.solve."}) {
    CAPTURE(unknown);
    CHECK(code(unknown) == 3);
  }
}

SCENARIO("the states of a case are told in the words of its own policy", "[cli][policies]") {
  const Workplace here("case_words");
  std::string first = matters, second = matters;
  const auto replace = [](std::string& text, const std::string& from, const std::string& to) { text.replace(text.find(from), from.size(), to); };
  const std::string solving = R"("solving": {)";
  replace(first, solving, solving + R"("label": {"en": "with the workshop"}, )");
  replace(second, solving, solving + R"("label": {"en": "with the factory"}, )");
  replace(second, R"("policy": "matters")", R"("policy": "spare")");
  here.write("first.json", first);
  here.write("second.json", second);
  here.write("bindings.json", R"([{"policy": "first.json"}, {"policy": "second.json"}])");
  here.write("events.jsonl", events);
  REQUIRE(here.run("run --quiet --policy bindings.json --book b.db --log events.jsonl").code == 0);
  CHECK(has(here.run("case --book b.db --workflow matter --about c1 --running").out, "with the workshop"));
  const Ran spare = here.run("case --book b.db --workflow spare/matter --running");
  CHECK(has(spare.out, "with the factory"));
  CHECK_FALSE(has(spare.out, "with the workshop"));
}

SCENARIO("a case that went over to another version of its workflow says so", "[cli]") {
  const Workplace here("case_migrated");
  fill(here);
  std::string next = matters;
  next.replace(next.find(R"("version": "1")"), 14, R"("version": "2")");
  here.write("next.json", next);
  here.write("over.jsonl", R"({"id": "m1", "type": "case.migrate", "at": "2024-03-06T09:00", "case": "f2"})");
  REQUIRE(here.run("run --quiet --policy next.json --from 2024-03-06 --book b.db --log over.jsonl").code == 0);
  CHECK(has(here.run("case --book b.db f2").out, "2024-03-06 09:00  migrated  solving"));
  CHECK(has(here.run("case --book b.db f2 --lang zh").out, "换版"));
}
