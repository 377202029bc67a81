#include <catch2/catch.hpp>

#include "support.hpp"

using namespace feel_test;

SCENARIO("functions take arguments by position or by name", "[feel][builtins]") {
  CHECK(dmn("substring(\"foobar\", 3, 2)") == "\"ob\"");
  CHECK(dmn("substring(start position: -2, string: \"foobar\")") == "\"ar\"");
  CHECK(dmn("string join(delimiter: \"-\", list: [\"a\", null, \"b\"])") == "\"a-b\"");
  CHECK(dmn("number(from: \"1.000,5\", grouping separator: \".\", decimal separator: \",\")") == "1000.5");
  CHECK(dmn("date(year: 2024, month: 2, day: 29)") == "@\"2024-02-29\"");
  CHECK(dmn("date(2023, 2, 29)") == "null");
}

SCENARIO("a list of one and its item stand for each other", "[feel][builtins]") {
  CHECK(dmn("abs([-5])") == "5");
  CHECK(dmn("count(5)") == "1");
  CHECK(dmn("list contains(\"a\", \"a\")") == "true");
  CHECK(dmn("abs([1, 2])") == "null");
}

SCENARIO("text functions count code points and know case without a locale", "[feel][builtins]") {
  CHECK(dmn("string length(\"回访🐎\")") == "3");
  CHECK(dmn("substring(\"回访客户\", 3)") == "\"客户\"");
  CHECK(dmn("upper case(\"straße ÿ ñ я ω\")") == "\"STRAßE Ÿ Ñ Я Ω\"");
  CHECK(dmn("lower case(\"ÀÉ ЖΩ\")") == "\"àé жω\"");
  CHECK(dmn("split(\"a;b;;\", \";\")") == "[\"a\", \"b\", \"\", \"\"]");
  CHECK(dmn("string(@\"2024-03-01\")") == "\"2024-03-01\"");
  CHECK(dmn("string([1, \"a\", null])") == "\"[1, \\\"a\\\", null]\"");
  CHECK(dmn("string(12.50)") == "\"12.5\"");
}

SCENARIO("statistics are exact", "[feel][builtins]") {
  CHECK(dmn("mean([1, 2, 4])") == "2.333333333333333333333333333333333");
  CHECK(dmn("median(8, 2, 5, 7)") == "6");
  CHECK(dmn("stddev(2, 4, 7, 5)") == "2.081665999466132735282297706979931");
  CHECK(dmn("mode([6, 1, 9, 6, 1])") == "[1, 6]");
  CHECK(dmn("sum([0.1, 0.2, 0.3])") == "0.6");
  CHECK(dmn("sum([@\"PT1H\", @\"PT30M\"])") == "@\"PT1H30M\"");
  CHECK(dmn("product([2, 3, 4])") == "24");
  CHECK(dmn("min([@\"2024-03-02\", @\"2024-03-01\"])") == "@\"2024-03-01\"");
  CHECK(dmn("max(1, \"a\")") == "null");
  CHECK(dmn("[sum([]), count([]), mode([]), all([]), any([])]") == "[null, 0, [], true, false]");
}

SCENARIO("lists are made from lists", "[feel][builtins]") {
  CHECK(dmn("concatenate([1], 2, [3])") == "[1, 2, 3]");
  CHECK(dmn("union([1, 2], [2, 3])") == "[1, 2, 3]");
  CHECK(dmn("flatten([[1, [2]], 3])") == "[1, 2, 3]");
  CHECK(dmn("sublist([1, 2, 3, 4], -3, 2)") == "[2, 3]");
  CHECK(dmn("insert before([1, 3], 2, 2)") == "[1, 2, 3]");
  CHECK(dmn("remove([1, 2, 3], 2)") == "[1, 3]");
  CHECK(dmn("index of([1, 2, null, 2], 2)") == "[2, 4]");
  CHECK(dmn("distinct values([1, 1.0, \"1\", null, null])") == "[1, \"1\", null]");
  CHECK(dmn("list replace([1, 2, 3], function(item, newItem) item > newItem, 2)") == "[1, 2, 2]");
  CHECK(dmn("reverse([1, 2])") == "[2, 1]");
}

SCENARIO("contexts are read and changed", "[feel][builtins]") {
  CHECK(dmn("get value({a: 1}, \"a\")") == "1");
  CHECK(dmn("get entries({a: 1})") == "[{key: \"a\", value: 1}]");
  CHECK(dmn("context([{key: \"a\", value: 1}, {key: \"b\", value: 2}])") == "{a: 1, b: 2}");
  CHECK(dmn("context put({x: 1, y: {a: 0}}, [\"y\", \"a\"], 2)") == "{x: 1, y: {a: 2}}");
  CHECK(dmn("context merge([{a: 1}, {a: 2, b: 3}])") == "{a: 2, b: 3}");
  CHECK(dmn("is(@\"23:00:50@Etc/GMT\", @\"23:00:50Z\")") == "false");
}

SCENARIO("ranges lie before, over and inside one another", "[feel][builtins]") {
  CHECK(dmn("before(1, 10)") == "true");
  CHECK(dmn("before([1..5), [5..10])") == "true");
  CHECK(dmn("after([5..10], 5)") == "false");
  CHECK(dmn("meets([1..5], [5..10])") == "true");
  CHECK(dmn("overlaps([1..5], [5..8])") == "true");
  CHECK(dmn("overlaps before([1..5], [4..8])") == "true");
  CHECK(dmn("finishes(10, [1..10])") == "true");
  CHECK(dmn("includes([1..10], [4..10))") == "true");
  CHECK(dmn("during((1..10), [1..10])") == "true");
  CHECK(dmn("starts([1..5], [1..10])") == "true");
  CHECK(dmn("coincides([1..5], [1..5])") == "true");
  CHECK(dmn("overlaps([1..5], 3)") == "null");
  CHECK(dmn("range(\"[1..5)\") = [1..5)") == "true");
  CHECK(dmn("range(\"[5..1]\")") == "null");
  CHECK(dmn("range(\"[date(\\\"2024-01-01\\\")..date(\\\"2024-12-31\\\")]\") = "
            "[@\"2024-01-01\"..@\"2024-12-31\"]") == "true");
}

SCENARIO("rounding functions round as named", "[feel][builtins]") {
  CHECK(dmn("decimal(2.5, 0)") == "2");
  CHECK(dmn("round up(-1.121, 2)") == "-1.13");
  CHECK(dmn("round half down(2.5, 0)") == "2");
  CHECK(dmn("floor(-1.56, 1)") == "-1.6");
  CHECK(dmn("ceiling(1.2)") == "2");
  CHECK(dmn("decimal(1, 6177)") == "null");
  CHECK(dmn("[even(-2), odd(5), modulo(-12, 5)]") == "[true, true, 3]");
}
