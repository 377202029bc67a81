// When rules are due, without a book.
#include "huifang/occurrences.hpp"

#include "boundary.hpp"
#include "huifang/arrow.hpp"

using namespace huifang::c;
using huifang::ArrowSubjects;
using huifang::Occurrences;

huifang_status huifang_policy_occurrences(const huifang_policy* policy, const huifang_occurrence_options* options,
                                          const struct ArrowSchema* schema, const struct ArrowArray* batch,
                                          struct ArrowArrayStream* out, huifang_error** error) {
  return guarded(error, [&] {
    const huifang::Policy& source = required(policy, "policy").policy;
    ArrowArrayStream& stream = required(out, "out");
    required(options, "options");
    const auto wanted = read_options(options, "huifang_occurrence_options");
    huifang::OccurrenceRequest request;
    request.entity = wanted.entity == nullptr ? "customer" : std::string(text(wanted.entity, wanted.entity_size, "entity"));
    request.rule = std::string(text(wanted.rule, wanted.rule_size, "rule"));
    request.from = instant(wanted.from, "from");
    request.to = instant(wanted.to, "to");
    if (wanted.known_since != HUIFANG_NO_INSTANT) request.known_since = instant(wanted.known_since, "known_since");
    if (schema == nullptr && batch == nullptr) {
      export_stream(Occurrences(source, request, 1, {}), stream);
      return;
    }
    ArrowSubjects subjects(source, request.entity);
    subjects.add(required(schema, "schema"), required(batch, "batch"));
    export_stream(Occurrences(source, request, subjects.size(), subjects.columns()), stream);
  });
}
