#include <fstream>

#include "conformance/dmn/case_json.hpp"
#include "conformance/dmn/drg_xml.hpp"
#include "huifang/dmn.hpp"

namespace conformance {
namespace {

using namespace huifang;

/// What a model gives for one asked decision; why it is null goes to `detail`.
Value decided(const DmnModel& model, const Json& each, const std::string& decision, std::string& detail) {
  Context inputs;
  for (const auto& [name, value] : each.at("inputs").items())
    inputs.entries.emplace_back(name, value_from(value));
  const std::string kind = each.value("kind", "decision");
  DmnEvaluateOptions options;
  options.now = Instant{1'700'000'000'000'000};
  DmnOutcome outcome;
  if (kind == "decisionService")
    outcome = model.evaluate_service(each.at("invocable").get<std::string>(), inputs, options);
  else if (kind == "bkm")
    outcome = model.evaluate_function(each.at("invocable").get<std::string>(), inputs, options);
  else
    outcome = model.evaluate(decision, inputs, options);
  for (const DmnProblem& problem : outcome.problems) {
    detail += "; " + problem.element + ": " + problem.message;
  }
  if (kind != "decisionService") return outcome.value;
  // A service of several decisions gives each by its name.
  for (const DmnService& service : model.services()) {
    if (service.name != each.at("invocable") || service.outputs.size() < 2) continue;
    const Value* value =
        outcome.value.kind() == Value::Kind::context ? outcome.value.context().find(decision) : nullptr;
    return value == nullptr ? Value() : *value;
  }
  return outcome.value;
}

void run_model(const Json& line, Tally& tally) {
  std::vector<DmnDocument> documents = documents_from(line);
  DmnOptions options;
  options.tolerant = true;  // a broken expression is null; the others go on
  options.imported.assign(documents.begin() + 1, documents.end());
  DmnModel model;
  std::string refused;
  try {
    model = DmnModel::read(documents.front(), options);
    for (const Diagnostic& diagnostic : model.diagnostics()) refused += "; " + to_text(diagnostic);
  } catch (const Error& error) {
    refused = error.what();
  }
  for (const Json& each : line.at("cases")) {
    const std::string id = line.at("suite").get<std::string>() + "/" + each.at("id").get<std::string>();
    bool passed = true;
    std::string detail;
    for (const Json& result : each.at("results")) {
      const Value expected = result.contains("expected") ? value_from(result.at("expected")) : Value();
      std::string why;
      Value actual;
      try {
        if (model) actual = decided(model, each, result.at("decision").get<std::string>(), why);
      } catch (const Error& error) {
        why = error.what();
      }
      if (same(expected, actual)) continue;
      passed = false;
      detail += result.at("decision").get<std::string>() + " gave " + actual.to_text() + ", expected " +
                expected.to_text() + why + "; ";
    }
    tally.add(line.at("family"), id, passed, detail + refused);
  }
}

}  // namespace

int run_drg(const std::string& path, double min_percent) {
  std::ifstream file(path);
  Tally tally;
  for (std::string text; std::getline(file, text);) {
    if (!text.empty()) run_model(Json::parse(text), tally);
  }
  return tally.close(min_percent);
}

}  // namespace conformance
