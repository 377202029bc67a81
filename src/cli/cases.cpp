/// huifang case: the cases of workflows, and one of them with its path.
#include "cli/cases.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/console.hpp"
#include "cli/width.hpp"
#include "domain/json_text.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string book, key, workflow, about, format = "table", language = "en";
  bool running = false, closed = false;
  std::size_t limit = 0;
};

struct Words {
  const char *cases, *shown, *none, *opened, *closed, *outcome, *owner, *values, *path, *owed, *before;
};
constexpr Words english{"Cases: %1", " (the first %1 are shown)", "nobody", "opened", "closed", "ended in",
                        "owner",     "Values",                    "Path",   "Open duties: %1", ": "};
constexpr Words chinese{"个案：%1", "（显示前%1项）", "无", "开始", "结束", "结果", "负责人", "数据", "经过", "待办：%1", "："};

EntityRef customer_of(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return {"customer", text};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

CaseQuery query_of(const Options& options) {
  CaseQuery query;
  query.workflow = options.workflow;
  query.key = options.key;
  if (!options.about.empty()) query.about = customer_of(options.about);
  if (options.running || options.closed) query.running = options.running;
  return query;
}

/// Ids of events that the library raises say what their type says.
bool raised(const std::string& event) {
  return event.starts_with("done:") || event.starts_with("missed:") || event.starts_with("closed:") || event.starts_with("target:") || event.starts_with("opened:") ||
         event.starts_with("raise:");
}

/// A value as people write it.
std::string plain(const Value& value, Names& names) {
  switch (value.kind()) {
    case Value::Kind::entity:
      return names.party(value.entity());
    case Value::Kind::string:
      return value.string();
    case Value::Kind::date:
      return value.date().to_text();
    default:
      return value.to_text();
  }
}

/// A name that no case of the book bears would make an empty list look like good news.
std::string objection(const Options& options, const Book& book) {
  std::vector<std::string> known;
  for (const PolicyBinding& bound : book.bindings()) {
    for (const std::string& name : workflows(bound.policy)) known.push_back(name);
  }
  CaseQuery query;
  query.workflow = options.workflow;
  query.limit = 1;
  const bool any = !book.cases(query).empty();
  if (!options.workflow.empty() && !any && std::find(known.begin(), known.end(), options.workflow) == known.end()) {
    const std::string near = nearest_name(options.workflow, known);
    return "the book has no workflow " + options.workflow + (near.empty() ? "" : "; did you mean " + near + '?');
  }
  if (known.empty() && !any) return "the policy of the book has no workflows";
  return {};
}

class Teller {
 public:
  Teller(const Options& options, const Book& book)
      : options_(options),
        book_(book),
        zone_(book.zone()),
        names_(book, options.language),
        words_(options.language == "zh" ? chinese : english) {}

  void list(std::vector<CaseEntry> cases) {
    const std::size_t all = cases.size();
    if (options_.limit != 0 && all > options_.limit) cases.resize(options_.limit);
    if (options_.format != "table") return data(cases);
    print_line(filled(words_.cases, {std::to_string(all)}) + (cases.size() < all ? filled(words_.shown, {std::to_string(cases.size())}) : ""));
    if (!cases.empty()) print(table(case_columns(options_.language), case_rows(cases, names_, zone_)));
  }

  void one(const CaseEntry& found) {
    const std::vector<Duty> duties = owed(found);
    if (options_.format == "json") return json(found, duties);
    const auto said = [&](const std::string& name, const std::string& value) {
      print_line(printable(name + words_.before + value));
    };
    said(found.workflow + ' ' + found.key, names_.party(found.about));
    said(words_.owner, found.owner ? names_.party(*found.owner) : words_.none);
    said(words_.opened, local_text(found.opened, zone_));
    if (found.closed) said(words_.closed, local_text(*found.closed, zone_));
    if (found.closed && !found.states.empty()) said(words_.outcome, names_.case_state(found.workflow, found.outcome()));
    if (!found.facts.empty()) print_line(words_.values);
    for (const auto& [name, value] : found.facts) print_line(printable("  " + name + " = " + plain(value, names_)));
    print_line(words_.path);
    path(found);
    print_line(filled(words_.owed, {std::to_string(duties.size())}));
    if (duties.empty()) return;
    const bool zh = options_.language == "zh";
    std::vector<std::vector<std::string>> rows;
    for (const Duty& duty : duties) {
      rows.push_back({names_.needs(duty) + " – " + names_.rule(duty),
                      duty.owner ? names_.party(*duty.owner) : words_.none,
                      duty.due ? local_text(*duty.due, zone_) : "–", names_.state(duty), to_text(duty.key)});
    }
    print(table({{"", zh ? "方式" : "how", false, 40},
                 {"", zh ? "负责人" : "who", false, 26},
                 {"", zh ? "期限" : "by when"},
                 {"", zh ? "状态" : "state"},
                 {"", zh ? "编号" : "key"}},
                rows, 2));
  }

 private:
  std::vector<Duty> owed(const CaseEntry& found) const {
    DutyQuery query;
    query.subject = EntityRef{"case." + found.workflow, found.key};
    query.states = {DutyState::pending, DutyState::open, DutyState::overdue};
    return book_.duties(query);
  }

  std::string event_of(const std::string& type) const {
    constexpr std::string_view uncaught = "uncaught.";
    if (!type.starts_with(uncaught)) return names_.event(type);
    return (options_.language == "zh" ? "无人处理：" : "nobody took up ") + names_.event(type.substr(uncaught.size()));
  }

  void path(const CaseEntry& found) {
    const bool zh = options_.language == "zh";
    std::vector<std::vector<std::string>> rows;
    for (const CaseStep& step : book_.case_path(found.workflow, found.key)) {
      const std::string what = !step.event.empty()       ? event_of(step.type)
                               : step.type == "opened"   ? (zh ? "开始" : "opened")
                               : step.type == "migrated" ? (zh ? "换版" : "migrated")
                                                         : (zh ? "到时" : "time");
      rows.push_back({std::to_string(step.number), local_text(step.at, zone_), what, names_.case_states(found.workflow, step.states),
                      raised(step.event) ? "" : step.event});
    }
    print(table({{"", zh ? "步" : "step", true},
                 {"", zh ? "时间" : "when"},
                 {"", zh ? "事件" : "what", false, 40},
                 {"", zh ? "之后状态" : "then in", false, 40},
                 {"", zh ? "事件编号" : "event", false, 40}},
                rows, 2));
  }

  void data(const std::vector<CaseEntry>& cases) {
    const std::vector<Column> columns{{"workflow", ""}, {"key", ""},    {"about", ""},  {"about_name", ""}, {"owner", ""},
                                      {"owner_name", ""}, {"states", ""}, {"opened", ""}, {"closed", ""},     {"outcome", ""}};
    std::vector<std::vector<std::string>> rows;
    for (const CaseEntry& one : cases) {
      std::string states;
      for (const std::string& state : one.states) states += (states.empty() ? "" : " ") + state;
      rows.push_back({one.workflow, one.key, one.about.entity + ':' + one.about.key, names_.name(one.about),
                      one.owner ? one.owner->entity + ':' + one.owner->key : "", one.owner ? names_.name(*one.owner) : "",
                      states, zone_.to_text(one.opened), one.closed ? zone_.to_text(*one.closed) : "", one.outcome()});
    }
    print(rendered(options_.format == "csv" ? Format::csv : Format::json, columns, rows));
  }

  /// The case as Book::cases() has it, its path, and what it owes.
  void json(const CaseEntry& found, const std::vector<Duty>& duties) {
    CaseQuery query;
    query.workflow = found.workflow;
    query.key = found.key;
    const std::string cases = cases_json(book_, query);
    const std::string path = case_path_json(book_, found.workflow, found.key);
    // {"cases":[…]} and {"path":[…]} become members of one object.
    std::string out = cases.substr(0, cases.size() - 1) + ',' + path.substr(1, path.size() - 2) + ",\"duties\":[";
    for (const Duty& duty : duties) {
      if (&duty != &duties.front()) out += ',';
      JsonObject object(out);
      object.text("key", to_text(duty.key));
      object.text("rule", duty.key.rule);
      object.text("state", to_text(duty.state));
      object.value("owner", duty.owner ? Value::of(duty.owner->entity + ':' + duty.owner->key) : Value());
      object.value("due", duty.due ? Value::of(zone_.to_text(*duty.due)) : Value());
    }
    print_line(out + "]}");
  }

  const Options& options_;
  const Book& book_;
  TimeZone zone_;
  Names names_;
  const Words& words_;
};

int run(const Options& options) {
  if (options.running && options.closed) throw UsageError{"a case runs or is closed: --running or --closed, not both"};
  const Book book = open_book(options.book, true);
  const std::optional<Policy> policy = book.policy();
  if (!policy) {
    say("huifang: the book has no policy yet; put one in force with: huifang run --policy FILE --book " + shell_word(options.book));
    return exit_input;
  }
  if (const std::string wrong = objection(options, book); !wrong.empty()) {
    say("huifang: " + wrong);
    return exit_input;
  }
  Teller teller(options, book);
  const std::vector<CaseEntry> cases = book.cases(query_of(options));
  if (options.key.empty()) {
    teller.list(cases);
    return exit_ok;
  }
  if (cases.empty()) {
    say("huifang: the book has no case " + options.key + (options.workflow.empty() ? "" : " of workflow " + options.workflow) +
        "; its cases are listed by: huifang case --book " + shell_word(options.book));
    return exit_input;
  }
  if (cases.size() > 1) {
    std::string all;
    for (const CaseEntry& one : cases) all += (all.empty() ? "" : ", ") + one.workflow;
    say("huifang: several workflows have a case " + options.key + "; say which with --workflow: " + all);
    return exit_input;
  }
  if (options.format == "csv") {
    teller.list(cases);
  } else {
    teller.one(cases.front());
  }
  return exit_ok;
}

}  // namespace

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::vector<Column> case_columns(const std::string& language) {
  const bool zh = language == "zh";
  return {{"", zh ? "个案" : "case", false, 30}, {"", zh ? "流程" : "workflow"},         {"", zh ? "客户" : "whom", false, 34},
          {"", zh ? "负责人" : "owner", false, 26}, {"", zh ? "状态" : "state", false, 40}, {"", zh ? "开始" : "opened"},
          {"", zh ? "结束" : "closed"}};
}

std::vector<std::vector<std::string>> case_rows(const std::vector<CaseEntry>& cases, Names& names, const TimeZone& zone) {
  std::vector<std::vector<std::string>> rows;
  for (const CaseEntry& one : cases) {
    rows.push_back({one.key, one.workflow, names.party(one.about), one.owner ? names.party(*one.owner) : "–", names.case_states(one.workflow, one.states),
                    local_text(one.opened, zone), one.closed ? local_text(*one.closed, zone) : "–"});
  }
  return rows;
}

void add_case(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("case", "List the cases of workflows, or show one: its path, its values, its open duties");
  command->add_option("KEY", options->key, "the case to show, as a rule the id of the event that opened it")->check(not_empty());
  command->add_option("--book,-b", options->book, "the book")->required()->type_name("FILE");
  command->add_option("--workflow", options->workflow, "only of this workflow")->type_name("NAME")->check(not_empty());
  command->add_option("--about", options->about, "only about this customer (c12) or other subject (entity:key)")
      ->type_name("KEY")
      ->check(not_empty());
  command->add_flag("--running", options->running, "only those that run");
  command->add_flag("--closed", options->closed, "only those that are closed");
  command->add_option("--limit", options->limit, "cases that are listed; 0 is all")
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
