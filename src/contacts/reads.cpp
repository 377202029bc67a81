#include "contacts/reads.hpp"

#include "policy/reads.hpp"

namespace huifang::contacts {
namespace {

void add_texts(const DecisionTable& table, std::string& out) {
  if (!table) return;
  for (const auto& input : table.source().inputs) out += input.expression + "\n";
  for (const auto& output : table.source().outputs) out += output.default_value + "\n";
  for (const auto& row : table.source().rows) {
    for (const std::string& test : row.tests) out += test + "\n";
    for (const std::string& output : row.outputs) out += output + "\n";
  }
}

}  // namespace

ContactReads::ContactReads(const PolicyModel& model) : attributes(model.attributes.size()), followed(model.attributes.size(), 0) {
  Reads reads;
  reads.add(model.eligibility.table);
  std::string texts;
  add_texts(model.eligibility.table, texts);
  int owners = 0;
  std::set<std::uint32_t> decisions;
  // Each round may find decisions whose reads are news.
  for (std::size_t before = SIZE_MAX; before != reads.attributes.size() + reads.slots.size() + decisions.size();) {
    before = reads.attributes.size() + reads.slots.size() + decisions.size();
    reads.follow(model);
    for (const auto slot : std::vector<std::uint32_t>(reads.slots)) {
      const SlotDef& def = model.slots[slot];
      if (def.kind == SlotDef::Kind::contact_decision && decisions.insert(def.index).second) {
        reads.add(model.decisions[def.index].expression);
        reads.add(model.decisions[def.index].table);
      }
    }
    for (const auto attribute : reads.attributes) {
      if (model.attributes[attribute].kind == AttributeDef::Kind::decision) decisions.insert(model.attributes[attribute].index);
    }
  }
  for (const auto index : decisions) {
    if (model.decisions[index].expression) texts += model.decisions[index].expression.text() + "\n";
    add_texts(model.decisions[index].table, texts);
  }
  const auto count = [&](const std::string& what) {
    int found = 0;
    for (std::size_t here = texts.find(what); here != std::string::npos; here = texts.find(what, here + 1)) ++found;
    return found;
  };
  const auto says = [&](std::string_view word) { return texts.find(word) != std::string::npos; };
  for (const auto slot : reads.slots) {
    const SlotDef& def = model.slots[slot];
    switch (def.kind) {
      case SlotDef::Kind::event_field: fields.insert(def.name); break;
      case SlotDef::Kind::event_meta:
        at = at || def.name == "at";
        other = other || def.name == "id";
        break;
      case SlotDef::Kind::at: at = true; break;
      case SlotDef::Kind::season: day = true; break;
      case SlotDef::Kind::parameter: day = day || model.parameters[def.index].values.size() > 1; break;
      case SlotDef::Kind::owner: ++owners; break;
      case SlotDef::Kind::related:
        for (const auto step : def.path) ++followed[step];
        break;
      default: break;
    }
  }
  for (const auto attribute : reads.attributes) {
    attributes[attribute] = true;
    const AttributeDef& def = model.attributes[attribute];
    keys = keys || def.kind == AttributeDef::Kind::key || (def.list && def.target != none) || def.type.kind == feel::Type::Kind::context;
  }
  // Who somebody is can be told from their text, or compared with who a function names.
  keys = keys || says("unit") || says("post") || says("string");
  for (const EventDef& event : model.events) {
    for (const FieldDef& field : event.fields) keys = keys || (event.contact && field.list && field.target != none);
  }
  // What a model of its own reads is not looked at.
  other = other || says("partial") || says("function") || model.canonical_text.find("\"dmn\"") != std::string::npos;
  const int people = count("superior") + count("head");
  for (std::uint32_t i = 0; i < model.attributes.size(); ++i) {
    const AttributeDef& def = model.attributes[i];
    if (def.kind != AttributeDef::Kind::fact || def.internal) continue;
    // Each time that a reference is followed, its name stands somewhere.
    followed[i] += count("." + def.name);
    if (model.entities[def.entity].owner == i) followed[i] += owners;
    if ((def.entity == model.staff || def.entity == model.unit) && people > 0) {
      attributes[i] = true;
      followed[i] += people;
    }
    if (!attributes[i] && !(model.entities[def.entity].owner == i && owners > 0)) followed[i] = 0;
  }
}

}  // namespace huifang::contacts
