#pragma once
/// A compiled entry of the section `reports`: figures of all subjects of an entity, or of all events of a
/// type, at the end of each bucket. model.hpp knows it by pointer only.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "policy/model.hpp"
#include "policy/report_model.hpp"

namespace huifang {

struct PolicyReport {
  std::string name;               ///< in a book: "policy/name" of later families
  ReportDef report;               ///< its columns: `attributes` or `subjects` and fields, then `columns`
  std::uint32_t bucket = none;    ///< index into buckets
  std::uint32_t entity = none;    ///< the rows are its subjects; none: events
  std::uint32_t whom = none;      ///< entity whose subjects hear of missed targets; none: rules with a link alone
  std::uint32_t target = none;    ///< index into events: "target.<report>"; none: it has no targets, or is over such events
  std::uint32_t event = none;     ///< the rows are such events of the bucket; index into events
  bool over_targets = false;      ///< they are missed targets of another report
  std::vector<std::uint32_t> attributes;  ///< of subjects: where the first columns come from
  std::vector<std::uint32_t> subjects;    ///< of events: entity indices of the first columns, whom they name
  std::vector<std::string> fields;        ///< of events: the columns behind those; "id", "at", "day", "by" or a field
  std::vector<std::pair<std::string, feel::Expression>> columns;  ///< worked out of each subject or event
  feel::Expression where;                 ///< which of them; empty: all
  std::vector<std::uint32_t> parameters;  ///< parameter index: value of the slot 1 + i of ReportScope
  std::size_t trend = 0;          ///< so many buckets up to this one are told as a trend; 0: none
  std::uint32_t layer = 0;        ///< index into layers
};

}  // namespace huifang
