#include "book/verify.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <sqlite3.h>

#include "book/compared_tables.hpp"
#include "book/schema.hpp"
#include "domain/memory_store.hpp"

namespace huifang {
namespace {

/// Inputs between two flushes: bounds what the engine holds beside its store, and changes nothing else.
constexpr std::uint64_t inputs_per_flush = 10'000;
/// Share of the work that is replay; the rest is comparison.
constexpr double replay_share = 0.9;

/// Thrown to end a replay that cannot go on; what happened is among the differences.
struct Stopped {};

class Verification {
 public:
  Verification(Book::Rep& rep, const std::function<void(double)>& progress)
      : rep_(rep), progress_(progress), out_(report_), machine_(memory_, SIZE_MAX) {}

  VerifyReport run() {
    try {
      replay();
      compare();
    } catch (const Stopped&) {
    }
    if (!report_.same) explain_versions();
    if (progress_) progress_(1);
    return std::move(report_);
  }

 private:
  // ---- The journal ------------------------------------------------------------------------------

  void replay() {
    SQLite::Statement count(rep_.database, "SELECT count(*) FROM huifang_journal");
    count.executeStep();
    const auto total = static_cast<double>(count.getColumn(0).getInt64());
    rep_.journal.each(0, [&](const JournalEntry& entry) {
      check_chain(entry);
      try {
        work_off(entry);
      } catch (const Error& error) {
        out_.add("journal " + std::to_string(entry.sequence) + ": cannot be replayed: " + error.what());
        throw Stopped();
      }
      ++report_.inputs;
      if (report_.inputs % inputs_per_flush == 0 && machine_.bound()) machine_.engine().flush();
      if (progress_ && report_.inputs % 1000 == 0) progress_(replay_share * static_cast<double>(report_.inputs) / total);
    });
    if (machine_.bound()) machine_.engine().flush();
  }

  void check_chain(const JournalEntry& entry) {
    const std::string name = "journal " + std::to_string(entry.sequence);
    if (entry.sequence != last_.sequence + 1) {
      out_.add(name + ": follows entry " + std::to_string(last_.sequence) + "; entries are missing");
    }
    if (entry.hash != chain_hash(last_.hash, entry)) out_.add(name + ": altered since it was written, its hash does not fit");
    if (entry.now_us < last_.now_us) out_.add(name + ": time goes back");
    last_ = {entry.sequence, entry.now_us, entry.hash};
  }

  void work_off(const JournalEntry& entry) {
    if (entry.kind == "data") {
      const auto content = nlohmann::json::parse(entry.content, nullptr, false);
      if (!content.is_object()) throw Error(ErrorKind::storage, "HF6014", "its content cannot be read");
      meta_.clear();
      for (const auto& [name, value] : content.items()) meta_.push_back({name, value.get<std::string>()});
      return;
    }
    if (entry.kind == "bind") return bind(entry);
    if (!machine_.bound()) throw Error(ErrorKind::storage, "HF6014", "it comes before the first policy");
    apply(machine_.engine(), entry);
    if (entry.kind != "event") return;
    for (const auto& [entity, key] : subjects_of(entry)) event_subjects_.push_back({entity, key, entry.sequence});
  }

  void bind(const JournalEntry& entry) {
    const std::vector<PolicyBinding> policies =
        bindings_of(entry, [&](const std::string& hash) { return rep_.load_policy(hash); });
    machine_.bind(policies, Instant{entry.now_us}, entry.sequence);
    for (std::size_t i = 0; i < policies.size(); ++i) {
      const Policy& policy = policies[i].policy;
      const Instant now{entry.now_us};
      bindings_.push_back({entry.sequence, static_cast<std::int64_t>(i) + 1, policy.hash(), policies[i].where,
                           std::max(policies[i].from.value_or(now), now).utc_us});
      policies_[policy.hash()] = {policy.hash(), policy.id(), policy.version()};
    }
    policy_ = policies.front().policy;
  }

  // ---- The tables -------------------------------------------------------------------------------

  void compare() {
    table(compared_subjects(), stored(&SqliteStore::each_subject), values(memory_.subjects()));
    table(compared_facts(), stored(&SqliteStore::each_fact), memory_.facts());
    table(compared_duties(), stored(&SqliteStore::each_duty), values(memory_.duties()));
    table(compared_tiers(), stored(&SqliteStore::each_tier), memory_.tiers());
    table(compared_flags(), stored(&SqliteStore::each_flag), memory_.flags());
    table(compared_effects(), stored(&SqliteStore::each_effect), memory_.effects());
    table(compared_suppressed(), stored(&SqliteStore::each_suppressed), memory_.suppressed());
    table(compared_event_subjects(), stored_event_subjects(), std::move(event_subjects_));
    table(compared_bindings(), stored_bindings(), std::move(bindings_));
    table(compared_policies(), stored_policies(), values(policies_));
    table(compared_counters(), stored_counters(), replayed_counters());
    meta_.push_back({"schema", std::to_string(schema_version)});
    table(compared_meta(), stored_meta(), std::move(meta_));
  }

  template <class Row>
  void table(const ComparedTable<Row>& description, std::vector<Row> stored_rows, std::vector<Row> replayed_rows) {
    compare_rows(description, std::move(stored_rows), std::move(replayed_rows), out_);
    ++tables_;
    if (progress_) progress_(replay_share + (1 - replay_share) * static_cast<double>(tables_) / 12);
  }

  template <class Row>
  std::vector<Row> stored(void (SqliteStore::*each)(const std::function<void(Row)>&)) {
    std::vector<Row> rows;
    (rep_.store.*each)([&](Row row) { rows.push_back(std::move(row)); });
    return rows;
  }
  template <class Map>
  static std::vector<typename Map::mapped_type> values(const Map& map) {
    std::vector<typename Map::mapped_type> rows;
    rows.reserve(map.size());
    for (const auto& [key, row] : map) rows.push_back(row);
    return rows;
  }
  /// Rows of a statement without parameters.
  template <class Row>
  std::vector<Row> selected(const char* sql, const std::function<Row(const Use&)>& read) {
    std::vector<Row> rows;
    SQLite::Statement statement(rep_.database, sql);
    for (Use use(statement); use.step();) rows.push_back(read(use));
    return rows;
  }

  std::vector<EventSubjectRow> stored_event_subjects() {
    return selected<EventSubjectRow>("SELECT entity, key, sequence FROM huifang_event_subject", [](const Use& row) {
      return EventSubjectRow{row.text(0), row.text(1), row.integer(2)};
    });
  }
  std::vector<BindingRow> stored_bindings() {
    return selected<BindingRow>("SELECT sequence, position, policy_hash, governs, from_us FROM huifang_binding", [](const Use& row) {
      return BindingRow{row.integer(0), row.integer(1), row.text(2), row.text(3), row.integer(4)};
    });
  }
  std::vector<PolicyRow> stored_policies() {
    return selected<PolicyRow>("SELECT hash, policy, version FROM huifang_policy", [](const Use& row) {
      return PolicyRow{row.text(0), row.text(1), row.text(2)};
    });
  }
  std::vector<NamedRow> stored_meta() {
    return selected<NamedRow>("SELECT name, value FROM huifang_meta",
                              [](const Use& row) { return NamedRow{row.text(0), row.text(1)}; });
  }

  static std::vector<NamedRow> named(const Counters& counters, std::int64_t journal) {
    return {{"subject", std::to_string(counters.subject)},
            {"duty", std::to_string(counters.duty)},
            {"effect", std::to_string(counters.effect)},
            {"now_us", std::to_string(counters.now_us)},
            {"journal", std::to_string(journal)}};
  }
  std::vector<NamedRow> stored_counters() {
    SQLite::Statement statement(rep_.database, "SELECT journal FROM huifang_counter");
    if (!statement.executeStep()) return {};
    return named(rep_.store.counters(), statement.getColumn(0).getInt64());
  }
  std::vector<NamedRow> replayed_counters() { return named(memory_.counters(), last_.sequence); }

  // ---- Data sets --------------------------------------------------------------------------------

  /// Other zone or calendar data can make every difference; say so first.
  void explain_versions() {
    if (!policy_) return;
    const DataVersions stored = stored_versions(rep_.database), here = data_versions(*policy_);
    if (stored == here) return;
    std::string text = "note: the book was last written with";
    const auto part = [&](const char* name, const std::string& was, const std::string& is) {
      if (was != is) text += std::string(" ") + name + " '" + was + "' (here '" + is + "')";
    };
    part("library", stored.library, here.library);
    part("zone data", stored.zone_data, here.zone_data);
    part("calendar data", stored.calendar_data, here.calendar_data);
    report_.differences.insert(report_.differences.begin(), text);
    if (report_.differences.size() > 100) report_.differences.pop_back();
  }

  Book::Rep& rep_;
  const std::function<void(double)>& progress_;
  VerifyReport report_;
  Differences out_;
  MemoryStore memory_;
  Machine machine_;
  Journal::Head last_;
  std::vector<BindingRow> bindings_;
  std::map<std::string, PolicyRow> policies_;
  std::vector<EventSubjectRow> event_subjects_;
  std::vector<NamedRow> meta_;
  std::optional<Policy> policy_;
  int tables_ = 0;
};

}  // namespace

VerifyReport verify_book(Book::Rep& rep, const std::function<void(double)>& progress) {
  // One snapshot, whatever other processes write meanwhile; inside a group there is one already.
  std::optional<ScopedTransaction> snapshot;
  if (sqlite3_get_autocommit(rep.database.getHandle()) != 0) snapshot.emplace(rep.database, "BEGIN");
  return Verification(rep, progress).run();
}

}  // namespace huifang
