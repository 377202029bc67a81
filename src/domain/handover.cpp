/// Subjects that change hands by rule: a leaver's to others, balanced ones, and proposals that somebody has to agree to.
#include <algorithm>
#include <map>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "policy/people_model.hpp"

namespace huifang {

namespace {

std::string ref_text(const EntityRef& ref) { return ref.entity + ":" + ref.key; }

bool contains(const std::vector<EntityRef>& people, const EntityRef& who) {
  return std::find(people.begin(), people.end(), who) != people.end();
}

/// How many of each class somebody has.
using Loads = std::map<EntityRef, std::map<std::string, std::int64_t>>;

std::int64_t total(const std::map<std::string, std::int64_t>& loads) {
  std::int64_t sum = 0;
  for (const auto& [name, count] : loads) sum += count;
  return sum;
}

std::string moves_json(const std::vector<Move>& moves) {
  std::string out = "[";
  for (const Move& move : moves) {
    if (out.size() > 1) out += ',';
    JsonObject object(out);
    object.text("attribute", move.attribute);
    if (move.from) object.text("from", ref_text(*move.from));
    object.text("subject", ref_text(move.subject));
    if (move.to) object.text("to", ref_text(*move.to));
  }
  return out + "]";
}

}  // namespace

std::vector<EntityRef> Core::colleagues_of(const std::vector<EntityRef>& people) {
  std::vector<EntityRef> out;
  for (const EntityRef& person : people) {
    const Subject* subject = find(person);
    const std::uint32_t attribute = model.attribute(model.staff, "unit");
    if (subject == nullptr || attribute == none || model.attributes[attribute].kind != AttributeDef::Kind::fact) continue;
    const Value& unit = subject->facts[model.attributes[attribute].index].at(now_us());
    if (unit.is_null()) continue;
    const EntityRef of = unit.kind() == Value::Kind::entity ? unit.entity() : EntityRef{"unit", unit.string()};
    for (const EntityRef& member : members_of({of})) {
      if (!contains(out, member) && !contains(people, member)) out.push_back(member);
    }
  }
  return out;
}

std::vector<Core::Held> Core::held_by(const std::vector<EntityRef>& people, const AssignEffect& effect) {
  std::vector<Held> held;
  for (const std::uint32_t attribute : effect.attributes) {
    for (const EntityRef& person : people) {
      const Subject* subject = find(person);
      if (subject == nullptr) continue;
      for (const SubjectId id : std::vector<SubjectId>(referring(attribute, subject->row.id))) {
        Subject& one = get(id);
        Held item{one.ref(), id, attribute, person, {}};
        for (const auto& [entity, by] : effect.by) {
          if (entity == one.entity) item.kind = json_text(evaluate(by, situation_of(one)).value);
        }
        held.push_back(std::move(item));
      }
    }
  }
  std::sort(held.begin(), held.end(), [](const Held& a, const Held& b) {
    return std::tie(a.kind, a.subject, a.attribute) < std::tie(b.kind, b.subject, b.attribute);
  });
  return held;
}

std::vector<Move> Core::share_out(const std::vector<Held>& given, std::vector<EntityRef> among, const AssignEffect& effect) {
  Loads loads;
  for (const EntityRef& person : among) loads[person];
  for (const Held& one : held_by(among, effect)) ++loads[one.owner][one.kind];
  std::vector<Move> moves;
  for (const Held& one : given) {
    Move move{one.subject, model.attributes[one.attribute].name, one.owner, std::nullopt};
    const auto load = [&](const EntityRef& person) {
      return std::make_pair(loads[person][one.kind], total(loads[person]));
    };
    const AssignmentDef* def = kept(get(one.id).entity, one.attribute);
    for (const EntityRef& person : among) {
      if (def != nullptr && is_excluded(get(one.id), *def, Value::of(person))) continue;
      if (!move.to || load(person) < load(*move.to)) move.to = person;
    }
    if (move.to) ++loads[*move.to][one.kind];
    moves.push_back(std::move(move));
  }
  return moves;
}

std::vector<Move> Core::level(const std::vector<EntityRef>& among, const AssignEffect& effect) {
  const std::vector<Held> all = held_by(among, effect);
  Loads loads;
  for (const EntityRef& person : among) loads[person];
  for (const Held& one : all) ++loads[one.owner][one.kind];
  std::map<EntityRef, std::int64_t> targets_so_far;
  std::vector<Move> moves;
  for (auto first = all.begin(); first != all.end();) {
    const std::string kind = first->kind;
    const auto last = std::find_if(first, all.end(), [&](const Held& one) { return one.kind != kind; });
    const std::int64_t count = last - first;
    // Those with fewer subjects of other kinds get the odd ones, then those who have more of this kind: fewer moves.
    std::vector<EntityRef> order = among;
    std::sort(order.begin(), order.end(), [&](const EntityRef& a, const EntityRef& b) {
      return std::make_tuple(targets_so_far[a], -loads[a][kind], a) < std::make_tuple(targets_so_far[b], -loads[b][kind], b);
    });
    std::map<EntityRef, std::int64_t> target;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const std::int64_t people = std::ssize(order);
      target[order[i]] = count / people + (static_cast<std::int64_t>(i) < count % people ? 1 : 0);
      targets_so_far[order[i]] += target[order[i]];
    }
    // Whoever has too many keeps the first of them.
    std::map<EntityRef, std::int64_t> kept_so_far;
    std::vector<const Held*> surplus;
    for (auto one = first; one != last; ++one) {
      if (++kept_so_far[one->owner] > target[one->owner]) surplus.push_back(&*one);
    }
    auto next = surplus.begin();
    for (const EntityRef& person : order) {
      for (std::int64_t missing = target[person] - loads[person][kind]; missing > 0 && next != surplus.end(); --missing, ++next) {
        moves.push_back({(*next)->subject, model.attributes[(*next)->attribute].name, (*next)->owner, person});
      }
    }
    first = last;
  }
  return moves;
}

void Core::hand_over(Subject& subject, const AssignEffect& effect, const Situation& situation, const std::string& key,
                     const std::string& because, const std::string& source, std::int64_t sequence) {
  std::vector<Move> moves;
  std::vector<EntityRef> givers, leavers;
  if (effect.all_of == none) {
    for (const std::uint32_t attribute : effect.attributes) {
      if (model.attributes[attribute].entity != subject.entity) continue;
      const Value& owner = subject.facts[model.attributes[attribute].index].at(now_us());
      if (owner.kind() == Value::Kind::entity) givers.push_back(owner.entity());
      moves.push_back({subject.ref(), model.attributes[attribute].name,
                       owner.kind() == Value::Kind::entity ? std::optional(owner.entity()) : std::nullopt, std::nullopt});
    }
  } else {
    givers = members_of(resolve_role(effect.all_of, situation));
  }
  // What nobody may get is looked for an owner as the section `assignment` says; where that finds nobody else, it stays where it
  // is: never does it go to nobody.
  const auto others_may = [&](const Move& move) {
    const Subject& one = *find(move.subject);
    const AssignmentDef* def = kept(one.entity, model.attribute(one.entity, move.attribute));
    if (def == nullptr) return false;
    const Situation about = situation_of(one);
    const auto may = [&](const EntityRef& who) {
      return !contains(givers, who) && !is_away(who, now_us()) && !is_excluded(one, *def, Value::of(who));
    };
    return std::any_of(def->sources.begin(), def->sources.end(), [&](const OwnerSource& asked) {
      if (!asked.on.empty() || (asked.when && !holds(asked.when, about, "a source of " + move.attribute))) return false;
      std::vector<EntityRef> people = asked.instead == none ? std::vector<EntityRef>{} : resolve_role(asked.instead, about);
      if (const PoolDef* pool = select(asked.pool, about)) {
        const bool whole = asked.kind == OwnerSource::Kind::yields && !pool->test;  // a unit stands for itself
        for (EntityRef& who : whole ? resolve_role(pool->role, about) : people_in(*pool, about)) people.push_back(std::move(who));
      }
      return std::any_of(people.begin(), people.end(), may);
    });
  };
  const auto decide = [&] {
    std::string undecided;
    std::erase_if(moves, [&](const Move& move) {
      if (move.to || others_may(move)) return false;
      note("the assignment " + key + " finds nobody who may get " + ref_text(move.subject) + "; it stays " +
           (move.from ? "with " + ref_text(*move.from) : "without an owner"));
      undecided += undecided.empty() ? "[" : ",";
      append_json_string(undecided, ref_text(move.subject));
      return true;
    });
    if (undecided.empty()) return;
    std::string data;
    {
      JsonObject object(data);
      object.key("subjects") += undecided + "]";
    }
    Core::effect(subject, key + "/undecided", "undecided", std::nullopt, std::move(data), because);
  };
  if (effect.to == AssignEffect::To::role) {
    const auto people = resolve_role(effect.role, situation);
    if (effect.all_of != none) {
      for (const Held& one : held_by(givers, effect)) {
        moves.push_back({one.subject, model.attributes[one.attribute].name, one.owner, std::nullopt});
      }
    }
    for (Move& move : moves) {
      if (!people.empty()) move.to = people.front();
    }
    decide();
  } else {
    const bool named = !effect.among.text.empty();
    std::vector<EntityRef> among = named ? people_in(effect.among, situation) : colleagues_of(givers);
    if (!named && among.empty() && givers.size() > 1) among = givers;
    std::erase_if(among, [&](const EntityRef& person) { return is_away(person, now_us()); });
    const bool inside = !givers.empty() && std::all_of(givers.begin(), givers.end(), [&](const EntityRef& one) { return contains(among, one); });
    if (effect.all_of == none) {
      std::vector<Held> given;
      for (const Move& move : moves) {
        given.push_back({subject.ref(), subject.row.id, model.attribute(subject.entity, move.attribute), move.from.value_or(EntityRef{}), {}});
      }
      if (givers.size() == 1) std::erase(among, givers.front());
      const auto chosen = share_out(given, among, effect);
      for (std::size_t i = 0; i < moves.size(); ++i) moves[i].to = chosen[i].to;
    } else if (inside) {
      moves = level(among, effect);
    } else {
      std::erase_if(among, [&](const EntityRef& person) { return contains(givers, person); });
      moves = share_out(held_by(givers, effect), among, effect);
    }
    decide();
    if (effect.all_of != none && !inside) {
      leavers = givers;
      add_held(moves, givers, among, effect);
    }
  }
  std::erase_if(moves, [](const Move& move) { return move.from == move.to; });
  if (effect.all_of != none && effect.to == AssignEffect::To::role) leavers = givers;
  Proposal proposal{key, {}, std::move(leavers), std::move(moves), now_us(), "null", source};
  if (effect.reason) proposal.reason = json_text(evaluate(effect.reason, situation).value);
  if (effect.at) {
    const auto point = point_of(evaluate(effect.at, situation).value);
    if (point) {
      proposal.effective_us = point->is_date ? model.zone.start_of_day(point->date).utc_us : point->instant.utc_us;
    } else {
      note("the assignment " + key + " names no moment and takes effect at once");
    }
  }
  if (effect.approve == none) {
    carry_out(subject, proposal, {}, because, sequence);
    return;
  }
  proposal.approvers = resolve_role(effect.approve, situation);
  std::string data;
  {
    JsonObject object(data);
    object.value("effective", moment(proposal.effective_us));
    object.key("moves") += moves_json(proposal.moves);
    object.text("proposal", key);
    if (proposal.reason != "null") object.key("reason") += proposal.reason;
  }
  if (proposal.approvers.empty()) {
    note("role " + model.roles[effect.approve].text + " resolves to nobody; the proposal " + key + " waits for no one");
    Core::effect(subject, key, "propose", std::nullopt, data, because);
  }
  for (const EntityRef& person : proposal.approvers) Core::effect(subject, key + "/" + ref_text(person), "propose", person, data, because);
  people_state_of(subject).proposals.push_back(std::move(proposal));
  touch(subject);
}

void Core::add_held(std::vector<Move>& moves, const std::vector<EntityRef>& givers, const std::vector<EntityRef>& among,
                    const AssignEffect& effect) {
  const std::vector<Move> owners = moves;
  for (const std::uint32_t attribute : effect.attributes) {
    const AssignmentDef* def = kept(model.attributes[attribute].entity, attribute);
    if (def == nullptr || def->held_by == none) continue;
    // Somebody who does not hold it yet, the least burdened first.
    const auto another = [&](const std::vector<EntityRef>& holders) {
      std::optional<EntityRef> to;
      for (const EntityRef& person : among) {
        if (contains(holders, person)) continue;
        if (!to || load_of(person, attribute) < load_of(*to, attribute)) to = person;
      }
      return to;
    };
    for (const Move& move : owners) {
      if (move.subject.entity != model.entities[def->entity].name || move.attribute != "owner" || !move.to || !move.from) continue;
      std::vector<EntityRef> holders = holders_of(*find(move.subject), now_us());
      std::erase(holders, *move.from);
      if (!contains(holders, *move.to)) holders.push_back(*move.to);
      for (std::optional<EntityRef> to; std::ssize(holders) < def->holders && (to = another(holders)); holders.push_back(*to)) {
        moves.push_back({move.subject, "holders", std::nullopt, to});
      }
    }
    for (const SubjectId id : all_of(model.entities[def->entity].name)) {
      Subject& subject = get(id);
      for (const EntityRef& giver : givers) {
        const auto holders = holders_of(subject, now_us());
        if (!contains(holders, giver) || owner_of(subject, now_us()) == giver) continue;
        moves.push_back({subject.ref(), "holders", giver, another(holders)});
      }
    }
  }
}

void Core::carry_out(Subject& subject, const Proposal& proposal, const std::string& approved_by, const std::string& because,
                     std::int64_t sequence) {
  const std::int64_t from_us = std::max(proposal.effective_us, now_us());
  std::int64_t moved = 0;
  std::string why;
  {
    JsonObject object(why);
    if (!approved_by.empty()) object.text("approved_by", approved_by);
    object.text("event", proposal.key);
    object.text("how", "handed_over");
    if (proposal.reason != "null") object.key("reason") += proposal.reason;
    if (!proposal.source.empty()) object.text("source", proposal.source);
  }
  for (const EntityRef& person : proposal.leavers) {
    Subject& leaver = get_or_create(person, now_us());
    people_state_of(leaver).left_us = now_us();
    touch(leaver);
  }
  std::vector<Move> done;
  for (const Move& move : proposal.moves) {
    Subject* one = find(move.subject);
    const std::uint32_t attribute = one == nullptr || one->entity == none ? none : model.attribute(one->entity, move.attribute);
    const AssignmentDef* def = one == nullptr ? nullptr : kept(one->entity, attribute);
    if (def == nullptr) continue;
    PeopleChange change{proposal.key, approved_by, now_us(), from_us, value_from_json(proposal.reason)};
    if (attribute == def->held_by) {
      swap_holder(*one, *def, move, from_us, sequence, change);
    } else {
      const Value& owner = one->facts[model.attributes[attribute].index].at(now_us());
      const bool same = owner.kind() == Value::Kind::entity ? move.from == owner.entity() : !move.from;
      if (!same) {
        note(move.subject.entity + " " + move.subject.key + " changed hands meanwhile and stays as it is");
        continue;
      }
      put(*one, *def, attribute, move.to ? Value::of(*move.to) : Value{}, from_us, sequence, why, change);
      if (def->held_by != none) swap_holder(*one, *def, move, from_us, sequence, change);
    }
    update_owners(*one);
    again_.emplace_back(one->row.id, proposal.key);
    done.push_back(move);
    ++moved;
  }
  std::string data;
  {
    JsonObject object(data);
    if (!approved_by.empty()) object.text("approved_by", approved_by);
    object.value("effective", moment(from_us));
    object.key("moves") += moves_json(done);
    if (proposal.reason != "null") object.key("reason") += proposal.reason;
  }
  Core::effect(subject, proposal.key, "assign", std::nullopt, std::move(data), because);
  Occurred assigned;
  assigned.id = "assigned:" + proposal.key;
  assigned.event = model.people->assigned;
  assigned.at_us = now_us();
  assigned.by = approved_by;
  assigned.subjects = {subject.ref()};
  assigned.data.emplace_back("proposal", Value::of(proposal.key));
  assigned.data.emplace_back("moved", Value::of(Decimal(moved)));
  raise(std::move(assigned));
}

void Core::swap_holder(Subject& subject, const AssignmentDef& def, const Move& move, std::int64_t from_us, std::int64_t sequence,
                       const PeopleChange& change) {
  const Value& listed = subject.facts[model.attributes[def.held_by].index].at(from_us);
  std::vector<Value> holders;
  bool found = false;
  for (const Value& one : listed.kind() == Value::Kind::list ? listed.list() : std::vector<Value>{}) {
    const bool leaves = move.from && one == Value::of(*move.from);
    found = found || leaves;
    const Value next = !leaves ? one : move.to ? Value::of(*move.to) : Value{};
    if (!next.is_null() && std::find(holders.begin(), holders.end(), next) == holders.end()) holders.push_back(next);
  }
  if (!move.from && move.to && std::find(holders.begin(), holders.end(), Value::of(*move.to)) == holders.end()) {
    holders.push_back(Value::of(*move.to));  // one more
    found = true;
  }
  if (found) put(subject, def, def.held_by, Value::of(std::move(holders)), from_us, sequence, {}, change);
}

void Core::decide_proposal(const Event& event, std::int64_t sequence) {
  const auto named = event.data.find("proposal");
  const std::string key = named == event.data.end() || named->second.kind() != Value::Kind::string ? std::string() : named->second.string();
  for (const auto& [entity, name] : event.subjects) {
    Subject* subject = find({entity, name});
    if (subject == nullptr || !subject->people) continue;
    auto& proposals = subject->people->proposals;
    const auto found = std::find_if(proposals.begin(), proposals.end(), [&](const Proposal& one) { return one.key == key; });
    if (found == proposals.end()) continue;
    if (!is_one_of(found->approvers, event.by, event.at.utc_us)) {
      note(event.type + ": " + event.by + " is not asked to agree to " + key);
      return;
    }
    const Proposal proposal = *found;
    proposals.erase(found);
    touch(*subject);
    std::string because;
    {
      JsonObject object(because);
      object.text("by", event.by);
      object.text("event", event.id);
    }
    if (event.type == "assign.approve") {
      carry_out(*subject, proposal, event.by, because, sequence);
      return;
    }
    std::string data;
    {
      JsonObject object(data);
      object.text("by", event.by);
      object.text("proposal", key);
      if (const auto reason = event.data.find("reason"); reason != event.data.end()) object.value("reason", reason->second);
    }
    Core::effect(*subject, key + "/rejected", "rejected", std::nullopt, std::move(data), because);
    return;
  }
  note(event.type + ": no proposal " + key + " waits there");
}

}  // namespace huifang
