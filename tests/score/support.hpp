#pragma once
/// Short ways to write scores in tests.

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "huifang/score.hpp"

namespace score_test {

using namespace huifang;

inline Ratio number(const std::string& text) { return Ratio::parse(text).value(); }

inline ScoreAnswer answer(const std::string& text) {
  if (text == "missing") return {};
  if (text == "n/a") return {AnswerState::not_applicable, {}};
  if (text == "hidden") return {AnswerState::not_shown, {}};
  return ScoreAnswer::of(number(text));
}

inline std::vector<ScoreAnswer> answers(std::initializer_list<std::string> texts) {
  std::vector<ScoreAnswer> out;
  for (const std::string& text : texts) out.push_back(answer(text));
  return out;
}

inline std::vector<ScoreAnswer> whole_answers(std::initializer_list<int> values) {
  std::vector<ScoreAnswer> out;
  for (const int value : values) out.push_back(ScoreAnswer::of(Ratio(value)));
  return out;
}

/// Items a, b, c … on one scale with these weights.
inline ScoreDefinition items_on(const std::string& scale, std::initializer_list<std::string> weights) {
  ScoreDefinition definition;
  for (const std::string& weight : weights) {
    ScoreItem item;
    item.name = std::string(1, static_cast<char>('a' + definition.items.size()));
    item.scale = ScoreScale::parse(scale).value();
    item.weight = Decimal::parse(weight).value();
    definition.items.push_back(std::move(item));
  }
  return definition;
}

inline std::string text_of(const std::optional<Ratio>& value) { return value ? value->to_text() : "none"; }
inline std::string rounded(const std::optional<Ratio>& value, int places, Rounding rounding = Rounding::half_up) {
  return value ? value->rounded_text(places, rounding) : "none";
}

}  // namespace score_test
