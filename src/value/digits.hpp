#pragma once
/// Whole numbers of any size as text. Boost's own str() asks the locale of the program for separators.

#include <boost/multiprecision/cpp_int.hpp>
#include <string>

namespace huifang {

/// Decimal digits, behind "-" when it is negative.
std::string digits_of(boost::multiprecision::cpp_int whole);

}  // namespace huifang
