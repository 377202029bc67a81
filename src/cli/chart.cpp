/// huifang chart, huifang draw: take a statechart through events, and draw it.
#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>

#include "cli/console.hpp"
#include "cli/document_kind.hpp"
#include "cli/output.hpp"
#include "domain/json_text.hpp"
#include "log/json_form.hpp"

namespace huifang::cli {
namespace {

using statechart::Definition;
using statechart::Effect;
using statechart::State;
using statechart::Step;

struct Options {
  std::string file, state, events, at, data, save;
  std::vector<std::string> event;
  bool trace = false, json = false;
  std::string format = "svg";
};

Definition definition_of(const Options& options) {
  statechart::CompileOptions how;
  how.file = options.file == "-" ? "standard input" : options.file;
  const std::string text = read_file(options.file, how.document_bytes);
  if (kind_of(text) != DocumentKind::scxml) return statechart::compile(text, how);
  return statechart::compile(statechart::from_scxml(text, how.file), how);
}

State state_of(const Definition& definition, const std::string& file) {
  return statechart::state_from_json(definition, read_file(file), file);
}

const TimeZone& utc() {
  static const TimeZone zone = TimeZone::find("UTC");
  return zone;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// Takes a chart through its inputs and tells what came of each.
class Teller {
 public:
  explicit Teller(const Options& options) : options_(options), definition_(definition_of(options)) {
    how_.trace = options.trace;
    if (!options.at.empty()) now_ = moment(options.at, utc(), "--at");
  }

  int run() {
    if (options_.state.empty()) {
      Context data;
      if (!options_.data.empty()) {
        const Value given = statechart::value_from_json(options_.data);
        if (given.kind() != Value::Kind::context)
          throw UsageError{"--data is a JSON object of names and values"};
        data = given.context();
      }
      take("start", statechart::start(definition_, now_, data, how_));
    } else {
      if (!options_.data.empty()) throw UsageError{"--data belongs to a start; with --state there is none"};
      state_ = state_of(definition_, options_.state);
      if (options_.at.empty()) now_ = state_.at();
    }
    for (const std::string& one : options_.event) {
      const std::size_t equals = one.find('=');
      handle(one.substr(0, equals),
             equals == std::string::npos ? Value{} : statechart::value_from_json(one.substr(equals + 1)));
    }
    if (!options_.events.empty()) events();
    if (!options_.state.empty() && options_.event.empty() && options_.events.empty()) {
      take("time", statechart::advance(definition_, state_, now_, how_));
    }
    const std::string kept = statechart::to_json(definition_, state_);
    if (!options_.save.empty()) {
      std::ofstream file(options_.save, std::ios::binary);
      if (!(file << kept << '\n') || !file.flush())
        throw Error(ErrorKind::storage, "HF5301", options_.save + ": the file cannot be written");
    }
    if (options_.json) print_line(kept);
    return exit_ok;
  }

 private:
  void handle(const std::string& name, const Value& data) {
    take(name, statechart::step(definition_, state_, {name, data}, now_, how_));
  }

  /// JSON lines: {"at", "event", "data"}; without an event, time passes up to and including `at`.
  void events() {
    std::string text = read_file(options_.events);
    std::size_t number = 0;
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t end = std::min(text.find('\n', from), text.size());
      const std::string line = text.substr(from, end - from);
      from = end + 1;
      ++number;
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      JsonForm form(line, options_.events + " line " + std::to_string(number));
      if (form.object(form.root(), {"at", "event", "data"})) {
        if (const auto* at = form.text(form.root(), "at")) now_ = moment(at->text, utc(), "at");
        const auto* event = form.text(form.root(), "event");
        const auto* data = form.root().find("data");
        form.finish();
        if (event == nullptr)
          take("time", statechart::advance(definition_, state_, now_, how_));
        else
          handle(event->text, data == nullptr ? Value{} : value_of(*data));
      }
      form.finish();
    }
  }

  void take(const std::string& what, Step step) {
    state_ = std::move(step.state);
    if (options_.json) return;
    print_line(local_text(now_, utc()) + "  " + what + ": " +
               joined(statechart::active_leaves(definition_, state_)) + (state_.running() ? "" : " (done)") +
               (step.taken ? "" : " (no transition)"));
    static constexpr const char* words[] = {"event", "transition", "left", "entered"};
    for (const statechart::Trace& one : step.trace) {
      print_line("    " + std::string(words[static_cast<int>(one.kind)]) + ' ' + one.name);
    }
    for (const Effect& effect : step.effects) print_line("  " + text_of(effect));
    if (const std::optional<Instant> due = statechart::next_due(state_))
      print_line("  next due: " + local_text(*due, utc()));
  }

  static std::string text_of(const Effect& effect) {
    switch (effect.kind) {
      case Effect::Kind::log:
        return "log " + (effect.name.empty() ? "" : effect.name + ": ") + effect.data.to_text();
      case Effect::Kind::send:
        return "send " + effect.name + " to " + effect.to +
               (effect.data.is_null() ? "" : ": " + effect.data.to_text());
      case Effect::Kind::error:
        return "error at " + effect.name + ": " + effect.data.string();
      case Effect::Kind::done:
        break;
    }
    return "done " + effect.name + (effect.data.is_null() ? "" : ": " + effect.data.to_text());
  }

  const Options& options_;
  Definition definition_;
  statechart::StepOptions how_;
  State state_;
  Instant now_;
};

int draw(const Options& options) {
  if (options.format == "json") {
    const std::string text = read_file(options.file);
    if (kind_of(text) != DocumentKind::scxml)
      throw UsageError{"--format json is for SCXML documents: what they are as statecharts"};
    const std::string json = statechart::from_scxml(text, options.file);
    (void)statechart::compile(json);  // what it says may still be wrong
    print(json);
    return exit_ok;
  }
  const Definition definition = definition_of(options);
  const auto picture = options.format == "dot"       ? statechart::Picture::dot
                       : options.format == "mermaid" ? statechart::Picture::mermaid
                                                     : statechart::Picture::svg;
  if (options.format == "scxml") {
    print(statechart::to_scxml(definition));
  } else if (options.state.empty()) {
    print(statechart::draw(definition, picture));
  } else {
    const State state = state_of(definition, options.state);
    print(statechart::draw(definition, picture, &state));
  }
  return exit_ok;
}

}  // namespace

void add_chart(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("chart", "Take a statechart through events, and tell what it does");
  command->add_option("FILE", options->file, "statechart or SCXML document; - is standard input")->required();
  command->add_option("--state", options->state, "go on from a state that was kept; default: start")
      ->type_name("FILE");
  command->add_option("--event,-e", options->event, "NAME or NAME=JSON of its data; may be repeated")
      ->type_name("EVENT");
  command
      ->add_option("--events", options->events,
                   "JSON lines {\"at\", \"event\", \"data\"}; without an event time passes")
      ->type_name("FILE");
  command
      ->add_option("--at", options->at,
                   "time of the start and of --event, UTC; default: 1970, or the state's")
      ->type_name("TIME");
  command->add_option("--data", options->data, "JSON object: data to start with")->type_name("JSON");
  command->add_option("--save", options->save, "keep the state there, as JSON")->type_name("FILE");
  command->add_flag("--json", options->json, "print the last state as JSON and nothing else");
  command->add_flag("--trace", options->trace, "also print events, transitions and states");
  command->callback([options, &action] { action = [options] { return Teller(*options).run(); }; });
}

void add_draw(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "draw", "Draw a statechart, with the active states highlighted, or convert it from and to SCXML");
  command->add_option("FILE", options->file, "statechart or SCXML document; - is standard input")->required();
  command->add_option("--format", options->format, "svg, mermaid or dot; scxml or json to convert")
      ->check(CLI::IsMember({"svg", "mermaid", "dot", "scxml", "json"}))
      ->capture_default_str();
  command->add_option("--state", options->state, "a state that was kept: its active states are highlighted")
      ->type_name("FILE");
  command->callback([options, &action] { action = [options] { return draw(*options); }; });
}

}  // namespace huifang::cli
