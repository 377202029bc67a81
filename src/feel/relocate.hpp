#pragma once
/// Expressions compiled against the names of one model, made to read another one.

#include <cstdint>
#include <vector>

#include "huifang/feel.hpp"

namespace huifang::feel {

/// New ids by old ones.
struct NewIds {
  std::vector<std::uint32_t> slots;
  std::vector<std::uint32_t> attributes;
  std::vector<std::uint32_t> entities;  ///< ids of feel::Type::object of kind entity
};

Type relocated(Type type, const NewIds& ids);
/// The same expression under the new ids; empty stays empty. Functions of the host keep their ids.
Expression relocated(const Expression& expression, const NewIds& ids);

}  // namespace huifang::feel
