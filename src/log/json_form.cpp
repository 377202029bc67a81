#include "log/json_form.hpp"

#include <algorithm>
#include <utility>

#include "log/byte_source.hpp"
#include "log/codes.hpp"

namespace huifang {
namespace code = loader::code;

JsonForm::JsonForm(std::string text, std::string file) : report_(document_, 1'000) {
  document_.layers.push_back({"", std::move(file), std::move(text)});
  document_.root = loader::read(document_, 0, loader::ReadLimits{}, report_);
  if (document_.root == nullptr) throw Error(report_.kind(), report_.sorted());
}

bool JsonForm::is(const Node& node, Node::Kind kind) {
  if (node.kind == kind) return true;
  refuse(code::wrong_kind, node, "this value has the wrong type", std::string(loader::kind_words(kind)));
  return false;
}

bool JsonForm::object(const Node& node, const std::vector<std::string>& keys) {
  if (!is(node, Node::Kind::object)) return false;
  for (const Node* child : node.children) {
    if (std::find(keys.begin(), keys.end(), child->key) != keys.end()) continue;
    std::string all;
    const std::string nearest = report_.nearest(child->key, keys);
    if (nearest.empty()) {
      for (const std::string& key : keys) all += (all.empty() ? "" : ", ") + key;
    }
    report_.error_at_key(code::unknown_key, *child, "this key is not known here",
                         {'"' + child->key + '"', all, nearest});
  }
  return true;
}

const Node* JsonForm::required(const Node& object, std::string_view key) {
  const Node* found = object.find(key);
  if (found == nullptr) {
    report_.error(code::missing_key, object, "the key \"" + std::string(key) + "\" is missing here");
  }
  return found;
}

const Node* JsonForm::member(const Node& object, std::string_view key, Node::Kind kind) {
  const Node* found = object.find(key);
  return found != nullptr && is(*found, kind) ? found : nullptr;
}

std::size_t JsonForm::one_of(const Node& object, std::string_view key,
                             const std::vector<std::string>& choices) {
  const Node* found = text(object, key);
  if (found == nullptr) return 0;
  const auto at = std::find(choices.begin(), choices.end(), found->text);
  if (at != choices.end()) return static_cast<std::size_t>(at - choices.begin());
  std::string all;
  for (const std::string& choice : choices) all += (all.empty() ? "" : ", ") + choice;
  refuse(code::bad_value, *found, "this is none of the possible values", all,
         report_.nearest(found->text, choices));
  return 0;
}

void JsonForm::refuse(const loader::Code& code, const Node& node, std::string message, std::string expected,
                      std::string suggestion) {
  report_.error(code, node, std::move(message),
                {loader::brief(node), std::move(expected), std::move(suggestion)});
}

void JsonForm::finish() const {
  if (report_.failed()) throw Error(report_.kind(), report_.sorted());
}

Value value_of(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return {};
    case Node::Kind::boolean:
      return Value::of(node.boolean);
    case Node::Kind::number:
      return Value::of(*Decimal::parse(node.text));  // checked by the reader
    case Node::Kind::string:
      return Value::of(node.text);
    case Node::Kind::array: {
      std::vector<Value> list;
      list.reserve(node.children.size());
      for (const Node* item : node.children) list.push_back(value_of(*item));
      return Value::of(std::move(list));
    }
    case Node::Kind::object: {
      Context context;
      for (const Node* member : node.children) context.entries.emplace_back(member->key, value_of(*member));
      return Value::of(std::move(context));
    }
  }
  return {};
}

std::string read_text_file(const std::string& path, std::size_t bytes_max) {
  const ByteSource source = ByteSource::open(path, bytes_max, bytes_max);
  if (source.size() > bytes_max) {
    Diagnostic diagnostic;
    diagnostic.code = std::string(code::limit_bytes.id);
    diagnostic.message = code::limit_bytes.meaning;
    diagnostic.file = path;
    diagnostic.found = std::to_string(source.size()) + " bytes";
    diagnostic.expected = "at most " + std::to_string(bytes_max) + " bytes";
    throw Error(ErrorKind::limit, {diagnostic});
  }
  std::string scratch;
  return std::string(source.read(0, bytes_max, scratch));
}

}  // namespace huifang
