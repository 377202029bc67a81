#pragma once
/// Gathers from the tables what an explanation is made of; src/domain/explain.hpp turns it into words.

#include "book/rep.hpp"
#include "domain/explain.hpp"

namespace huifang {

/// Throws Error(argument) when the book has no policy or no such duty.
Explanation gather_explanation(Book::Rep& rep, const DutyKey& key);

}  // namespace huifang
