#include "policy/reader.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "huifang/value.hpp"
#include "value/utf8.hpp"

namespace huifang::loader {
namespace {

using Json = nlohmann::json;

/// Walks the text beside the parser: nlohmann's SAX events carry no places and no digits of integers.
class Cursor {
 public:
  Cursor(std::string_view text, std::uint32_t layer) : text_(text) {
    place_.layer = layer;
    place_.line = 1;
    place_.column = 1;
    place_.offset = 0;
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;  // a byte order mark takes no column
    place_.offset = static_cast<std::int64_t>(at_);
  }

  /// Start of the next token: blanks, comments, commas and colons are skipped.
  Place next() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == ':') {
        step();
      } else if (c == '/' && at_ + 1 < text_.size() && text_[at_ + 1] == '/') {
        while (at_ < text_.size() && text_[at_] != '\n') step();
      } else if (c == '/' && at_ + 1 < text_.size() && text_[at_ + 1] == '*') {
        step();
        step();
        while (at_ + 1 < text_.size() && !(text_[at_] == '*' && text_[at_ + 1] == '/')) step();
        step();
        step();
      } else {
        break;
      }
    }
    return place_;
  }

  /// Past one bracket.
  void bracket() { step(); }
  /// Past a quoted text.
  void quoted() {
    step();
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') step();
      step();
    }
    step();
  }
  /// Past a number or literal; returns it.
  std::string_view word() {
    const std::size_t from = at_;
    while (at_ < text_.size() && std::string_view(" \t\r\n,:]}/").find(text_[at_]) == std::string_view::npos)
      step();
    return text_.substr(from, at_ - from);
  }
  /// What stands here, up to the next blank.
  std::string rest() const {
    if (at_ >= text_.size()) return "the end of the text";
    const std::size_t end = text_.find_first_of(" \t\r\n", at_);
    return std::string(
        text_.substr(at_, std::min<std::size_t>(end == std::string_view::npos ? end : end - at_, 400)));
  }
  /// The place of a byte at or behind the current one.
  Place ahead(std::size_t offset) {
    while (at_ < offset && at_ < text_.size()) step();
    return place_;
  }

 private:
  void step() {
    if (at_ >= text_.size()) return;
    if (text_[at_] == '\n') {
      ++place_.line;
      place_.column = 1;
      ++at_;
    } else {
      const std::size_t bytes = utf8::decode(text_, at_).bytes;
      at_ += bytes == 0 ? 1 : bytes;
      ++place_.column;
    }
    place_.offset = static_cast<std::int64_t>(at_);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Place place_;
};

/// What nlohmann says, without its frame:
/// "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while parsing value - …;
/// last read: …"
std::string words(const Json::exception& exception) {
  std::string text = exception.what();
  for (const std::string_view cut : {"] ", ": ", " - "}) {
    const std::size_t at = text.find(cut);
    if (at != std::string::npos) text.erase(0, at + cut.size());
  }
  const std::size_t read = text.find("; last read:");
  if (read != std::string::npos) {
    const std::size_t next = text.find("; expected", read);
    text.erase(read, next == std::string::npos ? next : next - read);
  }
  return text;
}

class Handler : public nlohmann::json_sax<Json> {
 public:
  Handler(Document& document, std::uint32_t layer, const ReadLimits& limits, Report& report)
      : document_(document),
        layer_(layer),
        limits_(limits),
        report_(report),
        cursor_(document.layers[layer].text, layer) {}

  Node* root() const { return root_; }

  bool null() override { return word_value(Node::Kind::null); }
  bool boolean(bool value) override {
    flag_ = value;
    return word_value(Node::Kind::boolean);
  }
  bool number_integer(number_integer_t) override { return word_value(Node::Kind::number); }
  bool number_unsigned(number_unsigned_t) override { return word_value(Node::Kind::number); }
  bool number_float(number_float_t, const string_t&) override { return word_value(Node::Kind::number); }
  bool string(string_t& value) override {
    Node node;
    node.kind = Node::Kind::string;
    node.place = cursor_.next();
    cursor_.quoted();
    node.text = std::move(value);
    return put(std::move(node)) != nullptr;
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Node::Kind::object); }
  bool start_array(std::size_t) override { return open(Node::Kind::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& value) override {
    key_place_ = cursor_.next();
    cursor_.quoted();
    if (++entries_ > limits_.entries) {
      return over(code::limit_entries, "more than " + std::to_string(limits_.entries) + " keys", key_place_);
    }
    if (!stack_.back().keys.insert(value).second) {
      report_.error(code::duplicate_key, key_place_, stack_.back().node->pointer(),
                    "the key stands twice in this object", {"\"" + value + "\"", "every key once", ""});
      duplicate_ = true;
    }
    key_ = std::move(value);
    return true;
  }

  bool parse_error(std::size_t position, const std::string& token,
                   const Json::exception& exception) override {
    if (failed_) return false;
    failed_ = true;
    report_.set_kind(ErrorKind::syntax);
    if (exception.id == 406) {  // a number beyond binary floating point
      report_.error(code::number_range, cursor_.next(), pointer_here(), "the number is too large",
                    {token, "a number below 1e308", ""});
      return false;
    }
    const Place place = cursor_.ahead(position == 0 ? 0 : position - 1);
    std::string message = words(exception);
    std::string expected = "JSON (comments allowed)";
    if (const std::size_t at = message.find("; expected "); at != std::string::npos) {
      expected = message.substr(at + 11);
      message.erase(at);
    }
    report_.error(code::syntax, place, pointer_here(), message, {cursor_.rest(), expected, ""});
    return false;
  }

 private:
  struct Open {
    Node* node;
    std::set<std::string> keys;
  };

  std::string pointer_here() const { return stack_.empty() ? "" : stack_.back().node->pointer(); }

  bool over(const Code& code, const std::string& message, const Place& place) {
    failed_ = true;
    report_.set_kind(ErrorKind::limit);
    report_.error(code, place, pointer_here(), message);
    return false;
  }

  bool word_value(Node::Kind kind) {
    Node node;
    node.kind = kind;
    node.boolean = flag_;
    node.place = cursor_.next();
    const std::string_view text = cursor_.word();
    if (kind == Node::Kind::number) {
      node.text = text;
      if (!Decimal::parse(text)) {
        report_.set_kind(ErrorKind::syntax);
        report_.error(code::number_range, node.place, pointer_here(),
                      "the number is outside the range of decimals",
                      {node.text, "34 digits, exponents to 6111", ""});
        failed_ = true;
        return false;
      }
    }
    return put(std::move(node)) != nullptr;
  }

  Node* put(Node node) {
    if (++values_ > limits_.values) {
      over(code::limit_values, "more than " + std::to_string(limits_.values) + " values", node.place);
      return nullptr;
    }
    node.key_place = node.place;
    if (!stack_.empty()) {
      Node* parent = stack_.back().node;
      node.parent = parent;
      if (parent->is_object()) {
        node.key = std::move(key_);
        node.key_place = key_place_;
        // A second value of a key is read, so that the rest is checked too, but never seen.
        if (std::exchange(duplicate_, false)) return document_.make(std::move(node));
      } else {
        node.index = static_cast<std::uint32_t>(parent->children.size());
      }
      Node* made = document_.make(std::move(node));
      parent->children.push_back(made);
      return made;
    }
    return root_ = document_.make(std::move(node));
  }

  bool open(Node::Kind kind) {
    Node node;
    node.kind = kind;
    node.place = cursor_.next();
    cursor_.bracket();
    if (stack_.size() >= limits_.nesting) {
      return over(code::limit_nesting,
                  "objects and lists are nested more than " + std::to_string(limits_.nesting) + " deep",
                  node.place);
    }
    Node* made = put(std::move(node));
    if (made == nullptr) return false;
    stack_.push_back({made, {}});
    return true;
  }

  bool close() {
    cursor_.next();
    cursor_.bracket();
    stack_.pop_back();
    return true;
  }

  Document& document_;
  std::uint32_t layer_;
  const ReadLimits& limits_;
  Report& report_;
  Cursor cursor_;
  Node* root_ = nullptr;
  std::vector<Open> stack_;
  std::string key_;
  Place key_place_;
  bool flag_ = false;
  bool duplicate_ = false;
  bool failed_ = false;
  std::size_t entries_ = 0;
  std::size_t values_ = 0;
};

}  // namespace

Node* read(Document& document, std::uint32_t layer, const ReadLimits& limits, Report& report) {
  const std::string& text = document.layers[layer].text;
  Place start;
  start.layer = layer;
  if (text.size() > limits.bytes) {
    report.set_kind(ErrorKind::limit);
    report.error(
        code::limit_bytes, start, "", "the document is larger than the limit",
        {std::to_string(text.size()) + " bytes", "at most " + std::to_string(limits.bytes) + " bytes", ""});
    return nullptr;
  }
  const std::size_t invalid = utf8::first_invalid(text);
  if (invalid != std::string::npos) {
    report.set_kind(ErrorKind::syntax);
    report.error(code::bad_utf8, Cursor(text, layer).ahead(invalid), "",
                 "this byte does not belong to UTF-8 text",
                 {"byte " + std::to_string(static_cast<unsigned char>(text[invalid])), "UTF-8", ""});
    return nullptr;
  }
  // The parser would take it for the end of the text, and never see what follows.
  const std::size_t nul = text.find('\0');
  if (nul != std::string::npos) {
    report.set_kind(ErrorKind::syntax);
    report.error(code::syntax, Cursor(text, layer).ahead(nul), "",
                 "a NUL byte stands here, which no JSON text has",
                 {"byte 0", "text; a file that was cut off, or is UTF-16, has such bytes", ""});
    return nullptr;
  }
  const std::size_t before = report.errors();
  Handler handler(document, layer, limits, report);
  const bool whole =
      Json::sax_parse(text.begin(), text.end(), &handler, Json::input_format_t::json, true, true);
  if (!whole || report.errors() != before) {
    if (report.kind() == ErrorKind::policy) report.set_kind(ErrorKind::syntax);
    return nullptr;
  }
  return handler.root();
}

}  // namespace huifang::loader
