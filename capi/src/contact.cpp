// Whether contacts are allowed.
#include "boundary.hpp"

using namespace huifang::c;
using huifang::ContactAnswer;

namespace {

const ContactAnswer::Alternative* alternative(const huifang_contact_answer* answer, size_t index) noexcept {
  return answer == nullptr || index >= answer->answer.alternatives.size() ? nullptr
                                                                          : &answer->answer.alternatives[index];
}

}  // namespace

extern "C" {

huifang_status huifang_book_may_contact(huifang_book* book, const huifang_event* contact, const char* purpose,
                                        size_t purpose_size, huifang_contact_answer** out,
                                        huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    *out = new huifang_contact_answer{required(book, "book").book.may_contact(
        required(contact, "contact").event, std::string(text(purpose, purpose_size, "purpose")))};
  });
}

bool huifang_contact_answer_allowed(const huifang_contact_answer* answer) {
  return answer != nullptr && answer->answer.allowed;
}

const char* huifang_contact_answer_code(const huifang_contact_answer* answer, size_t* size) {
  return lend_text(answer == nullptr ? nullptr : &answer->answer.code, size);
}

const char* huifang_contact_answer_policy(const huifang_contact_answer* answer, size_t* size) {
  return lend_text(answer == nullptr ? nullptr : &answer->answer.policy, size);
}

const char* huifang_contact_answer_because(const huifang_contact_answer* answer, size_t* size) {
  return lend_text(answer == nullptr ? nullptr : &answer->answer.because, size);
}

size_t huifang_contact_answer_unknown_count(const huifang_contact_answer* answer) {
  return answer == nullptr ? 0 : answer->answer.unknown.size();
}

const char* huifang_contact_answer_unknown(const huifang_contact_answer* answer, size_t index, size_t* size) {
  return lend_text(answer == nullptr ? nullptr : &answer->answer.unknown, index, size);
}

size_t huifang_contact_answer_alternative_count(const huifang_contact_answer* answer) {
  return answer == nullptr ? 0 : answer->answer.alternatives.size();
}

const char* huifang_contact_answer_alternative_field(const huifang_contact_answer* answer, size_t index,
                                                     size_t* size) {
  const auto* other = alternative(answer, index);
  return lend_text(other == nullptr ? nullptr : &other->field, size);
}

const char* huifang_contact_answer_alternative_entity(const huifang_contact_answer* answer, size_t index,
                                                      size_t* size) {
  const auto* other = alternative(answer, index);
  return lend_text(other == nullptr ? nullptr : &other->reference.entity, size);
}

const char* huifang_contact_answer_alternative_key(const huifang_contact_answer* answer, size_t index,
                                                   size_t* size) {
  const auto* other = alternative(answer, index);
  return lend_text(other == nullptr ? nullptr : &other->reference.key, size);
}

void huifang_contact_answer_free(huifang_contact_answer* answer) { delete answer; }

}  // extern "C"
