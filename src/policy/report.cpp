#include "policy/report.hpp"

#include <algorithm>
#include <utility>

#include "value/diagnostic.hpp"
#include "value/utf8.hpp"

namespace huifang::loader {
namespace {

/// Work for suggestions, in compared pairs of bytes, before they are no longer looked for.
constexpr std::uint64_t nearest_budget = 20'000'000;

}  // namespace

void Report::adopt(Diagnostic finding) {
  if (!document_.layers.empty()) finding.file = document_.layers.front().file;
  keep(std::move(finding), 0);
}

void Report::keep(Diagnostic diagnostic, std::uint32_t layer) {
  if (diagnostic.severity == Severity::error) ++errors_;
  if (findings_.size() < limit_) {
    limit_texts(diagnostic);
    findings_.push_back({std::move(diagnostic), layer});
    return;
  }
  if (cut_) return;
  cut_ = true;
  Diagnostic last;
  last.code = code::limit_diagnostics.id;
  last.severity = Severity::note;
  last.message =
      "more was found than the limit of " + std::to_string(limit_) + " diagnostics; the rest is not listed";
  last.file = document_.layers.empty() ? "" : document_.layers.front().file;
  findings_.push_back({std::move(last), UINT32_MAX});
}

std::string Report::layers_of(const Node& node) const {
  for (const Node* step = &node; step->parent != nullptr; step = step->parent) {
    if (step->changed_by == 0 || step->parent->parent == nullptr) continue;
    const std::uint32_t changer = step->changed_by - 1;
    if (changer == step->place.layer || document_.layers[changer].name.empty()) continue;
    return " (declared in " + document_.layers[step->place.layer].name + ", changed in " +
           document_.layers[changer].name + ")";
  }
  return "";
}

void Report::add(const Code& code, Severity severity, const Place& place, const Node* node,
                 std::string message, Detail detail) {
  Diagnostic diagnostic;
  diagnostic.code = code.id;
  diagnostic.severity = severity;
  diagnostic.message = std::move(message);
  if (node != nullptr) {
    diagnostic.pointer = node->pointer();
    diagnostic.message += layers_of(*node);
  }
  if (place.layer < document_.layers.size()) diagnostic.file = document_.layers[place.layer].file;
  diagnostic.line = place.line;
  diagnostic.column = place.column;
  diagnostic.offset = place.offset;
  diagnostic.found = utf8::shortened(detail.found);
  diagnostic.expected = std::move(detail.expected);
  diagnostic.suggestion = std::move(detail.suggestion);
  keep(std::move(diagnostic), place.layer);
}

void Report::error(const Code& code, const Node& at, std::string message, Detail detail) {
  add(code, Severity::error, at.place, &at, std::move(message), std::move(detail));
}
void Report::warning(const Code& code, const Node& at, std::string message, Detail detail) {
  add(code, Severity::warning, at.place, &at, std::move(message), std::move(detail));
}
void Report::note(const Code& code, const Node& at, std::string message, Detail detail) {
  add(code, Severity::note, at.place, &at, std::move(message), std::move(detail));
}
void Report::error_at_key(const Code& code, const Node& at, std::string message, Detail detail) {
  add(code, Severity::error, at.key_place, &at, std::move(message), std::move(detail));
}

void Report::error(const Code& code, const Place& place, std::string pointer, std::string message,
                   Detail detail) {
  add(code, Severity::error, place, nullptr, std::move(message), std::move(detail));
  if (!findings_.empty() && !cut_) {
    findings_.back().diagnostic.pointer = std::move(pointer);
    limit_texts(findings_.back().diagnostic);
  }
}

void Report::adopt(const Error& error, const Node& string, std::size_t shift) {
  for (const Diagnostic& original : error.diagnostics()) {
    Diagnostic diagnostic = original;
    const std::size_t inside = original.offset < 0 ? 0 : static_cast<std::size_t>(original.offset);
    const Place place = original.offset < 0 ? string.place : place_inside(document_, string, shift + inside);
    diagnostic.pointer = string.pointer();
    diagnostic.message += layers_of(string);
    if (place.layer < document_.layers.size()) diagnostic.file = document_.layers[place.layer].file;
    diagnostic.line = place.line;
    diagnostic.column = place.column;
    diagnostic.offset = place.offset;
    keep(std::move(diagnostic), place.layer);
  }
}

std::vector<Diagnostic> Report::sorted() const {
  std::vector<Finding> ordered = findings_;
  std::stable_sort(ordered.begin(), ordered.end(), [](const Finding& a, const Finding& b) {
    return std::pair(a.layer, a.diagnostic.offset) < std::pair(b.layer, b.diagnostic.offset);
  });
  // What several steps share is compiled for each of them.
  const auto again = [](const Finding& a, const Finding& b) {
    return a.layer == b.layer && a.diagnostic.offset == b.diagnostic.offset &&
           a.diagnostic.code == b.diagnostic.code && a.diagnostic.pointer == b.diagnostic.pointer &&
           a.diagnostic.message == b.diagnostic.message;
  };
  ordered.erase(std::unique(ordered.begin(), ordered.end(), again), ordered.end());
  std::vector<Diagnostic> diagnostics;
  diagnostics.reserve(ordered.size());
  for (Finding& finding : ordered) diagnostics.push_back(std::move(finding.diagnostic));
  return diagnostics;
}

std::string Report::nearest(const std::string& name, const std::vector<std::string>& candidates) {
  std::uint64_t cost = 0;
  for (const std::string& candidate : candidates) cost += (name.size() + 1) * (candidate.size() + 1);
  if (nearest_spent_ + cost > nearest_budget) return "";
  nearest_spent_ += cost;
  return nearest_name(name, candidates);
}

}  // namespace huifang::loader
