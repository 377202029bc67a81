// Measures of columns against a book that recorded the same, and against a list of everything that happened, looked
// through from the beginning each time.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <set>

#include "domain/json_text.hpp"
#include "huifang/book.hpp"
#include "huifang/measures.hpp"

using namespace huifang;

namespace {

struct Happened {
  int hour = 0;  ///< since 2024-01-01 00:00
  int customer = 0;
  bool visit = false;
  int amount = 0;
  std::string topic;
  std::string id;
};

struct Asked {
  std::string fold, over;
  bool where = false, distinct = false, both = false;
};

const TimeZone& zone() {
  static const TimeZone shanghai = TimeZone::find("Asia/Shanghai");
  return shanghai;
}

Date day_of(int hour) { return Date::from_days(Date{2024, 1, 1}.to_days() + hour / 24); }
Instant instant_of(int hour) { return Instant{zone().start_of_day(day_of(hour)).utc_us + (hour % 24) * 3'600 * us_per_second}; }

const BusinessCalendar& calendar() {
  static const BusinessCalendar built = [] {
    CalendarSource source;
    source.zone = "Asia/Shanghai";
    source.data = &cn_public();
    return BusinessCalendar::build(source);
  }();
  return built;
}

bool inside(int then, const std::string& over, int now) {
  if (then > now) return false;
  const Date day = day_of(then), today = day_of(now);
  if (over.empty()) return true;
  if (over == "10 days") return today.to_days() - day.to_days() <= 10;
  if (over == "30 hours") return now - then <= 30;
  if (over == "02-10..05-20") return DayRange::parse(over)->contains(day);
  const bool closed = over.starts_with("last");
  const BucketFamily family = *BucketFamily::built_in(closed ? "month" : over);
  auto bucket = family.at(today, calendar());
  if (!bucket) return false;
  if (!closed) return bucket->first <= day;
  const Bucket current = *bucket;
  for (int i = 0; i < 2; ++i) bucket = family.at(Date::from_days(bucket->first.to_days() - 1), calendar());
  return bucket->first <= day && day < current.first;
}

/// "null", a number, or the id of an event in quotes.
std::string slow(const Asked& asked, const std::vector<Happened>& all, int customer, int now) {
  std::vector<Happened> some;
  for (const Happened& one : all) {
    if (one.customer != customer || (one.visit && !asked.both) || (asked.where && one.amount < 1)) continue;
    if (asked.distinct && one.topic.empty()) continue;
    some.push_back(one);
  }
  std::stable_sort(some.begin(), some.end(), [](const Happened& a, const Happened& b) { return std::pair(a.hour, a.id) < std::pair(b.hour, b.id); });
  if (asked.fold == "streak") {
    const BucketFamily weeks = *BucketFamily::built_in("week");
    const auto any = [&](Date first) {
      return std::any_of(some.begin(), some.end(), [&](const Happened& o) { return o.hour <= now && weeks.at(day_of(o.hour), calendar())->first == first; });
    };
    Date week = weeks.at(day_of(now), calendar())->first;
    if (!any(week)) week = Date::from_days(week.to_days() - 7);
    int count = 0;
    for (; any(week); week = Date::from_days(week.to_days() - 7)) ++count;
    return std::to_string(count);
  }
  std::erase_if(some, [&](const Happened& o) { return !inside(o.hour, asked.over, now); });
  if (asked.distinct) {
    std::set<std::string> topics;
    for (const Happened& one : some) topics.insert(one.topic);
    return std::to_string(topics.size());
  }
  if (asked.fold == "count") return std::to_string(some.size());
  long sum = 0;
  for (const Happened& one : some) sum += one.amount;
  if (asked.fold == "sum") return std::to_string(sum);
  if (some.empty()) return "null";
  if (asked.fold == "first") return '"' + some.front().id + '"';
  if (asked.fold == "last") return '"' + some.back().id + '"';
  const auto less = [](const Happened& a, const Happened& b) { return a.amount < b.amount; };
  if (asked.fold == "min") return std::to_string(std::min_element(some.begin(), some.end(), less)->amount);
  if (asked.fold == "max") return std::to_string(std::max_element(some.begin(), some.end(), less)->amount);
  return Decimal::divide(Decimal(static_cast<std::int64_t>(sum)), Decimal(static_cast<std::int64_t>(some.size())))->to_text();
}

std::string policy_of(const std::vector<Asked>& asked) {
  std::string measures, told;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const Asked& one = asked[i];
    const std::string name = "m" + std::to_string(i);
    const bool amount = one.fold == "sum" || one.fold == "mean" || one.fold == "min" || one.fold == "max";
    const bool event = one.fold == "first" || one.fold == "last";
    measures += std::string(i == 0 ? "" : ", ") + "\"" + name + "\": {\"" + one.fold + "\": " + (one.both ? R"(["order", "visit"])" : "\"order\"") +
                (amount ? ", \"of\": \"event.amount\"" : "") + (one.where ? ", \"where\": \"event.amount >= 1\"" : "") +
                (one.distinct ? ", \"distinct\": \"event.topic\"" : "") +
                (one.fold == "streak" ? ", \"per\": \"week\"" : one.over.empty() ? "" : ", \"over\": \"" + one.over + "\"") + "}";
    told += std::string(i == 0 ? "" : ", ") + "\"" + name + "\": \"= customer." + name + (event ? ".id" : "") + "\"";
  }
  return R"({"huifang": 1, "policy": "t", "version": "1", "effective": "2000-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"volume": "number"}},
    "events": {"order": {"amount": "number", "topic": "string"}, "visit": {"amount": "number", "topic": "string"}, "ping": {}},
    "calendar": {"use": "cn-public"}, "measures": {)" + measures + R"(},
    "rules": {"tell": {"on": "ping", "again": "parallel", "do": [{"flag": "told", "data": {)" + told + "}}]}}}";
}

/// Rows as columns, each value once.
std::vector<ValueColumn> columns_of(const std::vector<Happened>& rows) {
  std::vector<ValueColumn> out = {{"customer", {}, {}}, {"type", {Value::of("order"), Value::of("visit")}, {}}, {"at", {}, {}}, {"id", {}, {}},
                                  {"amount", {}, {}}, {"topic", {Value::of("a"), Value::of("b")}, {}}};
  const auto add = [](ValueColumn& column, Value value) {
    column.places.push_back(static_cast<std::int32_t>(column.values.size()));
    column.values.push_back(std::move(value));
  };
  for (const Happened& one : rows) {
    add(out[0], Value::of("c" + std::to_string(one.customer)));
    out[1].places.push_back(one.visit ? 1 : 0);
    add(out[2], Value::of(zone().to_text(instant_of(one.hour))));
    add(out[3], Value::of(one.id));
    add(out[4], Value::of(Decimal(one.amount)));
    out[5].places.push_back(one.topic.empty() ? -1 : one.topic == "a" ? 0 : 1);
  }
  return out;
}

}  // namespace

TEST_CASE("measures of columns are what a book answers that recorded the same, and what looking through everything says", "[measures][law]") {
  REQUIRE(rc::check("columns = book = look through everything", [] {
    std::vector<Asked> asked(*rc::gen::inRange<std::size_t>(1, 4));
    for (Asked& one : asked) {
      one.fold = *rc::gen::element<std::string>("first", "last", "count", "count", "sum", "mean", "min", "max", "streak");
      if (one.fold != "streak") one.over = *rc::gen::element<std::string>("", "10 days", "30 hours", "month", "week", "working day", "last 2 months", "02-10..05-20");
      one.where = *rc::gen::inRange(0, 3) == 0;
      one.both = *rc::gen::inRange(0, 2) == 0;
      one.distinct = one.fold == "count" && *rc::gen::inRange(0, 2) == 0;
    }
    const Policy policy = Policy::load(policy_of(asked));
    Book book = Book::open(":memory:");
    book.bind(policy, instant_of(0));
    std::vector<Happened> all;
    int hour = 0;
    const int count = *rc::gen::inRange(1, 40);
    for (int i = 0; i < count; ++i) {
      hour += *rc::gen::element(0, 1, 5, 24, 31, 100, 400) * *rc::gen::inRange(0, 3);
      Happened one{std::max(0, hour - *rc::gen::element(0, 0, 0, 20, 200)), *rc::gen::inRange(0, 3), *rc::gen::inRange(0, 3) == 0, *rc::gen::inRange(-2, 5),
                   *rc::gen::element<std::string>("", "a", "b"), "o" + std::to_string(i)};
      Event event;
      event.id = one.id;
      event.type = one.visit ? "visit" : "order";
      event.at = instant_of(one.hour);
      event.subjects["customer"] = "c" + std::to_string(one.customer);
      event.data["amount"] = Value::of(Decimal(one.amount));
      if (!one.topic.empty()) event.data["topic"] = Value::of(one.topic);
      book.record(event, instant_of(hour));
      all.push_back(std::move(one));
    }
    const int now = hour + *rc::gen::inRange(0, 300);
    // Rows that the instant asked for has not seen yet are in the columns too.
    std::vector<Happened> given = all;
    given.push_back({now + 1, 1, false, 3, "a", "later"});
    const std::size_t cut = *rc::gen::inRange<std::size_t>(0, given.size() + 1);
    Measures measures(policy, {"customer", {}, instant_of(now)}, 3,
                      {{"key", {Value::of("c0"), Value::of("c1"), Value::of("c2")}, {0, 1, 2}}});
    measures.add(cut, columns_of({given.begin(), given.begin() + static_cast<std::ptrdiff_t>(cut)}));
    measures.add(given.size() - cut, columns_of({given.begin() + static_cast<std::ptrdiff_t>(cut), given.end()}));
    const MeasureBatch found = measures.values();
    RC_ASSERT(found.subject == (std::vector<std::string>{"c0", "c1", "c2"}));
    for (int customer = 0; customer < 3; ++customer) {
      const auto row = static_cast<std::size_t>(customer);
      Event ping;
      ping.id = "p" + std::to_string(customer);
      ping.type = "ping";
      ping.at = instant_of(now);
      ping.subjects["customer"] = found.subject[row];
      book.record(ping, instant_of(now));
      std::string told = "{\"flag\":\"told\"";
      for (std::size_t m = 0; m < asked.size(); ++m) {
        Value value = found.values[m][row];
        if (value.kind() == Value::Kind::context) value = *value.context().find("id");
        const std::string text = json_text(value);
        told += ",\"m" + std::to_string(m) + "\":" + text;
        RC_ASSERT(text == slow(asked[m], all, customer, now));
        // Until the next change nothing changes, and what never changes is the same for ever.
        const std::int64_t next = found.next_change_us[m][row];
        RC_ASSERT(next > instant_of(now).utc_us);
        for (const int later : {1, 13, 24, 49, 240, 700, 2'000}) {
          if (instant_of(now + later).utc_us < next) RC_ASSERT(slow(asked[m], all, customer, now + later) == text);
        }
      }
      RC_ASSERT(book.effects().back().data == told + "}");
    }
  }));
}
