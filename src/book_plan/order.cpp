#include "book_plan/order.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "policy/model.hpp"

namespace huifang::planning {
namespace {

/// The whole part, when it is an int64.
std::optional<std::int64_t> truncated(const Decimal& number) {
  if (const auto whole = number.to_int64()) return whole;
  const std::string text = number.to_text();
  if (text.find_first_of("eE") != std::string::npos) return std::nullopt;
  const auto cut = Decimal::parse(std::string_view(text).substr(0, text.find('.')));
  return cut ? cut->to_int64() : std::nullopt;
}

}  // namespace

OrderOfWork::OrderOfWork(const Book& book) : book_(book) {
  for (const TierEntry& tier : book.tiers()) {
    if (!tier.to) tiers_[{tier.tier, tier.subject}] = tier.value;
  }
}

OrderOfWork::Settings& OrderOfWork::settings(const Policy& policy) {
  const auto known = settings_.find(policy.hash());
  if (known != settings_.end()) return known->second;
  return settings_.emplace(policy.hash(), read(policy)).first->second;
}

OrderOfWork::Settings OrderOfWork::read(const Policy& policy) const {
  Settings out;
  const auto document = nlohmann::json::parse(policy.canonical_text(), nullptr, false);
  if (!document.is_object() || !document.contains("plan")) return out;
  const nlohmann::json& plan = document["plan"];
  if (plan.contains("capacity")) out.capacity = plan["capacity"].get<std::int64_t>();
  if (!plan.contains("order")) return out;
  for (const nlohmann::json& item : plan["order"]) {
    std::string name = item.get<std::string>();
    Key key;
    if (name.starts_with('-')) key.descending = true, name.erase(0, 1);
    const std::size_t dot = name.find('.');
    key.entity = name.substr(0, dot);
    key.attribute = name.substr(dot + 1);
    if (key.entity == "tier") {
      key.entity.clear();
      key.tier = std::move(key.attribute);
      key.attribute.clear();
      for (const TierDef& tier : policy.model().tiers) {
        if (tier.name != key.tier) continue;
        for (const std::string& value : tier.values)
          key.ranks.emplace(value, static_cast<std::int64_t>(key.ranks.size()));
      }
      // The book writes tiers of later families with their policy.
      const std::string foreign = policy.model().root + '/' + key.tier;
      const bool named = std::any_of(tiers_.begin(), tiers_.end(), [&](const auto& one) { return one.first.first == foreign; });
      if (named) key.tier = foreign;
    }
    out.keys.push_back(std::move(key));
  }
  return out;
}

std::int64_t OrderOfWork::number(const Key& key, const EntityRef& subject) const {
  constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
  std::int64_t out = last;  // what is unknown goes last, whichever way the rest goes
  if (!key.tier.empty()) {
    const auto value = tiers_.find({key.tier, subject});
    if (value == tiers_.end()) return last;
    const auto rank = key.ranks.find(value->second);
    if (rank == key.ranks.end()) return last;
    out = rank->second;
  } else {
    if (subject.entity != key.entity) return last;
    const Value value = book_.fact(subject, key.attribute, book_.now());
    if (value.kind() == Value::Kind::boolean) {
      out = value.boolean() ? 0 : 1;
    } else if (value.kind() == Value::Kind::number) {
      // In millionths; what does not fit goes to the end on its side.
      const Decimal& amount = value.number();
      const auto millionths = Decimal::multiply(amount, Decimal(1'000'000));
      const auto whole = millionths ? truncated(*millionths) : std::nullopt;
      out = whole.value_or(amount.sign() * (last - 1));
    } else if (value.kind() == Value::Kind::date) {
      out = value.date().to_days();
    } else {
      return last;
    }
  }
  return key.descending ? -out : out;
}

const std::vector<std::int64_t>& OrderOfWork::of(const Duty& duty, const Policy& made_by) {
  Settings& by = settings(made_by);
  const auto [known, added] = by.known.try_emplace(duty.key.subject);
  if (added) {
    for (const Key& key : by.keys) known->second.push_back(number(key, duty.key.subject));
  }
  return known->second;
}

}  // namespace huifang::planning
