#pragma once
/// XML documents from anywhere: checked before they are parsed, walked without recursion limits to fear.

#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "dmn/findings.hpp"

namespace huifang::dmn {

/// A parsed document. Nothing outside it is ever read: no entities, no document type, no other file.
class Xml {
 public:
  /// Parses document `number` of `findings`. False: refused, and reported.
  bool parse(std::uint32_t number, Findings& findings, const DmnOptions& options);
  pugi::xml_node root() const { return document_.document_element(); }
  std::uint32_t number() const { return number_; }

 private:
  pugi::xml_document document_;
  std::uint32_t number_ = 0;
};

/// The name without its prefix.
std::string_view local_name(pugi::xml_node node);
/// The namespace that the node's prefix stands for.
std::string_view name_space_of(pugi::xml_node node);
/// The first child element of that local name; an empty node when there is none.
pugi::xml_node child_named(pugi::xml_node node, std::string_view name);
/// The attribute's value, blanks normalised; "" when there is none.
std::string attribute_of(pugi::xml_node node, const char* name);

/// Calls `visit(child)` for the child elements of that local name.
template <class Visit>
void each_child(pugi::xml_node node, std::string_view name, const Visit& visit) {
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_element && local_name(child) == name) visit(child);
  }
}

}  // namespace huifang::dmn
