# Everything the library needs, all of it packaged by Debian 12. Found targets are global so that a
# project that adds this one with add_subdirectory can link the static library.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
list(PREPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")

find_package(Threads REQUIRED)
find_package(Boost 1.74 REQUIRED)        # headers only: Graph, Date_Time
find_package(nlohmann_json 3.11 REQUIRED)
find_package(date 3.0 REQUIRED)          # date::date-tz
find_package(IntelRdfpMath REQUIRED)     # IntelRdfpMath::bid
find_package(pugixml REQUIRED)           # pugixml::pugixml
find_package(RE2 REQUIRED)               # RE2::re2
find_package(simdjson REQUIRED)          # simdjson::simdjson
find_package(SQLite3 3.40 REQUIRED)      # SQLite::SQLite3
find_package(SQLiteCpp REQUIRED)         # SQLiteCpp
if(HUIFANG_BUILD_CLI)
  find_package(CLI11 REQUIRED)           # CLI11::CLI11
endif()
if(HUIFANG_BUILD_TESTS)
  find_package(Catch2 2.13 REQUIRED)     # Catch2::Catch2WithMain
  find_package(rapidcheck REQUIRED)      # rapidcheck
endif()
