#include "value/utf8.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

using namespace huifang;

SCENARIO("only well-formed UTF-8 is accepted", "[value][utf8]") {
  CHECK(utf8::first_invalid("回访 — ok") == std::string_view::npos);
  CHECK(utf8::first_invalid("ab\xff") == 2);
  CHECK(utf8::first_invalid("\xc0\x80") == 0);          // overlong
  CHECK(utf8::first_invalid("\xed\xa0\x80") == 0);      // surrogate
  CHECK(utf8::first_invalid("\xf4\x90\x80\x80") == 0);  // above U+10FFFF
  CHECK(utf8::first_invalid("a\xe5\x9b") == 1);         // cut off
}

SCENARIO("texts are counted and cut in code points", "[value][utf8]") {
  CHECK(utf8::length("回访🐎") == 3);
  CHECK(utf8::shortened("回访回访", 2) == "回访…");
  CHECK(utf8::shortened("回访", 2) == "回访");
}

TEST_CASE("what is encoded decodes to itself", "[value][utf8]") {
  REQUIRE(rc::check("every scalar value", [] {
    const auto point = *rc::gen::suchThat(rc::gen::inRange<std::uint32_t>(0, 0x110000),
                                          [](std::uint32_t p) { return p < 0xD800 || p > 0xDFFF; });
    std::string text;
    utf8::append(text, point);
    const auto back = utf8::decode(text, 0);
    RC_ASSERT(back.bytes == text.size());
    RC_ASSERT(back.code_point == point);
  }));
}
