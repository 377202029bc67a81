#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <string>
#include <vector>

#include "domain/json_nodes.hpp"

namespace huifang {
namespace {

using nlohmann::json;

std::string random_text() {
  const std::vector<std::string> pieces = {"a", "run", "\"", "\\", "\n", "\t", std::string(1, '\x01'), "é", "周", "😀", "/", ":", ","};
  std::string text;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) text += *rc::gen::elementOf(pieces);
  return text;
}

json random_value(int depth) {
  switch (*rc::gen::inRange(0, depth > 0 ? 6 : 4)) {
    case 0: return nullptr;
    case 1: return *rc::gen::arbitrary<bool>();
    case 2: return *rc::gen::arbitrary<std::int64_t>();
    case 3: return random_text();
    case 4: {
      json list = json::array();
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) list.push_back(random_value(depth - 1));
      return list;
    }
    default: {
      json object = json::object();
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) object[random_text()] = random_value(depth - 1);
      return object;
    }
  }
}

bool same(const JsonNode& node, const json& value) {
  if (node.is_null() != value.is_null() || node.is_string() != value.is_string()) return false;
  if (json::parse(node.dump()) != value) return false;
  if (value.is_boolean()) return node.get<bool>() == value.get<bool>();
  if (value.is_number()) return node.get<std::int64_t>() == value.get<std::int64_t>();
  if (value.is_string()) return node.get<std::string>() == value.get<std::string>();
  if (!value.is_structured()) return true;
  if (node.size() != value.size()) return false;
  if (value.is_array()) {
    std::size_t i = 0;
    for (const JsonNode element : node) {
      if (!same(element, value[i]) || !same(node.at(i), value[i])) return false;
      ++i;
    }
    return i == value.size();
  }
  for (const JsonNode member : node) {
    if (!value.contains(member.name()) || !same(member, value[member.name()])) return false;
  }
  for (const auto& [name, member] : value.items()) {
    if (!node.contains(name) || !same(node[name], member)) return false;
  }
  return !node.contains("nobody wrote this");
}

}  // namespace

TEST_CASE("JSON reads as nlohmann reads it", "[json]") {
  REQUIRE(rc::check("JSON reads as nlohmann reads it", [] {
    const json value = random_value(4);
    const std::string text = value.dump(*rc::gen::element(-1, 2), ' ', *rc::gen::arbitrary<bool>());
    const JsonNodes nodes(text);
    RC_ASSERT(same(nodes.root(), value));
  }));
}

SCENARIO("what is no JSON, or not what its reader expects, is refused", "[json]") {
  for (const char* text : {"", "{", "[1,", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "\"", "\"\\", "tru", "nul", "-", "1 2", "{} x",
                           "[\"\n\"]"}) {
    INFO(text);
    CHECK_THROWS_AS(JsonNodes(text), JsonMisread);
  }
  CHECK_THROWS_AS(JsonNodes(std::string(200, '[') + std::string(200, ']')), JsonMisread);
  const JsonNodes nodes(R"j({"n": 300, "half": 1.5, "text": "a", "list": [1], "bad": "\ud800", "odd": "\x", "cut": "\u12"})j");
  const JsonNode root = nodes.root();
  CHECK(root["n"].get<std::int64_t>() == 300);
  CHECK_THROWS_AS(root["n"].get<std::uint8_t>(), JsonMisread);
  CHECK_THROWS_AS(root["n"].get<std::string>(), JsonMisread);
  CHECK_THROWS_AS(root["half"].get<std::int64_t>(), JsonMisread);
  CHECK_THROWS_AS(root["text"].get<bool>(), JsonMisread);
  CHECK_THROWS_AS(root["text"].get<std::int64_t>(), JsonMisread);
  CHECK_THROWS_AS(root["list"].at(std::size_t{1}), JsonMisread);
  CHECK_THROWS_AS(root["nothing"], JsonMisread);
  CHECK_THROWS_AS(root["list"]["nothing"], JsonMisread);
  for (const char* name : {"bad", "odd", "cut"}) CHECK_THROWS_AS(root[name].get<std::string>(), JsonMisread);
  CHECK(root.value("n", std::int64_t{7}) == 300);
  CHECK(root.value("nothing", std::int64_t{7}) == 7);
}

}  // namespace huifang
