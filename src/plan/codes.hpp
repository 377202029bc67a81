#pragma once
/// Stable diagnostic codes of plans (HF30xx).

namespace huifang::codes {

inline constexpr const char* plan_id = "HF3001";      // an id that is empty or stands twice
inline constexpr const char* plan_person = "HF3002";  // a person that is not in the list
inline constexpr const char* plan_number = "HF3003";  // a number out of its range
inline constexpr const char* plan_day =
    "HF3004";  // a window that ends before it begins, a day twice or out of range
inline constexpr const char* plan_pinned = "HF3005";  // pinned without a slot
inline constexpr const char* plan_size =
    "HF3006";  // more days, or people times days, than are planned at once

}  // namespace huifang::codes
