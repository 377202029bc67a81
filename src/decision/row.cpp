// One row of slots.
#include <bit>
#include <optional>

#include "decision/kernel.hpp"
#include "decision/program.hpp"

namespace huifang {
namespace decision {
namespace {

using Program = Decision::Compiled;

DecisionHit coded(const Program& program, std::size_t rule) {
  DecisionHit hit;
  hit.rule = static_cast<std::int32_t>(rule);
  hit.has_value = true;
  hit.value = program.codes[rule];
  return hit;
}

DecisionHit numbered(std::size_t rule, std::int64_t number) {
  DecisionHit hit;
  hit.rule = static_cast<std::int32_t>(rule);
  hit.has_value = true;
  hit.value = number;
  return hit;
}

/// No rule matches.
DecisionHit unmatched(const Program& program) {
  DecisionHit hit;
  if (program.core->defaults) {
    hit.has_value = true;
    hit.value = program.result == Decision::Result::number ? program.default_number.value_or(0)
                                                           : program.codes.back();
  } else if (program.policy == HitPolicy::collect_count || program.result == Decision::Result::rules) {
    hit.has_value = true;
  }
  if (program.result == Decision::Result::rules) hit.value = 0;
  return hit;
}

DecisionHit contradiction(const Program& program, std::size_t rule) {
  DecisionHit hit;
  hit.rule = static_cast<std::int32_t>(rule);
  if (program.semantics == feel::Semantics::strict) hit.status = DecisionStatus::error;
  return hit;
}

/// The matching rules as words, one after another.
template <class Words>
class Matches {
 public:
  Matches(const Words& words, std::size_t count) : words_(words), count_(count) {}
  /// Calls visit(rule) in order until it returns false.
  template <class Visit>
  void each(const Visit& visit) const {
    for (std::size_t word = 0; word < count_; ++word) {
      for (std::uint64_t rest = words_(word); rest != 0; rest &= rest - 1) {
        if (!visit(word * 64 + static_cast<std::size_t>(std::countr_zero(rest)))) return;
      }
    }
  }

 private:
  const Words& words_;
  std::size_t count_;
};

/// What matching rules come to; all of them are certain.
template <class Words>
DecisionHit finish(const Program& program, const Words& words) {
  const Matches<Words> matches(words, program.words);
  std::int64_t first = -1;
  std::size_t best = 0;
  std::int64_t number = 0;
  bool broken = false;
  matches.each([&](std::size_t rule) {
    const bool another = first >= 0;
    if (!another) first = static_cast<std::int64_t>(best = rule);
    switch (program.policy) {
      case HitPolicy::first:
        return false;
      case HitPolicy::unique:
        broken = another;
        return !broken;
      case HitPolicy::any:
        broken = program.codes[rule] != program.codes[best];
        return !broken;
      case HitPolicy::priority:
      case HitPolicy::collect_min:
      case HitPolicy::collect_max:
        if (program.ranks[rule] < program.ranks[best]) best = rule;
        return true;
      case HitPolicy::collect_sum:
        number += program.weights[rule];
        return true;
      default:
        ++number;
        return true;
    }
  });
  if (first < 0) return unmatched(program);
  if (broken) return contradiction(program, static_cast<std::size_t>(first));
  return program.result == Decision::Result::code ? coded(program, best)
                                                  : numbered(static_cast<std::size_t>(first), number);
}

/// An input of the row that has no value, or none of its type.
struct Special {
  const ProgramInput* input;
  std::uint32_t number;  ///< of the input
  std::int64_t slot;     ///< DecisionSlot
};

/// The inputs of one row as sets of rules.
struct RowSets {
  std::array<const std::uint64_t*, inputs_max> sets;
  std::array<Special, inputs_max> specials;
  std::size_t count = 0;
  std::size_t special_count = 0;

  std::uint64_t word(const Program& program, std::size_t index) const {
    std::uint64_t set = program.all[index];
    for (std::size_t i = 0; i < count; ++i) set &= sets[i][index];
    return set;
  }
};

void find_sets(const Program& program, const RowView& row, RowSets& out) {
  for (std::size_t i = 0; i < program.views.size(); ++i) {
    const InputView& view = program.views[i];
    const std::int64_t slot = row.slots[view.slot];
    if (!is_special(view, slot)) {
      out.sets[out.count++] = view.sets + class_of(view, slot) * program.words;
      continue;
    }
    const ProgramInput& input = program.inputs[program.view_inputs[i]];
    const bool null = slot == DecisionSlot::null || slot == DecisionSlot::missing;
    out.specials[out.special_count++] = {&input, program.view_inputs[i], null ? slot : DecisionSlot::wrong};
    // In FEEL's own semantics what is wrong does not match; else whether it does is not known.
    if (null)
      out.sets[out.count++] = input.null_sets.data();
    else if (program.semantics == feel::Semantics::dmn)
      out.sets[out.count++] = input.any.data();
  }
}

DecisionStatus status_of(std::int64_t slot) {
  return slot == DecisionSlot::missing ? DecisionStatus::missing
         : slot == DecisionSlot::null  ? DecisionStatus::null
                                       : DecisionStatus::wrong_type;
}

DecisionHit failure(DecisionStatus status, std::size_t rule, std::size_t input) {
  DecisionHit hit;
  hit.status = status;
  hit.rule = static_cast<std::int32_t>(rule);
  hit.column = static_cast<std::int16_t>(input);
  return hit;
}

/// What the special inputs make of a rule that may match: nullptr = nothing, it matches.
const Special* doubt(const Program& program, const RowSets& sets, std::size_t rule) {
  if (program.semantics == feel::Semantics::dmn) return nullptr;
  const Special* unknown = nullptr;
  for (std::size_t i = 0; i < sets.special_count; ++i) {
    const Special& special = sets.specials[i];
    if (special.slot == DecisionSlot::wrong) {
      if (!has(special.input->any.data(), rule)) return &special;
    } else if (unknown == nullptr && has(special.input->null_unknown.data(), rule)) {
      unknown = &special;
    }
  }
  return unknown;
}

DecisionHit resolve_first(const Program& program, const RowView& row, const RowSets& sets) {
  const Special* first_doubt = nullptr;
  std::size_t doubtful = 0;  // rule of first_doubt
  bool same = true;          // all doubtful rules have the same output
  for (std::size_t index = 0; index < program.words; ++index) {
    for (std::uint64_t rest = sets.word(program, index); rest != 0; rest &= rest - 1) {
      const std::size_t rule = index * 64 + static_cast<std::size_t>(std::countr_zero(rest));
      if (has(program.open.data(), rule)) return decide_generally(program, row);
      const Special* special = doubt(program, sets, rule);
      if (special != nullptr && special->slot == DecisionSlot::wrong)
        return failure(DecisionStatus::wrong_type, rule, special->number);
      if (special == nullptr) {
        same = same && (first_doubt == nullptr || program.codes[rule] == program.codes[doubtful]);
        return same ? coded(program, rule)
                    : failure(status_of(first_doubt->slot), doubtful, first_doubt->number);
      }
      if (first_doubt == nullptr) {
        first_doubt = special;
        doubtful = rule;
      }
      same = same && program.codes[rule] == program.codes[doubtful];
    }
  }
  if (first_doubt != nullptr) return failure(status_of(first_doubt->slot), doubtful, first_doubt->number);
  return unmatched(program);
}

DecisionHit resolve_all(const Program& program, const RowView& row, const RowSets& sets) {
  const auto word = [&](std::size_t index) { return sets.word(program, index); };
  const Special* first_doubt = nullptr;
  std::size_t doubtful = 0;
  for (std::size_t index = 0; index < program.words && (program.has_open || sets.special_count > 0);
       ++index) {
    const std::uint64_t set = word(index);
    if ((set & program.open[index]) != 0) return decide_generally(program, row);
    for (std::uint64_t rest = set; rest != 0; rest &= rest - 1) {
      const std::size_t rule = index * 64 + static_cast<std::size_t>(std::countr_zero(rest));
      const Special* special = doubt(program, sets, rule);
      if (special == nullptr) continue;
      if (special->slot == DecisionSlot::wrong)
        return failure(DecisionStatus::wrong_type, rule, special->number);
      if (first_doubt != nullptr) continue;
      first_doubt = special;
      doubtful = rule;
    }
  }
  if (first_doubt != nullptr) return failure(status_of(first_doubt->slot), doubtful, first_doubt->number);
  return finish(program, word);
}

}  // namespace

DecisionHit finish_word(const Program& program, std::uint64_t set, const RowView& row) {
  if (program.general || (set & program.open[0]) != 0) return resolve(program, row);
  if (program.policy == HitPolicy::first || program.policy == HitPolicy::unique) {
    if (set == 0) return unmatched(program);
    const auto rule = static_cast<std::size_t>(std::countr_zero(set));
    if (program.policy == HitPolicy::unique && (set & (set - 1)) != 0) return contradiction(program, rule);
    return coded(program, rule);
  }
  if (program.policy == HitPolicy::collect_sum) {
    if (set == 0) return unmatched(program);
    std::int64_t sum = 0;
    const std::int64_t* sums = program.weight_sums.data();
    for (std::uint64_t rest = set; rest != 0; rest >>= 8, sums += 256) sum += sums[rest & 255];
    return numbered(static_cast<std::size_t>(std::countr_zero(set)), sum);
  }
  return finish(program, [set](std::size_t) { return set; });
}

std::optional<DecisionHit> refused_null(const Program& program, const std::int64_t* slots) {
  for (const std::uint32_t column : program.never_null) {
    if (slots[column] != DecisionSlot::null && slots[column] != DecisionSlot::missing) continue;
    DecisionHit hit;
    hit.status = status_of(slots[column]);
    for (std::size_t i = program.inputs.size(); i-- > 0;) {
      if (program.inputs[i].direct && program.inputs[i].slot == column)
        hit.column = static_cast<std::int16_t>(i);
    }
    return hit;
  }
  return std::nullopt;
}

DecisionHit resolve(const Program& program, const RowView& row) {
  if (!program.never_null.empty()) {
    if (const auto refused = refused_null(program, row.slots)) return *refused;
  }
  if (program.general) return decide_generally(program, row);
  RowSets sets;
  find_sets(program, row, sets);
  if (program.policy != HitPolicy::first) return resolve_all(program, row, sets);
  if (sets.special_count > 0 || program.has_open || sets.count == 0) return resolve_first(program, row, sets);
  const std::int64_t rule = kernel().first_of(sets.sets.data(), sets.count, program.words);
  return rule < 0 ? unmatched(program) : coded(program, static_cast<std::size_t>(rule));
}

DecisionHit decide(const Program& program, const RowView& row) {
  if (program.words > 1 || !program.never_null.empty()) return resolve(program, row);
  std::uint64_t set = program.all[0];
  for (const InputView& view : program.views) {
    const std::int64_t slot = row.slots[view.slot];
    if (is_special(view, slot)) [[unlikely]]
      return resolve(program, row);
    set &= view.sets[class_of(view, slot)];
  }
  return finish_word(program, set, row);
}

namespace {

/// A row without nulls and wrong values, of a table that Compiled::texts_last says so of; nullopt: it is
/// another one.
std::optional<DecisionHit> decide_plain(const Program& program, const DecisionField* fields) {
  std::uint64_t set = program.all[0];
  for (const InputView& view : program.value_views) {
    const std::int64_t slot = fields[view.slot].value;
    if (is_special(view, slot)) [[unlikely]]
      return std::nullopt;
    set &= view.sets[class_of(view, slot)];
  }
  if (const std::uint64_t first = set & (~set + 1); (first & program.settled) != 0)
    return coded(program, static_cast<std::size_t>(std::countr_zero(first)));
  for (const InputView& view : program.text_views) {
    const DecisionField& field = fields[view.slot];
    if (field.text == nullptr || field.value < 0) [[unlikely]]
      return std::nullopt;
    const std::uint32_t id = program.ids[view.slot].find(field.text, static_cast<std::size_t>(field.value));
    if (!program.allowed_ids[view.slot].empty() && !program.allowed_ids[view.slot][id]) return std::nullopt;
    set &= view.sets[id];
  }
  if ((set & program.open[0]) != 0) return std::nullopt;
  return finish_word(program, set, {});
}

}  // namespace

void read_fields(const Program& program, const DecisionField* fields, std::int64_t* slots) {
  const std::size_t width = program.columns.size();
  for (std::size_t i = 0; i < width; ++i) slots[i] = fields[i].value;
  for (const std::uint32_t i : program.text_columns) {
    const DecisionField& field = fields[i];
    if (field.text == nullptr || field.value < 0) {
      if (field.value >= DecisionSlot::lowest) slots[i] = DecisionSlot::wrong;
      continue;
    }
    const std::uint32_t id = program.ids[i].find(field.text, static_cast<std::size_t>(field.value));
    slots[i] = program.allowed_ids[i].empty() || program.allowed_ids[i][id] ? id : DecisionSlot::wrong;
  }
}

}  // namespace decision

DecisionHit Decision::evaluate(const std::int64_t* slots) const {
  return decision::decide(*compiled_, {slots, nullptr});
}

DecisionHit Decision::evaluate(const DecisionField* fields) const {
  if (compiled_->texts_last) {
    if (const auto hit = decision::decide_plain(*compiled_, fields)) return *hit;
  }
  std::array<std::int64_t, decision::inputs_max> slots;
  decision::read_fields(*compiled_, fields, slots.data());
  return decision::decide(*compiled_, {slots.data(), fields});
}

}  // namespace huifang
