#pragma once
/// What the programs of the suites are called with: files, and the share of cases that must pass.

#include <charconv>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

namespace conformance {

struct Arguments {
  std::vector<std::string> files;
  double minimum = 100;  ///< percent
};

/// `FILE… [--min PERCENT]`, in any order; nullopt: without a file, with more than `files_max`, or with no such number.
inline std::optional<Arguments> read_arguments(int argc, char** argv, std::size_t files_max) {
  Arguments out;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--min") != 0) {
      out.files.emplace_back(argv[i]);
      continue;
    }
    if (++i == argc) return std::nullopt;
    const char* end = argv[i] + std::strlen(argv[i]);
    const auto read = std::from_chars(argv[i], end, out.minimum);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  }
  if (out.files.empty() || out.files.size() > files_max) return std::nullopt;
  return out;
}

}  // namespace conformance
