#pragma once
/// One call: SCXML's interpreter over a copy of the state. Nothing leaves it before the call is through, so a
/// limit that is exceeded leaves nothing behind.

#include <deque>
#include <string>
#include <vector>

#include "statechart/model.hpp"

namespace huifang::statechart {

/// Whoever runs a statechart with expressions, actions, timers and duties of its own: the workflows of policies. Its
/// calls come in the order of the algorithm.
class Host {
 public:
  /// `outside`: does `event` mean what handle() was given?
  virtual feel::Outcome evaluate(const feel::Expression& expression, bool outside) = 0;
  /// May the transition, whose event and condition fit, be taken?
  virtual bool admits(std::uint32_t transition) = 0;
  virtual void taken(std::uint32_t transition) = 0;
  /// An action of kind host. False: it failed, the rest of its block is skipped.
  virtual bool perform(const Action& action, bool outside) = 0;
  /// Behind the entry blocks, before what is inside is entered.
  virtual void entered(std::uint32_t state) = 0;
  /// Behind the exit blocks.
  virtual void left(std::uint32_t state) = 0;

 protected:
  ~Host() = default;
};

class Machine final : public feel::Frame {
 public:
  /// `host`: borrowed; nullptr: data, timers and actions are the statechart's own.
  Machine(const Model& model, State state, const StepOptions& options, Host* host = nullptr);

  void start(Instant now, const Context& data);
  void handle(const Event& event, Instant now);
  /// The host's timer of this number has come: an event that only its transitions hear.
  void time_out(std::uint32_t timer, Instant now);
  /// Facts have changed: eventless transitions are asked again.
  void look_again(Instant now);
  bool is_active(std::uint32_t state) const;
  const State& state() const { return state_; }
  /// Delayed events due before `now`, or at it when `inclusive`; then the clock stands at `now`.
  void let_pass(Instant now, bool inclusive);
  Step finish();

  // feel::Frame
  Value load(std::uint32_t slot) const override;
  Value attribute(const Value&, std::uint32_t) const override { return {}; }
  Value call(std::uint32_t function, std::span<const Value> arguments) const override;
  std::optional<Instant> now() const override { return StateAccess::at(const_cast<State&>(state_)); }
  feel::Work* work() const override { return &work_; }

 private:
  struct Queued {
    std::string name;
    Value data;
    std::string_view type = "internal";
    std::string send_id;
    std::uint32_t timer = 0;
  };

  // machine.cpp: the algorithm
  void macrostep(Queued event);
  void run_to_completion();
  std::vector<std::uint32_t> select(const Queued* event);
  bool enabled(std::uint32_t transition, const Queued* event);
  std::vector<std::uint32_t> without_conflicts(const std::vector<std::uint32_t>& candidates) const;
  void microstep(const std::vector<std::uint32_t>& transitions);
  void exit_states(const std::vector<std::uint32_t>& domains);
  void leave(std::uint32_t state);
  /// `domains`: of the transitions, in the same places.
  void enter_states(const std::vector<std::uint32_t>& transitions, const std::vector<std::uint32_t>& domains);
  void enter(std::uint32_t state);
  void add_descendants(std::uint32_t state);
  void add_ancestors(std::uint32_t state, std::uint32_t top);
  void add_regions(std::uint32_t parallel);
  bool marked_inside(std::uint32_t state) const;
  std::vector<std::uint32_t> effective_targets(const Transition& transition) const;
  void effective_target(std::uint32_t target, std::vector<std::uint32_t>& found) const;
  /// The state whose descendants are left; no_slot: none (targetless).
  std::uint32_t domain_of(const Transition& transition) const;
  bool in_final(std::uint32_t state) const;
  void finished(std::uint32_t final_state);
  void end();
  const std::vector<std::uint32_t>* kept(std::uint32_t history) const;
  void remember(std::uint32_t state);
  void drain(std::int64_t before_us, bool inclusive);
  void fire(std::size_t at);
  Effect sent_outside(const Pending::Sent& sent) const;

  // machine_actions.cpp: executable content
  void block(const Actions& actions);
  bool run(const Actions& actions);  ///< false: one failed, the rest is skipped
  bool run(const Action& action);
  bool raise(const Action& action);
  bool send(const Action& action);
  bool cancel(const Action& action);
  bool choose(const Action& action);
  bool foreach (const Action& action);
  bool log(const Action& action);
  void set_data(const StateInfo& state);
  void arm(std::uint32_t state);
  void disarm(std::uint32_t state);
  void wait(Pending pending);
  bool evaluate(const feel::Expression& expression, const std::string& where, Value& value);
  bool condition(const feel::Expression& expression, const std::string& where);
  bool text(const Text& text, const std::string& where, std::string& result);
  /// `all`: one failing entry fails everything; else it is left out.
  bool payload(const Payload& payload, const std::string& where, bool all, Value& value);
  bool fail(const std::string& where, const std::string& message);
  void raise_internal(Queued event);
  void count_action();
  void emit(Effect effect);

  Instant at() const { return state_.at(); }
  bool outside() const { return has_event_ && event_.type == "external"; }
  void trace(Trace::Kind kind, const std::string& name);

  const Model& model_;
  const StepOptions& options_;
  Host* host_;
  State state_;
  std::vector<std::uint32_t>& active_;
  std::vector<Value>& data_;
  std::deque<Queued> internal_;
  Queued event_;  ///< what `event` means
  bool has_event_ = false;
  std::vector<Effect> effects_;
  std::vector<Trace> trace_;
  bool taken_ = false;
  std::uint32_t microsteps_ = 0;
  std::uint32_t actions_ = 0;
  std::uint32_t events_ = 0;
  mutable feel::Work work_;
  // Of the micro-step that is being made.
  std::vector<std::uint8_t> mark_;        ///< by state: to be entered
  std::vector<std::uint8_t> by_default_;  ///< by state: its initial targets were taken
  std::vector<std::pair<std::uint32_t, std::uint32_t>>
      history_actions_;  ///< state entered, history state taken by default
};

}  // namespace huifang::statechart
