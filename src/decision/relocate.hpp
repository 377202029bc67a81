#pragma once
/// Decision tables compiled against the names of one model, made to read another one.

#include "feel/relocate.hpp"
#include "huifang/decision.hpp"

namespace huifang::decision {

/// The same table under the new ids; empty stays empty.
DecisionTable relocated(const DecisionTable& table, const feel::NewIds& ids);

}  // namespace huifang::decision
