#include <algorithm>

#include "feel/called_names.hpp"
#include "feel/parser.hpp"
#include "feel/parser_scopes.hpp"

namespace huifang::feel {
namespace {

constexpr std::size_t name_tokens_max = 16;

const Type* field_of(const Type& context, std::string_view name) {
  for (const auto& [field, type] : context.fields) {
    if (field == name) return &type;
  }
  return nullptr;
}

std::vector<std::string> field_names(const Type& context) {
  std::vector<std::string> names;
  for (const auto& field : context.fields) names.push_back(field.first);
  return names;
}

/// ": a, b, c", as many as a reader wants to see; "" of nothing.
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 12;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) text += (i == 0 ? ": " : ", ") + names[i];
  return names.size() > most ? text + ", …" : text;
}

/// Built-in members with more than one word.
bool is_long_property(std::string_view name) {
  return name == "time offset" || name == "start included" || name == "end included";
}

Type::Kind property_kind(const Type& holder, std::string_view name) {
  switch (holder.kind) {
    case Type::Kind::date:
    case Type::Kind::date_time:
    case Type::Kind::time:
      if (name == "timezone") return Type::Kind::string;
      if (name == "time offset") return Type::Kind::days_duration;
      return Type::Kind::number;
    case Type::Kind::days_duration:
    case Type::Kind::months_duration:
      return Type::Kind::number;
    case Type::Kind::range:
      if (name == "start included" || name == "end included") return Type::Kind::boolean;
      return Type::Kind::any;
    default:
      return Type::Kind::any;
  }
}

/// Members of kinds that are no context; empty: none.
std::vector<std::string> property_names(Type::Kind kind) {
  const std::vector<std::string> date = {"year", "month", "day", "weekday"};
  const std::vector<std::string> time = {"hour", "minute", "second", "time offset", "timezone"};
  std::vector<std::string> both = date;
  both.insert(both.end(), time.begin(), time.end());
  switch (kind) {
    case Type::Kind::date:
      return date;
    case Type::Kind::time:
      return time;
    case Type::Kind::date_time:
      return both;
    case Type::Kind::days_duration:
      return {"days", "hours", "minutes", "seconds"};
    case Type::Kind::months_duration:
      return {"years", "months"};
    case Type::Kind::range:
      return {"start", "end", "start included", "end included"};
    default:
      return {};
  }
}

}  // namespace

bool continues_name(const Token& token) {
  if (token.kind == Token::Kind::name || token.kind == Token::Kind::number) return true;
  return token.kind == Token::Kind::symbol &&
         (token.text == "+" || token.text == "-" || token.text == "*" || token.text == "/" ||
          token.text == "'" || token.text == "." || token.text == "**" || token.text == "|");
}

std::uint32_t Parser::new_local() { return activations_.back().locals++; }

/// `count` tokens from `first` as a name: one space where the text has any.
std::string Parser::name_text(std::size_t first, std::size_t count) const {
  std::string text(tokens_[first].text);
  for (std::size_t i = first + 1; i < first + count; ++i) {
    if (tokens_[i].begin > tokens_[i - 1].end) text += ' ';
    text += tokens_[i].text;
  }
  return text;
}

/// Number of tokens of the longest name from here that is known; 0 when there is none.
std::size_t Parser::longest_name(const std::function<bool(const std::string&, std::size_t)>& known) const {
  if (peek().kind != Token::Kind::name) return 0;
  std::string text(peek().text);
  std::size_t longest = known(text, 1) ? 1 : 0;
  for (std::size_t count = 2; count <= name_tokens_max && next_ + count < tokens_.size(); ++count) {
    const Token& token = tokens_[next_ + count - 1];
    if (!continues_name(token)) break;
    if (token.begin > tokens_[next_ + count - 2].end) text += ' ';
    text += token.text;
    if (known(text, count)) longest = count;
  }
  return longest;
}

/// Words in a row that are no keywords: the most a name of unknown spelling can be.
std::size_t Parser::adjacent_words() const {
  std::size_t count = 0;
  while (peek(count).kind == Token::Kind::name &&
         (count == 0 || (!is_keyword(peek(count).text) && !peek(count).is("else") && !peek(count).is("?")))) {
    ++count;
  }
  return count;
}

/// What a name means in a filter whose items may have an entry of that name: a member for certain, or perhaps.
void Parser::consider_member(std::size_t activation, const Scope& scope, const std::string& name,
                             std::optional<Meaning>& found, std::vector<Meaning>& maybe) const {
  Meaning member;
  member.kind = Meaning::Kind::member;
  member.activation = activation;
  member.place = scope.item;
  member.type = scope.item_type;
  member.name = name;
  const Type& item = *scope.item_type;
  if (item.kind == Type::Kind::entity) {
    member.binding = names_.member(item.object, name);
    if (member.binding) found = member;
  } else if (item.kind == Type::Kind::context && !item.fields.empty()) {
    if (field_of(item, name) != nullptr) found = member;
  } else if (item.kind == Type::Kind::any || item.kind == Type::Kind::context || item.kind == Type::Kind::null) {
    maybe.push_back(member);
  }
}

std::optional<Parser::Meaning> Parser::meaning_of(const std::string& name, bool called) {
  std::vector<Meaning> maybe;
  std::optional<Meaning> found;
  for (std::size_t a = activations_.size(); a-- > 0 && !found;) {
    const Activation& activation = activations_[a];
    for (std::size_t s = activation.scopes.size(); s-- > 0 && !found;) {
      const Scope& scope = activation.scopes[s];
      // An entry of the items hides `item`, the only name a filter itself declares.
      if (scope.filter) consider_member(a, scope, name, found, maybe);
      if (found) continue;
      for (const LocalName& local : scope.locals) {
        if (local.name != name) continue;
        found.emplace();
        found->kind = Meaning::Kind::local;
        found->activation = a;
        found->place = local.place;
        found->type = local.type;
      }
    }
  }
  if (!found) {
    const auto* functions = called ? dynamic_cast<const CalledNames*>(&names_) : nullptr;
    std::optional<Binding> binding = functions == nullptr ? std::nullopt : functions->called(name);
    if (!binding) binding = names_.find(name);
    if (binding) {
      found.emplace();
      found->kind = Meaning::Kind::binding;
      found->binding = std::move(binding);
    } else if (name == "?" && input_ != nullptr) {
      found.emplace();
      found->kind = Meaning::Kind::input;
    } else if (!builtins_named(name).empty() && (called || name.find(' ') != std::string::npos)) {
      found.emplace();
      found->kind = Meaning::Kind::builtin;
      found->name = name;
      return found;
    } else if (input_ != nullptr &&
               std::find(input_->values.begin(), input_->values.end(), name) != input_->values.end()) {
      found.emplace();
      found->kind = Meaning::Kind::enumeration;
    } else if (!builtins_named(name).empty() && maybe.empty()) {
      found.emplace();
      found->kind = Meaning::Kind::builtin;
    }
    if (found) found->name = name;
  }
  if (!found) return std::nullopt;
  // Items of unknown shape may have an entry of that name, which then wins.
  for (std::size_t i = maybe.size(); i-- > 0;) {
    Meaning member = std::move(maybe[i]);
    member.kind = Meaning::Kind::maybe_member;
    member.outer = std::make_shared<Meaning>(std::move(*found));
    found = std::move(member);
  }
  return found;
}

Parser::Term Parser::name_term() {
  const auto begin = static_cast<std::uint32_t>(peek().begin);
  const std::size_t count = longest_name([this](const std::string& name, std::size_t tokens) {
    return meaning_of(name, peek(tokens).is("(")).has_value();
  });
  if (count == 0) {
    // A filter over items of unknown shape: any name may be one of theirs.
    for (std::size_t a = activations_.size(); a-- > 0;) {
      for (std::size_t s = activations_[a].scopes.size(); s-- > 0;) {
        const Scope& scope = activations_[a].scopes[s];
        const bool open = scope.filter && (scope.item_type->kind == Type::Kind::any ||
                                           scope.item_type->kind == Type::Kind::null ||
                                           (scope.item_type->kind == Type::Kind::context &&
                                            (scope.item_type->fields.empty() || !strict())));
        if (!open) continue;
        const std::size_t words = adjacent_words();
        if (peek(words).is("(")) break;
        Meaning member;
        member.kind = Meaning::Kind::maybe_member;
        member.activation = a;
        member.place = scope.item;
        member.type = scope.item_type;
        member.name = name_text(next_, words);
        next_ += words;
        return meaning_term(member, begin, last_end());
      }
    }
    return unknown_name(adjacent_words());
  }
  const std::string name = name_text(next_, count);
  const bool called = peek(count).is("(");
  const Meaning meaning = *meaning_of(name, called);
  next_ += count;
  if (meaning.kind == Meaning::Kind::builtin && called) return builtin_call(name, begin);
  return meaning_term(meaning, begin, last_end());
}

Parser::Term Parser::meaning_term(const Meaning& meaning, std::uint32_t begin, std::uint32_t end) {
  switch (meaning.kind) {
    case Meaning::Kind::local:
      return local_term(meaning.activation, meaning.place, meaning.type, begin, end);
    case Meaning::Kind::input:
      ++input_uses_;
      return local_term(0, 0, std::make_shared<const Type>(*input_), begin, end);
    case Meaning::Kind::enumeration:
      return emit_constant(Value::of(meaning.name), begin, end);
    case Meaning::Kind::binding:
      return binding_term(*meaning.binding, meaning.name, begin, end);
    case Meaning::Kind::builtin: {
      Node node;
      node.op = Op::builtin_value;
      node.id = builtins_named(meaning.name).front();
      node.begin = begin;
      node.end = end;
      return emit(node, {}, type_of_kind(Type::Kind::function));
    }
    case Meaning::Kind::member: {
      const Term item = local_term(meaning.activation, meaning.place, meaning.type, begin, end);
      if (meaning.binding) return member_binding(item, meaning.type->object, *meaning.binding, end);
      Node node;
      node.op = Op::item_member;
      node.id = name_id(meaning.name);
      node.begin = begin;
      node.end = end;
      return emit(node, {item.node}, std::make_shared<const Type>(*field_of(*meaning.type, meaning.name)));
    }
    case Meaning::Kind::maybe_member: {
      const Term item = local_term(meaning.activation, meaning.place, meaning.type, begin, end);
      std::vector<std::uint32_t> children = {item.node};
      if (meaning.outer) {
        const Term outer = meaning_term(*meaning.outer, begin, end);
        if (outer.names || outer.function) return outer;
        children.push_back(outer.node);
      }
      Node node;
      node.op = Op::item_member;
      node.id = name_id(meaning.name);
      node.begin = begin;
      node.end = end;
      return emit(node, std::move(children), type_of_kind(Type::Kind::any));
    }
  }
  throw Stop{};
}

/// A local of this activation, or of an outer one: then each function literal between captures it.
Parser::Term Parser::local_term(std::size_t activation, std::uint32_t place, const TypePtr& type,
                                std::uint32_t begin, std::uint32_t end) {
  for (std::size_t a = activation + 1; a < activations_.size(); ++a) {
    auto& captures = activations_[a].captures;
    const auto known = std::find_if(captures.begin(), captures.end(), [&](const auto& capture) {
      return !capture.slot && capture.id == place;
    });
    if (known != captures.end()) {
      place = known->target;
    } else {
      captures.push_back({false, place, activations_[a].locals++});
      place = captures.back().target;
    }
  }
  Node node;
  node.op = Op::local;
  node.id = place;
  node.begin = begin;
  node.end = end;
  return emit(node, {}, type);
}

/// A slot. A function literal takes its value along, because it may be called where the frame is another.
Parser::Term Parser::slot_term(std::uint32_t slot, const TypePtr& type, std::uint32_t begin,
                               std::uint32_t end) {
  program_.slot_ids.push_back(slot);
  Node node;
  node.begin = begin;
  node.end = end;
  if (activations_.size() == 1) {
    node.op = Op::slot;
    node.id = slot;
    return emit(node, {}, type);
  }
  auto& captures = activations_[1].captures;
  const auto known = std::find_if(captures.begin(), captures.end(),
                                  [&](const auto& capture) { return capture.slot && capture.id == slot; });
  std::uint32_t place = 0;
  if (known != captures.end()) {
    place = known->target;
  } else {
    captures.push_back({true, slot, activations_[1].locals++});
    place = captures.back().target;
  }
  return local_term(1, place, type, begin, end);
}

Parser::Term Parser::binding_term(const Binding& binding, const std::string& name, std::uint32_t begin,
                                  std::uint32_t end) {
  TypePtr type = std::make_shared<const Type>(binding.type);
  switch (binding.kind) {
    case Binding::Kind::slot:
      return slot_term(binding.id, type, begin, end);
    case Binding::Kind::constant: {
      Term term = emit_constant(binding.value, begin, end);
      if (binding.type.kind != Type::Kind::any) term.type = types_[term.node] = type;
      return term;
    }
    case Binding::Kind::names: {
      Term term = nothing(begin, end);
      term.names = binding.type.object;
      return term;
    }
    case Binding::Kind::function: {
      Term term = nothing(begin, end);
      term.function = binding.id;
      term.arguments_min = binding.arguments_min;
      term.arguments_max = binding.arguments_max;
      term.type = type;
      return term;
    }
    case Binding::Kind::refused:
      return refused_term(binding, begin, end);
    case Binding::Kind::attribute:
      break;
  }
  reporter_.add("HF2110", name + " is an attribute and needs its owner before it", begin, end);
  return nothing(begin, end);
}

/// Says once that the name is refused; what it would have been called with is still checked.
Parser::Term Parser::refused_term(const Binding& binding, std::uint32_t begin, std::uint32_t end) {
  reporter_.add(binding.code, binding.message, begin, end);
  if (at("(")) arguments();
  return nothing(begin, last_end());
}

/// A member of an entity or namespace, applied to `object`.
Parser::Term Parser::member_binding(const Term& object, std::uint32_t, const Binding& binding,
                                    std::uint32_t end) {
  const std::uint32_t begin = begin_of(object);
  const std::uint32_t receiver = object.receiver.value_or(object.node);
  const bool has_receiver = object.receiver.has_value() || !object.names.has_value();
  switch (binding.kind) {
    case Binding::Kind::attribute: {
      if (!has_receiver) break;
      program_.attribute_ids.push_back(binding.id);
      Node node;
      node.op = Op::attribute;
      node.id = binding.id;
      node.begin = begin;
      node.end = end;
      TypePtr type = std::make_shared<const Type>(binding.type);
      const TypePtr& holder = types_[receiver];
      return emit(node, {receiver}, holder->kind == Type::Kind::list ? list_of(type) : type);
    }
    case Binding::Kind::names: {
      Term term = object;
      term.node = nothing(begin, end).node;
      term.names = binding.type.object;
      if (has_receiver) term.receiver = receiver;
      return term;
    }
    case Binding::Kind::function: {
      Term term = binding_term(binding, "", begin, end);
      if (has_receiver) term.receiver = receiver;
      return term;
    }
    case Binding::Kind::slot:
    case Binding::Kind::constant:
    case Binding::Kind::refused:
      return binding_term(binding, "", begin, end);
  }
  reporter_.add("HF2110", "this is an attribute and needs its owner before it", begin, end);
  return nothing(begin, end);
}

/// After a dot.
Parser::Term Parser::path_term(const Term& object) {
  if (peek().kind != Token::Kind::name) stop_at(peek(), "a dot is followed by a name", "a name");
  const auto holder_of = [](const TypePtr& type) {
    return type->kind == Type::Kind::list && type->item ? type->item.get() : type.get();
  };
  if (const Node& node = program_.nodes[object.node]; node.op == Op::item_member && node.count > 1 &&
      holder_of(types_[program_.children[node.first + 1]])->kind == Type::Kind::entity) {
    return path_of_either(object);
  }
  const Type* holder = holder_of(object.type);
  if (object.names || holder->kind == Type::Kind::entity) {
    const std::uint32_t id = object.names ? *object.names : holder->object;
    const std::size_t count = longest_name(
        [&](const std::string& name, std::size_t) { return names_.member(id, name).has_value(); });
    if (count == 0) {
      const std::size_t words = adjacent_words();
      const std::string name = name_text(next_, words);
      const Token& first = peek();
      Diagnostic& diagnostic =
          reporter_.add("HF2111", "this member is not known", first.begin, peek(words - 1).end);
      const std::vector<std::string> members = names_.all(id);
      diagnostic.expected = "a member of " + std::string(program_.source(program_.nodes[object.node]));
      diagnostic.suggestion = nearest_name(name, members);
      if (diagnostic.suggestion.empty()) diagnostic.expected += listed(members);
      next_ += words;
      if (at("(")) arguments();
      return nothing(begin_of(object), last_end());
    }
    const std::string name = name_text(next_, count);
    next_ += count;
    return member_binding(object, id, *names_.member(id, name), last_end());
  }
  return member_term(object, *holder);
}

/// Of an entity that items of unknown shape may hide by an entry of its name: its member, or else what the entry has.
Parser::Term Parser::path_of_either(const Term& object) {
  const Node either = program_.nodes[object.node];
  const std::vector<std::uint32_t> children(program_.children.begin() + either.first,
                                            program_.children.begin() + either.first + either.count);
  Term entity;
  entity.node = children[1];
  entity.type = types_[children[1]];
  const std::size_t first = next_;
  const Term member = path_term(entity);
  if (member.names || member.function) return member;
  const TypePtr any = type_of_kind(Type::Kind::any);
  Node path = either;
  path.op = Op::path;
  path.id = name_id(name_text(first, next_ - first));
  path.end = last_end();
  const Term of_entry = emit(path, {either.count > 2 ? children[2] : emit(either, {children[0]}, any).node}, any);
  Node read = either;
  read.end = last_end();
  return emit(read, {children[0], member.node, of_entry.node}, any);
}

Parser::Term Parser::member_term(const Term& object, const Type& holder) {
  const bool fields_known = holder.kind == Type::Kind::context && !holder.fields.empty();
  const std::vector<std::string> properties = property_names(holder.kind);
  std::size_t count = longest_name([&](const std::string& name, std::size_t) {
    if (fields_known) return field_of(holder, name) != nullptr;
    return is_long_property(name) ||
           std::find(properties.begin(), properties.end(), name) != properties.end();
  });
  const bool known = count > 0;
  if (!known) count = adjacent_words();
  const std::string name = name_text(next_, count);
  const Token& first = peek();
  next_ += count;
  if (!known && strict() && (fields_known || is_definite(holder)) && holder.kind != Type::Kind::context) {
    Diagnostic& diagnostic =
        reporter_.add("HF2111", "a " + type_name(holder) + " has no such member", first.begin, last_end());
    if (!properties.empty()) diagnostic.suggestion = nearest_name(name, properties);
  } else if (!known && strict() && fields_known) {
    Diagnostic& diagnostic = reporter_.add("HF2111", "this entry is not known", first.begin, last_end());
    diagnostic.suggestion = nearest_name(name, field_names(holder));
  }
  Node node;
  node.op = Op::path;
  node.id = name_id(name);
  node.begin = begin_of(object);
  node.end = last_end();
  TypePtr type;
  if (fields_known && known)
    type = std::make_shared<const Type>(*field_of(holder, name));
  else
    type = type_of_kind(property_kind(holder, name));
  return emit(node, {object.node}, object.type->kind == Type::Kind::list ? list_of(type) : type);
}

std::vector<std::string> Parser::names_in_scope() const {
  std::vector<std::string> all;
  for (std::size_t a = activations_.size(); a-- > 0;) {
    for (const Scope& scope : activations_[a].scopes) {
      for (const LocalName& local : scope.locals) all.push_back(local.name);
      if (scope.filter && scope.item_type->kind == Type::Kind::context) {
        for (std::string& name : field_names(*scope.item_type)) all.push_back(std::move(name));
      }
      if (scope.filter && scope.item_type->kind == Type::Kind::entity) {
        for (std::string& name : names_.all(scope.item_type->object)) all.push_back(std::move(name));
      }
    }
  }
  for (std::string& name : names_.all(std::nullopt)) all.push_back(std::move(name));
  if (input_ != nullptr) all.insert(all.end(), input_->values.begin(), input_->values.end());
  return all;
}

/// `customer.grade` for `grade`: the first root name that has such a member; "" when none has.
std::string Parser::name_of_member(const std::string& name) const {
  for (const std::string& root : names_.all(std::nullopt)) {
    if (root.starts_with('$')) continue;
    const std::optional<Binding> binding = names_.find(root);
    const bool has_members =
        binding && (binding->kind == Binding::Kind::names ||
                    (binding->kind == Binding::Kind::slot && binding->type.kind == Type::Kind::entity));
    if (!has_members) continue;
    const std::vector<std::string> members = names_.all(binding->type.object);
    if (std::find(members.begin(), members.end(), name) != members.end()) return root + "." + name;
  }
  return "";
}

Parser::Term Parser::unknown_name(std::size_t count) {
  const auto begin = static_cast<std::uint32_t>(peek().begin);
  const std::string name = name_text(next_, count);
  const bool called = peek(count).is("(");
  std::vector<std::string> candidates = names_in_scope();
  if (called) {
    for (std::string& builtin : builtin_names()) candidates.push_back(std::move(builtin));
  }
  std::string suggestion = nearest_name(name, candidates);
  std::size_t words = count;
  for (; suggestion.empty() && words > 1; --words)
    suggestion = nearest_name(name_text(next_, words - 1), candidates);
  if (suggestion.empty() && !called) suggestion = name_of_member(name_text(next_, count));
  Diagnostic& diagnostic = reporter_.add(called ? "HF2112" : "HF2110",
                                         called ? "this function is not known" : "this name is not known",
                                         peek().begin, peek(count - 1).end);
  diagnostic.suggestion = std::move(suggestion);
  next_ += count;
  if (called) arguments();
  return nothing(begin, last_end());
}

/// A name being declared, up to one of the words or symbols in `until` (which is not taken).
std::string Parser::declared_name(std::initializer_list<std::string_view> until) {
  const auto ends = [&](const Token& token) {
    return token.kind == Token::Kind::end ||
           std::any_of(until.begin(), until.end(), [&](std::string_view text) { return token.is(text); });
  };
  if (peek().kind != Token::Kind::name) stop_at(peek(), "a name is declared here", "a name");
  std::size_t count = 0;
  while (!ends(peek(count))) {
    if (!continues_name(peek(count)))
      stop_at(peek(count), "this can not be part of a name", std::string(*until.begin()));
    ++count;
  }
  if (count == 0) stop_at(peek(), "a name is declared here", "a name");
  std::string name = name_text(next_, count);
  next_ += count;
  return name;
}

/// Namespaces and host functions are no values.
void Parser::value_needed(Term& term) {
  if (term.names) {
    Diagnostic& diagnostic = report("HF2114", "this is a group of names, not a value", term);
    diagnostic.expected = "one of its members, after a dot";
    term = nothing(begin_of(term), last_end());
  } else if (term.function) {
    report("HF2114", "this is a function and needs its arguments", term).expected = "(";
    term = nothing(begin_of(term), last_end());
  }
}

}  // namespace huifang::feel
