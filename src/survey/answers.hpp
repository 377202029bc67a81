#pragma once
/// Reads answers to one form as a book would, without a book: nothing is known of whom they are about.

#include <string>
#include <vector>

#include "domain/core.hpp"
#include "domain/forms.hpp"
#include "domain/memory_store.hpp"
#include "huifang/survey.hpp"
#include "policy/score_model.hpp"

namespace huifang {

/// Used by one thread. The policy is borrowed.
class AnswerReader {
 public:
  /// Throws Error(argument) HF4601: no such form.
  AnswerReader(const Policy& policy, const std::string& form, Instant at);
  const PolicyModel& model() const { return model_; }
  std::uint32_t form() const { return form_; }
  const FormModel& asked() const { return *asked_; }
  Core& core() { return core_; }
  /// What is wrong is added to `findings`, at `place` and "/<item>"; then the reading is empty.
  FormReading read(const SurveyRow& row, const std::string& id, const std::string& place,
                   std::vector<Diagnostic>& findings);

 private:
  const PolicyModel& model_;
  Instant at_;
  MemoryStore store_;
  Core core_;
  std::uint32_t form_ = none;
  const FormModel* asked_ = nullptr;
  FormModel plain_;  ///< of a form that has fields alone
};

/// JSON that a host wrote: every object is a context. Throws Error(syntax) HF4602 with the place, as plain_from_json().
Value json_of_host(std::string_view text);
/// The response that a JSON object at `pointer` is: a member "id" names it unless the form has a field of that name. Throws
/// Error(syntax) HF4602: it is no object.
SurveyRow row_of(const Policy& policy, const std::string& form, const Value& object, std::string pointer);

}  // namespace huifang
