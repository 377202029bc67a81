#pragma once
/// Cases as a book keeps them: the state of their subjects, and the path in the outbox. All throw SQLite::Exception.

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <vector>

#include "huifang/book.hpp"

namespace huifang {

/// See Book::cases() and Book::case_path().
std::vector<CaseEntry> query_cases(SQLite::Database& database, const CaseQuery& query);
std::vector<CaseStep> query_case_path(SQLite::Database& database, const std::string& workflow, const std::string& key);

}  // namespace huifang
