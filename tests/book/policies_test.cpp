// Several policies in one book: new versions while duties run, branches, families.

#include <catch2/catch.hpp>

#include "book/sample.hpp"
#include "book/temporary_file.hpp"

namespace huifang {

using namespace sample;

namespace {

struct Care {
  std::string policy = "care";
  std::string version = "1";
  std::string effective = "2024-01-01..";
  std::string more = "";  ///< further sections
};

/// Care for customers of two regions.
Policy care(const std::string& rules, const Care& how = {}) {
  return Policy::load(R"({"huifang": 1, "policy": ")" + how.policy + R"(", "version": ")" + how.version + R"(", "effective": ")" + how.effective +
                      R"(", "zone": "Asia/Shanghai", "facts": {"customer": {"region": ["north", "south"], "resting": "boolean"}},
    "events": {"phone": {"contact": true}, "visit": {"contact": true}, "order": {}}, "calendar": {"use": "cn-public"},)" +
                      how.more + R"("rules": )" + rules + "}");
}

/// A branch of care: its rules are a patch.
Policy branch(const std::string& id, const Policy& base, const std::string& rules) {
  LoadOptions options;
  options.find_base = [&](std::string_view, std::string_view) { return PolicySource{base.canonical_text(), "base"}; };
  return Policy::load(R"({"huifang": 1, "policy": ")" + id + R"(", "version": "1", "extends": ")" + base.id() + "@" + base.version() +
                          R"(", "rules": )" + rules + "}",
                      options);
}

/// A book in which s1 owns c1 in the north and c2 in the south.
struct World {
  TemporaryFile file;
  Book book = Book::open(file.path());
  int events = 0;

  explicit World(const std::vector<PolicyBinding>& bindings, const std::string& since = "2024-03-01") {
    book.bind(bindings, at(since));
    book.record(event("f1", "set", since, R"("customer": "c1", "data": {"region": "north"})"), at(since));
    book.record(event("f2", "set", since, R"("customer": "c2", "data": {"region": "south"})"), at(since));
    book.record(owner("o1", since, "c1", "s1"), at(since));
    book.record(owner("o2", since, "c2", "s1"), at(since));
  }
  RecordResult happens(const std::string& type, const std::string& when, const std::string& customer = "c1", const std::string& data = "{}") {
    return book.record(event("e" + std::to_string(++events), type, when, R"("by": "s1", "customer": ")" + customer + R"(", "data": )" + data), at(when));
  }
  /// "n state version due" of each duty of a rule about c1, or another customer, by due.
  std::vector<std::string> lines(const std::string& rule, const std::string& customer = "c1") {
    DutyQuery query;
    query.rule = rule;
    query.subject = EntityRef{"customer", customer};
    std::vector<std::string> out;
    for (const Duty& duty : book.duties(query)) {
      out.push_back(duty.key.n + " " + std::string(to_text(duty.state)) + " v" + duty.policy_version + " " +
                    (duty.due ? book.zone().to_text(*duty.due).substr(0, 10) : "-"));
    }
    return out;
  }
  /// Replay, and another process, come to the same.
  void holds() {
    const VerifyReport report = book.verify();
    CAPTURE(report.differences);
    CHECK(report.same);
  }
};

using Lines = std::vector<std::string>;

}  // namespace

SCENARIO("147 what is owed keeps its rule when a new version is bound; what starts later has the new one", "[book][policies]") {
  const Policy first = care(R"({"reply": {"on": "order", "again": "parallel", "owe": {"need": "phone", "due": "10 days", "after_due": "lapse"}}})");
  const Policy second = care(R"({"reply": {"on": "order", "again": "parallel", "owe": {"need": "visit", "due": "5 days", "after_due": "lapse"}}})", {"care", "2"});
  GIVEN("an order under version 1, and version 2 bound two days later") {
    World world({{first, {}, {}}});
    world.happens("order", "2024-03-04T10:00");
    world.happens("order", "2024-03-05T10:00");
    world.book.bind(second, at("2024-03-06T09:00"));
    THEN("the duties are what they were") {
      CHECK(world.lines("reply") == Lines{"1 open v1 2024-03-14", "1 open v1 2024-03-15"});
    }
    WHEN("the customer is called, as version 1 asks") {
      CHECK(world.happens("phone", "2024-03-07T10:00").credited.size() == 1);
      THEN("the oldest is done, by its own rule") {
        CHECK(world.lines("reply") == Lines{"1 done v1 2024-03-14", "1 open v1 2024-03-15"});
      }
      AND_WHEN("another order comes, and time passes") {
        world.happens("order", "2024-03-08T10:00");
        CHECK(world.happens("visit", "2024-03-09T10:00").credited.size() == 1);
        world.book.advance(at("2024-04-01T00:00"));
        THEN("it is owed by version 2, and the other one is missed by version 1") {
          CHECK(world.lines("reply") == Lines{"1 done v2 2024-03-13", "1 done v1 2024-03-14", "1 lapsed v1 2024-03-15"});
          const std::vector<Duty> all = world.book.duties();
          CHECK(world.book.explain_json(all.back().key).find("\"version\":\"1\"") != std::string::npos);
          world.holds();
        }
      }
    }
  }
}

SCENARIO("a version that begins later leaves the days until then to the one before", "[book][policies]") {
  const Policy first = care(R"({"call": {"each": "week", "owe": {"need": "phone"}}})");
  const Policy second = care(R"({"call": {"each": "half-month", "owe": {"need": "phone"}}})", {"care", "2", "2024-04-01.."});
  GIVEN("version 2, in effect from Monday 1 April, bound in March") {
    World world({{first, {}, {}}}, "2024-03-11");
    world.book.bind(second, at("2024-03-13T10:00"));
    world.book.advance(at("2024-04-20T00:00"));
    THEN("weeks are owed up to then, half-months from then on, none twice") {
      CHECK(world.lines("call") == Lines{"2024-W11 lapsed v1 2024-03-17", "2024-W12 lapsed v1 2024-03-24", "2024-W13 lapsed v1 2024-03-31",
                                         "2024-04-H1 lapsed v2 2024-04-15", "2024-04-H2 open v2 2024-04-30"});
      world.holds();
    }
  }
  GIVEN("both bound together, the new one first") {
    World world({{second, {}, {}}, {first, {}, {}}}, "2024-03-11");
    world.book.advance(at("2024-04-20T00:00"));
    THEN("the result is the same") {
      CHECK(world.lines("call") == Lines{"2024-W11 lapsed v1 2024-03-17", "2024-W12 lapsed v1 2024-03-24", "2024-W13 lapsed v1 2024-03-31",
                                         "2024-04-H1 lapsed v2 2024-04-15", "2024-04-H2 open v2 2024-04-30"});
      world.holds();
    }
  }
}

SCENARIO("grids and steps go on under a new version", "[book][policies]") {
  GIVEN("a grid of 10 days that becomes one of 4") {
    const Policy first = care(R"({"look": {"on": "order", "every": "10 days", "owe": {"need": "phone"}}})");
    const Policy second = care(R"({"look": {"on": "order", "every": "4 days", "owe": {"need": "phone"}}})", {"care", "2"});
    World world({{first, {}, {}}});
    world.happens("order", "2024-03-01T10:00");
    world.book.bind(second, at("2024-03-14T10:00"));
    world.book.advance(at("2024-03-30T00:00"));
    THEN("what is open stays; the next one follows its due, with the next number") {
      CHECK(world.lines("look") == Lines{"1 overdue v1 2024-03-11", "2 overdue v1 2024-03-21", "3 overdue v2 2024-03-25", "4 overdue v2 2024-03-29", "5 open v2 2024-04-02"});
      world.holds();
    }
  }
  GIVEN("steps of which the second gets another due and a third is new") {
    const Policy first = care(R"({"welcome": {"on": "order", "owe": {"need": "phone"}, "steps": {"one": {"owe": {"due": "3 days"}}, "two": {"after": "one", "owe": {"due": "3 days"}}}}})");
    const Policy second = care(R"({"welcome": {"on": "order", "owe": {"need": "phone"}, "steps": {"zero": {"owe": {"due": "1 day"}}, "one": {"owe": {"due": "3 days"}},
      "two": {"after": "one", "owe": {"due": "5 days"}}, "three": {"after": "two", "owe": {"due": "1 day"}}}}})", {"care", "2"});
    World world({{first, {}, {}}});
    world.happens("order", "2024-03-01T10:00");
    world.book.bind(second, at("2024-03-02T10:00"));
    world.book.advance(at("2024-03-12T00:00"));
    THEN("steps that start later are of the new version; one that would have started before does not come") {
      CHECK(world.lines("welcome") == Lines{"1 overdue v1 2024-03-04", "1 overdue v2 2024-03-09", "1 overdue v2 2024-03-10"});
      world.holds();
    }
  }
}

SCENARIO("rules that a new version has no more are retired", "[book][policies]") {
  const Policy first = care(R"({"call": {"each": "week", "owe": {"need": "phone"}}, "look": {"on": "order", "owe": {"need": "visit", "due": "20 days"}}})");
  const Policy second = care(R"({"call": {"each": "week", "owe": {"need": "phone"}}})", {"care", "2"});
  World world({{first, {}, {}}}, "2024-03-11");
  world.happens("order", "2024-03-12T10:00");
  world.book.bind(second, at("2024-03-13T10:00"));
  CHECK(world.lines("look") == Lines{"1 withdrawn v1 2024-04-01"});
  CHECK(world.lines("call") == Lines{"2024-W11 open v1 2024-03-17"});
  world.holds();
}

SCENARIO("until and the condition of its own version end what is owed", "[book][policies]") {
  const Policy first = care(R"({"call": {"when": "customer.resting != true", "each": "week", "owe": {"need": "phone"}},
                               "look": {"on": "order", "until": "visit", "owe": {"need": "phone", "due": "20 days"}}})");
  const Policy second = care(R"({"call": {"each": "week", "owe": {"need": "phone"}}, "look": {"on": "order", "owe": {"need": "phone", "due": "20 days"}}})", {"care", "2"});
  World world({{first, {}, {}}}, "2024-03-11");
  world.happens("set", "2024-03-11", "c1", R"({"resting": false})");
  world.happens("order", "2024-03-12T10:00");
  world.book.bind(second, at("2024-03-13T10:00"));
  world.happens("set", "2024-03-14T10:00", "c1", R"({"resting": true})");
  world.happens("visit", "2024-03-15T10:00");
  world.book.advance(at("2024-03-19T00:00"));
  CHECK(world.lines("look") == Lines{"1 withdrawn v1 2024-04-01"});
  CHECK(world.lines("call") == Lines{"2024-W11 withdrawn v1 2024-03-17", "2024-W12 open v2 2024-03-24"});
  world.holds();
}

SCENARIO("in a family the first binding whose condition holds governs a subject", "[book][policies]") {
  const Policy base = care(R"({"call": {"each": "week", "owe": {"need": "phone"}}, "reply": {"on": "order", "owe": {"need": "phone", "due": "10 days"}}})");
  const Policy north = branch("care-north", base, R"({"call": {"each": "month"}, "reply": {"owe": {"due": "2 days"}}, "look": {"each": "month", "owe": {"need": "visit"}}})");
  World world({{north, "customer.region = north", {}}, {base, {}, {}}}, "2024-04-01");
  GIVEN("a customer of the branch and one of all others") {
    CHECK(world.lines("call", "c1") == Lines{"2024-04 open v1 2024-04-30"});
    CHECK(world.lines("call", "c2") == Lines{"2024-W14 open v1 2024-04-07"});
    CHECK(world.lines("look", "c1").size() == 1);
    CHECK(world.lines("look", "c2").empty());
  }
  WHEN("the customer moves out of the branch") {
    world.happens("order", "2024-04-02T10:00");
    world.happens("set", "2024-04-03T10:00", "c1", R"({"region": "south"})");
    world.happens("order", "2024-04-04T10:00", "c2");
    world.book.advance(at("2024-04-09T00:00"));
    THEN("what is owed there stays owed, what starts later is owed as everywhere") {
      CHECK(world.lines("reply") == Lines{"1 overdue v1 2024-04-04"});
      CHECK(world.lines("reply", "c2") == Lines{"1 open v1 2024-04-14"});
      CHECK(world.lines("call") == Lines{"2024-W15 open v1 2024-04-14", "2024-04 open v1 2024-04-30"});
      CHECK(world.lines("look") == Lines{"2024-04 open v1 2024-04-30"});
      world.holds();
    }
    AND_WHEN("it moves back") {
      world.happens("set", "2024-04-10T10:00", "c1", R"({"region": "north"})");
      world.book.advance(at("2024-05-02T00:00"));
      CHECK(world.lines("call") == Lines{"2024-W15 lapsed v1 2024-04-14", "2024-04 lapsed v1 2024-04-30", "2024-05 open v1 2024-05-31"});
      world.holds();
    }
  }
}

SCENARIO("a duty is explained by the policy that made it: its branch, its parameters, its words", "[book][policies]") {
  const auto of = [](World& world, const std::string& customer) {
    DutyQuery query;
    query.subject = EntityRef{"customer", customer};
    return world.book.duties(query).front();
  };
  GIVEN("a branch and its base of the same version, bound together") {
    const Policy base = care(R"({"call": {"label": {"en": "the weekly call"}, "each": "week", "owe": {"need": "phone"}}})");
    const Policy north = branch("care-north", base, R"({"call": {"label": {"en": "the monthly call"}, "each": "month"}})");
    World world({{north, "customer.region = north", {}}, {base, {}, {}}}, "2024-04-01");
    const Duty first = of(world, "c1"), second = of(world, "c2");
    THEN("each is told in the words of its own") {
      CHECK(world.book.policy_of(first).hash() == north.hash());
      CHECK(world.book.policy_of(second).hash() == base.hash());
      CHECK(world.book.explain(first.key).find("the monthly call") != std::string::npos);
      CHECK(world.book.explain(first.key).find("policy care-north version 1") != std::string::npos);
      CHECK(world.book.explain(second.key).find("the weekly call") != std::string::npos);
      CHECK(world.book.explain(second.key).find("policy care version 1") != std::string::npos);
      CHECK(world.book.explain_json(first.key).find(R"("policy":"care-north")") != std::string::npos);
    }
    AND_WHEN("only the base is bound any more") {
      world.book.bind(base, at("2024-04-02T00:00"));
      THEN("what was owed by the branch still is") { CHECK(world.book.policy_of(first).hash() == north.hash()); }
    }
  }
  GIVEN("one version with two values of a parameter") {
    const auto with = [](const std::string& days) {
      LoadOptions options;
      options.parameters = {{"days", "\"" + days + "\""}};
      return Policy::load(R"({"huifang": 1, "policy": "care", "version": "1", "zone": "Asia/Shanghai", "calendar": {"use": "cn-public"},
        "params": {"days": {"type": "span", "default": "1 day"}}, "facts": {"customer": {"region": ["north", "south"]}},
        "events": {"phone": {"contact": true}, "order": {}}, "rules": {"reply": {"on": "order", "owe": {"need": "phone", "due": "$days"}}}})",
                          options);
    };
    const Policy two = with("2 days"), nine = with("9 days");
    World world({{two, "customer.region = north", {}}, {nine, {}, {}}}, "2024-04-01");
    world.happens("order", "2024-04-02T10:00", "c1");
    world.happens("order", "2024-04-02T10:00", "c2");
    CHECK(world.lines("reply", "c1") == Lines{"1 open v1 2024-04-04"});
    CHECK(world.lines("reply", "c2") == Lines{"1 open v1 2024-04-11"});
    CHECK(world.book.policy_of(of(world, "c1")).hash() == two.hash());
    CHECK(world.book.policy_of(of(world, "c2")).hash() == nine.hash());
  }
  GIVEN("a family beside it") {
    const Policy base = care(R"({"call": {"each": "week", "owe": {"need": "phone"}}})");
    const Policy campaign = care(R"({"call": {"label": {"en": "the call of the campaign"}, "each": "week", "owe": {"need": ["visit", "phone"]}}})", {"campaign", "1"});
    World world({{base, {}, {}}, {campaign, {}, {}}}, "2024-04-01");
    for (const Duty& duty : world.book.duties()) {
      const bool foreign = duty.key.policy == "campaign";
      CHECK(world.book.policy_of(duty).id() == duty.key.policy);
      CHECK((world.book.explain(duty.key).find("the call of the campaign") != std::string::npos) == foreign);
    }
    CHECK(code_of([&] {
            Duty made_up = world.book.duties().front();
            made_up.policy_version = "7";
            world.book.policy_of(made_up);
          }) == "HF6012");
  }
}

SCENARIO("families apply side by side", "[book][policies]") {
  const Policy base = care(R"({"call": {"each": "week", "owe": {"need": "phone"}}, "missed": {"on": "missed.call", "do": [{"flag": "care"}]},
                              "reply": {"on": "order", "owe": {"need": "phone", "due": "10 days"}}})");
  GIVEN("a campaign with a rule of the same name") {
    const Policy campaign = care(R"({"call": {"each": "month", "owe": {"need": "phone"}}, "missed": {"on": "missed.call", "do": [{"flag": "campaign"}]}})",
                                 {"campaign", "7"});
    World world({{base, {}, {}}, {campaign, "customer.region = north", {}}}, "2024-04-01");
    THEN("one call is credited to both") {
      CHECK(world.happens("phone", "2024-04-02T10:00").credited.size() == 2);
      CHECK(world.lines("call") == Lines{"2024-W14 done v1 2024-04-07", "2024-04 done v7 2024-04-30"});
      CHECK(world.lines("campaign/call") == Lines{"2024-04 done v7 2024-04-30"});
      CHECK(world.lines("campaign/call", "c2").empty());
      for (const char* none : {"/", "/call", "campaign/", "other/call", "campaign/call.", "campaign/call.x"}) {
        CAPTURE(none);
        CHECK(world.lines(none).empty());
      }
      world.holds();
    }
    THEN("each hears its own misses") {
      world.book.advance(at("2024-04-09T00:00"));
      std::vector<std::string> keys;
      for (const Effect& effect : world.book.effects()) keys.push_back(effect.key.substr(0, effect.key.find("/missed:")));
      CHECK(keys == Lines{"missed/customer:c1", "missed/customer:c2"});
      world.book.advance(at("2024-05-01T00:00"));
      bool campaign_told = false;
      for (const Effect& effect : world.book.effects()) campaign_told = campaign_told || effect.key.starts_with("campaign/missed/customer:c1");
      CHECK(campaign_told);
      world.holds();
    }
    THEN("counts tell them apart") {
      std::vector<std::string> rules;
      for (const DutyCount& count : world.book.counts()) rules.push_back(count.policy + "/" + count.rule);
      CHECK(rules == Lines{"care/call", "campaign/call"});
    }
    WHEN("the campaign is bound no more") {
      world.book.bind(base, at("2024-04-10T00:00"));
      CHECK(world.lines("campaign/call") == Lines{"2024-04 withdrawn v7 2024-04-30"});
      CHECK(world.lines("care/call") == Lines{"2024-W14 lapsed v1 2024-04-07", "2024-W15 open v1 2024-04-14"});
      world.holds();
    }
  }
  GIVEN("a campaign that silences a rule of the other") {
    const Policy campaign = care(R"({"gift": {"on": "order", "when": "customer.region = north", "overrides": "care/reply", "owe": {"need": "visit", "due": "3 days"}}})",
                                 {"campaign", "1"});
    World world({{base, {}, {}}, {campaign, {}, {}}});
    world.happens("order", "2024-03-04T10:00", "c1");
    world.happens("order", "2024-03-04T11:00", "c2");
    CHECK(world.lines("reply", "c1").empty());
    CHECK(world.lines("gift", "c1").size() == 1);
    CHECK(world.lines("reply", "c2").size() == 1);
    world.holds();
  }
  GIVEN("a campaign that silences a rule of the other on one day") {
    const auto on_day = [](const std::string& rest) { return R"({"date": "@\"2024-04-05\"", )" + rest + "}"; };
    const Policy greets = care("{\"greet\": " + on_day(R"("owe": {"need": "phone", "due": "0 days"})") + "}");
    const Policy campaign = care("{\"gift\": " + on_day(R"("when": "customer.region = north", "overrides": "care/greet", "owe": {"need": "visit", "due": "0 days"})") + "}",
                                 {"campaign", "1"});
    World world({{greets, {}, {}}, {campaign, {}, {}}});
    CHECK(world.lines("greet", "c1").empty());
    CHECK(world.lines("greet", "c2").size() == 1);
    WHEN("it is unbound before the day, the other acts again") {
      world.book.bind({{greets, {}, {}}}, at("2024-04-01"));
      world.book.advance(at("2024-04-10"));
      CHECK(world.lines("greet", "c1").size() == 1);
      world.holds();
    }
    WHEN("it is unbound after the day, nothing changes") {
      world.book.advance(at("2024-04-06"));
      world.book.bind({{greets, {}, {}}}, at("2024-04-07"));
      CHECK(world.lines("greet", "c1").empty());
      world.holds();
    }
  }
  GIVEN("two policies that say who may be contacted") {
    const std::string strict = R"("eligibility": {"inputs": ["customer.resting"], "rows": [["true", "deny: resting"], ["-", "allow"]]},)";
    const std::string all = R"("eligibility": {"inputs": ["customer.region"], "rows": [["north", "allow"], ["-", "deny: region"]]},)";
    const Policy one = care(R"({"call": {"each": "week", "owe": {"need": "phone"}}})", {"care", "1", "2024-01-01..", strict});
    const Policy other = care(R"({"look": {"each": "month", "owe": {"need": "visit"}}})", {"campaign", "1", "2024-01-01..", all});
    World world({{one, {}, {}}, {other, {}, {}}});
    const auto ask = [&](const std::string& customer) {
      return world.book.may_contact(event("x", "phone", "2024-03-06T10:00", R"("by": "s1", "customer": ")" + customer + "\""));
    };
    world.happens("set", "2024-03-05T10:00", "c1", R"({"resting": true})");
    world.happens("set", "2024-03-05T10:00", "c2", R"({"resting": false})");
    THEN("each may deny, and the answer says which did") {
      CHECK(ask("c1").code == "resting");
      CHECK(ask("c1").policy == "care");
      CHECK(ask("c2").code == "region");
      CHECK(ask("c2").policy == "campaign");
      world.happens("set", "2024-03-05T11:00", "c1", R"({"resting": false})");
      CHECK(ask("c1").allowed);
      world.holds();
    }
  }
}

SCENARIO("policies that do not fit together are refused, with everything that does not", "[book][policies]") {
  const Policy base = care(R"({"call": {"each": "week", "owe": {"need": "phone"}}})");
  const Policy other = Policy::load(R"({"huifang": 1, "policy": "other", "version": "3", "zone": "Asia/Shanghai",
    "facts": {"customer": {"region": "number", "resting": "string"}}, "events": {"phone": {}, "order": {"amount": "number"}}, "calendar": {"use": "cn-public"},
    "rules": {"a": {"on": "order", "overrides": "care/nothing", "owe": {"need": "phone", "due": "1 day"}}}})");
  World world({{base, {}, {}}});
  const std::string before = dump(world.file.path());
  try {
    world.book.bind({{base, {}, {}}, {other, {}, {}}}, at("2024-03-05"));
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::policy);
    Lines found;
    for (const Diagnostic& finding : error.diagnostics()) found.push_back(finding.code + " " + finding.pointer);
    CHECK(found == Lines{"HF1851 /facts/customer/region", "HF1851 /facts/customer/resting", "HF1851 /events/phone/contact", "HF1854 /rules/a/overrides"});
    CHECK(error.diagnostics().front().message == "other@3 declares this in another way than care@1");
  }
  CHECK(dump(world.file.path()) == before);
  CHECK(world.happens("phone", "2024-03-05T10:00").known == false);
  CHECK(code_of([&] { world.book.bind({{base, "customer.nothing > 1", {}}}, at("2024-03-06")); }) == "HF1855");
  CHECK(code_of([&] { world.book.bind(std::vector<PolicyBinding>{}, at("2024-03-06")); }) == "HF6023");
  world.holds();
}

SCENARIO("a book with several policies goes on after it was closed", "[book][policies]") {
  const Policy base = care(R"({"call": {"each": "week", "owe": {"need": "phone"}}})");
  const Policy campaign = care(R"({"look": {"each": "month", "owe": {"need": "visit"}}})", {"campaign", "1"});
  const TemporaryFile file;
  {
    Book book = Book::open(file.path());
    book.bind({{base, {}, {}}, {campaign, "customer.region = north", at("2024-04-01")}}, at("2024-03-01"));
    book.record(event("f1", "set", "2024-03-01", R"("customer": "c1", "data": {"region": "north"})"), at("2024-03-01"));
  }
  Book book = Book::open(file.path());
  REQUIRE(book.bindings().size() == 2);
  CHECK(book.bindings()[1].policy.id() == "campaign");
  CHECK(book.bindings()[1].where == "customer.region = north");
  CHECK(book.bindings()[1].from == at("2024-04-01"));
  book.advance(at("2024-04-02"));
  DutyQuery query;
  query.policy = "campaign";
  CHECK(book.duties(query).size() == 1);
  CHECK(book.duties().size() > 1);
  const std::string before = dump(file.path());
  book.bind({{base, {}, {}}, {campaign, "customer.region = north", at("2024-04-01")}}, at("2024-04-03"));
  CHECK(dump(file.path()) == before);
  CHECK(book.verify().same);
}

SCENARIO("until a version begins, everybody is governed by what was bound before, whatever branch begins at once", "[book][policies]") {
  const auto reply = [](const std::string& due) { return R"({"reply": {"on": "order", "again": "parallel", "owe": {"need": "phone", "due": ")" + due + R"("}}})"; };
  const Policy first = care(reply("10 days"));
  const Policy second = care(reply("2 days"), {.version = "2"});
  const Policy north = branch("care-north", first, reply("5 days"));
  GIVEN("a branch in the north, the policy elsewhere, and a list whose second version begins in April") {
    World world({{north, "customer.region = north", {}}, {first, "", {}}});
    world.happens("order", "2024-03-04", "c2");
    world.book.bind({{north, "customer.region = north", {}}, {second, "", at("2024-04-01")}}, at("2024-03-06"));
    THEN("the south goes on under the first version") {
      CHECK(world.lines("reply", "c2") == Lines{"1 open v1 2024-03-14"});
      world.happens("order", "2024-03-07", "c2");
      CHECK(world.lines("reply", "c2") == Lines{"1 open v1 2024-03-14", "1 open v1 2024-03-17"});
      AND_WHEN("a customer moves from the south to the north") {
        world.happens("set", "2024-03-08", "c2", R"({"region": "north"})");
        THEN("what is owed stays, and what comes is of the branch") {
          world.happens("order", "2024-03-09", "c2");
          CHECK(world.lines("reply", "c2") == Lines{"1 open v1 2024-03-14", "1 open v1 2024-03-14", "1 open v1 2024-03-17"});
        }
      }
      AND_WHEN("April comes") {
        world.happens("order", "2024-04-02", "c2");
        CHECK(world.lines("reply", "c2").back() == "1 open v2 2024-04-04");
      }
      world.holds();
    }
  }
}

SCENARIO("a rule that is dropped retires what every older version left behind", "[book][policies]") {
  const std::string reply = R"({"reply": {"on": "order", "again": "parallel", "owe": {"need": "phone", "due": "30 days"}}})";
  World world({{care(reply), "", {}}});
  world.happens("order", "2024-03-02");
  world.book.bind({{care(reply, {.version = "2"}), "", {}}}, at("2024-03-03"));
  CHECK(world.lines("reply") == Lines{"1 open v1 2024-04-01"});
  WHEN("the version after the next has it no more") {
    world.book.bind({{care("{}", {.version = "3"}), "", {}}}, at("2024-03-04"));
    CHECK(world.lines("reply") == Lines{"1 withdrawn v1 2024-04-01"});
  }
  WHEN("another policy takes its place") {
    world.book.bind({{care("{}", {.policy = "other"}), "", {}}}, at("2024-03-04"));
    CHECK(world.lines("reply") == Lines{"1 withdrawn v1 2024-04-01"});
  }
  world.holds();
}

SCENARIO("of a customer nobody knows no condition of a binding holds", "[book][policies]") {
  const Policy care_of_all = care(R"({"week": {"each": "week", "owe": {"need": "phone"}}})");
  Care calm;
  calm.policy = "calm";
  calm.more = R"("eligibility": {"inputs": ["contact.type"], "rows": [["phone", "deny: quiet"]]},)";
  const Policy quiet = care("{}", calm);
  World world({{care_of_all, "", {}}, {quiet, "customer.region = north", {}}});
  const auto allowed = [&](const std::string& customer) {
    return world.book.may_contact(event("x", "phone", "2024-03-02", R"("by": "s1", "customer": ")" + customer + "\"")).allowed;
  };
  CHECK_FALSE(allowed("c1"));
  CHECK(allowed("c2"));
  CHECK(allowed("nobody knows"));
}

SCENARIO("a policy that begins after it was bound ranks those whom it finds", "[book][policies]") {
  Care ranked;
  ranked.effective = "2024-04-01..";
  ranked.more = R"("measures": {"orders": {"count": "order"}}, "tiers": {"top": {"rank_by": "customer.orders", "share": 0.5, "review": "year"}},)";
  World world({{care("{}", ranked), "", {}}});
  world.happens("order", "2024-03-04", "c2");
  world.book.advance(at("2024-03-31"));
  CHECK(world.book.tiers().empty());
  world.book.advance(at("2024-04-01"));
  std::vector<std::string> tiers;
  for (const TierEntry& tier : world.book.tiers()) tiers.push_back(tier.subject.key + " " + tier.value);
  CHECK(tiers == Lines{"c1 false", "c2 true"});
  world.holds();
}

}  // namespace huifang
