#pragma once
/// What is known of everybody, and the answers so far.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "contacts/frame.hpp"
#include "contacts/reads.hpp"
#include "contacts/requests.hpp"
#include "contacts/tables.hpp"
#include "huifang/contacts.hpp"

namespace huifang {

namespace contacts {

struct Answer {
  ContactAnswers::Result result = ContactAnswers::Result::allowed;
  std::int32_t code = -1, unknown = -1, row = 0;
};

/// Texts, each once.
class Texts {
 public:
  std::int32_t place(const std::string& text);
  const std::vector<std::string>& all() const { return all_; }

 private:
  std::vector<std::string> all_;
  std::unordered_map<std::string, std::int32_t> places_;
};

}  // namespace contacts

struct Contacts::State {
  State(Policy given_policy, std::vector<ContactTable> given_tables);

  void add_related(std::vector<std::int32_t>& subjects) const;
  bool is_read(std::uint32_t field);  ///< by place of its name
  std::int64_t label(std::int32_t id);
  bool describe(std::int32_t id);
  bool key_of(const contacts::Request& request);
  contacts::Answer ask(const contacts::Request& request);
  /// Adds its related subjects to the request.
  contacts::Answer judge(contacts::Request& request);
  /// `related`: the subjects of the request, and theirs.
  void alternatives(const contacts::Request& request, const std::vector<std::int32_t>& related, ContactAnswers& out);

  Policy policy;
  const PolicyModel& model;
  contacts::ContactReads reads;
  std::vector<Diagnostic> findings;
  contacts::Tables tables;
  contacts::FieldNames names;
  contacts::Texts codes, unknown;
  std::uint32_t customer = none;
  std::unordered_map<contacts::Ints, contacts::Answer, contacts::IntsHash> known;  ///< by what they depend on
  contacts::Ints key;
  std::vector<std::int32_t> labels;  ///< whom the key is about
  std::size_t described = 0;
  contacts::Request changed;
  std::vector<bool> field_is_read;
};

}  // namespace huifang
