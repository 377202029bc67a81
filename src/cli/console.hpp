#pragma once
/// What all commands share: exit codes, output, options that occur more than once, and how errors are told.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "huifang/huifang.hpp"

namespace CLI {
class App;
class Validator;
}  // namespace CLI

namespace huifang::cli {

/// Exit codes of the tool. Documented in `huifang --help` and examples/guide/command-line.md.
enum Exit : int {
  exit_ok = 0,
  exit_findings = 1,  ///< it ran, and found errors, failed tests or differences
  exit_usage = 2,     ///< the command line cannot be understood
  exit_input = 3,     ///< a policy, log, expression or date was refused
  exit_storage = 4,   ///< a file or book cannot be opened, read or written
  exit_internal = 5   ///< a defect of huifang
};

/// Set by the command that was chosen; main runs it after parsing.
using Action = std::function<int()>;

/// A command line that parses but makes no sense. Ends with exit_usage.
struct UsageError {
  std::string message;
};

void print(const std::string& text);                                 ///< standard output
void print_line(const std::string& text);                            ///< standard output, with a line end
void say(const std::string& text);                                   ///< standard error, with a line end
void print_diagnostics(const std::vector<Diagnostic>& diagnostics);  ///< standard error, one a line
/// Tell what went wrong and which exit code that is.
int tell(const Error& error);

/// A file, or standard input for "-"; of one that is larger than `bytes_max` only one byte more, so that what
/// it is given to can refuse it. Read once from its beginning, so pipes will do. Throws Error(storage).
std::string read_file(const std::string& path, std::size_t bytes_max = SIZE_MAX - 1);

/// "name=value": the value is JSON, or a text when it is no JSON. Throws UsageError.
std::map<std::string, std::string> parameters(const std::vector<std::string>& assignments);
/// A date (its first instant) or date and time, local to `zone` unless it has an offset. Throws UsageError
/// naming `option`.
Instant moment(const std::string& text, const TimeZone& zone, const std::string& option);
/// Refuses an empty value of an option, which would read as if it had not been given.
CLI::Validator not_empty();
/// Open a book that must exist. Throws Error(storage).
Book open_book(const std::string& path, bool read_only);

/// The commands. Each adds itself to `app` and sets `action` when it is chosen.
void add_calendar(CLI::App& app, Action& action);
void add_case(CLI::App& app, Action& action);
void add_chart(CLI::App& app, Action& action);
void add_check(CLI::App& app, Action& action);
void add_decide(CLI::App& app, Action& action);
void add_draw(CLI::App& app, Action& action);
void add_duties(CLI::App& app, Action& action);
void add_explain(CLI::App& app, Action& action);
void add_feel(CLI::App& app, Action& action);
void add_measure(CLI::App& app, Action& action);
void add_survey(CLI::App& app, Action& action);
void add_occurrences(CLI::App& app, Action& action);
void add_plan(CLI::App& app, Action& action);
void add_points(CLI::App& app, Action& action);
void add_may_contact(CLI::App& app, Action& action);
void add_report(CLI::App& app, Action& action);
void add_run(CLI::App& app, Action& action);
void add_schema(CLI::App& app, Action& action);
void add_test(CLI::App& app, Action& action);
void add_verify(CLI::App& app, Action& action);

}  // namespace huifang::cli
