#include "policy/merge.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "policy/reader.hpp"

namespace huifang::loader {
namespace {

struct BaseName {
  std::string id;
  std::string version;
};

std::optional<BaseName> base_name(const std::string& text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string::npos || at == 0 || at + 1 == text.size()) return std::nullopt;
  return BaseName{text.substr(0, at), text.substr(at + 1)};
}

std::string text_of(const Node& object, std::string_view key) {
  const Node* node = object.find(key);
  return node != nullptr && node->is_string() ? node->text : "";
}

bool is_locked(const Node& node) {
  if (!node.is_object()) return false;
  const Node* locked = node.find("locked");
  return locked != nullptr && locked->is_boolean() && locked->boolean;
}

class Merger {
 public:
  Merger(const LoadOptions& options, Document& document, Report& report)
      : options_(options), document_(document), report_(report) {
    limits_.bytes = options.limits.document_bytes;
    limits_.nesting = options.limits.nesting;
    limits_.entries = options.limits.entries;
    limits_.values = options.limits.values;
  }

  Node* read_layer(std::string file, std::string_view text) {
    document_.layers.push_back({"", std::move(file), std::string(text)});
    const auto layer = static_cast<std::uint32_t>(document_.layers.size() - 1);
    Node* root = read(document_, layer, limits_, report_);
    if (root == nullptr) return nullptr;
    if (!root->is_object()) {
      report_.error(code::wrong_kind, *root, "a policy is an object", {brief(*root), "an object", ""});
      return nullptr;
    }
    const std::string id = text_of(*root, "policy");
    document_.layers[layer].name = id.empty() ? "" : id + "@" + text_of(*root, "version");
    return root;
  }

  /// The chain from the document to its root base; empty when a link is missing.
  std::vector<Node*> chain(Node* first) {
    std::vector<Node*> found{first};
    std::set<std::string> seen{document_.layers[first->place.layer].name};
    for (const Node* extends = first->find("extends"); extends != nullptr;
         extends = found.back()->find("extends")) {
      Node* base = base_of(*extends, found.size(), seen);
      if (base == nullptr) return {};
      found.push_back(base);
    }
    return found;
  }

  /// `patch` on `base`, in place where nothing changes hands. Objects merge, anything else replaces, null
  /// removes.
  Node* patched(Node* base, Node* patch) {
    if (!patch->is_object()) return patch;
    if (base == nullptr || !base->is_object()) {
      without_nulls(*patch);
      return patch;
    }
    base->changed_by = patch->place.layer + 1;
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < base->children.size(); ++i) places.emplace(base->children[i]->key, i);
    std::vector<Node*> children = base->children;
    for (Node* change : patch->children) {
      const auto place = places.find(change->key);
      if (place == places.end()) {
        if (change->is_null()) {
          report_.warning(code::removes_nothing, *change, "null removes an entry that the base does not have",
                          {"null", "", report_.nearest(change->key, keys(*base))});
        } else {
          without_nulls(*change);
          children.push_back(change);
          change->parent = base;
        }
        continue;
      }
      Node*& target = children[place->second];
      if (is_locked(*target)) {
        report_.error_at_key(
            code::locked_entry, *change,
            "'" + change->key + "' is locked by " + layer_name(target->place.layer) +
                " and cannot be changed by " + layer_name(change->place.layer),
            {brief(wrapped_.contains(change) ? *change->children.front() : *change), "no change", ""});
        continue;
      }
      if (change->is_null()) {
        target = nullptr;
        continue;
      }
      const Place key_place = target->key_place;
      target = patched(target, change);
      if (target == change) {
        target->parent = base;
      } else {
        target->key_place = key_place;
      }
    }
    std::erase(children, nullptr);
    base->children = std::move(children);
    return base;
  }

  /// A bare value for a declared parameter sets it: it becomes the `value` of the declaration.
  void wrap_parameters(const Node& base, Node& patch) {
    const Node* declared = base.find("params");
    const Node* set = patch.find("params");
    if (declared == nullptr || set == nullptr || !declared->is_object() || !set->is_object()) return;
    for (Node* value : set->children) {
      if (value->is_object() || value->is_null()) continue;
      const Node* parameter = declared->find(value->key);
      if (parameter == nullptr || !parameter->is_object()) continue;
      wrap(*value);
    }
  }

  void apply_binding(Node& root) {
    for (const auto& [name, json] : options_.parameters) {
      document_.layers.push_back({"the binding", "parameter " + name, json});
      Node* value =
          read(document_, static_cast<std::uint32_t>(document_.layers.size() - 1), limits_, report_);
      if (value == nullptr) continue;
      const Node* section = root.find("params");
      Node* parameter = nullptr;
      if (section != nullptr && section->is_object()) {
        for (Node* entry : section->children) {
          if (entry->key == name) parameter = entry;
        }
      }
      if (parameter == nullptr || !parameter->is_object()) {
        report_.error(
            code::unknown_parameter, value->place, "", "the binding sets a parameter that is not declared",
            {name, "a declared parameter", section == nullptr ? "" : report_.nearest(name, keys(*section))});
        continue;
      }
      if (is_locked(*parameter)) {
        report_.error(code::locked_entry, value->place, "/params/" + name,
                      "'" + name + "' is locked by " + layer_name(parameter->place.layer) +
                          " and cannot be changed by the binding",
                      {brief(*value), "no change", ""});
        continue;
      }
      std::erase_if(parameter->children, [](const Node* child) { return child->key == "value"; });
      value->key = "value";
      value->parent = parameter;
      parameter->children.push_back(value);
      parameter->changed_by = value->place.layer + 1;
    }
  }

  /// The merged document stands alone, so it says itself whose duties it carries on.
  void name_root(Node& root, const std::string& id) {
    Node name;
    name.kind = Node::Kind::string;
    name.text = id;
    name.key = "root";
    name.parent = &root;
    name.place = name.key_place = root.place;
    root.children.push_back(document_.make(std::move(name)));
  }

  /// Puts in what the document shares with others: the vocabularies that it names, in that order.
  void share(Node& root) {
    const Node* uses = root.find("uses");
    if (uses == nullptr) return;
    std::vector<const Node*> names{uses};
    if (uses->is_array()) names.assign(uses->children.begin(), uses->children.end());
    std::set<std::string> seen;
    for (const Node* name : names) {
      Node* vocabulary = document_named(*name, "uses", "vocabulary");
      if (vocabulary == nullptr || !seen.insert(name->text).second) continue;
      for (Node* section : vocabulary->children) {
        const auto is = [&](std::string_view key) { return section->key == key; };
        static constexpr std::string_view own[] = {"huifang", "policy", "version", "title", "source"};
        static constexpr std::string_view shared[] = {"facts", "events", "forms", "roles", "calendar", "zone"};
        if (std::any_of(std::begin(own), std::end(own), is)) continue;
        if (std::none_of(std::begin(shared), std::end(shared), is)) {
          report_.error_at_key(code::vocabulary_form, *section, "a vocabulary holds what policies share",
                               {"\"" + section->key + "\"", "facts, events, forms, roles, calendar or zone", ""});
          continue;
        }
        put_in(root, section);
      }
    }
    remove(root, "uses");
  }

  void remove(Node& object, std::string_view key) {
    std::erase_if(object.children, [&](const Node* child) { return child->key == key; });
  }

 private:
  /// What the document says itself and what it shares must be the same where both say it.
  void put_in(Node& object, Node* shared) {
    for (Node* own : object.children) {
      if (own->key != shared->key) continue;
      if (own->is_object() && shared->is_object()) {
        const std::vector<Node*> members = shared->children;
        for (Node* member : members) put_in(*own, member);
      } else if (!same(*own, *shared)) {
        report_.error(code::vocabulary_differs, *own, "the document declares this in another way than " + layer_name(shared->place.layer),
                      {brief(*own), brief(*shared), ""});
      }
      return;
    }
    object.children.push_back(shared);
    shared->parent = &object;
  }

  static bool same(const Node& a, const Node& b) {
    if (a.kind != b.kind || a.boolean != b.boolean || a.text != b.text || a.children.size() != b.children.size()) return false;
    for (std::size_t i = 0; i < a.children.size(); ++i) {
      const Node* other = a.is_object() ? b.find(a.children[i]->key) : b.children[i];
      if (other == nullptr || !same(*a.children[i], *other)) return false;
    }
    return true;
  }

  Node* base_of(const Node& extends, std::size_t depth, std::set<std::string>& seen) {
    if (extends.is_string() && base_name(extends.text) && !seen.insert(extends.text).second) {
      report_.error(code::extends_loop, extends, "the document extends itself, directly or through others",
                    {brief(extends), "a base that does not lead back here", ""});
      return nullptr;
    }
    if (depth > options_.limits.extends_depth) {
      report_.set_kind(ErrorKind::limit);
      report_.error(
          code::limit_extends, extends,
          "the chain of base documents is longer than " + std::to_string(options_.limits.extends_depth));
      return nullptr;
    }
    return document_named(extends, "extends", "base document");
  }

  /// The document that `key` names; `what`: what it is to this one. nullptr: reported.
  Node* document_named(const Node& extends, const std::string& key, const std::string& what) {
    if (!extends.is_string()) {
      report_.error(code::wrong_kind, extends, key + " names the " + what,
                    {brief(extends), "text such as \"cement-visit-cadence@1\"", ""});
      return nullptr;
    }
    const std::optional<BaseName> name = base_name(extends.text);
    if (!name) {
      report_.error(code::extends_form, extends, key + " is written as id@version",
                    {brief(extends), "\"id@version\"", ""});
      return nullptr;
    }
    std::optional<PolicySource> source;
    if (options_.find_base) source = options_.find_base(name->id, name->version);
    if (!source) {
      report_.error(code::base_not_found, extends, "the " + what + " was not found",
                    {brief(extends),
                     options_.find_base ? "a document with this id and version"
                                        : "no " + key + ": there is nowhere to look for documents",
                     ""});
      return nullptr;
    }
    Node* base = read_layer(source->file, source->text);
    if (base == nullptr) return nullptr;
    const Node* version = base->find("version");
    if (text_of(*base, "policy") != name->id || version == nullptr || !version->is_string() ||
        version->text != name->version) {
      report_.error(code::base_differs, extends, "the document found as " + std::string(key == "extends" ? "base" : what) + " has another id or version",
                    {document_.layers[base->place.layer].name, extends.text, ""});
      return nullptr;
    }
    return base;
  }

  void wrap(Node& value) {
    Node* inner = document_.make(value);
    inner->key = "value";
    inner->index = 0;
    for (Node* child : inner->children) child->parent = inner;
    value.kind = Node::Kind::object;
    value.text.clear();
    value.children = {inner};
    inner->parent = &value;
    wrapped_.insert(&value);
  }

  /// RFC 7396: what is new in a patch loses its nulls.
  void without_nulls(Node& node) {
    if (!node.is_object()) return;
    std::erase_if(node.children, [](const Node* child) { return child->is_null(); });
    for (Node* child : node.children) without_nulls(*child);
  }

  static std::vector<std::string> keys(const Node& object) {
    std::vector<std::string> names;
    for (const Node* child : object.children) names.push_back(child->key);
    return names;
  }

  std::string layer_name(std::uint32_t layer) const {
    const Layer& named = document_.layers[layer];
    return named.name.empty() ? named.file : named.name;
  }

  const LoadOptions& options_;
  Document& document_;
  Report& report_;
  ReadLimits limits_;
  std::set<const Node*> wrapped_;  ///< bare parameter values
};

}  // namespace

void merge(std::string_view json, const LoadOptions& options, Document& document, Report& report,
           std::string& root_id) {
  Merger merger(options, document, report);
  Node* first = merger.read_layer(options.file, json);
  if (first == nullptr) return;
  std::vector<Node*> layers = merger.chain(first);
  if (layers.empty()) return;
  Node* root = layers.back();
  root_id = text_of(*root, "policy");
  for (std::size_t i = layers.size() - 1; i-- > 0;) {
    merger.remove(*layers[i], "extends");
    merger.wrap_parameters(*root, *layers[i]);
    root = merger.patched(root, layers[i]);
  }
  merger.share(*root);
  merger.apply_binding(*root);
  if (const Node* written = root->find("root"); written != nullptr && written->is_string()) {
    root_id = written->text;
  } else if (layers.size() > 1 && !root->has("root")) {
    merger.name_root(*root, root_id);
  }
  document.root = root;
}

}  // namespace huifang::loader
