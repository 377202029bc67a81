/// Cells of decision tables.
#include "huifang/feel.hpp"
#include "target.hpp"

using namespace huifang;

namespace {

class NoNames final : public feel::Names, public feel::Frame {
 public:
  std::optional<feel::Binding> find(std::string_view) const override { return std::nullopt; }
  std::optional<feel::Binding> member(std::uint32_t, std::string_view) const override { return std::nullopt; }
  std::vector<std::string> all(std::optional<std::uint32_t>) const override { return {}; }
  Value load(std::uint32_t) const override { return {}; }
  Value attribute(const Value&, std::uint32_t) const override { return {}; }
  Value call(std::uint32_t, std::span<const Value>) const override { return {}; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const NoNames names;
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
