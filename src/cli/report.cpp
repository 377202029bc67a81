/// huifang report: the figures of a table, each with its base, and what does not add up.
#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "cli/console.hpp"
#include "cli/output.hpp"
#include "cli/records.hpp"
#include "huifang/report.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string spec, table, before, format = "text", language = "en", delimiter = ",";
};

ReportFormat format_of_report(const std::string& word) {
  static const std::map<std::string, ReportFormat> formats = {{"text", ReportFormat::text},
                                                              {"csv", ReportFormat::csv},
                                                              {"json", ReportFormat::json},
                                                              {"md", ReportFormat::markdown},
                                                              {"html", ReportFormat::html}};
  return formats.at(word);
}

int run(const Options& options) {
  const ReportSpec spec = ReportSpec::parse(read_file(options.spec), options.spec);
  const bool lines = options.table.ends_with(".jsonl") || options.table.ends_with(".ndjson");
  Records rows = lines ? Records::file(options.table, TimeZone::find("UTC"))
                       : Records::csv(options.table, options.delimiter.front());
  const std::size_t count = rows.size();
  Report report = spec.run(count, rows.take());
  if (!options.before.empty())
    report = compared(std::move(report), Report::from_json(read_file(options.before)));
  print(report.to(format_of_report(options.format), options.language == "zh" ? Language::zh : Language::en));
  return exit_ok;
}

}  // namespace

void add_report(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "report", "Tell the figures of a table, each with its base, and what does not add up");
  command->add_option("spec", options->spec, "what the report consists of")->required()->type_name("FILE");
  command
      ->add_option(
          "--table", options->table,
          "the rows: CSV with a header, or .jsonl with a JSON object a line; - reads CSV from standard input")
      ->required()
      ->type_name("FILE")
      ->check(not_empty());
  command->add_option("--delimiter", options->delimiter, "CSV: what separates fields, one character")
      ->check(CLI::Validator(
          [](const std::string& text) {
            return std::string(
                text.size() == 1 && text != "\"" && text != "\n" ? "" : "one character separates fields");
          },
          ""))
      ->capture_default_str();
  command
      ->add_option("--before", options->before, "the report of the period before, as JSON: changes are told")
      ->type_name("FILE")
      ->check(not_empty());
  command->add_option("--format", options->format, "text, csv, json, md or html")
      ->check(CLI::IsMember({"text", "csv", "json", "md", "html"}))
      ->capture_default_str();
  command->add_option("--lang", options->language, "en or zh")
      ->check(CLI::IsMember({"en", "zh"}))
      ->capture_default_str();
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
