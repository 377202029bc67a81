/// A definition as SCXML.
#include "huifang/statechart_scxml.hpp"

#include <pugixml.hpp>

#include "statechart/codes.hpp"
#include "statechart/model.hpp"

namespace huifang::statechart {
namespace {

using Kind = StateInfo::Kind;

class StringWriter final : public pugi::xml_writer {
 public:
  std::string text;
  void write(const void* data, std::size_t size) override {
    text.append(static_cast<const char*>(data), size);
  }
};

class Writer {
 public:
  explicit Writer(const Model& model) : model_(model) {}

  std::string write() {
    pugi::xml_document document;
    pugi::xml_node root = document.append_child("scxml");
    put(root, "xmlns", "http://www.w3.org/2005/07/scxml");
    put(root, "version", "1.0");
    put(root, "datamodel", "feel");
    put(root, "name", model_.name);
    const StateInfo& top = model_.states[0];
    put(root, "initial", names(top.initial));
    if (model_.late) put(root, "binding", "late");
    if (!top.entry.empty()) refuse("/entry", "actions before the first state is entered");
    if (!top.initial_actions.empty()) refuse("/initial/do", "actions of the outermost initial transition");
    data(root, top);
    inside(root, 0);
    if (!refused_.empty()) throw Error(ErrorKind::policy, std::move(refused_));
    StringWriter writer;
    document.save(writer, "  ", pugi::format_default, pugi::encoding_utf8);
    return writer.text;
  }

 private:
  static void put(pugi::xml_node node, const char* name, const std::string& value) {
    node.append_attribute(name).set_value(value.c_str());
  }

  void refuse(const std::string& pointer, const std::string& what) {
    Diagnostic& diagnostic = refused_.emplace_back();
    diagnostic.code = code::not_in_scxml.id;
    diagnostic.message = "SCXML has no counterpart for " + what;
    diagnostic.file = model_.file;
    diagnostic.pointer = pointer;
  }

  std::string names(const std::vector<std::uint32_t>& states) const {
    std::string text;
    for (const std::uint32_t one : states) text += (text.empty() ? "" : " ") + model_.states[one].id;
    return text;
  }

  void data(pugi::xml_node node, const StateInfo& info) {
    if (info.data.empty()) return;
    pugi::xml_node all = node.append_child("datamodel");
    for (const auto& [slot, expression] : info.data) {
      pugi::xml_node one = all.append_child("data");
      put(one, "id", model_.data_names[slot]);
      if (expression) put(one, "expr", expression.text());
    }
  }

  void inside(pugi::xml_node node, std::uint32_t state) {
    for (std::uint32_t s = state + 1; s < model_.states[state].end; s = model_.states[s].end) one(node, s);
  }

  /// The event that stands for an `after`.
  static std::string timer_event(const StateInfo& info, std::size_t number) {
    return "after." + info.id + "." + std::to_string(number + 1);
  }

  void one(pugi::xml_node around, std::uint32_t state) {
    const StateInfo& info = model_.states[state];
    static constexpr const char* elements[] = {"scxml", "state", "state", "parallel", "final", "history"};
    pugi::xml_node node = around.append_child(elements[static_cast<int>(info.kind)]);
    put(node, "id", info.id);
    if (info.kind == Kind::history) {
      put(node, "type", info.deep ? "deep" : "shallow");
      target_of(node.append_child("transition"), info);
      return;
    }
    data(node, info);
    for (const Actions& actions : info.entry) block(node.append_child("onentry"), actions);
    for (std::size_t i = 0; i < info.timers.size(); ++i) {
      const Timer& timer = model_.timers[info.timers[i]];
      pugi::xml_node send = node.append_child("onentry").append_child("send");
      put(send, "event", timer_event(info, i));
      put(send, "id", timer_event(info, i));
      delay(send, timer.delay_us, timer.delay);
      put(node.append_child("onexit").append_child("cancel"), "sendid", timer_event(info, i));
    }
    for (const Actions& actions : info.exit) block(node.append_child("onexit"), actions);
    if (info.kind == Kind::compound && info.initial_written) {
      target_of(node.append_child("initial").append_child("transition"), info);
    }
    for (std::uint32_t t = 0; t < model_.transitions.size(); ++t) {
      if (model_.transitions[t].source == state) transition(node, info, model_.transitions[t]);
    }
    if (info.kind == Kind::final && !info.done.none()) payload(node.append_child("donedata"), info.done);
    inside(node, state);
  }

  void target_of(pugi::xml_node node, const StateInfo& info) {
    put(node, "target", names(info.initial));
    block(node, info.initial_actions);
  }

  void transition(pugi::xml_node around, const StateInfo& info, const Transition& transition) {
    pugi::xml_node node = around.append_child("transition");
    std::string events;
    for (const std::string& event : transition.events) events += (events.empty() ? "" : " ") + event;
    if (transition.timer != 0) {
      for (std::size_t i = 0; i < info.timers.size(); ++i) {
        if (info.timers[i] + 1 == transition.timer) events = timer_event(info, i);
      }
    }
    if (!events.empty()) put(node, "event", events);
    if (transition.when) put(node, "cond", transition.when.text());
    if (!transition.targets.empty()) put(node, "target", names(transition.targets));
    if (transition.internal) put(node, "type", "internal");
    block(node, transition.actions);
  }

  void payload(pugi::xml_node node, const Payload& payload) {
    if (payload.content) put(node.append_child("content"), "expr", payload.content.text());
    for (const auto& [name, expression] : payload.entries) {
      pugi::xml_node param = node.append_child("param");
      put(param, "name", name);
      put(param, "expr", expression.text());
    }
  }

  static void text(pugi::xml_node node, const char* literal, const char* computed, const Text& text) {
    if (text.expression)
      put(node, computed, text.expression.text());
    else if (!text.literal.empty())
      put(node, literal, text.literal);
  }

  static void delay(pugi::xml_node node, std::int64_t us, const feel::Expression& expression) {
    if (expression)
      put(node, "delayexpr", expression.text());
    else if (us != 0)
      put(node, "delay", Decimal::scaled(us, 6).to_text() + "s");
  }

  void block(pugi::xml_node node, const Actions& actions) {
    for (const Action& action : actions) write_action(node, action);
  }

  void write_action(pugi::xml_node around, const Action& action) {
    switch (action.kind) {
      case Action::Kind::raise:
        if (!action.payload.none()) refuse(action.pointer, "data of a raised event");
        if (action.name.expression)
          refuse(action.pointer, "a raised event with a computed name");
        else
          put(around.append_child("raise"), "event", action.name.literal);
        return;
      case Action::Kind::send: {
        pugi::xml_node node = around.append_child("send");
        text(node, "event", "eventexpr", action.name);
        text(node, "id", "idexpr", action.id);
        if (action.id.expression) refuse(action.pointer, "a computed id of a send");
        text(node, "target", "targetexpr", action.to);
        delay(node, action.delay_us, action.delay);
        payload(node, action.payload);
        return;
      }
      case Action::Kind::cancel:
        text(around.append_child("cancel"), "sendid", "sendidexpr", action.name);
        return;
      case Action::Kind::set: {
        pugi::xml_node node = around.append_child("assign");
        put(node, "location", model_.data_names[action.slot]);
        put(node, "expr", action.value.text());
        return;
      }
      case Action::Kind::choose: {
        pugi::xml_node node = around.append_child("if");
        for (std::size_t i = 0; i < action.branches.size(); ++i) {
          const auto& [when, actions] = action.branches[i];
          if (i == 0)
            put(node, "cond", when.text());
          else if (when)
            put(node.append_child("elseif"), "cond", when.text());
          else
            node.append_child("else");
          block(node, actions);
        }
        return;
      }
      case Action::Kind::foreach: {
        pugi::xml_node node = around.append_child("foreach");
        put(node, "array", action.value.text());
        put(node, "item", model_.data_names[action.slot]);
        if (action.index != no_slot) put(node, "index", model_.data_names[action.index]);
        block(node, action.branches.front().second);
        return;
      }
      case Action::Kind::host:
        return;
      case Action::Kind::log: {
        pugi::xml_node node = around.append_child("log");
        if (!action.label.empty()) put(node, "label", action.label);
        if (action.value) put(node, "expr", action.value.text());
        return;
      }
    }
  }

  const Model& model_;
  std::vector<Diagnostic> refused_;
};

}  // namespace

std::string to_scxml(const Definition& definition) { return Writer(definition.model()).write(); }

}  // namespace huifang::statechart
