#pragma once
/// Replays the journal into tables of its own and compares every table of the book with what came of it.

#include <cstddef>
#include <functional>

#include "book/rep.hpp"

namespace huifang {

/// Reads one snapshot of the book. `progress`, if any, is called with shares of the work done, rising to 1.
/// `memory_kib`: how much of the replayed tables is held in memory; the rest lies in a temporary file.
VerifyReport verify_book(Book::Rep& rep, const std::function<void(double)>& progress, std::size_t memory_kib = 32 * 1024);

}  // namespace huifang
