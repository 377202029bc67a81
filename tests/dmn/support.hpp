#pragma once
/// What the tests of DMN models share.

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "huifang/dmn.hpp"

namespace dmn_test {

using namespace huifang;

/// A document of DMN 1.5 with these elements, each on a line of its own after the first.
inline std::string document(const std::string& elements, const std::string& name_space = "urn:test") {
  return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"test\" namespace=\"" +
         name_space + "\">\n" + elements + "\n</definitions>\n";
}

/// A decision without requirements whose logic is `logic`.
inline std::string decision(const std::string& logic, const std::string& name = "d") {
  return "<decision id=\"" + name + "\" name=\"" + name + "\">" + logic + "</decision>";
}

inline std::string literal(const std::string& text) {
  return "<literalExpression><text>" + text + "</text></literalExpression>";
}

inline DmnModel model_of(const std::string& elements, const DmnOptions& options = {}) {
  return DmnModel::read({"test.dmn", document(elements)}, options);
}

/// Everything that is said about a document that is refused.
inline std::string refused(const std::string& text, const DmnOptions& options = {}) {
  try {
    (void)DmnModel::read({"test.dmn", text}, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

inline Context inputs(std::vector<std::pair<std::string, Value>> entries) {
  return Context{std::move(entries)};
}

inline Value number(const std::string& digits) { return Value::of(*Decimal::parse(digits)); }

/// The value of decision `d` as FEEL text.
inline std::string value_text(const std::string& elements, const Context& given = {}) {
  return model_of(elements).evaluate("d", given).value.to_text();
}

inline std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline DmnModel tiers() {
  const std::string path = std::string(HUIFANG_SOURCE_DIR) + "/examples/decisions/tiers.dmn";
  return DmnModel::read({"tiers.dmn", file_text(path)});
}

}  // namespace dmn_test
