#include "book/verify.hpp"

#include <nlohmann/json.hpp>

#include <sqlite3.h>

#include "book/compared_tables.hpp"
#include "book/replayed_tables.hpp"

namespace huifang {
namespace {

/// Between two flushes: bounds what the engine holds beside its store, and changes nothing else.
constexpr std::size_t rows_per_flush = 20'000;
constexpr std::uint64_t inputs_per_flush = 5'000;
/// Share of the work that is replay; the rest is comparison.
constexpr double replay_share = 0.9;
constexpr int tables_compared = 13;

/// Thrown to end a replay that cannot go on; what happened is among the differences.
struct Stopped {};

class Verification {
 public:
  Verification(Book::Rep& rep, const std::function<void(double)>& progress, std::size_t memory_kib)
      : rep_(rep),
        progress_(progress),
        out_(report_),
        replayed_(memory_kib),
        machine_(replayed_.store(), rep.options.cached_subjects) {}

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
      work_off(entry);
      ++report_.inputs;
      if (machine_.bound() && (report_.inputs % inputs_per_flush == 0 || machine_.engine().changes() >= rows_per_flush)) flush();
      if (progress_ && report_.inputs % 1000 == 0) progress_(replay_share * static_cast<double>(report_.inputs) / total);
    });
    if (machine_.bound()) flush();
    replayed_.in([&] { replayed_.set_journal(last_.sequence); });
  }

  void flush() {
    replayed_.in([&] { machine_.engine().flush(); });
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
    try {
      if (entry.kind == "data") return data(entry);
      if (entry.kind == "bind") return bind(entry);
      if (!machine_.bound()) throw Error(ErrorKind::storage, "HF6014", "it comes before the first policy");
      replayed_.in([&] {
        apply(machine_.engine(), entry);
        for (const auto& [entity, key] : subjects_of(entry)) replayed_.add(EventSubjectRow{entity, key, entry.sequence});
      });
    } catch (const Error& error) {
      if (error.diagnostics().front().code == ReplayedTables::unusable) throw;
      out_.add("journal " + std::to_string(entry.sequence) + ": cannot be replayed: " + error.what());
      throw Stopped();
    }
  }

  void data(const JournalEntry& entry) {
    const auto content = nlohmann::json::parse(entry.content, nullptr, false);
    const auto require = [](bool readable) {
      if (!readable) throw Error(ErrorKind::storage, "HF6014", "its content cannot be read");
    };
    require(content.is_object());
    std::vector<NamedRow> rows;
    for (const auto& [name, value] : content.items()) {
      require(value.is_string());
      rows.push_back({name, value.get<std::string>()});
    }
    replayed_.in([&] { replayed_.set_meta(rows); });
  }

  void bind(const JournalEntry& entry) {
    const std::vector<PolicyBinding> policies =
        bindings_of(entry, [&](const std::string& hash) { return rep_.load_policy(hash); });
    const Instant now{entry.now_us};
    replayed_.in([&] {
      machine_.bind(policies, now, entry.sequence);
      for (std::size_t i = 0; i < policies.size(); ++i) {
        const Policy& policy = policies[i].policy;
        replayed_.add(PolicyRow{policy.hash(), policy.id(), policy.version()});
        replayed_.add(BindingRow{entry.sequence, static_cast<std::int64_t>(i) + 1, policy.hash(), policies[i].where,
                                 std::max(policies[i].from.value_or(now), now).utc_us});
      }
    });
    policy_ = policies.front().policy;
  }

  // ---- The tables -------------------------------------------------------------------------------

  void compare() {
    table(compared_subjects());
    table(compared_facts());
    table(compared_duties());
    table(compared_tiers());
    table(compared_flags());
    table(compared_effects());
    check_entries();
    table(compared_entries());
    table(compared_suppressed());
    table(compared_event_subjects());
    table(compared_bindings());
    table(compared_policies());
    table(compared_counters());
    table(compared_meta());
  }

  /// The ledger holds together by itself: every entry follows the one before it.
  void check_entries() {
    std::string previous;
    std::int64_t id = 0;
    const Rows<EntryRow> entries = entry_rows(rep_.database);
    while (const std::optional<EntryRow> row = entries()) {
      if (row->id != ++id || row->hash != entry_hash(previous, *row)) {
        out_.add("entry " + std::to_string(row->id) + ": " +
                 (row->id == id ? "altered since it was entered, its hash does not fit" : "entries before it are missing"));
        return;  // what follows hangs on it
      }
      previous = row->hash;
    }
  }

  template <class Row>
  void table(const ComparedTable<Row>& description) {
    const Rows<Row> replayed = replayed_.in([&] { return description.rows(replayed_.database()); });
    compare_rows<Row>(description, description.rows(rep_.database), [&] { return replayed_.in(replayed); }, out_);
    ++tables_;
    if (progress_) progress_(replay_share + (1 - replay_share) * tables_ / tables_compared);
  }

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
  ReplayedTables replayed_;
  Machine machine_;
  Journal::Head last_;
  std::optional<Policy> policy_;
  int tables_ = 0;
};

}  // namespace

VerifyReport verify_book(Book::Rep& rep, const std::function<void(double)>& progress, std::size_t memory_kib) {
  // One snapshot, whatever other processes write meanwhile; inside a group there is one already.
  std::optional<ScopedTransaction> snapshot;
  if (sqlite3_get_autocommit(rep.database.getHandle()) != 0) snapshot.emplace(rep.database, "BEGIN");
  return Verification(rep, progress, memory_kib).run();
}

}  // namespace huifang
