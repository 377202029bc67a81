#pragma once
/// JSON that hosts wrote, as values.

#include <string_view>

#include "huifang/value.hpp"

namespace huifang {

/// Every object is a context, also one that value_from_json() would read as a date; numbers keep their exact digits. Throws
/// Error(syntax) of this code with the place: the text is not JSON, or nested more than 64 deep, a name stands twice in one object, or a
/// number lies beyond decimal128.
Value plain_from_json(std::string_view text, std::string_view code);

}  // namespace huifang
