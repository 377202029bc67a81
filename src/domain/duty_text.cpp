#include <array>

#include "domain/key_part.hpp"
#include "huifang/duty.hpp"

namespace huifang {

namespace {

constexpr std::array<std::string_view, 7> state_names{"pending", "open", "done", "overdue", "lapsed", "waived", "withdrawn"};

constexpr std::string_view marks = "/:";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::optional<std::string> plain_part(std::string_view part) {
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] != '%') {
      out += part[i];
      continue;
    }
    if (i + 2 >= part.size()) return std::nullopt;
    const int high = hex_digit(part[i + 1]);
    const int low = hex_digit(part[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

}  // namespace

std::string_view to_text(DutyState state) { return state_names[static_cast<std::size_t>(state)]; }

std::optional<DutyState> duty_state(std::string_view text) {
  for (std::size_t i = 0; i < state_names.size(); ++i) {
    if (state_names[i] == text) return static_cast<DutyState>(i);
  }
  return std::nullopt;
}

std::string to_text(const DutyKey& key) {
  std::string out;
  append_part(out, key.policy, marks);
  out += '/';
  append_part(out, key.rule, marks);
  out += '/';
  append_part(out, key.subject.entity, marks);
  out += ':';
  append_part(out, key.subject.key, marks);
  for (const std::string* part : {&key.run, &key.step, &key.n}) {
    out += '/';
    append_part(out, *part, marks);
  }
  return out;
}

std::optional<DutyKey> parse_duty_key(std::string_view text) {
  std::array<std::string, 6> parts;
  std::size_t count = 0;
  std::string key;
  while (true) {
    if (count == parts.size()) return std::nullopt;
    const std::size_t slash = text.find('/');
    std::string_view part = text.substr(0, slash);
    if (count == 2) {
      const std::size_t colon = part.find(':');
      if (colon == std::string_view::npos) return std::nullopt;
      const auto plain = plain_part(part.substr(colon + 1));
      if (!plain) return std::nullopt;
      key = *plain;
      part = part.substr(0, colon);
    }
    const auto plain = plain_part(part);
    if (!plain) return std::nullopt;
    parts[count++] = *plain;
    if (slash == std::string_view::npos) break;
    text.remove_prefix(slash + 1);
  }
  if (count != parts.size()) return std::nullopt;
  return DutyKey{parts[0], parts[1], {parts[2], key}, parts[3], parts[4], parts[5]};
}

}  // namespace huifang
