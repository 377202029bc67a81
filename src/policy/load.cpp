/// From text to a compiled policy.

#include <exception>
#include <utility>

#include "policy/assignment_section.hpp"
#include "policy/canonical.hpp"
#include "policy/dmn_section.hpp"
#include "policy/load.hpp"
#include "policy/loader.hpp"
#include "policy/merge.hpp"
#include "policy/plan_section.hpp"
#include "policy/points_section.hpp"
#include "policy/reports_section.hpp"
#include "policy/score_section.hpp"
#include "policy/sha256.hpp"
#include "policy/tiers.hpp"
#include "policy/workflows.hpp"

namespace huifang::loader {

namespace {

/// The policy by itself is the only layer of its model.
void stand_alone(PolicyModel& model) {
  model.families = {model.root};
  LayerDef& layer = model.layers.emplace_back();
  layer.id = model.id;
  layer.version = model.version;
  layer.root = model.root;
  layer.hash = model.hash;
  layer.effective_from = model.effective_from;
  layer.effective_to = model.effective_to;
  layer.eligibility = model.eligibility;
  layer.where = std::move(model.where);
  for (std::uint32_t i = 0; i < model.rules.size(); ++i) {
    model.rules[i].group = i;
    model.rules[i].name = model.rules[i].id;
    layer.rules.emplace(i, i);
  }
  for (std::uint32_t i = 0; i < model.measures.size(); ++i) {
    model.measures[i].group = i;
    model.measures[i].key = model.measures[i].name;
    layer.measures.emplace(i, i);
  }
  for (std::uint32_t i = 0; i < model.tiers.size(); ++i) {
    model.tiers[i].group = i;
    model.tiers[i].key = model.tiers[i].name;
  }
  for (EventDef& event : model.events) event.key = event.name;
}

}  // namespace

Loaded load(std::string_view json, const LoadOptions& options, const std::string& where) {
  Loaded loaded;
  Document document;
  Report report(document, options.limits.diagnostics);
  auto model = std::make_shared<PolicyModel>();
  merge(json, options, document, report, model->root);
  if (document.root != nullptr) {
    check_shape(*document.root, policy_shape(), report);
    Loader loader{document, report, *model, options.limits.rules, {}, {}, {}, {}, {}, {}, {}, {}, {}, {},
                  {}, {}, {}, {}, {}, {}};
    load_identity(loader);
    load_params(loader);
    load_facts(loader);
    declare_assignment(loader);
    load_forms(loader);
    load_calendar(loader);
    declare_points(loader);
    load_documents(loader, options);
    declare_measures(loader);
    declare_scores(loader);
    declare_decisions(loader);
    declare_tiers(loader);
    declare_rules(loader);
    declare_workflows(loader);
    declare_purposes(loader);
    load_events(loader);
    declare_points_events(loader);
    declare_workflow_events(loader);
    declare_report_events(loader);
    load_event_counts(loader);
    load_measures(loader);
    load_decisions_and_tiers(loader);
    load_scores(loader);
    load_roles(loader);
    load_points(loader);
    load_tier_sources(loader);
    load_assignment(loader);
    load_rules(loader);
    load_workflows(loader);
    load_eligibility(loader);
    if (!where.empty()) load_where(loader, where);
    load_plan(loader);
    load_labels(loader);
    load_reports(loader);  // whose columns and classes have them
    lint(loader);
    embed_documents(loader);
    model->canonical_text = canonical(*document.root);
    model->hash = sha256_hex(model->canonical_text);
    if (!report.failed()) stand_alone(*model);
  }
  loaded.diagnostics = report.sorted();
  loaded.failed = report.failed() || document.root == nullptr;
  loaded.kind = report.kind();
  if (!loaded.failed) {
    model->warnings = loaded.diagnostics;
    loaded.model = std::move(model);
  }
  return loaded;
}

}  // namespace huifang::loader
