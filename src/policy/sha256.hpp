#pragma once
/// SHA-256 (FIPS 180-4). Identifies policy documents; the only hash the library needs, so no library is
/// linked for it.

#include <string>
#include <string_view>

namespace huifang {

/// Lower-case hex digest, 64 characters.
std::string sha256_hex(std::string_view bytes);

}  // namespace huifang
