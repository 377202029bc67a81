#include "feel/regex.hpp"

#include <catch2/catch.hpp>

#include "support.hpp"

using namespace feel_test;
using huifang::feel::Regex;

namespace {

std::string found(std::string_view text, std::string_view pattern, std::string_view flags = "") {
  std::string message;
  const auto regex = Regex::compile(pattern, flags, message);
  if (!regex) return message;
  std::vector<Regex::Span> groups;
  std::uint64_t steps = 100'000;
  switch (regex->search(text, 0, groups, steps)) {
    case Regex::Outcome::none:
      return "no";
    case Regex::Outcome::exhausted:
      return "exhausted";
    case Regex::Outcome::found:
      break;
  }
  std::string result;
  for (const Regex::Span& group : groups) {
    result +=
        "[" +
        (group.begin == std::string::npos ? ""
                                          : std::string(text.substr(group.begin, group.end - group.begin))) +
        "]";
  }
  return result;
}

}  // namespace

SCENARIO("patterns are those of XPath", "[feel][regex]") {
  CHECK(found("abc123", "([a-z]+)(\\d+)") == "[abc123][abc][123]");
  CHECK(found("xyz", "^y") == "no");
  CHECK(found("a\nb", "a.b") == "no");
  CHECK(found("a\nb", "a.b", "s") == "[a\nb]");
  CHECK(found("a\nb", "^b$", "m") == "[b]");
  CHECK(found("B", "[a-z-[aeiou]]", "i") == "[B]");
  CHECK(found("e", "[a-z-[aeiou]]") == "no");
  CHECK(found("回访", "\\p{L}+") == "[回访]");
  CHECK(found("回访", "\\p{IsCJKUnifiedIdeographs}{2}") == "[回访]");
  CHECK(found("a b", "a \\ b", "x") == "an escape is not known");
  CHECK(found("hello world", "hello\\ sworld", "x") == "[hello world]");
  CHECK(found("a.c", "a.c", "q") == "[a.c]");
  CHECK(found("abc", "a.c", "q") == "no");
  CHECK(found("x_1-é", "\\c+") == "[x_1-é]");
  CHECK(found("aaa", "a{2}?") == "[aa]");
  CHECK(found("5", "[\\d-[5]]") == "no");
}

SCENARIO("back-references are matched within a number of steps", "[feel][regex]") {
  CHECK(found("abba", "(.)(.)\\2\\1") == "[abba][a][b]");
  CHECK(found("aA", "(a)\\1", "i") == "[aA][a]");
  CHECK(found("abc", "(.)\\1") == "no");
  CHECK(found(std::string(60, 'a') + "b", "(a*)*(a*)*\\1c") == "exhausted");
}

SCENARIO("what is no pattern is said to be none", "[feel][regex]") {
  CHECK(found("a", "(") == "a ( is not closed");
  CHECK(found("a", ")") == "a ) has no (");
  CHECK(found("a", "[") == "a [ is not closed");
  CHECK(found("a", "a**") == "a repetition is repeated");
  CHECK(found("a", "*") == "a repetition has nothing to repeat");
  CHECK(found("a", "(.)\\3") == "a reference to a group that is not there");
  CHECK(found("a", "(asd)[asd\\1]") == "an escape is not known");
  CHECK(found("a", "\\p{Quatsch}") == "a category of characters is not known");
  CHECK(found("a", "a", "p") == "a flag is not one of s, m, i, x, q");
  CHECK(found("a", std::string(20'000, 'a')) == "the pattern is longer than 10000 bytes");
  CHECK(found("a", "(((a{900}){900}){900})") == "the pattern is too large");
  CHECK(found("a", std::string(500, '(') + "a" + std::string(500, ')')) == "groups are nested too deeply");
}

SCENARIO("replace puts groups where $ asks for them", "[feel][regex]") {
  CHECK(dmn("replace(\"0123456789\", \"(\\d{3})(\\d{3})(\\d{4})\", \"($1) $2-$3\")") == "\"(012) 345-6789\"");
  CHECK(dmn("replace(\"abc\", \"b\", \"\\\\$\")") == "\"a$c\"");
  CHECK(dmn("replace(\"abc\", \"b*\", \"x\")") == "null");
  CHECK(dmn("replace(\"abracadabra\", \"a.*?a\", \"*\")") == "\"*c*bra\"");
  CHECK(dmn("replace(\"ab\", \"(a)\", \"$12\")") == "\"a2b\"");
}
