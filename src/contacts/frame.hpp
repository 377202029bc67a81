#pragma once
/// What expressions see when a contact is asked about.

#include <cstdint>
#include <span>

#include "contacts/tables.hpp"
#include "domain/subject.hpp"

namespace huifang::contacts {

/// Everything is borrowed.
class ContactFrame final : public feel::Frame {
 public:
  /// `subject`: the customer, -1: nobody known.
  ContactFrame(const PolicyModel& model, const Tables& tables, const Occurred& contact, std::int32_t subject)
      : model_(model), tables_(tables), contact_(contact), subject_(subject) {}

  Value load(std::uint32_t slot) const override;
  Value attribute(const Value& object, std::uint32_t attribute) const override;
  Value call(std::uint32_t function, std::span<const Value> arguments) const override;

 private:
  Value attribute_of(std::int32_t whose, std::uint32_t attribute) const;
  Value contact_meta(const std::string& name) const;
  Value fact_of(const Value& object, std::string_view name) const;
  Value head(const Value& object) const;
  Value parameter(std::uint32_t index) const;

  const PolicyModel& model_;
  const Tables& tables_;
  const Occurred& contact_;
  std::int32_t subject_;
};

}  // namespace huifang::contacts
