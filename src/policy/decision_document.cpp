/// Decision tables with their schema as documents of their own, format "huifang-decision/1".

#include <algorithm>
#include <optional>

#include "decision/cells.hpp"
#include "decision/program.hpp"
#include "huifang/decision_check.hpp"
#include "huifang/decision_rows.hpp"
#include "policy/loader.hpp"
#include "policy/reader.hpp"
#include "policy/shape.hpp"

namespace huifang {
namespace loader {
namespace {

using Type = DecisionColumn::Type;

constexpr KeyShape input_keys[] = {
    {"name", text_kind},        {"type", text_kind},   {"decimals", number_kind},
    {"nullable", boolean_kind}, {"values", list_kind}, {"expression", text_kind},
};
constexpr Shape input_shape{"decision input", input_keys, nullptr};
constexpr KeyShape output_keys[] = {
    {"name", text_kind},
    {"type", text_kind},
    {"allowed", list_kind},
    {"default", any_kind},
};
constexpr Shape output_shape{"decision output", output_keys, nullptr};
constexpr KeyShape decision_keys[] = {
    {"huifang-decision", number_kind},
    {"name", text_kind},
    {"hitPolicy", text_kind},
    {"semantics", text_kind},
    {"columns", list_kind, nullptr, KeyShape::Holds::items, &input_shape},
    {"inputs", list_kind, nullptr, KeyShape::Holds::items, &input_shape},
    {"output", object_kind, nullptr, KeyShape::Holds::object, &output_shape},
    {"outputs", list_kind, nullptr, KeyShape::Holds::items, &output_shape},
    {"rules", list_kind},
    {"source", text_kind},
};
constexpr Shape decision_shape{"decision", decision_keys, nullptr};

struct HitName {
  const char* name;
  HitPolicy policy;
};
constexpr HitName hit_names[] = {
    {"UNIQUE", HitPolicy::unique},
    {"ANY", HitPolicy::any},
    {"PRIORITY", HitPolicy::priority},
    {"FIRST", HitPolicy::first},
    {"RULE ORDER", HitPolicy::rule_order},
    {"OUTPUT ORDER", HitPolicy::output_order},
    {"COLLECT", HitPolicy::collect},
    {"COLLECT SUM", HitPolicy::collect_sum},
    {"COLLECT MIN", HitPolicy::collect_min},
    {"COLLECT MAX", HitPolicy::collect_max},
    {"COLLECT COUNT", HitPolicy::collect_count},
};

struct TypeName {
  const char* name;
  feel::Type::Kind kind;
  std::optional<Type> column;
};
const TypeName type_names[] = {
    {"boolean", feel::Type::Kind::boolean, Type::boolean},
    {"number", feel::Type::Kind::number, Type::number},
    {"double", feel::Type::Kind::number, Type::binary},
    {"string", feel::Type::Kind::string, Type::string},
    {"date", feel::Type::Kind::date, Type::date},
    {"date and time", feel::Type::Kind::date_time, Type::date_time},
};

/// Places after the point of a number that does not say how many it has.
constexpr int decimals_default = 6;

class DecisionReader {
 public:
  DecisionReader(std::string_view json, const std::string& file) : report_(document_, 100) {
    document_.layers.push_back({"", file, std::string(json)});
  }

  Decision run(std::string& name) {
    root_ = read(document_, 0, ReadLimits{}, report_);
    if (root_ == nullptr) stop();
    if (!root_->is_object()) {
      report_.error(code::wrong_kind, *root_, "a decision is an object", {brief(*root_), "an object", ""});
      stop();
    }
    check_shape(*root_, decision_shape, report_);
    if (const Node* version = root_->find("huifang-decision"); version != nullptr && version->text != "1")
      report_.error(code::format_number, *version, "this version reads format 1", {version->text, "1", ""});
    name = text_at(*root_, "name");
    feel::CompileOptions options;
    if (const Node* semantics = root_->find("semantics")) {
      if (semantics->text == "dmn")
        options.semantics = feel::Semantics::dmn;
      else if (semantics->text != "strict")
        bad_word(*semantics, {"strict", "dmn"});
    }
    hit_policy();
    for (const Node* column : items("columns")) add_column(*column);
    inputs();
    outputs();
    rules();
    if (report_.failed()) stop();
    try {
      return Decision::compile(std::move(source_), std::move(columns_), options);
    } catch (const Error& error) {
      for (const Diagnostic& diagnostic : error.diagnostics()) adopt(error.kind(), diagnostic);
    }
    stop();
  }

  /// Everything that is found, errors and doubts, at its place.
  std::vector<Diagnostic> check(std::uint64_t steps_max) {
    try {
      std::string name;
      for (const Diagnostic& finding : check_decision(run(name), steps_max))
        adopt(ErrorKind::policy, finding);
      return report_.sorted();
    } catch (const Error& error) {
      return error.diagnostics();
    }
  }

 private:
  [[noreturn]] void stop() { throw Error(report_.kind(), report_.sorted()); }

  std::vector<const Node*> items(std::string_view key) const {
    const Node* list = root_->find(key);
    std::vector<const Node*> found;
    if (list == nullptr || !list->is_array()) return found;
    for (const Node* item : list->children) {
      if (item->is_object() && !item->bad) found.push_back(item);
    }
    return found;
  }

  void bad_word(const Node& node, const std::vector<std::string>& allowed) {
    std::string words;
    for (const std::string& word : allowed) words += (words.empty() ? "" : ", ") + word;
    report_.error(code::bad_value, node, "this is none of the permitted words",
                  {brief(node), words, report_.nearest(node.text, allowed)});
  }

  void hit_policy() {
    const Node* node = root_->find("hitPolicy");
    if (node == nullptr) {
      source_.hit_policy = HitPolicy::unique;
      return;
    }
    std::vector<std::string> names;
    for (const HitName& hit : hit_names) {
      if (node->text == hit.name) {
        source_.hit_policy = hit.policy;
        return;
      }
      names.emplace_back(hit.name);
    }
    bad_word(*node, names);
  }

  const TypeName* type_of(const Node& entry) {
    const Node* type = entry.find("type");
    if (type == nullptr) return nullptr;
    std::vector<std::string> names;
    for (const TypeName& known : type_names) {
      if (type->text == known.name) return &known;
      names.emplace_back(known.name);
    }
    bad_word(*type, names);
    return nullptr;
  }

  void missing(const Node& entry, const char* key) {
    report_.error(code::missing_key, entry, std::string("\"") + key + "\" is missing here",
                  {"nothing", key, ""});
  }

  void add_column(const Node& entry) {
    DecisionColumn column;
    column.name = text_at(entry, "name");
    if (column.name.empty()) return missing(entry, "name");
    const TypeName* type = type_of(entry);
    if (type == nullptr) {
      if (!entry.has("type")) missing(entry, "type");
      return;
    }
    column.type = *type->column;
    if (column.type == Type::number) column.decimals = decimals_default;
    if (const Node* decimals = entry.find("decimals")) {
      const auto number = Decimal::parse(decimals->text);
      const auto places = number ? number->to_int64() : std::nullopt;
      if (!places || *places < 0 || *places > 18 || column.type != Type::number) {
        report_.error(code::number_bounds, *decimals, "numbers have up to 18 decimals, other types none",
                      {brief(*decimals), "0 to 18", ""});
      } else {
        column.decimals = static_cast<int>(*places);
      }
    }
    if (const Node* nullable = entry.find("nullable")) column.nullable = nullable->boolean;
    if (const Node* values = entry.find("values")) {
      for (const Node* value : values->children) {
        if (value->is_string() && column.type == Type::string)
          column.values.push_back(value->text);
        else
          report_.error(code::wrong_kind, *value, "only texts can be listed", {brief(*value), "text", ""});
      }
    }
    for (const DecisionColumn& other : columns_) {
      if (other.name != column.name) continue;
      report_.error(code::defined_twice, entry, "this column is declared twice", {column.name, "", ""});
      return;
    }
    columns_.push_back(std::move(column));
  }

  void inputs() {
    for (const Node* entry : items("inputs")) {
      DecisionTableSource::Input input;
      inputs_.push_back(entry);
      input.expression = text_at(*entry, "expression");
      if (!input.expression.empty()) {
        if (const TypeName* type = type_of(*entry)) input.type.kind = type->kind;
      } else {
        input.expression = text_at(*entry, "name");
        const bool declared = !entry->has("type") && std::any_of(columns_.begin(), columns_.end(),
                                                                 [&](const DecisionColumn& column) {
                                                                   return column.name == input.expression;
                                                                 });
        if (!declared) add_column(*entry);
      }
      source_.inputs.push_back(std::move(input));
    }
  }

  /// FEEL text of an output: texts stand for themselves unless they start with "=".
  std::string output_text(const Node& node) {
    switch (node.kind) {
      case Node::Kind::string:
        if (node.text.starts_with('=')) return node.text;
        // What is read as that text anyway need not be written as a literal.
        if (decision::is_bare_name(node.text) && decision::trimmed(node.text).size() == node.text.size())
          return node.text;
        return Value::of(node.text).to_text();
      case Node::Kind::number:
      case Node::Kind::boolean:
        return value_of(node).to_text();
      case Node::Kind::null:
        return "null";
      default:
        report_.error(code::wrong_kind, node, "an output is a text, a number, true, false or null",
                      {brief(node), "", ""});
        return "null";
    }
  }

  void add_output(const Node& entry) {
    DecisionTableSource::Output output;
    output.name = text_at(entry, "name");
    if (const TypeName* type = type_of(entry)) output.type.kind = type->kind;
    if (const Node* allowed = entry.find("allowed")) {
      for (const Node* value : allowed->children) output.allowed.push_back(output_text(*value));
    }
    if (const Node* fallback = entry.find("default")) {
      output.default_value = output_text(*fallback);
      if (output.default_value == "null") output.default_value = "=null";
    }
    source_.outputs.push_back(std::move(output));
    outputs_.push_back(&entry);
  }

  void outputs() {
    if (const Node* output = root_->find("output"); output != nullptr && output->is_object())
      add_output(*output);
    for (const Node* output : items("outputs")) add_output(*output);
    if (root_->has("output") && root_->has("outputs"))
      report_.error(code::exclusive_keys, *root_, "a table has \"output\" or \"outputs\"", {"both", "", ""});
    if (source_.outputs.empty()) missing(*root_, "output");
  }

  void rules() {
    const Node* rules = root_->find("rules");
    if (rules == nullptr) {
      if (!root_->has("rules")) missing(*root_, "rules");
      return;
    }
    const std::size_t width = source_.inputs.size() + source_.outputs.size();
    for (const Node* rule : rules->children) {
      DecisionTableSource::Row row;
      const Node* cells = rule;
      if (rule->is_object()) {
        row.source = text_at(*rule, "source");
        cells = rule->find("rule");
      }
      rows_.push_back(cells);
      if (cells == nullptr || !cells->is_array() || cells->children.size() != width) {
        report_.error(
            code::row_length, *rule, "a rule is a list of a cell for each input and output",
            {cells == nullptr || !cells->is_array() ? brief(*rule)
                                                    : std::to_string(cells->children.size()) + " cells",
             std::to_string(width) + " cells", ""});
        continue;
      }
      for (std::size_t i = 0; i < width; ++i) {
        const Node& cell = *cells->children[i];
        if (i >= source_.inputs.size())
          row.outputs.push_back(output_text(cell));
        else
          row.tests.push_back(cell.is_string() ? cell.text : output_text(cell));
      }
      source_.rows.push_back(std::move(row));
    }
  }

  /// A finding gets the place of its cell, else of its rule or input, else of the table.
  void adopt(ErrorKind kind, const Diagnostic& diagnostic) {
    const Node* node = root_;
    std::size_t row = 0, column = 0;
    if (std::sscanf(diagnostic.pointer.c_str(), "/rows/%zu/%zu", &row, &column) == 2 && row < rows_.size() &&
        rows_[row] != nullptr && column < rows_[row]->children.size()) {
      node = rows_[row]->children[column];
    } else if (std::sscanf(diagnostic.pointer.c_str(), "/rows/%zu", &row) == 1 && row < rows_.size() &&
               rows_[row] != nullptr) {
      node = rows_[row];
    } else if (std::sscanf(diagnostic.pointer.c_str(), "/inputs/%zu", &column) == 1 &&
               column < inputs_.size()) {
      node = inputs_[column];
    } else if (std::sscanf(diagnostic.pointer.c_str(), "/outputs/%zu/allowed/%zu", &row, &column) >= 1 &&
               row < outputs_.size()) {
      node = outputs_[row];
      const Node* allowed = node->find("allowed");
      const bool one = diagnostic.pointer.find("/allowed/") != std::string::npos;
      if (one && allowed != nullptr && column < allowed->children.size()) node = allowed->children[column];
    }
    Diagnostic moved = diagnostic;
    if (!node->is_string() || node->text.starts_with('=')) moved.offset = -1;
    report_.set_kind(kind);
    report_.adopt(Error(kind, {moved}), *node);
  }

  Document document_;
  Report report_;
  Node* root_ = nullptr;
  DecisionTableSource source_;
  std::vector<DecisionColumn> columns_;
  std::vector<const Node*> inputs_, outputs_;
  std::vector<const Node*> rows_;
};

}  // namespace
}  // namespace loader

Decision Decision::parse(std::string_view json, const std::string& file) {
  std::string name;
  loader::DecisionReader reader(json, file);
  Decision decision = reader.run(name);
  auto named = std::const_pointer_cast<Compiled>(decision.compiled_);
  named->name = std::move(name);
  return decision;
}

std::vector<Diagnostic> check_decision(std::string_view json, const std::string& file,
                                       std::uint64_t steps_max) {
  return loader::DecisionReader(json, file).check(steps_max);
}

}  // namespace huifang
