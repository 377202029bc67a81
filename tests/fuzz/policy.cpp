/// Policy documents.
#include "huifang/policy.hpp"
#include "target.hpp"

using namespace huifang;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  LoadOptions options;
  options.limits.entries = 2'000;
  options.limits.values = 10'000;
  fuzz::accepted([&] {
    const Policy policy = Policy::load(fuzz::text_of(data, size), options);
    const Policy again = Policy::load(policy.canonical_text(), options);
    fuzz::require(again.hash() == policy.hash(), "a policy's canonical text is the same policy");
  });
  return 0;
}
