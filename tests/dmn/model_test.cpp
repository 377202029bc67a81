#include <catch2/catch.hpp>

#include "support.hpp"

using namespace dmn_test;

namespace {

Context customer(const std::string& volume, const std::string& complaints) {
  return inputs({{"customer", Value::of(Context{{{"volume", number(volume)},
                                                 {"complaints", number(complaints)},
                                                 {"since", Value::of(*Date::parse("2023-03-15"))},
                                                 {"segment", Value::of("project")}}})},
                 {"as of", Value::of(*Date::parse("2025-06-01"))}});
}

}  // namespace

SCENARIO("a decision is evaluated with all that it requires, and tells what decided", "[dmn]") {
  GIVEN("the tiers of the guide") {
    const DmnModel model = tiers();
    WHEN("a large customer is graded") {
      const DmnOutcome outcome = model.evaluate("Grade", customer("12000", "1"));
      THEN("the grade is gold, decided by the first row, after the loyalty it needs") {
        CHECK(outcome.value.to_text() == "\"gold\"");
        REQUIRE(outcome.decisions.size() == 2);
        CHECK(outcome.decisions[0].name == "Loyalty");
        CHECK(outcome.decisions[0].value.to_text() == "26");
        REQUIRE(outcome.decisions[1].tables.size() == 1);
        const DmnTableRun& table = outcome.decisions[1].tables[0];
        CHECK(table.element == "decision Grade");
        CHECK(table.inputs == std::vector<std::string>{"customer.volume", "Loyalty", "customer.complaints"});
        CHECK(table.matched == std::vector<std::uint32_t>{0});
        CHECK(table.row_ids == std::vector<std::string>{"big"});
        CHECK(table.rows.empty());
        CHECK(outcome.problems.empty());
      }
    }
    WHEN("the reasons of every row are asked for") {
      DmnEvaluateOptions options;
      options.rows = true;
      const DmnOutcome outcome = model.evaluate("Grade", customer("12000", "3"), options);
      THEN("the row that did not match says which column failed") {
        CHECK(outcome.value.to_text() == "\"silver\"");
        const DmnTableRun& table = outcome.decisions.back().tables.at(0);
        REQUIRE(table.rows.size() == 3);
        CHECK_FALSE(table.rows[0].matched);
        CHECK(table.rows[0].failed_columns == std::vector<std::uint32_t>{2});
      }
    }
    WHEN("its elements are listed") {
      THEN("they have names, types and requirements") {
        CHECK(model.name() == "Tiers");
        CHECK(model.inputs().size() == 2);
        CHECK(model.inputs()[1].type_name == "date");
        CHECK(model.decisions()[1].name == "Grade");
        CHECK(model.decisions()[1].question == "Which tier does the customer belong to?");
        CHECK(model.decisions()[1].inputs == std::vector<std::string>{"customer"});
        CHECK(model.decisions()[1].decisions == std::vector<std::string>{"Loyalty"});
        REQUIRE(model.services().size() == 1);
        CHECK(model.services()[0].input_decisions == std::vector<std::string>{"Loyalty"});
      }
    }
    WHEN("a service is asked that is given the loyalty") {
      Context given = customer("12000", "0");
      given.entries.emplace_back("Loyalty", number("5"));
      const DmnOutcome outcome = model.evaluate_service("Care", given);
      THEN("it decides with what it was given and gives all its outputs by name") {
        CHECK(outcome.value.to_text() == "{Grade: \"silver\", Visits a quarter: 2}");
      }
    }
    WHEN("a business knowledge model is called") {
      const DmnOutcome outcome =
          model.evaluate_function("full months", inputs({{"to", Value::of(*Date::parse("2024-03-01"))},
                                                         {"from", Value::of(*Date::parse("2024-01-01"))}}));
      THEN("its parameters are found by name") { CHECK(outcome.value.to_text() == "2"); }
    }
    WHEN("inputs come as JSON") {
      const Context given = model.inputs_from_json(
          R"({"customer": {"volume": 2500.50, "complaints": 0, "since": "2020-01-01", "segment": "retail"}, "as of": "2025-01-01"})");
      THEN("texts become the dates that the model declares") {
        CHECK(given.entries[0].second.to_text() ==
              "{volume: 2500.5, complaints: 0, since: @\"2020-01-01\", segment: \"retail\"}");
        CHECK(model.evaluate("Grade", given).value.to_text() == "\"silver\"");
      }
    }
    WHEN("a text is no date") {
      THEN("the place in the JSON is told") {
        CHECK_THROWS_WITH(
            model.inputs_from_json(R"({"customer": {"since": "yesterday"}})"),
            "error HF2342: /customer/since: the text can not be read as what is declared; found "
            "yesterday, expected a date in ISO 8601 form");
      }
    }
    WHEN("a decision is asked for that is not there") {
      THEN("the nearest one is suggested") {
        CHECK_THROWS_WITH(
            model.evaluate("Grad", {}),
            "error HF2340: the model has no such decision; found Grad, expected Loyalty, Grade, "
            "Visits a quarter; did you mean Grade?");
      }
    }
  }
}

SCENARIO("what makes a value null is told by kind", "[dmn]") {
  GIVEN("the tiers of the guide") {
    const DmnModel model = tiers();
    WHEN("an input is missing") {
      const DmnOutcome outcome = model.evaluate("Loyalty", customer("1", "0"));
      const DmnOutcome without = model.evaluate("Loyalty", inputs({}));
      THEN("it is told apart from one that is null") {
        CHECK(outcome.problems.empty());
        REQUIRE(without.problems.size() == 2);
        CHECK(without.problems[0].kind == DmnProblem::Kind::missing_input);
        CHECK(without.problems[0].element == "input customer");
        CHECK(without.value.is_null());
      }
    }
    WHEN("an input is not one of its allowed values") {
      const DmnOutcome outcome = model.evaluate("Grade", customer("-1", "0"));
      THEN("it is null, and that is told") {
        REQUIRE(outcome.problems.size() == 1);
        CHECK(outcome.problems[0].kind == DmnProblem::Kind::unfit_input);
        CHECK(outcome.problems[0].message == "the value is not one of the values that Customer allows");
      }
    }
  }
  GIVEN("a decision whose result is of another type than declared") {
    const DmnModel model =
        model_of("<decision id=\"d\" name=\"d\"><variable name=\"d\" typeRef=\"number\"/>" +
                 literal("\"x\"") + "</decision>");
    THEN("it is null, and that is told") {
      const DmnOutcome outcome = model.evaluate("d", {});
      CHECK(outcome.value.is_null());
      REQUIRE(outcome.problems.size() == 1);
      CHECK(outcome.problems[0].element == "decision d");
      CHECK(outcome.problems[0].message == "the result is a string, not a number");
    }
  }
}

SCENARIO("imported elements are known behind the name of their import", "[dmn][import]") {
  const std::string library = document(
      "<inputData id=\"rate\" name=\"rate\"><variable name=\"rate\" typeRef=\"tRate\"/></inputData>"
      "<itemDefinition name=\"tRate\"><typeRef>number</typeRef></itemDefinition>"
      "<decision id=\"double\" name=\"double rate\"><informationRequirement><requiredInput href=\"#rate\"/>"
      "</informationRequirement>" +
          literal("rate * 2") +
          "</decision>"
          "<businessKnowledgeModel id=\"half\" name=\"half\"><encapsulatedLogic><formalParameter "
          "name=\"x\"/>" +
          literal("x / 2") + "</encapsulatedLogic></businessKnowledgeModel>",
      "urn:library");
  const std::string main =
      "<import name=\"lib\" namespace=\"urn:library\" "
      "importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" "
      "locationURI=\"library.dmn\"/>"
      "<decision id=\"d\" name=\"d\"><variable name=\"d\" typeRef=\"lib.tRate\"/>"
      "<informationRequirement><requiredInput href=\"urn:library#rate\"/></informationRequirement>"
      "<informationRequirement><requiredDecision href=\"urn:library#double\"/></informationRequirement>"
      "<knowledgeRequirement><requiredKnowledge href=\"urn:library#half\"/></knowledgeRequirement>" +
      literal("lib.double rate + lib.half(x: lib.rate)") + "</decision>";
  GIVEN("a library among the imported documents") {
    DmnOptions options;
    options.imported.push_back({"library.dmn", library});
    const DmnModel model = model_of(main, options);
    THEN("its decision, function, type and input are used by their qualified names") {
      const Value nested = Value::of(Context{{{"rate", number("4")}}});
      CHECK(model.evaluate("d", inputs({{"lib", nested}})).value.to_text() == "10");
      CHECK(model.evaluate("d", inputs({{"rate", number("6")}})).value.to_text() == "15");
      CHECK(model.evaluate("lib.double rate", inputs({{"rate", number("6")}})).value.to_text() == "12");
      CHECK(model.inputs().at(0).name == "lib.rate");
      CHECK(model.documents().size() == 2);
    }
  }
  GIVEN("a host that finds documents") {
    DmnOptions options;
    std::string asked;
    options.find_document = [&](const DmnImport& import) -> std::optional<DmnDocument> {
      asked = import.name + " " + import.name_space + " " + import.location;
      return DmnDocument{"library.dmn", library};
    };
    THEN("it is asked with what the document says") {
      CHECK(model_of(main, options).decisions().size() == 2);
      CHECK(asked == "lib urn:library library.dmn");
    }
  }
  GIVEN("two imports of one model over different ways") {
    const auto between = [](const std::string& name_space) {
      return document(
          "<import name=\"lib\" namespace=\"urn:library\"/>"
          "<decision id=\"d\" name=\"d\"><informationRequirement><requiredDecision "
          "href=\"urn:library#double\"/></informationRequirement>" +
              literal("lib.double rate") + "</decision>",
          name_space);
    };
    DmnOptions options;
    options.imported = {{"library.dmn", library}, {"a.dmn", between("urn:a")}, {"b.dmn", between("urn:b")}};
    const DmnModel model = model_of(
        "<import name=\"a\" namespace=\"urn:a\"/><import name=\"b\" namespace=\"urn:b\"/>"
        "<decision id=\"d\" name=\"d\"><informationRequirement><requiredDecision href=\"urn:a#d\"/>"
        "</informationRequirement><informationRequirement><requiredDecision "
        "href=\"urn:b#d\"/></informationRequirement>" +
            literal("[a.d, b.d]") + "</decision>",
        options);
    THEN("each has inputs of its own") {
      const auto rate = [](const char* digits) {
        return Value::of(Context{{{"lib", Value::of(Context{{{"rate", number(digits)}}})}}});
      };
      CHECK(model.evaluate("d", inputs({{"a", rate("1")}, {"b", rate("2")}})).value.to_text() == "[2, 4]");
      CHECK(model.evaluate("d", inputs({{"rate", number("5")}})).value.to_text() == "[10, 10]");
    }
  }
}

SCENARIO("older versions of DMN are read", "[dmn]") {
  for (const std::string version :
       {"http://www.omg.org/spec/DMN/20180521/MODEL/", "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/"}) {
    const DmnModel model = DmnModel::read(
        {"old.dmn",
         "<dmn:definitions xmlns:dmn=\"" + version +
             "\" name=\"old\" namespace=\"urn:old\"><dmn:decision name=\"d\" id=\"d\"><dmn:literalExpression>"
             "<dmn:text>1</dmn:text></dmn:literalExpression></dmn:decision></dmn:definitions>"});
    CHECK(model.evaluate("d", {}).value.to_text() == "1");
    CHECK(model.diagnostics().empty());
  }
  const DmnModel model =
      DmnModel::read({"old.dmn",
                      "<definitions xmlns=\"http://www.omg.org/spec/DMN/20151101/dmn.xsd\" "
                      "xmlns:feel=\"http://www.omg.org/spec/FEEL/20140401\" "
                      "name=\"old\" namespace=\"urn:old\"><decision name=\"d\" id=\"d\"><variable name=\"d\" "
                      "typeRef=\"feel:string\"/>"
                      "<literalExpression><text>\"x\"</text></literalExpression></decision></definitions>"});
  CHECK(model.evaluate("d", {}).value.to_text() == "\"x\"");
  REQUIRE(model.diagnostics().size() == 1);
  CHECK(to_text(model.diagnostics()[0]) ==
        "old.dmn:1:1: warning HF2311: this is DMN 1.1; it is read as DMN 1.2; found "
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd");
}

SCENARIO("a function of a model outlives the model's handle", "[dmn]") {
  Value function;
  {
    const DmnModel model = model_of(
        "<businessKnowledgeModel id=\"f\" name=\"f\"><encapsulatedLogic><formalParameter name=\"x\"/>" +
        literal("x + 1") +
        "</encapsulatedLogic></businessKnowledgeModel><decision id=\"d\" name=\"d\"><knowledgeRequirement>"
        "<requiredKnowledge href=\"#f\"/></knowledgeRequirement>" +
        literal("f") + "</decision>");
    function = model.evaluate("d", {}).value;
  }
  feel::CompileOptions options;
  options.semantics = feel::Semantics::dmn;
  CHECK(feel::evaluate("f(x: 41)", inputs({{"f", function}}), options).value.to_text() == "42");
}
