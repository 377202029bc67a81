/// The section points and the effect post: what the loader refuses.

#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace huifang;

namespace {

/// The code of what is refused first, and what was expected; "" when the policy is loaded.
std::string refusal(const std::string& points, const std::string& post) {
  try {
    Policy::load(R"j({"huifang": 1, "policy": "p", "version": "1", "effective": "2017-09-01..", "zone": "Asia/Shanghai",
      "events": {"fault": {"responsible": "staff"}}, "points": {"B": {"period": "month")j" + points + R"j(}},
      "rules": {"r": {"for": "staff", "on": "fault", "do": [{"post": {"class": )j" + post + "}}]}}}");
  } catch (const Error& error) {
    return error.diagnostics().front().code + ": " + error.diagnostics().front().expected;
  }
  return {};
}

std::string of_class(const std::string& points) { return refusal(", " + points, R"j("B", "to": {"staff": 1})j"); }
std::string of_amount(const std::string& decimals, const std::string& amount) {
  return refusal(R"j(, "decimals": )j" + decimals, R"j("B", "to": {"staff": )j" + amount + "}");
}
std::string of_share(const std::string& share) { return refusal("", R"j("B", "amount": 30, "to": {"staff": )j" + share + "}"); }

}  // namespace

SCENARIO("all that is wrong with a posting is told at once", "[policy][points]") {
  const auto codes = [](const std::string& post) {
    std::string found;
    try {
      Policy::load(R"j({"huifang": 1, "policy": "p", "version": "1", "effective": "2017-09-01..", "zone": "Asia/Shanghai",
        "points": {"B": {"period": "month"}}, "events": {"fault": {}}, "rules": {"r": {"for": "staff", "on": "fault", "do": [{"post": {"class": "B", )j" + post + "}}]}}}");
    } catch (const Error& error) {
      for (const Diagnostic& finding : error.diagnostics()) found += finding.code + finding.pointer.substr(finding.pointer.find("post")) + " ";
    }
    return found;
  };
  CHECK(codes(R"j("amount": 0.5, "pending": "-1 day", "to": {"staff": "0", "\"s1\"": "-1/3", "\"s2\"": "1/2"})j") ==
        "HF1652post/amount HF1507post/pending HF1653post/to/staff HF1653post/to/\"s1\" ");
  CHECK(codes(R"j("to": {"staff": 0.5, "\"s1\"": 1, "\"s2\"": 1e30})j") == "HF1652post/to/staff HF1652post/to/\"s2\" ");
}

SCENARIO("an amount is one that the class can hold", "[policy][points]") {
  const std::string whole = "HF1652: a number with at most 0 decimal places, from -1000000000000000 to 1000000000000000";
  CHECK(of_amount("0", "1000000000000000").empty());
  CHECK(of_amount("0", "-1000000000000000").empty());
  CHECK(of_amount("0", "1000000000000001") == whole);
  CHECK(of_amount("0", "1e30") == whole);
  CHECK(of_amount("0", "0.5") == whole);
  CHECK(of_amount("0", "null") == whole);
  CHECK(of_amount("0", "\"5\"") == whole);
  CHECK(of_amount("9", "0.000000001").empty());
  CHECK(of_amount("9", "1000001") == "HF1652: a number with at most 9 decimal places, from -1000000 to 1000000");
}

SCENARIO("a cap is not below 0, a floor not above it", "[policy][points]") {
  CHECK(of_class(R"j("cap": 0, "floor": 0)j").empty());
  CHECK(of_class(R"j("cap": -1)j").starts_with("HF1652"));
  CHECK(of_class(R"j("floor": 1)j").starts_with("HF1652"));
  CHECK(of_class(R"j("cap": 0.5)j").starts_with("HF1652"));
  CHECK(of_class(R"j("cap": 1000000000000001)j").starts_with("HF1652"));
}

SCENARIO("nobody is not everybody: an empty list of who keeps points is refused", "[policy][points]") {
  CHECK(of_class(R"j("by": ["head(staff)"])j").empty());
  CHECK(of_class(R"j("by": [])j") == R"j(HF1114: a role, or no "by" for every member of staff)j");
}

SCENARIO("points wait, and expire, for some time", "[policy][points]") {
  const auto waiting = [](const std::string& span) { return refusal("", R"j("B", "to": {"staff": 1}, "pending": )j" + span); };
  for (const char* span : {"\"14 days\"", "\"2 hours\"", "\"3 working days\""}) CHECK(waiting(span).empty());
  for (const char* span : {"\"0 days\"", "\"-1 day\"", "\"soon\"", "\"\""}) CHECK_FALSE(waiting(span).empty());
  CHECK(waiting("14").starts_with("HF1102"));
  for (const char* span : {"\"1 year\"", "\"30 days\""}) CHECK(of_class(std::string("\"expires\": ") + span).empty());
  for (const char* span : {"\"0 days\"", "\"-1 year\"", "\"never\"", "1", "null"}) CHECK_FALSE(of_class(std::string("\"expires\": ") + span).empty());
}

SCENARIO("a span that leads out of the calendar is refused where it is written, not with every later event", "[policy][points]") {
  const std::string refused = "HF1507: a span of at most 1000 years";
  for (const char* key : {"expires", "close"}) {
    const auto span = [&](const std::string& text) { return of_class("\"" + std::string(key) + "\": \"" + text + "\""); };
    for (const char* text : {"1000 years", "12000 months", "52178 weeks", "365250 days", "8766000 hours", "365250 working days", "365250 working hours"}) CHECK(span(text).empty());
    for (const char* text : {"1001 years", "8000 years", "12001 months", "52179 weeks", "365251 days", "8766001 hours", "525960001 minutes", "365251 working days", "365251 working hours",
                             "21915001 working minutes"}) {
      CAPTURE(key, text);
      CHECK(span(text) == refused);
    }
  }
  CHECK(refusal("", R"j("B", "to": {"staff": 1}, "pending": "8000 years")j") == refused);
  CHECK(of_class(R"j("close": "-1 day")j").starts_with("HF1507: \"auto\""));
}

SCENARIO("awards do not wait: they are asked again", "[policy][points]") {
  const auto award = [](const std::string& effects) {
    try {
      Policy::load(R"j({"huifang": 1, "policy": "p", "version": "1", "effective": "2017-09-01..", "zone": "Asia/Shanghai",
        "points": {"B": {"period": "month"}}, "rules": {"r": {"for": "staff", "each": "month", "do": )j" + effects + "}}}");
    } catch (const Error& error) {
      return error.diagnostics().front().code + " " + error.diagnostics().front().pointer;
    }
    return std::string();
  };
  CHECK(award(R"j([{"post": {"class": "B", "to": {"staff": 1}}}])j").empty());
  CHECK(award(R"j([{"notify": "staff"}, {"post": {"class": "B", "to": {"staff": 1}, "pending": "3 days"}}])j") == "HF1654 /rules/r/do/1/post/pending");
}

SCENARIO("a share is a fraction above 0 that is not too fine", "[policy][points]") {
  for (const char* share : {"\"1/3\"", "\"10%\"", "0.25", "2", "\"0.5%\""}) CHECK(of_share(share).empty());
  for (const char* share : {"0", "-0.5", "\"0%\"", "\"1/0\"", "\"0/1\"", "\"-1/2\"", "\"1/1000001\"", "0.0000001", "\"\"", "\"/\"", "\"%\"", "null", "true", "[1]", "\"= 1\""}) {
    CHECK(of_share(share).starts_with("HF1653"));
  }
}

SCENARIO("a posting names a class and somebody", "[policy][points]") {
  CHECK(refusal("", R"j("b", "to": {"staff": 1})j") == "HF1651: B");
  CHECK(refusal("", R"j("B", "to": {})j").starts_with("HF1114"));
  CHECK(refusal("", R"j("B")j").starts_with("HF1103"));
}
