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
