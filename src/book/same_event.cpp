#include "book/same_event.hpp"

#include <nlohmann/json.hpp>

#include "huifang/error.hpp"

namespace huifang {
namespace {

using nlohmann::json;

struct Difference {
  std::string field, recorded, again;
};

std::string shown(const json* value) {
  if (value == nullptr) return "absent";
  const std::string text = value->dump(-1, ' ', false, json::error_handler_t::replace);
  return text.size() <= 80 ? text : text.substr(0, 77) + "...";
}

const json* member(const json& object, const std::string& name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

/// The first member, by name, that is not the same in both objects; looks into objects.
bool differ(const json& recorded, const json& again, const std::string& prefix, Difference& out) {
  json names = recorded;
  names.update(again);
  for (const auto& [name, unused] : names.items()) {
    const json* left = member(recorded, name);
    const json* right = member(again, name);
    if (left != nullptr && right != nullptr) {
      if (*left == *right) continue;
      if (left->is_object() && right->is_object() && differ(*left, *right, prefix + name + ".", out)) return true;
    }
    out = {prefix + name, shown(left), shown(right)};
    return true;
  }
  return false;
}

}  // namespace

void require_same_event(const std::string& recorded, const std::string& again, const std::string& id) {
  if (recorded == again) return;
  Difference difference{"content", recorded.substr(0, 80), again.substr(0, 80)};
  const json left = json::parse(recorded, nullptr, false), right = json::parse(again, nullptr, false);
  // Numbers are compared by their digits in the texts above; as JSON two long decimals may look the same.
  if (left.is_object() && right.is_object()) differ(left, right, "", difference);
  Diagnostic diagnostic;
  diagnostic.code = "HF6011";
  diagnostic.message = "event " + id + " was recorded before with another " + difference.field;
  diagnostic.found = difference.again;
  diagnostic.expected = difference.recorded;
  throw Error(ErrorKind::conflict, {diagnostic});
}

}  // namespace huifang
