#include <algorithm>
#include <iterator>

#include "calendar/civil.hpp"
#include "huifang/calendar.hpp"

namespace huifang {
namespace {

/// Consecutive days of one festival, both ends included.
struct HolidayRun {
  Date from;
  Date to;
  bool open;
  const char* name;
};

namespace cn_public_table {
#include "cn_public.inc"
}  // namespace cn_public_table

CalendarData make_cn_public() {
  CalendarData data;
  data.name = cn_public_table::data_name;
  data.version = cn_public_table::data_version;
  data.source = cn_public_table::data_source;
  const auto covered = DayRange::parse(cn_public_table::data_covered);
  data.covered_from = covered.value().from;
  data.covered_to = covered.value().to;
  for (const HolidayRun& run : cn_public_table::runs) {
    const std::int64_t last = civil::to_days(run.to);
    for (std::int64_t day = civil::to_days(run.from); day <= last; ++day) {
      data.days.push_back({civil::from_days(day), run.open, run.name, {}});
    }
  }
  std::sort(data.days.begin(), data.days.end(),
            [](const DayOverride& a, const DayOverride& b) { return a.date < b.date; });
  return data;
}

}  // namespace

const CalendarData& cn_public() {
  static const CalendarData data = make_cn_public();
  return data;
}

const CalendarData* find_calendar_data(std::string_view name) {
  return name == cn_public_table::data_name ? &cn_public() : nullptr;
}

std::vector<std::string> shipped_calendars() { return {cn_public_table::data_name}; }

}  // namespace huifang
