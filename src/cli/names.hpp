#pragma once
/// Names and labels of people, subjects, rules, tiers and events for people to read.

#include <map>
#include <string>
#include <vector>

#include "huifang/book.hpp"

namespace huifang::cli {

/// The root policy of a document's text: what keys of duties name, and tiers of later families.
std::string root_of(const Policy& policy);

class Names {
 public:
  /// `book` is borrowed. What a duty is about is told in the words of the policy that made it.
  Names(const Book& book, std::string language);
  /// The `name` fact of a subject at the book's time; empty when it has none.
  const std::string& name(const EntityRef& reference);
  /// "Wang Fang (s3)", or the key alone.
  std::string party(const EntityRef& reference);
  /// Whom it is about: of a case its subject; of others themselves.
  const EntityRef& about(const EntityRef& subject);
  /// The same as party() for people to read; of a case with its key, "Chen (c12), case f2".
  std::string whom(const EntityRef& subject);
  std::string rule(const Duty& duty) const;
  /// What an event is called by the first policy that has a label for it.
  std::string event(const std::string& type) const;
  /// What would fulfil the duty: "phone call / visit".
  std::string needs(const Duty& duty) const;
  /// "open", "overdue since 2024-10-13", "1 of 3" …
  std::string state(const Duty& duty) const;
  /// A state of a workflow as Book::cases() names both, in the words of the first policy of its family that has a label for it.
  std::string case_state(const std::string& workflow, const std::string& state) const;
  /// Several, comma between them.
  std::string case_states(const std::string& workflow, const std::vector<std::string>& states) const;
  /// A kind of subject, in the words of the first policy that has any.
  std::string entity(const std::string& name) const;
  /// A tier as Book::tiers() names it, and one of its values, in the words of the policy that has it.
  std::string tier(const std::string& name) const;
  std::string tier_value(const std::string& tier, const std::string& value) const;

 private:
  const Book& book_;
  struct InForce {
    Policy policy;
    std::string root;
  };
  std::vector<InForce> policies_;
  std::string language_;
  std::map<EntityRef, std::string> names_;
  std::map<EntityRef, EntityRef> about_;  ///< of cases
};

}  // namespace huifang::cli
