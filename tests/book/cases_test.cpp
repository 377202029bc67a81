/// Cases in a book: what it tells of them, that it forgets nothing between two calls, and that a replay is the same.
#include <rapidcheck.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "book/temporary_file.hpp"
#include "huifang/book.hpp"
#include "huifang/workflow.hpp"

namespace huifang {
namespace {

constexpr const char* policy_text = R"j({
  "huifang": 1, "policy": "matters", "version": "1", "zone": "Asia/Shanghai",
  "facts": {"customer": {"vip": "boolean"}},
  "events": {"complaint": {"major": "boolean"}, "solved": {}, "asked": {}, "answered": {}, "confirmed": {"satisfied": "boolean"}, "moved": {"to": "staff"}},
  "calendar": {"use": null, "weekly": "mon-fri", "working_hours": {"mon-fri": "09:00-17:00"}},
  "rules": {"open": {"on": "complaint", "do": [{"open": "matter", "data": {"major": "=event.major"}}]},
            "told": {"on": "closed.matter", "do": [{"notify": "owner"}]}},
  "workflows": {"matter": {
    "owner": "cause.by", "facts": {"major": "boolean", "expert": "staff"}, "title": "A matter",
    "states": {
      "work": {
        "owe": {"total": {"need": "confirmed", "due": "16 working hours", "reopen": "resume",
                          "ladder": [{"at": "50 %", "do": [{"notify": "owner"}]}, {"at": "due + 1 working day", "do": [{"notify": "superior(owner)"}]}]}},
        "on": {"confirmed": [{"when": "event.satisfied", "target": "closed"}, {"max": 1, "target": "solving"}, {"target": "lost"}]},
        "states": {
          "solving": {"owe": {"solve": {"need": "solved", "due": {"switch": "customer.vip", "true": "4 working hours", "else": "2 days"}, "rebase": "change"}},
                      "on": {"done.solve": "asking", "missed.solve": "late", "asked": "waiting", "moved": {"set": {"expert": "event.to"}}}},
          "late": {"owe": {"save": {"need": "solved", "owner": "superior(owner)", "due": "1 day"}}, "on": {"done.save": "asking"}, "always": [{"when": "customer.vip", "target": "asking"}]},
          "waiting": {"pauses": true, "on": {"answered": "solving"}, "after": {"3 working days": "asking"}},
          "asking": {"owe": {"ask": {"need": "confirmed", "due": "1 working day"}}, "on": {"asked": "waiting"}}
        }
      },
      "closed": {"type": "final"}, "lost": {"type": "final"}
    }}}
})j";

Policy policy() { return Policy::load(policy_text); }
Instant at(const std::string& text) { return *policy().zone().parse(text); }

Event event(const std::string& id, const std::string& type, const std::string& when, const std::string& customer = "c1", const std::string& by = "s1") {
  Event out;
  out.id = id;
  out.type = type;
  out.at = at(when);
  out.by = by;
  if (!customer.empty()) out.subjects["customer"] = customer;
  return out;
}

void begin(Book& book) {
  book.bind(policy(), at("2024-03-04T00:00"));
  for (const char* staff : {"s1", "s2"}) {
    Event set = event(std::string("set-") + staff, "set", "2024-03-04T08:00", "", "");
    set.subjects["staff"] = staff;
    set.data["superior"] = Value::of("boss");
    book.record(set, set.at);
  }
}

void record(Book& book, Event event) { book.record(event, event.at); }

CaseQuery query(const std::string& workflow, const std::string& key = {}) {
  CaseQuery query;
  query.workflow = workflow;
  query.key = key;
  return query;
}

CaseQuery about(const std::string& customer) {
  CaseQuery query;
  query.about = EntityRef{"customer", customer};
  return query;
}

CaseQuery closed() {
  CaseQuery query;
  query.running = false;
  return query;
}

Event complaint(const std::string& id, const std::string& when, bool major = false, const std::string& customer = "c1") {
  Event out = event(id, "complaint", when, customer);
  out.data["major"] = Value::of(major);
  return out;
}

}  // namespace

SCENARIO("a book tells its cases, their path and their values", "[book][cases]") {
  GIVEN("a complaint that was asked back, and moved to an expert") {
    const TemporaryFile file;
    Book book = Book::open(file.path());
    begin(book);
    record(book, complaint("e1", "2024-03-04T10:00"));
    Event moved = event("m1", "moved", "2024-03-04T11:00");
    moved.data["to"] = Value::of("s2");
    record(book, moved);
    record(book, event("a1", "asked", "2024-03-04T12:00"));
    THEN("it is one running case, in the state it is in, with what is known of it") {
      const std::vector<CaseEntry> cases = book.cases();
      REQUIRE(cases.size() == 1);
      CHECK(cases[0].workflow == "matter");
      CHECK(cases[0].key == "e1");
      CHECK(cases[0].about == EntityRef{"customer", "c1"});
      CHECK(cases[0].owner == EntityRef{"staff", "s1"});
      CHECK(cases[0].states == std::vector<std::string>{"waiting"});
      CHECK(cases[0].opened == at("2024-03-04T10:00"));
      CHECK_FALSE(cases[0].closed);
      CHECK(cases[0].facts.at("expert") == Value::of(EntityRef{"staff", "s2"}));
      CHECK(cases[0].outcome().empty());
    }
    THEN("its path has a step for each event that changed something") {
      const std::vector<CaseStep> path = book.case_path("matter", "e1");
      REQUIRE(path.size() == 3);
      CHECK(path[0].type == "opened");
      CHECK(path[0].entered == std::vector<std::string>{"work", "solving"});
      CHECK(path[1].event == "m1");
      CHECK(path[1].left.empty());
      CHECK(path[2].left == std::vector<std::string>{"solving"});
      CHECK(path[2].entered == std::vector<std::string>{"waiting"});
      CHECK(path[2].at == at("2024-03-04T12:00"));
      CHECK(path[2].transitions == std::vector<std::string>{"/workflows/matter/states/work/states/solving/on/asked"});
    }
    THEN("queries restrict") {
      CHECK(book.cases(query("matter", "e1")).size() == 1);
      CHECK(book.cases(query("other")).empty());
      CHECK(book.cases(about("c2")).empty());
      CHECK(book.cases(closed()).empty());
      CHECK(book.case_path("matter", "e2").empty());
    }
    THEN("hosts see the same in SQL") {
      SQLite::Database host(file.path(), SQLite::OPEN_READONLY);
      CHECK(host.execAndGet("SELECT about || ' ' || states || ' ' || running FROM huifang_v_case").getString() == "customer:c1 [\"waiting\"] 1");
      CHECK(host.execAndGet("SELECT group_concat(type) FROM huifang_v_case_step WHERE key = 'e1'").getString() == "opened,moved,asked");
    }
    THEN("its picture has its state, its path and its open clocks") {
      const std::string picture = draw_case(book, "matter", "e1", statechart::Picture::dot);
      CHECK(picture.find("A matter") == std::string::npos);  // DOT is headed with the name
      CHECK(picture.find("\"waiting\", fillcolor") != std::string::npos);
      CHECK(picture.find("penwidth=2]") != std::string::npos);
      CHECK(picture.find("total: no due") != std::string::npos);
      CHECK(draw_workflow(policy(), "matter", statechart::Picture::svg).find("data-state=\"waiting\"") != std::string::npos);
      CHECK_THROWS_AS(draw_case(book, "matter", "e9", statechart::Picture::svg), Error);
      CHECK_THROWS_AS(draw_workflow(policy(), "mater", statechart::Picture::svg), Error);
    }
    WHEN("it is closed") {
      record(book, event("b1", "answered", "2024-03-04T13:00"));
      record(book, event("s1", "solved", "2024-03-04T14:00"));
      Event confirmed = event("k1", "confirmed", "2024-03-04T15:00");
      confirmed.data["satisfied"] = Value::of(true);
      record(book, confirmed);
      THEN("its outcome is the final state, and nothing about it is owed any more") {
        const std::vector<CaseEntry> cases = book.cases(closed());
        REQUIRE(cases.size() == 1);
        CHECK(cases[0].outcome() == "closed");
        CHECK(cases[0].closed == at("2024-03-04T15:00"));
        DutyQuery live;
        live.states = {DutyState::pending, DutyState::open, DutyState::overdue};
        CHECK(book.duties(live).empty());
      }
    }
    THEN("a replay of the journal is the same") { CHECK(book.verify().same); }
  }
}

SCENARIO("an event that fits two cases reaches the one it names, else none", "[book][cases]") {
  Book book = Book::open(":memory:");
  begin(book);
  record(book, complaint("e1", "2024-03-04T10:00"));
  record(book, complaint("e2", "2024-03-04T10:30"));
  const RecordResult lost = book.record(event("a1", "asked", "2024-03-04T11:00"), at("2024-03-04T11:00"));
  CHECK(std::count_if(lost.notes.begin(), lost.notes.end(), [](const std::string& note) { return note.find("fits 2 cases of matter") != std::string::npos; }) == 1);
  CHECK(book.cases(query("", "e1"))[0].states == std::vector<std::string>{"solving"});
  Event named = event("a2", "asked", "2024-03-04T11:05");
  named.case_key = "matter/e2";
  record(book, named);
  CHECK(book.cases(query("", "e1"))[0].states == std::vector<std::string>{"solving"});
  CHECK(book.cases(query("", "e2"))[0].states == std::vector<std::string>{"waiting"});
}

SCENARIO("115, 116: a case keeps its version until it is taken over; dues stay, and timers that are new begin", "[book][cases]") {
  Book book = Book::open(":memory:");
  begin(book);
  record(book, complaint("e1", "2024-03-04T10:00"));
  record(book, event("a1", "asked", "2024-03-04T12:00"));
  std::string text = policy_text;
  const auto replace = [&](const std::string& from, const std::string& to) {
    for (std::size_t i = text.find(from); i != std::string::npos; i = text.find(from, i + to.size())) text.replace(i, from.size(), to);
  };
  replace("\"version\": \"1\"", "\"version\": \"2\"");
  replace("\"waiting\"", "\"resting\"");
  replace("\"3 working days\": \"asking\"", "\"3 working days\": \"asking\", \"1 hours\": {\"notify\": \"owner\"}");
  book.bind(Policy::load(text), at("2024-03-04T13:00"));
  Event over = event("g1", "case.migrate", "2024-03-04T14:00", "");
  over.case_key = "e1";
  WHEN("an active state has no place there") {
    THEN("it is refused, and the case is as it was") {
      CHECK_THROWS_AS(book.record(over, over.at), Error);
      CHECK(book.cases()[0].states == std::vector<std::string>{"waiting"});
    }
  }
  WHEN("what it says is not said so, or is of no state of the case") {
    const auto map = [](const std::string& from, const Value& to) {
      Context states;
      states.entries.emplace_back("waiting", Value::of("resting"));
      states.entries.emplace_back(from, to);
      return Value::of(states);
    };
    using Said = std::pair<std::string, Value>;
    const std::vector<std::pair<Said, std::string>> refusals{{{"states", Value::of("resting")}, "HF2035"},
                                                             {{"states", map("asking", Value::of(true))}, "HF2035"},
                                                             {{"states", map("wating", Value::of("resting"))}, "HF2033"},
                                                             {{"recompute", Value::of("yes")}, "HF2035"}};
    for (const auto& [said, code] : refusals) {
      over.data.clear();
      over.data["states"] = map("asking", Value::of("asking"));
      over.data[said.first] = said.second;
      std::string found;
      try {
        record(book, over);
      } catch (const Error& error) {
        found = error.diagnostics().front().code;
      }
      CAPTURE(said.first, said.second.to_text());
      CHECK(found == code);
      CHECK(book.cases()[0].states == std::vector<std::string>{"waiting"});
    }
  }
  WHEN("the map says where it goes") {
    Context map;
    map.entries.emplace_back("waiting", Value::of("resting"));
    over.data["states"] = Value::of(map);
    record(book, over);
    THEN("it is there, its clock still stands, and the new timer begins now") {
      CHECK(book.cases()[0].states == std::vector<std::string>{"resting"});
      CHECK(book.case_path("matter", "e1").back().type == "migrated");
      const auto notices = [&] {
        std::size_t count = 0;
        for (const Effect& effect : book.effects()) count += effect.kind == "notify" ? 1 : 0;
        return count;
      };
      book.advance(at("2024-03-04T14:59"));
      const std::size_t before = notices();
      book.advance(at("2024-03-04T15:01"));
      CHECK(notices() == before + 1);
      book.advance(at("2024-03-08T00:01"));
      CHECK(book.cases()[0].states == std::vector<std::string>{"asking"});  // the end of the third working day from the first entry
      CHECK(book.verify().same);
    }
  }
  WHEN("the state where it goes stops no clock") {
    Context map;
    map.entries.emplace_back("waiting", Value::of("solving"));
    over.data["states"] = Value::of(map);
    record(book, over);
    THEN("its clock goes on with what was left: fourteen of sixteen hours") {
      DutyQuery total;
      total.rule = "matter.work.total";
      CHECK(book.duties(total)[0].due == at("2024-03-06T12:00"));
      CHECK(book.verify().same);
    }
  }
}

SCENARIO("117: a timer that begins anew each time goes on after the case was taken over, on its grid", "[book][cases][edge]") {
  const auto beating = [](const std::string& version, const std::string& span, const std::string& state = "beating") {
    return Policy::load(R"j({"huifang": 1, "policy": "beats", "version": ")j" + version + R"j(", "zone": "Asia/Shanghai",
      "facts": {"customer": {"vip": "boolean"}}, "events": {"complaint": {}, "shut": {}}, "calendar": {"use": null, "weekly": "mon-fri"},
      "rules": {"open": {"on": "complaint", "do": [{"open": "beat"}]}},
      "workflows": {"beat": {"owner": "cause.by", "states": {
        ")j" + state + R"j(": {"after": {")j" + span + R"j(": {"target": ")j" + state + R"j(", "do": [{"notify": "owner"}]}}, "on": {"shut": "over"}},
        "over": {"type": "final"}}}}})j");
  };
  Book book = Book::open(":memory:");
  book.bind(beating("1", "1 hours"), at("2024-03-04T00:00"));
  record(book, event("k", "complaint", "2024-03-04T09:00"));
  const auto beats = [&] {
    std::vector<std::string> times;
    for (const Effect& effect : book.effects()) {
      if (effect.kind == "notify") times.push_back(policy().zone().to_text(effect.at).substr(11, 5));
    }
    return times;
  };
  Event over = event("g", "case.migrate", "2024-03-04T10:30", "");
  over.case_key = "k";
  using Times = std::vector<std::string>;
  GIVEN("the same timer in the next version") {
    book.bind(beating("2", "1 hours"), at("2024-03-04T10:15"));
    record(book, over);
    book.advance(at("2024-03-04T13:10"));
    CHECK(beats() == Times{"10:00", "11:00", "12:00", "13:00"});
    CHECK(book.verify().same);
  }
  GIVEN("a state of another name") {
    book.bind(beating("2", "1 hours", "ringing"), at("2024-03-04T10:15"));
    Context map;
    map.entries.emplace_back("beating", Value::of("ringing"));
    over.data["states"] = Value::of(map);
    record(book, over);
    book.advance(at("2024-03-04T12:10"));
    CHECK(beats() == Times{"10:00", "11:00", "12:00"});
  }
  GIVEN("another span: it begins with the migration, or where that is asked for with the last time") {
    book.bind(beating("2", "2 hours"), at("2024-03-04T10:15"));
    WHEN("nothing is said") {
      record(book, over);
      book.advance(at("2024-03-04T15:00"));
      CHECK(beats() == Times{"10:00", "12:30", "14:30"});
    }
    WHEN("it is reckoned anew") {
      over.data["recompute"] = Value::of(true);
      record(book, over);
      book.advance(at("2024-03-04T15:00"));
      CHECK(beats() == Times{"10:00", "12:00", "14:00"});
    }
  }
  GIVEN("nobody looked for hours before it") {
    book.bind(beating("2", "1 hours"), at("2024-03-04T13:30"));
    over.at = at("2024-03-04T13:30");
    record(book, over);
    book.advance(at("2024-03-04T15:30"));
    CHECK(beats() == Times{"10:00", "11:00", "12:00", "13:00", "14:00", "15:00"});
  }
}

SCENARIO("duties of the cases about somebody are among theirs", "[book][cases]") {
  const TemporaryFile file;
  Book book = Book::open(file.path());
  begin(book);
  record(book, complaint("e1", "2024-03-04T10:00"));
  record(book, complaint("e2", "2024-03-04T10:00", false, "c2"));
  Event moved = event("m1", "moved", "2024-03-04T11:00");  // another value of the case refers to s2
  moved.data["to"] = Value::of("s2");
  record(book, moved);
  DutyQuery query;
  const auto keys = [&](const EntityRef& subject) {
    query.subject = subject;
    std::vector<std::string> found;
    for (const Duty& duty : book.duties(query)) found.push_back(duty.key.rule + " " + duty.key.subject.key);
    return found;
  };
  CHECK(keys({"customer", "c1"}) == std::vector<std::string>{"matter.work.total e1", "matter.solving.solve e1"});
  CHECK(keys({"customer", "c2"}).size() == 2);
  CHECK(keys({"case.matter", "e1"}).size() == 2);
  CHECK(keys({"staff", "s2"}).empty());
  CHECK(keys({"customer", "c3"}).empty());
  query.states = {DutyState::overdue};
  CHECK(keys({"customer", "c1"}).empty());
  THEN("hosts ask the same in SQL") {
    SQLite::Database host(file.path(), SQLite::OPEN_READONLY);
    CHECK(host.execAndGet("SELECT count(*) || ' ' || min(entity) FROM huifang_v_duty WHERE about = 'customer:c1'").getString() == "2 case.matter");
  }
}

SCENARIO("cases are the same however much of them is kept in memory, and after a replay", "[book][cases][law]") {
  REQUIRE(rc::check("kept or loaded again", [] {
    const auto pick = [](int low, int high) { return *rc::gen::inRange(low, high + 1); };
    Book all = Book::open(":memory:");
    BookOptions little;
    little.cached_subjects = static_cast<std::size_t>(pick(0, 2));
    Book none = Book::open(":memory:", little);
    for (Book* book : {&all, &none}) begin(*book);
    static const std::vector<std::string> types{"complaint", "solved", "asked", "answered", "confirmed", "moved", "set"};
    std::int64_t now_us = at("2024-03-04T09:00").utc_us;
    const int count = pick(1, 25);
    for (int i = 0; i < count; ++i) {
      now_us += pick(0, 30) * us_per_hour / 2;
      Event one = event("e" + std::to_string(i), types[static_cast<std::size_t>(pick(0, 6))], "2024-03-04T09:00", "c" + std::to_string(pick(1, 2)),
                        "s" + std::to_string(pick(1, 2)));
      one.at = Instant{now_us - (pick(0, 4) == 0 ? us_per_hour : 0)};
      if (one.type == "set") {
        one.by.clear();
        one.data["vip"] = Value::of(pick(0, 1) == 1);
        one.at = Instant{now_us};
      }
      if (one.type == "confirmed") one.data["satisfied"] = Value::of(pick(0, 2) == 0);
      if (one.type == "moved") one.data["to"] = Value::of("s2");
      if (pick(0, 3) == 0 && one.type != "complaint" && one.type != "set") one.case_key = "e" + std::to_string(pick(0, 5));
      for (Book* book : {&all, &none}) book->record(one, Instant{now_us});
    }
    now_us += pick(0, 20) * us_per_day;
    for (Book* book : {&all, &none}) book->advance(Instant{now_us});
    const auto told = [](const Book& book) {
      std::string text;
      for (const CaseEntry& one : book.cases()) {
        text += one.key + " " + (one.owner ? one.owner->key : "") + (one.closed ? " closed" : "");
        for (const std::string& state : one.states) text += " " + state;
        for (const CaseStep& step : book.case_path(one.workflow, one.key)) text += "\n " + std::to_string(step.at.utc_us) + step.type + step.event;
        text += "\n";
      }
      for (const Duty& duty : book.duties()) {
        text += to_text(duty.key) + " " + std::string(to_text(duty.state)) + " " + (duty.due ? std::to_string(duty.due->utc_us) : "") + duty.because + "\n";
      }
      for (const Effect& effect : book.effects()) text += effect.key + effect.data + "\n";
      return text;
    };
    RC_ASSERT(told(all) == told(none));
    RC_ASSERT(all.verify().same);
    RC_ASSERT(none.verify().same);
  }));
}

SCENARIO("a stored case that was altered is a damaged book, in words", "[book][cases][damage]") {
  const char* sql = GENERATE("UPDATE huifang_effect SET data = '{}' WHERE kind = 'case'", "UPDATE huifang_effect SET data = '[1]' WHERE kind = 'case'",
                             "UPDATE huifang_effect SET data = 'x' WHERE kind = 'case'", "UPDATE huifang_subject SET state = '{\"case\":{\"workflow\":7}}' WHERE entity = 'case.matter'",
                             "UPDATE huifang_subject SET state = '{\"case\":{\"workflow\":\"matter\",\"about\":7}}' WHERE entity = 'case.matter'");
  const TemporaryFile file;
  {
    Book book = Book::open(file.path());
    begin(book);
    record(book, complaint("k1", "2024-03-04T09:00"));
    REQUIRE(book.cases().size() == 1);
  }
  SQLite::Database(file.path(), SQLite::OPEN_READWRITE).exec(sql);
  const Book book = Book::open(file.path());
  std::string code;
  try {
    (void)book.cases();
    (void)book.case_path("matter", "k1");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::storage);
    code = error.diagnostics().front().code;
  }
  CAPTURE(sql);
  CHECK(code == "HF6026");
}

}  // namespace huifang
