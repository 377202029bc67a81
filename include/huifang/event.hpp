#pragma once
/// The one envelope in which everything that happened enters a book.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/calendar.hpp"
#include "huifang/value.hpp"

namespace huifang {

/// Something that happened. A value.
///
/// Reserved types: `set` (attribute values, optional `from` and `reason`), `assign` (owner, holders and
/// other references that the policy assigns, optional from and reason), `assign.approve` and `assign.reject` (proposal, optional
/// reason), `file` (form and its fields), `void` (takes back `voids`), `duty.claim`, `duty.waive` (reason), `duty.extend` (due, reason): on `duty`;
/// `roster` (open hours of a subject: weekly, working_hours, days, optional from), `absent` (of staff: from, to, optional cover),
/// `calendar` (a version of the data set: name, version, covered, days).
struct Event {
  std::string id;                               ///< unique in the book; the same id again is acknowledged and ignored
  std::string type;                             ///< declared event type or a reserved one
  Instant at;                                   ///< when it happened; never after the `now` of the call
  std::string by;                               ///< key of the acting staff member; empty = nobody of ours
  std::map<std::string, std::string> subjects;  ///< entity name to key: {"customer": "c12"}
  std::map<std::string, Value> data;            ///< declared fields
  std::string duty;                             ///< explicit claim of a duty by its key; usually empty
  std::string voids;                            ///< id of the event whose credits this one takes back; usually empty
  std::string case_key;                         ///< key of the case it belongs to, or "workflow/key"; usually empty

  /// Read the JSON envelope: {"id", "type", "at", "by", "<entity>": key …, "data": {…}, "duty", "voids", "case"}.
  /// Keys beside the reserved ones name entities. Times without offset are local to `zone`. JSON numbers become exact
  /// decimals; strings stay strings (the policy's declared types convert them to dates when the event is recorded).
  /// Throws Error(syntax or policy) with all diagnostics.
  static Event parse(std::string_view json, const TimeZone& zone);
  /// Canonical JSON text: sorted keys, UTC time with microseconds, shortest decimals. parse(to_json()) is the identity.
  std::string to_json() const;
};

}  // namespace huifang
