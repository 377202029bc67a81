#include <re2/re2.h>

#include <functional>
#include <unordered_map>

#include "feel/case_map.hpp"
#include "feel/regex_tree.hpp"
#include "value/utf8.hpp"

namespace huifang::feel {

/// Continuation-passing matcher: `match(node, at, then)` holds when node matches at `at` and then holds after
/// it.
struct Backtracker::State {
  using Then = std::function<bool(std::size_t)>;

  const RegexNode& root;
  RegexFlags flags;
  std::string_view text;
  std::uint64_t& steps;
  bool exhausted = false;
  std::uint32_t depth = 0;
  std::vector<std::pair<std::size_t, std::size_t>> groups;
  std::unordered_map<const RegexNode*, std::unique_ptr<re2::RE2>> sets;

  static constexpr std::uint32_t depth_max = 1500;

  State(const RegexNode& node, std::size_t group_count, const RegexFlags& f, std::string_view t,
        std::uint64_t& s)
      : root(node), flags(f), text(t), steps(s), groups(group_count) {}

  bool in_set(const RegexNode& node, std::string_view character) {
    auto& machine = sets[&node];
    if (!machine) {
      re2::RE2::Options options;
      options.set_log_errors(false);
      machine = std::make_unique<re2::RE2>((flags.ignore_case ? "(?i)" : "") + set_text(node.set), options);
    }
    return re2::RE2::FullMatch(re2::StringPiece(character.data(), character.size()), *machine);
  }

  bool same(std::string_view a, std::string_view b) const {
    return a == b || (flags.ignore_case && lower_text(a) == lower_text(b));
  }

  bool sequence(const RegexNode& node, std::size_t index, std::size_t at, const Then& then) {
    if (index == node.children.size()) return then(at);
    return match(node.children[index], at,
                 [&, index](std::size_t next) { return sequence(node, index + 1, next, then); });
  }

  bool repeat(const RegexNode& node, std::uint32_t count, std::size_t at, const Then& then) {
    const auto again = [&] {
      return count < node.max && match(node.children.front(), at, [&, count, at](std::size_t next) {
               // An empty round would go on for ever.
               return (next != at || count < node.min) && repeat(node, count + 1, next, then);
             });
    };
    if (count < node.min) return again();
    return node.lazy ? then(at) || again() : again() || then(at);
  }

  bool match(const RegexNode& node, std::size_t at, const Then& then) {
    if (exhausted) return false;
    if (steps == 0 || depth >= depth_max) {
      exhausted = true;
      return false;
    }
    --steps;
    ++depth;
    const bool result = step(node, at, then);
    --depth;
    return result;
  }

  bool step(const RegexNode& node, std::size_t at, const Then& then) {
    switch (node.kind) {
      case RegexNode::Kind::empty:
        return then(at);
      case RegexNode::Kind::start:
        return (at == 0 || (flags.multiline && text[at - 1] == '\n')) && then(at);
      case RegexNode::Kind::end:
        return (at == text.size() || (flags.multiline && text[at] == '\n')) && then(at);
      case RegexNode::Kind::set: {
        const std::size_t bytes = utf8::decode(text, at).bytes;
        return bytes > 0 && in_set(node, text.substr(at, bytes)) && then(at + bytes);
      }
      case RegexNode::Kind::sequence:
        return sequence(node, 0, at, then);
      case RegexNode::Kind::alternation:
        for (const RegexNode& child : node.children) {
          if (match(child, at, then)) return true;
        }
        return false;
      case RegexNode::Kind::group:
        return match(node.children.front(), at, then);
      case RegexNode::Kind::capture: {
        const auto outer = groups[node.number];
        const bool found = match(node.children.front(), at, [&](std::size_t next) {
          const auto inner = groups[node.number];
          groups[node.number] = {at, next};
          if (then(next)) return true;
          groups[node.number] = inner;
          return false;
        });
        if (!found) groups[node.number] = outer;
        return found;
      }
      case RegexNode::Kind::repeat:
        return repeat(node, 0, at, then);
      case RegexNode::Kind::back_reference: {
        const auto& [begin, end] = groups[node.number];
        if (begin == std::string_view::npos) return then(at);  // a group that took no part is empty
        const std::string_view wanted = text.substr(begin, end - begin);
        return same(text.substr(at, wanted.size()), wanted) && then(at + wanted.size());
      }
    }
    return false;
  }
};

Backtracker::Backtracker(const RegexNode& root, std::size_t groups, const RegexFlags& flags,
                         std::string_view text, std::uint64_t& steps)
    : state_(std::make_unique<State>(root, groups, flags, text, steps)) {}
Backtracker::~Backtracker() = default;

bool Backtracker::match(std::size_t start) {
  state_->groups.assign(state_->groups.size(), {std::string_view::npos, std::string_view::npos});
  return state_->match(state_->root, start, [&](std::size_t end) {
    state_->groups[0] = {start, end};
    return true;
  });
}

bool Backtracker::exhausted() const { return state_->exhausted; }
const std::vector<std::pair<std::size_t, std::size_t>>& Backtracker::groups() const { return state_->groups; }

}  // namespace huifang::feel
