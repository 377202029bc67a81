#pragma once
/// Records as JSON objects, read in one pass straight into the fields of a row.

#include <array>
#include <list>
#include <string>
#include <string_view>

#include "decision/program.hpp"

namespace huifang::decision {

/// The fields of one record. Texts with escapes are kept here, all others point into the record.
struct JsonRow {
  std::array<DecisionField, inputs_max> fields;
  std::list<std::string> texts;
};

/// Throws Error (syntax) with the offset of what is no JSON.
void read_json(const Decision::Compiled& program, std::string_view record, JsonRow& row);

/// A value as JSON text. Temporal values are texts.
void append_value(const Value& value, std::string& out);

}  // namespace huifang::decision
