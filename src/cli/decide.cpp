/// huifang decide: evaluate a decision or a decision service of a DMN model.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/console.hpp"
#include "cli/dmn_files.hpp"
#include "cli/output.hpp"
#include "domain/json_text.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string file, decision, service, input, now;
  std::vector<std::string> imports;
  std::string format = "text";
  bool explain = false;
};

std::string rows_text(const std::vector<std::uint32_t>& rows) {
  std::string text;
  for (const std::uint32_t row : rows) text += (text.empty() ? "" : ", ") + std::to_string(row + 1);
  return text.empty() ? "no row" : (rows.size() == 1 ? "row " : "rows ") + text;
}

/// Each decision with its value, and below it the tables that ran for it: what went in, and which rows
/// matched.
std::string explanation(const DmnOutcome& outcome) {
  std::string text;
  for (const DmnDecisionOutcome& decision : outcome.decisions) {
    text += decision.name + ": " + decision.value.to_text() + '\n';
    for (const DmnTableRun& table : decision.tables) {
      std::string inputs;
      for (std::size_t i = 0; i < table.inputs.size(); ++i)
        inputs += (i > 0 ? ", " : "") + table.inputs[i] + " = " + table.values[i].to_text();
      text += "  table of " + table.element + ": " + rows_text(table.matched) + " of " +
              std::to_string(table.rows.size()) + " matched" + (inputs.empty() ? "" : ", with " + inputs) +
              '\n';
      for (const RowExplanation& row : table.rows) {
        if (row.matched) continue;
        std::string failed;
        for (const std::uint32_t column : row.failed_columns)
          failed += (failed.empty() ? "" : ", ") + table.inputs[column];
        text += "    row " + std::to_string(row.row + 1) + " did not: " + failed + '\n';
      }
    }
  }
  return text;
}

/// What `one` says of each item, as a JSON list.
template <class Items, class One>
std::string json_list(const Items& items, const One& one) {
  std::string text = "[";
  for (const auto& item : items) text += (text.size() > 1 ? ", " : "") + one(item);
  return text + "]";
}

/// The columns in their order: two may have the same expression.
std::string json_inputs(const DmnTableRun& table) {
  std::size_t column = 0;
  return json_list(table.inputs, [&](const std::string& input) {
    return "{\"input\": " + json_string(input) + ", \"value\": " + json_text(table.values[column++]) + "}";
  });
}

/// Rows are counted from 1, as a table's author does.
std::string json(const DmnOutcome& outcome, bool explain) {
  std::string text = "{\"value\": " + json_text(outcome.value);
  if (explain) {
    text += ",\n \"decisions\": [";
    for (std::size_t i = 0; i < outcome.decisions.size(); ++i) {
      const DmnDecisionOutcome& decision = outcome.decisions[i];
      text += std::string(i > 0 ? "," : "") + "\n  {\"decision\": " + json_string(decision.name) +
              ", \"value\": " + json_text(decision.value) + ", \"tables\": [";
      for (std::size_t t = 0; t < decision.tables.size(); ++t) {
        const DmnTableRun& table = decision.tables[t];
        text += std::string(t > 0 ? ", " : "") + "{\"of\": " + json_string(table.element) +
                ", \"inputs\": " + json_inputs(table) + ", \"matched\": " +
                json_list(table.matched, [](std::uint32_t row) { return std::to_string(row + 1); }) +
                ", \"failed\": {";
        bool first = true;
        for (const RowExplanation& row : table.rows) {
          if (row.matched) continue;
          text += (first ? "" : ", ") + json_string(std::to_string(row.row + 1)) + ": " +
                  json_list(row.failed_columns,
                            [&](std::uint32_t column) { return json_string(table.inputs[column]); });
          first = false;
        }
        text += "}}";
      }
      text += "]}";
    }
    text += "]";
  }
  text += ",\n \"problems\": [";
  for (std::size_t i = 0; i < outcome.problems.size(); ++i) {
    const DmnProblem& problem = outcome.problems[i];
    text += std::string(i > 0 ? "," : "") +
            "\n  {\"kind\": " + json_string(std::string(problem_name(problem.kind))) +
            ", \"element\": " + json_string(problem.element) +
            ", \"message\": " + json_string(problem.message) + "}";
  }
  return text + "]}\n";
}

int run(const Options& options) {
  if (options.decision.empty() == options.service.empty())
    throw UsageError{"either --decision or --service is needed"};
  if (options.file == "-" && options.input == "-")
    throw UsageError{"the model and the inputs cannot both be standard input"};
  const DmnModel model =
      read_dmn(options.file, read_file(options.file, DmnOptions{}.document_bytes), options.imports);
  for (const Diagnostic& warning : model.diagnostics()) say(to_text(warning));
  const Context inputs = options.input.empty() ? Context{} : model.inputs_from_json(read_file(options.input));
  DmnEvaluateOptions how;
  how.rows = options.explain;
  if (!options.now.empty()) how.now = moment(options.now, TimeZone::find("UTC"), "--now");
  const DmnOutcome outcome = options.service.empty() ? model.evaluate(options.decision, inputs, how)
                                                     : model.evaluate_service(options.service, inputs, how);
  if (options.format == "json") {
    print(json(outcome, options.explain));
  } else {
    if (options.explain) print(explanation(outcome));
    print_line(outcome.value.to_text());
    for (const DmnProblem& problem : outcome.problems)
      say(std::string(problem_name(problem.kind)) + ": " + problem.element + ": " + problem.message);
  }
  return outcome.value.is_null() && !outcome.problems.empty() ? exit_findings : exit_ok;
}

}  // namespace

void add_decide(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("decide", "Evaluate a decision of a DMN model");
  command->add_option("FILE", options->file, "the .dmn document; - is standard input")->required();
  command->add_option("--decision,-d", options->decision, "name of the decision")->type_name("NAME");
  command->add_option("--service,-s", options->service, "name of the decision service")->type_name("NAME");
  command
      ->add_option("--input,-i", options->input, "JSON object of input names and values; - is standard input")
      ->type_name("FILE");
  command->add_option("--import", options->imports, "a document that is imported; may be repeated")
      ->type_name("FILE");
  command->add_option("--now", options->now, "what now() and today() give, in UTC unless it has an offset")
      ->type_name("TIME");
  command->add_flag("--explain", options->explain,
                    "show every decision, the rows that matched and why others did not");
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
