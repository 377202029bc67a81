#include "report/measure.hpp"

#include <algorithm>
#include <array>

#include "huifang/error.hpp"
#include "report/codes.hpp"

namespace huifang::reports {
namespace {

using figures::RoundingProfile;

class RowsFrame final : public feel::Frame {
 public:
  explicit RowsFrame(const Inputs& inputs) : inputs_(inputs) {}
  Value load(std::uint32_t slot) const override { return slot == 0 ? inputs_.rows : inputs_.given[slot - 1]; }
  Value attribute(const Value&, std::uint32_t) const override { return {}; }
  /// `sum`: of nothing 0; not known when one of them is not.
  Value call(std::uint32_t, std::span<const Value> arguments) const override {
    const Value& list = arguments.front();
    if (list.kind() == Value::Kind::number) return list;
    if (list.kind() != Value::Kind::list) return {};
    Decimal total;
    for (const Value& item : list.list()) {
      const auto next =
          item.kind() == Value::Kind::number ? Decimal::add(total, item.number()) : std::nullopt;
      if (!next) return {};
      total = *next;
    }
    return Value::of(total);
  }

 private:
  const Inputs& inputs_;
};

[[noreturn]] void fail(const std::string& about, const std::string& why, const std::string& text) {
  Diagnostic diagnostic;
  diagnostic.code = codes::report_failed;
  diagnostic.message = "'" + about + "' cannot be worked out: " + why;
  diagnostic.found = text;
  throw Error(ErrorKind::evaluation, {diagnostic});
}

/// The numbers of a list, nullopt where one is not known; a number alone is a list of it. nullopt: nothing is known of them.
std::optional<std::vector<std::optional<Ratio>>> numbers(const feel::Expression& expression, const Inputs& inputs,
                                                         const std::string& about) {
  const Value value = evaluate(expression, inputs, about);
  if (value.is_null()) return std::nullopt;
  std::vector<std::optional<Ratio>> out;
  const auto take = [&](const Value& item) {
    if (item.is_null())
      out.emplace_back();
    else if (item.kind() == Value::Kind::number)
      out.emplace_back(exact_of(item.number(), about));
    else
      fail(about, "only numbers have a mean, sum or index", item.to_text());
  };
  if (value.kind() == Value::Kind::list)
    std::for_each(value.list().begin(), value.list().end(), take);
  else
    take(value);
  return out;
}

Ratio scaled(const MetricDef& metric, const Ratio& first, const Ratio& second) {
  if (metric.kind == MetricKind::rate) return figures::quotient(first, second) * metric.per;
  const Ratio before = metric.by_increment ? first - second : second;
  return figures::quotient(first - before, before) * metric.per;
}

Measured ratio(const MetricDef& metric, const Inputs& inputs, const std::string& about) {
  Measured out;
  const auto first = number(metric.first, inputs, about), second = number(metric.second, inputs, about);
  if (!first || !second) return out;
  out.first = *first;
  out.second = *second;
  if (metric.kind == MetricKind::rate) {
    out.numerator = *first;
    out.base = *second;
  } else {
    out.base = metric.by_increment ? *first - *second : *second;
    out.numerator = *first - out.base;
  }
  if (out.base == 0) return out;
  out.known = true;
  out.value = figures::quotient(out.numerator, out.base) * metric.per;
  return out;
}

/// Sum of weight × value over the sum of the weights of what is known.
Measured average(const MetricDef& metric, const Inputs& inputs, const std::string& about) {
  Measured out;
  const auto given = numbers(metric.first, inputs, about);
  if (!given) return out;
  const std::vector<std::optional<Ratio>>& values = *given;
  const auto weighed = metric.second ? numbers(metric.second, inputs, about)
                                     : std::vector<std::optional<Ratio>>(values.size(), Ratio(1));
  if (!weighed) return out;
  const std::vector<std::optional<Ratio>>& weights = *weighed;
  if (weights.size() != values.size())
    fail(about, "there are not as many weights as values", metric.second.text());
  out.base = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i] || !weights[i]) continue;
    out.numerator += *weights[i] * *values[i];
    out.base += *weights[i];
  }
  out.first = out.numerator;
  out.second = out.base;
  if (out.base == 0) return out;
  out.known = true;
  out.value = figures::quotient(out.numerator, out.base);
  if (metric.kind == MetricKind::index)
    out.value = figures::quotient(out.value - metric.worst, metric.best - metric.worst) * 100;
  return out;
}

Measured single(const MetricDef& metric, const Inputs& inputs, const std::string& about) {
  Measured out;
  if (metric.kind == MetricKind::count) {
    const Value value = evaluate(metric.first, inputs, about);
    if (value.is_null()) return out;
    if (value.kind() == Value::Kind::list)
      out.value = Ratio(static_cast<std::int64_t>(value.list().size()));
    else if (value.kind() == Value::Kind::number)
      out.value = exact_of(value.number(), about);
    else
      fail(about, "this is neither a list nor a number", value.to_text());
  } else if (metric.kind == MetricKind::sum) {
    const auto all = numbers(metric.first, inputs, about);
    if (!all) return out;
    for (const auto& one : *all) {
      if (one) out.value += *one;
    }
  } else {
    const auto value = number(metric.first, inputs, about);
    if (!value) return out;
    out.value = *value;
  }
  out.known = true;
  out.numerator = out.first = out.value;
  return out;
}

bool holds(const TargetDef& target, const Ratio& value) {
  using Relation = TargetDef::Relation;
  switch (target.relation) {
    case Relation::at_least:
      return value >= target.bound;
    case Relation::above:
      return value > target.bound;
    case Relation::at_most:
      return value <= target.bound;
    case Relation::below:
      return value < target.bound;
    default:
      return value == target.bound;
  }
}

std::string with_unit(const std::string& digits, const std::string& unit) {
  return unit.empty() ? digits : digits + ' ' + unit;
}

/// What the rows or parameters say the bound is; false: nothing.
bool find_bound(TargetDef& target, const Inputs& inputs, const std::string& about) {
  if (!target.given) return true;
  const auto bound = number(target.given, inputs, about);
  if (!bound) return false;
  target.bound = *bound;
  target.text.resize(target.text.find_first_not_of("<>="));
  target.text += ' ' + with_unit(bound->to_decimal().to_text(), target.unit);
  return true;
}

/// One of the last of so many decimals.
Ratio unit_of(int places) { return *Ratio::parse("1e-" + std::to_string(places)); }

struct Between {
  Ratio low, high;
};

/// What the value may be, when the inputs were rounded to so many places.
Between possible(const MetricDef& metric, const Measured& measured) {
  const Ratio half = *Ratio::of(1, 2) * unit_of(*metric.input_places);
  std::optional<Between> out;
  for (const Ratio& a : {Ratio(measured.first - half), Ratio(measured.first + half)}) {
    for (const Ratio& b : {Ratio(measured.second - half), Ratio(measured.second + half)}) {
      if (b == 0 || (metric.by_increment && a == b)) continue;
      const Ratio value = scaled(metric, a, b);
      if (!out) out = Between{value, value};
      out->low = std::min(out->low, value);
      out->high = std::max(out->high, value);
    }
  }
  return out.value_or(Between{measured.value, measured.value});
}

bool has_rounded_inputs(const MetricDef* metric) {
  return metric != nullptr && metric->input_places &&
         (metric->kind == MetricKind::rate || metric->kind == MetricKind::growth);
}

/// How the printed figure comes out of the value, whatever the rounding.
std::optional<Rounding> mode_that_gives(const Ratio& value, const figures::Printed& printed,
                                    const RoundingProfile& rounding) {
  std::array<Rounding, 4> modes = {rounding.mode, Rounding::half_up, Rounding::half_even, Rounding::truncate};
  for (const Rounding mode : modes) {
    if (figures::rounded_value(value, {mode, printed.places, '.'}) == printed.value) return mode;
  }
  return std::nullopt;
}

std::string mode_words(Rounding mode, bool zh) {
  if (zh) return mode == Rounding::truncate ? "截尾" : mode == Rounding::half_up ? "四舍五入" : "四舍六入五成双";
  return mode == Rounding::truncate  ? "truncation"
         : mode == Rounding::half_up ? "rounding half up"
                                 : "rounding half to even";
}

}  // namespace

Ratio exact_of(const Decimal& number, const std::string& about) {
  const auto out = figures::exact(number);
  if (!out) fail(about, "a number is larger or smaller than reports count in", number.to_text());
  return *out;
}

Value evaluate(const feel::Expression& expression, const Inputs& inputs, const std::string& about) {
  if (!expression) return {};
  const feel::Outcome outcome = expression.evaluate(RowsFrame(inputs));
  if (outcome.status == feel::Outcome::Status::wrong_type) fail(about, outcome.message, expression.text());
  if (inputs.unknown != nullptr) {
    inputs.unknown->names.insert(inputs.unknown->names.end(), outcome.names.begin(), outcome.names.end());
    if (outcome.status == feel::Outcome::Status::error) inputs.unknown->failure = outcome.message;
  }
  return outcome.status == feel::Outcome::Status::error ? Value() : outcome.value;
}

std::optional<Ratio> number(const feel::Expression& expression, const Inputs& inputs,
                            const std::string& about) {
  const Value value = evaluate(expression, inputs, about);
  if (value.is_null()) return std::nullopt;
  if (value.kind() != Value::Kind::number) fail(about, "this is no number", value.to_text());
  return exact_of(value.number(), about);
}

Measured measure(const MetricDef& metric, const Inputs& inputs, const std::string& about) {
  switch (metric.kind) {
    case MetricKind::rate:
    case MetricKind::growth:
      return ratio(metric, inputs, about);
    case MetricKind::mean:
    case MetricKind::index:
      return average(metric, inputs, about);
    default:
      return single(metric, inputs, about);
  }
}

Figure figure(const Measured& measured, MetricKind kind, const std::string& unit, const RoundingProfile& rounding) {
  Figure out;
  out.kind = kind;
  out.unit = unit;
  out.known = measured.known;
  out.shown = "–";
  if (!measured.known) return out;
  out.numerator = measured.numerator.to_decimal();
  out.base = measured.base.to_decimal();
  out.value = measured.value.to_decimal();
  // Counts are whole, whatever the places of the report.
  const bool whole = kind == MetricKind::count && measured.value.is_whole();
  out.shown = with_unit(
      figures::rounded(measured.value, whole ? RoundingProfile{rounding.mode, 0, rounding.separator} : rounding),
      unit);
  return out;
}

Figure amount(const Ratio& value, MetricKind kind, const RoundingProfile& rounding) {
  Measured measured;
  measured.known = true;
  measured.numerator = measured.value = value;
  const bool whole = value.is_whole();
  return figure(measured, kind, "", whole ? RoundingProfile{rounding.mode, 0, rounding.separator} : rounding);
}

Figure share(const Ratio& part, const Ratio& total, const RoundingProfile& rounding) {
  Measured measured;
  measured.numerator = part;
  measured.base = total;
  measured.known = total != 0;
  if (measured.known) measured.value = figures::quotient(part, total) * 100;
  return figure(measured, MetricKind::rate, "%", rounding);
}

std::string change_text(const Ratio& change, MetricKind kind, const RoundingProfile& rounding) {
  RoundingProfile how = rounding;
  if (kind == MetricKind::count) how.places = 0;
  const std::string digits = figures::rounded(change, how);
  return (change > 0 && digits.find_first_of("123456789") != std::string::npos ? "+" : "") + digits;
}

void set_change(ReportMetric& told, const Ratio& now, const Ratio& before, const RoundingProfile& rounding) {
  told.change = change_text(now - before, told.figure.kind, rounding);
  if (before == 0) return;
  const Ratio relative = figures::quotient(now - before, figures::abs(before)) * 100;
  told.change_relative = change_text(relative, MetricKind::rate, rounding) + " %";
}

std::vector<Target> judge(const MetricDef& metric, const Measured& measured, const Figure& shown,
                          const Inputs& inputs, const std::string& about,
                          std::vector<ReportFinding>& findings) {
  std::vector<Target> out;
  std::vector<TargetDef> asked;
  for (TargetDef target : metric.targets) {
    const bool known = find_bound(target, inputs, about);
    Target& told = out.emplace_back(Target{target.text, std::nullopt});
    if (!known)
      findings.push_back({ReportFinding::Kind::no_base,
                          about,
                          {metric.label.en + ": the target " + target.text + " is not known",
                           metric.label.zh + "：目标 " + target.text + " 未知"}});
    else
      asked.push_back(target);
    if (!known || !measured.known) continue;
    told.met = holds(target, measured.value);
    if (!*told.met) {
      findings.push_back({ReportFinding::Kind::missed,
                          about,
                          {metric.label.en + ": " + shown.shown + " does not reach the target " + target.text,
                           metric.label.zh + "：" + shown.shown + "，未达到目标 " + target.text}});
    }
    if (holds(target, figures::rounded_value(measured.value, metric.rounding)) != *told.met) {
      findings.push_back(
          {ReportFinding::Kind::rounded_away,
           about,
           {metric.label.en + ": shown as " + shown.shown + ", but the exact figure " +
                shown.value.to_text() + (*told.met ? " reaches " : " does not reach ") + target.text,
            metric.label.zh + "：显示为 " + shown.shown + "，而精确值 " + shown.value.to_text() +
                (*told.met ? " 达到 " : " 未达到 ") + target.text}});
    }
  }
  std::string all;
  bool differ = false;
  for (const TargetDef& target : asked) {
    all += (all.empty() ? "" : ", ") + target.text;
    differ = differ || target.bound != asked.front().bound || target.relation != asked.front().relation;
  }
  if (differ)
    findings.push_back(
        {ReportFinding::Kind::targets,
         about,
         {metric.label.en + ": the targets differ: " + all, metric.label.zh + "：目标不一致：" + all}});
  return out;
}

std::vector<PrintedFigure> verify(const std::vector<PrintedDef>& printed, const Measured& measured,
                                  const std::string& unit, const RoundingProfile& rounding, const MetricDef* metric,
                                  const std::string& about, const Label& label,
                                  std::vector<ReportFinding>& findings) {
  using Verdict = PrintedFigure::Verdict;
  using Kind = ReportFinding::Kind;
  std::vector<PrintedFigure> out;
  for (const PrintedDef& one : printed) {
    PrintedFigure& told = out.emplace_back();
    told.text = one.text;
    const int places = one.figure.places;
    if (!measured.known || places > RoundingProfile::places_max) {
      told.verdict = Verdict::undecided;
      told.shown = "–";
      findings.push_back({Kind::undecided,
                          about,
                          {label.en + ": " + one.text + " is printed, and nothing can be computed",
                           label.zh + "：印为 " + one.text + "，无法计算"}});
      continue;
    }
    const RoundingProfile as_printed{rounding.mode, places, rounding.separator};
    told.shown = with_unit(figures::rounded(measured.value, as_printed), unit);
    const std::string exact = with_unit(
        figures::rounded(measured.value,
                         {Rounding::half_even, std::min(places + 4, RoundingProfile::places_max), rounding.separator}),
        unit);
    if (has_rounded_inputs(metric)) {
      const Between range = possible(*metric, measured);
      const auto same = [&](const Ratio& end) {
        return figures::rounded_value(end, as_printed) == one.figure.value;
      };
      if (same(range.low) && same(range.high)) continue;
      const Ratio step = unit_of(places);
      if (one.figure.value + step > range.low && one.figure.value - step * *Ratio::of(1, 2) <= range.high) {
        told.verdict = Verdict::undecided;
        const RoundingProfile wide{Rounding::half_even, std::min(places + 1, RoundingProfile::places_max), rounding.separator};
        const std::string from = figures::rounded(range.low, wide),
                          to = with_unit(figures::rounded(range.high, wide), unit);
        findings.push_back(
            {Kind::undecided,
             about,
             {label.en + ": " + one.text + " is printed; the rounded inputs give " + exact +
                  ", anything from " + from + " to " + to + ", so the rounding cannot be decided",
              label.zh + "：印为 " + one.text + "；由已舍入的数据得 " + exact + "，可能在 " + from + " 至 " +
                  to + " 之间，舍入方式无法判定"}});
        continue;
      }
    } else if (const auto mode = mode_that_gives(measured.value, one.figure, rounding)) {
      if (*mode == rounding.mode || figures::rounded_value(measured.value, as_printed) == one.figure.value)
        continue;
      told.verdict = Verdict::otherwise;
      findings.push_back(
          {Kind::otherwise,
           about,
           {label.en + ": " + one.text + " is printed, which is " + mode_words(*mode, false) + " of " +
                exact + "; " + mode_words(rounding.mode, false) + " gives " + told.shown,
            label.zh + "：印为 " + one.text + "，系由 " + exact + " " + mode_words(*mode, true) + "；" +
                mode_words(rounding.mode, true) + "应为 " + told.shown}});
      continue;
    }
    told.verdict = Verdict::disagrees;
    ReportFinding finding{Kind::printed,
                          about,
                          {label.en + ": " + one.text + " is printed, the inputs give " + exact,
                           label.zh + "：印为 " + one.text + "，由数据得 " + exact}};
    if (metric != nullptr && metric->kind == MetricKind::growth && metric->by_increment &&
        measured.second != 0) {
      // What was taken for the increment may be the figure before.
      MetricDef other = *metric;
      other.by_increment = false;
      Measured swapped = measured;
      swapped.value = scaled(other, measured.first, measured.second);
      const Between range =
          other.input_places ? possible(other, swapped) : Between{swapped.value, swapped.value};
      if (one.figure.value >= range.low && one.figure.value <= range.high) {
        const std::string would = with_unit(figures::rounded(swapped.value, as_printed), unit);
        finding.text.en += "; the printed increment looks like the figure before, which gives " + would;
        finding.text.zh += "；所印增量疑为上期值，据此得 " + would;
      }
    }
    findings.push_back(std::move(finding));
  }
  return out;
}

}  // namespace huifang::reports
