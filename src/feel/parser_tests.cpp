#include <algorithm>

#include "feel/parser.hpp"
#include "feel/parser_scopes.hpp"

namespace huifang::feel {
namespace {

std::optional<Op> test_op(const Token& token) {
  if (token.kind != Token::Kind::symbol) return std::nullopt;
  if (token.text == "<") return Op::less;
  if (token.text == "<=") return Op::less_equal;
  if (token.text == ">") return Op::greater;
  if (token.text == ">=") return Op::greater_equal;
  return std::nullopt;
}

/// What a cell of this type is compared with: the value, the ends of a range, the items of a list.
const Type& compared_type(const Type& tested, const Type& input) {
  const Type* type = &tested;
  for (int level = 0; level < 2; ++level) {
    const bool opens = (type->kind == Type::Kind::list && input.kind != Type::Kind::list) ||
                       (type->kind == Type::Kind::range && input.kind != Type::Kind::range);
    if (!opens || !type->item) break;
    type = type->item.get();
  }
  return *type;
}

bool compares(const Type& tested, const Type& input) {
  const Type& type = compared_type(tested, input);
  if (type.kind == Type::Kind::list && input.kind != Type::Kind::list) return true;  // items not known
  if (type.kind == Type::Kind::range && input.kind != Type::Kind::range) return true;
  return are_comparable(type, input);
}

}  // namespace

void Parser::check_test(const Term& tested, const Type& input) {
  if (!strict()) return;
  if (!compares(*tested.type, input)) {
    clash(tested, "this can not be compared", compared_type(*tested.type, input), type_name(input));
    return;
  }
  if (!is_constant(tested.node)) return;
  const Value& value = constant_of(tested.node);
  std::vector<Value> values = {value};
  if (value.kind() == Value::Kind::list) values = value.list();
  for (const Value& each : values) {
    if (!is_outside(input, each)) continue;
    Diagnostic& diagnostic = report("HF2116", "this is not one of the declared values", tested);
    for (const std::string& allowed : input.values) {
      diagnostic.expected += (diagnostic.expected.empty() ? "" : ", ") + allowed;
    }
    diagnostic.suggestion = nearest_name(each.string(), input.values);
  }
}

Parser::Term Parser::one_test(const Term& input, const Term& tested, bool of_cell) {
  Node node;
  node.op = Op::test;
  const Type& input_type = *types_[input.node];
  node.flag = of_cell && input_type.kind != Type::Kind::boolean;
  node.other_flag = node.flag && is_definite(input_type);
  node.begin = std::min(begin_of(input), begin_of(tested));
  node.end = last_end();
  if (of_cell) node.begin = begin_of(tested);
  return emit(node, {input.node, tested.node}, type_of_kind(Type::Kind::boolean));
}

/// One test of a cell or after `in`: an operator with an end, or an expression.
Parser::Test Parser::test_term() {
  const auto begin = static_cast<std::uint32_t>(peek().begin);
  Test test;
  if (const auto op = test_op(peek())) {
    take();
    test.term = operator_range(*op, begin);
    return test;
  }
  const std::uint32_t uses = input_uses_;
  test.term = expression();
  value_needed(test.term);
  test.decides = input_uses_ > uses;
  return test;
}

Parser::Term Parser::in_expression(const Term& value) {
  const std::uint32_t begin = begin_of(value);
  take();
  const auto checked = [&](const Term& tested) {
    Term term = one_test(value, tested, false);
    program_.nodes[term.node].begin = begin;
    return term;
  };
  const auto finish_test = [&](const Term& tested) {
    check_test(tested, *value.type);
    return checked(tested);
  };
  if (at("!=") || at("=")) {
    const Op op = at("!=") ? Op::not_equal : Op::equal;
    take();
    Term other = additive();
    value_needed(other);
    return comparison_of(op, value, other);
  }
  if (!at("(")) {
    const Test test = test_term();
    return finish_test(test.term);
  }
  // In parentheses: one test or several, or a range that starts open.
  const auto open = static_cast<std::uint32_t>(peek().begin);
  take();
  std::vector<std::pair<Op, Term>> tests;  // Op::test: compare with the value; Op::(not_)equal: to the value
  do {
    if (at("!=") || at("=")) {
      const Op op = at("!=") ? Op::not_equal : Op::equal;
      take();
      Term other = additive();
      value_needed(other);
      tests.emplace_back(op, std::move(other));
      continue;
    }
    const Test test = test_term();
    if (tests.empty() && at("..")) return finish_test(range_from(test.term, false, open));
    tests.emplace_back(Op::test, test.term);
  } while (take_if(","));
  expect(")", ", or )");
  if (tests.size() == 1) {
    const auto& [op, other] = tests.front();
    return op == Op::test ? finish_test(other) : comparison_of(op, value, other);
  }
  const bool plain = std::all_of(tests.begin(), tests.end(), [&](const auto& test) {
    return test.first == Op::test && is_constant(test.second.node) &&
           test.second.type->kind != Type::Kind::list;
  });
  if (plain) {
    std::vector<Term> items;
    for (auto& test : tests) {
      check_test(test.second, *value.type);
      items.push_back(std::move(test.second));
    }
    return checked(list_from(std::move(items), open));
  }
  // The value is calculated once and kept.
  const std::uint32_t place = new_local();
  std::vector<std::uint32_t> children;
  for (const auto& [op, other] : tests) {
    const Term kept =
        local_term(activations_.size() - 1, place, value.type, begin, program_.nodes[value.node].end);
    if (op == Op::test) check_test(other, *value.type);
    children.push_back(op == Op::test ? one_test(kept, other, false).node
                                      : comparison_of(op, kept, other).node);
  }
  Node any;
  any.op = Op::matches_any;
  any.begin = begin;
  any.end = last_end();
  const Term body = emit(any, std::move(children), type_of_kind(Type::Kind::boolean));
  Node let;
  let.op = Op::let;
  let.id = place;
  let.begin = begin;
  let.end = last_end();
  return emit(let, {value.node, body.node}, type_of_kind(Type::Kind::boolean));
}

Parser::Term Parser::apply_test(const Test& test, std::uint32_t place, const TypePtr& input) {
  if (test.decides) {
    if (is_definite(*test.term.type) && test.term.type->kind != Type::Kind::boolean) {
      clash(test.term, "a test with ? is a condition", *test.term.type, "boolean");
    }
    return test.term;
  }
  const Term kept = local_term(0, place, input, begin_of(test.term), program_.nodes[test.term.node].end);
  const bool condition = test.term.type->kind == Type::Kind::boolean && input->kind != Type::Kind::boolean;
  if (!condition) check_test(test.term, *input);
  return one_test(kept, test.term, true);
}

void Parser::parse_unary_tests() {
  tokens_ = tokenize(program_.text, reporter_);
  if (!reporter_.empty()) throw Stop{};
  const TypePtr input = std::make_shared<const Type>(*input_);
  if (at("-") && peek(1).kind == Token::Kind::end) return finish(emit_constant(Value::of(true), 0, 1));
  const auto begin = static_cast<std::uint32_t>(peek().begin);
  const bool negated = at("not") && peek(1).is("(");
  if (negated) {
    take();
    take();
  }
  std::vector<std::uint32_t> children;
  std::vector<Term> plain;  // constants, as long as there is nothing else
  bool all_plain = true;
  do {
    Term tested;
    if (at("!=") || at("=")) {
      const Op op = at("!=") ? Op::not_equal : Op::equal;
      const auto test_begin = static_cast<std::uint32_t>(peek().begin);
      take();
      Term other = additive();
      value_needed(other);
      tested = comparison_of(op, local_term(0, 0, input, test_begin, last_end()), other);
      all_plain = false;
    } else {
      const Test test = test_term();
      const Type::Kind kind = test.term.type->kind;
      all_plain = all_plain && !test.decides && is_constant(test.term.node) && kind != Type::Kind::list &&
                  kind != Type::Kind::null &&
                  (kind != Type::Kind::boolean || input->kind == Type::Kind::boolean);
      plain.push_back(test.term);
      tested = apply_test(test, 0, input);
    }
    children.push_back(tested.node);
  } while (take_if(","));
  if (negated) expect(")", ", or )");
  if (peek().kind != Token::Kind::end) stop_at(peek(), "the tests should end here", ", or the end");
  Term result;
  if (children.size() == 1) {
    result.node = children.front();
    result.type = type_of_kind(Type::Kind::boolean);
  } else if (all_plain) {
    const Term kept = local_term(0, 0, input, begin, last_end());
    result = one_test(kept, list_from(std::move(plain), begin), false);
  } else {
    Node any;
    any.op = Op::matches_any;
    any.begin = begin;
    any.end = last_end();
    result = emit(any, std::move(children), type_of_kind(Type::Kind::boolean));
  }
  if (negated) {
    Node node;
    node.op = Op::test_not;
    node.begin = begin;
    node.end = last_end();
    result = emit(node, {result.node}, type_of_kind(Type::Kind::boolean));
  }
  finish(result);
}

/// The words of a type's name: `days and time duration`.
std::string Parser::type_words() {
  if (peek().kind != Token::Kind::name) stop_at(peek(), "a type is named here", "a type");
  const std::size_t count = longest_name([this](const std::string& name, std::size_t) {
    return type_kind_named(name).has_value() || name == "function" || names_.type(name).has_value();
  });
  if (count == 0) {
    const std::size_t words = adjacent_words();
    const std::string name = name_text(next_, words);
    const std::vector<std::string> known = {
        "any",  "boolean", "context", "date",   "date and time", "days and time duration",   "function",
        "list", "number",  "range",   "string", "time",          "years and months duration"};
    Diagnostic& diagnostic =
        reporter_.add("HF2117", "this type is not known", peek().begin, peek(words - 1).end);
    diagnostic.suggestion = nearest_name(name, known);
    next_ += words;
    return "Any";
  }
  std::string name = name_text(next_, count);
  next_ += count;
  return name;
}

Type Parser::type_expression() {
  const Nesting nesting(*this);
  const std::string name = type_words();
  if (name == "function") {
    Type type;
    type.kind = Type::Kind::function;
    if (take_if("<")) {
      type.item = type_of_kind(Type::Kind::any);
      while (!at(">")) {
        type.fields.emplace_back("", type_expression());
        if (!at(">")) expect(",", ", or >");
      }
      take();
      expect("->", "->");
      type.item = std::make_shared<const Type>(type_expression());
    }
    return type;
  }
  if (auto declared = names_.type(name)) return *declared;
  Type type;
  type.kind = type_kind_named(name).value_or(Type::Kind::any);
  if ((type.kind == Type::Kind::list || type.kind == Type::Kind::range) && take_if("<")) {
    type.item = std::make_shared<const Type>(type_expression());
    expect(">", ">");
  } else if (type.kind == Type::Kind::context && take_if("<")) {
    while (!at(">")) {
      std::string field = declared_name({":"});
      expect(":", ":");
      type.fields.emplace_back(std::move(field), type_expression());
      if (!at(">")) expect(",", ", or >");
    }
    take();
  }
  return type;
}

}  // namespace huifang::feel
