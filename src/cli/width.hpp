#pragma once
/// Columns that text takes on a terminal, under the names that the commands use.

#include "value/width.hpp"

namespace huifang::cli {

using terminal::fitted;
using terminal::padded;
using terminal::printable;
using terminal::width;

}  // namespace huifang::cli
