#pragma once
/// What the library remembers of assignments beside the facts: whose turn it was, what waits for approval.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "huifang/value.hpp"

namespace huifang {

class JsonNode;

/// One reference that changes hands.
struct Move {
  EntityRef subject;
  std::string attribute;                             ///< "owner", or another reference to staff
  std::optional<EntityRef> from, to;
  friend bool operator==(const Move&, const Move&) = default;
};

/// Moves that somebody has to agree to.
struct Proposal {
  std::string key;                                   ///< that of its effect
  std::vector<EntityRef> approvers;                  ///< one of them
  std::vector<EntityRef> leavers;                    ///< who gives everything away
  std::vector<Move> moves;
  std::int64_t effective_us = 0;
  std::string reason;                                ///< JSON
  std::string source;                                ///< clause
};

struct PeopleState {
  /// How many hold the subject, compared with what is needed. Frozen values, as books store them.
  enum Shortage : std::int32_t { enough = 0, few = 1, nobody = 2 };

  std::map<std::string, std::int64_t> turns;         ///< staff: by rotation, the number of their last turn
  std::int32_t shortage = enough;
  std::string announced;                             ///< what the last owner.changed was caused by
  std::int64_t announcements = 0;                    ///< how many it caused
  std::vector<Proposal> proposals;
  std::optional<std::int64_t> left_us;               ///< staff: handed everything over then; nobody chooses them any more

  bool empty() const { return turns.empty() && shortage == enough && announced.empty() && proposals.empty() && !left_us; }
};

/// As part of the subject's state; canonical JSON.
std::string encode(const PeopleState& state);
/// The reverse. Throws JsonMisread when it cannot be read.
PeopleState decode_people(const JsonNode& stored);

}  // namespace huifang
