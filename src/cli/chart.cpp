/// huifang chart, huifang draw: take a statechart through events, and draw it.
#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>

#include "cli/cases.hpp"
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
  std::string format = "svg", workflow, book, key;
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

statechart::Picture picture_of(const std::string& format) {
  return format == "dot"       ? statechart::Picture::dot
         : format == "mermaid" ? statechart::Picture::mermaid
                               : statechart::Picture::svg;
}

/// The workflow that is meant; without a name the only one.
std::string chosen(const Options& options, const std::vector<std::string>& names, const std::string& where) {
  if (!options.workflow.empty()) return options.workflow;
  if (names.empty()) throw UsageError{where + " has no workflows that could be drawn"};
  if (names.size() > 1) throw UsageError{where + " has several workflows; say which with --workflow: " + joined(names)};
  return names.front();
}

/// A workflow of a policy, or a case of it in a book.
int draw_policy(const Options& options) {
  if (!options.state.empty()) throw UsageError{"--state belongs to statecharts; a case of a workflow is drawn with --book and --case"};
  if (options.format == "scxml" || options.format == "json")
    throw UsageError{"--format scxml and json are for statecharts; a workflow is drawn as svg, mermaid or dot"};
  if (options.book.empty() != options.key.empty()) throw UsageError{"--book and --case go together"};
  std::vector<std::string> names;
  std::string where = "the book";
  if (!options.file.empty()) {
    LoadOptions load;
    load.file = options.file == "-" ? "standard input" : options.file;
    const Policy policy =
        options.file == "-" ? Policy::load(read_file(options.file), load) : Policy::load_file(options.file, load);
    names = workflows(policy);
    where = load.file;
    const std::string picture = draw_workflow(policy, chosen(options, names, where), picture_of(options.format));
    if (options.book.empty()) {
      print(picture);
      return exit_ok;
    }
  }
  const Book book = open_book(options.book, true);
  if (names.empty()) {
    for (const CaseEntry& one : book.cases({{}, options.key, std::nullopt, std::nullopt, 0})) names.push_back(one.workflow);
    where = "case " + options.key;
    const std::optional<Policy> policy = book.policy();
    if (names.empty() && policy) {  // there is no such case: draw_case() says so
      names = workflows(*policy);
      if (names.size() > 1) names.resize(1);
    }
  }
  print(draw_case(book, chosen(options, names, where), options.key, picture_of(options.format)));
  return exit_ok;
}

int draw(const Options& options) {
  if (options.file.empty() && options.book.empty()) throw UsageError{"FILE is missing: what is to be drawn"};
  const bool of_policy = !options.workflow.empty() || !options.book.empty() || !options.key.empty();
  if (of_policy || (options.file != "-" && kind_of(read_file(options.file)) == DocumentKind::policy)) return draw_policy(options);
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
  const statechart::Picture picture = picture_of(options.format);
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
      "draw", "Draw a statechart, a workflow or a case, with the active states highlighted, or convert from and to SCXML");
  command->add_option("FILE", options->file,
                      "statechart, SCXML document, or policy with workflows; - is standard input; not needed with --book");
  command->add_option("--format", options->format, "svg, mermaid or dot; scxml or json to convert")
      ->check(CLI::IsMember({"svg", "mermaid", "dot", "scxml", "json"}))
      ->capture_default_str();
  command->add_option("--state", options->state, "a state that was kept: its active states are highlighted")
      ->type_name("FILE");
  command->add_option("--workflow", options->workflow, "of a policy: the workflow; not needed when there is one")
      ->type_name("NAME")
      ->check(not_empty());
  command->add_option("--book,-b", options->book, "draw a case of this book")->type_name("FILE")->check(not_empty());
  command->add_option("--case", options->key, "its key")->type_name("KEY")->check(not_empty());
  command->callback([options, &action] { action = [options] { return draw(*options); }; });
}

}  // namespace huifang::cli
