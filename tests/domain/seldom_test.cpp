#include <catch2/catch.hpp>

#include <string>

#include "domain/seldom.hpp"

using huifang::Seldom;

SCENARIO("a part that is seldom there reads as untouched until it is changed", "[seldom]") {
  GIVEN("one that nobody changed") {
    Seldom<std::string> part;
    CHECK(part->empty());
    WHEN("it is changed") {
      part.own() = "weekly";
      THEN("it reads as it was left") { CHECK(*part == "weekly"); }
      THEN("a copy is changed for itself") {
        Seldom<std::string> copy = part;
        copy.own() = "monthly";
        CHECK(*part == "weekly");
        CHECK(*copy == "monthly");
      }
      THEN("another that nobody changed still reads as untouched") { CHECK(Seldom<std::string>()->empty()); }
    }
  }
}
