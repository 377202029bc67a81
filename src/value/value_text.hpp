#pragma once
/// Values as text, up to a size: a list that is in itself many times over is a small value with a long text.

#include <cstddef>
#include <optional>
#include <string>

#include "huifang/value.hpp"

namespace huifang {

/// Value::to_text(), or nullopt when that has more than `bytes_max` bytes; no more than twice as many are
/// made.
std::optional<std::string> text_within(const Value& value, std::size_t bytes_max);

}  // namespace huifang
