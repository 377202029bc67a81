#pragma once
/// Checks one outside event against the declared vocabulary and converts it to declared types.

#include <optional>
#include <string>
#include <vector>

#include "domain/subject.hpp"
#include "huifang/error.hpp"

namespace huifang {

/// `model` and `event` are borrowed. Call run() once, then ask.
class EventCheck {
 public:
  EventCheck(const PolicyModel& model, const Event& event) : model_(model), event_(event) {}

  /// The converted event; meaningful only when throw_if_bad() returns. For `set` and `assign` its data are attribute
  /// values of its one subject and its event index is `none`.
  Occurred run();
  /// Throws Error(policy) with all findings.
  void throw_if_bad() const;
  const std::vector<Diagnostic>& findings() const { return findings_; }
  /// Without an event: the value as the attribute's declared type has it; what is wrong is a finding at `pointer`.
  Value attribute(std::uint32_t attribute, const Value& raw, const std::string& pointer);
  /// The same for the value of an event's or a form's field.
  Value field(const FieldDef& field, const Value& raw, const std::string& pointer) {
    return typed(raw, field.type, field.target, field.list, pointer);
  }
  /// Forms: names of required fields that are missing or null.
  const std::vector<std::string>& missing_required() const { return missing_required_; }
  /// `set` and `assign`: from when the values hold; the event's own instant unless data.from says otherwise.
  std::int64_t effective_us() const { return effective_us_; }

 private:
  void subjects(Occurred& out);
  void fields(Occurred& out, const std::vector<FieldDef>& fields);
  void form(Occurred& out);
  bool is_item(std::uint32_t form, const std::string& name) const;
  Value answer(std::uint32_t form, const FieldDef& field, const Value& raw);
  void facts(Occurred& out);
  void migration(Occurred& out);
  void named_case(Occurred& out);
  void owner(Occurred& out);
  void act();
  void decision(const Occurred& out);
  void points(const Occurred& out);
  void known_data(const std::vector<std::string>& names);
  void roster(Occurred& out);
  void absence(Occurred& out);
  void calendar(Occurred& out);
  void slot(Occurred& out);
  /// The data without the keys of the envelope's own, as JSON text.
  std::string data_text() const;
  std::optional<Date> date(const std::string& name);
  void adopt(const Error& error);
  bool is_assigned(std::uint32_t attribute) const;  ///< changed by assign events alone
  void effective();
  void tier_by_hand(Occurred& out, const TierDef& tier, const std::string& name, const Value& raw);
  Value typed(const Value& raw, const feel::Type& type, std::uint32_t target, bool list, const std::string& pointer);
  Value typed_one(const Value& raw, const feel::Type& type, std::uint32_t target, const std::string& pointer);
  /// Keep a finding: what is wrong at `pointer` of the envelope.
  void report(std::string code, std::string message, std::string pointer, std::string found, std::string expected,
            std::string suggestion = {});

  const PolicyModel& model_;
  const Event& event_;
  std::vector<Diagnostic> findings_;
  std::vector<std::string> missing_required_;
  std::int64_t effective_us_ = 0;
};

}  // namespace huifang
