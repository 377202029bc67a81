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
#include "policy/sha256.hpp"
#include "policy/tiers.hpp"

namespace huifang::loader {

Loaded load(std::string_view json, const LoadOptions& options) {
  Loaded loaded;
  Document document;
  Report report(document, options.limits.diagnostics);
  auto model = std::make_shared<PolicyModel>();
  merge(json, options, document, report, model->root);
  if (document.root != nullptr) {
    check_shape(*document.root, policy_shape(), report);
    Loader loader{document, report, *model, options.limits.rules, {}, {}, {}, {}, {}, {}, {}, {}, {}, {},
                  {}, {}, {}};
    load_identity(loader);
    load_params(loader);
    load_facts(loader);
    declare_assignment(loader);
    load_forms(loader);
    load_calendar(loader);
    load_documents(loader, options);
    declare_measures(loader);
    declare_decisions(loader);
    declare_tiers(loader);
    declare_rules(loader);
    declare_purposes(loader);
    load_events(loader);
    load_event_counts(loader);
    load_measures(loader);
    load_decisions_and_tiers(loader);
    load_roles(loader);
    load_tier_sources(loader);
    load_assignment(loader);
    load_rules(loader);
    load_eligibility(loader);
    load_plan(loader);
    load_labels(loader);
    lint(loader);
    embed_documents(loader);
    model->canonical_text = canonical(*document.root);
    model->hash = sha256_hex(model->canonical_text);
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
