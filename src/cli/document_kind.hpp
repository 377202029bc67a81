#pragma once
/// What a document is for, by its beginning and its own keys.

#include <cstdint>
#include <string_view>

namespace huifang::cli {

enum class DocumentKind : std::uint8_t { policy, decision, log_mapping, dmn, statechart, scxml, bindings };

/// XML is a DMN model, or with the element `scxml` SCXML. JSON with the key `huifang_log` is a log mapping, with a list as
/// `bindings` several policies of one book, with
/// `statechart` a statechart; with `huifang-decision`, or with
/// lists as `inputs` and `rules`, a decision; with `huifang`, and everything else, a policy. Only keys of the
/// outermost object count, and a text that is broken further down is still what its keys say.
DocumentKind kind_of(std::string_view text);

}  // namespace huifang::cli
