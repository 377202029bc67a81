#pragma once
/// What a function value is to the value layer: something with a text. src/feel derives from it.

#include <cstdint>
#include <string>

namespace huifang {

struct Function {
  virtual ~Function() = default;
  std::string text;         ///< source text, for explanations
  std::uint32_t depth = 0;  ///< deepest value captured, as Value::depth()
};

}  // namespace huifang
