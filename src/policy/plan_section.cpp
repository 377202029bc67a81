#include "policy/plan_section.hpp"

#include <algorithm>
#include <charconv>

namespace huifang::loader {
namespace {

constexpr std::int64_t capacity_max = 1'000'000'000;

std::vector<std::string> tier_names(const Loader& loader) {
  std::vector<std::string> out;
  for (const TierDef& tier : loader.model.tiers) out.push_back("tier." + tier.name);
  return out;
}

/// What stands behind "customer.volume", and can be put in order.
bool is_ordered_fact(const PolicyModel& model, const std::string& entity, const std::string& name) {
  const std::uint32_t owner = model.entity(entity);
  const std::uint32_t index = owner == none ? none : model.attribute(owner, name);
  if (index == none) return false;
  const AttributeDef& attribute = model.attributes[index];
  const feel::Type::Kind kind = attribute.type.kind;
  return attribute.kind == AttributeDef::Kind::fact && !attribute.list &&
         (kind == feel::Type::Kind::number || kind == feel::Type::Kind::boolean ||
          kind == feel::Type::Kind::date);
}

void load_order(Loader& loader, const Node& item) {
  std::string name = item.is_string() ? item.text : "";
  if (name.starts_with('-')) name.erase(0, 1);
  const std::vector<std::string> tiers = tier_names(loader);
  if (std::find(tiers.begin(), tiers.end(), name) != tiers.end()) return;
  const std::size_t dot = name.find('.');
  if (dot != std::string::npos && is_ordered_fact(loader.model, name.substr(0, dot), name.substr(dot + 1)))
    return;
  loader.report.error(code::plan_order, item, "work cannot be put in order by this",
                      {brief(item),
                       "a tier (tier.rank) or a fact that is a number, date or boolean (customer.volume), "
                       "with a minus for the largest first",
                       nearest_name(name, tiers)});
}

}  // namespace

void load_plan(Loader& loader) {
  const Node* plan = loader.root().find("plan");
  if (plan == nullptr) return;
  if (const Node* order = plan->find("order"); order != nullptr) {
    for (const Node* item : order->children) load_order(loader, *item);
  }
  if (const Node* group = plan->find("group")) loader.model.planned_together = events_of(loader, *group);
  if (const Node* capacity = plan->find("capacity"); capacity != nullptr) {
    std::int64_t visits = -1;
    const std::string& text = capacity->text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), visits);
    if (error != std::errc() || end != text.data() + text.size() || visits < 0 || visits > capacity_max)
      loader.report.error(code::plan_order, *capacity, "this is no number of visits a day",
                          {brief(*capacity), "a whole number from 0 to 1000000000", ""});
  }
}

}  // namespace huifang::loader
