#pragma once
/// The syntax tree of a regular expression.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace huifang::feel {

/// Code points of a character class.
struct CharSet {
  std::vector<std::pair<char32_t, char32_t>> ranges;
  std::string classes;  ///< further members in RE2's notation, e.g. \p{Nd}
  bool negated = false;
  std::shared_ptr<const CharSet> minus;
};

struct RegexNode {
  enum class Kind : std::uint8_t {
    empty,
    set,
    start,
    end,
    sequence,
    alternation,
    group,
    capture,
    repeat,
    back_reference
  };
  Kind kind = Kind::empty;
  CharSet set;
  std::vector<RegexNode> children;
  std::uint32_t number = 0;  ///< capture, back_reference
  std::uint32_t min = 0;     ///< repeat
  std::uint32_t max = 0;     ///< repeat; UINT32_MAX: no end
  bool lazy = false;
};

struct ParsedRegex {
  RegexNode root;
  std::uint32_t captures = 0;
  bool back_references = false;
};

struct RegexFlags {
  bool dot_all = false;
  bool multiline = false;
  bool ignore_case = false;
};

/// nullopt and `message` when the pattern is none. Whitespace of flag x is already gone.
std::optional<ParsedRegex> parse_regex(std::string_view pattern, const RegexFlags& flags,
                                       std::string& message);

/// RE2's notation of a set, a bracket expression or an escape; `explicit_ranges`: resolves subtraction.
std::string set_text(const CharSet& set);

/// One matcher for one text; see Regex::search.
class Backtracker {
 public:
  Backtracker(const RegexNode& root, std::size_t groups, const RegexFlags& flags, std::string_view text,
              std::uint64_t& steps);
  ~Backtracker();
  Backtracker(const Backtracker&) = delete;
  Backtracker& operator=(const Backtracker&) = delete;
  /// Matches at exactly `start`. exhausted() tells that the answer is not known.
  bool match(std::size_t start);
  bool exhausted() const;
  const std::vector<std::pair<std::size_t, std::size_t>>& groups() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace huifang::feel
