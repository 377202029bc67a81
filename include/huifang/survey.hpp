#pragma once
/// What the answers to a form of a policy come to, without a book.
///
/// Answers are read and scored as a book would when they are filed; survey_next() says what to ask next while
/// they are given. Nothing is known of whom they are about: conditions that read facts are undecided.

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
  std::vector<std::string> scores;   ///< names; empty: all of the form
  std::optional<std::int64_t> sent;  ///< how many were asked, 0 or more; nullopt: not known
  Instant at;                        ///< as of when parameters are read
  ReliabilityOptions reliability;
};

/// One response: items and fields of the form by name. null: not answered; the text "not_applicable": it does
/// not apply.
struct SurveyRow {
  std::string id;  ///< names the response, no other one; empty: the number of the row, from 1
  std::map<std::string, Value> data;
};

/// What became of one response.
struct SurveyResponse {
  std::string id;
  std::vector<std::string> missing;  ///< required parts that are not there: a draft, which is not scored
  bool superseded = false;           ///< another answer to the same invitation counts instead
  std::string excluded;              ///< why it does not count: "coached" …; "" when it does
  std::vector<Score> scores;         ///< by score, as Survey::scores; empty: it is a draft or superseded
};

/// What was answered to one item, in responses that count.
struct SurveyItem {
  std::string item;
  Index mean;                   ///< of numbers, as they were answered
  std::optional<Rate> top_two;  ///< CSAT: answers on the two best points of the scale
  std::optional<Nps> nps;       ///< of a scale of 0 to 10
  std::map<std::string, std::int64_t>
      answers;  ///< how often each was given; of multiple choices, each that was ticked
  std::int64_t missing = 0, not_applicable = 0, not_shown = 0;
};

/// What one score comes to.
struct SurveyScore {
  std::string score;
  Index mean;                                       ///< of the responses that have one
  std::vector<std::pair<std::string, Rate>> bands;  ///< descending; of the responses that have a score
  std::map<std::string, std::int64_t> invalid;      ///< responses without a score, by reason
  Reliability reliability;                          ///< of its items, as they were answered
};

struct Survey {
  std::optional<std::int64_t> sent;
  std::int64_t returned = 0;  ///< rows
  std::int64_t drafts = 0, superseded = 0;
  std::int64_t valid = 0;                 ///< neither a draft, nor superseded, nor excluded
  std::vector<SurveyResponse> responses;  ///< by row
  std::vector<SurveyItem> items;          ///< as the form asks them
  std::vector<SurveyScore> scores;
  Rate response_rate() const { return {returned, sent.value_or(0)}; }  ///< without `sent` its base is 0
  Rate valid_rate() const { return {valid, returned}; }
};

/// Something that may be answered, as people read it.
struct SurveyOption {
  std::string value;   ///< as it is answered
  std::string label;   ///< in the language asked for; `value` where there is none
  std::string parent;  ///< is ticked only together with this one; empty: on its own
  bool text = false;   ///< needs words
};

/// An item, as people read it.
struct SurveyQuestion {
  std::string item;
  std::string label;  ///< in the language asked for; `item` where there is none
  std::string group;  ///< empty: none
  ScoreScale scale;
  std::vector<SurveyOption>
      options;            ///< in the scale's order; of a range the numbers that have labels; may be empty
  bool required = false;  ///< with the answers so far: left out, the form stays a draft
};

/// How far somebody is who answers a form.
struct SurveyProgress {
  std::optional<SurveyQuestion> next;  ///< nullopt: everything that is shown was asked
  std::vector<std::string>
      missing;  ///< required parts that are not there: items still to come, fields, "signature of customer"
  std::vector<std::string> not_shown;  ///< items that the answers so far skip
  std::string excluded;                ///< why the response would not count: "coached" …; "" when it would
  std::int64_t answered = 0;           ///< items; those that do not apply among them
  std::int64_t passed_over = 0;        ///< items asked and left without an answer
  std::int64_t open = 0;               ///< items that are shown and were not asked, `next` among them
  bool complete() const { return !next && missing.empty(); }  ///< it can be filed, and nothing is left to ask
};

/// What a script asks next: the first item in the order of the form that the answers so far show and do not
/// have. An item whose value is null was asked and passed over: it is not asked again, and missing when it is
/// required. Conditions that read what was not answered yet are undecided, and their items not shown.
/// `language`: of labels, "en", "zh". Reads form and moment of the request, not its scores. Throws as
/// survey() does, findings at "/<item>".
SurveyProgress survey_next(const Policy& policy, const SurveyRequest& request, const SurveyRow& answers,
                           std::string_view language = "en");

/// Throws Error(argument) with all findings: HF4601, no such form or score; HF4603, `sent` below 0; and, each at
/// "/<row>/<item>" with rows from 0, HF4604, an id that another row has, and what a book would refuse.
Survey survey(const Policy& policy, const SurveyRequest& request, const std::vector<SurveyRow>& rows);

/// Canonical JSON of all of it; exact numbers as text, statistics as numbers.
std::string to_json(const Survey& survey);
std::string to_json(const SurveyProgress& progress);

/// From JSON to JSON. `rows`: a list of objects, each a response; a member "id" names it unless the form has
/// a field of that name. `request`: {"form", "scores", "sent", "at", "pairwise", "standardised"}. Throws
/// Error(syntax) HF4602, with its place, for what is no such JSON.
std::string survey_json(const Policy& policy, std::string_view request, std::string_view rows);
/// The same of survey_next(). `request`: {"form", "at", "language"}; `answers`: an object.
std::string survey_next_json(const Policy& policy, std::string_view request, std::string_view answers);

}  // namespace huifang
