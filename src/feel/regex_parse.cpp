#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "feel/regex_tree.hpp"
#include "value/utf8.hpp"

namespace huifang::feel {
namespace {

constexpr char32_t last_point = 0x10FFFF;
constexpr std::uint32_t depth_max = 100;
constexpr std::uint32_t repeat_max = 1000;

struct Block {
  std::string_view name;
  char32_t first;
  char32_t last;
};

/// Unicode blocks by their XML Schema names.
constexpr std::array<Block, 40> blocks = {{
    {"BasicLatin", 0x0, 0x7F},
    {"Latin-1Supplement", 0x80, 0xFF},
    {"LatinExtended-A", 0x100, 0x17F},
    {"LatinExtended-B", 0x180, 0x24F},
    {"IPAExtensions", 0x250, 0x2AF},
    {"SpacingModifierLetters", 0x2B0, 0x2FF},
    {"CombiningDiacriticalMarks", 0x300, 0x36F},
    {"Greek", 0x370, 0x3FF},
    {"GreekandCoptic", 0x370, 0x3FF},
    {"Cyrillic", 0x400, 0x4FF},
    {"Armenian", 0x530, 0x58F},
    {"Hebrew", 0x590, 0x5FF},
    {"Arabic", 0x600, 0x6FF},
    {"Devanagari", 0x900, 0x97F},
    {"Bengali", 0x980, 0x9FF},
    {"Tamil", 0xB80, 0xBFF},
    {"Thai", 0xE00, 0xE7F},
    {"Tibetan", 0xF00, 0xFFF},
    {"Georgian", 0x10A0, 0x10FF},
    {"HangulJamo", 0x1100, 0x11FF},
    {"LatinExtendedAdditional", 0x1E00, 0x1EFF},
    {"GreekExtended", 0x1F00, 0x1FFF},
    {"GeneralPunctuation", 0x2000, 0x206F},
    {"SuperscriptsandSubscripts", 0x2070, 0x209F},
    {"CurrencySymbols", 0x20A0, 0x20CF},
    {"LetterlikeSymbols", 0x2100, 0x214F},
    {"NumberForms", 0x2150, 0x218F},
    {"Arrows", 0x2190, 0x21FF},
    {"MathematicalOperators", 0x2200, 0x22FF},
    {"MiscellaneousTechnical", 0x2300, 0x23FF},
    {"BoxDrawing", 0x2500, 0x257F},
    {"GeometricShapes", 0x25A0, 0x25FF},
    {"MiscellaneousSymbols", 0x2600, 0x26FF},
    {"CJKSymbolsandPunctuation", 0x3000, 0x303F},
    {"Hiragana", 0x3040, 0x309F},
    {"Katakana", 0x30A0, 0x30FF},
    {"CJKUnifiedIdeographsExtensionA", 0x3400, 0x4DBF},
    {"CJKUnifiedIdeographs", 0x4E00, 0x9FFF},
    {"HangulSyllables", 0xAC00, 0xD7A3},
    {"HalfwidthandFullwidthForms", 0xFF00, 0xFFEF},
}};

using Ranges = std::vector<std::pair<char32_t, char32_t>>;

/// Sorted, joined.
Ranges normalised(Ranges ranges) {
  std::sort(ranges.begin(), ranges.end());
  Ranges joined;
  for (const auto& range : ranges) {
    if (!joined.empty() && range.first <= joined.back().second + 1) {
      joined.back().second = std::max(joined.back().second, range.second);
    } else {
      joined.push_back(range);
    }
  }
  return joined;
}

Ranges complement(const Ranges& ranges) {
  Ranges result;
  char32_t next = 0;
  for (const auto& [first, last] : normalised(ranges)) {
    if (first > next) result.emplace_back(next, first - 1);
    next = last + 1;
  }
  if (next <= last_point) result.emplace_back(next, last_point);
  return result;
}

std::string point_text(char32_t point) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string digits;
  for (auto rest = static_cast<std::uint32_t>(point); rest != 0; rest >>= 4)
    digits.insert(digits.begin(), hex[rest & 15]);
  return "\\x{" + (digits.empty() ? "0" : digits) + "}";
}

class PatternParser {
 public:
  PatternParser(std::string_view pattern, const RegexFlags& flags)
      : points_(utf8::code_points(pattern)), flags_(flags) {}

  std::optional<ParsedRegex> run(std::string& message) {
    ParsedRegex parsed;
    parsed.root = alternation();
    if (error_.empty() && at_ < points_.size()) error_ = "a ) has no (";
    if (!error_.empty()) {
      message = error_;
      return std::nullopt;
    }
    parsed.captures = captures_;
    parsed.back_references = back_references_;
    return parsed;
  }

 private:
  char32_t peek(std::size_t ahead = 0) const {
    return at_ + ahead < points_.size() ? points_[at_ + ahead] : 0;
  }
  bool at_end() const { return at_ >= points_.size(); }
  bool take_if(char32_t c) {
    if (at_end() || points_[at_] != c) return false;
    ++at_;
    return true;
  }
  void fail(std::string message) {
    if (error_.empty()) error_ = std::move(message);
    at_ = points_.size();
  }

  RegexNode alternation() {
    if (++depth_ > depth_max) fail("groups are nested too deeply");
    RegexNode node;
    node.kind = RegexNode::Kind::alternation;
    do node.children.push_back(sequence());
    while (take_if('|'));
    --depth_;
    return node.children.size() == 1 ? std::move(node.children.front()) : std::move(node);
  }

  RegexNode sequence() {
    RegexNode node;
    node.kind = RegexNode::Kind::sequence;
    while (!at_end() && peek() != '|' && peek() != ')') {
      RegexNode piece = atom();
      node.children.push_back(quantified(std::move(piece)));
    }
    return node;
  }

  RegexNode quantified(RegexNode piece) {
    std::uint32_t min = 0;
    std::uint32_t max = UINT32_MAX;
    if (take_if('?')) {
      max = 1;
    } else if (take_if('+')) {
      min = 1;
    } else if (peek() == '{' && !at_end()) {
      ++at_;
      if (!braces(min, max)) return piece;
    } else if (!take_if('*')) {
      return piece;
    }
    if (min > repeat_max || (max != UINT32_MAX && max > repeat_max)) fail("a repetition is above 1000");
    if (max < min) fail("a repetition ends before it begins");
    RegexNode node;
    node.kind = RegexNode::Kind::repeat;
    node.min = min;
    node.max = max;
    node.lazy = take_if('?');
    node.children.push_back(std::move(piece));
    if (peek() == '*' || peek() == '+' || (peek() == '{' && !at_end())) fail("a repetition is repeated");
    return node;
  }

  bool number(std::uint32_t& value) {
    if (peek() < '0' || peek() > '9') return false;
    value = 0;
    while (peek() >= '0' && peek() <= '9')
      value = std::min<std::uint32_t>(value * 10 + (points_[at_++] - '0'), 100'000);
    return true;
  }

  bool braces(std::uint32_t& min, std::uint32_t& max) {
    if (!number(min)) return fail("{ needs a number"), false;
    max = min;
    if (take_if(',')) {
      max = UINT32_MAX;
      if (peek() != '}') number(max);
    }
    if (!take_if('}')) return fail("{ is not closed"), false;
    return true;
  }

  RegexNode set_node(CharSet set) {
    RegexNode node;
    node.kind = RegexNode::Kind::set;
    node.set = std::move(set);
    return node;
  }

  RegexNode atom() {
    const char32_t c = points_[at_++];
    RegexNode node;
    switch (c) {
      case '.': {
        CharSet any;
        any.negated = true;
        if (!flags_.dot_all) any.ranges = {{'\n', '\n'}, {'\r', '\r'}};
        return set_node(std::move(any));
      }
      case '^':
        node.kind = RegexNode::Kind::start;
        return node;
      case '$':
        node.kind = RegexNode::Kind::end;
        return node;
      case '(':
        return group();
      case '[':
        return set_node(bracket());
      case '\\':
        return escape();
      case '*':
      case '+':
      case '?':
      case '{':
        fail("a repetition has nothing to repeat");
        return node;
      case '}':
      case ']':
        fail("a bracket is not opened");
        return node;
      default:
        return set_node(CharSet{{{c, c}}, "", false, nullptr});
    }
  }

  RegexNode group() {
    RegexNode node;
    node.kind = RegexNode::Kind::capture;
    if (take_if('?')) {
      if (!take_if(':')) fail("(? is followed by :");
      node.kind = RegexNode::Kind::group;
    } else {
      node.number = ++captures_;
    }
    node.children.push_back(alternation());
    if (!take_if(')')) fail("a ( is not closed");
    if (node.kind == RegexNode::Kind::capture) closed_.push_back(node.number);
    return node;
  }

  RegexNode escape() {
    if (at_end()) return fail("a \\ stands at the end"), RegexNode{};
    const char32_t c = peek();
    if (c >= '1' && c <= '9') {
      RegexNode node;
      node.kind = RegexNode::Kind::back_reference;
      std::uint32_t reference = static_cast<std::uint32_t>(points_[at_++] - '0');
      // More digits belong to it as long as there are so many groups.
      while (peek() >= '0' && peek() <= '9' && !at_end() && reference * 10 + (peek() - '0') <= captures_) {
        reference = reference * 10 + static_cast<std::uint32_t>(points_[at_++] - '0');
      }
      if (std::find(closed_.begin(), closed_.end(), reference) == closed_.end()) {
        return fail("a reference to a group that is not there"), RegexNode{};
      }
      node.number = reference;
      back_references_ = true;
      return node;
    }
    CharSet set;
    if (!class_escape(set)) {
      const char32_t literal = single_escape();
      set.ranges = {{literal, literal}};
    }
    return set_node(std::move(set));
  }

  /// \n, \., … At the character after the backslash.
  char32_t single_escape() {
    const char32_t c = points_[at_++];
    switch (c) {
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      default:
        break;
    }
    constexpr std::u32string_view allowed = U"\\|.-^?*+{}()[]$";
    if (allowed.find(c) == std::u32string_view::npos) fail("an escape is not known");
    return c;
  }

  /// \d \w \s \i \c \p{…} and their negations, as members of a set. At the character after the backslash.
  bool class_escape(CharSet& set) {
    const Ranges space = {{'\t', '\n'}, {'\r', '\r'}, {' ', ' '}};
    const auto add = [&](const Ranges& ranges) {
      set.ranges.insert(set.ranges.end(), ranges.begin(), ranges.end());
    };
    switch (peek()) {
      case 'd':
        set.classes += "\\p{Nd}";
        break;
      case 'D':
        set.classes += "\\P{Nd}";
        break;
      case 'w':
        set.classes += "\\p{L}\\p{M}\\p{N}\\p{S}";
        break;
      case 'W':
        set.classes += "\\p{P}\\p{Z}\\p{C}";
        break;
      case 's':
        add(space);
        break;
      case 'S':
        add(complement(space));
        break;
      case 'i':
        set.classes += "\\p{L}\\p{Nl}", add({{'_', '_'}, {':', ':'}});
        break;
      case 'I':
        set.classes += "\\p{M}\\p{Nd}\\p{No}\\p{P}\\p{S}\\p{Z}\\p{C}";
        break;
      case 'c':
        set.classes += "\\p{L}\\p{M}\\p{N}", add({{'_', '_'}, {':', ':'}, {'.', '.'}, {'-', '-'}});
        break;
      case 'C':
        set.classes += "\\p{S}\\p{Z}\\p{C}";
        break;
      case 'p':
      case 'P':
        return property(set);
      default:
        return false;
    }
    ++at_;
    return true;
  }

  bool property(CharSet& set) {
    const bool negated = points_[at_++] == 'P';
    if (!take_if('{')) return fail("\\p is followed by {"), true;
    std::string name;
    while (!at_end() && peek() != '}') utf8::append(name, points_[at_++]);
    if (!take_if('}')) return fail("\\p{ is not closed"), true;
    if (name.rfind("Is", 0) == 0) {
      const auto block = std::find_if(blocks.begin(), blocks.end(),
                                      [&](const Block& b) { return b.name == name.substr(2); });
      if (block == blocks.end()) return fail("a block of characters is not known"), true;
      const Ranges range = {{block->first, block->last}};
      const Ranges chosen = negated ? complement(range) : range;
      set.ranges.insert(set.ranges.end(), chosen.begin(), chosen.end());
      return true;
    }
    const bool plausible = !name.empty() && name.size() <= 2 &&
                           std::all_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'z'; });
    if (!plausible) return fail("a category of characters is not known"), true;
    set.classes += (negated ? "\\P{" : "\\p{") + name + "}";
    return true;
  }

  /// After [.
  CharSet bracket() {
    CharSet set;
    if (++depth_ > depth_max) fail("classes are nested too deeply");
    set.negated = take_if('^');
    bool first = true;
    while (true) {
      if (at_end()) {
        fail("a [ is not closed");
        break;
      }
      if (peek() == ']') {
        if (first) fail("a class is empty");
        ++at_;
        break;
      }
      if (peek() == '-' && peek(1) == '[' && !first) {
        at_ += 2;
        set.minus = std::make_shared<const CharSet>(bracket());
        if (!take_if(']')) fail("a subtraction ends its class");
        break;
      }
      if (peek() == '[') {
        fail("a [ stands inside a class");
        break;
      }
      member(set);
      first = false;
    }
    --depth_;
    return set;
  }

  void member(CharSet& set) {
    char32_t low = points_[at_++];
    if (low == '\\') {
      if (at_end()) return fail("a \\ stands at the end");
      if (class_escape(set)) return;
      low = single_escape();
    }
    char32_t high = low;
    if (peek() == '-' && peek(1) != ']' && peek(1) != '[' && at_ + 1 < points_.size()) {
      ++at_;
      high = points_[at_++];
      if (high == '\\') {
        if (at_end()) return fail("a \\ stands at the end");
        high = single_escape();
      }
      if (high < low) fail("a range of characters ends before it begins");
    }
    set.ranges.emplace_back(low, high);
  }

  std::vector<char32_t> points_;
  RegexFlags flags_;
  std::size_t at_ = 0;
  std::uint32_t depth_ = 0;
  std::uint32_t captures_ = 0;
  std::vector<std::uint32_t> closed_;
  bool back_references_ = false;
  std::string error_;
};

std::string bracket_text(const Ranges& ranges, const std::string& classes, bool negated) {
  if (ranges.empty() && classes.empty()) return negated ? "(?s:.)" : "[^\\x{0}-\\x{10FFFF}]";
  std::string text = negated ? "[^" : "[";
  for (const auto& [first, last] : ranges) {
    text += point_text(first);
    if (last != first) text += "-" + point_text(last);
  }
  return text + classes + "]";
}

/// All members as ranges; categories are asked of RE2, code point by code point.
Ranges members(const CharSet& set) {
  Ranges found = set.ranges;
  if (!set.classes.empty()) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    const re2::RE2 machine("[" + set.classes + "]", options);
    for (char32_t point = 0; point <= last_point && machine.ok(); ++point) {
      if (point == 0xD800) point = 0xE000;
      std::string text;
      utf8::append(text, point);
      if (!re2::RE2::FullMatch(text, machine)) continue;
      if (!found.empty() && found.back().second + 1 == point)
        found.back().second = point;
      else
        found.emplace_back(point, point);
    }
  }
  if (set.negated) found = complement(found);
  if (set.minus) {
    // A without B is the complement of (the complement of A, or B).
    Ranges outside = complement(found);
    const Ranges removed = members(*set.minus);
    outside.insert(outside.end(), removed.begin(), removed.end());
    found = complement(outside);
  }
  return normalised(found);
}

}  // namespace

std::optional<ParsedRegex> parse_regex(std::string_view pattern, const RegexFlags& flags,
                                       std::string& message) {
  return PatternParser(pattern, flags).run(message);
}

std::string set_text(const CharSet& set) {
  if (set.minus) return bracket_text(members(set), "", false);
  return bracket_text(set.ranges, set.classes, set.negated);
}

}  // namespace huifang::feel
