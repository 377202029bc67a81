#include "huifang/statechart.hpp"

#include <algorithm>
#include <charconv>

#include "policy/canonical.hpp"
#include "policy/reader.hpp"
#include "policy/sha256.hpp"
#include "statechart/codes.hpp"
#include "statechart/compiler.hpp"
#include "statechart/machine.hpp"

namespace huifang::statechart {

const std::string& Definition::name() const { return model_->name; }
const std::string& Definition::hash() const { return model_->hash; }
std::vector<std::string> Definition::data() const { return model_->data_names; }

std::vector<std::string> Definition::states() const {
  std::vector<std::string> names;
  for (std::size_t s = 1; s < model_->states.size(); ++s) names.push_back(model_->states[s].id);
  return names;
}

Definition compile(std::string_view json, const CompileOptions& options) {
  loader::Document document;
  loader::Layer& layer = document.layers.emplace_back();
  layer.file = options.file;
  layer.text = json;
  loader::Report report(document, options.diagnostics);
  loader::ReadLimits limits;
  limits.bytes = options.document_bytes;
  limits.nesting = options.nesting;
  document.root = loader::read(document, 0, limits, report);
  auto model = std::make_shared<Model>();
  model->file = options.file;
  if (document.root != nullptr && !report.failed()) Compiler(*model, report, options).compile(*document.root);
  if (report.failed()) throw Error(report.kind(), report.sorted());
  const std::string digest = sha256_hex(loader::canonical(*document.root));
  model->hash = "sha256:" + digest;
  (void)std::from_chars(digest.data(), digest.data() + 16, model->fingerprint, 16);
  return Definition(std::move(model));
}

void require_own(const Definition& definition, const State& state) {
  if (StateAccess::definition(state) == definition.model().fingerprint &&
      StateAccess::data(state).size() == definition.model().data_names.size()) {
    return;
  }
  throw Error(ErrorKind::conflict, std::string(code::other_definition.id),
              "the state belongs to another definition than '" + definition.name() + "' with hash " +
                  definition.hash());
}

namespace {

void require_forward(const State& state, Instant now) {
  if (now >= state.at()) return;
  throw Error(ErrorKind::conflict, std::string(code::backwards.id),
              "time goes backwards: the state is at " + std::to_string(state.at().utc_us) +
                  " us, the call at " + std::to_string(now.utc_us) + " us");
}

void require_small(const Value& value) {
  if (value.depth() <= value_depth_max && value.size() <= value_size_max) return;
  throw Error(ErrorKind::limit, std::string(code::limit_work.id),
              "a value is larger than the limits of " + std::to_string(value_depth_max) + " levels and " +
                  std::to_string(value_size_max) + " parts");
}

/// Years 1400 to 9999, as everywhere.
void require_instant(Instant now) {
  constexpr std::int64_t low = -17'987'443'200'000'000;
  constexpr std::int64_t high = 253'402'300'799'999'999;
  if (now.utc_us >= low && now.utc_us <= high) return;
  throw Error(ErrorKind::range, std::string(code::bad_instant.id),
              "the instant lies outside the years 1400 to 9999");
}

}  // namespace

Step start(const Definition& definition, Instant now, const Context& data, const StepOptions& options) {
  require_instant(now);
  const Model& model = definition.model();
  for (const auto& [name, value] : data.entries) {
    require_small(value);
    if (model.slots.find(name) != model.slots.end()) continue;
    Diagnostic diagnostic;
    diagnostic.code = code::unknown_start_data.id;
    diagnostic.message = "'" + definition.name() + "' has no data of this name";
    diagnostic.found = name;
    diagnostic.expected = "data that is declared";
    diagnostic.suggestion = nearest_name(name, model.data_names);
    throw Error(ErrorKind::argument, {std::move(diagnostic)});
  }
  Machine machine(model, State{}, options);
  machine.start(now, data);
  return machine.finish();
}

Step step(const Definition& definition, const State& state, const Event& event, Instant now,
          const StepOptions& options) {
  require_own(definition, state);
  require_instant(now);
  require_forward(state, now);
  require_small(event.data);
  const bool usable = !event.name.empty() && std::none_of(event.name.begin(), event.name.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
  });
  if (!usable) {
    throw Error(ErrorKind::argument, std::string(code::bad_event.id),
                "an event has a name of one word, such as done.reply");
  }
  Machine machine(definition.model(), state, options);
  machine.handle(event, now);
  return machine.finish();
}

Step advance(const Definition& definition, const State& state, Instant now, const StepOptions& options) {
  require_own(definition, state);
  require_instant(now);
  require_forward(state, now);
  Machine machine(definition.model(), state, options);
  machine.let_pass(now, true);
  return machine.finish();
}

std::optional<Instant> next_due(const State& state) {
  if (state.pending().empty()) return std::nullopt;
  return state.pending().front().due;
}

std::vector<std::string> active(const Definition& definition, const State& state) {
  require_own(definition, state);
  std::vector<std::string> names;
  for (const std::uint32_t one : StateAccess::active(state))
    names.push_back(definition.model().states[one].id);
  return names;
}

std::vector<std::string> active_leaves(const Definition& definition, const State& state) {
  require_own(definition, state);
  std::vector<std::string> names;
  for (const std::uint32_t one : StateAccess::active(state)) {
    if (definition.model().is_leaf(one)) names.push_back(definition.model().states[one].id);
  }
  return names;
}

bool is_active(const Definition& definition, const State& state, std::string_view id) {
  require_own(definition, state);
  const Model& model = definition.model();
  const auto found = model.state_index.find(id);
  const auto& all = StateAccess::active(state);
  return found != model.state_index.end() && std::binary_search(all.begin(), all.end(), found->second);
}

Context data(const Definition& definition, const State& state) {
  require_own(definition, state);
  Context context;
  const auto& values = StateAccess::data(state);
  for (std::size_t i = 0; i < values.size(); ++i)
    context.entries.emplace_back(definition.model().data_names[i], values[i]);
  return context;
}

}  // namespace huifang::statechart
