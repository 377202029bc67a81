/// What a form asks: items with scales, weights, groups, conditions.

#include <algorithm>

#include "policy/score_model.hpp"
#include "policy/score_section.hpp"

namespace huifang::loader {
namespace {

using Kind = feel::Type::Kind;

constexpr std::size_t items_max = 1000;  // of a form
constexpr const char* scale_words = "\"1..5\", \"0.0..100.0\", \"10/8/6/4/2\", \"yes/no\", \"text\", {\"choice\": […]}, {\"multiple\": […]} or {\"shares\": 100}";

class ItemReader {
 public:
  ItemReader(Loader& loader, const Node& entry, FormDef& form) : loader_(loader), entry_(entry), form_(form), model_(std::make_shared<FormModel>()) {}

  void run() {
    if (const Node* scale = entry_.find("scale")) default_ = scale_of(*scale);
    if (const Node* items = entry_.find("items"); items != nullptr && items->is_object()) {
      for (const Node* node : items->children) {
        if (!node->bad && usable_name(loader_, *node, "an item")) read(*node);
      }
    }
    if (const Node* weights = entry_.find("weights")) weigh(*weights);
    if (const Node* signers = entry_.find("signed_by"); signers != nullptr && form_field("signatures") == nullptr) {
      form_.fields.push_back({"signatures", type_of_kind(Kind::string), none, true});
    } else if (signers != nullptr) {
      const FieldDef& known = *form_field("signatures");
      if (!known.list || known.type.kind != Kind::list || known.type.item->kind != Kind::string) refuse(*signers, "who has signed stands in a field that is no list of texts", "\"signatures\": \"string*\", or no such field");
    }
    auto& surveys = loader_.model.surveys;
    surveys.resize(loader_.model.forms.size() + 1);  // this form is the next one
    surveys.back().emplace_back(0, std::move(model_));
  }

 private:
  const FieldDef* form_field(const std::string& name) const {
    const auto known = std::find_if(form_.fields.begin(), form_.fields.end(), [&](const FieldDef& f) { return f.name == name; });
    return known == form_.fields.end() ? nullptr : &*known;
  }

  void refuse(const Node& at, std::string message, std::string expected) {
    loader_.report.error(code::bad_value, at, std::move(message), {brief(at), std::move(expected), ""});
  }

  std::optional<ScoreScale> scale_of(const Node& node) {
    const Node* value = literal(loader_, node);
    if (value == nullptr) return std::nullopt;
    if (value->is_string()) {
      if (auto scale = ScoreScale::parse(value->text)) return scale;
      refuse(node, "this is no scale", scale_words);
      return std::nullopt;
    }
    ScoreScale scale;
    if (!value->is_object()) {
      refuse(node, "this is no scale", scale_words);
      return std::nullopt;
    }
    const Node* choice = value->find("choice");
    const Node* multiple = value->find("multiple");
    const Node* shares = value->find("shares");
    if ((choice != nullptr) + (multiple != nullptr) + (shares != nullptr) != 1) {
      refuse(node, "a scale is one of its kinds", scale_words);
      return std::nullopt;
    }
    if (shares != nullptr) {
      scale.kind = ScoreScale::Kind::shares;
      if (const auto total = number_of(*shares)) scale.total = *total;
      if (const Node* at_most = value->find("at_most")) scale.exactly = !boolean_of(loader_, *at_most).value_or(false);
      if (const Node* places = value->find("places")) scale.places = static_cast<int>(integer_of(loader_, *places, 0, ScoreScale::places_max).value_or(0));
      if (const Node* of = value->find("of")) options(*of, "", scale.options);
      return scale;
    }
    scale.kind = choice != nullptr ? ScoreScale::Kind::choice : ScoreScale::Kind::multiple;
    options(choice != nullptr ? *choice : *multiple, "", scale.options);
    if (scale.options.empty()) refuse(node, "there is nothing to choose from", "at least one option");
    return scale;
  }

  /// "name", {"name": …, "text": true}, or {"parent": ["child", …]}.
  void options(const Node& list, const std::string& parent, std::vector<ScoreOption>& out) {
    if (!list.is_array()) return refuse(list, "options are a list", "[\"price\", \"time\", …]");
    for (const Node* node : list.children) {
      if (node->is_string()) {
        add_option(*node, {node->text, parent, false}, out);
      } else if (node->is_object() && node->find("name") != nullptr) {
        const Node* words = node->find("text");
        add_option(*node, {node->find("name")->text, parent, words != nullptr && words->boolean}, out);
      } else if (node->is_object() && node->children.size() == 1 && parent.empty()) {
        add_option(*node, {node->children[0]->key, parent, false}, out);
        options(*node->children[0], node->children[0]->key, out);
      } else {
        refuse(*node, "this is no option", "\"price\", {\"name\": \"other\", \"text\": true} or {\"parcels\": [\"slow\", …]}");
      }
    }
  }

  void add_option(const Node& at, ScoreOption option, std::vector<ScoreOption>& out) {
    const auto same = [&](const ScoreOption& known) { return known.name == option.name; };
    if (option.name.empty() || std::any_of(out.begin(), out.end(), same)) return refuse(at, "an option needs a name of its own", "another name");
    out.push_back(std::move(option));
  }

  std::optional<Decimal> number_of(const Node& node) {
    const Node* value = literal(loader_, node);
    if (value == nullptr) return std::nullopt;
    if (value->is_number()) {
      if (const auto number = Decimal::parse(value->text); number && number->sign() >= 0) return number;
    }
    refuse(node, "this is no number that can be used here", "a number, 0 or more");
    return std::nullopt;
  }

  void read(const Node& node) {
    FormItem item;
    item.name = item.entry = node.key;
    item.scale = default_.value_or(ScoreScale{});
    std::int64_t times = 1;
    bool scaled = default_.has_value();
    if (node.is_number()) {
      times = integer_of(loader_, node, 1, 1000).value_or(1);
    } else if (node.is_string()) {
      if (const auto scale = scale_of(node)) item.scale = *scale;
      scaled = true;
    } else if (node.is_object()) {
      if (const Node* scale = node.find("scale")) {
        if (const auto read = scale_of(*scale)) item.scale = *read;
        scaled = true;
      }
      if (const Node* weight = node.find("weight")) item.weight = number_of(*weight).value_or(item.weight);
      if (const Node* group = node.find("group")) item.group = group->text;
      if (const Node* reversed = node.find("reversed")) item.reversed = boolean_of(loader_, *reversed).value_or(false);
      if (const Node* count = node.find("times")) times = integer_of(loader_, *count, 1, 1000).value_or(1);
      if (item.reversed && !item.scale.scored()) refuse(*node.find("reversed"), "only numbers can be turned round", "a scale of numbers");
    }
    if (!scaled) {
      loader_.report.error_at_key(code::missing_key, node, "an item needs a scale", {"nothing", std::string("\"scale\": ") + scale_words, ""});
    }
    for (const ScoreOption& option : item.scale.options) {
      if (option.name == "not_applicable") refuse(node, "this option says that an item does not apply", "another name than \"not_applicable\"");
    }
    if (model_->items.size() + static_cast<std::size_t>(times) > items_max) {
      if (!full_) refuse(node, "this is one item too many", "a form with at most " + std::to_string(items_max));
      full_ = true;
      return;
    }
    if (times == 1) return add(node, std::move(item));
    if (item.group.empty()) item.group = node.key;
    for (std::int64_t i = 1; i <= times; ++i) {
      FormItem one = item;
      one.name = node.key + "_" + std::to_string(i);
      add(node, std::move(one));
    }
  }

  void add(const Node& node, FormItem item) {
    if (form_field(item.name) != nullptr) {
      loader_.report.error_at_key(code::defined_twice, node, "the form has a field of this name already", {"\"" + item.name + "\"", "a name that is not taken", ""});
      return;
    }
    feel::Type type;
    if (item.scale.scored()) type = type_of_kind(Kind::number);
    if (item.scale.kind == ScoreScale::Kind::text || item.scale.kind == ScoreScale::Kind::choice) type = type_of_kind(Kind::string);
    if (item.scale.kind == ScoreScale::Kind::choice) {
      for (const ScoreOption& option : item.scale.options) {
        type.values.push_back(option.name);
        declare_bare_name(loader_, option.name, node);
      }
    }
    form_.fields.push_back({item.name, std::move(type), none, false});
    model_->items.push_back(std::move(item));
  }

  void weigh(const Node& node) {
    const Node* value = literal(loader_, node);
    if (value == nullptr) return;
    if (value->is_array()) {
      if (value->children.empty()) return;  // not known: all weigh the same
      if (value->children.size() != model_->items.size()) {
        return refuse(node, "there is a weight for each item, or none", std::to_string(model_->items.size()) + " weights");
      }
      for (std::size_t i = 0; i < model_->items.size(); ++i) {
        if (const auto weight = number_of(*value->children[i])) model_->items[i].weight = *weight;
      }
      return;
    }
    if (!value->is_object()) return refuse(node, "weights are by name, or a list", "{\"quality\": 30, …} or [20, 10, …]");
    for (const Node* child : value->children) {
      const auto weight = number_of(*child);
      if (!weight) continue;
      const auto item = std::find_if(model_->items.begin(), model_->items.end(), [&](const FormItem& i) { return i.name == child->key; });
      if (item != model_->items.end()) {
        item->weight = *weight;
      } else if (std::any_of(model_->items.begin(), model_->items.end(), [&](const FormItem& i) { return i.group == child->key; })) {
        model_->groups.push_back({child->key, *weight});
      } else {
        std::vector<std::string> names;
        for (const FormItem& known : model_->items) names.push_back(known.name);
        unknown_name(loader_, code::unknown_field, *child, "item or group", child->key, names);
      }
    }
    if (model_->groups.empty()) return;
    for (const FormItem& known : model_->items) {
      const auto weighed = [&](const ScoreGroup& group) { return group.name == known.group; };
      if (!known.scale.scored() || std::any_of(model_->groups.begin(), model_->groups.end(), weighed)) continue;
      return refuse(node, "where groups have weights each item belongs to one that has; " + known.name + " does not", "a weight for each group");
    }
  }

  Loader& loader_;
  const Node& entry_;
  FormDef& form_;
  std::shared_ptr<FormModel> model_;
  std::optional<ScoreScale> default_;
  bool full_ = false;  ///< and it was reported
};

}  // namespace

void load_items(Loader& loader, const Node& entry, FormDef& form) {
  for (const char* key : {"items", "scale", "weights", "required_when", "signed_by", "valid", "once"}) {
    if (entry.find(key) == nullptr) continue;
    return ItemReader(loader, entry, form).run();
  }
}

}  // namespace huifang::loader
