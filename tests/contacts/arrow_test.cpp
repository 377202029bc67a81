// Answers read back from the stream.
#include "huifang/arrow.hpp"

#include <catch2/catch.hpp>
#include <cstring>

#include "huifang/contacts.hpp"

using namespace huifang;

namespace {

std::string text_at(const ArrowArray& column, std::int64_t at) {
  std::int32_t bounds[2];
  std::memcpy(bounds, static_cast<const char*>(column.buffers[1]) + static_cast<std::size_t>(at) * 4, sizeof bounds);
  return {static_cast<const char*>(column.buffers[2]) + bounds[0], static_cast<std::size_t>(bounds[1] - bounds[0])};
}

std::string coded(const ArrowArray& column, std::int64_t at) {
  return text_at(*column.dictionary, static_cast<const std::int32_t*>(column.buffers[1])[at]);
}

}  // namespace

SCENARIO("answers go as an Arrow stream", "[contacts][arrow]") {
  const Policy policy = Policy::load(R"j({"huifang": 1, "policy": "t", "version": "1", "effective": "2020-01-01..", "zone": "UTC",
    "facts": {"customer": {}, "person": {"customer": "customer", "named": "boolean"}}, "events": {"phone": {"contact": true, "person": "person"}},
    "eligibility": {"inputs": ["person.named"], "rows": [["true", "allow"], ["false", "deny: other"]]}})j");
  Contacts contacts(policy, {{"customer", 1, {{"key", {Value::of("c1")}, {0}}}},
                             {"person", 2, {{"key", {Value::of("p1"), Value::of("p2")}, {0, 1}}, {"customer", {Value::of("c1")}, {0, 0}},
                                            {"named", {Value::of(true), Value::of(false)}, {0, 1}}}}});
  ContactAnswers answers;
  contacts.answer(3, {{"type", {Value::of("phone")}, {0, 0, 0}}, {"at", {Value::of("2024-03-01")}, {0, 0, 0}},
                      {"person", {Value::of("p1"), Value::of("p2")}, {1, 0, -1}}}, answers);
  ArrowArrayStream stream{};
  export_stream(contacts, answers, stream);
  ArrowSchema schema{};
  REQUIRE(stream.get_schema(&stream, &schema) == 0);
  std::string fields;
  for (std::int64_t i = 0; i < schema.n_children; ++i) fields += std::string(schema.children[i]->name) + ":" + schema.children[i]->format + " ";
  CHECK(fields == "result:i code:i unknown:i row:i instead:+l ");
  CHECK(std::string(schema.children[4]->children[0]->format) == "+s");
  schema.release(&schema);
  ArrowArray array{};
  REQUIRE(stream.get_next(&stream, &array) == 0);
  REQUIRE(array.length == 3);
  CHECK(coded(*array.children[0], 0) == "denied");
  CHECK(coded(*array.children[0], 1) == "allowed");
  CHECK(coded(*array.children[0], 2) == "undecided");
  CHECK(coded(*array.children[1], 0) == "other");
  CHECK(coded(*array.children[2], 2) == "person");
  CHECK(array.children[3]->null_count == 1);
  const auto* begin = static_cast<const std::int32_t*>(array.children[4]->buffers[1]);
  CHECK(std::vector<std::int32_t>(begin, begin + 4) == std::vector<std::int32_t>{0, 1, 1, 1});
  const ArrowArray& instead = *array.children[4]->children[0];
  CHECK(text_at(*instead.children[0], 0) + " " + text_at(*instead.children[1], 0) + " " + text_at(*instead.children[2], 0) == "person person p1");
  array.release(&array);
  REQUIRE(stream.get_next(&stream, &array) == 0);
  CHECK(array.release == nullptr);
  stream.release(&stream);
}
