#pragma once
/// The names an expression of a policy may use, place by place, and the expressions compiled with them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feel/called_names.hpp"
#include "feel/clockless.hpp"
#include "huifang/feel.hpp"
#include "policy/loader.hpp"

namespace huifang::loader {

/// Which names are in scope. Everything else is unknown, with a suggestion.
struct ScopeSpec {
  std::uint32_t entity = none;        ///< the subject; none: no subject
  bool any_subject = false;           ///< a role looked at by itself: every entity may be the subject
  bool cause = false;                 ///< `cause.*`, the starting event
  std::vector<std::uint32_t> causes;  ///< its possible types
  bool event = false;                 ///< `event.*`, the event being looked at
  std::vector<std::uint32_t> events;
  bool repetition = false;  ///< `n` and, with `bucket`, `bucket.*`
  bool bucket = false;
  bool event_is_cause = false;  ///< `event` means the starting event: nothing else is being looked at
  bool standing = false;        ///< asked at any time: the instant itself may not be read
  bool contact = false;         ///< `contact.*`: the contact that is asked for, one of `events`
  std::size_t contact_decisions = 0;  ///< with `contact`: so many of the decisions about it may be read
  bool dates = false;           ///< dates that start a rule: `anniversary()` is known
  bool in_case = false;         ///< the subject is a case: `case`, `In()` and `all_done()` are known
};

class Scope final : public feel::Names, public feel::CalledNames, public feel::Clockless {
 public:
  Scope(Loader& loader, ScopeSpec spec) : loader_(loader), spec_(std::move(spec)) {}

  std::optional<feel::Binding> find(std::string_view name) const override;
  std::optional<feel::Binding> member(std::uint32_t object, std::string_view name) const override;
  std::vector<std::string> all(std::optional<std::uint32_t> object) const override;
  std::optional<feel::Binding> called(std::string_view name) const override;

  const ScopeSpec& spec() const { return spec_; }
  Loader& loader() const { return loader_; }
  /// Texts that differ when the names do: what compiled roles are shared by.
  std::string key() const;

 private:
  std::optional<feel::Binding> own_name(std::string_view name) const;
  std::optional<feel::Binding> event_member(bool cause, std::string_view name) const;
  std::optional<feel::Binding> contact_member(std::string_view name) const;
  std::optional<feel::Binding> response_member(std::string_view name) const;
  std::optional<feel::Binding> tier_member(std::uint32_t entity, std::string_view name, bool root) const;
  feel::Binding slot(SlotDef def, feel::Type type) const;

  Loader& loader_;
  ScopeSpec spec_;
};

/// Shortest way from an entity along its declared references to another one, where there is exactly one.
const std::map<std::uint32_t, std::vector<std::uint32_t>>& reference_paths(Loader& loader,
                                                                           std::uint32_t entity);

/// Compiles `length` bytes of the text of `node` behind the first `shift`. Empty when it was refused
/// (reported). `wanted`: the type it must have; any = whatever.
feel::Expression expression(const Node& node, const Scope& scope,
                            feel::Type::Kind wanted = feel::Type::Kind::any, std::size_t shift = 0,
                            std::size_t length = std::string::npos);
/// A text that was made from a literal; findings are put at `node`.
feel::Expression expression_text(const Node& node, const std::string& text, const Scope& scope);
/// Does an inferred type fit? Unknown types and null do.
bool fits(const feel::Type& type, feel::Type::Kind wanted);

}  // namespace huifang::loader
