#pragma once
/// The compiled section `assignment`: who owns a subject, who else holds it, who covers, and what the effect `assign` does.
/// model.hpp knows it by pointer only.

#include <cstdint>
#include <string>
#include <vector>

#include "policy/model.hpp"

namespace huifang {

/// People one of whom is chosen. Exactly one of both.
struct PoolDef {
  std::uint32_t role = none;                         ///< yields people or units
  feel::Expression test;                             ///< of members of staff: those for whom it holds
  std::string text;                                  ///< as written
};

/// Where an owner comes from.
struct OwnerSource {
  enum class Kind : std::uint8_t {
    yields,          ///< whoever the expression yields, a unit included; asked again whenever something changes
    first_receiver,  ///< whoever did the first of the events `on`
    rotation,        ///< the one of the pool whose last turn lies furthest back
    least_load       ///< the one of the pool who owns the fewest
  };
  Kind kind = Kind::yields;
  std::vector<std::uint32_t> on;                     ///< event indices: only at one of them; empty: at any time
  feel::Expression when;                             ///< about the subject; empty = always
  Choice<PoolDef> pool;                              ///< yields: who; others: among whom; first_receiver: may be without
  Choice<PoolDef> turns;                             ///< first_receiver: whose rotation the reception is a turn of
  std::uint32_t never = none;                        ///< role: who may not be it
  std::uint32_t instead = none;                      ///< role: who is asked when the source has nobody
  std::string name;                                  ///< "customer.owner/1": what turns are counted under
  std::string source;                                ///< clause
};

/// One reference of an entity to staff that the library keeps: its owner, or another one.
struct AssignmentDef {
  std::uint32_t entity = none;
  std::uint32_t attribute = none;                    ///< the reference
  std::uint32_t because = none;                      ///< attribute index of why it is who it is; internal
  std::vector<OwnerSource> sources;                  ///< asked in this order; empty: only people assign
  std::string source;                                ///< clause
  // Of the owner alone.
  std::int64_t holders = 0;                          ///< how many hold a subject at least, the owner among them; 0: not counted
  std::uint32_t held_by = none;                      ///< attribute index of `holders`
  std::vector<OwnerSource> more_holders;             ///< where those come from who are missing
  std::uint32_t follow_up = none;                    ///< role: who owes what names no owner; none: the owner
};

/// Who acts for somebody who is away and named nobody.
struct CoverDef {
  std::uint32_t role = none;                         ///< asked about the absent person; none: a colleague
  std::string source;
};

/// What an effect `assign` does.
struct AssignEffect {
  enum class To : std::uint8_t { role, balanced };
  std::vector<std::uint32_t> attributes;             ///< references that change hands; attribute indices
  std::uint32_t all_of = none;                       ///< role: whose subjects; none: the rule's subject alone
  To to = To::balanced;
  std::uint32_t role = none;                         ///< To::role
  PoolDef among;                                     ///< balanced: who may get them; no text: the colleagues of whoever gives
  std::vector<std::pair<std::uint32_t, feel::Expression>> by;  ///< balanced within each value: entity, expression
  std::uint32_t approve = none;                      ///< role: who has to agree; none: done at once
  feel::Expression reason;
  feel::Expression at;                               ///< from when; empty: at once
};

/// The whole section.
struct PeopleModel {
  std::vector<AssignmentDef> assignments;            ///< document order, the owner of an entity first
  std::vector<CoverDef> covers;                      ///< document order
  std::uint32_t holders_short = none;                ///< event indices
  std::uint32_t holders_none = none;
  std::uint32_t assigned = none;
  std::uint32_t turn_taken = none;

  /// nullptr: not kept by the library.
  const AssignmentDef* of(std::uint32_t attribute) const {
    for (const AssignmentDef& def : assignments) {
      if (def.attribute == attribute) return &def;
    }
    return nullptr;
  }
  /// Is it assigned: a reference that is kept, who else holds, or why? Nothing but assignments changes it.
  bool keeps(std::uint32_t attribute) const {
    for (const AssignmentDef& def : assignments) {
      if (def.attribute == attribute || def.held_by == attribute || def.because == attribute) return true;
    }
    return false;
  }
};

}  // namespace huifang
