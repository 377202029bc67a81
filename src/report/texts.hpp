#pragma once
/// What the page is made of, put in by the build.

#include <string_view>

namespace huifang::reports {

std::string_view page_css();
std::string_view page_js();        ///< draws the charts
std::string_view chart_js();       ///< the chart library
std::string_view chart_license();  ///< its licence

}  // namespace huifang::reports
