#pragma once
/// What was answered on a form.

#include <string>
#include <vector>

#include "domain/subject.hpp"
#include "huifang/score.hpp"

namespace huifang {

struct FormReading {
  Occurred response;                    ///< what was filed without the answers to what was not shown, and the counts that conditions may read
  std::vector<AnswerState> states;      ///< by item of the form
  std::vector<std::string> missing;     ///< fields, items and signatures without which it is a draft
  std::string excluded;                 ///< why it does not count, "" when it does
};

}  // namespace huifang
