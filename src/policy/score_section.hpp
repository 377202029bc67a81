#pragma once
/// Items of forms, and the section `scores`.

#include "policy/loader.hpp"

namespace huifang::loader {

/// Its items become fields of the form; what they demand is compiled by load_scores().
void load_items(Loader& loader, const Node& entry, FormDef& form);
/// One score of the section: an entry, or one for each part that its `by` names.
struct ScoreEntry {
  const Node* node;
  const Node* part;  ///< item of `by`; nullptr: the entry is one score
  std::string name;  ///< "home", "home_functional"
};
std::vector<ScoreEntry> score_entries(const Loader& loader);
/// Names, so that expressions may read them.
void declare_scores(Loader& loader);
/// "scored.<score>", with value, band, valid, reason, response, answered, missing, supersedes and because.
void declare_score_events(Loader& loader);
/// Conditions of forms and what scores are made of.
void load_scores(Loader& loader);

}  // namespace huifang::loader
