#pragma once
/// Short ways to load small documents.

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "huifang/policy.hpp"
#include "policy/model.hpp"

namespace huifang::test {

/// A document around some sections: identity is added.
inline std::string document(const std::string& sections) {
  return R"({"huifang": 1, "policy": "shop", "version": "1")" + (sections.empty() ? "" : ",\n" + sections) +
         "\n}";
}

/// Loads the sections; the model lives as long as the policy does.
inline Policy loaded(const std::string& sections) { return Policy::load(document(sections)); }

/// Codes of everything that is found, in document order.
inline std::vector<std::string> codes(const std::string& sections) {
  std::vector<std::string> found;
  for (const Diagnostic& diagnostic : Policy::check(document(sections))) found.push_back(diagnostic.code);
  return found;
}

inline std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Bases by "id@version".
inline LoadOptions with_bases(std::map<std::string, std::string> bases) {
  LoadOptions options;
  options.file = "branch.json";
  options.find_base = [bases = std::move(bases)](std::string_view id,
                                                 std::string_view version) -> std::optional<PolicySource> {
    const std::string name = std::string(id) + "@" + std::string(version);
    const auto found = bases.find(name);
    if (found == bases.end()) return std::nullopt;
    return PolicySource{found->second, name + ".json"};
  };
  return options;
}

/// The only rule of a policy with this id.
inline const RuleDef& rule(const Policy& policy, std::string_view id) {
  return policy.model().rules.at(policy.model().rule(id));
}

}  // namespace huifang::test
