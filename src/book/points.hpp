#pragma once
/// The ledger of points as a book keeps it. All throw SQLite::Exception.

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <vector>

#include "book/rep.hpp"
#include "huifang/points.hpp"

namespace huifang {

/// See Book::entries(), balances(), statement(), ranking() and seals(). `now`: the book's time.
std::vector<PointEntry> query_entries(SQLite::Database& database, const PointQuery& query, Instant now);
std::vector<PointBalance> query_balances(SQLite::Database& database, const PointQuery& query);
std::vector<PointStatement> query_statement(SQLite::Database& database, const EntityRef& account, const std::string& period, Instant now);
std::vector<PointRank> query_ranking(SQLite::Database& database, const std::string& point_class, const std::string& period);
std::vector<PointSeal> query_seals(SQLite::Database& database);

/// A line by its number; nullopt: there is none, or it is a seal.
std::optional<PointEntry> query_entry(SQLite::Database& database, std::int64_t id, Instant now);
/// The other lines of its posting: same rule, cause, account and part; by number.
std::vector<PointEntry> query_posting(SQLite::Database& database, const PointEntry& entry, Instant now);

/// What the account had in the class before and behind an entry, of all periods and of its own.
struct PointTotals {
  Decimal before, behind, period_before, period_behind;
};
PointTotals query_totals(SQLite::Database& database, const PointEntry& entry);

/// Throws Error(argument) HF6028 and HF6029, with the nearest name, when there is no such class or period. Empty: asks for none.
void require_known(Book::Rep& rep, const std::string& point_class, const std::string& period);

}  // namespace huifang
