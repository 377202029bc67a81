#pragma once
/// The ledger of points as a book keeps it. All throw SQLite::Exception.

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <vector>

#include "huifang/points.hpp"

namespace huifang {

/// See Book::entries(), balances(), statement(), ranking() and seals().
std::vector<PointEntry> query_entries(SQLite::Database& database, const PointQuery& query);
std::vector<PointBalance> query_balances(SQLite::Database& database, const PointQuery& query);
std::vector<PointStatement> query_statement(SQLite::Database& database, const EntityRef& account, const std::string& period);
std::vector<PointRank> query_ranking(SQLite::Database& database, const std::string& point_class, const std::string& period);
std::vector<PointSeal> query_seals(SQLite::Database& database);

}  // namespace huifang
