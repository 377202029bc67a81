/// huifang: the command-line tool, a client of the public API.
#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "cli/console.hpp"

namespace {

constexpr const char* footer =
    R"(Exit codes: 0 done; 1 errors, failed tests or differences were found; 2 the command line cannot be understood;
3 a policy, log or expression was refused; 4 a file or book cannot be read or written; 5 a defect of huifang.
Dates: 2024-10-17 is that day's first instant in the zone of the policy; "2024-10-17 18:00" is a time of that day.)";

/// What stands where a command should: its first word, and the nearest command.
std::string unknown_command(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  const std::string nearest = huifang::nearest_name(word, names);
  return "there is no command " + word + (nearest.empty() ? "" : "; did you mean " + nearest + "?");
}

int run(int argc, char** argv) {
  using namespace huifang::cli;
  CLI::App app{"huifang runs customer-care regulations as data: who owes whom a contact, by when, and why.",
               "huifang"};
  app.set_version_flag("--version", std::string("huifang ") + std::string(huifang::version()));
  app.footer(footer);
  app.require_subcommand(1);
  Action action;
  add_check(app, action);
  add_test(app, action);
  add_run(app, action);
  add_duties(app, action);
  add_plan(app, action);
  add_measure(app, action);
  add_survey(app, action);
  add_occurrences(app, action);
  add_report(app, action);
  add_explain(app, action);
  add_case(app, action);
  add_points(app, action);
  add_may_contact(app, action);
  add_verify(app, action);
  add_calendar(app, action);
  add_feel(app, action);
  add_decide(app, action);
  add_chart(app, action);
  add_draw(app, action);
  add_schema(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    const auto chosen = app.get_subcommands();
    const bool unknown = chosen.empty() && argc > 1 && argv[1][0] != '-';
    say("huifang: " + (unknown ? unknown_command(app, argv[1]) : std::string(error.what())));
    const bool extra = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError) ||
                       error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError);
    if (extra && !chosen.empty() && chosen.front()->get_name() == "feel")
      say("An expression that begins with a minus stands behind --, after all options: huifang feel -- '-x'");
    say(std::string("Try: huifang ") + (chosen.empty() ? "" : chosen.front()->get_name() + ' ') + "--help");
    return exit_usage;
  }
  try {
    return action();
  } catch (const UsageError& error) {
    say("huifang: " + error.message);
    return exit_usage;
  } catch (const huifang::Error& error) {
    return tell(error);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  try {
    const int code = run(argc, argv);
    if (!std::cout.flush()) {
      huifang::cli::say("huifang: the output cannot be written");
      return huifang::cli::exit_storage;
    }
    return code;
  } catch (const std::exception& error) {
    huifang::cli::say(std::string("huifang: a defect, please report it: ") + error.what());
    return huifang::cli::exit_internal;
  }
}
