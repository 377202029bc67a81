#pragma once
/// The subjects of whom measures are asked, each with what its measures keep.

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/core.hpp"
#include "domain/memory_store.hpp"
#include "huifang/error.hpp"
#include "huifang/measures.hpp"
#include "measures/history.hpp"

namespace huifang {

struct Measures::State {
  /// `subjects`: nullopt: they are found in what happened.
  State(Policy given_policy, MeasureRequest given_request, std::optional<std::size_t> subjects, std::vector<ValueColumn> columns);

  struct Row {
    std::string key;
    std::int64_t at_us = 0;
    std::vector<Seldom<MeasureState>> states;  ///< by place in `kept`; empty: nothing happened yet, or it is its turn
  };
  struct Fact {
    std::uint32_t attribute;
    std::vector<Value> values;
    std::vector<std::int32_t> places;
  };

  void report(std::string code, std::string message, std::string pointer, std::string found, std::string expected, std::string suggestion = {});
  void refuse();                                        ///< throws what was found
  void check_request();
  void read_subjects(std::size_t count, std::vector<ValueColumn>& columns);
  void read_fact(ValueColumn& column, const std::string& pointer);
  void turn_to(std::size_t row);                        ///< that subject is the one in the core
  void count(const measures::HistoryRow& row, std::size_t number);

  Policy policy;
  const PolicyModel& model;
  MeasureRequest request;
  bool open;                                            ///< subjects come with what happened
  MemoryStore store;
  Core core;
  std::vector<bool> counted;                            ///< by event: does a measure of the entity fold it?
  std::uint32_t entity = none;
  std::vector<std::uint32_t> wanted, kept;              ///< measures that are told, and all of the entity, which may read one another
  std::vector<std::string> names;                       ///< of `wanted`
  std::vector<Fact> facts;
  std::vector<Row> rows;
  std::unordered_map<std::string, std::size_t> row_of;  ///< by key
  Subject* in_turn = nullptr;
  std::optional<std::size_t> current;                   ///< whose turn it is
  std::size_t events = 0;                               ///< rows of what happened so far
  std::vector<Diagnostic> findings;
};

}  // namespace huifang
