#include "decision/kernel.hpp"

#include <bit>

// One text of each loop, compiled for several instruction sets: an inlined body takes on those of its caller.
#define HUIFANG_BODY [[gnu::always_inline]] inline

namespace huifang::decision {
namespace {

template <std::size_t cut_count>
HUIFANG_BODY void count_cuts(std::uint32_t* __restrict lanes, const std::int64_t* __restrict values,
                             std::size_t rows, const std::int64_t* __restrict cuts,
                             const std::uint32_t* __restrict sets) {
  // The set of a class is that of the class below with some rules switched.
  std::int64_t cut[cut_count];
  std::uint32_t change[cut_count];
  for (std::size_t k = 0; k < cut_count; ++k) {
    cut[k] = cuts[k];
    change[k] = sets[k] ^ sets[k + 1];
  }
  const std::uint32_t lowest = sets[0];
  for (std::size_t i = 0; i < rows; ++i) {
    const std::int64_t value = values[i];
    std::uint32_t set = lowest;
    for (std::size_t k = 0; k < cut_count; ++k) set ^= value >= cut[k] ? change[k] : 0;
    lanes[i] &= set;
  }
}

HUIFANG_BODY void and_numbers(std::uint32_t* lanes, const std::int64_t* values, std::size_t rows,
                              const std::int64_t* cuts, std::size_t cut_count, const std::uint32_t* sets) {
  switch (cut_count) {
    case 0:
      for (std::size_t i = 0; i < rows; ++i) lanes[i] &= sets[0];
      return;
    case 1:
      return count_cuts<1>(lanes, values, rows, cuts, sets);
    case 2:
      return count_cuts<2>(lanes, values, rows, cuts, sets);
    case 3:
      return count_cuts<3>(lanes, values, rows, cuts, sets);
    case 4:
      return count_cuts<4>(lanes, values, rows, cuts, sets);
    case 5:
      return count_cuts<5>(lanes, values, rows, cuts, sets);
    case 6:
      return count_cuts<6>(lanes, values, rows, cuts, sets);
    default:
      break;
  }
  std::uint32_t classes[block_rows];
  for (std::size_t i = 0; i < rows; ++i) classes[i] = 0;
  for (std::size_t k = 0; k < cut_count; ++k) {
    const std::int64_t cut = cuts[k];
    for (std::size_t i = 0; i < rows; ++i) classes[i] += values[i] >= cut ? 1 : 0;
  }
  for (std::size_t i = 0; i < rows; ++i) lanes[i] &= sets[classes[i]];
}

HUIFANG_BODY std::size_t and_codes(std::uint32_t* __restrict lanes, const std::int32_t* __restrict codes,
                                   std::size_t rows, const std::uint32_t* __restrict sets,
                                   std::size_t count) {
  const auto limit = static_cast<std::uint32_t>(count);
  std::uint32_t outside = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto code = static_cast<std::uint32_t>(codes[i]);
    outside += code >= limit ? 1 : 0;
    lanes[i] &= sets[code < limit ? code : limit];
  }
  return outside;
}

HUIFANG_BODY std::size_t and_bytes(std::uint32_t* __restrict lanes, const std::uint8_t* __restrict bytes,
                                   std::size_t rows, const std::uint32_t* __restrict sets) {
  const std::uint32_t no = sets[0];
  const std::uint32_t change = sets[0] ^ sets[1];
  std::uint32_t outside = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    outside += bytes[i] > 1 ? 1 : 0;
    lanes[i] &= no ^ (bytes[i] != 0 ? change : 0);
  }
  return outside;
}

HUIFANG_BODY void note_failed(const std::uint32_t* __restrict lanes, std::uint32_t all, std::size_t rows,
                              std::uint32_t* __restrict once, std::uint32_t* __restrict twice,
                              std::uint64_t* __restrict failed) {
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint32_t no = all & ~lanes[i];
    twice[i] |= once[i] & no;
    once[i] |= no;
  }
  if (failed == nullptr) return;
  for (std::size_t i = 0; i < rows; ++i) failed[i] = all & ~lanes[i];
}

HUIFANG_BODY void lowest(const std::uint32_t* __restrict lanes, std::size_t rows,
                         std::uint8_t* __restrict out) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = static_cast<std::uint8_t>(std::countr_zero(lanes[i]));
}

HUIFANG_BODY std::int64_t first_of(const std::uint64_t* const* sets, std::size_t count, std::size_t words) {
  constexpr std::size_t step = 8;
  std::size_t from = 0;
  for (; from + step <= words; from += step) {
    std::uint64_t block[step];
    for (std::size_t k = 0; k < step; ++k) block[k] = sets[0][from + k];
    for (std::size_t i = 1; i < count; ++i) {
      for (std::size_t k = 0; k < step; ++k) block[k] &= sets[i][from + k];
    }
    std::uint64_t any = 0;
    for (std::size_t k = 0; k < step; ++k) any |= block[k];
    if (any == 0) continue;
    for (std::size_t k = 0; k < step; ++k) {
      if (block[k] != 0) return static_cast<std::int64_t>((from + k) * 64) + std::countr_zero(block[k]);
    }
  }
  for (; from < words; ++from) {
    std::uint64_t word = sets[0][from];
    for (std::size_t i = 1; i < count; ++i) word &= sets[i][from];
    if (word != 0) return static_cast<std::int64_t>(from * 64) + std::countr_zero(word);
  }
  return -1;
}

#define HUIFANG_KERNEL(name, attribute)                                                                  \
  namespace name {                                                                                       \
  attribute void numbers(std::uint32_t* lanes, const std::int64_t* values, std::size_t rows,             \
                         const std::int64_t* cuts, std::size_t cut_count, const std::uint32_t* sets) {   \
    and_numbers(lanes, values, rows, cuts, cut_count, sets);                                             \
  }                                                                                                      \
  attribute std::size_t codes(std::uint32_t* lanes, const std::int32_t* values, std::size_t rows,        \
                              const std::uint32_t* sets, std::size_t count) {                            \
    return and_codes(lanes, values, rows, sets, count);                                                  \
  }                                                                                                      \
  attribute std::size_t bytes(std::uint32_t* lanes, const std::uint8_t* values, std::size_t rows,        \
                              const std::uint32_t* sets) {                                               \
    return and_bytes(lanes, values, rows, sets);                                                         \
  }                                                                                                      \
  attribute void failed(const std::uint32_t* lanes, std::uint32_t all, std::size_t rows,                 \
                        std::uint32_t* once, std::uint32_t* twice, std::uint64_t* out) {                 \
    note_failed(lanes, all, rows, once, twice, out);                                                     \
  }                                                                                                      \
  attribute void low(const std::uint32_t* lanes, std::size_t rows, std::uint8_t* out) {                  \
    lowest(lanes, rows, out);                                                                            \
  }                                                                                                      \
  attribute std::int64_t first(const std::uint64_t* const* sets, std::size_t count, std::size_t words) { \
    return first_of(sets, count, words);                                                                 \
  }                                                                                                      \
  constexpr Kernel kernel{numbers, codes, bytes, failed, low, first};                                    \
  }

HUIFANG_KERNEL(portable, )
#if defined(__x86_64__) && defined(__GNUC__)
HUIFANG_KERNEL(avx2, __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"))))
HUIFANG_KERNEL(
    avx512, __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512cd"))))
#endif

const Kernel* find_kernel() {
#if defined(__x86_64__) && defined(__GNUC__)
  __builtin_cpu_init();
  const bool wide = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                    __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  const bool wider = wide && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                     __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                     __builtin_cpu_supports("avx512cd");
  if (wider) return &avx512::kernel;
  if (wide) return &avx2::kernel;
#endif
  return &portable::kernel;
}

}  // namespace

const Kernel& kernel() {
  static const Kernel* const found = find_kernel();
  return *found;
}

}  // namespace huifang::decision
