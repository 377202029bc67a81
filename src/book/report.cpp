/// Reports of a book: its journal replayed up to the ends of buckets, and figures of what is known there.
#include "huifang/report.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <optional>

#include "book/rep.hpp"
#include "book/replayed_tables.hpp"
#include "policy/policy_report.hpp"
#include "report/run.hpp"
#include "value/diagnostic.hpp"

namespace huifang {
namespace {

constexpr const char* code_no_report = "HF6031";
/// Between two flushes: bounds what the engine holds beside its store, and changes nothing else.
constexpr std::uint64_t inputs_per_flush = 10'000;
constexpr std::size_t rows_per_flush = 20'000;
/// Of the tables that the journal leads to; the rest of them lies in a temporary file.
constexpr std::size_t memory_kib = 65'536;

std::vector<std::string> names_of(const PolicyModel& model) {
  std::vector<std::string> out;
  for (const auto& report : model.reports) {
    if (std::find(out.begin(), out.end(), report->name) == out.end()) out.push_back(report->name);
  }
  return out;
}

/// Of several versions of a policy the report of the last one.
const PolicyReport& find(const PolicyModel& model, std::string_view name) {
  const PolicyReport* found = nullptr;
  for (const auto& report : model.reports) {
    if (report->name == name) found = report.get();
  }
  if (found != nullptr) return *found;
  const std::vector<std::string> names = names_of(model);
  std::string all;
  for (const std::string& one : names) all += (all.empty() ? "" : ", ") + one;
  Diagnostic unknown = error_at("", code_no_report, "the policies of this book have no such report", std::string(name),
                                all.empty() ? "no policy of the book has reports" : all);
  unknown.suggestion = nearest_name(std::string(name), names);
  throw Error(ErrorKind::argument, {std::move(unknown)});
}

class Replay {
 public:
  /// `model`: of everything that was bound so far; `report` is one of its reports.
  Replay(Book::Rep& rep, const PolicyReport& report, const PolicyModel& model)
      : rep_(rep), report_(report), model_(model), now_(rep.now()), replayed_(memory_kib), machine_(replayed_.store(), rep.options.cached_subjects) {
    machine_.listen({report.name, [this](ReportListener::Row row) { rows_.push_back(std::move(row)); },
                     [this](const std::string& id) { std::erase_if(rows_, [&](const auto& row) { return row.id == id; }); }});
  }

  Report run(std::string_view period) {
    const std::vector<Bucket> buckets = up_to(period);
    // That which is asked for, and those before it that are told with it.
    const std::size_t told_from = buckets.size() - std::min(buckets.size(), std::max<std::size_t>(report_.trend, 2));
    // One pass over the journal, with a stop at the end of each bucket.
    std::vector<Report> told;
    std::size_t next = 0;
    std::uint64_t inputs = 0;
    const auto stop = [&](Instant at) {
      const Bucket& bucket = buckets[next];
      replayed_.in([&] {
        if (is_over(bucket)) machine_.engine().finish(at, sequence_, is_over_targets());
        if (next++ >= told_from) told.push_back(at_end_of(bucket, at));
      });
      // Its report is made: nothing that happened by then is in a later one.
      std::erase_if(rows_, [&](const ReportListener::Row& row) { return row.at <= at; });
    };
    rep_.journal.each(0, [&](const JournalEntry& entry) {
      while (next < buckets.size() && end_of(buckets[next]).utc_us < entry.now_us) stop(end_of(buckets[next]));
      if (next == buckets.size()) return;
      work_off(entry);
      sequence_ = entry.sequence;
      ++inputs;
      if (machine_.bound() && (inputs % inputs_per_flush == 0 || machine_.engine().changes() >= rows_per_flush)) replayed_.in([&] { machine_.engine().flush(); });
    });
    if (next < buckets.size()) stop(now_);
    return joined(std::move(told));
  }

 private:
  Instant end_of(const Bucket& bucket) const { return model_.zone.end_of_day(bucket.last); }
  /// Nothing can be recorded in it any more.
  bool is_over(const Bucket& bucket) const { return end_of(bucket) < now_; }

  /// A report over missed targets has those that are missed with its own bucket; every other one is made before they are.
  bool is_over_targets() {
    const PolicyReport* of_then = machine_.engine().report(report_.name);
    return of_then != nullptr && of_then->over_targets;
  }

  /// All from the book's first one to the one that is asked for.
  std::vector<Bucket> up_to(std::string_view period) const {
    const BucketFamily& family = model_.buckets[report_.bucket];
    std::vector<Bucket> out;
    for (auto bucket = first_bucket(); bucket && model_.zone.start_of_day(bucket->first) <= now_;
         bucket = family.next_after(bucket->last, *model_.calendar)) {
      if (period.empty() && !out.empty() && !is_over(*bucket)) return out;
      out.push_back(*bucket);
      if (bucket->id == period) return out;
    }
    if (period.empty() && !out.empty()) return out;
    throw Error(ErrorKind::argument,
                {error_at("", code_no_report, "the book has no such period of the report '" + report_.name + "'", std::string(period),
                          out.empty() ? "a period that has begun; none has" : "a period up to " + out.back().id)});
  }

  /// That of the book's first input, or the next one.
  std::optional<Bucket> first_bucket() const {
    const Date day = model_.zone.date_of(rep_.bindings().front().at);
    const BucketFamily& family = model_.buckets[report_.bucket];
    if (auto bucket = family.at(day, *model_.calendar)) return bucket;
    return family.next_after(day, *model_.calendar);
  }

  void work_off(const JournalEntry& entry) {
    if (entry.kind == "data") return;
    if (entry.kind == "bind") {
      const std::vector<PolicyBinding> policies = bindings_of(entry, [&](const std::string& hash) { return rep_.load_policy(hash); });
      return replayed_.in([&] { machine_.bind(policies, Instant{entry.now_us}, entry.sequence); });
    }
    replayed_.in([&] { apply(machine_.engine(), entry); });
  }

  Report at_end_of(const Bucket& bucket, Instant at) {
    Engine& engine = machine_.engine();
    // As the policy of that time has it, if it had it.
    const PolicyReport* of_then = engine.report(report_.name);
    std::vector<Value> rows, given(report_.parameters.size());
    if (of_then != nullptr) {
      rows = of_then->entity != none ? engine.report_rows(*of_then, at) : rows_in(bucket);
      given = engine.report_parameters(*of_then, at);
    }
    Report out = reports::run(of_then == nullptr ? report_.report : of_then->report, {Value::of(std::move(rows)), given, nullptr});
    out.name = report_.name;
    out.period = bucket.id;
    if (!is_over(bucket)) {
      const std::string when = model_.zone.to_text(at);
      out.findings.push_back({ReportFinding::Kind::check, "", {bucket.id + " is not over: as of " + when, bucket.id + " 尚未结束：截至 " + when}});
    }
    return out;
  }

  /// Events that happened in the bucket, by time. An entry of the ledger that came too late for the report of its own bucket
  /// is in the next one that is made, so that the reports of all buckets add up to what accounts have.
  std::vector<Value> rows_in(const Bucket& bucket) const {
    const Instant from = model_.zone.start_of_day(bucket.first), to = end_of(bucket);
    std::vector<const ReportListener::Row*> in;
    for (const ReportListener::Row& row : rows_) {
      if (row.at <= to && (row.at >= from || row.posted)) in.push_back(&row);
    }
    std::stable_sort(in.begin(), in.end(), [](const auto* a, const auto* b) { return a->at < b->at; });
    std::vector<Value> out;
    out.reserve(in.size());
    for (const ReportListener::Row* row : in) out.push_back(row->columns);
    return out;
  }

  /// The last of them, with its changes and the trend up to it.
  Report joined(std::vector<Report> told) const {
    Report out = told.back();
    if (told.size() > 1) out = since(std::move(out), told[told.size() - 2]);
    if (report_.trend == 0) return out;
    ReportTrend trend;
    for (const ReportMetric& metric : out.metrics) {
      trend.names.push_back(metric.name);
      trend.labels.push_back(metric.label);
    }
    trend.figures.resize(trend.names.size());
    trend.changes.resize(trend.names.size());
    for (std::size_t p = 0; p < told.size(); ++p) {
      trend.periods.push_back(told[p].period);
      const Report with = p == 0 ? told[p] : since(told[p], told[p - 1]);
      for (std::size_t m = 0; m < trend.names.size(); ++m) {
        const auto same = std::find_if(with.metrics.begin(), with.metrics.end(),
                                       [&](const ReportMetric& one) { return comparable(one, out.metrics[m]); });
        trend.figures[m].push_back(same == with.metrics.end() ? unknown(out.metrics[m].figure) : same->figure);
        trend.changes[m].push_back(p == 0 || same == with.metrics.end() ? "" : same->change);
      }
    }
    out.trend = std::move(trend);
    return out;
  }

  /// An earlier version of the policy may have had something else under this name.
  static bool comparable(const ReportMetric& a, const ReportMetric& b) {
    return a.name == b.name && a.figure.kind == b.figure.kind && a.figure.unit == b.figure.unit;
  }

  /// What the document says of the figure before stands where it says it.
  static Report since(Report now, Report before) {
    std::erase_if(before.metrics, [&](const ReportMetric& old) {
      return std::none_of(now.metrics.begin(), now.metrics.end(),
                          [&](const ReportMetric& one) { return comparable(one, old) && !one.previous; });
    });
    return compared(std::move(now), before);
  }

  static Figure unknown(Figure like) {
    like.known = false;
    like.value = like.numerator = like.base = Decimal();
    like.shown = "–";
    return like;
  }

  Book::Rep& rep_;
  const PolicyReport& report_;
  const PolicyModel& model_;
  const Instant now_;          ///< of the book
  ReplayedTables replayed_;
  Machine machine_;
  std::int64_t sequence_ = 0;  ///< of the last input worked off
  std::vector<ReportListener::Row> rows_;
};

}  // namespace

std::vector<std::string> Book::reports() const {
  return rep_->read_inputs([&] {
    rep_->policy_or_throw();
    return names_of(*link(rep_->bindings()).model);
  });
}

Report Book::report(std::string_view name, std::string_view period) const {
  return rep_->read([&] {
    // One snapshot, whatever other processes write meanwhile; inside a group there is one already.
    std::optional<ScopedTransaction> snapshot;
    if (sqlite3_get_autocommit(rep_->database.getHandle()) != 0) snapshot.emplace(rep_->database, "BEGIN");
    rep_->policy_or_throw();
    const Program program = link(rep_->bindings());
    return Replay(*rep_, find(*program.model, name), *program.model).run(period);
  });
}

}  // namespace huifang
