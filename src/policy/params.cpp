/// Parameters: typed values that a branch or a binding may set.

#include <algorithm>
#include <optional>

#include "policy/loader.hpp"

namespace huifang::loader {
namespace {

const std::vector<std::string> type_names = {"number",        "string",  "boolean",  "date",
                                             "date and time", "span",    "ranges",   "rules",
                                             "number*",       "string*", "boolean*", "date*"};

class ParameterReader {
 public:
  ParameterReader(Loader& loader, const Node& entry, Parameter& parameter, ParameterDef& def)
      : loader_(loader), entry_(entry), parameter_(parameter), def_(def) {}

  void run() {
    if (!read_type()) return;
    const Node* value = entry_.find("value");
    def_.is_default = value == nullptr;
    if (value == nullptr) value = entry_.find("default");
    def_.source_absent = text_at(entry_, "source") == "absent";
    if (value == nullptr) {
      if (!entry_.has("value") && !entry_.has("default")) {
        loader_.report.error_at_key(code::parameter_required, entry_,
                                    "the parameter has neither a value nor a default",
                                    {"nothing", "a value set by an extending document or the binding", ""});
      }
      return;
    }
    const Node* required = entry_.find("required");
    if (def_.is_default && required != nullptr && required->is_boolean() && required->boolean) {
      loader_.report.error_at_key(code::parameter_required, entry_, "the required parameter is not set",
                                  {"nothing", "a value set by an extending document or the binding", ""});
      return;
    }
    if (is_dated(*value)) {
      read_dated(*value);
    } else {
      read_plain(*value);
    }
  }

 private:
  bool read_type() {
    const Node* type = entry_.find("type");
    if (type == nullptr) {
      if (!entry_.has("type")) {
        loader_.report.error_at_key(code::missing_key, entry_, "a parameter needs a type",
                                    {"nothing", "\"type\"", ""});
      }
      return false;
    }
    if (type->is_array()) {
      parameter_.type = "names";
      def_.type = type_of_kind(feel::Type::Kind::string);
      for (const Node* name : type->children) {
        if (!name->is_string()) {
          loader_.report.error(code::wrong_kind, *name, "the values of an enumeration are names",
                               {brief(*name), "text", ""});
          return false;
        }
        def_.type.values.push_back(name->text);
        declare_bare_name(loader_, name->text, *name);
      }
      return !def_.type.values.empty();
    }
    parameter_.type = type->text;
    if (std::find(type_names.begin(), type_names.end(), parameter_.type) == type_names.end()) {
      unknown_name(loader_, code::parameter_type, *type, "parameter type", parameter_.type, type_names);
      return false;
    }
    std::string item = parameter_.type;
    const bool list = item.back() == '*';
    if (list) item.pop_back();
    using Kind = feel::Type::Kind;
    const Kind kind = item == "number"          ? Kind::number
                      : item == "boolean"       ? Kind::boolean
                      : item == "date"          ? Kind::date
                      : item == "date and time" ? Kind::date_time
                      : item == "span"          ? Kind::any
                                                : Kind::string;
    def_.type = type_of_kind(kind);
    if (list || item == "ranges" || item == "rules") def_.type = type_list(def_.type);
    return true;
  }

  bool is_dated(const Node& value) const {
    if (!value.is_array() || value.children.empty()) return false;
    return std::all_of(value.children.begin(), value.children.end(),
                       [](const Node* item) { return item->is_object() && item->has("value"); });
  }

  void read_dated(const Node& value) {
    parameter_.dated = true;
    std::optional<Date> last;
    for (const Node* item : value.children) {
      for (const Node* key : item->children) {
        if (key->key == "from" || key->key == "value") continue;
        loader_.report.error_at_key(
            code::unknown_key, *key, "unknown key '" + key->key + "' in a dated value",
            {"\"" + key->key + "\"", "from or value", loader_.report.nearest(key->key, {"from", "value"})});
      }
      ParameterDef::Dated dated;
      if (const Node* from = item->find("from")) {
        dated.from = from->is_string() ? Date::parse(from->text) : std::nullopt;
        if (!dated.from) {
          loader_.report.error(code::bad_dates, *from, "this is no date",
                               {brief(*from), "\"2025-01-01\"", ""});
          parameter_.refused = true;
          continue;
        }
      }
      const bool first = item == value.children.front();
      if (!first && (!dated.from || (last && *dated.from <= *last))) {
        loader_.report.error(code::parameter_dates, *item,
                             "dated values ascend by date; only the first may lack one",
                             {dated.from ? dated.from->to_text() : "no date",
                              last ? "a date after " + last->to_text() : "a date", ""});
        parameter_.refused = true;
        continue;
      }
      last = dated.from;
      if (one(*item->find("value"), dated)) {
        def_.values.push_back(std::move(dated));
      } else {
        parameter_.refused = true;
      }
    }
    if (!def_.values.empty() && def_.values.front().from) def_.values.insert(def_.values.begin(), ParameterDef::Dated{});
  }

  void read_plain(const Node& value) {
    ParameterDef::Dated plain;
    if (!one(value, plain)) return;
    parameter_.literal = &value;
    def_.values.push_back(std::move(plain));
  }

  std::optional<Value> misfit(const Node& value, const std::string& expected,
                              const std::string& suggestion = "") {
    loader_.report.error(code::parameter_value, value, "the value does not fit the parameter's type",
                         {brief(value), expected, suggestion});
    return std::nullopt;
  }

  /// false: reported.
  bool one(const Node& value, ParameterDef::Dated& out) {
    const std::optional<Value> read = parameter_.type == "span" ? span(value, out.span) : one(value);
    if (read) out.value = *read;
    return read.has_value();
  }

  std::optional<Value> one(const Node& value) {
    const std::string& type = parameter_.type;
    if (type == "names") return name(value);
    if (type == "ranges") {
      const auto ranges = ranges_of(loader_, value);
      if (!ranges) return std::nullopt;
      std::vector<Value> texts;
      for (const DayRange& range : *ranges) texts.push_back(Value::of(range.to_text()));
      return Value::of(std::move(texts));
    }
    if (type == "rules") return list(value, "string");
    if (type.back() == '*') return list(value, type.substr(0, type.size() - 1));
    return scalar(value, type);
  }

  std::optional<Value> name(const Node& value) {
    const auto& names = def_.type.values;
    if (value.is_string() && std::find(names.begin(), names.end(), value.text) != names.end()) {
      return Value::of(value.text);
    }
    std::string expected;
    for (const std::string& allowed : names) expected += (expected.empty() ? "" : " or ") + allowed;
    return misfit(value, expected, value.is_string() ? loader_.report.nearest(value.text, names) : "");
  }

  std::optional<Value> span(const Node& value, std::optional<Span>& read) {
    if (value.is_string() && value.text == "none") return Value{};
    if (value.is_string()) read = Span::parse(value.text);
    if (!read) return misfit(value, "a span such as \"3 days\", or \"none\"");
    const std::int64_t amount = read->amount;
    switch (read->unit) {
      case Span::Unit::minutes:
        return Value::of(DaysDuration{amount * 60, 0});
      case Span::Unit::hours:
        return Value::of(DaysDuration{amount * 3'600, 0});
      case Span::Unit::days:
        return Value::of(DaysDuration{amount * 86'400, 0});
      case Span::Unit::weeks:
        return Value::of(DaysDuration{amount * 7 * 86'400, 0});
      case Span::Unit::months:
        return Value::of(MonthsDuration{amount});
      case Span::Unit::years:
        return Value::of(MonthsDuration{amount * 12});
      default:
        return Value::of(read->to_text());  // working time is no duration: FEEL sees the text
    }
  }

  std::optional<Value> list(const Node& value, const std::string& type) {
    if (!value.is_array()) return misfit(value, "a list");
    std::vector<Value> items;
    for (const Node* item : value.children) {
      const std::optional<Value> read = scalar(*item, type);
      if (!read) return std::nullopt;
      items.push_back(*read);
    }
    return Value::of(std::move(items));
  }

  std::optional<Value> scalar(const Node& value, const std::string& type) {
    if (type == "number")
      return value.is_number() ? std::optional(value_of(value)) : misfit(value, "a number");
    if (type == "boolean")
      return value.is_boolean() ? std::optional(value_of(value)) : misfit(value, "true or false");
    if (type == "string") return value.is_string() ? std::optional(value_of(value)) : misfit(value, "text");
    if (type == "date") {
      const std::optional<Date> date = value.is_string() ? Date::parse(value.text) : std::nullopt;
      return date ? std::optional(Value::of(*date)) : misfit(value, "a date \"2025-01-01\"");
    }
    const std::optional<DateTime> moment = value.is_string() ? DateTime::parse(value.text) : std::nullopt;
    return moment ? std::optional(Value::of(*moment))
                  : misfit(value, "a date and time \"2025-01-01T09:00:00\"");
  }

  Loader& loader_;
  const Node& entry_;
  Parameter& parameter_;
  ParameterDef& def_;
};

}  // namespace

void load_params(Loader& loader) {
  for (const Node* entry : loader.entries("params")) {
    if (!usable_name(loader, *entry, "a parameter")) continue;
    Parameter& parameter = loader.parameters[entry->key];
    parameter.index = static_cast<std::uint32_t>(loader.model.parameters.size());
    parameter.declaration = entry;
    ParameterDef def;
    def.name = entry->key;
    ParameterReader(loader, *entry, parameter, def).run();
    if (def.values.empty()) def.values.emplace_back();
    loader.model.parameters.push_back(std::move(def));
  }
}

}  // namespace huifang::loader
