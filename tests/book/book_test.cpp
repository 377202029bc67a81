#include <catch2/catch.hpp>

#include "book/sample.hpp"
#include "book/temporary_file.hpp"

namespace huifang {

using namespace sample;

SCENARIO("an event that is recorded owes duties, moves tiers and credits duties", "[book]") {
  Book book = Book::open(":memory:");
  begin(book);
  WHEN("a large order comes in") {
    const RecordResult result = book.record(order("o1", "2024-03-04T10:00", "c1", "600"), at("2024-03-04T10:00"));
    THEN("thanks are owed by the customer's owner within two working days") {
      REQUIRE(result.created.size() == 1);
      const std::optional<Duty> duty = book.duty(result.created.front());
      REQUIRE(duty);
      CHECK(duty->state == DutyState::open);
      CHECK(duty->key.rule == "thanks");
      CHECK(duty->owner == EntityRef{"staff", "s1"});
      CHECK(duty->due == Instant{at("2024-03-07T00:00").utc_us - 1});
    }
    THEN("the customer is gold from that moment") {
      const std::vector<TierEntry> tiers = book.tiers(EntityRef{"customer", "c1"});
      REQUIRE(tiers.size() == 2);
      CHECK(tiers[0].value == "basic");
      CHECK(tiers[0].to == at("2024-03-04T10:00"));
      CHECK(tiers[1].value == "gold");
      CHECK_FALSE(tiers[1].to);
    }
    THEN("a call credits the weekly duty") {
      const RecordResult call = book.record(phone("p1", "2024-03-05T09:00", "c1"), at("2024-03-05T09:30"));
      REQUIRE(call.credited.size() == 1);
      CHECK(book.duty(call.credited.front())->state == DutyState::done);
      CHECK(book.duty(call.credited.front())->done_at == at("2024-03-05T09:00"));
    }
  }
}

SCENARIO("a miss is told to the superior", "[book]") {
  Book book = Book::open(":memory:");
  begin(book);
  run(book);
  const std::vector<Effect> effects = book.effects();
  const auto notice = std::find_if(effects.begin(), effects.end(), [](const Effect& e) { return e.kind == "notify"; });
  REQUIRE(notice != effects.end());
  CHECK(notice->to == EntityRef{"staff", "s9"});
  CHECK(notice->subject == EntityRef{"customer", "c1"});
  THEN("the outbox is drained by sequence number") {
    CHECK(book.effects(notice->sequence - 1, 1).front().key == notice->key);
    CHECK(book.effects(effects.back().sequence).empty());
  }
}

SCENARIO("an event that comes twice counts once, and with other content is refused", "[book]") {
  Book book = Book::open(":memory:");
  begin(book);
  book.record(order("o1", "2024-03-04T10:00", "c1", "600"), at("2024-03-04T10:00"));
  const std::size_t duties = book.duties().size();
  WHEN("it is the same in every field") {
    const RecordResult again = book.record(order("o1", "2024-03-04T10:00", "c1", "600.00"), at("2024-03-05T00:00"));
    THEN("it is acknowledged and ignored, and time stands still") {
      CHECK(again.known);
      CHECK(again.created.empty());
      CHECK(book.duties().size() == duties);
      CHECK(book.now() == at("2024-03-04T10:00"));
    }
  }
  WHEN("something in it differs") {
    THEN("it is refused, naming the first field that differs") {
      try {
        book.record(order("o1", "2024-03-04T10:00", "c1", "601"), at("2024-03-05T00:00"));
        FAIL("not refused");
      } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::conflict);
        const Diagnostic& diagnostic = error.diagnostics().front();
        CHECK(diagnostic.code == "HF6011");
        CHECK_THAT(diagnostic.message, Catch::Contains("data.amount"));
        CHECK(diagnostic.found == "601");
        CHECK(diagnostic.expected == "600");
      }
      CHECK(code_of([&] { book.record(order("o1", "2024-03-04T10:01", "c1", "600"), at("2024-03-05T00:00")); }) == "HF6011");
      CHECK(code_of([&] { book.record(order("o1", "2024-03-04T10:00", "c2", "600"), at("2024-03-05T00:00")); }) == "HF6011");
    }
  }
}

SCENARIO("time goes forward only, and no further than a century at once", "[book]") {
  const TemporaryFile file;
  Book book = Book::open(file.path());
  begin(book);
  book.advance(at("2024-03-10T00:00"));
  const std::string before = dump(file.path());
  CHECK(code_of([&] { book.advance(at("2024-03-09T23:59")); }) == "HF4102");
  CHECK(code_of([&] { book.advance(at("9999-12-31T00:00")); }) == "HF4104");
  CHECK(code_of([&] { book.record(phone("p1", "2024-03-05T09:00", "c1"), at("2024-03-05T09:00")); }) == "HF4102");
  CHECK(code_of([&] { book.bind(next_policy(), at("2024-03-09T00:00")); }) == "HF4102");
  AND_THEN("nothing happens after the call that reports it") {
    CHECK(code_of([&] { book.record(phone("p1", "2024-03-11T09:00", "c1"), at("2024-03-10T09:00")); }) == "HF4103");
  }
  AND_THEN("nor outside the years that calendars know") {
    CHECK(code_of([&] { book.advance(Instant{INT64_MAX}); }) == "HF6013");
    CHECK(code_of([&] { book.advance(Instant{INT64_MIN}); }) == "HF6013");
  }
  CHECK(dump(file.path()) == before);
  THEN("a late report of something past is welcome") {
    CHECK_FALSE(book.record(phone("p1", "2024-03-09T09:00", "c1"), at("2024-03-10T09:00")).known);
  }
}

SCENARIO("what the policy does not know is refused and changes nothing", "[book]") {
  const TemporaryFile file;
  Book book = Book::open(file.path());
  begin(book);
  const std::string before = dump(file.path());
  CHECK_THROWS_AS(book.record(event("x", "fax", "2024-03-04T10:00", R"("customer": "c1")"), at("2024-03-04T10:00")), Error);
  CHECK_THROWS_AS(book.record(event("x", "order", "2024-03-04T10:00", R"("customer": "c1", "data": {"colour": "red"})"),
                              at("2024-03-04T10:00")),
                  Error);
  CHECK(dump(file.path()) == before);
}

SCENARIO("a book without a policy is empty and takes no events", "[book]") {
  Book book = Book::open(":memory:");
  CHECK_FALSE(book.policy());
  CHECK(book.zone().name() == "UTC");
  CHECK(book.duties().empty());
  CHECK(book.counts().empty());
  CHECK(book.now() == Instant{INT64_MIN});
  CHECK(book.verify().same);
  CHECK(code_of([&] { book.record(phone("p1", "2024-03-05T09:00", "c1"), at("2024-03-05T09:00")); }) == "HF6010");
  CHECK(code_of([&] { book.advance(at("2024-03-05T09:00")); }) == "HF6010");
  CHECK(code_of([&] { book.explain(DutyKey{}); }) == "HF6010");
}

SCENARIO("a book finds its policy and its state again", "[book]") {
  const TemporaryFile file;
  std::vector<std::string> before;
  {
    Book book = Book::open(file.path());
    begin(book);
    run(book);
    for (const Duty& duty : book.duties()) before.push_back(to_text(duty.key));
  }
  Book book = Book::open(file.path());
  REQUIRE(book.policy());
  CHECK(book.policy()->hash() == policy().hash());
  CHECK(book.zone().name() == "Asia/Shanghai");
  CHECK(book.now() == at("2024-04-20T00:00"));
  std::vector<std::string> after;
  for (const Duty& duty : book.duties()) after.push_back(to_text(duty.key));
  CHECK(after == before);
  THEN("it goes on where it was") {
    CHECK(book.record(phone("p9", "2024-04-20T09:00", "c1"), at("2024-04-20T09:00")).credited.size() == 1);
    CHECK(book.verify().same);
  }
}

SCENARIO("binding the same policy again does nothing", "[book]") {
  const TemporaryFile file;
  Book book = Book::open(file.path());
  begin(book);
  const std::string before = dump(file.path());
  book.bind(policy(), at("2024-03-05T00:00"));
  CHECK(dump(file.path()) == before);
}

SCENARIO("a new version of the policy takes over from its binding on", "[book]") {
  const TemporaryFile file;
  {
    Book book = Book::open(file.path());
    begin(book);
    run(book);
    book.bind(next_policy(), at("2024-05-01T00:00"));
    book.advance(at("2024-06-15T00:00"));
    CHECK(book.policy()->version() == "2");
    THEN("what was due before it was worked off under the old one") {
      DutyQuery query;
      query.rule = "call";
      query.due_from = at("2024-04-22T00:00");
      query.due_to = at("2024-04-29T00:00");
      for (const Duty& duty : book.duties(query)) CHECK(duty.policy_version == "1");
      CHECK(book.duties(query).size() == 2);
    }
    THEN("what is due later follows the new one") {
      DutyQuery query;
      query.due_from = at("2024-05-20T00:00");
      for (const Duty& duty : book.duties(query)) CHECK(duty.policy_version == "2");
      CHECK_FALSE(book.duties(query).empty());
    }
  }
  Book book = Book::open(file.path());
  const VerifyReport report = book.verify();
  CAPTURE(report.differences);
  CHECK(report.same);
}

SCENARIO("a long pause worked off in portions ends as if worked off at once", "[book]") {
  const TemporaryFile whole_file, portions_file;
  Book whole = Book::open(whole_file.path());
  Book portions = Book::open(portions_file.path());
  begin(whole);
  begin(portions);
  const Instant end = at("2024-06-01T00:00");
  CHECK(whole.advance(end).complete);
  int calls = 0;
  for (AdvanceResult result; !result.complete || calls == 0; ++calls) {
    result = portions.advance(end, 3);
    CHECK(result.steps <= 3);
    REQUIRE(calls < 1000);
    if (result.complete) break;
  }
  CHECK(calls > 3);
  THEN("the duties are the same") {
    const std::vector<Duty> a = whole.duties(), b = portions.duties();
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      CHECK(a[i].key == b[i].key);
      CHECK(a[i].state == b[i].state);
    }
    CHECK(portions.verify().same);
  }
}

SCENARIO("duties are asked for by state, subject, owner, rule and time", "[book]") {
  Book book = Book::open(":memory:");
  begin(book);
  run(book);
  const auto count = [&](const DutyQuery& query) { return book.duties(query).size(); };
  const std::size_t all = count({});
  REQUIRE(all > 10);
  DutyQuery query;
  WHEN("asked by state") {
    std::size_t sum = 0;
    for (int state = 0; state <= 6; ++state) {
      query.states = {static_cast<DutyState>(state)};
      for (const Duty& duty : book.duties(query)) CHECK(duty.state == query.states[0]);
      sum += count(query);
    }
    CHECK(sum == all);
    query.states = {DutyState::done, DutyState::open, DutyState::pending, DutyState::overdue,
                    DutyState::lapsed, DutyState::waived, DutyState::withdrawn};
    CHECK(count(query) == all);
  }
  WHEN("asked by subject") {
    query.subject = EntityRef{"customer", "c1"};
    const std::size_t first = count(query);
    query.subject = EntityRef{"customer", "c2"};
    CHECK(first + count(query) == all);
    query.subject = EntityRef{"customer", "nobody"};
    CHECK(count(query) == 0);
  }
  WHEN("asked by owner") {
    query.owner = EntityRef{"staff", "s1"};
    query.states = {DutyState::open};
    for (const Duty& duty : book.duties(query)) CHECK(duty.owner == query.owner);
    CHECK(count(query) > 0);
    query.owner = EntityRef{"unit", "s1"};
    CHECK(count(query) == 0);
  }
  WHEN("asked by rule and due") {
    query.rule = "call";
    query.due_from = at("2024-03-04T00:00");
    query.due_to = Instant{at("2024-03-11T00:00").utc_us - 1};
    CHECK(count(query) == 2);
    query.due_to = Instant{at("2024-03-11T00:00").utc_us - 2};
    CHECK(count(query) == 0);
  }
  WHEN("asked by the time of the miss") {
    query.missed_from = at("2024-03-11T00:00");
    query.missed_to = at("2024-03-18T00:00");
    for (const Duty& duty : book.duties(query)) CHECK(duty.missed_at);
    CHECK(count(query) == 2);
  }
  WHEN("a limit is set") {
    query.limit = 3;
    const std::vector<Duty> some = book.duties(query), every = book.duties();
    REQUIRE(some.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) CHECK(some[i].key == every[i].key);
  }
  THEN("they come by due, those without one last") {
    std::optional<Instant> last;
    bool without = false;
    for (const Duty& duty : book.duties()) {
      if (!duty.due) without = true;
      CHECK((without ? !duty.due : !last || *duty.due >= *last));
      last = duty.due;
    }
  }
}

SCENARIO("the counts by rule and month add up to all duties", "[book]") {
  Book book = Book::open(":memory:");
  begin(book);
  run(book);
  std::int64_t created = 0;
  std::string previous;
  for (const DutyCount& count : book.counts()) {
    CHECK(count.created == count.done + count.open + count.overdue + count.waived + count.withdrawn +
                               (count.missed - count.overdue - count.done_late));
    CHECK(previous < count.rule + count.month);
    previous = count.rule + count.month;
    created += count.created;
  }
  CHECK(created == static_cast<std::int64_t>(book.duties().size()));
}

SCENARIO("a fact is what it was at that moment", "[book]") {
  Book book = Book::open(":memory:");
  begin(book);
  book.record(name("rename", "2024-03-10T00:00", "c1", "New Mill"), at("2024-03-10T00:00"));
  const EntityRef c1{"customer", "c1"};
  CHECK(book.fact(c1, "name", at("2024-03-05T00:00")) == Value::of("North Mill"));
  CHECK(book.fact(c1, "name", at("2024-03-10T00:00")) == Value::of("New Mill"));
  CHECK(book.fact(c1, "name", at("2024-02-10T00:00")).is_null());
  CHECK(book.fact(c1, "colour", at("2024-03-10T00:00")).is_null());
  CHECK(book.fact({"customer", "c9"}, "name", at("2024-03-10T00:00")).is_null());
}

SCENARIO("a duty that is known is explained in English, in Chinese and as JSON", "[book]") {
  Book book = Book::open(":memory:");
  begin(book);
  run(book);
  DutyQuery query;
  query.rule = "call";
  query.subject = EntityRef{"customer", "c1"};
  query.states = {DutyState::done};
  const std::vector<Duty> done = book.duties(query);
  REQUIRE(done.size() == 1);
  const std::string english = book.explain(done.front().key);
  CHECK_THAT(english, Catch::Contains("North Mill") && Catch::Contains("call") && Catch::Contains("Li"));
  CHECK(book.explain(done.front().key, "zh") != english);
  CHECK_THAT(book.explain_json(done.front().key), Catch::Contains("\"p1\""));
  DutyKey unknown = done.front().key;
  unknown.n = "2099-W01";
  CHECK(code_of([&] { book.explain(unknown); }) == "HF6012");
}

}  // namespace huifang
