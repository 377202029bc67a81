#pragma once
/// Which keys reports may have: those in the section `reports` of a policy, and documents of their own about a
/// table, of which src/report/report.schema.json says the same with words.

#include "policy/shape.hpp"

namespace huifang::loader {

namespace report_shapes {
extern const Shape report;  ///< an entry of the section `reports`
extern const Shape metric, growth, breakdown, ranking, check, words;  ///< what both kinds consist of
}  // namespace report_shapes
const Shape& table_report_shape();

}  // namespace huifang::loader
