// Books: opening, recording, time.
#include "boundary.hpp"
#include "huifang/bindings.hpp"

using namespace huifang::c;
using huifang::Book;
using huifang::BookOptions;
using huifang::Durability;
using huifang::Event;
using huifang::Instant;

namespace {

BookOptions options_of(const huifang_book_options* given) {
  const auto options = read_options(given, "huifang_book_options");
  constexpr uint32_t known = HUIFANG_BOOK_READ_ONLY | HUIFANG_BOOK_NO_CACHE;
  if ((options.flags & ~known) != 0) refuse_number("flags", options.flags, "HUIFANG_BOOK_… combined");
  if (options.durability < HUIFANG_DURABILITY_FULL || options.durability > HUIFANG_DURABILITY_OFF) {
    refuse_number("durability", options.durability, "HUIFANG_DURABILITY_…");
  }
  BookOptions result;
  result.durability = static_cast<Durability>(options.durability);
  result.read_only = (options.flags & HUIFANG_BOOK_READ_ONLY) != 0;
  if (options.busy_timeout_ms != 0) result.busy_timeout_ms = std::max(options.busy_timeout_ms, 0);
  result.cached_subjects = or_default(options.cached_subjects, result.cached_subjects);
  if ((options.flags & HUIFANG_BOOK_NO_CACHE) != 0) result.cached_subjects = 0;
  return result;
}

std::vector<std::string> texts_of(const std::vector<huifang::DutyKey>& keys) {
  std::vector<std::string> texts;
  texts.reserve(keys.size());
  for (const huifang::DutyKey& key : keys) texts.push_back(to_text(key));
  return texts;
}

/// The result is made before the caller learns of the recording, so that running out of memory for it is the
/// only failure after which the event is recorded; recording it again is harmless.
void record(Book& book, const Event& event, huifang_instant now, huifang_record_result** out) {
  const Instant when =
      now == HUIFANG_NO_INSTANT ? std::max(book.now(), instant(event.at.utc_us, "at")) : instant(now, "now");
  huifang::RecordResult result = book.record(event, when);
  if (out == nullptr) return;
  std::vector<std::string> moved;
  for (const huifang::DutyMove& move : result.moved) moved.push_back(to_text(move.key));
  *out = new huifang_record_result{result.known,           texts_of(result.credited), texts_of(result.created),
                                   std::move(result.notes), std::move(moved),          std::move(result.moved)};
}

template <class Body>
huifang_status on(huifang_book* book, huifang_error** error, Body&& body) noexcept {
  return guarded(error, [&] { body(required(book, "book").book); });
}

}  // namespace

extern "C" {

huifang_status huifang_book_open(const char* path, size_t path_size, const huifang_book_options* options,
                                 huifang_book** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const BookOptions given = options_of(options);
    *out = new huifang_book{Book::open(std::string(text(path, path_size, "path")), given)};
  });
}

void huifang_book_close(huifang_book* book) { delete book; }

huifang_status huifang_book_bind(huifang_book* book, const huifang_policy* policy, huifang_instant now,
                                 huifang_error** error) {
  return on(book, error, [&](Book& b) { b.bind(required(policy, "policy").policy, instant(now, "now")); });
}

huifang_status huifang_book_bind_policies(huifang_book* book, const huifang_policy_binding* const* bindings, size_t count,
                                          huifang_instant now, huifang_error** error) {
  return on(book, error, [&](Book& b) {
    std::vector<huifang::PolicyBinding> policies;
    if (count != 0) required(bindings, "bindings");
    for (std::size_t i = 0; i < count; ++i) {
      required(bindings[i], "bindings");
      const huifang_policy_binding given = read_options(bindings[i], "huifang_policy_binding");
      huifang::PolicyBinding one{required(given.policy, "policy").policy, {}, std::nullopt};
      if (given.where != nullptr) one.where = text(given.where, given.where_size, "where");
      if (given.from != HUIFANG_NO_INSTANT) one.from = instant(given.from, "from");
      policies.push_back(std::move(one));
    }
    b.bind(policies, instant(now, "now"));
  });
}

huifang_status huifang_book_bind_file(huifang_book* book, const char* path, size_t path_size, huifang_instant now,
                                      huifang_error** error) {
  return on(book, error, [&](Book& b) {
    b.bind(huifang::load_bindings_file(std::string(text(path, path_size, "path"))), instant(now, "now"));
  });
}

huifang_status huifang_book_bindings(huifang_book* book, huifang_bindings** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return on(book, error, [&](Book& b) {
    required(out, "out");
    auto list = std::make_unique<huifang_bindings>();
    for (huifang::PolicyBinding& one : b.bindings()) {
      list->items.push_back({{one.policy}, std::move(one.where), one.from ? one.from->utc_us : HUIFANG_NO_INSTANT});
    }
    *out = list.release();
  });
}

size_t huifang_bindings_count(const huifang_bindings* list) { return list == nullptr ? 0 : list->items.size(); }

const huifang_binding* huifang_bindings_item(const huifang_bindings* list, size_t index) {
  return lend_item<huifang_binding>(list == nullptr ? nullptr : &list->items, index);
}

void huifang_bindings_free(huifang_bindings* list) { delete list; }

const huifang_policy* huifang_binding_policy(const huifang_binding* binding) {
  return binding == nullptr ? nullptr : &inside(binding)->policy;
}

const char* huifang_binding_where(const huifang_binding* binding, size_t* size) {
  return lend_text(binding == nullptr ? nullptr : &inside(binding)->where, size);
}

huifang_instant huifang_binding_from(const huifang_binding* binding) {
  return binding == nullptr ? HUIFANG_NO_INSTANT : inside(binding)->from;
}

huifang_status huifang_book_policy(huifang_book* book, huifang_policy** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return on(book, error, [&](Book& b) {
    required(out, "out");
    if (const auto policy = b.policy()) *out = new huifang_policy{*policy};
  });
}

huifang_status huifang_book_zone(huifang_book* book, huifang_zone** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return on(book, error, [&](Book& b) {
    required(out, "out");
    *out = new huifang_zone{b.zone()};
  });
}

huifang_status huifang_book_now(huifang_book* book, huifang_instant* out, huifang_error** error) {
  if (out != nullptr) *out = HUIFANG_NO_INSTANT;
  return on(book, error, [&](Book& b) {
    required(out, "out");
    *out = b.now().utc_us;
  });
}

huifang_status huifang_book_record(huifang_book* book, const huifang_event* event, huifang_instant now,
                                   huifang_record_result** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return on(book, error, [&](Book& b) { record(b, required(event, "event").event, now, out); });
}

huifang_status huifang_book_record_json(huifang_book* book, const char* json, size_t json_size,
                                        huifang_instant now, huifang_record_result** out,
                                        huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return on(book, error,
            [&](Book& b) { record(b, Event::parse(bytes(json, json_size, "json"), b.zone()), now, out); });
}

bool huifang_record_result_known(const huifang_record_result* result) {
  return result != nullptr && result->known;
}

size_t huifang_record_result_credited_count(const huifang_record_result* result) {
  return result == nullptr ? 0 : result->credited.size();
}

const char* huifang_record_result_credited(const huifang_record_result* result, size_t index, size_t* size) {
  return lend_text(result == nullptr ? nullptr : &result->credited, index, size);
}

size_t huifang_record_result_created_count(const huifang_record_result* result) {
  return result == nullptr ? 0 : result->created.size();
}

const char* huifang_record_result_created(const huifang_record_result* result, size_t index, size_t* size) {
  return lend_text(result == nullptr ? nullptr : &result->created, index, size);
}

size_t huifang_record_result_note_count(const huifang_record_result* result) {
  return result == nullptr ? 0 : result->notes.size();
}

const char* huifang_record_result_note(const huifang_record_result* result, size_t index, size_t* size) {
  return lend_text(result == nullptr ? nullptr : &result->notes, index, size);
}

size_t huifang_record_result_moved_count(const huifang_record_result* result) {
  return result == nullptr ? 0 : result->moved.size();
}

const char* huifang_record_result_moved(const huifang_record_result* result, size_t index, size_t* size) {
  return lend_text(result == nullptr ? nullptr : &result->moved, index, size);
}

huifang_instant huifang_record_result_moved_from(const huifang_record_result* result, size_t index) {
  if (result == nullptr || index >= result->moves.size() || !result->moves[index].due_before) return HUIFANG_NO_INSTANT;
  return result->moves[index].due_before->utc_us;
}

huifang_instant huifang_record_result_moved_to(const huifang_record_result* result, size_t index) {
  if (result == nullptr || index >= result->moves.size() || !result->moves[index].due_after) return HUIFANG_NO_INSTANT;
  return result->moves[index].due_after->utc_us;
}

bool huifang_record_result_moved_waived(const huifang_record_result* result, size_t index) {
  return result != nullptr && index < result->moves.size() && result->moves[index].waived;
}

void huifang_record_result_free(huifang_record_result* result) { delete result; }

huifang_status huifang_book_advance(huifang_book* book, huifang_instant to, uint64_t steps_max,
                                    huifang_instant* reached, uint64_t* steps, bool* complete,
                                    huifang_error** error) {
  if (reached != nullptr) *reached = HUIFANG_NO_INSTANT;
  if (steps != nullptr) *steps = 0;
  if (complete != nullptr) *complete = false;
  return on(book, error, [&](Book& b) {
    const huifang::AdvanceResult result =
        b.advance(instant(to, "to"), steps_max == 0 ? UINT64_MAX : steps_max);
    if (reached != nullptr) *reached = result.reached.utc_us;
    if (steps != nullptr) *steps = result.steps;
    if (complete != nullptr) *complete = result.complete;
  });
}

huifang_status huifang_book_begin(huifang_book* book, huifang_error** error) {
  return on(book, error, [](Book& b) { b.begin(); });
}

huifang_status huifang_book_commit(huifang_book* book, huifang_error** error) {
  return on(book, error, [](Book& b) { b.commit(); });
}

huifang_status huifang_book_rollback(huifang_book* book, huifang_error** error) {
  return on(book, error, [](Book& b) { b.rollback(); });
}

}  // extern "C"

static_assert(HUIFANG_DURABILITY_NORMAL == static_cast<int>(Durability::normal));
static_assert(HUIFANG_DURABILITY_OFF == static_cast<int>(Durability::off));
