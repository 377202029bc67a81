#pragma once
/// A book without a policy.

namespace huifang {

/// Throws Error(argument) HF6010.
[[noreturn]] void throw_unbound();

}  // namespace huifang
