#include "log/mapping.hpp"

#include <algorithm>

#include "log/json_form.hpp"
#include "log/time_format.hpp"

namespace huifang {
namespace {

namespace code = loader::code;
using Kind = Node::Kind;

/// Reads the document and reports everything that is wrong with it.
class MappingReader {
 public:
  MappingReader(std::string_view text, const std::string& file) : form_(std::string(text), file) {}

  LogMapping::Rep read() {
    const Node& root = form_.root();
    LogMapping::Rep rep;
    if (form_.object(root, {"huifang_log", "format", "delimiter", "header", "name", "zone", "errors",
                            "events", "$schema"})) {
      version(root);
      rep.format = form_.one_of(root, "format", {"csv", "jsonl"}) == 1 ? LogFormat::jsonl : LogFormat::csv;
      delimiter(rep, root);
      header(rep, root);
      if (const Node* name = form_.text(root, "name")) rep.name = name->text;
      zone(rep, root);
      rep.skip_errors = form_.one_of(root, "errors", {"stop", "skip"}) == 1;
      events(rep, root);
    }
    form_.finish();
    return rep;
  }

 private:
  void version(const Node& root) {
    const Node* format = form_.required(root, "huifang_log");
    if (format != nullptr && !(format->is_number() && format->text == "1")) {
      form_.refuse(code::format_number, *format, "this format of mappings is not known", "1");
    }
  }

  void zone(LogMapping::Rep& rep, const Node& root) {
    const Node* zone = form_.text(root, "zone");
    if (zone == nullptr) return;
    try {
      rep.zone = TimeZone::find(zone->text);
    } catch (const Error& error) {
      form_.refuse(code::unknown_zone, *zone, "this time zone is not known",
                   "an IANA name such as Asia/Shanghai, or +08:00", error.diagnostics().front().suggestion);
    }
  }

  void events(LogMapping::Rep& rep, const Node& root) {
    const Node* events = form_.required(root, "events");
    if (events == nullptr || !form_.is(*events, Kind::array)) return;
    if (events->children.empty())
      form_.refuse(code::empty_list, *events, "no event is made of any row", "at least one event rule");
    for (const Node* item : events->children) rep.events.push_back(rule(*item));
  }

  void delimiter(LogMapping::Rep& rep, const Node& root) {
    const Node* found = form_.text(root, "delimiter");
    if (found == nullptr) return;
    if (rep.format != LogFormat::csv) {
      form_.refuse(code::exclusive_keys, *found, "only CSV has a delimiter");
    } else if (found->text.size() != 1 || found->text == "\"" || found->text == "\n" || found->text == "\r") {
      form_.refuse(code::bad_value, *found, "this cannot separate fields",
                   "one ASCII character, e.g. \",\" \";\" \"\\t\"");
    } else {
      rep.delimiter = found->text[0];
    }
  }

  void header(LogMapping::Rep& rep, const Node& root) {
    const Node* found = root.find("header");
    if (found == nullptr) return;
    if (rep.format != LogFormat::csv) {
      form_.refuse(code::exclusive_keys, *found, "only CSV has a header");
    } else if (found->is(Kind::array) && !found->children.empty()) {
      rep.header = false;
      for (const Node* item : found->children) {
        if (!form_.is(*item, Kind::string)) continue;
        if (std::find(rep.columns.begin(), rep.columns.end(), item->text) != rep.columns.end()) {
          form_.refuse(code::bad_value, *item, "this column stands twice");
        }
        rep.columns.push_back(item->text);
      }
    } else if (!(found->is(Kind::boolean) && found->boolean)) {
      form_.refuse(code::wrong_kind, *found, "this value has the wrong type",
                   "true (the first record names the columns) or the list of their names");
    }
  }

  EventRule rule(const Node& node) {
    EventRule rule;
    if (!form_.object(node, {"type", "when", "id", "at", "by", "subjects", "data", "duty", "voids", "case"}))
      return rule;
    using Empty = CellSource::Empty;
    if (const Node* type = form_.required(node, "type")) {
      if (type->is(Kind::string)) {
        rule.type.constant = Value::of(type->text);  // the usual case: the rule makes events of one type
      } else {
        rule.type = cell(*type, Empty::error);
      }
    }
    if (const Node* at = form_.required(node, "at")) rule.at = time(*at);
    if (const Node* when = node.find("when")) tests(rule, *when);
    optional_cell(rule.id, node, "id", Empty::error);
    optional_cell(rule.by, node, "by", Empty::omit);
    optional_cell(rule.duty, node, "duty", Empty::omit);
    optional_cell(rule.voids, node, "voids", Empty::omit);
    optional_cell(rule.case_key, node, "case", Empty::omit);
    cells(rule.subjects, node, "subjects", Empty::error);
    in_data_ = true;
    cells(rule.data, node, "data", Empty::omit);
    in_data_ = false;
    return rule;
  }

  void optional_cell(std::optional<CellSource>& out, const Node& node, std::string_view key,
                     CellSource::Empty empty) {
    if (const Node* found = node.find(key)) out = cell(*found, empty);
  }

  void cells(std::vector<std::pair<std::string, CellSource>>& out, const Node& node, std::string_view key,
             CellSource::Empty empty) {
    const Node* found = form_.member(node, key, Kind::object);
    if (found == nullptr) return;
    for (const Node* child : found->children) out.emplace_back(child->key, cell(*child, empty));
  }

  /// "column", {"column": …} or {"value": …}.
  CellSource cell(const Node& node, CellSource::Empty empty) {
    CellSource source;
    source.empty = empty;
    if (node.is(Kind::string)) {
      source.column = node.text;
      return source;
    }
    if (!form_.object(node, {"column", "value", "type", "empty", "split", "prefix", "values"})) return source;
    if (const Node* value = node.find("value")) {
      if (node.children.size() > 1)
        form_.refuse(code::exclusive_keys, node, "a constant \"value\" stands alone");
      source.constant = value_of(*value);
      return source;
    }
    if (form_.required(node, "column") == nullptr) return source;
    if (const Node* column = form_.text(node, "column")) source.column = column->text;
    using Type = CellSource::Type;
    if (node.find("type") != nullptr) {
      static constexpr Type types[] = {Type::string, Type::number, Type::boolean, Type::date};
      source.type = types[form_.one_of(node, "type", {"string", "number", "boolean", "date"})];
    }
    if (node.find("empty") != nullptr) {
      static constexpr CellSource::Empty ways[] = {CellSource::Empty::omit, CellSource::Empty::null,
                                                   CellSource::Empty::error};
      source.empty = ways[form_.one_of(node, "empty", {"omit", "null", "error"})];
    }
    if (const Node* split = form_.text(node, "split")) {
      source.split = split->text;
      if (split->text.empty())
        form_.refuse(code::bad_value, *split, "nothing cannot separate items", "the text between them, e.g. \";\"");
      else if (!in_data_)
        form_.refuse(code::no_effect, *split, "only fields of \"data\" can be lists", "a single value");
    }
    if (const Node* prefix = form_.text(node, "prefix")) source.prefix = prefix->text;
    if (const Node* values = form_.member(node, "values", Kind::object)) {
      if (source.type != Type::as_is)
        form_.refuse(code::exclusive_keys, *values, "\"values\" says the type already");
      for (const Node* child : values->children) source.values.emplace_back(child->key, value_of(*child));
    }
    if (!source.prefix.empty() && source.type != Type::as_is && source.type != Type::string) {
      form_.refuse(code::exclusive_keys, node, "only a text can have a prefix");
    }
    return source;
  }

  /// "column", {"column": …, "format", "time"} or {"value": …}.
  TimeSource time(const Node& node) {
    TimeSource source;
    if (node.is(Kind::string)) {
      source.column = node.text;
      return source;
    }
    if (!form_.object(node, {"column", "value", "format", "time"})) return source;
    if (const Node* value = form_.text(node, "value")) {
      if (node.children.size() > 1)
        form_.refuse(code::exclusive_keys, node, "a constant \"value\" stands alone");
      source.constant = value->text;
      if (!TimeZone::find("UTC").parse(value->text)) {
        form_.refuse(code::bad_value, *value, "this is no date and time",
                     "e.g. 2024-03-01 or 2024-03-01T10:05");
      }
      return source;
    }
    if (form_.required(node, "column") == nullptr) return source;
    if (const Node* column = form_.text(node, "column")) source.column = column->text;
    if (const Node* format = form_.text(node, "format")) {
      source.format = format->text;
      if (const std::string wrong = time_format_error(format->text); !wrong.empty()) {
        form_.refuse(
            code::bad_value, *format, wrong,
            "letters YYYY MM DD HH mm ss (one letter: without leading zero) and separators, or \"unix\"");
      }
    }
    const Node* time = node.find("time");
    if (time == nullptr) return source;
    if (time->is(Kind::object)) {
      if (form_.object(*time, {"column"}) && form_.required(*time, "column") != nullptr) {
        if (const Node* column = form_.text(*time, "column")) source.time_column = column->text;
      }
    } else if (form_.is(*time, Kind::string)) {
      const std::optional<std::int64_t> clock = parse_clock(time->text);
      if (clock) {
        source.time_us = *clock;
      } else {
        form_.refuse(code::bad_value, *time, "this is no time of day", "HH:MM or HH:MM:SS");
      }
    }
    return source;
  }

  void tests(EventRule& rule, const Node& node) {
    if (!form_.is(node, Kind::array)) return;
    for (const Node* item : node.children) {
      if (!form_.object(*item, {"column", "is", "filled"}) || form_.required(*item, "column") == nullptr)
        continue;
      RowTest test;
      if (const Node* column = form_.text(*item, "column")) test.column = column->text;
      const Node* is = item->find("is");
      if ((is == nullptr) == (item->find("filled") == nullptr)) {
        form_.refuse(code::exclusive_keys, *item, "a test has \"is\" or \"filled\", one of both");
      } else if (is == nullptr) {
        if (const Node* filled = form_.member(*item, "filled", Kind::boolean)) test.filled = filled->boolean;
      } else if (is->is(Kind::string)) {
        test.is.push_back(is->text);
      } else if (form_.is(*is, Kind::array)) {
        for (const Node* choice : is->children) {
          if (form_.is(*choice, Kind::string)) test.is.push_back(choice->text);
        }
        if (is->children.empty())
          form_.refuse(code::empty_list, *is, "this list is empty, so no row would pass");
      }
      rule.when.push_back(std::move(test));
    }
  }

  JsonForm form_;
  bool in_data_ = false;  ///< of the cells being read
};

}  // namespace

LogMapping LogMapping::parse(std::string_view json, const std::string& file) {
  return LogMapping(std::make_shared<const Rep>(MappingReader(json, file).read()));
}

LogMapping LogMapping::load_file(const std::string& path) {
  return parse(read_text_file(path, 1024u * 1024), path);
}

LogMapping LogMapping::envelopes() {
  static const LogMapping shared = [] {
    Rep rep;
    rep.envelopes = true;
    return LogMapping(std::make_shared<const Rep>(std::move(rep)));
  }();
  return shared;
}

std::vector<std::string> columns_of(const LogMapping::Rep& mapping) {
  std::vector<std::string> columns;
  const auto add = [&](const std::string& column) {
    if (!column.empty() && std::find(columns.begin(), columns.end(), column) == columns.end())
      columns.push_back(column);
  };
  for (const EventRule& rule : mapping.events) {
    add(rule.type.column);
    for (const RowTest& test : rule.when) add(test.column);
    add(rule.at.column);
    add(rule.at.time_column);
    for (const std::optional<CellSource>* cell : {&rule.id, &rule.by, &rule.duty, &rule.voids, &rule.case_key}) {
      if (*cell) add((*cell)->column);
    }
    for (const auto& [name, cell] : rule.subjects) add(cell.column);
    for (const auto& [name, cell] : rule.data) add(cell.column);
  }
  return columns;
}

}  // namespace huifang
