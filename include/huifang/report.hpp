#pragma once
/// Reports: figures of many subjects or events, each with its base, and what does not add up.
///
/// All arithmetic is exact until a figure is shown; then it is rounded once, as the report says. What does not add up, and what
/// somebody printed and the inputs do not give, is told as a finding and never smoothed away.

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/columns.hpp"
#include "huifang/value.hpp"

namespace huifang {

enum class Language : std::uint8_t { en, zh };

/// A text in both languages. One that was given once stands for both.
struct Label {
  std::string en, zh;
  const std::string& in(Language language) const { return language == Language::zh ? zh : en; }
};

/// What a figure is. Figures of different kinds are never compared: an index of 78.4 is no rate of 78.4 %.
enum class MetricKind : std::uint8_t {
  rate,    ///< numerator / base, in per cent (or so many `per`)
  mean,    ///< sum of the known values / how many are known
  index,   ///< a mean as a share of the best that is possible, 0 to 100
  count,   ///< how many
  sum,     ///< total of the known values
  growth,  ///< (now - before) / before, in per cent
  value    ///< any other number
};
std::string_view to_text(MetricKind kind);

/// One number of a report.
struct Figure {
  MetricKind kind = MetricKind::value;
  bool known = false;  ///< false: the base is zero, or there is nothing to take it of; then the rest is zero and "–"
  Decimal numerator;   ///< of counts, sums and values the number itself; to 34 digits
  Decimal base;        ///< what it is taken of; 1 of counts, sums and values
  Decimal value;       ///< numerator / base in `unit`; to 34 digits
  std::string unit;    ///< "%", "‰", "" …
  std::string shown;   ///< rounded, with the unit: "78.86 %"
};

/// What a figure was to be. Compared with the exact value, not with what is shown.
struct Target {
  std::string text;         ///< ">= 85 %"
  std::optional<bool> met;  ///< nullopt: the figure is not known
};

/// A figure that somebody printed, beside the one the inputs give.
struct PrintedFigure {
  enum class Verdict : std::uint8_t {
    agrees,     ///< with what the report shows, rounded to as many places
    otherwise,  ///< another way of rounding gives it
    undecided,  ///< the inputs were rounded themselves: it may be right
    disagrees   ///< no way of rounding gives it
  };
  std::string text;   ///< as printed
  Verdict verdict = Verdict::agrees;
  std::string shown;  ///< the computed figure in as many places
};

struct ReportMetric {
  std::string name;
  Label label;
  Label numerator, base;  ///< names of both; empty where there is none
  Figure figure;
  std::string round;               ///< how it is rounded: "truncate 2", "half_up 1 ,"
  std::vector<Target> targets;
  std::vector<PrintedFigure> printed;
  std::optional<Figure> previous;  ///< of the period before
  std::string change;              ///< now less before, rounded: "+0.61"; of per cents in percentage points. Empty: not known
  std::string change_relative;     ///< the change as per cent of the figure before: "+0.63 %". Empty: not known
};

/// One class of a breakdown.
struct ReportPart {
  std::string name;
  Label label;
  Figure amount;  ///< how many, or their sum
  Figure share;   ///< of the total
  std::vector<PrintedFigure> printed;
};

/// A total in classes. What is in no class is kept visible.
struct ReportBreakdown {
  std::string name;
  Label label;
  Label base;                             ///< name of the total
  std::vector<ReportPart> parts;
  std::optional<ReportPart> unclassified; ///< total less parts, when that is not zero; negative: the parts exceed the total
  Figure total;
  std::string shares_shown;               ///< sum of the shares as shown, those in no class left out
};

/// One of those that are ranked.
struct ReportPlace {
  std::size_t place = 0;  ///< from 1, equal values share it (1, 2, 2, 4); 0: it has no value
  std::string name;
  Label label;
  Figure figure;
  std::vector<Target> targets;
  bool chosen = false;  ///< among the first so many, ties included
  bool focus = false;   ///< the weakest: what to work on next
};

struct ReportRanking {
  std::string name;
  Label label;
  bool lowest_first = false;
  std::vector<ReportPlace> places;  ///< in order; those without a value at the end
};

/// The metrics of several periods.
struct ReportTrend {
  std::vector<std::string> periods;               ///< "2013-12", ascending
  std::vector<std::string> names;                 ///< of metrics
  std::vector<Label> labels;
  std::vector<std::vector<Figure>> figures;       ///< by metric, then period
  std::vector<std::vector<std::string>> changes;  ///< to the period before, by metric, then period; "" in the first
};

/// Rows as they are: a plan, a record, a statement.
struct ReportRows {
  std::vector<std::string> columns;
  std::vector<Label> labels;
  std::vector<bool> numeric;
  std::vector<std::vector<std::string>> cells;  ///< by row, then column, as the policy writes them; "" where nothing is known
  std::vector<std::map<std::string, Label>> classes;  ///< by column: what its cells are called, where it is something else ("true")
  std::string text(std::size_t row, std::size_t column, Language language) const;  ///< a cell as people read it
};

/// Something a reader should not overlook.
struct ReportFinding {
  enum class Kind : std::uint8_t {
    unclassified,   ///< parts do not reach their total
    exceeded,       ///< parts exceed their total
    shares,         ///< shares as shown do not add up to 100
    printed,        ///< a printed figure disagrees with its inputs
    otherwise,      ///< a printed figure is rounded in another way
    undecided,      ///< rounded inputs cannot tell whether a printed figure is right
    targets,        ///< targets of one metric that differ
    missed,         ///< a target that is not met
    rounded_away,   ///< what is shown looks like the target, the exact value is on its other side
    no_base,        ///< a figure without a base
    focus,          ///< what is weakest
    check           ///< a check that does not hold
  };
  Kind kind = Kind::check;
  std::string about;  ///< "reach", "outcomes.moved": the metric, breakdown or ranking, and the part of it
  Label text;
};
std::string_view to_text(ReportFinding::Kind kind);

enum class ReportFormat : std::uint8_t { text, csv, json, markdown, html };

/// What came out. A value; copy it freely.
struct Report {
  std::string name;
  Label title;
  std::string period;  ///< bucket id or text; empty: none
  std::string source;  ///< clause of the regulation
  std::vector<ReportMetric> metrics;
  std::vector<ReportBreakdown> breakdowns;
  std::vector<ReportRanking> rankings;
  std::optional<ReportTrend> trend;
  std::optional<ReportRows> rows;
  std::vector<ReportFinding> findings;

  /// The report as a document in UTF-8. HTML is one page with its charts and no other file; JSON is independent of the language
  /// and read back by from_json().
  std::string to(ReportFormat format, Language language = Language::en) const;
  /// Throws Error(syntax, HF7502) for anything that to(json) did not write.
  static Report from_json(std::string_view json);
};

/// Figures of two reports side by side: `now` with its `previous` figures and changes set from the metrics of the same names.
/// Throws Error(argument, HF7503) when one of them is of another kind or unit: rates and indices are not compared.
Report compared(Report now, const Report& before);

/// How a report is made of a table: a small JSON document (examples/guide/reports.md). Immutable; share it between threads.
class ReportSpec {
 public:
  /// Throws Error(policy, syntax or limit) with everything that is wrong with it.
  static ReportSpec parse(std::string_view json, const std::string& file = {});
  /// The report of these rows. Columns that the document does not declare are not read. Throws Error(argument, HF7501) with all
  /// values that are not of the declared types, each at "/rows/<row>/<column>", rows counted from 0; Error(evaluation, HF7504)
  /// when an expression meets what it does not take.
  Report run(std::size_t rows, const std::vector<ValueColumn>& columns) const;

  struct Rep;

 private:
  explicit ReportSpec(std::shared_ptr<const Rep> rep) : rep_(std::move(rep)) {}
  std::shared_ptr<const Rep> rep_;
};

/// JSON Schema of these documents.
std::string_view report_schema();

}  // namespace huifang
