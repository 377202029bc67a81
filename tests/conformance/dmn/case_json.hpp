#pragma once
/// Values and item definitions of the conformance files (see README.md in tests/conformance).

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "huifang/feel.hpp"

namespace conformance {

using Json = nlohmann::ordered_json;

huifang::Value value_from(const Json& json);

/// Equal as the kit compares: numbers within 1e-8, everything else by content.
bool same(const huifang::Value& expected, const huifang::Value& actual);

/// Item definitions: structure as types, and the constraints that go with them.
class ItemTypes {
 public:
  explicit ItemTypes(const Json* definitions);
  /// A built-in or defined type; any for an unknown name.
  huifang::feel::Type type(const std::string& name) const;
  bool defines(const std::string& name) const;
  /// The value as the named type, or null: FEEL's conversions, then the allowed values.
  huifang::Value coerced(const huifang::Value& value, const std::string& name) const;

 private:
  huifang::feel::Type type_of(const Json& definition, int depth) const;
  bool allowed(const huifang::Value& value, const Json& definition, int depth) const;

  const Json* definitions_;
};

/// The inputs of a case as names and as values.
class Inputs : public huifang::feel::Names, public huifang::feel::Frame {
 public:
  Inputs(const Json& values, const Json* types, const ItemTypes& definitions);
  std::optional<huifang::feel::Binding> find(std::string_view name) const override;
  std::optional<huifang::feel::Binding> member(std::uint32_t, std::string_view) const override {
    return std::nullopt;
  }
  std::vector<std::string> all(std::optional<std::uint32_t>) const override;
  std::optional<huifang::feel::Type> type(std::string_view name) const override;
  huifang::Value load(std::uint32_t slot) const override { return values_[slot]; }
  huifang::Value attribute(const huifang::Value&, std::uint32_t) const override { return {}; }
  huifang::Value call(std::uint32_t, std::span<const huifang::Value>) const override { return {}; }
  std::optional<huifang::Instant> now() const override { return huifang::Instant{1'700'000'000'000'000}; }

 private:
  std::vector<std::string> names_;
  std::vector<huifang::Value> values_;
  std::vector<huifang::feel::Type> types_;
  const ItemTypes& definitions_;
};

/// Counts per family and the closing lines.
class Tally {
 public:
  void add(const std::string& family, const std::string& id, bool passed, const std::string& detail);
  /// Prints the families and "N passed, N failed"; the exit status for `min_percent`.
  int close(double min_percent) const;

 private:
  std::map<std::string, std::pair<int, int>> families_;
  int passed_ = 0;
  int failed_ = 0;
};

int run_feel(const std::string& path, double min_percent);
int run_tables(const std::string& path, double min_percent);
int run_drg(const std::string& path, double min_percent);

}  // namespace conformance
