#pragma once
/// Which keys the document of a report of a table may have; src/report/report.schema.json says the same with
/// words.

#include "policy/shape.hpp"

namespace huifang::loader {

const Shape& table_report_shape();

}  // namespace huifang::loader
