#pragma once
/// One subject of whom only some attributes are known, worked out by the engine that runs books.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "huifang/occurrences.hpp"

namespace huifang::occurrences {

/// Attributes of the model and what they are.
using Supposed = std::vector<std::pair<std::uint32_t, Value>>;

/// The attribute that a column is about: a name of the entity, or "tier.<name>"; `none` when there is no such one.
std::uint32_t attribute_named(const PolicyModel& model, std::uint32_t entity, std::string_view name);

/// Key of the one subject: no key that people give.
inline constexpr const char* subject_key = "\x01supposed";

struct Occurrence {
  std::string rule;  ///< with its step: "contract/call"
  std::string n;
  std::int64_t opens_us = 0;
  std::int64_t due_us = OccurrenceBatch::no_due;
};

/// What such a subject is owed, in the order of a batch.
std::vector<Occurrence> occurrences_of(const Policy& policy, const OccurrenceRequest& request, const Supposed& supposed);

}  // namespace huifang::occurrences
