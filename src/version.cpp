#include "huifang/version.hpp"

namespace huifang {

std::string_view version() noexcept { return HUIFANG_VERSION_STRING; }

}  // namespace huifang
