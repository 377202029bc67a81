#pragma once
/// Compiles the document tree of a definition. The same keys will stand in the `workflows` of a policy, so
/// the compiler works on nodes and a report, not on texts.

#include <string>
#include <string_view>
#include <vector>

#include "policy/document.hpp"
#include "policy/report.hpp"
#include "statechart/model.hpp"
#include "statechart/names.hpp"

namespace huifang::statechart {

using loader::Node;

class Compiler {
 public:
  /// `report` is borrowed and told everything that is wrong; `model` is complete when nothing was.
  Compiler(Model& model, loader::Report& report, const CompileOptions& options)
      : model_(model), report_(report), options_(options), names_(model) {}

  void compile(const Node& root);

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
  std::vector<std::string> descriptors(const Node& at, const std::string& text, bool key);
  std::vector<std::uint32_t> targets(const Node& node);
  void check_targets(const Node& node, const std::vector<std::uint32_t>& targets);

  // compile_actions.cpp
  std::vector<Actions> blocks(const Node& node);
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
  std::vector<const Node*> nodes_;  ///< by state
  bool too_many_ = false;
};

}  // namespace huifang::statechart
