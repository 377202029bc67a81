#pragma once
/// What the answers to a form of a policy come to, without a book.
///
/// Answers are read and scored as a book would when they are filed. Nothing is known of whom they are about: conditions that read
/// facts are undecided.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "huifang/policy.hpp"
#include "huifang/score.hpp"
#include "huifang/value.hpp"

namespace huifang {

struct SurveyRequest {
  std::string form;
  std::vector<std::string> scores;             ///< names; empty: all of the form
  std::optional<std::int64_t> sent;            ///< how many were asked; nullopt: not known
  Instant at;                                  ///< as of when parameters are read
  ReliabilityOptions reliability;
};

/// One response: items and fields of the form by name. null: not answered; the text "not_applicable": it does not apply.
struct SurveyRow {
  std::string id;                              ///< empty: the number of the row, from 1
  std::map<std::string, Value> data;
};

/// What became of one response.
struct SurveyResponse {
  std::string id;
  std::vector<std::string> missing;            ///< required parts that are not there: a draft, which is not scored
  bool superseded = false;                     ///< another answer to the same invitation counts instead
  std::string excluded;                        ///< why it does not count: "coached" …; "" when it does
  std::vector<Score> scores;                   ///< by score, as Survey::scores; empty: it is a draft or superseded
};

/// What was answered to one item, in responses that count.
struct SurveyItem {
  std::string item;
  Index mean;                                  ///< of numbers, as they were answered
  std::optional<Rate> top_two;                 ///< CSAT: answers on the two best points of the scale
  std::optional<Nps> nps;                      ///< of a scale of 0 to 10
  std::map<std::string, std::int64_t> answers; ///< how often each was given; of multiple choices, each that was ticked
  std::int64_t missing = 0, not_applicable = 0, not_shown = 0;
};

/// What one score comes to.
struct SurveyScore {
  std::string score;
  Index mean;                                  ///< of the responses that have one
  std::vector<std::pair<std::string, Rate>> bands;  ///< descending; of the responses that have a score
  std::map<std::string, std::int64_t> invalid; ///< responses without a score, by reason
  Reliability reliability;                     ///< of its items, as they were answered
};

struct Survey {
  std::optional<std::int64_t> sent;
  std::int64_t returned = 0;                   ///< rows
  std::int64_t drafts = 0, superseded = 0;
  std::int64_t valid = 0;                      ///< neither a draft, nor superseded, nor excluded
  std::vector<SurveyResponse> responses;       ///< by row
  std::vector<SurveyItem> items;               ///< as the form asks them
  std::vector<SurveyScore> scores;
  Rate response_rate() const { return {returned, sent.value_or(0)}; }  ///< without `sent` its base is 0
  Rate valid_rate() const { return {valid, returned}; }
};

/// Throws Error(argument) with all findings: HF4601, no such form or score; and, each at "/<row>/<item>" with rows from 0, what a book
/// would refuse.
Survey survey(const Policy& policy, const SurveyRequest& request, const std::vector<SurveyRow>& rows);

/// Canonical JSON of all of it; exact numbers as text, statistics as numbers.
std::string to_json(const Survey& survey);

/// From JSON to JSON. `rows`: a list of objects, each a response; a member "id" names it unless the form has a field of that name.
/// `request`: {"form", "scores", "sent", "at", "pairwise", "standardised"}. Throws Error(syntax) HF4602 for what is no such JSON.
std::string survey_json(const Policy& policy, std::string_view request, std::string_view rows);

}  // namespace huifang
