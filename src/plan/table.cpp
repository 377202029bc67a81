#include <algorithm>

#include "huifang/plan.hpp"
#include "value/width.hpp"

namespace huifang {
namespace {

using Row = std::vector<std::string>;

std::string aligned(const Row& headings, const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < headings.size(); ++i) {
    widths.push_back(terminal::width(headings[i]));
    for (const Row& row : rows) widths[i] = std::max(widths[i], terminal::width(terminal::printable(row[i])));
  }
  std::string out;
  const auto line = [&](const Row& row) {
    std::string text;
    for (std::size_t i = 0; i < row.size(); ++i)
      text += (i == 0 ? "" : "  ") + terminal::padded(terminal::printable(row[i]), widths[i]);
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + '\n';
  };
  line(headings);
  Row rule;
  for (const std::size_t width : widths) rule.emplace_back(width, '-');
  line(rule);
  for (const Row& row : rows) line(row);
  return out;
}

/// "a, b and c"; of many the first and how many more.
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t shown_max = 6;
  const std::size_t shown = names.size() > shown_max ? shown_max - 1 : names.size();
  std::string out;
  for (std::size_t i = 0; i < shown; ++i)
    out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + terminal::printable(names[i]);
  if (shown < names.size()) out += " and " + std::to_string(names.size() - shown) + " more";
  return out;
}

std::string days_of(const PlanWitness& witness) {
  if (witness.days.empty()) return "no day";
  const std::string first = witness.days.front().to_text();
  if (witness.days.size() == 1) return first;
  return std::to_string(witness.days.size()) + " days from " + first + " to " + witness.days.back().to_text();
}

std::string sentence(const PlanWitness& witness) {
  const std::string where =
      (witness.people.empty() ? "nobody" : listed(witness.people)) + " on " + days_of(witness);
  switch (witness.cause) {
    case PlanWitness::Cause::capacity:
      return "short by " + std::to_string(witness.short_by) + ": " + std::to_string(witness.confined) +
             (witness.confined == 1 ? " visit needs " : " visits need ") + std::to_string(witness.demand) +
             ", there is room for " + std::to_string(witness.supply) + " (" + where + ")";
    case PlanWitness::Cause::gap:
      return "too close: " + listed(witness.visits) + " cannot all keep their gaps (" + where + ")";
    case PlanWitness::Cause::packing:
      return "no way to share out " + listed(witness.visits) + " (" + where + ")";
  }
  return "";
}

const std::string& what(const std::string& title, const std::string& id) {
  return title.empty() ? id : title;
}

}  // namespace

std::string plan_table(const Plan& plan) {
  std::string out;
  std::vector<Row> rows;
  for (const PlannedVisit& visit : plan.visits)
    rows.push_back({visit.slot.day.to_text(), visit.slot.person, visit.subject, what(visit.title, visit.id),
                    visit.pinned  ? "pinned"
                    : visit.moved ? "moved"
                                  : ""});
  if (!rows.empty()) out += aligned({"day", "who", "whom", "what", ""}, rows) + '\n';
  if (!plan.unplanned.empty()) {
    rows.clear();
    for (const UnplannedVisit& visit : plan.unplanned)
      rows.push_back({visit.first.to_text(), visit.last.to_text(), visit.subject, what(visit.title, visit.id),
                      std::string(to_text(visit.reason)) +
                          (visit.witness ? " (" + std::to_string(*visit.witness + 1) + ")" : "")});
    out += "Without a place:\n" + aligned({"from", "to", "whom", "what", "why"}, rows);
    for (std::size_t i = 0; i < plan.witnesses.size(); ++i)
      out += "(" + std::to_string(i + 1) + ") " + sentence(plan.witnesses[i]) + '\n';
    out += '\n';
  }
  for (const PlanConflict& conflict : plan.conflicts)
    out += "Pinned against the rules (" + std::string(to_text(conflict.kind)) +
           "): " + terminal::printable(conflict.id) + '\n';
  const std::size_t all = plan.visits.size() + plan.unplanned.size();
  return out + std::to_string(plan.visits.size()) + " of " + std::to_string(all) +
         (all == 1 ? " visit has a place\n" : " visits have a place\n");
}

}  // namespace huifang
