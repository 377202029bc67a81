/// huifang duties: who owes whom what, by when.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "cli/console.hpp"
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

EntityRef party(const std::string& text, const std::string& entity) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return {entity, text};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

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
    if (!options_.owner.empty()) query.owner = party(options_.owner, "staff");
    if (!options_.subject.empty()) query.subject = party(options_.subject, "customer");
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

/// Does anything in the book or its policy bear this name? Otherwise an empty list would look like good news.
class Known {
 public:
  explicit Known(const Book& book) : book_(book) {
    for (const PolicyBinding& one : book.bindings()) {
      nlohmann::json document = nlohmann::json::parse(one.policy.canonical_text(), nullptr, false);
      if (document.is_object()) documents_.emplace_back(root_of(one.policy), std::move(document));
    }
  }

  /// What is wrong with a --rule, --owner or --subject, in a sentence; "" when nothing is.
  std::string objection(const Options& options) const {
    if (const std::string& rule = options.rule; !rule.empty() && !has_rule(rule))
      return "no policy in force has the rule " + rule + nearest(rule, rules());
    if (!options.owner.empty()) {
      const EntityRef who = party(options.owner, "staff");
      DutyQuery query;
      query.owner = who;
      if (!has(who, query))
        return "the book knows no " + who.entity + ' ' + who.key +
               nearest(shown(who, "staff"), parties(true));
    }
    if (!options.subject.empty()) {
      const EntityRef whom = party(options.subject, "customer");
      DutyQuery query;
      query.subject = whom;
      if (!has(whom, query))
        return "the book knows no " + whom.entity + ' ' + whom.key +
               nearest(shown(whom, "customer"), parties(false));
    }
    return {};
  }

 private:
  static std::string nearest(const std::string& name, const std::vector<std::string>& candidates) {
    const std::string found = nearest_name(name, candidates);
    return found.empty() ? "; keys are written as in the log" : "; did you mean " + found + '?';
  }
  /// As it is written on the command line.
  static std::string shown(const EntityRef& party, std::string_view usual) {
    return party.entity == usual ? party.key : party.entity + ':' + party.key;
  }

  /// What states owe, as "workflow.state.duty", also that of states inside others.
  static void add_owed(const std::string& workflow, const nlohmann::json& states, std::vector<std::string>& names) {
    for (const auto& [state, entry] : states.items()) {
      if (entry.contains("owe")) {
        for (const auto& [duty, owe] : entry["owe"].items()) names.push_back(workflow + '.' + state + '.' + duty);
      }
      if (entry.contains("states")) add_owed(workflow, entry["states"], names);
    }
  }
  /// Of all policies in force: "rule", "rule.step", "workflow.state.duty", each also behind "policy/".
  std::vector<std::string> rules() const {
    std::vector<std::string> all;
    for (const auto& [root, document] : documents_) {
      std::vector<std::string> names;
      const auto each = [&document](const char* section, auto&& take) {
        if (!document.contains(section)) return;
        for (const auto& [name, entry] : document[section].items()) take(name, entry);
      };
      each("rules", [&](const std::string& name, const nlohmann::json& rule) {
        names.push_back(name);
        if (!rule.contains("steps")) return;
        for (const auto& [step, entry] : rule["steps"].items()) names.push_back(name + '.' + step);
      });
      each("workflows", [&](const std::string& name, const nlohmann::json& workflow) {
        if (workflow.contains("states")) add_owed(name, workflow["states"], names);
      });
      for (const std::string& name : names) {
        all.push_back(name);
        all.push_back(root + '/' + name);
      }
    }
    return all;
  }
  bool has_rule(const std::string& rule) const {
    const std::vector<std::string> known = rules();
    if (std::find(known.begin(), known.end(), rule) != known.end()) return true;
    DutyQuery query;  // of an earlier version
    query.rule = rule;
    query.limit = 1;
    return !book_.duties(query).empty();
  }
  bool has(const EntityRef& party, DutyQuery query) const {
    query.limit = 1;
    if (!book_.duties(query).empty() || !book_.tiers(party).empty()) return true;
    CaseQuery about;
    about.about = party;
    about.limit = 1;
    if (!book_.cases(about).empty()) return true;
    for (const auto& [root, document] : documents_) {
      if (!document.contains("facts") || !document["facts"].contains(party.entity)) continue;
      for (const auto& [attribute, type] : document["facts"][party.entity].items()) {
        try {
          if (!book_.fact(party, attribute, book_.now()).is_null()) return true;
        } catch (const Error&) {
          continue;  // a label, no attribute
        }
      }
    }
    return false;
  }
  std::vector<std::string> parties(bool owners) const {
    std::set<std::string> all;
    for (const Duty& duty : book_.duties()) {
      if (!owners) all.insert(shown(duty.key.subject, "customer"));
      if (owners && duty.owner) all.insert(shown(*duty.owner, "staff"));
    }
    return {all.begin(), all.end()};
  }

  const Book& book_;
  std::vector<std::pair<std::string, nlohmann::json>> documents_;  ///< root and text of the policies in force
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
  if (const std::string objection = Known(book).objection(options); !objection.empty()) {
    say("huifang: " + objection);
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
