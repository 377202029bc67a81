#include "convert.hpp"

#include <datetime.h>

#include "python_types.hpp"

namespace huifang::python {
namespace {

constexpr int nesting_max = 200;  // lists and mappings inside one another; a cycle ends here

Value value_at(py::handle object, int depth);

/// Significant digits of a number's text; the exponent does not count.
std::size_t significant_digits(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c == 'e' || c == 'E') break;
    if (c >= '0' && c <= '9' && !(digits.empty() && c == '0')) digits += c;
  }
  while (!digits.empty() && digits.back() == '0') digits.pop_back();
  return digits.size();
}

Decimal to_decimal(py::handle object) {
  const auto text = py::str(object).cast<std::string>();
  const std::optional<Decimal> number = Decimal::parse(text);
  if (!number || significant_digits(text) > 34 || (number->is_zero() && significant_digits(text) > 0)) {
    throw py::value_error(
        "a number of huifang has up to 34 significant digits and an exponent of decimal128, not " +
        text.substr(0, 80));
  }
  return *number;
}

Value from_int(py::handle object) {
  int overflow = 0;
  const long long small = PyLong_AsLongLongAndOverflow(object.ptr(), &overflow);
  if (overflow == 0) {
    if (small == -1 && PyErr_Occurred() != nullptr) throw py::error_already_set();
    return Value::of(Decimal(static_cast<std::int64_t>(small)));
  }
  return Value::of(to_decimal(object));
}

Value from_decimal(py::handle object) {
  if (!object.attr("is_finite")().cast<bool>())
    throw py::value_error("a number of huifang is never NaN or infinite");
  return Value::of(to_decimal(object));
}

Date date_parts(PyObject* date) {
  return {PyDateTime_GET_YEAR(date), static_cast<std::uint8_t>(PyDateTime_GET_MONTH(date)),
          static_cast<std::uint8_t>(PyDateTime_GET_DAY(date))};
}

constexpr std::int64_t ns_per_us = 1000;
constexpr std::int64_t ns_per_second = 1'000'000'000;

std::int64_t ns_of_day(int hour, int minute, int second, int us) {
  return ((hour * 60 + minute) * 60 + second) * ns_per_second + us * ns_per_us;
}

/// The zone of a time or datetime; a name only where the name alone says the same.
std::optional<ZoneSpec> zone_of(py::handle object, int fold) {
  const py::object tzinfo = object.attr("tzinfo");
  if (tzinfo.is_none()) return std::nullopt;
  const py::object key = py::getattr(tzinfo, "key", py::none());
  if (fold == 0 && py::isinstance<py::str>(key)) return ZoneSpec{key.cast<std::string>(), std::nullopt};
  const py::object offset = object.attr("utcoffset")();
  if (offset.is_none()) return std::nullopt;
  const std::int64_t us = to_microseconds(offset, "utcoffset()");
  if (us % us_per_second != 0) throw py::value_error("an offset with fractions of a second cannot be kept");
  return ZoneSpec{{}, static_cast<std::int32_t>(us / us_per_second)};
}

Value from_datetime(py::handle object) {
  PyObject* o = object.ptr();
  DateTime result;
  result.date = date_parts(o);
  result.time.ns_of_day = ns_of_day(PyDateTime_DATE_GET_HOUR(o), PyDateTime_DATE_GET_MINUTE(o),
                                    PyDateTime_DATE_GET_SECOND(o), PyDateTime_DATE_GET_MICROSECOND(o));
  result.time.zone = zone_of(object, PyDateTime_DATE_GET_FOLD(o));
  return Value::of(std::move(result));
}

Value from_time(py::handle object) {
  PyObject* o = object.ptr();
  Time result;
  result.ns_of_day = ns_of_day(PyDateTime_TIME_GET_HOUR(o), PyDateTime_TIME_GET_MINUTE(o),
                               PyDateTime_TIME_GET_SECOND(o), PyDateTime_TIME_GET_MICROSECOND(o));
  result.zone = zone_of(object, PyDateTime_TIME_GET_FOLD(o));
  return Value::of(std::move(result));
}

Value from_timedelta(py::handle object) {
  PyObject* o = object.ptr();
  std::int64_t seconds =
      std::int64_t{PyDateTime_DELTA_GET_DAYS(o)} * 86'400 + PyDateTime_DELTA_GET_SECONDS(o);
  std::int32_t ns = PyDateTime_DELTA_GET_MICROSECONDS(o) * static_cast<std::int32_t>(ns_per_us);
  if (seconds < 0 && ns > 0) {  // both parts share the sign
    seconds += 1;
    ns -= static_cast<std::int32_t>(ns_per_second);
  }
  return Value::of(DaysDuration{seconds, ns});
}

Value from_sequence(py::handle object, int depth) {
  std::vector<Value> items;
  for (const py::handle item : py::reinterpret_borrow<py::sequence>(object))
    items.push_back(value_at(item, depth));
  return Value::of(std::move(items));
}

Value from_mapping(py::handle object, int depth) {
  Context context;
  for (const py::handle name : object) {
    if (!py::isinstance<py::str>(name)) refuse_type("a context's name", "str", name);
    context.entries.emplace_back(name.cast<std::string>(),
                                 value_at(object[py::reinterpret_borrow<py::object>(name)], depth));
  }
  return Value::of(std::move(context));
}

Value from_range(py::handle object, int depth) {
  Range range;
  range.low = value_at(object.attr("low"), depth);
  range.high = value_at(object.attr("high"), depth);
  range.low_closed = object.attr("low_closed").cast<bool>();
  range.high_closed = object.attr("high_closed").cast<bool>();
  return Value::of(std::move(range));
}

Value value_at(py::handle object, int depth) {
  if (depth > nesting_max)
    throw py::value_error("lists and mappings are nested too deeply, or hold themselves");
  PyObject* o = object.ptr();
  const Types& types = Types::get();
  if (object.is_none()) return {};
  if (PyBool_Check(o)) return Value::of(o == Py_True);
  if (PyLong_Check(o)) return from_int(object);
  if (PyUnicode_Check(o)) return Value::of(object.cast<std::string>());
  if (py::isinstance(object, types.decimal)) return from_decimal(object);
  if (PyFloat_Check(o)) {
    throw py::type_error("a float is not exact: give decimal.Decimal, for example Decimal(\"" +
                         py::str(object).cast<std::string>() + "\")");
  }
  if (PyDateTime_Check(o)) return from_datetime(object);
  if (PyDate_Check(o)) return Value::of(date_parts(o));
  if (PyTime_Check(o)) return from_time(object);
  if (PyDelta_Check(o)) return from_timedelta(object);
  if (py::isinstance(object, types.months))
    return Value::of(MonthsDuration{object.attr("months").cast<std::int64_t>()});
  if (py::isinstance(object, types.ref)) return Value::of(to_reference(object, nullptr, "Ref"));
  if (py::isinstance(object, types.range)) return from_range(object, depth + 1);
  if (py::isinstance(object, types.mapping)) return from_mapping(object, depth + 1);
  if (!PyBytes_Check(o) && PySequence_Check(o) != 0) return from_sequence(object, depth + 1);
  refuse_type("the value", "None, bool, int, Decimal, str, a date or time, a list or a mapping", object);
}

// ------------------------------------------------------------------------------------------ values to Python

py::object stolen(PyObject* object) {
  if (object == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(object);
}

py::object fixed_zone(std::int32_t offset_s) {
  if (offset_s == 0) return Types::get().utc;
  return Types::get().timezone(to_timedelta(offset_s * us_per_second));
}

py::object tzinfo_of(const std::optional<ZoneSpec>& zone) {
  if (!zone) return py::none();
  if (zone->offset_s) return fixed_zone(*zone->offset_s);
  return Types::get().zone_info(zone->name);
}

struct Clock {
  int hour, minute, second, us;
};

Clock clock_of(std::int64_t ns_of_day) {
  if (ns_of_day % ns_per_us != 0) throw py::value_error("Python's times have no nanoseconds");
  const std::int64_t us = ns_of_day / ns_per_us;
  const auto seconds = static_cast<int>(us / us_per_second);
  return {seconds / 3600, seconds / 60 % 60, seconds % 60, static_cast<int>(us % us_per_second)};
}

py::object to_python(const Time& time) {
  const Clock c = clock_of(time.ns_of_day);
  const py::object zone = tzinfo_of(time.zone);
  return stolen(
      PyDateTimeAPI->Time_FromTime(c.hour, c.minute, c.second, c.us, zone.ptr(), PyDateTimeAPI->TimeType));
}

void check_year(std::int32_t year) {
  if (year < 1 || year > 9999) throw py::value_error("Python's dates have the years 1 to 9999");
}

py::object to_python(const DateTime& moment) {
  check_year(moment.date.year);
  const Clock c = clock_of(moment.time.ns_of_day);
  const py::object zone = tzinfo_of(moment.time.zone);
  return stolen(PyDateTimeAPI->DateTime_FromDateAndTime(moment.date.year, moment.date.month, moment.date.day,
                                                        c.hour, c.minute, c.second, c.us, zone.ptr(),
                                                        PyDateTimeAPI->DateTimeType));
}

py::object to_python(const DaysDuration& duration) {
  if (duration.ns % ns_per_us != 0) throw py::value_error("Python's timedelta has no nanoseconds");
  constexpr std::int64_t day_s = 86'400;
  const std::int64_t days = duration.seconds / day_s;
  if (days < -999'999'999 || days > 999'999'999)
    throw py::value_error("Python's timedelta has up to 999999999 days");
  return stolen(PyDelta_FromDSU(static_cast<int>(days), static_cast<int>(duration.seconds % day_s),
                                static_cast<int>(duration.ns / ns_per_us)));
}

py::object to_python(const Context& context) {
  py::dict result;
  for (const auto& [name, value] : context.entries) result[py::str(name)] = python::to_python(value);
  return result;
}

py::object to_python(const std::vector<Value>& list) {
  py::list result(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) result[i] = python::to_python(list[i]);
  return result;
}

}  // namespace

void initialize_conversions() {
  PyDateTime_IMPORT;
  if (PyDateTimeAPI == nullptr) throw py::error_already_set();
  Types::initialize();
}

Value to_value(py::handle object) { return value_at(object, 0); }

py::object to_python(const EntityRef& reference) { return Types::get().ref(reference.entity, reference.key); }

py::object to_python(const Date& date) {
  check_year(date.year);
  return stolen(PyDate_FromDate(date.year, date.month, date.day));
}

py::object to_python(const Value& value) {
  const Types& types = Types::get();
  switch (value.kind()) {
    case Value::Kind::null:
      return py::none();
    case Value::Kind::boolean:
      return py::bool_(value.boolean());
    case Value::Kind::number:
      return types.decimal(value.number().to_text());
    case Value::Kind::string:
      return py::str(value.string());
    case Value::Kind::date:
      return to_python(value.date());
    case Value::Kind::time:
      return to_python(value.time());
    case Value::Kind::date_time:
      return to_python(value.date_time());
    case Value::Kind::days_duration:
      return to_python(value.days_duration());
    case Value::Kind::months_duration:
      return types.months(value.months_duration().months);
    case Value::Kind::list:
      return to_python(value.list());
    case Value::Kind::context:
      return to_python(value.context());
    case Value::Kind::range: {
      const Range& range = value.range();
      return types.range(to_python(range.low), to_python(range.high), range.low_closed, range.high_closed);
    }
    case Value::Kind::entity:
      return to_python(value.entity());
    case Value::Kind::function:
      break;
  }
  throw py::value_error("a function of FEEL has no Python value");
}

Instant to_instant(py::handle object, const TimeZone* zone, const char* name) {
  PyObject* o = object.ptr();
  if (PyLong_Check(o) && !PyBool_Check(o)) {
    const Instant result{object.cast<std::int64_t>()};
    check_instant(result, name);
    return result;
  }
  if (PyDateTime_Check(o)) {
    const py::object offset = object.attr("utcoffset")();
    if (offset.is_none()) {
      throw py::value_error(std::string(name) + ": a datetime without tzinfo is no moment; give it its zone");
    }
    const std::int64_t us_of_day =
        ns_of_day(PyDateTime_DATE_GET_HOUR(o), PyDateTime_DATE_GET_MINUTE(o), PyDateTime_DATE_GET_SECOND(o),
                  PyDateTime_DATE_GET_MICROSECOND(o)) /
        ns_per_us;
    const Instant result{date_parts(o).to_days() * us_per_day + us_of_day - to_microseconds(offset, name)};
    check_instant(result, name);
    return result;
  }
  if (PyUnicode_Check(o)) return instant_of_text(object.cast<std::string>(), zone, name);
  refuse_type(name, "an int of microseconds, an aware datetime, or ISO 8601 text", object);
}

py::object to_datetime(Instant instant, const TimeZone& zone) {
  const LocalTime utc = utc_parts(instant);
  const Clock c = clock_of(utc.us_of_day * ns_per_us);
  py::object result = stolen(PyDateTimeAPI->DateTime_FromDateAndTime(
      utc.date.year, utc.date.month, utc.date.day, c.hour, c.minute, c.second, c.us, Types::get().utc.ptr(),
      PyDateTimeAPI->DateTimeType));
  const std::string& name = zone.name();
  if (name == "UTC") return result;
  const bool fixed = name.front() == '+' || name.front() == '-';
  return result.attr("astimezone")(fixed ? fixed_zone(zone.offset_s(instant)) : Types::get().zone_info(name));
}

py::object to_datetime(const std::optional<Instant>& instant, const TimeZone& zone) {
  return instant ? to_datetime(*instant, zone) : py::none();
}

py::object to_microseconds(const std::optional<Instant>& instant) {
  return instant ? py::object(py::int_(instant->utc_us)) : py::none();
}

Date to_date(py::handle object, const char* name) {
  if (!PyDate_Check(object.ptr()) || PyDateTime_Check(object.ptr()))
    refuse_type(name, "datetime.date", object);
  return date_parts(object.ptr());
}

std::int64_t to_microseconds(py::handle timedelta, const char* name) {
  PyObject* o = timedelta.ptr();
  if (!PyDelta_Check(o)) refuse_type(name, "datetime.timedelta", timedelta);
  constexpr std::int64_t days_max = INT64_MAX / us_per_day - 1;
  const std::int64_t days = PyDateTime_DELTA_GET_DAYS(o);
  if (days < -days_max || days > days_max) throw py::value_error(std::string(name) + " is too long");
  return days * us_per_day + PyDateTime_DELTA_GET_SECONDS(o) * us_per_second +
         PyDateTime_DELTA_GET_MICROSECONDS(o);
}

py::object to_timedelta(std::int64_t us) {
  const std::int64_t days = us / us_per_day;
  const std::int64_t rest = us % us_per_day;
  return stolen(PyDelta_FromDSU(static_cast<int>(days), static_cast<int>(rest / us_per_second),
                                static_cast<int>(rest % us_per_second)));
}

EntityRef to_reference(py::handle object, const char* default_entity, const char* name) {
  if (py::isinstance(object, Types::get().ref)) {
    return {object.attr("entity").cast<std::string>(), object.attr("key").cast<std::string>()};
  }
  if (default_entity != nullptr && py::isinstance<py::str>(object))
    return {default_entity, object.cast<std::string>()};
  if (py::isinstance<py::tuple>(object) && py::len(object) == 2) {
    const auto pair = py::reinterpret_borrow<py::tuple>(object);
    if (py::isinstance<py::str>(pair[0]) && py::isinstance<py::str>(pair[1])) {
      return {pair[0].cast<std::string>(), pair[1].cast<std::string>()};
    }
  }
  refuse_type(name, default_entity == nullptr ? "Ref or (entity, key)" : "Ref, (entity, key) or a key",
              object);
}

}  // namespace huifang::python
