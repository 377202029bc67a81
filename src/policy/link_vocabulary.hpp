#pragma once
/// What policies of one book share: entities with their facts, events, forms, calendars. Names meet by name; what differs is
/// collected and refused all at once.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "feel/relocate.hpp"
#include "huifang/error.hpp"
#include "policy/model.hpp"

namespace huifang::loader {

/// Where a model's definitions are in the common one: shared ones by index, private ones behind those that were there.
struct NewPlaces {
  feel::NewIds feel;                        ///< slots, attributes, entities
  std::vector<std::uint32_t> events;
  std::vector<std::uint32_t> forms;
  std::vector<std::uint32_t> points;        ///< classes
  std::uint32_t parameters = 0, buckets = 0, seasons = 0, hours = 0, measures = 0, decisions = 0, tiers = 0, roles = 0,
                rules = 0, workflows = 0;                  ///< what is added to an index
};

/// Does the document itself say which days and hours are worked?
bool writes_calendar(const PolicyModel& model);

class Vocabulary {
 public:
  /// `model` is borrowed: the common one, so far a copy of the first.
  explicit Vocabulary(PolicyModel& model) : model_(model) {}

  /// The places of the first one.
  NewPlaces as_they_are();
  /// Adds entities, facts, events, forms, slots and the private parts of the calendar. The caller adds the rest at the
  /// places named here.
  NewPlaces add(const PolicyModel& added, std::uint32_t family);

  /// Those that are bound together have one zone and one calendar.
  void check_calendars(const std::vector<const PolicyModel*>& together);
  void assigned_twice(const PolicyModel& one, const PolicyModel& other, const std::string& entity);
  void overrides_nothing(const LayerDef& layer, const RuleDef& rule, const std::string& name);
  /// One of the two starts by date, the other does not.
  void no_common_cause(const LayerDef& layer, const RuleDef& rule, const std::string& name);
  /// Throws Error(policy) with all findings.
  void throw_if_bad() const;

 private:
  void entities(const PolicyModel& added, std::uint32_t family, NewPlaces& places);
  void attributes(const PolicyModel& added, NewPlaces& places);
  std::uint32_t fact(const PolicyModel& added, const AttributeDef& wanted, const NewPlaces& places);
  void forms(const PolicyModel& added, NewPlaces& places);
  void points(const PolicyModel& added, NewPlaces& places);
  void events(const PolicyModel& added, std::uint32_t family, NewPlaces& places);
  void shared_event(const PolicyModel& added, const EventDef& wanted, EventDef& known, const NewPlaces& places);
  std::vector<FieldDef> moved(std::vector<FieldDef> fields, const NewPlaces& places) const;
  void merge_fields(const PolicyModel& added, std::vector<FieldDef>& known, const std::vector<FieldDef>& wanted,
                    const std::string& pointer);
  void slots(const PolicyModel& added, NewPlaces& places);
  std::string type_words(const feel::Type& type, std::uint32_t target, bool list) const;
  /// `added` declares what the pointer names in another way than a policy before it.
  void differs(const PolicyModel& added, const std::string& pointer, std::string found, std::string expected);
  /// Names and versions of all policies so far.
  std::string others() const;
  /// Is what the pointer names declared by versions of this policy alone?
  bool of_family_alone(const PolicyModel& added, const std::string& pointer);
  void remember(const PolicyModel& added);
  void report(std::string_view code, std::string message, std::string pointer, std::string found, std::string expected);

  PolicyModel& model_;
  std::map<std::string, std::set<std::string>> declared_by_;  ///< pointer to root ids
  std::vector<Diagnostic> findings_;
};

}  // namespace huifang::loader
