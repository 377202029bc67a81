#pragma once
/// Which contacts the policy allows, for many requests at once, without a book.
///
/// The answers are those of Book::may_contact() in a book that knows the same of the same subjects. Requests that look alike to
/// the policy are worked out once.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "huifang/book.hpp"
#include "huifang/columns.hpp"
#include "huifang/policy.hpp"

namespace huifang {

/// What is known of the subjects of one entity. Columns: "key" (each once), facts, measures, decisions, and tiers as "tier.<name>"; of
/// a measure that yields what happened, "<measure>.at", "<measure>.by" and so on. Nothing happened to a subject without the column of
/// a measure, and other facts are null; what is there is taken to be so at all times.
struct ContactTable {
  std::string entity;
  std::size_t rows = 0;
  std::vector<ValueColumn> columns;
};

/// Answers, in the order of the requests.
struct ContactAnswers {
  enum class Result : std::uint8_t { allowed, denied, undecided };
  std::vector<Result> result;
  std::vector<std::int32_t> code;            ///< place in Contacts::codes(); -1: allowed
  std::vector<std::int32_t> unknown;         ///< place in Contacts::unknown(): what has no value; -1: nothing
  std::vector<std::int32_t> row;             ///< of the eligibility table, from 1; 0: none decided
  std::vector<std::int64_t> instead_begin;   ///< who else would be allowed: [instead_begin[i], instead_begin[i + 1]) of those below
  std::vector<std::int32_t> instead_field;   ///< place in Contacts::fields()
  std::vector<std::int32_t> instead_subject; ///< for Contacts::subject()
  std::size_t size() const { return result.size(); }
};

/// Used by one thread at a time.
class Contacts {
 public:
  /// Throws Error(argument) with what is wrong (at most 100 findings), codes HF7401 and HF7402, for values HF2017, each with its place
  /// ("/customer/17/key").
  Contacts(Policy policy, std::vector<ContactTable> tables);
  ~Contacts();
  Contacts(Contacts&&) noexcept;
  Contacts& operator=(Contacts&&) noexcept;

  /// A row is a contact before it happens: "type", "at", and as in an envelope "by", keys of entities, fields; "purpose". `out` is
  /// filled anew. Throws Error(argument) with what is wrong (at most 100 findings), at "/requests/<row>/<column>", rows counted from
  /// 0 in each call; codes HF7403 to HF7406, for values HF2017;
  /// `out` is empty then.
  void answer(std::size_t rows, const std::vector<ValueColumn>& requests, ContactAnswers& out);

  /// An answer by itself; without `because`. `request` is below the number of answers.
  ContactAnswer one(const ContactAnswers& answers, std::size_t request) const;

  const std::vector<std::string>& codes() const;    ///< reason codes, "undecided" among them. Grows with answer().
  const std::vector<std::string>& unknown() const;  ///< names, with ", " between them. Grows with answer().
  const std::vector<std::string>& fields() const;   ///< fields of events that name somebody
  const EntityRef& subject(std::int32_t place) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The answers as an Arrow stream of one batch: `result` ("allowed", "denied", "undecided"), `code` (null: allowed), `unknown` (null:
/// nothing) as dictionaries of utf8, `row` (int32, from 1; null: none decided), `instead` (a list of structs of `field`, `entity` and
/// `key`, utf8). Contacts are borrowed for the call; the caller releases the stream.
void export_stream(const Contacts& contacts, const ContactAnswers& answers, ArrowArrayStream& out);
/// Answers every batch that is left of a stream of requests, which is borrowed and not released; a batch for each. Rows are counted
/// from 0 in each of them. Throws what answer() throws; then `out` is untouched.
void answer_stream(Contacts& contacts, ArrowArrayStream& requests, ArrowArrayStream& out);

}  // namespace huifang
