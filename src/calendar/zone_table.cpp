#include "calendar/zone_table.hpp"

#include <date/tz.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include "calendar/civil.hpp"
#include "calendar/zone_rule.hpp"

namespace huifang {
namespace {

// The folder in which date/tz.h of the distribution looks as well.
constexpr const char* zone_folder = "/usr/share/zoneinfo/";
constexpr std::int64_t seconds_per_day = 86'400;

/// The last line of a zone file, a POSIX TZ string (RFC 8536, section 3.3).
std::string read_footer(const std::string& name) {
  std::ifstream file(zone_folder + name, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (bytes.size() < 2 || bytes.back() != '\n') return {};
  const std::size_t before = bytes.rfind('\n', bytes.size() - 2);
  if (before == std::string::npos) return {};
  return bytes.substr(before + 1, bytes.size() - before - 2);
}

}  // namespace

void ZoneTable::append(std::int64_t utc_s, std::int32_t offset_s) {
  if (!offsets_.empty() && offsets_.back() == offset_s) return;
  starts_.push_back(utc_s);
  offsets_.push_back(offset_s);
}

void ZoneTable::index_local() {
  local_starts_.resize(starts_.size());
  local_starts_[0] = INT64_MIN;
  for (std::size_t i = 1; i < starts_.size(); ++i) {
    local_starts_[i] = starts_[i] + std::max(offsets_[i - 1], offsets_[i]);
  }
}

void ZoneTable::append_rule(const ZoneRule& rule, std::int64_t known_until_s) {
  const auto known_day = date::floor<date::days>(date::sys_seconds{std::chrono::seconds{known_until_s}});
  const auto first_year = static_cast<std::int32_t>(date::year_month_day{known_day}.year());
  struct Change {
    std::int64_t utc_s;
    std::int32_t offset_s;
  };
  std::vector<Change> changes;
  constexpr std::int32_t cycle_years = 400;
  for (std::int32_t year = first_year; year <= first_year + cycle_years + 2; ++year) {
    changes.push_back({rule.daylight_begins_s(year), rule.daylight_offset_s});
    changes.push_back({rule.daylight_ends_s(year), rule.standard_offset_s});
  }
  std::sort(changes.begin(), changes.end(),
            [](const Change& a, const Change& b) { return a.utc_s < b.utc_s; });
  for (const Change& change : changes) {
    if (change.utc_s > known_until_s) append(change.utc_s, change.offset_s);
  }
  // Away from any transition, so that wall-clock times on both sides of the seam agree.
  cycle_end_s_ = rule.daylight_begins_s(first_year + 1) + cycle_s + 30 * seconds_per_day;
}

ZoneTable ZoneTable::fixed(std::int32_t offset_s) {
  ZoneTable table;
  table.append(INT64_MIN, offset_s);
  table.index_local();
  return table;
}

ZoneTable ZoneTable::load(const std::string& name) {
  const date::time_zone* zone = date::locate_zone(name);
  const date::sys_seconds last{std::chrono::seconds{(civil::last_day + 2) * seconds_per_day}};
  date::sys_seconds moment{std::chrono::seconds{(civil::first_day - 2) * seconds_per_day}};
  std::int64_t known_until_s = moment.time_since_epoch().count();
  ZoneTable table;
  table.append(INT64_MIN, static_cast<std::int32_t>(zone->get_info(moment).offset.count()));
  while (moment < last) {
    const date::sys_info info = zone->get_info(moment);
    const std::int64_t begin_s = info.begin.time_since_epoch().count();
    if (begin_s > known_until_s) {
      table.append(begin_s, static_cast<std::int32_t>(info.offset.count()));
      known_until_s = begin_s;
    }
    moment = info.end;
  }
  const std::optional<ZoneRule> rule = parse_zone_rule(read_footer(name));
  if (rule) table.append_rule(*rule, known_until_s);
  table.index_local();
  return table;
}

std::size_t ZoneTable::at_utc(std::int64_t utc_s) const {
  return static_cast<std::size_t>(std::upper_bound(starts_.begin() + 1, starts_.end(), utc_s) -
                                  starts_.begin()) -
         1;
}

std::size_t ZoneTable::at_local(std::int64_t local_s) const {
  const auto after = std::upper_bound(local_starts_.begin() + 1, local_starts_.end(), local_s);
  return static_cast<std::size_t>(after - local_starts_.begin()) - 1;
}

std::int64_t ZoneTable::to_utc_s(std::int64_t local_s) const {
  return local_s - offsets_[at_local(local_s - cycles(local_s))];
}

std::int64_t ZoneTable::first_utc_s(std::int64_t local_s) const {
  const std::int64_t shift = cycles(local_s);
  const std::size_t i = at_local(local_s - shift);
  const std::int64_t utc_s = local_s - shift - offsets_[i];
  const bool in_gap = i + 1 < starts_.size() && utc_s > starts_[i + 1];
  return (in_gap ? starts_[i + 1] : utc_s) + shift;
}

bool ZoneTable::even(std::int64_t local_from_s, std::int64_t local_to_s) const {
  const std::int64_t shift = cycles(local_from_s);
  const std::size_t i = at_local(local_from_s - shift);
  if (i + 1 == starts_.size()) return true;
  // The neighbour's earliest local time: where the gap or the repeated hour begins.
  const std::int64_t next_s = starts_[i + 1] + std::min(offsets_[i], offsets_[i + 1]);
  return local_to_s - shift < next_s;
}

const std::vector<std::string>& zone_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> found;
    for (const date::time_zone& zone : date::get_tzdb().zones) {
      if (zone.name() != "localtime" && zone.name() != "posixrules" && zone.name() != "Factory") {
        found.push_back(zone.name());
      }
    }
    std::sort(found.begin(), found.end());
    return found;
  }();
  return names;
}

const std::string& zone_data_version() {
  static const std::string version = [] {
    std::ifstream file(std::string(zone_folder) + "tzdata.zi");
    std::string line;
    constexpr std::string_view prefix = "# version ";
    if (!std::getline(file, line) || !line.starts_with(prefix)) return std::string();
    return line.substr(prefix.size());
  }();
  return version;
}

}  // namespace huifang
