#pragma once
/// Documents that another one names, from the files beside it.

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "huifang/policy.hpp"

namespace huifang {

/// Text of a file; nullopt when it cannot be read. No more than `bytes_max` bytes and some more are read, so
/// that a huge file is refused by its size, not read.
std::optional<std::string> file_text(const std::filesystem::path& path, std::size_t bytes_max);

/// The document `name` in the folder of `file` or below it, read as by file_text(). nullopt: it is not there,
/// or the name leads elsewhere (it is absolute, has `..` in it, or is a URI).
std::optional<PolicySource> document_beside(const std::string& file, std::string_view name,
                                            std::size_t bytes_max);

}  // namespace huifang
