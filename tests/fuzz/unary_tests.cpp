/// Cells of decision tables.
#include "feel/no_names.hpp"
#include "target.hpp"

using namespace huifang;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const feel::NoNames names;
  feel::CompileOptions options;
  options.limits.steps = 20'000;
  options.limits.list_items = 10'000;
  options.limits.string_bytes = 100'000;
  feel::Type number;
  number.kind = feel::Type::Kind::number;
  feel::Type text;
  text.kind = feel::Type::Kind::string;
  text.values = {"key", "ordinary", "not"};
  for (const auto& type : {number, text, feel::Type{}}) {
    fuzz::accepted([&] {
      const feel::Expression tests = feel::compile_unary_tests(fuzz::text_of(data, size), type, names, options);
      for (const Value& input : {Value{}, Value::of(Decimal(3)), Value::of(std::string("key")), Value::of(Date{2024, 2, 29})}) {
        const feel::Outcome outcome = tests.test(input, names);
        const auto kind = outcome.value.kind();
        fuzz::require(kind == Value::Kind::boolean || kind == Value::Kind::null, "a test accepts, refuses or does not know");
      }
    });
  }
  return 0;
}
