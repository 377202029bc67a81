/// Points in time, spans, opening hours, day ranges and instants as authors write them.
#include "huifang/calendar.hpp"
#include "target.hpp"

using namespace huifang;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  static const TimeZone zone = TimeZone::find("Asia/Shanghai");
  static const BusinessCalendar calendar = BusinessCalendar::build({});
  const PointInTime start = PointInTime::of(Date{2024, 2, 29});
  fuzz::accepted([&] {
    const TimeText point = TimeText::parse(text);
    fuzz::require(TimeText::parse(point.to_text()) == point, "parse(to_text(point)) = point");
    TimeContext context;
    context.start = context.end = context.due = context.previous = start;
    fuzz::accepted([&] { (void)resolve(point, context, calendar); });
  });
  fuzz::accepted([&] {
    const Span span = Span::read(text);
    fuzz::require(Span::parse(span.to_text()) == span, "parse(to_text(span)) = span");
    fuzz::accepted([&] { (void)add_span(start, span, calendar); });
  });
  fuzz::accepted([&] { (void)OpenHours::read(text); });
  fuzz::accepted([&] { (void)DayRange::read(text); });
  if (const auto instant = zone.parse(text)) {
    fuzz::require(zone.parse(zone.to_text(*instant)) == instant, "parse(to_text(instant)) = instant");
  }
  return 0;
}
