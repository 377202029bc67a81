// Compiles a table for a schema.
#include "decision/program.hpp"

#include <algorithm>
#include <cmath>

#include "decision/cells.hpp"
#include "feel/operators.hpp"
#include "feel/temporal.hpp"
#include "value/decimal.hpp"
#include "value/utf8.hpp"
#include "value/diagnostic.hpp"

namespace huifang {
namespace decision {
namespace {

using Type = DecisionColumn::Type;

feel::Type::Kind kind_of(Type type) {
  switch (type) {
    case Type::boolean:
      return feel::Type::Kind::boolean;
    case Type::number:
    case Type::binary:
      return feel::Type::Kind::number;
    case Type::string:
      return feel::Type::Kind::string;
    case Type::date:
      return feel::Type::Kind::date;
    case Type::date_time:
      return feel::Type::Kind::date_time;
  }
  return feel::Type::Kind::any;
}

Value::Kind value_kind_of(Type type) {
  switch (type) {
    case Type::boolean:
      return Value::Kind::boolean;
    case Type::number:
    case Type::binary:
      return Value::Kind::number;
    case Type::string:
      return Value::Kind::string;
    case Type::date:
      return Value::Kind::date;
    case Type::date_time:
      return Value::Kind::date_time;
  }
  return Value::Kind::null;
}

/// Where a constant lies among the slots of a column.
struct SlotCut {
  enum class Where : std::uint8_t { below_all, inside, above_all } where = Where::inside;
  std::int64_t at = 0;   ///< the constant itself, or when `between` the first slot above it
  bool between = false;  ///< no slot is equal to the constant
};

SlotCut scaled_cut(const Decimal& number, int decimals) {
  if (const auto exact = number.to_scaled(decimals)) {
    if (*exact >= DecisionSlot::lowest) return {SlotCut::Where::inside, *exact, false};
    return {SlotCut::Where::below_all, 0, true};
  }
  const auto up = decimal::round(number, decimals, decimal::Rounding::ceiling);
  const auto scaled = up ? up->to_scaled(decimals) : std::nullopt;
  if (scaled && *scaled >= DecisionSlot::lowest) return {SlotCut::Where::inside, *scaled, true};
  return {number.sign() < 0 ? SlotCut::Where::below_all : SlotCut::Where::above_all, 0, true};
}

/// The double equal to a decimal; nullopt: there is none.
std::optional<double> exact_double(const Decimal& number) {
  constexpr std::int64_t integer_max = std::int64_t{1} << 53;
  Decimal whole = number;
  for (int halvings = 0; halvings <= 64; ++halvings) {
    if (whole.is_integer()) {
      const auto integer = whole.to_int64();
      if (!integer || *integer > integer_max || *integer < -integer_max) return std::nullopt;
      return std::ldexp(static_cast<double>(*integer), -halvings);
    }
    const auto twice = Decimal::multiply(whole, 2);
    if (!twice) return std::nullopt;
    whole = *twice;
  }
  return std::nullopt;
}

/// Microseconds since 1970; rounded up when there are nanoseconds. nullopt: beyond 64 bits.
std::optional<std::int64_t> microseconds_up(const DateTime& moment, bool& between) {
  const auto since = feel::temporal::subtract(moment, feel::temporal::utc(Instant{0}));
  if (!since) return std::nullopt;
  constexpr std::int64_t seconds_max = INT64_MAX / 1'000'000 - 1;
  if (since->seconds > seconds_max || since->seconds < -seconds_max) return std::nullopt;
  between = since->ns % 1000 != 0;
  std::int64_t us = since->ns / 1000;
  if (between && since->ns > 0) ++us;
  return since->seconds * 1'000'000 + us;
}

std::optional<SlotCut> cut_of(const Value& constant, const DecisionColumn& column) {
  switch (column.type) {
    case Type::number:
      return scaled_cut(constant.number(), column.decimals);
    case Type::binary: {
      const auto exact = exact_double(constant.number());
      if (!exact) return std::nullopt;
      return SlotCut{SlotCut::Where::inside, DecisionSlot::of(*exact), false};
    }
    case Type::date:
      return SlotCut{SlotCut::Where::inside, constant.date().to_days(), false};
    case Type::date_time: {
      if (!feel::temporal::offset_of(constant.date_time())) return std::nullopt;
      SlotCut cut;
      const auto us = microseconds_up(constant.date_time(), cut.between);
      if (!us) {
        cut.where =
            constant.date_time().date.year < 1970 ? SlotCut::Where::below_all : SlotCut::Where::above_all;
        return cut;
      }
      cut.at = *us;
      return cut;
    }
    default:
      return std::nullopt;
  }
}

/// Builds the integer form of one input.
class InputBuilder {
 public:
  InputBuilder(const Decision::Compiled& program, const Column& column, ProgramInput& input)
      : program_(program), column_(column), input_(input), words_(program.words) {}

  /// False: the column is binary, and a constant is no double.
  bool build() {
    const DecisionColumn& schema = program_.columns[input_.slot];
    input_.null_sets.assign(words_, 0);
    input_.null_unknown.assign(words_, 0);
    input_.open.assign(column_.open_rows(), column_.open_rows() + words_);
    input_.any.assign(column_.any_rows(), column_.any_rows() + words_);
    const bool known = input_.direct && column_.kind() != Column::Kind::none &&
                       column_.value_kind() == value_kind_of(schema.type);
    if (input_.direct) {
      input_.is_id = schema.type == Type::string || schema.type == Type::boolean;
      if (!known)
        build_unknown(schema);
      else if (schema.type == Type::string)
        build_strings();
      else if (schema.type == Type::boolean)
        for (std::size_t i = 0; i < 2; ++i) add_class(static_cast<std::int64_t>(i), column_.class_set(i));
      else if (!build_sorted(schema))
        return false;
      if (input_.is_id) input_.cuts.resize(input_.sets.size() / std::max<std::size_t>(words_, 1) - 1);
    } else {
      build_unknown(schema);
    }
    for (std::size_t word = 0; word < words_; ++word) {
      const std::uint64_t unknown = column_.unknown_for_null()[word] & ~input_.open[word];
      // In FEEL's own semantics a cell that can not tell does not match.
      input_.null_unknown[word] = program_.semantics == feel::Semantics::strict ? unknown : 0;
      input_.null_sets[word] = input_.open[word] | input_.null_unknown[word] | column_.accepting_null()[word];
      if (!input_.direct) input_.null_sets[word] = input_.open[word] | input_.any[word];
    }
    return true;
  }

 private:
  void add_class(std::int64_t start, const std::uint64_t* set) {
    if (!input_.sets.empty()) input_.cuts.push_back(start);
    input_.sets.insert(input_.sets.end(), set, set + words_);
  }

  /// The index can not tell: every cell that does not accept all has to be asked.
  void build_unknown(const DecisionColumn& schema) {
    std::size_t classes = 1;
    if (input_.direct && schema.type == Type::boolean) classes = 2;
    if (input_.direct && schema.type == Type::string) classes = program_.ids[input_.slot].count();
    for (std::size_t i = 0; i < classes; ++i) add_class(0, program_.all.data());
    for (std::size_t word = 0; word < words_; ++word)
      input_.open[word] = program_.all[word] & ~input_.any[word];
  }

  void build_strings() {
    const StringIds& ids = program_.ids[input_.slot];
    for (std::uint32_t id = 0; id < ids.count(); ++id) {
      add_class(id, column_.accepting(Value::of(ids.text_of(id))));
    }
  }

  bool build_sorted(const DecisionColumn& schema) {
    const std::vector<Value> constants = column_.constants();
    struct Start {
      std::int64_t at;
      std::size_t index;
    };
    std::vector<Start> starts{{INT64_MIN, 0}};
    for (std::size_t i = 0; i < constants.size(); ++i) {
      const auto cut = cut_of(constants[i], schema);
      if (!cut) return false;
      if (cut->where == SlotCut::Where::above_all) break;
      if (cut->where == SlotCut::Where::below_all) {
        starts.front().index = 2 * i + 2;
        continue;
      }
      if (!cut->between) starts.push_back({cut->at, 2 * i + 1});
      if (!cut->between && cut->at == INT64_MAX) break;
      starts.push_back({cut->between ? cut->at : cut->at + 1, 2 * i + 2});
    }
    for (std::size_t i = 0; i < starts.size(); ++i) {
      if (i + 1 < starts.size() && starts[i + 1].at == starts[i].at) continue;  // no slot lies in it
      const std::uint64_t* set = column_.class_set(starts[i].index);
      // Neighbours that no rule tells apart are one class.
      if (!input_.sets.empty() &&
          std::equal(set, set + words_, input_.sets.end() - static_cast<std::ptrdiff_t>(words_)))
        continue;
      add_class(starts[i].at, set);
    }
    return true;
  }

  const Decision::Compiled& program_;
  const Column& column_;
  ProgramInput& input_;
  std::size_t words_;
};

}  // namespace

std::optional<feel::Binding> SchemaNames::find(std::string_view name) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].name != name) continue;
    feel::Binding binding;
    binding.id = static_cast<std::uint32_t>(i);
    binding.type.kind = kind_of(columns_[i].type);
    binding.type.values = columns_[i].values;
    return binding;
  }
  return std::nullopt;
}

std::vector<std::string> SchemaNames::all(std::optional<std::uint32_t> object) const {
  std::vector<std::string> names;
  if (object) return names;
  for (const DecisionColumn& column : columns_) names.push_back(column.name);
  return names;
}

namespace {

/// Turns table and schema into a program.
class ProgramCompiler {
 public:
  ProgramCompiler(DecisionTableSource source, std::vector<DecisionColumn> columns,
                  const feel::CompileOptions& options)
      : program_(std::make_shared<Decision::Compiled>()) {
    program_->columns = std::move(columns);
    check_schema(source);
    fail_if_any();
    program_->policy = source.hit_policy;
    program_->rules = source.rows.size();
    program_->table = DecisionTable::compile(std::move(source), SchemaNames(program_->columns), options);
    program_->core = program_->table.compiled();
    program_->semantics = options.semantics;
    program_->words = std::max<std::size_t>(1, program_->core->words);
  }

  std::shared_ptr<const Decision::Compiled> run() {
    Decision::Compiled& p = *program_;
    p.all.assign(p.words, 0);
    for (std::size_t rule = 0; rule < p.rules; ++rule) add(p.all.data(), rule);
    find_inputs();
    read_texts();
    build_strings();
    p.open.assign(p.words, 0);
    for (std::size_t i = 0; i < p.inputs.size(); ++i) {
      if (!InputBuilder(p, p.core->columns[i], p.inputs[i]).build()) {
        refuse("HF2213", "the table compares a binary column with a value that no double holds exactly",
               "/inputs/" + std::to_string(i), p.core->source.inputs[i].expression,
               "values such as 0.5 or 12, or a number column with decimals");
        continue;
      }
      for (std::size_t word = 0; word < p.words; ++word) p.open[word] |= p.inputs[i].open[word];
    }
    fail_if_any();
    p.has_open = std::any_of(p.open.begin(), p.open.end(), [](std::uint64_t word) { return word != 0; });
    find_outputs();
    for (std::size_t i = 0; i < p.inputs.size(); ++i) {
      const ProgramInput& input = p.inputs[i];
      if (!input.direct) continue;
      InputView view;
      view.slot = input.slot;
      view.cut_count = static_cast<std::uint32_t>(input.classes() - 1);
      view.is_id = input.is_id;
      view.cuts = input.cuts.data();
      view.sets = input.sets.data();
      p.views.push_back(view);
      p.view_inputs.push_back(static_cast<std::uint32_t>(i));
      p.used_columns.push_back(input.slot);
    }
    std::sort(p.used_columns.begin(), p.used_columns.end());
    p.used_columns.erase(std::unique(p.used_columns.begin(), p.used_columns.end()), p.used_columns.end());
    for (std::uint32_t i = 0; i < p.columns.size(); ++i) {
      if (!p.columns[i].nullable) p.never_null.push_back(i);
      if (p.columns[i].type == Type::string) p.text_columns.push_back(i);
    }
    p.indexed = !p.has_open && !p.general && !computed_;
    part_views();
    build_lanes();
    render_answers(p);
    return program_;
  }

 private:
  /// Values before texts.
  void part_views() {
    Decision::Compiled& p = *program_;
    p.texts_last = p.words == 1 && p.never_null.empty() && !p.general;
    if (!p.texts_last) return;
    if (p.policy == HitPolicy::first) p.settled = ~p.open[0];
    for (std::size_t i = 0; i < p.views.size(); ++i) {
      const bool is_text = p.columns[p.views[i].slot].type == Type::string;
      (is_text ? p.text_views : p.value_views).push_back(p.views[i]);
      if (is_text) p.settled &= p.inputs[p.view_inputs[i]].any[0];
    }
  }

  void refuse(std::string code, std::string message, std::string pointer, std::string found,
              std::string expected) {
    diagnostics_.push_back(
        error_at(std::move(pointer), std::move(code), std::move(message), std::move(found), std::move(expected)));
  }
  void fail_if_any() {
    if (!diagnostics_.empty()) throw Error(kind_, std::move(diagnostics_));
  }

  void check_schema(const DecisionTableSource& source) {
    const auto& columns = program_->columns;
    if (columns.size() > inputs_max || source.inputs.size() > inputs_max) {
      kind_ = ErrorKind::limit;
      refuse("HF2210", "the decision has too many columns or inputs", "/inputs",
             std::to_string(std::max(columns.size(), source.inputs.size())),
             "at most " + std::to_string(inputs_max));
      return;
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string pointer = "/columns/" + std::to_string(i);
      const DecisionColumn& column = columns[i];
      if (column.name.empty() || utf8::first_invalid(column.name) != std::string_view::npos)
        refuse("HF2211", "the column has no name", pointer, column.name, "text");
      for (std::size_t j = 0; j < i; ++j) {
        if (columns[j].name == column.name)
          refuse("HF2211", "two columns have this name", pointer, column.name, "");
      }
      if (column.decimals < 0 || column.decimals > 18 ||
          (column.decimals != 0 && column.type != Type::number)) {
        refuse("HF2212", "only numbers have decimals, and at most 18", pointer,
               std::to_string(column.decimals), column.type == Type::number ? "0 to 18" : "0");
      }
      if (!column.values.empty() && column.type != Type::string)
        refuse("HF2212", "only a string column lists its values", pointer, column.name, "");
    }
    for (std::size_t i = 0; i < source.outputs.size(); ++i) {
      for (const char* const own : {"rule", "rules", "status", "input", "message"}) {
        if (source.outputs[i].name == own)
          refuse("HF2209", "answers have an entry of this name themselves", "/outputs/" + std::to_string(i), own,
                 "another name");
      }
    }
  }

  /// Which inputs are columns as they are?
  void find_inputs() {
    Decision::Compiled& p = *program_;
    for (std::size_t i = 0; i < p.core->inputs.size(); ++i) {
      ProgramInput input;
      const std::string_view expression = trimmed(p.core->source.inputs[i].expression);
      for (std::uint32_t column = 0; column < p.columns.size(); ++column) {
        if (p.columns[column].name != expression) continue;
        input.direct = true;
        input.slot = column;
      }
      p.inputs.push_back(std::move(input));
    }
  }

  /// Columns whose text is read by something else than the index.
  void read_texts() {
    Decision::Compiled& p = *program_;
    p.needs_text.assign(p.columns.size(), false);
    const auto read = [&](const feel::Expression& expression) {
      for (const std::uint32_t slot : expression.slots()) p.needs_text[slot] = true;
    };
    for (std::size_t i = 0; i < p.inputs.size(); ++i) {
      if (!p.inputs[i].direct) {
        read(p.core->inputs[i]);
        computed_ = true;
      }
      const Column& column = p.core->columns[i];
      for (const Cell& cell : column.cells()) {
        if (cell.accepts_all || cell.indexed) continue;
        if (p.inputs[i].direct) p.needs_text[p.inputs[i].slot] = true;
        read(cell.test);
      }
      if (p.inputs[i].direct && column.kind() != Column::Kind::none &&
          column.value_kind() != value_kind_of(p.columns[p.inputs[i].slot].type)) {
        p.needs_text[p.inputs[i].slot] = true;
      }
    }
    const auto read_output = [&](const OutputCell& cell) {
      if (!cell.expression) return;
      read(cell.expression);
      computed_ = true;
    };
    for (const auto& row : p.core->outputs) std::for_each(row.begin(), row.end(), read_output);
    if (p.core->defaults) std::for_each(p.core->defaults->begin(), p.core->defaults->end(), read_output);
  }

  void build_strings() {
    Decision::Compiled& p = *program_;
    p.ids.resize(p.columns.size());
    p.allowed_ids.resize(p.columns.size());
    for (std::size_t column = 0; column < p.columns.size(); ++column) {
      if (p.columns[column].type != Type::string) continue;
      std::vector<std::string> texts = p.columns[column].values;
      bool sorted = false;
      for (std::size_t i = 0; i < p.inputs.size(); ++i) {
        if (!p.inputs[i].direct || p.inputs[i].slot != column) continue;
        const Column& index = p.core->columns[i];
        for (const auto& [text, id] : index.strings()) texts.push_back(text);
        if (index.kind() != Column::Kind::sorted || index.value_kind() != Value::Kind::string) continue;
        sorted = true;
        for (const Value& constant : index.constants()) texts.push_back(constant.string());
      }
      p.ids[column].build(std::move(texts), sorted);
      if (p.columns[column].values.empty()) continue;
      p.allowed_ids[column].assign(p.ids[column].count(), false);
      for (const std::string& value : p.columns[column].values) {
        p.allowed_ids[column][p.ids[column].find(value.data(), value.size())] = true;
      }
    }
  }

  /// The code of a row's outputs, or -1 when they are computed.
  std::int32_t code_of(const std::vector<OutputCell>& cells) {
    Decision::Compiled& p = *program_;
    if (std::any_of(cells.begin(), cells.end(), [](const OutputCell& cell) { return bool(cell.expression); }))
      return -1;
    Value value;
    if (cells.size() == 1) {
      value = cells[0].constant;
    } else {
      Context context;
      for (std::size_t i = 0; i < cells.size(); ++i)
        context.entries.emplace_back(p.core->source.outputs[i].name, cells[i].constant);
      value = Value::of(std::move(context));
    }
    const std::string key = value.to_text();
    const auto [place, fresh] = known_.try_emplace(key, static_cast<std::int32_t>(p.outputs.size()));
    if (fresh) p.outputs.push_back(std::move(value));
    return place->second;
  }

  void find_outputs() {
    Decision::Compiled& p = *program_;
    for (const auto& row : p.core->outputs) p.codes.push_back(code_of(row));
    p.codes.push_back(p.core->defaults ? code_of(*p.core->defaults) : -1);
    p.general = std::find(p.codes.begin(), p.codes.end() - 1, -1) != p.codes.end() - 1 ||
                (p.core->defaults && p.codes.back() < 0);
    switch (p.policy) {
      case HitPolicy::collect_sum:
        p.result = Decision::Result::number;
        find_weights();
        break;
      case HitPolicy::collect_count:
        p.result = Decision::Result::number;
        p.general = p.core->defaults.has_value() && !number_of_default(0);
        break;
      case HitPolicy::rule_order:
      case HitPolicy::output_order:
      case HitPolicy::collect:
        p.result = Decision::Result::rules;
        break;
      case HitPolicy::priority:
      case HitPolicy::collect_min:
      case HitPolicy::collect_max:
        if (!p.general) find_ranks();
        break;
      default:
        break;
    }
  }

  bool number_of_default(int decimals) {
    Decision::Compiled& p = *program_;
    if (!p.core->defaults) return true;
    if (p.codes.back() < 0) return false;
    const Value& value = p.outputs[static_cast<std::size_t>(p.codes.back())];
    if (value.kind() != Value::Kind::number) return false;
    p.default_number = value.number().to_scaled(decimals);
    return p.default_number.has_value();
  }

  /// Weights of a sum as integers of one scale, if that is exact and can not overflow.
  void find_weights() {
    Decision::Compiled& p = *program_;
    if (p.general) return;
    p.general = true;
    for (int decimals = 0; decimals <= 18; ++decimals) {
      p.weights.clear();
      std::uint64_t total = 0;
      for (std::size_t rule = 0; rule < p.rules; ++rule) {
        const Value& value = p.outputs[static_cast<std::size_t>(p.codes[rule])];
        if (value.kind() != Value::Kind::number) return;
        const auto scaled = value.number().to_scaled(decimals);
        if (!scaled || *scaled == INT64_MIN) break;
        const std::uint64_t size = static_cast<std::uint64_t>(*scaled < 0 ? -*scaled : *scaled);
        if (size > INT64_MAX - total) break;
        total += size;
        p.weights.push_back(*scaled);
      }
      if (p.weights.size() != p.rules || !number_of_default(decimals)) continue;
      p.decimals = decimals;
      p.general = false;
      break;
    }
    if (p.general || p.words > 1) return;
    const std::size_t bytes = (p.rules + 7) / 8;
    p.weight_sums.assign(bytes * 256, 0);
    for (std::size_t i = 0; i < bytes * 256; ++i) {
      for (std::size_t bit = 0; bit < 8; ++bit) {
        const std::size_t rule = i / 256 * 8 + bit;
        if ((i >> bit & 1) != 0 && rule < p.rules) p.weight_sums[i] += p.weights[rule];
      }
    }
  }

  /// Which of several matching rules decides.
  void find_ranks() {
    Decision::Compiled& p = *program_;
    std::vector<std::uint32_t> order(p.outputs.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    if (p.policy == HitPolicy::priority) {
      std::vector<std::vector<std::size_t>> places;
      for (const Value& value : p.outputs) places.push_back(priority_of(*p.core, value));
      std::stable_sort(order.begin(), order.end(),
                       [&](std::uint32_t a, std::uint32_t b) { return places[a] < places[b]; });
      p.ranks.assign(p.rules, 0);
      std::vector<std::int32_t> rank(order.size(), 0);
      for (std::size_t i = 1; i < order.size(); ++i)
        rank[order[i]] = rank[order[i - 1]] + (places[order[i - 1]] < places[order[i]] ? 1 : 0);
      for (std::size_t rule = 0; rule < p.rules; ++rule)
        p.ranks[rule] = rank[static_cast<std::size_t>(p.codes[rule])];
      return;
    }
    for (const Value& value : p.outputs) {
      if (!feel::compare(value, p.outputs.front())) p.general = true;
    }
    if (p.general) return;
    const bool smallest = p.policy == HitPolicy::collect_min;
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      const auto result = feel::compare(p.outputs[a], p.outputs[b]);
      return smallest ? *result < 0 : *result > 0;
    };
    std::stable_sort(order.begin(), order.end(), before);
    std::vector<std::int32_t> rank(order.size(), 0);
    for (std::size_t i = 1; i < order.size(); ++i)
      rank[order[i]] = rank[order[i - 1]] + (before(order[i - 1], order[i]) ? 1 : 0);
    for (std::size_t rule = 0; rule < p.rules; ++rule)
      p.ranks.push_back(rank[static_cast<std::size_t>(p.codes[rule])]);
  }

  void build_lanes() {
    Decision::Compiled& p = *program_;
    if (p.rules > 32) return;
    for (const ProgramInput& input : p.inputs) {
      if (!input.direct) continue;
      p.lane_offsets.push_back(p.lanes.size());
      for (const std::uint64_t set : input.sets) p.lanes.push_back(static_cast<std::uint32_t>(set));
      p.lanes.push_back(
          static_cast<std::uint32_t>(p.all[0]));  // for what is no class: the row is looked at again
    }
  }

  std::shared_ptr<Decision::Compiled> program_;
  std::vector<Diagnostic> diagnostics_;
  ErrorKind kind_ = ErrorKind::policy;
  bool computed_ = false;
  std::unordered_map<std::string, std::int32_t> known_;
};

}  // namespace
}  // namespace decision

std::int64_t DecisionSlot::of(double value) {
  if (!std::isfinite(value)) return wrong;
  if (value == 0) value = 0;  // -0 is 0
  const auto bits = std::bit_cast<std::int64_t>(value);
  return bits < 0 ? bits ^ INT64_MAX : bits;
}

Decision Decision::compile(DecisionTableSource source, std::vector<DecisionColumn> columns,
                           const feel::CompileOptions& options) {
  Decision result;
  result.compiled_ = decision::ProgramCompiler(std::move(source), std::move(columns), options).run();
  return result;
}

const std::string& Decision::name() const { return compiled_->name; }
const std::vector<DecisionColumn>& Decision::columns() const { return compiled_->columns; }
const DecisionTable& Decision::table() const { return compiled_->table; }
std::size_t Decision::rule_count() const { return compiled_->rules; }
std::size_t Decision::words() const { return compiled_->words; }
Decision::Result Decision::result() const { return compiled_->result; }
const std::vector<Value>& Decision::outputs() const { return compiled_->outputs; }
int Decision::decimals() const { return compiled_->decimals; }
bool Decision::is_indexed() const { return compiled_->indexed; }

bool Decision::can_intern(std::size_t column) const {
  return column < compiled_->columns.size() &&
         compiled_->columns[column].type == DecisionColumn::Type::string && !compiled_->needs_text[column];
}

std::int64_t Decision::intern(std::size_t column, std::string_view text) const {
  if (!can_intern(column)) {
    Diagnostic diagnostic;
    diagnostic.code = "HF2215";
    diagnostic.message = "texts of this column have no ids";
    diagnostic.found =
        column < compiled_->columns.size() ? compiled_->columns[column].name : std::to_string(column);
    diagnostic.expected = "a string column whose text only the index reads";
    throw Error(ErrorKind::argument, {std::move(diagnostic)});
  }
  const std::uint32_t id = compiled_->ids[column].find(text.data(), text.size());
  if (!compiled_->allowed_ids[column].empty() && !compiled_->allowed_ids[column][id])
    return DecisionSlot::wrong;
  return id;
}

Value Decision::value_of(const DecisionHit& hit) const {
  if (hit.status != DecisionStatus::ok || !hit.has_value) return {};
  if (compiled_->result == Result::code) return compiled_->outputs[static_cast<std::size_t>(hit.value)];
  return Value::of(Decimal::scaled(hit.value, compiled_->decimals));
}

std::string_view to_text(DecisionStatus status) {
  constexpr std::string_view names[] = {"ok", "missing", "null", "wrong type", "error"};
  return names[static_cast<std::size_t>(status)];
}

}  // namespace huifang
