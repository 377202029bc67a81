#pragma once
/// The one place where C++ errors become statuses, and where what a C caller gives is checked.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "codes.hpp"
#include "handles.hpp"

namespace huifang::c {

/// Thrown out of a callback that did not return HUIFANG_OK; ends the call with that status.
struct Stopped {
  huifang_status status;
};

/// Hands out an error object; drops it when memory is short. Returns the status that the caller is to return.
huifang_status give(huifang_error** error, huifang_status status,
                    const std::vector<Diagnostic>& diagnostics) noexcept;
huifang_status give(huifang_error** error, huifang_status status, const char* code,
                    const char* message) noexcept;

/// Run `body` and let no exception leave.
template <class Body>
huifang_status guarded(huifang_error** error, Body&& body) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    std::forward<Body>(body)();
    return HUIFANG_OK;
  } catch (const huifang::Error& e) {
    return give(error, static_cast<huifang_status>(e.kind()), e.diagnostics());
  } catch (const Stopped& e) {
    return give(error, e.status, codes::callback, "the callback ended the call");
  } catch (const std::bad_alloc&) {
    return HUIFANG_ERR_NOMEM;  // nothing is allocated on this path
  } catch (const std::exception& e) {
    return give(error, HUIFANG_ERR_INTERNAL, codes::internal, e.what());
  } catch (...) {
    return give(error, HUIFANG_ERR_INTERNAL, codes::internal, "an exception without a text");
  }
}

/// Calls the caller's `destroy` once, whatever happens.
class UserData {
 public:
  UserData(void* data, huifang_destroy destroy) noexcept : data_(data), destroy_(destroy) {}
  UserData(const UserData&) = delete;
  UserData& operator=(const UserData&) = delete;
  ~UserData() {
    if (destroy_ != nullptr) destroy_(data_);
  }
  void* get() const noexcept { return data_; }

 private:
  void* data_;
  huifang_destroy destroy_;
};

[[noreturn]] void refuse_null(const char* name);

/// `pointer`, which may not be NULL; `name` is the parameter's.
template <class T>
T& required(T* pointer, const char* name) {
  if (pointer == nullptr) refuse_null(name);
  return *pointer;
}
template <class Handle>
const typename Borrowed<Handle>::type& required_inside(const Handle* handle, const char* name) {
  if (handle == nullptr) refuse_null(name);
  return *inside(handle);
}

/// What the caller's pointer and length say, without looking at the encoding. Throws when NULL has a length.
std::string_view bytes(const char* data, std::size_t size, const char* name);
/// The same, and it is UTF-8.
std::string_view text(const char* data, std::size_t size, const char* name);

/// A moment or date a caller gives, inside the years 1400 to 9999.
Instant instant(huifang_instant utc_us, const char* name);
Date date(huifang_date days, const char* name);
huifang_date days_of(const Date& date);
/// An absent moment is HUIFANG_NO_INSTANT.
inline huifang_instant moment(const std::optional<Instant>& instant) noexcept {
  return instant ? instant->utc_us : HUIFANG_NO_INSTANT;
}

/// Lends a text: NUL at its end, its length when asked for, "" for nullptr.
const char* lend_text(const std::string* text, std::size_t* size) noexcept;
/// The same for an item of a list.
const char* lend_text(const std::vector<std::string>* texts, std::size_t index, std::size_t* size) noexcept;

/// Hands out a text or a value. `out` was checked. A value that the caller owns is a Value on the heap.
void hand_out(huifang_string** out, std::string text);
void hand_out(huifang_value** out, Value value);
void hand_out(huifang_calendar** out, BusinessCalendar calendar);

[[noreturn]] void refuse_options(const char* what, std::uint64_t struct_size);
[[noreturn]] void refuse_number(const char* name, std::int64_t value, const char* expected);

/// Options as this library knows them: fields the caller's struct does not have are zero.
/// Throws when the size cannot be, or bytes this library does not know are not zero.
template <class Options>
Options read_options(const Options* given, const char* what) {
  static_assert(std::is_trivially_copyable_v<Options> && std::is_standard_layout_v<Options>);
  constexpr std::size_t largest = 4096;  // no struct of this API will be larger; guards against garbage
  Options options{};
  if (given == nullptr) return options;
  const std::size_t size = given->struct_size;
  if (size < sizeof given->struct_size || size > largest) refuse_options(what, size);
  std::memcpy(&options, given, std::min(size, sizeof options));
  const auto* raw = reinterpret_cast<const unsigned char*>(given);
  for (std::size_t i = sizeof options; i < size; ++i) {
    if (raw[i] != 0) refuse_options(what, size);
  }
  return options;
}

/// `value`, or `otherwise` when it is zero.
template <class Field>
std::size_t or_default(Field value, std::size_t otherwise) {
  return value == 0 ? otherwise : static_cast<std::size_t>(value);
}

}  // namespace huifang::c
