/// huifang schema: the JSON Schemas of the documents that people write.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/console.hpp"

namespace huifang::cli {

void add_schema(CLI::App& app, Action& action) {
  const auto which = std::make_shared<std::string>("policy");
  CLI::App* command =
      app.add_subcommand("schema", "Print the JSON Schema of a kind of document, for editors");
  command->add_option("KIND", *which, "policy, test, log, report or statechart")
      ->check(CLI::IsMember({"policy", "test", "log", "report", "statechart"}))
      ->capture_default_str();
  command->callback([which, &action] {
    action = [which] {
      const std::string_view schema = *which == "test"  ? policy_test_schema()
                                      : *which == "log" ? log_mapping_schema()
                                      : *which == "report" ? report_schema()
                                      : *which == "statechart" ? statechart::schema()
                                                        : policy_schema();
      print(std::string(schema) + (schema.ends_with('\n') ? "" : "\n"));
      return static_cast<int>(exit_ok);
    };
  });
}

}  // namespace huifang::cli
