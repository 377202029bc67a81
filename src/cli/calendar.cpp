/// huifang calendar: working days and hours, where spans lead, and buckets.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/console.hpp"
#include "cli/output.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string when, to, policy, book, use = "cn-public", zone = "Asia/Shanghai", of, add, roll,
                                      format = "table";
  bool buckets = false;
};

const std::vector<std::string> roll_names{"none", "following", "preceding", "nearest"};
constexpr std::int64_t days_max = 36'525;  ///< of one list: 100 years

Format format_of(const std::string& name) {
  return name == "csv" ? Format::csv : name == "json" ? Format::json : Format::table;
}

/// The calendar that was asked for, and the ways to cut its time.
struct Chosen {
  BusinessCalendar calendar;
  std::vector<BucketFamily> families;
};

std::optional<EntityRef> subject(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return EntityRef{"staff", text};
  return EntityRef{text.substr(0, colon), text.substr(colon + 1)};
}

Chosen choose(const Options& options) {
  if (!options.book.empty()) {
    const Book book = open_book(options.book, true);
    const std::optional<Policy> policy = book.policy();
    BusinessCalendar calendar = book.calendar(subject(options.of));
    return {std::move(calendar), policy->bucket_families()};
  }
  if (!options.policy.empty()) {
    const Policy policy = Policy::load_file(options.policy);
    const auto of = subject(options.of);
    return {of ? policy.calendar(*of) : policy.calendar(), policy.bucket_families()};
  }
  if (!options.of.empty()) throw UsageError{"--of needs the calendar of a --policy or --book"};
  CalendarSource source;
  source.zone = options.zone;
  if (options.use != "none") {
    source.data = find_calendar_data(options.use);
    if (source.data == nullptr) {
      const std::string nearest = nearest_name(options.use, shipped_calendars());
      throw UsageError{"--use: there is no calendar " + options.use +
                       (nearest.empty() ? "" : "; did you mean " + nearest + '?')};
    }
  }
  std::vector<BucketFamily> families;
  for (const std::string& name : BucketFamily::built_in_names())
    families.push_back(*BucketFamily::built_in(name));
  return {BusinessCalendar::build(source), std::move(families)};
}

std::string kind_text(DayStatus::Kind kind) {
  switch (kind) {
    case DayStatus::Kind::weekly_open:
      return "working day";
    case DayStatus::Kind::weekly_closed:
      return "closed";
    case DayStatus::Kind::holiday:
      return "holiday";
    case DayStatus::Kind::make_up:
      return "make-up day";
    case DayStatus::Kind::overlay_open:
      return "open by exception";
    case DayStatus::Kind::overlay_closed:
      return "closed by exception";
  }
  return {};
}

std::string hours_text(const std::vector<OpenHours>& hours) {
  std::string text;
  for (const OpenHours& part : hours) text += (text.empty() ? "" : " ") + part.to_text();
  return text;
}

void list_days(const Chosen& chosen, Date first, Date last, Format format) {
  const BusinessCalendar& calendar = chosen.calendar;
  const std::vector<Column> columns{{"date", "date"}, {"weekday", "weekday"},
                                    {"day", "day"},   {"hours", "hours"},
                                    {"name", "name"}, {"provisional", "provisional"}};
  std::vector<std::vector<std::string>> rows;
  std::int64_t open_days = 0;
  for (std::int64_t day = first.to_days(); day <= last.to_days(); ++day) {
    const Date date = Date::from_days(day);
    const DayStatus status = calendar.day(date);
    if (status.open) ++open_days;
    rows.push_back({date.to_text(), std::string(weekday_name(date.weekday())), kind_text(status.kind),
                    hours_text(calendar.hours(date)), std::string(status.name),
                    status.provisional ? "provisional" : ""});
  }
  print(rendered(format, columns, rows));
  if (format != Format::table) return;
  std::string sum = std::to_string(open_days) + (open_days == 1 ? " working day" : " working days");
  if (!calendar.version().empty()) sum += ", " + calendar.version();
  print_line(sum);
}

void list_buckets(const Chosen& chosen, Date date, Format format) {
  const std::vector<Column> columns{
      {"bucket", "bucket"}, {"id", "id"}, {"first", "first day"}, {"last", "last day"}};
  std::vector<std::vector<std::string>> rows;
  for (const BucketFamily& family : chosen.families) {
    const std::optional<Bucket> bucket = family.at(date, chosen.calendar);
    if (bucket) {
      rows.push_back({family.name(), bucket->id, bucket->first.to_text(), bucket->last.to_text()});
    } else {
      rows.push_back({family.name(), "", "", ""});
    }
  }
  print(rendered(format, columns, rows));
}

/// A date, or a date and time.
PointInTime point(const std::string& text, const TimeZone& zone, const std::string& option) {
  if (const std::optional<Date> date = Date::parse(text); date && date->year >= 1400 && date->year <= 9999)
    return PointInTime::of(*date);
  return PointInTime::of(moment(text, zone, option));
}

std::string text_of(const PointInTime& point, const BusinessCalendar& calendar) {
  const Date date = point.is_date ? point.date : calendar.zone().date_of(point.instant);
  std::string text = point.is_date ? date.to_text() : local_text(point.instant, calendar.zone());
  return text + (calendar.provisional(date) ? "  provisional" : "");
}

int run(const Options& options) {
  if (!options.policy.empty() && !options.book.empty()) throw UsageError{"either --policy or --book"};
  const Chosen chosen = choose(options);
  const BusinessCalendar& calendar = chosen.calendar;
  PointInTime when = point(options.when, calendar.zone(), "WHEN");
  const bool moves = !options.add.empty() || !options.roll.empty();
  if (moves + options.buckets + !options.to.empty() > 1)
    throw UsageError{"a list of days (TO), --buckets, and --add with --roll are different questions"};
  if (moves) {
    if (!options.add.empty()) when = add_span(when, Span::read(options.add), calendar);
    if (!options.roll.empty()) {
      const auto roll = static_cast<Roll>(std::find(roll_names.begin(), roll_names.end(), options.roll) -
                                          roll_names.begin());
      const Date date = when.is_date ? when.date : calendar.zone().date_of(when.instant);
      when = PointInTime::of(calendar.roll(date, roll));
    }
    print_line(text_of(when, calendar));
    return exit_ok;
  }
  const Date first = when.is_date ? when.date : calendar.zone().date_of(when.instant);
  if (options.buckets) {
    list_buckets(chosen, first, format_of(options.format));
    return exit_ok;
  }
  Date last = first;
  if (!options.to.empty()) {
    const PointInTime end = point(options.to, calendar.zone(), "TO");
    last = end.is_date ? end.date : calendar.zone().date_of(end.instant);
    if (last < first) throw UsageError{"TO: " + options.to + " lies before " + options.when};
    if (last.to_days() - first.to_days() > days_max) throw UsageError{"a list has at most 100 years"};
  }
  list_days(chosen, first, last, format_of(options.format));
  return exit_ok;
}

}  // namespace

void add_calendar(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("calendar", "Working days and hours, where spans lead, and the buckets of a date");
  command->add_option("WHEN", options->when, "a date, or a date and time")->required()->check(not_empty());
  command->add_option("TO", options->to, "last day of the list; default: WHEN alone")->check(not_empty());
  command->add_option("--policy,-p", options->policy, "the calendar, zone and buckets of this policy")
      ->type_name("FILE");
  command->add_option("--book,-b", options->book, "those of the policy in force in this book, amended")
      ->type_name("FILE");
  command
      ->add_option("--of", options->of,
                   "the calendar of this person (s7) or other subject (unit:sales); rosters need --book")
      ->type_name("KEY")
      ->check(not_empty());
  command->add_option("--use", options->use, "without policy and book: a shipped data set, or none")
      ->capture_default_str();
  command->add_option("--zone", options->zone, "without policy and book: the zone")->capture_default_str();
  command
      ->add_option("--add", options->add,
                   "where this span leads from WHEN: \"3 working days\", \"2 working hours\", \"-1 months\"")
      ->type_name("SPAN")
      ->check(not_empty());
  command
      ->add_option("--roll", options->roll,
                   "move a closed day: none, following, preceding or nearest; after --add")
      ->check(CLI::IsMember(roll_names));
  command->add_flag("--buckets", options->buckets, "the buckets that hold WHEN");
  command->add_option("--format", options->format, "table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->capture_default_str();
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
