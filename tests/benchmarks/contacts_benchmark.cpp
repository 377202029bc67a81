// Which of many calls a regulation allows, and who could be called instead, beside a loop written by hand for just this
// regulation over the same columns.
//
// Both run on one core in one process, in turn; the least processor time of each counts, because other work on the machine
// can only add to it. Exit code 1 when the answers differ or the library takes more than `limit` times as long.
//
//   contacts_benchmark [requests]

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "huifang/contacts.hpp"

namespace huifang::benchmark {
namespace {

constexpr double limit = 60;
constexpr int repetitions = 3;
constexpr std::size_t customers = 20'000, people = 60'000, deals = 40'000, batch_rows = 65'536;

double seconds() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// What is known, and what is asked; -1: not known, nobody.
struct World {
  std::vector<std::int32_t> kind;                                              ///< agent, direct, end_customer
  std::vector<std::int32_t> person_customer, registered, named_by;
  std::vector<std::int32_t> deal_customer, signatory, lead, trials, contracts, accepted, shipments, installations, instalments, lost;
  std::vector<std::int32_t> request_deal, request_person;
};

World made_up(std::size_t requests) {
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) { return static_cast<std::int32_t>(random() % n); };
  World w;
  for (std::size_t i = 0; i < customers; ++i) w.kind.push_back(below(3));
  std::vector<std::vector<std::int32_t>> of(customers);
  for (std::size_t i = 0; i < people; ++i) {
    w.person_customer.push_back(below(customers));
    w.registered.push_back(below(2));
    auto& others = of[static_cast<std::size_t>(w.person_customer.back())];
    w.named_by.push_back(others.empty() || below(3) == 0 ? -1 : others[random() % others.size()]);
    others.push_back(static_cast<std::int32_t>(i));
  }
  for (std::size_t i = 0; i < deals; ++i) {
    w.deal_customer.push_back(below(customers));
    const auto& theirs = of[static_cast<std::size_t>(w.deal_customer.back())];
    w.signatory.push_back(theirs.empty() ? -1 : theirs[random() % theirs.size()]);
    w.lead.push_back(below(2));
    for (auto* count : {&w.trials, &w.contracts, &w.accepted, &w.shipments, &w.installations, &w.instalments}) count->push_back(below(2));
    w.lost.push_back(below(8) == 0 ? 1 : 0);
  }
  for (std::size_t i = 0; i < requests; ++i) {
    const std::vector<std::int32_t>* theirs = nullptr;
    while (theirs == nullptr || theirs->empty()) {  // nobody calls a customer who is nobody
      w.request_deal.resize(i);
      w.request_deal.push_back(below(deals));
      theirs = &of[static_cast<std::size_t>(w.deal_customer[static_cast<std::size_t>(w.request_deal.back())])];
    }
    w.request_person.push_back((*theirs)[random() % theirs->size()]);
  }
  return w;
}

/// What a consumer would do with the answers: read all of them.
struct Sum {
  std::uint64_t allowed = 0, undecided = 0, instead = 0, value = 0;
  friend bool operator==(const Sum&, const Sum&) = default;
};

ValueColumn keys(const char* name, const char* letter, std::size_t count) {
  ValueColumn column{name, {}, {}};
  for (std::size_t i = 0; i < count; ++i) {
    column.values.push_back(Value::of(letter + std::to_string(i)));
    column.places.push_back(static_cast<std::int32_t>(i));
  }
  return column;
}

ValueColumn texts(const char* name, std::vector<const char*> values, std::vector<std::int32_t> places) {
  ValueColumn column{name, {}, std::move(places)};
  for (const char* value : values) column.values.push_back(Value::of(value));
  return column;
}

ValueColumn numbers(const char* name, std::vector<std::int32_t> places) {
  return {name, {Value::of(Decimal(0)), Value::of(Decimal(1))}, std::move(places)};
}

ValueColumn references(const char* name, const char* letter, std::size_t count, std::vector<std::int32_t> places) {
  ValueColumn column = keys(name, letter, count);
  column.places = std::move(places);
  return column;
}

std::vector<ContactTable> tables(const World& w) {
  return {{"customer", customers, {keys("key", "c", customers), texts("kind", {"agent", "direct", "end_customer"}, w.kind)}},
          {"person", people, {keys("key", "p", people), references("customer", "c", customers, w.person_customer),
                              {"registered", {Value::of(false), Value::of(true)}, w.registered}, references("named_by", "p", people, w.named_by)}},
          {"deal", deals, {keys("key", "d", deals), references("customer", "c", customers, w.deal_customer), references("signatory", "p", people, w.signatory),
                           texts("lead", {"company", "introduced"}, w.lead), numbers("trials", w.trials), numbers("contracts", w.contracts),
                           numbers("accepted", w.accepted), numbers("shipments", w.shipments), numbers("installations", w.installations),
                           numbers("instalments", w.instalments), numbers("lost", w.lost)}}};
}

/// Batches as a reader of a stream would make them: with the values that occur in them.
std::vector<std::vector<ValueColumn>> batches(const World& w) {
  std::vector<std::vector<ValueColumn>> all;
  for (std::size_t from = 0; from < w.request_deal.size(); from += batch_rows) {
    const std::size_t to = std::min(from + batch_rows, w.request_deal.size());
    const auto column = [&](const char* name, const char* letter, const std::vector<std::int32_t>& whom, std::size_t count) {
      ValueColumn out{name, {}, {}};
      std::vector<std::int32_t> place(count, -1);
      for (std::size_t i = from; i < to; ++i) {
        std::int32_t& known = place[static_cast<std::size_t>(whom[i])];
        if (known < 0) {
          known = static_cast<std::int32_t>(out.values.size());
          out.values.push_back(Value::of(letter + std::to_string(whom[i])));
        }
        out.places.push_back(known);
      }
      return out;
    };
    const std::vector<std::int32_t> zeros(to - from, 0);
    all.push_back({texts("type", {"phone"}, zeros), texts("at", {"2024-03-05T10:00:00"}, zeros), column("deal", "d", w.request_deal, deals),
                   column("person", "p", w.request_person, people)});
  }
  return all;
}

Sum by_library(Contacts& contacts, const std::vector<std::vector<ValueColumn>>& requests) {
  Sum sum;
  ContactAnswers answers;
  for (const auto& batch : requests) {
    contacts.answer(batch.front().places.size(), batch, answers);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      sum.allowed += answers.result[i] == ContactAnswers::Result::allowed ? 1 : 0;
      sum.undecided += answers.result[i] == ContactAnswers::Result::undecided ? 1 : 0;
      sum.value += static_cast<std::uint64_t>(answers.row[i]) * (i + 1);
    }
    sum.instead += answers.instead_subject.size();
  }
  return sum;
}

enum State { failed, delivered, signed_, trial, prospect };

State state_of(const World& w, std::size_t deal, std::int32_t kind) {
  const bool is_delivered = kind == 0 ? w.installations[deal] > 0 && (w.accepted[deal] > 0 || w.instalments[deal] > 0)
                                      : w.accepted[deal] > 0 || (w.shipments[deal] > 0 && w.instalments[deal] > 0);
  if (w.lost[deal] > 0) return failed;
  if (is_delivered) return delivered;
  if (w.contracts[deal] > 0) return signed_;
  return w.trials[deal] > 0 ? trial : prospect;
}

/// The row of the regulation that decides, from 1.
int row_of(std::int32_t kind, State state, std::int32_t lead, bool named, bool registered) {
  if (kind == 2) return 1;
  if (kind == 0 && state == signed_ && named) return 2;
  if (kind == 0 && state == delivered && named) return 3;
  if (kind == 0 && state == trial) return 4;
  if (kind == 1 && state == trial && named) return 5;
  if (kind == 1 && state == signed_) return 6;
  if (kind == 1 && state == delivered && named) return 7;
  if ((state == prospect || state == failed) && lead == 0 && registered) return 8;
  if (state == failed && lead == 1 && registered) return 9;
  return state == prospect && lead == 1 ? 10 : 11;
}

bool allows(int row) { return row == 2 || row == 3 || row == 5 || row == 7 || row == 8 || row == 9; }

using Lists = std::vector<std::vector<std::int32_t>>;

Sum by_hand(const World& w, const Lists& people_of, const Lists& deals_of) {
  Sum sum;
  std::vector<std::int32_t> rows, instead;
  for (std::size_t from = 0; from < w.request_deal.size(); from += batch_rows) {
    const std::size_t to = std::min(from + batch_rows, w.request_deal.size());
    rows.clear();
    instead.clear();
    for (std::size_t i = from; i < to; ++i) {
      const auto customer = static_cast<std::size_t>(w.deal_customer[static_cast<std::size_t>(w.request_deal[i])]);
      const std::int32_t kind = w.kind[customer];
      const auto ask = [&](std::int32_t of, std::int32_t person) {
        const auto deal = static_cast<std::size_t>(of), p = static_cast<std::size_t>(person);
        const std::int32_t signatory = w.signatory[deal];
        const bool named = signatory >= 0 && (person == signatory || w.named_by[p] == signatory);
        return row_of(kind, state_of(w, deal, kind), w.lead[deal], named, w.registered[p] == 1);
      };
      const int row = ask(w.request_deal[i], w.request_person[i]);
      rows.push_back(row);
      if (allows(row)) continue;
      for (const std::int32_t other : deals_of[customer]) {
        if (allows(ask(other, w.request_person[i]))) instead.push_back(other);
      }
      for (const std::int32_t other : people_of[customer]) {
        if (allows(ask(w.request_deal[i], other))) instead.push_back(other);
      }
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      sum.allowed += allows(rows[i]) ? 1 : 0;
      sum.value += static_cast<std::uint64_t>(rows[i]) * (i + 1);
    }
    sum.instead += instead.size();
  }
  return sum;
}

int run(std::size_t requests) {
  const Policy policy = Policy::load_file(std::string(HUIFANG_SOURCE_DIR) + "/examples/policies/software-agent-eligibility/policy.json");
  const World world = made_up(requests);
  const auto columns = batches(world);
  Lists people_of(customers), deals_of(customers);
  for (std::size_t i = 0; i < deals; ++i) deals_of[static_cast<std::size_t>(world.deal_customer[i])].push_back(static_cast<std::int32_t>(i));
  for (std::size_t i = 0; i < people; ++i) people_of[static_cast<std::size_t>(world.person_customer[i])].push_back(static_cast<std::int32_t>(i));
  Contacts contacts(policy, tables(world));
  double library = 1e9, hand = 1e9;
  Sum of_library, of_hand;
  for (int i = 0; i < repetitions; ++i) {
    const double begin = seconds();
    of_hand = by_hand(world, people_of, deals_of);
    const double middle = seconds();
    of_library = by_library(contacts, columns);
    hand = std::min(hand, middle - begin);
    library = std::min(library, seconds() - middle);
  }
  std::printf("%zu calls: %llu allowed, %llu others who could be called\n", requests, static_cast<unsigned long long>(of_library.allowed),
              static_cast<unsigned long long>(of_library.instead));
  std::printf("  written by hand  %6.3f s  %6.2f M calls/s\n", hand, static_cast<double>(requests) / hand * 1e-6);
  std::printf("  contacts         %6.3f s  %6.2f M calls/s\n", library, static_cast<double>(requests) / library * 1e-6);
  const bool same = of_library == of_hand;
  std::printf("answers are %s; %.2f times the loop by hand, at most %.0f: %s\n", same ? "the same" : "DIFFERENT", library / hand, limit,
              same && library <= limit * hand ? "holds" : "BROKEN");
  if (!same) std::printf("by hand: %llu allowed, %llu others; undecided %llu\n", static_cast<unsigned long long>(of_hand.allowed), static_cast<unsigned long long>(of_hand.instead), static_cast<unsigned long long>(of_library.undecided));
  return same && library <= limit * hand ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace huifang::benchmark

int main(int argc, char** argv) {
  return huifang::benchmark::run(argc > 1 ? static_cast<std::size_t>(std::strtoull(argv[1], nullptr, 10)) : 1'000'000);
}
