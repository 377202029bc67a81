#pragma once
/// Reads one JSON text, comments allowed, into the document tree.

#include <cstddef>
#include <cstdint>

#include "policy/document.hpp"
#include "policy/report.hpp"

namespace huifang::loader {

struct ReadLimits {
  std::size_t bytes = 16u * 1024 * 1024;
  std::size_t nesting = 64;
  std::size_t entries = 100'000;   ///< keys
  std::size_t values = 1'000'000;  ///< values, items of lists included
};

/// Reads the text of `layer`. Size, encoding and nesting are checked before anything is built.
/// nullptr when the text was refused; the report says why.
Node* read(Document& document, std::uint32_t layer, const ReadLimits& limits, Report& report);

}  // namespace huifang::loader
