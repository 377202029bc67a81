/// Policies by the path of their file, and their bases beside it. Everything else about policies reads no
/// file.

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "huifang/policy.hpp"
#include "policy/codes.hpp"
#include "policy/document_file.hpp"
#include "policy/reader.hpp"

namespace huifang {
namespace {

namespace fs = std::filesystem;

/// Does this text say it is the policy `id` in `version`? Only its own lines are believed, not its whole
/// content.
bool is_policy(const std::string& text, std::string_view id, std::string_view version,
               const PolicyLimits& limits) {
  loader::Document document;
  document.layers.push_back({"", "", text});
  loader::Report report(document, 1);
  loader::ReadLimits read_limits{limits.document_bytes, limits.nesting, limits.entries, limits.values};
  const loader::Node* root = loader::read(document, 0, read_limits, report);
  if (root == nullptr || !root->is_object()) return false;
  const loader::Node* policy = root->find("policy");
  const loader::Node* written = root->find("version");
  return policy != nullptr && policy->is_string() && policy->text == id && written != nullptr &&
         written->is_string() && written->text == version;
}

/// Bases beside a file: `<folder>/*.json`, then `<folder>/../*/policy.json`, each in the order of names.
std::optional<PolicySource> find_beside(const fs::path& folder, std::string_view id, std::string_view version,
                                        const PolicyLimits& limits) {
  std::vector<fs::path> candidates;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    if (entry.path().extension() == ".json") candidates.push_back(entry.path());
  }
  std::sort(candidates.begin(), candidates.end());
  std::vector<fs::path> siblings;
  for (const auto& entry : fs::directory_iterator(folder / "..", failed)) {
    if (fs::is_regular_file(entry.path() / "policy.json", failed))
      siblings.push_back(entry.path() / "policy.json");
  }
  std::sort(siblings.begin(), siblings.end());
  candidates.insert(candidates.end(), siblings.begin(), siblings.end());
  for (const fs::path& candidate : candidates) {
    std::optional<std::string> text = file_text(candidate, limits.document_bytes);
    if (text && text->size() <= limits.document_bytes && is_policy(*text, id, version, limits)) {
      return PolicySource{std::move(*text), candidate.lexically_normal().string()};
    }
  }
  return std::nullopt;
}

}  // namespace

Policy Policy::load_file(const std::string& path, LoadOptions options) {
  const std::optional<std::string> text = file_text(path, options.limits.document_bytes);
  if (options.file.empty()) options.file = path;
  if (!text) {
    Diagnostic diagnostic;
    diagnostic.code = loader::code::unreadable_file.id;
    diagnostic.message = "the file cannot be read";
    diagnostic.file = path;
    throw Error(ErrorKind::storage, {diagnostic});
  }
  if (!options.find_base) {
    fs::path folder = fs::path(path).parent_path();
    if (folder.empty()) folder = ".";
    options.find_base = [folder, limits = options.limits](std::string_view id, std::string_view version) {
      return find_beside(folder, id, version, limits);
    };
  }
  if (!options.find_document) {
    options.find_document = [path, limit = options.limits.document_bytes](std::string_view name,
                                                                          std::string_view beside) {
      return document_beside(beside.empty() ? path : std::string(beside), name, limit);
    };
  }
  return load(*text, options);
}

}  // namespace huifang
