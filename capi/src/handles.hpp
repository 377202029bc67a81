#pragma once
/// What the opaque handles of huifang.h are.
///
/// Handles the caller owns are the structs below. Borrowed ones (`const huifang_diagnostic *` …) are never
/// defined: a pointer to one is a pointer to the C++ object named in `Borrowed`, inside a handle that the
/// caller owns.

#include <cstdint>
#include <string>
#include <vector>

#include "huifang.h"
#include "huifang/arrow.hpp"
#include "huifang/book.hpp"
#include "huifang/book_plan.hpp"
#include "huifang/dmn.hpp"
#include "huifang/feel.hpp"
#include "huifang/log.hpp"
#include "huifang/policy_test.hpp"
#include "huifang/report.hpp"
#include "huifang/statechart.hpp"

struct huifang_string {
  std::string text;
};

struct huifang_error {
  huifang_status status = HUIFANG_ERR_INTERNAL;
  std::string message;
  std::vector<huifang::Diagnostic> diagnostics;
};

struct huifang_diagnostics {
  std::vector<huifang::Diagnostic> items;
};

struct huifang_outcome {
  huifang::feel::Outcome outcome;
};

struct huifang_report {
  huifang::Report report;
};

struct huifang_decision {
  huifang::Decision decision;
};

struct huifang_dmn {
  huifang::DmnModel model;
};

struct huifang_dmn_outcome {
  huifang::DmnOutcome outcome;
};

struct huifang_statechart {
  huifang::statechart::Definition definition;
};

/// Knows its definition, so that it can be read alone.
struct huifang_statechart_state {
  huifang::statechart::Definition definition;
  huifang::statechart::State state;
};

struct huifang_statechart_step {
  huifang_statechart_state state;
  std::vector<huifang::statechart::Effect> effects;
  bool taken = false;
};

struct huifang_plan {
  huifang::Plan plan;
};

struct huifang_zone {
  huifang::TimeZone zone;
};

struct huifang_calendar {
  huifang::BusinessCalendar calendar;
  std::string version;
};

struct huifang_source {
  huifang::PolicySource source;
  bool set = false;
};

struct huifang_policy {
  huifang::Policy policy;
};

namespace huifang::c {

/// A binding whose policy can be lent as a handle.
struct HeldBinding {
  huifang_policy policy;
  std::string where;
  huifang_instant from = HUIFANG_NO_INSTANT;
};

}  // namespace huifang::c

struct huifang_bindings {
  std::vector<huifang::c::HeldBinding> items;
};

struct huifang_event {
  huifang::Event event;
};

struct huifang_book {
  huifang::Book book;
};

struct huifang_contact_answer {
  huifang::ContactAnswer answer;
};

struct huifang_record_result {
  bool known = false;
  std::vector<std::string> credited;
  std::vector<std::string> created;
  std::vector<std::string> notes;
  std::vector<std::string> moved;                    ///< keys of `moves`
  std::vector<huifang::DutyMove> moves;
};

namespace huifang::c {

/// A duty with its key as text, so that asking for it allocates nothing.
struct KeyedDuty {
  Duty duty;
  std::string key;
};

}  // namespace huifang::c

struct huifang_duties {
  std::vector<huifang::c::KeyedDuty> items;
};

struct huifang_tiers {
  std::vector<huifang::TierEntry> items;
};

struct huifang_effects {
  std::vector<huifang::Effect> items;
};

struct huifang_counts {
  std::vector<huifang::DutyCount> items;
};

struct huifang_verify_report {
  huifang::VerifyReport report;
};

struct huifang_log_mapping {
  huifang::LogMapping mapping;
};

struct huifang_log_inputs {
  std::vector<huifang::LogInput> inputs;
};

struct huifang_log {
  huifang::EventLog log;
};

struct huifang_test_report {
  huifang::PolicyTestReport report;
};

namespace huifang::c {

/// The C++ type behind a handle that is only ever a pointer.
template <class Handle>
struct Borrowed;
template <class Type>
struct Behind {
  using type = Type;
};
// clang-format off
template <> struct Borrowed<huifang_diagnostic> : Behind<Diagnostic> {};
template <> struct Borrowed<huifang_value> : Behind<Value> {};
template <> struct Borrowed<huifang_duty> : Behind<KeyedDuty> {};
template <> struct Borrowed<huifang_tier> : Behind<TierEntry> {};
template <> struct Borrowed<huifang_effect> : Behind<Effect> {};
template <> struct Borrowed<huifang_binding> : Behind<HeldBinding> {};
template <> struct Borrowed<huifang_count> : Behind<DutyCount> {};
template <> struct Borrowed<huifang_test> : Behind<PolicyTestResult> {};
// clang-format on

/// The object behind a handle; nullptr for NULL.
template <class Handle>
const typename Borrowed<Handle>::type* inside(const Handle* handle) noexcept {
  return reinterpret_cast<const typename Borrowed<Handle>::type*>(handle);
}

/// The handle for an object.
template <class Handle>
const Handle* lend(const typename Borrowed<Handle>::type* object) noexcept {
  return reinterpret_cast<const Handle*>(object);
}

/// The handle for an item of a list, or NULL when there is none.
template <class Handle, class Item>
const Handle* lend_item(const std::vector<Item>* items, std::size_t index) noexcept {
  if (items == nullptr || index >= items->size()) return nullptr;
  return lend<Handle>(&(*items)[index]);
}

}  // namespace huifang::c
