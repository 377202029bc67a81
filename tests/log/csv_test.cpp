#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "log/codes.hpp"
#include "log/record_scanner.hpp"

using namespace huifang;

namespace {

struct Scan {
  std::vector<std::string> records;
  std::vector<RecordPlace> places;
  std::string failure;
};

Scan scan(const std::string& text, LogFormat format = LogFormat::csv, std::size_t limit = 1000) {
  const ByteSource source = ByteSource::of_text(text);
  RecordScanner scanner(source, format, ',', limit);
  Scan result;
  RecordPlace place;
  std::string_view record;
  while (scanner.next(place, record)) {
    result.records.emplace_back(record);
    result.places.push_back(place);
  }
  result.failure = scanner.failure().code;
  return result;
}

std::vector<std::string> split(const std::string& record, std::string& code) {
  std::vector<CsvField> fields;
  std::size_t count = 0;
  code = split_csv(record, ',', fields, count).code;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) texts.push_back(fields[i].text);
  return texts;
}

}  // namespace

SCENARIO("a CSV log is cut into records as RFC 4180 says", "[log]") {
  GIVEN("lines ended by LF, CR LF and the end of the file") {
    const Scan found = scan("a,b\r\n1,2\n3,4");
    THEN("each is a record without its line end") {
      CHECK(found.records == std::vector<std::string>{"a,b", "1,2", "3,4"});
    }
    THEN("each knows its line") {
      CHECK(found.places[0].line == 1);
      CHECK(found.places[2].line == 3);
      CHECK(found.places[2].offset == 9);
    }
  }
  GIVEN("a quoted field with line ends in it") {
    const Scan found = scan("a,b\n\"x\r\ny\",2\n3,4\n");
    THEN("the record goes over two lines") {
      REQUIRE(found.records.size() == 3);
      CHECK(found.records[1] == "\"x\r\ny\",2");
      CHECK(found.places[2].line == 4);
    }
  }
  GIVEN("a byte order mark and blank lines") {
    const Scan found = scan(
        "\xEF\xBB\xBF"
        "a\n\n  \n1\n");
    THEN("they are passed over, and lines still count") {
      CHECK(found.records == std::vector<std::string>{"a", "1"});
      CHECK(found.places[0].offset == 3);
      CHECK(found.places[1].line == 4);
    }
  }
  GIVEN("nothing") { CHECK(scan("").records.empty()); }
  GIVEN("a quote that never closes") {
    const Scan found = scan("a\n\"x\ny\n");
    THEN("the log ends there, and says where the field began") {
      CHECK(found.failure == codes::csv_open_quote);
    }
  }
  GIVEN("a record over the limit") {
    CHECK(scan(std::string(20, 'x'), LogFormat::csv, 10).failure == codes::log_record_long);
    CHECK(scan(std::string(10, 'x'), LogFormat::csv, 10).failure.empty());
  }
  GIVEN("JSON Lines with quotes in them") {
    const Scan found = scan("{\"a\": \"x\\\"\"}\n{\"b\": 1}\n", LogFormat::jsonl);
    THEN("every line is a record") { CHECK(found.records.size() == 2); }
  }
}

SCENARIO("a record is split into fields", "[log]") {
  std::string code;
  CHECK(split("a,b,c", code) == std::vector<std::string>{"a", "b", "c"});
  CHECK(split("", code) == std::vector<std::string>{""});
  CHECK(split("a,", code) == std::vector<std::string>{"a", ""});
  CHECK(split(",,", code) == std::vector<std::string>{"", "", ""});
  CHECK(split("\"a,b\",c", code) == std::vector<std::string>{"a,b", "c"});
  CHECK(split("\"say \"\"hi\"\"\",\"\"", code) == std::vector<std::string>{"say \"hi\"", ""});
  CHECK(code.empty());
  WHEN("a quote stands where RFC 4180 allows none") {
    split("a\"b,c", code);
    CHECK(code == codes::csv_stray_quote);
    split("\"a\"b,c", code);
    CHECK(code == codes::csv_stray_quote);
  }
}

TEST_CASE("whatever fields are written, the same are read", "[log][property]") {
  REQUIRE(rc::check("round trip", [] {
    const auto character = rc::gen::element('a', ',', '"', '\n', '\r', ' ', ';');
    const auto fields = *rc::gen::nonEmpty(
        rc::gen::container<std::vector<std::string>>(rc::gen::container<std::string>(character)));
    std::string record = "\"start\"";
    for (const std::string& field : fields) {
      record += ",\"";
      for (const char c : field) record += c == '"' ? std::string("\"\"") : std::string(1, c);
      record += '"';
    }
    const Scan found = scan(record + "\nnext\n", LogFormat::csv, 100'000);
    RC_ASSERT(found.records.size() == 2u);
    RC_ASSERT(found.records[0] == record);
    std::string code;
    std::vector<std::string> read = split(found.records[0], code);
    RC_ASSERT(code.empty());
    read.erase(read.begin());
    RC_ASSERT(read == fields);
  }));
}

TEST_CASE("files that are read piece by piece give the same records", "[log]") {
  std::string text = "head\n";
  for (int i = 0; i < 60'000; ++i) text += "row " + std::to_string(i) + ",\"quoted\nfield\"\n";
  const Scan found = scan(text);  // several pieces of 256 KiB
  REQUIRE(found.records.size() == 60'001);
  CHECK(found.records[60'000] == "row 59999,\"quoted\nfield\"");
  CHECK(found.places[60'000].line == 2 + 2 * 59'999);
  CHECK(text.substr(found.places[60'000].offset, found.places[60'000].length) == found.records[60'000]);
}
