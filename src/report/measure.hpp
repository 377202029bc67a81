#pragma once
/// Metrics of rows, exact, and what is said about them.

#include <optional>
#include <string>
#include <vector>

#include "report/run.hpp"

namespace huifang::reports {

/// A metric before it is rounded.
struct Measured {
  bool known = false;
  Ratio numerator, base = 1;
  Ratio value;          ///< in the unit of the metric
  Ratio first, second;  ///< growth: now, and before or the increment; otherwise as numerator and base
};

/// Value of an expression over the rows; null when an input is not known, and when it fails on these rows (a division by zero).
/// Throws Error(evaluation) when it meets a type that it does not take.
Value evaluate(const feel::Expression& expression, const Inputs& inputs, const std::string& about);
/// A number over the rows; nullopt: not known.
std::optional<Ratio> number(const feel::Expression& expression, const Inputs& inputs,
                            const std::string& about);
Ratio exact_of(const Decimal& number, const std::string& about);

Measured measure(const MetricDef& metric, const Inputs& inputs, const std::string& about);
/// As it is shown.
Figure figure(const Measured& measured, MetricKind kind, const std::string& unit,
              const figures::RoundingProfile& rounding);
/// A number by itself, or a share of a total in per cent.
Figure amount(const Ratio& value, MetricKind kind, const figures::RoundingProfile& rounding);
Figure share(const Ratio& part, const Ratio& total, const figures::RoundingProfile& rounding);

/// Asks the targets, and says which are missed, not known, differ, or are hidden by rounding.
std::vector<Target> judge(const MetricDef& metric, const Measured& measured, const Figure& shown,
                          const Inputs& inputs, const std::string& about, std::vector<ReportFinding>& findings);
/// Holds printed figures against the value. `metric`: with its inputs, nullptr of a share.
std::vector<PrintedFigure> verify(const std::vector<PrintedDef>& printed, const Measured& measured,
                                  const std::string& unit, const figures::RoundingProfile& rounding,
                                  const MetricDef* metric, const std::string& about, const Label& label,
                                  std::vector<ReportFinding>& findings);
/// "+0.61" with the places of the rounding, of whole counts without any; of zero "0.00".
std::string change_text(const Ratio& change, MetricKind kind, const figures::RoundingProfile& rounding);
/// The change and the relative change of a metric.
void set_change(ReportMetric& told, const Ratio& now, const Ratio& before, const figures::RoundingProfile& rounding);

}  // namespace huifang::reports
