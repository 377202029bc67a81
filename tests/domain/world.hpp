#pragma once
/// A policy, a store in memory and an engine, for tests that read as rules: record, advance, look at duties.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "domain/engine.hpp"
#include "domain/memory_store.hpp"
#include "huifang/policy.hpp"

namespace huifang::test {

class World {
 public:
  /// `policy` is a whole document. The engine keeps `cached_subjects` in memory between flushes.
  explicit World(const std::string& policy, std::size_t cached_subjects = SIZE_MAX, const std::string& in_force = "1900-01-01");

  /// Record an event given as JSON, with an id of its own or a new one, at its own `at` unless `now` is given. Local times are of the policy's zone.
  RecordResult record(const std::string& json, const std::string& now = {});
  /// Shorthand: an event of `type` about a customer.
  RecordResult record(const std::string& type, const std::string& customer, const std::string& at, const std::string& by = {},
                      const std::string& data = "{}");
  void advance(const std::string& to);
  /// Write everything to the store; with cached_subjects = 0 also forget it.
  void flush() { engine->flush(); }

  /// All duties so far, by id.
  std::vector<Duty> duties(const std::string& rule = {}, const std::string& subject_key = {});
  /// "n state opens due" of each duty of a rule, local times; what most tests compare.
  std::vector<std::string> lines(const std::string& rule, const std::string& subject_key = {});
  std::map<std::string, int> states(const std::string& rule);
  std::vector<EffectRow> effects();
  std::string tier(const std::string& tier, const std::string& subject_key);
  /// Every row of the store as text: equal texts mean equal states.
  std::string dump();

  Policy policy;
  MemoryStore store;
  std::unique_ptr<Engine> engine;

 private:
  std::int64_t sequence_ = 0;
};

/// A document with the usual vocabulary (customers with owners, staff in units, phone, visit, order, complaint) and
/// the given sections, e.g. `"rules": {…}`.
std::string with(const std::string& sections);

/// Prints a worked figure by its number: what is computed, beside what its text says.
void tell(const std::string& figure, const std::string& computed, const std::string& printed);

}  // namespace huifang::test
