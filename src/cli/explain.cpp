/// huifang explain: why a duty or a subject stands as it does.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/cases.hpp"
#include "cli/console.hpp"
#include "cli/names.hpp"
#include "cli/output.hpp"
#include "cli/width.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string book, what, format = "text", language = "en";
  std::size_t limit = 20;
};

int refuse(const std::string& message) {
  say("huifang: " + message);
  return exit_input;
}

int duty(const Options& options, const Book& book, const DutyKey& key) {
  if (!book.duty(key)) {
    return refuse("the book has no duty " + options.what +
                  "; list those of the subject with: huifang explain --book " + shell_word(options.book) +
                  ' ' + shell_word(key.subject.entity + ':' + key.subject.key));
  }
  const std::string text =
      options.format == "json" ? book.explain_json(key) : book.explain(key, options.language);
  const std::string shown = options.format == "json" ? text : printable(text, true);
  print(shown.ends_with('\n') ? shown : shown + '\n');
  return exit_ok;
}

/// "customer.volume = 12000, row 2, clause 4" from the reasons of a tier.
std::string reasons(const TierEntry& entry, bool zh) {
  const nlohmann::json because = nlohmann::json::parse(entry.because, nullptr, false);
  if (!because.is_object()) return {};
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : zh ? "，" : ", ") + part; };
  const nlohmann::json inputs = because.value("inputs", nlohmann::json::object());
  for (const auto& [name, value] : inputs.items()) add(name + " = " + value.dump());
  if (because.contains("row")) add((zh ? "第" : "row ") + because["row"].dump() + (zh ? "行" : ""));
  if (because.contains("source")) add((zh ? "依据 " : "clause ") + because["source"].get<std::string>());
  return text;
}

int subject(const Options& options, const Book& book, const Policy& policy, const EntityRef& who) {
  const TimeZone zone = policy.zone();
  const bool zh = options.language == "zh";
  Names names(book, options.language);
  DutyQuery query;
  query.subject = who;
  std::vector<Duty> duties = book.duties(query);
  const std::vector<TierEntry> tiers = book.tiers(who);
  CaseQuery about;
  about.about = who;
  const std::vector<CaseEntry> cases = book.cases(about);
  if (duties.empty() && tiers.empty() && cases.empty()) {
    return refuse("the book has no duty about " + who.entity + ' ' + who.key +
                  " and no tier of it; keys are written as in the log, and what a person owes is listed by: "
                  "huifang duties --owner");
  }
  print_line(printable(names.entity(names.about(who).entity) + ' ' + names.whom(who)));
  for (const TierEntry& entry : tiers) {
    std::string line = "  " + names.tier(entry.tier) + ' ';
    line += entry.value.empty() ? "–" : names.tier_value(entry.tier, entry.value);
    line += (zh ? "，自 " : ", from ") + local_text(entry.from, zone);
    if (entry.to) line += (zh ? " 至 " : " to ") + local_text(*entry.to, zone);
    print_line(printable(line + (zh ? "：" : ": ") + reasons(entry, zh)));
  }
  const std::size_t skipped =
      options.limit == 0 || duties.size() <= options.limit ? 0 : duties.size() - options.limit;
  if (skipped > 0) duties.erase(duties.begin(), duties.begin() + static_cast<std::ptrdiff_t>(skipped));
  print_line(zh ? "任务 " + std::to_string(skipped + duties.size()) + (skipped > 0 ? "，显示最近的" : "")
                : "Duties: " + std::to_string(skipped + duties.size()) +
                      (skipped > 0 ? ", the latest " + std::to_string(duties.size()) : ""));
  std::vector<std::vector<std::string>> rows;
  for (const Duty& d : duties) {
    rows.push_back({names.rule(d),
                    d.due ? local_text(*d.due, zone)
                    : zh  ? "无"
                          : "none",
                    names.state(d), to_text(d.key)});
  }
  const std::vector<Column> columns =
      zh ? std::vector<Column>{{"", "规则"}, {"", "期限"}, {"", "状态"}, {"", "编号"}}
         : std::vector<Column>{{"", "rule"}, {"", "due"}, {"", "state"}, {"", "key"}};
  print(table(columns, rows, 2));
  if (cases.empty()) return exit_ok;
  print_line((zh ? "个案 " : "Cases: ") + std::to_string(cases.size()) + (zh ? "，详见：" : "; more of one: ") +
             "huifang case --book " + shell_word(options.book) + ' ' + shell_word(cases.back().key));
  print(table(case_columns(options.language), case_rows(cases, names, zone), 2));
  return exit_ok;
}

int run(const Options& options) {
  const Book book = open_book(options.book, true);
  const std::optional<Policy> policy = book.policy();
  if (!policy) return refuse("the book has no policy yet");
  if (options.what.find('/') != std::string::npos) {
    const std::optional<DutyKey> key = parse_duty_key(options.what);
    if (!key)
      return refuse(options.what +
                    " is no key of a duty; keys stand in: huifang duties --format csv --book " +
                    shell_word(options.book));
    return duty(options, book, *key);
  }
  const std::size_t colon = options.what.find(':');
  const EntityRef who = colon == std::string::npos
                            ? EntityRef{"customer", options.what}
                            : EntityRef{options.what.substr(0, colon), options.what.substr(colon + 1)};
  return subject(options, book, *policy, who);
}

}  // namespace

void add_explain(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("explain", "Say why a duty or a subject stands as it does");
  command->add_option("WHAT", options->what, "key of a duty, or a subject: c12, staff:s3")->required();
  command->add_option("--book,-b", options->book, "the book")->required()->type_name("FILE");
  command->add_option("--format", options->format, "text, or json for a duty")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->add_option("--lang", options->language, "en or zh")
      ->check(CLI::IsMember({"en", "zh"}))
      ->capture_default_str();
  command->add_option("--limit", options->limit, "duties of a subject that are listed; 0 is all")
      ->check(CLI::Range(0, 1'000'000'000))
      ->capture_default_str();
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
