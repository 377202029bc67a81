#include "value/json_writer.hpp"

#include <catch2/catch.hpp>

using huifang::JsonWriter;

namespace {

std::string written(JsonWriter::Style style, const std::string& text) {
  JsonWriter out(style);
  out.object([&] {
    out.key("text").text(text);
    out.key("none").list([] {});
    out.key("all").list([&] {
      out.object([] {});
      out.number(7);
      out.null();
      out.boolean(true);
      out.digits("1.50");
      out.list(std::string_view("ab"), [&](char c) { out.text(std::string(1, c)); });
    });
  });
  return out.take();
}

}  // namespace

SCENARIO("JSON is indented by two blanks, or stands on one line", "[value][json]") {
  CHECK(written(JsonWriter::Style::script, "x") == R"({"text":"x","none":[],"all":[{},7,null,true,1.50,["a","b"]]})");
  CHECK(written(JsonWriter::Style::indented, "x") == R"({
  "text": "x",
  "none": [],
  "all": [
    {},
    7,
    null,
    true,
    1.50,
    [
      "a",
      "b"
    ]
  ]
})");
}

SCENARIO("texts are escaped, and what is no UTF-8 is replaced", "[value][json]") {
  const auto quoted = [](JsonWriter::Style style, const std::string& text) {
    JsonWriter out(style);
    out.text(text);
    return out.take();
  };
  CHECK(quoted(JsonWriter::Style::indented, "回访 \"a\\b\"\n\x01</script>") == R"("回访 \"a\\b\"\u000a\u0001</script>")");
  CHECK(quoted(JsonWriter::Style::script, "</script><!-- & -->") == R"("\u003c/script\u003e\u003c!-- \u0026 --\u003e")");
  CHECK(quoted(JsonWriter::Style::indented, "a\xFF\xE5\x9B") == "\"a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}
