#pragma once
/// Typed values: what facts, events, parameters and FEEL expressions are made of.
///
/// All types here are values: they hold no clock, no zone database and no policy. Copy and share them freely
/// between threads. Numbers are exact decimals; binary floating point is never used.

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace huifang {

/// A moment. Microseconds since 1970-01-01T00:00:00Z (no leap seconds). Years 1400 to 9999 in policies and
/// books.
struct Instant {
  std::int64_t utc_us = 0;
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

/// Exact decimal of up to 34 significant digits, IEEE 754-2008 decimal128 arithmetic, rounding half-even.
/// Never NaN or infinite: an operation that would be is an error of the operation.
/// Small coefficients (int64) take a fast path; results are the same.
class Decimal {
 public:
  constexpr Decimal() = default;  ///< 0
  Decimal(std::int64_t integer);  // NOLINT: implicit on purpose, exact
  /// coefficient × 10^-scale, e.g. (1999, 2) is 19.99. Precondition: scale in [-6111, 6176].
  static Decimal scaled(std::int64_t coefficient, int scale);
  /// Reads `-12.50`, `.5`, `1e3`. Digits beyond 34 are rounded half-even. nullopt when the text is no number
  /// or out of range (exponent beyond decimal128).
  static std::optional<Decimal> parse(std::string_view text);

  /// Shortest plain or scientific text that reads back equal; no locale. Trailing zeros are dropped: 12.50 is
  /// "12.5".
  std::string to_text() const;
  /// The value as int64 when it is an integer in range.
  std::optional<std::int64_t> to_int64() const;
  /// value × 10^scale when that is an integer in range of int64 (e.g. cents with scale 2).
  std::optional<std::int64_t> to_scaled(int scale) const;
  bool is_integer() const;
  bool is_zero() const;
  int sign() const;          ///< -1, 0, 1
  std::size_t hash() const;  ///< Equal values (1.0 and 1) have equal hashes. The same on every machine.

  /// nullopt: overflow beyond decimal128, or division by zero.
  static std::optional<Decimal> add(const Decimal& a, const Decimal& b);
  static std::optional<Decimal> subtract(const Decimal& a, const Decimal& b);
  static std::optional<Decimal> multiply(const Decimal& a, const Decimal& b);
  static std::optional<Decimal> divide(const Decimal& a, const Decimal& b);
  Decimal negated() const;

  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b);

 private:
  friend struct DecimalAccess;  ///< src/value: access for the wide implementation
  std::uint64_t low_ = 0;       ///< fast form: coefficient; wide form: low half of the BID128 encoding
  std::uint64_t high_ = 0;      ///< wide form: high half of the BID128 encoding
  std::int16_t scale_ = 0;      ///< fast form: decimal places, [0, 18]
  bool wide_ = false;
};

/// A civil date. Years -999,999,999 to 999,999,999 (FEEL); calendars accept 1400 to 9999. Always a valid date
/// when made by make() or from_days(). Month 1-12, day 1-31.
struct Date {
  std::int32_t year = 1970;
  std::uint8_t month = 1;
  std::uint8_t day = 1;
  /// nullopt when there is no such date, e.g. 2023-02-29.
  static std::optional<Date> make(std::int64_t year, int month, int day);
  /// Days since 1970-01-01 (proleptic Gregorian).
  static Date from_days(std::int64_t days);
  std::int64_t to_days() const;
  /// ISO 8601 calendar date "2024-03-01"; years outside 0..9999 as XML Schema writes them.
  std::string to_text() const;
  static std::optional<Date> parse(std::string_view text);
  int weekday() const;  ///< 1 = Monday … 7 = Sunday (ISO 8601)
  friend auto operator<=>(const Date&, const Date&) = default;
};

/// Offset or named zone of a FEEL time. `name` is an IANA id or empty; offset in seconds east of UTC.
struct ZoneSpec {
  std::string name;
  std::optional<std::int32_t> offset_s;
  friend bool operator==(const ZoneSpec&, const ZoneSpec&) = default;
};

/// FEEL time of day, with nanoseconds and an optional zone (absent = local).
struct Time {
  std::int64_t ns_of_day = 0;  ///< [0, 86400e9)
  std::optional<ZoneSpec> zone;
  /// "10:05:00", "10:05:00.25+08:00", "10:05:00Z", "10:05:00@Asia/Shanghai". Fractions without trailing
  /// zeros.
  std::string to_text() const;
  /// Reads the same; 24:00:00 is 00:00:00. Zone names are taken as they stand, not looked up.
  static std::optional<Time> parse(std::string_view text);
  friend bool operator==(const Time&, const Time&) = default;
};

/// FEEL date and time. Without zone it is local.
struct DateTime {
  Date date;
  Time time;
  /// "2024-03-01T10:05:00+08:00": date, "T", time.
  std::string to_text() const;
  /// Reads the same; a bare date and 24:00:00 (the next day's midnight) are accepted. Zone names are not
  /// looked up.
  static std::optional<DateTime> parse(std::string_view text);
  friend bool operator==(const DateTime&, const DateTime&) = default;
};

/// FEEL days-and-time duration, nanoseconds exact: seconds and ns share the sign.
struct DaysDuration {
  std::int64_t seconds = 0;
  std::int32_t ns = 0;
  /// ISO 8601 with days, hours, minutes, seconds: "P1DT2H", "-PT0.5S", "PT0S".
  std::string to_text() const;
  static std::optional<DaysDuration> parse(std::string_view text);
  friend auto operator<=>(const DaysDuration&, const DaysDuration&) = default;
};

/// FEEL years-and-months duration, in months.
struct MonthsDuration {
  std::int64_t months = 0;
  /// ISO 8601 with years and months: "P1Y2M", "-P3M", "P0M".
  std::string to_text() const;
  static std::optional<MonthsDuration> parse(std::string_view text);
  friend auto operator<=>(const MonthsDuration&, const MonthsDuration&) = default;
};

/// A subject as a value: "customer c12". `entity` is the declared entity's name.
struct EntityRef {
  std::string entity;
  std::string key;
  friend auto operator<=>(const EntityRef&, const EntityRef&) = default;
};

class Value;
struct Range;
struct Context;
struct Function;

/// Any value. null, boolean, number, string, date, time, date and time, both durations, list, context, range,
/// function, and a reference to a subject. Cheap to copy: compound parts are shared and immutable.
class Value {
 public:
  enum class Kind : std::uint8_t {
    null,
    boolean,
    number,
    string,
    date,
    time,
    date_time,
    days_duration,
    months_duration,
    list,
    context,
    range,
    function,
    entity
  };
  Value() noexcept {}  ///< null
  Value(const Value& other) noexcept;
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other) noexcept;
  Value& operator=(Value&& other) noexcept;
  ~Value() {
    if (shared()) release();
  }
  static Value of(bool boolean);
  static Value of(Decimal number);
  static Value of(std::string string);
  static Value of(std::string_view string) { return of(std::string(string)); }
  static Value of(const char* string) { return of(std::string(string)); }
  static Value of(Date date);
  static Value of(Time time);
  static Value of(DateTime date_time);
  static Value of(DaysDuration duration);
  static Value of(MonthsDuration duration);
  static Value of(EntityRef reference);
  static Value of(std::vector<Value> list);
  static Value of(Context context);
  static Value of(Range range);
  static Value of(std::shared_ptr<const Function> function);

  Kind kind() const noexcept { return kind_; }
  bool is_null() const noexcept { return kind_ == Kind::null; }

  // Accessors: precondition kind() matches (checked by assert in debug builds).
  bool boolean() const { return bits_ != 0; }
  const Decimal& number() const { return number_; }
  const std::string& string() const;
  Date date() const { return date_; }
  const Time& time() const;
  const DateTime& date_time() const;
  DaysDuration days_duration() const { return days_; }
  MonthsDuration months_duration() const { return MonthsDuration{bits_}; }
  const EntityRef& entity() const;
  const std::vector<Value>& list() const;
  const Context& context() const;
  const Range& range() const;
  const std::shared_ptr<const Function>& function() const;

  /// Deep equality of kind and content; numbers by value. (FEEL's three-valued `=` lives in feel.)
  friend bool operator==(const Value& a, const Value& b);
  /// A total order for sorting and canonical output: by kind, then content. Not FEEL's `<`.
  static std::strong_ordering order(const Value& a, const Value& b);
  /// FEEL literal text: 12.5, "abc", @"2024-03-01", [1, 2], {a: 1}. For explanations and diagnostics.
  std::string to_text() const;

  /// Levels of lists and contexts inside one another: 0 for a scalar, 1 for [1], 2 for [[1]].
  std::uint32_t depth() const noexcept;
  /// What visiting all of it takes: 1 for each value in it, as often as it occurs, and 1 for every 64 bytes of text. Parts
  /// may be shared, so that this can be more than the memory it needs; it ends at 2^63.
  std::uint64_t size() const noexcept;

 private:
  void copy_inline(const Value& other) noexcept;
  bool shared() const noexcept { return (shared_kinds >> static_cast<unsigned>(kind_) & 1u) != 0; }
  void release() noexcept;
  template <class Content>
  static Value share(Kind kind, Content content);

  /// Bit per Kind: content behind `shared_`. Everything else is held inline and copied without counting.
  static constexpr unsigned shared_kinds = 0x3E68;  // string, time, date and time, list … entity
  Kind kind_ = Kind::null;
  union {
    std::int64_t bits_ = 0;  ///< boolean, months
    Decimal number_;
    Date date_;
    DaysDuration days_;
    std::shared_ptr<const void> shared_;  ///< everything larger; immutable
  };
};

/// "number", "date and time" … as FEEL writes the type; an entity is "reference".
std::string_view kind_name(Value::Kind kind);

/// A FEEL context: ordered entries, unique names.
struct Context {
  std::vector<std::pair<std::string, Value>> entries;
  const Value* find(std::string_view name) const;  ///< borrowed from the context; nullptr: no such entry
  friend bool operator==(const Context&, const Context&);
};

/// A FEEL range; a null end is unbounded on that side.
struct Range {
  Value low;
  Value high;
  bool low_closed = true;
  bool high_closed = true;
  friend bool operator==(const Range&, const Range&);
};

}  // namespace huifang
