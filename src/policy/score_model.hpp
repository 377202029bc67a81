#pragma once
/// The compiled items of forms and the scores of a policy.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "huifang/score.hpp"
#include "policy/model.hpp"

namespace huifang {

/// What is asked on a form; not every scale can be scored.
struct FormItem : ScoreItem {
  std::string entry;                                  ///< of the document: of items that are asked several times the name without the number
  feel::Expression shown_when;                        ///< empty: always; sees the answers before it
};

/// What a form asks and demands beyond its fields, as one policy has it.
struct FormModel {
  struct Condition {
    std::string name;
    feel::Expression when;                            ///< empty: always
  };
  enum class Keep : std::uint8_t { last, first, refuse };
  std::vector<FormItem> items;
  std::vector<ScoreGroup> groups;                     ///< with weights of their own; empty: items weigh as they stand
  std::vector<Condition> required;                    ///< fields and items that must be there when it holds
  std::vector<Condition> signed_by;                   ///< who must have signed
  std::vector<Condition> valid;                       ///< by reason: what must hold for the response to count
  std::string once;                                   ///< field that is the same in answers to one invitation; empty: none
  Keep keep = Keep::last;                             ///< which of them counts
  std::uint32_t filed_attribute = none;               ///< attribute of the subject: the invitations that were answered; internal

  const FormItem* item(std::string_view name) const {
    for (const FormItem& known : items) {
      if (known.name == name) return &known;
    }
    return nullptr;
  }
};

/// What a form, an expression over it, or other scores are worth.
struct ScoreDef {
  std::string name;
  std::string source;                                 ///< clause
  std::uint32_t entity = none;
  std::uint32_t form = none;                          ///< index into forms; none: of other scores
  std::shared_ptr<const FormModel> answers;           ///< of the form, as the policy of this score has it
  feel::Expression is;                                ///< empty: the weighted mean of the items
  std::shared_ptr<const Scoring> scoring;             ///< nullptr: `is` or parts
  std::vector<std::uint32_t> items;                   ///< of scoring, in its order: index into answers->items
  struct Part {
    std::uint32_t score = none;                       ///< index into PolicyModel::scores
    Decimal weight;
  };
  std::vector<Part> parts;                            ///< merged of these
  ScoreMissing missing;                               ///< of parts
  std::vector<ScoreBand> bands;                       ///< descending
  std::uint32_t event = none;                         ///< event index of "scored.<name>"
  std::uint32_t measure = none;                       ///< index into measures: the last value
  std::uint32_t attribute = none;                     ///< attribute of the subject: all that were computed; internal
  std::uint32_t layer = 0;                            ///< index into layers
};

}  // namespace huifang
