#include "book/duty_table.hpp"

#include <algorithm>

#include "huifang/error.hpp"

namespace huifang {
namespace {

void bind_reference(Use& use, const std::optional<EntityRef>& reference) {
  if (reference) {
    use.bind(reference->entity).bind(reference->key);
  } else {
    use.null().null();
  }
}

std::optional<EntityRef> reference(const Use& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return EntityRef{row.text(column), row.text(column + 1)};
}

std::string join_lines(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) {
    if (!out.empty()) out += '\n';
    out += line;
  }
  return out;
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    out.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return out;
}

std::vector<DutyRow> all_rows(Use& use) {
  std::vector<DutyRow> out;
  while (use.step()) out.push_back(read_duty(use));
  return out;
}

}  // namespace

std::string select_duties() {
  return "SELECT d.id, d.subject, s.entity, s.key, d.policy, d.rule, d.run, d.step, d.n, d.state, d.owner_entity,"
         " d.owner_key, d.responsible_entity, d.responsible_key, d.needs, d.opens_us, d.due_us, d.have, d.need,"
         " d.created_us, d.done_us, d.missed_us, d.late, d.policy_version, d.source, d.because, d.changed, d.progress"
         " FROM huifang_duty d CROSS JOIN huifang_subject s ON s.id = d.subject ";
}

DutyRow read_duty(const Use& row) {
  DutyRow out;
  out.id = row.integer(0);
  out.subject = row.integer(1);
  Duty& duty = out.duty;
  duty.key = {row.text(4), row.text(5), {row.text(2), row.text(3)}, row.text(6), row.text(7), row.text(8)};
  duty.state = static_cast<DutyState>(row.integer(9));
  duty.owner = reference(row, 10);
  duty.responsible = reference(row, 12);
  duty.needs = split_lines(row.text(14));
  duty.opens = row.instant(15);
  duty.due = row.instant(16);
  duty.have = row.integer(17);
  duty.need = row.integer(18);
  duty.created_at = row.instant(19);
  duty.done_at = row.instant(20);
  duty.missed_at = row.instant(21);
  duty.late = row.integer(22) != 0;
  duty.policy_version = row.text(23);
  duty.source = row.text(24);
  duty.because = row.text(25);
  duty.changed = row.integer(26);
  out.progress = row.text(27);
  return out;
}

DutyTable::DutyTable(SQLite::Database& database)
    : insert_(database,
              "INSERT INTO huifang_duty (id, subject, policy, rule, run, step, n, state, owner_entity, owner_key,"
              " responsible_entity, responsible_key, needs, opens_us, due_us, have, need, created_us, done_us,"
              " missed_us, late, policy_version, source, because, changed, progress)"
              " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
      update_(database,
              "UPDATE huifang_duty SET state = ?, owner_entity = ?, owner_key = ?, responsible_entity = ?,"
              " responsible_key = ?, needs = ?, opens_us = ?, due_us = ?, have = ?, need = ?, created_us = ?,"
              " done_us = ?, missed_us = ?, late = ?, policy_version = ?, source = ?, because = ?, changed = ?,"
              " progress = ? WHERE id = ?"),
      live_(database, select_duties() + "WHERE d.subject = ? AND d.state < 4 AND d.state <> 2 ORDER BY d.id"),
      closed_(database, select_duties() +
                            "WHERE d.subject = ? AND d.state NOT IN (0, 1, 3) AND (d.due_us IS NULL OR d.due_us >= ?)"
                            " ORDER BY d.id"),
      find_(database,
            select_duties() +
                "WHERE d.subject = ? AND d.rule = ? AND d.run = ? AND d.n = ? AND d.step = ? AND d.policy = ?") {}

void DutyTable::insert(const DutyRow& row) {
  const Duty& duty = row.duty;
  const std::string needs = join_lines(duty.needs);
  Use use(insert_);
  use.bind(row.id).bind(row.subject).bind(duty.key.policy).bind(duty.key.rule).bind(duty.key.run);
  use.bind(duty.key.step).bind(duty.key.n).bind(static_cast<std::int64_t>(duty.state));
  bind_reference(use, duty.owner);
  bind_reference(use, duty.responsible);
  use.bind(needs).bind(duty.opens).bind(duty.due).bind(duty.have).bind(duty.need).bind(duty.created_at);
  use.bind(duty.done_at).bind(duty.missed_at).bind(static_cast<std::int64_t>(duty.late)).bind(duty.policy_version);
  use.bind(duty.source).bind(duty.because).bind(duty.changed).bind(row.progress);
  use.run();
}

void DutyTable::update(const DutyRow& row) {
  const Duty& duty = row.duty;
  const std::string needs = join_lines(duty.needs);
  Use use(update_);
  use.bind(static_cast<std::int64_t>(duty.state));
  bind_reference(use, duty.owner);
  bind_reference(use, duty.responsible);
  use.bind(needs).bind(duty.opens).bind(duty.due).bind(duty.have).bind(duty.need).bind(duty.created_at);
  use.bind(duty.done_at).bind(duty.missed_at).bind(static_cast<std::int64_t>(duty.late)).bind(duty.policy_version);
  use.bind(duty.source).bind(duty.because).bind(duty.changed).bind(row.progress).bind(row.id);
  if (use.run() != 1) {
    throw Error(ErrorKind::internal, "HF9902", "duty " + to_text(duty.key) + " was changed but never created");
  }
}

std::vector<DutyRow> DutyTable::live(SubjectId subject) {
  Use use(live_);
  use.bind(subject);
  return all_rows(use);
}

std::vector<DutyRow> DutyTable::closed(SubjectId subject, std::int64_t due_from_us) {
  Use use(closed_);
  use.bind(subject).bind(due_from_us);
  return all_rows(use);
}

std::optional<DutyRow> DutyTable::find(SubjectId subject, const DutyKey& key) {
  Use use(find_);
  use.bind(subject).bind(key.rule).bind(key.run).bind(key.n).bind(key.step).bind(key.policy);
  if (!use.step()) return std::nullopt;
  return read_duty(use);
}

}  // namespace huifang
