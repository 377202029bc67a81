/// FEEL expressions, in both semantics.
#include "huifang/feel.hpp"
#include "target.hpp"

using namespace huifang;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Context names;
  names.entries.emplace_back("a", Value::of(Decimal(3)));
  names.entries.emplace_back("order amount", Value::of(*Decimal::parse("12.50")));
  names.entries.emplace_back("客户", Value::of(std::string("c1")));
  names.entries.emplace_back("nothing", Value{});
  names.entries.emplace_back("day", Value::of(Date{2024, 2, 29}));
  feel::CompileOptions options;
  options.limits.steps = 20'000;
  options.limits.list_items = 10'000;
  options.limits.string_bytes = 100'000;
  for (const auto semantics : {feel::Semantics::strict, feel::Semantics::dmn}) {
    options.semantics = semantics;
    fuzz::accepted([&] {
      const feel::Outcome first = feel::evaluate(fuzz::text_of(data, size), names, options);
      const feel::Outcome again = feel::evaluate(fuzz::text_of(data, size), names, options);
      fuzz::require(first.status == again.status && first.message == again.message, "the same question has one answer");
    });
  }
  return 0;
}
