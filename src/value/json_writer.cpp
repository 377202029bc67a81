#include "value/json_writer.hpp"

#include "value/utf8.hpp"

namespace huifang {

JsonWriter& JsonWriter::key(std::string_view name) {
  begin();
  string(name);
  out_ += style_ == Style::indented ? ": " : ":";
  has_key_ = true;
  return *this;
}

void JsonWriter::text(std::string_view value) {
  begin();
  string(value);
}

void JsonWriter::digits(std::string_view number) {
  begin();
  out_ += number;
}

/// What stands before a key, an item or the value of a member.
void JsonWriter::begin() {
  if (std::exchange(has_key_, false) || depth_ == 0) return;
  if (!std::exchange(first_, false)) out_ += ',';
  new_line();
}

void JsonWriter::new_line() {
  if (style_ != Style::indented) return;
  out_ += '\n';
  out_.append(2 * depth_, ' ');
}

void JsonWriter::open(char bracket) {
  begin();
  out_ += bracket;
  ++depth_;
  first_ = true;
}

void JsonWriter::close(char bracket) {
  --depth_;
  if (!first_) new_line();
  first_ = false;
  out_ += bracket;
}

void JsonWriter::string(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  out_ += '"';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = utf8::decode(text, at).bytes;
    const char c = text[at];
    const bool of_html = style_ == Style::script && (c == '<' || c == '>' || c == '&');
    if (bytes == 0) {
      out_ += "\xEF\xBF\xBD";
    } else if (static_cast<unsigned char>(c) < 0x20 || of_html) {
      out_ += "\\u00";
      out_ += hex[static_cast<unsigned char>(c) >> 4];
      out_ += hex[c & 15];
    } else {
      if (c == '"' || c == '\\') out_ += '\\';
      out_ += text.substr(at, bytes);
    }
    at += bytes == 0 ? 1 : bytes;
  }
  out_ += '"';
}

}  // namespace huifang
