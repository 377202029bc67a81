#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace huifang;
using namespace huifang::test;

SCENARIO("a policy tells who it is and when it is in force", "[policy][identity]") {
  const Policy policy = loaded(
      R"("title": {"en": "The shop", "zh": "商店"}, "source": "Handbook 3", "$schema": "policy.schema.json",
    "effective": "2012-03-01..2018-12-31", "zone": "Asia/Shanghai")");
  CHECK(policy.id() == "shop");
  CHECK(policy.version() == "1");
  CHECK(policy.title() == "The shop");
  CHECK(policy.title("zh") == "商店");
  CHECK(policy.title("fr") == "The shop");
  CHECK(policy.model().source == "Handbook 3");
  CHECK(policy.model().effective_from == Date::make(2012, 3, 1));
  CHECK(policy.model().effective_to == Date::make(2018, 12, 31));
  CHECK(policy.model().zone.name() == "Asia/Shanghai");
  CHECK(policy.model().root == "shop");
  CHECK(loaded("\"title\": \"Only one\"").title("zh") == "Only one");
  CHECK(loaded("").title().empty());
  CHECK(loaded("").model().zone.name() == "UTC");
  const Policy open = loaded("\"effective\": \"2012-03-01..\"");
  CHECK(open.model().effective_from == Date::make(2012, 3, 1));
  CHECK_FALSE(open.model().effective_to);
}

SCENARIO("the canonical text loads again as the same policy with the same hash", "[policy][identity]") {
  const std::string sections = R"("facts": {"customer": {"volume": "number"}}, "events": {"phone": {}},
    "params": {"low": {"type": "number", "default": 1.50, "source": "absent"}},
    "rules": {"b": {"when": "customer.volume > $low", "each": "week", "owe": {"need": "phone"}}, // comment
              "a": {"each": "month", "owe": {"need": "phone"}}})";
  const Policy policy = loaded(sections);
  CHECK(policy.hash().size() == 64);
  const Policy again = Policy::load(policy.canonical_text());
  CHECK(again.canonical_text() == policy.canonical_text());
  CHECK(again.hash() == policy.hash());
  CHECK(policy.canonical_text().find("comment") == std::string::npos);
  CHECK(policy.canonical_text().find("1.5,") != std::string::npos);
  WHEN("blanks and comments change, the hash does not") {
    CHECK(Policy::load("/* x */ " + document(sections)).hash() == policy.hash());
  }
  WHEN("a parameter is bound, the text holds it and the hash changes") {
    LoadOptions options;
    options.parameters["low"] = "2";
    const Policy bound = Policy::load(document(sections), options);
    CHECK(bound.hash() != policy.hash());
    CHECK(Policy::load(bound.canonical_text()).hash() == bound.hash());
    CHECK(bound.model().parameters.front().values.front().value == Value::of(Decimal(2)));
    CHECK_FALSE(bound.model().parameters.front().is_default);
  }
}

SCENARIO("labels name things in the language asked for, else by their own name", "[policy][labels]") {
  const Policy policy = loaded(R"(
    "facts": {"customer": {"label": {"zh": "顾客", "en": "customer"},
                           "class": {"type": ["A", "B"], "label": {"zh": "级别"}, "labels": {"A": {"zh": "甲"}, "B": "second"}}}},
    "events": {"phone": {"label": {"zh": "电话"}, "reached": {"type": "boolean", "label": {"zh": "接通"}}}},
    "forms": {"record": {"about": "customer", "label": {"zh": "记录"}, "fields": {"rating": {"type": "number", "label": {"zh": "评分"}}}}},
    "params": {"low": {"type": "number", "default": 1, "label": {"zh": "下限"}}},
    "calendar": {"seasons": {"sales": {"label": {"zh": "销售季"}, "peak": "03-01..10-31", "off": "otherwise", "labels": {"peak": {"zh": "旺季"}}}},
                 "buckets": {"work_week": {"week_from": "sunday", "label": {"zh": "工作周"}}}},
    "measures": {"calls": {"count": "phone", "label": {"zh": "电话数"}}},
    "decisions": {"busy": {"is": "customer.calls > $low", "label": {"zh": "忙"}}},
    "tiers": {"rank": {"inputs": ["customer.calls"], "rows": [["> 3", "key"], ["-", "ordinary"]], "label": {"zh": "等级"}, "labels": {"key": {"zh": "重点"}}}},
    "roles": {"clerk": {"is": "customer.owner", "label": {"zh": "职员"}}},
    "rules": {"call": {"each": "week", "owe": {"need": "phone", "owner": "clerk"}, "label": {"zh": "每周回访"}}})");
  const auto zh = [&](const char* kind, const char* name) { return policy.label(kind, name, "zh"); };
  CHECK(zh("entity", "customer") == "顾客");
  CHECK(policy.label("entity", "customer", "en") == "customer");
  CHECK(zh("attribute", "customer.class") == "级别");
  CHECK(zh("value", "A") == "甲");
  CHECK(zh("value", "customer.class.A") == "甲");
  CHECK(zh("value", "B") == "second");
  CHECK(zh("event", "phone") == "电话");
  CHECK(zh("field", "phone.reached") == "接通");
  CHECK(zh("form", "record") == "记录");
  CHECK(zh("field", "filed.record.rating") == "评分");
  CHECK(zh("param", "low") == "下限");
  CHECK(zh("season", "sales") == "销售季");
  CHECK(zh("value", "peak") == "旺季");
  CHECK(zh("bucket", "work_week") == "工作周");
  CHECK(zh("measure", "calls") == "电话数");
  CHECK(zh("decision", "busy") == "忙");
  CHECK(zh("tier", "rank") == "等级");
  CHECK(zh("value", "key") == "重点");
  CHECK(zh("role", "clerk") == "职员");
  CHECK(zh("rule", "call") == "每周回访");
  CHECK(zh("rule", "other") == "other");
  CHECK(policy.label("rule", "call", "fr") == "call");
}

SCENARIO("a file is loaded with its bases from its folder and the folders beside it", "[policy][identity]") {
  const std::string folder = std::string(HUIFANG_TEST_DIR) + "/broken";
  CHECK_THROWS_AS(Policy::load_file(folder + "/no-such-file.json"), Error);
  try {
    Policy::load_file(folder + "/syntax.json");
    FAIL("loaded");
  } catch (const Error& error) {
    CHECK(error.diagnostics().front().file == folder + "/syntax.json");
  }
  const Policy branch = Policy::load_file(std::string(HUIFANG_TEST_DIR) + "/family/north/policy.json");
  CHECK(branch.id() == "shop-north");
  CHECK(branch.model().root == "shop");
}
