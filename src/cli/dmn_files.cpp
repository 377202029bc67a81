#include "cli/dmn_files.hpp"

#include <filesystem>

#include "cli/console.hpp"

namespace huifang::cli {

bool is_dmn(const std::string& text) {
  const std::size_t first = text.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  return first != std::string::npos && text[first] == '<';
}

DmnModel read_dmn(const std::string& file, std::string text, const std::vector<std::string>& others) {
  namespace fs = std::filesystem;
  DmnOptions options;
  for (const std::string& other : others) {
    if (other != file) options.imported.push_back({other, read_file(other)});
  }
  const fs::path folder = fs::path(file).parent_path();
  options.resolve = [folder](const DmnImport& import) -> std::optional<DmnDocument> {
    if (import.location.empty() || import.location.find(':') != std::string::npos) return std::nullopt;
    const fs::path path = folder / import.location;
    std::error_code failed;
    if (!fs::is_regular_file(path, failed)) return std::nullopt;
    return DmnDocument{path.lexically_normal().string(), read_file(path.string())};
  };
  return DmnModel::read({file == "-" ? "standard input" : file, std::move(text)}, options);
}

}  // namespace huifang::cli
