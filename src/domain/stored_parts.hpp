#pragma once
/// Parts of what is stored of subjects and of duties alike, as canonical JSON. Readers throw JsonMisread or Error(storage).

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/json_nodes.hpp"
#include "domain/subject.hpp"

namespace huifang {

/// Names and values, in their order.
void append_data(std::string& out, const std::vector<std::pair<std::string, Value>>& fields);
std::vector<std::pair<std::string, Value>> data_from_json(const JsonNode& text);

void append_occurred(std::string& out, const Occurred& occurred, const PolicyModel& model);
/// nullptr for null, and for an event whose type the policies no longer have.
std::shared_ptr<const Occurred> occurred_from_json(const JsonNode& text, const PolicyModel& model);

/// The rule with this id in the layer; `none` when there is no such rule.
std::uint32_t rule_in(std::uint32_t layer, std::string_view id, const PolicyModel& model);

Date date_of(const JsonNode& text);

}  // namespace huifang
