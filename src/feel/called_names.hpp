#pragma once

#include <optional>
#include <string_view>

#include "huifang/feel.hpp"

namespace huifang::feel {

/// Base of names whose functions may be called like something else: `unit("sales")` beside `unit.name`. What stands
/// before a parenthesis is looked for here first.
class CalledNames {
 public:
  virtual ~CalledNames() = default;
  /// The function of this name, or nullopt.
  virtual std::optional<Binding> called(std::string_view name) const = 0;

 protected:
  CalledNames() = default;
  CalledNames(const CalledNames&) = default;
  CalledNames& operator=(const CalledNames&) = default;
};

}  // namespace huifang::feel
