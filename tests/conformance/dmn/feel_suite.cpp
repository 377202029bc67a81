#include <fstream>

#include "conformance/dmn/case_json.hpp"

namespace conformance {
namespace {

using namespace huifang;

/// The value of one line. An expression that can not be compiled is an error, and errors are null.
Value evaluated(const Json& line, std::string& detail) {
  const ItemTypes types(line.contains("types") ? &line.at("types") : nullptr);
  const Inputs inputs(line.at("context"), line.contains("inputTypes") ? &line.at("inputTypes") : nullptr,
                      types);
  feel::CompileOptions options;
  options.semantics = feel::Semantics::dmn;
  Value value;
  try {
    const feel::Outcome outcome =
        feel::compile(line.at("expression").get<std::string>(), inputs, options).evaluate(inputs);
    value = outcome.value;
    detail = outcome.message;
  } catch (const Error& error) {
    detail = error.what();
    return {};
  }
  if (!line.contains("resultType")) return value;
  return types.coerced(value, line.at("resultType"));
}

}  // namespace

int run_feel(const std::string& path, double min_percent) {
  std::ifstream file(path);
  Tally tally;
  for (std::string text; std::getline(file, text);) {
    if (text.empty()) continue;
    const Json line = Json::parse(text);
    std::string detail;
    const Value actual = evaluated(line, detail);
    const Value expected =
        line.contains("expected") ? value_from(line.at("expected")) : Value();  // errorResult: null
    const std::string id = line.at("suite").get<std::string>() + "/" + line.at("id").get<std::string>();
    tally.add(line.at("family"), id, same(expected, actual),
              line.at("expression").get<std::string>() + " gave " + actual.to_text() + ", expected " +
                  expected.to_text() + (detail.empty() ? "" : " (" + detail + ")"));
  }
  return tally.close(min_percent);
}

}  // namespace conformance
