// Answers to the forms of a policy, without a book.
#include "huifang/survey.hpp"

#include "boundary.hpp"

using namespace huifang::c;

extern "C" {

huifang_status huifang_policy_survey(const huifang_policy* policy, const char* request, size_t request_size,
                                     const char* rows, size_t rows_size, huifang_string** out,
                                     huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang::Policy& target = required(policy, "policy").policy;
    hand_out(out, huifang::survey_json(target, text(request, request_size, "request"), text(rows, rows_size, "rows")));
  });
}

huifang_status huifang_policy_survey_next(const huifang_policy* policy, const char* request, size_t request_size,
                                          const char* answers, size_t answers_size, huifang_string** out,
                                          huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang::Policy& target = required(policy, "policy").policy;
    hand_out(out, huifang::survey_next_json(target, text(request, request_size, "request"), text(answers, answers_size, "answers")));
  });
}

}  // extern "C"
