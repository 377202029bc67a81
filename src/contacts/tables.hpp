#pragma once
/// Subjects by columns, as expressions about a contact see them.

#include <bit>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "columns/gathered.hpp"
#include "huifang/contacts.hpp"
#include "huifang/error.hpp"
#include "policy/model.hpp"

namespace huifang::contacts {

using Ints = std::vector<std::int64_t>;
struct IntsHash {
  std::size_t operator()(const Ints& ints) const {  // not noexcept, so that maps keep hashes instead of working them out again
    std::uint64_t hash = ints.size();
    for (const std::int64_t one : ints) hash = (std::rotl(hash, 23) ^ static_cast<std::uint64_t>(one)) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
  }
};

/// Somebody whom a table or a request names.
struct Someone {
  std::uint32_t entity = none;
  std::int32_t row = -1;    ///< of the entity's table; -1: not in it
  bool mentioned = false;   ///< a table refers to them: a book would know them
  Value ref;
  bool known() const { return row >= 0 || mentioned; }
};

struct Column {
  std::uint32_t attribute = none;
  bool reference = false;           ///< ids are those of someone, else of values; -1: null
  std::vector<std::int32_t> ids;    ///< by row
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::int32_t> people;                                     ///< by row: id of the subject
  std::unordered_map<std::int32_t, std::vector<std::int32_t>> of;       ///< rows that refer to that customer, ascending
  std::vector<std::int32_t> pattern;                                    ///< by row: the same where what the policy reads is the same
  std::vector<std::pair<std::size_t, std::uint32_t>> related;           ///< columns of references along which contacts find more subjects, and to what
  std::vector<std::size_t> followed;                                    ///< columns of references that an answer may depend on
};

class Tables {
 public:
  /// Findings are appended; with any, only destroyed.
  Tables(const PolicyModel& model, std::vector<ContactTable> given, std::vector<Diagnostic>& findings);

  /// Whom the key names, made known here when nobody named them before.
  std::int32_t someone(std::uint32_t entity, const std::string& key);
  std::int32_t find(const EntityRef& ref) const;  ///< -1: nobody named them
  std::int32_t value(const Value& value);         ///< equal values have equal ids
  const Value& value_of(std::int32_t id) const { return values_[static_cast<std::size_t>(id)]; }
  const Someone& at(std::int32_t id) const { return people_[static_cast<std::size_t>(id)]; }
  const Table& table(std::uint32_t entity) const { return tables_[entity]; }
  const Column* column(std::uint32_t attribute) const;
  /// What the attribute is; nullopt: no column says so.
  std::optional<Value> attribute(const Someone& whose, std::uint32_t attribute) const;
  /// Rows that agree in these attributes get the same pattern; those of references are followed.
  void arrange(const std::vector<bool>& read, const std::vector<int>& followed);

 private:
  void read(const ContactTable& given);
  void keys(const ContactTable& given, std::uint32_t entity);
  void attribute_column(const ContactTable& given, const ValueColumn& column, std::uint32_t entity);
  void joined(const ContactTable& given, std::uint32_t entity);
  std::uint32_t attribute_named(std::uint32_t entity, const std::string& name) const;
  void report(std::string code, std::string message, std::string pointer, std::string found, std::string expected, std::string suggestion = {});

  const PolicyModel& model_;
  std::vector<Diagnostic>& findings_;
  std::vector<Table> tables_;                                           ///< by entity
  std::vector<bool> given_;                                             ///< by entity
  std::vector<Someone> people_;
  std::vector<std::unordered_map<std::string, std::int32_t>> ids_;      ///< by entity and key
  std::vector<Value> values_;
  std::map<Value, std::int32_t, columns::ByOrder> value_ids_;
  std::vector<std::pair<std::uint32_t, std::size_t>> column_of_;        ///< by attribute: entity and column; none: there is none
};

}  // namespace huifang::contacts
