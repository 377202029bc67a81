/// Who the policy is, when it is in force, in which zone; and what everything is called.

#include <algorithm>
#include <optional>
#include <string_view>

#include "policy/loader.hpp"
#include "policy/score_model.hpp"
#include "policy/score_section.hpp"

namespace huifang::loader {
namespace {

/// "2012-03-01..", "2018-01-01..2018-12-31", "..2020-12-31"; both ends included.
bool read_effective(const std::string& text, PolicyModel& model) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return false;
  const std::string_view from = std::string_view(text).substr(0, dots);
  const std::string_view to = std::string_view(text).substr(dots + 2);
  if (!from.empty()) {
    model.effective_from = Date::parse(from);
    if (!model.effective_from) return false;
  }
  if (!to.empty()) {
    model.effective_to = Date::parse(to);
    if (!model.effective_to) return false;
  }
  return !model.effective_from || !model.effective_to || *model.effective_from <= *model.effective_to;
}

bool in_calendar(const std::optional<Date>& date) {
  return !date || (date->year >= 1400 && date->year <= 9999);
}

/// May this be answered on the scale, written as text?
bool may_be_answered(const ScoreScale& scale, const std::string& text) {
  if (scale.scored()) {
    const auto number = Decimal::parse(text);
    return number && !check_answer(scale, Value::of(*number));
  }
  return std::any_of(scale.options.begin(), scale.options.end(), [&](const ScoreOption& option) { return option.name == text; });
}

class Labels {
 public:
  explicit Labels(Loader& loader) : loader_(loader) {}

  /// A text is the label in every language; an object has one for each.
  void add(const std::string& kind, const std::string& name, const Node& label) {
    auto& texts = loader_.model.labels[kind + "/" + name];
    if (label.is_string()) {
      texts.emplace("", label.text);
      return;
    }
    for (const Node* text : label.children) {
      if (text->is_string() && !text->key.empty()) {
        texts.emplace(text->key, text->text);
      } else {
        loader_.report.error(code::wrong_kind, *text, "a label is text for each language",
                             {brief(*text), "{\"zh\": \"…\", \"en\": \"…\"}", ""});
      }
    }
  }

  /// label and labels of an entry. Values are known by their bare name and as "owner.value".
  void entry(const std::string& kind, const std::string& name, const Node& node) {
    for (const Node* value : own(kind, name, node)) {
      if (!loader_.bare_names.contains(value->key)) {
        std::vector<std::string> names;
        for (const auto& [known, place] : loader_.bare_names) names.push_back(known);
        refuse(*value, "a value of the enumeration", names);
        continue;
      }
      if (!loader_.model.labels.contains("value/" + value->key)) add("value", value->key, *value);
      add("value", name + "." + value->key, *value);
    }
  }

  /// The same of an item of a form: its labels are of answers on its scale, and known as "owner.answer".
  void item(const std::string& name, const Node& node, const ScoreScale& scale) {
    for (const Node* value : own("field", name, node)) {
      if (may_be_answered(scale, value->key)) {
        add("value", name + "." + value->key, *value);
        continue;
      }
      std::vector<std::string> names;
      for (const ScoreOption& option : scale.options) names.push_back(option.name);
      refuse(*value, "an answer on the scale of the item, " + scale.to_text(), names);
    }
  }

  void section(std::string_view name, const std::string& kind) {
    for (const Node* node : loader_.entries(name)) entry(kind, node->key, *node);
  }

  void inner(std::string_view name, const std::string& kind) {
    for (const Node* node : loader_.entries(name)) {
      if (!node->is_object()) continue;
      for (const Node* member : node->children) {
        if (!member->bad && member->key != "label" && member->key != "labels") {
          entry(kind, node->key + "." + member->key, *member);
        }
      }
    }
  }

  /// States of a workflow, wherever they stand: "workflow.state".
  void states(const std::string& workflow, const Node& around) {
    const Node* all = around.is_object() ? around.find("states") : nullptr;
    if (all == nullptr || !all->is_object()) return;
    for (const Node* state : all->children) {
      if (!state->bad) entry("state", workflow + "." + state->key, *state);
      states(workflow, *state);
    }
  }

 private:
  /// Adds its label, and gives back what has labels in it.
  std::vector<const Node*> own(const std::string& kind, const std::string& name, const Node& node) {
    std::vector<const Node*> out;
    if (!node.is_object()) return out;
    if (const Node* label = node.find("label")) add(kind, name, *label);
    const Node* labels = node.find("labels");
    if (labels == nullptr || !labels->is_object()) return out;
    for (const Node* value : labels->children) {
      if (value->is_string() || value->is_object()) {
        out.push_back(value);
      } else {
        loader_.report.error(code::wrong_kind, *value, "a label is text for each language",
                             {brief(*value), "{\"zh\": \"…\", \"en\": \"…\"}", ""});
      }
    }
    return out;
  }

  void refuse(const Node& value, std::string expected, const std::vector<std::string>& names) {
    loader_.report.error_at_key(code::bad_value, value, "a label for a value that is not declared",
                                {"\"" + value.key + "\"", std::move(expected), loader_.report.nearest(value.key, names)});
  }

  Loader& loader_;
};

/// As the policy asks it; nullptr: the form could not be read.
const ScoreScale* scale_of(const Loader& loader, const std::string& form, const std::string& entry) {
  const std::uint32_t index = loader.model.form(form);
  if (index == none || loader.model.surveys_of(index).empty()) return nullptr;
  for (const FormItem& item : loader.model.surveys_of(index).back().second->items) {
    if (item.entry == entry) return &item.scale;
  }
  return nullptr;
}

}  // namespace

void load_identity(Loader& loader) {
  PolicyModel& model = loader.model;
  const Node& root = loader.root();
  Report& report = loader.report;
  for (const std::string_view key : {"huifang", "policy", "version"}) {
    if (root.has(key)) continue;
    report.error(code::missing_key, root, "the document has no '" + std::string(key) + "'",
                 {"nothing", "\"" + std::string(key) + "\"", ""});
  }
  if (const Node* format = root.find("huifang");
      format != nullptr && value_of(*format) != Value::of(Decimal(1))) {
    report.error(code::format_number, *format, "this library reads format 1", {brief(*format), "1", ""});
  }
  for (const std::string_view key : {"policy", "root"}) {
    const Node* id = root.find(key);
    if (id == nullptr) continue;
    const bool good = !id->text.empty() && id->text.find_first_of("@/%: \t\n\"\\") == std::string::npos;
    if (!good) {
      report.error(code::bad_name, *id, "this cannot be the id of a policy",
                   {brief(*id), "text without blanks and the signs @ / : % \" \\", ""});
    }
  }
  model.id = text_at(root, "policy");
  model.version = text_at(root, "version");
  if (const Node* version = root.find("version"); version != nullptr && version->text.empty()) {
    report.error(code::bad_name, *version, "a version is not empty",
                 {brief(*version), "text such as \"1\"", ""});
  }
  model.source = text_at(root, "source");
  if (const Node* effective = root.find("effective")) {
    model.effective_from_text = effective->text;
    if (!read_effective(effective->text, model) || !in_calendar(model.effective_from) ||
        !in_calendar(model.effective_to)) {
      report.error(code::bad_dates, *effective, "this is no range of dates",
                   {brief(*effective), "\"2012-03-01..\" or \"2018-01-01..2018-12-31\"", ""});
    }
  }
  if (const Node* zone = root.find("zone")) {
    try {
      model.zone = TimeZone::find(zone->text);
    } catch (const Error& error) {
      const Diagnostic& first = error.diagnostics().front();
      report.error(code::unknown_zone, *zone, "this time zone is not known",
                   {brief(*zone), "an IANA name such as \"Asia/Shanghai\"", first.suggestion});
    }
  }
}

void load_labels(Loader& loader) {
  Labels labels(loader);
  if (const Node* title = loader.root().find("title")) labels.add("policy", "", *title);
  labels.section("params", "param");
  labels.section("facts", "entity");
  labels.inner("facts", "attribute");
  labels.section("events", "event");
  labels.inner("events", "field");
  labels.section("forms", "form");
  for (const Node* form : loader.entries("forms")) {
    const auto part = [&](const char* name) {
      const Node* section = form->is_object() ? form->find(name) : nullptr;
      return section == nullptr || !section->is_object() ? std::vector<Node*>{} : section->children;
    };
    for (const Node* field : part("fields")) {
      if (!field->bad) labels.entry("field", "filed." + form->key + "." + field->key, *field);
    }
    for (const Node* item : part("items")) {
      if (const ScoreScale* scale = scale_of(loader, form->key, item->key)) labels.item("filed." + form->key + "." + item->key, *item, *scale);
    }
  }
  for (const ScoreEntry& score : score_entries(loader)) labels.entry("score", score.name, *score.node);
  labels.section("measures", "measure");
  labels.section("decisions", "decision");
  labels.section("tiers", "tier");
  labels.section("roles", "role");
  labels.section("rules", "rule");
  for (const Node* workflow : loader.entries("workflows")) labels.states(workflow->key, *workflow);
  const Node* calendar = loader.root().find("calendar");
  if (calendar == nullptr || !calendar->is_object()) return;
  for (const std::string_view part : {"seasons", "buckets"}) {
    const Node* section = calendar->find(part);
    if (section == nullptr || !section->is_object()) continue;
    for (const Node* entry : section->children) {
      if (!entry->bad) labels.entry(part == "seasons" ? "season" : "bucket", entry->key, *entry);
    }
  }
}

}  // namespace huifang::loader
