/// huifang plan: on which day who does what.
#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "cli/console.hpp"
#include "cli/known.hpp"
#include "cli/names.hpp"
#include "cli/output.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string book, from, to, owner, rule, stamp, format = "table", language = "en";
  std::int64_t capacity = -1;
  std::int32_t gap_days = 0;
};

Date day(const std::string& text, const std::string& option) {
  const std::optional<Date> date = Date::parse(text);
  if (!date || date->year < 1400 || date->year > 9999) throw UsageError{option + " is no date: " + text};
  return *date;
}

/// The duty of a visit: its key, or with "#2" one of several acts.
std::optional<Duty> duty_of(const Book& book, const std::string& id) {
  for (const std::string& text : {id, id.substr(0, id.rfind('#'))}) {
    const std::optional<DutyKey> key = parse_duty_key(text);
    if (!key) continue;
    if (std::optional<Duty> duty = book.duty(*key)) return duty;
  }
  return std::nullopt;
}

/// What people read instead of keys.
void name_visits(Plan& plan, const Book& book, const BookPlanRequest& request, Names& names) {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < request.duties.size(); ++i) places.emplace(request.request.visits[i].id, i);
  const auto title = [&](const Duty& duty) { return names.needs(duty) + " – " + names.rule(duty); };
  const auto name = [&](auto& visit) {
    const std::size_t place = places.at(visit.id);
    const Duty& duty = request.duties[place];
    visit.subject = names.party(duty.key.subject);
    visit.title = title(duty);
    for (const std::string& id : request.request.visits[place].together) {
      if (const std::optional<Duty> other = duty_of(book, id)) visit.title += " + " + title(*other);
    }
  };
  for (PlannedVisit& visit : plan.visits) name(visit);
  for (UnplannedVisit& visit : plan.unplanned) name(visit);
}

int run(const Options& options) {
  if (options.book.empty()) throw UsageError{"which book? Write: huifang plan BOOK --to DATE"};
  const Book book = open_book(options.book, true);
  BookPlanOptions wanted;
  wanted.to = day(options.to, "--to");
  wanted.from = wanted.to;
  if (!options.from.empty())
    wanted.from = day(options.from, "--from");
  else if (book.policy())
    wanted.from = book.zone().date_of(book.now());
  if (wanted.to < wanted.from)
    throw UsageError{"--to " + wanted.to.to_text() + " lies before " + wanted.from.to_text()};
  if (options.capacity >= 0) wanted.capacity = options.capacity;
  wanted.gap_days = options.gap_days;
  wanted.rule = options.rule;
  wanted.owner = options.owner;
  const BookPlanRequest request = book_plan_request(book, wanted);
  if (const std::string wrong = objection(book, options.rule, options.owner); !wrong.empty()) {
    say("huifang: " + wrong);
    return exit_input;
  }
  Plan plan = plan_book(request, wanted);
  const Policy policy = *book.policy();

  PlanCalendarOptions calendar;
  calendar.stamp = options.stamp.empty() ? book.now() : moment(options.stamp, book.zone(), "--stamp");
  calendar.name = policy.title(options.language);
  Names names(book, options.language);
  name_visits(plan, book, request, names);
  if (options.format == "csv")
    print(plan_csv(plan));
  else if (options.format == "json")
    print(plan_json(plan));
  else if (options.format == "ics")
    print(plan_icalendar(plan, calendar));
  else
    print(plan_table(plan));
  if (!request.without_owner.empty())
    say(std::to_string(request.without_owner.size()) +
        (request.without_owner.size() == 1 ? " duty has" : " duties have") +
        " nobody who must do it and cannot be planned: " + to_text(request.without_owner.front()));
  return plan.unplanned.empty() ? exit_ok : exit_findings;
}

}  // namespace

void add_plan(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("plan", "Put what is owed on days and people; names what is too much for them");
  CLI::Option* positional = command->add_option("BOOK", options->book, "the book")->type_name("FILE");
  command->add_option("--book,-b", options->book, "the book, named as in the other commands")->type_name("FILE")->excludes(positional);
  command->add_option("--from", options->from, "first day; default: the book's own day")
      ->type_name("DATE")
      ->check(not_empty());
  command->add_option("--to", options->to, "last day")->required()->type_name("DATE")->check(not_empty());
  command
      ->add_option("--capacity", options->capacity,
                   "visits per person and open day; default: plan.capacity of the policy, else 8")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000'000}));
  command
      ->add_option("--gap", options->gap_days, "least number of days from one visit of a subject to the next")
      ->check(CLI::Range(0, 3'660))
      ->capture_default_str();
  command->add_option("--owner", options->owner, "only of this person (s3) or unit (unit:sales)")
      ->type_name("KEY")
      ->check(not_empty());
  command->add_option("--rule", options->rule, "only of this rule")->type_name("ID")->check(not_empty());
  command->add_option("--format", options->format, "table, csv, json or ics (iCalendar)")
      ->check(CLI::IsMember({"table", "csv", "json", "ics"}))
      ->capture_default_str();
  command->add_option("--stamp", options->stamp, "ics: when the plan was made; default: the book's own time")
      ->type_name("DATE")
      ->check(not_empty());
  command->add_option("--lang", options->language, "language of labels: en or zh")
      ->check(CLI::IsMember({"en", "zh"}))
      ->capture_default_str();
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
