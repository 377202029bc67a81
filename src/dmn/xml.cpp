#include "dmn/xml.hpp"

#include <algorithm>

#include "dmn/codes.hpp"
#include "value/utf8.hpp"

namespace huifang::dmn {
namespace {

constexpr unsigned parse_options = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                                   pugi::parse_wnorm_attribute | pugi::parse_declaration |
                                   pugi::parse_doctype;

/// Levels of elements inside one another, without recursion.
std::size_t depth_of(pugi::xml_node root, std::size_t limit, pugi::xml_node& deepest) {
  std::size_t depth = 1;
  std::size_t most = 1;
  pugi::xml_node node = root;
  while (node) {
    if (node.first_child()) {
      node = node.first_child();
      ++depth;
      if (depth > most && node.type() == pugi::node_element) {
        most = depth;
        deepest = node;
        if (most > limit) return most;
      }
      continue;
    }
    while (node && node != root && !node.next_sibling()) {
      node = node.parent();
      --depth;
    }
    if (!node || node == root) return most;
    node = node.next_sibling();
    if (depth > most && node.type() == pugi::node_element) {
      most = depth;
      deepest = node;
      if (most > limit) return most;
    }
  }
  return most;
}

/// Lower-case ASCII.
std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

std::string bytes_text(std::size_t bytes) { return std::to_string(bytes) + " bytes"; }

}  // namespace

bool Xml::parse(std::uint32_t number, Findings& findings, const DmnOptions& options) {
  number_ = number;
  const std::string& text = findings.documents()[number].text;
  const Place start{number, 0, ""};
  if (text.size() > options.document_bytes) {
    Diagnostic& diagnostic = findings.add(code::limit_bytes, start, "the document is too long");
    diagnostic.found = bytes_text(text.size());
    diagnostic.expected = "at most " + bytes_text(options.document_bytes);
    return false;
  }
  if (const std::size_t invalid = utf8::first_invalid(text); invalid != std::string::npos) {
    findings.add(code::utf8, {number, invalid, ""}, "the text is not UTF-8").expected = "UTF-8";
    return false;
  }
  const auto tags = static_cast<std::size_t>(std::count(text.begin(), text.end(), '<'));
  if (tags > options.elements) {
    Diagnostic& diagnostic = findings.add(code::limit_tags, start, "the document has too many tags");
    diagnostic.found = std::to_string(tags);
    diagnostic.expected = "at most " + std::to_string(options.elements);
    return false;
  }
  const pugi::xml_parse_result result =
      document_.load_buffer(text.data(), text.size(), parse_options, pugi::encoding_utf8);
  const auto place_of = [&](std::ptrdiff_t offset) {
    const std::size_t tag = text.rfind('<', offset < 0 ? 0 : static_cast<std::size_t>(offset));
    return Place{number, tag == std::string::npos ? 0 : tag, ""};
  };
  if (!result) {
    const std::size_t at = result.offset < 0 ? 0 : static_cast<std::size_t>(result.offset);
    findings.add(code::xml, {number, std::min(at, text.size()), ""},
                 "this is not well-formed XML: " + lower(result.description()));
    return false;
  }
  for (const pugi::xml_node node : document_.children()) {
    if (node.type() == pugi::node_doctype) {
      findings.add(code::doctype, place_of(node.offset_debug()),
                   "a document type declaration is not accepted: nothing outside the document is read");
      return false;
    }
    const std::string encoding = lower(node.attribute("encoding").value());
    if (node.type() == pugi::node_declaration && !encoding.empty() && encoding != "utf-8" &&
        encoding != "us-ascii") {
      Diagnostic& diagnostic =
          findings.add(code::utf8, place_of(node.offset_debug()), "the encoding is not UTF-8");
      diagnostic.found = encoding;
      diagnostic.expected = "UTF-8";
      return false;
    }
  }
  pugi::xml_node deepest;
  if (depth_of(root(), options.nesting, deepest) > options.nesting) {
    findings.add(code::limit_nesting, place_of(deepest.offset_debug()), "the elements are nested too deep")
        .expected = "at most " + std::to_string(options.nesting) + " levels";
    return false;
  }
  return true;
}

std::string_view local_name(pugi::xml_node node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view name_space_of(pugi::xml_node node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  std::string declaration = "xmlns";
  if (colon != std::string_view::npos) declaration += ":" + std::string(name.substr(0, colon));
  for (pugi::xml_node holder = node; holder; holder = holder.parent()) {
    if (const pugi::xml_attribute found = holder.attribute(declaration.c_str())) return found.value();
  }
  return {};
}

pugi::xml_node child_named(pugi::xml_node node, std::string_view name) {
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_element && local_name(child) == name) return child;
  }
  return {};
}

std::string attribute_of(pugi::xml_node node, const char* name) { return node.attribute(name).value(); }

}  // namespace huifang::dmn
