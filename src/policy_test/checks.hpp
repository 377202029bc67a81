#pragma once
/// Compares a book with what a policy test expects of it.

#include <string>
#include <vector>

#include "huifang/book.hpp"
#include "huifang/policy_test.hpp"
#include "policy_test/document.hpp"
#include "policy_test/names.hpp"

namespace huifang::policy_test {

class Checks {
 public:
  /// All are borrowed. Failures are added to `result`.
  Checks(const Book& book, TimeZone zone, PolicyTestResult& result)
      : book_(book), zone_(std::move(zone)), result_(result) {}

  /// Policies were put in force: what they have may be named from now on.
  void bound() { names_.meet(book_); }
  void check(const Then& then);
  /// The rules of `keys` must be exactly these, each as often as it is written.
  void rules(const Node& expected, const std::vector<DutyKey>& keys, std::string what);
  void fail(const Node& at, std::string what, std::string expected, std::string found);
  void counted() { ++result_.checks; }

  /// The instant of a text; a bare date is its first or, with `ends`, its last instant. Throws Error(range).
  Instant instant(const Node& node, bool ends = false) const;
  /// "2024-03-10 10:05"; the last instant of a day is "2024-03-10 24:00".
  std::string local(Instant instant) const;

 private:
  /// Do the policies have what the expectation is about? Otherwise it has failed: that there is none of it proves nothing.
  bool known(const Node& at, const std::string& rule, const std::optional<EntityRef>& subject);
  std::vector<Duty> select(const DutySelection& which) const;
  void many(const DutyExpectation& expectation);
  void one(const DutyExpectation& expectation);
  void field(const Duty& duty, const std::string& what, const std::string& name, const Node& expected);
  void moment(const std::string& what, const Node& expected, const std::optional<Instant>& found, bool ends);
  void words(const std::string& what, const Node& expected, const std::string& text);
  void text(const std::string& what, const Node& expected, const std::string& found);
  void tier(const TierExpectation& expectation);
  void fact(const FactExpectation& expectation);
  void score(const ScoreExpectation& expectation);
  void effect(const EffectExpectation& expectation);
  void contact(const ContactExpectation& expectation);
  void cases(const CaseExpectation& expectation);
  void points(const PointExpectation& expectation);
  void report(const ReportExpectation& expectation);
  void rows_of_report(const std::string& what, const Node& expected, const Report& report);
  /// "" when the case is what is expected; else what was found.
  std::string differs(const CaseEntry& one, const std::string& name, const Node& expected) const;

  const Book& book_;
  TimeZone zone_;
  PolicyTestResult& result_;
  Names names_;
};

/// Is this value what the test writes? Dates, times, durations and references are written as text.
bool matches(const Value& found, const Node& expected);
/// A value as a test would write it.
std::string shown(const Value& value);
/// A member of a `because`, as text; empty when it is not there.
std::string because_member(const std::string& because, const std::string& name);

}  // namespace huifang::policy_test
