// The ledger of points.
#include "huifang/points.hpp"

#include "boundary.hpp"

using namespace huifang::c;
using huifang::PointQuery;

namespace {

huifang::EntityRef account_of(const char* entity, size_t entity_size, const char* key, size_t key_size) {
  huifang::EntityRef account{std::string(text(entity, entity_size, "account_entity")), std::string(text(key, key_size, "account_key"))};
  if (account.entity.empty()) account.entity = "staff";
  return account;
}

PointQuery query_of(const huifang_point_query* given) {
  const auto options = read_options(given, "huifang_point_query");
  PointQuery query;
  if (options.account_entity_size != 0 || options.account_key_size != 0) {
    query.account = account_of(options.account_entity, options.account_entity_size, options.account_key, options.account_key_size);
  }
  query.point_class = std::string(text(options.point_class, options.point_class_size, "point_class"));
  query.period = std::string(text(options.period, options.period_size, "period"));
  query.rule = std::string(text(options.rule, options.rule_size, "rule"));
  query.limit = static_cast<std::size_t>(options.limit);
  return query;
}

}  // namespace

extern "C" {

huifang_status huifang_book_entries(const huifang_book* book, const huifang_point_query* query, huifang_string** out,
                                    huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang::Book& target = required(book, "book").book;
    hand_out(out, entries_json(target, query_of(query)));
  });
}

huifang_status huifang_book_balances(const huifang_book* book, const huifang_point_query* query, huifang_string** out,
                                     huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang::Book& target = required(book, "book").book;
    hand_out(out, balances_json(target, query_of(query)));
  });
}

huifang_status huifang_book_statement(const huifang_book* book, const char* account_entity, size_t account_entity_size,
                                      const char* account_key, size_t account_key_size, const char* period,
                                      size_t period_size, huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang::Book& target = required(book, "book").book;
    const huifang::EntityRef account = account_of(account_entity, account_entity_size, account_key, account_key_size);
    hand_out(out, statement_json(target, account, text(period, period_size, "period")));
  });
}

huifang_status huifang_book_ranking(const huifang_book* book, const char* point_class, size_t point_class_size, const char* period,
                                    size_t period_size, huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang::Book& target = required(book, "book").book;
    hand_out(out, ranking_json(target, text(point_class, point_class_size, "point_class"), text(period, period_size, "period")));
  });
}

huifang_status huifang_book_explain_entry(const huifang_book* book, int64_t entry, const char* language, size_t language_size,
                                          huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang::Book& target = required(book, "book").book;
    const std::string_view wanted = text(language, language_size, "language");
    hand_out(out, target.explain_entry(entry, wanted.empty() ? "en" : wanted));
  });
}

huifang_status huifang_book_explain_entry_json(const huifang_book* book, int64_t entry, huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, required(book, "book").book.explain_entry_json(entry));
  });
}

huifang_status huifang_book_seals(const huifang_book* book, huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, seals_json(required(book, "book").book));
  });
}

}  // extern "C"
