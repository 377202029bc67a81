#include "domain/json_nodes.hpp"

#include <charconv>

namespace huifang {

namespace {

constexpr int depth_max = 100;
constexpr std::size_t entries_kept = 1000;

void append_utf8(std::string& out, std::uint32_t code) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | (code >> 12));
    tail(6), tail(0);
  } else {
    out += static_cast<char>(0xf0 | (code >> 18));
    tail(12), tail(6), tail(0);
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

/// The memory of the last list, for the next one.
thread_local std::vector<JsonNodes::Entry> JsonNodes::spare_;

JsonNodes::~JsonNodes() {
  if (entries_.capacity() > entries_kept) return;
  entries_.clear();
  spare_.swap(entries_);
}

JsonNodes::JsonNodes(std::string_view text) : text_(text) {
  if (text.size() > UINT32_MAX) refuse();
  entries_.swap(spare_);
  value(0);
  blanks();
  if (at_ != text_.size()) refuse();
}

JsonNode JsonNodes::root() const { return {*this, 0}; }

void JsonNodes::refuse() const { throw JsonMisread{"no JSON at byte " + std::to_string(at_)}; }

void JsonNodes::blanks() {
  while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') ++at_;
}

void JsonNodes::value(int depth) {
  if (depth > depth_max) refuse();
  blanks();
  const auto place = static_cast<std::uint32_t>(entries_.size());
  Entry& entry = entries_.emplace_back();
  entry.begin = at_;
  switch (peek()) {
    case '{':
    case '[': {
      const char open = text_[at_++];
      entry.kind = open == '{' ? Kind::object : Kind::array;
      children(place, open == '{' ? '}' : ']', depth);
      entries_[place].end = at_;
      break;
    }
    case '"': {
      std::uint32_t begin = 0, end = 0;
      bool escaped = false;
      string(begin, end, escaped);
      entry.kind = Kind::string;
      entry.begin = begin, entry.end = end, entry.escaped = escaped;
      break;
    }
    case 't':
    case 'f':
      entry.kind = Kind::boolean;
      literal(peek() == 't' ? "true" : "false");
      entry.end = at_;
      break;
    case 'n':
      literal("null");
      entry.end = at_;
      break;
    default:
      entry.kind = Kind::number;
      number();
      entry.end = at_;
  }
  entries_[place].next = static_cast<std::uint32_t>(entries_.size());
}

void JsonNodes::children(std::uint32_t parent, char close, int depth) {
  blanks();
  if (peek() == close) {
    ++at_;
    return;
  }
  for (;;) {
    Entry named;
    if (close == '}') {
      blanks();
      if (peek() != '"') refuse();
      string(named.name_begin, named.name_end, named.name_escaped);
      blanks();
      if (peek() != ':') refuse();
      ++at_;
    }
    const std::size_t child = entries_.size();
    value(depth + 1);
    entries_[child].name_begin = named.name_begin;
    entries_[child].name_end = named.name_end;
    entries_[child].name_escaped = named.name_escaped;
    ++entries_[parent].count;
    blanks();
    const char after = peek();
    if (after != ',' && after != close) refuse();
    ++at_;
    if (after == close) return;
  }
}

void JsonNodes::string(std::uint32_t& begin, std::uint32_t& end, bool& escaped) {
  begin = ++at_;
  for (;; ++at_) {
    if (at_ >= text_.size()) refuse();
    const char c = text_[at_];
    if (c == '"') break;
    if (static_cast<unsigned char>(c) < 0x20) refuse();
    if (c == '\\') {
      escaped = true;
      ++at_;  // whatever follows, quotes included; unescaped() looks at it
    }
  }
  end = at_++;
}

void JsonNodes::literal(std::string_view word) {
  if (text_.substr(at_, word.size()) != word) refuse();
  at_ += static_cast<std::uint32_t>(word.size());
}

void JsonNodes::number() {
  if (peek() == '-') ++at_;
  if (!is_digit(peek())) refuse();
  while (is_digit(peek()) || peek() == '.' || peek() == 'e' || peek() == 'E' || peek() == '+' || peek() == '-') ++at_;
}

std::string JsonNodes::unescaped(std::uint32_t begin, std::uint32_t end) const {
  std::string out;
  const auto hex = [&](std::uint32_t at) {
    std::uint32_t code = 0;
    if (at + 4 > end) throw JsonMisread{"an escape without its digits"};
    const auto [rest, error] = std::from_chars(text_.data() + at, text_.data() + at + 4, code, 16);
    if (error != std::errc() || rest != text_.data() + at + 4) throw JsonMisread{"an escape without its digits"};
    return code;
  };
  for (std::uint32_t at = begin; at < end; ++at) {
    if (text_[at] != '\\') {
      out += text_[at];
      continue;
    }
    switch (text_[++at]) {
      case '"': out += '"'; break;
      case '\\': out += '\\'; break;
      case '/': out += '/'; break;
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case 'u': {
        std::uint32_t code = hex(at + 1);
        at += 4;
        if (code >= 0xd800 && code < 0xdc00 && at + 2 < end && text_[at + 1] == '\\' && text_[at + 2] == 'u') {
          const std::uint32_t low = hex(at + 3);
          if (low < 0xdc00 || low > 0xdfff) throw JsonMisread{"half a character"};
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          at += 6;
        } else if (code >= 0xd800 && code < 0xe000) {
          throw JsonMisread{"half a character"};
        }
        append_utf8(out, code);
        break;
      }
      default: throw JsonMisread{"an unknown escape"};
    }
  }
  return out;
}

void JsonNode::refuse(const char* expected) { throw JsonMisread{std::string(expected) + " was expected"}; }

bool JsonNode::boolean() const {
  if (entry().kind != JsonNodes::Kind::boolean) refuse("true or false");
  return nodes_->text_[entry().begin] == 't';
}

std::int64_t JsonNode::integer() const {
  std::int64_t value = 0;
  const char* const begin = nodes_->text_.data() + entry().begin;
  const char* const end = nodes_->text_.data() + entry().end;
  if (entry().kind != JsonNodes::Kind::number) refuse("a whole number");
  const auto [rest, error] = std::from_chars(begin, end, value);
  if (error != std::errc() || rest != end) refuse("a whole number");
  return value;
}

std::string JsonNode::string() const {
  const JsonNodes::Entry& own = entry();
  if (own.kind != JsonNodes::Kind::string) refuse("a text");
  if (own.escaped) return nodes_->unescaped(own.begin, own.end);
  return std::string(nodes_->text_.substr(own.begin, own.end - own.begin));
}

std::string JsonNode::dump() const {
  const std::uint32_t quote = is_string() ? 1 : 0;
  return std::string(nodes_->text_.substr(entry().begin - quote, entry().end - entry().begin + 2 * quote));
}

std::string JsonNode::name() const {
  const JsonNodes::Entry& own = entry();
  if (own.name_escaped) return nodes_->unescaped(own.name_begin, own.name_end);
  return std::string(nodes_->text_.substr(own.name_begin, own.name_end - own.name_begin));
}

std::uint32_t JsonNode::place(std::string_view name) const {
  if (entry().kind != JsonNodes::Kind::object) return 0;
  for (std::uint32_t child = place_ + 1; child < entry().next; child = nodes_->entries_[child].next) {
    const JsonNodes::Entry& other = nodes_->entries_[child];
    if (other.name_escaped ? JsonNode(*nodes_, child).name() == name
                           : nodes_->text_.substr(other.name_begin, other.name_end - other.name_begin) == name) {
      return child;
    }
  }
  return 0;
}

JsonNode JsonNode::at(std::string_view name) const {
  const std::uint32_t found = place(name);
  if (found == 0) throw JsonMisread{"the member " + std::string(name) + " is missing"};
  return {*nodes_, found};
}

JsonNode JsonNode::at(std::size_t position) const {
  if (entry().kind != JsonNodes::Kind::array || position >= entry().count) throw JsonMisread{"an element is missing"};
  std::uint32_t child = place_ + 1;
  for (; position > 0; --position) child = nodes_->entries_[child].next;
  return {*nodes_, child};
}

}  // namespace huifang
