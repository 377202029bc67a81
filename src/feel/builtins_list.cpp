#include <algorithm>
#include <array>

#include "feel/builtins.hpp"
#include "feel/evaluate.hpp"
#include "value/decimal.hpp"

namespace huifang::feel {
namespace {

/// The items of f([a, b]) and of f(a, b) alike.
std::vector<Value> items_of(const Call& call) {
  if (call.arguments.size() == 1 && call[0].kind() == Value::Kind::list) return call[0].list();
  return {call.arguments.begin(), call.arguments.end()};
}

Value number_value(std::size_t count) { return Value::of(Decimal(static_cast<std::int64_t>(count))); }

/// nullopt: an item is no number (told), or null.
std::optional<std::vector<Decimal>> numbers_of(const Call& call) {
  std::vector<Decimal> numbers;
  const std::vector<Value> items = items_of(call);
  if (!call.charge(items.size())) return std::nullopt;
  for (const Value& item : items) {
    if (item.is_null()) return std::nullopt;
    if (item.kind() != Value::Kind::number) {
      if (call.evaluator.strict()) {
        call.evaluator.wrong_type(call.node, std::string(call.builtin.name) + " does not take a " +
                                                 std::string(kind_name(item.kind())) + " among its numbers");
      }
      return std::nullopt;
    }
    numbers.push_back(item.number());
  }
  return numbers;
}

Value number_or_failed(const Call& call, const std::optional<Decimal>& number) {
  return number ? Value::of(*number) : call.failed("the result is too large");
}

std::optional<Decimal> total_of(const std::vector<Decimal>& numbers) {
  std::optional<Decimal> total = Decimal();
  for (const Decimal& number : numbers) {
    if (total) total = Decimal::add(*total, number);
  }
  return total;
}

Value count(const Call& call) { return number_value(call[0].list().size()); }

Value extreme(const Call& call, bool largest) {
  const std::vector<Value> items = items_of(call);
  if (items.empty() || !call.charge(items.size())) return {};
  const Value* best = &items.front();
  for (const Value& item : items) {
    if (item.is_null()) return {};
    const auto order = compare(item, *best);
    if (!order) {
      if (call.evaluator.strict())
        call.evaluator.wrong_type(call.node,
                                  std::string(call.builtin.name) + " takes values of one kind with an order");
      return {};
    }
    if (largest ? *order > 0 : *order < 0) best = &item;
  }
  return *best;
}

Value min(const Call& call) { return extreme(call, false); }
Value max(const Call& call) { return extreme(call, true); }

Value sum(const Call& call) {
  const std::vector<Value> items = items_of(call);
  // Durations add up as well; numbers are the rule.
  if (!items.empty() && items.front().kind() != Value::Kind::number && !items.front().is_null()) {
    if (!call.charge(items.size())) return {};
    Value total = items.front();
    if (total.kind() != Value::Kind::days_duration && total.kind() != Value::Kind::months_duration)
      return call.wrong_type(0);
    for (std::size_t i = 1; i < items.size(); ++i) {
      const Calculated next = calculate(Sign::add, total, items[i]);
      if (next.trouble != Calculated::Trouble::none) return items[i].is_null() ? Value() : call.wrong_type(0);
      total = next.value;
    }
    return total;
  }
  const auto numbers = numbers_of(call);
  if (!numbers || numbers->empty()) return {};
  return number_or_failed(call, total_of(*numbers));
}

Value product(const Call& call) {
  const auto numbers = numbers_of(call);
  if (!numbers || numbers->empty()) return {};
  std::optional<Decimal> result = Decimal(1);
  for (const Decimal& number : *numbers) {
    if (result) result = Decimal::multiply(*result, number);
  }
  return number_or_failed(call, result);
}

std::optional<Decimal> mean_of(const std::vector<Decimal>& numbers) {
  const auto total = total_of(numbers);
  return total ? Decimal::divide(*total, Decimal(static_cast<std::int64_t>(numbers.size()))) : std::nullopt;
}

Value mean(const Call& call) {
  const auto numbers = numbers_of(call);
  if (!numbers || numbers->empty()) return {};
  return number_or_failed(call, mean_of(*numbers));
}

Value median(const Call& call) {
  auto numbers = numbers_of(call);
  if (!numbers || numbers->empty()) return {};
  std::sort(numbers->begin(), numbers->end());
  const std::size_t middle = numbers->size() / 2;
  if (numbers->size() % 2 == 1) return Value::of((*numbers)[middle]);
  return number_or_failed(call, mean_of({(*numbers)[middle - 1], (*numbers)[middle]}));
}

Value stddev(const Call& call) {
  const auto numbers = numbers_of(call);
  if (!numbers) return {};
  if (numbers->size() < 2) return call.failed("at least two numbers are needed");
  const auto middle = mean_of(*numbers);
  std::optional<Decimal> squares = Decimal();
  for (const Decimal& number : *numbers) {
    const auto distance = middle ? Decimal::subtract(number, *middle) : std::nullopt;
    const auto square = distance ? Decimal::multiply(*distance, *distance) : std::nullopt;
    squares = squares && square ? Decimal::add(*squares, *square) : std::nullopt;
  }
  const auto variance =
      squares ? Decimal::divide(*squares, Decimal(static_cast<std::int64_t>(numbers->size() - 1)))
              : std::nullopt;
  return number_or_failed(call, variance ? decimal::square_root(*variance) : std::nullopt);
}

Value mode(const Call& call) {
  auto numbers = numbers_of(call);
  if (!numbers) return {};
  std::sort(numbers->begin(), numbers->end());
  std::size_t most = 0;
  std::vector<Value> modes;
  for (std::size_t i = 0; i < numbers->size();) {
    std::size_t end = i;
    while (end < numbers->size() && (*numbers)[end] == (*numbers)[i]) ++end;
    if (end - i > most) modes.clear();
    if (end - i >= most) modes.push_back(Value::of((*numbers)[i]));
    most = std::max(most, end - i);
    i = end;
  }
  return call.evaluator.make_list(std::move(modes), call.node);
}

/// all (deciding = false) and any (deciding = true).
Value quantified(const Call& call, bool deciding) {
  const std::vector<Value> items = items_of(call);
  if (!call.charge(items.size())) return {};
  bool unknown = false;
  bool wrong = false;
  for (const Value& item : items) {
    if (item.kind() == Value::Kind::boolean && item.boolean() == deciding) return Value::of(deciding);
    unknown = unknown || item.is_null();
    wrong = wrong || (item.kind() != Value::Kind::boolean && !item.is_null());
  }
  if (wrong) return call.wrong_type(0);
  return unknown ? Value() : Value::of(!deciding);
}

Value all(const Call& call) { return quantified(call, false); }
Value any(const Call& call) { return quantified(call, true); }

Value list_contains(const Call& call) {
  if (!call.charge(call[0].list().size() / 4)) return {};
  for (const Value& item : call[0].list()) {
    if (equal(item, call[1]).value_or(false)) return Value::of(true);
  }
  return Value::of(false);
}

/// The place of a position counted from 1, or from the end when negative; nullopt: outside.
std::optional<std::size_t> place_of(const Value& position, std::size_t size) {
  const auto whole = decimal::round(position.number(), 0, decimal::Rounding::down);
  const auto number = whole ? whole->to_int64() : std::nullopt;
  if (!number || *number == 0) return std::nullopt;
  const auto count = static_cast<std::int64_t>(size);
  const std::int64_t place = *number > 0 ? *number - 1 : count + *number;
  if (place < 0 || place >= count) return std::nullopt;
  return static_cast<std::size_t>(place);
}

Value sublist(const Call& call) {
  const std::vector<Value>& items = call[0].list();
  const auto start = place_of(call[1], items.size());
  if (!start) return call.failed("the start is outside the list");
  std::size_t size = items.size() - *start;
  if (call.has(2)) {
    const auto whole = decimal::round(call[2].number(), 0, decimal::Rounding::down);
    const auto length = whole ? whole->to_int64() : std::nullopt;
    if (!length || *length < 1 || static_cast<std::size_t>(*length) > size) {
      return call.failed("the length is outside the list");
    }
    size = static_cast<std::size_t>(*length);
  }
  if (!call.charge(size / 4)) return {};
  const auto first = items.begin() + static_cast<std::ptrdiff_t>(*start);
  return call.evaluator.make_list({first, first + static_cast<std::ptrdiff_t>(size)}, call.node);
}

Value append(const Call& call) {
  std::vector<Value> items = call[0].list();
  if (!call.charge(items.size() / 4)) return {};
  items.insert(items.end(), call.arguments.begin() + 1, call.arguments.end());
  return call.evaluator.make_list(std::move(items), call.node);
}

Value concatenate(const Call& call) {
  std::vector<Value> items;
  for (const Value& list : call.arguments) {
    if (!call.charge(list.list().size() / 4) || !call.list_fits(items.size() + list.list().size())) return {};
    items.insert(items.end(), list.list().begin(), list.list().end());
  }
  return call.evaluator.make_list(std::move(items), call.node);
}

Value insert_before(const Call& call) {
  std::vector<Value> items = call[0].list();
  const auto place = place_of(call[1], items.size());
  if (!place) return call.failed("the position is outside the list");
  if (!call.charge(items.size() / 4)) return {};
  items.insert(items.begin() + static_cast<std::ptrdiff_t>(*place), call[2]);
  return call.evaluator.make_list(std::move(items), call.node);
}

Value remove(const Call& call) {
  std::vector<Value> items = call[0].list();
  const auto place = place_of(call[1], items.size());
  if (!place) return call.failed("the position is outside the list");
  if (!call.charge(items.size() / 4)) return {};
  items.erase(items.begin() + static_cast<std::ptrdiff_t>(*place));
  return call.evaluator.make_list(std::move(items), call.node);
}

Value list_replace(const Call& call) {
  std::vector<Value> items = call[0].list();
  if (!call.charge(items.size())) return {};
  if (call[1].kind() == Value::Kind::number) {
    const auto place = place_of(call[1], items.size());
    if (!place) return call.failed("the position is outside the list");
    items[*place] = call[2];
    return call.evaluator.make_list(std::move(items), call.node);
  }
  if (call[1].kind() != Value::Kind::function) return call.wrong_type(1);
  for (Value& item : items) {
    const Value arguments[2] = {item, call[2]};
    const Value chosen = call.evaluator.call(call[1], arguments, call.node);
    if (call.evaluator.failed()) return {};
    if (chosen.kind() != Value::Kind::boolean) return call.failed("match does not say true or false");
    if (chosen.boolean()) item = call[2];
  }
  return call.evaluator.make_list(std::move(items), call.node);
}

Value reverse(const Call& call) {
  std::vector<Value> items = call[0].list();
  if (!call.charge(items.size() / 4)) return {};
  std::reverse(items.begin(), items.end());
  return call.evaluator.make_list(std::move(items), call.node);
}

Value index_of(const Call& call) {
  std::vector<Value> places;
  const std::vector<Value>& items = call[0].list();
  if (!call.charge(items.size() / 4)) return {};
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (equal(items[i], call[1]).value_or(false)) places.push_back(number_value(i + 1));
  }
  return call.evaluator.make_list(std::move(places), call.node);
}

Value distinct(const Call& call, const std::vector<Value>& items) {
  std::vector<Value> kept;
  for (const Value& item : items) {
    if (!call.charge(1 + kept.size() / 8)) return {};
    const bool known =
        std::any_of(kept.begin(), kept.end(), [&](const Value& k) { return equal(k, item).value_or(false); });
    if (!known) kept.push_back(item);
  }
  return call.evaluator.make_list(std::move(kept), call.node);
}

Value distinct_values(const Call& call) { return distinct(call, call[0].list()); }

Value union_of(const Call& call) {
  std::vector<Value> items;
  for (const Value& list : call.arguments) {
    if (!call.list_fits(items.size() + list.list().size())) return {};
    items.insert(items.end(), list.list().begin(), list.list().end());
  }
  return distinct(call, items);
}

bool flatten_into(const Call& call, std::vector<Value>& items, const Value& value) {
  if (!call.charge(1) || !call.list_fits(items.size())) return false;
  if (value.kind() != Value::Kind::list) {
    items.push_back(value);
    return true;
  }
  return std::all_of(value.list().begin(), value.list().end(),
                     [&](const Value& item) { return flatten_into(call, items, item); });
}

Value flatten(const Call& call) {
  std::vector<Value> items;
  if (!flatten_into(call, items, call[0])) return {};
  return call.evaluator.make_list(std::move(items), call.node);
}

/// Merge sort: stable, and safe with any answers of the function.
bool merge_sort(const Call& call, std::vector<Value>& items, std::size_t begin, std::size_t end) {
  if (end - begin < 2) return true;
  const std::size_t middle = begin + (end - begin) / 2;
  if (!merge_sort(call, items, begin, middle) || !merge_sort(call, items, middle, end)) return false;
  std::vector<Value> merged;
  merged.reserve(end - begin);
  std::size_t left = begin;
  std::size_t right = middle;
  while (left < middle && right < end) {
    // The right one goes first only when it must.
    const Value arguments[2] = {items[right], items[left]};
    const Value before = call.evaluator.call(call[1], arguments, call.node);
    if (call.evaluator.failed()) return false;
    if (before.kind() != Value::Kind::boolean) {
      call.failed("precedes does not say true or false");
      return false;
    }
    merged.push_back(before.boolean() ? items[right++] : items[left++]);
  }
  while (left < middle) merged.push_back(items[left++]);
  while (right < end) merged.push_back(items[right++]);
  std::move(merged.begin(), merged.end(), items.begin() + static_cast<std::ptrdiff_t>(begin));
  return true;
}

Value sort(const Call& call) {
  std::vector<Value> items = call[0].list();
  if (!call.charge(items.size())) return {};
  if (!call.has(1)) {
    std::vector<Value> sorted = items;
    for (const Value& item : items) {
      if (!compare(item, items.front())) return call.wrong_type(0);
    }
    std::stable_sort(sorted.begin(), sorted.end(), [](const Value& a, const Value& b) {
      const auto order = compare(a, b);
      return order && *order < 0;
    });
    return call.evaluator.make_list(std::move(sorted), call.node);
  }
  if (!merge_sort(call, items, 0, items.size())) return {};
  return call.evaluator.make_list(std::move(items), call.node);
}

using K = Type::Kind;
constexpr std::array<BuiltinSpec, 26> table = {{
    {"count", "list:l", K::number, count},
    {"min", "list:a0*", K::any, min},
    {"max", "list:a0*", K::any, max},
    {"sum", "list:a0*", K::any, sum},
    {"product", "list:a0*", K::number, product},
    {"mean", "list:a0*", K::number, mean},
    {"median", "list:a0*", K::number, median},
    {"stddev", "list:a0*", K::number, stddev},
    {"mode", "list:a0*", K::list, mode},
    {"all", "list:a0*", K::boolean, all},
    {"any", "list:a0*", K::boolean, any},
    {"list contains", "list:l, element:a0", K::boolean, list_contains},
    {"sublist", "list:l, start position:n, length:n?0", K::list, sublist},
    {"append", "list:l, item:a0*", K::list, append},
    {"concatenate", "list:l*", K::list, concatenate},
    {"insert before", "list:l, position:n, newItem:a0", K::list, insert_before},
    {"remove", "list:l, position:n", K::list, remove},
    {"list replace", "list:l, position:a, newItem:a0", K::list, list_replace, false},
    {"list replace", "list:l, match:a, newItem:a0", K::list, list_replace, false},
    {"reverse", "list:l", K::list, reverse},
    {"index of", "list:l, match:a0", K::list, index_of},
    {"union", "list:l*", K::list, union_of},
    {"distinct values", "list:l", K::list, distinct_values},
    {"flatten", "list:l", K::list, flatten},
    {"sort", "list:l, precedes:f", K::list, sort, false},
    {"sort", "list:l", K::list, sort},
}};

}  // namespace

std::span<const BuiltinSpec> list_builtins() { return table; }

}  // namespace huifang::feel
