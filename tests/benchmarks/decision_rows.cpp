#include "benchmarks/decision_rows.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace huifang::benchmark {

const std::vector<std::string> segments = {"retail", "wholesale", "horeca", "online", "gov"};
const std::vector<std::string> kinds = {"visit",  "call",     "order", "complaint_closed",
                                        "report", "training", "quote", "return"};
const std::vector<std::string> roles = {"sales", "lead", "manager", "support"};
const std::vector<std::string> tiers = {"strategic", "gold_care", "gold",    "silver", "bronze",
                                        "watch",     "basic",     "dormant", "review"};

namespace {

/// splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  double unit() {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * (1.0 / 9007199254740992.0);
  }
  std::int32_t below(int count) { return static_cast<std::int32_t>(unit() * count); }

 private:
  std::uint64_t state_;
};

enum Tier : std::int32_t { strategic, gold_care, gold, silver, bronze, watch, basic, dormant, review };
enum Segment : std::int32_t { retail, wholesale, horeca, online, gov };
enum Kind : std::int32_t { visit, call, order, complaint_closed, report, training, quote, returned };
enum Role : std::int32_t { sales, lead, manager, support };

constexpr std::int64_t whole = 100;  // hundredths

/// The tier table, whatever a segment is.
template <class Row, class Is>
std::int32_t tier(const Row& row, const Is& is) {
  const std::int64_t v = row.volume, m = row.months;
  const bool c = row.complained;
  if (v >= 1'000'000 * whole && m <= 3 * whole && !c) return strategic;
  if (v >= 1'000'000 * whole && m <= 3 * whole && c) return gold_care;
  if (v >= 500'000 * whole && m <= 3 * whole && (is(row, wholesale) || is(row, gov))) return gold;
  if (v >= 500'000 * whole && v < 1'000'000 * whole && m <= 6 * whole && !c) return gold;
  if (v >= 200'000 * whole && v < 500'000 * whole && m <= 6 * whole && !c && is(row, wholesale)) return gold;
  if (v >= 200'000 * whole && v < 500'000 * whole && m <= 6 * whole) return silver;
  if (v >= 50'000 * whole && v < 200'000 * whole && m <= 3 * whole && !c && (is(row, retail) || is(row, online)))
    return silver;
  if (v >= 50'000 * whole && v < 200'000 * whole && m <= 12 * whole) return bronze;
  if (m > 6 * whole && m <= 12 * whole && c) return watch;
  if (v < 50'000 * whole && m <= 6 * whole &&
      (is(row, retail) || is(row, online) || is(row, horeca) || is(row, wholesale)))
    return basic;
  if (m > 12 * whole) return dormant;
  return review;
}

template <class Row, class IsKind, class IsRole>
std::int64_t points(const Row& row, const IsKind& kind, const IsRole& role) {
  const std::int64_t late = row.late;
  std::int64_t sum = 0;
  if (kind(row, visit) && late <= 0) sum += 5;
  if (kind(row, visit) && late > 0 && late <= 7 * whole) sum += 2;
  if (kind(row, visit) && late > 7 * whole) sum -= 3;
  if (kind(row, call) && late <= 0) sum += 2;
  if (kind(row, call) && late > 0) sum += 1;
  if (kind(row, order)) sum += 10;
  if (kind(row, complaint_closed) && late <= 0) sum += 8;
  if (kind(row, complaint_closed) && late > 0 && late <= 14 * whole) sum += 4;
  if (kind(row, complaint_closed) && late > 14 * whole) sum -= 10;
  if (kind(row, report) && late <= 0) sum += 3;
  if (kind(row, report) && late > 0) sum -= 2;
  if (kind(row, training)) sum += 4;
  if (kind(row, quote) && late <= 3 * whole) sum += 3;
  if ((kind(row, visit) || kind(row, call)) && role(row, manager)) sum += 1;
  if ((kind(row, order) || kind(row, quote)) && role(row, sales)) sum += 2;
  if (kind(row, returned)) sum -= 5;
  if (late > 30 * whole) sum -= 4;
  if (late > 14 * whole && late <= 30 * whole && (role(row, manager) || role(row, lead))) sum -= 2;
  if (kind(row, complaint_closed) && late <= 0 && role(row, support)) sum += 3;
  if (late <= 0 && role(row, lead)) sum += 1;
  return sum;
}

}  // namespace

std::vector<TierRow> make_tier_rows(std::size_t count) {
  Random random(20240601);
  std::vector<TierRow> rows;
  for (std::size_t i = 0; i < count; ++i) {
    TierRow row;
    row.volume = static_cast<std::int64_t>(
        100 * std::exp(std::log(1e3) + random.unit() * (std::log(5e6) - std::log(1e3))));
    const double u = random.unit();
    row.months = static_cast<std::int64_t>(25 * u * u) * whole;
    row.complained = random.unit() < 0.15;
    row.segment = random.below(5);
    rows.push_back(row);
  }
  return rows;
}

std::vector<PointsRow> make_points_rows(std::size_t count) {
  Random random(20240602);
  std::vector<PointsRow> rows;
  for (std::size_t i = 0; i < count; ++i) {
    PointsRow row;
    const double u = random.unit();
    row.late = (u < 0.45 ? 0 : u < 0.6 ? random.below(11) - 10 : random.below(46)) * whole;
    row.kind = random.below(8);
    row.role = random.below(4);
    rows.push_back(row);
  }
  return rows;
}

RateCard make_rate_card(std::size_t rules, std::size_t rows) {
  Random random(20240603);
  const auto number = [](const char* letter, int value, int digits) {
    std::string text = std::to_string(value);
    return letter + std::string(static_cast<std::size_t>(digits) - text.size(), '0') + text;
  };
  const auto vendor = [&](int i) { return number("v", i, 2); };
  const auto route = [&](int i) { return number("r", i, 3); };
  const auto klass = [](int i) { return std::string(1, static_cast<char>('A' + i)); };
  constexpr std::int64_t cuts[] = {0, 100, 250, 500, 1000, 2000, 3500, 5000, 7500, 10000};
  struct Band {
    std::int64_t low, high;
  };
  struct Rule {
    std::optional<std::string> vendor;
    std::set<std::string> routes, classes;
    std::optional<Band> amount, weight;
    std::optional<bool> domestic;
  };
  std::vector<Rule> made;
  RateCard card;
  card.document = R"({"name": "rates", "hitPolicy": "FIRST", "inputs": [{"name": "vendor", "type": "string"},
{"name": "route", "type": "string"}, {"name": "klass", "type": "string"},
{"name": "amount", "type": "number", "decimals": 2}, {"name": "weight", "type": "number", "decimals": 2},
{"name": "domestic", "type": "boolean"}], "output": {"name": "tier", "type": "string"}, "rules": [)";
  const auto quoted = [](const std::set<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts) list += (list.empty() ? "\\\"" : ",\\\"") + text + "\\\"";
    return list.empty() ? "-" : list;
  };
  const auto band = [](const std::optional<Band>& one) {
    return one ? "[" + std::to_string(one->low) + ".." + std::to_string(one->high) + ")" : "-";
  };
  for (std::size_t i = 0; i + 1 < rules; ++i) {
    Rule rule;
    if (random.unit() < .98) rule.vendor = vendor(random.below(40));
    if (!rule.vendor || random.unit() < .98) {
      for (int left = 1 + random.below(6); left > 0; --left) rule.routes.insert(route(random.below(200)));
    } else {
      rule.routes = {route(0), route(1), route(2)};
    }
    if (random.unit() < .5) {
      for (int left = 1 + random.below(8); left > 0; --left) rule.classes.insert(klass(random.below(26)));
    }
    const auto from = static_cast<std::size_t>(random.below(9));
    if (random.unit() < .5)
      rule.amount = {cuts[from], cuts[std::min<std::size_t>(9, from + 1 + static_cast<std::size_t>(random.below(3)))]};
    const auto light = static_cast<std::size_t>(random.below(9));
    if (random.unit() < .3)
      rule.weight = {cuts[light] / 10,
                     cuts[std::min<std::size_t>(9, light + 1 + static_cast<std::size_t>(random.below(4)))] / 10};
    if (random.unit() < .25) rule.domestic = random.unit() < .5;
    card.document += "[\"" + (rule.vendor ? "\\\"" + *rule.vendor + "\\\"" : "-") + "\",\"" + quoted(rule.routes) +
                     "\",\"" + quoted(rule.classes) + "\",\"" + band(rule.amount) + "\",\"" + band(rule.weight) +
                     "\",\"" + (rule.domestic ? *rule.domestic ? "true" : "false" : "-") + "\",\"rate" +
                     std::to_string(i) + "\"],\n";
    made.push_back(std::move(rule));
  }
  card.document += R"(["-","-","-","-","-","-","standard"]]})";
  const auto inside = [](const std::optional<Band>& one, std::int64_t value) {
    return !one || (one->low * whole <= value && value < one->high * whole);
  };
  for (std::size_t i = 0; i < rows; ++i) {
    RateRow row;
    row.vendor = vendor(random.below(40));
    row.route = route(random.below(200));
    row.klass = klass(random.below(26));
    row.amount = random.below(11000) * whole;
    row.weight = random.below(1100) * whole;
    row.domestic = random.unit() < .5;
    std::size_t rule = 0;
    for (; rule < made.size(); ++rule) {
      const Rule& one = made[rule];
      if ((!one.vendor || *one.vendor == row.vendor) && one.routes.contains(row.route) &&
          (one.classes.empty() || one.classes.contains(row.klass)) && inside(one.amount, row.amount) &&
          inside(one.weight, row.weight) && (!one.domestic || *one.domestic == row.domestic))
        break;
    }
    card.rules.push_back(static_cast<std::int32_t>(rule));
    card.rows.push_back(std::move(row));
  }
  return card;
}

std::int32_t tier_of(const TierRow& row) {
  return tier(row, [](const TierRow& r, Segment segment) { return r.segment == segment; });
}

std::int32_t tier_of(const TierTextRow& row) {
  return tier(row, [](const TierTextRow& r, Segment segment) {
    constexpr const char* names[] = {"retail", "wholesale", "horeca", "online", "gov"};
    return r.segment == names[segment];
  });
}

void tiers_of(const TierColumns& columns, std::size_t count, std::int32_t* __restrict out) {
  const std::int64_t* volume = columns.volume.data();
  const std::int64_t* months = columns.months.data();
  const std::uint8_t* complained = columns.complained.data();
  const std::int32_t* segment = columns.segment.data();
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t v = volume[i], m = months[i];
    const bool c = complained[i] != 0;
    const std::int32_t s = segment[i];
    // Without branches, so that it becomes vector code: the last rule first.
    std::int32_t t = review;
    t = m > 12 * whole ? dormant : t;
    t = (v < 50'000 * whole) & (m <= 6 * whole) & (s != gov) ? basic : t;
    t = (m > 6 * whole) & (m <= 12 * whole) & c ? watch : t;
    t = (v >= 50'000 * whole) & (v < 200'000 * whole) & (m <= 12 * whole) ? bronze : t;
    t = (v >= 50'000 * whole) & (v < 200'000 * whole) & (m <= 3 * whole) & !c & ((s == retail) | (s == online)) ? silver : t;
    t = (v >= 200'000 * whole) & (v < 500'000 * whole) & (m <= 6 * whole) ? silver : t;
    t = (v >= 200'000 * whole) & (v < 500'000 * whole) & (m <= 6 * whole) & !c & (s == wholesale) ? gold : t;
    t = (v >= 500'000 * whole) & (v < 1'000'000 * whole) & (m <= 6 * whole) & !c ? gold : t;
    t = (v >= 500'000 * whole) & (m <= 3 * whole) & ((s == wholesale) | (s == gov)) ? gold : t;
    t = (v >= 1'000'000 * whole) & (m <= 3 * whole) & c ? gold_care : t;
    t = (v >= 1'000'000 * whole) & (m <= 3 * whole) & !c ? strategic : t;
    out[i] = t;
  }
}

std::int64_t points_of(const PointsRow& row) {
  return points(
      row, [](const PointsRow& r, Kind kind) { return r.kind == kind; },
      [](const PointsRow& r, Role role) { return r.role == role; });
}

std::int64_t points_of(const PointsTextRow& row) {
  return points(
      row,
      [](const PointsTextRow& r, Kind kind) {
        constexpr const char* names[] = {"visit",  "call",     "order", "complaint_closed",
                                         "report", "training", "quote", "return"};
        return r.kind == names[kind];
      },
      [](const PointsTextRow& r, Role role) {
        constexpr const char* names[] = {"sales", "lead", "manager", "support"};
        return r.role == names[role];
      });
}

void points_of(const PointsColumns& columns, std::size_t count, std::int64_t* __restrict out) {
  const std::int64_t* late_days = columns.late.data();
  const std::int32_t* kind_codes = columns.kind.data();
  const std::int32_t* role_codes = columns.role.data();
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t late = late_days[i];
    const std::int32_t k = kind_codes[i], r = role_codes[i];
    std::int32_t sum = 0;
    sum += (k == visit) & (late <= 0) ? 5 : 0;
    sum += (k == visit) & (late > 0) & (late <= 7 * whole) ? 2 : 0;
    sum += (k == visit) & (late > 7 * whole) ? -3 : 0;
    sum += (k == call) & (late <= 0) ? 2 : 0;
    sum += (k == call) & (late > 0) ? 1 : 0;
    sum += k == order ? 10 : 0;
    sum += (k == complaint_closed) & (late <= 0) ? 8 : 0;
    sum += (k == complaint_closed) & (late > 0) & (late <= 14 * whole) ? 4 : 0;
    sum += (k == complaint_closed) & (late > 14 * whole) ? -10 : 0;
    sum += (k == report) & (late <= 0) ? 3 : 0;
    sum += (k == report) & (late > 0) ? -2 : 0;
    sum += k == training ? 4 : 0;
    sum += (k == quote) & (late <= 3 * whole) ? 3 : 0;
    sum += ((k == visit) | (k == call)) & (r == manager) ? 1 : 0;
    sum += ((k == order) | (k == quote)) & (r == sales) ? 2 : 0;
    sum += k == returned ? -5 : 0;
    sum += late > 30 * whole ? -4 : 0;
    sum += (late > 14 * whole) & (late <= 30 * whole) & ((r == manager) | (r == lead)) ? -2 : 0;
    sum += (k == complaint_closed) & (late <= 0) & (r == support) ? 3 : 0;
    sum += (late <= 0) & (r == lead) ? 1 : 0;
    out[i] = sum;
  }
}

}  // namespace huifang::benchmark
