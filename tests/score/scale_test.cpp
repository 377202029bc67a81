#include <catch2/catch.hpp>

#include "support.hpp"

using namespace score_test;

namespace {

std::string refused(const ScoreScale& scale, const Value& value) {
  const auto finding = check_answer(scale, value, "/data/q");
  return finding ? finding->code : "";
}
std::string refused(const std::string& scale, const std::string& text) {
  return refused(ScoreScale::parse(scale).value(), Value::of(Decimal::parse(text).value()));
}
Value list(std::initializer_list<const char*> names) {
  std::vector<Value> items;
  for (const char* name : names) items.push_back(Value::of(name));
  return Value::of(std::move(items));
}
Value shares(std::initializer_list<std::pair<const char*, const char*>> entries) {
  Context context;
  for (const auto& [name, share] : entries) context.entries.emplace_back(name, Value::of(Decimal::parse(share).value()));
  return Value::of(std::move(context));
}

}  // namespace

SCENARIO("an answer that is not on its scale is refused when it is given", "[scale]") {
  GIVEN("case 185: the scale of a net promoter score") {
    for (const char* text : {"6.5", "8.5", "-1", "11"}) {
      CAPTURE(text);
      CHECK(refused("nps", text) == "HF4501");
    }
    for (int i = 0; i <= 10; ++i) CHECK(refused("nps", std::to_string(i)).empty());
  }
  GIVEN("case 185: answers that were stored all the same") {
    THEN("they belong to no bucket, and are told instead of counted") {
      CHECK_THROWS_AS(nps_of(answers({"9", "6.5"})), Error);
      CHECK_THROWS_AS(nps_of(answers({"11"})), Error);
    }
  }
  GIVEN("case 186: a scale of 1 to 10 whose ninth box is 9, not 8") {
    const Nps nps = nps_of(whole_answers({9}));
    CHECK(nps.promoters == 1);
    CHECK(nps.detractors + nps.passives == 0);
  }
  GIVEN("case 175: 0 where 0 is on the scale") { CHECK(refused("0..100", "0").empty()); }
  GIVEN("a list of levels") {
    CHECK(refused("10/8/6/4/2", "8").empty());
    CHECK(refused("10/8/6/4/2", "7") == "HF4501");
    CHECK(refused("5/3/1", "2") == "HF4501");
  }
  GIVEN("a scale with decimals, because it is written with them") {
    CHECK(refused("0.0..100.0", "94.5").empty());
    CHECK(refused("0.0..100.0", "94.55") == "HF4501");
    CHECK(refused("0..100", "94.5") == "HF4501");
  }
  GIVEN("text where a number is asked for, and the other way round") {
    CHECK(refused(*ScoreScale::parse("1..5"), Value::of("4")) == "HF4501");
    CHECK(refused(*ScoreScale::parse("text"), Value::of(Decimal(4))) == "HF4501");
    CHECK(refused(*ScoreScale::parse("text"), Value::of("quicker")).empty());
  }
  GIVEN("scales that are none") {
    for (const char* text : {"", "5..1", "5..5", "1..", "10", "1/1", "1/x", "1//2", "/", "1..5..9", "0.0000000..1"}) {
      CAPTURE(text);
      CHECK_FALSE(ScoreScale::parse(text).has_value());
    }
  }
  GIVEN("a scale as text") {
    for (const char* text : {"1..5", "0.00..10.00", "10/8/6/4/2", "text"}) CHECK(ScoreScale::parse(text)->to_text() == text);
  }
}

SCENARIO("options are ticked from a list, those inside another one only with it", "[scale]") {
  GIVEN("the troubles of a courier's customer (S1-17)") {
    ScoreScale scale;
    scale.kind = ScoreScale::Kind::multiple;
    scale.options = {{"slow", "", false}, {"parcels", "", false}, {"no_feedback", "parcels", false}, {"other", "", true}};
    CHECK(refused(scale, list({"slow", "parcels", "no_feedback"})).empty());
    CHECK(refused(scale, list({})).empty());
    CHECK(refused(scale, list({"no_feedback"})) == "HF4503");
    CHECK(refused(scale, list({"slow", "slow"})) == "HF4502");
    CHECK(refused(scale, list({"slwo"})) == "HF4502");
    CHECK(check_answer(scale, list({"slwo"}))->suggestion == "slow");
    CHECK(refused(scale, list({"other"})) == "HF4504");
    CHECK(refused(scale, Value::of(Context{{{"other", Value::of(true)}, {"other.text", Value::of("rude")}}})).empty());
    CHECK(refused(scale, Value::of(Decimal(3))) == "HF4501");
    CHECK(refused(scale, Value::of(Context{{{"slow", Value::of(true)}, {"slwo.text", Value::of("rude")}}})) == "HF4502");
    CHECK(refused(scale, Value::of(Context{{{"slwo", Value::of(false)}}})) == "HF4502");
  }
  GIVEN("a choice of one") {
    const ScoreScale scale = ScoreScale::parse("yes/no/none").value();
    CHECK(refused(scale, Value::of("no")).empty());
    CHECK(refused(scale, Value::of("perhaps")) == "HF4502");
    CHECK(refused(scale, list({"yes", "no"})) == "HF4501");
  }
}

SCENARIO("shares add up to their total", "[scale]") {
  ScoreScale scale;
  scale.kind = ScoreScale::Kind::shares;
  GIVEN("exactly 100") {
    CHECK(refused(scale, shares({{"own", "50"}, {"theirs", "50"}})).empty());
    CHECK(refused(scale, shares({{"own", "50"}, {"theirs", "49"}})) == "HF4505");
    CHECK(refused(scale, shares({{"own", "150"}, {"theirs", "-50"}})) == "HF4501");
    CHECK(refused(scale, shares({{"own", "99.5"}, {"theirs", "0.5"}})) == "HF4501");
  }
  GIVEN("names of which one is written wrongly") {
    scale.options = {{"own", "", false}, {"theirs", "", false}};
    CHECK(check_answer(scale, shares({{"own", "50"}, {"thiers", "50"}}))->suggestion == "theirs");
  }
  GIVEN("at most 100: the rest is others (S1-17.A1)") {
    scale.exactly = false;
    scale.places = 1;
    CHECK(refused(scale, shares({{"own", "33.3"}, {"theirs", "33.3"}})).empty());
    CHECK(refused(scale, shares({{"own", "50"}, {"theirs", "50.1"}})) == "HF4505");
  }
}

SCENARIO("a range holds every number between its ends, however large", "[scale]") {
  CHECK(refused("0..1e30", "123456789012345678901234567890").empty());
  CHECK(refused("0..1e30", "1e31") == "HF4501");
  CHECK(refused("0..1e30", "0.5") == "HF4501");
  CHECK(refused("0.000000..1.0", "0.000001").empty());
}
