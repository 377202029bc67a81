/// Points that wait until somebody confirms them. What is pending counts for nothing; its entry says until when it waits.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "huifang/error.hpp"
#include "policy/points_model.hpp"

namespace huifang {

namespace {

std::int64_t until_of(const EntryRow& pending, const TimeZone& zone) {
  const Value because = value_from_json(pending.because);
  const Value* until = because.kind() == Value::Kind::context ? because.context().find("until") : nullptr;
  const auto instant = until == nullptr || until->kind() != Value::Kind::string ? std::nullopt : zone.parse(until->string());
  if (!instant) throw Error(ErrorKind::storage, "HF4203", "stored entry " + std::to_string(pending.id) + " does not say until when it waits");
  return instant->utc_us;
}

}  // namespace

std::string Core::pending_until(const Span& span) {
  const Instant until = due_of(add_span(PointInTime::of(Instant{now_us()}), span, calendar()), calendar());
  return json_text(Value::of(model.zone.to_text(until)));
}

std::optional<EntryRow> Core::settled_by(const std::vector<EntryRow>& rows, const EntryRow& pending) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const EntryRow& row) {
    return row.entry == pending.id && (row.kind == "post" || row.kind == "cancel");
  });
  return found == rows.end() ? std::nullopt : std::optional(*found);
}

void Core::settle(const EntryRow& pending, const Event& event, const std::string& why) {
  const auto refuse = [&](const char* code, const std::string& text) {
    throw Error(ErrorKind::conflict, code, event.type + ": entry " + std::to_string(pending.id) + " " + text);
  };
  if (const auto settled = settled_by(entries_of_posting(pending), pending)) {
    const bool confirmed = settled->kind == "post";
    refuse(confirmed ? "HF2067" : "HF2068", std::string(confirmed ? "is confirmed" : "is cancelled") + " already, by entry " + std::to_string(settled->id));
  }
  if (const Instant until{until_of(pending, model.zone)}; until.utc_us < now_us()) {
    refuse("HF2069", "waited until " + model.zone.to_text(until) + ", and that is over");
  }
  if (event.type == "points.cancel") return cancel(pending, event.id, why);
  EntryRow row = pending;
  row.kind = "post";
  row.entry = pending.id;
  row.event = event.id;
  row.because = why;
  enter(std::move(row), false);
}

void Core::cancel(const EntryRow& pending, const std::string& event, const std::string& why) {
  EntryRow row = pending;
  row.kind = "cancel";
  row.entry = pending.id;
  row.event = event;
  row.because = why;
  row.amount = row.asked = 0;
  enter(std::move(row), true);
}

}  // namespace huifang
