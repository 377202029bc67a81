#include <catch2/catch.hpp>

#include "tool.hpp"

using namespace huifang_tests;

SCENARIO("a report of a table is told in the form asked for", "[cli][report]") {
  const Workplace here("report");
  here.write(
      "spec.json",
      R"j({"huifang_report": 1, "report": "winback", "round": "truncate 2", "columns": {"outcome": "string", "n": "number"},
    "given": {"reached": 515}, "metrics": {"resumed": {"rate": ["sum(rows[outcome = \"resumed\"].n)", "reached"], "label": {"en": "resumed", "zh": "恢复"}}},
    "breakdown": {"outcomes": {"by": "outcome", "sum": "n", "of": "reached"}}})j");
  here.write("rows.csv", "\xEF\xBB\xBFoutcome,n\r\nresumed,16\r\n\"moved, away\",73\r\n");
  WHEN("the table is CSV") {
    const Ran text = here.run("report spec.json --table rows.csv");
    CHECK(text.code == 0);
    CHECK(has(text.out, "  resumed  3.10 %  16 sum(rows[outcome = \"resumed\"].n) / 515 reached\n"));
    CHECK(has(text.out, "outcomes: the parts add up to 89 of 515; 426 (82.71 %) unclassified\n"));
    CHECK(has(here.run("report spec.json --table rows.csv --lang zh").out, "恢复"));
    CHECK(has(here.run("report spec.json --table rows.csv --format csv").out,
              "\nmetric,,resumed,resumed,rate,3.106796116504854368932038834951456,%,16,515,3.10 %,"));
    CHECK(has(here.run("report spec.json --table rows.csv --format json").out, "\"shown\": \"3.10 %\""));
    CHECK(has(here.run("report spec.json --table rows.csv --format md").out,
              "| moved, away | 73 | 14.17 % |\n"));
    CHECK(has(here.run("report spec.json --table rows.csv --format html").out, "<canvas id=\"chart-2\""));
    here.write("rows.csv", "outcome;n\nresumed;16\n");
    CHECK(has(here.run("report spec.json --table rows.csv --delimiter ';'").out, "3.10 %"));
  }
  WHEN("the table is JSON, an object a line") {
    here.write("rows.jsonl", "{\"outcome\": \"resumed\", \"n\": 16}\n{\"outcome\": \"moved\"}\n");
    CHECK(has(here.run("report spec.json --table rows.jsonl").out, "3.10 %"));
  }
  WHEN("there is the report of the period before") {
    here.write("before.json", here.run("report spec.json --table rows.csv --format json").out);
    here.write("rows.csv", "outcome,n\nresumed,20\n");
    const Ran ran = here.run("report spec.json --table rows.csv --before before.json");
    CHECK(has(ran.out, "+0.77 points"));
    here.write("before.json", "{}");
    CHECK(has(here.run("report spec.json --table rows.csv --before before.json").err, "HF7502"));
  }
  WHEN("something is wrong") {
    CHECK(here.run("report spec.json january --table rows.csv").code == 2);
    CHECK(here.run("report spec.json --table rows.csv --format pdf").code == 2);
    CHECK(here.run("report spec.json --table rows.csv --delimiter ::").code == 2);
    CHECK(here.run("report spec.json --table none.csv").code == 4);
    here.write("rows.csv", "outcome,n\nresumed,many\n");
    const Ran ran = here.run("report spec.json --table rows.csv");
    CHECK(ran.code == 3);
    CHECK(has(ran.err, "HF7501: /rows/0/n"));
    here.write("rows.csv", "outcome,n\nresumed\n");
    CHECK(has(here.run("report spec.json --table rows.csv").err, "rows.csv:2: error HF5012"));
    here.write("rows.csv", "outcome,n,n\nresumed,1,2\n");
    CHECK(has(here.run("report spec.json --table rows.csv").err,
              "rows.csv:1: error HF5013: the header names the column 'n' twice"));
    here.write("rows.csv", "outcome,\xff\nresumed,1\n");
    CHECK(has(here.run("report spec.json --table rows.csv").err, "rows.csv:1: error HF5002"));
    here.write("rows.csv", "outcome,n\n\"resumed,1\n");
    CHECK(here.run("report spec.json --table rows.csv").code == 3);
    here.write("spec.json", R"({"huifang_report": 1, "metricz": {}})");
    CHECK(has(here.run("report spec.json --table rows.csv").err, "spec.json:1:23: error HF1101: /metricz"));
  }
}

SCENARIO("a report of a book is told as it stood at the end of a bucket", "[cli][report]") {
  const Workplace here("book-report");
  here.write("policy.json", R"j({"huifang": 1, "policy": "hall", "version": "1", "effective": "2024-01-01..",
    "events": {"served": {"wait": "number"}}, "reports": {
    "waiting": {"each": "month", "over": "served", "label": {"en": "Waiting", "zh": "等候"}, "show": ["day", "wait"],
                "metrics": {"wait": {"mean": "rows.wait", "target": "<= 5"}}}}})j");
  here.write("log.jsonl", "{\"id\": \"a\", \"type\": \"served\", \"customer\": \"c\", \"at\": \"2024-01-08T09:00\", \"data\": {\"wait\": 4}}\n"
                          "{\"id\": \"b\", \"type\": \"served\", \"customer\": \"c\", \"at\": \"2024-02-08T09:00\", \"data\": {\"wait\": 9}}\n");
  REQUIRE(here.run("run --quiet --policy policy.json --book book.db --log log.jsonl --to 2024-03-02").code == 0);
  const Ran last = here.run("report book.db waiting");
  CHECK(last.code == 0);
  CHECK(has(last.out, "Waiting, 2024-02"));
  CHECK(has(last.out, "wait: 9.0 does not reach the target <= 5"));
  CHECK(has(last.out, "+5.0"));
  CHECK(has(here.run("report book.db waiting --period 2024-01 --lang zh").out, "等候，2024-01"));
  CHECK(has(here.run("report book.db waiting --period 2024-01 --format csv").out, "2024-01-08"));
  CHECK(has(here.run("report book.db waiting --format html").out, "<h1>Waiting, 2024-02</h1>"));
  WHEN("something is wrong") {
    const Ran which = here.run("report book.db");
    CHECK(which.code == 2);
    CHECK(has(which.err, "which report? This book has waiting"));
    const Ran none = here.run("report book.db waitin");
    CHECK(none.code == 3);
    CHECK(has(none.err, "HF6031"));
    CHECK(has(here.run("report book.db waiting --period 2024-12").err, "HF6031"));
    CHECK(here.run("report none.db waiting").code == 4);
  }
}
