// Errors and diagnostics.
#include "boundary.hpp"

using namespace huifang::c;
using huifang::Diagnostic;

namespace {

const char* part(const huifang_diagnostic* diagnostic, std::string Diagnostic::*member,
                 size_t* size) noexcept {
  return lend_text(diagnostic == nullptr ? nullptr : &(inside(diagnostic)->*member), size);
}

}  // namespace

extern "C" {

huifang_status huifang_error_status(const huifang_error* error) {
  return error == nullptr ? HUIFANG_OK : error->status;
}

const char* huifang_error_message(const huifang_error* error, size_t* size) {
  return lend_text(error == nullptr ? nullptr : &error->message, size);
}

size_t huifang_error_count(const huifang_error* error) {
  return error == nullptr ? 0 : error->diagnostics.size();
}

const huifang_diagnostic* huifang_error_diagnostic(const huifang_error* error, size_t index) {
  return lend_item<huifang_diagnostic>(error == nullptr ? nullptr : &error->diagnostics, index);
}

void huifang_error_free(huifang_error* error) { delete error; }

size_t huifang_diagnostics_count(const huifang_diagnostics* list) {
  return list == nullptr ? 0 : list->items.size();
}

const huifang_diagnostic* huifang_diagnostics_item(const huifang_diagnostics* list, size_t index) {
  return lend_item<huifang_diagnostic>(list == nullptr ? nullptr : &list->items, index);
}

void huifang_diagnostics_free(huifang_diagnostics* list) { delete list; }

const char* huifang_diagnostic_code(const huifang_diagnostic* diagnostic, size_t* size) {
  return part(diagnostic, &Diagnostic::code, size);
}

int32_t huifang_diagnostic_severity(const huifang_diagnostic* diagnostic) {
  return diagnostic == nullptr ? HUIFANG_SEVERITY_NOTE : static_cast<int32_t>(inside(diagnostic)->severity);
}

const char* huifang_diagnostic_message(const huifang_diagnostic* diagnostic, size_t* size) {
  return part(diagnostic, &Diagnostic::message, size);
}

const char* huifang_diagnostic_file(const huifang_diagnostic* diagnostic, size_t* size) {
  return part(diagnostic, &Diagnostic::file, size);
}

const char* huifang_diagnostic_pointer(const huifang_diagnostic* diagnostic, size_t* size) {
  return part(diagnostic, &Diagnostic::pointer, size);
}

int64_t huifang_diagnostic_line(const huifang_diagnostic* diagnostic) {
  return diagnostic == nullptr ? 0 : inside(diagnostic)->line;
}

int64_t huifang_diagnostic_column(const huifang_diagnostic* diagnostic) {
  return diagnostic == nullptr ? 0 : inside(diagnostic)->column;
}

int64_t huifang_diagnostic_offset(const huifang_diagnostic* diagnostic) {
  return diagnostic == nullptr ? -1 : inside(diagnostic)->offset;
}

const char* huifang_diagnostic_found(const huifang_diagnostic* diagnostic, size_t* size) {
  return part(diagnostic, &Diagnostic::found, size);
}

const char* huifang_diagnostic_expected(const huifang_diagnostic* diagnostic, size_t* size) {
  return part(diagnostic, &Diagnostic::expected, size);
}

const char* huifang_diagnostic_suggestion(const huifang_diagnostic* diagnostic, size_t* size) {
  return part(diagnostic, &Diagnostic::suggestion, size);
}

}  // extern "C"

static_assert(HUIFANG_SEVERITY_ERROR == static_cast<int>(huifang::Severity::error));
static_assert(HUIFANG_SEVERITY_WARNING == static_cast<int>(huifang::Severity::warning));
static_assert(HUIFANG_SEVERITY_NOTE == static_cast<int>(huifang::Severity::note));
