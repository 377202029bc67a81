#pragma once
/// The compiled form of a report: of a policy's section `reports`, or of a document of its own. Expressions
/// see `rows`, a list of contexts, and the names in ReportScope; classes and columns are looked up in the
/// rows by name.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "huifang/feel.hpp"
#include "huifang/report.hpp"
#include "value/figures.hpp"

namespace huifang {

/// A bound that a figure has to keep.
struct TargetDef {
  enum class Relation : std::uint8_t { at_least, above, at_most, below, equal };
  std::string text;
  Relation relation = Relation::at_least;
  Ratio bound;
  feel::Expression given;  ///< what the rows or parameters say the bound is; empty: `bound`
  std::string unit;        ///< that stands behind what is given
};

struct PrintedDef {
  std::string text;
  figures::Printed figure;
};

struct MetricDef {
  std::string name;
  Label label, numerator, base;  ///< numerator and base: as written, or what the document calls them
  MetricKind kind = MetricKind::value;
  feel::Expression first, second;  ///< rate: numerator, base; growth: now, and before or the increment;
                                   ///< otherwise: values, weights
  bool by_increment = false;       ///< growth: `second` is the increment
  Ratio best = 1;         ///< index: the best value there may be
  Ratio worst = 0;        ///< index: the worst
  Ratio per = 1;          ///< rate and growth: 100 is per cent
  std::string unit;
  figures::RoundingProfile rounding;
  std::optional<int> input_places;  ///< the inputs were rounded to so many places
  std::vector<TargetDef> targets;
  std::vector<PrintedDef> printed;
  std::optional<Ratio> previous;
};

struct BreakdownDef {
  std::string name;
  Label label, base;
  std::string by;       ///< column of the class
  std::string sum;      ///< column that is added up; empty: rows are counted
  feel::Expression of;  ///< the total; empty: of all rows
  figures::RoundingProfile rounding;
  std::vector<std::pair<std::string, std::vector<PrintedDef>>> printed;  ///< by class
};

struct RankingDef {
  std::string name;
  Label label;
  std::string of;  ///< column that names what is ranked
  MetricDef by;    ///< worked out of the rows of each
  bool lowest_first = false;
  std::size_t first = 0;  ///< so many are chosen, ties included; 0: none
  bool focus = false;
};

struct CheckDef {
  std::string name;
  Label label;
  feel::Expression that;                ///< true: it holds
  feel::Expression none_of;             ///< a list that is to be empty
  std::vector<feel::Expression> parts;  ///< these add up to `total`
  feel::Expression total;
};

struct ReportDef {
  std::string name;
  Label title;
  std::string source;
  figures::RoundingProfile rounding;
  std::vector<MetricDef> metrics;
  std::vector<BreakdownDef> breakdowns;
  std::vector<RankingDef> rankings;
  std::vector<CheckDef> checks;
  std::vector<std::string> show;                      ///< columns of the rows that are told as they are
  std::string trend_by;                               ///< column of the day; empty: no trend of the rows
  std::string trend_bucket;                           ///< day, week, month, quarter or year
  std::vector<std::pair<std::string, Label>> labels;  ///< of columns, classes and "column.class"; the first wins
  std::vector<std::pair<std::string, feel::Type>> columns;  ///< of the rows, in order
};

/// The label of a column; its name when there is none.
Label label_of(const ReportDef& report, const std::string& name);
/// The label of a class of a column, known by its name alone or as "column.class"; its name when there is none.
Label class_label(const ReportDef& report, const std::string& column, const std::string& name);

}  // namespace huifang
