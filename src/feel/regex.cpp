#include "feel/regex.hpp"

#include <re2/re2.h>

#include "feel/regex_tree.hpp"

namespace huifang::feel {
namespace {

constexpr std::size_t pattern_bytes_max = 10'000;

/// Flag x: blanks mean nothing, except inside brackets.
std::string without_blanks(std::string_view pattern) {
  std::string text;
  int brackets = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (blank && brackets == 0) continue;
    text += c;
    if (c == '\\' && i + 1 < pattern.size() && brackets > 0)
      text += pattern[++i];
    else if (c == '[' && (text.size() < 2 || text[text.size() - 2] != '\\'))
      ++brackets;
    else if (c == ']' && brackets > 0)
      --brackets;
  }
  return text;
}

std::string re2_text(const RegexNode& node) {
  switch (node.kind) {
    case RegexNode::Kind::empty:
      return "";
    case RegexNode::Kind::set:
      return set_text(node.set);
    case RegexNode::Kind::start:
      return "^";
    case RegexNode::Kind::end:
      return "$";
    case RegexNode::Kind::sequence: {
      std::string text;
      for (const RegexNode& child : node.children) text += re2_text(child);
      return text;
    }
    case RegexNode::Kind::alternation: {
      std::string text = "(?:";
      for (const RegexNode& child : node.children) text += (text.size() > 3 ? "|" : "") + re2_text(child);
      return text + ")";
    }
    case RegexNode::Kind::group:
      return "(?:" + re2_text(node.children.front()) + ")";
    case RegexNode::Kind::capture:
      return "(" + re2_text(node.children.front()) + ")";
    case RegexNode::Kind::repeat: {
      std::string text = "(?:" + re2_text(node.children.front()) + ")";
      if (node.min == 0 && node.max == UINT32_MAX)
        text += "*";
      else if (node.min == 1 && node.max == UINT32_MAX)
        text += "+";
      else if (node.min == 0 && node.max == 1)
        text += "?";
      else if (node.max == UINT32_MAX)
        text += "{" + std::to_string(node.min) + ",}";
      else
        text += "{" + std::to_string(node.min) + "," + std::to_string(node.max) + "}";
      return text + (node.lazy ? "?" : "");
    }
    case RegexNode::Kind::back_reference:
      return "";
  }
  return "";
}

std::size_t next_point(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u) ++at;
  return at;
}

}  // namespace

std::optional<Regex> Regex::compile(std::string_view pattern, std::string_view flags, std::string& message) {
  RegexFlags set;
  bool quoted = false;
  bool blanks = false;
  for (const char flag : flags) {
    switch (flag) {
      case 's':
        set.dot_all = true;
        break;
      case 'm':
        set.multiline = true;
        break;
      case 'i':
        set.ignore_case = true;
        break;
      case 'x':
        blanks = true;
        break;
      case 'q':
        quoted = true;
        break;
      default:
        message = "a flag is not one of s, m, i, x, q";
        return std::nullopt;
    }
  }
  if (pattern.size() > pattern_bytes_max) {
    message = "the pattern is longer than " + std::to_string(pattern_bytes_max) + " bytes";
    return std::nullopt;
  }
  Regex regex;
  regex.ignore_case_ = set.ignore_case;
  regex.multiline_ = set.multiline;
  std::string translated;
  if (quoted) {
    translated = re2::RE2::QuoteMeta(re2::StringPiece(pattern.data(), pattern.size()));
  } else {
    const std::string bare = blanks ? without_blanks(pattern) : std::string(pattern);
    auto parsed = parse_regex(bare, set, message);
    if (!parsed) return std::nullopt;
    regex.groups_ = parsed->captures;
    if (parsed->back_references) {
      regex.tree_ = std::make_shared<const RegexNode>(std::move(parsed->root));
      return regex;
    }
    translated = re2_text(parsed->root);
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(4 << 20);
  const std::string prefix =
      std::string("(?") + (set.ignore_case ? "i" : "") + (set.multiline ? "m" : "") + ")";
  auto machine =
      std::make_shared<const re2::RE2>(prefix.size() > 3 ? prefix + translated : translated, options);
  if (!machine->ok()) {
    message = "the pattern is too large";
    return std::nullopt;
  }
  regex.machine_ = std::move(machine);
  return regex;
}

Regex::Outcome Regex::search(std::string_view text, std::size_t start, std::vector<Span>& groups,
                             std::uint64_t& steps) const {
  groups.assign(groups_ + 1, Span{});
  if (machine_) {
    std::vector<re2::StringPiece> pieces(groups_ + 1);
    const re2::StringPiece subject(text.data(), text.size());
    if (!machine_->Match(subject, start, text.size(), re2::RE2::UNANCHORED, pieces.data(),
                         static_cast<int>(pieces.size()))) {
      return Outcome::none;
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (pieces[i].data() == nullptr) continue;
      groups[i].begin = static_cast<std::size_t>(pieces[i].data() - text.data());
      groups[i].end = groups[i].begin + pieces[i].size();
    }
    return Outcome::found;
  }
  RegexFlags flags;
  flags.ignore_case = ignore_case_;
  flags.multiline = multiline_;
  Backtracker matcher(*tree_, groups_ + 1, flags, text, steps);
  for (std::size_t at = start; at <= text.size(); at = next_point(text, at)) {
    if (matcher.match(at)) {
      for (std::size_t i = 0; i < groups.size(); ++i)
        groups[i] = {matcher.groups()[i].first, matcher.groups()[i].second};
      return Outcome::found;
    }
    if (matcher.exhausted()) return Outcome::exhausted;
  }
  return Outcome::none;
}

}  // namespace huifang::feel
