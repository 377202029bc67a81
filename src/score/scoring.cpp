/// One response at a time, in exact fractions.

#include <algorithm>

#include "huifang/score.hpp"
#include "score/straight_line.hpp"
#include "value/diagnostic.hpp"

namespace huifang {
namespace {

constexpr std::uint32_t no_group = UINT32_MAX;

Ratio over(const Ratio& a, const Ratio& b) { return Ratio::divide(a, b).value_or(Ratio(0)); }

/// Collects what is wrong with a definition.
class Findings {
 public:
  void add(std::string pointer, const char* code, const char* message, std::string found, std::string expected) {
    findings_.push_back(error_at(std::move(pointer), code, message, std::move(found), std::move(expected)));
  }
  void throw_if_any() {
    if (!findings_.empty()) throw Error(ErrorKind::argument, std::move(findings_));
  }

 private:
  std::vector<Diagnostic> findings_;
};

std::string at(const char* list, std::size_t i, const char* key = "") {
  return std::string("/") + list + "/" + std::to_string(i) + (*key == '\0' ? "" : "/") + key;
}

void check(const ScoreDefinition& def) {
  Findings findings;
  if (def.items.empty()) findings.add("/items", "HF4510", "a score needs an item", "nothing", "at least one item");
  std::vector<std::string> names;
  bool weighs = def.items.empty();
  for (std::size_t i = 0; i < def.items.size(); ++i) {
    const ScoreItem& item = def.items[i];
    if (std::find(names.begin(), names.end(), item.name) != names.end()) {
      findings.add(at("items", i, "name"), "HF4511", "this name is used twice", item.name, "another name");
    }
    names.push_back(item.name);
    const bool bounded = item.scale.kind == ScoreScale::Kind::range || item.scale.kind == ScoreScale::Kind::list;
    if (!item.scale.scored() || (bounded && !(item.scale.least() < item.scale.greatest())) || item.scale.places < 0 || item.scale.places > ScoreScale::places_max) {
      findings.add(at("items", i, "scale"), "HF4512", "nothing can be computed from answers on this scale", item.scale.to_text(),
                   "numbers from a least to a greatest one");
    } else if (item.scale.kind == ScoreScale::Kind::any && (item.reversed || def.conversion != ScoreConversion::as_it_is)) {
      findings.add(at("items", i, "scale"), "HF4512", "a scale without ends cannot be turned round or converted", item.scale.to_text(),
                   "a range or a list");
    }
    if (def.conversion == ScoreConversion::of_greatest && bounded && item.scale.greatest().sign() <= 0) {
      findings.add(at("items", i, "scale"), "HF4512", "there is no share of a greatest answer that is not above 0", item.scale.to_text(), "a scale that ends above 0");
    }
    if (item.weight.sign() < 0) findings.add(at("items", i, "weight"), "HF4513", "a weight is not below 0", item.weight.to_text(), "0 or more");
    if (def.groups.empty()) {
      weighs = weighs || item.weight.sign() > 0;
      continue;
    }
    const auto group = std::find_if(def.groups.begin(), def.groups.end(), [&](const ScoreGroup& g) { return g.name == item.group; });
    if (group == def.groups.end()) {
      findings.add(at("items", i, "group"), "HF4514", "there is no such group", item.group.empty() ? "nothing" : item.group, "a group with a weight");
    }
    weighs = weighs || group == def.groups.end() || (item.weight.sign() > 0 && group->weight.sign() > 0);
  }
  if (!weighs) findings.add("/items", "HF4513", "no item has a weight", "0", "an item, and its group, with a weight above 0");
  names.clear();
  for (std::size_t i = 0; i < def.groups.size(); ++i) {
    const ScoreGroup& group = def.groups[i];
    if (std::find(names.begin(), names.end(), group.name) != names.end()) {
      findings.add(at("groups", i, "name"), "HF4511", "this name is used twice", group.name, "another name");
    }
    names.push_back(group.name);
    if (group.weight.sign() < 0) findings.add(at("groups", i, "weight"), "HF4513", "a weight is not below 0", group.weight.to_text(), "0 or more");
    Ratio items;
    for (const ScoreItem& item : def.items) {
      if (item.group == group.name) items += item.weight;
    }
    if (items.is_zero() && group.weight.sign() > 0) {
      findings.add(at("groups", i), "HF4514", "nothing in this group has a weight", group.name, "an item with a weight above 0");
    }
  }
  if (def.missing.least < Ratio(0) || Ratio(1) < def.missing.least) {
    findings.add("/missing/least", "HF4515", "this is no share", def.missing.least.to_text(), "0 to 1");
  }
  if (def.answered < Ratio(0) || Ratio(1) < def.answered) findings.add("/answered", "HF4515", "this is no share", def.answered.to_text(), "0 to 1");
  if (def.missing.rule == ScoreMissing::Rule::impute) {
    for (std::size_t i = 0; i < def.items.size(); ++i) {
      const ScoreScale& scale = def.items[i].scale;
      if (scale.kind == ScoreScale::Kind::any || !scale.scored()) continue;
      if (def.missing.value < scale.least() || scale.greatest() < def.missing.value) {
        findings.add("/missing/value", "HF4516", "what is put in for missing answers lies outside the scale of an item", def.missing.value.to_text(),
                     scale.to_text() + " (" + def.items[i].name + ")");
        break;
      }
    }
    if (def.missing.most && *def.missing.most < 0) {
      findings.add("/missing/most", "HF4516", "a number of answers is not below 0", std::to_string(*def.missing.most), "0 or more");
    }
  }
  for (std::size_t i = 0; i < def.bands.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (def.bands[i].from == def.bands[j].from) {
        findings.add(at("bands", i, "from"), "HF4517", "two bands begin at one value", def.bands[i].name + ", " + def.bands[j].name, "a value for each");
      }
    }
  }
  if (def.seconds && def.seconds->sign() < 0) findings.add("/seconds", "HF4518", "a time is not below 0", def.seconds->to_text(), "0 or more");
  findings.throw_if_any();
}

}  // namespace

std::string_view to_text(ScoreInvalid reason) {
  switch (reason) {
    case ScoreInvalid::no: return "";
    case ScoreInvalid::no_answers: return "no_answers";
    case ScoreInvalid::too_few: return "too_few";
    case ScoreInvalid::missing_answers: return "missing_answers";
    case ScoreInvalid::too_fast: return "too_fast";
    case ScoreInvalid::straight_line: return "straight_line";
    case ScoreInvalid::excluded: return "excluded";
    case ScoreInvalid::off_scale: return "off_scale";
    case ScoreInvalid::undefined: return "undefined";
  }
  return "";
}

Scoring::Scoring(ScoreDefinition definition) : definition_(std::move(definition)) {
  check(definition_);
  std::stable_sort(definition_.bands.begin(), definition_.bands.end(), [](const ScoreBand& a, const ScoreBand& b) {
    return a.from && (!b.from || *b.from < *a.from);
  });
  for (const ScoreItem& item : definition_.items) {
    places_ = std::max(places_, item.scale.places);
    for (const Decimal& value : item.scale.kind == ScoreScale::Kind::list ? item.scale.values : std::vector<Decimal>()) {
      while (places_ < ScoreScale::places_max && !value.to_scaled(places_)) ++places_;
    }
    if (definition_.groups.empty()) {
      weights_.push_back(item.weight);
      group_.push_back(no_group);
      continue;
    }
    Ratio within;
    for (const ScoreItem& other : definition_.items) {
      if (other.group == item.group) within += other.weight;
    }
    const auto group = std::find_if(definition_.groups.begin(), definition_.groups.end(), [&](const ScoreGroup& g) { return g.name == item.group; });
    weights_.push_back(over(Ratio(group->weight) * item.weight, within));
    group_.push_back(static_cast<std::uint32_t>(group - definition_.groups.begin()));
  }
  prepare_columns();
}

std::int32_t Scoring::band_of(const Ratio& value) const {
  for (std::size_t i = 0; i < definition_.bands.size(); ++i) {
    if (!definition_.bands[i].from || *definition_.bands[i].from <= value) return static_cast<std::int32_t>(i);
  }
  return -1;
}

Ratio Scoring::converted(std::size_t item, const Ratio& turned) const {
  const ScoreScale& scale = definition_.items[item].scale;
  switch (definition_.conversion) {
    case ScoreConversion::as_it_is: return turned;
    case ScoreConversion::of_greatest: return over(turned * Ratio(100), scale.greatest());
    case ScoreConversion::from_least:
      return over((turned - scale.least()) * Ratio(100), Ratio(scale.greatest()) - scale.least());
  }
  return turned;
}

bool Scoring::is_straight(std::span<const ScoreAnswer> answers) const {
  StraightLine line;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].state == AnswerState::answered) line.add(definition_.items[i], answers[i].value);
  }
  return line.found();
}

Score Scoring::score(std::span<const ScoreAnswer> answers, std::string_view excluded, std::optional<Decimal> seconds) const {
  if (answers.size() != definition_.items.size()) {
    throw Error(ErrorKind::argument, "HF4519",
                "a score of " + std::to_string(definition_.items.size()) + " items needs as many answers, not " + std::to_string(answers.size()));
  }
  std::vector<Diagnostic> findings;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].state != AnswerState::answered || definition_.items[i].scale.has(answers[i].value)) continue;
    findings.push_back(error_at("/" + definition_.items[i].name, "HF4501", "this answer is not on its scale", answers[i].value.to_text(),
                                definition_.items[i].scale.to_text()));
  }
  if (!findings.empty()) throw Error(ErrorKind::argument, std::move(findings));
  return score_row(answers, excluded, seconds);
}

Score Scoring::score_row(std::span<const ScoreAnswer> answers, std::string_view excluded, std::optional<Decimal> seconds) const {
  const std::size_t size = definition_.items.size();
  const ScoreMissing& missing = definition_.missing;
  const bool impute = missing.rule == ScoreMissing::Rule::impute;
  Score score;
  score.parts.reserve(size);
  Ratio all, there;  // weights of the items that apply, and of those that have a value
  for (std::size_t i = 0; i < size; ++i) {
    const ScoreItem& item = definition_.items[i];
    ScorePart& part = score.parts.emplace_back();
    part.item = item.name;
    part.group = item.group;
    part.state = answers[i].state;
    part.reversed = item.reversed;
    if (part.state == AnswerState::answered) {
      part.answer = answers[i].value;
      part.scored = converted(i, item.turned(answers[i].value));
      ++score.answered;
    } else if (part.state == AnswerState::missing) {
      ++score.missing;
      if (impute) {
        part.scored = converted(i, missing.value);
        part.imputed = true;
      }
    } else {
      continue;
    }
    ++score.applicable;
    all += weights_[i];
    if (part.state == AnswerState::answered) there += weights_[i];
  }
  const Ratio asked = Ratio(score.applicable) * definition_.answered;
  if (!excluded.empty()) {
    score.invalid = ScoreInvalid::excluded;
  } else if (definition_.seconds && seconds && *seconds < *definition_.seconds) {
    score.invalid = ScoreInvalid::too_fast;
  } else if (definition_.straight_line && is_straight(answers)) {
    score.invalid = ScoreInvalid::straight_line;
  } else if (score.answered == 0) {
    score.invalid = ScoreInvalid::no_answers;
  } else if (Ratio(score.answered) < asked) {
    score.invalid = ScoreInvalid::too_few;
  } else if (missing.rule == ScoreMissing::Rule::refuse ? score.missing > 0 : impute && missing.most && score.missing > *missing.most) {
    score.invalid = ScoreInvalid::missing_answers;
  } else if (missing.rule == ScoreMissing::Rule::renormalise && there < all * missing.least) {
    score.invalid = ScoreInvalid::too_few;
  }
  score.reason = score.invalid == ScoreInvalid::excluded ? std::string(excluded) : std::string(to_text(score.invalid));

  // Means of the groups; without groups all items are one.
  const std::size_t groups = std::max<std::size_t>(definition_.groups.size(), 1);
  std::vector<Ratio> sum(groups), weight(groups);
  const auto group_of = [&](std::size_t i) { return group_[i] == no_group ? 0 : group_[i]; };
  for (std::size_t i = 0; i < size; ++i) {
    if (!score.parts[i].scored) continue;
    const Ratio of_item = definition_.items[i].weight;
    sum[group_of(i)] += of_item * *score.parts[i].scored;
    weight[group_of(i)] += of_item;
  }
  Ratio upper;
  for (std::size_t g = 0; g < groups; ++g) {
    if (!weight[g].is_zero()) upper += definition_.groups.empty() ? Ratio(1) : Ratio(definition_.groups[g].weight);
  }
  const bool valid = score.invalid == ScoreInvalid::no && !upper.is_zero();
  Ratio total;
  for (std::size_t g = 0; g < groups; ++g) {
    const Ratio of_group = definition_.groups.empty() ? Ratio(1) : Ratio(definition_.groups[g].weight);
    const auto mean = Ratio::divide(sum[g], weight[g]);
    const Ratio share = mean ? over(of_group, upper) : Ratio(0);
    if (mean) total += share * *mean;
    if (!definition_.groups.empty()) score.groups.push_back({definition_.groups[g].name, mean, share});
    for (std::size_t i = 0; i < size; ++i) {
      if (group_of(i) == g && score.parts[i].scored) score.parts[i].weight = over(share * Ratio(definition_.items[i].weight), weight[g]);
    }
  }
  if (valid) {
    score.value = total;
    if (const std::int32_t band = band_of(total); band >= 0) score.band = definition_.bands[static_cast<std::size_t>(band)].name;
  } else if (score.invalid == ScoreInvalid::no) {  // what was answered weighs nothing
    score.invalid = ScoreInvalid::too_few;
    score.reason = to_text(score.invalid);
  }
  return score;
}

Score merge_scores(const std::vector<MergePart>& parts, const ScoreMissing& missing, const std::vector<ScoreBand>& bands) {
  ScoreDefinition def;
  def.missing = missing;
  def.bands = bands;
  std::vector<ScoreAnswer> answers;
  for (const MergePart& part : parts) {
    ScoreScale scale;
    scale.kind = ScoreScale::Kind::any;
    def.items.push_back({part.name, scale, part.weight, "", false});
    answers.push_back(part.value ? ScoreAnswer::of(*part.value) : ScoreAnswer{});
  }
  return Scoring(std::move(def)).score(answers);
}

}  // namespace huifang
