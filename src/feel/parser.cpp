#include "feel/parser.hpp"

#include <algorithm>

#include "feel/evaluate.hpp"
#include "feel/temporal.hpp"

namespace huifang::feel {
namespace {

/// Constant folding sees no facts.
class NoFrame final : public Frame {
 public:
  Value load(std::uint32_t) const override { return {}; }
  Value attribute(const Value&, std::uint32_t) const override { return {}; }
  Value call(std::uint32_t, std::span<const Value>) const override { return {}; }
};

bool folds(Op op) {
  switch (op) {
    case Op::path:
    case Op::negate:
    case Op::chain:
    case Op::power:
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::between:
    case Op::all_of:
    case Op::any_of:
    case Op::test:
    case Op::test_not:
    case Op::list:
    case Op::range:
    case Op::instance_of:
      return true;
    default:
      return false;
  }
}

}  // namespace

Parser::Parser(Expression::Program& program, const Names& names, Reporter& reporter, const Type* input)
    : program_(program), names_(names), reporter_(reporter), input_(input) {
  activations_.emplace_back();
  activations_.back().scopes.emplace_back();
  if (input_ != nullptr) activations_.back().locals = 1;
}

void Parser::parse_expression() {
  tokens_ = tokenize(program_.text, reporter_);
  if (!reporter_.empty()) throw Stop{};
  Term term = expression();
  value_needed(term);
  if (peek().kind != Token::Kind::end)
    stop_at(peek(), "the expression should end here", "an operator or the end");
  finish(term);
}

void Parser::parse_item_condition(const TypePtr& item) {
  tokens_ = tokenize(program_.text, reporter_);
  if (!reporter_.empty()) throw Stop{};
  Scope& scope = activations_.back().scopes.back();
  scope.item = new_local();
  scope.filter = true;
  scope.item_type = item;
  scope.locals.push_back({"item", scope.item, item});
  Term condition = expression();
  value_needed(condition);
  if (peek().kind != Token::Kind::end)
    stop_at(peek(), "the expression should end here", "an operator or the end");
  finish(condition);
}

void Parser::finish(const Term& term) {
  program_.root = term.node;
  program_.type = *term.type;
  program_.locals = activations_.front().locals;
  for (std::vector<std::uint32_t>* ids :
       {&program_.slot_ids, &program_.attribute_ids, &program_.function_ids}) {
    std::sort(ids->begin(), ids->end());
    ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
  }
  if (is_constant(term.node)) program_.value = constant_of(term.node);
}

const Token& Parser::peek(std::size_t ahead) const {
  return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
}

const Token& Parser::take() {
  const Token& token = peek();
  if (next_ + 1 < tokens_.size()) ++next_;
  return token;
}

bool Parser::take_if(std::string_view text) {
  if (!at(text)) return false;
  take();
  return true;
}

void Parser::expect(std::string_view text, std::string_view expected) {
  if (!take_if(text)) stop_at(peek(), "this can not stand here", std::string(expected));
}

void Parser::stop_at(const Token& token, std::string message, std::string expected) {
  reporter_.add("HF2101", std::move(message), token.begin, token.end).expected = std::move(expected);
  throw Stop{};
}

void Parser::stop_limit(std::string message, std::size_t begin, std::size_t end) {
  reporter_.add("HF2121", std::move(message), begin, end);
  throw Stop{};
}

Diagnostic& Parser::report(std::string code, std::string message, const Term& term) {
  const Node& node = program_.nodes[term.node];
  return reporter_.add(std::move(code), std::move(message), node.begin, node.end);
}

std::uint32_t Parser::last_end() const {
  return next_ == 0 ? 0 : static_cast<std::uint32_t>(tokens_[next_ - 1].end);
}

Parser::Term Parser::emit(Node node, std::vector<std::uint32_t> children, TypePtr type) {
  std::uint32_t depth = 0;
  for (const std::uint32_t child : children) depth = std::max(depth, depths_[child]);
  if (++depth > program_.limits.depth) {
    stop_limit("the limit of " + std::to_string(program_.limits.depth) + " levels of nesting is exceeded",
               node.begin, node.begin + 1);
  }
  node.first = static_cast<std::uint32_t>(program_.children.size());
  node.count = static_cast<std::uint32_t>(children.size());
  program_.children.insert(program_.children.end(), children.begin(), children.end());
  program_.nodes.push_back(node);
  depths_.push_back(depth);
  Term term;
  term.node = static_cast<std::uint32_t>(program_.nodes.size() - 1);
  term.type = std::move(type);
  types_.push_back(term.type);
  const auto is_null = [this](std::uint32_t child) {
    return is_constant(child) && constant_of(child).is_null();
  };
  // A range to nowhere stays one, so that `in` can tell it from null.
  if (node.op == Op::range && std::any_of(children.begin(), children.end(), is_null)) return term;
  const bool pure = folds(node.op) || (node.op == Op::builtin && builtins()[node.id].foldable);
  if (pure && std::all_of(children.begin(), children.end(),
                          [this](std::uint32_t child) { return is_constant(child); })) {
    fold(term);
  }
  return term;
}

/// Replaces an operation on constants by its result. What fails is told now in strict semantics.
void Parser::fold(Term& term) {
  Node& node = program_.nodes[term.node];
  const Limits outer = program_.limits;
  program_.limits.steps = std::min<std::uint64_t>(outer.steps, 10'000);
  const NoFrame frame;
  Evaluator evaluator(program_, frame);
  const std::uint32_t root = program_.root;
  program_.root = term.node;
  const Outcome outcome = evaluator.run();
  program_.root = root;
  program_.limits = outer;
  if (outcome.status == Outcome::Status::wrong_type || outcome.status == Outcome::Status::error) {
    if (outcome.message.rfind("the limit", 0) == 0) return;  // left to run time
    report("HF2119", "this always fails: " + outcome.message, term);
    return;
  }
  program_.constants.push_back(outcome.value);
  node.op = Op::constant;
  node.id = static_cast<std::uint32_t>(program_.constants.size() - 1);
  node.count = 0;
  depths_[term.node] = 1;
  if (term.type->kind == Type::Kind::any || outcome.value.is_null()) {
    term.type = std::make_shared<const Type>(type_of(outcome.value));
    types_[term.node] = term.type;
  }
}

Parser::Term Parser::emit_constant(Value value, std::uint32_t begin, std::uint32_t end) {
  Node node;
  node.op = Op::constant;
  node.begin = begin;
  node.end = end;
  TypePtr type = std::make_shared<const Type>(type_of(value));
  program_.constants.push_back(std::move(value));
  node.id = static_cast<std::uint32_t>(program_.constants.size() - 1);
  return emit(node, {}, std::move(type));
}

Parser::Term Parser::emit_null(std::uint32_t begin, std::uint32_t end) {
  Node node;
  node.op = Op::constant_null;
  node.begin = begin;
  node.end = end;
  return emit(node, {}, type_of_kind(Type::Kind::any));
}

Parser::Term Parser::nothing(std::uint32_t begin, std::uint32_t end) { return emit_null(begin, end); }

bool Parser::is_null_literal(const Term& term) const {
  return is_constant(term.node) && constant_of(term.node).is_null();
}

std::uint32_t Parser::name_id(std::string_view name) {
  const auto place = std::find(program_.names.begin(), program_.names.end(), name);
  if (place != program_.names.end()) return static_cast<std::uint32_t>(place - program_.names.begin());
  program_.names.emplace_back(name);
  return static_cast<std::uint32_t>(program_.names.size() - 1);
}

void Parser::clash(const Term& term, const std::string& what, const Type& found,
                   const std::string& expected) {
  if (!strict()) return;
  Diagnostic& diagnostic = report("HF2115", what, term);
  diagnostic.found += " (" + type_name(found) + ")";
  diagnostic.expected = expected;
}

std::optional<Value> temporal_from_text(const std::string& text) {
  if (text.find('P') < 2 && (text[0] == 'P' || text[0] == '-')) {
    if (const auto duration = DaysDuration::parse(text)) return Value::of(*duration);
    if (const auto duration = MonthsDuration::parse(text)) return Value::of(*duration);
    return std::nullopt;
  }
  if (const auto date = Date::parse(text)) return Value::of(*date);
  if (auto time = Time::parse(text)) {
    return temporal::is_valid(time->zone) ? std::optional<Value>(Value::of(std::move(*time))) : std::nullopt;
  }
  if (auto date_time = DateTime::parse(text)) {
    if (temporal::is_valid(date_time->time.zone)) return Value::of(std::move(*date_time));
  }
  return std::nullopt;
}

bool is_outside(const Type& enumeration, const Value& value) {
  return enumeration.kind == Type::Kind::string && !enumeration.values.empty() &&
         value.kind() == Value::Kind::string &&
         std::find(enumeration.values.begin(), enumeration.values.end(), value.string()) ==
             enumeration.values.end();
}

}  // namespace huifang::feel
