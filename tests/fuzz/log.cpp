/// A mapping document, a line "---", and a log in the form that the mapping says; without the line, envelopes.
#include <string>

#include "huifang/log.hpp"
#include "target.hpp"

using namespace huifang;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const std::size_t line = text.find("\n---\n");
  fuzz::accepted([&] {
    LogInput input;
    input.name = "fuzzed";
    if (line == std::string_view::npos) {
      input.text = text;
    } else {
      input.mapping = LogMapping::parse(text.substr(0, line), "mapping.json");
      input.text = text.substr(line + 5);
    }
    LogOptions options;
    options.record_bytes = 4096;
    std::vector<LogInput> inputs;
    inputs.push_back(std::move(input));
    EventLog log = EventLog::read(std::move(inputs), options);
    Event event;
    std::uint64_t count = 0;
    Instant before{INT64_MIN};
    while (log.next(event)) {
      fuzz::require(before <= event.at, "events come in time order");
      before = event.at;
      ++count;
    }
    fuzz::require(count == log.size(), "all events are handed out");
  });
  return 0;
}
