/// What may be answered, and whether something is.

#include <algorithm>

#include "huifang/score.hpp"
#include "score/ticked.hpp"
#include "value/diagnostic.hpp"

namespace huifang {
namespace {

/// Decimals as they are written: 2 of "0.00".
int written_places(std::string_view text) {
  const auto point = text.find('.');
  return point == std::string_view::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

std::vector<std::string> parts_of(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find(separator, from), text.size());
    parts.emplace_back(text.substr(from, to - from));
    from = to + 1;
  }
  return parts;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out;
}

std::vector<std::string> names_of(const std::vector<ScoreOption>& options) {
  std::vector<std::string> names;
  for (const ScoreOption& option : options) names.push_back(option.name);
  return names;
}

Diagnostic wrong(std::string_view pointer, const char* code, const char* message, std::string found, std::string expected) {
  return error_at(std::string(pointer), code, message, std::move(found), std::move(expected));
}

const ScoreOption* option_of(const ScoreScale& scale, std::string_view name) {
  const auto option = std::find_if(scale.options.begin(), scale.options.end(), [&](const ScoreOption& o) { return o.name == name; });
  return option == scale.options.end() ? nullptr : &*option;
}

std::optional<Diagnostic> check_number(const ScoreScale& scale, const Value& value, std::string_view pointer) {
  if (value.kind() == Value::Kind::number && scale.has(value.number())) return std::nullopt;
  return wrong(pointer, "HF4501", "this answer is not on its scale", value.to_text(), scale.to_text());
}

}  // namespace

std::optional<std::vector<std::string>> ticked(const Value& value) {
  std::vector<std::string> names;
  if (value.kind() == Value::Kind::string) return std::vector<std::string>{value.string()};
  if (value.kind() == Value::Kind::list) {
    for (const Value& item : value.list()) {
      if (item.kind() != Value::Kind::string) return std::nullopt;
      names.push_back(item.string());
    }
    return names;
  }
  if (value.kind() != Value::Kind::context) return std::nullopt;
  for (const auto& [name, is] : value.context().entries) {
    if (name.ends_with(".text")) {
      if (is.kind() != Value::Kind::string) return std::nullopt;
    } else if (is.kind() != Value::Kind::boolean) {
      return std::nullopt;
    } else if (is.boolean()) {
      names.push_back(name);
    }
  }
  return names;
}

namespace {

Diagnostic no_option(const ScoreScale& scale, const std::string& name, std::string_view pointer) {
  Diagnostic finding = wrong(pointer, "HF4502", "there is no such option", name, joined(names_of(scale.options)));
  finding.suggestion = nearest_name(name, names_of(scale.options));
  return finding;
}

std::optional<Diagnostic> check_options(const ScoreScale& scale, const Value& value, std::string_view pointer) {
  if (value.kind() == Value::Kind::context) {  // also of what is not ticked, and of words
    for (const auto& [name, is] : value.context().entries) {
      const std::string option = name.ends_with(".text") ? name.substr(0, name.size() - 5) : name;
      if (option_of(scale, option) == nullptr) return no_option(scale, option, pointer);
    }
  }
  const auto names = ticked(value);
  const bool one = scale.kind == ScoreScale::Kind::choice;
  if (!names || (one && names->size() != 1)) {
    return wrong(pointer, "HF4501", "this answer is not on its scale", value.to_text(), scale.to_text());
  }
  for (std::size_t i = 0; i < names->size(); ++i) {
    const std::string& name = (*names)[i];
    const ScoreOption* option = option_of(scale, name);
    if (option == nullptr) return no_option(scale, name, pointer);
    if (std::find(names->begin(), names->begin() + static_cast<std::ptrdiff_t>(i), name) != names->begin() + static_cast<std::ptrdiff_t>(i)) {
      return wrong(pointer, "HF4502", "an option is ticked twice", name, "each option once");
    }
    if (!option->parent.empty() && std::find(names->begin(), names->end(), option->parent) == names->end()) {
      return wrong(pointer, "HF4503", "this option is part of another one, which is not ticked", name, option->parent);
    }
    if (option->text) {
      const Value* text = value.kind() == Value::Kind::context ? value.context().find(name + ".text") : nullptr;
      if (text == nullptr || text->string().empty()) {
        return wrong(pointer, "HF4504", "this option needs words", name, "{\"" + name + "\": true, \"" + name + ".text\": …}");
      }
    }
  }
  return std::nullopt;
}

std::optional<Diagnostic> check_shares(const ScoreScale& scale, const Value& value, std::string_view pointer) {
  if (value.kind() != Value::Kind::context) {
    return wrong(pointer, "HF4501", "this answer is not on its scale", value.to_text(), scale.to_text());
  }
  Ratio sum;
  for (const auto& [name, share] : value.context().entries) {
    if (share.kind() != Value::Kind::number || share.number().sign() < 0 || !share.number().to_scaled(scale.places)) {
      return wrong(std::string(pointer) + "/" + name, "HF4501", "this answer is not on its scale", share.to_text(),
                   "a share with at most " + std::to_string(scale.places) + " decimals");
    }
    if (!scale.options.empty() && option_of(scale, name) == nullptr) {
      return no_option(scale, name, pointer);
    }
    sum += share.number();
  }
  const Ratio total = scale.total;
  if (scale.exactly ? sum == total : sum <= total) return std::nullopt;
  return wrong(pointer, "HF4505", "these shares do not add up", sum.to_text(), (scale.exactly ? "" : "at most ") + total.to_text());
}

}  // namespace

Decimal ScoreScale::least() const { return kind == Kind::list && !values.empty() ? *std::min_element(values.begin(), values.end()) : low; }

Decimal ScoreScale::greatest() const {
  return kind == Kind::list && !values.empty() ? *std::max_element(values.begin(), values.end()) : high;
}

bool ScoreScale::has(const Ratio& answer) const {
  if (kind == Kind::any) return true;
  if (kind == Kind::list) return std::any_of(values.begin(), values.end(), [&](const Decimal& value) { return answer == value; });
  return Ratio(low) <= answer && answer <= Ratio(high) && (answer * Decimal::scaled(1, -places)).is_whole();
}

Ratio ScoreItem::turned(const Ratio& answer) const {
  return reversed ? Ratio(scale.least()) + scale.greatest() - answer : answer;
}

std::optional<ScoreScale> ScoreScale::parse(std::string_view text) {
  ScoreScale scale;
  if (text == "text") {
    scale.kind = Kind::text;
    return scale;
  }
  if (text == "likert") return scale;
  if (text == "nps") {
    scale.low = 0, scale.high = 10;
    return scale;
  }
  if (const auto dots = text.find(".."); dots != std::string_view::npos) {
    const std::string_view low_text = text.substr(0, dots), high_text = text.substr(dots + 2);
    const auto low = Decimal::parse(low_text), high = Decimal::parse(high_text);
    scale.places = std::max(written_places(low_text), written_places(high_text));
    if (!low || !high || !(*low < *high) || scale.places > ScoreScale::places_max) return std::nullopt;
    scale.low = *low, scale.high = *high;
    return scale;
  }
  const std::vector<std::string> parts = parts_of(text, '/');
  if (parts.size() < 2) return std::nullopt;
  for (const std::string& part : parts) {
    if (part.empty()) return std::nullopt;
    if (const auto number = Decimal::parse(part)) {
      if (std::find(scale.values.begin(), scale.values.end(), *number) != scale.values.end()) return std::nullopt;
      scale.values.push_back(*number);
      scale.places = std::max(scale.places, written_places(part));
    }
    if (option_of(scale, part) != nullptr) return std::nullopt;
    scale.options.push_back({part, "", false});
  }
  if (!scale.values.empty() && scale.values.size() != parts.size()) return std::nullopt;
  if (scale.places > ScoreScale::places_max) return std::nullopt;
  scale.kind = scale.values.empty() ? Kind::choice : Kind::list;
  if (!scale.values.empty()) scale.options.clear();
  return scale;
}

std::string ScoreScale::to_text() const {
  switch (kind) {
    case Kind::any: return "a number";
    case Kind::text: return "text";
    case Kind::range: {
      return Ratio(low).rounded_text(places) + ".." + Ratio(high).rounded_text(places);
    }
    case Kind::list: {
      std::string out;
      for (const Decimal& value : values) out += (out.empty() ? "" : "/") + value.to_text();
      return out;
    }
    case Kind::choice: return "one of " + joined(names_of(options));
    case Kind::multiple: return "any of " + joined(names_of(options));
    case Kind::shares: return (exactly ? "shares that add up to " : "shares that add up to at most ") + total.to_text();
  }
  return "";
}

std::optional<Diagnostic> check_answer(const ScoreScale& scale, const Value& value, std::string_view pointer) {
  switch (scale.kind) {
    case ScoreScale::Kind::any:
    case ScoreScale::Kind::range:
    case ScoreScale::Kind::list: return check_number(scale, value, pointer);
    case ScoreScale::Kind::choice:
    case ScoreScale::Kind::multiple: return check_options(scale, value, pointer);
    case ScoreScale::Kind::shares: return check_shares(scale, value, pointer);
    case ScoreScale::Kind::text:
      if (value.kind() == Value::Kind::string) return std::nullopt;
      return wrong(pointer, "HF4501", "this answer is not on its scale", value.to_text(), scale.to_text());
  }
  return std::nullopt;
}

std::string_view to_text(AnswerState state) {
  switch (state) {
    case AnswerState::answered: return "answered";
    case AnswerState::missing: return "missing";
    case AnswerState::not_applicable: return "not_applicable";
    case AnswerState::not_shown: return "not_shown";
  }
  return "";
}

}  // namespace huifang
