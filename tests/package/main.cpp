#include <iostream>

#include "huifang/version.hpp"

int main() {
  std::cout << huifang::version() << '\n';
  return huifang::version().empty() ? 1 : 0;
}
