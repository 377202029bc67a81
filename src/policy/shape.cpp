#include "policy/shape.hpp"

#include <string>
#include <vector>

namespace huifang::loader {
namespace {

std::uint8_t kind_bit(Node::Kind kind) {
  return static_cast<std::uint8_t>(1u << static_cast<unsigned>(kind));
}

std::string expected_words(const KeyShape& key) {
  std::vector<std::string> words;
  for (const Node::Kind kind : {Node::Kind::boolean, Node::Kind::number, Node::Kind::string,
                                Node::Kind::array, Node::Kind::object, Node::Kind::null}) {
    if ((key.kinds & kind_bit(kind)) != 0) words.emplace_back(kind_words(kind));
  }
  if (key.choice) words.emplace_back("a choice {\"switch\": …}");
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

/// "$p" stands for a literal of any kind.
bool is_parameter(const Node& node) {
  return node.is_string() && node.text.size() > 1 && node.text[0] == '$';
}

class Checker {
 public:
  explicit Checker(Report& report) : report_(report) {}

  void object(Node& node, const Shape& shape) {
    for (Node* child : node.children) {
      const KeyShape* key = find(shape, child->key);
      if (key == nullptr) key = shape.rest;
      if (key == nullptr) {
        std::vector<std::string> names;
        for (const KeyShape& known : shape.keys) names.emplace_back(known.name);
        report_.error_at_key(code::unknown_key, *child,
                             "unknown key '" + child->key + "' in " + shape_words(shape),
                             {"\"" + child->key + "\"", joined(names), suggestion(shape, child->key, names)});
        child->bad = true;
        continue;
      }
      value(*child, *key);
    }
  }

 private:
  static const KeyShape* find(const Shape& shape, std::string_view name) {
    for (const KeyShape& key : shape.keys) {
      if (key.name == name) return &key;
    }
    return nullptr;
  }

  std::string suggestion(const Shape& shape, const std::string& name, const std::vector<std::string>& names) {
    if (shape.name == "owe" && name == "by")
      return "owner";  // what a duty's doer was called in early documents
    return report_.nearest(name, names);
  }

  static std::string shape_words(const Shape& shape) {
    std::string text(shape.name == "policy" ? "the policy" : shape.name);
    for (char& c : text) c = c == '_' ? ' ' : c;
    return text;
  }

  static std::string joined(const std::vector<std::string>& names) {
    if (names.size() > 24) return "a key of the language reference";
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
      text += names[i];
    }
    return text;
  }

  void value(Node& node, const KeyShape& key) {
    if (!kind_fits(node, key)) {
      node.bad = true;
      return;
    }
    // What stands inside a refused part is checked, but not refused once more.
    const bool refused = key.later != nullptr && !in_later_;
    if (refused) in_later_ = true;
    if (is_choice(node) && key.choice) {
      choice(node, key);
    } else {
      inside(node, key);
    }
    if (!refused) return;
    in_later_ = false;
    // A section with nothing in it is not used.
    if (node.parent->parent == nullptr && node.is_object() && node.children.empty()) return;
    node.bad = true;
    report_.error_at_key(*key.later, node, std::string(key.later->meaning),
                         {"\"" + node.key + "\"", "a policy without it", ""});
  }

  bool kind_fits(const Node& node, const KeyShape& key) {
    if ((key.kinds & kind_bit(node.kind)) != 0) return true;
    if (is_parameter(node) && (key.kinds & (boolean_kind | number_kind | list_kind)) != 0) return true;
    if (is_choice(node)) {
      if (key.choice) return true;
      report_.error(code::later_choice, node,
                    "a choice is not supported for '" + node.key + "' by this version",
                    {"{\"switch\": …}", expected_words(key), ""});
      return false;
    }
    report_.error(code::wrong_kind, node, "'" + node.key + "' has a value of the wrong type",
                  {brief(node), expected_words(key), ""});
    return false;
  }

  void choice(Node& node, const KeyShape& key) {
    if (node.children.size() == 1) {
      node.bad = true;
      report_.error(code::empty_list, node, "a choice has at least one branch", {"\"switch\" alone", "a branch for each value, or else", ""});
    }
    KeyShape branch = key;
    branch.choice = false;
    branch.later = nullptr;
    for (Node* child : node.children) {
      if (child->key == "switch") {
        if (!child->is_string()) {
          report_.error(code::wrong_kind, *child, "'switch' has a value of the wrong type",
                        {brief(*child), "text: a FEEL expression", ""});
          child->bad = true;
        }
        continue;
      }
      if (!kind_fits(*child, branch)) child->bad = true;
    }
  }

  void inside(Node& node, const KeyShape& key) {
    switch (key.holds) {
      case KeyShape::Holds::value:
        return;
      case KeyShape::Holds::object:
        if (node.is_object()) object(node, *key.inner);
        return;
      case KeyShape::Holds::map:
        if (!node.is_object()) return;
        for (Node* child : node.children) entry(*child, *key.inner);
        return;
      case KeyShape::Holds::items:
        if (node.is_object()) object(node, *key.inner);
        if (node.is_array()) {
          for (Node* child : node.children) {
            if (child->is_object()) object(*child, *key.inner);
          }
        }
        return;
    }
  }

  void entry(Node& node, const Shape& shape) {
    if (node.is_object()) {
      object(node, shape);
      return;
    }
    node.bad = true;
    if (shape.name == "parameter") {
      report_.error(code::unknown_parameter, node, "'" + node.key + "' is set, but no base declares it",
                    {brief(node), "a declaration {\"type\": …}", ""});
      return;
    }
    report_.error(code::wrong_kind, node, "'" + node.key + "' has a value of the wrong type",
                  {brief(node), "an object", ""});
  }

  Report& report_;
  bool in_later_ = false;
};

}  // namespace

bool is_choice(const Node& node) { return node.is_object() && node.has("switch"); }

void check_shape(Node& root, const Shape& shape, Report& report) { Checker(report).object(root, shape); }

}  // namespace huifang::loader
