#include "policy/reports_section.hpp"

#include <algorithm>

#include "policy/policy_report.hpp"
#include "policy/report_codes.hpp"
#include "policy/report_reader.hpp"
#include "policy/scope.hpp"

namespace huifang::loader {
namespace {

using feel::Type;
using Kind = Type::Kind;
using Columns = std::vector<std::pair<std::string, Type>>;

constexpr std::int64_t trend_max = 120;

/// Cells hold plain values; a reference is told by its key.
std::optional<Type> column_type(const Type& type) {
  switch (type.kind) {
    case Kind::entity:
      return type_of_kind(Kind::string);
    case Kind::any:
    case Kind::boolean:
    case Kind::number:
    case Kind::string:
    case Kind::date:
    case Kind::date_time:
      return type;
    default:
      return std::nullopt;
  }
}

/// Does some text below say this?
bool says(const Node& node, const std::string& text) {
  if (node.is_string() && node.text.find(text) != std::string::npos) return true;
  return std::any_of(node.children.begin(), node.children.end(),
                     [&](const Node* child) { return says(*child, text); });
}

bool has(const Columns& columns, std::string_view name) {
  return std::any_of(columns.begin(), columns.end(), [&](const auto& one) { return one.first == name; });
}

/// What the document calls something, by "kind/name"; `name` in a language in which it does not. nullopt: nothing.
std::optional<Label> declared_label(const PolicyModel& model, const std::string& key, const std::string& name) {
  const auto found = model.labels.find(key);
  if (found == model.labels.end()) return std::nullopt;
  const auto in = [&](const char* language) {
    auto text = found->second.find(language);
    if (text == found->second.end()) text = found->second.find("");
    return text == found->second.end() ? name : text->second;
  };
  return Label{in("en"), in("zh")};
}

class Section {
 public:
  Section(Loader& loader, const Node& entry) : loader_(loader), entry_(entry) {}

  std::shared_ptr<PolicyReport> load() {
    auto out = std::make_shared<PolicyReport>();
    out->name = entry_.key;
    if (const Node* whom = entry_.find("for")) out->whom = entity_of(loader_, *whom);
    out->target = loader_.model.event("target." + entry_.key);
    read_bucket(*out);
    Columns columns = rows(*out);
    std::vector<GivenName> given;
    for (auto& [name, parameter] : loader_.parameters) {
      if (parameter.index == none || !says(entry_, "$" + name)) continue;
      parameter.used = true;
      given.push_back({"$" + name, loader_.model.parameters[parameter.index].type});
      out->parameters.push_back(parameter.index);
    }
    if (const Node* trend = entry_.find("trend"))
      out->trend = static_cast<std::size_t>(integer_of(loader_, *trend, 2, trend_max).value_or(0));
    const Literal literal = [&](const Node& node) { return loader::literal(loader_, node); };
    // Of rows that are not known nothing can be said.
    if (out->entity != none || out->event != none)
      out->report =
          read_report(entry_, ReportScope(std::move(columns), std::move(given)), literal, loader_.report);
    for (auto& label : labels_) out->report.labels.push_back(std::move(label));  // behind those of the report, which win
    return out;
  }

 private:
  void missing(const char* key, const char* expected) {
    if (!entry_.has(key))
      loader_.report.error_at_key(code::missing_key, entry_, "'" + std::string(key) + "' is missing",
                                  {"nothing", expected, ""});
  }

  void read_bucket(PolicyReport& out) {
    const Node* each = entry_.find("each");
    if (each == nullptr) return missing("each", "\"each\": a bucket, such as \"month\"");
    out.bucket = bucket_of(loader_, *each).value_or(none);
  }

  /// The columns there are, and where they come from.
  Columns rows(PolicyReport& out) {
    Columns columns;
    const Node* over = entry_.find("over");
    if (over == nullptr) {
      missing("over", "\"over\": an entity or an event");
      return columns;
    }
    const PolicyModel& model = loader_.model;
    ScopeSpec spec;
    const std::uint32_t entity = model.entity(over->text);
    if (entity != none && !model.entities[entity].internal) {
      spec.entity = out.entity = entity;
      attributes(out, columns);
    } else {
      out.event = event_of(loader_, *over, over->text);
      if (out.event == none) return columns;
      out.over_targets = model.events[out.event].kind == EventDef::Kind::target_missed;
      spec.event = true;
      spec.events = {out.event};
      fields(out, columns);
    }
    const Scope scope(loader_, spec);
    if (const Node* where = entry_.find("where")) out.where = expression(*where, scope, Kind::boolean);
    if (const Node* derived = entry_.find("rows")) derive(*derived, scope, out, columns);
    return columns;
  }

  void attributes(PolicyReport& out, Columns& columns) {
    const PolicyModel& model = loader_.model;
    for (const std::uint32_t index : model.entities[out.entity].attributes) {
      const AttributeDef& attribute = model.attributes[index];
      if (attribute.internal || attribute.list) continue;
      const Type whole =
          attribute.kind == AttributeDef::Kind::key ? type_of_kind(Kind::string) : attribute.type;
      const std::optional<Type> type = column_type(whole);
      // Only what the report names: the rest need not be worked out for everybody.
      if (!type || !says(entry_, attribute.name) || has(columns, attribute.name)) continue;
      columns.emplace_back(attribute.name, *type);
      out.attributes.push_back(index);
      const std::string& entity = model.entities[out.entity].name;
      call(attribute.name, whole, {"attribute/" + entity + '.' + attribute.name, "measure/" + attribute.name, "decision/" + attribute.name,
                                   "tier/" + attribute.name, "score/" + attribute.name});
    }
  }

  void fields(PolicyReport& out, Columns& columns) {
    const PolicyModel& model = loader_.model;
    Columns own = {{"id", type_of_kind(Kind::string)},
                   {"at", type_of_kind(Kind::date_time)},
                   {"day", type_of_kind(Kind::date)},
                   {"by", type_of_kind(Kind::string)}};
    for (const FieldDef& field : model.events[out.event].fields) {
      const std::optional<Type> type = column_type(field.type);
      if (!type || field.list || has(own, field.name)) continue;
      own.emplace_back(field.name, *type);
      call(field.name, field.type, {"field/" + model.events[out.event].name + '.' + field.name});
    }
    for (std::uint32_t i = 0; i < model.entities.size(); ++i) {
      const EntityDef& entity = model.entities[i];
      if (entity.internal || entity.is_case || has(own, entity.name) || !says(entry_, entity.name)) continue;
      columns.emplace_back(entity.name, type_of_kind(Kind::string));
      out.subjects.push_back(i);
      call(entity.name, type_of_kind(Kind::string), {"entity/" + entity.name});
    }
    for (auto& [name, type] : own) {
      out.fields.push_back(name);
      columns.emplace_back(name, std::move(type));
    }
  }

  void derive(const Node& derived, const Scope& scope, PolicyReport& out, Columns& columns) {
    for (const Node* entry : derived.children) {
      if (entry->bad || !usable_name(loader_, *entry, "a column")) continue;
      if (has(columns, entry->key)) {
        loader_.report.error_at_key(code::defined_twice, *entry, "the rows have a column of this name",
                                    {"\"" + entry->key + "\"", "another name", ""});
        continue;
      }
      feel::Expression worked = loader::expression(*entry, scope);
      if (!worked) continue;
      const std::optional<Type> type = column_type(worked.type());
      if (!type) {
        loader_.report.error(code::report_column, *entry, "a cell holds a number, a text, a boolean or a date",
                             {brief(*entry), "one value", ""});
        continue;
      }
      columns.emplace_back(entry->key, *type);
      call(entry->key, *type, {});
      out.columns.emplace_back(entry->key, std::move(worked));
    }
  }

  /// A column and its classes are called what the document calls them.
  void call(const std::string& column, const Type& type, const std::vector<std::string>& keys) {
    const PolicyModel& model = loader_.model;
    for (const std::string& key : keys) {
      if (auto label = declared_label(model, key, column)) labels_.emplace_back(column, std::move(*label));
    }
    for (const std::string& value : type.values) {
      if (auto label = declared_label(model, "value/" + value, value)) labels_.emplace_back(column + '.' + value, std::move(*label));
    }
    // What the column itself calls its classes comes first, be they an enumeration or the answers to an item.
    for (const std::string& key : keys) {
      const std::string owner = "value/" + key.substr(key.find('/') + 1) + '.';
      for (auto found = model.labels.lower_bound(owner); found != model.labels.end() && found->first.starts_with(owner); ++found) {
        const std::string value = found->first.substr(owner.size());
        labels_.emplace(labels_.begin(), column + '.' + value, *declared_label(model, found->first, value));
      }
    }
  }

  Loader& loader_;
  const Node& entry_;
  std::vector<std::pair<std::string, Label>> labels_;  ///< of columns and classes, as the document declares them
};

/// Of a report for nobody rules hear by their link alone.
void refuse_unheard(Loader& loader, const PolicyReport& report) {
  const PolicyModel& model = loader.model;
  if (report.target == none || report.whom != none) return;
  for (std::size_t i = 0; i < model.rules.size(); ++i) {
    const RuleDef& rule = model.rules[i];
    const bool hears = std::find(rule.on.begin(), rule.on.end(), report.target) != rule.on.end();
    if (!hears || rule.link.event || rule.workflow != none) continue;
    loader.report.error(code::bad_link, *loader.rule_nodes[i]->find("on"), "nothing leads from a missed target of '" + report.name + "' to a subject of the rule",
                        {"a report without \"for\", and a rule without \"link\"", "\"for\": an entity, in the report, or \"link\" in the rule", ""});
  }
}

/// Has it a figure with a target?
bool has_target(const Node& report) {
  const auto any = [&](const char* key, auto&& is_one) {
    const Node* map = report.find(key);
    return map != nullptr && std::any_of(map->children.begin(), map->children.end(),
                                         [&](const Node* entry) { return !entry->bad && is_one(*entry); });
  };
  const auto aims = [](const Node& metric) { return metric.is_object() && metric.has("target"); };
  return any("metrics", aims) || any("rank", [&](const Node& ranking) {
           const Node* by = ranking.find("by");
           return by != nullptr && aims(*by);
         });
}

}  // namespace

void declare_report_events(Loader& loader) {
  PolicyModel& model = loader.model;
  for (const Node* entry : loader.entries("reports")) {
    const Node* over = entry->find("over");
    if (over == nullptr || over->text.starts_with("target.") || !has_target(*entry)) continue;
    EventDef event;
    event.name = "target." + entry->key;
    event.kind = EventDef::Kind::target_missed;
    for (const char* name : {"metric", "of", "target", "period"})
      event.fields.push_back({name, type_of_kind(Kind::string), none, false});
    event.fields.push_back({"value", type_of_kind(Kind::number), none, false});
    model.event_index.emplace(event.name, static_cast<std::uint32_t>(model.events.size()));
    model.events.push_back(std::move(event));
    if (model.reported != none) continue;
    model.reported = static_cast<std::uint32_t>(model.entities.size());
    EntityDef& internal = model.entities.emplace_back();
    internal.name = "report.targets";
    internal.internal = true;
    model.entity_index.emplace(internal.name, model.reported);
  }
}

void load_reports(Loader& loader) {
  for (const Node* entry : loader.entries("reports")) {
    if (!usable_name(loader, *entry, "a report")) continue;
    loader.model.reports.push_back(Section(loader, *entry).load());
    refuse_unheard(loader, *loader.model.reports.back());
  }
}

}  // namespace huifang::loader
