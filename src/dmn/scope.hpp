#pragma once
/// Names of a body while it is compiled, and the slots behind them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dmn/boxed.hpp"
#include "dmn/types.hpp"
#include "huifang/feel.hpp"

namespace huifang::dmn {

/// One per body. A function inside another body sees the names around it and keeps what it uses.
class BodyScope final : public feel::Names {
 public:
  BodyScope(const Types& types, BodyScope* outer) : types_(types), outer_(outer) {}

  /// A name from here on; it hides others of the same name until forget().
  std::uint32_t declare(std::string name, feel::Type type);
  /// A name of an imported model: `import` "." `name`. `import` is empty for names without prefix.
  std::uint32_t declare_imported(const std::string& import, std::string name, feel::Type type);
  std::uint32_t new_slot() { return slots_++; }
  /// How many names there are, and back to that number.
  std::size_t mark() const { return locals_.size(); }
  void forget(std::size_t mark);
  /// The first `mark` names hide all declared since.
  void raise(std::size_t mark);
  std::uint32_t slots() const { return slots_; }
  const std::vector<Capture>& captures() const { return captures_; }
  /// Has any expression asked for the slot?
  bool is_used(std::uint32_t slot) const;

  std::optional<feel::Binding> find(std::string_view name) const override;
  std::optional<feel::Binding> member(std::uint32_t object, std::string_view name) const override;
  std::vector<std::string> all(std::optional<std::uint32_t> object) const override;
  std::optional<feel::Type> type(std::string_view name) const override;

 private:
  struct Local {
    std::string name;
    std::uint32_t slot = 0;
    feel::Type type;
  };
  struct Space {
    std::string name;
    std::vector<Local> members;
  };
  std::optional<feel::Binding> slot_binding(const Local& local) const;
  /// A slot of the outer body, kept in one of this.
  std::optional<feel::Binding> captured(feel::Binding outer) const;

  const Types& types_;
  BodyScope* outer_;
  std::vector<Local> locals_;
  std::unordered_map<std::string, std::vector<std::size_t>>
      places_;                 ///< in locals_, by name; the last one counts
  std::vector<Space> spaces_;  ///< of the outermost body only
  // Asking for a name is what makes a body keep it.
  mutable std::vector<Capture> captures_;
  mutable std::vector<bool> used_;
  mutable std::uint32_t slots_ = 0;
};

}  // namespace huifang::dmn
