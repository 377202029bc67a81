// Measures without a book.
#include "huifang/measures.hpp"

#include "boundary.hpp"
#include "huifang/arrow.hpp"

using namespace huifang::c;
using huifang::ArrowRows;
using huifang::Measures;

namespace {

std::vector<std::string> lines(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    if (end > from) out.emplace_back(text.substr(from, end - from));
    from = end + 1;
  }
  return out;
}

}  // namespace

huifang_status huifang_policy_measure(const huifang_policy* policy, const huifang_measure_options* options,
                                      const struct ArrowSchema* schema, const struct ArrowArray* batch,
                                      struct ArrowArrayStream* events, struct ArrowArrayStream* out, huifang_error** error) {
  return guarded(error, [&] {
    const huifang::Policy& source = required(policy, "policy").policy;
    ArrowArrayStream& happened = required(events, "events");
    ArrowArrayStream& stream = required(out, "out");
    required(options, "options");
    const auto wanted = read_options(options, "huifang_measure_options");
    huifang::MeasureRequest request;
    if (wanted.entity != nullptr) request.entity = std::string(text(wanted.entity, wanted.entity_size, "entity"));
    request.measures = lines(text(wanted.measures, wanted.measures_size, "measures"));
    if (wanted.at != HUIFANG_NO_INSTANT) request.at = instant(wanted.at, "at");
    const auto measures = [&] {
      if (schema == nullptr && batch == nullptr) return Measures(source, request);
      ArrowRows subjects;
      subjects.add(required(schema, "schema"), required(batch, "batch"));
      const std::size_t count = subjects.size();
      return Measures(source, request, count, subjects.take());
    };
    Measures all = measures();
    all.add(happened);
    export_stream(std::move(all), stream);
  });
}
