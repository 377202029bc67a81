#pragma once
/// From XML to the source of a model.

#include <optional>
#include <string>
#include <string_view>

#include "dmn/findings.hpp"
#include "dmn/source.hpp"
#include "dmn/xml.hpp"

namespace huifang::dmn {

/// Reads document `number` of `findings`; nullopt when it is no DMN document at all, which is then reported.
std::optional<Definitions> read_definitions(std::uint32_t number, Findings& findings,
                                            const DmnOptions& options);

/// Reads elements; shared by the files of the reader.
class Reader {
 public:
  Reader(const Xml& xml, Findings& findings) : xml_(xml), findings_(findings) {}

  // reader.cpp
  std::optional<Definitions> definitions();

  // reader_expressions.cpp
  /// The first child that is a boxed expression; nullptr when there is none.
  ExpressionPtr expression_in(pugi::xml_node holder);
  ExpressionPtr expression(pugi::xml_node node);

 private:
  Place place_of(pugi::xml_node node) const;
  /// The characters of `<name><text>…</text></name>` or `<text>…</text>` in `holder`.
  Text text_in(pugi::xml_node holder) const;
  Text text_of(pugi::xml_node text) const;
  /// The name of a name-giving element: single blanks, none at the ends. Reports a missing one.
  std::string name_of(pugi::xml_node node);
  void check_language(pugi::xml_node node, const char* attribute);

  ItemSource item(pugi::xml_node node, int depth);
  std::vector<Reference> references(pugi::xml_node node, std::string_view child, const char* inner);
  void decision(pugi::xml_node node, Definitions& into);
  void function(pugi::xml_node node, Definitions& into);
  void service(pugi::xml_node node, Definitions& into);
  void import(pugi::xml_node node, Definitions& into);

  NamedSource named(pugi::xml_node node);
  ExpressionPtr part(pugi::xml_node holder, std::string_view child);
  void table(pugi::xml_node node, ExpressionSource& into);

  /// Names the element whose parts are being read, in diagnostics.
  std::string element_;
  const Xml& xml_;
  Findings& findings_;
};

/// "a  b " as "a b": names are the same however they are broken into lines.
std::string normalised(std::string_view name);
/// "feel:number" as "number": the way DMN 1.1 wrote types.
std::string type_name_of(std::string_view reference);

}  // namespace huifang::dmn
