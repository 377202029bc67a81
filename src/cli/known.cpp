#include "cli/known.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/names.hpp"

namespace huifang::cli {
namespace {

/// Does anything in the book or its policy bear this name? Otherwise an empty list would look like good news.
class Known {
 public:
  explicit Known(const Book& book) : book_(book) {
    for (const PolicyBinding& one : book.bindings()) {
      nlohmann::json document = nlohmann::json::parse(one.policy.canonical_text(), nullptr, false);
      if (document.is_object()) documents_.emplace_back(root_of(one.policy), std::move(document));
    }
  }

  std::string objection(const std::string& rule, const std::string& owner, const std::string& subject) const {
    if (!rule.empty() && !has_rule(rule))
      return "no policy in force has the rule " + rule + nearest(rule, rules());
    if (!owner.empty()) {
      const EntityRef who = party_of(owner, "staff");
      DutyQuery query;
      query.owner = who;
      if (!has(who, query))
        return "the book knows no " + who.entity + ' ' + who.key +
               nearest(shown(who, "staff"), parties(true));
    }
    if (!subject.empty()) {
      const EntityRef whom = party_of(subject, "customer");
      DutyQuery query;
      query.subject = whom;
      if (!has(whom, query))
        return "the book knows no " + whom.entity + ' ' + whom.key +
               nearest(shown(whom, "customer"), parties(false));
    }
    return {};
  }

 private:
  static std::string nearest(const std::string& name, const std::vector<std::string>& candidates) {
    const std::string found = nearest_name(name, candidates);
    return found.empty() ? "; keys are written as in the log" : "; did you mean " + found + '?';
  }
  /// As it is written on the command line.
  static std::string shown(const EntityRef& party, std::string_view usual) {
    return party.entity == usual ? party.key : party.entity + ':' + party.key;
  }

  /// What states owe, as "workflow.state.duty", also that of states inside others.
  static void add_owed(const std::string& workflow, const nlohmann::json& states, std::vector<std::string>& names) {
    for (const auto& [state, entry] : states.items()) {
      if (entry.contains("owe")) {
        for (const auto& [duty, owe] : entry["owe"].items()) names.push_back(workflow + '.' + state + '.' + duty);
      }
      if (entry.contains("states")) add_owed(workflow, entry["states"], names);
    }
  }
  /// Of all policies in force: "rule", "rule.step", "workflow.state.duty", each also behind "policy/".
  std::vector<std::string> rules() const {
    std::vector<std::string> all;
    for (const auto& [root, document] : documents_) {
      std::vector<std::string> names;
      const auto each = [&document](const char* section, auto&& take) {
        if (!document.contains(section)) return;
        for (const auto& [name, entry] : document[section].items()) take(name, entry);
      };
      each("rules", [&](const std::string& name, const nlohmann::json& rule) {
        names.push_back(name);
        if (!rule.contains("steps")) return;
        for (const auto& [step, entry] : rule["steps"].items()) names.push_back(name + '.' + step);
      });
      each("workflows", [&](const std::string& name, const nlohmann::json& workflow) {
        if (workflow.contains("states")) add_owed(name, workflow["states"], names);
      });
      for (const std::string& name : names) {
        all.push_back(name);
        all.push_back(root + '/' + name);
      }
    }
    return all;
  }
  bool has_rule(const std::string& rule) const {
    const std::vector<std::string> known = rules();
    if (std::find(known.begin(), known.end(), rule) != known.end()) return true;
    DutyQuery query;  // of an earlier version
    query.rule = rule;
    query.limit = 1;
    return !book_.duties(query).empty();
  }
  bool has(const EntityRef& party, DutyQuery query) const {
    query.limit = 1;
    if (!book_.duties(query).empty() || !book_.tiers(party).empty()) return true;
    CaseQuery about;
    about.about = party;
    about.limit = 1;
    if (!book_.cases(about).empty()) return true;
    for (const auto& [root, document] : documents_) {
      if (!document.contains("facts") || !document["facts"].contains(party.entity)) continue;
      for (const auto& [attribute, type] : document["facts"][party.entity].items()) {
        try {
          if (!book_.fact(party, attribute, book_.now()).is_null()) return true;
        } catch (const Error&) {
          continue;  // a label, no attribute
        }
      }
    }
    return false;
  }
  std::vector<std::string> parties(bool owners) const {
    std::set<std::string> all;
    for (const Duty& duty : book_.duties()) {
      if (!owners) all.insert(shown(duty.key.subject, "customer"));
      if (owners && duty.owner) all.insert(shown(*duty.owner, "staff"));
    }
    return {all.begin(), all.end()};
  }

  const Book& book_;
  std::vector<std::pair<std::string, nlohmann::json>> documents_;  ///< root and text of the policies in force
};

}  // namespace

EntityRef party_of(const std::string& text, const std::string& entity) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return {entity, text};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::string objection(const Book& book, const std::string& rule, const std::string& owner, const std::string& subject) {
  return Known(book).objection(rule, owner, subject);
}

}  // namespace huifang::cli
