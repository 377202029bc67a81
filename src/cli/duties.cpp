/// huifang duties: who owes whom what, by when.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "cli/console.hpp"
#include "cli/known.hpp"
#include "cli/names.hpp"
#include "cli/output.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string book, as_of, owner, subject, rule, format = "table", language = "en";
  std::vector<std::string> states;
  int missed_within = 7;
  std::size_t limit = 0;
};

struct Words {
  const char *who, *whom, *how, *by_when, *state, *missed, *open, *duties, *shown, *nothing, *why, *counts;
};
constexpr Words english{"who",
                        "whom",
                        "how",
                        "by when",
                        "state",
                        "Missed in the last %1 days: %2",
                        "Open, by due: %1",
                        "Duties: %1",
                        " (the first %1 are shown)",
                        "none",
                        "Why: ",
                        "In all %1 duties: %2 done (%3 of them late), %4 missed, %5 open, %6 overdue"};
constexpr Words chinese{"负责人",
                        "客户",
                        "方式",
                        "期限",
                        "状态",
                        "近%1天错过：%2",
                        "待办（按期限排序）：%1",
                        "任务：%1",
                        "（显示前%1项）",
                        "无",
                        "原因：",
                        "共%1项任务：已完成%2项（其中迟办%3项），错过%4项，待办%5项，逾期%6项"};

/// Puts time forward for one look, and back afterwards. A book keeps the present only, so the past cannot be
/// asked.
class Look {
 public:
  Look(Book& book, std::optional<Instant> as_of, const TimeZone& zone) : book_(book) {
    if (!as_of || *as_of == book.now()) return;
    if (*as_of < book.now()) {
      throw Error(ErrorKind::range, "HF5303",
                  "the book is at " + local_text(book.now(), zone) +
                      " already and keeps no picture of the day before; "
                      "make one with: huifang run --to " +
                      local_text(*as_of, zone) + " and another --book");
    }
    book_.begin();
    open_ = true;
    book_.advance(*as_of);
  }
  ~Look() {
    if (open_) book_.rollback();
  }
  Look(const Look&) = delete;
  Look& operator=(const Look&) = delete;

 private:
  Book& book_;
  bool open_ = false;
};

class Listing {
 public:
  Listing(const Options& options, const Book& book, const Policy& policy)
      : options_(options),
        book_(book),
        zone_(policy.zone()),
        names_(book, options.language),
        words_(options.language == "zh" ? chinese : english) {}

  DutyQuery query() const {
    DutyQuery query;
    query.rule = options_.rule;
    if (!options_.owner.empty()) query.owner = party_of(options_.owner, "staff");
    if (!options_.subject.empty()) query.subject = party_of(options_.subject, "customer");
    return query;
  }

  /// Missed in the last days first, then everything open, by due.
  void usual() {
    DutyQuery lately = query();
    const Instant now = book_.now();
    lately.missed_from = Instant{now.utc_us - options_.missed_within * us_per_day};
    lately.missed_to = now;
    std::vector<Duty> missed = book_.duties(lately);
    std::erase_if(missed,
                  [](const Duty& d) { return d.state == DutyState::done || d.state == DutyState::waived; });
    std::stable_sort(missed.begin(), missed.end(),
                     [](const Duty& a, const Duty& b) { return a.missed_at > b.missed_at; });
    std::set<std::string> listed;
    for (const Duty& duty : missed) listed.insert(to_text(duty.key));
    DutyQuery waiting = query();
    waiting.states = {DutyState::open, DutyState::overdue};
    std::vector<Duty> open = book_.duties(waiting);
    std::erase_if(open, [&](const Duty& d) { return listed.contains(to_text(d.key)); });
    if (options_.format != "table") {
      missed.insert(missed.end(), open.begin(), open.end());
      return data(missed);
    }
    section(filled(words_.missed, {std::to_string(options_.missed_within), std::to_string(missed.size())}),
            missed);
    print("\n");
    section(filled(words_.open, {std::to_string(open.size())}), open);
    const std::vector<Duty>& any = missed.empty() ? open : missed;
    if (!any.empty())
      print_line("\n" + std::string(words_.why) + "huifang explain --book " + shell_word(options_.book) +
                 ' ' + shell_word(to_text(any.front().key)));
    if (options_.rule.empty() && options_.owner.empty() && options_.subject.empty()) counts();
  }

  void by_state() {
    DutyQuery wanted = query();
    for (const std::string& state : options_.states) wanted.states.push_back(*duty_state(state));
    const std::vector<Duty> duties = book_.duties(wanted);
    if (options_.format != "table") return data(duties);
    section(filled(words_.duties, {std::to_string(duties.size())}), duties);
  }

 private:
  void counts() {
    DutyCount total;
    for (const DutyCount& count : book_.counts()) {
      total.created += count.created;
      total.done += count.done;
      total.done_late += count.done_late;
      total.missed += count.missed;
      total.open += count.open;
      total.overdue += count.overdue;
    }
    std::vector<std::string> values;
    for (const std::int64_t n :
         {total.created, total.done, total.done_late, total.missed, total.open, total.overdue})
      values.push_back(std::to_string(n));
    print_line(filled(words_.counts, values));
  }

  std::size_t shown(const std::vector<Duty>& duties) const {
    return options_.limit == 0 ? duties.size() : std::min(options_.limit, duties.size());
  }

  std::string due(const Duty& duty) const {
    if (!duty.due) return words_.nothing;
    // The due of a date is the end of that day.
    const LocalTime local = zone_.to_local(*duty.due);
    return local.us_of_day == us_per_day - 1 ? local.date.to_text() : local_text(*duty.due, zone_);
  }

  void section(const std::string& title, const std::vector<Duty>& duties) {
    const std::size_t count = shown(duties);
    print_line(title + (count < duties.size() ? filled(words_.shown, {std::to_string(count)}) : ""));
    if (count == 0) return;
    const std::vector<Column> columns{{"who", words_.who, false, 26},
                                      {"whom", words_.whom, false, 34},
                                      {"how", words_.how, false, 40},
                                      {"by_when", words_.by_when},
                                      {"state", words_.state}};
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < count; ++i) {
      const Duty& duty = duties[i];
      rows.push_back({duty.owner ? names_.party(*duty.owner) : words_.nothing, names_.whom(duty.key.subject),
                      names_.needs(duty) + " – " + names_.rule(duty), due(duty),
                      names_.state(duty)});
    }
    print(table(columns, rows));
  }

  void data(const std::vector<Duty>& duties) {
    const auto at = [&](const std::optional<Instant>& instant) {
      return instant ? zone_.to_text(*instant) : std::string();
    };
    const std::vector<Column> columns{{"key", ""},
                                      {"owner", ""},
                                      {"owner_name", ""},
                                      {"subject", ""},
                                      {"subject_name", ""},
                                      {"need", ""},
                                      {"rule", ""},
                                      {"n", ""},
                                      {"opens", ""},
                                      {"due", ""},
                                      {"state", ""},
                                      {"have", "", true},
                                      {"need_times", "", true},
                                      {"missed_at", ""},
                                      {"done_at", ""},
                                      {"source", ""},
                                      {"about", ""},
                                      {"about_name", ""}};
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < shown(duties); ++i) {
      const Duty& d = duties[i];
      std::string needs;
      const EntityRef& about = names_.about(d.key.subject);
      for (const std::string& need : d.needs) needs += (needs.empty() ? "" : " ") + need;
      rows.push_back({to_text(d.key), d.owner ? d.owner->entity + ':' + d.owner->key : "",
                      d.owner ? names_.name(*d.owner) : "", d.key.subject.entity + ':' + d.key.subject.key,
                      names_.name(d.key.subject), needs, d.key.rule, d.key.n, at(d.opens), at(d.due),
                      std::string(to_text(d.state)), std::to_string(d.have), std::to_string(d.need),
                      at(d.missed_at), at(d.done_at), d.source, about.entity + ':' + about.key,
                      names_.name(about)});
    }
    print(rendered(options_.format == "csv" ? Format::csv : Format::json, columns, rows));
  }

  const Options& options_;
  const Book& book_;
  TimeZone zone_;
  Names names_;
  const Words& words_;
};

int run(const Options& options) {
  Book book = open_book(options.book, options.as_of.empty());
  const std::optional<Policy> policy = book.policy();
  if (!policy)
    throw Error(ErrorKind::argument, "HF5304",
                "the book has no policy yet; put one in force with: huifang run --policy FILE --book " +
                    shell_word(options.book));
  std::optional<Instant> as_of;
  if (!options.as_of.empty()) as_of = moment(options.as_of, policy->zone(), "--as-of");
  const Look look(book, as_of, policy->zone());
  if (const std::string wrong = objection(book, options.rule, options.owner, options.subject); !wrong.empty()) {
    say("huifang: " + wrong);
    return exit_input;
  }
  Listing listing(options, book, *policy);
  options.states.empty() ? listing.usual() : listing.by_state();
  return exit_ok;
}

}  // namespace

void add_duties(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("duties", "List who owes whom what by when: lately missed first, then open by due");
  command->add_option("--book,-b", options->book, "the book")->required()->type_name("FILE");
  command
      ->add_option("--as-of", options->as_of,
                   "as it will stand then if nothing happens; default: the book's own time")
      ->type_name("DATE")
      ->check(not_empty());
  command
      ->add_option("--state", options->states,
                   "only duties in this state: pending, open, done, overdue, lapsed, waived, withdrawn; may "
                   "be repeated")
      ->check(CLI::IsMember({"pending", "open", "done", "overdue", "lapsed", "waived", "withdrawn"}));
  command->add_option("--owner", options->owner, "only of this person (s3) or unit (unit:sales)")
      ->type_name("KEY")
      ->check(not_empty());
  command
      ->add_option("--subject", options->subject,
                   "only about this customer (c12) or other subject (entity:key), its cases included")
      ->type_name("KEY")
      ->check(not_empty());
  command->add_option("--rule", options->rule, "only of this rule")->type_name("ID")->check(not_empty());
  command->add_option("--missed-within", options->missed_within, "days that missed duties stay on the list")
      ->check(CLI::Range(0, 36'500))
      ->capture_default_str();
  command->add_option("--limit", options->limit, "rows of each part; 0 is all")
      ->check(CLI::Range(0, 1'000'000'000))
      ->capture_default_str();
  command->add_option("--format", options->format, "table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->capture_default_str();
  command->add_option("--lang", options->language, "language of labels: en or zh")
      ->check(CLI::IsMember({"en", "zh"}))
      ->capture_default_str();
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
