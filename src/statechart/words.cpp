/// Delays and event descriptors: the small texts of a definition.
#include <array>
#include <charconv>

#include "statechart/model.hpp"

namespace huifang::statechart {
namespace {

struct Unit {
  std::string_view word;
  std::int64_t us;
};

// The longest of each kind first is not needed: words are compared whole.
constexpr std::array<Unit, 17> units{{{"ms", 1'000},
                                      {"millisecond", 1'000},
                                      {"milliseconds", 1'000},
                                      {"s", 1'000'000},
                                      {"sec", 1'000'000},
                                      {"second", 1'000'000},
                                      {"seconds", 1'000'000},
                                      {"m", 60'000'000},
                                      {"min", 60'000'000},
                                      {"minute", 60'000'000},
                                      {"minutes", 60'000'000},
                                      {"h", 3'600'000'000},
                                      {"hour", 3'600'000'000},
                                      {"hours", 3'600'000'000},
                                      {"us", 1},
                                      {"microsecond", 1},
                                      {"microseconds", 1}}};

/// No delay goes beyond the years that instants have.
constexpr std::int64_t delay_max_us = 1'000ll * 366 * 86'400 * 1'000'000;

}  // namespace

std::optional<std::int64_t> delay_of(std::string_view text) {
  if (text.starts_with('P')) {
    const std::optional<DaysDuration> duration = DaysDuration::parse(text);
    if (!duration || duration->seconds < 0 || duration->ns < 0 || duration->ns % 1000 != 0)
      return std::nullopt;
    if (duration->seconds >= delay_max_us / 1'000'000) return std::nullopt;
    return duration->seconds * 1'000'000 + duration->ns / 1000;
  }
  std::size_t digits = 0;
  while (digits < text.size() && ((text[digits] >= '0' && text[digits] <= '9') || text[digits] == '.'))
    ++digits;
  if (digits == 0 || digits > 30) return std::nullopt;
  const std::optional<Decimal> number = Decimal::parse(text.substr(0, digits));
  std::string_view word = text.substr(digits);
  if (word.starts_with(' ')) word.remove_prefix(1);
  if (!number) return std::nullopt;
  for (const Unit& unit : units) {
    if (word != unit.word) continue;
    const std::optional<Decimal> us = Decimal::multiply(*number, Decimal(unit.us));
    const std::optional<std::int64_t> whole = us ? us->to_int64() : std::nullopt;
    if (!whole || *whole < 0 || *whole > delay_max_us) return std::nullopt;
    return whole;
  }
  return std::nullopt;
}

std::string delay_text(std::int64_t us) {
  constexpr std::array<Unit, 5> shown{
      {{" hours", 3'600'000'000}, {" minutes", 60'000'000}, {" s", 1'000'000}, {" ms", 1'000}, {" us", 1}}};
  for (const Unit& unit : shown) {
    if (us % unit.us == 0 && (us != 0 || unit.us == 1'000'000))
      return std::to_string(us / unit.us) + std::string(unit.word);
  }
  return "0 s";
}

bool descriptor_matches(std::string_view descriptor, std::string_view event) {
  if (descriptor == "*") return true;
  if (!event.starts_with(descriptor)) return false;
  return event.size() == descriptor.size() || event[descriptor.size()] == '.';
}

}  // namespace huifang::statechart
