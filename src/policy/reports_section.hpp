#pragma once
/// `reports`: figures of many subjects or events.

#include "policy/loader.hpp"

namespace huifang::loader {

/// "target.<report>" of reports that have targets, unless they are over such events themselves.
void declare_report_events(Loader& loader);
/// After everything that their rows may show.
void load_reports(Loader& loader);

}  // namespace huifang::loader
