#include "cli/console.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "calendar/instant_range.hpp"
#include "cli/output.hpp"
#include "cli/width.hpp"

namespace huifang::cli {

void print(const std::string& text) {
  std::cout.write(text.data(), static_cast<std::streamsize>(text.size()));
}

void print_line(const std::string& text) {
  print(text);
  std::cout.put('\n');
}

void say(const std::string& text) { std::cerr << printable(text, true) << '\n'; }

void print_diagnostics(const std::vector<Diagnostic>& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) say(to_text(diagnostic));
}

int tell(const Error& error) {
  print_diagnostics(error.diagnostics());
  switch (error.kind()) {
    case ErrorKind::storage:
      return exit_storage;
    case ErrorKind::internal:
      return exit_internal;
    default:
      return exit_input;
  }
}

std::string read_file(const std::string& path, std::size_t bytes_max) {
  std::FILE* file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  const auto refuse = [&](const char* what) {
    Diagnostic diagnostic;
    diagnostic.code = "HF5301";
    diagnostic.message = std::string("the file cannot be ") + what + ": " + std::strerror(errno);
    diagnostic.file = path;
    throw Error(ErrorKind::storage, {diagnostic});
  };
  if (file == nullptr) refuse("opened");
  std::string text;
  char piece[65536];
  while (text.size() <= bytes_max) {
    const std::size_t count = std::fread(piece, 1, std::min(sizeof piece, bytes_max + 1 - text.size()), file);
    if (count == 0) break;
    text.append(piece, count);
  }
  const bool failed = std::ferror(file) != 0;
  if (file != stdin) std::fclose(file);
  if (failed) refuse("read");
  return text;
}

std::map<std::string, std::string> parameters(const std::vector<std::string>& assignments) {
  std::map<std::string, std::string> values;
  for (const std::string& assignment : assignments) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0)
      throw UsageError{"--param " + assignment + ": write name=value"};
    std::string value = assignment.substr(equals + 1);
    if (!nlohmann::json::accept(value))
      value = nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    values[assignment.substr(0, equals)] = std::move(value);
  }
  return values;
}

Instant moment(const std::string& text, const TimeZone& zone, const std::string& option) {
  std::string iso = text;
  std::replace(iso.begin(), iso.end(), ' ', 'T');
  if (const std::optional<Instant> instant = zone.parse(iso)) {
    if (in_years(*instant)) return *instant;
    throw UsageError{option + ": \"" + text + "\" is outside the years 1400 to 9999 of UTC"};
  }
  throw UsageError{option + ": \"" + text +
                   "\" is no date; write 2024-10-17 (its first instant) or \"2024-10-17 18:00\""};
}

CLI::Validator not_empty() {
  return CLI::Validator(
      [](const std::string& value) { return std::string(value.empty() ? "the value is empty" : ""); }, "");
}

Book open_book(const std::string& path, bool read_only) {
  if (!std::filesystem::exists(path)) {
    Diagnostic diagnostic;
    diagnostic.code = "HF5302";
    diagnostic.message = "there is no such book";
    diagnostic.file = path;
    diagnostic.expected =
        "a book made by: huifang run --policy POLICY.json --log LOG.csv --map MAP.json --book " +
        shell_word(path);
    throw Error(ErrorKind::storage, {diagnostic});
  }
  BookOptions options;
  options.read_only = read_only;
  return Book::open(path, options);
}

}  // namespace huifang::cli
