#pragma once
/// What an expression or a table came to, as tests compare it.

#include <string>

#include "huifang/feel.hpp"

namespace huifang::test {

/// The value's text; failures as "undecided: a, b", "wrong_type: …", "error: …". Of feel::Outcome and DecisionOutcome.
template <class Outcome>
std::string shown(const Outcome& outcome) {
  switch (outcome.status) {
    case feel::Outcome::Status::ok: return outcome.value.to_text();
    case feel::Outcome::Status::undecided: {
      std::string text = "undecided:";
      for (const std::string& name : outcome.names) text += " " + name;
      return text;
    }
    case feel::Outcome::Status::wrong_type: return "wrong_type: " + outcome.message;
    case feel::Outcome::Status::error: return "error: " + outcome.message;
  }
  return "";
}

}  // namespace huifang::test
