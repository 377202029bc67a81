# Install rules, the CMake package and the pkg-config files.
include(CMakePackageConfigHelpers)

set(huifang_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/huifang")
set(huifang_installed huifang)
foreach(target IN ITEMS huifang_shared huifang_c)
  if(TARGET ${target})
    list(APPEND huifang_installed ${target})
  endif()
endforeach()

install(TARGETS ${huifang_installed} EXPORT huifangTargets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
if(TARGET huifang_cli)
  install(TARGETS huifang_cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/huifang" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.hpp")
if(TARGET huifang_c)
  install(FILES "${PROJECT_SOURCE_DIR}/capi/include/huifang.h" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
endif()

install(EXPORT huifangTargets NAMESPACE huifang:: DESTINATION "${huifang_cmake_dir}")
configure_package_config_file(src/cmake/huifangConfig.cmake.in "${PROJECT_BINARY_DIR}/huifangConfig.cmake"
  INSTALL_DESTINATION "${huifang_cmake_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/huifangConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/huifangConfig.cmake"
  "${PROJECT_BINARY_DIR}/huifangConfigVersion.cmake"
  src/cmake/FindIntelRdfpMath.cmake
  src/cmake/FindRE2.cmake
  DESTINATION "${huifang_cmake_dir}")

# Relative to the file itself, so that an installed tree can be moved.
file(RELATIVE_PATH huifang_pc_to_prefix "/p/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/p")
configure_file(src/cmake/huifang.pc.in "${PROJECT_BINARY_DIR}/huifang.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/huifang.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
if(TARGET huifang_c)
  configure_file(src/cmake/huifang-c.pc.in "${PROJECT_BINARY_DIR}/huifang-c.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/huifang-c.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endif()
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# The holiday data are compiled in; whose they are goes with them.
install(FILES src/calendar/data/NOTICE.txt DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME holiday-data-NOTICE.txt)
# The chart library that stands in the pages of reports.
install(FILES src/report/assets/chart-LICENSE.md DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME chart.js-LICENSE.md)

# For editors: the JSON Schemas of what people write.
install(FILES
  src/policy/policy.schema.json
  src/policy_test/policy-test.schema.json
  src/log/log-mapping.schema.json
  src/statechart/statechart.schema.json
  DESTINATION "${CMAKE_INSTALL_DATADIR}/huifang")
