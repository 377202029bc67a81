#pragma once
/// Reads what a report consists of from a document, with everything that is wrong about it.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "policy/document.hpp"
#include "policy/report.hpp"
#include "policy/report_model.hpp"

namespace huifang::loader {

/// A name beside `rows` that expressions may use. Its slot is 1 + its position.
struct GivenName {
  std::string name;
  feel::Type type;
};

/// What the expressions of a report may name. Slot 0 is `rows`; function 0 is `sum`, which of nothing is 0
/// here.
class ReportScope final : public feel::Names {
 public:
  /// `rows`: the columns; texts that an enumeration lists stand bare.
  ReportScope(std::vector<std::pair<std::string, feel::Type>> columns, std::vector<GivenName> given);
  std::optional<feel::Binding> find(std::string_view name) const override;
  std::optional<feel::Binding> member(std::uint32_t, std::string_view) const override { return std::nullopt; }
  std::vector<std::string> all(std::optional<std::uint32_t> object) const override;
  const std::vector<std::pair<std::string, feel::Type>>& columns() const { return columns_; }
  const feel::Type* column(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, feel::Type>> columns_;
  std::vector<GivenName> given_;
  std::vector<std::string> bare_;
  feel::Type rows_;
};

/// The value that is meant where "$p" stands; nullptr: reported.
using Literal = std::function<const Node*(const Node&)>;

/// Metrics, breakdowns, rankings, checks, labels and rounding of `node`, whose shape was checked.
ReportDef read_report(const Node& node, const ReportScope& scope, const Literal& literal, Report& report);

/// A text for both languages, or {"en": …, "zh": …}.
Label label_from(const Node& node);

}  // namespace huifang::loader
