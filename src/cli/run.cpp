/// huifang run: feed logs to a book and let time pass.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include "cli/console.hpp"
#include "cli/document_kind.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string policy;
  std::string book = ":memory:";
  std::vector<std::string> params;
  std::vector<std::pair<std::string, std::string>> logs;  ///< log and its mapping
  std::string from, to;
  std::uint64_t commit_every = 5'000;
  std::string durability = "full";
  std::string format = "table";
  bool quiet = false;
};

/// Wake-ups worked off between two commits while time passes.
constexpr std::uint64_t steps_per_commit = 20'000;

/// Claims of events that do not fit, before the rest is no longer told one by one.
constexpr std::size_t claims_told = 20;

/// A log on standard input is kept in memory, bytes.
constexpr std::size_t standard_input_max = 256u * 1024 * 1024;

/// JSON Lines may be event envelopes as they are; every other log needs a mapping.
bool may_hold_envelopes(const std::string& log) {
  return log.ends_with(".jsonl") || log.ends_with(".ndjson") || log == "-";
}

std::vector<LogInput> inputs(const Options& options) {
  std::vector<LogInput> inputs;
  std::map<std::string, LogMapping> mappings;
  for (const auto& [log, map] : options.logs) {
    LogInput input;
    if (log == "-") {
      input.text = read_file("-", standard_input_max);
      if (input.text.size() > standard_input_max)
        throw UsageError{
            "--log -: standard input is larger than 256 MiB; write it to a file, which is read piece by "
            "piece"};
      input.name = "standard-input";
    } else {
      input.path = log;
    }
    if (map.empty()) {
      if (!may_hold_envelopes(log)) {
        throw UsageError{"--log " + log +
                         " needs a --map after it, because only JSON Lines (.jsonl) hold events as they are"};
      }
    } else {
      const auto known = mappings.try_emplace(map, LogMapping::envelopes());
      if (known.second) known.first->second = LogMapping::load_file(map);
      input.mapping = known.first->second;
    }
    inputs.push_back(std::move(input));
  }
  return inputs;
}

BookOptions book_options(const Options& options) {
  BookOptions book;
  const bool memory = options.book == ":memory:";
  book.durability = options.durability == "off" || memory ? Durability::off
                    : options.durability == "normal"      ? Durability::normal
                                                          : Durability::full;
  return book;
}

struct Fed {
  std::uint64_t recorded = 0, known = 0, later = 0;
};

/// One run over one book.
class Run {
 public:
  Run(const Options& options, Book& book, TimeZone zone)
      : options_(options), book_(book), zone_(std::move(zone)) {}

  /// Everything up to `to`. False when the policy refused an event; what came before it is kept.
  bool feed(EventLog& log, std::optional<Instant> to) {
    Progress bar("events", !options_.quiet);
    Event event;
    std::uint64_t done = 0, in_group = 0;
    book_.begin();
    while (log.next(event)) {
      if (to && *to < event.at) {
        fed_.later = log.size() - done;
        break;
      }
      ++done;
      try {
        const RecordResult result = book_.record(event, std::max(event.at, book_.now()));
        ++(result.known ? fed_.known : fed_.recorded);
        if (!event.duty.empty() && !result.known) claim(event, result, log);
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::storage || error.kind() == ErrorKind::internal) throw;
        book_.commit();
        bar.clear();
        refused(event, log, error);
        return false;
      }
      if (++in_group == options_.commit_every) {
        book_.commit();
        book_.begin();
        in_group = 0;
        bar.show(static_cast<double>(done) / static_cast<double>(log.size()), local_text(event.at, zone_));
      }
    }
    book_.commit();
    return true;
  }

  void pass(Instant to) {
    Progress bar("time", !options_.quiet);
    const Instant start = book_.now();
    for (bool complete = book_.now() >= to; !complete;) {
      book_.begin();
      const AdvanceResult result = book_.advance(to, steps_per_commit);
      book_.commit();
      complete = result.complete;
      const auto passed = static_cast<double>(result.reached.utc_us - start.utc_us);
      bar.show(passed / static_cast<double>(to.utc_us - start.utc_us), local_text(result.reached, zone_));
    }
  }

  const Fed& fed() const { return fed_; }

 private:
  /// An event that says which duty it is for, and did not count for it: told, as far as it can be read.
  void claim(const Event& event, const RecordResult& result, const EventLog& log) {
    const bool fits = std::any_of(result.credited.begin(), result.credited.end(),
                                  [&](const DutyKey& key) { return to_text(key) == event.duty; });
    if (fits || ++claims_ > claims_told) return;
    for (const std::string& note : result.notes) say(log.place() + ": note: " + note);
    if (claims_ == claims_told) say("Further claims that do not fit are not listed.");
  }

  void refused(const Event& event, const EventLog& log, const Error& error) {
    say(log.place() + ": the policy refuses this event (" + event.type + ", id " + event.id + ")");
    print_diagnostics(error.diagnostics());
    say("The " + std::to_string(fed_.recorded) +
        " events before it are kept. Correct the log and run the same command again: "
        "events that the book knows are passed over.");
  }

  const Options& options_;
  Book& book_;
  TimeZone zone_;
  Fed fed_;
  std::size_t claims_ = 0;
};

void summary(const Options& options, const Book& book, const EventLog& log, const Fed& fed,
             const TimeZone& zone) {
  std::map<std::string, DutyCount> months;
  DutyCount total;
  const auto add = [](DutyCount& to, const DutyCount& from) {
    to.created += from.created;
    to.done += from.done;
    to.done_late += from.done_late;
    to.missed += from.missed;
    to.open += from.open;
    to.overdue += from.overdue;
    to.waived += from.waived;
    to.withdrawn += from.withdrawn;
  };
  for (const DutyCount& count : book.counts()) {
    add(months[count.month], count);
    add(total, count);
  }
  const bool as_table = options.format == "table";
  std::vector<Column> columns;
  for (const char* name :
       {"month", "created", "done", "done_late", "missed", "open", "overdue", "waived", "withdrawn"}) {
    std::string heading = name == std::string("done_late") ? "of which late" : name;
    columns.push_back({name, std::move(heading), name != std::string("month"), 0});
  }
  std::vector<std::vector<std::string>> rows;
  const auto row = [&](const std::string& name, const DutyCount& c) {
    std::vector<std::string> cells{name};
    for (const std::int64_t n :
         {c.created, c.done, c.done_late, c.missed, c.open, c.overdue, c.waived, c.withdrawn}) {
      cells.push_back(std::to_string(n));
    }
    rows.push_back(std::move(cells));
  };
  for (const auto& [month, count] : months) row(month, count);
  if (as_table) {
    row("total", total);
    print_line("events: " + std::to_string(fed.recorded) + " recorded, " + std::to_string(fed.known) +
               " known before, " + std::to_string(fed.later) + " after the end of the run; " +
               std::to_string(log.skipped_records()) + " records left out");
    print_line("time:   " + local_text(book.now(), zone) + " (" + zone.name() + ")");
    print_line("duties, by month of their due:");
    print(table(columns, rows, 2));
    return;
  }
  print(rendered(options.format == "csv" ? Format::csv : Format::json, columns, rows));
}

/// A policy, or a file that names several.
std::vector<PolicyBinding> bindings_from(const Options& options) {
  LoadOptions load;
  const std::string text = read_file(options.policy, load.limits.document_bytes);
  if (kind_of(text) == DocumentKind::bindings) {
    if (!options.params.empty()) throw UsageError{"--param belongs to one policy; " + options.policy + " gives each its own params"};
    return load_bindings(text, options.policy);
  }
  load.parameters = parameters(options.params);
  return {{Policy::load_file(options.policy, load), {}, std::nullopt}};
}

/// Does the book work with just these? When they begin is left as it is.
bool same(const std::vector<PolicyBinding>& bound, const std::vector<PolicyBinding>& wanted) {
  return std::equal(bound.begin(), bound.end(), wanted.begin(), wanted.end(), [](const PolicyBinding& a, const PolicyBinding& b) {
    return a.policy.hash() == b.policy.hash() && a.where == b.where && (!b.from || !a.from || a.from == b.from);
  });
}

std::string names_of(const std::vector<PolicyBinding>& bindings) {
  std::string names;
  for (const PolicyBinding& one : bindings) names += (names.empty() ? "" : ", ") + one.policy.id() + ' ' + one.policy.version();
  return names;
}

int run(const Options& options) {
  const Effort effort;
  const bool memory = options.book == ":memory:";
  const bool exists = !memory && std::filesystem::exists(options.book);
  if (options.policy.empty() && !exists) {
    throw UsageError{memory ? "--policy is missing"
                            : "--policy is missing, and there is no book " + options.book + " yet"};
  }
  // Whatever can be refused is, before a book is made.
  std::optional<Instant> from, to;
  const auto times = [&](const TimeZone& zone) {
    if (!options.from.empty()) from = moment(options.from, zone, "--from");
    if (!options.to.empty()) to = moment(options.to, zone, "--to");
  };
  std::vector<PolicyBinding> bindings;
  std::optional<Policy> policy;  // the first of them
  if (!options.policy.empty()) {
    bindings = bindings_from(options);
    policy = bindings.front().policy;
    times(policy->zone());
  } else if (!options.params.empty()) {
    throw UsageError{"--param needs --policy: parameters belong to a policy that is put in force"};
  }
  std::optional<Instant> first;
  const auto read = [&](const TimeZone& zone) {
    LogOptions how;
    how.zone = zone;
    EventLog log = EventLog::read(inputs(options), how);
    Event event;
    if (log.next(event)) first = event.at;
    log.rewind();
    return log;
  };
  std::optional<EventLog> log;
  if (policy) log = read(policy->zone());
  if (!exists && !from && !to && !first)
    throw UsageError{"--from is missing: without a log nothing says when the policy comes into force"};
  Book book = Book::open(options.book, book_options(options));
  const std::vector<PolicyBinding> bound = book.bindings();
  const std::optional<Policy> before = book.policy();
  if (!policy && !before) throw UsageError{"--policy is missing, and the book " + options.book + " has none"};
  const TimeZone zone = policy ? policy->zone() : book.zone();
  if (!policy) {
    times(zone);
    log = read(zone);
  }
  print_diagnostics(log->skipped());

  if (policy && !same(bound, bindings)) {
    std::optional<Instant> start = from;
    if (!start && before) start = book.now();
    if (!start && first) start = zone.start_of_day(zone.date_of(*first));
    if (!start) start = to;
    if (!start)
      throw UsageError{"--from is missing: without a log nothing says when the policy comes into force"};
    book.bind(bindings, *start);
    if (before && !options.quiet) {
      say("In force from " + local_text(*start, zone) + ": " + names_of(bindings) + " instead of " + names_of(bound));
    }
  }
  Run running(options, book, zone);
  if (!running.feed(*log, to)) return exit_input;
  if (to) running.pass(*to);
  summary(options, book, *log, running.fed(), zone);
  if (!options.quiet) {
    say(effort.text() + (memory ? "" : ", durability " + options.durability));
    if (!memory) say("Next: huifang duties --book " + shell_word(options.book));
  }
  return exit_ok;
}

/// A --map belongs to the --log just before it and to all earlier ones that need one and have none yet.
void pair_logs(const CLI::App& command, Options& options, const std::vector<std::string>& logs,
               const std::vector<std::string>& maps) {
  std::size_t log = 0, map = 0, unmapped = 0;
  for (const CLI::Option* option : command.parse_order()) {
    if (option->check_name("--log") && log < logs.size()) options.logs.emplace_back(logs[log++], "");
    if (!option->check_name("--map") || map >= maps.size()) continue;
    if (unmapped == options.logs.size()) throw UsageError{"--map " + maps[map] + " has no --log before it"};
    for (; unmapped < options.logs.size(); ++unmapped) {
      const bool last = unmapped + 1 == options.logs.size();
      if (last || !may_hold_envelopes(options.logs[unmapped].first))
        options.logs[unmapped].second = maps[map];
    }
    ++map;
  }
}

}  // namespace

void add_run(CLI::App& app, Action& action) {
  struct Given : Options {
    std::vector<std::string> log_files, map_files;
  };
  const auto given = std::make_shared<Given>();
  CLI::App* command =
      app.add_subcommand("run", "Feed logs to a book, let time pass, and sum up what became of the duties");
  command->add_option("--policy,-p", given->policy, "policy to put in force, or a file of bindings with several; a book that has one needs none")
      ->type_name("FILE");
  command
      ->add_option("--book,-b", given->book,
                   "the book, made if it is not there; default: in memory, for the summary alone")
      ->type_name("FILE");
  command
      ->add_option("--log,-l", given->log_files,
                   "CSV or JSON Lines to feed, in time order; - is standard input; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command->add_option("--map,-m", given->map_files, "how the columns of the --log before it become events")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command->add_option("--param", given->params, "name=value of a parameter (JSON); may be repeated")
      ->type_name("NAME=VALUE");
  command
      ->add_option("--from", given->from,
                   "when the policy comes into force; default: the day of the first event")
      ->type_name("DATE")
      ->check(not_empty());
  command->add_option("--to", given->to, "let time pass up to here; later events are left for another run")
      ->type_name("DATE")
      ->check(not_empty());
  command->add_option("--commit-every", given->commit_every, "events in one transaction")
      ->check(CLI::Range(1, 10'000'000))
      ->capture_default_str();
  command
      ->add_option("--durability", given->durability,
                   "what a power failure may cost: full (nothing), normal, off")
      ->check(CLI::IsMember({"full", "normal", "off"}))
      ->capture_default_str();
  command->add_option("--format", given->format, "of the summary: table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->capture_default_str();
  command->add_flag("--quiet,-q", given->quiet, "no progress bar, times and hints on standard error");
  command->callback([given, command, &action] {
    action = [given, command] {
      pair_logs(*command, *given, given->log_files, given->map_files);
      return run(*given);
    };
  });
}

}  // namespace huifang::cli
