// Measures against a slow model: a list of everything that happened, looked through from the beginning each time.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>

#include "domain/world.hpp"

using huifang::Bucket;
using huifang::BucketFamily;
using huifang::Date;
using huifang::Decimal;
using huifang::test::with;
using huifang::test::World;

namespace {

struct Order {
  int hour = 0;    ///< since 2024-01-01 00:00
  int amount = 0;
  std::string id;
};

Date day_of(int hour) { return Date::from_days(Date{2024, 1, 1}.to_days() + hour / 24); }
std::string time_of(int hour) { return day_of(hour).to_text() + "T" + (hour % 24 < 10 ? "0" : "") + std::to_string(hour % 24) + ":00:00"; }

const huifang::BusinessCalendar& calendar() {
  static const huifang::BusinessCalendar built = [] {
    huifang::CalendarSource source;
    source.zone = "Asia/Shanghai";
    source.data = &huifang::cn_public();
    return huifang::BusinessCalendar::build(source);
  }();
  return built;
}

/// Is an order counted, as `over` says?
bool inside(const Order& order, const std::string& over, int now) {
  if (order.hour > now) return false;
  const Date then = day_of(order.hour), today = day_of(now);
  if (over.empty()) return true;
  if (over == "10 days") return today.to_days() - then.to_days() <= 10;
  if (over == "30 hours") return now - order.hour <= 30;
  if (over == "02-10..05-20") return huifang::DayRange::parse(over)->contains(then);
  const bool closed = over.starts_with("last");
  const BucketFamily family = *BucketFamily::built_in(closed ? "month" : over);
  auto bucket = family.at(today, calendar());
  if (!bucket) return false;
  if (!closed) return bucket->first <= then;
  const Bucket current = *bucket;
  for (int i = 0; i < 2; ++i) bucket = family.at(Date::from_days(bucket->first.to_days() - 1), calendar());
  return bucket->first <= then && then < current.first;
}

/// "null", a number, or the id of an event.
std::string slow(const std::string& fold, const std::string& over, std::vector<Order> orders, int now) {
  std::stable_sort(orders.begin(), orders.end(), [](const Order& a, const Order& b) { return std::pair(a.hour, a.id) < std::pair(b.hour, b.id); });
  if (fold == "streak") {
    const BucketFamily weeks = *BucketFamily::built_in("week");
    const auto any = [&](Date first) {
      return std::any_of(orders.begin(), orders.end(), [&](const Order& o) { return o.hour <= now && weeks.at(day_of(o.hour), calendar())->first == first; });
    };
    Date week = weeks.at(day_of(now), calendar())->first;
    if (!any(week)) week = Date::from_days(week.to_days() - 7);
    int count = 0;
    for (; any(week); week = Date::from_days(week.to_days() - 7)) ++count;
    return std::to_string(count);
  }
  std::erase_if(orders, [&](const Order& o) { return !inside(o, over, now); });
  if (fold == "count") return std::to_string(orders.size());
  long sum = 0;
  for (const Order& order : orders) sum += order.amount;
  if (fold == "sum") return std::to_string(sum);
  if (orders.empty()) return "null";
  if (fold == "first") return orders.front().id;
  if (fold == "last") return orders.back().id;
  const auto less = [](const Order& a, const Order& b) { return a.amount < b.amount; };
  if (fold == "min") return std::to_string(std::min_element(orders.begin(), orders.end(), less)->amount);
  if (fold == "max") return std::to_string(std::max_element(orders.begin(), orders.end(), less)->amount);
  return Decimal::divide(Decimal(static_cast<std::int64_t>(sum)), Decimal(static_cast<std::int64_t>(orders.size())))->to_text();
}

}  // namespace

TEST_CASE("a measure is what looking through all events again says, and conditions on it turn in time", "[domain][measure][law]") {
  REQUIRE(rc::check("fold = look through everything", [] {
    const std::string fold = *rc::gen::element<std::string>("first", "last", "count", "sum", "mean", "min", "max", "streak");
    const std::string over =
        fold == "streak" ? "" : *rc::gen::element<std::string>("", "10 days", "30 hours", "month", "week", "working day", "last 2 months", "02-10..05-20");
    const bool amount = fold == "sum" || fold == "mean" || fold == "min" || fold == "max";
    const bool event = fold == "first" || fold == "last";
    const std::string read = event ? "customer.m.id" : "customer.m";
    const std::string measure = "\"" + fold + "\": \"order\"" + (amount ? ", \"of\": \"event.amount\"" : "") +
                                (fold == "streak" ? ", \"per\": \"week\"" : over.empty() ? "" : ", \"over\": \"" + over + "\"");
    const std::string condition = event ? "customer.m != null" : "customer.m >= 3";
    const std::string policy = with("\"measures\": {\"m\": {" + measure + "}}, \"rules\": {\"tell\": {\"on\": \"ping\", \"again\": \"parallel\", \"do\": [{\"flag\": \"m\", \"data\": {\"m\": \"= " +
                                    read + "\"}}]}, \"hot\": {\"when\": \"" + condition + "\", \"owe\": {\"need\": \"stop\", \"due\": \"none\"}}}");
    World world(policy, *rc::gen::element<std::size_t>(0, SIZE_MAX));
    std::vector<Order> orders;
    int hour = 0;
    const int count = *rc::gen::inRange(1, 40);
    for (int i = 0; i < count; ++i) {
      hour += *rc::gen::element(0, 1, 5, 24, 31, 100, 400) * *rc::gen::inRange(0, 3);
      const std::string id = "o" + std::to_string(i);
      if (*rc::gen::inRange(0, 3) != 0) {
        // Some are recorded late.
        const Order order{std::max(0, hour - *rc::gen::element(0, 0, 0, 20, 200)), *rc::gen::inRange(-2, 5), id};
        orders.push_back(order);
        world.record("{\"id\":\"" + id + "\", \"type\": \"order\", \"customer\": \"c1\", \"at\": \"" + time_of(order.hour) +
                         "\", \"data\": {\"amount\": " + std::to_string(order.amount) + "}}",
                     time_of(hour));
      } else {
        world.record("{\"id\":\"" + id + "\", \"type\": \"ping\", \"customer\": \"c1\", \"at\": \"" + time_of(hour) + "\"}");
        const std::string expected = slow(fold, over, orders, hour);
        const std::string found = world.effects().back().data;
        RC_ASSERT(found == "{\"flag\":\"m\",\"m\":" + (event && expected != "null" ? "\"" + expected + "\"" : expected) + "}");
      }
      if (*rc::gen::inRange(0, 2) == 0) world.flush();
      // Whoever looks at any later time finds the condition as it is then.
      hour += *rc::gen::inRange(0, 300);
      world.advance(time_of(hour));
      const std::string now = slow(fold, over, orders, hour);
      const bool wanted = !orders.empty() && now != "null" && (event || !(*Decimal::parse(now) < Decimal(3)));
      const auto states = world.states("hot");
      RC_ASSERT((states.count("open") == 1) == wanted);
    }
  }));
}

SCENARIO("three months in a row with a query", "[domain][measure][streak]") {
  World world(with(R"j("measures": {"run": {"streak": "complaint", "per": "month"}},
    "rules": {"explain": {"when": "customer.run >= 3", "owe": {"need": "phone", "due": "none"}}})j"));
  world.record("complaint", "c1", "2024-01-20T10:00:00");
  world.record("complaint", "c1", "2024-02-01T10:00:00");
  world.record("complaint", "c1", "2024-02-28T10:00:00");
  CHECK(world.duties("explain").empty());
  world.record("complaint", "c1", "2024-03-31T10:00:00");
  CHECK(world.states("explain")["open"] == 1);
  THEN("a month without one breaks it when that month is over, not before") {
    world.advance("2024-04-30T23:59:59");
    CHECK(world.states("explain")["open"] == 1);
    world.advance("2024-05-01T00:00:00");
    CHECK(world.states("explain")["withdrawn"] == 1);
  }
}
