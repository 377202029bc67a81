#pragma once
/// What the files of the evaluator share: bounds of depth, and names of kinds for messages.

#include <string>

#include "feel/evaluate.hpp"

namespace huifang::feel {

/// Activations of one evaluation: the syntax tree may be entered again by every call of a function.
inline constexpr std::uint32_t depth_per_limit = 8;
/// Lists and contexts inside one another; bounds every walk over a value.
inline constexpr std::uint32_t value_depth_max = 500;

/// Most of Value::size() in a value that an evaluation makes. Shared parts make it grow faster than memory does.
inline constexpr std::uint64_t value_size_max = 10'000'000;

inline std::string kind_text(const Value& value) { return std::string(kind_name(value.kind())); }

/// One level of the walk.
class Evaluator::Nesting {
 public:
  explicit Nesting(Evaluator& evaluator) : evaluator_(evaluator) { ++evaluator_.work_.depth; }
  ~Nesting() { --evaluator_.work_.depth; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

 private:
  Evaluator& evaluator_;
};

}  // namespace huifang::feel
