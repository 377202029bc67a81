/// A decision table with its schema ("huifang-decision/1"), a line "---", and records, one a line.
#include <string>

#include "huifang/decision_rows.hpp"
#include "target.hpp"

using namespace huifang;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const std::size_t line = text.find("\n---\n");
  fuzz::accepted([&] {
    const Decision decision = Decision::parse(text.substr(0, line), "table.json");
    std::string_view rest = line == std::string_view::npos ? std::string_view("{}") : text.substr(line + 5);
    for (int records = 0; records < 20 && !rest.empty(); ++records) {
      const std::size_t end = rest.find('\n');
      const std::string_view record = rest.substr(0, end);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      fuzz::accepted([&] {
        const DecisionHit hit = decision.evaluate_json(record);
        fuzz::require(decision.evaluate_json(record) == hit, "the same record has one answer");
        fuzz::require(hit.rule >= -1 && hit.rule < static_cast<std::int64_t>(decision.rule_count()), "the rule is one of the table");
        std::string out;
        decision.append_json(hit, record, out);
        fuzz::require(!out.empty(), "an answer is told");
      });
    }
  });
  return 0;
}
