#include "book/points.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "book/database.hpp"
#include "domain/json_text.hpp"

namespace huifang {
namespace {

Decimal scaled(std::int64_t units, std::int64_t decimals) { return Decimal::scaled(units, static_cast<int>(decimals)); }

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

}  // namespace

std::vector<PointEntry> query_entries(SQLite::Database& database, const PointQuery& query) {
  const Conditions conditions(query, true);
  // Whoever entry names it has the same cause and rule.
  SQLite::Statement statement(
      database,
      "SELECT e.id, e.class, s.entity, s.key, e.kind, e.decimals, e.amount, e.asked, e.rule, e.cause, e.part, e.event, e.effective_us,"
      " e.recorded_us, e.period, e.of_period, e.entry, e.because, e.hash,"
      " (SELECT r.id FROM huifang_entry r WHERE r.cause = e.cause AND r.rule = e.rule AND r.kind = 'reverse' AND r.entry = e.id),"
      " (SELECT h.kind FROM huifang_entry h WHERE h.cause = e.cause AND h.rule = e.rule AND h.kind IN ('hold', 'uphold')"
      " AND h.entry = e.id ORDER BY h.id DESC LIMIT 1)"
      " FROM huifang_entry e JOIN huifang_subject s ON s.id = e.account WHERE " +
          conditions.text + " ORDER BY e.id LIMIT ?");
  Use use(statement);
  conditions.bind(use);
  use.bind(query.limit == 0 ? std::int64_t{-1} : static_cast<std::int64_t>(std::min<std::size_t>(query.limit, INT64_MAX)));
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
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<PointBalance> query_balances(SQLite::Database& database, const PointQuery& query) {
  const Conditions conditions(query, false);
  // Ids of periods sort as the periods do.
  const std::string inside = query.period.empty() ? "1" : "e.period = ?";
  const std::string before = query.period.empty() ? "0" : "e.period < ?";
  SQLite::Statement statement(database, "SELECT e.class, s.entity, s.key, max(e.decimals), coalesce(sum(iif(" + before +
                                            ", e.amount, 0)), 0), coalesce(sum(iif(" + inside + ", e.amount, 0)), 0), sum(" + inside +
                                            ") FROM huifang_entry e JOIN huifang_subject s ON s.id = e.account WHERE " + conditions.text +
                                            " GROUP BY e.class, e.account ORDER BY e.class, s.entity, s.key");
  Use use(statement);
  if (!query.period.empty()) use.bind(query.period).bind(query.period).bind(query.period);
  conditions.bind(use);
  std::vector<PointBalance> out;
  while (use.step()) {
    const std::int64_t opening = use.integer(4), change = use.integer(5);
    out.push_back({{use.text(1), use.text(2)}, use.text(0), scaled(opening, use.integer(3)), scaled(change, use.integer(3)),
                   scaled(opening + change, use.integer(3)), use.integer(6)});
  }
  return out;
}

std::vector<PointStatement> query_statement(SQLite::Database& database, const EntityRef& account, const std::string& period) {
  PointQuery query;
  query.account = account;
  query.period = period;
  std::vector<PointStatement> out;
  for (PointBalance& balance : query_balances(database, query)) {
    query.point_class = balance.point_class;
    out.push_back({account, balance.point_class, period, balance.opening, balance.closing, query_entries(database, query)});
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
