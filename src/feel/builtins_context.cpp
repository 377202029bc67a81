#include <algorithm>
#include <array>

#include "feel/builtins.hpp"
#include "feel/evaluate.hpp"

namespace huifang::feel {
namespace {

Value get_value(const Call& call) {
  if (call[1].kind() == Value::Kind::string) {
    const Value* entry = call[0].context().find(call[1].string());
    return entry == nullptr ? Value() : *entry;
  }
  if (call[1].kind() != Value::Kind::list || call[1].list().empty()) return call.wrong_type(1);
  Value value = call[0];
  for (const Value& key : call[1].list()) {
    if (key.kind() != Value::Kind::string) return call.wrong_type(1);
    if (value.kind() != Value::Kind::context) return {};
    const Value* entry = value.context().find(key.string());
    Value next = entry == nullptr ? Value() : *entry;
    value = std::move(next);
  }
  return value;
}

Value get_entries(const Call& call) {
  std::vector<Value> entries;
  if (!call.charge(call[0].context().entries.size())) return {};
  for (const auto& [name, value] : call[0].context().entries) {
    entries.push_back(Value::of(Context{{{"key", Value::of(name)}, {"value", value}}}));
  }
  return call.evaluator.make_list(std::move(entries), call.node);
}

void put(Context& context, const std::string& name, Value value) {
  for (auto& entry : context.entries) {
    if (entry.first != name) continue;
    entry.second = std::move(value);
    return;
  }
  context.entries.emplace_back(name, std::move(value));
}

Value context_of(const Call& call) {
  Context context;
  for (const Value& entry : call[0].list()) {
    if (entry.kind() != Value::Kind::context) return call.wrong_type(0);
    if (!call.charge(1 + context.entries.size() / 8)) return {};
    const Value* key = entry.context().find("key");
    const Value* value = entry.context().find("value");
    if (key == nullptr || value == nullptr || key->kind() != Value::Kind::string) {
      return call.failed("an entry has a key, which is a string, and a value");
    }
    if (context.find(key->string()) != nullptr) return call.failed("a key is given twice");
    context.entries.emplace_back(key->string(), *value);
  }
  return call.made(Value::of(std::move(context)));
}

/// `context` with the value at the path keys[index …]; nullopt: the path runs into something else.
std::optional<Value> put_at(const Value& context, const std::vector<Value>& keys, std::size_t index,
                            const Value& value) {
  if (index == keys.size()) return value;
  if (context.kind() != Value::Kind::context && !context.is_null()) return std::nullopt;
  Context changed = context.is_null() ? Context{} : context.context();
  const Value* inner = changed.find(keys[index].string());
  auto replaced = put_at(inner == nullptr ? Value() : *inner, keys, index + 1, value);
  if (!replaced) return std::nullopt;
  put(changed, keys[index].string(), std::move(*replaced));
  return Value::of(std::move(changed));
}

Value context_put(const Call& call) {
  std::vector<Value> keys;
  if (call[1].kind() == Value::Kind::string)
    keys.push_back(call[1]);
  else if (call[1].kind() == Value::Kind::list)
    keys = call[1].list();
  if (keys.empty() || keys.size() > 100) return call.wrong_type(1);
  for (const Value& key : keys) {
    if (key.kind() != Value::Kind::string) return call.wrong_type(1);
  }
  if (!call.charge(call[0].context().entries.size())) return {};
  auto changed = put_at(call[0], keys, 0, call[2]);
  return changed ? std::move(*changed)
                 : call.failed("the path of keys leads through something that is no context");
}

Value context_merge(const Call& call) {
  Context merged;
  for (const Value& context : call[0].list()) {
    if (context.kind() != Value::Kind::context) return call.wrong_type(0);
    for (const auto& [name, value] : context.context().entries) {
      if (!call.charge(1 + merged.entries.size() / 8)) return {};
      put(merged, name, value);
    }
  }
  return call.made(Value::of(std::move(merged)));
}

Value is(const Call& call) {
  static const Value nothing;
  const Value& a = call[0];
  const Value& b = call.arguments.size() > 1 ? call[1] : nothing;
  return Value::of(a == b);
}

Value negation(const Call& call) {
  if (call[0].kind() != Value::Kind::boolean) return call.wrong_type(0);
  return Value::of(!call[0].boolean());
}

using K = Type::Kind;
constexpr std::array<BuiltinSpec, 8> table = {{
    {"get value", "m:c, key:a", K::any, get_value},
    {"get entries", "m:c", K::list, get_entries},
    {"context", "entries:l", K::context, context_of},
    {"context put", "context:c, key:a, value:a0", K::context, context_put},
    {"context put", "context:c, keys:a, value:a0", K::context, context_put},
    {"context merge", "contexts:l", K::context, context_merge},
    {"is", "value1:a0, value2:a0", K::boolean, is},
    {"not", "negand:b", K::boolean, negation},
}};

}  // namespace

std::span<const BuiltinSpec> context_builtins() { return table; }

}  // namespace huifang::feel
