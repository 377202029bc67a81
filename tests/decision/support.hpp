#pragma once
/// Tables over the entries of a plain context.

#include <map>
#include <string>
#include <vector>

#include "huifang/decision.hpp"
#include "outcome_text.hpp"

namespace decision_test {

using namespace huifang;

/// Declared inputs, and one record of their values.
class Record : public feel::Names, public feel::Frame {
 public:
  Record& with(const std::string& name, feel::Type::Kind kind, Value value,
               std::vector<std::string> values = {}) {
    feel::Type type;
    type.kind = kind;
    type.values = std::move(values);
    names_.push_back(name);
    types_.push_back(std::move(type));
    values_.push_back(std::move(value));
    return *this;
  }
  Record& set(const std::string& name, Value value) {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i] == name) values_[i] = std::move(value);
    }
    return *this;
  }
  std::optional<feel::Binding> find(std::string_view name) const override {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i] != name) continue;
      feel::Binding binding;
      binding.id = static_cast<std::uint32_t>(i);
      binding.type = types_[i];
      return binding;
    }
    return std::nullopt;
  }
  std::optional<feel::Binding> member(std::uint32_t, std::string_view) const override { return std::nullopt; }
  std::vector<std::string> all(std::optional<std::uint32_t>) const override { return names_; }
  Value load(std::uint32_t slot) const override { return values_[slot]; }
  Value attribute(const Value&, std::uint32_t) const override { return {}; }
  Value call(std::uint32_t, std::span<const Value>) const override { return {}; }

 private:
  std::vector<std::string> names_;
  std::vector<feel::Type> types_;
  std::vector<Value> values_;
};

inline Value number(std::string_view text) { return Value::of(Decimal::parse(text).value()); }

/// Rows of cells, the last `outputs` of each are outputs.
inline DecisionTableSource table(HitPolicy policy, std::vector<std::string> inputs, std::size_t outputs,
                                 const std::vector<std::vector<std::string>>& rows) {
  DecisionTableSource source;
  source.hit_policy = policy;
  for (std::string& input : inputs) source.inputs.push_back({std::move(input), {}});
  for (std::size_t i = 0; i < outputs; ++i)
    source.outputs.push_back({outputs == 1 ? "" : "out" + std::to_string(i + 1), {}, {}, "", true});
  for (const auto& cells : rows) {
    const auto split = cells.end() - static_cast<std::ptrdiff_t>(outputs);
    source.rows.push_back({{cells.begin(), split}, {split, cells.end()}, ""});
  }
  return source;
}

using huifang::test::shown;

inline std::string decide(const DecisionTableSource& source, const Record& record,
                          feel::Semantics semantics = feel::Semantics::strict) {
  feel::CompileOptions options;
  options.semantics = semantics;
  try {
    return shown(DecisionTable::compile(source, record, options).evaluate(record));
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace decision_test
