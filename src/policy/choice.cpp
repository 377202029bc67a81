#include "policy/choice.hpp"

#include <algorithm>

namespace huifang::loader {

using Kind = feel::Type::Kind;

std::optional<Value> branch_value(const Scope& scope, const Node& branch, const feel::Type& selector) {
  Report& report = scope.loader().report;
  const std::string& key = branch.key;
  const auto refuse = [&](std::string expected, std::string suggestion = "") {
    report.error_at_key(code::choice_value, branch, "the expression never has this value",
                        {"\"" + key + "\"", std::move(expected), std::move(suggestion)});
    return std::nullopt;
  };
  const std::optional<Value> boolean = key == "true"    ? std::optional(Value::of(true))
                                       : key == "false" ? std::optional(Value::of(false))
                                                        : std::nullopt;
  switch (selector.kind) {
    case Kind::boolean:
      return boolean ? boolean : refuse("true, false or else");
    case Kind::number: {
      const std::optional<Decimal> number = Decimal::parse(key);
      return number ? std::optional(Value::of(*number)) : refuse("a number, or else");
    }
    case Kind::string: {
      const auto& values = selector.values;
      if (values.empty() || std::find(values.begin(), values.end(), key) != values.end())
        return Value::of(key);
      std::string expected;
      for (const std::string& value : values) expected += value + ", ";
      return refuse(expected + "or else", report.nearest(key, values));
    }
    case Kind::any: {
      if (boolean) return boolean;
      if (key == "null") return Value{};
      if (const std::optional<Decimal> number = Decimal::parse(key)) return Value::of(*number);
      return Value::of(key);
    }
    default:
      return refuse("branches on text, numbers, true or false");
  }
}

void check_branches(const Scope& scope, const Node& choice, const feel::Type& selector) {
  if (choice.has("else")) return;
  std::vector<std::string> values = selector.values;
  if (selector.kind == Kind::boolean) values = {"true", "false"};
  std::string missing;
  for (const std::string& value : values) {
    if (!choice.has(value)) missing += (missing.empty() ? "" : ", ") + value;
  }
  if (missing.empty()) return;
  scope.loader().report.warning(code::choice_gap, choice, "the choice says nothing for some values",
                                {missing, "a branch for each value, or else", ""});
}

}  // namespace huifang::loader
