/// Lists of bindings, and the policies that they name.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "huifang/bindings.hpp"
#include "policy/codes.hpp"
#include "policy/document_file.hpp"

namespace huifang {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Reader {
 public:
  Reader(const std::string& file, const LoadOptions& load) : file_(file), load_(load) {}

  std::vector<PolicyBinding> run(std::string_view text) {
    const json document = json::parse(text, nullptr, false, true);
    if (document.is_discarded()) {
      Diagnostic finding = found(loader::code::binding_form.id, "", "text that is no JSON", "a JSON list of bindings");
      throw Error(ErrorKind::syntax, {std::move(finding)});
    }
    const json* list = &document;
    std::string pointer;
    if (document.is_object()) {
      for (const auto& [key, value] : document.items()) {
        if (key != "bindings") refuse("/" + key, "\"" + key + "\"", "\"bindings\" alone");
      }
      list = document.contains("bindings") ? &document["bindings"] : nullptr;
      pointer = "/bindings";
    }
    std::vector<PolicyBinding> bindings;
    if (list == nullptr || !list->is_array() || list->empty()) {
      refuse(pointer, list == nullptr ? "nothing" : list->dump(), "a list of bindings, at least one");
    } else {
      for (std::size_t i = 0; i < list->size(); ++i) add((*list)[i], pointer + "/" + std::to_string(i), bindings);
    }
    if (!findings_.empty()) throw Error(ErrorKind::policy, std::move(findings_));
    return bindings;
  }

 private:
  Diagnostic found(std::string_view code, const std::string& pointer, std::string what, std::string expected) const {
    Diagnostic finding;
    finding.code = code;
    finding.message = "this is not how bindings are written";
    finding.file = file_;
    finding.pointer = pointer;
    finding.found = what.substr(0, 80);
    finding.expected = std::move(expected);
    return finding;
  }

  void refuse(const std::string& pointer, const std::string& what, const std::string& expected) {
    findings_.push_back(found(loader::code::binding_form.id, pointer, what, expected));
  }

  void add(const json& item, const std::string& pointer, std::vector<PolicyBinding>& bindings) {
    if (!item.is_object()) return refuse(pointer, item.dump(), "an object with \"policy\"");
    const auto text = [&](const char* key) -> std::string {
      if (!item.contains(key)) return {};
      if (item[key].is_string() && !item[key].get_ref<const std::string&>().empty()) return item[key].get<std::string>();
      refuse(pointer + "/" + key, item[key].dump(), "text");
      return {};
    };
    for (const auto& [key, value] : item.items()) {
      if (key != "policy" && key != "params" && key != "where" && key != "from") {
        refuse(pointer + "/" + key, "\"" + key + "\"", "policy, params, where or from");
      }
    }
    const std::string policy = text("policy");
    if (!item.contains("policy")) refuse(pointer, "no policy", "\"policy\": path of a document");
    const std::string where = text("where");
    const std::string from = text("from");
    LoadOptions load = load_;
    load.file.clear();
    load.parameters.clear();
    if (item.contains("params")) {
      if (!item["params"].is_object()) return refuse(pointer + "/params", item["params"].dump(), "an object of values by name");
      for (const auto& [name, value] : item["params"].items()) load.parameters[name] = value.dump();
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
      if (!one.from) refuse(pointer + "/from", from, "a date, or a date and time");
    }
    bindings.push_back(std::move(one));
  }

  const std::string& file_;
  const LoadOptions& load_;
  std::vector<Diagnostic> findings_;
};

}  // namespace

std::vector<PolicyBinding> load_bindings(std::string_view json, const std::string& file, const LoadOptions& load) {
  return Reader(file, load).run(json);
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
