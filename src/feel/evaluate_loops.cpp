#include <algorithm>

#include "feel/evaluate_depth.hpp"

namespace huifang::feel {
namespace {

/// The whole number or day a range ends at, and the way back.
std::optional<std::int64_t> position_of(const Value& value) {
  if (value.kind() == Value::Kind::number) return value.number().to_int64();
  if (value.kind() == Value::Kind::date) return value.date().to_days();
  return std::nullopt;
}

Value value_at(std::int64_t position, bool is_date) {
  return is_date ? Value::of(Date::from_days(position)) : Value::of(Decimal(position));
}

}  // namespace

template <class Step>
bool Evaluator::each_item(const Node& node, std::uint32_t index, const Step& step) {
  const std::uint32_t place = program_->extras[node.extra + index];
  const Node& domain = program_->nodes[program_->child(node, index)];
  Value low;
  Value high;
  bool either_way = false;
  std::int64_t open_low = 0;
  std::int64_t open_high = 0;
  if (domain.op == Op::range_to) {
    either_way = true;
    low = child(domain, 0);
    if (failed()) return false;
    high = child(domain, 1);
  } else {
    const Value value = child(node, index);
    if (failed()) return false;
    if (value.kind() == Value::Kind::list) {
      for (const Value& item : value.list()) {
        if (!charge(1, node)) return false;
        local(place) = item;
        if (!step()) return false;
      }
      return true;
    }
    if (value.kind() != Value::Kind::range) {
      if (value.is_null()) return domain_is_null_ = true, false;
      local(place) = value;  // one value is a list of one
      return step();
    }
    low = value.range().low;
    high = value.range().high;
    open_low = value.range().low_closed ? 0 : 1;
    open_high = value.range().high_closed ? 0 : 1;
  }
  if (failed()) return false;
  if (low.is_null() || high.is_null()) return domain_is_null_ = true, false;
  const auto first = position_of(low);
  const auto last = position_of(high);
  if (!first || !last || low.kind() != high.kind() || (*first > *last && !either_way)) {
    wrong_type(domain, "only whole numbers and dates can be counted from " + kind_text(low) + " to " +
                           kind_text(high));
    return domain_is_null_ = true, false;
  }
  const bool is_date = low.kind() == Value::Kind::date;
  const std::int64_t way = *first <= *last ? 1 : -1;
  for (std::int64_t position = *first + open_low;; position += way) {
    if (way > 0 ? position > *last - open_high : position < *last) return true;
    if (!charge(1, node)) return false;
    local(place) = value_at(position, is_date);
    if (!step()) return false;
    if (position == *last) return true;
  }
}

template <class Step>
bool Evaluator::each_combination(const Node& node, std::uint32_t index, std::uint32_t domains,
                                 const Step& step) {
  if (index == domains) return step();
  return each_item(node, index, [&] { return each_combination(node, index + 1, domains, step); });
}

Value Evaluator::evaluate_loop(const Node& node) {
  const std::uint32_t domains = node.count - 1;
  std::vector<Value> results;
  domain_is_null_ = false;
  each_combination(node, 0, domains, [&]() -> bool {
    if (node.flag) {  // `partial`: what was made so far
      if (!charge(results.size() / 16, node)) return false;
      local(node.id) = make_list(results, node);
      if (failed()) return false;
    }
    results.push_back(child(node, domains));
    domain_is_null_ = false;
    return !failed() && list_fits(results.size(), node);
  });
  if (failed() || domain_is_null_) {
    domain_is_null_ = false;
    return {};
  }
  return make_list(std::move(results), node);
}

/// `some` (deciding = true) and `every` (deciding = false).
Value Evaluator::evaluate_quantified(const Node& node, bool deciding) {
  const std::uint32_t domains = node.count - 1;
  const std::size_t noted = notes_.size();
  bool decided = false;
  bool unknown = false;
  domain_is_null_ = false;
  each_combination(node, 0, domains, [&]() -> bool {
    const Value condition = child(node, domains);
    domain_is_null_ = false;
    if (failed()) return false;
    if (condition.kind() == Value::Kind::boolean) {
      decided = condition.boolean() == deciding;
      return !decided;
    }
    if (!condition.is_null()) wrong_type(node, "satisfies does not take a " + kind_text(condition));
    unknown = true;
    return !failed();
  });
  const bool null_domain = domain_is_null_;
  domain_is_null_ = false;
  if (failed()) return {};
  if (!decided && (unknown || null_domain)) return {};
  notes_.resize(noted);
  return Value::of(decided == deciding);
}

}  // namespace huifang::feel
