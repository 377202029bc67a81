#pragma once
/// Values as canonical JSON text: the form in which the domain writes facts, explanations and its own state.
///
/// Numbers are plain JSON numbers with their exact digits. What JSON has no type for is an object with one key:
/// {"date": "2024-03-01"}, {"date and time": …}, {"time": …}, {"duration": …}, {"ref": "customer:c12"}.
/// Every other object is a context.

#include <exception>
#include <string>
#include <string_view>

#include "huifang/value.hpp"

namespace huifang {

/// Append `text` as a JSON string, quotes included. Control characters are escaped; other UTF-8 stands as it is.
void append_json_string(std::string& out, std::string_view text);
/// Append a value. Functions and ranges do not occur in facts; they are written as their FEEL text.
void append_json(std::string& out, const Value& value);
std::string json_text(const Value& value);
/// The reverse of json_text(), for any JSON. Throws Error(storage) when the text is not JSON or a tagged text cannot be read.
Value value_from_json(std::string_view text);

/// Builds one JSON object, keys in the order of the calls (callers keep it alphabetical where it is canonical).
class JsonObject {
 public:
  explicit JsonObject(std::string& out) : out_(out) { out_ += '{'; }
  /// Closes the object, which may need memory; not while an exception passes by.
  ~JsonObject() noexcept(false) {
    if (std::uncaught_exceptions() == exceptions_) out_ += '}';
  }
  JsonObject(const JsonObject&) = delete;
  JsonObject& operator=(const JsonObject&) = delete;
  std::string& key(std::string_view name);  ///< append `"name":`, returns the text to append the value to
  void text(std::string_view name, std::string_view value) { append_json_string(key(name), value); }
  void value(std::string_view name, const Value& value) { append_json(key(name), value); }
  void number(std::string_view name, std::int64_t value);
  void list(std::string_view name, const std::vector<std::string>& texts);

 private:
  std::string& out_;
  int exceptions_ = std::uncaught_exceptions();
  bool first_ = true;
};

}  // namespace huifang
