/// huifang occurrences: when rules are due, for subjects like these, without a book.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/console.hpp"
#include "cli/output.hpp"
#include "cli/records.hpp"
#include "huifang/occurrences.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string policy, entity = "customer", rule, from, to, known_since, subjects, facts, format = "table";
  std::vector<std::string> params;
};

int run(const Options& options) {
  LoadOptions load;
  load.parameters = parameters(options.params);
  const Policy policy = Policy::load_file(options.policy, load);
  const TimeZone zone = policy.zone();
  OccurrenceRequest request;
  request.entity = options.entity;
  request.rule = options.rule;
  request.from = moment(options.from, zone, "--from");
  request.to = moment(options.to, zone, "--to");
  if (!options.known_since.empty()) request.known_since = moment(options.known_since, zone, "--known-since");
  Records records = options.subjects.empty() ? Records::one(options.facts.empty() ? "{}" : options.facts)
                                             : Records::file(options.subjects);
  const std::vector<std::string> names = records.take_names();
  Occurrences occurrences(policy, request, records.size(), records.take());
  const std::vector<Column> headings = {
      {"subject", options.entity}, {"rule", "rule"}, {"n", "n"}, {"opens", "opens"}, {"due", "due"}};
  const bool exact = options.format != "table";  // tools get whole times
  const auto time = [&](std::int64_t us) { return exact ? zone.to_text(Instant{us}) : local_text(Instant{us}, zone); };
  std::vector<std::vector<std::string>> rows;
  OccurrenceBatch batch;
  while (occurrences.next(batch)) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      rows.push_back({names[static_cast<std::size_t>(batch.subject[i])],
                      occurrences.rules()[static_cast<std::size_t>(batch.rule[i])],
                      occurrences.ids()[static_cast<std::size_t>(batch.n[i])], time(batch.opens_us[i]),
                      batch.due_us[i] == OccurrenceBatch::no_due ? "" : time(batch.due_us[i])});
    }
  }
  const Format format = format_of(options.format);
  print(rendered(format, headings, rows));
  return exit_ok;
}

}  // namespace

void add_occurrences(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("occurrences", "Say when rules are due for such subjects, without a book");
  command->add_option("POLICY", options->policy, "the policy")->required()->type_name("FILE");
  command->add_option("--from", options->from, "first day, or moment")->required()->type_name("DATE")->check(not_empty());
  command->add_option("--to", options->to, "the day, or moment, before which it ends")
      ->required()
      ->type_name("DATE")
      ->check(not_empty());
  command->add_option("--rule", options->rule, "only this rule")->type_name("ID")->check(not_empty());
  command->add_option("--entity", options->entity, "what the subjects are")->check(not_empty())->capture_default_str();
  auto* facts = command->add_option("--facts", options->facts, "what is known of one subject: {\"class\": \"A\"}")
                    ->type_name("JSON")
                    ->check(not_empty());
  command
      ->add_option("--subjects", options->subjects, "a JSON object a line; \"key\" names the subject; - reads standard input")
      ->type_name("FILE")
      ->check(not_empty())
      ->excludes(facts);
  command->add_option("--known-since", options->known_since, "since when they have been known; default: --from")
      ->type_name("DATE")
      ->check(not_empty());
  command->add_option("--param", options->params, "name=value of a parameter (JSON); may be repeated")->type_name("NAME=VALUE");
  command->add_option("--format", options->format, "table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->capture_default_str();
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
