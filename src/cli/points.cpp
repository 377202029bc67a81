/// huifang points: what accounts have, the statement of one with the reason of every line, and the ledger line by line.
#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "cli/console.hpp"
#include "cli/names.hpp"
#include "cli/output.hpp"
#include "cli/width.hpp"
#include "domain/json_text.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string book, account, point_class, period, format = "table", language = "en";
  bool entries = false, ranking = false;
  std::int64_t explain = 0;         // number of an entry; 0: none
};

/// Texts of one language.
struct Words {
  const char *account, *points, *before, *change, *after, *lines, *rank, *when, *amount, *reason, *cause, *remark, *opening, *closing, *number,
      *late, *reversed, *held, *by, *limited, *none, *of, *waiting, *confirmed, *cancelled, *lapsed, *expired, *by_whom, *confirms, *all_periods, *missed, *why;
};
constexpr Words english{"account", "class",  "before", "change", "after",  "entries", "rank", "when",       "amount",      "reason", "cause",
                        "remark",  "opening", "closing", "entry", "belongs to %1", "reversed by %1", "held", "by %1: %2", "asked %1", "nothing was posted", "%1 of class %2, %3",
                        "waits: %1", "%1, confirmed by %2", "%1, cancelled by %2", "%1, not confirmed in time", "expired: %1", "by %1", "confirms", "all periods", "missed: %1", "Why: "};
constexpr Words chinese{"账户", "类别", "期初", "变动", "期末", "笔数", "名次", "时间", "积分", "原因", "事由",
                        "备注", "期初", "期末", "编号", "属于%1", "已由%1冲销", "申诉中", "%1：%2", "应记%1", "没有记分", "%1，%2类，%3",
                        "待确认：%1", "%1，已由%2确认", "%1，已由%2取消", "%1，逾期未确认", "过期：%1", "由%1", "确认", "全部期间", "未完成：%1", "原因："};

/// "+100", "-2".
std::string signed_text(const Decimal& amount) { return (amount.sign() > 0 ? "+" : "") + amount.to_text(); }

class Teller {
 public:
  Teller(const Options& options, const Book& book)
      : options_(options),
        book_(book),
        zone_(book.zone()),
        names_(book, options.language),
        words_(options.language == "zh" ? chinese : english),
        policy_(book.policy()) {
    if (!options.account.empty()) {
      const std::size_t colon = options.account.find(':');
      query_.account = colon == std::string::npos ? EntityRef{"staff", options.account}
                                                  : EntityRef{options.account.substr(0, colon), options.account.substr(colon + 1)};
    }
    query_.point_class = options.point_class;
    query_.period = options.period;
  }

  void tell() {
    if (options_.explain != 0) return explain();
    if (options_.ranking) return ranking();
    if (options_.entries) return entries();
    if (query_.account) return statement();
    balances();
  }

 private:
  bool as_table() const { return options_.format == "table"; }
  std::string account(const EntityRef& who) { return as_table() ? names_.party(who) : who.entity + ":" + who.key; }
  void out(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows) {
    print(rendered(format_of(options_.format), columns, rows));
  }

  void explain() {
    if (options_.format == "json") return print_line(book_.explain_entry_json(options_.explain));
    print(printable(book_.explain_entry(options_.explain, options_.language), true));
  }

  void balances() {
    if (options_.format == "json") return print_line(balances_json(book_, query_));
    std::vector<std::vector<std::string>> rows;
    for (const PointBalance& one : book_.balances(query_)) {
      rows.push_back({account(one.account), one.point_class, one.opening.to_text(), signed_text(one.change), one.closing.to_text(), std::to_string(one.entries)});
    }
    out({{"account", words_.account, false, 34}, {"class", words_.points}, {"opening", words_.before, true}, {"change", words_.change, true},
         {"closing", words_.after, true}, {"entries", words_.lines, true}},
        rows);
  }

  void ranking() {
    if (options_.format == "json") return print_line(ranking_json(book_, options_.point_class, options_.period));
    std::vector<std::vector<std::string>> rows;
    for (const PointRank& one : book_.ranking(options_.point_class, options_.period)) {
      rows.push_back({std::to_string(one.rank), account(one.account), one.amount.to_text()});
    }
    out({{"rank", words_.rank, true}, {"account", words_.account, false, 34}, {"amount", words_.amount, true}}, rows);
  }

  void statement() {
    if (options_.format == "json") return print_line(statement_json(book_, *query_.account, options_.period));
    if (options_.format == "csv") return entries();
    std::vector<PointStatement> all = book_.statement(*query_.account, options_.period);
    std::erase_if(all, [&](const PointStatement& one) { return !options_.point_class.empty() && one.point_class != options_.point_class; });
    if (all.empty()) print_line(words_.none);
    for (const PointStatement& one : all) {
      print_line(printable(filled(words_.of, {names_.party(one.account), one.point_class, one.period.empty() ? words_.all_periods : one.period})));
      print_line(std::string(words_.opening) + " " + one.opening.to_text());
      print(table(columns(false), lines(one.lines, false), 2));
      print_line(std::string(words_.closing) + " " + one.closing.to_text());
    }
    if (!all.empty() && !all.back().lines.empty())
      print_line(words_.why + ("huifang points --book " + shell_word(options_.book)) + " --explain " + std::to_string(all.back().lines.back().id));
  }

  void entries() {
    if (options_.format == "json") return print_line(entries_json(book_, query_));
    if (as_table()) return out(columns(true), lines(book_.entries(query_), true));
    std::vector<std::vector<std::string>> rows;
    for (const PointEntry& one : book_.entries(query_)) {
      rows.push_back({std::to_string(one.id), one.point_class, account(one.account), one.kind, one.amount.to_text(), one.asked.to_text(), one.rule, one.cause, one.part,
                      one.event, zone_.to_text(one.effective), zone_.to_text(one.recorded), one.period, one.of_period, one.entry == 0 ? "" : std::to_string(one.entry),
                      one.reversed_by == 0 ? "" : std::to_string(one.reversed_by), one.settled_by == 0 ? "" : std::to_string(one.settled_by), one.held ? "true" : "false", one.pending, reason(one)});
    }
    out({{"id", "", true}, {"class", ""}, {"account", ""}, {"kind", ""}, {"amount", "", true}, {"asked", "", true}, {"rule", ""}, {"cause", ""}, {"part", ""},
         {"event", ""}, {"effective", ""}, {"recorded", ""}, {"period", ""}, {"of_period", ""}, {"entry", "", true}, {"reversed_by", "", true}, {"settled_by", "", true}, {"held", ""}, {"pending", ""}, {"reason", ""}},
        rows);
  }

  /// The ledger is kept as wide as a screen; of the statement of one account nothing is cut, since it is the reason of every line.
  std::vector<Column> columns(bool all) const {
    std::vector<Column> out{{"", words_.number, true}, {"", words_.when}};
    if (all) out.insert(out.end(), {{"", words_.account, false, 26}, {"", words_.points}});
    out.insert(out.end(), {{"", words_.amount, true}, {"", words_.reason, false, all ? 44U : 0U}, {"", words_.cause, false, all ? 60U : 0U}, {"", words_.remark, false, all ? 40U : 0U}});
    return out;
  }

  std::vector<std::vector<std::string>> lines(const std::vector<PointEntry>& entries, bool all) {
    std::vector<std::vector<std::string>> rows;
    for (const PointEntry& one : entries) {
      std::vector<std::string> row{std::to_string(one.id), local_text(one.effective, zone_)};
      if (all) row.insert(row.end(), {names_.party(one.account), one.point_class});
      row.insert(row.end(), {signed_text(one.amount), reason(one), cause(one), remark(one)});
      rows.push_back(std::move(row));
    }
    return rows;
  }

  /// The event; of a miss what was owed, and to whom unless that is whose account it is.
  std::string cause(const PointEntry& one) {
    const std::string& id = one.event.empty() ? one.cause : one.event;
    constexpr std::string_view missed = "missed:";
    const std::optional<DutyKey> key = id.starts_with(missed) ? parse_duty_key(std::string_view(id).substr(missed.size())) : std::nullopt;
    const std::optional<Duty> duty = key ? book_.duty(*key) : std::nullopt;
    if (!duty) return id;
    const std::string what = filled(words_.missed, {names_.needs(*duty)});
    return key->subject == one.account ? what : what + (options_.language == "zh" ? "，" : ", ") + names_.whom(key->subject);
  }

  /// The rule with its clause; of what a person did, who and why.
  std::string reason(const PointEntry& one) const {
    const Value because = value_from_json(one.because);
    const auto text = [&](const char* name) {
      const Value* member = because.kind() == Value::Kind::context ? because.context().find(name) : nullptr;
      return member == nullptr || member->kind() != Value::Kind::string ? std::string() : member->string();
    };
    if (const std::string by = text("by"); !by.empty()) {
      const std::string why = text("reason");
      return why.empty() ? filled(words_.by_whom, {by}) : filled(words_.by, {by, why});
    }
    if (const std::string of = text("expired"); !of.empty() && one.rule.empty()) return filled(words_.expired, {of});
    const std::string source = text("source");
    const std::string rule = policy_ ? policy_->label("rule", one.rule, options_.language) : one.rule;
    return rule + (source.empty() ? "" : " (" + source + ")");
  }

  std::string kind(const std::string& name) const {
    if (options_.language != "zh") return name;
    return name == "adjust" ? "差额" : name == "reverse" ? "冲销" : name == "hold" ? "申诉" : name == "uphold" ? "维持" : name == "pending" ? "待确认" : name == "cancel" ? "取消" : name == "expire" ? "过期" : name;
  }

  std::string remark(const PointEntry& one) const {
    std::string text = one.kind != "post" ? kind(one.kind) : one.entry != 0 ? words_.confirms : "";
    const auto add = [&](const std::string& more) { text += (text.empty() ? "" : ", ") + more; };
    if (one.entry != 0) text += " " + std::to_string(one.entry);
    if (!one.of_period.empty()) add(filled(words_.late, {one.of_period}));
    if (!one.pending.empty()) {
      const char* words = one.pending == "waiting" ? words_.waiting : one.pending == "confirmed" ? words_.confirmed : one.pending == "cancelled" ? words_.cancelled : words_.lapsed;
      text = filled(words, {signed_text(one.asked), std::to_string(one.settled_by)});
    } else if (one.asked != one.amount) {
      add(filled(words_.limited, {signed_text(one.asked)}));
    }
    if (one.reversed_by != 0) add(filled(words_.reversed, {std::to_string(one.reversed_by)}));
    if (one.held) add(words_.held);
    return text;
  }

  const Options& options_;
  const Book& book_;
  TimeZone zone_;
  Names names_;
  const Words& words_;
  std::optional<Policy> policy_;
  PointQuery query_;
};

int run(const Options& options) {
  if (options.book.empty()) throw UsageError{"which book? Write: huifang points BOOK"};
  if (options.ranking && options.point_class.empty()) throw UsageError{"a ranking is of one class of points: --class"};
  if (options.ranking && (!options.account.empty() || options.entries)) throw UsageError{"a ranking is of all accounts: --ranking stands without --account and --entries"};
  if (options.explain != 0 && (options.ranking || options.entries || !options.account.empty())) throw UsageError{"--explain is of one entry, by its number: it stands alone"};
  if (options.explain != 0 && options.format == "csv") throw UsageError{"an explanation is text or json"};
  const Book book = open_book(options.book, true);
  Teller(options, book).tell();
  return exit_ok;
}

}  // namespace

void add_points(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("points", "What accounts have, the statement of one, or the ledger of points line by line");
  CLI::Option* positional = command->add_option("BOOK", options->book, "the book")->type_name("FILE");
  command->add_option("--book,-b", options->book, "the book, named as in the other commands")->type_name("FILE")->excludes(positional);
  command->add_option("--account", options->account, "the statement of this member of staff (s7) or other account (entity:key)")
      ->type_name("KEY")
      ->check(not_empty());
  command->add_option("--class", options->point_class, "only this class of points")->type_name("NAME")->check(not_empty());
  command->add_option("--period", options->period, "only this period, such as 2017-09")->type_name("ID")->check(not_empty());
  command->add_flag("--entries", options->entries, "every entry, by number");
  command->add_flag("--ranking", options->ranking, "accounts by what they have, the most first");
  command->add_option("--explain", options->explain, "why the entry with this number is there")->type_name("NUMBER")->check(CLI::PositiveNumber);
  command->add_option("--format", options->format, "table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->capture_default_str();
  command->add_option("--lang", options->language, "language of labels: en or zh")
      ->check(CLI::IsMember({"en", "zh"}))
      ->capture_default_str();
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
