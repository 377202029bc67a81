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

/// What became of an item of the form, by its place; numbers with their value.
ScoreAnswer answer_to(const FormModel& asked, const FormReading& reading, std::size_t item);

}  // namespace huifang
