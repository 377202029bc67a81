#include "cli/dmn_files.hpp"

#include "cli/console.hpp"
#include "policy/document_file.hpp"

namespace huifang::cli {

DmnModel read_dmn(const std::string& file, std::string text, const std::vector<std::string>& others) {
  DmnOptions options;
  for (const std::string& other : others) {
    if (other != file) options.imported.push_back({other, read_file(other, options.document_bytes)});
  }
  options.find_document = [&](const DmnImport& import) -> std::optional<DmnDocument> {
    auto found = document_beside(file, import.location, options.document_bytes);
    if (!found) return std::nullopt;
    return DmnDocument{std::move(found->file), std::move(found->text)};
  };
  return DmnModel::read({file == "-" ? "standard input" : file, std::move(text)}, options);
}

}  // namespace huifang::cli
