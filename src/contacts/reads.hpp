#pragma once
/// What an answer about a contact can depend on.

#include <set>
#include <string>
#include <vector>

#include "policy/model.hpp"

namespace huifang::contacts {

struct ContactReads {
  explicit ContactReads(const PolicyModel& model);
  std::vector<bool> attributes;  ///< by attribute: is it read?
  std::vector<int> followed;     ///< by attribute of a reference: how often it can be followed one after another at most
  std::set<std::string> fields;  ///< of contacts, "purpose" among them
  bool at = false;               ///< the instant
  bool day = false;              ///< its day
  bool other = false;            ///< something else: the id of the contact, or how often references are followed is not known
  bool keys = false;             ///< who somebody is, not only what is known of them and who is who
};

}  // namespace huifang::contacts
