#pragma once
/// Workflows of policies and their cases: as pictures, and for hosts that read JSON. What cases a book has is asked with
/// Book::cases().

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

/// Cases for hosts that read JSON: {"cases": [{"workflow", "key", "about", "owner", "states", "opened", "closed", "outcome",
/// "facts"}]}, as Book::cases() has them. Subjects are "customer:c1", moments text with the book's offset; what there is not
/// (an owner, the end of a case that runs) is null. Values in `facts` are as Event::to_json() writes those of events. Throws
/// Error(storage).
std::string cases_json(const Book& book, const CaseQuery& query = {});

/// The path of a case, the same way: {"path": [{"number", "at", "event", "type", "left", "entered", "states", "transitions", "because"}]},
/// as Book::case_path() has it; empty for a case that the book does not have. `event` is null when there was none.
std::string case_path_json(const Book& book, std::string_view workflow, std::string_view key);

}  // namespace huifang
