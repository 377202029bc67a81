// make_sample_log FILE [ORDERS]: writes the made-up orders that the benchmark and tests/torture.sh run on.

#include <charconv>
#include <cstdio>
#include <string_view>

#include "benchmarks/sample_log.hpp"

int main(int argc, char** argv) {
  std::size_t orders = 69'659;
  bool good = argc == 2 || argc == 3;
  if (argc == 3) {
    const std::string_view text = argv[2];
    const auto read = std::from_chars(text.data(), text.data() + text.size(), orders);
    good = read.ec == std::errc() && read.ptr == text.data() + text.size() && orders > 0 && orders <= 100'000'000;
  }
  if (!good) return std::fputs("make_sample_log FILE [ORDERS]\n", stderr), 2;
  try {
    huifang::benchmark::write_sample_log(argv[1], orders);
  } catch (const std::exception& error) {
    return std::fprintf(stderr, "%s\n", error.what()), 1;
  }
  return 0;
}
