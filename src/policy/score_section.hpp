#pragma once
/// Items of forms, and the section `scores`.

#include "policy/loader.hpp"

namespace huifang::loader {

/// Its items become fields of the form; what they demand is compiled by load_scores().
void load_items(Loader& loader, const Node& entry, FormDef& form);
/// Names, so that expressions may read them.
void declare_scores(Loader& loader);
/// "scored.<score>", with value, band, valid, reason, response, answered, missing, supersedes and because.
void declare_score_events(Loader& loader);
/// Conditions of forms and what scores are made of.
void load_scores(Loader& loader);

}  // namespace huifang::loader
