/// Missed targets of reports, raised as events when the bucket of the report has ended. A subject of the library waits for these
/// ends. The rows of reports over events are kept until then, as facts of other such subjects; reports over subjects need none.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "domain/key_part.hpp"
#include "huifang/error.hpp"
#include "policy/points_model.hpp"
#include "policy/policy_report.hpp"
#include "report/run.hpp"

namespace huifang {
namespace {

EntityRef reported(std::string key) { return {"report.targets", std::move(key)}; }

/// As a part of the id of an event.
std::string part(const std::string& name) {
  std::string out;
  append_part(out, name, ":.#");
  return out;
}

std::string member(const char* name, const std::string& json) { return "\"" + std::string(name) + "\":" + json; }

}  // namespace

// ---- When they are looked at ----------------------------------------------------------------------

void Core::begin_targets(bool changed) {
  targets_begun_ = true;
  const bool first = !knows_anybody();
  Subject* known = find(reported({}));
  if (known == nullptr && index.targets.empty()) return;
  Subject& targets = known != nullptr ? *known : get_or_create(reported({}), now_us());
  // Of a bucket that ended before a report was heard nothing is raised.
  if (!targets.begun || changed) targets.reviewed_us = now_us();
  targets.begun = true;
  if (known == nullptr || changed) touch(targets);
  const std::map<std::string, KeptRows> kept = kept_rows();
  const auto is_kept = [&](std::uint32_t i) { return model.reports[i]->event != none; };
  for (const std::uint32_t i : index.targets) {
    const std::string& name = model.reports[i]->name;
    const auto before = kept.find(name);
    if (!is_kept(i) || (before != kept.end() && before->second.subject != 0)) continue;
    keep_rows_anew(name, before != kept.end() ? before->second.number + 1 : first ? 0 : 1);
  }
  for (const auto& [name, rows] : kept) {
    const auto goes_on = [&, &report = name](std::uint32_t i) { return is_kept(i) && model.reports[i]->name == report; };
    if (rows.subject == 0 || std::any_of(index.targets.begin(), index.targets.end(), goes_on)) continue;
    facts_.push_back({targets.row.id, name, now_us(), ++counters_.effect, json_text(Value::of(Decimal(-rows.number - 1))), {}});
    (*kept_rows_)[name].subject = 0;
  }
}

std::optional<Wake> Core::next_of_targets(const Subject& targets) {
  std::optional<Wake> next;
  if (!targets.row.key.empty()) return next;
  const Date day = model.zone.date_of(Instant{targets.reviewed_us});
  for (const std::uint32_t i : index.targets) {
    const std::uint32_t family = model.reports[i]->bucket;
    const auto& here = bucket_at(family, day);
    const auto& bucket = here ? here : bucket_after(family, day);
    if (!bucket) continue;
    const Wake end = targets_wake(model.zone.end_of_day(bucket->last).utc_us + 1);
    if (!next || end < *next) next = end;
  }
  return next;
}

bool Core::in_force(const PolicyReport& report, std::int64_t at_us) const {
  const std::uint32_t family = model.layers[report.layer].family;
  for (std::uint32_t layer = 0; layer < model.layers.size(); ++layer) {
    if (model.layers[layer].family == family && begins_[layer] <= at_us && (!ends_[layer] || at_us < *ends_[layer])) return true;
  }
  return false;
}

void Core::look_at_targets(std::int64_t at_us) {
  const std::int64_t last_us = at_us - 1;
  const Date day = model.zone.date_of(Instant{last_us});
  // All reports are made before anybody hears of one.
  std::vector<std::pair<const PolicyReport*, Report>> made;
  for (const std::uint32_t i : index.targets) {
    const PolicyReport& report = *model.reports[i];
    const std::optional<Bucket> bucket = bucket_at(report.bucket, day);
    if (!bucket || bucket->last != day) continue;
    try {
      made.emplace_back(&report, report_of(report, *bucket, last_us));
    } catch (const Error&) {
      // Whoever asks for the report is told why it cannot be made.
    }
  }
  for (const auto& [report, told] : made) raise_missed(*report, told, last_us);
  Subject& targets = get_or_create(reported({}), at_us);
  targets.reviewed_us = at_us;
  touch(targets);
}

// ---- What they come to ----------------------------------------------------------------------------

Report Core::report_of(const PolicyReport& report, const Bucket& bucket, std::int64_t last_us) {
  std::vector<Value> rows;
  bool whole = in_force(report, last_us);
  if (report.event == none) {
    if (whole) rows = report_rows(report, last_us);
  } else {
    const std::int64_t from_us = model.zone.start_of_day(bucket.first).utc_us;
    const KeptRows kept = kept_rows().at(report.name);
    whole = whole && (kept.number == 0 || kept.since_us <= from_us);
    rows = rows_kept(report, from_us, last_us);
  }
  Report out;
  if (whole) out = reports::run(report.report, {Value::of(std::move(rows)), report_parameters(report, last_us), nullptr});
  out.period = bucket.id;
  return out;
}

void Core::raise_missed(const PolicyReport& report, const Report& made, std::int64_t last_us) {
  std::vector<EntityRef> whom;
  if (report.whom != none) {
    flush();  // who is new has a number in the store then
    for (const SubjectId id : store_.all(model.entities[report.whom].name)) {
      make_room();
      const Subject& one = get(id);
      if (one.row.since_us <= last_us && is_reported(one, report, last_us)) whom.push_back(one.ref());
    }
  }
  const auto tell = [&](const std::string& metric, const std::string* place, const Figure& figure, const std::vector<Target>& targets) {
    for (std::size_t i = 0; i < targets.size(); ++i) {
      if (targets[i].met.value_or(true)) continue;
      Occurred event;
      event.id = "target:" + report.name + ":" + made.period + ":" + part(metric) + (place == nullptr ? "" : "." + part(*place)) +
                 (i == 0 ? "" : "#" + std::to_string(i + 1));
      event.event = report.target;
      event.at_us = last_us;
      event.data = {{"metric", Value::of(metric)},
                    {"of", place == nullptr ? Value{} : Value::of(*place)},
                    {"target", Value::of(targets[i].text)},
                    {"value", Value::of(figure.value)},
                    {"period", Value::of(made.period)}};
      if (report.whom == none) raise(event);
      for (const EntityRef& one : whom) {
        Occurred told = event;
        told.id += ":" + one.key;
        told.subjects = {one};
        raise(std::move(told));
      }
    }
  };
  for (const ReportMetric& metric : made.metrics) tell(metric.name, nullptr, metric.figure, metric.targets);
  for (const ReportRanking& ranking : made.rankings) {
    for (const ReportPlace& place : ranking.places) tell(ranking.name, &place.name, place.figure, place.targets);
  }
}

// ---- Rows of reports over events ------------------------------------------------------------------

const std::map<std::string, Core::KeptRows>& Core::kept_rows() {
  if (kept_rows_) return *kept_rows_;
  kept_rows_.emplace();
  const auto targets = store_.find("report.targets", "");
  if (!targets) return *kept_rows_;
  // The last number of each report; below 0: its rows are no longer kept.
  for (const FactRow& fact : store_.load(*targets).facts) {
    KeptRows& kept = (*kept_rows_)[fact.attribute];
    const std::int64_t number = *value_from_json(fact.value).number().to_int64();
    kept = {number < 0 ? -number - 1 : number, fact.from_us, 0};
    if (number >= 0) kept.subject = store_.find("report.targets", fact.attribute + "/" + std::to_string(number)).value();
  }
  return *kept_rows_;
}

void Core::keep_rows_anew(const std::string& report, std::int64_t number) {
  kept_rows();
  const SubjectId targets = get_or_create(reported({}), now_us()).row.id;
  const SubjectId rows = get_or_create(reported(report + "/" + std::to_string(number)), now_us()).row.id;
  facts_.push_back({targets, report, now_us(), ++counters_.effect, json_text(Value::of(Decimal(number))), {}});
  (*kept_rows_)[report] = {number, now_us(), rows};
}

void Core::add_row(const KeptRows& kept, const std::string& event, std::string value) {
  facts_.push_back({kept.subject, event, now_us(), ++counters_.effect, std::move(value), {}});
}

void Core::keep_row(const Occurred& occurred) {
  for (const std::uint32_t i : index.rows[occurred.event]) {
    if (!targets_begun_) begin_targets();
    const auto row = report_row(*model.reports[i], occurred);
    if (!row) continue;
    add_row(kept_rows().at(model.reports[i]->name), occurred.id,
            "{" + member("at", std::to_string(occurred.at_us)) + "," + member("row", json_text(*row)) + "}");
  }
}

void Core::forget_rows(const std::string& event) {
  if (index.targets.empty()) return;
  for (const auto& [name, kept] : kept_rows()) {
    if (kept.subject != 0) add_row(kept, event, "null");
  }
}

std::vector<Value> Core::rows_kept(const PolicyReport& report, std::int64_t from_us, std::int64_t to_us) {
  flush();
  const KeptRows kept = kept_rows().at(report.name);
  std::vector<FactRow> facts = store_.load(kept.subject).facts;
  std::sort(facts.begin(), facts.end(), [](const FactRow& a, const FactRow& b) { return a.sequence < b.sequence; });
  std::map<std::string_view, std::int64_t> taken_back;
  for (const FactRow& fact : facts) {
    if (fact.value == "null") taken_back[fact.attribute] = fact.sequence;
  }
  // An entry of points that came too late for the report of its own bucket is in this one.
  const bool posted = model.points && report.event == model.points->posted;
  keep_rows_anew(report.name, kept.number + 1);
  std::vector<std::pair<std::int64_t, Value>> in;
  for (FactRow& fact : facts) {
    const auto back = taken_back.find(fact.attribute);
    if (back != taken_back.end() && fact.sequence <= back->second) continue;
    const Value row = value_from_json(fact.value);
    const std::int64_t at_us = *row.context().find("at")->number().to_int64();
    if (at_us > to_us) {
      add_row(kept_rows_->at(report.name), fact.attribute, std::move(fact.value));
    } else if (at_us >= from_us || posted) {
      in.emplace_back(at_us, *row.context().find("row"));
    }
  }
  std::stable_sort(in.begin(), in.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Value> out;
  out.reserve(in.size());
  for (auto& [at, row] : in) out.push_back(std::move(row));
  return out;
}

}  // namespace huifang
