#include "policy/link_points.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "huifang/error.hpp"
#include "policy/codes.hpp"
#include "policy/points_model.hpp"

namespace huifang {
namespace {

using Keys = std::vector<std::pair<const char*, std::string>>;

/// What a class says, by key, in the words of a document; "" where it says nothing.
Keys keys_of(const PolicyModel& model, const PointClassDef& points) {
  const auto amount = [&](const std::optional<std::int64_t>& units) { return units ? Decimal::scaled(*units, points.decimals).to_text() : std::string(); };
  std::vector<std::string> roles;
  for (const std::uint32_t role : points.by) {
    const RoleDef& def = model.roles[role];
    roles.push_back(def.name.empty() ? def.text : def.name);
  }
  std::sort(roles.begin(), roles.end());
  std::string by;
  for (const std::string& role : roles) by += (by.empty() ? "" : ", ") + role;
  constexpr const char* below[] = {"allow", "refuse", "partial"};
  return {{"below", below[static_cast<std::size_t>(points.below)]},
          {"by", by},
          {"cap", amount(points.cap)},
          {"close", points.by_hand ? "by hand" : points.grace ? points.grace->to_text() : "auto"},
          {"expires", points.expires ? points.expires->to_text() : std::string()},
          {"floor", amount(points.floor)},
          {"held", points.held_counts ? "counts" : "waits"}};
}

}  // namespace

void require_same_points(const std::vector<PolicyBinding>& together) {
  std::vector<Diagnostic> findings;
  for (std::size_t i = 0; i < together.size(); ++i) {
    const PolicyModel& model = together[i].policy.model();
    if (!model.points) continue;
    for (const PointClassDef& points : model.points->classes) {
      // The first one that has the class is what the others are held against.
      for (std::size_t j = 0; j < i; ++j) {
        const PolicyModel& first = together[j].policy.model();
        const std::uint32_t place = first.points ? first.points->find(points.name) : none;
        if (place == none) continue;
        const Keys own = keys_of(model, points), other = keys_of(first, first.points->classes[place]);
        for (std::size_t k = 0; k < own.size(); ++k) {
          if (own[k].second == other[k].second) continue;
          Diagnostic out;
          out.code = loader::code::points_differ.id;
          out.message = model.id + "@" + model.version + " and " + first.id + "@" + first.version + " keep class " + points.name + " of points in different ways";
          out.pointer = "/points/" + points.name + "/" + own[k].first;
          out.found = own[k].second.empty() ? "nothing" : own[k].second;
          out.expected = other[k].second.empty() ? "nothing" : other[k].second;
          findings.push_back(std::move(out));
        }
        break;
      }
    }
  }
  if (!findings.empty()) throw Error(ErrorKind::policy, std::move(findings));
}

}  // namespace huifang
