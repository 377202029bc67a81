#include "value/digits.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace huifang {

std::string digits_of(boost::multiprecision::cpp_int whole) {
  constexpr std::uint64_t part = 1'000'000'000'000'000'000;
  constexpr int part_digits = 18;
  const bool negative = whole < 0;
  if (negative) whole = -whole;
  std::string backwards;
  do {
    boost::multiprecision::cpp_int rest, quotient;
    boost::multiprecision::divide_qr(whole, boost::multiprecision::cpp_int(part), quotient, rest);
    char text[20];
    const char* end = std::to_chars(text, text + sizeof text, static_cast<std::uint64_t>(rest)).ptr;
    const auto length = static_cast<int>(end - text);
    backwards.append(std::reverse_iterator<const char*>(end), std::reverse_iterator<const char*>(text));
    if (quotient != 0) backwards.append(static_cast<std::size_t>(part_digits - length), '0');
    whole = std::move(quotient);
  } while (whole != 0);
  if (negative) backwards += '-';
  std::reverse(backwards.begin(), backwards.end());
  return backwards;
}

}  // namespace huifang
