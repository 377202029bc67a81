#include "value/utf8.hpp"

namespace huifang::utf8 {
namespace {

unsigned byte_at(std::string_view text, std::size_t offset) {
  return static_cast<unsigned char>(text[offset]);
}

bool continues(std::string_view text, std::size_t offset) {
  return offset < text.size() && (byte_at(text, offset) & 0xC0u) == 0x80u;
}

}  // namespace

Decoded decode(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return {};
  const unsigned first = byte_at(text, offset);
  if (first < 0x80u) return {first, 1};
  std::size_t bytes = 0;
  std::uint32_t code_point = 0;
  std::uint32_t least = 0;
  if ((first & 0xE0u) == 0xC0u) {
    bytes = 2, code_point = first & 0x1Fu, least = 0x80;
  } else if ((first & 0xF0u) == 0xE0u) {
    bytes = 3, code_point = first & 0x0Fu, least = 0x800;
  } else if ((first & 0xF8u) == 0xF0u) {
    bytes = 4, code_point = first & 0x07u, least = 0x10000;
  } else {
    return {};
  }
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!continues(text, offset + i)) return {};
    code_point = code_point << 6 | (byte_at(text, offset + i) & 0x3Fu);
  }
  if (code_point < least || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
    return {};
  return {code_point, bytes};
}

std::size_t first_invalid(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t bytes = decode(text, offset).bytes;
    if (bytes == 0) return offset;
    offset += bytes;
  }
  return std::string_view::npos;
}

void append(std::string& text, char32_t code_point) {
  const auto put = [&text](std::uint32_t byte) {
    text += static_cast<char>(static_cast<unsigned char>(byte));
  };
  const auto point = static_cast<std::uint32_t>(code_point);
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

std::size_t length(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t offset = 0; offset < text.size(); ++count) {
    const std::size_t bytes = decode(text, offset).bytes;
    offset += bytes == 0 ? 1 : bytes;
  }
  return count;
}

std::vector<char32_t> code_points(std::string_view text) {
  std::vector<char32_t> points;
  points.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const Decoded next = decode(text, offset);
    points.push_back(next.bytes == 0 ? U'\uFFFD' : next.code_point);
    offset += next.bytes == 0 ? 1 : next.bytes;
  }
  return points;
}

std::string shortened(std::string_view text, std::size_t limit) {
  std::size_t offset = 0;
  for (std::size_t count = 0; offset < text.size() && count < limit; ++count) {
    const std::size_t bytes = decode(text, offset).bytes;
    offset += bytes == 0 ? 1 : bytes;
  }
  if (offset >= text.size()) return std::string(text);
  return std::string(text.substr(0, offset)) + "…";
}

}  // namespace huifang::utf8
