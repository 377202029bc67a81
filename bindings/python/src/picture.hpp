#pragma once
/// The names of pictures in Python.

#include <string>

#include "huifang/statechart.hpp"

namespace huifang::python {

/// "dot", "mermaid" or "svg"; ArgumentError for anything else.
statechart::Picture picture_of(const std::string& format);

}  // namespace huifang::python
