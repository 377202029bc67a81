// Policy tests.
#include "huifang/policy_test.hpp"

#include "boundary.hpp"

using namespace huifang::c;
using huifang::PolicyCoverage;
using huifang::PolicyCoverageItem;
using huifang::PolicyTestFailure;
using huifang::PolicyTestOptions;
using huifang::PolicyTestResult;

namespace {

const PolicyTestFailure* failure(const huifang_test* test, size_t index) noexcept {
  if (test == nullptr || index >= inside(test)->failures.size()) return nullptr;
  return &inside(test)->failures[index];
}

const char* part(const PolicyTestFailure* failure, std::string PolicyTestFailure::*member,
                 size_t* size) noexcept {
  return lend_text(failure == nullptr ? nullptr : &(failure->*member), size);
}

const PolicyCoverage* coverage(const huifang_test_report* report, size_t policy) noexcept {
  if (report == nullptr || policy >= report->report.coverage.size()) return nullptr;
  return &report->report.coverage[policy];
}

const PolicyCoverageItem* reach(const huifang_test_report* report, size_t policy, size_t index) noexcept {
  const PolicyCoverage* of = coverage(report, policy);
  return of == nullptr || index >= of->items.size() ? nullptr : &of->items[index];
}

}  // namespace

extern "C" {

huifang_status huifang_policy_test_run(const char* path, size_t path_size,
                                       const huifang_test_options* options, huifang_test_report** out,
                                       huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    const auto given = read_options(options, "huifang_test_options");
    const UserData data(given.progress_data, given.progress_destroy);
    required(out, "out");
    if (given.reserved != 0) refuse_number("reserved", given.reserved, "0");
    PolicyTestOptions run;
    run.only = std::string(text(given.only, given.only_size, "only"));
    if (given.progress != nullptr) {
      run.progress = [&](const PolicyTestResult& result) {
        const huifang_status status = given.progress(data.get(), lend<huifang_test>(&result));
        if (status != HUIFANG_OK) throw Stopped{status};
      };
    }
    const auto files = huifang::find_policy_tests({std::string(text(path, path_size, "path"))});
    *out = new huifang_test_report{huifang::run_policy_tests(files, run)};
  });
}

void huifang_test_report_free(huifang_test_report* report) { delete report; }

uint64_t huifang_test_report_passed(const huifang_test_report* report) {
  return report == nullptr ? 0 : report->report.passed;
}

uint64_t huifang_test_report_failed(const huifang_test_report* report) {
  return report == nullptr ? 0 : report->report.failed;
}

size_t huifang_test_report_count(const huifang_test_report* report) {
  return report == nullptr ? 0 : report->report.results.size();
}

const huifang_test* huifang_test_report_item(const huifang_test_report* report, size_t index) {
  return lend_item<huifang_test>(report == nullptr ? nullptr : &report->report.results, index);
}

const char* huifang_test_file(const huifang_test* test, size_t* size) {
  return lend_text(test == nullptr ? nullptr : &inside(test)->file, size);
}

const char* huifang_test_name(const huifang_test* test, size_t* size) {
  return lend_text(test == nullptr ? nullptr : &inside(test)->name, size);
}

uint64_t huifang_test_checks(const huifang_test* test) { return test == nullptr ? 0 : inside(test)->checks; }

size_t huifang_test_failure_count(const huifang_test* test) {
  return test == nullptr ? 0 : inside(test)->failures.size();
}

const char* huifang_test_failure_what(const huifang_test* test, size_t index, size_t* size) {
  return part(failure(test, index), &PolicyTestFailure::what, size);
}

const char* huifang_test_failure_expected(const huifang_test* test, size_t index, size_t* size) {
  return part(failure(test, index), &PolicyTestFailure::expected, size);
}

const char* huifang_test_failure_found(const huifang_test* test, size_t index, size_t* size) {
  return part(failure(test, index), &PolicyTestFailure::found, size);
}

const char* huifang_test_failure_pointer(const huifang_test* test, size_t index, size_t* size) {
  return part(failure(test, index), &PolicyTestFailure::pointer, size);
}

int64_t huifang_test_failure_line(const huifang_test* test, size_t index) {
  const PolicyTestFailure* of = failure(test, index);
  return of == nullptr ? 0 : of->line;
}

size_t huifang_test_report_policy_count(const huifang_test_report* report) {
  return report == nullptr ? 0 : report->report.coverage.size();
}

const char* huifang_test_report_policy(const huifang_test_report* report, size_t policy, size_t* size) {
  const PolicyCoverage* of = coverage(report, policy);
  return lend_text(of == nullptr ? nullptr : &of->policy, size);
}

size_t huifang_test_report_reach_count(const huifang_test_report* report, size_t policy) {
  const PolicyCoverage* of = coverage(report, policy);
  return of == nullptr ? 0 : of->items.size();
}

const char* huifang_test_report_reach_kind(const huifang_test_report* report, size_t policy, size_t index,
                                           size_t* size) {
  const PolicyCoverageItem* item = reach(report, policy, index);
  return lend_text(item == nullptr ? nullptr : &item->kind, size);
}

const char* huifang_test_report_reach_name(const huifang_test_report* report, size_t policy, size_t index,
                                           size_t* size) {
  const PolicyCoverageItem* item = reach(report, policy, index);
  return lend_text(item == nullptr ? nullptr : &item->name, size);
}

bool huifang_test_report_reached(const huifang_test_report* report, size_t policy, size_t index) {
  const PolicyCoverageItem* item = reach(report, policy, index);
  return item != nullptr && item->reached;
}

}  // extern "C"
