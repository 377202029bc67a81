/// DMN documents: whatever they hold, they are read and evaluated, or refused.
#include "huifang/dmn.hpp"
#include "target.hpp"

using namespace huifang;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const bool tolerant : {false, true}) {
    DmnOptions options;
    options.tolerant = tolerant;
    options.elements = 2'000;
    options.limits.steps = 10'000;
    options.limits.list_items = 10'000;
    options.limits.string_bytes = 100'000;
    fuzz::accepted([&] {
      const DmnModel model = DmnModel::read({"fuzz.dmn", std::string(fuzz::text_of(data, size))}, options);
      Context inputs;
      for (const DmnInput& input : model.inputs())
        inputs.entries.emplace_back(input.name, Value::of(Decimal(3)));
      for (const DmnDecision& decision : model.decisions())
        fuzz::accepted([&] { (void)model.evaluate(decision.name, inputs); });
      for (const DmnService& service : model.services())
        fuzz::accepted([&] { (void)model.evaluate_service(service.name, inputs); });
    });
  }
  return 0;
}
