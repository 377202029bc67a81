#include "policy/document_file.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>
#include <vector>

namespace huifang {

namespace fs = std::filesystem;

std::optional<std::string> file_text(const fs::path& path, std::size_t bytes_max) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text;
  std::vector<char> buffer(1 << 16);
  while (text.size() <= bytes_max && file) {
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    text.append(buffer.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) return std::nullopt;
  return text;
}

std::optional<PolicySource> document_beside(const std::string& file, std::string_view name,
                                            std::size_t bytes_max) {
  const fs::path relative(name);
  if (name.empty() || name.find(':') != std::string_view::npos || relative.has_root_path() ||
      std::find(relative.begin(), relative.end(), "..") != relative.end())
    return std::nullopt;
  const fs::path path = fs::path(file).parent_path() / relative;
  std::error_code failed;
  if (!fs::is_regular_file(path, failed)) return std::nullopt;
  std::optional<std::string> text = file_text(path, bytes_max);
  if (!text) return std::nullopt;
  return PolicySource{std::move(*text), path.lexically_normal().string()};
}

}  // namespace huifang
