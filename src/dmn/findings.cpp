#include "dmn/findings.hpp"

#include <algorithm>

#include "dmn/codes.hpp"
#include "value/utf8.hpp"

namespace huifang::dmn {
namespace {

ErrorKind kind_of(const std::string& code) {
  for (const std::string_view limit : {code::limit_bytes, code::limit_tags, code::limit_nesting,
                                       code::limit_models, code::limit_type, code::limit_work}) {
    if (code == limit) return ErrorKind::limit;
  }
  if (code == code::xml || code == code::utf8 || code == code::doctype) return ErrorKind::syntax;
  // Of expressions: HF210x is what is wrong with the text, HF212x what goes beyond a limit.
  const std::string_view ten = std::string_view(code).substr(0, 5);
  return ten == "HF210" ? ErrorKind::syntax : ten == "HF212" ? ErrorKind::limit : ErrorKind::policy;
}

/// No more are kept; warnings make room for errors.
constexpr std::size_t diagnostics_max = 1'000;

/// Bytes that a reference at `offset` stands for; 0: none. `length` is what it takes in the source.
std::size_t referenced(std::string_view source, std::size_t offset, std::size_t& length) {
  const std::size_t end = source.find(';', offset);
  if (source[offset] != '&' || end == std::string_view::npos || end - offset > 10) return 0;
  const std::string_view name = source.substr(offset + 1, end - offset - 1);
  length = end - offset + 1;
  for (const std::string_view known : {"lt", "gt", "amp", "quot", "apos"}) {
    if (name == known) return 1;
  }
  if (name.size() < 2 || name[0] != '#') return 0;
  const bool hexadecimal = name[1] == 'x';
  char32_t code_point = 0;
  for (const char c : name.substr(hexadecimal ? 2 : 1)) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c - 'A' + 10;
    code_point = code_point * (hexadecimal ? 16 : 10) + static_cast<char32_t>(digit);
  }
  return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

}  // namespace

std::size_t source_offset(std::string_view source, std::size_t start, std::size_t wanted) {
  std::size_t offset = start;
  for (std::size_t read = 0; read < wanted && offset < source.size();) {
    std::size_t length = 1;
    std::size_t bytes = referenced(source, offset, length);
    if (bytes == 0) bytes = length = 1;
    if (source.substr(offset, 2) == "\r\n") length = 2;
    if (read + bytes > wanted) break;
    read += bytes;
    offset += length;
  }
  return std::min(offset, source.size());
}

std::uint32_t Findings::add_document(DmnDocument document) {
  documents_.push_back(std::move(document));
  return static_cast<std::uint32_t>(documents_.size() - 1);
}

void Findings::locate(Diagnostic& diagnostic, const Place& place, std::size_t offset) const {
  diagnostic.pointer = place.element;
  if (place.document >= documents_.size()) return;
  const DmnDocument& document = documents_[place.document];
  diagnostic.file = document.name;
  const std::string_view before = std::string_view(document.text).substr(0, offset);
  const std::size_t line_end = before.rfind('\n');
  diagnostic.offset = static_cast<std::int64_t>(offset);
  diagnostic.line = 1 + std::count(before.begin(), before.end(), '\n');
  diagnostic.column = 1 + static_cast<std::int64_t>(utf8::length(
                              line_end == std::string_view::npos ? before : before.substr(line_end + 1)));
}

Diagnostic* Findings::room_for(Severity severity) {
  const bool is_error = severity == Severity::error;
  if (is_error) ++errors_;
  if (diagnostics_.size() >= diagnostics_max) {
    if (!is_error || errors_ > diagnostics_max) return nullptr;
    const auto last_warning =
        std::find_if(diagnostics_.rbegin(), diagnostics_.rend(),
                     [](const Diagnostic& each) { return each.severity != Severity::error; });
    diagnostics_.erase(std::next(last_warning).base());
  }
  Diagnostic& diagnostic = diagnostics_.emplace_back();
  diagnostic.severity = severity;
  return &diagnostic;
}

Diagnostic& Findings::report(Severity severity, std::string_view code, const Place& place,
                             std::string message) {
  Diagnostic* diagnostic = room_for(severity);
  if (diagnostic == nullptr) return dropped_ = Diagnostic();
  diagnostic->code = code;
  diagnostic->message = std::move(message);
  locate(*diagnostic, place, place.offset);
  return *diagnostic;
}

Diagnostic& Findings::add(std::string_view code, const Place& place, std::string message) {
  return report(Severity::error, code, place, std::move(message));
}

Diagnostic& Findings::warn(std::string_view code, const Place& place, std::string message) {
  return report(Severity::warning, code, place, std::move(message));
}

void Findings::add_all(const Error& error, const Text& text) { add_all(error, text, {}); }

void Findings::add_all(const Error& error, const Text& text, std::string_view part) {
  for (const Diagnostic& given : error.diagnostics()) {
    Diagnostic* room = room_for(given.severity);
    if (room == nullptr) continue;
    Diagnostic& diagnostic = *room = given;
    std::size_t offset = text.place.offset;
    if (diagnostic.offset > 0 && text.place.document < documents_.size()) {
      offset = source_offset(documents_[text.place.document].text, offset,
                             static_cast<std::size_t>(diagnostic.offset));
    }
    locate(diagnostic, text.place, offset);
    if (!part.empty()) diagnostic.pointer += "/" + std::string(part);
  }
}

void Findings::throw_errors() {
  if (errors_ == 0) return;
  const auto first = std::find_if(diagnostics_.begin(), diagnostics_.end(),
                                  [](const Diagnostic& each) { return each.severity == Severity::error; });
  throw Error(kind_of(first->code), diagnostics_);
}

}  // namespace huifang::dmn
