/// huifang check: everything that is wrong with policies, bindings, mappings, decision tables and DMN models.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "cli/console.hpp"
#include "cli/dmn_files.hpp"
#include "cli/document_kind.hpp"
#include "cli/output.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::vector<std::string> imports;
  std::vector<std::string> params;
  std::string format = "text";
  bool strict = false;
  /// Documents in which models find what they import: those given as such, and those that are checked.
  std::vector<std::string> models;
};

std::vector<Diagnostic> findings(const std::string& file, const Options& options) {
  try {
    LoadOptions load;
    const std::string text = read_file(file, load.limits.document_bytes);
    switch (kind_of(text)) {
      case DocumentKind::log_mapping:
        LogMapping::parse(text, file);
        return {};
      case DocumentKind::decision:
        return check_decision(text, file);
      case DocumentKind::scxml:
        return statechart::lint(statechart::compile(statechart::from_scxml(text, file)));
      case DocumentKind::statechart: {
        statechart::CompileOptions how;
        how.file = file;
        return statechart::lint(statechart::compile(text, how));
      }
      case DocumentKind::dmn:
        return read_dmn(file, text, options.models).diagnostics();
      case DocumentKind::bindings: {
        Book book = Book::open(":memory:");  // refuses what does not fit together
        book.bind(load_bindings(text, file), Instant{});
        return {};
      }
      case DocumentKind::policy:
        break;
    }
    load.parameters = parameters(options.params);
    std::error_code unknown;
    if (std::filesystem::is_regular_file(file, unknown)) return Policy::load_file(file, load).warnings();
    // Standard input, a pipe: nothing lies beside it, and it cannot be read twice.
    load.file = file == "-" ? "standard input" : file;
    return Policy::check(text, load);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::storage) throw;  // not a finding: there is nothing to look at
    return error.diagnostics();
  }
}

std::string json(const Diagnostic& d) {
  std::string out = "  {";
  const auto text = [&](const char* key, const std::string& value) {
    if (value.empty()) return;
    out += (out.size() == 3 ? "" : ", ") + json_string(key) + ": " + json_string(value);
  };
  const auto number = [&](const char* key, std::int64_t value, std::int64_t unknown) {
    if (value != unknown) out += ", " + json_string(key) + ": " + std::to_string(value);
  };
  text("file", d.file);
  text("code", d.code);
  text("severity", d.severity == Severity::error     ? "error"
                   : d.severity == Severity::warning ? "warning"
                                                     : "note");
  text("message", d.message);
  text("pointer", d.pointer);
  number("line", d.line, 0);
  number("column", d.column, 0);
  number("offset", d.offset, -1);
  text("found", d.found);
  text("expected", d.expected);
  text("suggestion", d.suggestion);
  return out + '}';
}

int run(Options options) {
  options.models = options.imports;
  for (const std::string& file : options.files) {
    if (file.ends_with(".dmn")) options.models.push_back(file);
  }
  std::vector<Diagnostic> all;
  for (const std::string& file : options.files) {
    std::vector<Diagnostic> here = findings(file, options);
    for (Diagnostic& diagnostic : here) {
      if (diagnostic.file.empty()) diagnostic.file = file;
      all.push_back(std::move(diagnostic));
    }
  }
  const auto count = [&](Severity severity) {
    return std::count_if(all.begin(), all.end(), [&](const Diagnostic& d) { return d.severity == severity; });
  };
  const auto errors = count(Severity::error), warnings = count(Severity::warning);
  if (options.format == "json") {
    print("[");
    for (std::size_t i = 0; i < all.size(); ++i) print((i == 0 ? "\n" : ",\n") + json(all[i]));
    print(all.empty() ? "]\n" : "\n]\n");
  } else {
    for (const Diagnostic& diagnostic : all) print_line(to_text(diagnostic));
    print_line(std::to_string(options.files.size()) + (options.files.size() == 1 ? " file, " : " files, ") +
               std::to_string(errors) + (errors == 1 ? " error, " : " errors, ") + std::to_string(warnings) +
               (warnings == 1 ? " warning" : " warnings"));
  }
  return errors > 0 || (options.strict && warnings > 0) ? exit_findings : exit_ok;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("check",
                                         "Report everything that is wrong with policies, files of bindings, log "
                                         "mappings, statecharts, decision tables and DMN models");
  command
      ->add_option(
          "FILE", options->files,
          "policy documents, files of bindings, log mappings, statecharts, decision tables or .dmn models; "
          "- is standard input")
      ->required();
  command->add_option("--import", options->imports, "a .dmn document that models import; may be repeated")
      ->type_name("FILE");
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->add_option("--param", options->params, "name=value of a parameter (JSON); may be repeated")
      ->type_name("NAME=VALUE");
  command->add_flag("--strict", options->strict, "warnings count as findings");
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
