#pragma once
/// DMN documents and what they import, from files.

#include <string>
#include <vector>

#include "huifang/dmn.hpp"

namespace huifang::cli {

/// Reads a model: what it imports is looked for in `others` by namespace, then where its `locationURI` says,
/// beside `file` or below its folder. Throws Error.
DmnModel read_dmn(const std::string& file, std::string text, const std::vector<std::string>& others);

}  // namespace huifang::cli
