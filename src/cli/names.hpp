#pragma once
/// Names and labels of people, subjects, rules and events for people to read.

#include <map>
#include <string>

#include "huifang/book.hpp"

namespace huifang::cli {

class Names {
 public:
  /// `book` and `policy` are borrowed.
  Names(const Book& book, const Policy& policy, std::string language);
  /// The `name` fact of a subject at the book's time; empty when it has none.
  const std::string& name(const EntityRef& reference);
  /// "Wang Fang (s3)", or the key alone.
  std::string party(const EntityRef& reference);
  /// Whom it is about: of a case its subject; of others themselves.
  const EntityRef& about(const EntityRef& subject);
  /// The same as party() for people to read; of a case with its key, "Chen (c12), case f2".
  std::string whom(const EntityRef& subject);
  std::string rule(const std::string& id) const;
  /// What would fulfil the duty: "phone call / visit".
  std::string needs(const Duty& duty) const;
  /// "open", "overdue since 2024-10-13", "1 of 3" …
  std::string state(const Duty& duty) const;
  std::string event(const std::string& type) const;

 private:
  const Book& book_;
  const Policy& policy_;
  std::string language_;
  std::map<EntityRef, std::string> names_;
  std::map<EntityRef, EntityRef> about_;  ///< of cases
};

}  // namespace huifang::cli
