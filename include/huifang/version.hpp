#pragma once
/// Which huifang this is.

#include <string_view>

namespace huifang {

/// The version of the library that is linked, as "major.minor.patch".
/// The text has static lifetime; any number of threads may ask.
std::string_view version() noexcept;

}  // namespace huifang
