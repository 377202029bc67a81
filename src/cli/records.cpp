#include "cli/records.hpp"

#include <algorithm>
#include <set>

#include "cli/console.hpp"
#include "log/codes.hpp"
#include "log/json_form.hpp"
#include "log/record_scanner.hpp"
#include "policy/event_keys.hpp"
#include "value/utf8.hpp"

namespace huifang::cli {
namespace {

/// Types of envelopes whose data are no fields of events.
bool is_reserved(const std::string& type) {
  return type == "set" || type == "void" || type == "roster" || type == "absent" || type == "calendar" || type == "slot" ||
         type.starts_with("assign") || type.starts_with("duty.") || type == "case.migrate";
}

}  // namespace

void each_line(const std::string& path, const std::function<void(const std::string&)>& take) {
  const std::string text = read_file(path);
  std::size_t number = 0;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const std::string line = text.substr(from, end - from);
    from = end + 1;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    ++number;
    try {
      take(line);
    } catch (const Error&) {
      say(path + ", record " + std::to_string(number) + ":");
      throw;
    }
  }
}

void Records::put(std::size_t row, const std::string& name, const Value& value) {
  auto column = std::find_if(columns_.begin(), columns_.end(), [&](const ValueColumn& one) { return one.name == name; });
  if (column == columns_.end()) {
    columns_.push_back({name, {}, {}});
    column = columns_.end() - 1;
  }
  column->places.resize(row, -1);
  if (value.is_null()) return column->places.push_back(-1);
  const auto [known, fresh] = known_.try_emplace({name, value.to_text()}, static_cast<std::int32_t>(column->values.size()));
  if (fresh) column->values.push_back(value);
  column->places.push_back(known->second);
}

void Records::add(const std::string& record) {
  JsonForm form(record, "");
  if (form.is(form.root(), Node::Kind::object)) {
    for (const auto* fact : form.root().children) put(rows_, fact->key, loader::value_of(*fact));
  }
  form.finish();
  ++rows_;
}

void Records::finish() {
  for (ValueColumn& column : columns_) column.places.resize(rows_, -1);
}

Records Records::one(const std::string& text) {
  Records out;
  out.add(text);
  out.finish();
  return out;
}

Records Records::file(const std::string& path) {
  Records out;
  each_line(path, [&](const std::string& line) { out.add(line); });
  out.finish();
  return out;
}

Records Records::events(const std::string& path, const TimeZone& zone) {
  Records out;
  each_line(path, [&](const std::string& line) {
    const Event event = Event::parse(line, zone);
    const std::size_t row = out.rows_++;
    std::string type = event.type;
    const auto form = event.data.find("form");
    const bool filed = type == "file" && form != event.data.end() && form->second.kind() == Value::Kind::string;
    if (filed) type = "filed." + form->second.string();
    out.put(row, "id", Value::of(event.id));
    out.put(row, "type", Value::of(type));
    out.put(row, "at", Value::of(zone.to_text(event.at)));
    if (!event.by.empty()) out.put(row, "by", Value::of(event.by));
    for (const auto& [entity, key] : event.subjects) out.put(row, entity, Value::of(key));
    // What reserved types carry is none of the fields that measures read.
    if (!filed && is_reserved(event.type)) return;
    for (const auto& [name, value] : event.data) {
      if (!filed || name != "form") out.put(row, name, value);
    }
  });
  out.finish();
  return out;
}

Records Records::csv(const std::string& path, char delimiter) {
  constexpr std::size_t record_bytes_max = 16u * 1024 * 1024;
  const auto fail = [&](Diagnostic diagnostic) {
    diagnostic.file = path;
    throw Error(ErrorKind::syntax, {std::move(diagnostic)});
  };
  const ByteSource source = ByteSource::of_text(read_file(path));
  RecordScanner scanner(source, LogFormat::csv, delimiter, record_bytes_max);
  Records out;
  std::vector<std::string> names;
  std::vector<CsvField> fields;
  RecordPlace place;
  std::string_view text;
  while (scanner.next(place, text)) {
    std::size_t count = 0;
    if (Diagnostic wrong = split_csv(text, delimiter, fields, count); !wrong.code.empty()) {
      wrong.line = place.line;
      fail(std::move(wrong));
    }
    const auto wrong_here = [&](const char* code, std::string message) {
      Diagnostic wrong;
      wrong.code = code;
      wrong.message = std::move(message);
      wrong.line = place.line;
      fail(std::move(wrong));
    };
    for (std::size_t i = 0; i < count; ++i) {
      if (utf8::first_invalid(fields[i].text) != std::string_view::npos) wrong_here(codes::log_not_utf8, "this is no UTF-8");
    }
    if (names.empty()) {
      for (std::size_t i = 0; i < count; ++i) names.push_back(fields[i].text);
      std::set<std::string> known;
      for (const std::string& name : names) {
        if (!known.insert(name).second) wrong_here(codes::csv_header, "the header names the column '" + name + "' twice");
        out.columns_.push_back({name, {}, {}});
      }
      continue;
    }
    if (count != names.size())
      wrong_here(codes::csv_field_count,
                 "this record has " + std::to_string(count) + " fields, the header " + std::to_string(names.size()));
    for (std::size_t i = 0; i < count; ++i) {
      if (!fields[i].text.empty()) out.put(out.rows_, names[i], Value::of(fields[i].text));
    }
    ++out.rows_;
  }
  if (!scanner.failure().code.empty()) fail(scanner.failure());
  out.finish();
  return out;
}

std::vector<std::string> Records::take_names() {
  std::vector<std::string> names;
  for (std::size_t row = 0; row < rows_; ++row) names.push_back(std::to_string(row + 1));
  const auto keys = std::find_if(columns_.begin(), columns_.end(), [](const ValueColumn& one) { return one.name == "key"; });
  if (keys == columns_.end()) return names;
  for (std::size_t row = 0; row < rows_; ++row) {
    if (keys->places[row] < 0) continue;
    const Value& key = keys->values[static_cast<std::size_t>(keys->places[row])];
    names[row] = key.kind() == Value::Kind::string ? key.string() : key.to_text();
  }
  columns_.erase(keys);
  return names;
}

}  // namespace huifang::cli
