#pragma once
/// Can a condition ever be true? Only what is certain is said to be impossible.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "policy/model.hpp"

namespace huifang {

/// What one name can be, as far as comparisons say.
struct Possible {
  std::optional<std::set<std::string>> values;  ///< FEEL texts, null among them; nullopt: anything
  std::optional<Decimal> low, high;             ///< of numbers
  bool low_open = false, high_open = false;
  bool not_null = false;
  bool empty() const;
};

/// Names, as `subject` and ids of attributes behind points, to what they can be.
using Known = std::map<std::string, Possible>;

/// What a name that expressions read is called in Known; empty: it is no plain name, or a list. `model` is borrowed.
std::string path_of(const PolicyModel& model, const feel::Expression& expression);

/// False: whatever the names are that `known` leaves open, the conditions are never all true, since what they say of one name excludes
/// itself, or its declaration excludes it. Conditions may be empty expressions.
bool can_hold(const PolicyModel& model, const std::vector<feel::Expression>& conditions, Known known = {});

/// The known values of one name; a text of the value as FEEL writes it.
Possible exactly(const Value& value);

}  // namespace huifang
