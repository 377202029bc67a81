#include "domain/store.hpp"

#include <tuple>

namespace huifang {
namespace {

auto content(const DutyRow& row) {
  const Duty& duty = row.duty;
  return std::tie(row.id, row.subject, row.progress, duty.key, duty.state, duty.owner, duty.responsible, duty.needs,
                  duty.opens, duty.due, duty.have, duty.need, duty.created_at, duty.done_at, duty.missed_at, duty.late,
                  duty.policy_version, duty.source, duty.because, duty.changed);
}

}  // namespace

bool DutyRow::operator==(const DutyRow& other) const { return content(*this) == content(other); }

}  // namespace huifang
