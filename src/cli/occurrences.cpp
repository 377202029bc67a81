/// huifang occurrences: when rules are due, for subjects like these, without a book.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/console.hpp"
#include "cli/output.hpp"
#include "huifang/occurrences.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string policy, entity = "customer", rule, from, to, known_since, subjects, facts, format = "table";
  std::vector<std::string> params;
};

/// One object of facts a line, or the one given on the command line.
std::vector<std::string> records(const Options& options) {
  if (options.subjects.empty()) return {options.facts.empty() ? "{}" : options.facts};
  std::vector<std::string> lines;
  const std::string text = read_file(options.subjects);
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const std::string line = text.substr(from, end - from);
    if (line.find_first_not_of(" \t\r") != std::string::npos) lines.push_back(line);
    from = end + 1;
  }
  return lines;
}

/// Records of facts as columns: what a record does not have is not known of it.
class Columns {
 public:
  explicit Columns(std::size_t subjects) : subjects_(subjects) {}

  /// "key" names the subject in the output. Exact numbers, and all that is wrong with the text, by the reader of events.
  void add(std::size_t subject, const std::string& record, const TimeZone& zone) {
    names_.push_back(std::to_string(subject + 1));
    const Event facts = Event::parse("{\"id\":\"1\",\"type\":\"set\",\"at\":\"2000-01-01T00:00:00Z\",\"data\":" + record + "}", zone);
    if (!nlohmann::json::accept(record, true)) throw Error(ErrorKind::syntax, "HF5307", "this is more than one JSON object");
    for (const auto& [name, value] : facts.data) {
      if (name == "key") {
        names_.back() = value.kind() == Value::Kind::string ? value.string() : value.to_text();
        continue;
      }
      SubjectColumn& column = column_of(name);
      if (value.is_null()) continue;
      const auto [known, fresh] =
          known_.try_emplace({name, value.to_text()}, static_cast<std::int32_t>(column.values.size()));
      if (fresh) column.values.push_back(value);
      column.places[subject] = known->second;
    }
  }
  std::vector<SubjectColumn> take() { return std::move(columns_); }
  const std::vector<std::string>& names() const { return names_; }

 private:
  SubjectColumn& column_of(const std::string& name) {
    for (SubjectColumn& column : columns_) {
      if (column.name == name) return column;
    }
    SubjectColumn& column = columns_.emplace_back();
    column.name = name;
    column.places.assign(subjects_, -1);
    return column;
  }

  std::size_t subjects_;
  std::vector<SubjectColumn> columns_;
  std::vector<std::string> names_;
  std::map<std::pair<std::string, std::string>, std::int32_t> known_;  ///< column and value, to its place
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
  const std::vector<std::string> lines = records(options);
  Columns columns(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    try {
      columns.add(i, lines[i], zone);
    } catch (const Error&) {
      if (!options.subjects.empty()) say(options.subjects + ", record " + std::to_string(i + 1) + ":");
      throw;
    }
  }
  Occurrences occurrences(policy, request, lines.size(), columns.take());
  const std::vector<Column> headings = {
      {"subject", options.entity}, {"rule", "rule"}, {"n", "n"}, {"opens", "opens"}, {"due", "due"}};
  const bool exact = options.format != "table";  // tools get whole times
  const auto time = [&](std::int64_t us) { return exact ? zone.to_text(Instant{us}) : local_text(Instant{us}, zone); };
  std::vector<std::vector<std::string>> rows;
  OccurrenceBatch batch;
  while (occurrences.next(batch)) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      rows.push_back({columns.names()[static_cast<std::size_t>(batch.subject[i])],
                      occurrences.rules()[static_cast<std::size_t>(batch.rule[i])],
                      occurrences.ids()[static_cast<std::size_t>(batch.n[i])], time(batch.opens_us[i]),
                      batch.due_us[i] == OccurrenceBatch::no_due ? "" : time(batch.due_us[i])});
    }
  }
  const Format format = options.format == "csv" ? Format::csv : options.format == "json" ? Format::json : Format::table;
  print(rendered(format, headings, rows));
  return exit_ok;
}

}  // namespace

void add_occurrences(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("occurrences", "Say when rules are due for such subjects, without a book");
  command->add_option("policy", options->policy, "the policy")->required()->type_name("FILE");
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
  command->add_option("--param", options->params, "name=value of a parameter (JSON); may be repeated");
  command->add_option("--format", options->format, "table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->capture_default_str();
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
