#include <algorithm>

#include "feel/operators.hpp"
#include "feel/parser.hpp"
#include "feel/parser_scopes.hpp"

namespace huifang::feel {
namespace {

TypePtr item_type_of(const TypePtr& domain) {
  if (domain->kind == Type::Kind::list || domain->kind == Type::Kind::range) {
    return domain->item ? domain->item : type_of_kind(Type::Kind::any);
  }
  return domain->kind == Type::Kind::null ? type_of_kind(Type::Kind::any) : domain;
}

/// What an arithmetic operation of two kinds gives; nullopt when it gives nothing.
std::optional<Type::Kind> result_kind(Sign sign, Type::Kind a, Type::Kind b) {
  using K = Type::Kind;
  if (a == K::any || b == K::any || a == K::null || b == K::null) return K::any;
  const bool span_a = a == K::days_duration || a == K::months_duration;
  const bool span_b = b == K::days_duration || b == K::months_duration;
  const auto is_date = [](K kind) { return kind == K::date || kind == K::date_time; };
  if (a == K::number && b == K::number) return K::number;
  switch (sign) {
    case Sign::add:
      if (a == K::string && b == K::string) return K::string;
      if (span_a && !span_b) return result_kind(sign, b, a);
      if (span_a && a == b) return a;
      if (is_date(a) && span_b) return a;
      if (a == K::time && b == K::days_duration) return a;
      return std::nullopt;
    case Sign::subtract:
      if (span_a && a == b) return a;
      if (is_date(a) && span_b) return a;
      if (a == K::time && b == K::days_duration) return a;
      if (is_date(a) && is_date(b)) return K::days_duration;
      if (a == K::time && b == K::time) return K::days_duration;
      return std::nullopt;
    case Sign::multiply:
      if (a == K::number && span_b) return b;
      if (span_a && b == K::number) return a;
      return std::nullopt;
    case Sign::divide:
      if (span_a && b == K::number) return a;
      if (span_a && a == b) return K::number;
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Op> comparison_op(const Token& token) {
  if (token.kind != Token::Kind::symbol) return std::nullopt;
  if (token.text == "=") return Op::equal;
  if (token.text == "!=") return Op::not_equal;
  if (token.text == "<") return Op::less;
  if (token.text == "<=") return Op::less_equal;
  if (token.text == ">") return Op::greater;
  if (token.text == ">=") return Op::greater_equal;
  return std::nullopt;
}

}  // namespace

Parser::Term Parser::expression() {
  const Nesting nesting(*this);
  if (peek().kind == Token::Kind::name && is_keyword(peek().text) && !starts_known_name()) {
    if (at("if")) return if_expression();
    if (at("for")) return for_expression();
    if (at("some") || at("every")) return quantified_expression();
    if (at("function") && peek(1).is("(")) return function_literal();
  }
  return disjunction();
}

/// A declared name of several words may start with a keyword: `in stock`, `for sale`.
bool Parser::starts_known_name() {
  return longest_name([this](const std::string& name, std::size_t tokens) {
           return meaning_of(name, peek(tokens).is("(")).has_value();
         }) > 1;
}

Parser::Term Parser::if_expression() {
  Node node;
  node.op = Op::branch;
  node.begin = static_cast<std::uint32_t>(peek().begin);
  take();
  Term condition = expression();
  value_needed(condition);
  if (is_definite(*condition.type) && condition.type->kind != Type::Kind::boolean) {
    clash(condition, "if needs a condition", *condition.type, "boolean");
  }
  expect("then", "then");
  Term yes = expression();
  value_needed(yes);
  expect("else", "else");
  Term no = expression();
  value_needed(no);
  node.end = last_end();
  if (is_constant(condition.node) && constant_of(condition.node).kind() == Value::Kind::boolean) {
    return constant_of(condition.node).boolean() ? yes : no;
  }
  return emit(node, {condition.node, yes.node, no.node}, common_type(yes.type, no.type));
}

/// What follows `in`: a list, a range, or `from..to`, which is counted through without being made.
Parser::Term Parser::iteration_domain() {
  Term low = expression();
  value_needed(low);
  if (!at("..")) return low;
  take();
  Term high = expression();
  value_needed(high);
  Node node;
  node.op = Op::range_to;
  node.begin = begin_of(low);
  node.end = last_end();
  return emit(node, {low.node, high.node}, list_of(low.type));
}

Parser::Term Parser::for_expression() {
  Node node;
  node.op = Op::loop;
  node.begin = static_cast<std::uint32_t>(peek().begin);
  take();
  Scoped scoped(*this);
  std::vector<std::uint32_t> children;
  std::vector<std::uint32_t> places;
  do {
    std::string name = declared_name({"in"});
    take();
    const Term domain = iteration_domain();
    children.push_back(domain.node);
    places.push_back(scoped.declare(std::move(name), item_type_of(domain.type)));
  } while (take_if(","));
  expect("return", "return or ,");
  const std::uint32_t partial = scoped.declare("partial", type_of_kind(Type::Kind::list));
  const std::size_t tokens_before = next_;
  Term body = expression();
  value_needed(body);
  for (std::size_t i = tokens_before; i < next_; ++i) node.flag = node.flag || tokens_[i].is("partial");
  children.push_back(body.node);
  node.id = partial;
  node.end = last_end();
  node.extra = static_cast<std::uint32_t>(program_.extras.size());
  program_.extras.insert(program_.extras.end(), places.begin(), places.end());
  return emit(node, std::move(children), list_of(body.type));
}

Parser::Term Parser::quantified_expression() {
  Node node;
  node.op = at("some") ? Op::some : Op::every;
  node.begin = static_cast<std::uint32_t>(peek().begin);
  take();
  Scoped scoped(*this);
  std::vector<std::uint32_t> children;
  std::vector<std::uint32_t> places;
  do {
    std::string name = declared_name({"in"});
    take();
    const Term domain = iteration_domain();
    children.push_back(domain.node);
    places.push_back(scoped.declare(std::move(name), item_type_of(domain.type)));
  } while (take_if(","));
  expect("satisfies", "satisfies or ,");
  Term condition = expression();
  value_needed(condition);
  if (is_definite(*condition.type) && condition.type->kind != Type::Kind::boolean) {
    clash(condition, "satisfies needs a condition", *condition.type, "boolean");
  }
  children.push_back(condition.node);
  node.end = last_end();
  node.extra = static_cast<std::uint32_t>(program_.extras.size());
  program_.extras.insert(program_.extras.end(), places.begin(), places.end());
  return emit(node, std::move(children), type_of_kind(Type::Kind::boolean));
}

Parser::Term Parser::disjunction() {
  Term first = conjunction();
  if (!at("or")) return first;
  std::vector<std::uint32_t> children;
  const auto add = [&](Term& term) {
    value_needed(term);
    if (is_definite(*term.type) && term.type->kind != Type::Kind::boolean) {
      clash(term, "or joins conditions", *term.type, "boolean");
    }
    children.push_back(term.node);
  };
  add(first);
  while (take_if("or")) {
    Term next = conjunction();
    add(next);
  }
  Node node;
  node.op = Op::any_of;
  node.begin = begin_of(first);
  node.end = last_end();
  return emit(node, std::move(children), type_of_kind(Type::Kind::boolean));
}

Parser::Term Parser::conjunction() {
  Term first = comparison();
  if (!at("and")) return first;
  std::vector<std::uint32_t> children;
  const auto add = [&](Term& term) {
    value_needed(term);
    if (is_definite(*term.type) && term.type->kind != Type::Kind::boolean) {
      clash(term, "and joins conditions", *term.type, "boolean");
    }
    children.push_back(term.node);
  };
  add(first);
  while (take_if("and")) {
    Term next = comparison();
    add(next);
  }
  Node node;
  node.op = Op::all_of;
  node.begin = begin_of(first);
  node.end = last_end();
  return emit(node, std::move(children), type_of_kind(Type::Kind::boolean));
}

Parser::Term Parser::comparison() {
  Term left = additive();
  while (true) {
    if (const auto op = comparison_op(peek())) {
      take();
      value_needed(left);
      Term right = additive();
      value_needed(right);
      left = comparison_of(*op, left, right);
    } else if (at("between")) {
      value_needed(left);
      left = between(left);
    } else if (at("in")) {
      value_needed(left);
      left = in_expression(left);
    } else {
      return left;
    }
  }
}

Parser::Term Parser::between(const Term& value) {
  take();
  Term low = additive();
  value_needed(low);
  expect("and", "and");
  Term high = additive();
  value_needed(high);
  for (const Term* bound : {&low, &high}) {
    if (!are_comparable(*value.type, *bound->type)) {
      clash(*bound, "this can not be compared", *bound->type, type_name(*value.type));
    }
  }
  Node node;
  node.op = Op::between;
  node.begin = begin_of(value);
  node.end = last_end();
  return emit(node, {value.node, low.node, high.node}, type_of_kind(Type::Kind::boolean));
}

Parser::Term Parser::comparison_of(Op op, const Term& left, const Term& right) {
  Node node;
  node.op = op;
  node.begin = begin_of(left);
  node.end = last_end();
  node.flag = is_null_literal(left) || is_null_literal(right);
  if (!are_comparable(*left.type, *right.type)) {
    clash(right, "this can not be compared", *right.type, type_name(*left.type));
    if (strict()) return emit_null(node.begin, node.end);  // else one of them may be null, which is decided
  }
  if (op != Op::equal && op != Op::not_equal) {
    for (const Term* side : {&left, &right}) {
      if (!is_ordered(side->type->kind)) {
        clash(*side, "this has no order", *side->type, "a number, string or temporal");
        return emit_null(node.begin, node.end);
      }
    }
  }
  for (const auto& [enumerated, other] : {std::pair(&left, &right), std::pair(&right, &left)}) {
    if (!strict() || !is_constant(other->node) || !is_outside(*enumerated->type, constant_of(other->node)))
      continue;
    Diagnostic& diagnostic = report("HF2116", "this is not one of the declared values", *other);
    for (const std::string& value : enumerated->type->values) {
      diagnostic.expected += (diagnostic.expected.empty() ? "" : ", ") + value;
    }
    diagnostic.suggestion = nearest_name(constant_of(other->node).string(), enumerated->type->values);
  }
  return emit(node, {left.node, right.node}, type_of_kind(Type::Kind::boolean));
}

Parser::Term Parser::additive() { return chain(true); }
Parser::Term Parser::multiplicative() { return chain(false); }

/// a + b - c … or a * b / c …: one flat node, so that a long sum is not a deep tree.
Parser::Term Parser::chain(bool additive) {
  Term first = additive ? multiplicative() : exponentiation();
  const auto sign_ahead = [&]() -> std::optional<Sign> {
    if (peek().kind != Token::Kind::symbol) return std::nullopt;
    if (additive && peek().text == "+") return Sign::add;
    if (additive && peek().text == "-") return Sign::subtract;
    if (!additive && peek().text == "*") return Sign::multiply;
    if (!additive && peek().text == "/") return Sign::divide;
    return std::nullopt;
  };
  if (!sign_ahead()) return first;
  value_needed(first);
  std::vector<std::uint32_t> children = {first.node};
  std::vector<std::uint32_t> signs = {0};
  Type::Kind kind = first.type->kind;
  Node node;
  node.op = Op::chain;
  node.begin = begin_of(first);
  while (const auto sign = sign_ahead()) {
    take();
    Term next = additive ? multiplicative() : exponentiation();
    value_needed(next);
    const auto result = result_kind(*sign, kind, next.type->kind);
    if (!result) {
      Type left;
      left.kind = kind;
      const std::string operation(sign_text(*sign));
      clash(next, operation + " does not take a " + type_name(left) + " and a " + type_name(*next.type),
            *next.type, "a type that goes with " + type_name(left));
    }
    kind = result.value_or(Type::Kind::any);
    children.push_back(next.node);
    signs.push_back(static_cast<std::uint32_t>(*sign));
  }
  node.end = last_end();
  node.extra = static_cast<std::uint32_t>(program_.extras.size());
  program_.extras.insert(program_.extras.end(), signs.begin(), signs.end());
  const std::size_t reported = reporter_.count();
  if (reported > 0 && strict()) {
    // A clash is told once: no folding of what is already refused.
    Term term = emit_null(node.begin, node.end);
    term.type = type_of_kind(kind);
    return term;
  }
  return emit(node, std::move(children), type_of_kind(kind));
}

Parser::Term Parser::exponentiation() {
  Term base = negation();
  while (at("**")) {
    take();
    value_needed(base);
    Term exponent = negation();
    value_needed(exponent);
    for (const Term* side : {&base, &exponent}) {
      if (is_definite(*side->type) && side->type->kind != Type::Kind::number) {
        clash(*side, "** takes numbers", *side->type, "number");
      }
    }
    Node node;
    node.op = Op::power;
    node.begin = begin_of(base);
    node.end = last_end();
    if (strict() && !reporter_.empty())
      base = emit_null(node.begin, node.end);
    else
      base = emit(node, {base.node, exponent.node}, type_of_kind(Type::Kind::number));
  }
  return base;
}

Parser::Term Parser::negation() {
  if (!at("-")) return instance_of();
  const Nesting nesting(*this);
  Node node;
  node.op = Op::negate;
  node.begin = static_cast<std::uint32_t>(peek().begin);
  take();
  Term value = negation();
  value_needed(value);
  node.end = last_end();
  const Type::Kind kind = value.type->kind;
  if (is_definite(*value.type) && kind != Type::Kind::number && kind != Type::Kind::days_duration &&
      kind != Type::Kind::months_duration) {
    clash(value, "- takes numbers and durations", *value.type, "number");
    if (strict()) return emit_null(node.begin, node.end);
  }
  return emit(node, {value.node}, value.type);
}

Parser::Term Parser::instance_of() {
  Term value = postfix();
  while (at("instance") && peek(1).is("of")) {
    value_needed(value);
    take();
    take();
    Node node;
    node.op = Op::instance_of;
    node.begin = begin_of(value);
    node.id = static_cast<std::uint32_t>(program_.types.size());
    program_.types.push_back(type_expression());
    node.end = last_end();
    value = emit(node, {value.node}, type_of_kind(Type::Kind::boolean));
  }
  return value;
}

Parser::Term Parser::postfix() {
  Term term = primary();
  while (true) {
    if (at(".")) {
      take();
      if (term.function) value_needed(term);
      term = path_term(term);
    } else if (at("[") && !closes_range()) {
      value_needed(term);
      term = filter_of(term);
    } else if (at("(")) {
      if (term.function) {
        term = host_call(term);
      } else {
        value_needed(term);
        term = value_call(term);
      }
    } else {
      return term;
    }
  }
}

/// `[` after the end of a range closes it, as in [1..10[, unless something to filter by follows.
bool Parser::closes_range() const {
  if (!range_end_) return false;
  const Token& next = peek(1);
  if (next.kind == Token::Kind::end) return true;
  if (next.kind == Token::Kind::symbol)
    return next.text != "(" && next.text != "[" && next.text != "-" && next.text != "{";
  return next.kind == Token::Kind::name && is_keyword(next.text) && next.text != "true" &&
         next.text != "false" && next.text != "if" && next.text != "some" && next.text != "every" &&
         next.text != "for";
}

Parser::Term Parser::filter_of(const Term& list) {
  const Nesting nesting(*this);
  Node node;
  node.op = Op::filter;
  node.begin = begin_of(list);
  take();
  Scoped scoped(*this);
  const TypePtr item = item_type_of(list.type);
  node.id = scoped.declare("item", item);
  scoped.scope().filter = true;
  scoped.scope().item = node.id;
  scoped.scope().item_type = item;
  Term condition = expression();
  value_needed(condition);
  expect("]", "]");
  node.end = last_end();
  node.flag = condition.type->kind == Type::Kind::number;
  if (is_definite(*condition.type) && !node.flag && condition.type->kind != Type::Kind::boolean) {
    clash(condition, "a filter needs a condition or an index", *condition.type, "boolean or number");
  }
  TypePtr type = type_of_kind(Type::Kind::any);
  if (node.flag)
    type = item;
  else if (condition.type->kind == Type::Kind::boolean)
    type = list_of(item);
  Term term = emit(node, {list.node, condition.node}, type);
  if (node.flag && is_constant(list.node) && is_constant(condition.node)) fold(term);
  return term;
}

Parser::Term Parser::primary() {
  const Token& token = peek();
  const auto begin = static_cast<std::uint32_t>(token.begin);
  switch (token.kind) {
    case Token::Kind::number:
      return number_literal();
    case Token::Kind::string: {
      std::string content = token.content;
      take();
      return emit_constant(Value::of(std::move(content)), begin, last_end());
    }
    case Token::Kind::at_string:
      return temporal_literal();
    case Token::Kind::end:
      stop_at(token, "the expression ends too early", "a value");
    case Token::Kind::symbol:
      if (at("(")) return parenthesised();
      if (at("[") || at("]")) return bracketed();
      if (at("{")) return context_literal();
      stop_at(token, "this can not stand here",
              at("=") && next_ > 0 && tokens_[next_ - 1].is("=") ? "a value; equal is written with one ="
                                                                 : "a value");
    case Token::Kind::name:
      break;
  }
  if (is_keyword(token.text) && starts_known_name()) return name_term();
  for (const auto& [word, value] : {std::pair("true", Value::of(true)), std::pair("false", Value::of(false)),
                                    std::pair("null", Value())}) {
    if (!at(word)) continue;
    take();
    return emit_constant(value, begin, last_end());
  }
  if (at("if") || at("for") || at("some") || at("every") || (at("function") && peek(1).is("(")))
    return expression();
  if (is_keyword(token.text) || at("else")) stop_at(token, "this can not stand here", "a value");
  return name_term();
}

Parser::Term Parser::number_literal() {
  const Token token = peek();
  take();
  const auto number = Decimal::parse(token.text);
  if (!number) {
    reporter_.add("HF2103", "the number is too large or too small", token.begin, token.end).expected =
        "an exponent from -6176 to 6111";
    return emit_constant(Value::of(Decimal()), static_cast<std::uint32_t>(token.begin),
                         static_cast<std::uint32_t>(token.end));
  }
  return emit_constant(Value::of(*number), static_cast<std::uint32_t>(token.begin),
                       static_cast<std::uint32_t>(token.end));
}

Parser::Term Parser::temporal_literal() {
  const Token token = peek();
  take();
  const auto begin = static_cast<std::uint32_t>(token.begin);
  if (auto value = temporal_from_text(token.content))
    return emit_constant(std::move(*value), begin, last_end());
  reporter_.add("HF2105", "this is no date, time or duration", token.begin, token.end).expected =
      "@\"2024-03-01\", @\"10:30:00\", @\"2024-03-01T10:30:00\", @\"P1D\" or @\"P1M\"";
  return nothing(begin, last_end());
}

/// `<= 5` where a value is expected: a range without the other end.
Parser::Term Parser::operator_range(Op op, std::uint32_t begin) {
  Term end = additive();
  value_needed(end);
  Node node;
  node.op = Op::range;
  node.id = static_cast<std::uint32_t>(op);
  node.flag = op == Op::greater_equal || op == Op::equal;
  node.other_flag = op == Op::less_equal || op == Op::equal;
  node.begin = begin;
  node.end = last_end();
  Type type;
  type.kind = Type::Kind::range;
  type.item = end.type;
  return emit(node, {end.node}, std::make_shared<const Type>(type));
}

Parser::Term Parser::parenthesised() {
  const Nesting nesting(*this);
  const auto begin = static_cast<std::uint32_t>(peek().begin);
  take();
  if (const auto op = comparison_op(peek()); op && *op != Op::not_equal) {
    take();
    const Term range = operator_range(*op, begin);
    expect(")", ")");
    return range;
  }
  Term inner = expression();
  value_needed(inner);
  if (at("..")) return range_from(inner, false, begin);
  expect(")", ") or an operator");
  return inner;
}

Parser::Term Parser::bracketed() {
  const Nesting nesting(*this);
  const auto begin = static_cast<std::uint32_t>(peek().begin);
  const bool reversed = at("]");
  take();
  if (!reversed && take_if("]")) return list_from({}, begin);
  Term first = expression();
  value_needed(first);
  if (at("..")) return range_from(first, !reversed, begin);
  if (reversed) stop_at(peek(), "a range should go on here", "..");
  std::vector<Term> items = {first};
  while (take_if(",")) {
    Term next = expression();
    value_needed(next);
    items.push_back(std::move(next));
  }
  expect("]", ", or ]");
  return list_from(std::move(items), begin);
}

Parser::Term Parser::range_from(const Term& low, bool low_closed, std::uint32_t begin) {
  take();  // ..
  range_end_ = true;
  Term high = additive();
  range_end_ = false;
  value_needed(high);
  Node node;
  node.op = Op::range;
  node.flag = low_closed;
  node.other_flag = at("]");
  if (!at("]") && !at(")") && !at("[")) stop_at(peek(), "the range should end here", "], ) or [");
  take();
  node.begin = begin;
  node.end = last_end();
  if (!are_comparable(*low.type, *high.type)) {
    clash(high, "the ends of a range are of one type", *high.type, type_name(*low.type));
    if (strict()) return emit_null(node.begin, node.end);
  }
  Type type;
  type.kind = Type::Kind::range;
  type.item = is_definite(*low.type) ? low.type : high.type;
  return emit(node, {low.node, high.node}, std::make_shared<const Type>(type));
}

Parser::Term Parser::list_from(std::vector<Term> items, std::uint32_t begin) {
  TypePtr item = items.empty() ? type_of_kind(Type::Kind::any) : items.front().type;
  std::vector<std::uint32_t> children;
  for (const Term& term : items) {
    item = common_type(item, term.type);
    children.push_back(term.node);
  }
  Node node;
  node.op = Op::list;
  node.begin = begin;
  node.end = last_end();
  return emit(node, std::move(children), list_of(item));
}

Parser::Term Parser::context_literal() {
  const Nesting nesting(*this);
  Node node;
  node.op = Op::context;
  node.begin = static_cast<std::uint32_t>(peek().begin);
  take();
  Scoped scoped(*this);
  Type type;
  type.kind = Type::Kind::context;
  std::vector<std::uint32_t> children;
  std::vector<std::uint32_t> extras;
  while (!at("}")) {
    const Token key = peek();
    std::string name;
    if (key.kind == Token::Kind::string) {
      name = key.content;
      take();
    } else {
      name = declared_name({":"});
    }
    expect(":", ":");
    const bool twice =
        std::any_of(type.fields.begin(), type.fields.end(), [&](const auto& f) { return f.first == name; });
    if (twice) reporter_.add("HF2118", "this entry is given twice", key.begin, key.end);
    Term value = expression();
    value_needed(value);
    extras.push_back(name_id(name));
    extras.push_back(scoped.declare(name, value.type));
    children.push_back(value.node);
    type.fields.emplace_back(std::move(name), *value.type);
    if (!at("}")) expect(",", ", or }");
  }
  take();
  node.end = last_end();
  node.extra = static_cast<std::uint32_t>(program_.extras.size());
  program_.extras.insert(program_.extras.end(), extras.begin(), extras.end());
  return emit(node, std::move(children), std::make_shared<const Type>(std::move(type)));
}

}  // namespace huifang::feel
