#pragma once
/// Compiles the document tree of a definition. The same keys stand in the `workflows` of a policy, which have names, actions
/// and timers of their own, so the compiler works on nodes, a report and a dialect, not on texts.

#include <string>
#include <string_view>
#include <vector>

#include "policy/document.hpp"
#include "policy/report.hpp"
#include "statechart/model.hpp"
#include "statechart/names.hpp"

namespace huifang::statechart {

using loader::Node;

/// What is written in another way where a statechart is part of something else. Events are descriptors, as the transition
/// names them; an eventless transition and a timer's have none.
class Dialect {
 public:
  /// Keys of states beside those of statecharts; `data`, `done` and the verbs of statecharts are not known in it.
  virtual const std::vector<std::string>& state_keys() const = 0;
  virtual feel::Expression condition(const Node& node, const std::vector<std::string>& events) = 0;
  /// One block. `place`: what it is called in the state, "entry", "exit", or of a transition its number there.
  virtual Actions actions(const Node& node, std::uint32_t state, const std::string& place, const std::vector<std::string>& events) = 0;
  /// Keys that may stand beside `target` in place of `do`.
  virtual const std::vector<std::string>& inline_keys() const = 0;
  virtual void event(const Node& at, bool key, const std::string& descriptor, std::uint32_t state) = 0;
  virtual void timer(const Node& entry, std::uint32_t number, std::uint32_t state) = 0;
  /// Behind the keys of statecharts.
  virtual void transition(const Node& node, std::uint32_t number) = 0;

 protected:
  ~Dialect() = default;
};

class Compiler {
 public:
  /// `report` is borrowed and told everything that is wrong; `model` is complete when nothing was. So is `dialect`.
  Compiler(Model& model, loader::Report& report, const CompileOptions& options, Dialect* dialect = nullptr)
      : model_(model), report_(report), options_(options), names_(model), dialect_(dialect) {}

  void compile(const Node& root);
  /// With a dialect, in two parts: the states of the object with `states`; then what is inside them.
  void collect_states(const Node& root);
  void compile_states();

 private:
  // compile.cpp: states
  void collect(const Node& states, std::uint32_t parent);
  void collect_state(const Node& node, std::uint32_t parent);
  StateInfo::Kind kind_of(const Node& node);
  void declare_data(const Node& node, std::uint32_t state);
  void declare_loops(const Node& node);
  std::uint32_t declare(const Node& at, const std::string& name, bool again);
  void compile_state(std::uint32_t state);
  void initial(std::uint32_t state, const Node& node);
  void default_initial(std::uint32_t state);
  void history(std::uint32_t state, const Node& node);
  void check_history_loops();
  void declared_events(const Node& root);

  // compile_transitions.cpp
  void transitions(std::uint32_t state, const Node& node);
  void on(std::uint32_t state, const Node& node);
  void always(std::uint32_t state, const Node& node);
  void after(std::uint32_t state, const Node& node);
  void alternatives(std::uint32_t state, const Node& node, const std::vector<std::string>& events,
                    std::uint32_t timer);
  void transition(std::uint32_t state, const Node& node, std::vector<std::string> events, std::uint32_t timer,
                  bool listed);
  std::vector<std::string> descriptors(const Node& at, const std::string& text, bool key, std::uint32_t state);
  feel::Expression condition(const Node& node, const std::vector<std::string>& events);
  std::vector<std::uint32_t> targets(const Node& node);
  void check_targets(const Node& node, const std::vector<std::uint32_t>& targets);

  // compile_actions.cpp
  std::vector<Actions> blocks(const Node& node, std::uint32_t state, const std::string& place);
  Actions block(const Node& node, std::uint32_t state, const std::string& place, const std::vector<std::string>& events);
  Actions actions(const Node& node);
  void action(const Node& node, Actions& into, const std::vector<std::string>& also);
  void one_action(const Node& node, std::string_view verb, Actions& into);
  void send(const Node& node, Action& action);
  void set(const Node& node, Actions& into);
  void choose(const Node& node, Action& action);
  void foreach (const Node& node, Action & action);
  Payload payload(const Node& node);
  Text text(const Node& node);
  void delay(const Node& node, std::int64_t& us, feel::Expression& expression);
  feel::Expression expression(const Node& node);
  feel::Expression expression(const Node& node, std::string_view text, std::size_t shift);
  bool event_name(const Node& node, const std::string& name);
  void mention(std::vector<Mention>& where, const Node& node, std::string name, bool key);
  std::uint32_t slot_of(const Node& node, const std::string& name, bool key);

  /// An object with no other keys? Unknown ones are reported.
  bool keys(const Node& node, const std::vector<std::string>& allowed);
  bool is(const Node& node, Node::Kind kind);
  const Node* text_at(const Node& object, std::string_view key);

  Model& model_;
  loader::Report& report_;
  const CompileOptions& options_;
  ChartNames names_;
  Dialect* dialect_;
  std::vector<const Node*> nodes_;  ///< by state
  bool too_many_ = false;
};

}  // namespace huifang::statechart
