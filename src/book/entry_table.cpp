#include "book/entry_table.hpp"

#include "book/database.hpp"

namespace huifang {
std::string select_entries() {
  return "SELECT id, class, account, kind, decimals, amount, asked, rule, cause, part, event, effective_us, recorded_us, period, of_period,"
         " entry, because, hash FROM huifang_entry ";
}

EntryRow read_entry(const Use& row) {
  EntryRow out;
  out.id = row.integer(0);
  out.point_class = row.text(1);
  out.account = row.integer(2);
  out.kind = row.text(3);
  out.decimals = static_cast<std::int32_t>(row.integer(4));
  out.amount = row.integer(5);
  out.asked = row.integer(6);
  out.rule = row.text(7);
  out.cause = row.text(8);
  out.part = row.text(9);
  out.event = row.text(10);
  out.effective_us = row.integer(11);
  out.recorded_us = row.integer(12);
  out.period = row.text(13);
  out.of_period = row.text(14);
  out.entry = row.integer(15);
  out.because = row.text(16);
  out.hash = row.text(17);
  return out;
}

namespace {

std::optional<EntryRow> read_one(Use& rows) {
  if (!rows.step()) return std::nullopt;
  return read_entry(rows);
}

std::vector<EntryRow> read_all(Use& rows) {
  std::vector<EntryRow> out;
  while (rows.step()) out.push_back(read_entry(rows));
  return out;
}

EntryTotal read_total(Use& row) {
  row.step();
  return {row.integer(0), row.integer(1)};
}

constexpr std::int64_t billion = 1'000'000'000;

}  // namespace

EntryTable::EntryTable(SQLite::Database& database)
    : insert_(database,
              "INSERT INTO huifang_entry (id, class, account, kind, decimals, amount, asked, rule, cause, part, event, effective_us,"
              " recorded_us, period, of_period, entry, because, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
      last_(database, select_entries() + "ORDER BY id DESC LIMIT 1"),
      one_(database, select_entries() + "WHERE id = ?"),
      of_(database, select_entries() + "WHERE cause = ? ORDER BY id"),
      by_(database, select_entries() + "WHERE event = ? AND event <> '' ORDER BY id"),
      in_(database, select_entries() + "WHERE account = ? AND class = ? AND kind <> 'seal' ORDER BY id"),
      earners_(database, "SELECT DISTINCT account FROM huifang_entry WHERE class = ? AND amount > 0 AND effective_us BETWEEN ? AND ? ORDER BY account"),
      of_account_(database, "SELECT count(*), coalesce(sum(amount), 0) FROM huifang_entry WHERE account = ? AND class = ? AND kind <> 'seal'"),
      of_account_period_(database, "SELECT count(*), coalesce(sum(amount), 0) FROM huifang_entry WHERE account = ? AND class = ?"
                                   " AND period = ? AND kind <> 'seal'"),
      // Summed in two parts, since the sum of all accounts may be more than a column can hold.
      of_period_(database, "SELECT count(*), coalesce(sum(amount / 1000000000), 0), coalesce(sum(amount % 1000000000), 0) FROM huifang_entry"
                           " WHERE class = ? AND period = ? AND kind <> 'seal'") {}

void EntryTable::insert(const EntryRow& row) {
  Use use(insert_);
  use.bind(row.id).bind(row.point_class).bind(row.account).bind(row.kind).bind(std::int64_t{row.decimals}).bind(row.amount).bind(row.asked);
  use.bind(row.rule).bind(row.cause).bind(row.part).bind(row.event).bind(row.effective_us).bind(row.recorded_us).bind(row.period);
  use.bind(row.of_period).bind(row.entry).bind(row.because).bind(row.hash).run();
}

std::optional<EntryRow> EntryTable::last() {
  Use use(last_);
  return read_one(use);
}

std::optional<EntryRow> EntryTable::one(std::int64_t id) {
  Use use(one_);
  use.bind(id);
  return read_one(use);
}

std::vector<EntryRow> EntryTable::of(const std::string& cause) {
  Use use(of_);
  use.bind(cause);
  return read_all(use);
}

std::vector<EntryRow> EntryTable::by(const std::string& event) {
  Use use(by_);
  use.bind(event);
  return read_all(use);
}

std::vector<EntryRow> EntryTable::in(SubjectId account, const std::string& point_class) {
  Use use(in_);
  use.bind(account).bind(point_class);
  return read_all(use);
}

std::vector<SubjectId> EntryTable::earners(const std::string& point_class, std::int64_t from_us, std::int64_t to_us) {
  Use use(earners_);
  use.bind(point_class).bind(from_us).bind(to_us);
  std::vector<SubjectId> out;
  while (use.step()) out.push_back(use.integer(0));
  return out;
}

EntryTotal EntryTable::of_account(SubjectId account, const std::string& point_class, const std::string& period) {
  Use use(period.empty() ? of_account_ : of_account_period_);
  use.bind(account).bind(point_class);
  if (!period.empty()) use.bind(period);
  return read_total(use);
}

PeriodTotal EntryTable::of_period(const std::string& point_class, const std::string& period) {
  Use use(of_period_);
  use.bind(point_class).bind(period).step();
  return {use.integer(0), *Decimal::add(*Decimal::multiply(Decimal(use.integer(1)), Decimal(billion)), Decimal(use.integer(2)))};
}

}  // namespace huifang
