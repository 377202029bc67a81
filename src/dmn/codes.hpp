#pragma once
/// The diagnostics of DMN models (HF23xx). A code is never reused for another meaning.

#include <string_view>

namespace huifang::dmn::code {

// HF230x: the text itself, and the limits.
inline constexpr std::string_view xml = "HF2301";            ///< not well-formed XML
inline constexpr std::string_view utf8 = "HF2302";           ///< not UTF-8
inline constexpr std::string_view doctype = "HF2303";        ///< a document type declaration
inline constexpr std::string_view limit_bytes = "HF2304";    ///< larger than the limit
inline constexpr std::string_view limit_tags = "HF2305";     ///< more tags than the limit
inline constexpr std::string_view limit_nesting = "HF2306";  ///< nested deeper than the limit
inline constexpr std::string_view limit_models = "HF2307";   ///< more imported models than the limit
inline constexpr std::string_view limit_type = "HF2308";  ///< a type with more parts or levels than the limit

// HF231x: what the document is made of.
inline constexpr std::string_view no_definitions = "HF2310";   ///< the root is no DMN definitions
inline constexpr std::string_view old_version = "HF2311";      ///< DMN 1.1, read as 1.2 (warning)
inline constexpr std::string_view unknown_version = "HF2312";  ///< a namespace of no known version
inline constexpr std::string_view language = "HF2313";         ///< an expression language other than FEEL
inline constexpr std::string_view element =
    "HF2314";  ///< an element that does not belong here, or is missing
inline constexpr std::string_view attribute = "HF2315";  ///< a missing or unknown value of an attribute
inline constexpr std::string_view twice = "HF2317";      ///< a name or id given twice

// HF232x: what refers to what.
inline constexpr std::string_view unknown_import = "HF2320";  ///< an imported model that is not there
inline constexpr std::string_view import_cycle = "HF2321";    ///< models that import one another
inline constexpr std::string_view unknown_reference =
    "HF2322";                                               ///< a reference to no element, or of another kind
inline constexpr std::string_view unknown_type = "HF2323";  ///< a type that is not defined
inline constexpr std::string_view cycle = "HF2324";       ///< decisions or functions that require one another
inline constexpr std::string_view type_cycle = "HF2325";  ///< an item definition that contains itself

// HF233x: logic.
inline constexpr std::string_view no_logic = "HF2330";    ///< a decision without logic (warning)
inline constexpr std::string_view external = "HF2331";    ///< a function outside FEEL that is not known here
inline constexpr std::string_view row_length = "HF2332";  ///< a row of another length than its columns

// HF234x: evaluation.
inline constexpr std::string_view unknown_decision = "HF2340";  ///< no such decision or service
inline constexpr std::string_view limit_work = "HF2341";        ///< a limit of evaluation was exceeded
inline constexpr std::string_view bad_inputs = "HF2342";  ///< inputs that are no JSON object, or do not fit

}  // namespace huifang::dmn::code
