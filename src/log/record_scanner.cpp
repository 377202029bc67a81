#include "log/record_scanner.hpp"

#include <algorithm>

#include "log/codes.hpp"
#include "value/utf8.hpp"

namespace huifang {
namespace {

constexpr std::size_t piece_bytes = 256u * 1024;

}  // namespace

RecordScanner::RecordScanner(const ByteSource& source, LogFormat format, char delimiter,
                             std::size_t record_bytes_max)
    : source_(source), format_(format), delimiter_(delimiter), record_bytes_max_(record_bytes_max) {
  fill();
  if (pending_.compare(0, 3, "\xEF\xBB\xBF") == 0) consumed_ = 3;
}

bool RecordScanner::fill() {
  pending_.erase(0, consumed_);
  pending_offset_ += consumed_;
  consumed_ = 0;
  const std::string_view piece = source_.read(read_to_, piece_bytes, scratch_);
  if (piece.empty()) return false;
  pending_ += piece;
  read_to_ += piece.size();
  return true;
}

bool RecordScanner::next(RecordPlace& place, std::string_view& text) {
  enum class In { field_start, bare, quoted, quote };
  if (!failure_.code.empty()) return false;
  for (;;) {  // until a record that is not blank
    In state = In::field_start;
    std::size_t length = 0;  // bytes looked at, line end included
    std::int64_t lines = 0;
    bool ended = false;
    while (!ended) {
      if (consumed_ + length == pending_.size() && !fill()) break;
      const char c = pending_[consumed_ + length++];
      if (c == '\n') {
        ++lines;
        ended = state != In::quoted;
      }
      if (format_ == LogFormat::csv) {
        if (state == In::quoted) {
          if (c == '"') state = In::quote;
        } else if (c == '"' && state == In::quote) {
          state = In::quoted;
        } else if (c == '"' && state == In::field_start) {
          state = In::quoted;
        } else {
          state = c == delimiter_ ? In::field_start : In::bare;
        }
      }
      if (length > record_bytes_max_ + 2) {
        failure_.code = codes::log_record_long;
        failure_.message = state == In::quoted ? "a record goes on and on, and a quote in it is still open"
                                               : "a record is longer than the limit";
        failure_.expected = "at most " + std::to_string(record_bytes_max_) + " bytes";
        failure_.line = line_;
        failure_.column = 1;
        return false;
      }
    }
    if (length == 0) return false;
    std::size_t body = length - (ended ? 1 : 0);
    if (body > 0 && pending_[consumed_ + body - 1] == '\r' && (ended || state != In::quoted)) --body;
    place = {pending_offset_ + consumed_, static_cast<std::uint32_t>(body), line_};
    text = std::string_view(pending_).substr(consumed_, body);
    line_ += lines;
    consumed_ += length;
    if (state == In::quoted && !ended) {
      failure_.code = codes::csv_open_quote;
      failure_.message = "a quoted field is still open at the end of the file";
      failure_.expected = "a closing quote \"";
      failure_.line = place.line;
      failure_.column = 1;
      return false;
    }
    if (text.find_first_not_of(" \t") != std::string_view::npos) return true;
  }
}

Diagnostic split_csv(std::string_view record, char delimiter, std::vector<CsvField>& fields,
                     std::size_t& count) {
  Diagnostic failure;
  count = 0;
  std::size_t at = 0;
  const auto refuse = [&](const char* message, const char* expected) {
    failure.code = codes::csv_stray_quote;
    failure.message = message;
    failure.offset = static_cast<std::int64_t>(at);
    failure.found = utf8::shortened(record.substr(at), 20);
    failure.expected = expected;
    return failure;
  };
  for (;;) {
    if (fields.size() == count) fields.emplace_back();
    CsvField& field = fields[count++];
    field.text.clear();
    field.offset = static_cast<std::int64_t>(at);
    if (at < record.size() && record[at] == '"') {
      ++at;
      for (;;) {
        const std::size_t quote = record.find('"', at);
        if (quote == std::string_view::npos) {
          at = record.size();
          return refuse("a quoted field does not end", "a closing quote \"");
        }
        field.text += record.substr(at, quote - at);
        at = quote + 1;
        if (at < record.size() && record[at] == '"') {
          field.text += '"';
          ++at;
        } else {
          break;
        }
      }
      if (at < record.size() && record[at] != delimiter) {
        return refuse("text follows the closing quote of a field", "a delimiter or the end of the line");
      }
    } else {
      const std::size_t end = std::min(record.find(delimiter, at), record.size());
      const std::string_view bare = record.substr(at, end - at);
      if (const std::size_t quote = bare.find('"'); quote != std::string_view::npos) {
        at += quote;
        return refuse("a quote stands inside a field that is not quoted",
                      "the whole field in quotes, quotes inside doubled");
      }
      field.text = bare;
      at = end;
    }
    if (at >= record.size()) return failure;
    ++at;  // the delimiter; a record that ends with one has an empty last field
  }
}

}  // namespace huifang
