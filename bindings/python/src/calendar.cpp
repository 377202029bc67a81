// Calendars of working days and hours.
#include "huifang/calendar.hpp"

#include <pybind11/operators.h>
#include <pybind11/stl.h>

#include <algorithm>

#include "convert.hpp"
#include "errors.hpp"
#include "module.hpp"

namespace huifang::python {
namespace {

[[noreturn]] void refuse_name(const char* what, const std::string& found,
                              const std::vector<std::string>& known) {
  Diagnostic diagnostic;
  diagnostic.code = codes::unknown_name;
  diagnostic.message = std::string("no such ") + what;
  diagnostic.found = found.substr(0, 80);
  for (const std::string& name : known)
    diagnostic.expected += (diagnostic.expected.empty() ? "" : ", ") + name;
  diagnostic.suggestion = nearest_name(found, known);
  throw Error(ErrorKind::argument, {diagnostic});
}

const std::vector<std::string> rolls = {"none", "following", "preceding", "nearest"};

Roll roll_of(const std::string& name) {
  const auto found = std::find(rolls.begin(), rolls.end(), name);
  if (found == rolls.end()) refuse_name("roll", name, rolls);
  return static_cast<Roll>(found - rolls.begin());
}

const char* name_of(DayStatus::Kind kind) {
  switch (kind) {
    case DayStatus::Kind::weekly_open:
      return "weekly open";
    case DayStatus::Kind::weekly_closed:
      return "weekly closed";
    case DayStatus::Kind::holiday:
      return "holiday";
    case DayStatus::Kind::make_up:
      return "make-up";
    case DayStatus::Kind::overlay_open:
      return "open";
    case DayStatus::Kind::overlay_closed:
      break;
  }
  return "closed";
}

/// A day's status that owns its name.
struct Day {
  DayStatus status;
  std::string name;
};

using Hours = std::map<std::string, std::vector<std::string>>;

std::vector<std::vector<OpenHours>> weekly_of(const Hours& hours) {
  std::vector<std::vector<OpenHours>> weekly;
  if (hours.empty()) return weekly;
  weekly.resize(7);
  for (const auto& [days, texts] : hours) {
    for (const int weekday : read_weekdays(days)) {
      auto& of_day = weekly[static_cast<std::size_t>(weekday - 1)];
      for (const std::string& text : texts) of_day.push_back(OpenHours::read(text));
      std::sort(of_day.begin(), of_day.end());
    }
  }
  return weekly;
}

std::vector<DayOverride> overlay_of(const py::iterable& closed, const py::iterable& open) {
  std::vector<DayOverride> overlay;
  for (const py::handle date : closed) overlay.push_back({to_date(date, "closed"), false, {}, {}});
  for (const py::handle date : open) overlay.push_back({to_date(date, "open"), true, {}, {}});
  return overlay;
}

BusinessCalendar make(const std::string& name, const std::string& zone, const Hours& hours,
                      const py::iterable& closed, const py::iterable& open, std::int32_t horizon_days) {
  CalendarSource source;
  source.zone = zone;
  if (!name.empty()) {
    source.data = find_calendar_data(name);
    if (source.data == nullptr) refuse_name("calendar", name, shipped_calendars());
  }
  source.weekly = weekly_of(hours);
  source.overlay = overlay_of(closed, open);
  source.horizon_days = horizon_days;
  return BusinessCalendar::build(source);
}

py::object due(const BusinessCalendar& calendar, const py::object& start, const std::string& span) {
  const std::optional<Span> parsed = Span::parse(span);
  if (!parsed) {
    Diagnostic diagnostic;
    diagnostic.code = codes::time_text;
    diagnostic.message = "this is no span of time";
    diagnostic.found = span.substr(0, 80);
    diagnostic.expected = "a number and a unit, as 3 days, 2 working days, 24 hours";
    throw Error(ErrorKind::syntax, {diagnostic});
  }
  const PointInTime from = PointInTime::of(to_instant(start, &calendar.zone(), "start"));
  return to_datetime(due_of(add_span(from, *parsed, calendar), calendar), calendar.zone());
}

std::optional<Bucket> bucket(const BusinessCalendar& calendar, const std::string& family,
                             const py::object& date) {
  const std::optional<BucketFamily> buckets = BucketFamily::built_in(family);
  if (!buckets) refuse_name("family of buckets", family, BucketFamily::built_in_names());
  return buckets->at(to_date(date, "date"), calendar);
}

void bind_day(py::module_& module) {
  py::class_<Day>(module, "Day", "Why a day is open or closed. Immutable.", py::is_final())
      .def_property_readonly("open", [](const Day& d) { return d.status.open; })
      .def_property_readonly("kind", [](const Day& d) { return name_of(d.status.kind); })
      .def_property_readonly("provisional", [](const Day& d) { return d.status.provisional; })
      .def_readonly("name", &Day::name)
      .def("__repr__", [](const Day& d) {
        return std::string("<Day ") + name_of(d.status.kind) + (d.name.empty() ? "" : " " + d.name) + ">";
      });
  py::class_<Bucket>(module, "Bucket", "A calendar period in which something is owed once. Immutable.",
                     py::is_final())
      .def_readonly("id", &Bucket::id)
      .def_property_readonly("first", [](const Bucket& b) { return to_python(b.first); })
      .def_property_readonly("last", [](const Bucket& b) { return to_python(b.last); })
      .def(
          "__eq__", [](const Bucket& a, const Bucket& b) { return a == b; }, py::is_operator())
      .def("__hash__", [](const Bucket& b) { return py::hash(py::str(b.id)); })
      .def("__repr__", [](const Bucket& b) { return "<Bucket " + b.id + ">"; });
}

}  // namespace

void bind_calendar(py::module_& module) {
  bind_day(module);
  using C = BusinessCalendar;
  py::class_<C>(module, "Calendar",
                "Working days and hours. Immutable; one object may serve any number of threads.",
                py::is_final())
      .def(py::init(&make), py::arg("name"), py::arg("zone"), py::kw_only(), py::arg("hours") = Hours{},
           py::arg("closed") = py::tuple(), py::arg("open") = py::tuple(), py::arg("horizon_days") = 3660)
      .def_property_readonly("zone", [](const C& c) { return c.zone().name(); })
      .def_property_readonly("version", &C::version)
      .def(
          "day",
          [](const C& c, const py::object& date) {
            const DayStatus status = c.day(to_date(date, "date"));
            return Day{status, std::string(status.name)};
          },
          py::arg("date"))
      .def(
          "hours",
          [](const C& c, const py::object& date) {
            py::list hours;
            for (const OpenHours& part : c.hours(to_date(date, "date"))) hours.append(part.to_text());
            return py::tuple(hours);
          },
          py::arg("date"))
      .def(
          "is_working_day",
          [](const C& c, const py::object& date) { return c.is_open(to_date(date, "date")); },
          py::arg("date"))
      .def(
          "is_open",
          [](const C& c, const py::object& at) { return c.is_open_at(to_instant(at, &c.zone(), "at")); },
          py::arg("at"))
      .def(
          "add_working_days",
          [](const C& c, const py::object& date, std::int64_t n) {
            return to_python(c.add_working_days(to_date(date, "date"), n));
          },
          py::arg("date"), py::arg("n"))
      .def(
          "roll",
          [](const C& c, const py::object& date, const std::string& roll) {
            return to_python(c.roll(to_date(date, "date"), roll_of(roll)));
          },
          py::arg("date"), py::arg("roll"))
      .def(
          "working_days_between",
          [](const C& c, const py::object& first, const py::object& last) {
            return c.working_days_between(to_date(first, "first"), to_date(last, "last"));
          },
          py::arg("first"), py::arg("last"))
      .def(
          "add_working_time",
          [](const C& c, const py::object& start, const py::object& amount) {
            const Instant from = to_instant(start, &c.zone(), "start");
            return to_datetime(c.add_working_time(from, to_microseconds(amount, "amount")), c.zone());
          },
          py::arg("start"), py::arg("amount"))
      .def(
          "working_time_between",
          [](const C& c, const py::object& start, const py::object& end) {
            return to_timedelta(c.working_time_between(to_instant(start, &c.zone(), "start"),
                                                       to_instant(end, &c.zone(), "end")));
          },
          py::arg("start"), py::arg("end"))
      .def("due", &due, py::arg("start"), py::arg("span"))
      .def("bucket", &bucket, py::arg("family"), py::arg("date"))
      .def("__repr__", [](const C& c) {
        return "<Calendar " + (c.version().empty() ? std::string("weekly") : c.version()) + " " +
               c.zone().name() + ">";
      });
}

}  // namespace huifang::python
