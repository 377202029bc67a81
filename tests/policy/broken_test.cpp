/// Every document in broken/ is wrong in its own way; beside it stands, as JSON, exactly what must be found
/// in it.

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "helpers.hpp"

using namespace huifang;
using Json = nlohmann::ordered_json;

namespace {

const std::filesystem::path folder = std::filesystem::path(HUIFANG_TEST_DIR) / "broken";

std::vector<std::filesystem::path> broken_documents() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Json as_json(const Diagnostic& diagnostic) {
  Json json;
  json["code"] = diagnostic.code;
  json["severity"] = diagnostic.severity == Severity::error     ? "error"
                     : diagnostic.severity == Severity::warning ? "warning"
                                                                : "note";
  if (!diagnostic.file.empty()) json["file"] = diagnostic.file;
  json["pointer"] = diagnostic.pointer;
  json["line"] = diagnostic.line;
  json["column"] = diagnostic.column;
  json["offset"] = diagnostic.offset;
  json["message"] = diagnostic.message;
  json["found"] = diagnostic.found;
  json["expected"] = diagnostic.expected;
  json["suggestion"] = diagnostic.suggestion;
  return json;
}

/// Bases are broken/bases/<id>@<version>.json; diagnostics call them by their id.
std::optional<PolicySource> base(std::string_view id, std::string_view version) {
  const auto path = folder / "bases" / (std::string(id) + "@" + std::string(version) + ".json");
  if (!std::filesystem::exists(path)) return std::nullopt;
  return PolicySource{test::read_text(path.string()), std::string(id) + ".json"};
}

}  // namespace

SCENARIO("a broken policy is refused with everything that is wrong with it, and where", "[policy][broken]") {
  const auto files = broken_documents();
  REQUIRE(files.size() >= 30);
  for (const auto& file : files) {
    DYNAMIC_SECTION(file.stem().string()) {
      LoadOptions options;
      options.find_base = base;
      Json found = Json::array();
      for (const Diagnostic& diagnostic : Policy::check(test::read_text(file.string()), options)) {
        found.push_back(as_json(diagnostic));
      }
      auto expected_file = file;
      const Json expected =
          Json::parse(test::read_text(expected_file.replace_extension(".expected").string()));
      REQUIRE(found.size() == expected.size());
      for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i].dump() == expected[i].dump());
      CHECK_THROWS_AS(Policy::load(test::read_text(file.string()), options), Error);
    }
  }
}
