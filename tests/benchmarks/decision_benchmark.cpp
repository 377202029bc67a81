// How fast decisions are beside the same decisions written by hand in C++.
//
// Everything runs on one core in one process, repetitions in turn; the least processor time of each counts, because other
// work on the machine can only add to it. All answers are checked first. Exit code 1 when a ratio is not kept. The rates
// that are only shown depend on the machine.
//
//   decision_benchmark [--rates FILE] [Google Benchmark's options]     FILE gets "name rows/s" lines for other programs

#include <benchmark/benchmark.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <sstream>

#include "benchmarks/decision_rows.hpp"
#include "huifang.h"
#include "huifang/arrow.hpp"
#include "huifang/decision_rows.hpp"

namespace huifang::benchmark {
namespace {

constexpr std::size_t row_count = 100'000;
constexpr std::size_t rate_row_count = 20'000;

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "decision_benchmark: %s\n", what.c_str());
  std::exit(1);
}

std::string text_of(const std::string& file) {
  std::ifstream in(std::string(HUIFANG_SOURCE_DIR) + "/tests/benchmarks/tables/" + file);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) fail("cannot read " + file);
  return text.str();
}

std::vector<std::string_view> views_of(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

/// A number of hundredths as JSON.
std::string decimal(std::int64_t hundredths) {
  std::string text = std::to_string((hundredths < 0 ? -hundredths : hundredths) / 100);
  const auto cents = static_cast<int>((hundredths < 0 ? -hundredths : hundredths) % 100);
  if (hundredths < 0) text.insert(0, 1, '-');
  if (cents == 0) return text;
  return text + "." + static_cast<char>('0' + cents / 10) + static_cast<char>('0' + cents % 10);
}

/// Rows of one table in every form, and its answers.
struct Tier {
  Decision decision = Decision::parse(text_of("tier.json"));
  std::vector<TierRow> rows = make_tier_rows(row_count);
  std::vector<TierTextRow> texts;
  TierColumns columns;
  std::vector<std::int64_t> slots;
  std::vector<DecisionField> fields;
  std::vector<std::string> json;
  std::vector<std::int32_t> answers;          ///< by hand
  std::vector<std::int32_t> place_of_code;    ///< of outputs() in tiers
  std::vector<std::string_view> dictionary = views_of(segments);

  Tier() {
    texts.reserve(rows.size());
    for (const TierRow& row : rows) {
      const std::string& segment = segments[static_cast<std::size_t>(row.segment)];
      texts.push_back({row.volume, row.months, segment, row.complained});
      columns.volume.push_back(row.volume);
      columns.months.push_back(row.months);
      columns.complained.push_back(row.complained ? 1 : 0);
      columns.segment.push_back(row.segment);
      slots.insert(slots.end(), {row.volume, row.months, row.complained ? 1 : 0, decision.intern(3, segment)});
      for (const std::int64_t slot : {row.volume, row.months, std::int64_t{row.complained}})
        fields.push_back(DecisionField::of(slot));
      fields.push_back(DecisionField::of(std::string_view(texts.back().segment)));
      json.push_back("{\"annual_volume\":" + decimal(row.volume) + ",\"months_since_last_order\":" + decimal(row.months) +
                     ",\"complained\":" + (row.complained ? "true" : "false") + ",\"segment\":\"" + segment + "\"}");
      answers.push_back(tier_of(row));
    }
    for (const Value& output : decision.outputs()) {
      const auto place = std::find(tiers.begin(), tiers.end(), output.string());
      place_of_code.push_back(static_cast<std::int32_t>(place - tiers.begin()));
    }
  }
  std::vector<DecisionColumnView> views() const {
    using Form = DecisionColumnView::Form;
    return {{Form::slots, columns.volume.data(), nullptr, nullptr, {}, 0},
            {Form::slots, columns.months.data(), nullptr, nullptr, {}, 0},
            {Form::bytes, columns.complained.data(), nullptr, nullptr, {}, 0},
            {Form::codes, columns.segment.data(), nullptr, nullptr, dictionary, 0}};
  }
};

struct Points {
  Decision decision = Decision::parse(text_of("points.json"));
  std::vector<PointsRow> rows = make_points_rows(row_count);
  std::vector<PointsTextRow> texts;
  PointsColumns columns;
  std::vector<std::int64_t> slots;
  std::vector<DecisionField> fields;
  std::vector<std::string> json;
  std::vector<std::int64_t> answers;
  std::vector<std::string_view> kind_texts = views_of(kinds), role_texts = views_of(roles);

  Points() {
    texts.reserve(rows.size());
    for (const PointsRow& row : rows) {
      const std::string& kind = kinds[static_cast<std::size_t>(row.kind)];
      const std::string& role = roles[static_cast<std::size_t>(row.role)];
      texts.push_back({row.late, kind, role});
      columns.late.push_back(row.late);
      columns.kind.push_back(row.kind);
      columns.role.push_back(row.role);
      slots.insert(slots.end(), {decision.intern(0, kind), row.late, decision.intern(2, role)});
      fields.push_back(DecisionField::of(std::string_view(texts.back().kind)));
      fields.push_back(DecisionField::of(row.late));
      fields.push_back(DecisionField::of(std::string_view(texts.back().role)));
      json.push_back("{\"event.kind\":\"" + kind + "\",\"event.days_late\":" + decimal(row.late) + ",\"role\":\"" + role + "\"}");
      answers.push_back(points_of(row));
    }
  }
  std::vector<DecisionColumnView> views() const {
    using Form = DecisionColumnView::Form;
    return {{Form::codes, columns.kind.data(), nullptr, nullptr, kind_texts, 0},
            {Form::slots, columns.late.data(), nullptr, nullptr, {}, 0},
            {Form::codes, columns.role.data(), nullptr, nullptr, role_texts, 0}};
  }
};

struct Rates {
  RateCard card = make_rate_card(3700, rate_row_count);
  Decision large = Decision::parse(card.document);
  Decision small = Decision::parse(make_rate_card(12, 0).document);  ///< the same columns, twelve rules
  std::vector<DecisionField> fields;

  Rates() {
    for (const RateRow& row : card.rows) {
      for (const std::string* text : {&row.vendor, &row.route, &row.klass})
        fields.push_back(DecisionField::of(std::string_view(*text)));
      for (const std::int64_t slot : {row.amount, row.weight, std::int64_t{row.domestic}})
        fields.push_back(DecisionField::of(slot));
    }
  }
};

const Tier& tier() {
  static const Tier one;
  return one;
}
const Points& points() {
  static const Points one;
  return one;
}
const Rates& rates() {
  static const Rates one;
  return one;
}

/// A table behind the C API.
huifang_decision* in_c(const std::string& document) {
  huifang_decision* decision = nullptr;
  huifang_error* error = nullptr;
  if (huifang_decision_parse(document.data(), document.size(), &decision, &error) != HUIFANG_OK)
    fail(huifang_error_message(error, nullptr));
  return decision;
}

std::string answer_in_c(const huifang_decision* decision, const std::string& record) {
  char out[256];
  std::size_t size = 0;
  huifang_error* error = nullptr;
  if (huifang_decision_evaluate_json(decision, record.data(), record.size(), out, sizeof out, &size, &error) != HUIFANG_OK)
    fail(huifang_error_message(error, nullptr));
  return std::string(out, size);
}

// ---- All answers, before anything is measured ----

void check_tier(const huifang_decision* c) {
  const Tier& t = tier();
  std::vector<std::int32_t> by_columns(row_count), by_hand(row_count);
  DecisionResults results;
  results.codes = by_columns.data();
  t.decision.evaluate(t.views(), row_count, results);
  tiers_of(t.columns, row_count, by_hand.data());
  DecisionTrace trace;
  for (std::size_t i = 0; i < row_count; ++i) {
    const auto expected = t.answers[i];
    const auto of = [&](std::int64_t code) { return t.place_of_code[static_cast<std::size_t>(code)]; };
    const DecisionHit hit = t.decision.evaluate(&t.slots[i * 4]);
    const bool same = of(hit.value) == expected && t.decision.evaluate(&t.fields[i * 4]) == hit &&
                      t.decision.evaluate(&t.slots[i * 4], trace) == hit &&
                      trace.matched(static_cast<std::size_t>(hit.rule)) && of(by_columns[i]) == expected &&
                      by_hand[i] == expected && tier_of(t.texts[i]) == expected &&
                      answer_in_c(c, t.json[i]) == "{\"rule\":" + std::to_string(hit.rule + 1) + ",\"tier\":\"" +
                                                       tiers[static_cast<std::size_t>(expected)] + "\"}";
    if (!same) fail("tier: row " + std::to_string(i) + " has another answer");
  }
}

void check_points(const huifang_decision* c) {
  const Points& p = points();
  std::vector<std::int64_t> by_columns(row_count), by_hand(row_count);
  DecisionResults results;
  results.numbers = by_columns.data();
  p.decision.evaluate(p.views(), row_count, results);
  points_of(p.columns, row_count, by_hand.data());
  DecisionTrace trace;
  for (std::size_t i = 0; i < row_count; ++i) {
    const DecisionHit hit = p.decision.evaluate(&p.slots[i * 3]);
    const std::int64_t expected = p.answers[i];
    const bool same = hit.value == expected && p.decision.evaluate(&p.fields[i * 3]) == hit &&
                      p.decision.evaluate(&p.slots[i * 3], trace) == hit && by_columns[i] == expected &&
                      by_hand[i] == expected && points_of(p.texts[i]) == expected &&
                      answer_in_c(c, p.json[i]) ==
                          "{\"points\":" + (hit.rule < 0 ? "null" : std::to_string(expected)) + "}";
    if (!same) fail("points: row " + std::to_string(i) + " has another answer");
  }
}

void check_rates() {
  const Rates& r = rates();
  for (std::size_t i = 0; i < rate_row_count; ++i) {
    if (r.large.evaluate(&r.fields[i * 6]).rule != r.card.rules[i])
      fail("rates: row " + std::to_string(i) + " has another answer");
  }
}

// ---- Measurements ----

using State = ::benchmark::State;

/// One pass over all rows an iteration.
template <class Work>
void each_row(State& state, std::size_t rows, const Work& work) {
  for (auto _ : state) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < rows; ++i) sum += work(i);
    ::benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(rows) * state.iterations());
}

template <class Work>
void whole_batch(State& state, std::size_t rows, const Work& work) {
  for (auto _ : state) work();
  state.SetItemsProcessed(static_cast<std::int64_t>(rows) * state.iterations());
}

/// A batch decided piece by piece into the same memory.
class Pieces {
 public:
  Pieces(std::vector<DecisionColumnView> views, const Decision& decision) : views_(std::move(views)), decision_(decision) {}
  void run(bool explained) const {
    DecisionResults results;
    results.codes = codes_.data();
    results.numbers = numbers_.data();
    if (explained) {
      results.matched = matched_.data();
      results.nearly = nearly_.data();
      results.failed = failed_.data();
    }
    std::vector<DecisionColumnView> piece = views_;
    for (std::size_t from = 0; from < row_count; from += rows) {
      for (std::size_t i = 0; i < piece.size(); ++i) piece[i].offset = views_[i].offset + from;
      decision_.evaluate(piece, std::min(rows, row_count - from), results);
    }
  }

 private:
  static constexpr std::size_t rows = 4096;
  std::vector<DecisionColumnView> views_;
  const Decision& decision_;
  mutable std::vector<std::int32_t> codes_ = std::vector<std::int32_t>(rows);
  mutable std::vector<std::int64_t> numbers_ = std::vector<std::int64_t>(rows);
  mutable std::vector<std::uint64_t> matched_ = std::vector<std::uint64_t>(rows), nearly_ = matched_,
                                     failed_ = std::vector<std::uint64_t>(rows * 4);
};

void register_all(const huifang_decision* tier_c, const huifang_decision* points_c) {
  const auto add = [](const char* name, auto&& run) { ::benchmark::RegisterBenchmark(name, run); };
  static std::vector<std::int32_t> codes(row_count);
  static std::vector<std::int64_t> numbers(row_count);

  add("tier/hand/interned", [](State& s) { each_row(s, row_count, [&](std::size_t i) { return tier_of(tier().rows[i]); }); });
  add("tier/rows/interned", [](State& s) {
    const Tier& t = tier();
    each_row(s, row_count, [&](std::size_t i) { return t.decision.evaluate(&t.slots[i * 4]).value; });
  });
  add("tier/rows/explained", [](State& s) {
    const Tier& t = tier();
    DecisionTrace trace;
    each_row(s, row_count, [&](std::size_t i) {
      return t.decision.evaluate(&t.slots[i * 4], trace).value + static_cast<std::int64_t>(trace.accepted()[0]);
    });
  });
  add("tier/hand/texts", [](State& s) { each_row(s, row_count, [&](std::size_t i) { return tier_of(tier().texts[i]); }); });
  add("tier/rows/texts", [](State& s) {
    const Tier& t = tier();
    each_row(s, row_count, [&](std::size_t i) {
      const TierTextRow& row = t.texts[i];
      const DecisionField fields[] = {DecisionField::of(row.volume), DecisionField::of(row.months),
                                      DecisionField::of(std::int64_t{row.complained}),
                                      DecisionField::of(std::string_view(row.segment))};
      return t.decision.evaluate(fields).value;
    });
  });
  add("tier/rows/json", [tier_c](State& s) {
    const Tier& t = tier();
    char out[256];
    each_row(s, row_count, [&](std::size_t i) {
      std::size_t size = 0;
      huifang_decision_evaluate_json(tier_c, t.json[i].data(), t.json[i].size(), out, sizeof out, &size, nullptr);
      return static_cast<std::int64_t>(size) + out[1];
    });
  });
  add("tier/hand/columns", [](State& s) {
    whole_batch(s, row_count, [] {
      tiers_of(tier().columns, row_count, codes.data());
      ::benchmark::ClobberMemory();
    });
  });
  add("tier/columns", [](State& s) {
    const auto views = tier().views();
    DecisionResults results;
    results.codes = codes.data();
    whole_batch(s, row_count, [&] { tier().decision.evaluate(views, row_count, results); });
  });
  // In pieces, as a host reads them: with its reasons a row has 8 bytes for each input, and 16 more.
  add("tier/columns/pieces", [](State& s) {
    const Pieces pieces(tier().views(), tier().decision);
    whole_batch(s, row_count, [&] { pieces.run(false); });
  });
  add("tier/columns/explained", [](State& s) {
    const Pieces pieces(tier().views(), tier().decision);
    whole_batch(s, row_count, [&] { pieces.run(true); });
  });

  // What a host does that hands over an Arrow batch: the results are new memory each time.
  add("tier/arrow", [](State& s) {
    const Tier& t = tier();
    std::vector<std::uint8_t> bits(row_count / 8);
    for (std::size_t i = 0; i < row_count; ++i)
      bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | t.columns.complained[i] << (i % 8));
    std::string words;
    std::vector<std::int32_t> ends{0};
    for (const std::string& segment : segments) {
      words += segment;
      ends.push_back(static_cast<std::int32_t>(words.size()));
    }
    const void* buffers[4][3] = {{nullptr, t.columns.volume.data(), nullptr}, {nullptr, t.columns.months.data(), nullptr},
                                 {nullptr, bits.data(), nullptr}, {nullptr, t.columns.segment.data(), nullptr}};
    const void* text_buffers[3] = {nullptr, ends.data(), words.data()};
    const char* formats[4] = {"d:18,2,64", "d:18,2,64", "b", "i"};
    ArrowSchema text_type{}, types[4]{}, type{};
    ArrowArray texts{}, columns[4]{}, batch{};
    ArrowSchema* type_list[4];
    ArrowArray* column_list[4];
    text_type.format = "u";
    texts.length = static_cast<std::int64_t>(segments.size());
    texts.n_buffers = 3;
    texts.buffers = text_buffers;
    for (std::size_t i = 0; i < 4; ++i) {
      types[i].format = formats[i];
      types[i].name = t.decision.columns()[i].name.c_str();
      columns[i].length = static_cast<std::int64_t>(row_count);
      columns[i].n_buffers = 2;
      columns[i].buffers = buffers[i];
      type_list[i] = &types[i];
      column_list[i] = &columns[i];
    }
    types[3].dictionary = &text_type;
    columns[3].dictionary = &texts;
    type.format = "+s";
    type.n_children = batch.n_children = 4;
    type.children = type_list;
    batch.children = column_list;
    batch.length = static_cast<std::int64_t>(row_count);
    type.release = [](ArrowSchema*) {};
    batch.release = [](ArrowArray*) {};
    whole_batch(s, row_count, [&] {
      ArrowSchema out_type;
      ArrowArray out;
      evaluate_arrow(t.decision, type, batch, out_type, out);
      out_type.release(&out_type);
      out.release(&out);
    });
  });

  add("points/hand/interned", [](State& s) { each_row(s, row_count, [&](std::size_t i) { return points_of(points().rows[i]); }); });
  add("points/rows/interned", [](State& s) {
    const Points& p = points();
    each_row(s, row_count, [&](std::size_t i) { return p.decision.evaluate(&p.slots[i * 3]).value; });
  });
  add("points/rows/explained", [](State& s) {
    const Points& p = points();
    DecisionTrace trace;
    each_row(s, row_count, [&](std::size_t i) {
      return p.decision.evaluate(&p.slots[i * 3], trace).value + static_cast<std::int64_t>(trace.accepted()[0]);
    });
  });
  add("points/hand/texts", [](State& s) { each_row(s, row_count, [&](std::size_t i) { return points_of(points().texts[i]); }); });
  add("points/rows/texts", [](State& s) {
    const Points& p = points();
    each_row(s, row_count, [&](std::size_t i) {
      const PointsTextRow& row = p.texts[i];
      const DecisionField fields[] = {DecisionField::of(std::string_view(row.kind)), DecisionField::of(row.late),
                                      DecisionField::of(std::string_view(row.role))};
      return p.decision.evaluate(fields).value;
    });
  });
  add("points/rows/json", [points_c](State& s) {
    const Points& p = points();
    char out[256];
    each_row(s, row_count, [&](std::size_t i) {
      std::size_t size = 0;
      huifang_decision_evaluate_json(points_c, p.json[i].data(), p.json[i].size(), out, sizeof out, &size, nullptr);
      return static_cast<std::int64_t>(size) + out[1];
    });
  });
  add("points/hand/columns", [](State& s) {
    whole_batch(s, row_count, [] {
      points_of(points().columns, row_count, numbers.data());
      ::benchmark::ClobberMemory();
    });
  });
  add("points/columns", [](State& s) {
    const auto views = points().views();
    DecisionResults results;
    results.numbers = numbers.data();
    whole_batch(s, row_count, [&] { points().decision.evaluate(views, row_count, results); });
  });
  // In pieces, as a host reads them: with its reasons a row has 8 bytes for each input, and 16 more.
  add("points/columns/pieces", [](State& s) {
    const Pieces pieces(points().views(), points().decision);
    whole_batch(s, row_count, [&] { pieces.run(false); });
  });
  add("points/columns/explained", [](State& s) {
    const Pieces pieces(points().views(), points().decision);
    whole_batch(s, row_count, [&] { pieces.run(true); });
  });

  add("rates/12 rules/texts", [](State& s) {
    const Rates& r = rates();
    each_row(s, rate_row_count, [&](std::size_t i) { return r.small.evaluate(&r.fields[i * 6]).rule; });
  });
  add("rates/3700 rules/texts", [](State& s) {
    const Rates& r = rates();
    each_row(s, rate_row_count, [&](std::size_t i) { return r.large.evaluate(&r.fields[i * 6]).rule; });
  });
  add("rates/3700 rules/load", [](State& s) {
    for (auto _ : s) {
      std::optional<Decision> loaded = Decision::parse(rates().card.document);
      ::benchmark::DoNotOptimize(loaded->rule_count());
      s.PauseTiming();
      loaded.reset();
      s.ResumeTiming();
    }
  });
}

/// Keeps the least processor time of every benchmark.
class Least final : public ::benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
      const double seconds = run.cpu_accumulated_time / static_cast<double>(run.iterations);
      const auto [place, fresh] = seconds_.try_emplace(run.run_name.function_name, seconds);
      place->second = std::min(place->second, seconds);
    }
  }
  double seconds(const std::string& name) const {
    const auto place = seconds_.find(name);
    if (place == seconds_.end()) fail("not measured: " + name);
    return place->second;
  }
  double rate(const std::string& name) const {
    return static_cast<double>(name.starts_with("rates/") ? rate_row_count : row_count) / seconds(name);
  }
  const std::map<std::string, double>& all() const { return seconds_; }

 private:
  std::map<std::string, double> seconds_;
};

class Verdict {
 public:
  /// `value` has to be at least, or at most, the limit.
  void least(const std::string& what, double value, double limit) { line(what, value, limit, value >= limit, "at least"); }
  void most(const std::string& what, double value, double limit) { line(what, value, limit, value <= limit, "at most"); }
  void shown(const std::string& what, double rate, double floor) {
    std::printf("%-58s %9.1f M/s   (%g M/s wished for)%s\n", what.c_str(), rate / 1e6, floor / 1e6, rate < floor ? "  below" : "");
  }
  bool good() const { return good_; }

 private:
  void line(const std::string& what, double value, double limit, bool kept, const char* word) {
    std::printf("%-58s %9.3f       %s %.3f  %s\n", what.c_str(), value, word, limit, kept ? "ok" : "FAILED");
    good_ = good_ && kept;
  }
  bool good_ = true;
};

int judge(const Least& least, const std::string& rates_file) {
  std::printf("\n%-32s %12s\n", "", "M rows/s");
  for (const auto& [name, seconds] : least.all()) {
    if (name == "rates/3700 rules/load")
      std::printf("%-32s %12.1f ms\n", name.c_str(), seconds * 1e3);
    else
      std::printf("%-32s %12.2f\n", name.c_str(), least.rate(name) / 1e6);
  }
  std::printf("\n");
  Verdict verdict;
  for (const std::string table : {"tier", "points"}) {
    const auto ratio = [&](const char* a, const char* b) { return least.rate(table + a) / least.rate(table + b); };
    verdict.least(table + ": interned rows beside C++", ratio("/rows/interned", "/hand/interned"), 0.6);
    verdict.least(table + ": rows with texts beside std::string", ratio("/rows/texts", "/hand/texts"), 0.8);
    verdict.least(table + ": columns with dictionaries beside C++ columns", ratio("/columns", "/hand/columns"), 0.2);
    verdict.least(table + ": JSON in and out through C beside interned rows", ratio("/rows/json", "/rows/interned"), 1.0 / 15);
    verdict.most(table + ": rows with reasons, times slower", ratio("/rows/interned", "/rows/explained"), 2);
    verdict.most(table + ": columns with reasons, times slower", ratio("/columns/pieces", "/columns/explained"), 2);
  }
  verdict.most("3,700 rules, times slower than 12",
               least.seconds("rates/3700 rules/texts") / least.seconds("rates/12 rules/texts"), 12);
  verdict.most("3,700 rules loaded, ms", least.seconds("rates/3700 rules/load") * 1e3, 50);
  for (const std::string table : {"tier", "points"}) {
    verdict.shown(table + ": interned rows", least.rate(table + "/rows/interned"), 40e6);
    verdict.shown(table + ": columns", least.rate(table + "/columns"), 100e6);
    verdict.shown(table + ": JSON in and out through C", least.rate(table + "/rows/json"), 5e6);
  }
  verdict.shown("3,700 rules", least.rate("rates/3700 rules/texts"), 2e6);
  if (!rates_file.empty()) {
    std::ofstream out(rates_file);
    for (const auto& [name, seconds] : least.all()) {
      if (name.find(' ') == std::string::npos) out << name << ' ' << static_cast<std::int64_t>(least.rate(name)) << '\n';
    }
  }
  return verdict.good() ? 0 : 1;
}

int run(int argc, char** argv) {
  std::string rates_file;
  std::vector<char*> rest;
  for (int i = 0; i < argc; ++i) {
    if (std::strcmp(argv[i], "--rates") == 0 && i + 1 < argc)
      rates_file = argv[++i];
    else
      rest.push_back(argv[i]);
  }
  std::string options[] = {"--benchmark_repetitions=9", "--benchmark_enable_random_interleaving=true",
                           "--benchmark_min_time=0.05"};
  for (std::string& option : options) rest.insert(rest.begin() + 1, option.data());
  int count = static_cast<int>(rest.size());
  huifang_decision* tier_c = in_c(text_of("tier.json"));
  huifang_decision* points_c = in_c(text_of("points.json"));
  check_tier(tier_c);
  check_points(points_c);
  check_rates();
  std::printf("all answers are right\n");
  register_all(tier_c, points_c);
  ::benchmark::Initialize(&count, rest.data());
  if (::benchmark::ReportUnrecognizedArguments(count, rest.data())) return 2;
  Least least;
  ::benchmark::RunSpecifiedBenchmarks(&least);
  huifang_decision_free(tier_c);
  huifang_decision_free(points_c);
  return judge(least, rates_file);
}

}  // namespace
}  // namespace huifang::benchmark

int main(int argc, char** argv) { return huifang::benchmark::run(argc, argv); }
