// FEEL expressions.
#include "boundary.hpp"

using namespace huifang::c;
using huifang::Error;
using huifang::ErrorKind;
using huifang::Value;
using huifang::feel::CompileOptions;
using huifang::feel::Limits;
using huifang::feel::Outcome;
using huifang::feel::Semantics;

namespace {

CompileOptions options_of(const huifang_feel_options* given) {
  const auto options = read_options(given, "huifang_feel_options");
  if (options.semantics != HUIFANG_SEMANTICS_STRICT && options.semantics != HUIFANG_SEMANTICS_DMN) {
    refuse_number("semantics", options.semantics, "HUIFANG_SEMANTICS_STRICT or HUIFANG_SEMANTICS_DMN");
  }
  if (options.reserved != 0) refuse_number("reserved", options.reserved, "0");
  CompileOptions result;
  result.semantics = options.semantics == HUIFANG_SEMANTICS_DMN ? Semantics::dmn : Semantics::strict;
  Limits& limits = result.limits;
  limits.text_bytes = or_default(options.text_bytes_max, limits.text_bytes);
  limits.steps = or_default(options.steps_max, limits.steps);
  limits.list_items = or_default(options.list_items_max, limits.list_items);
  limits.string_bytes = or_default(options.string_bytes_max, limits.string_bytes);
  if (options.depth_max != 0) limits.depth = options.depth_max;
  return result;
}

}  // namespace

extern "C" {

huifang_status huifang_feel_evaluate(const char* feel, size_t feel_size, const huifang_value* context,
                                     const huifang_feel_options* options, huifang_outcome** out,
                                     huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const CompileOptions compile = options_of(options);
    static const huifang::Context nothing;
    const huifang::Context* names = &nothing;
    if (context != nullptr) {
      if (inside(context)->kind() != Value::Kind::context) {
        huifang::Diagnostic diagnostic;
        diagnostic.code = codes::wrong_kind;
        diagnostic.message = "`context` gives the names of the expression, each with its value";
        diagnostic.found = std::string(huifang::kind_name(inside(context)->kind()));
        diagnostic.expected = "context";
        throw Error(ErrorKind::argument, {diagnostic});
      }
      names = &inside(context)->context();
    }
    *out = new huifang_outcome{huifang::feel::evaluate(text(feel, feel_size, "text"), *names, compile)};
  });
}

int32_t huifang_outcome_status(const huifang_outcome* outcome) {
  return outcome == nullptr ? HUIFANG_OUTCOME_ERROR : static_cast<int32_t>(outcome->outcome.status);
}

const huifang_value* huifang_outcome_value(const huifang_outcome* outcome) {
  return outcome == nullptr ? nullptr : lend<huifang_value>(&outcome->outcome.value);
}

size_t huifang_outcome_name_count(const huifang_outcome* outcome) {
  return outcome == nullptr ? 0 : outcome->outcome.names.size();
}

const char* huifang_outcome_name(const huifang_outcome* outcome, size_t index, size_t* size) {
  return lend_text(outcome == nullptr ? nullptr : &outcome->outcome.names, index, size);
}

const char* huifang_outcome_message(const huifang_outcome* outcome, size_t* size) {
  return lend_text(outcome == nullptr ? nullptr : &outcome->outcome.message, size);
}

int64_t huifang_outcome_offset(const huifang_outcome* outcome) {
  return outcome == nullptr ? -1 : outcome->outcome.offset;
}

void huifang_outcome_free(huifang_outcome* outcome) { delete outcome; }

}  // extern "C"

static_assert(HUIFANG_OUTCOME_OK == static_cast<int>(Outcome::Status::ok));
static_assert(HUIFANG_OUTCOME_UNDECIDED == static_cast<int>(Outcome::Status::undecided));
static_assert(HUIFANG_OUTCOME_WRONG_TYPE == static_cast<int>(Outcome::Status::wrong_type));
static_assert(HUIFANG_OUTCOME_ERROR == static_cast<int>(Outcome::Status::error));
