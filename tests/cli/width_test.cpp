#include <catch2/catch.hpp>

#include "cli/width.hpp"

using namespace huifang::cli;

SCENARIO("columns of text are counted as a terminal shows them", "[cli]") {
  CHECK(width("phone") == 5);
  CHECK(width("长春") == 4);
  CHECK(width("（s3）") == 6);
  CHECK(width("e\xCC\x81") == 1);  // e with a combining acute
  CHECK(width("") == 0);
  CHECK(width("…–") == 2);
  CHECK(fitted("长春第一建筑公司", 9) == "长春第一…");
  CHECK(fitted("长春第一建筑公司", 16) == "长春第一建筑公司");
  CHECK(fitted("abcdef", 4) == "abc…");
  CHECK(padded("长春", 6) == "长春  ");
  CHECK(width("مكتبة") == 5);
  CHECK(width("👩") == 2);
}

SCENARIO("what would move the cursor is spelt out", "[cli]") {
  CHECK(printable("长春 é 👩 مكتبة") == "长春 é 👩 مكتبة");
  CHECK(printable("a\x1b[31mb\n\t\x7f") == "a\\u001b[31mb\\u000a\\u0009\\u007f");
  CHECK(printable("a\u202eb\u2028") == "a\\u202eb\\u2028");
  CHECK(printable("one\ntwo\r", true) == "one\ntwo\\u000d");
}
