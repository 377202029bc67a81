#pragma once
/// A chart of the suite as a definition of ours.

#include <nlohmann/json.hpp>
#include <string>

namespace conformance {

/// `chart` as it stands in the suite: states in lists, expressions as trees. Throws std::runtime_error for
/// what is unknown.
std::string statechart_document(const nlohmann::ordered_json& chart);

}  // namespace conformance
