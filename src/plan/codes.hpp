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
inline constexpr const char* plan_syntax = "HF3007";  // not JSON
inline constexpr const char* plan_member = "HF3008";  // an unknown key of the request, or another kind of value

}  // namespace huifang::codes
