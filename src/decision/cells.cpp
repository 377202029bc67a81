#include "decision/cells.hpp"

#include <algorithm>

#include "feel/types.hpp"
#include "value/utf8.hpp"

namespace huifang::decision {
namespace {

[[noreturn]] void refuse(std::string code, std::string message, std::string_view found, std::string expected,
                         std::string suggestion) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.message = std::move(message);
  diagnostic.line = 1;
  diagnostic.column = 1;
  diagnostic.offset = 0;
  diagnostic.found = utf8::shortened(found);
  diagnostic.expected = std::move(expected);
  diagnostic.suggestion = std::move(suggestion);
  throw Error(ErrorKind::policy, {std::move(diagnostic)});
}

std::string list_text(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void check_constant(const Value& value, std::string_view text, const DecisionTableSource::Output& output,
                    const std::vector<Value>& allowed, feel::Semantics semantics) {
  if (value.is_null() || semantics != feel::Semantics::strict) return;
  if (!feel::coerced(value, output.type)) {
    refuse("HF2205", "the output is not of its column's type", text, feel::type_name(output.type), "");
  }
  std::vector<std::string> names = output.type.values;
  for (const Value& each : allowed)
    names.push_back(each.kind() == Value::Kind::string ? each.string() : each.to_text());
  const std::string own = value.kind() == Value::Kind::string ? value.string() : value.to_text();
  if (names.empty() || std::find(names.begin(), names.end(), own) != names.end()) return;
  refuse("HF2203", "the output is not one of the allowed values", text, list_text(names),
         nearest_name(own, names));
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool is_bare_name(std::string_view text) {
  if (text == "true" || text == "false" || text == "null" || text.empty()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool letter =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    const bool inside = (c >= '0' && c <= '9') || c == '-' || c == ' ';
    if (!letter && (i == 0 || !inside)) return false;
  }
  return utf8::first_invalid(text) == std::string_view::npos;
}

OutputCell output_cell(std::string_view text, const DecisionTableSource::Output& output,
                       const std::vector<Value>& allowed, const feel::Names& names,
                       const feel::CompileOptions& options) {
  OutputCell cell;
  const std::string_view bare = trimmed(text);
  if (bare.empty() || bare == "-") return cell;  // nothing to say: null
  std::string expression(text);
  if (output.bare_names) {
    if (bare.front() == '=') {
      expression[static_cast<std::size_t>(bare.data() - text.data())] = ' ';  // places stay those of the cell
    } else if (is_bare_name(bare)) {
      cell.constant = Value::of(bare);
      check_constant(cell.constant, bare, output, allowed, options.semantics);
      return cell;
    }
  }
  feel::Expression compiled = feel::compile(expression, names, options);
  if (compiled.constant()) {
    cell.constant = *compiled.constant();
    check_constant(cell.constant, bare, output, allowed, options.semantics);
    return cell;
  }
  const feel::Type& type = compiled.type();
  if (options.semantics == feel::Semantics::strict && feel::is_definite(output.type) &&
      !feel::are_comparable(type, output.type)) {
    refuse("HF2205", "the output is not of its column's type", bare, feel::type_name(output.type), "");
  }
  cell.expression = std::move(compiled);
  return cell;
}

}  // namespace huifang::decision
