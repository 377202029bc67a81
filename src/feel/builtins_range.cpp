#include <algorithm>
#include <array>

#include "feel/builtins.hpp"
#include "feel/evaluate.hpp"
#include "feel/parser.hpp"

namespace huifang::feel {
namespace {

/// One end of a range on the line; a point is a range of itself.
struct End {
  const Value* value = nullptr;  ///< null value: unbounded
  bool closed = true;
  bool low = true;
};

struct Span {
  End low;
  End high;
};

Span span_of(const Value& value) {
  if (value.kind() != Value::Kind::range) return {{&value, true, true}, {&value, true, false}};
  const Range& range = value.range();
  return {{&range.low, range.low_closed, true}, {&range.high, range.high_closed, false}};
}

/// Where two ends lie to one another; an open end counts like a closed one. Sets `wrong` when they can not be
/// compared.
int where(const End& a, const End& b, bool& wrong) {
  const bool unbounded_a = a.value->is_null();
  const bool unbounded_b = b.value->is_null();
  if (unbounded_a || unbounded_b) {
    const int side_a = unbounded_a ? (a.low ? -1 : 1) : 0;
    const int side_b = unbounded_b ? (b.low ? -1 : 1) : 0;
    return side_a < side_b ? -1 : side_a > side_b ? 1 : 0;
  }
  const auto order = compare(*a.value, *b.value);
  if (!order) {
    wrong = true;
    return 0;
  }
  return *order < 0 ? -1 : *order > 0 ? 1 : 0;
}

/// Relations of DMN 1.5, table 78. Each gets two spans; points are spans of themselves.
using Relation = bool (*)(const Span& a, const Span& b, bool& wrong);

bool is_before(const Span& a, const Span& b, bool& wrong) {
  const int order = where(a.high, b.low, wrong);
  return order < 0 || (order == 0 && (!a.high.closed || !b.low.closed));
}
bool is_after(const Span& a, const Span& b, bool& wrong) { return is_before(b, a, wrong); }
bool meets(const Span& a, const Span& b, bool& wrong) {
  return a.high.closed && b.low.closed && where(a.high, b.low, wrong) == 0;
}
bool met_by(const Span& a, const Span& b, bool& wrong) { return meets(b, a, wrong); }
bool overlaps(const Span& a, const Span& b, bool& wrong) {
  const int left = where(a.high, b.low, wrong);
  const int right = where(a.low, b.high, wrong);
  return (left > 0 || (left == 0 && a.high.closed && b.low.closed)) &&
         (right < 0 || (right == 0 && a.low.closed && b.high.closed));
}
bool overlaps_before(const Span& a, const Span& b, bool& wrong) {
  const int starts = where(a.low, b.low, wrong);
  const int touches = where(a.high, b.low, wrong);
  const int ends = where(a.high, b.high, wrong);
  return (starts < 0 || (starts == 0 && a.low.closed && !b.low.closed)) &&
         (touches > 0 || (touches == 0 && a.high.closed && b.low.closed)) &&
         (ends < 0 || (ends == 0 && (!a.high.closed || b.high.closed)));
}
bool overlaps_after(const Span& a, const Span& b, bool& wrong) {
  const int starts = where(b.low, a.low, wrong);
  const int touches = where(b.high, a.low, wrong);
  const int ends = where(b.high, a.high, wrong);
  return (starts < 0 || (starts == 0 && b.low.closed && !a.low.closed)) &&
         (touches > 0 || (touches == 0 && b.high.closed && a.low.closed)) &&
         (ends < 0 || (ends == 0 && (!b.high.closed || a.high.closed)));
}
bool starts_within(const Span& a, const Span& b, bool& wrong) {
  const int order = where(a.low, b.low, wrong);
  return order > 0 || (order == 0 && (!a.low.closed || b.low.closed));
}
bool ends_within(const Span& a, const Span& b, bool& wrong) {
  const int order = where(a.high, b.high, wrong);
  return order < 0 || (order == 0 && (!a.high.closed || b.high.closed));
}
bool finishes(const Span& a, const Span& b, bool& wrong) {
  return a.high.closed == b.high.closed && where(a.high, b.high, wrong) == 0 && starts_within(a, b, wrong);
}
bool finished_by(const Span& a, const Span& b, bool& wrong) { return finishes(b, a, wrong); }
bool during(const Span& a, const Span& b, bool& wrong) {
  return starts_within(a, b, wrong) && ends_within(a, b, wrong);
}
bool includes(const Span& a, const Span& b, bool& wrong) { return during(b, a, wrong); }
bool starts(const Span& a, const Span& b, bool& wrong) {
  return a.low.closed == b.low.closed && where(a.low, b.low, wrong) == 0 && ends_within(a, b, wrong);
}
bool started_by(const Span& a, const Span& b, bool& wrong) { return starts(b, a, wrong); }
bool coincides(const Span& a, const Span& b, bool& wrong) {
  return a.low.closed == b.low.closed && a.high.closed == b.high.closed && where(a.low, b.low, wrong) == 0 &&
         where(a.high, b.high, wrong) == 0;
}

/// `first` and `second`: what the arguments may be: p point, r range, e either.
template <Relation relation, char first, char second>
Value related(const Call& call) {
  const auto allowed = [&](std::size_t place, char wanted) {
    const bool range = call[place].kind() == Value::Kind::range;
    return wanted == 'e' || (wanted == 'r') == range;
  };
  if (!allowed(0, first)) return call.wrong_type(0);
  if (!allowed(1, second)) return call.wrong_type(1);
  bool wrong = false;
  const bool result = relation(span_of(call[0]), span_of(call[1]), wrong);
  if (wrong) return call.wrong_type(1);
  return Value::of(result);
}

/// Coincides is for two points or two ranges.
Value coincide(const Call& call) {
  if ((call[0].kind() == Value::Kind::range) != (call[1].kind() == Value::Kind::range))
    return call.wrong_type(1);
  return related<coincides, 'e', 'e'>(call);
}

class NoNames final : public Names {
 public:
  std::optional<Binding> find(std::string_view) const override { return std::nullopt; }
  std::optional<Binding> member(std::uint32_t, std::string_view) const override { return std::nullopt; }
  std::vector<std::string> all(std::optional<std::uint32_t>) const override { return {}; }
};

/// The text of a range of literals: numbers, strings, @"…" and date("…"), time("…"), duration("…").
Value range_from(const Call& call) {
  const std::string& text = call[0].string();
  const auto no_range = [&] { return call.failed("the text is no range of literals"); };
  if (text.size() > 1000 || !call.charge(text.size())) return no_range();
  Reporter reporter(text);
  const std::vector<Token> tokens = tokenize(text, reporter);
  if (!reporter.empty()) return no_range();
  for (const Token& token : tokens) {
    const bool constructor = token.is("date") || token.is("and") || token.is("time") || token.is("duration");
    if (token.kind == Token::Kind::name && !constructor) return no_range();
  }
  try {
    CompileOptions options;
    options.semantics = Semantics::dmn;
    const Expression expression = compile(text, NoNames{}, options);
    if (!expression.constant() || expression.constant()->kind() != Value::Kind::range) return no_range();
    const Range& range = expression.constant()->range();
    const auto order = compare(range.low, range.high);
    if (!order || *order > 0) return no_range();
    return *expression.constant();
  } catch (const Error&) {
    return no_range();
  }
}

using K = Type::Kind;
constexpr std::string_view two_points = "point1:a, point2:a";
constexpr std::string_view point_range = "point:a, range:a";
constexpr std::string_view range_point = "range:a, point:a";
constexpr std::string_view two_ranges = "range1:a, range2:a";

constexpr std::array<BuiltinSpec, 28> table = {{
    {"before", two_points, K::boolean, related<is_before, 'e', 'e'>},
    {"before", point_range, K::boolean, related<is_before, 'p', 'r'>},
    {"before", range_point, K::boolean, related<is_before, 'r', 'p'>},
    {"before", two_ranges, K::boolean, related<is_before, 'r', 'r'>},
    {"after", two_points, K::boolean, related<is_after, 'e', 'e'>},
    {"after", point_range, K::boolean, related<is_after, 'p', 'r'>},
    {"after", range_point, K::boolean, related<is_after, 'r', 'p'>},
    {"after", two_ranges, K::boolean, related<is_after, 'r', 'r'>},
    {"meets", two_ranges, K::boolean, related<meets, 'r', 'r'>},
    {"met by", two_ranges, K::boolean, related<met_by, 'r', 'r'>},
    {"overlaps", two_ranges, K::boolean, related<overlaps, 'r', 'r'>},
    {"overlaps before", two_ranges, K::boolean, related<overlaps_before, 'r', 'r'>},
    {"overlaps after", two_ranges, K::boolean, related<overlaps_after, 'r', 'r'>},
    {"finishes", point_range, K::boolean, related<finishes, 'e', 'r'>},
    {"finishes", two_ranges, K::boolean, related<finishes, 'r', 'r'>},
    {"finished by", range_point, K::boolean, related<finished_by, 'r', 'e'>},
    {"finished by", two_ranges, K::boolean, related<finished_by, 'r', 'r'>},
    {"includes", range_point, K::boolean, related<includes, 'r', 'e'>},
    {"includes", two_ranges, K::boolean, related<includes, 'r', 'r'>},
    {"during", point_range, K::boolean, related<during, 'e', 'r'>},
    {"during", two_ranges, K::boolean, related<during, 'r', 'r'>},
    {"starts", point_range, K::boolean, related<starts, 'e', 'r'>},
    {"starts", two_ranges, K::boolean, related<starts, 'r', 'r'>},
    {"started by", range_point, K::boolean, related<started_by, 'r', 'e'>},
    {"started by", two_ranges, K::boolean, related<started_by, 'r', 'r'>},
    {"coincides", two_points, K::boolean, coincide},
    {"coincides", two_ranges, K::boolean, coincide},
    {"range", "from:s", K::range, range_from},
}};

}  // namespace

std::span<const BuiltinSpec> range_builtins() { return table; }

}  // namespace huifang::feel
