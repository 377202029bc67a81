#pragma once
/// {"switch": expression, "value": x, …, "else": y}, or a plain x.

#include <optional>
#include <string>
#include <utility>

#include "policy/scope.hpp"

namespace huifang::loader {

/// The value a branch's key stands for, by the type of the selector. nullopt: the selector never has it
/// (reported).
std::optional<Value> branch_value(const Scope& scope, const Node& branch, const feel::Type& selector);
/// Warns when some value of an enumeration or boolean has no branch and there is no `else`.
void check_branches(const Scope& scope, const Node& choice, const feel::Type& selector);

/// Reads a choice; `read(node)` yields std::optional<T> for each branch and reports what is wrong with it.
template <class T, class Read>
Choice<T> choice_of(const Node& node, const Scope& scope, Read&& read) {
  Choice<T> choice;
  if (!is_choice(node)) {
    choice.otherwise = read(node);
    return choice;
  }
  feel::Type type;
  if (const Node* selector = node.find("switch")) {
    choice.selector_text = selector->text;
    choice.selector = expression(*selector, scope);
    if (choice.selector) type = choice.selector.type();
  }
  bool good = choice.selector ? true : false;
  for (const Node* branch : node.children) {
    if (branch->bad || branch->key == "switch") continue;
    if (branch->key == "else") {
      choice.otherwise = read(*branch);
      continue;
    }
    const std::optional<Value> value = branch_value(scope, *branch, type);
    std::optional<T> content = read(*branch);
    good = good && value.has_value();
    if (value && content) choice.cases.emplace_back(*value, std::move(*content));
  }
  if (good) check_branches(scope, node, type);
  return choice;
}

}  // namespace huifang::loader
