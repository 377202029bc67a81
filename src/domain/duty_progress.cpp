#include <algorithm>

#include "domain/json_nodes.hpp"
#include "domain/json_text.hpp"
#include "domain/stored_parts.hpp"
#include "domain/subject.hpp"
#include "huifang/error.hpp"

namespace huifang {

namespace {

using json = JsonNode;

void append_point(std::string& out, const PointInTime& point) {
  if (point.is_date) {
    append_json_string(out, point.date.to_text());
  } else {
    out += std::to_string(point.instant.utc_us);
  }
}

PointInTime point_of(const json& text) {
  return text.is_string() ? PointInTime::of(date_of(text)) : PointInTime::of(Instant{text.get<std::int64_t>()});
}

void append_basis(std::string& out, const WindowBasis& basis) {
  JsonObject object(out);
  if (basis.bucket) {
    JsonObject bucket(object.key("bucket"));
    bucket.text("first", basis.bucket->first.to_text());
    bucket.text("id", basis.bucket->id);
    bucket.text("last", basis.bucket->last.to_text());
  }
  if (basis.branch) object.number("branch", static_cast<std::int64_t>(*basis.branch));
  if (basis.due) append_point(object.key("due"), *basis.due);
  object.number("opens", basis.opens_us);
  if (basis.previous) append_point(object.key("previous"), *basis.previous);
  append_point(object.key("start"), basis.start);
}

WindowBasis basis_of(const json& text) {
  WindowBasis basis;
  if (text.contains("bucket")) {
    const json& bucket = text["bucket"];
    basis.bucket = Bucket{bucket.at("id").get<std::string>(), date_of(bucket.at("first")), date_of(bucket.at("last"))};
  }
  if (text.contains("branch")) basis.branch = text["branch"].get<std::size_t>();
  if (text.contains("due")) basis.due = point_of(text["due"]);
  basis.opens_us = text.at("opens").get<std::int64_t>();
  if (text.contains("previous")) basis.previous = point_of(text["previous"]);
  basis.start = point_of(text.at("start"));
  return basis;
}

}  // namespace

std::string encode_progress(const LiveDuty& duty, const PolicyModel& model) {
  std::string out;
  out.reserve(128);  // most are no longer
  {
    JsonObject object(out);
    if (duty.rule != none && model.rules[duty.rule].layer != 0) object.number("layer", model.rules[duty.rule].layer);
    object.key("times") += '[';
    for (const auto times : duty.times) {
      if (out.back() != '[') out += ',';
      out += std::to_string(times);
    }
    out += ']';
    if (!duty.credits.empty()) {
      object.key("credits") += '[';
      for (const Credit& credit : duty.credits) {
        out += out.back() == '[' ? "[" : ",[";
        out += std::to_string(credit.part) + "," + std::to_string(credit.item) + ",";
        append_json_string(out, credit.event);
        out += "," + std::to_string(credit.at_us) + ",";
        append_json_string(out, credit.distinct);
        out += ']';
      }
      out += ']';
    }
    if (std::any_of(duty.people.begin(), duty.people.end(), [](const auto& people) { return !people.empty(); })) {
      object.key("people") += '[';
      for (const auto& people : duty.people) {
        out += out.back() == '[' ? "[" : ",[";
        for (const EntityRef& person : people) {
          if (out.back() != '[') out += ',';
          out += '[';
          append_json_string(out, person.entity);
          out += ',';
          append_json_string(out, person.key);
          out += ']';
        }
        out += ']';
      }
      out += ']';
    }
    if (duty.extend_to_us) object.number("extend_to", *duty.extend_to_us);
    if (duty.claimed) object.key("claimed") += "true";
    if (duty.put_off) object.key("put_off") += "true";
    if (!duty.levels.empty()) {
      object.key("levels") += '[';
      for (const std::int64_t level_us : duty.levels) {
        if (out.back() != '[') out += ',';
        out += std::to_string(level_us);
      }
      out += ']';
    }
    if (duty.acted != 0) object.number("acted", static_cast<std::int64_t>(duty.acted));  // 60 levels at most
    if (duty.clock) {
      JsonObject clock(object.key("clock"));
      clock.number("unit", static_cast<int>(duty.clock->unit));
      clock.number("excluded", duty.clock->excluded);
      if (duty.clock->paused) {
        clock.number("left", duty.clock->left);
        clock.number("since", duty.clock->since_us);
      }
      if (!duty.clock->stood.empty()) {
        std::string& stood = clock.key("stood");
        for (const auto& [from_us, to_us] : duty.clock->stood) {
          stood += stood.back() == ':' ? "[[" : ",[";
          stood += std::to_string(from_us) + (to_us == INT64_MAX ? "]" : "," + std::to_string(to_us) + "]");
        }
        stood += ']';
      }
    }
    if (duty.cause) append_occurred(object.key("cause"), *duty.cause, model);
    if (duty.basis) append_basis(object.key("basis"), *duty.basis);
  }
  return out;
}

namespace {

constexpr std::string_view no_progress = "{}";

std::string_view progress_of(const DutyRow& row) { return row.progress.empty() ? no_progress : std::string_view(row.progress); }

std::vector<Credit> credits_in(const json& progress) {
  std::vector<Credit> credits;
  if (!progress.contains("credits")) return credits;
  for (const json text : progress["credits"]) {
    credits.push_back({text.at(0).get<std::uint32_t>(), text.at(1).get<std::uint32_t>(), text.at(2).get<std::string>(),
                       text.at(3).get<std::int64_t>(), text.at(4).get<std::string>()});
  }
  return credits;
}

[[noreturn]] void throw_unreadable(const JsonMisread& e) {
  throw Error(ErrorKind::storage, "HF4203", "a stored duty cannot be read: " + e.what);
}

}  // namespace

std::uint32_t layer_of(const DutyRow& row) {
  try {
    const JsonNodes nodes(progress_of(row));
    return nodes.root().value("layer", 0u);
  } catch (const JsonMisread& e) {
    throw_unreadable(e);
  }
}

std::vector<Credit> credits_of(const DutyRow& row) {
  try {
    const JsonNodes nodes(progress_of(row));
    return credits_in(nodes.root());
  } catch (const JsonMisread& e) {
    throw_unreadable(e);
  }
}

void decode_progress(LiveDuty& duty, const PolicyModel& model) {
  try {
    const JsonNodes nodes(progress_of(duty.row));
    const json progress = nodes.root();
    const DutyKey& key = duty.row.duty.key;
    duty.rule = rule_in(progress.value("layer", 0u), key.rule, model);
    if (duty.rule != none) {
      const RuleDef& rule = model.rules[duty.rule];
      duty.group = rule.group;
      duty.owe = rule.owed(key.step);
      duty.step = rule.step(key.step);
      if (duty.owe == nullptr) duty.rule = duty.group = none;
    }
    if (duty.row.progress.empty()) return;
    for (const json times : progress.at("times")) duty.times.push_back(times.get<std::int64_t>());
    duty.credits = credits_in(progress);
    if (progress.contains("people")) {
      for (const json people : progress["people"]) {
        auto& list = duty.people.emplace_back();
        for (const json person : people) list.push_back({person.at(0).get<std::string>(), person.at(1).get<std::string>()});
      }
    }
    duty.people.resize(duty.times.size());
    if (progress.contains("extend_to")) duty.extend_to_us = progress["extend_to"].get<std::int64_t>();
    duty.claimed = progress.value("claimed", false);
    duty.put_off = progress.value("put_off", false);
    if (progress.contains("levels")) {
      for (const json level : progress["levels"]) duty.levels.push_back(level.get<std::int64_t>());
    }
    if (progress.contains("acted")) duty.acted = static_cast<std::uint64_t>(progress["acted"].get<std::int64_t>());
    if (progress.contains("clock")) {
      const json& clock = progress["clock"];
      duty.clock = std::make_unique<DutyClock>();
      duty.clock->unit = static_cast<DutyClock::Unit>(std::clamp(clock.at("unit").get<int>(), 0, 3));
      duty.clock->excluded = clock.at("excluded").get<std::int64_t>();
      duty.clock->paused = clock.contains("left");
      duty.clock->left = clock.value("left", std::int64_t{0});
      duty.clock->since_us = clock.value("since", std::int64_t{0});
      if (clock.contains("stood")) {
        for (const json stood : clock["stood"]) {
          duty.clock->stood.emplace_back(stood.at(0).get<std::int64_t>(), stood.size() > 1 ? stood.at(1).get<std::int64_t>() : INT64_MAX);
        }
      }
    }
    if (progress.contains("cause")) duty.cause = occurred_from_json(progress["cause"], model);
    if (progress.contains("basis")) duty.basis = std::make_unique<WindowBasis>(basis_of(progress["basis"]));
  } catch (const JsonMisread& e) {
    throw_unreadable(e);
  }
}

}  // namespace huifang
