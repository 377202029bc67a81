// usage: conformance_dmn feel|tables|drg FILE [--min PERCENT]

#include <charconv>
#include <cstring>
#include <fstream>
#include <iostream>

#include "conformance/dmn/case_json.hpp"

namespace {

int usage() {
  std::cerr << "usage: conformance_dmn feel|tables|drg FILE [--min PERCENT]\n";
  return 2;
}

/// Digits with an optional fraction; no locale.
bool read_percent(const char* text, double& percent) {
  const char* const end = text + std::strlen(text);
  const auto [stop, error] = std::from_chars(text, end, percent);
  return error == std::errc() && stop == end && percent >= 0 && percent <= 100;
}

}  // namespace

int main(int argc, char** argv) {
  double min_percent = 100;
  std::string suite;
  std::string file;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--min") == 0) {
      if (++i == argc || !read_percent(argv[i], min_percent)) return usage();
    } else if (suite.empty()) {
      suite = argv[i];
    } else if (file.empty()) {
      file = argv[i];
    } else {
      return usage();
    }
  }
  if (file.empty()) return usage();
  if (!std::ifstream(file)) {
    std::cerr << file << " can not be read\n";
    return 2;
  }
  try {
    if (suite == "feel") return conformance::run_feel(file, min_percent);
    if (suite == "tables") return conformance::run_tables(file, min_percent);
    if (suite == "drg") return conformance::run_drg(file, min_percent);
  } catch (const std::exception& error) {
    std::cerr << file << ": " << error.what() << '\n';
    return 2;
  }
  return usage();
}
