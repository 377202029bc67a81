// Laws of a book: how calls are grouped, what is kept in memory and when it is closed make no difference.

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>

#include "book/sample.hpp"
#include "book/temporary_file.hpp"

namespace huifang {

using namespace sample;

namespace {

struct Step {
  std::optional<Event> event;  // nullopt: time passes
  Instant now;
  std::size_t duty = 0;        // acts on duties: which of those there are
};

std::int64_t pick(std::int64_t first, std::int64_t last) { return *rc::gen::inRange(first, last + 1); }

/// Calls in the order of time: orders, calls, thanks, changes of owner, of name and of date, late reports, events taken
/// back, acts on duties, noise that names nobody, and time passing.
std::vector<Step> random_steps() {
  std::vector<Step> steps;
  Instant now = at("2024-03-01T09:00");
  const std::int64_t count = pick(1, 40);
  for (std::int64_t i = 0; i < count; ++i) {
    now.utc_us += pick(0, 100) * us_per_hour;
    const std::string id = "e" + std::to_string(i);
    const std::string customer = "c" + std::to_string(pick(1, 4));
    const std::string staff = "s" + std::to_string(pick(1, 3));
    const std::string local = TimeZone::find("Asia/Shanghai").to_text(now);
    const std::string rest = R"("customer": ")" + customer + R"(", "by": ")" + staff + "\"";
    switch (pick(0, 13)) {
      case 0: steps.push_back({order(id, local, customer, std::to_string(pick(1, 600))), now}); break;
      case 1: steps.push_back({event(id, "thanked", local, rest), now}); break;
      case 2: steps.push_back({owner(id, local, customer, staff), now}); break;
      case 3: steps.push_back({name(id, local, customer, "Mill " + id), now}); break;
      case 4: steps.push_back({std::nullopt, now}); break;
      case 5: {
        Event late = event(id, "phone", local, rest);
        late.at.utc_us -= pick(0, 300) * us_per_hour;
        steps.push_back({late, now});
        break;
      }
      case 6:
      case 7: {
        const Date today = TimeZone::find("Asia/Shanghai").date_of(now);
        steps.push_back({signs(id, local, customer, Date::from_days(today.to_days() + pick(-500, 60))), now});
        break;
      }
      case 8: {
        const std::string earlier = "e" + std::to_string(pick(0, i));
        steps.push_back({event(id, "void", local, rest + R"(, "voids": ")" + earlier + "\""), now});
        break;
      }
      case 11: {
        const std::string mill = "Mill e" + std::to_string(pick(0, i));
        steps.push_back({event(id, "noise", local, R"("data": {"mill": ")" + mill + "\"}"), now});
        break;
      }
      case 9:
      case 10: {
        const char* acts[] = {"duty.waive", "duty.extend", "duty.claim"};
        const std::string type = acts[pick(0, 2)];
        const std::string data = type == "duty.claim" ? "{}" : R"({"reason": "why"})";
        const Event act = event(id, type, local, R"("by": ")" + std::string(pick(0, 1) == 0 ? "s9" : staff) + R"(", "duty": "a/b/c:d/e//1", "data": )" + data);
        steps.push_back({act, now, static_cast<std::size_t>(pick(0, 1000))});
        break;
      }
      default: steps.push_back({phone(id, local, customer, staff), now});
    }
  }
  return steps;
}

void feed(Book& book, const Step& step) {
  if (step.event && step.event->type.starts_with("duty.")) {
    const std::vector<Duty> duties = book.duties();
    if (duties.empty()) return;
    Event act = *step.event;
    act.duty = to_text(duties[step.duty % duties.size()].key);
    book.record(act, step.now);
  } else if (step.event) {
    book.record(*step.event, step.now);
  } else {
    book.advance(step.now);
  }
}

std::string run_plainly(const std::vector<Step>& steps) {
  const TemporaryFile file;
  BookOptions options;
  options.durability = Durability::off;
  Book book = Book::open(file.path(), options);
  begin(book, wide_policy());
  for (const Step& step : steps) feed(book, step);
  const VerifyReport report = book.verify();
  if (!report.same) RC_FAIL(report.differences.front());
  return dump(file.path());
}

}  // namespace

TEST_CASE("grouping, caching and closing make no difference", "[book][replay]") {
  REQUIRE(rc::check("grouping, caching and closing make no difference", [] {
    const std::vector<Step> steps = random_steps();
    const std::string plain = run_plainly(steps);
    const TemporaryFile file;
    BookOptions options;
    options.durability = Durability::off;
    options.cached_subjects = static_cast<std::size_t>(pick(0, 3));
    auto book = std::make_unique<Book>(Book::open(file.path(), options));
    begin(*book, wide_policy());
    bool grouped = false;
    for (const Step& step : steps) {
      switch (pick(0, 5)) {
        case 0:
          if (!grouped) book->begin();
          grouped = true;
          break;
        case 1:
          if (grouped) book->commit();
          grouped = false;
          break;
        case 2:
          if (!grouped) book = std::make_unique<Book>(Book::open(file.path(), options));
          break;
        case 3: book->duties(); break;  // writes what a group holds
        default: break;
      }
      feed(*book, step);
    }
    if (grouped) book->commit();
    RC_ASSERT(dump(file.path()) == plain);
  }));
}

TEST_CASE("what was rolled back and comes again ends the same", "[book][replay]") {
  REQUIRE(rc::check("what was rolled back and comes again ends the same", [] {
    const std::vector<Step> steps = random_steps();
    const std::string plain = run_plainly(steps);
    const TemporaryFile file;
    BookOptions options;
    options.durability = Durability::off;
    Book book = Book::open(file.path(), options);
    begin(book, wide_policy());
    bool kept = true;
    for (std::size_t from = 0; from < steps.size();) {
      const std::size_t to = std::min(steps.size(), from + static_cast<std::size_t>(pick(1, 6)));
      kept = !kept || pick(0, 1) != 0;  // never rolled back twice in a row
      book.begin();
      for (std::size_t i = from; i < to; ++i) feed(book, steps[i]);
      if (kept) {
        book.commit();
        from = to;
      } else {
        book.rollback();
      }
    }
    RC_ASSERT(dump(file.path()) == plain);
  }));
}

namespace {

/// What a duty is, but for its policy, version and place in the book.
std::string shown(const Duty& duty) {
  const auto moment = [](const std::optional<Instant>& at) { return at ? std::to_string(at->utc_us) : std::string("-"); };
  const DutyKey& key = duty.key;
  return key.rule + "/" + key.subject.entity + ":" + key.subject.key + "/" + key.run + "/" + key.step + "/" + key.n + " " +
         std::string(to_text(duty.state)) + " " + moment(duty.opens) + " " + moment(duty.due) + " " + moment(duty.done_at) + " " +
         moment(duty.missed_at) + " " + std::to_string(duty.have) + "/" + std::to_string(duty.need) + (duty.late ? " late" : "") + " " +
         (duty.owner ? duty.owner->key : "nobody");
}

std::vector<std::string> duties_of(const Book& book, const std::string& policy) {
  DutyQuery query;
  query.policy = policy;
  std::vector<std::string> out;
  for (const Duty& duty : book.duties(query)) out.push_back(shown(duty));
  std::sort(out.begin(), out.end());
  return out;
}

Book memory_book() {
  BookOptions options;
  options.durability = Durability::off;
  return Book::open(":memory:", options);
}

void check_verified(const Book& book) {
  const VerifyReport report = book.verify();
  if (!report.same) RC_FAIL(report.differences.front());
}

/// Where two lists differ first.
void check_same(const std::vector<std::string>& found, const std::vector<std::string>& wanted) {
  for (std::size_t i = 0; i < std::max(found.size(), wanted.size()); ++i) {
    const std::string one = i < found.size() ? found[i] : "nothing", other = i < wanted.size() ? wanted[i] : "nothing";
    if (one != other) RC_FAIL("found " + one + ", wanted " + other);
  }
}

}  // namespace

TEST_CASE("a version that differs in its number alone changes no duty", "[book][policies]") {
  REQUIRE(rc::check("a version that differs in its number alone changes no duty", [] {
    const std::vector<Step> steps = random_steps();
    Book one = memory_book(), other = memory_book();
    begin(one, wide_policy());
    begin(other, wide_policy());
    const std::size_t change = static_cast<std::size_t>(pick(0, std::ssize(steps)));
    Instant bound{INT64_MAX};
    for (std::size_t i = 0; i <= steps.size(); ++i) {
      if (i == change) {
        bound = other.now();
        one.advance(bound);
        other.bind(wide_policy("2"), bound);
      }
      if (i == steps.size()) break;
      feed(one, steps[i]);
      feed(other, steps[i]);
    }
    const Instant end{std::max(one.now(), other.now()).utc_us + 40 * us_per_day};
    one.advance(end);
    other.advance(end);
    check_same(duties_of(other, "sample"), duties_of(one, "sample"));
    for (const Duty& duty : other.duties()) {
      if (duty.created_at < bound) RC_ASSERT(duty.policy_version == "1");
      if (duty.created_at > bound) RC_ASSERT(duty.policy_version == "2");
    }
    check_verified(other);
  }));
}

TEST_CASE("two families of the same text owe the same, each for itself", "[book][policies]") {
  REQUIRE(rc::check("two families of the same text owe the same, each for itself", [] {
    std::vector<Step> steps = random_steps();
    std::erase_if(steps, [](const Step& step) { return step.event && step.event->type.starts_with("duty."); });  // of one of both
    Book alone = memory_book(), both = memory_book();
    begin(alone, wide_policy());
    both.bind({{wide_policy(), {}, {}}, {wide_policy("1", "other"), {}, {}}}, at("2024-03-01T08:00"));
    for (const char* staff : {"s1", "s2"}) {
      both.record(event("staff-" + std::string(staff + 1), "set", "2024-03-01T08:00",
                        std::string(R"("staff": ")") + staff + R"(", "data": {"superior": "s9"})"), at("2024-03-01T08:00"));
    }
    both.record(name("name-1", "2024-03-01T08:00", "c1", "North Mill"), at("2024-03-01T08:00"));
    both.record(name("name-2", "2024-03-01T08:00", "c2", "South Mill"), at("2024-03-01T08:00"));
    both.record(owner("owner-1", "2024-03-01T08:00", "c1", "s1"), at("2024-03-01T08:00"));
    both.record(owner("owner-2", "2024-03-01T08:00", "c2", "s2"), at("2024-03-01T08:00"));
    for (const Step& step : steps) {
      feed(alone, step);
      feed(both, step);
    }
    const Instant end{alone.now().utc_us + 20 * us_per_day};
    alone.advance(end);
    both.advance(end);
    check_same(duties_of(both, "sample"), duties_of(alone, "sample"));
    check_same(duties_of(both, "other"), duties_of(alone, "sample"));
    check_verified(both);
  }));
}

TEST_CASE("a book is what its journal says, whatever is bound when", "[book][policies]") {
  REQUIRE(rc::check("a book is what its journal says, whatever is bound when", [] {
    const TemporaryFile file;
    BookOptions options;
    options.durability = Durability::off;
    options.cached_subjects = static_cast<std::size_t>(pick(0, 3));
    auto book = std::make_unique<Book>(Book::open(file.path(), options));
    begin(*book, wide_policy());
    const char* conditions[] = {"", "customer.stage = grown", "customer.name != \"South Mill\""};
    for (const Step& step : random_steps()) {
      if (pick(0, 4) == 0) {
        std::vector<PolicyBinding> bindings;
        const std::int64_t count = pick(1, 3);
        for (std::int64_t i = 0; i < count; ++i) {
          PolicyBinding one{pick(0, 3) == 0 ? next_policy() : wide_policy(std::to_string(pick(1, 3)), pick(0, 1) == 0 ? "sample" : "other"),
                            conditions[pick(0, 2)], std::nullopt};
          if (pick(0, 2) == 0) one.from = Instant{book->now().utc_us + pick(0, 20) * us_per_day};
          bindings.push_back(std::move(one));
        }
        const Instant now{std::max(book->now(), step.now)};
        book->bind(bindings, now);
      }
      if (pick(0, 4) == 0) book = std::make_unique<Book>(Book::open(file.path(), options));
      Step later = step;
      later.now = std::max(step.now, book->now());
      feed(*book, later);
    }
    check_verified(*book);
  }));
}

}  // namespace huifang
