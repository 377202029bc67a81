#pragma once
/// Collects what is wrong with a document, all at once and in document order.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/error.hpp"
#include "policy/codes.hpp"
#include "policy/document.hpp"

namespace huifang::loader {

/// The optional parts of a finding.
struct Detail {
  std::string found;
  std::string expected;
  std::string suggestion;
};

class Report {
 public:
  /// `document` is borrowed. At most `limit` findings are kept; then one more says that there were others.
  Report(const Document& document, std::size_t limit) : document_(document), limit_(limit) {}

  void error(const Code& code, const Node& at, std::string message, Detail detail = {});
  void warning(const Code& code, const Node& at, std::string message, Detail detail = {});
  void note(const Code& code, const Node& at, std::string message, Detail detail = {});
  /// At the key of a member instead of its value.
  void error_at_key(const Code& code, const Node& at, std::string message, Detail detail = {});
  /// At a place that belongs to no node (syntax).
  void error(const Code& code, const Place& place, std::string pointer, std::string message,
             Detail detail = {});
  /// Findings of another part (FEEL, time text, tables) about the content of `string`, `shift` bytes into it.
  void adopt(const Error& error, const Node& string, std::size_t shift = 0);

  /// A finding of another part about this document, with its place; the file is filled in. No error.
  void adopt(Diagnostic finding);

  void set_kind(ErrorKind kind) { kind_ = kind; }  ///< of the Error thrown in the end; policy unless set
  ErrorKind kind() const { return kind_; }
  bool failed() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }
  /// All findings, in document order.
  std::vector<Diagnostic> sorted() const;
  /// Nearest candidate; gives up when it has cost too much, so that hostile documents stay cheap to refuse.
  std::string nearest(const std::string& name, const std::vector<std::string>& candidates);

 private:
  struct Finding {
    Diagnostic diagnostic;
    std::uint32_t layer;
  };
  void add(const Code& code, Severity severity, const Place& place, const Node* node, std::string message,
           Detail detail);
  void keep(Diagnostic diagnostic, std::uint32_t layer);
  std::string layers_of(const Node& node) const;

  const Document& document_;
  std::size_t limit_;
  std::size_t errors_ = 0;
  bool cut_ = false;
  std::uint64_t nearest_spent_ = 0;
  ErrorKind kind_ = ErrorKind::policy;
  std::vector<Finding> findings_;
};

}  // namespace huifang::loader
