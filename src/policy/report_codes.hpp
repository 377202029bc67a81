#pragma once
/// Stable diagnostic codes of what reports consist of (HF25xx).

#include "policy/codes.hpp"

namespace huifang::loader::code {

inline constexpr Code report_rounding{"HF2501", "text that says in no way how to round"};
inline constexpr Code report_metric{"HF2502", "a metric without exactly one kind"};
inline constexpr Code report_target{"HF2503",
                                    "a target that is no bound, or of another type than its metric"};
inline constexpr Code report_printed{"HF2504",
                                     "text that is no printed figure, or of another type than its metric"};
inline constexpr Code report_column{"HF2505", "a column that the rows do not have, or that has another type"};
inline constexpr Code report_expression{"HF2506", "an expression of a report that cannot be used"};
inline constexpr Code report_check{"HF2507", "a check without exactly one kind"};

}  // namespace huifang::loader::code
