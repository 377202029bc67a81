#pragma once
/// Errors of huifang as Python exceptions.

#include <pybind11/pybind11.h>

#include "huifang/error.hpp"

namespace huifang::python {

/// Codes of the Python boundary; the C boundary uses the same ones.
namespace codes {
inline constexpr const char* not_a_moment = "HF7005";
inline constexpr const char* evaluation = "HF7011";
inline constexpr const char* unknown_name = "HF7012";
inline constexpr const char* time_text = "HF7013";
inline constexpr const char* closed_book = "HF7014";
inline constexpr const char* callback_reenters = "HF7015";
inline constexpr const char* envelope = "HF7016";
}  // namespace codes

/// Diagnostic, and the translation of huifang::Error into the class of its kind.
void bind_errors(pybind11::module_& module);

/// A tuple of Diagnostic objects.
pybind11::tuple to_python(const std::vector<Diagnostic>& diagnostics);

}  // namespace huifang::python
