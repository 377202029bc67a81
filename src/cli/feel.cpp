/// huifang feel: evaluate a FEEL expression.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/console.hpp"
#include "log/json_form.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string expression, context;
  bool dmn = false;
};

/// A text that begins with "=" is FEEL, as in policies.
Value with_expressions(const Value& value, const feel::CompileOptions& how) {
  if (value.kind() == Value::Kind::string && value.string().starts_with('=')) {
    const feel::Outcome outcome = feel::evaluate(std::string_view(value.string()).substr(1), Context{}, how);
    if (outcome.status == feel::Outcome::Status::ok) return outcome.value;
    throw Error(ErrorKind::evaluation, "HF5305",
                "the context has an expression without a value: " + value.string() + ": " + outcome.message);
  }
  if (value.kind() == Value::Kind::list) {
    std::vector<Value> list;
    for (const Value& item : value.list()) list.push_back(with_expressions(item, how));
    return Value::of(std::move(list));
  }
  if (value.kind() == Value::Kind::context) {
    Context context;
    for (const auto& [name, member] : value.context().entries)
      context.entries.emplace_back(name, with_expressions(member, how));
    return Value::of(std::move(context));
  }
  return value;
}

int run(const Options& options) {
  feel::CompileOptions how;
  if (options.dmn) how.semantics = feel::Semantics::dmn;
  Context context;
  if (!options.context.empty()) {
    const JsonForm form(read_file(options.context, PolicyLimits{}.document_bytes), options.context);
    const Value value = with_expressions(value_of(form.root()), how);
    if (value.kind() != Value::Kind::context)
      throw Error(ErrorKind::policy, "HF5306",
                  options.context + ": the context is a JSON object of names and values");
    context = value.context();
  }
  const feel::Outcome outcome = feel::evaluate(options.expression, context, how);
  switch (outcome.status) {
    case feel::Outcome::Status::ok:
      print_line(outcome.value.to_text());
      return exit_ok;
    case feel::Outcome::Status::undecided: {
      print_line("null");
      std::string names;
      for (const std::string& name : outcome.names) names += (names.empty() ? "" : ", ") + name;
      say("undecided, because these are null: " + names);
      return exit_findings;
    }
    default:
      break;
  }
  say("huifang: " + outcome.message +
      (outcome.offset >= 0 ? " (at byte " + std::to_string(outcome.offset) + ")" : ""));
  return exit_input;
}

}  // namespace

void add_feel(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("feel", "Evaluate a FEEL expression");
  command->add_option("EXPR", options->expression, "the expression, e.g. '1 + 2' or 'volume >= 10000'")
      ->required();
  command
      ->add_option("--context,-c", options->context,
                   "JSON object of names and values; \"=…\" is FEEL, e.g. \"=date(\\\"2024-03-01\\\")\"; - "
                   "is standard input")
      ->type_name("FILE");
  command->add_flag("--dmn", options->dmn,
                    "FEEL's own null semantics: errors become null; default: strict, as in policies");
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
