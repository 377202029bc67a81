# How our own code is compiled: huifang_warnings for every target of ours, sanitizers when asked for.
add_library(huifang_warnings INTERFACE)
target_compile_options(huifang_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Woverloaded-virtual>
  # When optimising, GCC 12 sees overlaps in std::string's operator+ (GCC bug 105651) and unset values in
  # std::optional (bug 80635) that are not there.
  "$<$<AND:$<COMPILE_LANG_AND_ID:CXX,GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict;-Wno-maybe-uninitialized>"
  $<$<BOOL:${HUIFANG_WERROR}>:-Werror>)

if(HUIFANG_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(HUIFANG_SANITIZE)
  add_compile_options(-fsanitize=${HUIFANG_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${HUIFANG_SANITIZE})
endif()
