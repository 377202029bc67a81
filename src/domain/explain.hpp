#pragma once
/// Why a duty is owed and how it stands, from what is stored: in English or Chinese prose, or as JSON.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/live_duties.hpp"
#include "huifang/duty.hpp"
#include "huifang/policy.hpp"

namespace huifang {

/// Everything an explanation is made of. The book gathers it; nothing is computed anew here.
struct Explanation {
  Duty duty;
  std::string subject_name;               ///< display name (the fact `name`), may be empty
  std::optional<EntityRef> about;         ///< of a duty of a case: whom the case is about; tiers, contacts and ownership are theirs
  std::string about_name;
  std::string owner_name;
  std::string responsible_name;
  struct Act {
    std::string type;
    Instant at;
    std::string by;                       ///< staff key, may be empty
    std::string by_name;
    std::string event;                    ///< id
  };
  std::vector<Act> credits;               ///< acts that counted, by time
  std::vector<Act> last_contacts;         ///< the latest contact of each type with the subject up to `as_of`, latest first
  struct Tier {
    std::string tier;
    std::string value;
    Instant from;
  };
  std::optional<EntityRef> subject_owner; ///< who owns the subject, as far as the policy keeps it
  std::string subject_owner_name;
  std::string ownership;                  ///< canonical JSON: why they do; empty: not kept
  std::vector<Tier> tiers;                ///< in force at `as_of`
  std::optional<Overrun> overrun;         ///< how long past its due it ran: up to `as_of`, or to the late act
  Instant as_of;
};

/// `language` is "en" or "zh"; anything else is English.
std::string explain_text(const Explanation& explanation, const Policy& policy, std::string_view language);
/// Canonical JSON: keys sorted, times with the policy zone's offset.
std::string explain_json(const Explanation& explanation, const Policy& policy);

}  // namespace huifang
