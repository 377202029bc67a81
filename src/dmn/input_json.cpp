/// Inputs of a model from JSON: texts become what the model declares.
#include <charconv>
#include <nlohmann/json.hpp>

#include "dmn/codes.hpp"
#include "dmn/compiled.hpp"
#include "feel/parser.hpp"
#include "value/diagnostic.hpp"
#include "value/json_number.hpp"
#include "value/utf8.hpp"

namespace huifang {
namespace {

using feel::Type;

constexpr std::size_t depth_max = 500;

[[noreturn]] void refuse(ErrorKind kind, std::string message, std::int64_t offset, std::string pointer,
                         std::string found, std::string expected) {
  Diagnostic diagnostic = error_at(std::move(pointer), std::string(dmn::code::bad_inputs), std::move(message),
                                   std::move(found), std::move(expected));
  diagnostic.offset = offset;
  throw Error(kind, {std::move(diagnostic)});
}

/// Builds values while the text is read, without recursion; numbers keep their digits.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return add(Value()); }
  bool boolean(bool value) override { return add(Value::of(value)); }
  bool number_integer(number_integer_t value) override { return add(Value::of(Decimal(value))); }
  bool number_unsigned(number_unsigned_t value) override { return number(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return number(json_number(text)); }
  bool string(string_t& value) override { return add(Value::of(std::move(value))); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(true); }
  bool start_array(std::size_t) override { return open(false); }
  bool key(string_t& name) override {
    const auto& entries = open_.back().context.entries;
    for (const auto& entry : entries) {
      if (entry.first == name)
        refuse(ErrorKind::policy, "a name is given twice", -1, pointer(), name, "each name once");
    }
    open_.back().key = std::move(name);
    return true;
  }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    refuse(ErrorKind::syntax, "the inputs are not JSON", static_cast<std::int64_t>(position) - 1, "", "",
           "a JSON object of names and values");
  }
  const Value& result() const { return result_; }

 private:
  struct Open {
    bool object = false;
    std::string key;
    Context context;
    std::vector<Value> list;
  };

  std::string pointer() const {
    std::string text;
    for (const Open& each : open_) text += "/" + (each.object ? each.key : std::to_string(each.list.size()));
    return text;
  }
  bool number(const std::string& text) {
    const auto value = Decimal::parse(text);
    if (!value) refuse(ErrorKind::policy, "a number is out of range", -1, pointer(), text, "a decimal");
    return add(Value::of(*value));
  }
  bool open(bool object) {
    if (open_.size() >= depth_max) {
      refuse(ErrorKind::limit, "objects and lists are nested too deep", -1, "", "",
             "at most " + std::to_string(depth_max) + " levels");
    }
    open_.emplace_back();
    open_.back().object = object;
    return true;
  }
  bool close() {
    Open last = std::move(open_.back());
    open_.pop_back();
    return add(last.object ? Value::of(std::move(last.context)) : Value::of(std::move(last.list)));
  }
  bool add(Value value) {
    if (open_.empty()) {
      result_ = std::move(value);
    } else if (open_.back().object) {
      open_.back().context.entries.emplace_back(std::move(open_.back().key), std::move(value));
    } else {
      open_.back().list.push_back(std::move(value));
    }
    return true;
  }

  std::vector<Open> open_;
  Value result_;
};

bool is_temporal(Type::Kind kind) {
  return kind == Type::Kind::date || kind == Type::Kind::time || kind == Type::Kind::date_time ||
         kind == Type::Kind::days_duration || kind == Type::Kind::months_duration;
}

/// `value` with the texts that `type` declares to be dates, times or durations read as such.
Value typed(const Value& value, const Type& type, const std::string& pointer) {
  if (value.kind() == Value::Kind::string && is_temporal(type.kind)) {
    const auto read = value.string().empty() ? std::nullopt : feel::temporal_from_text(value.string());
    if (!read || !feel::coerced(*read, type)) {
      refuse(ErrorKind::policy, "the text can not be read as what is declared", -1, pointer,
             utf8::shortened(value.string()), "a " + feel::type_name(type) + " in ISO 8601 form");
    }
    return *feel::coerced(*read, type);
  }
  if (value.kind() == Value::Kind::list) {
    const Type& item = type.kind == Type::Kind::list && type.item ? *type.item : type;
    std::vector<Value> items;
    for (const Value& each : value.list())
      items.push_back(typed(each, item, pointer + "/" + std::to_string(items.size())));
    return Value::of(std::move(items));
  }
  if (type.kind == Type::Kind::list && type.item) return typed(value, *type.item, pointer);
  if (value.kind() == Value::Kind::context && type.kind == Type::Kind::context) {
    Context context = value.context();
    for (auto& [name, entry] : context.entries) {
      for (const auto& [field, field_type] : type.fields) {
        if (field == name) entry = typed(entry, field_type, pointer + "/" + name);
      }
    }
    return Value::of(std::move(context));
  }
  return value;
}

Type& field_of(Type& type, const std::string& name) {
  type.kind = Type::Kind::context;
  for (auto& field : type.fields) {
    if (field.first == name) return field.second;
  }
  return type.fields.emplace_back(name, Type{}).second;
}

/// What may be given, and its types: inputs and decisions under their own names, and behind their imports.
Type given_type(const DmnModel::Compiled& model) {
  Type root;
  root.kind = Type::Kind::context;
  const auto declare = [&](const dmn::Element& element, const std::string& name,
                           const dmn::ItemTypePtr& type) {
    if (!type) return;
    Type* holder = &root;
    for (const std::string& step : model.instances[element.instance].path) {
      if (!step.empty()) holder = &field_of(*holder, step);
    }
    field_of(*holder, name) = type->type;
    if (holder != &root && field_of(root, name).kind == Type::Kind::any) field_of(root, name) = type->type;
  };
  for (std::uint32_t i = 0; i < model.inputs.size(); ++i)
    declare(model.inputs[i], model.input(i).name, model.input(i).type);
  for (std::uint32_t i = 0; i < model.decisions.size(); ++i)
    declare(model.decisions[i], model.decision(i).name, model.decision(i).type);
  return root;
}

}  // namespace

Context DmnModel::inputs_from_json(std::string_view json) const {
  Builder builder;
  nlohmann::json::sax_parse(json.begin(), json.end(), &builder);
  if (builder.result().kind() != Value::Kind::context) {
    refuse(ErrorKind::policy, "the inputs are no JSON object", 0, "",
           std::string(kind_name(builder.result().kind())), "a JSON object of names and values");
  }
  return typed(builder.result(), given_type(*model_), "").context();
}

}  // namespace huifang
