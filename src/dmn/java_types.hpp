#pragma once
/// Values as Java has them, and a method's signature.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "huifang/value.hpp"

namespace huifang::dmn::java {

enum class Type : std::uint8_t {
  byte_type,
  short_type,
  int_type,
  long_type,
  float_type,
  double_type,
  char_type,
  boolean_type,
  string,
  object,
  objects
};

struct Signature {
  std::string method;
  std::vector<Type> parameters;
};

/// "max(double, double)"; nullopt for what is no signature, or has a type that is not known here.
std::optional<Signature> parse_signature(std::string_view text);

/// Whole numbers, floating-point numbers (a float as the double of the same value), text (a char as well),
/// boolean, anything, a list of anything.
using Argument = std::variant<std::int64_t, double, std::string, bool, Value, std::vector<Value>>;

/// A FEEL value as an argument of the type; nullopt when it can not be one.
std::optional<Argument> argument_of(const Value& value, Type type);

/// The shortest decimal that reads back as the same double or float; nullopt for what is no number.
std::optional<Value> number_of(double value);
std::optional<Value> float_number_of(float value);

/// How long texts may become in one call.
class Room {
 public:
  explicit Room(std::size_t bytes_max) : bytes_max_(bytes_max) {}
  /// False, now and from then on, when a text would have more than the most bytes.
  bool fits(std::size_t bytes) {
    exceeded_ = exceeded_ || bytes > bytes_max_;
    return !exceeded_;
  }
  bool exceeded() const { return exceeded_; }
  std::size_t bytes_max() const { return bytes_max_; }

 private:
  std::size_t bytes_max_;
  bool exceeded_ = false;
};

/// What String.valueOf gives for a value; "" when there is no room for it.
std::string text_of(const Value& value, Room& room);

}  // namespace huifang::dmn::java
