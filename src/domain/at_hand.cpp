// Which subjects stay at hand, which are packed, and which are forgotten. None of it changes a result.

#include <algorithm>

#include "domain/core.hpp"

namespace huifang {

namespace {

/// Subjects are drawn in this order, always the same one. Where everybody is looked at in turn, those that stay are found
/// again; whoever is chosen by its last use alone is gone before its turn comes.
std::uint64_t draw(SubjectId id) { return (static_cast<std::uint64_t>(id) * 0x9E3779B97F4A7C15u) >> 16; }

}  // namespace

std::size_t Core::few() const {
  constexpr std::size_t few = 4096;
  return cached_subjects_ == 0 ? few : std::min(few, at_hand_max() + 1);
}

bool Core::crowded() const { return changed_.size() >= few() && subjects_.size() >= at_hand_max() + few() && sent_.empty(); }

void Core::make_room() {
  while (!idle_.empty()) {
    const auto idle = subjects_.find(idle_.back());
    idle_.pop_back();
    if (idle == subjects_.end() || idle->second->used == flushes_) continue;
    pack(*idle->second);
    subjects_.erase(idle);
    return;
  }
}

bool Core::stays(SubjectId id) const { return draw(id) < stays_below_; }

void Core::pack(Subject& subject) {
  if (subject.entity != none && subject.row.state.empty()) subject.row.state = encode_state(subject, model);
  for (const auto& [id, duty] : subject.duties.awake()) duty->row.progress = encode_progress(*duty, model);
  packed_.put(subject, model);
}

void Core::forget_subjects() {
  if (cached_subjects_ == 0) {
    subjects_.clear();
    ids_.clear();
    referring_.clear();
    return;  // nobody is idle
  }
  while (!idle_.empty()) make_room();
  ++flushes_;
  if (subjects_.size() > at_hand_max()) choose_idle(at_hand_max());
  const std::size_t all = subjects_.size() + packed_.size();
  if (all > cached_subjects_) {
    const std::size_t stay = cached_subjects_ - std::min(cached_subjects_, std::max(cached_subjects_ / 4, subjects_.size()));
    packed_.keep(stay, draw, [&](const SubjectRow& row) { ids_.erase(id_key(row.entity, row.key)); });
  }
  if (referring_.size() > cached_subjects_) referring_.clear();
}

void Core::choose_idle(std::size_t stay) {
  struct One {
    bool waits = false;
    std::uint64_t used = 0, drawn = 0;
    SubjectId id = 0;
  };
  std::vector<One> all;
  all.reserve(subjects_.size());
  for (const auto& [id, subject] : subjects_) all.push_back({subject->row.wake.has_value(), subject->used, draw(id), id});
  const auto keep = [&](std::size_t count, const auto& first) {
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(count);
    std::nth_element(all.begin(), end, all.end(), first);
    all.erase(all.begin(), end);
  };
  // Whoever waits for nothing may never be asked for again. Of the others an eighth stays because it was used last.
  keep(stay - stay / 8, [](const One& a, const One& b) { return a.waits != b.waits ? a.waits : a.drawn < b.drawn; });
  stays_below_ = all.front().drawn;  // nth_element left the first of those that go there
  keep(stay / 8, [](const One& a, const One& b) { return a.used != b.used ? a.used > b.used : a.drawn < b.drawn; });
  // They are packed one by one while others come to hand: the memory of one serves the next.
  for (const One& one : all) idle_.push_back(one.id);
  std::sort(idle_.rbegin(), idle_.rend());
}

}  // namespace huifang
