#include "decision/index.hpp"

#include <algorithm>
#include <array>

#include "feel/operators.hpp"
#include "feel/program.hpp"
#include "feel/temporal.hpp"

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

/// What cells of texts look like when they accept their constants and nothing else.
enum class Texts : std::uint8_t { other, one, list };

/// `"a"`, `"a", "b"`.
Texts texts_of(const Expression::Program& program) {
  const Node& node = program.nodes[program.root];
  if (node.op != Op::test || node.count != 2) return Texts::other;
  const Node& input = program.nodes[program.child(node, 0)];
  const Node& tested = program.nodes[program.child(node, 1)];
  if (input.op != Op::local || input.id != 0 || tested.op != Op::constant) return Texts::other;
  const Value& value = program.constants[tested.id];
  if (value.kind() == Value::Kind::string) return Texts::one;
  const bool list = value.kind() == Value::Kind::list &&
                    std::all_of(value.list().begin(), value.list().end(),
                                [](const Value& item) { return item.kind() == Value::Kind::string; });
  return list ? Texts::list : Texts::other;
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
  return kind == Value::Kind::number || kind == Value::Kind::string || kind == Value::Kind::date ||
         kind == Value::Kind::date_time;
}

bool is_local(const Value& value) { return !feel::temporal::offset_of(value.date_time()); }

/// Values that are equal for FEEL have one form: moments are written in UTC.
Value normal(Value value) {
  if (value.kind() != Value::Kind::date_time) return value;
  const auto offset = feel::temporal::offset_of(value.date_time());
  if (!offset || *offset == 0) {
    DateTime plain = value.date_time();
    if (offset) plain.time.zone = ZoneSpec{"", 0};
    return Value::of(std::move(plain));
  }
  DateTime moved = value.date_time();
  moved.time.zone = ZoneSpec{"", 0};
  const auto utc = feel::temporal::add(moved, DaysDuration{-std::int64_t{*offset}, 0});
  return utc ? Value::of(*utc) : value;
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
  if (known.kind() == Value::Kind::date_time) {
    const auto next = feel::temporal::add(known.date_time(), DaysDuration{0, low != nullptr ? 1 : -1});
    if (!next) return std::nullopt;
    const auto order = low != nullptr && high != nullptr ? feel::temporal::compare(*next, high->date_time())
                                                         : std::strong_ordering::less;
    exists = order && *order < 0;
    return exists ? std::optional(Value::of(*next)) : std::nullopt;
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

/// One indexable test and the rows that have it: its constants, sorted and without repetition (of texts in
/// any way).
struct Column::Plan {
  const Cell* cell = nullptr;
  std::vector<std::uint32_t> rows;
  Texts texts = Texts::other;  ///< else what it answers is known without asking
  bool indexed = false;
  std::vector<Value> constants;
  std::vector<Answer>
      answers;  ///< below the first, at the first, between …; for strings: at each, then the rest
};

void Column::build(std::vector<Cell> cells, std::size_t words, std::size_t bytes_max, Value::Kind expected) {
  cells_ = std::move(cells);
  words_ = words;
  any_.assign(words, 0);
  open_.assign(words, 0);
  null_yes_.assign(words, 0);
  null_unknown_.assign(words, 0);

  // Equal texts are one expression, and are looked at once.
  const NoFrame frame;
  std::vector<Plan> plans;
  std::unordered_map<const Expression::Program*, std::size_t> known;  // index + 1; 0: more than constants
  bool ordered = false;
  for (std::uint32_t row = 0; row < cells_.size(); ++row) {
    if (cells_[row].accepts_all) {
      add(null_yes_.data(), row);
      continue;
    }
    const Expression::Program* program = cells_[row].test.program().get();
    const auto [place, fresh] = known.try_emplace(program, 0);
    if (fresh) {
      Constants constants;
      if (!collect(*program, program->root, constants)) continue;  // asked when it comes to it
      ordered = ordered || constants.ordered;
      for (const Value& value : constants.values) {
        if (value_kind_ != Value::Kind::null) continue;
        value_kind_ = value.kind();
        local_ = value_kind_ == Value::Kind::date_time && is_local(value);
      }
      Plan plan;
      plan.cell = &cells_[row];
      plan.texts = texts_of(*program);
      plan.constants = std::move(constants.values);
      plans.push_back(std::move(plan));
      place->second = plans.size();
    }
    if (place->second != 0) plans[place->second - 1].rows.push_back(row);
  }
  std::array<std::optional<Answer>, 3> of_null;  // texts of one form all say the same
  for (const Plan& plan : plans) {
    std::optional<Answer>& known_answer = of_null[static_cast<std::size_t>(plan.texts)];
    const bool ask = !known_answer || plan.texts == Texts::other;
    const Answer answer = ask ? answer_of(plan.cell->test.test(Value(), frame)) : *known_answer;
    known_answer = answer;
    if (answer == Answer::no) continue;
    for (const std::uint32_t row : plan.rows)
      add((answer == Answer::yes ? null_yes_ : null_unknown_).data(), row);
  }

  // What kind of column is it? The constants of its plain cells say so, else the input.
  if (value_kind_ == Value::Kind::null && !plans.empty()) value_kind_ = expected;
  if (value_kind_ == Value::Kind::boolean)
    kind_ = Kind::booleans;
  else if (value_kind_ == Value::Kind::string && !ordered)
    kind_ = Kind::strings;
  else if (is_sorted_kind(value_kind_))
    kind_ = Kind::sorted;
  sets_max_ = bytes_max / sizeof(std::uint64_t);
  if (kind_ != Kind::none) {
    prepare(plans);
    if (!(kind_ == Kind::sorted ? build_sorted(plans) : build_strings(plans))) {
      kind_ = Kind::none;
      for (Cell& cell : cells_) cell.indexed = false;
    }
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

/// Leaves the plans whose constants are of the column's kind, in one form and sorted.
void Column::prepare(std::vector<Plan>& plans) const {
  const auto foreign = [&](const Value& value) {
    return value.kind() != value_kind_ ||
           (value_kind_ == Value::Kind::date_time && is_local(value) != local_);
  };
  std::erase_if(plans, [&](const Plan& plan) {
    return std::any_of(plan.constants.begin(), plan.constants.end(), foreign);
  });
  for (Plan& plan : plans) {
    if (kind_ == Kind::strings && plan.texts != Texts::other) continue;  // in any order, more than once
    if (value_kind_ == Value::Kind::date_time) {
      for (Value& constant : plan.constants) constant = normal(std::move(constant));
    }
    std::sort(plan.constants.begin(), plan.constants.end(),
              [](const Value& a, const Value& b) { return Value::order(a, b) < 0; });
    plan.constants.erase(std::unique(plan.constants.begin(), plan.constants.end()), plan.constants.end());
  }
}

Value Column::any_value() const {
  switch (value_kind_) {
    case Value::Kind::number:
      return Value::of(Decimal(0));
    case Value::Kind::date:
      return Value::of(Date::from_days(0));
    case Value::Kind::date_time: {
      DateTime moment{Date::from_days(0), {}};
      if (!local_) moment.time.zone = ZoneSpec{"", 0};
      return Value::of(std::move(moment));
    }
    default:
      return Value::of(std::string());
  }
}

bool Column::build_sorted(std::vector<Plan>& plans) {
  const NoFrame frame;
  std::vector<Value> cuts;
  for (Plan& plan : plans) {
    plan.indexed = true;
    const std::size_t count = plan.constants.size();
    if (count == 0) {
      const Answer answer = answer_of(plan.cell->test.test(any_value(), frame));
      plan.indexed = answer == Answer::no || answer == Answer::yes;
      plan.answers.push_back(answer);
    }
    for (std::size_t i = 0; i <= 2 * count && count > 0 && plan.indexed; ++i) {
      bool exists = true;
      std::optional<Value> value;
      if (i % 2 == 1)
        value = plan.constants[i / 2];
      else
        value = between(i == 0 ? nullptr : &plan.constants[i / 2 - 1],
                        i == 2 * count ? nullptr : &plan.constants[i / 2], exists);
      Answer answer = Answer::no;
      if (value)
        answer = answer_of(plan.cell->test.test(*value, frame));
      else if (exists)
        answer = Answer::failed;
      plan.indexed = answer == Answer::no || answer == Answer::yes;
      plan.answers.push_back(answer);
    }
    if (plan.indexed) cuts.insert(cuts.end(), plan.constants.begin(), plan.constants.end());
  }
  std::sort(cuts.begin(), cuts.end(), less);
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  if ((2 * cuts.size() + 1) * words_ > sets_max_) return false;
  sets_.assign((2 * cuts.size() + 1) * words_, 0);
  for (const Plan& plan : plans) {
    if (!plan.indexed) continue;
    // Walk the column's cuts and the cell's own constants together: `own` constants lie below or at here.
    std::size_t own = 0;
    for (std::size_t i = 0; i <= 2 * cuts.size(); ++i) {
      Answer answer = plan.answers[2 * own];
      if (i % 2 == 1 && own < plan.constants.size() && plan.constants[own] == cuts[i / 2]) {
        answer = plan.answers[2 * own + 1];
        ++own;
      }
      if (answer != Answer::yes) continue;
      for (const std::uint32_t row : plan.rows) add(class_rows(i), row);
    }
    for (const std::uint32_t row : plan.rows) cells_[row].indexed = true;
  }
  if (value_kind_ == Value::Kind::number) {
    for (const Value& cut : cuts) numbers_.push_back(cut.number());
  } else {
    cuts_ = std::move(cuts);
  }
  return true;
}

/// Columns where only equality counts: strings and booleans.
bool Column::build_strings(std::vector<Plan>& plans) {
  const NoFrame frame;
  const bool booleans = kind_ == Kind::booleans;
  const Value other = Value::of("\x01\x02");  // a text no author writes stands for all others
  std::uint32_t classes = booleans ? 2 : 1;
  for (Plan& plan : plans) {
    if (booleans) plan.constants = {Value::of(false), Value::of(true)};
    if (!booleans && plan.texts != Texts::other) {
      plan.answers.assign(plan.constants.size(), Answer::yes);
      plan.answers.push_back(Answer::no);
    } else {
      for (const Value& constant : plan.constants)
        plan.answers.push_back(answer_of(plan.cell->test.test(constant, frame)));
      plan.answers.push_back(booleans ? Answer::no : answer_of(plan.cell->test.test(other, frame)));
    }
    plan.indexed = std::all_of(plan.answers.begin(), plan.answers.end(),
                               [](Answer answer) { return answer == Answer::no || answer == Answer::yes; });
    for (const Value& constant : plan.constants) {
      if (plan.indexed && !booleans && strings_.try_emplace(constant.string(), classes).second) ++classes;
    }
  }
  if (classes * words_ > sets_max_) return false;
  sets_.assign(classes * words_, 0);
  for (const Plan& plan : plans) {
    if (!plan.indexed) continue;
    for (const std::uint32_t row : plan.rows) {
      cells_[row].indexed = true;
      for (std::uint32_t c = 0; c < classes && !booleans && plan.answers.back() == Answer::yes; ++c)
        add(class_rows(c), row);
    }
    for (std::size_t i = 0; i < plan.constants.size(); ++i) {
      std::uint64_t* set = class_rows(booleans ? i : strings_.at(plan.constants[i].string()));
      for (const std::uint32_t row : plan.rows) {
        const std::uint64_t bit = std::uint64_t{1} << (row % 64);
        set[row / 64] = plan.answers[i] == Answer::yes ? set[row / 64] | bit : set[row / 64] & ~bit;
      }
    }
  }
  return true;
}

std::vector<Value> Column::constants() const {
  if (value_kind_ != Value::Kind::number) return cuts_;
  std::vector<Value> constants;
  for (const Decimal& number : numbers_) constants.push_back(Value::of(number));
  return constants;
}

std::optional<Value> Column::example(std::size_t index) const {
  if (kind_ == Kind::booleans) return Value::of(index == 1);
  if (kind_ == Kind::strings) {
    for (const auto& [text, id] : strings_) {
      if (id == index) return Value::of(text);
    }
    std::string other = "another text";
    while (strings_.contains(other)) other += '!';
    return Value::of(std::move(other));
  }
  const std::vector<Value> cuts = constants();
  if (index % 2 == 1) return cuts[index / 2];
  if (cuts.empty()) return any_value();
  bool exists = true;
  return between(index == 0 ? nullptr : &cuts[index / 2 - 1],
                 index / 2 == cuts.size() ? nullptr : &cuts[index / 2], exists);
}

const std::uint64_t* Column::accepting(const Value& given) const {
  if (given.kind() != value_kind_) return nullptr;
  const bool moment = value_kind_ == Value::Kind::date_time;
  if (moment && is_local(given) != local_) return nullptr;
  Value utc;
  if (moment) utc = normal(given);
  const Value& value = moment ? utc : given;
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
