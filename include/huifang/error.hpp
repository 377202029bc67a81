#pragma once
/// What is wrong, where, and what would be right.
///
/// Everything huifang refuses is reported as a list of diagnostics: all that were found, in document order.
/// The C++ API throws them inside `huifang::Error`; the C API hands them out as an error object.

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace huifang {

/// Kind of failure, for callers that react to it. Frozen values; new ones are appended.
/// The C API's `huifang_status` has the same numbers.
enum class ErrorKind : std::int32_t {
  syntax = 1,     ///< The text is not in its format (JSON, CSV, FEEL, time text, UTF-8).
  policy = 2,     ///< Well-formed, but refused: unknown key or name, wrong type, missing value.
  range = 3,      ///< A day outside the calendar's coverage, an instant outside years 1400 to 9999, no open time.
  argument = 5,   ///< A call that cannot be made: NULL, a closed handle, an unknown name.
  limit = 6,      ///< An explicit limit was exceeded; the diagnostic names the limit and its value.
  conflict = 7,   ///< Same id with other content, time going backwards, a claim that does not fit.
  storage = 8,    ///< The database cannot be opened, read or written, or has another schema version.
  evaluation = 9, ///< An expression failed on these inputs (strict semantics).
  internal = 99   ///< A defect in huifang; please report the message.
};

/// How much a finding matters. Only an error makes huifang refuse; warnings and notes are listed.
enum class Severity : std::uint8_t { error, warning, note };

/// One finding with its place. A value; copy it freely. Texts beyond 1,000 bytes are cut in the middle, at "…".
struct Diagnostic {
  std::string code;            ///< Stable identity, "HF" and four digits, e.g. "HF1203". Documented in examples/guide.
  Severity severity = Severity::error;
  std::string message;         ///< One English sentence without the fields below.
  std::string file;            ///< Name given by the caller (document or log); empty when there is none.
  std::string pointer;         ///< JSON pointer (RFC 6901) into the document; empty outside documents.
  std::int64_t line = 0;       ///< 1-based; 0 = unknown.
  std::int64_t column = 0;     ///< 1-based, counted in Unicode code points; 0 = unknown.
  std::int64_t offset = -1;    ///< 0-based byte offset in the text that was read; -1 = unknown.
  std::string found;           ///< What stands there, shortened to 80 characters.
  std::string expected;        ///< What may stand there.
  std::string suggestion;      ///< The nearest valid name, or empty.
};

/// "file:line:column: error HF1203: message; found X, expected Y; did you mean Z?" on one line, control characters as \u001b.
std::string to_text(const Diagnostic& diagnostic);

/// Thrown by every function that refuses its input. Carries at least one diagnostic; `what()` joins them by newlines.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::vector<Diagnostic> diagnostics);
  /// One diagnostic without a place.
  Error(ErrorKind kind, std::string code, std::string message);

  ErrorKind kind() const noexcept { return kind_; }
  /// In document order; borrowed from the error.
  const std::vector<Diagnostic>& diagnostics() const noexcept { return diagnostics_; }

 private:
  ErrorKind kind_;
  std::vector<Diagnostic> diagnostics_;
};

/// The candidate closest to `name` by Damerau-Levenshtein distance over code points, or "" when none is
/// within a third of the name's length (at least 1). Ties go to the earlier candidate.
std::string nearest_name(const std::string& name, const std::vector<std::string>& candidates);

}  // namespace huifang
