#include <algorithm>
#include <utility>

#include "huifang/log.hpp"
#include "log/byte_source.hpp"
#include "log/codes.hpp"
#include "log/row.hpp"

namespace huifang {
namespace {

std::string last_part(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

/// Everything needed to read one log again.
struct Source {
  LogMapping mapping;
  std::string name;
  ByteSource bytes;
  std::unique_ptr<RowReader> rows;
};

/// Where an event stands; small, because there is one for every event.
struct Entry {
  std::int64_t at_us;
  std::uint64_t offset;
  std::int64_t line;
  std::uint32_t length;
  std::uint16_t source;
  std::uint16_t rule;
};

}  // namespace

struct EventLog::Rep {
  std::vector<Source> sources;
  std::vector<Entry> entries;  ///< in time order once read
  std::size_t next = 0;
  std::uint64_t records = 0;
  std::uint64_t skipped_records = 0;
  std::vector<Diagnostic> skipped;
  std::size_t record_bytes = 0;
  std::string scratch;

  void list(std::vector<Diagnostic>& to, std::vector<Diagnostic>& findings, std::size_t limit,
            std::uint64_t& unlisted) {
    for (Diagnostic& finding : findings) {
      if (to.size() < limit) {
        to.push_back(std::move(finding));
      } else {
        ++unlisted;
      }
    }
    findings.clear();
  }
};

namespace {

void note_unlisted(std::vector<Diagnostic>& list, std::uint64_t unlisted) {
  if (unlisted == 0) return;
  Diagnostic& more = list.emplace_back();
  more.code = codes::log_errors_more;
  more.severity = Severity::note;
  more.message = std::to_string(unlisted) + " further findings are not listed";
}

}  // namespace

EventLog::EventLog(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
EventLog::EventLog(EventLog&&) noexcept = default;
EventLog& EventLog::operator=(EventLog&&) noexcept = default;
EventLog::~EventLog() = default;

EventLog EventLog::read(std::vector<LogInput> inputs, const LogOptions& options) {
  auto rep = std::make_unique<Rep>();
  rep->record_bytes = options.record_bytes;
  if (inputs.size() > UINT16_MAX)
    throw Error(ErrorKind::limit, codes::log_unreadable, "more than 65535 logs at once");
  std::vector<Diagnostic> errors, findings;
  std::uint64_t errors_unlisted = 0, skipped_unlisted = 0;
  rep->sources.reserve(inputs.size());
  for (LogInput& input : inputs) {
    const LogMapping::Rep& mapping = input.mapping.rep();
    std::string name = input.name.empty() ? last_part(input.path) : input.name;
    const std::string file = input.name.empty() && !input.path.empty() ? input.path : name;
    if (!mapping.name.empty()) name = mapping.name;
    if (mapping.events.size() > UINT16_MAX)
      throw Error(ErrorKind::limit, codes::log_unreadable, "more than 65535 event rules");
    Source& source = rep->sources.emplace_back(
        Source{input.mapping, name,
               input.path.empty() ? ByteSource::of_text(std::move(input.text))
                                  : ByteSource::open(input.path, options.memory_bytes),
               nullptr});
    source.rows = std::make_unique<RowReader>(source.mapping.rep(), options.zone, file, name);

    RecordScanner scanner(source.bytes, mapping.format, mapping.delimiter, options.record_bytes);
    RecordPlace place;
    std::string_view text;
    Event event;
    bool first = true;
    while (scanner.next(place, text)) {
      if (std::exchange(first, false)) {
        const bool was_header = source.rows->header(text, place, findings);
        if (!findings.empty()) break;  // without its columns no record can be read
        if (was_header) continue;
      }
      ++rep->records;
      const std::size_t entries = rep->entries.size();
      if (source.rows->read(text, place, findings)) {
        for (std::size_t rule = 0; rule < source.rows->rules(); ++rule) {
          if (!source.rows->applies(rule) || !source.rows->make(rule, event, findings)) continue;
          rep->entries.push_back({event.at.utc_us, place.offset, place.line, place.length,
                                  static_cast<std::uint16_t>(rep->sources.size() - 1),
                                  static_cast<std::uint16_t>(rule)});
        }
      }
      if (findings.empty()) continue;
      rep->entries.resize(entries);  // all of a record or nothing
      if (mapping.skip_errors) {
        ++rep->skipped_records;
        for (Diagnostic& finding : findings) finding.severity = Severity::warning;
        rep->list(rep->skipped, findings, options.errors_listed, skipped_unlisted);
      } else {
        rep->list(errors, findings, options.errors_listed, errors_unlisted);
      }
    }
    if (!scanner.failure().code.empty()) {
      findings.push_back(scanner.failure());
      findings.back().file = file;
    }
    if (first && mapping.format == LogFormat::csv && mapping.header && findings.empty()) {
      Diagnostic& empty = findings.emplace_back();
      empty.code = codes::csv_header;
      empty.message = "the log is empty";
      empty.file = file;
      empty.expected = "a header line with the names of the columns";
    }
    rep->list(errors, findings, options.errors_listed, errors_unlisted);
  }
  if (!errors.empty()) {
    note_unlisted(errors, errors_unlisted);
    throw Error(ErrorKind::syntax, std::move(errors));
  }
  note_unlisted(rep->skipped, skipped_unlisted);
  std::stable_sort(rep->entries.begin(), rep->entries.end(),
                   [](const Entry& a, const Entry& b) { return a.at_us < b.at_us; });
  return EventLog(std::move(rep));
}

bool EventLog::next(Event& event) {
  if (rep_->next == rep_->entries.size()) return false;
  const Entry& entry = rep_->entries[rep_->next++];
  Source& source = rep_->sources[entry.source];
  const RecordPlace place{entry.offset, entry.length, entry.line};
  std::vector<Diagnostic> findings;
  const std::string_view text = source.bytes.read(entry.offset, entry.length, rep_->scratch);
  if (!source.rows->read(text, place, findings) || !source.rows->make(entry.rule, event, findings) ||
      event.at.utc_us != entry.at_us) {
    Diagnostic changed;
    changed.code = codes::log_unreadable;
    changed.message = "the log changed while it was read";
    changed.file = source.name;
    changed.line = entry.line;
    throw Error(ErrorKind::storage, {changed});
  }
  return true;
}

void EventLog::rewind() { rep_->next = 0; }

std::string EventLog::place() const {
  if (rep_->next == 0) return {};
  const Entry& entry = rep_->entries[rep_->next - 1];
  return rep_->sources[entry.source].name + ':' + std::to_string(entry.line);
}

std::uint64_t EventLog::size() const { return rep_->entries.size(); }
std::uint64_t EventLog::records() const { return rep_->records; }
std::uint64_t EventLog::skipped_records() const { return rep_->skipped_records; }
const std::vector<Diagnostic>& EventLog::skipped() const { return rep_->skipped; }

}  // namespace huifang
