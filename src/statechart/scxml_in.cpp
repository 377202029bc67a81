/// SCXML as the JSON of a definition. Nothing outside the document is ever read.
#include "huifang/statechart_scxml.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "statechart/codes.hpp"
#include "statechart/model.hpp"
#include "value/json_tree.hpp"
#include "value/utf8.hpp"

namespace huifang::statechart {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t bytes_max = 4'194'304;
constexpr int depth_max = 60;
constexpr std::size_t findings_max = 100;

std::string_view local_name(pugi::xml_node node) {
  std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string trimmed(std::string text) {
  const char* const blanks = " \t\r\n";
  text.erase(0, std::min(text.find_first_not_of(blanks), text.size()));
  text.erase(text.find_last_not_of(blanks) + 1);
  return text;
}

class Reader {
 public:
  Reader(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  std::string read() {
    if (text_.size() > bytes_max)
      fail(ErrorKind::limit, code::limit_work, 0, "the document is longer than 4,194,304 bytes");
    if (const std::size_t invalid = utf8::first_invalid(text_); invalid != std::string::npos) {
      fail(ErrorKind::syntax, code::no_scxml, static_cast<std::ptrdiff_t>(invalid), "the text is not UTF-8");
    }
    pugi::xml_document document;
    const unsigned how =
        pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_wconv_attribute;
    const pugi::xml_parse_result result =
        document.load_buffer(text_.data(), text_.size(), how, pugi::encoding_utf8);
    if (!result)
      fail(ErrorKind::syntax, code::no_scxml, result.offset,
           std::string("the text is not XML: ") + result.description());
    const pugi::xml_node root = document.document_element();
    if (local_name(root) != "scxml")
      fail(ErrorKind::syntax, code::no_scxml, root.offset_debug(), "the outermost element is not <scxml>");
    Json chart = whole(root);
    if (!findings_.empty()) throw Error(ErrorKind::policy, std::move(findings_));
    return chart.dump(2) + '\n';
  }

 private:
  [[noreturn]] void fail(ErrorKind kind, const loader::Code& code, std::ptrdiff_t offset,
                         std::string message) {
    add(code, offset, std::move(message), "", "an SCXML document");
    throw Error(kind, std::move(findings_));
  }

  void add(const loader::Code& code, std::ptrdiff_t offset, std::string message, std::string found,
           std::string expected) {
    if (findings_.size() >= findings_max) return;
    Diagnostic& diagnostic = findings_.emplace_back();
    diagnostic.code = code.id;
    diagnostic.file = file_;
    diagnostic.message = std::move(message);
    diagnostic.found = std::move(found);
    diagnostic.expected = std::move(expected);
    if (offset < 0) return;
    const auto end = std::min(static_cast<std::size_t>(offset), text_.size());
    diagnostic.offset = static_cast<std::int64_t>(end);
    diagnostic.line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(end), '\n');
    const std::size_t line_start = end == 0 ? 0 : text_.rfind('\n', end - 1) + 1;
    diagnostic.column = 1;
    for (std::size_t i = line_start; i < end; ++i)
      diagnostic.column += (static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80 ? 1 : 0;
  }

  void refuse(pugi::xml_node node, const std::string& what) {
    add(code::no_counterpart, node.offset_debug(), what + " has no counterpart here",
        "<" + utf8::shortened(node.name()) + ">", "");
  }

  /// Attributes that are not listed are refused, but for those of other namespaces.
  void attributes(pugi::xml_node node, std::initializer_list<std::string_view> known) {
    for (const pugi::xml_attribute attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      if (name.starts_with("xmlns") || name.find(':') != std::string_view::npos) continue;
      if (std::find(known.begin(), known.end(), name) == known.end())
        refuse(node, "the attribute '" + std::string(name) + "'");
    }
  }

  static std::string attribute(pugi::xml_node node, const char* name) { return node.attribute(name).value(); }
  static bool has(pugi::xml_node node, const char* name) { return static_cast<bool>(node.attribute(name)); }

  static Json words(const std::string& text) {
    Json all = Json::array();
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t end = std::min(text.find_first_of(" \t\r\n", from), text.size());
      if (end > from) all.push_back(text.substr(from, end - from));
      from = end + 1;
    }
    return all.size() == 1 ? all[0] : all;
  }

  template <class Visit>
  void elements(pugi::xml_node node, const Visit& visit) {
    for (const pugi::xml_node child : node.children()) {
      if (child.type() == pugi::node_element)
        visit(child, local_name(child));
      else if ((child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) &&
               !trimmed(child.value()).empty()) {
        refuse(node, "text inside this element");
      }
    }
  }

  Json whole(pugi::xml_node root) {
    attributes(root, {"initial", "name", "version", "datamodel", "binding"});
    const std::string model = attribute(root, "datamodel");
    if (!model.empty() && model != "feel" && model != "null")
      refuse(root, "the data model '" + utf8::shortened(model) + "': expressions are FEEL, and it");
    Json chart = Json::object();
    chart["statechart"] = has(root, "name") ? attribute(root, "name") : "scxml";
    if (attribute(root, "binding") == "late") chart["binding"] = "late";
    if (has(root, "initial")) chart["initial"] = words(attribute(root, "initial"));
    Json states = Json::object();
    elements(root, [&](pugi::xml_node child, std::string_view name) {
      if (name == "datamodel")
        data(child, chart);
      else if (!state(child, name, states, 1))
        refuse(child, "this element");
    });
    chart["states"] = states;
    return chart;
  }

  void data(pugi::xml_node node, Json& into) {
    elements(node, [&](pugi::xml_node child, std::string_view name) {
      if (name != "data") {
        refuse(child, "this element");
        return;
      }
      attributes(child, {"id", "expr"});
      Json value;
      if (has(child, "expr"))
        value = attribute(child, "expr");
      else if (!trimmed(child.text().get()).empty())
        value = trimmed(child.text().get());
      into["data"][attribute(child, "id")] = value;
    });
  }

  bool state(pugi::xml_node node, std::string_view name, Json& states, int depth) {
    if (name != "state" && name != "parallel" && name != "final" && name != "history") return false;
    if (depth > depth_max) {
      refuse(node, "nesting deeper than " + std::to_string(depth_max) + " levels");
      return true;
    }
    Json made = Json::object();
    std::string id = attribute(node, "id");
    if (id.empty()) id = "state." + std::to_string(++unnamed_);
    if (name == "parallel" || name == "final") made["type"] = std::string(name);
    if (name == "history") {
      history(node, made);
    } else {
      attributes(node, name == "state" ? std::initializer_list<std::string_view>{"id", "initial"}
                                       : std::initializer_list<std::string_view>{"id"});
      if (has(node, "initial")) made["initial"] = words(attribute(node, "initial"));
      Json inside = Json::object();
      elements(node, [&](pugi::xml_node child, std::string_view part) {
        part_of(child, part, made, inside, depth);
      });
      if (!inside.empty()) made["states"] = inside;
    }
    if (states.contains(id)) {
      add(code::state_twice, node.offset_debug(), "there is a state of this name already", id,
          "names that are unique");
    }
    states[id] = made;
    return true;
  }

  void part_of(pugi::xml_node child, std::string_view part, Json& made, Json& inside, int depth) {
    if (part == "datamodel") {
      data(child, made);
    } else if (part == "onentry" || part == "onexit") {
      const char* key = part == "onentry" ? "entry" : "exit";
      if (!made.contains(key)) made[key] = Json::array();
      made[key].push_back(actions(child));
    } else if (part == "initial") {
      elements(child, [&](pugi::xml_node transition, std::string_view name) {
        if (name != "transition")
          refuse(transition, "this element");
        else
          made["initial"] =
              Json{{"target", words(attribute(transition, "target"))}, {"do", actions(transition)}};
      });
    } else if (part == "transition") {
      transition(child, made);
    } else if (part == "donedata") {
      made["done"] = payload(child);
    } else if (!state(child, part, inside, depth + 1)) {
      refuse(child, part == "invoke" ? "an invocation" : "this element");
    }
  }

  void history(pugi::xml_node node, Json& made) {
    attributes(node, {"id", "type"});
    made["type"] = "history";
    made["history"] = attribute(node, "type") == "deep" ? "deep" : "shallow";
    elements(node, [&](pugi::xml_node transition, std::string_view name) {
      if (name != "transition") {
        refuse(transition, "this element");
        return;
      }
      made["target"] = words(attribute(transition, "target"));
      if (Json found = actions(transition); !found.empty()) made["do"] = found;
    });
  }

  void transition(pugi::xml_node node, Json& state) {
    attributes(node, {"event", "cond", "target", "type"});
    Json made = Json::object();
    if (has(node, "event")) made["event"] = attribute(node, "event");
    if (has(node, "cond")) made["when"] = attribute(node, "cond");
    if (has(node, "target")) made["target"] = words(attribute(node, "target"));
    if (attribute(node, "type") == "internal") made["internal"] = true;
    if (Json found = actions(node); !found.empty()) made["do"] = found;
    const char* key = has(node, "event") ? "on" : "always";
    if (!state.contains(key)) state[key] = Json::array();
    state[key].push_back(made);
  }

  Json payload(pugi::xml_node node) {
    Json entries = Json::object();
    Json content;
    for (const pugi::xml_node child : node.children()) {
      const std::string_view name = local_name(child);
      if (name == "param") {
        attributes(child, {"name", "expr", "location"});
        entries[attribute(child, "name")] =
            has(child, "expr") ? attribute(child, "expr") : attribute(child, "location");
      } else if (name == "content") {
        attributes(child, {"expr"});
        if (has(child, "expr"))
          content = attribute(child, "expr");
        else
          content = Value::of(trimmed(child.text().get())).to_text();  // a text, as FEEL writes it
      } else if (child.type() == pugi::node_element) {
        refuse(child, "this element");
      }
    }
    return content.is_null() ? entries : content;
  }

  Json actions(pugi::xml_node node) {
    Json all = Json::array();
    elements(node, [&](pugi::xml_node child, std::string_view name) { action(child, name, all); });
    return all;
  }

  void action(pugi::xml_node node, std::string_view name, Json& into) {
    if (name == "raise") {
      attributes(node, {"event"});
      into.push_back(Json{{"raise", attribute(node, "event")}});
    } else if (name == "send") {
      send(node, into);
    } else if (name == "cancel") {
      attributes(node, {"sendid", "sendidexpr"});
      into.push_back(Json{
          {"cancel", has(node, "sendid") ? attribute(node, "sendid") : "=" + attribute(node, "sendidexpr")}});
    } else if (name == "assign") {
      attributes(node, {"location", "expr"});
      Json set = Json::object();
      set[attribute(node, "location")] =
          has(node, "expr") ? attribute(node, "expr") : trimmed(node.text().get());
      into.push_back(Json{{"set", set}});
    } else if (name == "log") {
      attributes(node, {"label", "expr"});
      Json made{{"log", has(node, "expr") ? Json(attribute(node, "expr")) : Json()}};
      if (has(node, "label")) made["label"] = attribute(node, "label");
      into.push_back(made);
    } else if (name == "if") {
      into.push_back(choose(node));
    } else if (name == "foreach") {
      attributes(node, {"array", "item", "index"});
      Json made{{"foreach", attribute(node, "array")}, {"as", attribute(node, "item")}};
      if (has(node, "index")) made["index"] = attribute(node, "index");
      made["do"] = actions(node);
      into.push_back(made);
    } else {
      refuse(node, name == "script" ? "a script" : "this element");
    }
  }

  Json choose(pugi::xml_node node) {
    attributes(node, {"cond"});
    Json made{{"if", attribute(node, "cond")}, {"then", Json::array()}};
    Json* branch = &made["then"];
    elements(node, [&](pugi::xml_node child, std::string_view name) {
      if (name == "elseif") {
        if (!made.contains("elseif")) made["elseif"] = Json::array();
        made["elseif"].push_back(Json{{"if", attribute(child, "cond")}, {"then", Json::array()}});
        branch = &made["elseif"].back()["then"];
      } else if (name == "else") {
        made["else"] = Json::array();
        branch = &made["else"];
      } else {
        action(child, name, *branch);
      }
    });
    return made;
  }

  void send(pugi::xml_node node, Json& into) {
    attributes(
        node, {"event", "eventexpr", "target", "targetexpr", "type", "id", "delay", "delayexpr", "namelist"});
    const std::string type = attribute(node, "type");
    if (!type.empty() && type != "scxml" && type != "http://www.w3.org/TR/scxml/#SCXMLEventProcessor")
      refuse(node, "this kind of event processor");
    Json data = payload(node);
    for (const Json& name : listed(attribute(node, "namelist"))) data[name.get<std::string>()] = name;
    const std::string target = attribute(node, "target");
    const Json event =
        has(node, "event") ? Json(attribute(node, "event")) : Json("=" + attribute(node, "eventexpr"));
    Json made = Json::object();
    made[target == "#_internal" ? "raise" : "send"] = event;
    if (has(node, "id")) made["id"] = attribute(node, "id");
    if (has(node, "delay")) made["delay"] = attribute(node, "delay");
    if (has(node, "delayexpr")) made["delay"] = "=" + attribute(node, "delayexpr");
    if (has(node, "targetexpr"))
      made["to"] = "=" + attribute(node, "targetexpr");
    else if (!target.empty() && target != "#_internal")
      made["to"] = target;
    if (!data.empty()) made["data"] = data;
    into.push_back(made);
  }

  static Json listed(const std::string& text) {
    Json names = words(text);
    return names.is_array() ? names : Json::array({names});
  }

  std::string_view text_;
  std::string file_;
  int unnamed_ = 0;
  std::vector<Diagnostic> findings_;
};

}  // namespace

std::string from_scxml(std::string_view xml, const std::string& file) { return Reader(xml, file).read(); }

}  // namespace huifang::statechart
