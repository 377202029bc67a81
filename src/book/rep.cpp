#include "book/rep.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "book/schema.hpp"
#include "book/unbound.hpp"
#include "domain/json_text.hpp"
#include "domain/subject.hpp"
#include "huifang/version.hpp"
#include "policy/model.hpp"
#include "value/json_tree.hpp"

namespace huifang {
namespace {

SQLite::Database prepared_database(const std::string& path, const BookOptions& options) {
  SQLite::Database database = open_database(path, options);
  if (options.read_only) {
    require_schema(database, migrations());
  } else {
    migrate(database, migrations());
  }
  return database;
}

constexpr const char* version_names[] = {"calendar_data", "library", "zone_data"};
std::string DataVersions::*const version_members[] = {&DataVersions::calendar_data, &DataVersions::library,
                                                      &DataVersions::zone_data};

}  // namespace

void throw_unbound() {
  throw Error(ErrorKind::argument, "HF6010", "the book has no policy yet; bind one first");
}

DataVersions stored_versions(SQLite::Database& database) {
  DataVersions out;
  SQLite::Statement get(database, "SELECT value FROM huifang_meta WHERE name = ?");
  for (std::size_t i = 0; i < std::size(version_names); ++i) {
    const std::string name = version_names[i];
    Use use(get);
    if (use.bind(name).step()) out.*version_members[i] = use.text(0);
  }
  return out;
}

DataVersions data_versions(const Policy& policy) {
  const auto& calendar = policy.model().calendar;
  return {std::string(version()), TimeZone::data_version(), calendar ? calendar->version() : std::string()};
}

Book::Rep::Rep(const std::string& path, const BookOptions& chosen)
    : options(chosen),
      database(prepared_database(path, chosen)),
      store(database),
      journal(database),
      machine(store, chosen.cached_subjects),
      begin_(database, "BEGIN IMMEDIATE"),
      commit_(database, "COMMIT"),
      rollback_(database, "ROLLBACK"),
      last_binding_(database, "SELECT coalesce(max(sequence), 0) FROM huifang_binding"),
      read_bindings_(database, "SELECT b.sequence, b.policy_hash, b.governs, b.from_us, j.now_us FROM huifang_binding b"
                               " JOIN huifang_journal j ON j.sequence = b.sequence ORDER BY b.sequence, b.position"),
      read_now_(database, "SELECT now_us FROM huifang_journal ORDER BY sequence DESC LIMIT 1") {}

// ---- Policies -----------------------------------------------------------------------------------

const std::vector<BindingList>& Book::Rep::bindings() {
  {
    Use last(last_binding_);
    last.step();
    if (const std::int64_t sequence = last.integer(0); sequence == bound_) {
      return bindings_;
    } else {
      bound_ = sequence;
    }
  }
  bindings_.clear();
  std::int64_t list = 0;
  try {
    for (Use use(read_bindings_); use.step();) {
      if (use.integer(0) != list) bindings_.push_back({Instant{use.integer(4)}, {}});
      list = use.integer(0);
      const std::string hash = use.text(1);
      auto known = policies_.find(hash);
      if (known == policies_.end()) known = policies_.emplace(hash, load_policy(hash)).first;
      PolicyBinding one{known->second, use.text(2), std::nullopt};
      if (const Instant from{use.integer(3)}; from > bindings_.back().at) one.from = from;
      bindings_.back().policies.push_back(std::move(one));
    }
  } catch (...) {
    bound_ = -1;
    throw;
  }
  return bindings_;
}

std::optional<Policy> Book::Rep::policy() {
  const std::vector<BindingList>& lists = bindings();
  if (lists.empty()) return std::nullopt;
  return lists.back().policies.front().policy;
}

Policy Book::Rep::policy_of(const Duty& duty) {
  const JsonTree because(duty.because);
  const std::string id = because->is_object() ? because->value("policy", std::string()) : std::string();
  // Layers are numbered as they are linked: by policy and whom it governs, in the order in which they were bound first.
  std::vector<const PolicyBinding*> layers;
  std::vector<std::uint32_t> fitting;
  for (const BindingList& list : bindings()) {
    for (const PolicyBinding& one : list.policies) {
      const auto same = [&](const PolicyBinding* known) { return known->policy.hash() == one.policy.hash() && known->where == one.where; };
      if (std::any_of(layers.begin(), layers.end(), same)) continue;
      if (one.policy.id() == id && one.policy.version() == duty.policy_version && one.policy.model().root == duty.key.policy) {
        fitting.push_back(static_cast<std::uint32_t>(layers.size()));
      }
      layers.push_back(&one);
    }
  }
  if (layers.empty()) throw_unbound();
  if (fitting.empty()) throw Error(ErrorKind::argument, "HF6012", "the book has no duty " + to_text(duty.key));
  const auto& first = layers[fitting.front()]->policy;
  if (std::all_of(fitting.begin(), fitting.end(), [&](std::uint32_t layer) { return layers[layer]->policy.hash() == first.hash(); })) return first;
  // The same version with other parameters: what the duty is kept with says which.
  const std::optional<DutyRow> row = store.duty(duty.key);
  const std::uint32_t layer = row ? layer_of(*row) : none;
  return std::find(fitting.begin(), fitting.end(), layer) == fitting.end() ? layers[fitting.back()]->policy : layers[layer]->policy;
}

Policy Book::Rep::policy_or_throw() {
  std::optional<Policy> in_force = policy();
  if (!in_force) throw_unbound();
  return std::move(*in_force);
}

Engine& Book::Rep::engine() {
  if (machine.bound()) return machine.engine();
  refuse();
  throw_unbound();
}

Instant Book::Rep::now() {
  if (group_ != Group::none) return Instant{journal.head().now_us};
  Use use(read_now_);
  return use.step() ? Instant{use.integer(0)} : Instant{INT64_MIN};
}

Policy Book::Rep::load_policy(const std::string& hash) {
  SQLite::Statement statement(database, "SELECT text FROM huifang_policy WHERE hash = ?");
  Use use(statement);
  use.bind(hash);
  if (!use.step()) throw Error(ErrorKind::storage, "HF6015", "the book lacks the policy with hash " + hash);
  // It was within the limits of whoever bound it.
  LoadOptions load;
  load.file = "policy stored in the book";
  load.limits.document_bytes = load.limits.rules = load.limits.entries = load.limits.values = SIZE_MAX;
  const Policy policy = [&] {
    try {
      return Policy::load(use.text(0), load);
    } catch (const Error& error) {
      throw Error(ErrorKind::storage, "HF6016",
                  "the stored text of the policy with hash " + hash + " was altered, or is of a later version: " +
                      to_text(error.diagnostics().front()));
    }
  }();
  if (policy.hash() != hash) {
    throw Error(ErrorKind::storage, "HF6016",
                "the stored text of policy " + policy.id() + " was altered: its hash is " + policy.hash() + ", not " + hash);
  }
  return policy;
}

void Book::Rep::store_bindings(const std::vector<PolicyBinding>& policies, Instant now) {
  const std::int64_t sequence = journal.head().sequence + 1;
  std::int64_t position = 0;
  for (const PolicyBinding& one : policies) {
    const Policy& policy = one.policy;
    SQLite::Statement statement(database,
                                "INSERT INTO huifang_policy (hash, policy, version, text) VALUES (?,?,?,?)"
                                " ON CONFLICT (hash) DO NOTHING");
    Use use(statement);
    use.bind(policy.hash()).bind(policy.id()).bind(policy.version()).bind(policy.canonical_text()).run();
    SQLite::Statement binding(database, "INSERT INTO huifang_binding (sequence, position, policy_hash, governs, from_us) VALUES (?,?,?,?,?)");
    Use bound(binding);
    bound.bind(sequence).bind(++position).bind(policy.hash()).bind(one.where).bind(std::max(one.from.value_or(now), now).utc_us).run();
    policies_.insert_or_assign(policy.hash(), policy);
  }
  JournalEntry entry;
  entry.kind = "bind";
  entry.now_us = now.utc_us;
  entry.content = bind_content(policies);
  enter(std::move(entry));
  enter_versions(policies.front().policy);
  if (group_ != Group::none) group_binds_ = true;
}

namespace {

void append_binding(std::string& out, const PolicyBinding& one) {
  JsonObject content(out);
  if (one.from) content.number("from", one.from->utc_us);
  content.text("hash", one.policy.hash());
  content.text("policy", one.policy.id());
  content.text("version", one.policy.version());
  if (!one.where.empty()) content.text("where", one.where);
}

}  // namespace

std::string bind_content(const std::vector<PolicyBinding>& policies) {
  std::string content;
  if (policies.size() == 1) {
    append_binding(content, policies.front());
    return content;
  }
  {
    JsonObject object(content);
    std::string& list = object.key("bindings");
    list += '[';
    for (const PolicyBinding& one : policies) {
      if (list.back() != '[') list += ',';
      append_binding(list, one);
    }
    list += ']';
  }
  return content;
}

std::vector<PolicyBinding> bindings_of(const JournalEntry& entry, const std::function<Policy(const std::string&)>& policy) {
  std::vector<PolicyBinding> policies;
  try {
    const auto content = nlohmann::json::parse(entry.content);
    const auto add = [&](const nlohmann::json& text) {
      PolicyBinding one{policy(text.at("hash").get<std::string>()), text.value("where", std::string()), std::nullopt};
      if (text.contains("from")) one.from = Instant{text["from"].get<std::int64_t>()};
      policies.push_back(std::move(one));
    };
    if (!content.contains("bindings")) {
      add(content);
    } else {
      for (const auto& text : content["bindings"]) add(text);
    }
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorKind::storage, "HF6014", "its content cannot be read");
  }
  return policies;
}

// ---- Transactions -------------------------------------------------------------------------------

void Book::Rep::require_writable() const {
  if (options.read_only) throw Error(ErrorKind::argument, "HF6020", "the book was opened for reading only");
  require_readable();
}

void Book::Rep::require_readable() const {
  if (group_ == Group::lost) {
    throw Error(ErrorKind::storage, "HF6022",
                "an error ended the transaction and nothing of it was kept; call rollback and feed it again");
  }
}

void Book::Rep::start() {
  Use(begin_).run();
  try {
    if (journal.refresh()) machine.reset();
    group_start_ = journal.head().sequence;
    if (!machine.bound()) resume_machine();
  } catch (...) {
    abandon();
    throw;
  }
}

void Book::Rep::resume_machine() {
  const std::optional<Policy> in_force = policy();
  if (!in_force) return;
  machine.resume(bindings());
  enter_versions(*in_force);
}

void Book::Rep::enter_versions(const Policy& policy) {
  const DataVersions wanted = data_versions(policy);
  if (stored_versions(database) == wanted) return;
  SQLite::Statement put(database,
                        "INSERT INTO huifang_meta (name, value) VALUES (?, ?)"
                        " ON CONFLICT (name) DO UPDATE SET value = excluded.value");
  JournalEntry entry;
  entry.kind = "data";
  entry.now_us = journal.head().now_us;
  {
    JsonObject content(entry.content);
    for (std::size_t i = 0; i < std::size(version_names); ++i) {
      const std::string name = version_names[i];
      content.text(name, wanted.*version_members[i]);
      Use(put).bind(name).bind(wanted.*version_members[i]).run();
    }
  }
  enter(std::move(entry));
}

void Book::Rep::enter(JournalEntry entry, const std::map<std::string, std::string>& subjects) {
  journal.append(std::move(entry), subjects);
  dirty_ = true;
}

void Book::Rep::settle() {
  if (!dirty_) return;
  if (machine.bound()) machine.engine().flush();
  journal.settle();
  dirty_ = false;
}

void Book::Rep::finish() {
  settle();
  Use(commit_).run();
}

void Book::Rep::abandon() noexcept {
  machine.reset();
  undo();
}

void Book::Rep::undo() noexcept {
  dirty_ = false;
  bound_ = -1;
  try {
    if (sqlite3_get_autocommit(database.getHandle()) == 0) Use(rollback_).run();
    journal.refresh();
  } catch (...) {
    // The connection is beyond use, or memory is short: the next transaction reads the journal's end again, or says so.
  }
}

void Book::Rep::begin_group() {
  guarded([&] {
    if (group_ != Group::none) throw Error(ErrorKind::argument, "HF6021", "a transaction is already running");
    require_writable();
    start();
    group_ = Group::open;
    group_binds_ = false;
  });
}

void Book::Rep::commit_group() {
  guarded([&] {
    if (group_ == Group::none) throw Error(ErrorKind::argument, "HF6021", "no transaction is running");
    require_writable();
    try {
      finish();
    } catch (...) {
      lose();
      throw;
    }
    group_ = Group::none;
  });
}

void Book::Rep::rollback_group() {
  if (group_ == Group::none) throw Error(ErrorKind::argument, "HF6021", "no transaction is running");
  abandon();
  group_ = Group::none;
}

void Book::Rep::lose() noexcept {
  abandon();
  group_ = Group::lost;
}

/// An engine that failed half-way holds a mixture of before and after. The group is rolled back and its journal entries
/// are worked off once more: engines are deterministic, so this ends where the group stood before the call.
void Book::Rep::recover() noexcept {
  if (refused_) return;
  try {
    std::vector<JournalEntry> entries;
    journal.each(group_start_, [&](JournalEntry entry) { entries.push_back(std::move(entry)); });
    const std::int64_t start_sequence = group_start_;
    abandon();
    start();
    if (group_binds_ || group_start_ != start_sequence) return lose();  // another process wrote in between
    for (JournalEntry& entry : entries) {
      if (entry.sequence <= journal.head().sequence) continue;  // the versions entered by start()
      apply(machine.engine(), entry);
      const auto subjects = subjects_of(entry);
      enter(std::move(entry), subjects);
    }
  } catch (...) {
    lose();
  }
}

}  // namespace huifang
