#include "book/machine.hpp"

#include <nlohmann/json.hpp>

#include "huifang/error.hpp"
#include "policy/link_circles.hpp"
#include "policy/link_points.hpp"

namespace huifang {
namespace {

[[noreturn]] void throw_unreadable(const JournalEntry& entry) {
  throw Error(ErrorKind::storage, "HF6014", "journal entry " + std::to_string(entry.sequence) + " cannot be read");
}

Event event_of(const JournalEntry& entry) {
  static const TimeZone utc = TimeZone::find("UTC");  // canonical content carries its offsets
  return Event::parse(entry.content, utc);
}

std::uint64_t steps_of(const JournalEntry& entry) {
  const auto content = nlohmann::json::parse(entry.content, nullptr, false);
  if (!content.is_object()) throw_unreadable(entry);
  const auto steps = content.find("steps");
  if (steps == content.end()) return UINT64_MAX;
  if (!steps->is_number_unsigned()) throw_unreadable(entry);
  return steps->get<std::uint64_t>();
}

}  // namespace

void Machine::resume(std::vector<BindingList> lists) {
  lists_ = std::move(lists);
  engine_ = std::make_unique<Engine>(link(lists_), store_, cached_subjects_);
}

void Machine::bind(std::vector<PolicyBinding> policies, Instant now, std::int64_t sequence) {
  const bool first = engine_ == nullptr;
  std::vector<BindingList> lists = lists_;
  lists.push_back({now, std::move(policies)});
  Program program = link(lists);
  require_no_circles(program);
  require_same_points(lists.back().policies);
  lists_ = std::move(lists);
  if (!first) {
    engine_->advance(now, sequence);
    engine_->flush();
  }
  engine_ = std::make_unique<Engine>(std::move(program), store_, cached_subjects_);
  if (listener_) engine_->listen(*listener_);
  engine_->advance(now, sequence);
  if (!first) engine_->policy_changed(now, sequence);
}

void apply(Engine& engine, const JournalEntry& entry) {
  if (entry.kind == "event") {
    engine.record(event_of(entry), Instant{entry.now_us}, entry.sequence);
  } else if (entry.kind == "tick" && entry.at_us) {
    engine.advance(Instant{*entry.at_us}, entry.sequence, steps_of(entry));
  } else {
    throw_unreadable(entry);
  }
}

std::map<std::string, std::string> subjects_of(const JournalEntry& entry) {
  if (entry.kind != "event") return {};
  return event_of(entry).subjects;
}

std::string tick_content(bool complete, std::uint64_t steps_max) {
  return complete ? "{}" : "{\"steps\":" + std::to_string(steps_max) + "}";
}

}  // namespace huifang
