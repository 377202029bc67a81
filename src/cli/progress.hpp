#pragma once
/// A progress bar on standard error, when that is a terminal.

#include <chrono>
#include <string>

namespace huifang::cli {

class Progress {
 public:
  /// Nothing is ever drawn when `wanted` is false or standard error is no terminal.
  Progress(std::string title, bool wanted);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// `share` in [0, 1]. Draws at most ten times a second.
  void show(double share, const std::string& note = {});
  /// Wipe the bar.
  void clear();

 private:
  std::string title_;
  bool on_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_{};
};

/// Seconds since it was made, and the most memory the process has had so far: "12.3 s, 84 MB". Not part of
/// any result.
class Effort {
 public:
  Effort() : start_(std::chrono::steady_clock::now()) {}
  std::string text() const;

 private:
  std::chrono::steady_clock::time_point start_;
};

}  // namespace huifang::cli
