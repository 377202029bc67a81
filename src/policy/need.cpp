/// What fulfils a duty: events or filed forms, how many, how distinct, by whom.

#include <algorithm>

#include "policy/choice.hpp"
#include "policy/roles.hpp"
#include "policy/rules.hpp"

namespace huifang::loader {
namespace {

using Kind = feel::Type::Kind;

class NeedReader {
 public:
  explicit NeedReader(const RuleContext& context) : context_(context), loader_(context.loader) {}

  std::vector<NeedPart> parts(const Node& node) {
    std::vector<NeedPart> all;
    if (node.is_array()) {
      if (node.children.empty()) {
        loader_.report.error(code::empty_list, node, "a need has at least one part",
                             {"an empty list", "", ""});
      }
      for (const Node* part : node.children) {
        if (!part->bad) add(all, *part);
      }
    } else {
      add(all, node);
    }
    return all;
  }

 private:
  void add(std::vector<NeedPart>& all, const Node& node) {
    NeedPart part;
    if (node.is_object() && node.has("any")) {
      any(part, node);
    } else if (auto one = item(node, nullptr)) {
      part.any.push_back(std::move(*one));
    }
    if (!part.any.empty()) all.push_back(std::move(part));
  }

  void any(NeedPart& part, const Node& node) {
    for (const char* key : {"event", "form", "times", "distinct", "each_of"}) {
      if (const Node* beside = node.find(key)) {
        loader_.report.error_at_key(code::exclusive_keys, *beside, "'any' stands beside where and by only",
                                    {"\"" + beside->key + "\"", "the key inside the alternatives", ""});
      }
    }
    const Node* list = node.find("any");
    if (list == nullptr) return;
    if (list->children.empty()) {
      loader_.report.error(code::empty_list, *list, "at least one alternative is needed",
                           {"an empty list", "", ""});
    }
    for (const Node* alternative : list->children) {
      if (alternative->bad) continue;
      if (alternative->is_object() && alternative->has("any")) {
        inner(part, *alternative, node);
      } else if (auto one = item(*alternative, &node)) {
        part.any.push_back(std::move(*one));
      }
    }
  }

  /// Alternatives among alternatives are alternatives; who may stands around them unless they say it themselves, a
  /// condition stands around them or inside them.
  void inner(NeedPart& part, const Node& alternatives, const Node& around) {
    const std::size_t before = part.any.size();
    any(part, alternatives);
    const bool inside = std::any_of(part.any.begin() + static_cast<std::ptrdiff_t>(before), part.any.end(),
                                    [](const NeedItem& made) { return static_cast<bool>(made.where); });
    if (around.has("where") && (inside || alternatives.has("where"))) {
      const Node* own = alternatives.find("where");
      loader_.report.error_at_key(code::exclusive_keys, own != nullptr ? *own : *around.find("where"),
                                  "a condition stands around 'any' or inside it, not both",
                                  {"\"where\"", "one of them", ""});
    }
    for (std::size_t i = before; i < part.any.size(); ++i) {
      const Scope scope = context_.event_scope({part.any[i].event});
      if (const Node* where = around.find("where"); where != nullptr && !part.any[i].where) {
        part.any[i].where = expression(*where, scope, Kind::boolean);
      }
      if (const Node* by = around.find("by"); by != nullptr && part.any[i].by == none) part.any[i].by = role_of(*by, scope);
    }
  }

  /// `around`: the object with `any`, whose where and by hold for every alternative.
  std::optional<NeedItem> item(const Node& node, const Node* around) {
    NeedItem made;
    const Node* where = around == nullptr ? nullptr : around->find("where");
    const Node* by = around == nullptr ? nullptr : around->find("by");
    if (node.is_string()) {
      made.event = event_named(node);
    } else if (node.is_object()) {
      made.event = event_in(node);
      if (const Node* own = node.find("where")) {
        if (where != nullptr) {
          loader_.report.error_at_key(code::exclusive_keys, *own,
                                      "a condition stands around 'any' or inside it, not both",
                                      {"\"where\"", "one of them", ""});
        }
        where = own;
      }
      if (const Node* own = node.find("by")) by = own;
    } else {
      loader_.report.error(code::wrong_kind, node, "a need names an event or a form",
                           {brief(node), "text, {\"event\": …} or {\"form\": …}", ""});
    }
    if (made.event == none) return std::nullopt;
    const Scope scope = context_.event_scope({made.event});
    if (where != nullptr) made.where = expression(*where, scope, Kind::boolean);
    if (by != nullptr) made.by = role_of(*by, scope);
    if (node.is_object()) {
      if (const Node* times = node.find("times")) count(*times, made);
      if (const Node* distinct = node.find("distinct")) made.distinct = expression(*distinct, scope);
      if (const Node* people = node.find("each_of")) {
        made.each_of = role_of(*people, context_.scope());
        for (const char* key : {"by", "distinct"}) {
          if (const Node* beside = node.find(key)) {
            loader_.report.error_at_key(code::exclusive_keys, *beside, "'each_of' says who acts, and tells the acts apart",
                                        {"\"" + beside->key + "\"", "one of them", ""});
          }
        }
      }
    }
    return made;
  }

  std::uint32_t event_named(const Node& node) {
    const Node* value = literal(loader_, node);
    if (value == nullptr) return none;
    if (!value->is_string()) {
      loader_.report.error(code::wrong_kind, node, "a need names an event or a form",
                           {brief(*value), "text", ""});
      return none;
    }
    return event_of(loader_, node, value->text);
  }

  std::uint32_t event_in(const Node& node) {
    const Node* event = node.find("event");
    const Node* form = node.find("form");
    if (event != nullptr && form != nullptr) {
      loader_.report.error_at_key(code::exclusive_keys, *form, "a need is an event or a form",
                                  {"both", "one of them", ""});
      return none;
    }
    if (event != nullptr) return event_named(*event);
    if (form == nullptr) {
      if (!node.has("event") && !node.has("form")) {
        loader_.report.error(code::missing_key, node, "a need names an event or a form",
                             {"neither", "\"event\", \"form\" or \"any\"", ""});
      }
      return none;
    }
    const Node* value = literal(loader_, *form);
    if (value == nullptr || !value->is_string()) return none;
    const std::uint32_t index = loader_.model.form(value->text);
    if (index != none) return loader_.model.forms[index].filed_event;
    std::vector<std::string> names;
    for (const FormDef& known : loader_.model.forms) names.push_back(known.name);
    unknown_name(loader_, code::unknown_form, *form, "form", value->text, names);
    return none;
  }

  std::optional<feel::Expression> times_of(const Node& branch) {
    const bool parameter = branch.is_string() && branch.text.starts_with('$');
    if (branch.is_string() && (branch.text.starts_with('=') || parameter)) {
      feel::Expression compiled = expression(branch, context_.scope(), Kind::number, parameter ? 0 : 1);
      return compiled ? std::optional(std::move(compiled)) : std::nullopt;
    }
    const auto times = integer_of(loader_, branch, 1, 1'000'000);
    if (!times) return std::nullopt;
    return expression_text(branch, std::to_string(*times), context_.scope());
  }

  void count(const Node& node, NeedItem& made) {
    if (is_choice(node)) {
      const Scope scope = context_.scope();
      made.times_choice = choice_of<feel::Expression>(node, scope, [&](const Node& branch) { return times_of(branch); });
      return;
    }
    const bool parameter = node.is_string() && node.text.starts_with('$');
    if (node.is_string() && (node.text.starts_with('=') || parameter)) {
      made.times_expression = expression(node, context_.scope(), Kind::number, parameter ? 0 : 1);
      return;
    }
    if (node.is_string()) {
      loader_.report.error(code::wrong_kind, node, "'times' has a value of the wrong type",
                           {brief(node), "a number, \"= …\" or a parameter", ""});
      return;
    }
    made.times = integer_of(loader_, node, 1, 1'000'000).value_or(1);
  }

  const RuleContext& context_;
  Loader& loader_;
};

}  // namespace

std::vector<NeedPart> need_of(const RuleContext& context, const Node& node) {
  return NeedReader(context).parts(node);
}

}  // namespace huifang::loader
