// Decision tables over typed rows, JSON records and Arrow batches.
#include <cstddef>

#include "boundary.hpp"
#include "huifang/decision_check.hpp"

using namespace huifang::c;
using huifang::Decision;
using huifang::DecisionColumn;
using huifang::DecisionCounts;
using huifang::DecisionField;
using huifang::DecisionHit;
using huifang::DecisionSlot;
using huifang::DecisionStatus;
using huifang::Error;
using huifang::ErrorKind;

namespace {

huifang_decision_hit given(const DecisionHit& hit) {
  return {hit.rule, hit.column, static_cast<std::uint8_t>(hit.status),
          static_cast<std::uint8_t>(hit.has_value), hit.value};
}

/// The caller's fields are the library's.
const DecisionField* fields_of(const huifang_decision_field* fields) {
  return reinterpret_cast<const DecisionField*>(fields);
}

/// What a hit is until the call succeeds: no answer.
void clear(huifang_decision_hit* hit) {
  DecisionHit failed;
  failed.status = DecisionStatus::error;
  if (hit != nullptr) *hit = given(failed);
}

}  // namespace

extern "C" {

huifang_status huifang_decision_parse(const char* json, size_t json_size, huifang_decision** out,
                                      huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    *out = new huifang_decision{Decision::parse(bytes(json, json_size, "json"))};
  });
}

void huifang_decision_free(huifang_decision* decision) { delete decision; }

huifang_status huifang_decision_check(const huifang_decision* decision, huifang_diagnostics** out,
                                      huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    *out = new huifang_diagnostics{huifang::check_decision(required(decision, "decision").decision)};
  });
}

const char* huifang_decision_name(const huifang_decision* decision, size_t* size) {
  return lend_text(decision == nullptr ? nullptr : &decision->decision.name(), size);
}

size_t huifang_decision_column_count(const huifang_decision* decision) {
  return decision == nullptr ? 0 : decision->decision.columns().size();
}

const char* huifang_decision_column_name(const huifang_decision* decision, size_t column, size_t* size) {
  const bool there = decision != nullptr && column < decision->decision.columns().size();
  return lend_text(there ? &decision->decision.columns()[column].name : nullptr, size);
}

int32_t huifang_decision_column_type(const huifang_decision* decision, size_t column) {
  if (decision == nullptr || column >= decision->decision.columns().size()) return -1;
  return static_cast<int32_t>(decision->decision.columns()[column].type);
}

int32_t huifang_decision_column_decimals(const huifang_decision* decision, size_t column) {
  if (decision == nullptr || column >= decision->decision.columns().size()) return 0;
  return decision->decision.columns()[column].decimals;
}

size_t huifang_decision_rule_count(const huifang_decision* decision) {
  return decision == nullptr ? 0 : decision->decision.rule_count();
}

size_t huifang_decision_input_count(const huifang_decision* decision) {
  return decision == nullptr ? 0 : decision->decision.table().source().inputs.size();
}

int32_t huifang_decision_result(const huifang_decision* decision) {
  return decision == nullptr ? -1 : static_cast<int32_t>(decision->decision.result());
}

size_t huifang_decision_output_count(const huifang_decision* decision) {
  return decision == nullptr ? 0 : decision->decision.outputs().size();
}

const huifang_value* huifang_decision_output(const huifang_decision* decision, size_t code) {
  return lend_item<huifang_value>(decision == nullptr ? nullptr : &decision->decision.outputs(), code);
}

int32_t huifang_decision_decimals(const huifang_decision* decision) {
  return decision == nullptr ? 0 : decision->decision.decimals();
}

bool huifang_decision_is_indexed(const huifang_decision* decision) {
  return decision != nullptr && decision->decision.is_indexed();
}

int64_t huifang_slot_of_double(double value) { return DecisionSlot::of(value); }

huifang_status huifang_decision_intern(const huifang_decision* decision, size_t column, const char* text,
                                       size_t text_size, int64_t* id, huifang_error** error) {
  if (id != nullptr) *id = HUIFANG_SLOT_WRONG;
  return guarded(error, [&] {
    required(id, "id") =
        required(decision, "decision").decision.intern(column, bytes(text, text_size, "text"));
  });
}

huifang_status huifang_decision_evaluate(const huifang_decision* decision, const int64_t* slots,
                                         huifang_decision_hit* hit, huifang_error** error) {
  clear(hit);
  return guarded(error, [&] {
    required(hit, "hit") = given(required(decision, "decision").decision.evaluate(&required(slots, "slots")));
  });
}

huifang_status huifang_decision_evaluate_fields(const huifang_decision* decision,
                                                const huifang_decision_field* fields,
                                                huifang_decision_hit* hit, huifang_error** error) {
  clear(hit);
  return guarded(error, [&] {
    required(hit, "hit") =
        given(required(decision, "decision").decision.evaluate(fields_of(&required(fields, "fields"))));
  });
}

huifang_status huifang_decision_explain(const huifang_decision* decision,
                                        const huifang_decision_field* fields, uint64_t* accepted,
                                        huifang_decision_hit* hit, huifang_error** error) {
  clear(hit);
  return guarded(error, [&] {
    huifang::DecisionTrace trace;
    const DecisionHit result =
        required(decision, "decision").decision.evaluate(fields_of(&required(fields, "fields")), trace);
    std::copy(trace.accepted().begin(), trace.accepted().end(), &required(accepted, "accepted"));
    required(hit, "hit") = given(result);
  });
}

huifang_status huifang_decision_evaluate_json(const huifang_decision* decision, const char* record,
                                              size_t record_size, char* out, size_t capacity, size_t* size,
                                              huifang_error** error) {
  if (size != nullptr) *size = 0;
  return guarded(error, [&] {
    const Decision& own = required(decision, "decision").decision;
    required(size, "size");
    if (capacity > 0) required(out, "out");
    const std::string_view text = bytes(record, record_size, "record");
    const DecisionHit hit = own.evaluate_json(text);
    std::string made;
    std::string_view answer = own.constant_json(hit);
    if (answer.empty()) {
      made.reserve(64);
      own.append_json(hit, text, made);
      answer = made;
    }
    *size = answer.size();
    if (answer.size() > capacity) {
      throw Error(ErrorKind::limit, codes::too_small,
                  "the answer has " + std::to_string(answer.size()) + " bytes, and there is room for " +
                      std::to_string(capacity));
    }
    std::memcpy(out, answer.data(), answer.size());
  });
}

huifang_status huifang_decision_evaluate_arrow(const huifang_decision* decision,
                                               const struct ArrowSchema* schema,
                                               const struct ArrowArray* batch, struct ArrowSchema* out_schema,
                                               struct ArrowArray* out_batch, huifang_decision_counts* counts,
                                               huifang_error** error) {
  if (counts != nullptr) *counts = huifang_decision_counts{};
  return guarded(error, [&] {
    const DecisionCounts found = huifang::evaluate_arrow(
        required(decision, "decision").decision, required(schema, "schema"), required(batch, "batch"),
        required(out_schema, "out_schema"), required(out_batch, "out_batch"));
    if (counts == nullptr) return;
    for (std::size_t i = 0; i < found.by_status.size(); ++i) counts->by_status[i] = found.by_status[i];
    counts->unmatched = found.unmatched;
    counts->first_failure = found.first_failure == SIZE_MAX ? UINT64_MAX : found.first_failure;
    counts->failure = given(found.failure);
  });
}

}  // extern "C"

static_assert(sizeof(huifang_decision_field) == sizeof(DecisionField));
static_assert(offsetof(huifang_decision_field, value) == offsetof(DecisionField, value));
static_assert(HUIFANG_SLOT_NULL == DecisionSlot::null);
static_assert(HUIFANG_SLOT_MISSING == DecisionSlot::missing);
static_assert(HUIFANG_SLOT_WRONG == DecisionSlot::wrong);
static_assert(HUIFANG_DECISION_ERROR == static_cast<int>(DecisionStatus::error));
static_assert(HUIFANG_COLUMN_DATE_TIME == static_cast<int>(DecisionColumn::Type::date_time));
static_assert(HUIFANG_RESULT_RULES == static_cast<int>(Decision::Result::rules));
