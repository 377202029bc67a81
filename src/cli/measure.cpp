/// huifang measure: what a policy's measures are for many subjects, from a log of events, without a book.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/console.hpp"
#include "cli/output.hpp"
#include "cli/records.hpp"
#include "huifang/measures.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string policy, events, subjects, at, entity = "customer", format = "table";
  std::vector<std::string> measures, params;
};

/// Of the policy's zone, as all moments that measures yield.
Instant instant_of(const DateTime& local, const TimeZone& zone) { return zone.to_instant({local.date, local.time.ns_of_day / 1000}); }

std::string json_of(const Value& value, const TimeZone& zone) {
  switch (value.kind()) {
    case Value::Kind::null:
    case Value::Kind::boolean:
    case Value::Kind::number:
      return value.to_text();
    case Value::Kind::string:
      return json_string(value.string());
    case Value::Kind::entity:
      return json_string(value.entity().key);
    case Value::Kind::date:
      return json_string(value.date().to_text());
    case Value::Kind::date_time:
      return json_string(zone.to_text(instant_of(value.date_time(), zone)));
    case Value::Kind::context: {
      std::string out = "{";
      for (const auto& [name, member] : value.context().entries) {
        if (out.size() > 1) out += ", ";
        out += json_string(name) + ": " + json_of(member, zone);
      }
      return out + "}";
    }
    case Value::Kind::list: {
      std::string out = "[";
      for (const Value& item : value.list()) {
        if (out.size() > 1) out += ", ";
        out += json_of(item, zone);
      }
      return out + "]";
    }
    default:
      return json_string(value.to_text());
  }
}

/// A number, or when something happened and its id.
std::string text_of(const Value& value, const TimeZone& zone) {
  if (value.kind() != Value::Kind::context) return value.is_null() ? "" : value.to_text();
  return local_text(instant_of(value.context().find("at")->date_time(), zone), zone) + " " + value.context().find("id")->string();
}

int run(const Options& options) {
  LoadOptions load;
  load.parameters = parameters(options.params);
  const Policy policy = Policy::load_file(options.policy, load);
  const TimeZone zone = policy.zone();
  if (options.events == "-" && options.subjects == "-") throw UsageError{"only one of --events and --subjects can be standard input"};
  MeasureRequest request{options.entity, options.measures, std::nullopt};
  if (!options.at.empty()) request.at = moment(options.at, zone, "--at");
  const auto begin = [&] {
    if (options.subjects.empty()) return Measures(policy, request);
    Records subjects = Records::file(options.subjects);
    return Measures(policy, request, subjects.size(), subjects.take());
  };
  Measures measures = begin();
  Records events = Records::events(options.events, zone);
  if (events.size() > 0) measures.add(events.size(), events.take());
  const MeasureBatch found = measures.values();
  const std::vector<Column> headings = {
      {"subject", options.entity}, {"measure", "measure"}, {"value", "value", true}, {"next_change", "changes"}};
  const bool exact = options.format != "table";  // tools get whole times
  std::vector<std::vector<std::string>> rows;
  for (std::size_t row = 0; row < found.subject.size(); ++row) {
    for (std::size_t m = 0; m < measures.measures().size(); ++m) {
      const std::int64_t us = found.next_change_us[m][row];
      const Value& value = found.values[m][row];
      rows.push_back({found.subject[row], measures.measures()[m], exact && !value.is_null() ? json_of(value, zone) : text_of(value, zone),
                      us == MeasureBatch::no_change ? "" : exact ? zone.to_text(Instant{us}) : local_text(Instant{us}, zone)});
    }
  }
  const Format format = format_of(options.format);
  print(rendered(format, headings, rows));
  return exit_ok;
}

}  // namespace

void add_measure(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("measure", "Say what the measures of subjects are, from events, without a book");
  command->add_option("POLICY", options->policy, "the policy")->required()->type_name("FILE");
  command->add_option("--events", options->events, "what happened: an event a line, as JSON; - reads standard input")
      ->required()
      ->type_name("FILE")
      ->check(not_empty());
  command->add_option("--at", options->at, "as of when; subjects may have an \"at\" of their own")->type_name("DATE")->check(not_empty());
  command
      ->add_option("--subjects", options->subjects,
                   "a JSON object a line: \"key\", \"at\", facts; default: those that the events name; - reads standard input")
      ->type_name("FILE")
      ->check(not_empty());
  command->add_option("--entity", options->entity, "what the subjects are")->check(not_empty())->capture_default_str();
  command->add_option("--measure", options->measures, "only this one; may be repeated")->type_name("NAME");
  command->add_option("--param", options->params, "name=value of a parameter (JSON); may be repeated")->type_name("NAME=VALUE");
  command->add_option("--format", options->format, "table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->capture_default_str();
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
