#pragma once
/// Functions of kind Java. No Java is ever run: a fixed list of pure functions of java.lang is computed here,
/// and everything else is refused.

#include <memory>
#include <string>
#include <vector>

#include "dmn/source.hpp"
#include "huifang/feel.hpp"
#include "huifang/value.hpp"

namespace huifang::dmn {

/// The function of a mapping such as {java: {class: "java.lang.Math", method signature: "cos(double)"}}, or
/// of the inner context alone; null when it is not on the list. Calls count as work, and stop at the limits.
std::shared_ptr<const Function> java_function(const Value& mapping,
                                              const std::vector<std::string>& parameters,
                                              const feel::Limits& limits);

/// What is wrong with the body of a boxed function of kind Java, as far as it is written down; "" when
/// nothing is.
std::string java_problem(const ExpressionSource* body);

}  // namespace huifang::dmn
