#include "domain/people_state.hpp"

#include "domain/json_nodes.hpp"
#include "domain/json_text.hpp"

namespace huifang {

namespace {

using json = JsonNode;

std::string ref_text(const EntityRef& ref) { return ref.entity + ":" + ref.key; }

EntityRef ref_of(const std::string& text) {
  const std::size_t colon = text.find(':');
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::optional<EntityRef> optional_ref(const json& object, const char* name) {
  if (!object.contains(name)) return std::nullopt;
  return ref_of(object[name].get<std::string>());
}

void append_move(std::string& out, const Move& move) {
  JsonObject object(out);
  object.text("attribute", move.attribute);
  if (move.from) object.text("from", ref_text(*move.from));
  object.text("subject", ref_text(move.subject));
  if (move.to) object.text("to", ref_text(*move.to));
}

template <class Items, class Append>
void append_list(std::string& out, const Items& items, Append&& append) {
  out += '[';
  for (const auto& item : items) {
    if (out.back() != '[') out += ',';
    append(item);
  }
  out += ']';
}

void append_state(std::string& out, const PeopleState& state) {
  JsonObject object(out);
  if (!state.announced.empty()) {
    object.text("announced", state.announced);
    object.number("announcements", state.announcements);
  }
  if (state.left_us) object.number("left", *state.left_us);
  if (!state.proposals.empty()) {
    append_list(object.key("proposals"), state.proposals, [&](const Proposal& proposal) {
      JsonObject inner(out);
      append_list(inner.key("approvers"), proposal.approvers, [&](const EntityRef& who) { append_json_string(out, ref_text(who)); });
      inner.number("effective", proposal.effective_us);
      inner.text("key", proposal.key);
      if (!proposal.leavers.empty()) {
        append_list(inner.key("leavers"), proposal.leavers, [&](const EntityRef& who) { append_json_string(out, ref_text(who)); });
      }
      append_list(inner.key("moves"), proposal.moves, [&](const Move& move) { append_move(out, move); });
      inner.text("reason", proposal.reason);
      if (!proposal.source.empty()) inner.text("source", proposal.source);
    });
  }
  if (state.shortage != PeopleState::enough) object.number("shortage", state.shortage);
  if (!state.turns.empty()) {
    JsonObject turns(object.key("turns"));
    for (const auto& [rotation, turn] : state.turns) turns.number(rotation, turn);
  }
}

}  // namespace

std::string encode(const PeopleState& state) {
  std::string out;
  append_state(out, state);
  return out;
}

PeopleState decode_people(const JsonNode& stored) {
  PeopleState state;
  state.announced = stored.value("announced", std::string());
  state.announcements = stored.value("announcements", std::int64_t{0});
  state.shortage = stored.value("shortage", std::int32_t{PeopleState::enough});
  if (stored.contains("left")) state.left_us = stored["left"].get<std::int64_t>();
  if (stored.contains("turns")) {
    for (const json turn : stored["turns"]) state.turns.emplace(turn.name(), turn.get<std::int64_t>());
  }
  if (stored.contains("proposals")) {
    for (const json one : stored["proposals"]) {
      Proposal proposal;
      proposal.key = one.at("key").get<std::string>();
      for (const json who : one.at("approvers")) proposal.approvers.push_back(ref_of(who.get<std::string>()));
      if (one.contains("leavers")) {
        for (const json who : one["leavers"]) proposal.leavers.push_back(ref_of(who.get<std::string>()));
      }
      for (const json move : one.at("moves")) {
        proposal.moves.push_back({ref_of(move.at("subject").get<std::string>()), move.at("attribute").get<std::string>(),
                                  optional_ref(move, "from"), optional_ref(move, "to")});
      }
      proposal.effective_us = one.at("effective").get<std::int64_t>();
      proposal.reason = one.at("reason").get<std::string>();
      proposal.source = one.value("source", std::string());
      state.proposals.push_back(std::move(proposal));
    }
  }
  return state;
}

}  // namespace huifang
