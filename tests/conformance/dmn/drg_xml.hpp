#pragma once
/// Models of the conformance files as DMN 1.5 documents, so that they are read the way every model is.

#include <string>
#include <vector>

#include "conformance/dmn/case_json.hpp"
#include "huifang/dmn.hpp"

namespace conformance {

/// The documents of a line, the main one first.
std::vector<huifang::DmnDocument> documents_from(const Json& line);

}  // namespace conformance
