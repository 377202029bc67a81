/// The JSON Schema and the loader's own tables say the same.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "helpers.hpp"
#include "policy/shape.hpp"

using namespace huifang;
using loader::Shape;
using Json = nlohmann::json;

namespace {

Json schema() { return Json::parse(policy_schema()); }
Json definition(const Shape& shape) {
  const Json all = schema();
  return shape.name == "policy" ? all : all.at("$defs").at(std::string(shape.name));
}

/// Every object with properties in the schema, and every name in them, has a description.
void describe(const Json& node, const std::string& where) {
  if (!node.is_object()) return;
  if (node.contains("properties")) {
    for (const auto& [key, property] : node.at("properties").items()) {
      INFO(where << "/" << key);
      CHECK(property.contains("description"));
    }
  }
  for (const auto& [key, child] : node.items()) describe(child, where + "/" + key);
}

}  // namespace

SCENARIO("the library ships the schema file", "[policy][schema]") {
  CHECK(std::string(policy_schema()) ==
        test::read_text(std::string(HUIFANG_SOURCE_DIR) + "/src/policy/policy.schema.json"));
  CHECK(schema().at("$schema") == "https://json-schema.org/draft/2020-12/schema");
}

SCENARIO("every key the loader knows is in the schema, and no other", "[policy][schema]") {
  for (const Shape* shape : loader::all_shapes()) {
    DYNAMIC_SECTION(std::string(shape->name)) {
      const Json found = definition(*shape);
      std::set<std::string> known;
      std::set<std::string> written;
      for (const loader::KeyShape& key : shape->keys) known.emplace(key.name);
      if (found.contains("properties")) {
        for (const auto& [key, property] : found.at("properties").items()) written.insert(key);
      }
      CHECK(known == written);
      const Json& others = found.at("additionalProperties");
      CHECK((others.is_boolean() && !others.get<bool>()) == (shape->rest == nullptr));
    }
  }
}

SCENARIO("a document that uses every supported key loads", "[policy][schema]") {
  const Policy policy = Policy::load_file(std::string(HUIFANG_TEST_DIR) + "/valid/supported.json");
  for (const Diagnostic& found : policy.warnings()) {
    INFO(to_text(found));
    CHECK(found.severity == Severity::note);
  }
  CHECK(Policy::load(policy.canonical_text()).hash() == policy.hash());
}

SCENARIO("what comes later is refused by its own codes, and nothing of it is ignored", "[policy][schema]") {
  const std::string text = test::read_text(std::string(HUIFANG_TEST_DIR) + "/valid/later.json");
  std::set<std::string> codes;
  for (const Diagnostic& found : Policy::check(text)) {
    INFO(to_text(found));
    CHECK(found.code.starts_with("HF19"));
    codes.insert(found.code);
  }
  for (const char* code :
       {"HF1909", "HF1920"}) {
    CHECK(codes.count(code) == 1);
  }
}

SCENARIO("every key of the tables stands in one of the two documents", "[policy][schema]") {
  std::set<std::string> written;
  for (const char* name : {"supported", "later"}) {
    const Json all = Json::parse(test::read_text(std::string(HUIFANG_TEST_DIR) + "/valid/" + name + ".json"),
                                 nullptr, true, true);
    const auto collect = [&](const auto& self, const Json& node) -> void {
      if (node.is_object()) {
        for (const auto& [key, child] : node.items()) {
          written.insert(key);
          self(self, child);
        }
      } else if (node.is_array()) {
        for (const Json& child : node) self(self, child);
      }
    };
    collect(collect, all);
  }
  for (const Shape* shape : loader::all_shapes()) {
    for (const loader::KeyShape& key : shape->keys) {
      INFO(shape->name << " " << key.name);
      CHECK((written.contains(std::string(key.name)) || key.name == "extends"));
    }
  }
}

SCENARIO("editors can explain every key", "[policy][schema]") { describe(schema(), ""); }
