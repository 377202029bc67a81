#pragma once
/// What a link of a hash chain is made over: the journal's and the ledger's.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "policy/sha256.hpp"

namespace huifang {

/// Collects the hash before and what an entry holds. Lengths stand before texts, so that no two different entries have the
/// same bytes.
class ChainLink {
 public:
  explicit ChainLink(std::string_view previous) : bytes_(previous) { bytes_ += ','; }

  ChainLink& number(std::int64_t value) {
    bytes_ += std::to_string(value);
    bytes_ += ',';
    return *this;
  }
  ChainLink& text(std::string_view value) {
    number(static_cast<std::int64_t>(value.size()));
    bytes_ += value;
    return *this;
  }
  ChainLink& maybe(const std::optional<std::int64_t>& value) { return value ? number(*value) : nothing(); }
  ChainLink& maybe(const std::optional<std::string>& value) { return value ? text(*value) : nothing(); }
  /// SHA-256, lower-case hex.
  std::string hash() const { return sha256_hex(bytes_); }

 private:
  ChainLink& nothing() {
    bytes_ += "-,";
    return *this;
  }
  std::string bytes_;
};

}  // namespace huifang
