/// The section `scores`, and what forms demand of their answers.

#include <algorithm>
#include <set>

#include "policy/scope.hpp"
#include "policy/score_model.hpp"
#include "policy/score_section.hpp"

namespace huifang::loader {
namespace {

using Kind = feel::Type::Kind;

FieldDef plain_field(const char* name, Kind kind) { return {name, type_of_kind(kind), none, false}; }

/// What conditions of a form see: its answers, and how many there are.
std::vector<FieldDef> response_fields(const FormDef& form) {
  std::vector<FieldDef> fields = form.fields;
  for (const char* name : {"answered", "missing", "applicable"}) fields.push_back(plain_field(name, Kind::number));
  fields.push_back(plain_field("straight_line", Kind::boolean));
  return fields;
}

Scope response_scope(Loader& loader, const FormDef& form) {
  ScopeSpec spec;
  spec.entity = form.about;
  return Scope(loader, std::move(spec));
}

/// Expressions name the answers of a form while this lives.
class AnswersInScope {
 public:
  AnswersInScope(Loader& loader, const FormDef& form) : loader_(loader), fields_(response_fields(form)) { loader_.response = &fields_; }
  ~AnswersInScope() { loader_.response = nullptr; }
  AnswersInScope(const AnswersInScope&) = delete;
  AnswersInScope& operator=(const AnswersInScope&) = delete;

 private:
  Loader& loader_;
  std::vector<FieldDef> fields_;
};

std::vector<std::string> names_of(const std::vector<FieldDef>& fields) {
  std::vector<std::string> names;
  for (const FieldDef& field : fields) names.push_back(field.name);
  return names;
}

/// Conditions of one form, now that everything they may name is known.
class FormReader {
 public:
  FormReader(Loader& loader, const Node& entry, const FormDef& form, FormSurveys& surveys)
      : loader_(loader), entry_(entry), form_(form), surveys_(surveys), model_(std::make_shared<FormModel>(*surveys.back().second)),
        scope_(response_scope(loader, form)), answers_(loader, form) {}

  void run() {
    shown();
    for (const auto field : form_.required) model_->required.push_back({form_.fields[field].name, {}});
    if (const Node* when = entry_.find("required_when"); when != nullptr && when->is_object()) {
      for (const Node* node : when->children) {
        const auto known = [&](const FieldDef& field) { return field.name == node->key; };
        if (std::none_of(form_.fields.begin(), form_.fields.end(), known)) {
          unknown_name(loader_, code::unknown_field, *node, "field", node->key, names_of(form_.fields));
        } else if (auto condition = condition_of(*node)) {
          model_->required.push_back({node->key, std::move(*condition)});
        }
      }
    }
    if (const Node* signers = entry_.find("signed_by")) {
      for (const Node* node : signers->children) {
        if (signers->is_object()) {
          if (auto condition = condition_of(*node)) model_->signed_by.push_back({node->key, std::move(*condition)});
        } else if (node->is_string() && !node->text.empty()) {
          model_->signed_by.push_back({node->text, {}});
        } else {
          loader_.report.error(code::wrong_kind, *node, "who signs is named by text", {brief(*node), "text", ""});
        }
      }
    }
    if (const Node* valid = entry_.find("valid")) {
      if (valid->is_string()) {
        if (auto condition = condition_of(*valid)) model_->valid.push_back({"not_valid", std::move(*condition)});
      } else {
        for (const Node* node : valid->children) {
          if (auto condition = condition_of(*node)) model_->valid.push_back({node->key, std::move(*condition)});
        }
      }
    }
    once();
    surveys_.back().second = std::move(model_);
  }

 private:
  /// nullopt: reported.
  std::optional<feel::Expression> condition_of(const Node& node) {
    if (!node.is_string()) {
      loader_.report.error(code::wrong_kind, node, "a condition is text", {brief(node), "an expression", ""});
      return std::nullopt;
    }
    feel::Expression compiled = expression(node, scope_, Kind::boolean);
    if (!compiled) return std::nullopt;
    return compiled;
  }

  void shown() {
    const Node* items = entry_.find("items");
    if (items == nullptr || !items->is_object()) return;
    for (const Node* node : items->children) {
      const Node* when = node->is_object() ? node->find("shown_when") : nullptr;
      if (when == nullptr) continue;
      const auto condition = condition_of(*when);
      if (!condition) continue;
      for (FormItem& item : model_->items) {
        if (item.entry == node->key) item.shown_when = *condition;
      }
    }
  }

  void once() {
    const Node* node = entry_.find("once");
    if (node == nullptr || !node->is_object()) return;
    const Node* by = node->find("by");
    if (by == nullptr) {
      loader_.report.error_at_key(code::missing_key, *node, "by what are answers to one invitation known?", {"nothing", "\"by\": a field of the form", ""});
      return;
    }
    const auto named = [&](const FieldDef& field) { return field.name == by->text; };
    if (std::none_of(form_.fields.begin(), form_.fields.end(), named)) {
      unknown_name(loader_, code::unknown_field, *by, "field", by->text, names_of(form_.fields));
      return;
    }
    model_->once = by->text;
    if (const Node* keep = node->find("keep")) {
      const std::vector<std::string> words = {"last", "first", "refuse"};
      if (const auto which = one_of(loader_, *keep, words)) model_->keep = static_cast<FormModel::Keep>(*which);
    }
    if (form_.about == none) return;
    AttributeDef attribute;
    attribute.name = "filed." + form_.name;  // a name that no document can declare
    attribute.entity = form_.about;
    attribute.type = type_of_kind(Kind::string);
    attribute.built_in = attribute.internal = attribute.list = true;
    model_->filed_attribute = add_attribute(loader_, nullptr, std::move(attribute));
  }

  Loader& loader_;
  const Node& entry_;
  const FormDef& form_;
  FormSurveys& surveys_;
  std::shared_ptr<FormModel> model_;
  Scope scope_;
  AnswersInScope answers_;
};

std::string part_name(const Node& score, const Node& part) { return score.key + '_' + part.text; }

/// ">= 70", "[60..75)", "< 40", "-".
struct BandText {
  std::optional<Ratio> from, to;
};
std::optional<BandText> band_text(std::string_view text) {
  BandText band;
  const auto number = [](std::string_view digits) {
    while (digits.starts_with(' ')) digits.remove_prefix(1);
    while (digits.ends_with(' ')) digits.remove_suffix(1);
    const auto decimal = Decimal::parse(digits);
    return decimal ? std::optional<Ratio>(*decimal) : std::nullopt;
  };
  if (text == "-") return band;
  if (text.starts_with(">=")) {
    band.from = number(text.substr(2));
    return band.from ? std::optional(band) : std::nullopt;
  }
  if (text.starts_with("<") && !text.starts_with("<=")) {
    band.to = number(text.substr(1));
    return band.to ? std::optional(band) : std::nullopt;
  }
  const auto dots = text.find("..");
  if (!text.starts_with('[') || !text.ends_with(')') || dots == std::string_view::npos) return std::nullopt;
  band.from = number(text.substr(1, dots - 1));
  band.to = number(text.substr(dots + 2, text.size() - dots - 3));
  return band.from && band.to && *band.from < *band.to ? std::optional(band) : std::nullopt;
}

class ScoreReader {
 public:
  ScoreReader(Loader& loader, const ScoreEntry& entry, ScoreDef& score)
      : loader_(loader), entry_(*entry.node), part_(entry.part), score_(score) {}

  void run() {
    bands();
    const Node* is = entry_.find("is");
    const Node* merge = entry_.find("merge");
    if (is != nullptr && merge != nullptr) {
      loader_.report.error_at_key(code::exclusive_keys, *merge, "a score is an expression or merged of others", {"\"merge\" beside \"is\"", "one of them", ""});
      return;
    }
    if (part_ != nullptr) {
      for (const char* key : {"is", "items"}) no_effect(key, "by");
    }
    if (merge != nullptr) return merged(*merge);
    if (score_.form == none) return;
    const FormDef& form = loader_.model.forms[score_.form];
    if (const FormSurveys& surveys = loader_.model.surveys_of(score_.form); !surveys.empty()) score_.answers = surveys.back().second;
    if (is != nullptr) {
      if (score_.answers == nullptr) score_.answers = std::make_shared<FormModel>();
      const AnswersInScope answers(loader_, form);
      score_.is = expression(*is, response_scope(loader_, form), Kind::number);
      for (const char* key : {"missing", "weights", "to_100", "items"}) no_effect(key, "is");
      return;
    }
    scored(form);
  }

 private:
  void no_effect(const char* key, const char* beside) {
    if (const Node* node = entry_.find(key)) {
      loader_.report.error_at_key(code::no_effect, *node, "this means nothing here", {"\"" + node->key + "\" beside \"" + beside + "\"", "the key left out", ""});
    }
  }

  void refuse(const Node& at, std::string message, std::string expected) {
    loader_.report.error(code::bad_value, at, std::move(message), {brief(at), std::move(expected), ""});
  }

  void bands() {
    const Node* node = entry_.find("bands");
    if (node == nullptr || !node->is_object()) return;
    std::vector<std::pair<const Node*, BandText>> read;
    for (const Node* band : node->children) {
      const auto text = band->is_string() ? band_text(band->text) : std::nullopt;
      if (!text) {
        refuse(*band, "a band begins at a number, that number included, and ends before another one", "\">= 75\", \"[60..75)\", \"< 60\" or \"-\"");
        return;
      }
      read.emplace_back(band, *text);
      score_.bands.push_back({band->key, text->from});
      declare_bare_name(loader_, band->key, *band);
    }
    for (const auto& [band, text] : read) {
      const auto begins_there = [&text = text](const ScoreBand& other) { return other.from == text.to; };
      if (text.to && std::none_of(score_.bands.begin(), score_.bands.end(), begins_there)) {
        refuse(*band, "no band begins where this one ends", "the start of another band");
      }
      const auto same = [&text = text](const ScoreBand& other) { return other.from == text.from; };
      if (std::count_if(score_.bands.begin(), score_.bands.end(), same) > 1) refuse(*band, "two bands begin at one value", "a value for each");
    }
    std::stable_sort(score_.bands.begin(), score_.bands.end(), [](const ScoreBand& a, const ScoreBand& b) { return a.from && (!b.from || *b.from < *a.from); });
  }

  std::optional<Ratio> share(const Node& node, std::string_view text) {
    const auto value = Ratio::parse(text);
    if (value && Ratio(0) <= *value && *value <= Ratio(1)) return value;
    refuse(node, "this is no share", "a number or fraction from 0 to 1, \"2/3\"");
    return std::nullopt;
  }

  ScoreMissing missing() {
    ScoreMissing missing;
    const Node* written = entry_.find("missing");
    const Node* node = written == nullptr ? nullptr : literal(loader_, *written);
    if (node == nullptr) return missing;
    if (node->is_string() && node->text == "renormalise") return missing;
    if (node->is_string() && node->text == "incomplete") {
      missing.rule = ScoreMissing::Rule::refuse;
      return missing;
    }
    const Node* impute = node->is_object() ? node->find("impute") : nullptr;
    const Node* least = node->is_object() ? node->find("renormalise") : nullptr;
    if ((impute != nullptr) == (least != nullptr)) {
      refuse(*written, "this is nothing that missing answers lead to", "\"renormalise\", \"incomplete\", {\"impute\": 3, \"most\": 1} or {\"renormalise\": \"2/3\"}");
      return missing;
    }
    if (least != nullptr) {
      missing.least = share(*least, least->text).value_or(missing.least);
      return missing;
    }
    missing.rule = ScoreMissing::Rule::impute;
    const Node* value = literal(loader_, *impute);
    const auto number = value == nullptr ? std::nullopt : Decimal::parse(value->text);
    if (value == nullptr || !number) {
      if (value != nullptr) refuse(*impute, "this is no number", "a number on the scale");
      return {};
    }
    missing.value = *number;
    if (const Node* most = node->find("most")) missing.most = integer_of(loader_, *most, 0, 1000);
    return missing;
  }

  void merged(const Node& node) {
    for (const char* key : {"form", "weights", "to_100", "items"}) no_effect(key, "merge");
    if (!entry_.has("missing")) {
      loader_.report.error_at_key(code::missing_key, entry_, "a score of others says what a missing one leads to", {"nothing", "\"missing\": \"incomplete\" or \"renormalise\"", ""});
    }
    score_.missing = missing();
    if (score_.missing.rule == ScoreMissing::Rule::impute) refuse(*entry_.find("missing"), "nothing can be put in for a score that is missing", "\"incomplete\" or \"renormalise\"");
    const auto& scores = loader_.model.scores;
    const auto named = [&](const std::string& name) {
      return std::find_if(scores.begin(), scores.end(), [&](const auto& s) { return s->name == name && s->entity == score_.entity; });
    };
    bool weighs = false, has_part = false;
    for (const Node* part : node.children) {
      auto known = part_ == nullptr ? scores.end() : named(part_name(*part, *part_));
      has_part = has_part || known != scores.end();
      if (known == scores.end()) known = named(part->key);
      const auto weight = part->is_number() ? Decimal::parse(part->text) : std::nullopt;
      if (known == scores.end() || (*known)->name == score_.name) {
        std::vector<std::string> names;
        for (const auto& other : scores) {
          if (other->entity == score_.entity && other->name != score_.name) names.push_back(other->name);
        }
        unknown_name(loader_, code::unknown_score, *part, "score", part->key, names);
      } else if (!weight || weight->sign() < 0) {
        refuse(*part, "a weight is a number, not below 0", "a number");
      } else {
        score_.parts.push_back({static_cast<std::uint32_t>(known - scores.begin()), *weight});
        weighs = weighs || weight->sign() > 0;
      }
    }
    if (part_ != nullptr && !has_part) refuse(*part_, "none of the merged scores has this part", "a part that `by` of a merged score names");
    if (!weighs && score_.parts.size() == node.children.size()) refuse(node, "nothing that is merged has a weight", "a weight above 0");
  }

  void scored(const FormDef& form) {
    ScoreDefinition definition;
    definition.missing = missing();
    definition.bands = score_.bands;
    if (const Node* convert = entry_.find("to_100")) {
      const std::vector<std::string> words = {"of_greatest", "from_least"};
      if (const auto which = one_of(loader_, *convert, words)) definition.conversion = *which == 0 ? ScoreConversion::of_greatest : ScoreConversion::from_least;
    }
    const Node* items = entry_.find("items");
    const std::vector<const Node*> wanted = part_ != nullptr  ? std::vector<const Node*>{part_}
                                            : items != nullptr ? std::vector<const Node*>(items->children.begin(), items->children.end())
                                                               : std::vector<const Node*>();
    if (score_.answers != nullptr) {
      for (const FormItem& item : score_.answers->items) {
        const auto named = [&](const Node* name) { return name->text == item.name || name->text == item.group; };
        if (wanted.empty() ? !item.scale.scored() : std::none_of(wanted.begin(), wanted.end(), named)) continue;
        definition.items.push_back(item);
        score_.items.push_back(static_cast<std::uint32_t>(&item - score_.answers->items.data()));
      }
      for (const Node* name : wanted) {
        const auto meant = [&](const FormItem& item) { return name->text == item.name || name->text == item.group; };
        if (std::any_of(score_.answers->items.begin(), score_.answers->items.end(), meant)) continue;
        std::vector<std::string> names;
        for (const FormItem& item : score_.answers->items) names.push_back(item.name);
        unknown_name(loader_, code::unknown_field, *name, "item or group", name->text, names);
      }
      for (const ScoreGroup& group : score_.answers->groups) {
        const auto has = [&](const ScoreItem& item) { return item.group == group.name; };
        if (std::any_of(definition.items.begin(), definition.items.end(), has)) definition.groups.push_back(group);
      }
    }
    if (const Node* weights = entry_.find("weights")) weigh(*weights, definition);
    if (definition.items.empty()) {
      loader_.report.error_at_key(code::bad_score, entry_, "form " + form.name + " asks nothing that this score could be made of", {"no item with a scale of numbers", "items, or \"is\"", ""});
      return;
    }
    try {
      score_.scoring = std::make_shared<const Scoring>(std::move(definition));
    } catch (const Error& error) {
      for (const Diagnostic& finding : error.diagnostics()) {
        loader_.report.error(code::bad_score, entry_, finding.message, {finding.found, finding.expected, ""});
      }
      return;
    }
  }

  /// Weights of the score's own, by item or group.
  void weigh(const Node& node, ScoreDefinition& definition) {
    if (!node.is_object()) return refuse(node, "weights are by name", "{\"quality\": 30, …}");
    for (const Node* child : node.children) {
      const auto weight = child->is_number() ? Decimal::parse(child->text) : std::nullopt;
      if (!weight || weight->sign() < 0) {
        refuse(*child, "a weight is a number, not below 0", "a number");
        continue;
      }
      const auto item = std::find_if(definition.items.begin(), definition.items.end(), [&](const ScoreItem& i) { return i.name == child->key; });
      const auto group = std::find_if(definition.groups.begin(), definition.groups.end(), [&](const ScoreGroup& g) { return g.name == child->key; });
      const auto in_group = [&](const ScoreItem& i) { return i.group == child->key; };
      if (item != definition.items.end()) {
        item->weight = *weight;
      } else if (group != definition.groups.end()) {
        group->weight = *weight;
      } else if (std::any_of(definition.items.begin(), definition.items.end(), in_group)) {
        definition.groups.push_back({child->key, *weight});
      } else {
        std::vector<std::string> names;
        for (const ScoreItem& known : definition.items) names.push_back(known.name);
        unknown_name(loader_, code::unknown_field, *child, "item or group", child->key, names);
      }
    }
  }

  Loader& loader_;
  const Node& entry_;
  const Node* part_;  ///< of `by`; nullptr: none
  ScoreDef& score_;
};

/// Scores that are merged of one another, round and round.
bool merges_itself(const PolicyModel& model, std::uint32_t start) {
  std::set<std::uint32_t> seen;
  std::vector<std::uint32_t> open{start};
  while (!open.empty()) {
    const std::uint32_t here = open.back();
    open.pop_back();
    for (const ScoreDef::Part& part : model.scores[here]->parts) {
      if (part.score == start) return true;
      if (seen.insert(part.score).second) open.push_back(part.score);
    }
  }
  return false;
}

}  // namespace

std::vector<ScoreEntry> score_entries(const Loader& loader) {
  std::vector<ScoreEntry> out;
  for (const Node* entry : loader.entries("scores")) {
    const Node* by = entry->find("by");
    if (by == nullptr) out.push_back({entry, nullptr, entry->key});
    for (const Node* part : by == nullptr ? std::vector<Node*>() : by->children) out.push_back({entry, part, part_name(*entry, *part)});
  }
  return out;
}

void declare_scores(Loader& loader) {
  PolicyModel& model = loader.model;
  for (const Node* entry : loader.entries("scores")) {
    const Node* by = entry->find("by");
    if (by != nullptr && by->children.empty()) {
      loader.report.error(code::empty_list, *by, "at least one part is needed", {"an empty list", "", ""});
    }
  }
  for (const auto& [entry, part, name] : score_entries(loader)) {
    if (!usable_name(loader, *entry, "a score")) continue;
    if (part != nullptr && !part->is_string()) {
      loader.report.error(code::wrong_kind, *part, "parts are named by text", {brief(*part), "an item or a group of the form", ""});
      continue;
    }
    ScoreDef score;
    score.name = name;
    score.source = text_at(*entry, "source");
    if (const Node* form = entry->find("form")) {
      score.form = model.form(form->text);
      if (score.form == none) {
        std::vector<std::string> names;
        for (const FormDef& known : model.forms) names.push_back(known.name);
        unknown_name(loader, code::unknown_form, *form, "form", form->text, names);
      } else {
        score.entity = model.forms[score.form].about;
      }
    } else if (!entry->has("merge") && !entry->has("form")) {
      loader.report.error_at_key(code::missing_key, *entry, "a score is of a form, or merged of other scores", {"nothing", "\"form\" or \"merge\"", ""});
    }
    if (const Node* whose = entry->find("for")) {
      const std::uint32_t entity = entity_of(loader, *whose);
      if (score.form != none && entity != none && score.entity != none && entity != score.entity) {
        loader.report.error(code::bad_score, *whose, "the form is about somebody else", {brief(*whose), model.entities[score.entity].name, ""});
      }
      if (score.form == none) score.entity = entity;
    } else if (score.form == none) {
      score.entity = model.entity("customer");
    }
    if (score.entity != none) {
      MeasureDef measure;
      measure.name = score.name;
      measure.entity = score.entity;
      measure.fold = MeasureDef::Fold::last;
      measure.source = score.source;
      AttributeDef attribute;
      attribute.name = score.name;
      attribute.entity = score.entity;
      attribute.kind = AttributeDef::Kind::measure;
      attribute.index = static_cast<std::uint32_t>(model.measures.size());
      attribute.type = type_of_kind(Kind::number);
      measure.attribute = add_attribute(loader, entry, std::move(attribute));
      score.measure = static_cast<std::uint32_t>(model.measures.size());
      model.score_of_measure.emplace(score.measure, static_cast<std::uint32_t>(model.scores.size()));
      model.measures.push_back(std::move(measure));
      AttributeDef kept;
      kept.name = "score." + model.root + "/" + score.name;  // a name that no document can declare
      kept.entity = score.entity;
      kept.built_in = kept.internal = true;
      score.attribute = add_attribute(loader, nullptr, std::move(kept));
    }
    model.scores.push_back(std::make_shared<const ScoreDef>(std::move(score)));
  }
}

void declare_score_events(Loader& loader) {
  PolicyModel& model = loader.model;
  const std::vector<ScoreEntry> entries = score_entries(loader);
  for (auto& shared : model.scores) {
    ScoreDef score = *shared;
    EventDef event;
    event.name = "scored." + score.name;
    event.kind = EventDef::Kind::scored;
    event.fields = {plain_field("value", Kind::number),     plain_field("band", Kind::string),    plain_field("valid", Kind::boolean),
                    plain_field("reason", Kind::string),    plain_field("response", Kind::string), plain_field("answered", Kind::number),
                    plain_field("missing", Kind::number),   plain_field("supersedes", Kind::boolean), plain_field("because", Kind::string)};
    const auto entry = std::find_if(entries.begin(), entries.end(), [&](const ScoreEntry& one) { return one.name == score.name; });
    const Node* bands = entry->node->find("bands");
    if (bands != nullptr && bands->is_object()) {
      for (const Node* band : bands->children) event.fields[1].type.values.push_back(band->key);
    }
    score.event = static_cast<std::uint32_t>(model.events.size());
    model.event_index.emplace(event.name, score.event);
    model.events.push_back(std::move(event));
    if (score.measure != none) {
      model.measures[score.measure].events = {score.event};
    }
    shared = std::make_shared<const ScoreDef>(std::move(score));
  }
}

void load_scores(Loader& loader) {
  PolicyModel& model = loader.model;
  for (const Node* entry : loader.entries("forms")) {
    const std::uint32_t form = model.form(entry->key);
    if (form != none && !model.surveys_of(form).empty()) FormReader(loader, *entry, model.forms[form], model.surveys[form]).run();
  }
  std::size_t index = 0;
  const std::vector<ScoreEntry> entries = score_entries(loader);
  for (const ScoreEntry& entry : entries) {
    if (index == model.scores.size() || model.scores[index]->name != entry.name) continue;
    ScoreDef score = *model.scores[index];
    ScoreReader(loader, entry, score).run();
    model.scores[index++] = std::make_shared<const ScoreDef>(std::move(score));
  }
  for (std::uint32_t i = 0; i < model.scores.size(); ++i) {
    if (!merges_itself(model, i)) continue;
    const auto entry = std::find_if(entries.begin(), entries.end(), [&](const ScoreEntry& one) { return one.name == model.scores[i]->name; });
    loader.report.error_at_key(code::bad_score, *entry->node, "this score is merged of itself, directly or through others", {"\"" + entry->name + "\"", "other scores", ""});
  }
}

}  // namespace huifang::loader
