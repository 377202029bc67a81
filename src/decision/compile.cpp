#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "decision/cells.hpp"
#include "decision/compiled.hpp"
#include "feel/types.hpp"
#include "value/diagnostic.hpp"

namespace huifang {
namespace {

using decision::Cell;

/// Memory of one column's sets; a column above it asks its cells one by one.
constexpr std::size_t index_bytes_max = 4 << 20;
constexpr std::size_t rows_max = 100'000;

/// The kind of values of a type; null: several, or one that no index knows.
Value::Kind value_kind_of(feel::Type::Kind kind) {
  switch (kind) {
    case feel::Type::Kind::boolean:
      return Value::Kind::boolean;
    case feel::Type::Kind::number:
      return Value::Kind::number;
    case feel::Type::Kind::string:
      return Value::Kind::string;
    case feel::Type::Kind::date:
      return Value::Kind::date;
    case feel::Type::Kind::date_time:
      return Value::Kind::date_time;
    default:
      return Value::Kind::null;
  }
}

/// Compiles all cells and keeps what went wrong, with its place.
class TableCompiler {
 public:
  TableCompiler(DecisionTableSource source, const feel::Names& names, const feel::CompileOptions& options)
      : names_(names), options_(options), table_(std::make_shared<DecisionTable::Compiled>()) {
    table_->semantics = options.semantics;
    table_->words = std::max<std::size_t>(1, (source.rows.size() + 63) / 64);
    table_->source = std::move(source);
  }

  std::shared_ptr<const DecisionTable::Compiled> run() {
    check_shape();
    if (!diagnostics_.empty()) throw_all();
    inputs();
    allowed_values();
    rows();
    defaults();
    if (!diagnostics_.empty()) throw_all();
    for (std::vector<std::uint32_t>* ids : {&table_->slots, &table_->attributes}) {
      std::sort(ids->begin(), ids->end());
      ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
    }
    result_type();
    hit_policy();
    if (!diagnostics_.empty()) throw_all();
    return table_;
  }

 private:
  [[noreturn]] void throw_all() { throw Error(kind_, std::move(diagnostics_)); }

  void refuse(std::string code, std::string message, std::string pointer, std::string found,
              std::string expected) {
    diagnostics_.push_back(error_at(std::move(pointer), std::move(code), std::move(message), std::move(found),
                                    std::move(expected)));
  }

  /// Runs `compile`; its diagnostics get the place of the cell, which `pointer()` tells.
  template <class Pointer, class Compile>
  void at(const Pointer& pointer, const Compile& compile) {
    try {
      compile();
    } catch (const Error& error) {
      if (diagnostics_.empty()) kind_ = error.kind();
      for (Diagnostic diagnostic : error.diagnostics()) {
        diagnostic.pointer = pointer();
        diagnostics_.push_back(std::move(diagnostic));
      }
    }
  }

  void depends_on(const feel::Expression& expression) {
    table_->slots.insert(table_->slots.end(), expression.slots().begin(), expression.slots().end());
    table_->attributes.insert(table_->attributes.end(), expression.attributes().begin(),
                              expression.attributes().end());
  }

  void check_shape() {
    const DecisionTableSource& source = table_->source;
    if (source.outputs.empty())
      refuse("HF2202", "the table has no output", "/outputs", "none", "at least one output");
    check_output_names();
    if (source.rows.size() > rows_max) {
      kind_ = ErrorKind::limit;
      refuse("HF2204", "the table has too many rows", "/rows", std::to_string(source.rows.size()),
             "at most " + std::to_string(rows_max));
      return;
    }
    for (std::size_t row = 0; row < source.rows.size(); ++row) {
      const std::size_t cells = source.rows[row].tests.size() + source.rows[row].outputs.size();
      if (source.rows[row].tests.size() == source.inputs.size() &&
          source.rows[row].outputs.size() == source.outputs.size()) {
        continue;
      }
      refuse("HF2201", "the row has another number of cells than the table has columns",
             "/rows/" + std::to_string(row), std::to_string(cells) + " cells",
             std::to_string(source.inputs.size()) + " tests and " + std::to_string(source.outputs.size()) +
                 " outputs");
    }
  }

  /// Several outputs make a context, whose entries need names of their own.
  void check_output_names() {
    const auto& outputs = table_->source.outputs;
    std::unordered_set<std::string_view> names;
    for (std::size_t i = 0; i < outputs.size() && outputs.size() > 1; ++i) {
      if (!names.insert(outputs[i].name).second)
        refuse("HF2208", "two outputs have one name", "/outputs/" + std::to_string(i), outputs[i].name,
               "a name that no other output has");
    }
  }

  void inputs() {
    for (std::size_t i = 0; i < table_->source.inputs.size(); ++i) {
      const DecisionTableSource::Input& input = table_->source.inputs[i];
      table_->inputs.emplace_back();
      types_.push_back(input.type);
      at([i] { return "/inputs/" + std::to_string(i); },
         [&] {
           table_->inputs[i] = feel::compile(input.expression, names_, options_);
           depends_on(table_->inputs[i]);
           if (input.type.kind == feel::Type::Kind::any) types_[i] = table_->inputs[i].type();
           if (types_[i].kind == feel::Type::Kind::null) types_[i] = feel::Type{};
         });
    }
  }

  void allowed_values() {
    for (std::size_t i = 0; i < table_->source.outputs.size(); ++i) {
      table_->allowed.emplace_back();
      const auto& texts = table_->source.outputs[i].allowed;
      for (std::size_t j = 0; j < texts.size(); ++j) {
        at([i, j] { return "/outputs/" + std::to_string(i) + "/allowed/" + std::to_string(j); },
           [&] {
             const DecisionTableSource::Output plain{"", {}, {}, "", table_->source.outputs[i].bare_names};
             table_->allowed[i].push_back(
                 decision::output_cell(texts[j], plain, {}, names_, options_).constant);
           });
      }
    }
  }

  /// Equal texts of a column are one expression: large tables repeat themselves.
  using Known = std::unordered_map<std::string, feel::Expression>;

  Cell test_cell(const std::string& text, const feel::Type& type, Known& known) {
    Cell cell;
    const std::string_view bare = decision::trimmed(text);
    if (bare.empty() || bare == "-") {
      cell.accepts_all = true;
      return cell;
    }
    const auto place = known.find(text);
    if (place != known.end()) {
      cell.test = place->second;
      return cell;
    }
    cell.test = feel::compile_unary_tests(text, type, names_, options_);
    depends_on(cell.test);
    known.emplace(text, cell.test);
    return cell;
  }

  void rows() {
    const DecisionTableSource& source = table_->source;
    std::vector<std::vector<Cell>> columns(source.inputs.size(), std::vector<Cell>(source.rows.size()));
    std::vector<Known> known(source.inputs.size());
    for (std::size_t row = 0; row < source.rows.size(); ++row) {
      const auto pointer = [row](std::size_t cell) {
        return "/rows/" + std::to_string(row) + "/" + std::to_string(cell);
      };
      for (std::size_t i = 0; i < source.inputs.size(); ++i) {
        at([&] { return pointer(i); },
           [&] { columns[i][row] = test_cell(source.rows[row].tests[i], types_[i], known[i]); });
      }
      table_->outputs.emplace_back();
      for (std::size_t i = 0; i < source.outputs.size(); ++i) {
        table_->outputs[row].emplace_back();
        at([&] { return pointer(source.inputs.size() + i); },
           [&] {
             OutputCell& cell = table_->outputs[row][i];
             cell = decision::output_cell(source.rows[row].outputs[i], source.outputs[i], table_->allowed[i],
                                          names_, options_);
             if (cell.expression) depends_on(cell.expression);
           });
      }
    }
    if (!diagnostics_.empty()) return;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      table_->columns.emplace_back();
      table_->columns.back().build(std::move(columns[i]), table_->words, index_bytes_max,
                                   value_kind_of(types_[i].kind));
    }
  }

  void defaults() {
    const auto& outputs = table_->source.outputs;
    if (std::all_of(outputs.begin(), outputs.end(),
                    [](const auto& output) { return output.default_value.empty(); }))
      return;
    table_->defaults.emplace(outputs.size());
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      at([i] { return "/outputs/" + std::to_string(i) + "/default"; },
         [&] {
           OutputCell& cell = (*table_->defaults)[i];
           cell = decision::output_cell(outputs[i].default_value, outputs[i], table_->allowed[i], names_,
                                        options_);
           if (cell.expression) depends_on(cell.expression);
         });
    }
  }

  /// Type of one output column: declared, else what its cells have in common; an enumeration of constant
  /// strings.
  feel::Type output_type(std::size_t i) {
    const feel::Type& declared = table_->source.outputs[i].type;
    if (declared.kind != feel::Type::Kind::any) return declared;
    feel::TypePtr common = feel::type_of_kind(feel::Type::Kind::null);
    std::vector<std::string> values;
    std::unordered_set<std::string_view> seen;  // texts of the cells
    bool constant = true;
    const auto consider = [&](const OutputCell& cell) {
      feel::Type type = cell.expression ? cell.expression.type() : feel::type_of(cell.constant);
      type.values.clear();
      common = feel::common_type(common, std::make_shared<const feel::Type>(std::move(type)));
      constant = constant && !cell.expression;
      if (cell.constant.kind() == Value::Kind::string && seen.insert(cell.constant.string()).second) {
        values.push_back(cell.constant.string());
      }
    };
    for (const auto& row : table_->outputs) consider(row[i]);
    if (table_->defaults) consider((*table_->defaults)[i]);
    feel::Type type = *common;
    if (type.kind == feel::Type::Kind::null) type.kind = feel::Type::Kind::any;
    if (type.kind == feel::Type::Kind::string && constant) type.values = std::move(values);
    return type;
  }

  /// What the hit policy makes of outputs like these. In FEEL's own semantics what it can not do is null.
  void hit_policy() {
    if (options_.semantics != feel::Semantics::strict) return;
    const auto& outputs = table_->source.outputs;
    const HitPolicy policy = table_->source.hit_policy;
    const bool sum = policy == HitPolicy::collect_sum;
    if (sum || policy == HitPolicy::collect_min || policy == HitPolicy::collect_max) {
      const char* const name = sum ? "sum" : policy == HitPolicy::collect_min ? "minimum" : "maximum";
      if (outputs.size() > 1) {
        refuse("HF2206", std::string("a ") + name + " is of one output", "/outputs",
               std::to_string(outputs.size()) + " outputs", "one output");
        return;
      }
      using Kind = feel::Type::Kind;
      const Kind kind = table_->type.kind;
      const bool adds = kind == Kind::any || kind == Kind::number || kind == Kind::days_duration ||
                        kind == Kind::months_duration;
      if (sum ? !adds : !feel::is_ordered(kind)) {
        refuse("HF2206", std::string("there is no ") + name + " of outputs like these", "/outputs/0",
               feel::type_name(table_->type), sum ? "numbers or durations" : "values that have an order");
      }
    }
    const bool ranked = policy == HitPolicy::priority || policy == HitPolicy::output_order;
    if (ranked && std::all_of(outputs.begin(), outputs.end(),
                              [](const auto& output) { return output.allowed.empty(); })) {
      refuse("HF2207", "the order of the outputs is that of their allowed values, and there are none",
             "/outputs", "no allowed values", "the values of an output, the first one first");
    }
  }

  void result_type() {
    const auto& outputs = table_->source.outputs;
    feel::Type type;
    if (outputs.size() == 1) {
      type = output_type(0);
    } else {
      type.kind = feel::Type::Kind::context;
      for (std::size_t i = 0; i < outputs.size(); ++i)
        type.fields.emplace_back(outputs[i].name, output_type(i));
    }
    switch (table_->source.hit_policy) {
      case HitPolicy::rule_order:
      case HitPolicy::output_order:
      case HitPolicy::collect: {
        feel::Type list;
        list.kind = feel::Type::Kind::list;
        list.item = std::make_shared<const feel::Type>(std::move(type));
        type = std::move(list);
        break;
      }
      case HitPolicy::collect_count:
        type = feel::Type{};
        type.kind = feel::Type::Kind::number;
        break;
      default:
        break;
    }
    table_->type = std::move(type);
  }

  const feel::Names& names_;
  const feel::CompileOptions& options_;
  std::shared_ptr<DecisionTable::Compiled> table_;
  std::vector<feel::Type> types_;
  std::vector<Diagnostic> diagnostics_;
  ErrorKind kind_ = ErrorKind::policy;
};

}  // namespace

DecisionTable DecisionTable::compile(DecisionTableSource source, const feel::Names& names,
                                     const feel::CompileOptions& options) {
  DecisionTable table;
  table.table_ = TableCompiler(std::move(source), names, options).run();
  return table;
}

const DecisionTableSource& DecisionTable::source() const { return table_->source; }
const std::vector<std::uint32_t>& DecisionTable::slots() const { return table_->slots; }
const std::vector<std::uint32_t>& DecisionTable::attributes() const { return table_->attributes; }
const feel::Type& DecisionTable::type() const { return table_->type; }

}  // namespace huifang
