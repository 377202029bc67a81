#include "book/points.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "book/database.hpp"
#include "domain/json_text.hpp"

namespace huifang {
namespace {

Decimal scaled(std::int64_t units, std::int64_t decimals) { return Decimal::scaled(units, static_cast<int>(decimals)); }

/// Sums are made in two parts, since those of many entries may be more than a column can hold: "sum(x / 10^9), sum(x % 10^9)".
std::string sum_of(const std::string& what) {
  return "coalesce(sum((" + what + ") / 1000000000), 0), coalesce(sum((" + what + ") % 1000000000), 0)";
}
Decimal sum_at(const Use& row, int column, std::int64_t decimals) {
  const Decimal units = *Decimal::add(*Decimal::multiply(Decimal(row.integer(column)), Decimal(1'000'000'000)), Decimal(row.integer(column + 1)));
  return *Decimal::multiply(units, scaled(1, decimals));
}

constexpr const char* this_subject = "(SELECT id FROM huifang_subject WHERE entity = ? AND key = ?)";

/// Conditions on huifang_entry e; bind() binds what they ask for, in the same order.
struct Conditions {
  explicit Conditions(const PointQuery& query, bool with_period) : query_(query), with_period_(with_period) {
    text = "e.kind <> 'seal'";
    if (query.account) text += std::string(" AND e.account = ") + this_subject;
    if (!query.point_class.empty()) text += " AND e.class = ?";
    if (with_period && !query.period.empty()) text += " AND e.period = ?";
    if (!query.rule.empty()) text += " AND e.rule = ?";
  }
  void bind(Use& use) const {
    if (query_.account) use.bind(query_.account->entity).bind(query_.account->key);
    if (!query_.point_class.empty()) use.bind(query_.point_class);
    if (with_period_ && !query_.period.empty()) use.bind(query_.period);
    if (!query_.rule.empty()) use.bind(query_.rule);
  }
  std::string text;

 private:
  const PointQuery& query_;
  bool with_period_;
};

/// What is read of each entry; append conditions on `e`. Whoever entry names it has the same cause and rule.
constexpr const char* select_told_entries =
    "SELECT e.id, e.class, s.entity, s.key, e.kind, e.decimals, e.amount, e.asked, e.rule, e.cause, e.part, e.event, e.effective_us,"
    " e.recorded_us, e.period, e.of_period, e.entry, e.because, e.hash,"
    " (SELECT r.id FROM huifang_entry r WHERE r.cause = e.cause AND r.rule = e.rule AND r.kind = 'reverse' AND r.entry = e.id),"
    " (SELECT h.kind FROM huifang_entry h WHERE h.cause = e.cause AND h.rule = e.rule AND h.kind IN ('hold', 'uphold')"
    " AND h.entry = e.id ORDER BY h.id DESC LIMIT 1),"
    " CASE e.kind WHEN 'pending' THEN (SELECT c.id FROM huifang_entry c WHERE c.cause = e.cause AND c.rule = e.rule AND c.kind = 'post' AND c.entry = e.id) END,"
    " CASE e.kind WHEN 'pending' THEN (SELECT c.id FROM huifang_entry c WHERE c.cause = e.cause AND c.rule = e.rule AND c.kind = 'cancel' AND c.entry = e.id) END,"
    " CASE e.kind WHEN 'pending' THEN json_extract(e.because, '$.until') END"
    " FROM huifang_entry e JOIN huifang_subject s ON s.id = e.account WHERE ";

std::vector<PointEntry> read_told(Use& use, Instant now) {
  static const TimeZone utc = TimeZone::find("UTC");  // what is read carries its offset
  std::vector<PointEntry> out;
  while (use.step()) {
    PointEntry one;
    one.id = use.integer(0);
    one.point_class = use.text(1);
    one.account = {use.text(2), use.text(3)};
    one.kind = use.text(4);
    one.amount = scaled(use.integer(6), use.integer(5));
    one.asked = scaled(use.integer(7), use.integer(5));
    one.rule = use.text(8);
    one.cause = use.text(9);
    one.part = use.text(10);
    one.event = use.text(11);
    one.effective = Instant{use.integer(12)};
    one.recorded = Instant{use.integer(13)};
    one.period = use.text(14);
    one.of_period = use.text(15);
    one.entry = use.integer(16);
    one.because = use.text(17);
    one.hash = use.text(18);
    one.reversed_by = use.is_null(19) ? 0 : use.integer(19);
    one.held = !use.is_null(20) && use.text(20) == "hold";
    if (one.kind == "pending") {
      const bool confirmed = !use.is_null(21), cancelled = !use.is_null(22);
      if (confirmed || cancelled) one.settled_by = use.integer(confirmed ? 21 : 22);
      const auto until = use.is_null(23) ? std::nullopt : utc.parse(use.text(23));
      one.pending = confirmed ? "confirmed" : cancelled ? "cancelled" : until && *until < now ? "expired" : "waiting";
    }
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

std::vector<PointEntry> query_entries(SQLite::Database& database, const PointQuery& query, Instant now) {
  const Conditions conditions(query, true);
  SQLite::Statement statement(database, select_told_entries + conditions.text + " ORDER BY e.id LIMIT ?");
  Use use(statement);
  conditions.bind(use);
  use.bind(query.limit == 0 ? std::int64_t{-1} : static_cast<std::int64_t>(std::min<std::size_t>(query.limit, INT64_MAX)));
  return read_told(use, now);
}

std::optional<PointEntry> query_entry(SQLite::Database& database, std::int64_t id, Instant now) {
  SQLite::Statement statement(database, std::string(select_told_entries) + "e.id = ? AND e.kind <> 'seal'");
  Use use(statement);
  use.bind(id);
  std::vector<PointEntry> found = read_told(use, now);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<PointEntry> query_posting(SQLite::Database& database, const PointEntry& entry, Instant now) {
  SQLite::Statement statement(database, std::string(select_told_entries) +
                                            "e.cause = ? AND e.rule = ? AND e.part = ? AND s.entity = ? AND s.key = ? AND e.id <> ? AND e.kind <> 'seal' ORDER BY e.id");
  Use use(statement);
  use.bind(entry.cause).bind(entry.rule).bind(entry.part).bind(entry.account.entity).bind(entry.account.key).bind(entry.id);
  return read_told(use, now);
}

PointTotals query_totals(SQLite::Database& database, const PointEntry& entry) {
  SQLite::Statement statement(database, "SELECT max(e.decimals), " + sum_of("e.amount") + ", " + sum_of("iif(e.period = ?, e.amount, 0)") +
                                            " FROM huifang_entry e WHERE e.account = " + this_subject + " AND e.class = ? AND e.kind <> 'seal' AND e.id < ?");
  Use use(statement);
  use.bind(entry.period).bind(entry.period).bind(entry.account.entity).bind(entry.account.key).bind(entry.point_class).bind(entry.id);
  PointTotals out;
  if (use.step() && !use.is_null(0)) {
    out.before = sum_at(use, 1, use.integer(0));
    out.period_before = sum_at(use, 3, use.integer(0));
  }
  out.behind = *Decimal::add(out.before, entry.amount);
  out.period_behind = *Decimal::add(out.period_before, entry.amount);
  return out;
}

std::vector<PointBalance> query_balances(SQLite::Database& database, const PointQuery& query) {
  const Conditions conditions(query, false);
  // Ids of periods sort as the periods do.
  const std::string inside = query.period.empty() ? "1" : "e.period = ?";
  const std::string before = query.period.empty() ? "0" : "e.period < ?";
  SQLite::Statement statement(database, "SELECT e.class, s.entity, s.key, max(e.decimals), " + sum_of("iif(" + before + ", e.amount, 0)") + ", " +
                                            sum_of("iif(" + inside + ", e.amount, 0)") + ", sum(" + inside + ") FROM huifang_entry e JOIN huifang_subject s ON s.id = e.account WHERE " + conditions.text +
                                            " GROUP BY e.class, e.account ORDER BY e.class, s.entity, s.key");
  Use use(statement);
  for (int i = 0; i < 5 && !query.period.empty(); ++i) use.bind(query.period);
  conditions.bind(use);
  std::vector<PointBalance> out;
  while (use.step()) {
    const Decimal opening = sum_at(use, 4, use.integer(3)), change = sum_at(use, 6, use.integer(3));
    out.push_back({{use.text(1), use.text(2)}, use.text(0), opening, change, *Decimal::add(opening, change), use.integer(8)});
  }
  return out;
}

std::vector<PointStatement> query_statement(SQLite::Database& database, const EntityRef& account, const std::string& period, Instant now) {
  PointQuery query;
  query.account = account;
  query.period = period;
  std::vector<PointStatement> out;
  for (PointBalance& balance : query_balances(database, query)) {
    query.point_class = balance.point_class;
    out.push_back({account, balance.point_class, period, balance.opening, balance.closing, query_entries(database, query, now)});
  }
  return out;
}

std::vector<PointRank> query_ranking(SQLite::Database& database, const std::string& point_class, const std::string& period) {
  PointQuery query;
  query.point_class = point_class;
  query.period = period;
  std::vector<PointRank> out;
  for (const PointBalance& balance : query_balances(database, query)) {
    if (balance.entries > 0) out.push_back({0, balance.account, balance.change});
  }
  std::stable_sort(out.begin(), out.end(), [](const PointRank& a, const PointRank& b) { return b.amount < a.amount; });
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].rank = i > 0 && out[i].amount == out[i - 1].amount ? out[i - 1].rank : static_cast<std::int64_t>(i) + 1;
  }
  return out;
}

std::vector<PointSeal> query_seals(SQLite::Database& database) {
  SQLite::Statement statement(database, "SELECT class, period, because, recorded_us FROM huifang_entry WHERE kind = 'seal' ORDER BY class, id");
  std::vector<PointSeal> out;
  for (Use use(statement); use.step();) {
    const Value because = value_from_json(use.text(2));
    const auto text = [&](const char* name) {
      const Value* member = because.context().find(name);
      return member == nullptr || member->kind() != Value::Kind::string ? std::string() : member->string();
    };
    const auto number = [&](const char* name) {
      const Value* member = because.context().find(name);
      return member == nullptr || member->kind() != Value::Kind::number ? Decimal() : member->number();
    };
    out.push_back({use.text(0), use.text(1), number("count").to_int64().value_or(0), number("sum"), text("hash"), text("by"), Instant{use.integer(3)}});
  }
  return out;
}

}  // namespace huifang
