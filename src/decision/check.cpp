#include "huifang/decision_check.hpp"

#include <algorithm>
#include <bit>
#include <optional>

#include "decision/compiled.hpp"
#include "decision/program.hpp"
#include "feel/program.hpp"
#include "value/decimal.hpp"

namespace huifang {
namespace {

using decision::Column;
using decision::Rows;

/// Values of one input that no rule tells apart.
struct ValueClass {
  Rows certain;                  ///< rules whose cell accepts them
  std::optional<Value> example;  ///< nullopt: any value
  bool null = false;
};

constexpr std::size_t overlaps_max = 20;
/// Tables with more inputs are not searched for what inputs mean together: a search goes one level down for
/// each.
constexpr std::size_t searched_inputs_max = 1'000;
constexpr std::size_t index_bytes_max = 16 << 20;

/// A number with at most `scale` places strictly between two, either of which may be missing; nullopt: there
/// is none.
std::optional<Decimal> number_between(const Decimal* low, const Decimal* high, int scale) {
  const Decimal unit = Decimal::scaled(1, scale);
  std::optional<Decimal> number =
      decimal::round(low != nullptr ? *low : *high, scale,
                     low != nullptr ? decimal::Rounding::floor : decimal::Rounding::ceiling);
  if (number) number = low != nullptr ? Decimal::add(*number, unit) : Decimal::subtract(*number, unit);
  const bool fits = number && (low == nullptr || *low < *number) && (high == nullptr || *number < *high);
  return fits ? number : std::nullopt;
}

bool has_scale(const Decimal& number, int scale) {
  const auto rounded = decimal::round(number, scale, decimal::Rounding::down);
  return rounded && *rounded == number;
}

/// What an expression reads, each as `/slot/member/member/`: a text that begins another one contains what
/// that one reads.
std::vector<std::string> paths_read(const feel::Expression& expression) {
  using feel::Op;
  const feel::Expression::Program& program = *expression.program();
  std::vector<std::uint32_t> parent(program.nodes.size(), UINT32_MAX);
  for (std::uint32_t at = 0; at < program.nodes.size(); ++at) {
    const feel::Node& node = program.nodes[at];
    if (node.op == Op::path || node.op == Op::attribute) parent[program.child(node, 0)] = at;
  }
  std::vector<std::string> paths;
  for (std::uint32_t at = 0; at < program.nodes.size(); ++at) {
    if (program.nodes[at].op != Op::slot) continue;
    std::string& path = paths.emplace_back("/" + std::to_string(program.nodes[at].id) + "/");
    for (std::uint32_t up = parent[at]; up != UINT32_MAX; up = parent[up]) {
      const feel::Node& node = program.nodes[up];
      path += (node.op == Op::path ? program.names[node.id] : std::to_string(node.id)) + "/";
    }
  }
  return paths;
}

/// The columns of the table, with one row more, which accepts what the inputs can be.
std::vector<Column> with_domains(const DecisionTable::Compiled& table,
                                 const std::vector<InputDomain>& domains) {
  std::vector<Column> columns(table.columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c) {
    std::vector<decision::Cell> cells = table.columns[c].cells();
    decision::Cell& domain = cells.emplace_back();
    domain.accepts_all = c >= domains.size() || !domains[c].allowed;
    if (!domain.accepts_all) domain.test = domains[c].allowed;
    columns[c].build(std::move(cells), (table.source.rows.size() + 1 + 63) / 64, index_bytes_max,
                     table.columns[c].value_kind());
  }
  return columns;
}

class Checker {
 public:
  Checker(const DecisionTable::Compiled& table, const TableCheckOptions& options)
      : table_(table),
        options_(options),
        columns_(with_domains(table, options.domains)),
        rules_(table.source.rows.size()),
        words_((rules_ + 1 + 63) / 64),
        steps_(options.steps_max) {
    for (const Column& column : columns_) add_column(column);
  }

  std::vector<Diagnostic> run() {
    find_dead();
    exhausted_ = classes_.size() > searched_inputs_max;
    if (!exhausted_) find_together();
    find_unused_outputs();
    if (exhausted_) {
      report("HF2225", "", "the table is too large to prove that nothing else is wrong with it");
      findings_.back().severity = Severity::note;
    }
    return std::move(findings_);
  }

 private:
  /// What several inputs say together.
  void find_together() {
    const HitPolicy policy = table_.source.hit_policy;
    if (policy == HitPolicy::first) find_hidden();
    if ((policy == HitPolicy::unique || policy == HitPolicy::any) && independent()) find_overlaps();
    const bool single = policy == HitPolicy::unique || policy == HitPolicy::any ||
                        policy == HitPolicy::priority || policy == HitPolicy::first;
    if (single && !table_.defaults && independent() && !exhausted_) find_gap();
  }

  void report(std::string code, std::string pointer, std::string message) {
    Diagnostic diagnostic;
    diagnostic.code = std::move(code);
    diagnostic.severity = Severity::warning;
    diagnostic.pointer = std::move(pointer);
    diagnostic.message = std::move(message);
    findings_.push_back(std::move(diagnostic));
  }
  static std::string row_pointer(std::size_t row) { return "/rows/" + std::to_string(row); }

  /// The rules of a set whose cell in this column the index knows.
  Rows known(const Column& column, const std::uint64_t* set) const {
    Rows rows(set, set + words_);
    for (std::size_t word = 0; word < words_; ++word) rows[word] &= ~column.open_rows()[word];
    return rows;
  }

  void add_column(const Column& column) {
    const std::size_t c = classes_.size();
    std::vector<ValueClass>& classes = classes_.emplace_back();
    const auto add = [&](const std::uint64_t* rows, std::optional<Value> example, bool null = false) {
      // The row of a domain that the index does not hold is in every set.
      const bool possible = null || column.kind() == Column::Kind::none || decision::has(rows, rules_);
      if (possible) classes.push_back({known(column, rows), std::move(example), null});
    };
    const std::vector<std::string>& values = table_.inputs[c].type().values;
    if (column.kind() == Column::Kind::none) {
      add(column.any_rows(), std::nullopt);
    } else if (column.value_kind() == Value::Kind::string && !values.empty()) {
      for (const std::string& value : values) {
        Value example = Value::of(value);
        const std::uint64_t* rows = column.accepting(example);
        add(rows, std::move(example));
      }
    } else {
      for (std::size_t i = 0; i < column.class_count(); ++i) {
        if (auto example = example_of(column, c, i)) add(column.class_set(i), std::move(example));
      }
    }
    if (c >= options_.domains.size() || options_.domains[c].nullable)
      add(column.accepting_null(), Value(), true);
  }

  /// A value of the class that the input can have; nullopt: there is none.
  std::optional<Value> example_of(const Column& column, std::size_t c, std::size_t index) const {
    std::optional<Value> example = column.example(index);
    const int scale = c < options_.domains.size() ? options_.domains[c].scale : -1;
    if (scale < 0 || column.value_kind() != Value::Kind::number) return example;
    if (example && has_scale(example->number(), scale)) return example;
    if (index % 2 == 1) return std::nullopt;  // one number, with more places
    const std::vector<Value> cuts = column.constants();
    if (cuts.empty()) return example;
    const auto number = [&](std::size_t cut) { return cuts[cut].number(); };
    std::optional<Decimal> low, high;
    if (index > 0) low = number(index / 2 - 1);
    if (index / 2 < cuts.size()) high = number(index / 2);
    const auto found = number_between(low ? &*low : nullptr, high ? &*high : nullptr, scale);
    return found ? std::optional(Value::of(*found)) : std::nullopt;
  }

  bool spend() {
    if (steps_ == 0)
      exhausted_ = true;
    else
      --steps_;
    return !exhausted_;
  }

  bool is_open(std::size_t rule) const {
    return std::any_of(columns_.begin(), columns_.end(),
                       [&](const Column& column) { return decision::has(column.open_rows(), rule); });
  }

  void find_dead() {
    dead_.assign(words_, 0);
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      Rows alive(columns_[c].open_rows(), columns_[c].open_rows() + words_);
      for (const ValueClass& one : classes_[c]) {
        for (std::size_t word = 0; word < words_; ++word) alive[word] |= one.certain[word];
      }
      for (std::size_t rule = 0; rule < rules_; ++rule) {
        if (decision::has(alive.data(), rule) || decision::has(dead_.data(), rule)) continue;
        decision::add(dead_.data(), rule);
        report("HF2220", row_pointer(rule) + "/" + std::to_string(c),
               "row " + std::to_string(rule + 1) + " never matches: no value of " +
                   table_.source.inputs[c].expression + " is accepted");
      }
    }
  }

  /// Do no two inputs read the same?
  bool independent() const {
    std::vector<std::string> read;
    for (const feel::Expression& input : table_.inputs) {
      const std::size_t others = read.size();
      for (std::string& path : paths_read(input)) {
        const bool shared = std::any_of(
            read.begin(), read.begin() + static_cast<std::ptrdiff_t>(others),
            [&](const std::string& other) { return path.starts_with(other) || other.starts_with(path); });
        if (shared) return false;
        read.push_back(std::move(path));
      }
    }
    return true;
  }

  /// Does `rule` perhaps accept the class?
  bool may_accept(std::size_t c, const ValueClass& one, std::size_t rule) const {
    return decision::has(one.certain.data(), rule) || decision::has(columns_[c].open_rows(), rule);
  }

  /// Looks for classes, one for each input from `c` on, that no rule of `set` accepts. `rule`: only what it
  /// accepts; SIZE_MAX: all values. False also when there is no telling any more.
  bool find_uncovered(std::size_t c, const Rows& set, std::size_t rule,
                      std::vector<const ValueClass*>& found) {
    if (!spend()) return false;
    const bool empty = std::all_of(set.begin(), set.end(), [](std::uint64_t word) { return word == 0; });
    if (c == classes_.size()) return empty;
    if (!empty) {
      for (std::size_t word = 0; word < words_; ++word) {
        if ((set[word] & rest_any_[c][word]) != 0) return false;  // accepts everything that is still to come
      }
    }
    std::vector<Rows> tried;
    for (const ValueClass& one : classes_[c]) {
      if (rule == SIZE_MAX ? one.null : !may_accept(c, one, rule)) continue;
      Rows next = set;
      for (std::size_t word = 0; word < words_; ++word) next[word] &= one.certain[word];
      if (std::find(tried.begin(), tried.end(), next) != tried.end()) continue;
      found.push_back(&one);
      if (find_uncovered(c + 1, next, rule, found)) return true;
      found.pop_back();
      if (exhausted_) return false;
      tried.push_back(std::move(next));
    }
    return false;
  }

  /// By input: rules that accept every value of it and of all later ones.
  void find_rest_any() {
    rest_any_.assign(classes_.size() + 1, Rows(words_, ~std::uint64_t{0}));
    for (std::size_t c = classes_.size(); c-- > 0;) {
      for (std::size_t word = 0; word < words_; ++word)
        rest_any_[c][word] = rest_any_[c + 1][word] & columns_[c].any_rows()[word];
    }
  }

  void find_hidden() {
    find_rest_any();
    Rows earlier(words_, 0);
    for (std::size_t rule = 0; rule < rules_; ++rule) {
      if (!decision::has(dead_.data(), rule)) {
        std::vector<const ValueClass*> found;
        const bool reached = find_uncovered(0, earlier, rule, found);
        if (exhausted_) return;
        if (!reached) {
          report("HF2221", row_pointer(rule),
                 "row " + std::to_string(rule + 1) + " is hidden: earlier rows match whenever it does");
        }
      }
      if (!is_open(rule)) decision::add(earlier.data(), rule);
    }
  }

  bool same_outputs(std::size_t a, std::size_t b) const {
    for (std::size_t i = 0; i < table_.outputs[a].size(); ++i) {
      if (table_.outputs[a][i].expression || table_.outputs[b][i].expression) return true;  // not known
      if (!(table_.outputs[a][i].constant == table_.outputs[b][i].constant)) return false;
    }
    return true;
  }

  std::string text_of(const std::vector<const ValueClass*>& classes) const {
    std::string text;
    for (std::size_t c = 0; c < classes.size(); ++c) {
      if (!classes[c]->example) continue;
      text += (text.empty() ? "" : ", ") + table_.source.inputs[c].expression + " = " +
              classes[c]->example->to_text();
    }
    return text.empty() ? "any input" : text;
  }

  void find_overlaps() {
    std::size_t count = 0;
    for (std::size_t rule = 0; rule < rules_; ++rule) {
      // Rules behind this one that share a class with it in every input.
      Rows together(words_, 0);
      for (std::size_t later = rule + 1; later < rules_; ++later) decision::add(together.data(), later);
      for (const auto& classes : classes_) {
        if (!spend()) return;
        Rows near(words_, 0);
        for (const ValueClass& one : classes) {
          if (!decision::has(one.certain.data(), rule)) continue;
          for (std::size_t word = 0; word < words_; ++word) near[word] |= one.certain[word];
        }
        for (std::size_t word = 0; word < words_; ++word) together[word] &= near[word];
      }
      for (std::size_t later = rule + 1; later < rules_; ++later) {
        if (!decision::has(together.data(), later)) continue;
        if (table_.source.hit_policy == HitPolicy::any && same_outputs(rule, later)) continue;
        if (++count > overlaps_max) {
          report("HF2225", "",
                 "only the first " + std::to_string(overlaps_max) + " pairs of rows that match together are named");
          findings_.back().severity = Severity::note;
          return;
        }
        std::vector<const ValueClass*> shared;
        for (const auto& classes : classes_) {
          const auto both = std::find_if(classes.begin(), classes.end(), [&](const ValueClass& one) {
            return decision::has(one.certain.data(), rule) && decision::has(one.certain.data(), later);
          });
          shared.push_back(&*both);
        }
        report("HF2222", row_pointer(later),
               "rows " + std::to_string(rule + 1) + " and " + std::to_string(later + 1) + " both match " +
                   text_of(shared) +
                   (table_.source.hit_policy == HitPolicy::any ? ", with different outputs"
                                                               : ", but only one may"));
      }
    }
  }

  void find_gap() {
    find_rest_any();
    Rows all(words_, 0);
    for (std::size_t rule = 0; rule < rules_; ++rule) {
      if (is_open(rule)) return;  // whether it covers something is not known
      decision::add(all.data(), rule);
    }
    std::vector<const ValueClass*> found;
    if (find_uncovered(0, all, SIZE_MAX, found)) report("HF2223", "/rows", "no row covers " + text_of(found));
  }

  void find_unused_outputs() {
    for (std::size_t i = 0; i < table_.allowed.size(); ++i) {
      for (std::size_t value = 0; value < table_.allowed[i].size(); ++value) {
        bool used = table_.defaults && ((*table_.defaults)[i].expression ||
                                        (*table_.defaults)[i].constant == table_.allowed[i][value]);
        for (std::size_t rule = 0; rule < rules_ && !used; ++rule) {
          const OutputCell& cell = table_.outputs[rule][i];
          used = cell.expression ||
                 (!decision::has(dead_.data(), rule) && cell.constant == table_.allowed[i][value]);
        }
        if (used) continue;
        report("HF2224", "/outputs/" + std::to_string(i) + "/allowed/" + std::to_string(value),
               "no row gives the allowed value " + table_.allowed[i][value].to_text());
      }
    }
  }

  const DecisionTable::Compiled& table_;
  const TableCheckOptions& options_;
  std::vector<Column> columns_;  ///< with the domains as a row behind the last
  std::size_t rules_;
  std::size_t words_;  ///< of a set of rules and that row
  std::uint64_t steps_;
  bool exhausted_ = false;
  std::vector<std::vector<ValueClass>> classes_;  ///< by input
  std::vector<Rows> rest_any_;
  Rows dead_;
  std::vector<Diagnostic> findings_;
};

}  // namespace

std::vector<Diagnostic> check_table(const DecisionTable& table, const TableCheckOptions& options) {
  return Checker(*table.compiled(), options).run();
}

std::vector<Diagnostic> check_decision(const Decision& decision, std::uint64_t steps_max) {
  const Decision::Compiled& program = decision.compiled();
  TableCheckOptions options;
  options.steps_max = steps_max;
  options.domains.resize(program.inputs.size());
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const decision::ProgramInput& input = program.inputs[i];
    if (!input.direct) continue;
    const DecisionColumn& column = program.columns[input.slot];
    options.domains[i].nullable = column.nullable;
    if (column.type == DecisionColumn::Type::number) options.domains[i].scale = column.decimals;
  }
  return check_table(decision.table(), options);
}

}  // namespace huifang
