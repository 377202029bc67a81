// Which subjects stay in memory, and which are read again when they are asked for. None of it changes a result.

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
  return cached_subjects_ == 0 ? few : std::min(few, cached_subjects_ + 1);
}

bool Core::crowded() const { return changed_.size() >= few() && subjects_.size() >= cached_subjects_ + few() && sent_.empty(); }

void Core::make_room() {
  while (!idle_.empty()) {
    const SubjectId idle = idle_.back();
    idle_.pop_back();
    Subject& subject = *subjects_.at(idle);
    subject.visits = false;
    if (subject.used < flushes_) return forget(idle);
    visit(subject);
  }
}

bool Core::stays(const Subject& subject) const { return subject.row.wake && draw(subject.row.id) < stays_below_; }

void Core::visit(Subject& subject) {
  if (subject.visits || stays(subject)) return;
  subject.visits = true;
  visitors_.emplace_back(subject.row.id, subject.used);
}

void Core::forget(SubjectId id) {
  const auto subject = subjects_.find(id);
  const SubjectRow& row = subject->second->row;
  for (const SleepingDuty& duty : subject->second->duties.sleeping()) packed_.read(duty.bytes, row);
  ids_.erase(id_key(row.entity, row.key));
  subjects_.erase(subject);
}

void Core::forget_subjects() {
  if (cached_subjects_ == 0) {
    subjects_.clear();  // none of their duties sleeps
    visitors_.clear();
    ids_.clear();
    referring_.clear();
    return;  // nobody is idle
  }
  while (!idle_.empty()) make_room();
  ++flushes_;
  if (subjects_.size() > cached_subjects_) choose_idle(cached_subjects_);
  if (referring_.size() > cached_subjects_) referring_.clear();
}

void Core::choose_idle(std::size_t stay) {
  if (subjects_.size() - visitors_.size() > stay - stay / 16) draw_again(stay - stay / 8);
  // They are forgotten one by one while others come to hand: the memory of one serves the next.
  for (std::size_t left = subjects_.size(); left > stay && !visitors_.empty();) {
    const auto [id, used] = visitors_.front();
    visitors_.pop_front();
    Subject& subject = *subjects_.at(id);
    subject.visits = false;
    if (subject.used > used) {
      visit(subject);
    } else if (!stays(subject)) {
      subject.visits = true;
      idle_.push_back(id);
      --left;
    }
  }
  std::reverse(idle_.begin(), idle_.end());
}

void Core::draw_again(std::size_t stay) {
  // Whoever waits for nothing may never be asked for again.
  std::vector<std::uint64_t> draws;
  for (const auto& [id, subject] : subjects_) {
    if (subject->row.wake) draws.push_back(draw(id));
  }
  if (draws.size() > stay) {
    const auto first = draws.begin() + static_cast<std::ptrdiff_t>(stay);
    std::nth_element(draws.begin(), first, draws.end());
    stays_below_ = std::min(stays_below_, *first);
  }
  for (const auto& [id, subject] : subjects_) visit(*subject);
}

}  // namespace huifang
