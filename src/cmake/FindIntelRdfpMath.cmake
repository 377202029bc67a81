# IntelRdfpMath::bid: decimal128 of the Intel Decimal Floating-Point Math Library.
#
# The library comes in eight builds, libbidgccABC. Ours is 000: operands by value (A=0), the rounding mode
# an argument of each call (B=0) and the status flags an argument of each call (C=0), so no global state.
# bid_conf.h turns the three names below into those conventions; its typedefs are in bid_functions.h.
find_path(IntelRdfpMath_INCLUDE_DIR bid_functions.h)
find_library(IntelRdfpMath_LIBRARY bidgcc000)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(IntelRdfpMath
  REQUIRED_VARS IntelRdfpMath_LIBRARY IntelRdfpMath_INCLUDE_DIR)
mark_as_advanced(IntelRdfpMath_INCLUDE_DIR IntelRdfpMath_LIBRARY)
if(IntelRdfpMath_FOUND AND NOT TARGET IntelRdfpMath::bid)
  add_library(IntelRdfpMath::bid UNKNOWN IMPORTED GLOBAL)
  set_target_properties(IntelRdfpMath::bid PROPERTIES
    IMPORTED_LOCATION "${IntelRdfpMath_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${IntelRdfpMath_INCLUDE_DIR}"
    INTERFACE_COMPILE_DEFINITIONS
      "DECIMAL_CALL_BY_REFERENCE=0;DECIMAL_GLOBAL_ROUNDING=0;DECIMAL_GLOBAL_EXCEPTION_FLAGS=0"
    INTERFACE_LINK_LIBRARIES m)
endif()
