#pragma once
/// A duty: who owes what to whom, in the window [opens, due].

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/value.hpp"

namespace huifang {

/// Where a duty stands. Frozen values, as books store them. It is live, that is still owed, while it is pending, open or
/// overdue.
enum class DutyState : std::uint8_t {
  pending,   ///< its window has not opened
  open,      ///< inside its window
  done,      ///< fulfilled, in time or late
  overdue,   ///< not done by its due and still owed
  lapsed,    ///< not done by its due and no longer owed; an act in time that is recorded late still makes it done
  waived,    ///< owed but excused; final
  withdrawn  ///< no longer owed: its rule stopped, or its reason went away; final
};
std::string_view to_text(DutyState state);                   ///< "open" …; static lifetime
std::optional<DutyState> duty_state(std::string_view text);  ///< the reverse; nullopt: no such state

/// Identity of a duty: nothing that may move (a date, a tier, a version) is part of it.
struct DutyKey {
  std::string policy;   ///< id of the root policy, without version
  std::string rule;     ///< id of the rule
  EntityRef subject;    ///< whom it is owed to
  std::string run;      ///< id of the event or tick that started the run
  std::string step;     ///< empty for a rule without steps
  std::string n;        ///< bucket id or repetition number, "1" for a single occurrence
  friend auto operator<=>(const DutyKey&, const DutyKey&) = default;
};
/// "policy/rule/customer:c12/run/step/n"; '/', ':' and '%' inside a part are percent-encoded.
std::string to_text(const DutyKey& key);
/// The reverse; nullopt when it is no such text.
std::optional<DutyKey> parse_duty_key(std::string_view text);

/// A duty as it stands in a book. A value; holds no reference to the book.
struct Duty {
  DutyKey key;
  DutyState state = DutyState::pending;
  std::optional<EntityRef> owner;        ///< who must do it (a person or unit); nullopt: the role resolves to nobody
  std::optional<EntityRef> responsible;  ///< who answers for it; fixed at the breach
  std::vector<std::string> needs;        ///< event types and forms ("phone", "filed.record") that credit it
  std::optional<Instant> opens;          ///< inclusive
  std::optional<Instant> due;            ///< inclusive; nullopt: no deadline
  std::int64_t have = 0;                 ///< credits counted
  std::int64_t need = 1;                 ///< credits needed
  std::optional<Instant> created_at;     ///< the book's time when it came to be
  std::optional<Instant> done_at;        ///< instant of the fulfilling act
  std::optional<Instant> missed_at;      ///< the due at which it was missed; nullopt: never, or done in time after all, or excused
  bool late = false;                     ///< done after its due
  std::string policy_version;            ///< of the policy that created it
  std::string source;                    ///< clause of the regulation
  std::string because;                   ///< canonical JSON: rule, source, facts used, season, bucket, cause
  std::int64_t changed = 0;              ///< effect sequence number of the last change, for mirrors
};

}  // namespace huifang
