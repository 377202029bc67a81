#pragma once
/// What tiers have beside their table: bands, margins, reviews, minimum stays, rankings, and people who set them.

#include "policy/loader.hpp"
#include "policy/table.hpp"

namespace huifang::loader {

/// Declares the tiers, their values and how each comes about.
void declare_tiers(Loader& loader);
/// `bands` as the rows of a table with one input.
Table bands_table(Loader& loader, const Node& entry);
/// The tables that `margin` asks beside the tier's own: the score less and plus the margin.
void load_margin(Loader& loader, TierDef& tier, const Table& bands, const Scope& scope);
/// `rank_by`, and the roles of `set_by`.
void load_tier_sources(Loader& loader);

}  // namespace huifang::loader
