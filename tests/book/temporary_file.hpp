#pragma once
/// A file name in the system's temporary folder that nobody else uses; the file and SQLite's companions are removed
/// at the end.

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>

namespace huifang {

class TemporaryFile {
 public:
  TemporaryFile() {
    static std::atomic<int> count{0};
    path_ = (std::filesystem::temp_directory_path() /
             ("huifang-test-" + std::to_string(::getpid()) + "-" + std::to_string(++count) + ".book"))
                .string();
    remove();
  }
  ~TemporaryFile() { remove(); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  void remove() const {
    std::error_code ignored;
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(path_ + suffix, ignored);
  }
  std::string path_;
};

}  // namespace huifang
