#pragma once
/// The rows of the decision benchmarks, and the same decisions written by hand in C++.
///
/// Numbers are hundredths in 64 bits everywhere, texts in columns are codes in 32 bits.

#include <cstdint>
#include <string>
#include <vector>

namespace huifang::benchmark {

/// Texts of a column and their codes.
extern const std::vector<std::string> segments, kinds, roles, tiers;

struct TierRow {
  std::int64_t volume, months;
  std::int32_t segment;
  bool complained;
};
struct TierTextRow {
  std::int64_t volume, months;
  std::string segment;
  bool complained;
};
struct TierColumns {
  std::vector<std::int64_t> volume, months;
  std::vector<std::uint8_t> complained;
  std::vector<std::int32_t> segment;
};
struct PointsRow {
  std::int64_t late;
  std::int32_t kind, role;
};
struct PointsTextRow {
  std::int64_t late;
  std::string kind, role;
};
struct PointsColumns {
  std::vector<std::int64_t> late;
  std::vector<std::int32_t> kind, role;
};
/// A row of the table of 3,700 rules.
struct RateRow {
  std::string vendor, route, klass;
  std::int64_t amount, weight;
  bool domestic;
};

std::vector<TierRow> make_tier_rows(std::size_t count);
std::vector<PointsRow> make_points_rows(std::size_t count);

/// The document of the large table, its rows and the rule that each of them meets, 0-based.
struct RateCard {
  std::string document;
  std::vector<RateRow> rows;
  std::vector<std::int32_t> rules;
};
RateCard make_rate_card(std::size_t rules, std::size_t rows);

// By hand: places in `tiers`, and points.
std::int32_t tier_of(const TierRow& row);
std::int32_t tier_of(const TierTextRow& row);
void tiers_of(const TierColumns& columns, std::size_t count, std::int32_t* out);
std::int64_t points_of(const PointsRow& row);
std::int64_t points_of(const PointsTextRow& row);
void points_of(const PointsColumns& columns, std::size_t count, std::int64_t* out);

}  // namespace huifang::benchmark
