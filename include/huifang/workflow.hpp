#pragma once
/// Workflows of policies and their cases as pictures. What cases a book has is asked with Book::cases().

#include <string>
#include <string_view>
#include <vector>

#include "huifang/book.hpp"
#include "huifang/policy.hpp"
#include "huifang/statechart.hpp"

namespace huifang {

/// Names of the policy's workflows, document order.
std::vector<std::string> workflows(const Policy& policy);

/// The workflow as a picture, without any other program. Throws Error(argument) HF6024 for a name that is no workflow of the
/// policy.
std::string draw_workflow(const Policy& policy, std::string_view workflow, statechart::Picture picture);

/// The same with one case in it: the active states, the transitions it has taken, and in the states what they still owe with
/// its due. `workflow`: as in CaseEntry. Throws Error(argument) HF6024 for a workflow that the book does not have, HF6025 for
/// a case that it does not have; Error(storage).
std::string draw_case(const Book& book, std::string_view workflow, std::string_view key, statechart::Picture picture);

}  // namespace huifang
