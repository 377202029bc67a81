#pragma once
/// A year of a department whose ten rules post points: the work of `run_benchmark --points`.

#include <cstdint>
#include <string>

#include "huifang/book.hpp"

namespace huifang::benchmark {

/// Records `events` events of 2024, evenly over the year and 1,000 members of staff, and lets the year end. Throws as Book does.
void run_points(const std::string& book_path, const BookOptions& options, std::uint64_t events, std::uint64_t events_per_commit);

}  // namespace huifang::benchmark
