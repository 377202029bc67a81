#pragma once
/// A cursor over a short text of an author: spans, points in time, hours, ranges.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace huifang {

class TextScanner {
 public:
  explicit TextScanner(std::string_view text) : text_(text) {}

  std::size_t offset() const { return at_; }  ///< bytes from the beginning
  bool done() const { return at_ == text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  std::string_view rest() const { return text_.substr(at_); }
  void go_to(std::size_t offset) { at_ = offset; }

  void skip_space();
  bool take(char c);
  bool take(std::string_view token);
  /// Letters, digits and underscores of any script, beginning with no digit; may be empty.
  std::string_view take_word();
  /// A word in which hyphens may join letters: "pay-due", but not "date-1".
  std::string_view take_name();
  /// HH:MM in 00:00 to 24:00, minutes since midnight. Does not move when there is none.
  std::optional<std::int32_t> clock();
  /// What stands at or behind `offset`, up to the next white space: for diagnostics. "end of text" at the
  /// end.
  std::string_view word_at(std::size_t offset) const;
  /// "09:00" for "9:00" or "9.00" or "0900" at `offset`; empty when no such repair is plain.
  std::string clock_suggestion(std::size_t offset) const;

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// "09:05"; minutes in [0, 1440].
std::string clock_text(std::int32_t minutes);

/// ISO number of "mon" or "monday", 0 for another word.
int find_weekday(std::string_view word);

}  // namespace huifang
