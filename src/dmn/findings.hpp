#pragma once
/// Diagnostics of a model's documents, with their places.

#include <string>
#include <string_view>
#include <vector>

#include "dmn/source.hpp"
#include "huifang/dmn.hpp"
#include "huifang/error.hpp"

namespace huifang::dmn {

class Findings {
 public:
  /// The number of the document; its text is copied.
  std::uint32_t add_document(DmnDocument document);
  const std::vector<DmnDocument>& documents() const { return documents_; }

  Diagnostic& add(std::string_view code, const Place& place, std::string message);
  Diagnostic& warn(std::string_view code, const Place& place, std::string message);
  /// The diagnostics of an expression, moved to where its text stands.
  void add_all(const Error& error, const Text& text);
  /// Of the same, with a word about which part of the element it is: "row 3".
  void add_all(const Error& error, const Text& text, std::string_view part);

  bool has_errors() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }
  /// Throws when there are errors. The kind is that of the first.
  void throw_errors();
  const std::vector<Diagnostic>& all() const { return diagnostics_; }

 private:
  /// Counts an error, and makes a place for a diagnostic; null when no more are kept. An error that is not
  /// kept leaves only errors.
  Diagnostic* room_for(Severity severity);
  Diagnostic& report(Severity severity, std::string_view code, const Place& place, std::string message);
  void locate(Diagnostic& diagnostic, const Place& place, std::size_t offset) const;

  std::vector<DmnDocument> documents_;
  std::vector<Diagnostic> diagnostics_;
  Diagnostic dropped_;  ///< stands for those beyond the most that are kept
  std::size_t errors_ = 0;
};

/// The byte of `source` where the character stands that came out at byte `wanted` of the text which starts at
/// `start`: references such as &lt; are longer than what they stand for.
std::size_t source_offset(std::string_view source, std::size_t start, std::size_t wanted);

}  // namespace huifang::dmn
