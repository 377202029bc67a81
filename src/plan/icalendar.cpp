#include "huifang/plan.hpp"
#include "policy/sha256.hpp"

namespace huifang {
namespace {

/// Octets of a content line without its line end (RFC 5545, 3.1).
constexpr std::size_t line_octets_max = 75;

/// TEXT (3.3.11): backslash, semicolon, comma and line ends are escaped; other control characters are not
/// allowed.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' || c == ';' || c == ',') {
      out += '\\';
      out += c;
    } else if (c == '\n' || c == '\r') {
      if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
      out += "\\n";
    } else if ((static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) || c == '\t') {
      out += c;
    }
  }
  return out;
}

/// Folds at 75 octets, never inside a character.
void add_line(std::string& out, std::string_view line) {
  std::size_t room = line_octets_max;
  while (line.size() > room) {
    std::size_t cut = room;
    while (cut > 1 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80) --cut;
    out.append(line.substr(0, cut));
    out += "\r\n ";
    line.remove_prefix(cut);
    room = line_octets_max - 1;  // the blank counts
  }
  out.append(line);
  out += "\r\n";
}

std::string digits(std::int64_t number, std::size_t places) {
  std::string text = std::to_string(number);
  return text.size() < places ? std::string(places - text.size(), '0') + text : text;
}

std::string date_text(Date date) {
  return digits(date.year, 4) + digits(date.month, 2) + digits(date.day, 2);
}

/// "20240301T020500Z": whole seconds.
std::string utc_text(Instant instant) {
  std::int64_t day = instant.utc_us / us_per_day, us = instant.utc_us % us_per_day;
  if (us < 0) us += us_per_day, --day;
  const std::int64_t seconds = us / us_per_second;
  return date_text(Date::from_days(day)) + "T" + digits(seconds / 3600, 2) + digits(seconds / 60 % 60, 2) +
         digits(seconds % 60, 2) + "Z";
}

}  // namespace

std::string plan_icalendar(const Plan& plan, const PlanCalendarOptions& options) {
  std::string out;
  const auto line = [&](const std::string& text) { add_line(out, text); };
  line("BEGIN:VCALENDAR");
  line("VERSION:2.0");
  line("PRODID:-//huifang//plan//EN");
  line("CALSCALE:GREGORIAN");
  if (!options.name.empty()) line("X-WR-CALNAME:" + escaped(options.name));
  for (const PlannedVisit& visit : plan.visits) {
    if (!options.person.empty() && visit.slot.person != options.person) continue;
    line("BEGIN:VEVENT");
    line("UID:" + sha256_hex(visit.id).substr(0, 32) + "@huifang");
    line("DTSTAMP:" + utc_text(options.stamp));
    line("DTSTART;VALUE=DATE:" + date_text(visit.slot.day));
    line("DTEND;VALUE=DATE:" + date_text(Date::from_days(visit.slot.day.to_days() + 1)));
    const std::string& what = visit.title.empty() ? visit.id : visit.title;
    line("SUMMARY:" + escaped(visit.subject.empty() ? what : visit.subject + ": " + what));
    line("DESCRIPTION:" + escaped(visit.slot.person + "\n" + visit.id));
    line("TRANSP:TRANSPARENT");
    line("END:VEVENT");
  }
  line("END:VCALENDAR");
  return out;
}

}  // namespace huifang
