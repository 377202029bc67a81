#pragma once
/// What the fuzz targets share. A target is one function: any bytes must end in a value or an Error with a diagnostic.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "huifang/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

/// A law that must hold for every input; ends the program when it does not.
inline void require(bool holds, const char* law) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", law);
  std::abort();
}

/// Calls `action`; an Error is an answer when it says something.
template <class Action>
bool accepted(Action&& action) {
  try {
    action();
    return true;
  } catch (const huifang::Error& error) {
    require(!error.diagnostics().empty(), "an error has a diagnostic");
    for (const huifang::Diagnostic& diagnostic : error.diagnostics()) {
      require(!diagnostic.code.empty() && !diagnostic.message.empty(), "a diagnostic has a code and a message");
      require(diagnostic.code.substr(0, 4) != "HF99", "no input shows a defect of the library");
    }
    return false;
  }
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace fuzz
