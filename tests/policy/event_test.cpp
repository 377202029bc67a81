#include "huifang/event.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "huifang/error.hpp"
#include "policy/event_reader.hpp"

using namespace huifang;

namespace {

const TimeZone shanghai = TimeZone::find("Asia/Shanghai");

bool same(const Event& a, const Event& b) {
  return a.id == b.id && a.type == b.type && a.at == b.at && a.by == b.by && a.subjects == b.subjects &&
         a.data == b.data && a.duty == b.duty && a.voids == b.voids;
}

std::vector<std::string> codes(const std::string& json) {
  std::vector<std::string> found;
  try {
    Event::parse(json, shanghai);
  } catch (const Error& error) {
    for (const Diagnostic& diagnostic : error.diagnostics())
      found.push_back(diagnostic.code + " " + diagnostic.pointer);
  }
  return found;
}

/// Text of any script, with what JSON escapes.
rc::Gen<std::string> text() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
          "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\t", "\x01", "\x1f", "é", "城", "😀", "\u2028")),
      [](const std::vector<std::string>& parts) {
        std::string whole;
        for (const std::string& part : parts) whole += part;
        return whole;
      });
}
rc::Gen<std::string> name() {
  return rc::gen::map(text(), [](const std::string& tail) { return "n" + tail; });
}

rc::Gen<Value> scalar() {
  return rc::gen::oneOf(
      rc::gen::just(Value{}), rc::gen::map<bool>([](bool b) { return Value::of(b); }),
      rc::gen::map(rc::gen::pair(rc::gen::arbitrary<std::int64_t>(), rc::gen::inRange(-60, 60)),
                   [](const std::pair<std::int64_t, int>& n) {
                     return Value::of(Decimal::scaled(n.first, n.second));
                   }),
      rc::gen::map(text(), [](std::string s) { return Value::of(std::move(s)); }));
}
rc::Gen<Value> value() {
  return rc::gen::oneOf(scalar(),
                        rc::gen::map(rc::gen::container<std::vector<Value>>(scalar()),
                                     [](std::vector<Value> items) { return Value::of(std::move(items)); }),
                        rc::gen::map(rc::gen::container<std::map<std::string, Value>>(text(), scalar()),
                                     [](const std::map<std::string, Value>& entries) {
                                       Context context;
                                       for (const auto& entry : entries) context.entries.push_back(entry);
                                       return Value::of(std::move(context));
                                     }));
}

Event arbitrary_event() {
  Event event;
  event.id = *name();
  event.type = *name();
  event.at.utc_us = *rc::gen::inRange<std::int64_t>(-17'987'443'200'000'000, 253'402'300'800'000'000);
  event.by = *text();
  event.duty = *text();
  event.voids = *text();
  const auto subjects = *rc::gen::container<std::map<std::string, std::string>>(name(), name());
  event.subjects = subjects;
  event.data = *rc::gen::container<std::map<std::string, Value>>(text(), value());
  return event;
}

}  // namespace

SCENARIO("an envelope is read with its time in the zone given", "[event]") {
  const Event event = Event::parse(
      R"({ "id": "crm-4711", "type": "phone", "at": "2024-03-01T10:05:00", "by": "s7", "customer": "c12",
    "data": {"reached": true, "amount": 12.50, "note": "好", "items": [1, "a", null]}, "duty": null, "case": null, "answers": null, "voids": null })",
      shanghai);
  CHECK(event.id == "crm-4711");
  CHECK(event.type == "phone");
  CHECK(event.by == "s7");
  CHECK(event.subjects == std::map<std::string, std::string>{{"customer", "c12"}});
  CHECK(event.data.at("amount") == Value::of(*Decimal::parse("12.5")));
  CHECK(
      event.to_json() ==
      R"({"at":"2024-03-01T02:05:00.000000Z","by":"s7","customer":"c12","data":{"amount":12.5,"items":[1,"a",null],"note":"好","reached":true},"id":"crm-4711","type":"phone"})");
  CHECK(same(Event::parse(event.to_json(), TimeZone::find("UTC")), event));
  CHECK(Event::parse(R"({"id": "a", "type": "t", "at": "2024-03-01T10:05:00+08:00"})", TimeZone::find("UTC"))
            .at == event.at);
}

SCENARIO("a wrong envelope is refused with everything that is wrong", "[event]") {
  CHECK(codes("[]") == std::vector<std::string>{"HF1102 "});
  CHECK(codes("{}") == std::vector<std::string>{"HF1802 ", "HF1802 ", "HF1802 "});
  CHECK(
      codes(
          R"({"id": "", "type": 7, "at": "yesterday", "customer": 12, "data": [], "by": 3, "case": 4, "answers": "x"})") ==
      std::vector<std::string>{"HF1801 /id", "HF1801 /type", "HF1803 /at", "HF1801 /customer", "HF1801 /data",
                               "HF1801 /by", "HF1801 /case", "HF1923 /answers"});
  CHECK(codes(R"({"id": "a", "type": "t", "at": "2024-03-01T10:05:00", "id": "b"})") ==
        std::vector<std::string>{"HF1003 "});
  CHECK(
      codes(R"({"id": "a", "type": "t", "at": "2024-03-01T10:05:00", "data": {"x": 1e999999999}})").size() ==
      1);
  CHECK(codes("{\"id\": \"\xff\"}") == std::vector<std::string>{"HF1002 "});
  CHECK(codes(R"({"id": "a", "type": "t", "at": "0999-03-01T10:05:00"})") ==
        std::vector<std::string>{"HF1803 /at"});
}

TEST_CASE("reading what was written is the identity", "[event][property]") {
  REQUIRE(rc::check("parse(to_json()) == event", [] {
    const Event event = arbitrary_event();
    const std::string text = event.to_json();
    const Event again = Event::parse(text, shanghai);
    RC_ASSERT(same(again, event));
    RC_ASSERT(again.to_json() == text);
  }));
}

TEST_CASE("the fast reader never differs from the one that finds faults", "[event][property]") {
  REQUIRE(rc::check("fast is slow or silent", [] {
    std::string text = arbitrary_event().to_json();
    const int changes = *rc::gen::inRange(0, 4);
    for (int i = 0; i < changes; ++i) {
      const auto at = static_cast<std::size_t>(*rc::gen::inRange<int>(0, static_cast<int>(text.size())));
      switch (*rc::gen::inRange(0, 3)) {
        case 0:
          text.erase(at, 1);
          break;
        case 1:
          text[at] = *rc::gen::element(' ', '"', '{', '}', '[', ',', ':', '0', '1', 'e', '.', '-', '\\', 'n',
                                       '\xff');
          break;
        default:
          text.insert(at, 1, *rc::gen::element(' ', '0', '9', ',', '"', '\n', '/'));
          break;
      }
    }
    const std::optional<Event> fast = loader::read_event_fast(text, shanghai);
    std::optional<Event> slow;
    try {
      slow = loader::read_event(text, shanghai);
    } catch (const Error&) {
    }
    if (fast) {
      RC_ASSERT(slow.has_value());
      RC_ASSERT(same(*fast, *slow));
    }
    if (changes == 0) RC_ASSERT(slow.has_value());
  }));
}

SCENARIO("rows as they should be take the fast way", "[event]") {
  const auto fast = [](const char* text) { return loader::read_event_fast(text, shanghai).has_value(); };
  CHECK(fast(
      R"({"id": "a", "type": "t", "at": "2024-03-01T10:05:00", "customer": "c1", "data": {"x": -12.50, "y": [true, null, {"z": "w"}]}} )"));
  CHECK_FALSE(fast(R"({"id": "a", "type": "t", "at": "2024-03-01T10:05:00", "data": {"x": 1e3}})"));
  CHECK_FALSE(fast(R"({"id": "a", "type": "t", "at": "2024-03-01T10:05:00", "data": {"x": 01}})"));
  CHECK_FALSE(fast(R"({"id": "a", "type": "t", "at": "2024-03-01T10:05:00", "data": {"x": 1, "x": 2}})"));
  CHECK_FALSE(fast(R"({"id": "a", "type": "t", "at": "2024-03-01T10:05:00", "at": "2024-03-01T10:05:00"})"));
  CHECK_FALSE(fast(R"({"id": "a", "type": "t", "at": "2024-03-01T10:05:00"} 1)"));
  CHECK_FALSE(fast(R"({"id": "a", "type": "t"})"));
}
