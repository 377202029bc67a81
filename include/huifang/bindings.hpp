#pragma once
/// Several policies of one book, as a file names them: what Book::bind() takes.

#include <string>
#include <string_view>
#include <vector>

#include "huifang/policy.hpp"

namespace huifang {

/// Load the policies of a list of bindings.
///
/// @param json  A JSON list, or an object whose key `bindings` holds one. Each item has `policy` (path of a document) and may
///              have `params` (values of its parameters, by name), `where` and `from` (a date, or a date and time; local to the
///              zone of the policy). See PolicyBinding.
/// @param file  Paths are relative to its folder; named in diagnostics. Read by nobody.
/// @param load  As for Policy::load_file(); its parameters are not used.
/// @throws Error(policy) HF1856 with every item that is not written so; Error(syntax) for what is no JSON; whatever
///         Policy::load_file() throws.
std::vector<PolicyBinding> load_bindings(std::string_view json, const std::string& file, const LoadOptions& load = {});
/// The same of a file. Throws Error(storage) when it cannot be read.
std::vector<PolicyBinding> load_bindings_file(const std::string& path, const LoadOptions& load = {});

}  // namespace huifang
