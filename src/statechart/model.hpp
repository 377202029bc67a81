#pragma once
/// What a definition is compiled to. States are numbered in document order, the outermost level is state 0;
/// so the states inside s are those of (s, end of s), and document order is the order of numbers.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "huifang/feel.hpp"
#include "huifang/statechart.hpp"

namespace huifang::statechart {

/// Slots of FEEL names: data below `slot_event`, then what is known of the event.
inline constexpr std::uint32_t slot_event = 1u << 24;
enum : std::uint32_t {
  slot_event_name = slot_event,
  slot_event_type,
  slot_event_send_id,
  slot_event_data,
  slot_event_field = slot_event + 16  ///< + number of the field in Model::event_fields
};
inline constexpr std::uint32_t function_in = 1;
inline constexpr std::uint32_t no_slot = UINT32_MAX;
/// Levels of lists and contexts a value may have, and the work visiting it may take.
inline constexpr std::uint32_t value_depth_max = 100;
inline constexpr std::uint64_t value_size_max = 4'000'000;

/// What goes with an event: nothing, one value, or a context.
struct Payload {
  feel::Expression content;  ///< empty: see entries
  std::vector<std::pair<std::string, feel::Expression>> entries;
  bool none() const { return !content && entries.empty(); }
};

/// A literal or a FEEL expression ("=…").
struct Text {
  std::string literal;
  feel::Expression expression;  ///< empty: the literal counts
};

struct Action {
  enum class Kind : std::uint8_t { raise, send, cancel, set, choose, foreach, log, host };
  Kind kind = Kind::raise;
  Text name;                      ///< raise, send: event; cancel: id
  Text id;                        ///< send
  Text to;                        ///< send
  std::int64_t delay_us = 0;      ///< send; microseconds
  feel::Expression delay;         ///< send; empty: delay_us counts
  Payload payload;                ///< raise, send
  feel::Expression value;         ///< set, log, foreach: the list
  std::uint32_t slot = 0;         ///< set; foreach: item; host: what the host knows it by
  std::uint32_t index = no_slot;  ///< foreach: the position, from 0
  std::string label;              ///< log
  /// choose: conditions in order, an empty one is "else"; foreach: one, its body.
  std::vector<std::pair<feel::Expression, std::vector<Action>>> branches;
  std::string pointer;  ///< where it stands
};
using Actions = std::vector<Action>;

struct Transition {
  std::uint32_t source = 0;
  std::vector<std::string>
      events;  ///< descriptors without trailing ".*"; "*" is any. Empty: eventless, or of a timer
  std::uint32_t timer = 0;  ///< 1 + number of the `after` it belongs to
  feel::Expression when;    ///< empty: always
  std::vector<std::uint32_t> targets;
  bool internal = false;
  Actions actions;
  std::string pointer;
};

/// A state's `after`.
struct Timer {
  std::uint32_t state = 0;
  std::int64_t delay_us = 0;
  feel::Expression delay;  ///< empty: delay_us counts
  std::string text;        ///< as written
};

struct StateInfo {
  enum class Kind : std::uint8_t { root, atomic, compound, parallel, final, history };
  std::string id;
  Kind kind = Kind::atomic;
  bool deep = false;  ///< history
  std::uint32_t parent = 0;
  std::uint32_t end = 0;                ///< one past the last state inside
  std::vector<std::uint32_t> children;  ///< without history states
  std::vector<std::uint32_t> histories;
  std::vector<std::uint32_t> initial;  ///< compound, root: targets; history: default targets
  bool initial_written = false;
  Actions initial_actions;
  std::vector<Actions> entry;  ///< blocks
  std::vector<Actions> exit;
  std::vector<std::uint32_t> on;      ///< transitions with events, document order
  std::vector<std::uint32_t> always;  ///< eventless transitions
  std::vector<std::uint32_t> timers;
  std::vector<std::uint32_t> timed;                              ///< transitions of timers
  std::vector<std::pair<std::uint32_t, feel::Expression>> data;  ///< slot and initial value (empty: null)
  Payload done;                                                  ///< final
  std::string title;
  std::string pointer;
  std::int64_t line = 0;  ///< of the key
  std::int64_t column = 0;
  std::int64_t offset = -1;

  bool has_states() const { return kind == Kind::compound || kind == Kind::root; }
};

/// Where an event name or descriptor, or a state's name inside In(), was written: for lint.
struct Mention {
  std::string name;
  std::string pointer;
  std::int64_t line = 0;
  std::int64_t column = 0;
  std::int64_t offset = -1;
};

struct Model {
  std::string name;
  std::string version;
  std::string title;
  std::string hash;
  std::uint64_t fingerprint = 0;  ///< beginning of the hash
  std::string file;
  bool late = false;  ///< data of a state is set when it is entered first
  std::vector<StateInfo> states;
  std::vector<Transition> transitions;
  std::vector<Timer> timers;
  std::vector<std::string> data_names;  ///< by slot
  std::vector<std::string> event_fields;
  std::map<std::string, std::uint32_t, std::less<>> state_index;
  std::map<std::string, std::uint32_t, std::less<>> slots;
  std::vector<std::string> declared_events;
  bool declares_events = false;
  std::vector<Mention> events_used;
  std::vector<Mention> states_asked;

  /// Is `inner` inside `outer`? No state is inside itself.
  bool inside(std::uint32_t inner, std::uint32_t outer) const {
    return inner > outer && inner < states[outer].end;
  }
  bool is_leaf(std::uint32_t state) const {
    return states[state].kind == StateInfo::Kind::atomic || states[state].kind == StateInfo::Kind::final;
  }
};

/// "a.b" matches the event "a.b" and "a.b.c", "*" everything.
bool descriptor_matches(std::string_view descriptor, std::string_view event);

/// Microseconds of "500 ms", "2s", "30 minutes", "24 hours" or ISO 8601 "PT1M30S"; nullopt: no delay. Never
/// negative.
std::optional<std::int64_t> delay_of(std::string_view text);
/// As delay_of() reads it.
std::string delay_text(std::int64_t us);

/// The inside of a State.
struct StateAccess {
  using History = State::History;
  static std::uint64_t& definition(State& state) { return state.definition_; }
  static Instant& at(State& state) { return state.at_; }
  static std::uint64_t& sent(State& state) { return state.sent_; }
  static bool& running(State& state) { return state.running_; }
  static std::vector<std::uint32_t>& active(State& state) { return state.active_; }
  static std::vector<std::uint32_t>& entered(State& state) { return state.entered_; }
  static std::vector<History>& history(State& state) { return state.history_; }
  static std::vector<Value>& data(State& state) { return state.data_; }
  static std::vector<Pending>& pending(State& state) { return state.pending_; }
  static Value& result(State& state) { return state.result_; }
  static std::uint64_t definition(const State& state) { return state.definition_; }
  static std::uint64_t sent(const State& state) { return state.sent_; }
  static const std::vector<std::uint32_t>& active(const State& state) { return state.active_; }
  static const std::vector<std::uint32_t>& entered(const State& state) { return state.entered_; }
  static const std::vector<History>& history(const State& state) { return state.history_; }
  static const std::vector<Value>& data(const State& state) { return state.data_; }
};

/// Throws Error(conflict) unless the state is this definition's.
void require_own(const Definition& definition, const State& state);

}  // namespace huifang::statechart
