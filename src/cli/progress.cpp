#include "cli/progress.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace huifang::cli {

Progress::Progress(std::string title, bool wanted)
    : title_(std::move(title)), on_(wanted && ::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() { clear(); }

void Progress::show(double share, const std::string& note) {
  if (!on_) return;
  const auto now = std::chrono::steady_clock::now();
  if (drawn_ && now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  drawn_ = true;
  constexpr int cells = 30;
  const int full = static_cast<int>(std::clamp(share, 0.0, 1.0) * cells);
  std::string bar;
  for (int i = 0; i < cells; ++i) bar += i < full ? "█" : "░";
  const int percent = static_cast<int>(std::clamp(share, 0.0, 1.0) * 100);
  std::cerr << "\r\x1b[K" << title_ << ' ' << bar << ' ' << percent << " % " << note << std::flush;
}

void Progress::clear() {
  if (drawn_) std::cerr << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

std::string Effort::text() const {
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start_)
          .count();
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto tenths = (ms + 50) / 100;
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " s, peak memory " +
         std::to_string((usage.ru_maxrss + 512) / 1024) + " MB";
}

}  // namespace huifang::cli
