#pragma once
/// A policy and its bases as one tree: JSON merge patch (RFC 7396) with locked entries and parameter values.

#include <string>

#include "huifang/policy.hpp"
#include "policy/document.hpp"
#include "policy/report.hpp"

namespace huifang::loader {

/// Reads `json`, finds and reads its bases, applies the patches from the root base upwards and then the
/// parameter values of the binding. The tree becomes document.root; nullptr when something could not be read
/// or found. `root_id` receives the id of the root policy: what duty keys hold.
void merge(std::string_view json, const LoadOptions& options, Document& document, Report& report,
           std::string& root_id);

}  // namespace huifang::loader
