#pragma once
/// Upper and lower case of Unicode text, without a locale.

#include <string>
#include <string_view>

namespace huifang::feel {

char32_t upper(char32_t point);
char32_t lower(char32_t point);
std::string upper_text(std::string_view text);
std::string lower_text(std::string_view text);

}  // namespace huifang::feel
