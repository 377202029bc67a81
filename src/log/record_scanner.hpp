#pragma once
/// Cuts the bytes of a log into records: CSV records (quoted fields may hold line ends) or lines.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/error.hpp"
#include "log/byte_source.hpp"

namespace huifang {

/// Where one record stands. Offsets in bytes, lines from 1.
struct RecordPlace {
  std::uint64_t offset = 0;
  std::uint32_t length = 0;  ///< without the line end
  std::int64_t line = 0;     ///< of its first byte
};

enum class LogFormat : std::uint8_t { csv, jsonl };

/// Hands out the records in file order. A UTF-8 byte order mark and blank lines are passed over; lines end
/// with LF or CR LF. Memory: one record and one piece of the file.
class RecordScanner {
 public:
  /// `source` is borrowed and must outlive the scanner.
  RecordScanner(const ByteSource& source, LogFormat format, char delimiter, std::size_t record_bytes_max);
  /// The next record, or false at the end. `text` is valid until the next call.
  /// A record over the limit and a quote that never closes end the log: `failure()` then says so.
  bool next(RecordPlace& place, std::string_view& text);
  /// Why the scan ended early; code empty when it did not.
  const Diagnostic& failure() const { return failure_; }

 private:
  bool fill();

  const ByteSource& source_;
  LogFormat format_;
  char delimiter_;
  std::size_t record_bytes_max_;
  std::string scratch_;
  std::string pending_;               ///< bytes read and not yet handed out
  std::size_t consumed_ = 0;          ///< of pending_
  std::uint64_t pending_offset_ = 0;  ///< file offset of pending_[0]
  std::uint64_t read_to_ = 0;
  std::int64_t line_ = 1;
  Diagnostic failure_;
};

/// One field of a CSV record, unquoted, and the byte of the record where it begins.
struct CsvField {
  std::string text;
  std::int64_t offset = 0;
};

/// Split one record into `count` fields; the vector is reused and may be longer. RFC 4180: a field that
/// begins with a quote ends with one, quotes inside are doubled. The diagnostic's code is empty on success;
/// its offset counts from the record's beginning.
Diagnostic split_csv(std::string_view record, char delimiter, std::vector<CsvField>& fields,
                     std::size_t& count);

}  // namespace huifang
