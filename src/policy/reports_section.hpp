#pragma once
/// `reports`: figures of many subjects or events.

#include "policy/loader.hpp"

namespace huifang::loader {

/// After everything that their rows may show.
void load_reports(Loader& loader);

}  // namespace huifang::loader
