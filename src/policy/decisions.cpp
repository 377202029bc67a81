/// Decisions and tiers: FEEL expressions and decision tables over a subject.

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <optional>
#include <string>

#include "policy/dmn_section.hpp"
#include "policy/eligibility.hpp"
#include "policy/loader.hpp"
#include "policy/scope.hpp"
#include "policy/table.hpp"
#include "policy/tiers.hpp"

namespace huifang::loader {
namespace {

using Kind = feel::Type::Kind;

Scope subject_scope(Loader& loader, std::uint32_t entity) {
  ScopeSpec spec;
  spec.entity = entity;
  spec.standing = true;
  return Scope(loader, spec);
}

/// One decision or tier to compile, and what it needs to be compiled first.
struct Work {
  const Node* entry = nullptr;
  std::uint32_t index = none;
  bool tier = false;
  Table table;
  std::vector<std::uint32_t> reads;  ///< attributes
};

/// A call of a DMN model. A tier looks its result up among the values that the model declares.
void compile_dmn(Loader& loader, Work& work, const Scope& scope, std::uint32_t entity, bool quiet) {
  PolicyModel& model = loader.model;
  const auto call = dmn_call(loader, *work.entry, scope, entity, quiet);
  if (!call) return;
  const DmnNames names(scope, *call);
  try {
    if (work.tier) {
      TierDef& tier = model.tiers[work.index];
      DecisionTableSource source;
      source.inputs.push_back({call->text, call->type});
      source.outputs.emplace_back();
      for (const std::string& value : tier.values) {
        const std::string text = Value::of(value).to_text();
        source.rows.push_back({{text}, {text}, tier.source});
      }
      tier.table = DecisionTable::compile(source, names);
      work.reads = tier.table.attributes();
      return;
    }
    DecisionDef& decision = model.decisions[work.index];
    decision.expression = feel::compile(call->text, names);
    work.reads = decision.expression.attributes();
    if (decision.attribute != none) model.attributes[decision.attribute].type = decision.expression.type();
  } catch (const Error& error) {
    if (quiet) return;  // reported when it is compiled in earnest
    std::vector<Diagnostic> diagnostics = error.diagnostics();
    for (Diagnostic& diagnostic : diagnostics) diagnostic.offset = -1;
    loader.report.adopt(Error(error.kind(), std::move(diagnostics)), *work.entry->find("dmn"));
  }
}

void compile_work(Loader& loader, Work& work, bool quiet) {
  PolicyModel& model = loader.model;
  const std::uint32_t entity =
      work.tier ? model.tiers[work.index].entity : model.decisions[work.index].entity;
  const bool of_contact = !work.tier && model.decisions[work.index].of_contact;
  if (entity == none && !of_contact) return;
  const auto before = static_cast<std::size_t>(std::count_if(
      model.decisions.begin(), model.decisions.begin() + (work.tier ? 0 : work.index),
      [](const DecisionDef& decision) { return decision.of_contact; }));
  const Scope scope = of_contact ? contact_scope(loader, before) : subject_scope(loader, entity);
  if (is_dmn(*work.entry))
    return compile_dmn(loader, work, scope, of_contact ? model.entity("customer") : entity, quiet);
  if (const Node* is = work.entry->find("is"); is != nullptr && !work.tier) {
    DecisionDef& decision = model.decisions[work.index];
    if (quiet) {
      try {
        decision.expression = feel::compile(is->text, scope);
      } catch (const Error&) {
        return;  // reported when it is compiled in earnest
      }
    } else {
      decision.expression = expression(*is, scope);
    }
    if (!decision.expression) return;
    work.reads = decision.expression.attributes();
    if (decision.attribute != none) model.attributes[decision.attribute].type = decision.expression.type();
    return;
  }
  if (work.table.node == nullptr) return;  // `is` was refused
  DecisionTable compiled = compile_table(loader, work.table, scope, quiet);
  if (!compiled) return;
  work.reads = compiled.attributes();
  if (!quiet && !of_contact) {
    for (const std::uint32_t slot : compiled.slots()) {
      if (model.slots[slot].kind != SlotDef::Kind::at) continue;
      loader.report.error_at_key(
          code::time_in_condition, *work.entry, "a decision cannot read the time",
          {"\"at\"", "a measure, a date or a season, which know when they change", ""});
    }
  }
  if (work.tier) {
    model.tiers[work.index].table = std::move(compiled);
    if (!quiet) load_margin(loader, model.tiers[work.index], work.table, scope);
    return;
  }
  DecisionDef& decision = model.decisions[work.index];
  if (decision.attribute != none) model.attributes[decision.attribute].type = compiled.type();
  decision.table = std::move(compiled);
}

/// What must be compiled before what; reports the ones that depend on themselves.
std::vector<std::size_t> compile_order(Loader& loader, const std::vector<Work>& works) {
  const PolicyModel& model = loader.model;
  std::map<std::uint32_t, std::size_t> by_attribute;
  for (std::size_t i = 0; i < works.size(); ++i) {
    const std::uint32_t attribute =
        works[i].tier ? model.tiers[works[i].index].attribute : model.decisions[works[i].index].attribute;
    if (attribute != none) by_attribute.emplace(attribute, i);
  }
  boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> graph(works.size());
  std::vector<bool> reads_itself(works.size(), false);
  for (std::size_t i = 0; i < works.size(); ++i) {
    for (const std::uint32_t attribute : works[i].reads) {
      const auto read = by_attribute.find(attribute);
      if (read == by_attribute.end()) continue;
      if (read->second == i) reads_itself[i] = true;
      boost::add_edge(i, read->second, graph);
    }
  }
  std::vector<std::size_t> component(works.size());
  const auto count = static_cast<std::size_t>(boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph))));
  std::vector<std::vector<std::size_t>> members(count);
  for (std::size_t i = 0; i < works.size(); ++i) members[component[i]].push_back(i);
  // Components are numbered in reverse topological order: what is read comes first.
  std::vector<std::size_t> order;
  for (const auto& group : members) {
    const bool cycle = group.size() > 1 || reads_itself[group.front()];
    for (const std::size_t i : group) {
      if (!cycle) {
        order.push_back(i);
        continue;
      }
      std::string path;
      for (const std::size_t other : group) path += (path.empty() ? "" : ", ") + works[other].entry->key;
      loader.report.error_at_key(code::decision_cycle, *works[i].entry,
                                 "'" + works[i].entry->key + "' depends on itself",
                                 {path, "decisions that end", ""});
    }
  }
  return order;
}

/// A DMN model decides alone; `decision` and `given` mean nothing without one.
void refuse_dmn_and_more(Loader& loader, const Node& entry) {
  const auto written = [&](std::initializer_list<std::string_view> keys) {
    return std::any_of(keys.begin(), keys.end(), [&](std::string_view key) { return entry.has(key); });
  };
  if (is_dmn(entry) && written({"is", "inputs", "rows", "outputs", "hit", "bands"})) {
    loader.report.error_at_key(code::exclusive_keys, entry, "a decision is a DMN model, an expression or a table",
                               {"\"dmn\" and another", "one of them", ""});
  }
  if (!is_dmn(entry) && written({"decision", "given"}))
    loader.report.error_at_key(code::missing_key, entry, "a decision of a model needs the model",
                               {"nothing", "\"dmn\": the name of a document", ""});
}

}  // namespace

void declare_decisions(Loader& loader) {
  PolicyModel& model = loader.model;
  for (const Node* entry : loader.entries("decisions")) {
    if (!usable_name(loader, *entry, "a decision")) continue;
    DecisionDef decision;
    decision.name = entry->key;
    decision.source = text_at(*entry, "source");
    const Node* subject = entry->find("for");
    decision.of_contact = subject != nullptr && means_contact(loader, subject->text);
    if (!decision.of_contact) decision.entity = entity_at(loader, *entry, "for", "customer");
    if (decision.entity != none) {
      AttributeDef attribute;
      attribute.name = decision.name;
      attribute.entity = decision.entity;
      attribute.kind = AttributeDef::Kind::decision;
      attribute.index = static_cast<std::uint32_t>(model.decisions.size());
      decision.attribute = add_attribute(loader, entry, std::move(attribute));
    }
    model.decisions.push_back(std::move(decision));
  }
}

void load_decisions_and_tiers(Loader& loader) {
  PolicyModel& model = loader.model;
  std::vector<Work> works;
  std::uint32_t index = 0;
  for (const Node* entry : loader.entries("decisions")) {
    if (index == model.decisions.size() || model.decisions[index].name != entry->key) continue;
    Work work;
    work.entry = entry;
    work.index = index++;
    const bool is = entry->has("is");
    if (is && (entry->has("rows") || entry->has("inputs"))) {
      loader.report.error_at_key(code::exclusive_keys, *entry,
                                 "a decision is either an expression or a table",
                                 {"both", "\"is\", or \"inputs\" and \"rows\"", ""});
    }
    refuse_dmn_and_more(loader, *entry);
    if (!is && !is_dmn(*entry)) work.table = read_table(loader, *entry);
    works.push_back(std::move(work));
  }
  index = 0;
  for (const Node* entry : loader.entries("tiers")) {
    if (index == model.tiers.size() || model.tiers[index].name != entry->key) continue;
    Work work;
    work.entry = entry;
    work.index = index++;
    work.tier = true;
    if (entry->has("set_by") || entry->has("rank_by")) continue;  // see load_tier_sources
    refuse_dmn_and_more(loader, *entry);
    if (!is_dmn(*entry)) work.table = entry->has("bands") ? bands_table(loader, *entry) : read_table(loader, *entry);
    works.push_back(std::move(work));
  }
  // A first, silent pass finds out what reads what; the second knows the types of all that is read.
  for (Work& work : works) compile_work(loader, work, true);
  const auto of_contact = [&](const Work& work) { return !work.tier && model.decisions[work.index].of_contact; };
  for (const std::size_t i : compile_order(loader, works)) {
    if (!of_contact(works[i])) compile_work(loader, works[i], false);
  }
  // About contacts: these read subjects, and one another in the order of the document.
  for (Work& work : works) {
    if (of_contact(work)) compile_work(loader, work, false);
  }
}

}  // namespace huifang::loader
