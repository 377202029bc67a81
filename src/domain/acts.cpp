/// What people do to duties: claim, waive, extend; and acts that are taken back.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/event_check.hpp"
#include "domain/event_data.hpp"
#include "domain/json_text.hpp"

namespace huifang {

namespace {

constexpr std::string_view acts_key = ",\"acts\":[";

/// Adds an act to why the duty is as it is, which is a JSON object with members.
void remember(Duty& duty, const std::string& act) {
  std::string& because = duty.because;
  if (because.ends_with("]}") && because.rfind(acts_key) != std::string::npos) {
    because.insert(because.size() - 2, "," + act);
  } else {
    because.insert(because.size() - 1, std::string(acts_key) + act + "]");
  }
}

void remember(Duty& duty, const Event& event) { remember(duty, act_text(event)); }

}  // namespace

std::string Core::acts_of(const std::string& because) {
  const std::size_t at = because.ends_with("]}") ? because.rfind(acts_key) : std::string::npos;
  return at == std::string::npos ? std::string() : because.substr(at, because.size() - 1 - at);
}

void Core::act_on_duty(const Event& event) {
  const auto key = parse_duty_key(event.duty);
  Subject* subject = key ? find(key->subject) : nullptr;
  LiveDuty* duty = subject == nullptr ? nullptr : find_duty(*subject, *key);
  if (duty == nullptr || duty->rule == none) {
    note(event.type + ": the book has no duty " + event.duty);
    return;
  }
  if (event.type == "duty.claim") claim(*subject, *duty, event);
  if (event.type == "duty.waive") waive(*subject, *duty, event);
  if (event.type == "duty.extend") extend(*subject, *duty, event);
}

void Core::set_slot(const Event& event, std::int64_t sequence) {
  EventCheck check(model, event);
  const Occurred occurred = check.run();
  check.throw_if_bad();
  const auto key = parse_duty_key(event.duty);
  Subject* subject = key ? find(key->subject) : nullptr;
  const LiveDuty* duty = subject == nullptr || subject->entity == none ? nullptr : find_duty(*subject, *key);
  if (duty == nullptr || duty->rule == none) {
    note("slot: the book has no duty " + event.duty);
    return;
  }
  add_fact(*subject, model.entities[subject->entity].slots, event.at.utc_us, sequence, *occurred.field("slot"));
  touch(*subject);
}

void Core::claim(Subject& subject, LiveDuty& duty, const Event& event) {
  Duty& d = duty.row.duty;
  if (!duty.live()) {
    note("duty.claim: " + event.duty + " is not owed any more");
    return;
  }
  if (!d.owner || d.owner->entity == "staff" || !is_one_of({*d.owner}, event.by, event.at.utc_us)) {
    note("duty.claim: " + event.duty + " is not owed by a unit that " + event.by + " belongs to");
    return;
  }
  const bool answers = d.responsible == d.owner && !d.missed_at;
  d.owner = EntityRef{"staff", event.by};
  if (answers) d.responsible = d.owner;
  duty.claimed = true;
  remember(d, event);
  change(subject, duty);
  touch(subject);
}

void Core::waive(Subject& subject, LiveDuty& duty, const Event& event) {
  Duty& d = duty.row.duty;
  if (!duty.live() && d.state != DutyState::lapsed) {
    note("duty.waive: " + event.duty + " is " + std::string(to_text(d.state)));
    return;
  }
  std::optional<Bucket> bucket;
  const Situation situation = situation_of(subject, duty, bucket);
  const auto may = [&](std::uint32_t role) { return is_one_of(resolve_role(role, situation), event.by, event.at.utc_us); };
  if (std::none_of(duty.owe->waive.begin(), duty.owe->waive.end(), may)) {
    note("duty.waive: " + event.by + " may not excuse " + event.duty);
    return;
  }
  d.state = DutyState::waived;
  remember(d, event);
  if (d.missed_at) unmiss(subject, duty, event.id);
  change(subject, duty);
  touch(subject);
}

void Core::extend(Subject& subject, LiveDuty& duty, const Event& event) {
  Duty& d = duty.row.duty;
  const auto refuse = [&](const std::string& why) { note("duty.extend: " + event.duty + " " + why); };
  if (!duty.owe->extend || !d.due) return refuse("cannot be extended");
  // A due that is over is not put off any more, whoever was slow to record it.
  if ((d.state != DutyState::pending && d.state != DutyState::open) || *d.due < event.at) {
    return refuse(d.state == DutyState::done ? "is done" : "is past its due, or not owed any more");
  }
  std::optional<Bucket> bucket;
  const Situation situation = situation_of(subject, duty, bucket);
  if (!is_one_of(resolve_role(duty.owe->extend->by, situation), event.by, event.at.utc_us)) {
    return refuse("may not be extended by " + event.by);
  }
  if (duty.owe->extend->reason && datum(event, "reason") == nullptr) return refuse("is not extended without a reason");
  if (!duty.extend_to_us) return refuse("has no latest due to be extended to");
  std::int64_t due_us = *duty.extend_to_us;
  if (const Value* asked = datum(event, "due")) {
    const std::string text = asked->kind() == Value::Kind::string ? asked->string() : asked->to_text();
    if (const auto date = Date::parse(text)) {
      due_us = model.zone.end_of_day(*date).utc_us;
    } else if (const auto instant = model.zone.parse(text)) {
      due_us = instant->utc_us;
    }
  }
  if (due_us <= d.due->utc_us) return refuse("is due no later than before");
  if (due_us > *duty.extend_to_us) return refuse("may be put off until " + model.zone.to_text(Instant{*duty.extend_to_us}) + " at most");
  d.due = Instant{due_us};
  duty.put_off = true;
  remember(d, event);
  change(subject, duty);
  touch(subject);
  due_moved(subject, duty);
}

void Core::take_back(const std::vector<EntityRef>& subjects, const std::string& event_id) {
  if (unhear) unhear(event_id);
  forget_rows(event_id);
  bool found = false;
  for (const EntityRef& ref : subjects) {
    Subject* subject = find(ref);
    if (subject == nullptr) continue;
    load_closed(*subject, INT64_MIN);
    std::vector<LiveDuty*> duties;
    for (const auto& [id, duty] : subject->duties.all()) duties.push_back(duty.get());
    for (LiveDuty* duty : duties) {
      const auto removed = std::erase_if(duty->credits, [&](const Credit& credit) { return credit.event == event_id; });
      if (removed == 0) continue;
      found = true;
      if (duty->rule == none) continue;
      std::string act;
      {
        JsonObject object(act);
        object.text("act", "void");
        object.text("event", event_id);
      }
      remember(duty->row.duty, act);
      undo(*subject, *duty);
    }
  }
  std::string why;
  {
    JsonObject object(why);
    object.text("act", "void");
    object.text("event", event_id);
  }
  if (reverse_event(event_id, why)) found = true;
  if (!found) note("event " + event_id + " counted for no duty of the subjects named");
}

std::string Core::turn_of(const Duty& duty) {
  std::size_t voids = 0;
  constexpr std::string_view act = "{\"act\":\"void\"";  // never inside a text, where quotes are escaped
  for (std::size_t at = duty.because.find(act); at != std::string::npos; at = duty.because.find(act, at + 1)) ++voids;
  return to_text(duty.key) + (voids == 0 ? "" : "#" + std::to_string(voids + 1));
}

void Core::undo(Subject& subject, LiveDuty& duty) {
  Duty& d = duty.row.duty;
  const bool met = recount(duty);
  touch(subject);
  if (d.state == DutyState::done && !met) {
    d.done_at.reset();
    d.late = false;
    if (d.due && d.due->utc_us < now_us()) {
      d.state = duty.owe->after_due == AfterDue::lapse ? DutyState::lapsed : DutyState::overdue;
      if (!d.missed_at) {
        d.missed_at = d.due;
        raise_missed(subject, duty);
      }
    } else {
      d.state = d.opens && d.opens->utc_us > now_us() ? DutyState::pending : DutyState::open;
    }
  }
  change(subject, duty);
}

void Core::unmiss(Subject& subject, LiveDuty& duty, const std::string& event) {
  Duty& d = duty.row.duty;
  std::string data;
  {
    JsonObject object(data);
    object.text("duty", to_text(d.key));
    object.text("event", event);
  }
  const std::string miss = "missed:" + turn_of(d);
  if (unhear) unhear(miss);
  forget_rows(miss);
  if (model.points) reverse_event(miss, data);
  effect(subject, "unmissed:" + to_text(d.key) + "/" + event, "unmissed", d.responsible, std::move(data), d.because);
  d.missed_at.reset();
}

}  // namespace huifang
