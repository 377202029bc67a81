#include "calendar/text_scanner.hpp"

#include "calendar/digits.hpp"

namespace huifang {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Every byte of a character beyond ASCII counts as a letter: names may be in any script.
bool is_word_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80U;
}

constexpr std::string_view typographic[] = {"–", "—", "−", "…"};  // signs, not letters

}  // namespace

void TextScanner::skip_space() {
  while (!done() && is_space(text_[at_])) ++at_;
}

bool TextScanner::take(char c) {
  if (done() || text_[at_] != c) return false;
  ++at_;
  return true;
}

bool TextScanner::take(std::string_view token) {
  if (!rest().starts_with(token)) return false;
  at_ += token.size();
  return true;
}

std::string_view TextScanner::take_word() {
  const std::size_t first = at_;
  if (!done() && is_digit(text_[at_])) return {};
  while (!done() && is_word_character(text_[at_])) {
    bool sign = false;
    for (const std::string_view token : typographic) sign = sign || rest().starts_with(token);
    if (sign) break;
    ++at_;
  }
  return text_.substr(first, at_ - first);
}

std::string_view TextScanner::take_name() {
  const std::size_t first = at_;
  while (!take_word().empty() && peek() == '-') {
    const std::size_t hyphen = at_++;
    if (is_digit(peek()) || !is_word_character(peek())) {
      at_ = hyphen;
      break;
    }
  }
  return text_.substr(first, at_ - first);
}

std::optional<std::int32_t> TextScanner::clock() {
  const auto hours = fixed_digits(text_, at_, 2);
  const auto minutes = fixed_digits(text_, at_ + 3, 2);
  if (!hours || !minutes || peek(2) != ':' || is_digit(peek(5)) || peek(5) == ':') return std::nullopt;
  const std::int32_t total = *hours * 60 + *minutes;
  if (*minutes > 59 || total > 24 * 60) return std::nullopt;
  at_ += 5;
  return total;
}

std::string_view TextScanner::word_at(std::size_t offset) const {
  while (offset < text_.size() && is_space(text_[offset])) ++offset;
  if (offset >= text_.size()) return "end of text";
  std::size_t end = offset;
  while (end < text_.size() && !is_space(text_[end])) ++end;
  return text_.substr(offset, end - offset);
}

std::string TextScanner::clock_suggestion(std::size_t offset) const {
  std::string digits;
  const std::string_view word = word_at(offset);
  for (const char c : word.substr(0, word.find_first_of("-"))) {
    if (is_digit(c)) {
      digits += c;
    } else if (c != ':' && c != '.') {
      return {};
    }
  }
  if (digits.size() == 3) digits.insert(digits.begin(), '0');
  if (digits.size() != 4) return {};
  std::string repaired = digits.substr(0, 2) + ":" + digits.substr(2);
  return TextScanner(repaired).clock() ? repaired : std::string();
}

std::string clock_text(std::int32_t minutes) {
  std::string out;
  append_padded(out, minutes / 60, 2);
  out += ':';
  append_padded(out, minutes % 60, 2);
  return out;
}

}  // namespace huifang
