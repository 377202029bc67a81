// Which contacts are allowed, without a book.
#include "huifang/contacts.hpp"

#include "boundary.hpp"
#include "huifang/arrow.hpp"

using namespace huifang::c;

huifang_status huifang_policy_may_contact(const huifang_policy* policy, const huifang_contact_table* const* tables, size_t table_count,
                                          struct ArrowArrayStream* requests, struct ArrowArrayStream* out, huifang_error** error) {
  return guarded(error, [&] {
    const huifang::Policy& source = required(policy, "policy").policy;
    ArrowArrayStream& asked = required(requests, "requests");
    ArrowArrayStream& stream = required(out, "out");
    if (table_count > 0) required(tables, "tables");
    std::vector<huifang::ContactTable> known;
    for (size_t i = 0; i < table_count; ++i) {
      const huifang_contact_table given = read_options(&required(tables[i], "tables"), "huifang_contact_table");
      huifang::ArrowRows rows;
      rows.add(required(given.schema, "tables.schema"), required(given.batch, "tables.batch"));
      huifang::ContactTable& table = known.emplace_back();
      table.entity = std::string(text(given.entity, given.entity_size, "tables.entity"));
      table.rows = rows.size();
      table.columns = rows.take();
    }
    huifang::Contacts contacts(source, std::move(known));
    answer_stream(contacts, asked, stream);
  });
}
