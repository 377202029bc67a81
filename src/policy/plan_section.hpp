#pragma once
/// `plan`: the order of work, and how much a person can do a day.

#include "policy/loader.hpp"

namespace huifang::loader {

/// Checks the section. Plans read it from the document (src/book_plan), so the model holds nothing of it.
void load_plan(Loader& loader);

}  // namespace huifang::loader
