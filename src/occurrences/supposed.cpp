#include "occurrences/supposed.hpp"

#include <algorithm>
#include <tuple>

#include "domain/engine.hpp"
#include "domain/memory_store.hpp"
#include "huifang/error.hpp"
#include "policy/model.hpp"

namespace huifang::occurrences {
namespace {

constexpr std::uint64_t steps_max = 1'000'000;

bool counts(const Duty& duty, const OccurrenceRequest& request) {
  // A season that ends takes back what is overdue too: that has been owed all the same.
  const bool taken_back = duty.state == DutyState::withdrawn && !duty.missed_at;
  if (taken_back || duty.state == DutyState::waived) return false;
  if (!request.rule.empty() && duty.key.rule != request.rule) return false;
  return duty.opens->utc_us < request.to.utc_us && (!duty.due || *duty.due >= request.from);
}

}  // namespace

std::uint32_t attribute_named(const PolicyModel& model, std::uint32_t entity, std::string_view name) {
  for (const TierDef& tier : model.tiers) {
    if (tier.entity == entity && name == "tier." + tier.name) return tier.attribute;
  }
  return model.attribute(entity, name);
}

std::vector<Occurrence> occurrences_of(const Policy& policy, const OccurrenceRequest& request, const Supposed& supposed) {
  MemoryStore store;
  const Instant since = request.known_since.value_or(request.from);
  Engine engine(policy, since, store);
  engine.suppose({request.entity, subject_key}, supposed, since);
  const AdvanceResult result = engine.advance(Instant{request.to.utc_us - 1}, 1, steps_max);
  engine.flush();
  if (!result.complete || store.duties().size() > steps_max) {
    throw Error(ErrorKind::limit, "HF7207", "working out what a subject is owed takes more than 1,000,000 steps (an occurrence takes two or more)");
  }
  std::vector<Occurrence> found;
  for (const auto& [id, row] : store.duties()) {
    const Duty& duty = row.duty;
    if (!counts(duty, request)) continue;
    Occurrence& one = found.emplace_back();
    one.rule = duty.key.step.empty() ? duty.key.rule : duty.key.rule + "/" + duty.key.step;
    one.n = duty.key.n;
    one.opens_us = duty.opens->utc_us;
    if (duty.due) one.due_us = duty.due->utc_us;
  }
  std::sort(found.begin(), found.end(), [](const Occurrence& a, const Occurrence& b) {
    return std::tie(a.opens_us, a.due_us, a.rule, a.n) < std::tie(b.opens_us, b.due_us, b.rule, b.n);
  });
  return found;
}

}  // namespace huifang::occurrences
