// Preloaded into the test programs, so that they run as inside a host that has set a locale: decimal commas and
// grouped digits for C and for C++ streams. Nothing huifang reads or writes may change.
#include <cstdlib>
#include <iostream>
#include <locale>

namespace {

struct HostLocale {
  HostLocale() {
    try {
      std::locale::global(std::locale(""));
    } catch (const std::exception& error) {
      std::cerr << "host_locale: the locale of the environment is not installed: " << error.what() << '\n';
      std::abort();
    }
  }
};

const HostLocale host_locale;

}  // namespace
