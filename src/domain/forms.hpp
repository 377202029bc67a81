#pragma once
/// What was answered on a form.

#include <string>
#include <vector>

#include "domain/subject.hpp"
#include "policy/score_model.hpp"

namespace huifang {

struct FormReading {
  Occurred response;                    ///< what was filed without the answers to what was not shown, and the counts that conditions may read
  std::vector<AnswerState> states;      ///< by item of the form
  std::vector<std::string> missing;     ///< fields, items and signatures without which it is a draft
  std::string excluded;                 ///< why it does not count, "" when it does
};

/// What makes answers to one invitation the same; "" where the form does not ask for it or it is not told.
std::string invitation_of(const FormModel& asked, const Occurred& filed);
/// What became of an item of the form, by its place; numbers with their value.
ScoreAnswer answer_to(const FormModel& asked, const FormReading& reading, std::size_t item);

}  // namespace huifang
