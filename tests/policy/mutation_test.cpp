/// Documents that are almost right: whatever is changed in them, they load or are refused with findings that
/// have places.

#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "helpers.hpp"

using namespace huifang;
using Json = nlohmann::ordered_json;

namespace {

Json read_document(const char* name) {
  return Json::parse(test::read_text(std::string(HUIFANG_TEST_DIR) + "/valid/" + name + ".json"), nullptr,
                     true, true);
}

void collect(Json& node, std::vector<Json*>& all) {
  all.push_back(&node);
  if (!node.is_structured()) return;
  for (Json& child : node) collect(child, all);
}

/// Values of the documents themselves, and some that tempt the loader.
std::vector<Json> replacements() {
  std::vector<Json> values;
  for (const char* name : {"supported", "later"}) {
    Json whole = read_document(name);
    std::vector<Json*> all;
    collect(whole, all);
    for (const Json* one : all) values.push_back(*one);
  }
  for (const char* text : {"null", "true", "-1", "1e300", "\"\"", "\"$\"", "\"$nothing\"", "\"=\"", "\"= 1\"",
                           "[]", "{}", "[[]]", "[1, null]", R"({"switch": "1"})", R"({"switch": 1})",
                           R"({"switch": "customer", "else": null})", "\"none\"", "\"system\""}) {
    for (int weight = 0; weight < 20; ++weight) values.push_back(Json::parse(text));
  }
  return values;
}

}  // namespace

TEST_CASE("an altered document loads, or is refused with a place for every finding", "[policy][property]") {
  const std::vector<Json> originals = {read_document("supported"), read_document("later")};
  const std::vector<Json> values = replacements();
  REQUIRE(rc::check("altered documents", [&] {
    Json whole = originals[static_cast<std::size_t>(*rc::gen::inRange(0, 2))];
    const int changes = *rc::gen::inRange(1, 4);
    for (int i = 0; i < changes; ++i) {
      std::vector<Json*> all;
      collect(whole, all);
      Json& target = *all[static_cast<std::size_t>(*rc::gen::inRange<int>(1, static_cast<int>(all.size())))];
      const Json& value =
          values[static_cast<std::size_t>(*rc::gen::inRange<int>(0, static_cast<int>(values.size())))];
      if (target.is_object() && *rc::gen::inRange(0, 4) == 0) {
        target[*rc::gen::element<std::string>("switch", "unknown", "label", "for")] = value;
      } else {
        target = value;
      }
    }
    const std::string text = whole.dump();
    bool failed = false;
    for (const Diagnostic& found : Policy::check(text)) {
      failed = failed || found.severity == Severity::error;
      RC_ASSERT(found.line == 1);
      RC_ASSERT(found.column > 0);
      RC_ASSERT(!found.code.empty());
      RC_ASSERT(!found.message.empty());
    }
    if (failed) return;
    const Policy policy = Policy::load(text);
    RC_ASSERT(Policy::load(policy.canonical_text()).hash() == policy.hash());
  }));
}
