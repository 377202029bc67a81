#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace huifang;
using namespace huifang::test;
using Kind = feel::Type::Kind;

namespace {

const AttributeDef& attribute(const PolicyModel& model, std::string_view entity, std::string_view name) {
  return model.attributes.at(model.attribute(model.entity(entity), name));
}
const FieldDef& field(const PolicyModel& model, std::string_view event, std::string_view name) {
  for (const FieldDef& field : model.events.at(model.event(event)).fields) {
    if (field.name == name) return field;
  }
  FAIL("no field " << name);
  return model.events.front().fields.front();
}

}  // namespace

SCENARIO("facts have types, references, scales and nullability", "[policy][facts]") {
  const Policy policy = loaded(R"("facts": {
    "project": {"nodes": "node*", "manager": "staff"},
    "node": {"kind": ["opening", "discount"], "date": "date"},
    "customer": {"volume": {"type": "number", "scale": 2, "null": false}, "key": "flag", "vip": "boolean", "name": "string", "birthday": "date",
                 "seen": "date and time", "hour": "time", "project": "project", "tags": "string*"}})");
  const PolicyModel& model = policy.model();
  CHECK(attribute(model, "customer", "volume").type.kind == Kind::number);
  CHECK(attribute(model, "customer", "volume").scale == 2);
  CHECK_FALSE(attribute(model, "customer", "volume").nullable);
  CHECK(attribute(model, "customer", "vip").nullable);
  CHECK(attribute(model, "customer", "key").flag);
  CHECK(attribute(model, "customer", "key").kind == AttributeDef::Kind::fact);
  CHECK(attribute(model, "customer", "birthday").type.kind == Kind::date);
  CHECK(attribute(model, "customer", "seen").type.kind == Kind::date_time);
  CHECK(attribute(model, "customer", "hour").type.kind == Kind::time);
  CHECK(attribute(model, "customer", "project").target == model.entity("project"));
  CHECK(attribute(model, "customer", "tags").list);
  CHECK(attribute(model, "customer", "tags").type.kind == Kind::list);
  CHECK(attribute(model, "project", "nodes").list);
  CHECK(attribute(model, "project", "nodes").target == model.entity("node"));
  CHECK(attribute(model, "node", "kind").type.values == std::vector<std::string>{"opening", "discount"});
  const EntityDef& customer = model.entities[model.entity("customer")];
  for (std::size_t slot = 0; slot < customer.facts.size(); ++slot)
    CHECK(model.attributes[customer.facts[slot]].index == slot);
}

SCENARIO("customer, staff and unit exist, and everybody has an owner", "[policy][facts]") {
  const Policy policy = loaded(R"("facts": {"deal": {}})");
  const PolicyModel& model = policy.model();
  for (const char* entity : {"deal", "customer", "staff", "unit"}) {
    CHECK(attribute(model, entity, "owner").target == model.entity("staff"));
    CHECK(model.entities[model.entity(entity)].owner == model.attribute(model.entity(entity), "owner"));
    CHECK(attribute(model, entity, "key").kind == AttributeDef::Kind::key);
  }
  CHECK(attribute(model, "staff", "superior").target == model.entity("staff"));
  CHECK(attribute(model, "staff", "unit").type.kind == Kind::string);
  CHECK(attribute(model, "unit", "head").target == model.entity("staff"));
  CHECK(model.entities[model.entity("staff")].is_staff);
  CHECK(model.staff == model.entity("staff"));
  WHEN("the document declares one of them, its type is taken") {
    const Policy other = loaded(R"("facts": {"staff": {"unit": ["sales", "service"]}})");
    CHECK(attribute(other.model(), "staff", "unit").type.values.size() == 2);
  }
}

SCENARIO("events have fields, and the library raises its own", "[policy][events]") {
  const Policy policy = loaded(R"(
    "events": {"phone": {"contact": true, "counts": "event.reached", "reached": "boolean", "technician": "staff", "items": "string*", "topic": ["a", "b"]}, "order": {}},
    "forms": {"record": {"about": "customer", "required": ["quality", "demand"]},
              "survey": {"about": "staff", "fields": {"rating": "number", "who": "staff"}, "required": ["rating"]}},
    "tiers": {"rank": {"inputs": ["customer.owner"], "rows": [["-", "key"], ["-", "\"very key\""], ["-", "key"]]}},
    "rules": {"call": {"each": "week", "owe": {"need": "phone"}}})");
  const PolicyModel& model = policy.model();
  CHECK(model.events[model.event("phone")].contact);
  CHECK(model.events[model.event("phone")].counts);
  CHECK_FALSE(model.events[model.event("order")].contact);
  CHECK(field(model, "phone", "technician").target == model.staff);
  CHECK(field(model, "phone", "items").list);
  CHECK(field(model, "phone", "topic").type.values.size() == 2);
  CHECK(model.events[model.event("filed.record")].kind == EventDef::Kind::filed);
  CHECK(model.forms[model.form("record")].filed_event == model.event("filed.record"));
  CHECK(model.forms[model.form("record")].required == std::vector<std::uint32_t>{0, 1});
  CHECK(model.forms[model.form("survey")].about == model.staff);
  CHECK(field(model, "filed.survey", "rating").type.kind == Kind::number);
  CHECK(field(model, "missed.call", "owner").target == model.staff);
  CHECK(field(model, "missed", "due").type.kind == Kind::date_time);
  CHECK(field(model, "done.call", "late").type.kind == Kind::boolean);
  CHECK(model.events[model.event("missed.call")].rule == model.rule("call"));
  CHECK(model.missed_any == model.event("missed"));
  CHECK(model.events[model.missed_any].rule == none);
  CHECK(rule(policy, "call").done_event == model.event("done.call"));
  CHECK(rule(policy, "call").missed_event == model.event("missed.call"));
  CHECK(field(model, "tier.rank", "to").type.values == std::vector<std::string>{"key", "very key"});
  CHECK(model.tiers.front().changed_event == model.event("tier.rank"));
  CHECK(field(model, "owner.changed", "from").target == model.staff);
  CHECK(model.owner_changed == model.event("owner.changed"));
}

SCENARIO("measures count, keep the last and sum", "[policy][measures]") {
  const Policy policy = loaded(R"(
    "facts": {"contract": {"customer": "customer"}},
    "events": {"order": {"amount": "number", "shop": "string"}, "phone": {}},
    "calendar": {"buckets": {"work_week": {"week_from": "sunday"}}},
    "measures": {
      "orders":   {"count": "order", "over": "7 days", "where": "event.amount > 0", "distinct": "event.shop", "source": "5"},
      "volume":   {"for": "customer", "sum": "order", "of": "event.amount", "over": "last 3 months"},
      "weekly":   {"count": ["order", "phone"], "over": "work_week"},
      "year":     {"count": "order", "over": ["2014-01-01..2016-12-31"]},
      "autumn":   {"count": "order", "over": "09-01..11-30"},
      "contact":  {"last": "phone"},
      "missed":   {"for": "staff", "count": "missed.call", "over": "last 2 half-years"},
      "deals":    {"for": "contract", "count": "order"}},
    "rules": {"call": {"when": "customer.contact.at = null or customer.volume < 10", "each": "week", "owe": {"need": "phone"}}})");
  const PolicyModel& model = policy.model();
  const auto& measures = model.measures;
  REQUIRE(measures.size() == 8);
  CHECK(measures[0].over == MeasureDef::Over::span);
  CHECK(measures[0].span == Span{7, Span::Unit::days});
  CHECK(measures[0].where);
  CHECK(measures[0].distinct);
  CHECK(measures[0].source == "5");
  CHECK(attribute(model, "customer", "orders").kind == AttributeDef::Kind::measure);
  CHECK(measures[1].fold == MeasureDef::Fold::sum);
  CHECK(measures[1].over == MeasureDef::Over::last_buckets);
  CHECK(measures[1].buckets == 3);
  CHECK(model.buckets[measures[1].bucket].name() == "month");
  CHECK(measures[2].over == MeasureDef::Over::bucket);
  CHECK(model.buckets[measures[2].bucket].name() == "work_week");
  CHECK(measures[2].events.size() == 2);
  CHECK(measures[3].over == MeasureDef::Over::ranges);
  CHECK(measures[4].ranges.front().yearly);
  CHECK(measures[5].over == MeasureDef::Over::forever);
  CHECK(attribute(model, "customer", "contact").type.kind == Kind::context);
  CHECK(measures[6].entity == model.staff);
  CHECK(model.buckets[measures[6].bucket].name() == "half-year");
  CHECK(measures[7].entity == model.entity("contract"));
}

SCENARIO("roles yield people in the scope of the rule that uses them", "[policy][roles]") {
  const Policy policy = loaded(R"json(
    "facts": {"contract": {"customer": "customer", "helpers": "staff*"}, "staff": {"unit": ["sales", "service"]}},
    "events": {"phone": {}},
    "roles": {"clerk": "customer.owner", "boss": {"is": "superior(owner)", "source": "8"}, "sales": "unit(sales)", "machine": "system", "chief": "post(\"chief\")"},
    "rules": {
      "a": {"each": "week", "owe": {"need": "phone", "owner": "clerk"}},
      "b": {"for": "contract", "each": "week", "owe": {"need": "phone", "owner": "clerk", "responsible": "boss"}},
      "c": {"for": "contract", "each": "month", "owe": {"need": "phone", "owner": "contract.helpers"}},
      "d": {"on": "phone", "do": [{"notify": ["sales", "head(owner)", "cause.by"]}]},
      "e": {"each": "week", "owe": {"need": {"event": "phone", "by": "system"}, "owner": "machine"}},
      "f": {"each": "year", "owe": {"need": "phone", "owner": "clerk"}}})json");
  const auto& roles = policy.model().roles;
  const auto owner = [&](const char* id) { return *rule(policy, id).owe->owner.otherwise; };
  CHECK(roles[owner("a")].name == "clerk");
  CHECK(roles[owner("a")].text == "customer.owner");
  THEN("the same role in another entity's rule is compiled anew, in the same entity's rule it is shared") {
    CHECK(roles[owner("b")].name == "clerk");
    CHECK(owner("b") != owner("a"));
    CHECK(owner("f") == owner("a"));
  }
  CHECK(roles[rule(policy, "b").owe->responsible].name == "boss");
  CHECK(roles[owner("c")].name.empty());
  CHECK(roles[owner("c")].expression.type().kind == Kind::list);
  CHECK(roles[owner("e")].system);
  CHECK(roles[rule(policy, "e").owe->need.front().any.front().by].system);
  CHECK(rule(policy, "d").effects.front().to.otherwise->size() == 3);
}
