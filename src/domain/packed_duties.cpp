#include "domain/packed_duties.hpp"

#include <utility>

namespace huifang {

std::uint32_t SharedTexts::keep(std::string_view text) {
  auto known = numbers_.find(text);
  if (known == numbers_.end()) {
    if (free_.empty()) {
      entries_.emplace_back();
      free_.push_back(static_cast<std::uint32_t>(entries_.size() - 1));
    }
    known = numbers_.emplace(std::string(text), free_.back()).first;
    free_.pop_back();
    entries_[known->second] = {&known->first, 0};
  }
  ++entries_[known->second].kept;
  return known->second;
}

void SharedTexts::let_go(std::uint32_t number) {
  Entry& entry = entries_[number];
  if (--entry.kept > 0) return;
  numbers_.erase(numbers_.find(*entry.text));
  entry.text = nullptr;
  free_.push_back(number);
}

void SharedTexts::clear() {
  numbers_.clear();
  entries_.clear();
  free_.clear();
}

namespace {

// Numbers are base-128 with the sign in the lowest bit; a text is its length and its bytes, or its number among the shared
// ones. What is long and the same for many, and what usually occurs together, is shared as one text.

class Writer {
 public:
  Writer(std::string& out, SharedTexts& texts) : out_(out), texts_(texts) {}

  void number(std::int64_t value) {
    auto rest = (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
    for (; rest >= 0x80; rest >>= 7) out_ += static_cast<char>(rest | 0x80);
    out_ += static_cast<char>(rest);
  }
  void text(std::string_view value) {
    number(static_cast<std::int64_t>(value.size()));
    out_ += value;
  }
  void shared(std::string_view value) { number(texts_.keep(value)); }
  /// What `write` writes to the Writer that it is called with, shared as one text.
  template <class Write>
  void together(Write&& write) {
    part_.clear();
    Writer part(part_, texts_);
    write(part);
    shared(part_);
  }
  void entity(const EntityRef& ref) {
    text(ref.entity);
    text(ref.key);
  }
  void flag(bool value) { out_ += static_cast<char>(value); }
  void instant(const std::optional<Instant>& value) {
    flag(value.has_value());
    if (value) number(value->utc_us);
  }
  void reference(const std::optional<EntityRef>& value) {
    flag(value.has_value());
    if (value) entity(*value);
  }
  /// A text that is shared without its first `part`, which differs from one to the next.
  void shared_around(std::string_view value, std::string_view part) {
    const std::size_t place = part.empty() ? std::string_view::npos : value.find(part);
    number(place == std::string_view::npos ? -1 : static_cast<std::int64_t>(place));
    if (place == std::string_view::npos) return shared(value);
    part_.assign(value, 0, place);
    part_ += value.substr(place + part.size());
    shared(part_);
  }
  /// Without whom it is about: that is the subject.
  void row(const DutyRow& row) {
    const auto& [id, subject, duty, progress] = row;
    const auto& [key, state, owner, responsible, needs, opens, due, have, need, created_at, done_at, missed_at, late,
                 policy_version, source, because, changed] = duty;
    const auto& [policy, rule, about, run, step, n] = key;
    number(id);
    together([&](Writer& part) {
      part.text(policy);
      part.text(rule);
      part.text(step);
      part.text(policy_version);
      part.text(source);
      part.number(static_cast<std::int64_t>(needs.size()));
      for (const std::string& what : needs) part.text(what);
    });
    text(run);
    text(n);
    number(static_cast<std::int64_t>(state));
    reference(owner);
    reference(responsible);
    instant(opens);
    instant(due);
    number(have);
    number(need);
    instant(created_at);
    instant(done_at);
    instant(missed_at);
    flag(late);
    shared_around(because, run);
    number(changed);
    shared(progress);
  }

 private:
  std::string& out_;
  SharedTexts& texts_;
  std::string part_;
};

class Reader {
 public:
  Reader(std::string_view bytes, SharedTexts& texts) : at_(bytes.data()), texts_(texts) {}

  std::int64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<std::uint8_t>(*at_++);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
  }
  std::size_t size() { return static_cast<std::size_t>(number()); }
  std::string text() {
    const std::size_t length = size();
    std::string value(at_, length);
    at_ += length;
    return value;
  }
  std::string shared() {
    const auto place = static_cast<std::uint32_t>(number());
    std::string value = texts_.text(place);
    texts_.let_go(place);
    return value;
  }
  bool flag() { return *at_++ != 0; }
  /// The reverse of Writer::together().
  template <class Read>
  void together(Read&& read) {
    const auto place = static_cast<std::uint32_t>(number());
    Reader part(texts_.text(place), texts_);
    read(part);
    texts_.let_go(place);
  }
  EntityRef entity() {
    EntityRef ref;
    ref.entity = text();
    ref.key = text();
    return ref;
  }
  std::optional<Instant> instant() {
    if (!flag()) return std::nullopt;
    return Instant{number()};
  }
  std::optional<EntityRef> reference() {
    if (!flag()) return std::nullopt;
    return entity();
  }
  /// The reverse of Writer::shared_around().
  std::string shared_around(std::string_view part) {
    const std::int64_t place = number();
    std::string value = shared();
    if (place >= 0) value.insert(static_cast<std::size_t>(place), part);
    return value;
  }
  DutyRow duty(const SubjectRow& subject) {
    DutyRow row;
    Duty& duty = row.duty;
    row.id = number();
    row.subject = subject.id;
    duty.key.subject = {subject.entity, subject.key};
    together([&](Reader& part) {
      duty.key.policy = part.text();
      duty.key.rule = part.text();
      duty.key.step = part.text();
      duty.policy_version = part.text();
      duty.source = part.text();
      duty.needs.resize(part.size());
      for (std::string& what : duty.needs) what = part.text();
    });
    duty.key.run = text();
    duty.key.n = text();
    duty.state = static_cast<DutyState>(number());
    duty.owner = reference();
    duty.responsible = reference();
    duty.opens = instant();
    duty.due = instant();
    duty.have = number();
    duty.need = number();
    duty.created_at = instant();
    duty.done_at = instant();
    duty.missed_at = instant();
    duty.late = flag();
    duty.because = shared_around(duty.key.run);
    duty.changed = number();
    row.progress = shared();
    return row;
  }

 private:
  const char* at_;
  SharedTexts& texts_;
};

}  // namespace

std::string PackedDuties::pack(const DutyRow& row) {
  bytes_.clear();
  Writer(bytes_, texts_).row(row);
  return std::string(bytes_);
}

DutyRow PackedDuties::read(const std::string& bytes, const SubjectRow& subject) { return Reader(bytes, texts_).duty(subject); }

}  // namespace huifang
