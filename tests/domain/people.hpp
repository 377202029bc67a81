#pragma once
/// Shorthands for tests about people and what they own.

#include <algorithm>
#include <string>

#include "domain/json_text.hpp"
#include "domain/world.hpp"

namespace huifang::test {

/// The latest value of a reference, as "staff:s1"; "-" for nobody; JSON of anything else.
inline std::string owner(World& world, const std::string& customer, const std::string& attribute = "owner") {
  world.flush();
  const auto id = world.store.find("customer", customer);
  const FactRow* latest = nullptr;
  for (const FactRow& row : world.store.facts()) {
    if (!id || row.subject != *id || row.attribute != attribute) continue;
    if (latest == nullptr || std::make_pair(latest->from_us, latest->sequence) <= std::make_pair(row.from_us, row.sequence)) latest = &row;
  }
  if (latest == nullptr) return "-";
  const Value value = value_from_json(latest->value);
  if (value.kind() == Value::Kind::entity) return value.entity().entity + ":" + value.entity().key;
  return value.is_null() ? "-" : latest->value;
}

inline void staff(World& world, const std::string& key, const std::string& unit, const std::string& at = "2024-01-01") {
  world.record(R"({"type": "set", "at": ")" + at + R"(", "staff": ")" + key + R"(", "data": {"unit": ")" + unit + R"("}})");
}

inline void customer(World& world, const std::string& key, const std::string& at = "2024-03-01T09:00",
                     const std::string& data = R"({"class": "A"})") {
  world.record(R"({"type": "set", "at": ")" + at + R"(", "customer": ")" + key + R"(", "data": )" + data + "}");
}

inline void assign(World& world, const std::string& key, const std::string& data, const std::string& at, const std::string& by = "boss") {
  world.record(R"({"type": "assign", "at": ")" + at + R"(", "by": ")" + by + R"(", "customer": ")" + key + R"(", "data": )" + data + "}");
}

/// How many effects of a kind have this text in their data.
inline std::int64_t effects(World& world, const std::string& kind, const std::string& text = {}) {
  const auto rows = world.effects();
  return std::count_if(rows.begin(), rows.end(),
                       [&](const EffectRow& row) { return row.kind == kind && row.data.find(text) != std::string::npos; });
}

}  // namespace huifang::test
