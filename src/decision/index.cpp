#include "decision/index.hpp"

#include <algorithm>

#include "feel/operators.hpp"
#include "feel/program.hpp"

namespace huifang::decision {
namespace {

using feel::Expression;
using feel::Node;
using feel::Op;

class NoFrame final : public feel::Frame {
 public:
  Value load(std::uint32_t) const override { return {}; }
  Value attribute(const Value&, std::uint32_t) const override { return {}; }
  Value call(std::uint32_t, std::span<const Value>) const override { return {}; }
};

/// Constants a cell compares its input with, and whether it asks for their order.
struct Constants {
  std::vector<Value> values;
  bool ordered = false;
};

bool collect(const Value& value, Constants& constants) {
  switch (value.kind()) {
    case Value::Kind::null:
      return true;
    case Value::Kind::range:
      constants.ordered = true;
      return collect(value.range().low, constants) && collect(value.range().high, constants);
    case Value::Kind::list:
      return std::all_of(value.list().begin(), value.list().end(), [&](const Value& item) {
        return item.kind() != Value::Kind::list && collect(item, constants);
      });
    default:
      constants.values.push_back(value);
      return true;
  }
}

/// False: the cell does more than compare its input with constants.
bool collect(const Expression::Program& program, std::uint32_t index, Constants& constants) {
  const Node& node = program.nodes[index];
  switch (node.op) {
    case Op::constant:
      return collect(program.constants[node.id], constants);
    case Op::local:
      return node.id == 0;
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::between:
      constants.ordered = true;
      [[fallthrough]];
    case Op::test:
    case Op::equal:
    case Op::not_equal:
    case Op::test_not:
    case Op::matches_any:
    case Op::all_of:
    case Op::any_of:
      for (std::uint32_t i = 0; i < node.count; ++i) {
        if (!collect(program, program.child(node, i), constants)) return false;
      }
      return true;
    default:
      return false;
  }
}

Answer answer_of(const feel::Outcome& outcome) {
  if (outcome.status == feel::Outcome::Status::ok && outcome.value.kind() == Value::Kind::boolean) {
    return outcome.value.boolean() ? Answer::yes : Answer::no;
  }
  return outcome.status == feel::Outcome::Status::undecided || outcome.value.is_null() ? Answer::unknown
                                                                                       : Answer::failed;
}

bool less(const Value& a, const Value& b) {
  const auto order = feel::compare(a, b);
  return order && *order < 0;
}

bool is_sorted_kind(Value::Kind kind) {
  return kind == Value::Kind::number || kind == Value::Kind::string || kind == Value::Kind::date;
}

/// Some value strictly between two constants, or beyond one (nullopt: that side is open). `exists` is false
/// when there is none; nullopt with `exists` true: there may be one that can not be named.
std::optional<Value> between(const Value* low, const Value* high, bool& exists) {
  exists = true;
  const Value& known = low != nullptr ? *low : *high;
  if (known.kind() == Value::Kind::number) {
    std::optional<Decimal> number;
    if (low == nullptr)
      number = Decimal::subtract(high->number(), 1);
    else if (high == nullptr)
      number = Decimal::add(low->number(), 1);
    else if (const auto sum = Decimal::add(low->number(), high->number()))
      number = Decimal::divide(*sum, 2);
    if (!number || (low != nullptr && !(low->number() < *number)) ||
        (high != nullptr && !(*number < high->number()))) {
      return std::nullopt;
    }
    return Value::of(*number);
  }
  if (known.kind() == Value::Kind::date) {
    const std::int64_t day = low != nullptr ? low->date().to_days() + 1 : high->date().to_days() - 1;
    exists = low == nullptr || high == nullptr || day < high->date().to_days();
    if (!exists) return std::nullopt;
    return Value::of(Date::from_days(day));
  }
  if (low == nullptr) {
    exists = !high->string().empty();
    return exists ? std::optional(Value::of(std::string())) : std::nullopt;
  }
  std::string next = low->string() + '\0';
  exists = high == nullptr || next < high->string();
  return exists ? std::optional(Value::of(std::move(next))) : std::nullopt;
}

}  // namespace

/// One indexable cell: its constants, sorted and without repetition.
struct Column::Plan {
  std::size_t row = 0;
  std::vector<Value> constants;
  std::vector<Answer>
      answers;  ///< below the first, at the first, between …; for strings: at each, then the rest
};

void Column::build(std::vector<Cell> cells, std::size_t words, std::size_t bytes_max) {
  cells_ = std::move(cells);
  words_ = words;
  any_.assign(words, 0);
  open_.assign(words, 0);
  build_nulls(words);

  // What kind of column is it? The constants of its plain cells say so.
  std::vector<Constants> constants(cells_.size());
  std::vector<bool> plain(cells_.size());
  bool ordered = false;
  for (std::size_t row = 0; row < cells_.size(); ++row) {
    if (cells_[row].accepts_all) continue;
    const auto& program = *cells_[row].test.program();
    plain[row] = collect(program, program.root, constants[row]);
    if (!plain[row]) continue;
    ordered = ordered || constants[row].ordered;
    for (const Value& value : constants[row].values) {
      if (value_kind_ == Value::Kind::null) value_kind_ = value.kind();
    }
  }
  if (value_kind_ == Value::Kind::boolean)
    kind_ = Kind::booleans;
  else if (value_kind_ == Value::Kind::string && !ordered)
    kind_ = Kind::strings;
  else if (is_sorted_kind(value_kind_))
    kind_ = Kind::sorted;

  std::vector<Plan> plans;
  for (std::size_t row = 0; row < cells_.size() && kind_ != Kind::none; ++row) {
    if (!plain[row]) continue;
    Plan plan;
    plan.row = row;
    plan.constants = std::move(constants[row].values);
    if (std::any_of(plan.constants.begin(), plan.constants.end(),
                    [&](const Value& v) { return v.kind() != value_kind_; })) {
      continue;
    }
    std::sort(plan.constants.begin(), plan.constants.end(),
              [](const Value& a, const Value& b) { return Value::order(a, b) < 0; });
    plan.constants.erase(std::unique(plan.constants.begin(), plan.constants.end()), plan.constants.end());
    plans.push_back(std::move(plan));
  }
  if (kind_ == Kind::sorted)
    build_sorted(plans);
  else if (kind_ != Kind::none)
    build_strings(plans);
  if (sets_.size() * sizeof(std::uint64_t) > bytes_max) {
    kind_ = Kind::none;
    sets_.clear();
    for (Cell& cell : cells_) cell.indexed = false;
  }
  for (std::size_t row = 0; row < cells_.size(); ++row) {
    if (cells_[row].accepts_all) {
      add(any_.data(), row);
    } else if (!cells_[row].indexed) {
      add(open_.data(), row);
      has_open_ = true;
    }
  }
  // Rows the index says nothing about stay in every set.
  for (std::size_t first = 0; first < sets_.size(); first += words_) {
    for (std::size_t word = 0; word < words_; ++word) sets_[first + word] |= any_[word] | open_[word];
  }
}

void Column::build_nulls(std::size_t words) {
  null_yes_.assign(words, 0);
  null_unknown_.assign(words, 0);
  const NoFrame frame;
  for (std::size_t row = 0; row < cells_.size(); ++row) {
    Constants ignored;
    if (cells_[row].accepts_all) {
      add(null_yes_.data(), row);
      continue;
    }
    const auto& program = *cells_[row].test.program();
    if (!collect(program, program.root, ignored)) continue;  // asked when it comes to it
    const Answer answer = answer_of(cells_[row].test.test(Value(), frame));
    if (answer == Answer::yes)
      add(null_yes_.data(), row);
    else if (answer != Answer::no)
      add(null_unknown_.data(), row);
  }
}

void Column::build_sorted(const std::vector<Plan>& plans) {
  const NoFrame frame;
  std::vector<Plan> asked = plans;
  std::vector<Value> cuts;
  for (Plan& plan : asked) {
    Cell& cell = cells_[plan.row];
    cell.indexed = !plan.constants.empty();
    const std::size_t count = plan.constants.size();
    for (std::size_t i = 0; i <= 2 * count && cell.indexed; ++i) {
      bool exists = true;
      std::optional<Value> value;
      if (i % 2 == 1)
        value = plan.constants[i / 2];
      else
        value = between(i == 0 ? nullptr : &plan.constants[i / 2 - 1],
                        i == 2 * count ? nullptr : &plan.constants[i / 2], exists);
      Answer answer = Answer::no;
      if (value)
        answer = answer_of(cell.test.test(*value, frame));
      else if (exists)
        answer = Answer::failed;
      cell.indexed = answer == Answer::no || answer == Answer::yes;
      plan.answers.push_back(answer);
    }
    if (cell.indexed) cuts.insert(cuts.end(), plan.constants.begin(), plan.constants.end());
  }
  std::sort(cuts.begin(), cuts.end(), less);
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  sets_.assign((2 * cuts.size() + 1) * words_, 0);
  for (const Plan& plan : asked) {
    if (!cells_[plan.row].indexed) continue;
    // Walk the column's cuts and the cell's own constants together: `own` constants lie below or at here.
    std::size_t own = 0;
    for (std::size_t i = 0; i <= 2 * cuts.size(); ++i) {
      Answer answer = Answer::no;
      if (i % 2 == 0) {
        answer = plan.answers[2 * own];
      } else if (own < plan.constants.size() && plan.constants[own] == cuts[i / 2]) {
        answer = plan.answers[2 * own + 1];
        ++own;
      } else {
        answer = plan.answers[2 * own];
      }
      if (answer == Answer::yes) add(class_rows(i), plan.row);
    }
  }
  if (value_kind_ == Value::Kind::number) {
    for (const Value& cut : cuts) numbers_.push_back(cut.number());
  } else {
    cuts_ = std::move(cuts);
  }
}

/// Columns where only equality counts: strings and booleans.
void Column::build_strings(const std::vector<Plan>& plans) {
  const NoFrame frame;
  const bool booleans = kind_ == Kind::booleans;
  std::vector<Plan> asked = plans;
  std::uint32_t classes = booleans ? 2 : 1;
  for (Plan& plan : asked) {
    Cell& cell = cells_[plan.row];
    cell.indexed = true;
    if (booleans) plan.constants = {Value::of(false), Value::of(true)};
    for (const Value& constant : plan.constants)
      plan.answers.push_back(answer_of(cell.test.test(constant, frame)));
    // A text no author writes stands for all others.
    plan.answers.push_back(booleans ? Answer::no : answer_of(cell.test.test(Value::of("\x01\x02"), frame)));
    for (const Answer answer : plan.answers) {
      cell.indexed = cell.indexed && (answer == Answer::no || answer == Answer::yes);
    }
    for (const Value& constant : plan.constants) {
      if (cell.indexed && !booleans && strings_.try_emplace(constant.string(), classes).second) ++classes;
    }
  }
  sets_.assign(classes * words_, 0);
  for (const Plan& plan : asked) {
    if (!cells_[plan.row].indexed) continue;
    if (!booleans && plan.answers.back() == Answer::yes) {
      for (std::uint32_t c = 0; c < classes; ++c) add(class_rows(c), plan.row);
    }
    for (std::size_t i = 0; i < plan.constants.size(); ++i) {
      const std::size_t c = booleans ? i : strings_.at(plan.constants[i].string());
      std::uint64_t& word = class_rows(c)[plan.row / 64];
      const std::uint64_t bit = std::uint64_t{1} << (plan.row % 64);
      word = plan.answers[i] == Answer::yes ? word | bit : word & ~bit;
    }
  }
}

const std::uint64_t* Column::accepting(const Value& value) const {
  if (value.kind() != value_kind_) return nullptr;
  std::size_t index = 0;
  switch (kind_) {
    case Kind::none:
      return nullptr;
    case Kind::booleans:
      index = value.boolean() ? 1 : 0;
      break;
    case Kind::strings: {
      const auto place = strings_.find(value.string());
      index = place == strings_.end() ? 0 : place->second;
      break;
    }
    case Kind::sorted:
      if (value_kind_ == Value::Kind::number) {
        const Decimal& number = value.number();
        const auto place = std::lower_bound(numbers_.begin(), numbers_.end(), number);
        const auto below = static_cast<std::size_t>(place - numbers_.begin());
        index = 2 * below + (place != numbers_.end() && *place == number ? 1 : 0);
      } else {
        const auto place = std::lower_bound(cuts_.begin(), cuts_.end(), value, less);
        const auto below = static_cast<std::size_t>(place - cuts_.begin());
        index = 2 * below + (place != cuts_.end() && *place == value ? 1 : 0);
      }
      break;
  }
  return sets_.data() + index * words_;
}

}  // namespace huifang::decision
