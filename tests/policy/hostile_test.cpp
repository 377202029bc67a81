/// Documents made to hurt: every one ends in an error that names the limit or the fault.

#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace huifang;

namespace {

Error refused(const std::string& text, const LoadOptions& options = {}) {
  try {
    Policy::load(text, options);
  } catch (const Error& error) {
    return error;
  }
  FAIL("the document was accepted");
  return Error(ErrorKind::internal, "", "");
}

std::string code_of(const Error& error) { return error.diagnostics().front().code; }

}  // namespace

SCENARIO("size is checked before anything is parsed", "[policy][hostile]") {
  const Error error = refused("{" + std::string(16u * 1024 * 1024, ' ') + "}");
  CHECK(error.kind() == ErrorKind::limit);
  CHECK(code_of(error) == "HF1010");
  CHECK(error.diagnostics().front().expected == "at most 16777216 bytes");
}

SCENARIO("nesting of 100,000 is refused at the limit", "[policy][hostile]") {
  for (const char* open : {"[", "{\"a\":"}) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += open;
    const Error error = refused(text);
    CHECK(error.kind() == ErrorKind::limit);
    CHECK(code_of(error) == "HF1011");
  }
}

SCENARIO("masses of values, keys, findings and rules end at their limits", "[policy][hostile]") {
  std::string values = "{\"rules\": [1";
  for (int i = 0; i < 2'000'000; ++i) values += ",1";
  CHECK(code_of(refused(values + "]}")) == "HF1013");

  std::string keys = "{\"x\": 1";
  for (int i = 0; i < 200'000; ++i) keys += ",\"k" + std::to_string(i) + "\":1";
  CHECK(code_of(refused(keys + "}")) == "HF1012");

  std::string unknown = R"({"huifang": 1, "policy": "p", "version": "1")";
  for (int i = 0; i < 50'000; ++i) unknown += ",\"k" + std::to_string(i) + "\":1";
  const Error many = refused(unknown + "}");
  CHECK(many.diagnostics().size() == 1'001);
  CHECK(many.diagnostics().back().code == "HF1016");

  std::string rules =
      R"({"huifang": 1, "policy": "p", "version": "1", "events": {"phone": {}}, "rules": {"r": {"each": "week", "owe": {"need": "phone"}})";
  for (int i = 0; i < 10'000; ++i)
    rules += ",\"r" + std::to_string(i) + "\": {\"each\": \"week\", \"owe\": {\"need\": \"phone\"}}";
  const Error rule = refused(rules + "}}");
  CHECK(rule.kind() == ErrorKind::limit);
  CHECK(code_of(rule) == "HF1014");
}

SCENARIO("thousands of misspelt names among thousands of names stay cheap", "[policy][hostile]") {
  const std::string tail(150, 'x');
  std::string text = R"({"huifang": 1, "policy": "p", "version": "1", "events": {"e": {})";
  for (int i = 0; i < 9'000; ++i) text += ",\"e" + std::to_string(i) + tail + "\":{}";
  text += R"(}, "rules": {"r": {"on": "e", "do": [{"flag": "f"}]})";
  for (int i = 0; i < 2'000; ++i) {
    text += ",\"r" + std::to_string(i) + "\":{\"on\": \"f" + std::to_string(i) + tail +
            "\", \"do\": [{\"flag\": \"f\"}]}";
  }
  const Error error = refused(text + "}}");
  CHECK(error.diagnostics().size() == 1'001);
  CHECK(code_of(error) == "HF1403");
}

SCENARIO("long keys and long texts are quoted short", "[policy][hostile]") {
  const std::string key(4'000'000, 'k');
  const Error error = refused("{\"huifang\": 1, \"policy\": \"p\", \"version\": \"1\", \"" + key + "\": 1}");
  CHECK(error.diagnostics().front().found.size() < 200);
}

SCENARIO("invalid UTF-8 and duplicate keys are refused anywhere", "[policy][hostile]") {
  CHECK(code_of(refused("{\"huifang\": 1, \"policy\": \"\xc0\xaf\"}")) == "HF1002");
  CHECK(code_of(refused("{\"huifang\": 1, /* \xed\xa0\x80 */ \"policy\": \"p\"}")) == "HF1002");
  const Error error = refused(R"({"huifang": 1, "policy": "p", "policy": "q", "rules": {"a": {}, "a": {}}})");
  CHECK(error.kind() == ErrorKind::syntax);
  CHECK(error.diagnostics().size() == 2);
}

SCENARIO("a chain of bases ends at its limit, a loop at once", "[policy][hostile]") {
  LoadOptions options;
  options.find_base = [](std::string_view id, std::string_view version) {
    const int next = std::stoi(std::string(version)) + 1;
    return PolicySource{"{\"huifang\": 1, \"policy\": \"" + std::string(id) + "\", \"version\": \"" +
                            std::string(version) + "\", \"extends\": \"" + std::string(id) + "@" +
                            std::to_string(next) + "\"}",
                        "base"};
  };
  const Error deep = refused(R"({"huifang": 1, "policy": "p", "version": "0", "extends": "p@1"})", options);
  CHECK(deep.kind() == ErrorKind::limit);
  CHECK(code_of(deep) == "HF1015");
  const Error loop = refused(R"({"huifang": 1, "policy": "p", "version": "3", "extends": "p@3"})", options);
  CHECK(code_of(loop) == "HF1203");
}

SCENARIO("expressions have limits of their own", "[policy][hostile]") {
  const std::string sum = "\"1" + std::string(70'000, ' ') + " + 1\"";
  CHECK_THROWS_AS(test::loaded("\"decisions\": {\"d\": {\"is\": " + sum + "}}"), Error);
  std::string brackets(50'000, '(');
  CHECK_THROWS_AS(test::loaded("\"decisions\": {\"d\": {\"is\": \"" + brackets + "\"}}"), Error);
}

SCENARIO("a key of megabytes is not copied into every finding below it", "[policy][hostile]") {
  std::string text = R"({"huifang": 1, "policy": "p", "version": "1", "facts": {")" + std::string(8'000'000, 'x') + "\": {";
  for (int i = 0; i < 900; ++i) text += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\": 5";
  const Error error = refused(text + "}}}");
  CHECK(error.diagnostics().size() >= 900);
  std::size_t bytes = 0;
  for (const Diagnostic& diagnostic : error.diagnostics()) {
    CHECK(diagnostic.pointer.size() <= 1'000);
    CHECK(diagnostic.message.size() <= 1'000);
    bytes += to_text(diagnostic).size();
  }
  CHECK(bytes < 4'000'000);
}

SCENARIO("a NUL byte is named", "[policy][hostile]") {
  const std::string good = R"({"huifang": 1, "policy": "p", "version": "1"})";
  for (const std::size_t at : {std::size_t{0}, std::size_t{1}, std::size_t{5}, std::size_t{14}, good.size()}) {
    std::string text = good;
    text.insert(at, 1, '\0');
    const Error error = refused(text);
    INFO(at << ": " << error.what());
    CHECK(code_of(error) == "HF1001");
    CHECK(error.diagnostics().front().message == "a NUL byte stands here, which no JSON text has");
    CHECK(error.diagnostics().front().offset == static_cast<std::int64_t>(at));
  }
}

SCENARIO("spans that lead out of the calendar from wherever they start are refused", "[policy][hostile]") {
  const std::string head =
      R"({"huifang": 1, "policy": "p", "version": "1", "events": {"phone": {}}, )";
  for (const char* span : {"8601 years", "103201 months", "448727 weeks", "3141086 days", "3141086 working days",
                           "75386041 hours", "75386041 working hours", "1000000001 minutes"}) {
    const std::string quoted = '"' + std::string(span) + '"';
    INFO(span);
    refused(head + R"("measures": {"m": {"count": "phone", "over": )" + quoted + "}}}");
    refused(head + R"("rules": {"r": {"every": )" + quoted + R"(, "owe": {"need": "phone"}}}})");
    refused(head + R"("rules": {"r": {"on": "phone", "owe": {"need": "phone", "due": "start + )" + span + R"("}}}})");
    refused(head + R"("params": {"p": {"type": "span", "default": )" + quoted + "}}}");
  }
  Policy::load(head + R"("rules": {"r": {"on": "phone", "owe": {"need": "phone", "due": "8600 years"}}}})");
}
