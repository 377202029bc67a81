#include "log/row.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "calendar/instant_range.hpp"
#include "log/codes.hpp"
#include "log/time_format.hpp"
#include "value/utf8.hpp"

namespace huifang {
namespace {

/// A member by key, or by JSON pointer when `column` begins with a slash.
const Node* find_column(const Node& root, std::string_view column) {
  if (column.empty() || column.front() != '/') return root.find(column);
  const Node* node = &root;
  while (node != nullptr && !column.empty()) {
    column.remove_prefix(1);
    const std::size_t end = std::min(column.find('/'), column.size());
    std::string key;
    for (std::size_t i = 0; i < end; ++i) {
      const bool escaped = column[i] == '~' && i + 1 < end && (column[i + 1] == '0' || column[i + 1] == '1');
      key += escaped ? (column[++i] == '1' ? '/' : '~') : column[i];
    }
    column.remove_prefix(end);
    node = node->is_object() ? node->find(key) : nullptr;
  }
  return node;
}

bool same_word(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
         });
}

std::optional<bool> read_boolean(std::string_view text) {
  constexpr std::array<std::string_view, 3> yes{"true", "yes", "1"}, no{"false", "no", "0"};
  for (const std::string_view word : yes) {
    if (same_word(text, word)) return true;
  }
  for (const std::string_view word : no) {
    if (same_word(text, word)) return false;
  }
  return std::nullopt;
}

std::string quoted(std::string_view text) { return '"' + utf8::shortened(text, 60) + '"'; }

}  // namespace

RowReader::RowReader(const LogMapping::Rep& mapping, const TimeZone& zone, std::string file, std::string name)
    : mapping_(mapping), zone_(mapping.zone.value_or(zone)), file_(std::move(file)), name_(std::move(name)) {}

Diagnostic RowReader::finding(const char* code, std::int64_t offset, std::string message) const {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = std::move(message);
  diagnostic.file = file_;
  const std::string_view before = record_.substr(0, static_cast<std::size_t>(offset));
  const std::size_t newline = before.rfind('\n');
  diagnostic.line = place_.line + std::count(before.begin(), before.end(), '\n');
  diagnostic.column = 1 + static_cast<std::int64_t>(utf8::length(
                              newline == std::string_view::npos ? before : before.substr(newline + 1)));
  diagnostic.offset = static_cast<std::int64_t>(place_.offset) + offset;
  return diagnostic;
}

void RowReader::set_columns(const std::vector<std::string>& names, const RecordPlace& place,
                            std::vector<Diagnostic>& findings) {
  place_ = place;
  width_ = names.size();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (columns_.emplace(names[i], i).second) continue;
    findings.push_back(finding(codes::csv_header, 0, "the header names a column twice"));
    findings.back().found = quoted(names[i]);
  }
  for (const std::string& column : columns_of(mapping_)) {
    if (columns_.contains(column)) continue;
    findings.push_back(
        finding(codes::log_no_column, 0, "the mapping reads a column that the log does not have"));
    findings.back().found = quoted(column);
    findings.back().suggestion = nearest_name(column, names);
    if (findings.back().suggestion.empty()) {
      for (const std::string& name : names)
        findings.back().expected += (findings.back().expected.empty() ? "" : ", ") + name;
      const std::size_t other = names.size() == 1 ? names[0].find_first_of(",;\t|") : std::string::npos;
      if (other != std::string::npos)
        findings.back().expected += std::string(", or \"delimiter\": \"") +
                                    (names[0][other] == '\t' ? "\\t" : names[0].substr(other, 1)) + "\"";
    }
  }
}

bool RowReader::header(std::string_view text, const RecordPlace& place, std::vector<Diagnostic>& findings) {
  if (mapping_.format != LogFormat::csv || width_ != 0) return false;
  record_ = text;
  if (!mapping_.header) {
    record_ = {};
    set_columns(mapping_.columns, place, findings);
    return false;
  }
  std::vector<std::string> names;
  if (!read(text, place, findings)) return true;
  names.reserve(width_);
  for (std::size_t i = 0; i < width_; ++i) names.push_back(fields_[i].text);
  set_columns(names, place, findings);
  return true;
}

bool RowReader::read(std::string_view text, const RecordPlace& place, std::vector<Diagnostic>& findings) {
  record_ = text;
  place_ = place;
  if (const std::size_t bad = utf8::first_invalid(text); bad != std::string_view::npos) {
    findings.push_back(finding(codes::log_not_utf8, static_cast<std::int64_t>(bad),
                               "this byte does not belong to UTF-8 text"));
    findings.back().found = "byte " + std::to_string(static_cast<unsigned char>(text[bad]));
    findings.back().expected = "UTF-8; convert the file, e.g. with iconv -f GB18030 -t UTF-8";
    return false;
  }
  if (mapping_.format == LogFormat::jsonl) {
    if (mapping_.envelopes) return true;
    try {
      json_ = std::make_unique<JsonForm>(std::string(text), file_);
    } catch (const Error& error) {
      const Diagnostic& cause = error.diagnostics().front();
      findings.push_back(
          finding(codes::jsonl_record, std::max<std::int64_t>(cause.offset, 0), cause.message));
      findings.back().found = cause.found;
      findings.back().expected = cause.expected;
      return false;
    }
    if (json_->root().is_object()) return true;
    findings.push_back(finding(codes::jsonl_record, 0, "a line of the log is no object"));
    findings.back().found = quoted(text);
    findings.back().expected = "one JSON object a line";
    return false;
  }
  std::size_t count = 0;
  Diagnostic failure = split_csv(text, mapping_.delimiter, fields_, count);
  if (!failure.code.empty()) {
    Diagnostic placed = finding(codes::csv_stray_quote, failure.offset, failure.message);
    placed.found = failure.found;
    placed.expected = failure.expected;
    findings.push_back(std::move(placed));
    return false;
  }
  if (width_ == 0) width_ = count;
  if (count == width_) return true;
  findings.push_back(
      finding(codes::csv_field_count, 0, "a record has another number of fields than the header"));
  findings.back().found = std::to_string(count);
  findings.back().expected = std::to_string(width_);
  return false;
}

RowReader::Cell RowReader::cell(const std::string& column) const {
  Cell cell;
  if (mapping_.format == LogFormat::csv) {
    const auto found = columns_.find(column);
    if (found == columns_.end()) return cell;
    const CsvField& field = fields_[found->second];
    cell.text = field.text;
    cell.empty = field.text.empty();
    cell.offset = field.offset;
    return cell;
  }
  cell.node = find_column(json_->root(), column);
  if (cell.node == nullptr || cell.node->is_null()) return cell;
  cell.offset = cell.node->place.offset;
  cell.empty = cell.node->is_string() && cell.node->text.empty();
  cell.text =
      cell.node->is_boolean() ? (cell.node->boolean ? "true" : "false") : std::string_view(cell.node->text);
  return cell;
}

bool RowReader::applies(std::size_t rule) const {
  if (mapping_.envelopes) return true;
  const std::vector<RowTest>& tests = mapping_.events[rule].when;
  return std::all_of(tests.begin(), tests.end(), [&](const RowTest& test) {
    const Cell found = cell(test.column);
    if (test.is.empty()) return found.empty != test.filled;
    return std::find(test.is.begin(), test.is.end(), found.text) != test.is.end();
  });
}

std::optional<Value> RowReader::typed(const CellSource& source, const Cell& cell,
                                      std::vector<Diagnostic>& findings) const {
  const auto refuse = [&](const char* expected) {
    findings.push_back(finding(codes::log_value, cell.offset,
                               "the value in column " + quoted(source.column) + " is not of its type"));
    findings.back().found =
        cell.node != nullptr && cell.text.empty() ? loader::brief(*cell.node) : quoted(cell.text);
    findings.back().expected = expected;
    return std::nullopt;
  };
  const bool compound = cell.node != nullptr && (cell.node->is_array() || cell.node->is_object());
  if (compound && source.type != CellSource::Type::as_is) return refuse("a single value");
  switch (source.type) {
    case CellSource::Type::as_is:
      if (cell.node != nullptr && source.prefix.empty()) return value_of(*cell.node);
      break;
    case CellSource::Type::string:
      break;
    case CellSource::Type::number: {
      const std::optional<Decimal> number = Decimal::parse(cell.text);
      if (!number) return refuse("a number, e.g. 1234.50");
      return Value::of(*number);
    }
    case CellSource::Type::boolean: {
      const std::optional<bool> boolean = read_boolean(cell.text);
      if (!boolean) return refuse("true or false, yes or no, 1 or 0; others with \"values\" in the mapping");
      return Value::of(*boolean);
    }
    case CellSource::Type::date: {
      const std::optional<Date> date = Date::parse(cell.text);
      if (!date) return refuse("a date, e.g. 2024-03-01");
      return Value::of(*date);
    }
  }
  return Value::of(source.prefix + std::string(cell.text));
}

/// The text of a cell, or one item of it, as the mapping says.
std::optional<Value> RowReader::single(const CellSource& source, const Cell& cell, std::vector<Diagnostic>& findings) const {
  if (source.values.empty()) return typed(source, cell, findings);
  std::vector<std::string> known;
  for (const auto& [text, value] : source.values) {
    if (text == cell.text) return value;
    known.push_back(text);
  }
  findings.push_back(
      finding(codes::log_unlisted, cell.offset,
              "the mapping does not say what this value of column " + quoted(source.column) + " means"));
  findings.back().found = quoted(cell.text);
  for (const std::string& text : known)
    findings.back().expected += (findings.back().expected.empty() ? "" : ", ") + text;
  findings.back().suggestion = nearest_name(std::string(cell.text), known);
  return std::nullopt;
}

/// A list: blanks around items and empty items do not count.
std::optional<Value> RowReader::items(const CellSource& source, const Cell& cell, std::vector<Diagnostic>& findings) const {
  if (cell.node != nullptr && !cell.node->is_string()) {
    findings.push_back(finding(codes::log_value, cell.offset, "the value in column " + quoted(source.column) + " is not of its type"));
    findings.back().found = loader::brief(*cell.node);
    findings.back().expected = "a text with " + quoted(source.split) + " between its items";
    return std::nullopt;
  }
  std::vector<Value> list;
  bool good = true;
  for (std::size_t begin = 0; begin <= cell.text.size();) {
    const std::size_t end = std::min(cell.text.find(source.split, begin), cell.text.size());
    std::string_view item = cell.text.substr(begin, end - begin);
    begin = end + source.split.size();
    constexpr std::string_view blanks = " \t\r\n";
    item.remove_prefix(std::min(item.find_first_not_of(blanks), item.size()));
    item = item.substr(0, item.find_last_not_of(blanks) + 1);
    if (item.empty()) continue;
    Cell one;
    one.empty = false;
    one.text = item;
    one.offset = cell.offset;
    std::optional<Value> value = single(source, one, findings);
    good = good && value;
    if (value) list.push_back(std::move(*value));
  }
  if (!good) return std::nullopt;
  return Value::of(std::move(list));
}

std::optional<Value> RowReader::value(const CellSource& source, std::string_view what,
                                      std::vector<Diagnostic>& findings) const {
  if (source.column.empty()) return source.constant;
  const Cell found = cell(source.column);
  if (found.empty && (source.values.empty() || !source.split.empty())) {
    if (source.empty == CellSource::Empty::null) return Value();
    if (source.empty == CellSource::Empty::error) {
      findings.push_back(finding(
          codes::log_empty, found.offset,
          "the column " + quoted(source.column) + " is empty, and " + std::string(what) + " comes from it"));
      findings.back().expected = "a value";
    }
    return std::nullopt;
  }
  if (!source.split.empty()) return items(source, found, findings);
  const bool listed = std::any_of(source.values.begin(), source.values.end(), [&](const auto& one) { return one.first == found.text; });
  if (found.empty && !listed && source.empty == CellSource::Empty::omit) return std::nullopt;
  if (found.empty && !listed && source.empty == CellSource::Empty::null) return Value();
  return single(source, found, findings);
}

std::optional<std::string> RowReader::text(const CellSource& source, std::string_view what,
                                           std::vector<Diagnostic>& findings) const {
  const std::optional<Value> found = value(source, what, findings);
  if (!found || found->is_null()) return std::nullopt;
  if (found->kind() == Value::Kind::string) return found->string();
  if (found->kind() == Value::Kind::number) return found->number().to_text();  // keys written as JSON numbers
  findings.push_back(finding(codes::log_value, 0, std::string(what) + " is neither text nor number"));
  findings.back().found = utf8::shortened(found->to_text(), 60);
  return std::nullopt;
}

bool RowReader::moment(const TimeSource& source, Event& event, std::vector<Diagnostic>& findings) const {
  if (source.column.empty()) {
    const std::optional<Instant> at = zone_.parse(source.constant);
    if (at) event.at = *at;
    return at.has_value();  // the mapping's reader has checked the form
  }
  const auto refuse = [&](const char* code, const Cell& cell, const std::string& column, std::string message,
                          std::string expected) {
    findings.push_back(finding(code, cell.offset, std::move(message)));
    findings.back().found = cell.empty ? "an empty value in column " + quoted(column) : quoted(cell.text);
    findings.back().expected = std::move(expected);
    return false;
  };
  const Cell found = cell(source.column);
  const std::string wanted =
      source.format.empty() ? "ISO 8601, e.g. 2024-03-01 or 2024-03-01T10:05, or a \"format\" in the mapping"
                            : source.format;
  if (found.empty)
    return refuse(codes::log_empty, found, source.column, "the time of the event is missing", wanted);
  std::optional<ReadTime> time = read_time(found.text, source.format, zone_);
  if (!time)
    return refuse(codes::log_time, found, source.column, "this is no date or time of the expected form",
                  wanted);
  if (!time->has_time) {
    time->local.us_of_day = source.time_us;
    if (!source.time_column.empty()) {
      const Cell clock = cell(source.time_column);
      const std::optional<std::int64_t> us = parse_clock(clock.text);
      if (!us)
        return refuse(codes::log_time, clock, source.time_column, "this is no time of day",
                      "HH:MM or HH:MM:SS");
      time->local.us_of_day = *us;
    }
  }
  if (!time->instant && (time->local.date.year < 1400 || time->local.date.year > 9999)) {
    return refuse(codes::log_time, found, source.column, "this year is out of range", "1400 to 9999");
  }
  event.at = time->instant ? *time->instant : zone_.to_instant(time->local);
  if (!in_years(event.at)) {
    return refuse(codes::log_time, found, source.column, "this time is out of range",
                  "the years 1400 to 9999 of UTC");
  }
  return true;
}

std::string RowReader::generated_id(std::size_t rule) const {
  std::string id = name_ + ':' + std::to_string(place_.line);
  if (rule > 0) id += '/' + std::to_string(rule + 1);
  return id;
}

bool RowReader::make(std::size_t index, Event& event, std::vector<Diagnostic>& findings) const {
  const std::size_t before = findings.size();
  if (mapping_.envelopes) {
    try {
      event = Event::parse(record_, zone_);
    } catch (const Error& error) {
      for (Diagnostic diagnostic : error.diagnostics()) {
        const std::int64_t offset = diagnostic.offset;
        const Diagnostic placed =
            finding(codes::jsonl_record,
                    std::clamp<std::int64_t>(offset, 0, static_cast<std::int64_t>(record_.size())), "");
        diagnostic.file = file_;
        diagnostic.line = placed.line;
        diagnostic.column = placed.column;
        diagnostic.offset = placed.offset;
        findings.push_back(std::move(diagnostic));
      }
      return false;
    }
    if (event.id.empty()) event.id = generated_id(0);
    return true;
  }
  const EventRule& rule = mapping_.events[index];
  event = Event();
  event.type = text(rule.type, "the type of the event", findings).value_or("");
  moment(rule.at, event, findings);
  if (rule.id) event.id = text(*rule.id, "the id of the event", findings).value_or("");
  if (!rule.id) event.id = generated_id(index);
  if (rule.by) event.by = text(*rule.by, "the actor", findings).value_or("");
  if (rule.duty) event.duty = text(*rule.duty, "the duty", findings).value_or("");
  if (rule.case_key) event.case_key = text(*rule.case_key, "the case", findings).value_or("");
  if (rule.voids) event.voids = text(*rule.voids, "the event taken back", findings).value_or("");
  for (const auto& [entity, source] : rule.subjects) {
    if (std::optional<std::string> key = text(source, "the key of the " + entity, findings))
      event.subjects[entity] = std::move(*key);
  }
  for (const auto& [name, source] : rule.data) {
    if (std::optional<Value> found = value(source, "the field " + name, findings))
      event.data[name] = std::move(*found);
  }
  return findings.size() == before;
}

}  // namespace huifang
