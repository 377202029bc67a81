// Tiers, facts, effects, counts and the report of verify.
#include "boundary.hpp"

using namespace huifang::c;
using huifang::DutyCount;
using huifang::Effect;
using huifang::EntityRef;
using huifang::TierEntry;

namespace {

/// Sets `*out` to a list made of what `answer` reads from the book.
template <class List, class Answer>
huifang_status list(huifang_book* book, List** out, huifang_error** error, Answer&& answer) noexcept {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    *out = new List{answer(required(book, "book").book)};
  });
}

const char* part(const huifang_tier* tier, std::string TierEntry::*member, size_t* size) noexcept {
  return lend_text(tier == nullptr ? nullptr : &(inside(tier)->*member), size);
}

const char* part(const huifang_effect* effect, std::string Effect::*member, size_t* size) noexcept {
  return lend_text(effect == nullptr ? nullptr : &(inside(effect)->*member), size);
}

const char* receiver(const huifang_effect* effect, std::string EntityRef::*member, size_t* size) noexcept {
  return lend_text(effect == nullptr || !inside(effect)->to ? nullptr : &((*inside(effect)->to).*member),
                   size);
}

int64_t number(const huifang_count* count, int64_t DutyCount::*member) noexcept {
  return count == nullptr ? 0 : inside(count)->*member;
}

}  // namespace

extern "C" {

huifang_status huifang_book_tiers(huifang_book* book, const char* entity, size_t entity_size, const char* key,
                                  size_t key_size, huifang_tiers** out, huifang_error** error) {
  return list(book, out, error, [&](huifang::Book& b) {
    EntityRef subject{std::string(text(entity, entity_size, "entity")),
                      std::string(text(key, key_size, "key"))};
    if (subject.entity.empty() && subject.key.empty()) return b.tiers();
    return b.tiers(std::move(subject));
  });
}

size_t huifang_tiers_count(const huifang_tiers* tiers) { return tiers == nullptr ? 0 : tiers->items.size(); }

const huifang_tier* huifang_tiers_item(const huifang_tiers* tiers, size_t index) {
  return lend_item<huifang_tier>(tiers == nullptr ? nullptr : &tiers->items, index);
}

void huifang_tiers_free(huifang_tiers* tiers) { delete tiers; }

const char* huifang_tier_subject_entity(const huifang_tier* tier, size_t* size) {
  return lend_text(tier == nullptr ? nullptr : &inside(tier)->subject.entity, size);
}

const char* huifang_tier_subject_key(const huifang_tier* tier, size_t* size) {
  return lend_text(tier == nullptr ? nullptr : &inside(tier)->subject.key, size);
}

const char* huifang_tier_name(const huifang_tier* tier, size_t* size) {
  return part(tier, &TierEntry::tier, size);
}

const char* huifang_tier_value(const huifang_tier* tier, size_t* size) {
  return part(tier, &TierEntry::value, size);
}

huifang_instant huifang_tier_from(const huifang_tier* tier) {
  return tier == nullptr ? HUIFANG_NO_INSTANT : inside(tier)->from.utc_us;
}

huifang_instant huifang_tier_to(const huifang_tier* tier) {
  return tier == nullptr ? HUIFANG_NO_INSTANT : moment(inside(tier)->to);
}

const char* huifang_tier_because(const huifang_tier* tier, size_t* size) {
  return part(tier, &TierEntry::because, size);
}

huifang_status huifang_book_calendar(huifang_book* book, const char* entity, size_t entity_size, const char* key,
                                     size_t key_size, huifang_calendar** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    huifang::Book& b = required(book, "book").book;
    const EntityRef subject{std::string(text(entity, entity_size, "entity")),
                            std::string(text(key, key_size, "key"))};
    std::optional<EntityRef> of;
    if (!subject.entity.empty() || !subject.key.empty()) of = subject;
    hand_out(out, b.calendar(of));
  });
}

huifang_status huifang_book_fact(huifang_book* book, const char* entity, size_t entity_size, const char* key,
                                 size_t key_size, const char* attribute, size_t attribute_size,
                                 huifang_instant at, huifang_value** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    huifang::Book& b = required(book, "book").book;
    const EntityRef subject{std::string(text(entity, entity_size, "entity")),
                            std::string(text(key, key_size, "key"))};
    hand_out(out, b.fact(subject, text(attribute, attribute_size, "attribute"), instant(at, "at")));
  });
}

huifang_status huifang_book_effects(huifang_book* book, int64_t after, uint64_t limit, huifang_effects** out,
                                    huifang_error** error) {
  return list(book, out, error,
              [&](huifang::Book& b) { return b.effects(after, static_cast<std::size_t>(limit)); });
}

size_t huifang_effects_count(const huifang_effects* effects) {
  return effects == nullptr ? 0 : effects->items.size();
}

const huifang_effect* huifang_effects_item(const huifang_effects* effects, size_t index) {
  return lend_item<huifang_effect>(effects == nullptr ? nullptr : &effects->items, index);
}

void huifang_effects_free(huifang_effects* effects) { delete effects; }

int64_t huifang_effect_sequence(const huifang_effect* effect) {
  return effect == nullptr ? 0 : inside(effect)->sequence;
}

const char* huifang_effect_key(const huifang_effect* effect, size_t* size) {
  return part(effect, &Effect::key, size);
}

const char* huifang_effect_kind(const huifang_effect* effect, size_t* size) {
  return part(effect, &Effect::kind, size);
}

const char* huifang_effect_to_entity(const huifang_effect* effect, size_t* size) {
  return receiver(effect, &EntityRef::entity, size);
}

const char* huifang_effect_to_key(const huifang_effect* effect, size_t* size) {
  return receiver(effect, &EntityRef::key, size);
}

const char* huifang_effect_subject_entity(const huifang_effect* effect, size_t* size) {
  return lend_text(effect == nullptr ? nullptr : &inside(effect)->subject.entity, size);
}

const char* huifang_effect_subject_key(const huifang_effect* effect, size_t* size) {
  return lend_text(effect == nullptr ? nullptr : &inside(effect)->subject.key, size);
}

const char* huifang_effect_data(const huifang_effect* effect, size_t* size) {
  return part(effect, &Effect::data, size);
}

const char* huifang_effect_because(const huifang_effect* effect, size_t* size) {
  return part(effect, &Effect::because, size);
}

huifang_instant huifang_effect_at(const huifang_effect* effect) {
  return effect == nullptr ? HUIFANG_NO_INSTANT : inside(effect)->at.utc_us;
}

huifang_status huifang_book_counts(huifang_book* book, huifang_counts** out, huifang_error** error) {
  return list(book, out, error, [](huifang::Book& b) { return b.counts(); });
}

size_t huifang_counts_count(const huifang_counts* counts) {
  return counts == nullptr ? 0 : counts->items.size();
}

const huifang_count* huifang_counts_item(const huifang_counts* counts, size_t index) {
  return lend_item<huifang_count>(counts == nullptr ? nullptr : &counts->items, index);
}

void huifang_counts_free(huifang_counts* counts) { delete counts; }

const char* huifang_count_policy(const huifang_count* count, size_t* size) {
  return lend_text(count == nullptr ? nullptr : &inside(count)->policy, size);
}

const char* huifang_count_rule(const huifang_count* count, size_t* size) {
  return lend_text(count == nullptr ? nullptr : &inside(count)->rule, size);
}

const char* huifang_count_month(const huifang_count* count, size_t* size) {
  return lend_text(count == nullptr ? nullptr : &inside(count)->month, size);
}

int64_t huifang_count_created(const huifang_count* count) { return number(count, &DutyCount::created); }

int64_t huifang_count_done(const huifang_count* count) { return number(count, &DutyCount::done); }

int64_t huifang_count_done_late(const huifang_count* count) { return number(count, &DutyCount::done_late); }

int64_t huifang_count_missed(const huifang_count* count) { return number(count, &DutyCount::missed); }

int64_t huifang_count_open(const huifang_count* count) { return number(count, &DutyCount::open); }

int64_t huifang_count_overdue(const huifang_count* count) { return number(count, &DutyCount::overdue); }

int64_t huifang_count_waived(const huifang_count* count) { return number(count, &DutyCount::waived); }

int64_t huifang_count_withdrawn(const huifang_count* count) { return number(count, &DutyCount::withdrawn); }

huifang_status huifang_book_verify(huifang_book* book, huifang_progress progress, void* user_data,
                                   huifang_destroy destroy, huifang_verify_report** out,
                                   huifang_error** error) {
  const UserData data(user_data, destroy);
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    std::function<void(double)> report;
    if (progress != nullptr) {
      report = [&](double done) {
        const huifang_status status = progress(data.get(), done);
        if (status != HUIFANG_OK) throw Stopped{status};
      };
    }
    *out = new huifang_verify_report{required(book, "book").book.verify(report)};
  });
}

bool huifang_verify_report_same(const huifang_verify_report* report) {
  return report != nullptr && report->report.same;
}

uint64_t huifang_verify_report_inputs(const huifang_verify_report* report) {
  return report == nullptr ? 0 : report->report.inputs;
}

uint64_t huifang_verify_report_rows(const huifang_verify_report* report) {
  return report == nullptr ? 0 : report->report.rows;
}

size_t huifang_verify_report_difference_count(const huifang_verify_report* report) {
  return report == nullptr ? 0 : report->report.differences.size();
}

const char* huifang_verify_report_difference(const huifang_verify_report* report, size_t index,
                                             size_t* size) {
  return lend_text(report == nullptr ? nullptr : &report->report.differences, index, size);
}

void huifang_verify_report_free(huifang_verify_report* report) { delete report; }

}  // extern "C"
