/// Who owns a subject: the sources of the section `assignment`, and what follows when an owner or a holder changes.
#include <algorithm>
#include <functional>
#include <iterator>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "policy/people_model.hpp"

namespace huifang {

namespace {

constexpr std::size_t loads_told = 20;  // of a choice by load; more tell nobody anything

Value list_of(const std::vector<EntityRef>& people) {
  std::vector<Value> items;
  for (const EntityRef& person : people) items.push_back(Value::of(person));
  return Value::of(std::move(items));
}

bool contains(const std::vector<EntityRef>& people, const EntityRef& who) {
  return std::find(people.begin(), people.end(), who) != people.end();
}

std::string because_text(const Value& because) { return because.kind() == Value::Kind::string ? because.string() : std::string(); }

/// A member of a stored reason; null without it.
Value because_member(const Value& because, std::string_view name) {
  const std::string text = because_text(because);
  if (text.empty()) return {};
  const Value stored = value_from_json(text);
  const Value* member = stored.kind() == Value::Kind::context ? stored.context().find(name) : nullptr;
  return member == nullptr ? Value{} : *member;
}

}  // namespace

// ------------------------------------------------------------------------------------------------ people

const std::vector<EntityRef>& Core::all_staff() {
  staff_.clear();
  for (const SubjectId id : all_of("staff")) staff_.push_back(get(id).ref());
  // By key, so that it does not matter who was heard of first.
  std::sort(staff_.begin(), staff_.end());
  return staff_;
}

std::vector<SubjectId> Core::all_of(const std::string& entity) {
  std::vector<SubjectId> ids = store_.all(entity);
  for (const SubjectId id : changed_) {
    if (subjects_.at(id)->row.entity == entity) ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

std::vector<EntityRef> Core::members_of(const std::vector<EntityRef>& people) {
  std::vector<EntityRef> members;
  const auto add = [&](const EntityRef& person) {
    if (!contains(members, person)) members.push_back(person);
  };
  for (const EntityRef& one : people) {
    if (one.entity == "staff") {
      add(one);
      continue;
    }
    for (const EntityRef& person : all_staff()) {
      if (is_one_of({one}, person.key, now_us())) add(person);
    }
  }
  return members;
}

std::vector<EntityRef> Core::people_in(const PoolDef& pool, const Situation& situation) {
  if (!pool.test) return pool.role == none ? std::vector<EntityRef>{} : members_of(resolve_role(pool.role, situation));
  std::vector<EntityRef> people;
  for (const EntityRef& person : std::vector<EntityRef>(all_staff())) {
    if (holds(pool.test, situation_of(*find(person)), "'" + pool.text + "'")) people.push_back(person);
  }
  return people;
}

std::int64_t Core::load_of(const EntityRef& person, std::uint32_t attribute) {
  const Subject* subject = find(person);
  return subject == nullptr ? 0 : std::ssize(referring(attribute, subject->row.id));
}

std::vector<EntityRef> Core::holders_of(const Subject& subject, std::int64_t at_us) const {
  std::vector<EntityRef> holders;
  if (!model.people || subject.entity == none) return holders;
  const AssignmentDef* def = model.people->of(model.entities[subject.entity].owner);
  if (def == nullptr || def->held_by == none) return holders;
  const Value& owner = subject.facts[model.attributes[def->attribute].index].at(at_us);
  if (owner.kind() == Value::Kind::entity && owner.entity().entity == "staff") holders.push_back(owner.entity());
  const Value& others = subject.facts[model.attributes[def->held_by].index].at(at_us);
  if (others.kind() != Value::Kind::list) return holders;
  for (const Value& one : others.list()) {
    if (one.kind() == Value::Kind::entity && !contains(holders, one.entity())) holders.push_back(one.entity());
  }
  return holders;
}

std::optional<EntityRef> Core::default_owner(const Subject& subject) {
  const AssignmentDef* def = model.people && subject.entity != none ? model.people->of(model.entities[subject.entity].owner) : nullptr;
  if (def == nullptr || def->follow_up == none) return owner_of(subject, now_us());
  const auto people = resolve_role(def->follow_up, situation_of(subject));
  return people.empty() ? std::nullopt : std::optional(people.front());
}

// ----------------------------------------------------------------------------------------------- choosing

std::vector<EntityRef> Core::present(const std::vector<EntityRef>& people, const std::function<bool(const EntityRef&)>& may) {
  std::vector<EntityRef> there;
  std::copy_if(people.begin(), people.end(), std::back_inserter(there),
               [&](const EntityRef& person) { return may(person) && !is_away(person, now_us()); });
  // Whoever works today goes first; on a day when nobody does, all are asked.
  const Date today = model.zone.date_of(Instant{now_us()});
  std::vector<EntityRef> working;
  std::copy_if(there.begin(), there.end(), std::back_inserter(working),
               [&](const EntityRef& person) { return calendar_of(person).is_open(today); });
  return working.empty() ? there : working;
}

std::optional<EntityRef> Core::next_in_turn(const std::string& rotation, const std::vector<EntityRef>& people) {
  std::optional<EntityRef> next;
  std::int64_t earliest = INT64_MAX;
  for (const EntityRef& person : people) {
    const std::int64_t turn = last_turn(rotation, person);
    if (turn >= earliest) continue;
    earliest = turn;
    next = person;
  }
  return next;
}

std::int64_t Core::last_turn(const std::string& rotation, const EntityRef& person) {
  const Subject* subject = find(person);
  if (subject == nullptr || !subject->people) return 0;
  const auto found = subject->people->turns.find(rotation);
  return found == subject->people->turns.end() ? 0 : found->second;
}

std::int64_t Core::take_turn(const std::string& rotation, const std::vector<EntityRef>& people, const EntityRef& person) {
  std::int64_t turn = 0;
  for (const EntityRef& other : people) turn = std::max(turn, last_turn(rotation, other));
  Subject& subject = get_or_create(person, now_us());
  people_state_of(subject).turns[rotation] = ++turn;
  touch(subject);
  return turn;
}

std::optional<Core::FoundOwner> Core::ask(Subject& subject, const OwnerSource& source, std::uint32_t attribute, const Occurred* event,
                                    const std::vector<EntityRef>& but, std::string_view trigger) {
  const AttributeDef& def = model.attributes[attribute];
  const std::string what = model.entities[def.entity].name + "." + def.name;
  if (!source.on.empty()) {
    if (event == nullptr) return std::nullopt;
    const bool heard = std::any_of(source.on.begin(), source.on.end(), [&](std::uint32_t e) { return model.hears(e, event->event); });
    if (!heard) return std::nullopt;
  }
  const Situation situation = situation_of(subject);
  if (source.when && !holds(source.when, situation, "a source of " + what)) return std::nullopt;
  const PoolDef* pool = select(source.pool, situation);
  const std::vector<EntityRef> never = source.never == none ? std::vector<EntityRef>{} : resolve_role(source.never, situation);
  const auto may = [&](const EntityRef& who) {
    return !contains(but, who) && !contains(never, who) && (who.entity != "staff" || !is_one_of(never, who.key, now_us()));
  };
  FoundOwner found;
  std::string how, loads;
  std::int64_t turn = 0;
  switch (source.kind) {
    case OwnerSource::Kind::yields: {
      how = "yields";
      if (pool == nullptr) break;
      // A unit stands for itself: whoever of it takes the work on.
      const auto people = pool->test ? people_in(*pool, situation) : resolve_role(pool->role, situation);
      for (const EntityRef& who : people) {
        if (!may(who)) continue;
        found.who = who;
        break;
      }
      break;
    }
    case OwnerSource::Kind::first_receiver: {
      how = "first_receiver";
      const EntityRef receiver{"staff", event->by};
      if (event->by.empty() || !may(receiver)) break;
      // Who is away and received somebody all the same owns them; who has left does not.
      if (const Subject* person = find(receiver); person != nullptr && person->people && person->people->left_us && *person->people->left_us <= now_us()) break;
      if (pool != nullptr && !contains(people_in(*pool, situation), receiver)) break;
      found.who = receiver;
      if (const PoolDef* turns = select(source.turns, situation)) {
        const auto people = people_in(*turns, situation);
        const std::optional<EntityRef> expected = next_in_turn(source.name + ":" + turns->text, present(people, may));
        if (contains(people, receiver)) turn = take_turn(source.name + ":" + turns->text, people, receiver);
        if (expected && *expected != receiver) found.turn_of = expected;
      }
      break;
    }
    case OwnerSource::Kind::rotation: {
      how = "rotation";
      if (pool == nullptr) break;
      const auto people = people_in(*pool, situation);
      found.who = next_in_turn(source.name + ":" + pool->text, present(people, may));
      if (found.who) turn = take_turn(source.name + ":" + pool->text, people, *found.who);
      break;
    }
    case OwnerSource::Kind::least_load: {
      how = "least_load";
      if (pool == nullptr) break;
      std::int64_t least = INT64_MAX;
      std::size_t told = 0;
      for (const EntityRef& person : present(people_in(*pool, situation), may)) {
        const std::int64_t load = load_of(person, attribute);
        if (told++ < loads_told) {
          loads += loads.empty() ? "{" : ",";
          append_json_string(loads, person.key);
          loads += ":" + std::to_string(load);
        }
        if (load >= least) continue;
        least = load;
        found.who = person;
      }
      if (!loads.empty()) loads += '}';
      break;
    }
  }
  if (!found.who && source.instead != none && (source.kind != OwnerSource::Kind::first_receiver || !event->by.empty())) {
    for (const EntityRef& who : resolve_role(source.instead, situation)) {
      if (contains(but, who)) continue;
      how = "superior";
      found.who = who;
      break;
    }
  }
  if (!found.who) return std::nullopt;
  {
    JsonObject object(found.because);
    if (event != nullptr && !event->by.empty()) object.text("by", event->by);
    object.text("event", event == nullptr ? trigger : std::string_view(event->id));
    object.text("how", how);
    if (!loads.empty()) object.key("load") += loads;
    if (pool != nullptr) object.text("of", pool->text);
    if (!source.source.empty()) object.text("source", source.source);
    if (turn != 0) object.number("turn", turn);
    if (found.turn_of) object.text("turn_of", found.turn_of->key);
  }
  return found;
}

const AssignmentDef* Core::kept(std::uint32_t entity, std::uint32_t attribute) const {
  if (!model.people || entity == none || attribute == none) return nullptr;
  for (const AssignmentDef& def : model.people->assignments) {
    if (def.attribute == attribute || def.held_by == attribute) return &def;
  }
  return nullptr;
}

bool Core::is_excluded(const Subject& subject, const AssignmentDef& def, const Value& who) {
  if (who.kind() != Value::Kind::entity) return false;
  return std::any_of(def.sources.begin(), def.sources.end(), [&](const OwnerSource& source) {
    if (source.never == none) return false;
    const auto never = resolve_role(source.never, situation_of(subject));
    return contains(never, who.entity()) || is_one_of(never, who.entity().key, now_us());
  });
}

bool Core::looks_for_owner(const Subject& subject) const {
  if (!model.people || subject.entity == none) return false;
  return std::any_of(model.people->assignments.begin(), model.people->assignments.end(), [&](const AssignmentDef& def) {
    if (def.entity != subject.entity || def.sources.empty()) return false;
    const auto yields = [](const OwnerSource& source) { return source.kind == OwnerSource::Kind::yields; };
    return std::any_of(def.sources.begin(), def.sources.end(), yields) || subject.facts[model.attributes[def.attribute].index].at(now_us()).is_null();
  });
}

bool Core::settle(Subject& subject, const Occurred* event, std::string_view trigger, std::int64_t sequence) {
  if (!model.people || subject.entity == none || now_us() < begin_us) return false;
  bool changed = false;
  for (const AssignmentDef& def : model.people->assignments) {
    if (def.entity != subject.entity || def.sources.empty()) continue;
    const FactHistory& history = subject.facts[model.attributes[def.attribute].index];
    if (!history.entries.empty() && history.entries.back().from_us > now_us()) continue;  // somebody is to come
    const Value current = history.at(now_us());
    const Value& because = subject.facts[model.attributes[def.because].index].at(now_us());
    const bool yielded = !current.is_null() && because_member(because, "how") == Value::of("yields");
    if (!current.is_null() && !yielded) continue;
    std::optional<FoundOwner> found;
    for (const OwnerSource& source : def.sources) {
      found = ask(subject, source, def.attribute, event, {}, trigger);
      if (found) break;
    }
    const Value owner = found ? Value::of(*found->who) : Value{};
    if (owner == current) continue;
    if (!found) {
      JsonObject object(found.emplace().because);
      object.text("event", trigger);
      object.text("how", "nobody");
    }
    put(subject, def, def.attribute, owner, now_us(), sequence, found->because, {std::string(trigger), {}, now_us(), now_us(), {}});
    update_owners(subject);
    changed = true;
    if (found->turn_of) {
      Occurred taken;
      taken.id = "turn.taken:" + std::string(trigger);
      taken.event = model.people->turn_taken;
      taken.at_us = event == nullptr ? now_us() : event->at_us;
      taken.by = found->who->key;
      taken.subjects = {subject.ref()};
      taken.data.emplace_back("turn_of", Value::of(*found->turn_of));
      raise(std::move(taken));
    }
  }
  return changed;
}

// ------------------------------------------------------------------------------------------------- changes

PeopleState& Core::people_state_of(Subject& subject) {
  if (!subject.people) subject.people = std::make_unique<PeopleState>();
  return *subject.people;
}

void Core::expect_change(const Subject& subject, PeopleChange change) {
  const bool known = std::any_of(expected_.begin(), expected_.end(), [&](const auto& one) { return one.first == subject.row.id; });
  if (known) return;
  change.owner_before = owner_of(subject, change.seen_us);
  change.held_before = std::ssize(holders_of(subject, change.seen_us));
  expected_.emplace_back(subject.row.id, std::move(change));
}

void Core::put(Subject& subject, const AssignmentDef& def, std::uint32_t attribute, const Value& value, std::int64_t from_us,
               std::int64_t sequence, const std::string& because, PeopleChange change) {
  if (attribute == model.entities[subject.entity].owner || attribute == def.held_by) {
    change.seen_us = now_us();
    expect_change(subject, std::move(change));
  }
  add_fact(subject, attribute, from_us, sequence, value);
  if (attribute == def.attribute) add_fact(subject, def.because, from_us, sequence, Value::of(because));
}

void Core::see_changes_of_time(Subject& subject, std::string_view trigger) {
  const std::uint32_t attribute = model.entities[subject.entity].owner;
  if (!subject.begun || attribute == none) return;
  if (model.entities[subject.entity].is_staff) {
    if (absence_turns(subject, subject.reviewed_us).value_or(INT64_MAX) <= now_us()) re_own(subject.ref());
    return;
  }
  const AssignmentDef* def = model.people ? model.people->of(attribute) : nullptr;
  const auto begins = [&](std::uint32_t one) -> const FactHistory::Entry* {
    if (one == none) return nullptr;
    const FactHistory& history = subject.facts[model.attributes[one].index];
    for (auto entry = history.entries.rbegin(); entry != history.entries.rend() && entry->from_us > subject.reviewed_us; ++entry) {
      if (entry->from_us <= now_us()) return &*entry;
    }
    return nullptr;
  };
  const FactHistory::Entry* entry = begins(attribute);
  const bool owned = entry != nullptr;
  if (entry == nullptr && def != nullptr) entry = begins(def->held_by);
  if (entry == nullptr) return;
  PeopleChange change{std::string(trigger), {}, entry->from_us, entry->from_us, {}};
  if (def != nullptr && owned) {
    const Value& because = subject.facts[model.attributes[def->because].index].at(now_us());
    change.reason = because_member(because, "reason");
    if (const Value by = because_member(because, "by"); by.kind() == Value::Kind::string) change.by = by.string();
  }
  change.seen_us = subject.reviewed_us;
  expect_change(subject, std::move(change));
  update_owners(subject);
}

void Core::announce_changes(std::int64_t sequence) {
  while (!expected_.empty() || !again_.empty()) {
    for (const auto& [id, trigger] : std::exchange(again_, {})) reconsider(get(id), trigger, nullptr, sequence);
    const auto changes = std::exchange(expected_, {});
    for (const auto& [id, change] : changes) {
      Subject& subject = get(id);
      const std::optional<EntityRef> after = owner_of(subject, now_us());
      if (model.people) count_holders(subject, change, sequence);
      if (change.owner_before == after || model.owner_changed == none) continue;
      Occurred changed;
      changed.id = "owner.changed:" + change.trigger;
      if (model.people) {
        // One cause may bring several changes to the same subject.
        PeopleState& state = people_state_of(subject);
        state.announcements = state.announced == change.trigger ? state.announcements + 1 : 1;
        state.announced = change.trigger;
        if (state.announcements > 1) changed.id += "#" + std::to_string(state.announcements);
        touch(subject);
      }
      changed.event = model.owner_changed;
      changed.at_us = change.at_us;
      changed.by = change.by;
      changed.subjects = {subject.ref()};
      changed.data.emplace_back("from", change.owner_before ? Value::of(*change.owner_before) : Value{});
      changed.data.emplace_back("to", after ? Value::of(*after) : Value{});
      changed.data.emplace_back("reason", change.reason);
      changed.data.emplace_back("effective", moment(change.effective_us));
      raise(std::move(changed));
    }
  }
}

void Core::count_holders(Subject& subject, const PeopleChange& change, std::int64_t sequence) {
  const AssignmentDef* def = subject.entity == none ? nullptr : model.people->of(model.entities[subject.entity].owner);
  if (def == nullptr || def->holders == 0) return;
  fill_holders(subject, *def, change, sequence);
  const std::int64_t have = std::ssize(holders_of(subject, now_us()));
  if (have == 0 && change.held_before == 0) return;  // nobody was ever found for it
  const std::int32_t before = subject.people ? subject.people->shortage : std::int32_t{PeopleState::enough};
  const std::int32_t shortage = have == 0 ? PeopleState::nobody : have < def->holders ? PeopleState::few : PeopleState::enough;
  if (shortage == before && (shortage != PeopleState::few || have >= change.held_before)) return;
  people_state_of(subject).shortage = shortage;
  touch(subject);
  // Worse than before is news, better is not.
  if (shortage == PeopleState::enough || (shortage == PeopleState::few && before == PeopleState::nobody)) return;
  Occurred news;
  news.event = shortage == PeopleState::nobody ? model.people->holders_none : model.people->holders_short;
  news.id = model.events[news.event].name + ":" + change.trigger + "/" + std::to_string(have);
  news.at_us = change.at_us;
  news.by = change.by;
  news.subjects = {subject.ref()};
  if (shortage == PeopleState::few) news.data.emplace_back("have", Value::of(Decimal(have)));
  news.data.emplace_back("need", Value::of(Decimal(def->holders)));
  raise(std::move(news));
}

void Core::fill_holders(Subject& subject, const AssignmentDef& def, const PeopleChange& change, std::int64_t sequence) {
  std::vector<EntityRef> holders = holders_of(subject, now_us());
  if (holders.empty() || def.more_holders.empty()) return;
  const std::size_t before = holders.size();
  while (std::ssize(holders) < def.holders) {
    std::optional<FoundOwner> found;
    for (const OwnerSource& source : def.more_holders) {
      found = ask(subject, source, def.attribute, nullptr, holders, change.trigger);
      if (found && found->who->entity == "staff") break;
      found.reset();
    }
    if (!found) break;
    holders.push_back(*found->who);
  }
  if (holders.size() == before) return;
  add_fact(subject, def.held_by, now_us(), sequence, list_of(holders));
}

}  // namespace huifang
