#pragma once
/// Names and values of an expression that sees nothing but its own text.

#include "huifang/feel.hpp"

namespace huifang::feel {

class NoNames final : public Names, public Frame {
 public:
  std::optional<Binding> find(std::string_view) const override { return std::nullopt; }
  std::optional<Binding> member(std::uint32_t, std::string_view) const override { return std::nullopt; }
  std::vector<std::string> all(std::optional<std::uint32_t>) const override { return {}; }
  Value load(std::uint32_t) const override { return {}; }
  Value attribute(const Value&, std::uint32_t) const override { return {}; }
  Value call(std::uint32_t, std::span<const Value>) const override { return {}; }
};

}  // namespace huifang::feel
