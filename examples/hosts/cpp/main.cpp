/// A C++ host of huifang: feeds a year of logs to a book and lists who owes whom what by when, as `huifang
/// duties` does.
///
///     host_cpp POLICY_FOLDER DATA_FOLDER DAY [ROWS]
///
/// The policy folder holds policy.json and, in log/, a mapping for each CSV file of the data folder.

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <set>
#include <span>

#include "huifang/huifang.hpp"
#include "table.hpp"

namespace {

using huifang::Duty;
using huifang::DutyState;
using huifang::Instant;

huifang::EventLog read_logs(const std::string& policy_folder, const std::string& data_folder,
                            const huifang::TimeZone& zone) {
  std::vector<huifang::LogInput> inputs;
  for (const std::string name : {"units", "staff", "customers", "key-customers", "orders", "contacts",
                                 "findings", "replies", "solved", "confirmed", "sent", "files"}) {
    huifang::LogInput input;
    input.path = data_folder + '/' + name + ".csv";
    input.mapping = huifang::LogMapping::load_file(policy_folder + "/log/" + name + ".json");
    inputs.push_back(std::move(input));
  }
  huifang::LogOptions options;
  options.zone = zone;
  return huifang::EventLog::read(std::move(inputs), options);
}

/// Puts the policy in force on the day of the first event and records everything that happened up to `until`.
void record_all(huifang::Book& book, const huifang::Policy& policy, huifang::EventLog& log, Instant until) {
  const huifang::TimeZone zone = policy.zone();
  book.begin();
  bool bound = false;
  for (huifang::Event event; log.next(event) && event.at <= until;) {
    if (!bound) book.bind(policy, zone.start_of_day(zone.date_of(event.at)));
    bound = true;
    book.record(event, std::max(event.at, book.now()));
  }
  book.advance(until);
  book.commit();
}

class Listing {
 public:
  Listing(const huifang::Book& book, const huifang::Policy& policy, std::size_t rows_max)
      : book_(book), policy_(policy), zone_(policy.zone()), rows_max_(rows_max) {}

  /// Missed in the last seven days, most lately first; then everything that is open and not listed yet, by
  /// due.
  void print() const {
    huifang::DutyQuery lately;
    lately.missed_from = Instant{book_.now().utc_us - 7 * huifang::us_per_day};
    lately.missed_to = book_.now();
    std::vector<Duty> missed = book_.duties(lately);
    std::erase_if(missed,
                  [](const Duty& d) { return d.state == DutyState::done || d.state == DutyState::waived; });
    std::stable_sort(missed.begin(), missed.end(),
                     [](const Duty& a, const Duty& b) { return a.missed_at > b.missed_at; });
    std::set<huifang::DutyKey> listed;
    for (const Duty& duty : missed) listed.insert(duty.key);
    huifang::DutyQuery waiting;
    waiting.states = {DutyState::open, DutyState::overdue};
    std::vector<Duty> open = book_.duties(waiting);
    std::erase_if(open, [&](const Duty& d) { return listed.contains(d.key); });
    section("Missed in the last 7 days: ", missed);
    std::cout << '\n';
    section("Open, by due: ", open);
  }

 private:
  void section(const char* title, const std::vector<Duty>& duties) const {
    const std::size_t shown = rows_max_ == 0 ? duties.size() : std::min(rows_max_, duties.size());
    std::cout << title << duties.size();
    if (shown < duties.size()) std::cout << " (the first " << shown << " are shown)";
    std::cout << '\n';
    if (shown == 0) return;
    std::vector<std::vector<std::string>> rows;
    for (const Duty& duty : std::span(duties).first(shown)) {
      rows.push_back({duty.owner ? party(*duty.owner) : "none", party(duty.key.subject), how(duty),
                      by_when(duty), state(duty)});
    }
    print_table({{"who", 26}, {"whom", 34}, {"how", 40}, {"by when"}, {"state"}}, std::move(rows));
  }

  /// "王芳 (s1)": the name fact at the book's time, or the key alone when there is none.
  std::string party(const huifang::EntityRef& who) const {
    try {
      const huifang::Value name = book_.fact(who, "name", book_.now());
      if (name.kind() == huifang::Value::Kind::string) return name.string() + " (" + who.key + ')';
    } catch (const huifang::Error&) {
      // The policy gives this entity no name.
    }
    return who.key;
  }

  std::string how(const Duty& duty) const {
    std::string text;
    for (const std::string& need : duty.needs) {
      const bool form = need.starts_with("filed.");
      text += (text.empty() ? "" : " / ") +
              policy_.label(form ? "form" : "event", form ? need.substr(6) : need, "en");
    }
    return text + " – " + policy_.label("rule", duty.key.rule, "en");
  }

  /// The due of a date is the end of that day.
  std::string by_when(const Duty& duty) const {
    if (!duty.due) return "none";
    const huifang::LocalTime local = zone_.to_local(*duty.due);
    if (local.us_of_day == 0 || local.us_of_day == huifang::us_per_day - 1) return local.date.to_text();
    return local.date.to_text() + ' ' + zone_.to_text(*duty.due).substr(11, 5);
  }

  static std::string state(const Duty& duty) {
    std::string text = duty.state == DutyState::lapsed ? "missed" : std::string(to_text(duty.state));
    if (duty.need > 1) text += " (" + std::to_string(duty.have) + '/' + std::to_string(duty.need) + ')';
    return text + (duty.late ? " (late)" : "");
  }

  const huifang::Book& book_;
  const huifang::Policy& policy_;
  huifang::TimeZone zone_;
  std::size_t rows_max_;
};

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 3 || arguments.size() > 4) {
    std::cerr << "usage: " << argv[0] << " POLICY_FOLDER DATA_FOLDER DAY [ROWS]\n";
    return 2;
  }
  try {
    const huifang::Policy policy = huifang::Policy::load_file(arguments[0] + "/policy.json");
    const std::optional<Instant> until = policy.zone().parse(arguments[2]);
    if (!until) {
      std::cerr << arguments[2] << " is no day\n";
      return 2;
    }
    huifang::EventLog log = read_logs(arguments[0], arguments[1], policy.zone());
    huifang::Book book = huifang::Book::open(":memory:");
    record_all(book, policy, log, *until);
    const std::size_t rows = arguments.size() == 4 ? std::strtoul(arguments[3].c_str(), nullptr, 10) : 0;
    Listing(book, policy, rows).print();
  } catch (const huifang::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
