/// huifang report: figures of a book or of a table, each with its base, and what does not add up.
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
  std::string book, what, name, period, table, before, format = "text", language = "en", delimiter = ",";
};

ReportFormat format_of_report(const std::string& word) {
  static const std::map<std::string, ReportFormat> formats = {{"text", ReportFormat::text},
                                                              {"csv", ReportFormat::csv},
                                                              {"json", ReportFormat::json},
                                                              {"md", ReportFormat::markdown},
                                                              {"html", ReportFormat::html}};
  return formats.at(word);
}

Report of_table(const Options& options) {
  if (!options.name.empty() || !options.period.empty())
    throw UsageError{"a report of a --table has neither NAME nor --period: its document says both"};
  if (options.what.empty()) throw UsageError{"which report? Write: huifang report SPEC --table FILE"};
  const ReportSpec spec = ReportSpec::parse(read_file(options.what), options.what);
  const bool lines = options.table.ends_with(".jsonl") || options.table.ends_with(".ndjson");
  Records rows = lines ? Records::file(options.table) : Records::csv(options.table, options.delimiter.front());
  const std::size_t count = rows.size();
  return spec.run(count, rows.take());
}

Report of_book(const Options& options) {
  // Behind --book the first word is already the report.
  const std::string& file = options.book.empty() ? options.what : options.book;
  const std::string& name = options.book.empty() ? options.name : options.what;
  if (file.empty()) throw UsageError{"which book? Write: huifang report BOOK NAME"};
  const Book book = open_book(file, true);
  if (!name.empty()) return book.report(name, options.period);
  std::string names;
  for (const std::string& one : book.reports()) names += (names.empty() ? "" : ", ") + one;
  throw UsageError{names.empty() ? "the policies of this book have no reports"
                                 : "which report? This book has " + names};
}

int run(const Options& options) {
  Report report = options.table.empty() ? of_book(options) : of_table(options);
  if (!options.before.empty())
    report = compared(std::move(report), Report::from_json(read_file(options.before)));
  print(report.to(format_of_report(options.format), options.language == "zh" ? Language::zh : Language::en));
  return exit_ok;
}

}  // namespace

void add_report(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "report", "Tell figures of a book or of a table, each with its base, and what does not add up");
  command
      ->add_option("FILE", options->what, "a book; with --table the document that says what the report consists of")
      ->type_name("FILE");
  command->add_option("NAME", options->name, "of a book: which of its reports")->type_name("NAME");
  CLI::Option* book = command->add_option("--book,-b", options->book, "the book, named as in the other commands")->type_name("FILE");
  command->add_option("--period", options->period,
                      "of a book: id of the bucket, e.g. 2013-12; default: the last one that is over");
  command
      ->add_option(
          "--table", options->table,
          "the rows: CSV with a header, or .jsonl with a JSON object a line; - reads CSV from standard input")
      ->type_name("FILE")
      ->check(not_empty())
      ->excludes(book);
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
