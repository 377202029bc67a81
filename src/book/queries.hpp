#pragma once
/// The questions a book answers from its tables. All throw SQLite::Exception.

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <vector>

#include "huifang/book.hpp"
#include "policy/link.hpp"

namespace huifang {

std::vector<Duty> query_duties(SQLite::Database& database, const DutyQuery& query);
std::vector<TierEntry> query_tiers(SQLite::Database& database, const std::optional<EntityRef>& subject);
std::vector<Effect> query_effects(SQLite::Database& database, std::int64_t after_sequence, std::size_t limit);
/// As Book::fact of "score.<score>".
Value query_score_value(SQLite::Database& database, const EntityRef& subject, const std::string& score, Instant at);
/// As Book::score.
std::optional<ScoreEntry> query_score(SQLite::Database& database, const EntityRef& subject, const std::string& score, Instant at);
Value query_fact(SQLite::Database& database, const EntityRef& subject, const std::string& attribute, Instant at);
/// See Book::slots() and Book::absences().
std::vector<DutySlot> query_slots(SQLite::Database& database);
std::vector<StaffAbsence> query_absences(SQLite::Database& database);
/// `policy` gives the order of the rules and the zone of the months; without one there are no duties either.
std::vector<DutyCount> count_duties(SQLite::Database& database, const std::vector<BindingList>& lists);

}  // namespace huifang
