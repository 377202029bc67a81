// Statecharts.
#include "huifang/statechart.hpp"

#include "boundary.hpp"
#include "huifang/statechart_scxml.hpp"
#include "statechart/model.hpp"

using namespace huifang::c;
namespace chart = huifang::statechart;

namespace {

chart::StepOptions options_of(const huifang_statechart_options* given) {
  const auto read = read_options(given, "huifang_statechart_options");
  if (read.reserved != 0) refuse_number("reserved", read.reserved, "0");
  chart::StepOptions options;
  const auto limit = [](std::uint32_t value, std::uint32_t& field) {
    if (value != 0) field = value;
  };
  limit(read.microsteps_max, options.microsteps);
  limit(read.actions_max, options.actions);
  limit(read.events_max, options.events);
  limit(read.pending_max, options.pending);
  return options;
}

void hand_out(huifang_statechart_step** out, const chart::Definition& definition, chart::Step step) {
  *out =
      new huifang_statechart_step{{definition, std::move(step.state)}, std::move(step.effects), step.taken};
}

huifang::Value value_or_null(const huifang_value* value) {
  return value == nullptr ? huifang::Value{} : *inside(value);
}

const chart::Effect* effect_of(const huifang_statechart_step* step, std::size_t index) {
  return step == nullptr || index >= step->effects.size() ? nullptr : &step->effects[index];
}

const std::vector<std::uint32_t>* active_of(const huifang_statechart_state* state) {
  return state == nullptr ? nullptr : &chart::StateAccess::active(state->state);
}

}  // namespace

extern "C" {

huifang_status huifang_statechart_compile(const char* json, size_t json_size, huifang_statechart** out,
                                          huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    *out = new huifang_statechart{chart::compile(bytes(json, json_size, "json"))};
  });
}

void huifang_statechart_free(huifang_statechart* chart) { delete chart; }

const char* huifang_statechart_name(const huifang_statechart* chart, size_t* size) {
  return lend_text(chart == nullptr ? nullptr : &chart->definition.name(), size);
}

const char* huifang_statechart_hash(const huifang_statechart* chart, size_t* size) {
  return lend_text(chart == nullptr ? nullptr : &chart->definition.hash(), size);
}

huifang_status huifang_statechart_lint(const huifang_statechart* chart, huifang_diagnostics** out,
                                       huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    *out = new huifang_diagnostics{chart::lint(required(chart, "chart").definition)};
  });
}

huifang_status huifang_statechart_draw(const huifang_statechart* chart, int32_t picture,
                                       const huifang_statechart_state* state, huifang_string** out,
                                       huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const chart::Definition& definition = required(chart, "chart").definition;
    if (picture < HUIFANG_PICTURE_DOT || picture > HUIFANG_PICTURE_SVG)
      refuse_number("picture", picture, "HUIFANG_PICTURE_…");
    huifang::c::hand_out(out, chart::draw(definition, static_cast<chart::Picture>(picture),
                                          state == nullptr ? nullptr : &state->state));
  });
}

huifang_status huifang_statechart_to_scxml(const huifang_statechart* chart, huifang_string** out,
                                           huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    huifang::c::hand_out(out, chart::to_scxml(required(chart, "chart").definition));
  });
}

huifang_status huifang_statechart_from_scxml(const char* xml, size_t xml_size, huifang_string** out,
                                             huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    huifang::c::hand_out(out, chart::from_scxml(bytes(xml, xml_size, "xml")));
  });
}

const char* huifang_statechart_schema(size_t* size) {
  const std::string_view schema = chart::schema();
  if (size != nullptr) *size = schema.size();
  return schema.data();
}

huifang_status huifang_statechart_start(const huifang_statechart* chart, huifang_instant now,
                                        const huifang_value* data, const huifang_statechart_options* options,
                                        huifang_statechart_step** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const chart::Definition& definition = required(chart, "chart").definition;
    huifang::Context initial;
    if (data != nullptr) {
      if (inside(data)->kind() != huifang::Value::Kind::context) {
        huifang::Diagnostic diagnostic;
        diagnostic.code = codes::wrong_kind;
        diagnostic.message = "`data` gives initial data by name";
        diagnostic.found = std::string(huifang::kind_name(inside(data)->kind()));
        diagnostic.expected = "context";
        throw huifang::Error(huifang::ErrorKind::argument, {diagnostic});
      }
      initial = inside(data)->context();
    }
    hand_out(out, definition, chart::start(definition, instant(now, "now"), initial, options_of(options)));
  });
}

huifang_status huifang_statechart_handle(const huifang_statechart* chart,
                                         const huifang_statechart_state* state, const char* event,
                                         size_t event_size, const huifang_value* data, huifang_instant now,
                                         const huifang_statechart_options* options,
                                         huifang_statechart_step** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const chart::Definition& definition = required(chart, "chart").definition;
    const chart::Event one{std::string(text(event, event_size, "event")), value_or_null(data)};
    hand_out(out, definition,
             chart::step(definition, required(state, "state").state, one, instant(now, "now"),
                         options_of(options)));
  });
}

huifang_status huifang_statechart_advance(const huifang_statechart* chart,
                                          const huifang_statechart_state* state, huifang_instant now,
                                          const huifang_statechart_options* options,
                                          huifang_statechart_step** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const chart::Definition& definition = required(chart, "chart").definition;
    hand_out(
        out, definition,
        chart::advance(definition, required(state, "state").state, instant(now, "now"), options_of(options)));
  });
}

const huifang_statechart_state* huifang_statechart_step_state(const huifang_statechart_step* step) {
  return step == nullptr ? nullptr : &step->state;
}

bool huifang_statechart_step_taken(const huifang_statechart_step* step) {
  return step != nullptr && step->taken;
}

size_t huifang_statechart_step_effect_count(const huifang_statechart_step* step) {
  return step == nullptr ? 0 : step->effects.size();
}

int32_t huifang_statechart_step_effect_kind(const huifang_statechart_step* step, size_t index) {
  const chart::Effect* effect = effect_of(step, index);
  return effect == nullptr ? -1 : static_cast<int32_t>(effect->kind);
}

huifang_instant huifang_statechart_step_effect_at(const huifang_statechart_step* step, size_t index) {
  const chart::Effect* effect = effect_of(step, index);
  return effect == nullptr ? HUIFANG_NO_INSTANT : effect->at.utc_us;
}

const char* huifang_statechart_step_effect_name(const huifang_statechart_step* step, size_t index,
                                                size_t* size) {
  const chart::Effect* effect = effect_of(step, index);
  return lend_text(effect == nullptr ? nullptr : &effect->name, size);
}

const char* huifang_statechart_step_effect_to(const huifang_statechart_step* step, size_t index,
                                              size_t* size) {
  const chart::Effect* effect = effect_of(step, index);
  return lend_text(effect == nullptr ? nullptr : &effect->to, size);
}

const char* huifang_statechart_step_effect_id(const huifang_statechart_step* step, size_t index,
                                              size_t* size) {
  const chart::Effect* effect = effect_of(step, index);
  return lend_text(effect == nullptr ? nullptr : &effect->id, size);
}

const huifang_value* huifang_statechart_step_effect_data(const huifang_statechart_step* step, size_t index) {
  const chart::Effect* effect = effect_of(step, index);
  return effect == nullptr ? nullptr : lend<huifang_value>(&effect->data);
}

void huifang_statechart_step_free(huifang_statechart_step* step) { delete step; }

huifang_status huifang_statechart_state_copy(const huifang_statechart_state* state,
                                             huifang_statechart_state** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    *out = new huifang_statechart_state(required(state, "state"));
  });
}

huifang_status huifang_statechart_state_json(const huifang_statechart_state* state, huifang_string** out,
                                             huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    required(state, "state");
    huifang::c::hand_out(out, chart::to_json(state->definition, state->state));
  });
}

huifang_status huifang_statechart_state_parse(const huifang_statechart* chart, const char* json,
                                              size_t json_size, huifang_statechart_state** out,
                                              huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const chart::Definition& definition = required(chart, "chart").definition;
    *out = new huifang_statechart_state{definition,
                                        chart::state_from_json(definition, bytes(json, json_size, "json"))};
  });
}

bool huifang_statechart_state_running(const huifang_statechart_state* state) {
  return state != nullptr && state->state.running();
}

huifang_instant huifang_statechart_state_next_due(const huifang_statechart_state* state) {
  return state == nullptr ? HUIFANG_NO_INSTANT : moment(chart::next_due(state->state));
}

size_t huifang_statechart_state_active_count(const huifang_statechart_state* state) {
  return active_of(state) == nullptr ? 0 : active_of(state)->size();
}

const char* huifang_statechart_state_active(const huifang_statechart_state* state, size_t index,
                                            size_t* size) {
  const std::vector<std::uint32_t>* active = active_of(state);
  const bool there = active != nullptr && index < active->size();
  return lend_text(there ? &state->definition.model().states[(*active)[index]].id : nullptr, size);
}

bool huifang_statechart_state_is_active(const huifang_statechart_state* state, const char* name,
                                        size_t name_size) {
  if (state == nullptr || (name == nullptr && name_size != 0)) return false;
  const std::string_view wanted =
      name_size == HUIFANG_TO_NUL ? std::string_view(name) : std::string_view(name, name_size);
  const auto& states = state->definition.model().states;
  const auto& active = *active_of(state);
  return std::any_of(active.begin(), active.end(),
                     [&](std::uint32_t one) { return states[one].id == wanted; });
}

const huifang_value* huifang_statechart_state_data(const huifang_statechart_state* state, const char* name,
                                                   size_t name_size) {
  if (state == nullptr || name == nullptr) return nullptr;
  const std::string_view wanted =
      name_size == HUIFANG_TO_NUL ? std::string_view(name) : std::string_view(name, name_size);
  const auto& slots = state->definition.model().slots;
  const auto slot = slots.find(wanted);
  return slot == slots.end() ? nullptr
                             : lend<huifang_value>(&chart::StateAccess::data(state->state)[slot->second]);
}

void huifang_statechart_state_free(huifang_statechart_state* state) { delete state; }

}  // extern "C"
