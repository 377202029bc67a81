/// The ledger of points for hosts that read JSON.
#include "domain/json_text.hpp"
#include "huifang/book.hpp"

namespace huifang {
namespace {

void null_or_text(JsonObject& object, const char* name, const std::string& text) {
  if (text.empty()) {
    object.key(name) += "null";
  } else {
    object.text(name, text);
  }
}

void null_or_number(JsonObject& object, const char* name, std::int64_t number) {
  if (number == 0) {
    object.key(name) += "null";
  } else {
    object.number(name, number);
  }
}

std::string text_of(const EntityRef& account) { return account.entity + ":" + account.key; }

void append(std::string& out, const PointEntry& one, const TimeZone& zone) {
  JsonObject object(out);
  object.number("id", one.id);
  object.text("class", one.point_class);
  object.text("account", text_of(one.account));
  object.text("kind", one.kind);
  object.value("amount", Value::of(one.amount));
  object.value("asked", Value::of(one.asked));
  null_or_text(object, "rule", one.rule);
  object.text("cause", one.cause);
  object.text("part", one.part);
  null_or_text(object, "event", one.event);
  object.text("effective", zone.to_text(one.effective));
  object.text("recorded", zone.to_text(one.recorded));
  object.text("period", one.period);
  null_or_text(object, "of_period", one.of_period);
  null_or_number(object, "entry", one.entry);
  null_or_number(object, "reversed_by", one.reversed_by);
  null_or_number(object, "settled_by", one.settled_by);
  object.key("held") += one.held ? "true" : "false";
  null_or_text(object, "pending", one.pending);
  object.key("because") += one.because;
  object.text("hash", one.hash);
}

void append(std::string& out, const PointBalance& one, const TimeZone&) {
  JsonObject object(out);
  object.text("account", text_of(one.account));
  object.text("class", one.point_class);
  object.value("opening", Value::of(one.opening));
  object.value("change", Value::of(one.change));
  object.value("closing", Value::of(one.closing));
  object.number("entries", one.entries);
}

void append(std::string& out, const PointRank& one, const TimeZone&) {
  JsonObject object(out);
  object.number("rank", one.rank);
  object.text("account", text_of(one.account));
  object.value("amount", Value::of(one.amount));
}

void append(std::string& out, const PointSeal& one, const TimeZone& zone) {
  JsonObject object(out);
  object.text("class", one.point_class);
  object.text("period", one.period);
  object.number("entries", one.entries);
  object.value("sum", Value::of(one.sum));
  null_or_text(object, "hash", one.hash);
  null_or_text(object, "by", one.by);
  object.text("at", zone.to_text(one.at));
}

template <class Rows>
void append_list(std::string& out, const Rows& rows, const TimeZone& zone);

void append(std::string& out, const PointStatement& one, const TimeZone& zone) {
  JsonObject object(out);
  object.text("account", text_of(one.account));
  object.text("class", one.point_class);
  null_or_text(object, "period", one.period);
  object.value("opening", Value::of(one.opening));
  object.value("closing", Value::of(one.closing));
  append_list(object.key("lines"), one.lines, zone);
}

template <class Rows>
void append_list(std::string& out, const Rows& rows, const TimeZone& zone) {
  out += '[';
  for (const auto& row : rows) {
    if (&row != &rows.front()) out += ',';
    append(out, row, zone);
  }
  out += ']';
}

template <class Rows>
std::string object_of(const char* name, const Rows& rows, const TimeZone& zone) {
  std::string out;
  {
    JsonObject object(out);
    append_list(object.key(name), rows, zone);
  }
  return out;
}

}  // namespace

std::string entries_json(const Book& book, const PointQuery& query) { return object_of("entries", book.entries(query), book.zone()); }
std::string balances_json(const Book& book, const PointQuery& query) { return object_of("balances", book.balances(query), book.zone()); }
std::string statement_json(const Book& book, const EntityRef& account, std::string_view period) {
  return object_of("statements", book.statement(account, period), book.zone());
}
std::string ranking_json(const Book& book, std::string_view point_class, std::string_view period) {
  return object_of("ranking", book.ranking(point_class, period), book.zone());
}
std::string seals_json(const Book& book) { return object_of("seals", book.seals(), book.zone()); }

}  // namespace huifang
