/// huifang verify: replay the journal and compare everything with what is stored.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/console.hpp"
#include "cli/progress.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string book;
  bool quiet = false;
};

int run(const Options& options) {
  if (options.book.empty()) throw UsageError{"which book? Write: huifang verify BOOK"};
  const Effort effort;
  const Book book = open_book(options.book, true);
  VerifyReport report;
  {
    Progress bar("verify", !options.quiet);
    report = book.verify([&](double share) { bar.show(share); });
  }
  for (const std::string& difference : report.differences) print_line(difference);
  print_line(std::to_string(report.inputs) + " inputs replayed, " + std::to_string(report.rows) +
             " rows compared: " + (report.same ? "no difference" : "NOT the same"));
  if (!options.quiet) say(effort.text());
  return report.same ? exit_ok : exit_findings;
}

}  // namespace

void add_verify(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("verify", "Replay the journal of a book and compare the result with what is stored");
  CLI::Option* positional = command->add_option("BOOK", options->book, "the book")->type_name("FILE");
  command->add_option("--book,-b", options->book, "the book, named as in the other commands")
      ->type_name("FILE")
      ->excludes(positional);
  command->add_flag("--quiet,-q", options->quiet, "no progress bar and times on standard error");
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
