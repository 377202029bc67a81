// Version, statuses, texts.
#include "boundary.hpp"
#include "huifang/version.hpp"

extern "C" {

const char* huifang_version(void) { return huifang::version().data(); }

uint32_t huifang_abi_version(void) { return HUIFANG_ABI_VERSION; }

const char* huifang_status_name(huifang_status status) {
  switch (status) {
    case HUIFANG_OK:
      return "ok";
    case HUIFANG_ERR_SYNTAX:
      return "syntax";
    case HUIFANG_ERR_POLICY:
      return "policy";
    case HUIFANG_ERR_RANGE:
      return "range";
    case HUIFANG_ERR_NOMEM:
      return "out of memory";
    case HUIFANG_ERR_ARGUMENT:
      return "argument";
    case HUIFANG_ERR_LIMIT:
      return "limit";
    case HUIFANG_ERR_CONFLICT:
      return "conflict";
    case HUIFANG_ERR_STORAGE:
      return "storage";
    case HUIFANG_ERR_EVALUATION:
      return "evaluation";
    case HUIFANG_ERR_INTERNAL:
      return "internal";
    default:
      return "unknown";
  }
}

const char* huifang_string_data(const huifang_string* string) {
  return huifang::c::lend_text(string == nullptr ? nullptr : &string->text, nullptr);
}

size_t huifang_string_size(const huifang_string* string) {
  return string == nullptr ? 0 : string->text.size();
}

void huifang_string_free(huifang_string* string) { delete string; }

}  // extern "C"

static_assert(HUIFANG_ERR_SYNTAX == static_cast<int>(huifang::ErrorKind::syntax));
static_assert(HUIFANG_ERR_POLICY == static_cast<int>(huifang::ErrorKind::policy));
static_assert(HUIFANG_ERR_RANGE == static_cast<int>(huifang::ErrorKind::range));
static_assert(HUIFANG_ERR_ARGUMENT == static_cast<int>(huifang::ErrorKind::argument));
static_assert(HUIFANG_ERR_LIMIT == static_cast<int>(huifang::ErrorKind::limit));
static_assert(HUIFANG_ERR_CONFLICT == static_cast<int>(huifang::ErrorKind::conflict));
static_assert(HUIFANG_ERR_STORAGE == static_cast<int>(huifang::ErrorKind::storage));
static_assert(HUIFANG_ERR_EVALUATION == static_cast<int>(huifang::ErrorKind::evaluation));
static_assert(HUIFANG_ERR_INTERNAL == static_cast<int>(huifang::ErrorKind::internal));
