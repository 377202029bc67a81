#pragma once
/// Regular expressions of XPath and XQuery Functions 3.1, as FEEL uses them, in bounded time.
///
/// A pattern is parsed, then translated to RE2, which never backtracks. Differences that the translation
/// bridges:
/// `.` stops at \n and \r, `^` and `$` are the ends of the text without flag m, class subtraction
/// [a-z-[aeiou]], \i \c \p{IsBlock}, flags s m i x q. Patterns with back-references (\1) are outside what RE2
/// can do; they are run by a matcher that counts its steps and gives up at a limit.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace re2 {
class RE2;
}

namespace huifang::feel {

struct RegexNode;

class Regex {
 public:
  /// Half-open byte range of a match or group; npos: the group took no part.
  struct Span {
    std::size_t begin = std::string_view::npos;
    std::size_t end = std::string_view::npos;
  };
  enum class Outcome : std::uint8_t { found, none, exhausted };

  /// nullopt and `message`: not a pattern, or flags outside "smixq".
  static std::optional<Regex> compile(std::string_view pattern, std::string_view flags, std::string& message);

  /// First match at or after `start`; `groups[0]` is the whole. `steps` is what a matcher with
  /// back-references may use.
  Outcome search(std::string_view text, std::size_t start, std::vector<Span>& groups,
                 std::uint64_t& steps) const;
  std::size_t groups() const { return groups_; }

 private:
  std::shared_ptr<const re2::RE2> machine_;
  std::shared_ptr<const RegexNode> tree_;  ///< only with back-references
  std::size_t groups_ = 0;
  bool ignore_case_ = false;
  bool multiline_ = false;
};

}  // namespace huifang::feel
