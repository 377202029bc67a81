// Workflows of policies and their cases.
#include "huifang/workflow.hpp"

#include "boundary.hpp"
#include "policy/model.hpp"
#include "policy/workflow_model.hpp"

using namespace huifang::c;
using huifang::CaseQuery;
using huifang::statechart::Picture;

namespace {

CaseQuery query_of(const huifang_case_query* given) {
  const auto options = read_options(given, "huifang_case_query");
  if (options.running < HUIFANG_CASES_ALL || options.running > HUIFANG_CASES_CLOSED)
    refuse_number("running", options.running, "HUIFANG_CASES_…");
  CaseQuery query;
  if (options.running != HUIFANG_CASES_ALL) query.running = options.running == HUIFANG_CASES_RUNNING;
  query.workflow = std::string(text(options.workflow, options.workflow_size, "workflow"));
  query.key = std::string(text(options.key, options.key_size, "key"));
  huifang::EntityRef about{std::string(text(options.about_entity, options.about_entity_size, "about_entity")),
                           std::string(text(options.about_key, options.about_key_size, "about_key"))};
  if (!about.entity.empty() || !about.key.empty()) {
    if (about.entity.empty()) about.entity = "customer";
    query.about = std::move(about);
  }
  query.limit = static_cast<std::size_t>(options.limit);
  return query;
}

Picture picture_of(int32_t picture) {
  if (picture < HUIFANG_PICTURE_DOT || picture > HUIFANG_PICTURE_SVG)
    refuse_number("picture", picture, "HUIFANG_PICTURE_…");
  return static_cast<Picture>(picture);
}

}  // namespace

extern "C" {

size_t huifang_policy_workflow_count(const huifang_policy* policy) {
  return policy == nullptr ? 0 : policy->policy.model().workflows.size();
}

const char* huifang_policy_workflow(const huifang_policy* policy, size_t index, size_t* size) {
  const bool there = policy != nullptr && index < policy->policy.model().workflows.size();
  return lend_text(there ? &policy->policy.model().workflows[index]->id : nullptr, size);
}

huifang_status huifang_policy_draw_workflow(const huifang_policy* policy, const char* workflow,
                                            size_t workflow_size, int32_t picture, huifang_string** out,
                                            huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang::Policy& target = required(policy, "policy").policy;
    hand_out(out, draw_workflow(target, text(workflow, workflow_size, "workflow"), picture_of(picture)));
  });
}

huifang_status huifang_book_cases(const huifang_book* book, const huifang_case_query* query,
                                  huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang::Book& target = required(book, "book").book;
    hand_out(out, cases_json(target, query_of(query)));
  });
}

huifang_status huifang_book_case_path(const huifang_book* book, const char* workflow, size_t workflow_size,
                                      const char* key, size_t key_size, huifang_string** out,
                                      huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang::Book& target = required(book, "book").book;
    hand_out(out, case_path_json(target, text(workflow, workflow_size, "workflow"), text(key, key_size, "key")));
  });
}

huifang_status huifang_book_draw_case(const huifang_book* book, const char* workflow, size_t workflow_size,
                                      const char* key, size_t key_size, int32_t picture, huifang_string** out,
                                      huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang::Book& target = required(book, "book").book;
    hand_out(out, draw_case(target, text(workflow, workflow_size, "workflow"), text(key, key_size, "key"),
                            picture_of(picture)));
  });
}

}  // extern "C"
