#include "book_plan/order.hpp"

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

OrderOfWork::OrderOfWork(const Book& book, const Policy& policy) : book_(book) {
  const auto document = nlohmann::json::parse(policy.canonical_text(), nullptr, false);
  if (!document.is_object() || !document.contains("plan")) return;
  const nlohmann::json& plan = document["plan"];
  if (plan.contains("capacity")) capacity_ = plan["capacity"].get<std::int64_t>();
  if (!plan.contains("order")) return;
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
    }
    keys_.push_back(std::move(key));
  }
  for (const TierEntry& tier : book.tiers()) {
    if (!tier.to) tiers_[{tier.tier, tier.subject}] = tier.value;
  }
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

std::vector<std::int64_t> OrderOfWork::of(const Duty& duty) {
  if (keys_.empty()) return {};
  const auto [known, added] = known_.try_emplace(duty.key.subject);
  if (added) {
    for (const Key& key : keys_) known->second.push_back(number(key, duty.key.subject));
  }
  return known->second;
}

}  // namespace huifang::planning
