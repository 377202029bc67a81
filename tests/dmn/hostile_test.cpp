#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "support.hpp"

using namespace dmn_test;

SCENARIO("hostile XML is refused before it can do harm", "[dmn][hostile]") {
  CHECK(refused("<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>" +
                document(decision(literal("&b;")))) ==
        "test.dmn:1:1: error HF2303: a document type declaration is not accepted: nothing outside the "
        "document is read");
  CHECK(refused("\xff" + document("")) ==
        "test.dmn:1:1: error HF2302: the text is not UTF-8; expected UTF-8");
  CHECK(refused("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + document("")) ==
        "test.dmn:1:1: error HF2302: the encoding is not UTF-8; found iso-8859-1, expected UTF-8");
  DmnOptions few;
  few.document_bytes = 100;
  CHECK(refused(document(decision(literal("1"))), few).find("HF2304") != std::string::npos);
  few = {};
  few.elements = 5;
  CHECK(refused(document(decision(literal("1"))), few).find("HF2305") != std::string::npos);
  std::string nested = literal("1");
  for (int i = 0; i < 200; ++i) nested = "<list>" + nested + "</list>";
  CHECK(refused(document(decision(nested))) ==
        "test.dmn:2:615: error HF2306: the elements are nested too deep; expected at most 100 levels");
}

SCENARIO("a character reference that stands for nothing is text", "[dmn][hostile]") {
  CHECK(value_text(decision(literal("\"&unknown; &#x4e2d;\""))) == "\"&unknown; 中\"");
}

SCENARIO("types that double at every step stop at a limit", "[dmn][hostile]") {
  std::string types = "<itemDefinition name=\"t0\"><typeRef>number</typeRef></itemDefinition>";
  for (int i = 1; i < 60; ++i) {
    const std::string below = "<typeRef>t" + std::to_string(i - 1) + "</typeRef></itemComponent>";
    types += "<itemDefinition name=\"t" + std::to_string(i) + "\"><itemComponent name=\"a\">" + below +
             "<itemComponent name=\"b\">" + below + "</itemDefinition>";
  }
  const std::string text = refused(document(types));
  CHECK(text.find("HF2308: itemDefinition[t13]: the type has too many parts; expected at most 10000") !=
        std::string::npos);
}

namespace {

/// t0 refers to t1, and so on to t(count - 1), each in the words of `refers`.
std::string chain(int count, bool last_first, const std::string& begin, const std::string& end) {
  std::string types;
  for (int i = 0; i < count; ++i) {
    const int at = last_first ? count - 1 - i : i;
    const std::string next = at + 1 < count ? "t" + std::to_string(at + 1) : "number";
    types += "<itemDefinition name=\"t" + std::to_string(at) + "\">" + begin + "<typeRef>" + next +
             "</typeRef>" + end + "</itemDefinition>";
  }
  return types;
}

}  // namespace

SCENARIO("types inside one another stop at a limit", "[dmn][hostile]") {
  for (const bool last_first : {false, true}) {
    for (const auto& [begin, end] : std::vector<std::pair<std::string, std::string>>{
             {"", ""}, {"<itemComponent name=\"a\">", "</itemComponent>"}}) {
      const std::string text = refused(document(chain(12'000, last_first, begin, end)));
      CHECK(text.find("HF2308") != std::string::npos);
      CHECK(text.find("too many types stand inside one another; expected at most 200 levels") !=
            std::string::npos);
    }
    CHECK(refused(document(chain(90, last_first, "", ""))) == "accepted");
  }
}

SCENARIO("function types that double at every step stop at a limit", "[dmn][hostile]") {
  std::string types = "<itemDefinition name=\"t0\"><typeRef>number</typeRef></itemDefinition>";
  for (int i = 1; i < 60; ++i) {
    const std::string below = "t" + std::to_string(i - 1);
    types += "<itemDefinition name=\"t" + std::to_string(i) + "\"><functionItem outputTypeRef=\"" + below +
             "\"><parameters name=\"a\" typeRef=\"" + below + "\"/></functionItem></itemDefinition>";
  }
  CHECK(refused(document(types)).find("HF2308: itemDefinition[t13]: the type has too many parts") !=
        std::string::npos);
}

SCENARIO("no number of warnings hides an error", "[dmn][hostile]") {
  std::string elements;
  for (int i = 0; i < 1'100; ++i)
    elements += "<decision id=\"d" + std::to_string(i) + "\" name=\"d" + std::to_string(i) + "\"/>\n";
  const DmnModel model = model_of(elements);
  CHECK(model.diagnostics().size() == 1'000);
  try {
    (void)DmnModel::read({"test.dmn", document(elements + decision(literal("1 +"), "bad"))});
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::syntax);
    CHECK(error.diagnostics().size() == 1'000);
    CHECK(error.diagnostics().back().severity == Severity::error);
    CHECK(error.diagnostics().back().pointer == "decision[bad]");
  }
  std::string wrong;
  for (int i = 0; i < 1'100; ++i) wrong += decision(literal("unknown"), "e" + std::to_string(i));
  try {
    (void)DmnModel::read({"test.dmn", document(elements + wrong)});
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.diagnostics().size() == 1'000);
    for (const Diagnostic& diagnostic : error.diagnostics()) CHECK(diagnostic.severity == Severity::error);
  }
}

SCENARIO("models that import others twice at every step stop at a limit", "[dmn][hostile]") {
  DmnOptions options;
  options.models = 50;
  for (int i = 0; i < 20; ++i) {
    const std::string below = "namespace=\"urn:" + std::to_string(i - 1) + "\"/>";
    options.imported.push_back(
        {"m.dmn", document(i == 0 ? "" : "<import name=\"a\" " + below + "<import name=\"b\" " + below,
                           "urn:" + std::to_string(i))});
  }
  CHECK(refused(document("<import name=\"a\" namespace=\"urn:19\"/>"), options).find("HF2307") !=
        std::string::npos);
}

SCENARIO("evaluation is bounded", "[dmn][hostile]") {
  const std::string numbers = literal("for i in 1..1000000 return i");
  CHECK_THROWS_WITH(model_of(decision("<for iteratorVariable=\"x\"><in>" + numbers + "</in><return><list>" +
                                      literal("x") + "</list></return></for>"))
                        .evaluate("d", {}),
                    "error HF2341: the limit of 1000000 evaluation steps is exceeded");
  const std::string nesting = "<for iteratorVariable=\"x\"><in>" + literal("for i in 1..1000 return i") +
                              "</in><return>" + literal("partial") + "</return></for>";
  CHECK_THROWS_WITH(model_of(decision(nesting)).evaluate("d", {}),
                    "error HF2341: the limit of 500 values inside one another is exceeded");
}

SCENARIO("a loop reaches the largest number and stops", "[dmn][hostile]") {
  const auto loop = [](const std::string& range) {
    return value_text(decision("<for iteratorVariable=\"x\"><in>" + literal(range) + "</in><return>" +
                               literal("x") + "</return></for>"));
  };
  CHECK(loop("[9223372036854775806..9223372036854775807]") == "[9223372036854775806, 9223372036854775807]");
  CHECK(loop("(9223372036854775807..9223372036854775807]") == "[]");
  CHECK(loop("[-9223372036854775808..-9223372036854775808)") == "[]");
  CHECK(loop("(1..4)") == "[2, 3]");
  CHECK(loop("[2..1]") == "[]");
}

SCENARIO("texts of values stop at the limit of bytes", "[dmn][hostile]") {
  // Each entry has the one before it twice: a small value with a long text.
  std::string entries = "{e0: [111111, 222222, 333333, 444444, 555555, 666666, 777777, 888888, 999999]";
  for (int i = 1; i < 19; ++i) {
    const std::string below = "e" + std::to_string(i - 1);
    entries += ", e" + std::to_string(i) + ": [" + below + ", " + below + "]";
  }
  const auto last = [&](const std::string& expression) {
    return entries + ", last: " + expression + "}.last";
  };
  const std::string limit = "error HF2341: the limit of 16000000 bytes in a string is exceeded";
  CHECK_THROWS_WITH(model_of(decision(literal(last("string(e18)")))).evaluate("d", {}), limit);
  CHECK(value_text(decision(literal(last("string(e1)")))) ==
        "\"[[111111, 222222, 333333, 444444, 555555, 666666, 777777, 888888, 999999], "
        "[111111, 222222, 333333, 444444, 555555, 666666, 777777, 888888, 999999]]\"");
}

SCENARIO("whatever is done to a document, it is read or refused", "[dmn][hostile]") {
  const std::string text = file_text(std::string(HUIFANG_SOURCE_DIR) + "/examples/decisions/tiers.dmn");
  const Context given = inputs({{"as of", Value::of(*Date::parse("2025-06-01"))}});
  const bool holds = rc::check("changed documents", [&] {
    std::string changed = text;
    const auto edits = *rc::gen::inRange(1, 6);
    for (int i = 0; i < edits; ++i) {
      const auto at = *rc::gen::inRange<std::size_t>(0, changed.size());
      const auto length = *rc::gen::inRange<std::size_t>(0, 40);
      switch (*rc::gen::inRange(0, 4)) {
        case 0:
          changed.erase(at, length);
          break;
        case 1:
          changed.insert(at, changed.substr(changed.size() / 3, length));
          break;
        case 2:
          changed[at] = *rc::gen::elementOf(std::string("<>/\"&;=#x "));
          break;
        default:
          changed.insert(at, text.substr(*rc::gen::inRange<std::size_t>(0, text.size()), length));
      }
    }
    for (const bool tolerant : {false, true}) {
      DmnOptions options;
      options.tolerant = tolerant;
      try {
        const DmnModel model = DmnModel::read({"changed.dmn", changed}, options);
        for (const DmnDecision& decision : model.decisions()) (void)model.evaluate(decision.name, given);
        for (const DmnService& service : model.services()) (void)model.evaluate_service(service.name, given);
      } catch (const Error& error) {
        RC_ASSERT(!error.diagnostics().empty());
      }
    }
  });
  CHECK(holds);
}

SCENARIO("decisions that double what they require stop at a limit", "[dmn][hostile]") {
  std::string elements = decision(literal("[1, 2]"), "d0");
  for (int i = 1; i < 60; ++i) {
    const std::string below = "d" + std::to_string(i - 1), own = "d" + std::to_string(i);
    elements += "<decision id=\"" + own + "\" name=\"" + own + "\"><informationRequirement><requiredDecision href=\"#" + below +
                "\"/></informationRequirement>" + literal("[" + below + ", " + below + "]") + "</decision>";
  }
  const DmnModel model = model_of(elements);
  CHECK_THROWS_WITH(model.evaluate("d59", {}), Catch::Contains("10000000 values in one value"));
}
