// Duties nobody can own: expressions for people that never yield anybody.
#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

const std::string vocabulary =
    R"("facts": {"customer": {"seller": "staff", "helpers": "staff*", "name": "string", "vip": "boolean", "project": "project"}, "project": {"manager": "staff"},
    "staff": {"post": ["boss", "clerk"], "unit": ["shop", "office"], "leaves": "date"}},
    "events": {"phone": {"contact": true}, "order": {"seller": "staff"}}, "tiers": {"rank": {"inputs": ["customer.vip"], "rows": [["true", "gold"], ["-", "plain"]]}}, )";

/// What is said about people who are nobody, by place.
std::vector<std::string> nobody(const std::string& more) {
  std::vector<std::string> out;
  for (const Diagnostic& one : Policy::check(R"({"huifang": 1, "policy": "p", "version": "1", )" + vocabulary + more + "}")) {
    INFO(to_text(one));
    CHECK(one.severity != Severity::error);
    if (one.code == "HF1647") out.push_back(one.pointer + " " + one.message.substr(one.message.find(": ") + 2));
  }
  return out;
}

/// The same of who owns a duty; the texts of FEEL have no quotes to escape.
std::vector<std::string> owner(const std::string& text, const std::string& start = R"("on": "order")") {
  std::string escaped;
  for (const char c : text) escaped += c == '"' ? "\\\"" : std::string(1, c);
  return nobody(R"("rules": {"r": {)" + start + R"(, "owe": {"need": "phone", "due": "1 day", "owner": ")" + escaped + R"("}},
    "other": {"each": "week", "owe": {"need": "phone"}}})");
}

using Found = std::vector<std::string>;
Found at_owner(const std::string& why) { return {"/rules/r/owe/owner " + why}; }

}  // namespace

SCENARIO("an owner who can be somebody is left alone", "[policy][lint][nobody]") {
  for (const char* const text :
       {"customer.seller", "customer.owner", "owner", "superior(owner)", "superior(superior(customer.seller))", "head(owner)", "head(unit(\"shop\"))", "unit(\"shop\")",
        "post(\"boss\")", "cause.by", "cause.seller", "customer.project.manager", "project.manager", "customer.helpers", "if customer.vip then customer.seller else null",
        "[null, customer.seller]", "superior(cause.by)", "head(customer.project.manager)", "system", "customer.project.owner", "superior(customer.project.owner)",
        "cause.staff", "if cause.by = null then customer.owner else cause.by", "head(customer.owner)", "post(customer.name)", "\"s1\""}) {
    INFO(text);
    CHECK(owner(text) == Found{});
  }
  CHECK(owner("cause.by", R"("on": "done.other")") == Found{});
  CHECK(owner("cause.by", R"("on": ["missed.other", "order"])") == Found{});
  CHECK(owner("cause.customer", R"("on": "missed.other")") == Found{});
  CHECK(owner("cause.owner", R"("on": "missed.other")") == Found{});
  CHECK(nobody(R"j("rules": {"r": {"on": "order", "do": [{"notify": ["customer", "owner", "unit(\"shop\")"]}]}})j") == Found{});
}

SCENARIO("an owner whom nobody can be is pointed out, with the reason", "[policy][lint][nobody]") {
  CHECK(owner("post(\"chief\")") == at_owner("no member of staff has the post \"chief\", but one of \"boss\", \"clerk\""));
  CHECK(owner("unit(\"store\")") == at_owner("no member of staff has the unit \"store\", but one of \"shop\", \"office\""));
  CHECK(owner("superior(post(\"boss\"))") == at_owner("superior() is asked of a member of staff, and a post is neither"));
  CHECK(owner("head(post(\"boss\"))") == at_owner("head() is asked of a member of staff or a unit, and a post is neither"));
  CHECK(owner("superior(unit(\"shop\"))") == at_owner("superior() is asked of a member of staff, and this is a unit"));
  CHECK(owner("superior(customer)") == at_owner("superior() is asked of a member of staff, and this is a customer"));
  CHECK(owner("superior(customer.project)") == at_owner("superior() is asked of a member of staff, and this is a project"));
  CHECK(owner("superior(project)") == at_owner("superior() is asked of a member of staff, and this is a project"));
  CHECK(owner("superior(customer.helpers)") == at_owner("superior() is asked of a member of staff, and this is a list"));
  CHECK(owner("superior(customer.name)") == at_owner("superior() is asked of a member of staff, and this is no reference"));
  CHECK(owner("superior(superior(unit(\"shop\")))") == at_owner("superior() is asked of a member of staff, and this is a unit"));
  CHECK(owner("[null]") == at_owner("the list is empty"));
  CHECK(owner("[]") == at_owner("the list is empty"));
  CHECK(owner("[post(\"chief\"), null]") == at_owner("no member of staff has the post \"chief\", but one of \"boss\", \"clerk\""));
  CHECK(owner("if customer.vip then post(\"chief\") else null") == at_owner("no member of staff has the post \"chief\", but one of \"boss\", \"clerk\""));
  CHECK(owner("cause.by", R"("on": "missed.other")") == at_owner("nobody does what starts the rule: missed.other comes about by itself"));
  CHECK(owner("superior(cause.by)", R"("on": ["missed.other", "tier.rank"])") == at_owner("nobody does what starts the rule: missed.other comes about by itself"));
  CHECK(owner("cause.staff", R"("on": "missed.other")") == at_owner("missed.other is about no staff"));
  CHECK(owner("cause.staff", R"("on": "tier.rank")") == at_owner("tier.rank is about no staff"));
}

SCENARIO("a post that staff do not have is nobody's", "[policy][lint][nobody]") {
  const auto post = [](const std::string& staff) {
    const auto all = codes(R"("facts": {"staff": {)" + staff + R"j(}}, "events": {"phone": {}}, "rules": {"r": {"each": "week", "owe": {"need": "phone", "owner": "post(\"boss\")"}}})j");
    return std::count(all.begin(), all.end(), "HF1647");
  };
  CHECK(post("") == 1);
  CHECK(post(R"("post": "string*")") == 1);
  CHECK(post(R"("post": "number")") == 1);
  CHECK(post(R"("post": "string")") == 0);
  CHECK(post(R"("post": ["boss"])") == 0);
}

SCENARIO("what people do, decide and are told is looked at wherever it is written", "[policy][lint][nobody]") {
  const std::string chief = R"j("post(\"chief\")")j";
  const std::string why = " no member of staff has the post \"chief\", but one of \"boss\", \"clerk\"";
  const auto owe = [](const std::string& more) { return nobody(R"("rules": {"r": {"on": "order", "owe": {"need": "phone", "due": "1 day", )" + more + "}}}"); };
  CHECK(owe(R"("responsible": )" + chief) == Found{"/rules/r/owe/responsible" + why});
  CHECK(owe(R"("waive": ["owner", )" + chief + "]") == Found{"/rules/r/owe/waive/1" + why});
  CHECK(owe(R"("extend": {"to": "2 days", "by": "system"})") == Found{"/rules/r/owe/extend/by 'system' stands for nobody"});
  CHECK(owe(R"("responsible": "system")") == Found{});
  CHECK(owe(R"("owner": {"switch": "customer.vip", "true": "owner", "else": )" + chief + "}") == Found{"/rules/r/owe/owner/else" + why});
  CHECK(owe(R"("owner": {"switch": "customer.vip", "true": "owner", "else": "system"})") == Found{});
  CHECK(nobody(R"("rules": {"r": {"on": "order", "owe": {"need": {"event": "phone", "by": "customer"}, "due": "1 day"}}})") ==
        Found{"/rules/r/owe/need/by a customer does nothing itself, and no member of staff belongs to it"});
  CHECK(nobody(R"("rules": {"r": {"on": "order", "owe": {"need": {"event": "phone", "by": "system"}, "owner": "customer", "due": "1 day"}}})") == Found{});
  CHECK(nobody(R"("roles": {"boss": )" + chief + R"(}, "rules": {"r": {"on": "order", "do": [{"notify": "boss"}]}})") == Found{"/rules/r/do/0/notify" + why});
  CHECK(nobody(R"("assignment": {"customer": {"owner": {"rotation": )" + chief + R"(}}}, "rules": {"r": {"on": "order", "do": [{"flag": "f"}]}})") ==
        Found{"/assignment/customer/owner/rotation" + why});
  const auto source = [](const std::string& text) {
    return nobody(R"("assignment": {"customer": {"owner": )" + text + R"(}}, "rules": {"r": {"on": "order", "do": [{"flag": "f"}]}})").size();
  };
  CHECK(source(R"({"from": "customer.seller", "never": "customer.seller"})") == 1);
  CHECK(source(R"j({"from": "customer.seller", "never": "customer.seller", "superior": "superior(customer.seller)"})j") == 0);
  CHECK(source(R"j({"from": "customer.seller", "never": "superior(customer.seller)"})j") == 0);
  const auto among = codes(vocabulary.substr(0, vocabulary.size() - 2) +
                           R"(, "rules": {"r": {"for": "staff", "on": "order", "do": [{"assign": {"all_of": "staff", "to": "balanced", "among": "staff.post = boss and staff.post = clerk"}}]}})");
  CHECK(std::count(among.begin(), among.end(), "HF1641") == 1);
}

SCENARIO("a case and what its states owe may be the system's", "[policy][lint][nobody][workflow]") {
  const auto flow = [](const std::string& owner, const std::string& of_duty) {
    return nobody(R"("rules": {"r": {"on": "order", "do": [{"open": "w"}]}}, "workflows": {"w": {"owner": )" + owner +
                  R"(, "states": {"a": {"owe": {"d": {"need": "phone", "due": "none", "owner": )" + of_duty + R"(}}, "on": {"done.d": "b"}}, "b": {"type": "final"}}}})");
  };
  CHECK(flow(R"("system")", R"("system")") == Found{});
  CHECK(flow(R"j("post(\"chief\")")j", R"("system")") ==
        Found{R"(/workflows/w/owner no member of staff has the post "chief", but one of "boss", "clerk")"});
  CHECK(flow(R"("system")", R"j("post(\"chief\")")j") ==
        Found{R"(/workflows/w/states/a/owe/d/owner no member of staff has the post "chief", but one of "boss", "clerk")"});
}
