#pragma once
/// Names on the command line that nothing in a book bears.

#include <string>

#include "huifang/book.hpp"

namespace huifang::cli {

/// "s3" is of `entity`, "unit:sales" says itself of which.
EntityRef party_of(const std::string& text, const std::string& entity);

/// What is wrong with a --rule, --owner or --subject, in a sentence with the nearest name; "" when nothing is. Empty names are not
/// looked at. `book` has a policy.
std::string objection(const Book& book, const std::string& rule, const std::string& owner, const std::string& subject = {});

}  // namespace huifang::cli
