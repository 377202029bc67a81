#pragma once
/// A policy-test file, read and checked but not yet run. Times stay text: their zone is the policy's.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "huifang/calendar.hpp"
#include "huifang/book.hpp"
#include "huifang/duty.hpp"
#include "log/json_form.hpp"

namespace huifang::policy_test {

/// How many of something are expected.
struct CountExpectation {
  std::int64_t at_least = 0;
  std::int64_t at_most = INT64_MAX;
  std::string text;  ///< as it is reported
  bool accepts(std::int64_t count) const { return count >= at_least && count <= at_most; }
};

/// Which duties an expectation is about. Empty members do not restrict.
struct DutySelection {
  std::string rule;
  std::optional<EntityRef> subject;
  std::optional<EntityRef> owner;
  std::string n;
  std::string run;
  std::vector<DutyState> states;
  const Node* due_from = nullptr;  ///< date or date and time; a date begins
  const Node* due_to = nullptr;    ///< a date ends
  std::optional<bool> late;
};

/// "duties": so many duties of a kind. "duty": one duty and what it is like.
struct DutyExpectation {
  const Node* node = nullptr;
  DutySelection which;
  bool single = false;
  CountExpectation count;  ///< not single
  bool exists = true;      ///< single
  std::vector<std::pair<std::string, const Node*>>
      fields;  ///< single: "due" … to expected value, in document order
};

struct TierExpectation {
  const Node* node = nullptr;
  EntityRef subject;
  std::string tier;
  const Node* at = nullptr;                                 ///< default: the book's now
  std::vector<std::pair<std::string, const Node*>> fields;  ///< value, from, source, why, history
};

struct FactExpectation {
  const Node* node = nullptr;
  EntityRef subject;
  std::string name;
  const Node* at = nullptr;
  const Node* value = nullptr;
};

struct EffectExpectation {
  const Node* node = nullptr;
  std::string kind, rule;
  std::optional<EntityRef> subject, to;
  const Node* data = nullptr;   ///< members that must be there with these values
  const Node* from = nullptr;   ///< acted on or after
  const Node* until = nullptr;  ///< acted on or before
  CountExpectation count;
};

/// "contacts": what the policy's eligibility says of a contact that has not happened.
struct ContactExpectation {
  const Node* node = nullptr;
  std::string envelope;        ///< JSON of the event without `at` and what only tests know
  std::string purpose;
  const Node* at = nullptr;    ///< default: the book's now
  const Node* answer = nullptr;  ///< "allow", "deny: code"
  const Node* source = nullptr;  ///< clause of the row
  const Node* instead = nullptr; ///< keys of those who would be allowed
};

/// What must hold at one moment.
/// "cases": the one case of a workflow about a subject, or so many.
struct CaseExpectation {
  const Node* node = nullptr;
  CaseQuery which;                                          ///< workflow, key, about
  std::optional<CountExpectation> count;                    ///< nullopt: one, and its fields are compared
  std::vector<std::pair<std::string, const Node*>> fields;  ///< state, owner, running, outcome, opened, closed, facts
};

/// "points": what an account has, what a period or a rule has brought it, or so many entries.
struct PointExpectation {
  const Node* node = nullptr;
  PointQuery which;                         ///< account, class, period, rule
  std::string kind;                         ///< of the entries; empty = any
  std::optional<CountExpectation> count;    ///< so many entries
  const Node* balance = nullptr;            ///< what the account has at the end of the period, or now
  const Node* change = nullptr;             ///< sum of the entries
};

/// "scores": what a score of a subject was worth.
struct ScoreExpectation {
  const Node* node = nullptr;
  std::string score;
  EntityRef subject;
  const Node* at = nullptr;                                 ///< default: the book's now
  std::vector<std::pair<std::string, const Node*>> fields;  ///< value, band, valid, reason, response, supersedes, exists
};

/// "reports": figures as they are shown, targets that are met, rows and findings of a report at the end of a bucket.
struct ReportExpectation {
  const Node* node = nullptr;
  std::string report;
  std::string period;                       ///< empty: the last one that is over
  std::vector<const Node*> figures;         ///< key: "reach", "outcomes.moved", "posts.gate"; text: as shown
  std::vector<const Node*> met;             ///< key: metric; boolean
  const Node* rows = nullptr;               ///< lists of texts, as shown, in order; nullptr: not compared
  const Node* findings = nullptr;           ///< "kind about", all of them in any order; nullptr: not compared
};

struct Then {
  std::vector<DutyExpectation> duties;
  std::vector<TierExpectation> tiers;
  std::vector<FactExpectation> facts;
  std::vector<EffectExpectation> effects;
  std::vector<ContactExpectation> contacts;
  std::vector<CaseExpectation> cases;
  std::vector<PointExpectation> points;
  std::vector<ScoreExpectation> scores;
  std::vector<ReportExpectation> reports;
};

/// Something that happens in a test.
struct Step {
  enum class Kind : std::uint8_t { event, advance, log, bind, then };
  Kind kind = Kind::event;
  const Node* node = nullptr;
  // event
  std::string envelope;  ///< JSON of the envelope without `at` and what only tests know
  bool has_id = false;
  const Node* at = nullptr;        ///< default: the book's now
  const Node* recorded = nullptr;  ///< the `now` of the call; default: the later of `at` and the book's now
  const Node* refused = nullptr;   ///< code of the diagnostic with which it must be refused
  const Node* credits = nullptr;   ///< exactly these rules are credited
  const Node* creates = nullptr;   ///< exactly these rules get a new duty
  const Node* moves = nullptr;     ///< exactly these rules have a duty moved
  const Node* known = nullptr;     ///< whether the id was recorded before
  const Node* every = nullptr;     ///< span; repeated until `until`
  const Node* until = nullptr;
  // advance
  const Node* to = nullptr;
  // bind
  std::string bindings;            ///< JSON list
  // log
  std::string log_file, map_file;
  // then
  Then then;
};

/// One entity's facts before anything happens.
struct GivenFacts {
  const Node* node = nullptr;
  EntityRef subject;
};

struct Given {
  const Node* from = nullptr;  ///< when the policy is put in force and the facts are set
  std::map<std::string, std::string> params;
  std::string bindings;        ///< JSON list of what is bound instead of the policy alone; empty: nothing else
  std::vector<GivenFacts> facts;
};

struct Test {
  const Node* node = nullptr;
  std::string name;
  Given given;  ///< of the test itself
  std::vector<Step> when;
  Then then;
};

/// A whole file. Keeps the text and its tree alive.
struct TestFile {
  std::unique_ptr<JsonForm> form;
  std::string file;
  std::string policy;  ///< path of the policy, resolved
  Given given;         ///< for all tests
  std::vector<Test> tests;
};

/// Throws Error with all diagnostics.
TestFile read_test_file(const std::string& path);

/// "customer:c1"; without entity it is of `entity`. nullopt when the text is empty.
std::optional<EntityRef> reference(const std::string& text, const std::string& entity);
std::string to_text(const EntityRef& reference);

}  // namespace huifang::policy_test
