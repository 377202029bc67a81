#include <algorithm>
#include <array>

#include "statechart/codes.hpp"
#include "statechart/compiler.hpp"

namespace huifang::statechart {
namespace {

namespace common = loader::code;

struct Verb {
  std::string_view name;
  std::vector<std::string> keys;  ///< besides the verb itself and `when`
};

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> all{
      {"raise", {"data"}}, {"send", {"data", "delay", "id", "to"}}, {"cancel", {}},
      {"set", {}},         {"if", {"then", "elseif", "else"}},      {"foreach", {"as", "index", "do"}},
      {"log", {"label"}}};
  return all;
}

}  // namespace

/// A list of actions is one block; a list of lists is several.
std::vector<Actions> Compiler::blocks(const Node& node, std::uint32_t state, const std::string& place) {
  std::vector<Actions> found;
  const bool several = node.is_array() && !node.children.empty() &&
                       std::all_of(node.children.begin(), node.children.end(),
                                   [](const Node* child) { return child->is_array(); });
  if (several) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      found.push_back(block(*node.children[i], state, i == 0 ? place : place + std::to_string(i + 1), {}));
    }
  } else {
    found.push_back(block(node, state, place, {}));
  }
  return found;
}

Actions Compiler::block(const Node& node, std::uint32_t state, const std::string& place, const std::vector<std::string>& events) {
  return dialect_ != nullptr ? dialect_->actions(node, state, place, events) : actions(node);
}

feel::Expression Compiler::condition(const Node& node, const std::vector<std::string>& events) {
  return dialect_ != nullptr ? dialect_->condition(node, events) : expression(node);
}

Actions Compiler::actions(const Node& node) {
  Actions found;
  if (node.is_object()) {
    action(node, found, {});
  } else if (is(node, Node::Kind::array)) {
    for (const Node* child : node.children) action(*child, found, {});
  }
  return found;
}

void Compiler::action(const Node& node, Actions& into, const std::vector<std::string>& also) {
  if (!is(node, Node::Kind::object)) return;
  std::vector<std::string> names;
  const Verb* verb = nullptr;
  for (const Verb& one : verbs()) {
    names.emplace_back(one.name);
    if (!node.has(one.name)) continue;
    if (verb != nullptr) {
      report_.error(
          code::bad_action, node, "one object is one action",
          {"\"" + std::string(verb->name) + "\" and \"" + std::string(one.name) + "\"", "two objects", ""});
      return;
    }
    verb = &one;
  }
  if (verb == nullptr) {
    const Node* first = node.children.empty() ? nullptr : node.children.front();
    report_.error(
        code::bad_action, node, "this is no action",
        {first == nullptr ? "{}" : "\"" + first->key + "\"", "raise, send, cancel, set, if, foreach or log",
         first == nullptr ? "" : report_.nearest(first->key, names)});
    return;
  }
  std::vector<std::string> allowed{std::string(verb->name), "when"};
  allowed.insert(allowed.end(), verb->keys.begin(), verb->keys.end());
  allowed.insert(allowed.end(), also.begin(), also.end());
  keys(node, allowed);
  const Node* when = node.find("when");
  const bool own = std::find(also.begin(), also.end(), "when") == also.end();
  if (when != nullptr && own) {
    Action guarded;
    guarded.kind = Action::Kind::choose;
    guarded.pointer = node.pointer();
    Actions inside;
    one_action(node, verb->name, inside);
    guarded.branches.emplace_back(expression(*when), std::move(inside));
    into.push_back(std::move(guarded));
    return;
  }
  one_action(node, verb->name, into);
}

void Compiler::one_action(const Node& node, std::string_view verb, Actions& into) {
  const Node* subject = node.find(verb);
  if (subject == nullptr) return;
  if (verb == "set") {
    set(*subject, into);
    return;
  }
  Action action;
  action.pointer = node.pointer();
  if (verb == "raise" || verb == "send") {
    action.kind = verb == "raise" ? Action::Kind::raise : Action::Kind::send;
    action.name = text(*subject);
    if (!action.name.expression && subject->is_string() && event_name(*subject, action.name.literal) &&
        !node.has("to")) {
      mention(model_.events_used, *subject, action.name.literal, false);
    }
    if (const Node* data = node.find("data")) action.payload = payload(*data);
    if (verb == "send") send(node, action);
  } else if (verb == "cancel") {
    action.kind = Action::Kind::cancel;
    action.name = text(*subject);
  } else if (verb == "if") {
    choose(node, action);
  } else if (verb == "foreach") {
    foreach (node, action)
      ;
  } else {
    action.kind = Action::Kind::log;
    if (!subject->is_null()) action.value = expression(*subject);
    if (const Node* label = text_at(node, "label")) action.label = label->text;
  }
  into.push_back(std::move(action));
}

void Compiler::send(const Node& node, Action& action) {
  if (const Node* id = node.find("id")) action.id = text(*id);
  if (const Node* to = node.find("to")) action.to = text(*to);
  if (const Node* delayed = node.find("delay")) delay(*delayed, action.delay_us, action.delay);
}

void Compiler::set(const Node& node, Actions& into) {
  if (!is(node, Node::Kind::object)) return;
  if (node.children.empty())
    report_.error(common::empty_list, node, "nothing is set", {"{}", "{\"<data>\": \"<expression>\"}", ""});
  for (const Node* entry : node.children) {
    Action action;
    action.kind = Action::Kind::set;
    action.pointer = entry->pointer();
    action.slot = slot_of(*entry, entry->key, true);
    action.value = expression(*entry);
    into.push_back(std::move(action));
  }
}

void Compiler::choose(const Node& node, Action& action) {
  action.kind = Action::Kind::choose;
  const auto branch = [&](const Node& where, const Node* condition) {
    const Node* then = where.find("then");
    if (then == nullptr) {
      report_.error(common::missing_key, where, "a condition has a consequence", {"", "\"then\"", ""});
    }
    action.branches.emplace_back(condition == nullptr ? feel::Expression{} : expression(*condition),
                                 then == nullptr ? Actions{} : actions(*then));
  };
  branch(node, node.find("if"));
  if (const Node* others = node.find("elseif"); others != nullptr && is(*others, Node::Kind::array)) {
    for (const Node* other : others->children) {
      if (!keys(*other, {"if", "then"})) continue;
      const Node* condition = other->find("if");
      if (condition == nullptr) {
        report_.error(common::missing_key, *other, "an \"elseif\" has a condition", {"", "\"if\"", ""});
        continue;
      }
      branch(*other, condition);
    }
  }
  if (const Node* otherwise = node.find("else"))
    action.branches.emplace_back(feel::Expression{}, actions(*otherwise));
}

void Compiler::foreach (const Node& node, Action & action) {
  action.kind = Action::Kind::foreach;
  action.value = expression(*node.find("foreach"));
  const Node* as = node.find("as");
  if (as == nullptr) {
    report_.error(common::missing_key, node, "the items need a name", {"", "\"as\": \"<name>\"", ""});
  } else if (is(*as, Node::Kind::string)) {
    action.slot = slot_of(*as, as->text, false);
  }
  if (const Node* index = text_at(node, "index")) action.index = slot_of(*index, index->text, false);
  const Node* written = node.find("do");
  action.branches.emplace_back(feel::Expression{}, written == nullptr ? Actions{} : actions(*written));
}

/// An object names entries; anything else is one expression.
Payload Compiler::payload(const Node& node) {
  Payload found;
  if (!node.is_object()) {
    if (!node.is_null()) found.content = expression(node);
    return found;
  }
  for (const Node* entry : node.children) found.entries.emplace_back(entry->key, expression(*entry));
  return found;
}

Text Compiler::text(const Node& node) {
  Text found;
  if (!is(node, Node::Kind::string)) return found;
  if (node.text.starts_with('=')) {
    found.expression = expression(node, std::string_view(node.text).substr(1), 1);
  } else if (node.text.empty()) {
    report_.error(common::bad_value, node, "this must not be empty",
                  {"\"\"", "a text, or \"=\" and an expression", ""});
  } else {
    found.literal = node.text;
  }
  return found;
}

void Compiler::delay(const Node& node, std::int64_t& us, feel::Expression& found) {
  if (!is(node, Node::Kind::string)) return;
  if (node.text.starts_with('=')) {
    found = expression(node, std::string_view(node.text).substr(1), 1);
  } else if (const std::optional<std::int64_t> delay = delay_of(node.text)) {
    us = *delay;
  } else {
    report_.error(
        code::bad_delay, node, "this is no delay",
        {loader::brief(node), "\"30 minutes\", \"24 hours\", \"PT90S\" or \"=\" and an expression", ""});
  }
}

/// FEEL in a text; numbers, true, false and null stand for themselves.
feel::Expression Compiler::expression(const Node& node) {
  switch (node.kind) {
    case Node::Kind::string:
      return expression(node, node.text, 0);
    case Node::Kind::number:
      return expression(node, node.text, 0);
    case Node::Kind::boolean:
      return expression(node, node.boolean ? "true" : "false", 0);
    case Node::Kind::null:
      return expression(node, "null", 0);
    default:
      report_.error(common::wrong_kind, node, "this must be an expression",
                    {loader::brief(node), "FEEL in a text, such as \"[1, 2]\" or \"{a: 1}\"", ""});
      return {};
  }
}

feel::Expression Compiler::expression(const Node& node, std::string_view text, std::size_t shift) {
  feel::CompileOptions options;
  options.limits.steps = 20'000'000;  // of one macrostep: the work of its expressions is added up
  try {
    feel::Expression compiled = feel::compile(text, names_, options);
    for (std::size_t at = text.find("In(\""); at != std::string_view::npos; at = text.find("In(\"", at + 1)) {
      const std::size_t end = text.find('"', at + 4);
      if (end == std::string_view::npos) break;
      mention(model_.states_asked, node, std::string(text.substr(at + 4, end - at - 4)), false);
    }
    return compiled;
  } catch (const Error& error) {
    report_.adopt(error, node, shift);
    return {};
  }
}

bool Compiler::event_name(const Node& node, const std::string& name) {
  const bool good = !name.empty() && name.size() <= 500 && !name.starts_with('.') && !name.ends_with('.') &&
                    name.find("..") == std::string::npos &&
                    std::none_of(name.begin(), name.end(), [](char c) {
                      return static_cast<unsigned char>(c) <= 0x20 || c == '*' || c == 0x7F;
                    });
  if (!good) {
    report_.error(code::bad_event_name, node, "this is no event name",
                  {loader::brief(node), "words with dots between them, such as \"done.reply\"", ""});
  }
  return good;
}

void Compiler::mention(std::vector<Mention>& where, const Node& node, std::string name, bool key) {
  const loader::Place& place = key ? node.key_place : node.place;
  where.push_back({std::move(name), node.pointer(), place.line, place.column, place.offset});
}

std::uint32_t Compiler::slot_of(const Node& node, const std::string& name, bool key) {
  const auto known = model_.slots.find(name);
  if (known != model_.slots.end()) return known->second;
  const loader::Detail detail{"\"" + name + "\"", "data of this statechart",
                              report_.nearest(name, model_.data_names)};
  const std::string message = "there is no data of this name";
  if (key)
    report_.error_at_key(code::unknown_data, node, message, detail);
  else
    report_.error(code::unknown_data, node, message, detail);
  return 0;
}

}  // namespace huifang::statechart
