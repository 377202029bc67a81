#include "domain/engine.hpp"

#include <algorithm>

#include "domain/core.hpp"
#include "huifang/error.hpp"
#include "policy/points_model.hpp"
#include "policy/policy_report.hpp"

namespace huifang {

namespace {

constexpr std::uint64_t ahead_max_us = 36'525 * std::uint64_t{us_per_day};  // 100 years

/// A wrong year must not owe centuries of calls.
void require_near(const Core& core, Instant to, const char* what) {
  if (!core.knows_anybody() || to.utc_us <= core.now_us()) return;
  const std::uint64_t ahead_us = static_cast<std::uint64_t>(to.utc_us) - static_cast<std::uint64_t>(core.now_us());
  if (ahead_us <= ahead_max_us) return;
  throw Error(ErrorKind::range, "HF4104",
              std::string(what) + " " + core.model.zone.to_text(to) + " lies more than 100 years after the book's time, " +
                  core.model.zone.to_text(Instant{core.now_us()}) + "; is the year right?");
}

}  // namespace

struct Engine::Impl {
  Impl(Program program, Store& store, std::size_t cached) : core(std::move(program), store, cached) {}

  /// Work off wake-ups up to `last`; false when `steps_max` ended it.
  bool run_clock(const Wake& last, std::int64_t sequence, std::uint64_t steps_max, std::uint64_t& steps) {
    Wake wake;
    SubjectId id = 0;
    core.reschedule();
    core.begin_clock();
    while (core.next_wake(last.at_us, wake, id) && wake <= last) {
      if (steps == steps_max) {
        core.end_clock();
        return false;
      }
      ++steps;
      if (core.crowded()) core.flush();
      core.make_room();
      if (wake.at_us > core.now_us()) core.set_now(wake.at_us);
      core.work_off(core.get(id), wake, sequence);
      core.work_off_raised(sequence);
      core.reschedule();
    }
    core.end_clock();
    if (last.at_us > core.now_us()) core.set_now(last.at_us);
    return true;
  }
  bool run_clock(std::int64_t to_us, std::int64_t sequence, std::uint64_t steps_max, std::uint64_t& steps) {
    return run_clock(Wake{to_us, INT32_MAX, INT32_MAX}, sequence, steps_max, steps);
  }

  Core core;
};

Engine::Engine(Program program, Store& store, std::size_t cached_subjects)
    : impl_(std::make_unique<Impl>(std::move(program), store, cached_subjects)) {}
Engine::Engine(const Policy& policy, Instant in_force_from, Store& store, std::size_t cached_subjects)
    : Engine(link({{in_force_from, {{policy, {}, std::nullopt}}}}), store, cached_subjects) {}
Engine::~Engine() = default;

void Engine::validate(const Event& event) const { impl_->core.validate(event); }

void Engine::suppose(const EntityRef& subject, std::vector<std::pair<std::uint32_t, Value>> attributes, Instant since) {
  Core& core = impl_->core;
  core.refresh();
  core.supposed = std::move(attributes);
  core.set_now(since.utc_us);
  core.reconsider(core.get_or_create(subject, since.utc_us), "known", nullptr, 0);
  core.work_off_raised(0);
  core.reschedule();
}

Instant Engine::now() const {
  impl_->core.refresh();
  return Instant{impl_->core.now_us()};
}

ContactAnswer Engine::may_contact(const Event& contact, const std::string& purpose) {
  impl_->core.refresh();
  return impl_->core.may_contact(contact, purpose);
}

std::optional<Overrun> Engine::overrun(const DutyKey& key) {
  impl_->core.refresh();
  return impl_->core.overrun(key);
}

BusinessCalendar Engine::calendar(const std::optional<EntityRef>& of) {
  impl_->core.refresh();
  return impl_->core.calendar_of(of);
}

void Engine::listen(ReportListener listener) {
  Core& core = impl_->core;
  core.keeps_past = true;
  core.unhear = listener.take_back;
  core.hear = [&core, listener = std::move(listener)](const Occurred& occurred) {
    const PolicyReport* report = core.report(listener.report);
    if (report == nullptr) return;
    const bool posted = core.model.points && occurred.event == core.model.points->posted;
    if (auto row = core.report_row(*report, occurred))
      listener.take({Instant{occurred.at_us}, occurred.id, posted, std::move(*row)});
  };
}

const PolicyReport* Engine::report(std::string_view name) const { return impl_->core.report(name); }

void Engine::finish(Instant last, std::int64_t sequence, bool with_targets) {
  Core& core = impl_->core;
  core.refresh();
  core.input_sequence = sequence;
  std::uint64_t steps = 0;
  // What a bucket ends with is worked off at the first instant behind it, before anything is looked at afresh.
  const Wake end = with_targets ? targets_wake(last.utc_us + 1) : Wake{last.utc_us + 1, Wake::effects, INT32_MAX};
  impl_->run_clock(end, sequence, UINT64_MAX, steps);
}

std::vector<Value> Engine::report_rows(const PolicyReport& report, Instant at) { return impl_->core.report_rows(report, at.utc_us); }

std::vector<Value> Engine::report_parameters(const PolicyReport& report, Instant at) const {
  return impl_->core.report_parameters(report, at.utc_us);
}

RecordResult Engine::record(const Event& event, Instant now, std::int64_t sequence) {
  Core& core = impl_->core;
  core.refresh();
  core.validate(event);
  const auto conflict = [](std::string code, std::string text) { throw Error(ErrorKind::conflict, std::move(code), std::move(text)); };
  if (now.utc_us < core.now_us()) {
    conflict(code_time_goes_back, "time does not go back: the book is at " + core.model.zone.to_text(Instant{core.now_us()}) +
                           ", the event is recorded at " + core.model.zone.to_text(now));
  }
  if (event.at > now) {
    conflict("HF4103", "event " + event.id + " lies in the future: it happened at " + core.model.zone.to_text(event.at) +
                           ", recorded at " + core.model.zone.to_text(now));
  }
  require_near(core, now, "the recording time");
  core.input_sequence = sequence;
  std::uint64_t steps = 0;
  impl_->run_clock(now.utc_us, sequence, UINT64_MAX, steps);
  RecordResult result;
  core.result = &result;
  try {
    if (event.type == "set") {
      core.set_facts(event, sequence);
    } else if (event.type == "assign") {
      core.assign(event, sequence);
    } else if (event.type.starts_with("assign.")) {
      core.decide_proposal(event, sequence);
    } else if (event.type == "case.migrate") {
      core.migrate(event, sequence);
    } else if (event.type.starts_with("duty.")) {
      core.act_on_duty(event);
    } else if (event.type == "roster" || event.type == "absent") {
      core.set_shifts(event, sequence);
    } else if (event.type == "calendar") {
      core.amend_calendar(event, sequence);
    } else if (event.type.starts_with("points.")) {
      core.act_on_points(event);
    } else if (event.type == "slot") {
      core.set_slot(event, sequence);
    } else if (const auto occurred = core.convert(event)) {
      if (!event.voids.empty()) core.take_back(occurred->subjects, event.voids);
      if (occurred->event != none) core.happen(*occurred, sequence);
    }
    if (!event.duty.empty() && !event.type.starts_with("duty.") && event.type != "slot" && std::none_of(result.credited.begin(), result.credited.end(), [&](const DutyKey& key) {
          return to_text(key) == event.duty;
        })) {
      core.note("the claim on " + event.duty + " does not fit; nothing was credited by it");
    }
    core.work_off_raised(sequence);
    core.reschedule();
  } catch (...) {
    core.result = nullptr;
    throw;
  }
  core.result = nullptr;
  return result;
}

AdvanceResult Engine::advance(Instant to, std::int64_t sequence, std::uint64_t steps_max) {
  Core& core = impl_->core;
  core.refresh();
  if (to.utc_us < core.now_us()) {
    throw Error(ErrorKind::conflict, code_time_goes_back,
                "time does not go back: the book is at " + core.model.zone.to_text(Instant{core.now_us()}) +
                    ", asked for " + core.model.zone.to_text(to));
  }
  require_near(core, to, "the time asked for,");
  core.input_sequence = sequence;
  AdvanceResult result;
  result.complete = impl_->run_clock(to.utc_us, sequence, steps_max, result.steps);
  result.reached = Instant{core.now_us()};
  return result;
}

void Engine::policy_changed(Instant now, std::int64_t sequence) {
  impl_->core.refresh();
  impl_->core.input_sequence = sequence;
  impl_->core.policy_changed(now.utc_us, sequence);
  impl_->core.work_off_raised(sequence);
  impl_->core.reschedule();
}

std::size_t Engine::changes() const { return impl_->core.changes(); }
void Engine::flush() { impl_->core.flush(); }
void Engine::drop() noexcept { impl_->core.drop(); }

}  // namespace huifang
