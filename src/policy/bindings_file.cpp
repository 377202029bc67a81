/// Lists of bindings, and the policies that they name.
#include <algorithm>
#include <filesystem>
#include <utility>

#include "huifang/bindings.hpp"
#include "policy/canonical.hpp"
#include "policy/codes.hpp"
#include "policy/document_file.hpp"
#include "policy/reader.hpp"

namespace huifang {
namespace {

namespace fs = std::filesystem;
using namespace loader;

class Reader {
 public:
  Reader(std::string_view text, const std::string& file, const LoadOptions& load)
      : file_(file), load_(load), report_(document_, load.limits.diagnostics) {
    document_.layers.push_back({"", file, std::string(text)});
  }

  std::vector<PolicyBinding> run() {
    ReadLimits limits;
    limits.bytes = load_.limits.document_bytes;
    document_.root = read(document_, 0, limits, report_);
    if (document_.root == nullptr) stop();
    const Node* list = document_.root;
    if (list->is_object()) {
      for (const Node* child : document_.root->children) {
        if (child->key != "bindings") refuse_key(*child, "an object of bindings has no such key", "\"bindings\" alone");
      }
      list = document_.root->find("bindings");
      if (list == nullptr) refuse(*document_.root, "bindings are a list", "an object without it", "\"bindings\": a list");
    }
    std::vector<PolicyBinding> bindings;
    if (list != nullptr && !list->is_array()) refuse(*list, "bindings are a list", brief(*list), "a list of objects with \"policy\"");
    if (list != nullptr && list->is_array()) {
      if (list->children.empty()) refuse(*list, "nothing would be in force", "an empty list", "at least one binding");
      for (const Node* item : list->children) add(*item, bindings);
    }
    if (report_.failed()) stop();
    return bindings;
  }

 private:
  [[noreturn]] void stop() const { throw Error(report_.kind(), report_.sorted()); }

  void refuse(const Node& at, const std::string& why, std::string found, std::string expected) {
    report_.error(code::binding_form, at, why, {std::move(found), std::move(expected), ""});
  }
  void refuse_key(const Node& at, const std::string& why, std::string expected, const std::vector<std::string>& known = {}) {
    report_.error_at_key(code::binding_form, at, why, {"\"" + at.key + "\"", std::move(expected), report_.nearest(at.key, known)});
  }

  /// Text that is not empty; "" when it is not written, or reported.
  std::string text(const Node& item, const char* key, const std::string& what) {
    const Node* node = item.find(key);
    if (node == nullptr) return {};
    if (node->is_string() && !node->text.empty()) return node->text;
    refuse(*node, "'" + std::string(key) + "' is " + what, brief(*node), "text");
    return {};
  }

  void add(const Node& item, std::vector<PolicyBinding>& bindings) {
    if (!item.is_object()) return refuse(item, "a binding is an object", brief(item), "an object with \"policy\"");
    static const std::vector<std::string> keys = {"policy", "params", "where", "from"};
    for (const Node* child : item.children) {
      if (std::find(keys.begin(), keys.end(), child->key) == keys.end()) {
        refuse_key(*child, "a binding has no such key", "policy, params, where or from", keys);
      }
    }
    const std::string policy = text(item, "policy", "the path of a document");
    if (!item.has("policy")) refuse(item, "a binding names a policy", "none", "\"policy\": path of a document");
    const std::string where = text(item, "where", "a condition on facts");
    const std::string from = text(item, "from", "a date, or a date and time");
    LoadOptions load = load_;
    load.file.clear();
    load.parameters.clear();
    if (const Node* params = item.find("params")) {
      if (!params->is_object()) return refuse(*params, "'params' are values by name", brief(*params), "an object");
      for (const Node* value : params->children) load.parameters[value->key] = canonical(*value);
    }
    if (policy.empty()) return;
    PolicyBinding one{Policy::load_file((fs::path(file_).parent_path() / policy).lexically_normal().string(), load), where, std::nullopt};
    if (!from.empty()) {
      const TimeZone zone = one.policy.zone();
      if (const auto day = Date::parse(from)) {
        one.from = zone.start_of_day(*day);
      } else {
        one.from = zone.parse(from);
      }
      if (!one.from) refuse(*item.find("from"), "'from' is a date, or a date and time", brief(*item.find("from")), "\"2024-04-01\", \"2024-04-01T09:00\"");
    }
    bindings.push_back(std::move(one));
  }

  const std::string& file_;
  const LoadOptions& load_;
  Document document_;
  Report report_;
};

}  // namespace

std::vector<PolicyBinding> load_bindings(std::string_view json, const std::string& file, const LoadOptions& load) {
  return Reader(json, file, load).run();
}

std::vector<PolicyBinding> load_bindings_file(const std::string& path, const LoadOptions& load) {
  const std::optional<std::string> text = file_text(path, load.limits.document_bytes);
  if (!text) {
    Diagnostic finding;
    finding.code = loader::code::unreadable_file.id;
    finding.message = "the file cannot be read";
    finding.file = path;
    throw Error(ErrorKind::storage, {std::move(finding)});
  }
  return load_bindings(*text, path, load);
}

}  // namespace huifang
