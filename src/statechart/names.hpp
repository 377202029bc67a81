#pragma once
/// The names that expressions of a statechart may use: its data, `event`, and In().

#include "statechart/model.hpp"

namespace huifang::statechart {

class ChartNames final : public feel::Names {
 public:
  /// `model` is borrowed. Fields of events are numbered as they are asked for.
  explicit ChartNames(Model& model) : model_(model) {}

  std::optional<feel::Binding> find(std::string_view name) const override;
  std::optional<feel::Binding> member(std::uint32_t object, std::string_view name) const override;
  std::vector<std::string> all(std::optional<std::uint32_t> object) const override;

  /// Names that data cannot have.
  static bool reserved(std::string_view name) { return name == "event" || name == "In"; }

 private:
  Model& model_;
};

}  // namespace huifang::statechart
