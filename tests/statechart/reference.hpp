#pragma once
/// The recommendation's appendix D, written down as it stands there: sets of names, no cleverness. Control
/// only: no data, no time. What the library does is compared with it.

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace chart_test {

class Reference {
 public:
  using Json = nlohmann::ordered_json;
  /// `document` in the long form: "on" and "always" are lists, targets are lists, actions only log or raise.
  explicit Reference(const Json& document);

  void start();
  void send(const std::string& event);

  std::vector<std::string> active() const;  ///< document order
  std::vector<std::string> take_log();
  bool running() const { return running_; }
  bool endless() const { return endless_; }  ///< gave up: more micro-steps than sensible

 private:
  struct Transition {
    std::string source;
    std::vector<std::string> events;
    std::vector<std::string> targets;
    bool internal = false;
    Json actions;
  };
  using Set = std::set<int>;  ///< states by their number in document order

  void read(const Json& states, int parent);
  bool is_descendant(int a, int b) const;
  bool is_compound(int s) const { return type_[s] == "compound" || type_[s] == "root"; }
  bool is_atomic(int s) const { return type_[s] == "atomic" || type_[s] == "final"; }
  std::vector<int> children(int s) const;
  Set targets_of(const Transition& t) const;
  Set effective(const std::vector<std::string>& targets) const;
  int domain(const Transition& t) const;
  Set exit_set(const std::vector<const Transition*>& transitions) const;
  std::vector<const Transition*> select(const std::string* event) const;
  std::vector<const Transition*> without_conflicts(const std::vector<const Transition*>& enabled) const;
  void microstep(const std::vector<const Transition*>& transitions);
  void enter(const Set& to_enter, const Set& by_default, const std::map<int, Json>& history_content);
  void add_descendants(int s, Set& to_enter, Set& by_default, std::map<int, Json>& history_content);
  void add_ancestors(int s, int top, Set& to_enter, Set& by_default, std::map<int, Json>& history_content);
  bool in_final(int s) const;
  void run(const Json& actions);
  void settle();
  std::vector<int> initial_of(int s) const;
  int number(const std::string& id) const { return numbers_.at(id); }

  std::vector<std::string> id_, type_;
  std::vector<int> parent_;
  std::vector<Json> node_;
  std::map<std::string, int> numbers_;
  std::vector<std::vector<Transition>> transitions_;
  Set configuration_;
  std::map<int, Set> history_;
  std::vector<std::string> queue_, log_;
  bool running_ = false, endless_ = false;
};

}  // namespace chart_test
