/// How a score came about, as JSON: what a book keeps, and what hosts show.
#include "domain/json_text.hpp"
#include "huifang/score.hpp"

namespace huifang {
namespace {

void ratio(JsonObject& object, std::string_view name, const std::optional<Ratio>& value) {
  if (value) {
    object.text(name, value->to_text());
  } else {
    object.key(name) += "null";
  }
}

void write(std::string& out, const ScorePart& part) {
  JsonObject object(out);
  if (part.answer) ratio(object, "answer", part.answer);
  if (!part.group.empty()) object.text("group", part.group);
  if (part.imputed) object.key("imputed") += "true";
  object.text("item", part.item);
  if (part.reversed) object.key("reversed") += "true";
  if (part.scored) ratio(object, "scored", part.scored);
  object.text("state", to_text(part.state));
  object.text("weight", part.weight.to_text());
}

void write(std::string& out, const ScoreGroupPart& group) {
  JsonObject object(out);
  object.text("group", group.group);
  ratio(object, "value", group.value);
  object.text("weight", group.weight.to_text());
}

template <class Items>
void write_all(std::string& out, const Items& items) {
  out += '[';
  for (const auto& item : items) {
    if (&item != &items.front()) out += ',';
    write(out, item);
  }
  out += ']';
}

}  // namespace

std::string to_json(const Score& score) {
  std::string out;
  {
    JsonObject object(out);
    object.number("answered", score.answered);
    object.number("applicable", score.applicable);
    object.text("band", score.band);
    write_all(object.key("groups"), score.groups);
    object.text("invalid", score.reason);
    object.number("missing", score.missing);
    write_all(object.key("parts"), score.parts);
    ratio(object, "value", score.value);
  }
  return out;
}

}  // namespace huifang
