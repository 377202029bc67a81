#pragma once
/// Runs the tool in a folder of its own and gives back what it wrote.

#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace huifang_tests {

struct Ran {
  int code = 0;
  std::string out;  ///< standard output
  std::string err;  ///< standard error
};

/// Removed with everything in it when the test ends.
class Workplace {
 public:
  explicit Workplace(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / ("huifang-cli-test-" + name)) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Workplace() { std::filesystem::remove_all(path_); }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  /// `arguments` as a shell reads them; the current directory is the workplace.
  Ran run(const std::string& arguments) const {
    const std::string command =
        "cd '" + path_.string() + "' && '" HUIFANG_CLI "' " + arguments + " > .out 2> .err < /dev/null";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read(".out"), read(".err")};
  }

 private:
  std::filesystem::path path_;
};

inline const std::string policies = std::string(HUIFANG_SOURCE_DIR) + "/examples/policies";

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace huifang_tests
