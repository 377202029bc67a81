#pragma once
/// Statecharts: W3C SCXML's run-to-completion algorithm over a compiled, immutable definition.
///
/// Everything here is a pure function: `(definition, state, event, now) -> (state', effects)`. Nothing is
/// stored, sent or timed; a host keeps the state, carries the effects out and says what time it is. Delayed
/// events are part of the state. Definitions may be shared by any number of threads; a state is a plain
/// value.
///
/// @source W3C Recommendation "State Chart XML (SCXML)", 1 September 2015, appendix D, "Algorithm for SCXML
/// Interpretation".

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/error.hpp"
#include "huifang/value.hpp"

namespace huifang::statechart {

struct Model;  ///< private to src/statechart

/// Limits of a document. Exceeding one is an Error of kind limit (HF10xx, HF5514).
struct CompileOptions {
  std::string file;                        ///< name for diagnostics; may be empty
  std::size_t document_bytes = 4'194'304;  ///< size of the text
  std::size_t states = 10'000;             ///< states of all levels
  std::size_t nesting = 64;                ///< objects and lists inside one another
  std::size_t diagnostics = 100;           ///< findings that are kept
};

/// A compiled definition. A cheap, shared handle; immutable.
class Definition {
 public:
  Definition() = default;  ///< empty; using it is a precondition failure
  explicit operator bool() const noexcept { return static_cast<bool>(model_); }

  /// The name after the key `statechart`.
  const std::string& name() const;
  /// "sha256:" and 64 hex digits over the document without blanks and comments. States belong to one hash.
  const std::string& hash() const;
  /// All states, document order: parents before their children.
  std::vector<std::string> states() const;
  /// Names of the data, in document order; `foreach` names come last.
  std::vector<std::string> data() const;

  const Model& model() const { return *model_; }
  explicit Definition(std::shared_ptr<const Model> model) : model_(std::move(model)) {}

 private:
  std::shared_ptr<const Model> model_;
};

/// Reads and compiles a definition (JSON with comments, key `statechart`).
/// Throws Error (syntax, policy or limit) with all findings at once.
Definition compile(std::string_view json, const CompileOptions& options = {});

/// Warnings about a definition, by graph: states that nothing leads to (HF5530), states from which no final state can be
/// reached although there is one (HF5531), eventless transitions that can go round for ever (HF5532), events that are used
/// but not declared where `events` declares some (HF5533), `In()` of a state that is not there (HF5534). Document order.
std::vector<Diagnostic> lint(const Definition& definition);

/// Something that happens to a statechart from outside.
struct Event {
  std::string name;  ///< "confirmed", "done.reply": words with dots between them
  Value data;        ///< `event.data` in expressions; of a context, `event.<entry>` as well
};

/// What leaves a statechart. The host carries it out, or writes it down.
struct Effect {
  enum class Kind : std::uint8_t {
    log,    ///< `log`: `name` is the label, `data` the value
    send,   ///< `send` with `to`: `to` is the receiver, `name` the event
    error,  ///< an expression or action failed, and `error.execution` was raised: `name` says where, `data`
            ///< what
    done    ///< a final state of the outermost level was entered: `data` is its `done`
  };
  Kind kind = Kind::log;
  Instant at;  ///< when: the event's time, or the due of the delayed event
  std::string name;
  std::string to;  ///< send
  std::string id;  ///< send: its id, or empty
  Value data;
};

/// One thing that happened inside, in order. Only with StepOptions::trace.
struct Trace {
  enum class Kind : std::uint8_t {
    event,       ///< an event was taken from a queue: `name`
    transition,  ///< `name` is the JSON pointer of the transition
    left,        ///< state
    entered      ///< state
  };
  Kind kind = Kind::event;
  Instant at;
  std::string name;
};

/// Bounds of one call. Exceeding one is an Error of kind limit (HF5522, HF5524); the state given is as it
/// was.
struct StepOptions {
  std::uint32_t microsteps = 10'000;  ///< of one macrostep
  std::uint32_t actions = 1'000'000;  ///< of one macrostep; every turn of a `foreach` counts
  std::uint32_t events = 100'000;   ///< macrosteps of one call: the event, immediate sends and delayed events
  std::uint32_t pending = 100'000;  ///< events waiting in queues
  bool trace = false;               ///< also say what happened inside
};

/// A delayed event that has not come yet.
struct Pending {
  /// What a `send` said.
  struct Sent {
    std::string event;  ///< name
    std::string id;     ///< for `cancel`; may be empty
    std::string to;     ///< receiver outside; empty: the statechart itself
    Value data;
    friend bool operator==(const Sent&, const Sent&) = default;
  };
  Instant due;
  std::uint64_t sequence = 0;        ///< order of sending; at one due, the lower comes first
  std::uint32_t timer = 0;           ///< 1 + number of the `after`; 0: a `send`
  bool immediate = false;            ///< sent without delay: comes in the same call
  std::shared_ptr<const Sent> sent;  ///< null for an `after`: a million timers stay small
  friend bool operator==(const Pending& a, const Pending& b) {
    return a.due == b.due && a.sequence == b.sequence && a.timer == b.timer && a.immediate == b.immediate &&
           (a.sent == b.sent || (a.sent && b.sent && *a.sent == *b.sent));
  }
};

/// Where a running statechart stands. A value: copy it, keep it as JSON, give it to another thread.
class State {
 public:
  State() = default;  ///< belongs to no definition; every call refuses it
  bool running() const noexcept { return running_; }
  /// Time of the last call.
  Instant at() const noexcept { return at_; }
  /// Delayed events by (due, sequence).
  const std::vector<Pending>& pending() const noexcept { return pending_; }
  /// `done` of the final state that ended it; null while it runs.
  const Value& result() const noexcept { return result_; }
  friend bool operator==(const State&, const State&) = default;

 private:
  friend struct StateAccess;
  /// What was active in a region when it was left.
  struct History {
    std::uint32_t state = 0;  ///< the history state
    std::vector<std::uint32_t> kept;
    friend bool operator==(const History&, const History&) = default;
  };
  std::uint64_t definition_ = 0;  ///< beginning of the definition's hash
  Instant at_;
  std::uint64_t sent_ = 0;  ///< number of the next delayed event
  bool running_ = false;
  std::vector<std::uint32_t> active_;   ///< ascending
  std::vector<std::uint32_t> entered_;  ///< `binding: late`: states whose data is set, ascending
  std::vector<History> history_;        ///< ascending
  std::vector<Value> data_;
  std::vector<Pending> pending_;
  Value result_;
};

/// What a call came to.
struct Step {
  State state;
  std::vector<Effect> effects;  ///< in order
  std::vector<Trace> trace;     ///< in order; empty unless asked for
  bool taken = false;           ///< did any transition take place?
};

/// A new state: data set, initial states entered, run to completion. `data` replaces initial values by name.
/// Throws Error: argument (HF5526) for a name in `data` that is not declared, limit.
Step start(const Definition& definition, Instant now, const Context& data = {},
           const StepOptions& options = {});

/// Handles one event. Delayed events due *before* `now` come first, each with its own due as its time; then
/// the event; what is due at `now` itself waits for advance() or a later call, so that an event at the due
/// instant is in time. A statechart that is done ignores everything. Throws Error: conflict when `now` lies
/// before state.at() (HF5523) or the state is another definition's (HF5520), argument for an event without a
/// usable name (HF5525), limit.
Step step(const Definition& definition, const State& state, const Event& event, Instant now,
          const StepOptions& options = {});

/// Lets time pass: delayed events due up to and including `now`, by (due, sequence), each with its own due as
/// its time. Throws like step().
Step advance(const Definition& definition, const State& state, Instant now, const StepOptions& options = {});

/// When the next delayed event is due; nullopt when none waits.
std::optional<Instant> next_due(const State& state);

/// The active states, document order; of one that is done, those it ended in. Throws Error(conflict, HF5520).
std::vector<std::string> active(const Definition& definition, const State& state);
/// Only those without active states inside them: atomic and final states.
std::vector<std::string> active_leaves(const Definition& definition, const State& state);
/// Is this state active? False for names that are no state.
bool is_active(const Definition& definition, const State& state, std::string_view id);
/// The data by name, declaration order.
Context data(const Definition& definition, const State& state);

/// Canonical JSON of a state: equal states have equal texts. It names the definition's hash.
std::string to_json(const Definition& definition, const State& state);
/// The reverse. Throws Error: syntax, policy (HF5521: it is no state of this definition), conflict (HF5520:
/// the hash is another definition's).
State state_from_json(const Definition& definition, std::string_view json, const std::string& file = {});

/// A value as a host writes it in JSON. What JSON has no type for is an object with one key: {"@date":
/// "2024-03-01"}, {"@time"},
/// {"@dateTime"}, {"@duration"}, {"@number": "1e400"}, {"@context": [["name", value], …]} for names that
/// begin with "@".
std::string value_to_json(const Value& value);
/// The reverse, for any JSON text. Throws Error(syntax or policy).
Value value_from_json(std::string_view json);

/// Pictures. All are text, made without any other program.
enum class Picture : std::uint8_t {
  dot,      ///< Graphviz
  mermaid,  ///< stateDiagram-v2
  svg       ///< laid out here: nested boxes, transitions as arrows
};
/// Draws a definition; the active states of `state` (null: none) are highlighted.
std::string draw(const Definition& definition, Picture picture, const State* state = nullptr);

/// The JSON Schema of definitions. Static.
std::string_view schema();

}  // namespace huifang::statechart
