#include "dmn/java.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "dmn/java_format.hpp"
#include "dmn/java_types.hpp"
#include "feel/program.hpp"

namespace huifang::dmn {
namespace {

using java::Argument;
using java::Type;

struct Arguments {
  std::span<const Argument> values;
  java::Room& room;  ///< for a result that is longer than the arguments

  const Argument& operator[](std::size_t index) const { return values[index]; }
};
using Result = std::optional<Value>;

constexpr std::string_view math = "java.lang.Math";

std::int64_t whole(const Argument& argument) { return std::get<std::int64_t>(argument); }
double real(const Argument& argument) { return std::get<double>(argument); }
const std::string& text(const Argument& argument) { return std::get<std::string>(argument); }

Result of(std::int64_t number) { return Value::of(Decimal(number)); }
Result of(std::string string) { return Value::of(std::move(string)); }
Result of(bool boolean) { return Value::of(boolean); }

/// A method by class, name and parameters.
struct Method {
  std::string_view holder;
  std::string_view name;
  std::vector<Type> parameters;
  Result (*function)(Arguments);
};

template <double (*Function)(double)>
Result unary(Arguments arguments) {
  return java::number_of(Function(real(arguments[0])));
}
template <double (*Function)(double, double)>
Result binary(Arguments arguments) {
  return java::number_of(Function(real(arguments[0]), real(arguments[1])));
}

/// Result of one of two whole numbers, floats or doubles.
template <bool Larger>
Result whole_choice(Arguments arguments) {
  return of(Larger ? std::max(whole(arguments[0]), whole(arguments[1]))
                   : std::min(whole(arguments[0]), whole(arguments[1])));
}
template <bool Larger>
double choice(Arguments arguments) {
  return Larger ? std::max(real(arguments[0]), real(arguments[1]))
                : std::min(real(arguments[0]), real(arguments[1]));
}
template <bool Larger>
Result double_choice(Arguments arguments) {
  return java::number_of(choice<Larger>(arguments));
}
template <bool Larger>
Result float_choice(Arguments arguments) {
  return java::float_number_of(static_cast<float>(choice<Larger>(arguments)));
}

/// Digits as Java's parse functions read them, within the range of the type.
template <std::int64_t Low, std::int64_t High>
Result parsed_whole(Arguments arguments) {
  const std::string& digits = text(arguments[0]);
  const std::size_t sign = !digits.empty() && (digits[0] == '-' || digits[0] == '+') ? 1 : 0;
  if (digits.size() == sign || digits.find_first_not_of("0123456789", sign) != std::string::npos)
    return std::nullopt;
  const auto number = Decimal::parse(digits[0] == '+' ? digits.substr(1) : digits);
  const auto integer = number ? number->to_int64() : std::nullopt;
  if (!integer || *integer < Low || *integer > High) return std::nullopt;
  return of(*integer);
}

std::optional<double> parsed_real(Arguments arguments) {
  const auto number = Decimal::parse(text(arguments[0]));
  if (!number) return std::nullopt;
  const auto argument = java::argument_of(Value::of(*number), Type::double_type);
  return argument ? std::optional(real(*argument)) : std::nullopt;
}
Result parsed_double(Arguments arguments) {
  const auto number = parsed_real(arguments);
  return number ? java::number_of(*number) : std::nullopt;
}
Result parsed_float(Arguments arguments) {
  const auto number = parsed_real(arguments);
  return number ? java::float_number_of(static_cast<float>(*number)) : std::nullopt;
}

Result same_whole(Arguments arguments) { return of(whole(arguments[0])); }
Result same_double(Arguments arguments) { return java::number_of(real(arguments[0])); }
Result same_float(Arguments arguments) {
  return java::float_number_of(static_cast<float>(real(arguments[0])));
}
Result same_boolean(Arguments arguments) { return of(std::get<bool>(arguments[0])); }
Result same_text(Arguments arguments) { return of(text(arguments[0])); }
Result whole_text(Arguments arguments) { return of(std::to_string(whole(arguments[0]))); }
Result boolean_text(Arguments arguments) {
  return of(std::string(std::get<bool>(arguments[0]) ? "true" : "false"));
}
Result object_text(Arguments arguments) {
  return of(java::text_of(std::get<Value>(arguments[0]), arguments.room));
}
/// A double as Java writes it: with a point, even when it is whole.
Result double_text(Arguments arguments) {
  const auto number = java::number_of(real(arguments[0]));
  if (!number) return std::nullopt;
  std::string digits = number->number().to_text();
  if (digits.find_first_of(".eE") == std::string::npos) digits += ".0";
  return of(std::move(digits));
}

/// Math of int or long. Where Java wraps around (the smallest number has no opposite), there is no result.
template <std::int64_t Smallest>
void add_whole_math(std::vector<Method>& methods, Type type) {
  methods.push_back({math, "max", {type, type}, whole_choice<true>});
  methods.push_back({math, "min", {type, type}, whole_choice<false>});
  methods.push_back({math, "abs", {type}, [](Arguments a) -> Result {
                       if (whole(a[0]) == Smallest) return std::nullopt;
                       return of(std::abs(whole(a[0])));
                     }});
  methods.push_back({math, "floorDiv", {type, type}, [](Arguments a) -> Result {
                       if (whole(a[1]) == 0 || (whole(a[0]) == Smallest && whole(a[1]) == -1))
                         return std::nullopt;
                       const std::int64_t quotient = whole(a[0]) / whole(a[1]);
                       const bool down =
                           whole(a[0]) % whole(a[1]) != 0 && (whole(a[0]) < 0) != (whole(a[1]) < 0);
                       return of(quotient - (down ? 1 : 0));
                     }});
  methods.push_back({math, "floorMod", {type, type}, [](Arguments a) -> Result {
                       if (whole(a[1]) == 0 || whole(a[1]) == -1)
                         return whole(a[1]) == 0 ? std::nullopt : of(std::int64_t{0});
                       const std::int64_t rest = whole(a[0]) % whole(a[1]);
                       return of(rest != 0 && (rest < 0) != (whole(a[1]) < 0) ? rest + whole(a[1]) : rest);
                     }});
}

std::vector<Method> math_methods() {
  std::vector<Method> methods;
  add_whole_math<INT32_MIN>(methods, Type::int_type);
  add_whole_math<INT64_MIN>(methods, Type::long_type);
  methods.push_back({math, "max", {Type::float_type, Type::float_type}, float_choice<true>});
  methods.push_back({math, "min", {Type::float_type, Type::float_type}, float_choice<false>});
  methods.push_back({math, "max", {Type::double_type, Type::double_type}, double_choice<true>});
  methods.push_back({math, "min", {Type::double_type, Type::double_type}, double_choice<false>});
  methods.push_back({math, "abs", {Type::float_type}, [](Arguments a) {
                       return java::float_number_of(std::fabs(static_cast<float>(real(a[0]))));
                     }});
  methods.push_back({math, "round", {Type::double_type}, [](Arguments a) {
                       return java::number_of(std::floor(real(a[0]) + 0.5));
                     }});
  methods.push_back({math, "round", {Type::float_type}, [](Arguments a) {
                       return java::number_of(std::floor(real(a[0]) + 0.5));
                     }});
  struct Unary {
    std::string_view name;
    Result (*function)(Arguments);
  };
  const std::array<Unary, 20> unaries = {{
      {"abs", unary<std::fabs>},    {"sin", unary<std::sin>},        {"cos", unary<std::cos>},
      {"tan", unary<std::tan>},     {"asin", unary<std::asin>},      {"acos", unary<std::acos>},
      {"atan", unary<std::atan>},   {"sinh", unary<std::sinh>},      {"cosh", unary<std::cosh>},
      {"tanh", unary<std::tanh>},   {"exp", unary<std::exp>},        {"expm1", unary<std::expm1>},
      {"log", unary<std::log>},     {"log10", unary<std::log10>},    {"log1p", unary<std::log1p>},
      {"sqrt", unary<std::sqrt>},   {"cbrt", unary<std::cbrt>},      {"ceil", unary<std::ceil>},
      {"floor", unary<std::floor>}, {"rint", unary<std::nearbyint>},
  }};
  for (const Unary& each : unaries) methods.push_back({math, each.name, {Type::double_type}, each.function});
  const std::array<Unary, 3> binaries = {
      {{"pow", binary<std::pow>}, {"atan2", binary<std::atan2>}, {"hypot", binary<std::hypot>}}};
  for (const Unary& each : binaries)
    methods.push_back({math, each.name, {Type::double_type, Type::double_type}, each.function});
  return methods;
}

std::vector<Method> number_methods() {
  std::vector<Method> methods;
  struct Whole {
    std::string_view holder;
    Type type;
    std::string_view parse;
    Result (*parsed)(Arguments);
  };
  const std::array<Whole, 4> wholes = {{
      {"java.lang.Byte", Type::byte_type, "parseByte", parsed_whole<INT8_MIN, INT8_MAX>},
      {"java.lang.Short", Type::short_type, "parseShort", parsed_whole<INT16_MIN, INT16_MAX>},
      {"java.lang.Integer", Type::int_type, "parseInt", parsed_whole<INT32_MIN, INT32_MAX>},
      {"java.lang.Long", Type::long_type, "parseLong", parsed_whole<INT64_MIN, INT64_MAX>},
  }};
  for (const Whole& each : wholes) {
    methods.push_back({each.holder, "valueOf", {each.type}, same_whole});
    methods.push_back({each.holder, "valueOf", {Type::string}, each.parsed});
    methods.push_back({each.holder, each.parse, {Type::string}, each.parsed});
    methods.push_back({each.holder, "toString", {each.type}, whole_text});
    methods.push_back({each.holder, "max", {each.type, each.type}, whole_choice<true>});
    methods.push_back({each.holder, "min", {each.type, each.type}, whole_choice<false>});
  }
  methods.push_back({"java.lang.Float", "valueOf", {Type::float_type}, same_float});
  methods.push_back({"java.lang.Float", "valueOf", {Type::string}, parsed_float});
  methods.push_back({"java.lang.Float", "parseFloat", {Type::string}, parsed_float});
  methods.push_back({"java.lang.Double", "valueOf", {Type::double_type}, same_double});
  methods.push_back({"java.lang.Double", "valueOf", {Type::string}, parsed_double});
  methods.push_back({"java.lang.Double", "parseDouble", {Type::string}, parsed_double});
  methods.push_back({"java.lang.Double", "toString", {Type::double_type}, double_text});
  methods.push_back({"java.lang.Boolean", "valueOf", {Type::boolean_type}, same_boolean});
  const auto parsed_boolean = [](Arguments a) {
    std::string lower = text(a[0]);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return of(lower == "true");
  };
  methods.push_back({"java.lang.Boolean", "valueOf", {Type::string}, parsed_boolean});
  methods.push_back({"java.lang.Boolean", "parseBoolean", {Type::string}, parsed_boolean});
  methods.push_back({"java.lang.Boolean", "toString", {Type::boolean_type}, boolean_text});
  methods.push_back({"java.lang.Character", "valueOf", {Type::char_type}, same_text});
  methods.push_back({"java.lang.Character", "toString", {Type::char_type}, same_text});
  return methods;
}

std::vector<Method> string_methods() {
  constexpr std::string_view string = "java.lang.String";
  return {
      {string, "valueOf", {Type::char_type}, same_text},
      {string, "valueOf", {Type::int_type}, whole_text},
      {string, "valueOf", {Type::long_type}, whole_text},
      {string, "valueOf", {Type::double_type}, double_text},
      {string, "valueOf", {Type::boolean_type}, boolean_text},
      {string, "valueOf", {Type::object}, object_text},
      {string,
       "format",
       {Type::string, Type::objects},
       [](Arguments a) -> Result {
         auto formatted = java::format(text(a[0]), std::get<std::vector<Value>>(a[1]), a.room);
         return formatted ? of(std::move(*formatted)) : std::nullopt;
       }},
      {string,
       "join",
       {Type::string, Type::objects},
       [](Arguments a) -> Result {
         std::string joined;
         const auto& parts = std::get<std::vector<Value>>(a[1]);
         for (std::size_t i = 0; i < parts.size(); ++i) {
           const std::string part = java::text_of(parts[i], a.room);
           const std::string_view between = i > 0 ? std::string_view(text(a[0])) : std::string_view();
           if (!a.room.fits(joined.size() + between.size() + part.size())) return std::nullopt;
           joined.append(between).append(part);
         }
         return of(std::move(joined));
       }},
  };
}

const std::vector<Method>& methods() {
  static const std::vector<Method> all = [] {
    std::vector<Method> list = math_methods();
    for (Method& method : number_methods()) list.push_back(std::move(method));
    for (Method& method : string_methods()) list.push_back(std::move(method));
    return list;
  }();
  return all;
}

const Method* method_of(std::string_view holder, std::string_view signature_text) {
  const auto signature = java::parse_signature(signature_text);
  if (!signature) return nullptr;
  if (holder == "java.lang.StrictMath") holder = "java.lang.Math";
  for (const Method& method : methods()) {
    if (method.holder == holder && method.name == signature->method &&
        method.parameters == signature->parameters)
      return &method;
  }
  return nullptr;
}

struct JavaFunction final : feel::HostFunction {
  const Method* method = nullptr;
  feel::Limits limits;

  Value call(std::span<const Value> given, feel::Work& work, const feel::Frame&) const override {
    std::vector<Argument> arguments;
    const std::size_t count = method->parameters.size();
    const bool variadic = count > 0 && method->parameters.back() == Type::objects;
    if (variadic ? given.size() + 1 < count : given.size() != count) return {};
    for (std::size_t i = 0; i < count; ++i) {
      if (variadic && i + 1 == count && given.size() != count) {
        arguments.emplace_back(
            std::vector<Value>(given.begin() + static_cast<std::ptrdiff_t>(i), given.end()));
        break;
      }
      auto argument = java::argument_of(given[i], method->parameters[i]);
      if (!argument) return {};
      arguments.push_back(std::move(*argument));
    }
    std::uint64_t steps = 1;
    for (const Argument& argument : arguments) {
      if (const auto* objects = std::get_if<std::vector<Value>>(&argument)) steps += objects->size();
    }
    if (!charge(work, steps)) return {};
    java::Room room(limits.string_bytes);
    Value answer = method->function({arguments, room}).value_or(Value());
    if (room.exceeded()) {
      if (work.exceeded.empty())
        work.exceeded =
            "the limit of " + std::to_string(limits.string_bytes) + " bytes in a string is exceeded";
      return {};
    }
    if (answer.kind() == Value::Kind::string && !charge(work, answer.string().size() / bytes_per_step))
      return {};
    return answer;
  }

 private:
  static constexpr std::size_t bytes_per_step = 64;

  bool charge(feel::Work& work, std::uint64_t steps) const {
    work.steps += steps;
    if (work.steps > limits.steps && work.exceeded.empty())
      work.exceeded = "the limit of " + std::to_string(limits.steps) + " evaluation steps is exceeded";
    return work.exceeded.empty();
  }
};

const std::string* entry_text(const Context& context, std::string_view name) {
  const Value* entry = context.find(name);
  return entry != nullptr && entry->kind() == Value::Kind::string ? &entry->string() : nullptr;
}

/// The text of a string literal, without its quotes; nullopt for any other expression.
std::optional<std::string> literal_of(const NamedSource& entry) {
  if (!entry.value || entry.value->kind != ExpressionSource::Kind::literal) return std::nullopt;
  const std::string& expression = entry.value->text.text;
  const std::size_t first = expression.find('"');
  const std::size_t last = expression.rfind('"');
  if (first == std::string::npos || last <= first) return std::nullopt;
  return expression.substr(first + 1, last - first - 1);
}

}  // namespace

std::shared_ptr<const Function> java_function(const Value& mapping,
                                              const std::vector<std::string>& parameters,
                                              const feel::Limits& limits) {
  if (mapping.kind() != Value::Kind::context) return nullptr;
  const Context* context = &mapping.context();
  if (const Value* inner = context->find("java"); inner != nullptr && inner->kind() == Value::Kind::context)
    context = &inner->context();
  const std::string* holder = entry_text(*context, "class");
  const std::string* signature = entry_text(*context, "method signature");
  if (holder == nullptr || signature == nullptr) return nullptr;
  auto function = std::make_shared<JavaFunction>();
  function->method = method_of(*holder, *signature);
  if (function->method == nullptr) return nullptr;
  function->limits = limits;
  function->parameters = parameters;
  function->parameter_types.resize(parameters.size());
  function->text = "external " + *holder + "." + *signature;
  return function;
}

std::string java_problem(const ExpressionSource* body) {
  if (body == nullptr || body->kind != ExpressionSource::Kind::context) return {};
  std::optional<std::string> holder;
  std::optional<std::string> signature;
  for (const NamedSource& entry : body->named) {
    if (entry.name == "class") holder = literal_of(entry);
    if (entry.name == "method signature") signature = literal_of(entry);
  }
  if (!holder || !signature || method_of(*holder, *signature) != nullptr) return {};
  return "the Java function " + *holder + "." + *signature +
         " is not among those that are computed without Java";
}

}  // namespace huifang::dmn
