#include "huifang/policy.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "policy/codes.hpp"
#include "policy/load.hpp"
#include "policy/model.hpp"
#include "policy/reader.hpp"

namespace huifang {
namespace {

namespace fs = std::filesystem;

/// Text of a file, or nullopt. Reads no more than the limit and one byte, so that a huge file is refused, not
/// read.
std::optional<std::string> read_file(const fs::path& path, std::size_t limit) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text;
  std::vector<char> buffer(1 << 16);
  while (text.size() <= limit && file) {
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    text.append(buffer.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) return std::nullopt;
  return text;
}

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
    std::optional<std::string> text = read_file(candidate, limits.document_bytes);
    if (text && text->size() <= limits.document_bytes && is_policy(*text, id, version, limits)) {
      return PolicySource{std::move(*text), candidate.lexically_normal().string()};
    }
  }
  return std::nullopt;
}

const std::string empty_text;

/// The label in the language, else the one for all languages, else nullptr.
const std::string* label_in(const std::map<std::string, std::string>& texts, std::string_view language) {
  for (const auto& [tag, text] : texts) {
    if (tag == language) return &text;
  }
  const auto any = texts.find("");
  return any == texts.end() ? nullptr : &any->second;
}

}  // namespace

Policy Policy::load(std::string_view json, const LoadOptions& options) {
  loader::Loaded loaded = loader::load(json, options);
  if (loaded.failed) throw Error(loaded.kind, std::move(loaded.diagnostics));
  return Policy(std::move(loaded.model));
}

Policy Policy::load_file(const std::string& path, LoadOptions options) {
  const std::optional<std::string> text = read_file(path, options.limits.document_bytes);
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
  return load(*text, options);
}

std::vector<Diagnostic> Policy::check(std::string_view json, const LoadOptions& options) {
  return loader::load(json, options).diagnostics;
}

const std::string& Policy::id() const { return model_->id; }
const std::string& Policy::version() const { return model_->version; }
const std::string& Policy::hash() const { return model_->hash; }
TimeZone Policy::zone() const { return model_->zone; }
const std::vector<Diagnostic>& Policy::warnings() const { return model_->warnings; }
const std::string& Policy::canonical_text() const { return model_->canonical_text; }

const std::string& Policy::title(std::string_view language) const {
  const auto found = model_->labels.find("policy/");
  if (found == model_->labels.end()) return empty_text;
  const std::string* text = label_in(found->second, language);
  if (text != nullptr) return *text;
  return found->second.empty() ? empty_text : found->second.begin()->second;
}

std::string Policy::label(std::string_view kind, std::string_view name, std::string_view language) const {
  std::string key(kind);
  key += '/';
  key += name;
  const auto found = model_->labels.find(key);
  if (found != model_->labels.end()) {
    if (const std::string* text = label_in(found->second, language)) return *text;
  }
  return std::string(name);
}

}  // namespace huifang
