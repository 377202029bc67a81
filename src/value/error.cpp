#include "huifang/error.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "value/diagnostic.hpp"
#include "value/utf8.hpp"
#include "value/width.hpp"

namespace huifang {
namespace {

/// Names longer than this are never typing slips of one another; it bounds the work.
constexpr std::size_t name_length_max = 120;

/// Names and places of hostile documents are megabytes long. The end of a place says most, so it stays.
void limit(std::string& text) {
  if (text.size() <= diagnostic_text_max) return;
  constexpr std::string_view mark = "…";
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
  };
  std::size_t head = (diagnostic_text_max - mark.size()) / 2;
  std::size_t tail = text.size() - (diagnostic_text_max - mark.size() - head);
  while (head > 0 && continues(head)) --head;
  while (tail < text.size() && continues(tail)) ++tail;
  text.replace(head, tail - head, mark);
}

void limit_all(std::vector<Diagnostic>& diagnostics) {
  for (Diagnostic& diagnostic : diagnostics) limit_texts(diagnostic);
}

/// One line for people: what would move a terminal's cursor, or turn the text round, is written as JSON writes it.
std::string on_one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    if (c == '\n') {
      line += "\\n";
    } else if (c == '\t') {
      line += "\\t";
    } else {
      line += c;
    }
  }
  return terminal::printable(line);
}

const char* severity_text(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "error";
}

std::string joined(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!text.empty()) text += '\n';
    text += to_text(diagnostic);
  }
  return text;
}

/// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
std::size_t distance(const std::vector<char32_t>& a, const std::vector<char32_t>& b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string to_text(const Diagnostic& diagnostic) {
  std::string text;
  if (!diagnostic.file.empty()) text += diagnostic.file + ":";
  if (diagnostic.line > 0) text += std::to_string(diagnostic.line) + ":";
  if (diagnostic.line > 0 && diagnostic.column > 0) text += std::to_string(diagnostic.column) + ":";
  if (!text.empty()) text += ' ';
  text += severity_text(diagnostic.severity);
  if (!diagnostic.code.empty()) text += " " + diagnostic.code;
  text += ": ";
  if (!diagnostic.pointer.empty()) text += diagnostic.pointer + ": ";
  text += diagnostic.message;
  if (!diagnostic.found.empty()) text += "; found " + diagnostic.found;
  if (!diagnostic.expected.empty()) {
    text += (diagnostic.found.empty() ? "; expected " : ", expected ") + diagnostic.expected;
  }
  if (!diagnostic.suggestion.empty()) text += "; did you mean " + diagnostic.suggestion + "?";
  return on_one_line(text);
}

Diagnostic error_at(std::string pointer, std::string code, std::string message, std::string found, std::string expected) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.message = std::move(message);
  diagnostic.pointer = std::move(pointer);
  diagnostic.found = std::move(found);
  diagnostic.expected = std::move(expected);
  return diagnostic;
}

void limit_texts(Diagnostic& diagnostic) {
  for (std::string* text : {&diagnostic.message, &diagnostic.pointer, &diagnostic.found, &diagnostic.expected,
                            &diagnostic.suggestion}) {
    limit(*text);
  }
}

Error::Error(ErrorKind kind, std::vector<Diagnostic> diagnostics)
    : std::runtime_error((limit_all(diagnostics), joined(diagnostics))),
      kind_(kind),
      diagnostics_(std::move(diagnostics)) {}

Error::Error(ErrorKind kind, std::string code, std::string message)
    : Error(kind, [&] {
        Diagnostic diagnostic;
        diagnostic.code = std::move(code);
        diagnostic.message = std::move(message);
        return std::vector<Diagnostic>{std::move(diagnostic)};
      }()) {}

std::string nearest_name(const std::string& name, const std::vector<std::string>& candidates) {
  if (name.size() > 4 * name_length_max) return "";
  const std::vector<char32_t> wanted = utf8::code_points(name);
  if (wanted.size() > name_length_max) return "";
  std::size_t best = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  const std::string* nearest = nullptr;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > 4 * name_length_max || candidate == name) continue;
    const std::vector<char32_t> offered = utf8::code_points(candidate);
    const std::size_t gap =
        offered.size() > wanted.size() ? offered.size() - wanted.size() : wanted.size() - offered.size();
    if (gap >= best) continue;
    const std::size_t steps = distance(wanted, offered);
    // A name of one letter is "near" every other one: ask for something in common.
    if (steps < best && steps < std::max(wanted.size(), offered.size())) {
      best = steps;
      nearest = &candidate;
    }
  }
  return nearest == nullptr ? "" : *nearest;
}

}  // namespace huifang
