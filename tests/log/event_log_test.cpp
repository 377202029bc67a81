#include <catch2/catch.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "huifang/log.hpp"

using namespace huifang;

namespace {

LogOptions shanghai() {
  LogOptions options;
  options.zone = TimeZone::find("Asia/Shanghai");
  return options;
}

LogInput input(std::string text, const char* mapping, std::string name = "orders.csv") {
  LogInput input;
  input.text = std::move(text);
  input.name = std::move(name);
  if (mapping != nullptr) input.mapping = LogMapping::parse(mapping);
  return input;
}

std::vector<std::string> all(EventLog log) {
  std::vector<std::string> events;
  Event event;
  while (log.next(event)) events.push_back(log.place() + " " + event.to_json());
  return events;
}

template <class... Inputs>
std::vector<LogInput> list(Inputs... one) {
  std::vector<LogInput> inputs;
  (inputs.push_back(std::move(one)), ...);
  return inputs;
}

std::vector<std::string> refusals(std::vector<LogInput> inputs, LogOptions options = shanghai()) {
  try {
    EventLog::read(std::move(inputs), options);
    return {};
  } catch (const Error& error) {
    std::vector<std::string> found;
    for (const Diagnostic& d : error.diagnostics()) {
      found.push_back(d.file + ":" + std::to_string(d.line) + ":" + std::to_string(d.column) + " " + d.code +
                      " " + d.found);
    }
    return found;
  }
}

constexpr const char* orders = R"({"huifang_log": 1, "events": [
  {"type": "order", "at": {"column": "date", "time": "12:00"}, "subjects": {"customer": "customer"},
   "data": {"quantity": {"column": "quantity", "type": "number"}, "amount": {"column": "amount", "type": "number"}}}]})";

}  // namespace

SCENARIO("the rows of a CSV file become events in time order", "[log]") {
  GIVEN("orders that stand by customer") {
    const auto events = all(EventLog::read(
        list(input(
            "customer,date,quantity,amount\n1,2021-01-12,1,12.00\n1,2021-01-01,5,77.10\n2,2021-01-12,2,20\n",
            orders)),
        shanghai()));
    THEN("they come by date, ties as they stand in the file, with file and line as id") {
      REQUIRE(events.size() == 3);
      CHECK(events[0] ==
            "orders.csv:3 "
            "{\"at\":\"2021-01-01T04:00:00.000000Z\",\"customer\":\"1\",\"data\":{\"amount\":77.1,"
            "\"quantity\":5},"
            "\"id\":\"orders.csv:3\",\"type\":\"order\"}");
      CHECK(events[1].rfind("orders.csv:2 ", 0) == 0);
      CHECK(events[2].rfind("orders.csv:4 ", 0) == 0);
    }
  }
  GIVEN("two logs at once") {
    const auto events = all(EventLog::read(
        list(input("customer,date,quantity,amount\n1,2021-01-12,1,1\n", orders, "b.csv"),
             input("customer,date,quantity,amount\n1,2021-01-12,1,1\n1,2021-01-10,1,1\n", orders, "a.csv")),
        shanghai()));
    THEN("time comes first, then the order in which the logs were given") {
      REQUIRE(events.size() == 3);
      CHECK(events[0].rfind("a.csv:3 ", 0) == 0);
      CHECK(events[1].rfind("b.csv:2 ", 0) == 0);
      CHECK(events[2].rfind("a.csv:2 ", 0) == 0);
    }
  }
}

SCENARIO("one row may be several events, or none", "[log]") {
  const char* mapping = R"({"huifang_log": 1, "name": "crm", "events": [
    {"type": {"column": "kind", "values": {"电话": "phone", "走访": "visit"}}, "id": {"column": "no", "prefix": "c-"},
     "at": {"column": "day", "format": "YYYY/M/D", "time": {"column": "time"}}, "by": "staff", "subjects": {"customer": "customer"},
     "data": {"technician": "technician", "reached": {"column": "reached", "type": "boolean"}}},
    {"type": "file", "when": [{"column": "record", "filled": true}, {"column": "kind", "is": ["电话", "走访"]}], "at": {"column": "day", "format": "YYYY/M/D", "time": "18:00"},
     "by": "staff", "subjects": {"customer": "customer"}, "data": {"form": {"value": "record"}, "note": "record"}}]})";
  const auto events =
      all(EventLog::read(list(input("no,kind,day,time,staff,customer,technician,reached,record\n"
                                    "7,电话,2024/3/1,9:05,s1,c1,,yes,\n"
                                    "8,走访,2024/3/1,17:30,s1,c1,t1,,\"fine, \"\"thanks\"\"\"\n",
                                    mapping)),
                         shanghai()));
  REQUIRE(events.size() == 3);
  CHECK(events[0] ==
        "crm:2 "
        "{\"at\":\"2024-03-01T01:05:00.000000Z\",\"by\":\"s1\",\"customer\":\"c1\",\"data\":{\"reached\":"
        "true},\"id\":\"c-7\",\"type\":\"phone\"}");
  CHECK(events[1] ==
        "crm:3 "
        "{\"at\":\"2024-03-01T09:30:00.000000Z\",\"by\":\"s1\",\"customer\":\"c1\",\"data\":{\"technician\":"
        "\"t1\"},\"id\":\"c-8\",\"type\":\"visit\"}");
  CHECK(events[2] ==
        "crm:3 "
        "{\"at\":\"2024-03-01T10:00:00.000000Z\",\"by\":\"s1\",\"customer\":\"c1\",\"data\":{\"form\":"
        "\"record\",\"note\":\"fine, \\\"thanks\\\"\"},"
        "\"id\":\"crm:3/2\",\"type\":\"file\"}");
}

SCENARIO("a cell may be a list", "[log]") {
  const char* mapping = R"({"huifang_log": 1, "name": "crm", "events": [
    {"type": "assign", "at": "day", "by": {"value": "boss"}, "subjects": {"customer": "customer"},
     "data": {"owner": "owner", "holders": {"column": "holders", "split": ";", "prefix": "s"}, "grades": {"column": "grades", "split": " / ", "type": "number"},
              "kinds": {"column": "kinds", "split": "、", "values": {"电话": "phone", "走访": "visit"}, "empty": "null"}}}]})";
  const auto read = [&](const std::string& rows) {
    return all(EventLog::read(list(input("day,customer,owner,holders,grades,kinds\n" + rows, mapping)), shanghai()));
  };
  const auto data = [&](const std::string& row) {
    const std::string event = read("2024-03-01,c1,s1," + row + "\n").at(0);
    const std::size_t begin = event.find("\"data\":") + 7;
    return event.substr(begin, event.find(",\"id\"") - begin);
  };
  CHECK(data("1; 2 ;3,1.50 / 2,电话、走访") == R"({"grades":[1.5,2],"holders":["s1","s2","s3"],"kinds":["phone","visit"],"owner":"s1"})");
  CHECK(data("1,7,走访") == R"({"grades":[7],"holders":["s1"],"kinds":["visit"],"owner":"s1"})");
  CHECK(data(",,") == R"({"kinds":null,"owner":"s1"})");
  CHECK(data("1;;2;,,") == R"({"holders":["s1","s2"],"kinds":null,"owner":"s1"})");
  THEN("each item is of its type") {
    CHECK_THROWS_AS(read("2024-03-01,c1,s1,1,1 / two,\n"), Error);
    CHECK_THROWS_AS(read("2024-03-01,c1,s1,1,1,邮件\n"), Error);
  }
}

SCENARIO("JSON Lines are events as they are, or rows with keys for columns", "[log]") {
  GIVEN("envelopes") {
    const auto events =
        all(EventLog::read(list(input("{\"id\":\"e1\",\"type\":\"phone\",\"at\":\"2024-03-01T10:05:00+08:"
                                      "00\",\"by\":\"s7\",\"customer\":\"c12\",\"data\":{\"n\":0.10}}\n",
                                      nullptr, "e.jsonl")),
                           shanghai()));
    REQUIRE(events.size() == 1);
    CHECK(events[0] ==
          "e.jsonl:1 "
          "{\"at\":\"2024-03-01T02:05:00.000000Z\",\"by\":\"s7\",\"customer\":\"c12\",\"data\":{\"n\":0.1},"
          "\"id\":\"e1\",\"type\":\"phone\"}");
  }
  GIVEN("rows, with a pointer into the depth") {
    const auto events = all(EventLog::read(
        list(input(
            "{\"when\":\"2024-03-01\",\"who\":{\"id\":12},\"sum\":1234567890123456789.01}\n",
            R"({"huifang_log": 1, "format": "jsonl", "events": [{"type": "order", "at": "when", "subjects": {"customer": "/who/id"}, "data": {"amount": "sum"}}]})",
            "r.jsonl")),
        shanghai()));
    THEN("numbers keep all their digits") {
      REQUIRE(events.size() == 1);
      CHECK(events[0].find("\"amount\":1234567890123456789.01") != std::string::npos);
      CHECK(events[0].find("\"customer\":\"12\"") != std::string::npos);
    }
  }
}

SCENARIO("a malformed row is reported with all others, and nothing is handed out", "[log]") {
  const std::string text =
      "customer,date,quantity,amount\n"
      "1,2021-01-01,1,11.77\n"
      "1,2021-02-30,1,11.77\n"
      "1,2021-01-01,one,11,77\n"
      ",2021-01-01,one,1\n"
      "1,2021-01-01,\"1\"x,1\n"
      "1,,1,\xFF\n";
  CHECK(refusals(list(input(text, orders))) ==
        std::vector<std::string>{"orders.csv:3:3 HF5032 \"2021-02-30\"", "orders.csv:4:1 HF5012 5",
                                 "orders.csv:5:1 HF5030 ", "orders.csv:5:13 HF5031 \"one\"",
                                 "orders.csv:6:17 HF5011 x,1", "orders.csv:7:6 HF5002 byte 255"});
  WHEN("another log is broken as well, both are reported") {
    const auto found = refusals(list(input("customer,date,quantity,amount\n1,x,1,1\n", orders, "a.csv"),
                                     input("customer,date,quantity,amount\n1,y,1,1\n", orders, "b.csv")));
    REQUIRE(found.size() == 2);
    CHECK(found[0].rfind("a.csv:2:3 ", 0) == 0);
    CHECK(found[1].rfind("b.csv:2:3 ", 0) == 0);
  }
  WHEN("only so many are wanted, the others are counted") {
    LogOptions options = shanghai();
    options.errors_listed = 2;
    const auto found = refusals(list(input(text, orders)), options);
    REQUIRE(found.size() == 3);
    CHECK(found[2].find("HF5039") != std::string::npos);
  }
}

SCENARIO("columns are counted in characters, also behind Chinese text and in the second line of a field",
         "[log]") {
  CHECK(refusals(list(input(
            "customer,date,quantity,amount\n长春,2021-01-01,一,1\n\"长\n春\",2021-01-01,一,1\n", orders))) ==
        std::vector<std::string>{"orders.csv:2:15 HF5031 \"一\"", "orders.csv:4:15 HF5031 \"一\""});
}

SCENARIO("a log without the mapped columns is refused with the nearest name", "[log]") {
  try {
    EventLog::read(list(input("custmer,date,quantity,amount\n", orders)), shanghai());
    FAIL("accepted");
  } catch (const Error& error) {
    REQUIRE(error.diagnostics().size() == 1);
    CHECK(error.diagnostics()[0].code == "HF5014");
    CHECK(error.diagnostics()[0].suggestion == "custmer");
  }
  CHECK(refusals(list(input("", orders))) == std::vector<std::string>{"orders.csv:0:0 HF5013 "});
  CHECK(refusals(list(input("a,a\n", orders))).front() == "orders.csv:1:1 HF5013 \"a\"");
  CHECK(
      refusals(
          list(input(
              "{\"a\":1}\n[1]\n",
              R"({"huifang_log": 1, "format": "jsonl", "events": [{"type": "x", "at": {"value": "2024-01-01"}}]})")))
          .front() == "orders.csv:2:1 HF5020 \"[1]\"");
}

SCENARIO("what a mapping most likely forgot is said", "[log]") {
  const auto expected = [](const char* text) {
    try {
      EventLog::read(list(input(text, orders)), shanghai());
    } catch (const Error& error) {
      return error.diagnostics().front().expected;
    }
    return std::string("accepted");
  };
  CHECK(expected("customer;date;quantity;amount\nc1;2021-01-01;1;1\n") ==
        "customer;date;quantity;amount, or \"delimiter\": \";\"");
  CHECK(expected("customer\tdate\tquantity\tamount\n") ==
        "customer\tdate\tquantity\tamount, or \"delimiter\": \"\\t\"");
  CHECK(expected("customer\n") == "customer");
  CHECK(expected("customer,date,quantity,amount\nc1,1.2.2021,1,1\n") ==
        "ISO 8601, e.g. 2024-03-01 or 2024-03-01T10:05, or a \"format\" in the mapping");
}

SCENARIO("a mapping may leave malformed rows out, each as a whole", "[log]") {
  const char* lenient =
      R"({"huifang_log": 1, "errors": "skip", "header": ["customer", "date", "amount"], "events": [
    {"type": "order", "at": "date", "subjects": {"customer": "customer"}},
    {"type": "paid", "at": "date", "subjects": {"customer": "customer"}, "data": {"amount": {"column": "amount", "type": "number"}}}]})";
  EventLog log =
      EventLog::read(list(input("1,2021-01-01,5\n2,2021-01-02,five\n3,2021-01-03,\n", lenient)), shanghai());
  CHECK(log.records() == 3);
  CHECK(log.skipped_records() == 1);
  CHECK(log.size() == 4);  // the order of row 2 is left out with its payment
  REQUIRE(log.skipped().size() == 1);
  CHECK(log.skipped()[0].severity == Severity::warning);
  CHECK(log.skipped()[0].line == 2);
  Event event;
  REQUIRE(log.next(event));
  log.rewind();
  REQUIRE(log.next(event));
  CHECK(event.id == "orders.csv:1");
}

SCENARIO("a column says to which case of a workflow an event belongs", "[log]") {
  const auto events = all(EventLog::read(
      list(input("who,when,ticket\nc1,2024-03-01 10:00,matter/f1\nc2,2024-03-01 11:00,\n",
                 R"({"huifang_log": 1, "events": [{"type": "solved", "at": "when", "subjects": {"customer": "who"}, "case": "ticket"}]})")),
      shanghai()));
  REQUIRE(events.size() == 2);
  CHECK(events[0].find("\"case\":\"matter/f1\"") != std::string::npos);
  CHECK(events[1].find("\"case\"") == std::string::npos);
}

SCENARIO("a large file is read from the disk piece by piece, with the same result", "[log]") {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "huifang-event-log-test.csv";
  {
    std::ofstream file(path, std::ios::binary);
    file << "customer,date,quantity,amount\n";
    for (int i = 0; i < 500; ++i) file << i << ",2021-01-" << (i % 2 == 0 ? "01" : "02") << ",1,1\n";
  }
  LogInput from_disk;
  from_disk.path = path.string();
  from_disk.mapping = LogMapping::parse(orders);
  LogOptions small = shanghai();
  small.memory_bytes = 100;
  const auto on_disk = all(EventLog::read(list(from_disk), small));
  const auto in_memory = all(EventLog::read(list(from_disk), shanghai()));
  CHECK(on_disk.size() == 500);
  CHECK(on_disk == in_memory);
  WHEN("the file changes between the two readings, that is an error") {
    EventLog log = EventLog::read(list(from_disk), small);
    std::filesystem::resize_file(path, 50);
    Event event;
    CHECK_THROWS_AS(
        [&] {
          while (log.next(event)) {
          }
        }(),
        Error);
  }
  std::filesystem::remove(path);
  WHEN("there is no such file") { CHECK_THROWS_AS(EventLog::read(list(from_disk), small), Error); }
}
