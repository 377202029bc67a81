#pragma once
/// Replays the journal into memory and compares every table with what came of it.

#include <functional>

#include "book/rep.hpp"

namespace huifang {

/// Reads one snapshot of the book. `progress`, if any, is called with shares of the work done, rising to 1.
VerifyReport verify_book(Book::Rep& rep, const std::function<void(double)>& progress);

}  // namespace huifang
