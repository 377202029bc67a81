#include "columns/values.hpp"

namespace huifang::columns {

bool in_years(std::int64_t us) {
  static const std::int64_t first_us = Date{1400, 1, 1}.to_days() * us_per_day, end_us = Date{10'000, 1, 1}.to_days() * us_per_day;
  return us >= first_us && us < end_us;
}

std::string key_text(const Value& value) {
  if (value.kind() == Value::Kind::string) return value.string();
  if (value.kind() == Value::Kind::entity) return value.entity().key;
  if (value.kind() == Value::Kind::number) return value.to_text();
  return {};
}

std::optional<std::int64_t> instant_of(const Value& value, const TimeZone& zone) {
  std::optional<std::int64_t> us;
  if (value.kind() == Value::Kind::string) {
    if (const auto date = Date::parse(value.string())) {
      us = zone.start_of_day(*date).utc_us;
    } else if (const auto instant = zone.parse(value.string())) {
      us = instant->utc_us;
    }
  } else if (value.kind() == Value::Kind::date) {
    us = zone.start_of_day(value.date()).utc_us;
  } else if (value.kind() == Value::Kind::date_time) {
    const DateTime& moment = value.date_time();
    const std::optional<ZoneSpec>& own = moment.time.zone;
    const LocalTime local{moment.date, moment.time.ns_of_day / 1000};
    if (own && own->offset_s) {
      us = local.date.to_days() * us_per_day + local.us_of_day - std::int64_t{*own->offset_s} * us_per_second;
    } else if (own && !own->name.empty()) {
      us = TimeZone::find(own->name).to_instant(local).utc_us;
    } else {
      us = zone.to_instant(local).utc_us;
    }
  }
  if (us && !in_years(*us)) return std::nullopt;
  return us;
}

Value moment(std::int64_t us, const TimeZone& zone) {
  const LocalTime local = zone.to_local(Instant{us});
  return Value::of(DateTime{local.date, Time{local.us_of_day * 1000, ZoneSpec{zone.name(), zone.offset_s(Instant{us})}}});
}

Value in_zone(const Value& value, const TimeZone& zone) {
  if (value.kind() != Value::Kind::date_time) return value;
  const auto us = instant_of(value, zone);
  return us ? moment(*us, zone) : value;
}

}  // namespace huifang::columns
