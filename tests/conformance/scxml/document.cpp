#include "conformance/scxml/document.hpp"

#include <set>
#include <stdexcept>

namespace conformance {
namespace {

using Json = nlohmann::ordered_json;

/// A text, whatever the chart does; a member of it is what always fails: the suite's "illegal", and names
/// that are not declared.
const char* const text_name = "a_text_without_members";
const char* const failing = "a_text_without_members.member";

std::string quoted(const std::string& text) { return Json(text).dump(); }

/// Turns the suite's trees into FEEL, and its keys into ours.
class Writer {
 public:
  explicit Writer(const Json& chart) : chart_(chart) { declare(chart); }

  std::string write() {
    Json root = Json::object();
    root["statechart"] = "case";
    if (chart_.value("late", false)) root["binding"] = "late";
    Json data = data_of(chart_);
    for (const std::string& name : assigned_at_start_) {
      if (declared_.insert(name).second) data[name] = nullptr;
    }
    data[text_name] = "\"text\"";
    root["data"] = data;
    if (chart_.contains("startDo")) root["entry"] = actions(chart_["startDo"]);
    if (chart_.contains("initial") && !chart_["initial"].empty()) root["initial"] = initial(chart_);
    root["states"] = states(chart_["states"]);
    return root.dump();
  }

 private:
  /// Which names are data: declared ones, items of loops, and what a script at the start gives a value.
  void declare(const Json& part) {
    if (part.is_object()) {
      if (part.contains("data") && part["data"].is_array()) {
        for (const Json& entry : part["data"]) {
          if (entry.is_array() && entry.size() == 2 && entry[0].is_string()) declared_.insert(entry[0]);
        }
      }
      if (part.value("do", Json()) == "foreach") {
        for (const char* key : {"item", "index"}) {
          if (part.contains(key) && part[key].is_string()) declared_.insert(part[key].get<std::string>());
        }
      }
      if (part.contains("startDo")) {
        for (const Json& action : part["startDo"]) {
          if (action.value("do", "") == "assign" && action["to"].is_string())
            assigned_at_start_.insert(action["to"]);
        }
      }
    }
    if (part.is_structured()) {
      for (const auto& item : part.items()) declare(item.value());
    }
  }

  bool is_data(const std::string& name) const {
    return declared_.contains(name) || assigned_at_start_.contains(name);
  }

  // Expressions

  std::string feel(const Json& expression) const {
    if (expression.is_null()) return "null";
    try {
      if (expression.contains("tree") && expression["tree"].is_array()) return tree(expression["tree"]);
    } catch (const std::runtime_error&) {
      if (!expression.contains("text") || !expression["text"].is_string()) throw;
    }
    return readable(expression.at("text"));
  }

  /// The text beside a tree with an operator this runner does not know: FEEL, but for the name of the event.
  static std::string readable(std::string text) {
    for (std::size_t at = text.find("_event."); at != std::string::npos; at = text.find("_event.", at))
      text.erase(at, 1);
    return text;
  }

  std::string joined(const Json& node, const std::string& between) const {
    std::string text = "(";
    for (std::size_t i = 1; i < node.size(); ++i) text += (i == 1 ? "" : " " + between + " ") + tree(node[i]);
    return text + ")";
  }

  std::string tree(const Json& node) const {
    const std::string op = node.at(0);
    if (op == "num") return node.at(1).dump()[0] == '-' ? "(" + node[1].dump() + ")" : node[1].dump();
    if (op == "str") return quoted(node.at(1));
    if (op == "bool") return node.at(1).get<bool>() ? "true" : "false";
    if (op == "null") return "null";
    if (op == "illegal") return failing;
    if (op == "var") return is_data(node.at(1)) ? node[1].get<std::string>() : failing;
    if (op == "event") return event(node);
    if (op == "in") return "In(" + quoted(node.at(1)) + ")";
    if (op == "isnull") return "(" + tree(node.at(1)) + " = null)";
    if (op == "not" || op == "!") return "not(" + boolean(node.at(1)) + ")";
    if (op == "neg" || (op == "-" && node.size() == 2)) return "(-" + tree(node.at(1)) + ")";
    if (op == "%" || op == "mod") return "modulo(" + tree(node.at(1)) + ", " + tree(node.at(2)) + ")";
    if (op == "if")
      return "(if " + boolean(node.at(1)) + " then " + tree(node.at(2)) + " else " + tree(node.at(3)) + ")";
    if (op == "get")
      return "(if " + tree(node.at(1)) + " = null then " + failing + " else get value(" + tree(node.at(1)) +
             ", " + quoted(node.at(2)) + "))";
    if (op == "index") return "(" + tree(node.at(1)) + ")[" + tree(node.at(2)) + " + 1]";
    if (op == "length" || op == "count") return "count(" + tree(node.at(1)) + ")";
    if (op == "list") {
      std::string text = "[";
      for (std::size_t i = 1; i < node.size(); ++i) text += (i == 1 ? "" : ", ") + tree(node[i]);
      return text + "]";
    }
    if (op == "context") {
      std::string text = "{";
      for (std::size_t i = 1; i < node.size(); ++i)
        text += (i == 1 ? "" : ", ") + quoted(node[i].at(0)) + ": " + tree(node[i].at(1));
      return text + "}";
    }
    if (op == "and" || op == "or") {
      std::string text = "(";
      for (std::size_t i = 1; i < node.size(); ++i) text += (i == 1 ? "" : " " + op + " ") + boolean(node[i]);
      return text + ")";
    }
    static const std::set<std::string> between{"=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "**"};
    if (between.contains(op)) return joined(node, op);
    throw std::runtime_error("an operator that this runner does not know: " + op);
  }

  static std::string event(const Json& node) {
    const std::string member = node.at(1);
    if (member == "sendid") return "event.send_id";
    if (member == "name" || member == "type" || member == "data") return "event." + member;
    return "null";  // origin, origintype, invokeid: nothing is invoked
  }

  /// A condition by the suite's own rules: what is no boolean counts by whether it is there and not zero or
  /// empty.
  std::string boolean(const Json& node) const {
    static const std::set<std::string> booleans{"bool", "in", "isnull", "not", "!", "and", "or",
                                                "=",    "!=", "<",      "<=",  ">", ">=",  "illegal"};
    const std::string text = tree(node);
    if (booleans.contains(node.at(0).get<std::string>())) return text;
    return "(if " + text + " = null then false else if " + text + " instance of boolean then " + text +
           " else if " + text + " instance of number then " + text + " != 0 else if " + text +
           " instance of string then " + text + " != \"\" else true)";
  }

  std::string condition(const Json& expression) const {
    try {
      if (expression.is_object() && expression.contains("tree") && expression["tree"].is_array()) {
        return boolean(expression["tree"]);
      }
    } catch (const std::runtime_error&) {
      // its text is taken
    }
    return feel(expression);
  }

  // States

  Json data_of(const Json& state) const {
    Json data = Json::object();
    if (!state.contains("data")) return data;
    for (const Json& entry : state["data"]) {
      data[entry[0].get<std::string>()] = entry[1].is_null() ? Json() : Json(feel(entry[1]));
    }
    return data;
  }

  Json initial(const Json& state) const {
    if (!state.contains("initialDo")) return state["initial"];
    return Json{{"target", state["initial"]}, {"do", actions(state["initialDo"])}};
  }

  Json states(const Json& list) {
    Json made = Json::object();
    for (const Json& state : list) made[state["id"].get<std::string>()] = one_state(state);
    return made;
  }

  Json one_state(const Json& state) {
    Json made = Json::object();
    const std::string type = state["type"];
    made["type"] = type;
    if (Json data = data_of(state); !data.empty()) made["data"] = data;
    if (type == "history") {
      made["history"] = state.value("history", "shallow");
      made["target"] = state["default"];
      if (state.contains("defaultDo")) made["do"] = actions(state["defaultDo"]);
      return made;
    }
    for (const char* key : {"entry", "exit"}) {
      if (!state.contains(key)) continue;
      made[key] = Json::array();
      for (const Json& block : state[key]) made[key].push_back(actions(block));
    }
    if (type == "final") {
      if (state.contains("done")) made["done"] = payload(state["done"]);
      return made;
    }
    if (type == "compound" && state.contains("initial")) made["initial"] = initial(state);
    if (state.contains("on")) transitions(state["on"], made);
    if (state.contains("states")) made["states"] = states(state["states"]);
    return made;
  }

  void transitions(const Json& list, Json& state) const {
    for (const Json& transition : list) {
      Json made = Json::object();
      if (transition.contains("event")) {
        std::string descriptors;
        for (const Json& one : transition["event"])
          descriptors += (descriptors.empty() ? "" : " ") + one.get<std::string>();
        made["event"] = descriptors;
      }
      if (transition.contains("if")) made["when"] = condition(transition["if"]);
      if (transition.contains("target")) made["target"] = transition["target"];
      if (transition.value("internal", false)) made["internal"] = true;
      if (transition.contains("do")) made["do"] = actions(transition["do"]);
      Json& list_of = state[transition.contains("event") ? "on" : "always"];
      if (list_of.is_null()) list_of = Json::array();
      list_of.push_back(made);
    }
  }

  // Actions

  Json actions(const Json& list) const {
    Json made = Json::array();
    for (const Json& one : list) made.push_back(action(one));
    return made;
  }

  /// An action that fails.
  static Json fails() { return Json{{"log", failing}}; }

  Json payload(const Json& of) const {
    if (of.contains("content")) return feel(of["content"]);
    Json entries = Json::object();
    if (of.contains("params")) {
      for (const Json& entry : of["params"]) entries[entry[0].get<std::string>()] = feel(entry[1]);
    }
    return entries;
  }

  Json action(const Json& action) const {
    const std::string verb = action.at("do");
    if (action.value("illegal", false)) return fails();
    if (verb == "raise") return Json{{"raise", action.at("event")}};
    if (verb == "send") return send(action);
    if (verb == "cancel")
      return Json{
          {"cancel", action.contains("idExpr") ? Json("=" + feel(action["idExpr"])) : action.at("id")}};
    if (verb == "assign") {
      if (!action["to"].is_string() || !is_data(action["to"])) return fails();
      return Json{{"set", {{action["to"].get<std::string>(), feel(action.at("value"))}}}};
    }
    if (verb == "log") return Json{{"log", action.contains("value") ? Json(feel(action["value"])) : Json()}};
    if (verb == "if") return branches(action);
    if (verb == "foreach") {
      if (!action["item"].is_string()) return fails();
      Json made{{"foreach", feel(action.at("array"))}, {"as", action["item"]}};
      if (action.contains("index") && action["index"].is_string()) made["index"] = action["index"];
      made["do"] = actions(action.value("then", Json::array()));
      return made;
    }
    throw std::runtime_error("an action that this runner does not know: " + verb);
  }

  Json branches(const Json& action) const {
    Json made = Json::object();
    for (const Json& branch : action.at("branches")) {
      const Json then = actions(branch.value("then", Json::array()));
      if (!branch.contains("if") || branch["if"].is_null()) {
        made["else"] = then;
      } else if (!made.contains("if")) {
        made["if"] = condition(branch["if"]);
        made["then"] = then;
      } else {
        if (!made.contains("elseif")) made["elseif"] = Json::array();
        made["elseif"].push_back(Json{{"if", condition(branch["if"])}, {"then", then}});
      }
    }
    return made;
  }

  Json send(const Json& action) const {
    Json made = Json::object();
    made["send"] = action.contains("eventExpr") ? Json("=" + feel(action["eventExpr"])) : action.at("event");
    if (action.contains("id") && action["id"].is_string()) made["id"] = action["id"];
    if (action.contains("delay")) made["delay"] = action["delay"].dump() + " ms";
    if (action.contains("delayExpr")) {
      const std::string delay = feel(action["delayExpr"]);
      made["delay"] =
          "=if " + delay + " instance of number then string(" + delay + ") + \" ms\" else " + delay;
    }
    if (Json data = payload(action); !data.empty()) made["data"] = data;
    return made;
  }

  const Json& chart_;
  std::set<std::string> declared_;
  std::set<std::string> assigned_at_start_;
};

}  // namespace

std::string statechart_document(const nlohmann::ordered_json& chart) { return Writer(chart).write(); }

}  // namespace conformance
