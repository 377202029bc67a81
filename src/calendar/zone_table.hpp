#pragma once
/// The offsets of one zone as a sorted table: immutable, searched without locks or allocation.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace huifang {

/// Seconds since 1970-01-01T00:00:00Z, or, where called local, of the wall clock.
class ZoneTable {
 public:
  static ZoneTable fixed(std::int32_t offset_s);
  /// A zone of the system's database by exact name. Reads its files. The name must be in zone_names().
  static ZoneTable load(const std::string& name);

  std::int32_t offset_s(std::int64_t utc_s) const { return offsets_[at_utc(utc_s - cycles(utc_s))]; }

  /// D7: a time inside a gap moves forward by the gap, a time that exists twice is the first.
  std::int64_t to_utc_s(std::int64_t local_s) const;
  /// The first moment at which the wall clock shows `local_s` or later. Differs from to_utc_s in a gap only.
  std::int64_t first_utc_s(std::int64_t local_s) const;
  /// Whether the wall clock runs evenly from one local time to a later one, both included and unique.
  bool even(std::int64_t local_from_s, std::int64_t local_to_s) const;

  struct Transition {
    std::int64_t utc_s;
    std::int32_t before_s;
    std::int32_t after_s;
  };
  /// Calls `visit(Transition)` for each transition in [from_utc_s, to_utc_s), ascending.
  template <class Visit>
  void transitions(std::int64_t from_utc_s, std::int64_t to_utc_s, Visit&& visit) const {
    for (std::size_t i = 1; i < starts_.size(); ++i) visit_if(i, 0, from_utc_s, to_utc_s, visit);
    if (cycle_end_s_ == never) return;
    for (std::int64_t shift = cycle_s; cycle_end_s_ - cycle_s + shift < to_utc_s; shift += cycle_s) {
      for (std::size_t i = 1; i < starts_.size(); ++i) {
        if (starts_[i] >= cycle_end_s_ - cycle_s) visit_if(i, shift, from_utc_s, to_utc_s, visit);
      }
    }
  }

 private:
  static constexpr std::int64_t never = INT64_MAX;
  static constexpr std::int64_t cycle_s =
      146'097LL * 86'400;  // 400 years are whole weeks: every rule repeats

  template <class Visit>
  void visit_if(std::size_t i, std::int64_t shift, std::int64_t from_utc_s, std::int64_t to_utc_s,
                Visit& visit) const {
    const std::int64_t utc_s = starts_[i] + shift;
    if (starts_[i] >= cycle_end_s_) return;
    if (utc_s >= from_utc_s && utc_s < to_utc_s) visit(Transition{utc_s, offsets_[i - 1], offsets_[i]});
  }
  /// What to subtract from a moment beyond the table to find its like inside.
  std::int64_t cycles(std::int64_t moment_s) const {
    return moment_s < cycle_end_s_ ? 0 : ((moment_s - cycle_end_s_) / cycle_s + 1) * cycle_s;
  }
  std::size_t at_utc(std::int64_t utc_s) const;
  std::size_t at_local(std::int64_t local_s) const;
  void append(std::int64_t utc_s, std::int32_t offset_s);
  void append_rule(const struct ZoneRule& rule, std::int64_t known_until_s);
  void index_local();

  std::vector<std::int64_t> starts_;        // UTC; the first is the beginning of time
  std::vector<std::int32_t> offsets_;       // east of UTC, from starts_[i] on
  std::vector<std::int64_t> local_starts_;  // wall clock from which offsets_[i] answers
  std::int64_t cycle_end_s_ = never;  // [cycle_end_s_ - cycle_s, cycle_end_s_) stands for all later time
};

/// Names of the system's zones, sorted. Names that mean another zone on another machine are left out.
const std::vector<std::string>& zone_names();
/// Release of the system's zone data, e.g. "2026f"; empty when the system does not tell.
const std::string& zone_data_version();

}  // namespace huifang
