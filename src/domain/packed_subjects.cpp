#include "domain/packed_subjects.hpp"

#include <utility>

#include "domain/json_text.hpp"

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

// A packed subject is its row, facts, tiers and duties. Numbers are base-128 with the sign in
// the lowest bit; a text is its length and its bytes, or its number among the shared ones. What is long and the same for many,
// and what usually occurs together, is shared as one text.

enum class Tag : std::uint8_t { null, no, yes, string, entity, list, json };

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
  void wake(const std::optional<Wake>& value) {
    flag(value.has_value());
    if (!value) return;
    number(value->at_us);
    number(value->phase);
    number(value->rule);
  }
  void value(const Value& value) {
    switch (value.kind()) {
      case Value::Kind::null: return tag(Tag::null);
      case Value::Kind::boolean: return tag(value.boolean() ? Tag::yes : Tag::no);
      case Value::Kind::string:
        tag(Tag::string);
        return text(value.string());
      case Value::Kind::entity:
        tag(Tag::entity);
        return entity(value.entity());
      case Value::Kind::list:
        tag(Tag::list);
        number(static_cast<std::int64_t>(value.list().size()));
        for (const Value& item : value.list()) this->value(item);
        return;
      default:
        tag(Tag::json);
        return text(json_text(value));
    }
  }

  void row(const SubjectRow& row) {
    const auto& [id, entity, key, since_us, wake, state] = row;  // a new member has to be packed too
    number(id);
    text(entity);
    text(key);
    number(since_us);
    this->wake(wake);
    text(state);
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
    text(because);
    number(changed);
    shared(progress);
  }

 private:
  void tag(Tag tag) { out_ += static_cast<char>(tag); }

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
  std::optional<Wake> wake() {
    if (!flag()) return std::nullopt;
    Wake wake;
    wake.at_us = number();
    wake.phase = static_cast<std::int32_t>(number());
    wake.rule = static_cast<std::int32_t>(number());
    return wake;
  }
  Value value() {
    switch (static_cast<Tag>(*at_++)) {
      case Tag::null: return {};
      case Tag::no: return Value::of(false);
      case Tag::yes: return Value::of(true);
      case Tag::string: return Value::of(text());
      case Tag::entity: return Value::of(entity());
      case Tag::list: {
        std::vector<Value> items(size());
        for (Value& item : items) item = value();
        return Value::of(std::move(items));
      }
      case Tag::json: break;
    }
    return value_from_json(text());
  }

  SubjectRow subject() {
    SubjectRow row;
    row.id = number();
    row.entity = text();
    row.key = text();
    row.since_us = number();
    row.wake = wake();
    row.state = text();
    return row;
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
    duty.because = text();
    duty.changed = number();
    row.progress = shared();
    return row;
  }

 private:
  const char* at_;
  SharedTexts& texts_;
};

}  // namespace

void PackedSubjects::put(const Subject& subject, const PolicyModel& model) {
  bytes_.clear();
  Writer out(bytes_, texts_);
  out.row(subject.row);
  out.number(static_cast<std::int64_t>(subject.facts.size()));
  for (const FactHistory& history : subject.facts) {
    out.number(static_cast<std::int64_t>(history.entries.size()));
    for (const FactHistory::Entry& entry : history.entries) {
      out.number(entry.from_us);
      out.number(entry.sequence);
      out.value(entry.value);
    }
  }
  std::int64_t tiers = 0;
  for (const bool known : subject.tier_known) tiers += known ? 1 : 0;
  out.number(tiers);
  for (std::size_t i = 0; i < subject.tiers.size(); ++i) {
    if (!subject.tier_known[i]) continue;
    out.text(model.tiers[i].key);
    out.number(subject.tier_from_us[i]);
    out.text(subject.tiers[i]);
  }
  out.number(static_cast<std::int64_t>(subject.duties.sleeping().size() + subject.duties.awake().size()));
  const auto duty = [&](const std::optional<Wake>& wake, const std::string& bytes) {
    out.wake(wake);
    out.text(bytes);
  };
  for (const SleepingDuty& asleep : subject.duties.sleeping()) duty(asleep.wake, asleep.bytes);
  for (const auto& [id, awake] : subject.duties.awake()) {
    duty_.clear();
    Writer(duty_, texts_).row(awake->row);
    duty(awake->wake(), duty_);
  }
  packed_.emplace(subject.row.id, blocks_.keep(bytes_));
}

std::optional<UnpackedSubject> PackedSubjects::take(SubjectId id) {
  const auto found = packed_.find(id);
  if (found == packed_.end()) return std::nullopt;
  blocks_.take(found->second, bytes_);
  packed_.erase(found);
  Reader in(bytes_, texts_);
  UnpackedSubject subject;
  SubjectRow& row = subject.loaded.row;
  row = in.subject();
  subject.facts.resize(in.size());
  for (FactHistory& history : subject.facts) {
    history.entries.resize(in.size());
    for (FactHistory::Entry& entry : history.entries) {
      entry.from_us = in.number();
      entry.sequence = in.number();
      entry.value = in.value();
    }
  }
  subject.loaded.tiers.resize(in.size());
  for (TierRow& tier : subject.loaded.tiers) {
    tier.subject = row.id;
    tier.tier = in.text();
    tier.from_us = in.number();
    tier.value = in.text();
  }
  subject.duties.resize(in.size());
  for (SleepingDuty& duty : subject.duties) {
    duty.wake = in.wake();
    duty.bytes = in.text();
  }
  return subject;
}

std::string PackedSubjects::pack(const DutyRow& row) {
  duty_.clear();
  Writer(duty_, texts_).row(row);
  return std::string(duty_);
}

DutyRow PackedSubjects::read(const std::string& bytes, const SubjectRow& subject) { return Reader(bytes, texts_).duty(subject); }

void PackedSubjects::clear() {
  packed_.clear();
  blocks_.clear();
  texts_.clear();
}

}  // namespace huifang
