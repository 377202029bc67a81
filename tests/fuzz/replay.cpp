/// Runs one fuzz target over the files of its corpus, and over each of them cut short at every tenth: what was found
/// once stays fixed. A crash ends the program; sanitizer builds find more.
///
///   replay_<target> FOLDER
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    std::printf("%s, %zu bytes\n", file.filename().string().c_str(), text.size());
    std::fflush(stdout);
    for (std::size_t tenth = 0; tenth <= 10; ++tenth) {
      // A copy of just this size, so that a read past the end is one past an allocation.
      const std::vector<std::uint8_t> part(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.size() * tenth / 10));
      LLVMFuzzerTestOneInput(part.data(), part.size());
    }
  }
  std::printf("%zu files\n", files.size());
  return files.empty() ? 1 : 0;
}
