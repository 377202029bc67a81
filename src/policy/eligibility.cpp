#include "policy/eligibility.hpp"

#include <algorithm>

#include "policy/table.hpp"

namespace huifang::loader {
namespace {

/// The purposes that duties of a rule, its steps included, are owed for, and messages sent.
void declare_purpose(Loader& loader, const Node& rule) {
  if (!rule.is_object()) return;
  const auto declare = [&](const Node* whose) {
    const Node* purpose = whose != nullptr && whose->is_object() ? whose->find("purpose") : nullptr;
    if (purpose == nullptr || !purpose->is_string() || !usable_name(loader, *purpose, "a purpose")) return;
    std::vector<std::string>& known = loader.model.purposes;
    if (std::find(known.begin(), known.end(), purpose->text) == known.end()) known.push_back(purpose->text);
    declare_bare_name(loader, purpose->text, *purpose);
  };
  declare(rule.find("owe"));
  if (const Node* effects = rule.find("do"); effects != nullptr && effects->is_array()) {
    for (const Node* effect : effects->children) declare(effect);
  }
  const Node* steps = rule.find("steps");
  if (steps == nullptr || !steps->is_object()) return;
  for (const Node* step : steps->children) declare_purpose(loader, *step);
}

/// "allow", or "deny: " and a code without blanks around it.
bool is_answer(std::string_view text) {
  if (text == "allow") return true;
  constexpr std::string_view deny = "deny: ";
  return text.starts_with(deny) && text.size() > deny.size() && text[deny.size()] != ' ' && text.back() != ' ';
}

}  // namespace

Scope contact_scope(Loader& loader, std::size_t decisions) {
  ScopeSpec spec;
  spec.entity = loader.model.entity("customer");
  spec.contact = true;
  spec.contact_decisions = decisions;
  for (std::uint32_t event = 0; event < loader.model.events.size(); ++event) {
    if (loader.model.events[event].contact) spec.events.push_back(event);
  }
  return Scope(loader, std::move(spec));
}

bool means_contact(const Loader& loader, std::string_view name) {
  return name == "contact" && loader.model.entity(name) == none;
}

void declare_purposes(Loader& loader) {
  for (const Node* rule : loader.entries("rules")) declare_purpose(loader, *rule);
}

void load_eligibility(Loader& loader) {
  const Node* entry = loader.root().find("eligibility");
  if (entry == nullptr || !entry->is_object()) return;
  if (const Node* hit = entry->find("hit"); hit != nullptr && hit->text != "first") {
    loader.report.error(code::bad_value, *hit, "eligibility is decided by the first row that matches",
                        {brief(*hit), "\"first\"", ""});
  }
  Table table = read_table(loader, *entry);
  for (std::size_t row = 0; row < table.source.rows.size(); ++row) {
    std::string& answer = table.source.rows[row].outputs[0];
    if (answer.starts_with('=')) continue;
    if (!is_answer(answer)) {
      loader.report.error(code::bad_value, *table.rows[row].back(), "a contact is allowed or denied",
                          {brief(*table.rows[row].back()), "\"allow\", or \"deny: \" and a reason code", ""});
      table.good = false;
      continue;
    }
    answer = Value::of(answer).to_text();
  }
  EligibilityDef& eligibility = loader.model.eligibility;
  eligibility.source = text_at(*entry, "source");
  eligibility.table = compile_table(loader, table, contact_scope(loader, SIZE_MAX), false);
}

}  // namespace huifang::loader
