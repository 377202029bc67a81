#pragma once
/// Why a line of the ledger of points is there, from what is stored. Nothing is reckoned anew.

#include <cstdint>
#include <string>
#include <string_view>

#include "book/rep.hpp"

namespace huifang {

/// `language` is "en" or "zh"; anything else is English. Throws Error(argument) HF6030.
std::string explain_entry_text(Book::Rep& rep, std::int64_t id, std::string_view language);
/// Canonical JSON: keys sorted, times with the book's offset. Throws Error(argument) HF6030.
std::string explain_entry_json(Book::Rep& rep, std::int64_t id);

}  // namespace huifang
