#include "report/run.hpp"

#include <algorithm>
#include <map>

#include "report/measure.hpp"

namespace huifang::reports {
namespace {

using Kind = ReportFinding::Kind;

/// "2024-03-05 15:00": as people write it; seconds and an offset stay where they say something, the name of the zone does not.
std::string when_text(DateTime at) {
  if (at.time.zone && !at.time.zone->name.empty()) at.time.zone.reset();
  std::string time = at.time.to_text();
  if (time.size() == 8 && time.ends_with(":00")) time.resize(5);
  return at.date.to_text() + ' ' + time;
}

/// What a column of a row is called: the name of a class, of a subject or a text as it is.
std::string text_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null:
      return {};
    case Value::Kind::string:
      return value.string();
    case Value::Kind::entity:
      return value.entity().key;
    case Value::Kind::date:
      return value.date().to_text();
    case Value::Kind::date_time:
      return when_text(value.date_time());
    default:
      return value.to_text();
  }
}

const Value& cell(const Value& row, const std::string& column) {
  static const Value null;
  const Value* found = row.context().find(column);
  return found == nullptr ? null : *found;
}

/// Rows by the text of a column: in the order of the enumeration, then as they come. Rows without it are in
/// none.
struct Group {
  std::string name;
  std::vector<Value> rows;
};
std::vector<Group> grouped(const ReportDef& report, const Inputs& inputs, const std::string& column,
                           bool all_classes) {
  std::vector<Group> out;
  std::map<std::string, std::size_t> places;
  const auto place = [&](const std::string& name) {
    const auto [found, fresh] = places.try_emplace(name, out.size());
    if (fresh) out.push_back({name, {}});
    return found->second;
  };
  for (const auto& [name, type] : report.columns) {
    if (name == column && all_classes) std::for_each(type.values.begin(), type.values.end(), place);
  }
  for (const Value& row : inputs.rows.list()) {
    const Value& value = cell(row, column);
    if (!value.is_null()) out[place(text_of(value))].rows.push_back(row);
  }
  return out;
}

class Run {
 public:
  Run(const ReportDef& def, const Inputs& inputs) : def_(def), inputs_(inputs) {}

  Report run() {
    out_.name = def_.name;
    out_.title = def_.title;
    out_.source = def_.source;
    for (const MetricDef& metric : def_.metrics) add_metric(metric);
    for (const BreakdownDef& breakdown : def_.breakdowns) add_breakdown(breakdown);
    for (const RankingDef& ranking : def_.rankings) add_ranking(ranking);
    if (!def_.trend_by.empty()) add_trend();
    for (const CheckDef& check : def_.checks) add_check(check);
    if (!def_.show.empty()) add_rows();
    return std::move(out_);
  }

 private:
  void find(Kind kind, const std::string& about, std::string en, std::string zh) {
    out_.findings.push_back({kind, about, {std::move(en), std::move(zh)}});
  }

  void add_metric(const MetricDef& metric) {
    Unknown unknown;
    const Measured measured = measure(metric, Inputs{inputs_.rows, inputs_.given, &unknown}, metric.name);
    ReportMetric told;
    told.name = metric.name;
    told.label = metric.label;
    told.numerator = metric.numerator;
    told.base = metric.base;
    told.figure = figure(measured, metric.kind, metric.unit, metric.rounding);
    told.round = figures::to_text(metric.rounding);
    if (!measured.known && !unknown.failure.empty())
      find(Kind::no_base, metric.name, metric.label.en + ": not known (" + unknown.failure + ")",
           metric.label.zh + "：未知（" + (unknown.failure == "division by zero" ? "除数为零" : unknown.failure) + "）");
    else if (!measured.known && !unknown.names.empty())
      find(Kind::no_base, metric.name,
           metric.label.en + ": not known, because " + unknown.names.front() + " is not",
           metric.label.zh + "：未知，因 " + unknown.names.front() + " 未知");
    else if (!measured.known)
      find(Kind::no_base, metric.name, metric.label.en + ": there is nothing to take it of",
           metric.label.zh + "：没有可计算的基数");
    told.targets = judge(metric, measured, told.figure, inputs_, metric.name, out_.findings);
    const std::size_t before = out_.findings.size();
    told.printed = verify(metric.printed, measured, metric.unit, metric.rounding, &metric, metric.name,
                          metric.label, out_.findings);
    name_the_other(metric, told.printed, before);
    if (metric.previous) {
      Measured previous;
      previous.known = true;
      previous.value = *metric.previous;
      previous.numerator = previous.value;
      told.previous = figure(previous, metric.kind, metric.unit, metric.rounding);
      if (measured.known) set_change(told, measured.value, *metric.previous, metric.rounding);
    }
    out_.metrics.push_back(std::move(told));
  }

  /// A printed figure that is another metric's: a rate taken for an index. Whole numbers agree too often by
  /// chance. `finding`: the first that printed figures of the metric led to.
  void name_the_other(const MetricDef& metric, const std::vector<PrintedFigure>& told, std::size_t finding) {
    for (std::size_t i = 0; i < told.size(); ++i) {
      if (told[i].verdict != PrintedFigure::Verdict::disagrees) continue;
      while (out_.findings[finding].kind != Kind::printed) ++finding;
      Label& text = out_.findings[finding++].text;
      const figures::Printed& printed = metric.printed[i].figure;
      const MetricDef* other = printed.places == 0 ? nullptr : metric_that_is(metric, printed);
      if (other == nullptr) continue;
      text.en += "; it is the " + std::string(to_text(other->kind)) + " '" + other->label.en + "'";
      text.zh += "；实为“" + other->label.zh + "”";
    }
  }

  const MetricDef* metric_that_is(const MetricDef& but, const figures::Printed& printed) const {
    for (const MetricDef& other : def_.metrics) {
      if (&other == &but) continue;
      const Measured measured = measure(other, inputs_, other.name);
      if (measured.known &&
          figures::rounded_value(measured.value, {but.rounding.mode, printed.places, '.'}) == printed.value)
        return &other;
    }
    return nullptr;
  }

  /// The sum of a column of these rows, or how many there are; unknown cells are nothing.
  Ratio total_of(const BreakdownDef& breakdown, const std::vector<Value>& rows) {
    if (breakdown.sum.empty()) return Ratio(static_cast<std::int64_t>(rows.size()));
    Ratio out;
    for (const Value& row : rows) {
      const Value& value = cell(row, breakdown.sum);
      if (value.kind() == Value::Kind::number) out += exact_of(value.number(), breakdown.name);
    }
    return out;
  }

  void add_breakdown(const BreakdownDef& breakdown) {
    const MetricKind kind = breakdown.sum.empty() ? MetricKind::count : MetricKind::sum;
    Ratio total = total_of(breakdown, inputs_.rows.list());
    if (breakdown.of) {
      const auto given = number(breakdown.of, inputs_, breakdown.name);
      if (!given)
        return find(Kind::no_base, breakdown.name, breakdown.label.en + ": the total is not known",
                    breakdown.label.zh + "：总数未知");
      total = *given;
    }
    ReportBreakdown told;
    told.name = breakdown.name;
    told.label = breakdown.label;
    told.base = breakdown.base;
    told.total = amount(total, kind, breakdown.rounding);
    Ratio sum, shown;
    std::vector<Group> groups = grouped(def_, inputs_, breakdown.by, true);
    // A class with a printed figure is one of them, also without rows.
    for (const auto& [name, printed] : breakdown.printed) {
      const auto same = [&name = name](const Group& group) { return group.name == name; };
      if (std::none_of(groups.begin(), groups.end(), same)) groups.push_back({name, {}});
    }
    for (const Group& group : groups) {
      const Ratio value = total_of(breakdown, group.rows);
      sum += value;
      ReportPart part =
          part_of(group.name, class_label(def_, breakdown.by, group.name), value, total, kind, breakdown.rounding);
      for (const auto& [name, printed] : breakdown.printed) {
        if (name != group.name) continue;
        Measured measured{total != 0, value, total, total != 0 ? figures::quotient(value, total) * 100 : Ratio(),
                          value,      total};
        part.printed = verify(printed, measured, "%", breakdown.rounding, nullptr,
                              breakdown.name + '.' + group.name, part.label, out_.findings);
      }
      if (total != 0) shown += figures::rounded_value(figures::quotient(value, total) * 100, breakdown.rounding);
      told.parts.push_back(std::move(part));
    }
    const Ratio rest = total - sum;
    const auto digits = [&](const Ratio& value) { return amount(value, kind, breakdown.rounding).shown; };
    if (rest != 0) {
      told.unclassified = part_of("", rest > 0 ? Label{"unclassified", "未归类"} : Label{"too many", "超出"},
                                  rest, total, kind, breakdown.rounding);
      const std::string share =
          told.unclassified->share.known ? " (" + told.unclassified->share.shown + ")" : "";
      if (rest > 0)
        find(Kind::unclassified, breakdown.name,
             breakdown.label.en + ": the parts add up to " + digits(sum) + " of " + told.total.shown + "; " +
                 digits(rest) + share + " unclassified",
             breakdown.label.zh + "：各类合计 " + digits(sum) + "，总数 " + told.total.shown + "，未归类 " +
                 digits(rest) + share);
      else
        find(Kind::exceeded, breakdown.name,
             breakdown.label.en + ": the parts add up to " + digits(sum) + ", which is " + digits(figures::abs(rest)) +
                 " more than the total " + told.total.shown,
             breakdown.label.zh + "：各类合计 " + digits(sum) + "，比总数 " + told.total.shown + " 多 " +
                 digits(figures::abs(rest)));
    }
    if (total != 0) {
      told.shares_shown = figures::rounded(shown, breakdown.rounding) + " %";
      if (shown != 100)
        find(Kind::shares, breakdown.name,
             breakdown.label.en + ": the shares as shown add up to " + told.shares_shown + ", not 100 %",
             breakdown.label.zh + "：所示比例合计 " + told.shares_shown + "，不是 100 %");
    }
    out_.breakdowns.push_back(std::move(told));
  }

  static ReportPart part_of(const std::string& name, Label label, const Ratio& value, const Ratio& total,
                            MetricKind kind, const figures::RoundingProfile& rounding) {
    return {name, std::move(label), amount(value, kind, rounding), share(value, total, rounding), {}};
  }

  void add_ranking(const RankingDef& ranking) {
    struct Ranked {
      std::string name;
      Value rows;
      Measured measured;
    };
    std::vector<Ranked> order;
    for (const Group& group : grouped(def_, inputs_, ranking.of, false)) {
      const Inputs own{Value::of(group.rows), inputs_.given, nullptr};
      order.push_back({group.name, own.rows, measure(ranking.by, own, ranking.name)});
    }
    std::stable_sort(order.begin(), order.end(), [&](const Ranked& a, const Ranked& b) {
      if (a.measured.known != b.measured.known) return a.measured.known;
      return ranking.lowest_first ? a.measured.value < b.measured.value : a.measured.value > b.measured.value;
    });
    ReportRanking told{ranking.name, ranking.label, ranking.lowest_first, {}};
    std::optional<Ratio> weakest;
    for (const Ranked& one : order) {
      if (one.measured.known && (!weakest || one.measured.value < *weakest)) weakest = one.measured.value;
    }
    std::string en, zh;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const Ranked& one = order[i];
      ReportPlace place;
      place.name = one.name;
      place.label = class_label(def_, ranking.of, one.name);
      place.figure = figure(one.measured, ranking.by.kind, ranking.by.unit, ranking.by.rounding);
      MetricDef asked = ranking.by;
      asked.label = place.label;
      place.targets = judge(asked, one.measured, place.figure, {one.rows, inputs_.given, nullptr},
                            ranking.name + '.' + one.name, out_.findings);
      if (one.measured.known) {
        const bool tied = i > 0 && order[i - 1].measured.value == one.measured.value;
        place.place = tied ? told.places.back().place : i + 1;
        place.chosen = ranking.first > 0 && place.place <= ranking.first;
        place.focus = ranking.focus && one.measured.value == *weakest;
      }
      if (place.focus) {
        en += (en.empty() ? "" : ", ") + place.label.en;
        zh += (zh.empty() ? "" : "、") + place.label.zh;
      }
      told.places.push_back(std::move(place));
    }
    if (!en.empty())
      find(Kind::focus, ranking.name, ranking.label.en + ": the focus is " + en,
           ranking.label.zh + "：重点是" + zh);
    out_.rankings.push_back(std::move(told));
  }

  /// A period of a trend, ordered by time: texts of one year are, those of years before 0 or beyond 9999 are
  /// not.
  using Period = std::pair<std::int32_t, std::string>;

  Period period_of(Date day) const {
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const auto in_year = [](std::int32_t number, const std::string& rest) {
      std::string text = Date{number, 1, 1}.to_text();  // at least four digits
      text.resize(text.size() - std::string_view("-01-01").size());
      return Period(number, text + rest);
    };
    const std::string& bucket = def_.trend_bucket;
    if (bucket == "year") return in_year(day.year, "");
    if (bucket == "half-year") return in_year(day.year, day.month <= 6 ? "-H1" : "-H2");
    if (bucket == "quarter") return in_year(day.year, "-Q" + std::to_string((day.month + 2) / 3));
    if (bucket == "month") return in_year(day.year, '-' + two(day.month));
    if (bucket == "day") return {day.year, day.to_text()};
    // ISO 8601: a week is of the year in which its Thursday is.
    const Date thursday = Date::from_days(day.to_days() + 4 - day.weekday());
    const std::int64_t first = Date{thursday.year, 1, 1}.to_days();
    return in_year(thursday.year, "-W" + two(static_cast<int>((thursday.to_days() - first) / 7 + 1)));
  }

  void add_trend() {
    std::map<Period, std::vector<Value>> periods;
    for (const Value& row : inputs_.rows.list()) {
      const Value& day = cell(row, def_.trend_by);
      if (day.kind() == Value::Kind::date) periods[period_of(day.date())].push_back(row);
    }
    ReportTrend told;
    for (const auto& [period, rows] : periods) told.periods.push_back(period.second);
    for (const MetricDef& metric : def_.metrics) {
      told.names.push_back(metric.name);
      told.labels.push_back(metric.label);
      std::vector<Figure>& figures_of = told.figures.emplace_back();
      std::vector<std::string>& changes = told.changes.emplace_back();
      std::optional<Measured> before;
      for (const auto& [period, rows] : periods) {
        const Measured measured =
            measure(metric, Inputs{Value::of(rows), inputs_.given, nullptr}, metric.name);
        figures_of.push_back(figure(measured, metric.kind, metric.unit, metric.rounding));
        changes.push_back(before && before->known && measured.known
                              ? change_text(measured.value - before->value, metric.kind, metric.rounding)
                              : "");
        before = measured;
      }
    }
    out_.trend = std::move(told);
  }

  void add_check(const CheckDef& check) {
    const auto broken = [&](const std::string& en, const std::string& zh) {
      find(Kind::check, check.name, check.label.en + en, check.label.zh + zh);
    };
    if (check.that) {
      const Value value = evaluate(check.that, inputs_, check.name);
      if (value.kind() != Value::Kind::boolean)
        broken(": undecided", "：无法判定");
      else if (!value.boolean())
        broken("", "");
    } else if (check.none_of) {
      const Value value = evaluate(check.none_of, inputs_, check.name);
      if (value.kind() != Value::Kind::list) return broken(": undecided", "：无法判定");
      std::string all;
      for (const Value& item : value.list()) all += (all.empty() ? "" : ", ") + text_of(item);
      if (!all.empty()) broken(": " + all, "：" + all);
    } else if (check.total) {
      Ratio sum;
      std::string words;
      bool known = true;
      for (const feel::Expression& part : check.parts) {
        const auto value = number(part, inputs_, check.name);
        known = known && value;
        if (value) sum += *value;
        words += (words.empty() ? "" : " + ") + (value ? digits(*value) : std::string("–"));
      }
      const auto total = number(check.total, inputs_, check.name);
      if (!known || !total)
        broken(": undecided", "：无法判定");
      else if (sum != *total)
        broken(": " + words + " = " + digits(sum) + ", not " + digits(*total),
               "：" + words + " = " + digits(sum) + "，不是 " + digits(*total));
    }
  }

  static std::string digits(const Ratio& value) { return value.to_decimal().to_text(); }

  void add_rows() {
    ReportRows told;
    told.columns = def_.show;
    told.classes.resize(def_.show.size());
    for (const std::string& column : def_.show) {
      told.labels.push_back(label_of(def_, column));
      const auto found = std::find_if(def_.columns.begin(), def_.columns.end(),
                                      [&](const auto& one) { return one.first == column; });
      told.numeric.push_back(found != def_.columns.end() && found->second.kind == feel::Type::Kind::number);
    }
    for (const Value& row : inputs_.rows.list()) {
      std::vector<std::string>& cells = told.cells.emplace_back();
      for (const std::string& column : def_.show) {
        const Value& value = cell(row, column);
        cells.push_back(text_of(value));
        if (value.is_null() || value.kind() == Value::Kind::number) continue;
        Label label = class_label(def_, column, cells.back());
        if (value.kind() == Value::Kind::boolean && label.en == cells.back())
          label = value.boolean() ? Label{"yes", "是"} : Label{"no", "否"};
        if (label.en != cells.back() || label.zh != cells.back())
          told.classes[cells.size() - 1].emplace(cells.back(), std::move(label));
      }
    }
    out_.rows = std::move(told);
  }

  const ReportDef& def_;
  const Inputs& inputs_;
  Report out_;
};

}  // namespace

Report run(const ReportDef& report, const Inputs& inputs) { return Run(report, inputs).run(); }

}  // namespace huifang::reports

namespace huifang {

std::string ReportRows::text(std::size_t row, std::size_t column, Language language) const {
  const std::string& cell = cells[row][column];
  const auto found = classes[column].find(cell);
  return found == classes[column].end() ? cell : found->second.in(language);
}

std::string_view to_text(ReportFinding::Kind kind) {
  constexpr std::string_view names[] = {"unclassified", "exceeded",  "shares",  "printed",
                                        "otherwise",    "undecided", "targets", "missed",
                                        "rounded_away", "no_base",   "focus",   "check"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace huifang
