// Random expressions against an interpreter that is slow and obvious: it walks its own tree and knows no
// slots, no folding and no chains.

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <functional>
#include <memory>

#include "support.hpp"

using namespace feel_test;

namespace {

/// A tree with its text and its meaning. Numbers, booleans and null only.
struct Tree {
  std::string text;
  std::function<Value(const Context&)> value;
};
using TreePtr = std::shared_ptr<const Tree>;

bool is_number(const Value& v) { return v.kind() == Value::Kind::number; }
bool is_boolean(const Value& v) { return v.kind() == Value::Kind::boolean; }

TreePtr leaf(std::string text, Value value) {
  return std::make_shared<const Tree>(Tree{std::move(text), [value](const Context&) { return value; }});
}

TreePtr variable(std::string name) {
  return std::make_shared<const Tree>(
      Tree{name, [name](const Context& context) { return *context.find(name); }});
}

Value arithmetic(char sign, const Value& a, const Value& b) {
  if (!is_number(a) || !is_number(b)) return {};
  std::optional<Decimal> result;
  if (sign == '+') result = Decimal::add(a.number(), b.number());
  if (sign == '-') result = Decimal::subtract(a.number(), b.number());
  if (sign == '*') result = Decimal::multiply(a.number(), b.number());
  if (sign == '/') result = Decimal::divide(a.number(), b.number());
  return result ? Value::of(*result) : Value();
}

TreePtr binary(const std::string& sign, TreePtr a, TreePtr b) {
  return std::make_shared<const Tree>(
      Tree{"(" + a->text + " " + sign + " " + b->text + ")", [=](const Context& context) -> Value {
             const Value x = a->value(context);
             const Value y = b->value(context);
             if (sign == "and" || sign == "or") {
               const bool decides = sign == "or";
               if ((is_boolean(x) && x.boolean() == decides) || (is_boolean(y) && y.boolean() == decides))
                 return Value::of(decides);
               return is_boolean(x) && is_boolean(y) ? Value::of(!decides) : Value();
             }
             if (sign == "=" || sign == "!=") {
               if (x.is_null() || y.is_null())
                 return Value::of((x.is_null() && y.is_null()) == (sign == "="));
               if (x.kind() != y.kind()) return {};
               return Value::of((x == y) == (sign == "="));
             }
             if (sign == "<" || sign == "<=") {
               if (!is_number(x) || !is_number(y)) return {};
               return Value::of(sign == "<" ? x.number() < y.number() : x.number() <= y.number());
             }
             return arithmetic(sign[0], x, y);
           }});
}

TreePtr choice(TreePtr condition, TreePtr yes, TreePtr no) {
  return std::make_shared<const Tree>(
      Tree{"(if " + condition->text + " then " + yes->text + " else " + no->text + ")",
           [=](const Context& context) {
             const Value c = condition->value(context);
             return is_boolean(c) && c.boolean() ? yes->value(context) : no->value(context);
           }});
}

TreePtr inside(TreePtr value, TreePtr low, TreePtr high) {
  return std::make_shared<const Tree>(
      Tree{"(" + value->text + " between " + low->text + " and " + high->text + ")",
           [=](const Context& context) -> Value {
             const Value v = value->value(context);
             const Value a = low->value(context);
             const Value b = high->value(context);
             if (!is_number(v) || !is_number(a) || !is_number(b)) return {};
             return Value::of(a.number() <= v.number() && v.number() <= b.number());
           }});
}

TreePtr negated(TreePtr value) {
  return std::make_shared<const Tree>(Tree{"not(" + value->text + ")", [=](const Context& context) -> Value {
                                             const Value v = value->value(context);
                                             return is_boolean(v) ? Value::of(!v.boolean()) : Value();
                                           }});
}

TreePtr random_tree(int depth) {
  const int pick = *rc::gen::inRange(0, depth == 0 ? 4 : 12);
  switch (pick) {
    case 0: {
      const auto n = *rc::gen::inRange<std::int64_t>(-50, 50);
      const Value value = Value::of(Decimal::scaled(n, 1));
      return leaf("(" + value.to_text() + ")", value);
    }
    case 1:
      return leaf("true", Value::of(true));
    case 2:
      return leaf("null", Value());
    case 3:
      return variable(*rc::gen::element<std::string>("x", "y", "flag", "nothing"));
    case 4:
      return choice(random_tree(depth - 1), random_tree(depth - 1), random_tree(depth - 1));
    case 5:
      return inside(random_tree(depth - 1), random_tree(depth - 1), random_tree(depth - 1));
    case 6:
      return negated(random_tree(depth - 1));
    default: {
      const auto sign = *rc::gen::element<std::string>("+", "-", "*", "/", "and", "or", "=", "!=", "<", "<=");
      return binary(sign, random_tree(depth - 1), random_tree(depth - 1));
    }
  }
}

}  // namespace

TEST_CASE("compiled expressions agree with a plain interpreter", "[feel][reference]") {
  REQUIRE(rc::check("numbers, conditions and nulls", [] {
    const TreePtr tree = random_tree(4);
    const Context context{
        {{"x", number("2.5")}, {"y", number("-7")}, {"flag", Value::of(false)}, {"nothing", Value()}}};
    RC_TAG(tree->text.size() / 50);
    const std::string expected = tree->value(context).to_text();
    const std::string actual = dmn(tree->text, context);
    RC_LOG(tree->text);
    RC_ASSERT(actual == expected);
  }));
}
