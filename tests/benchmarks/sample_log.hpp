#pragma once
/// A made-up list of orders of the 18 months from January 2021: CSV with the columns customer, date, quantity, amount,
/// by customer. As in well-known logs of shops, everybody's first order lies in the first three months, half of the
/// customers never come back and a few come often.

#include <cstddef>
#include <string>

namespace huifang::benchmark {

/// About one customer for three orders: 23,544 for 69,659. The same file on every machine for the same number.
/// Throws std::runtime_error when it cannot be written.
void write_sample_log(const std::string& path, std::size_t orders = 69'659);

}  // namespace huifang::benchmark
