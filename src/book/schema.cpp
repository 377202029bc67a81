#include "book/schema.hpp"

#include <array>
#include <string>
#include <vector>

#include "book/database.hpp"

namespace huifang {
namespace {

// Everything is named huifang_… so that a book can live inside its host's own database. Times are microseconds since
// 1970-01-01T00:00:00Z. The journal is the truth; every other table can be rebuilt from it and is compared by verify.
constexpr const char* tables = R"sql(
CREATE TABLE huifang_meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE huifang_counter (         -- one row: the last numbers given
  id INTEGER PRIMARY KEY CHECK (id = 1),
  subject INTEGER NOT NULL,
  duty INTEGER NOT NULL,
  effect INTEGER NOT NULL,
  now_us INTEGER NOT NULL,             -- the latest time the rules have seen
  journal INTEGER NOT NULL             -- the latest journal entry
) STRICT;

CREATE TABLE huifang_journal (         -- everything that came in, in order
  sequence INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,                  -- event, tick, bind, data
  id TEXT,                             -- of an event
  type TEXT,                           -- of an event
  at_us INTEGER,                       -- event: when it happened; tick: how far time was asked to pass
  now_us INTEGER NOT NULL,             -- the book's time after it
  content TEXT NOT NULL,               -- canonical JSON
  hash TEXT NOT NULL                   -- SHA-256 over this row and the hash of the one before
) STRICT;
CREATE UNIQUE INDEX huifang_journal_id ON huifang_journal (id) WHERE id IS NOT NULL;

CREATE TABLE huifang_event_subject (   -- which events name whom: a customer's history without reading the journal
  entity TEXT NOT NULL,
  key TEXT NOT NULL,
  sequence INTEGER NOT NULL,           -- of the journal
  PRIMARY KEY (entity, key, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE huifang_policy (
  hash TEXT PRIMARY KEY,
  policy TEXT NOT NULL,
  version TEXT NOT NULL,
  text TEXT NOT NULL                   -- canonical document, parameters applied
) STRICT;
CREATE TABLE huifang_binding (
  sequence INTEGER NOT NULL,           -- of the journal
  position INTEGER NOT NULL,           -- among what was bound together, from 1
  policy_hash TEXT NOT NULL,
  governs TEXT NOT NULL,               -- FEEL condition; '' = everyone
  from_us INTEGER NOT NULL,
  PRIMARY KEY (sequence, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE huifang_subject (
  id INTEGER PRIMARY KEY,
  entity TEXT NOT NULL,
  key TEXT NOT NULL,
  since_us INTEGER NOT NULL,
  wake_us INTEGER,                     -- when it must be looked at again, and in which order of that instant
  wake_phase INTEGER,
  wake_rule INTEGER,
  state TEXT NOT NULL                  -- measures and runs, the library's own
) STRICT;
CREATE UNIQUE INDEX huifang_subject_key ON huifang_subject (entity, key);
CREATE INDEX huifang_subject_wake ON huifang_subject (wake_us, wake_phase, wake_rule, id) WHERE wake_us IS NOT NULL;

CREATE TABLE huifang_fact (
  subject INTEGER NOT NULL,
  attribute TEXT NOT NULL,
  from_us INTEGER NOT NULL,
  sequence INTEGER NOT NULL,           -- of the journal; of two with the same from, the later one holds
  value TEXT NOT NULL,                 -- canonical JSON
  PRIMARY KEY (subject, attribute, from_us, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE huifang_fact_target (     -- facts that are references, or lists of them: whom they name
  subject INTEGER NOT NULL,
  attribute TEXT NOT NULL,
  from_us INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  target INTEGER NOT NULL,             -- subject
  PRIMARY KEY (subject, attribute, from_us, sequence, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX huifang_fact_target_of ON huifang_fact_target (target, attribute);

CREATE TABLE huifang_duty (
  id INTEGER PRIMARY KEY,
  subject INTEGER NOT NULL,
  policy TEXT NOT NULL,
  rule TEXT NOT NULL,
  run TEXT NOT NULL,
  step TEXT NOT NULL,
  n TEXT NOT NULL,
  state INTEGER NOT NULL,              -- 0 pending, 1 open, 2 done, 3 overdue, 4 lapsed, 5 waived, 6 withdrawn
  owner_entity TEXT,
  owner_key TEXT,
  responsible_entity TEXT,
  responsible_key TEXT,
  needs TEXT NOT NULL,                 -- one event type or form a line
  opens_us INTEGER,
  due_us INTEGER,
  have INTEGER NOT NULL,
  need INTEGER NOT NULL,
  created_us INTEGER,
  done_us INTEGER,
  missed_us INTEGER,
  late INTEGER NOT NULL,
  policy_version TEXT NOT NULL,
  source TEXT NOT NULL,
  because TEXT NOT NULL,               -- canonical JSON
  changed INTEGER NOT NULL,            -- number in the sequence of effects
  progress TEXT NOT NULL               -- credits, the library's own
) STRICT;
CREATE UNIQUE INDEX huifang_duty_key ON huifang_duty (subject, rule, run, n, step, policy);
-- The live ones. Comparisons: for a list of three SQLite makes a table of it with each row that is written.
CREATE INDEX huifang_duty_live ON huifang_duty (subject) WHERE state < 4 AND state <> 2;
CREATE INDEX huifang_duty_owner ON huifang_duty (owner_key, owner_entity) WHERE state < 4 AND state <> 2;
CREATE INDEX huifang_duty_due ON huifang_duty (due_us);
CREATE INDEX huifang_duty_missed ON huifang_duty (missed_us) WHERE missed_us IS NOT NULL;

CREATE TABLE huifang_tier (
  id INTEGER PRIMARY KEY,
  subject INTEGER NOT NULL,
  tier TEXT NOT NULL,
  from_us INTEGER NOT NULL,
  sequence INTEGER NOT NULL,           -- of the journal
  value TEXT NOT NULL,                 -- empty: no row of the table matched
  because TEXT NOT NULL                -- canonical JSON
) STRICT;
CREATE INDEX huifang_tier_subject ON huifang_tier (subject, tier, from_us, sequence);

CREATE TABLE huifang_flag (
  id INTEGER PRIMARY KEY,
  subject INTEGER NOT NULL,
  flag TEXT NOT NULL,
  at_us INTEGER NOT NULL,
  sequence INTEGER NOT NULL,           -- of the journal
  set_by TEXT NOT NULL,                -- key of a staff member, or rule:<id>
  reason TEXT NOT NULL                 -- canonical JSON
) STRICT;
CREATE INDEX huifang_flag_subject ON huifang_flag (subject, flag, at_us);

CREATE TABLE huifang_effect (          -- the outbox
  sequence INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  to_entity TEXT,
  to_key TEXT,
  subject INTEGER NOT NULL,
  data TEXT NOT NULL,                  -- canonical JSON
  because TEXT NOT NULL,               -- canonical JSON
  at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX huifang_effect_case ON huifang_effect (subject, sequence) WHERE kind = 'case';

CREATE TABLE huifang_suppressed (      -- occurrences that were not owed, with the reason
  id INTEGER PRIMARY KEY,
  subject INTEGER NOT NULL,
  rule TEXT NOT NULL,
  run TEXT NOT NULL,
  n TEXT NOT NULL,
  reason TEXT NOT NULL,
  at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX huifang_suppressed_subject ON huifang_suppressed (subject, rule);

INSERT INTO huifang_counter (id, subject, duty, effect, now_us, journal) VALUES (1, 0, 0, 0, -9223372036854775808, 0);
)sql";

constexpr const char* ledger = R"sql(
CREATE TABLE huifang_entry (           -- the ledger of points: lines are only ever added
  id INTEGER PRIMARY KEY,              -- dense, in order of recording
  class TEXT NOT NULL,
  account INTEGER NOT NULL,            -- subject; of a seal the ledger of its class
  kind TEXT NOT NULL,                  -- post, adjust, reverse, hold, uphold, pending, cancel, expire, seal; what is confirmed is a post
  decimals INTEGER NOT NULL,           -- amounts are in units of 10^-decimals
  amount INTEGER NOT NULL,
  asked INTEGER NOT NULL,              -- before caps, floors and balances that may not fall below zero
  rule TEXT NOT NULL,                  -- empty: a person posted it
  cause TEXT NOT NULL,
  part TEXT NOT NULL,
  event TEXT NOT NULL,                 -- id of what brought it about; empty: time did
  effective_us INTEGER NOT NULL,       -- decides the period
  recorded_us INTEGER NOT NULL,
  period TEXT NOT NULL,                -- the one it counts in
  of_period TEXT NOT NULL,             -- where it belongs when that was sealed already
  entry INTEGER NOT NULL,              -- the one that it reverses, holds, upholds, confirms or cancels; 0 = none
  because TEXT NOT NULL,               -- canonical JSON
  hash TEXT NOT NULL                   -- SHA-256 over this row and the hash of the one before
) STRICT;
CREATE INDEX huifang_entry_cause ON huifang_entry (cause, rule);
CREATE INDEX huifang_entry_event ON huifang_entry (event) WHERE event <> '';
CREATE INDEX huifang_entry_account ON huifang_entry (account, class, period, kind, amount);
CREATE INDEX huifang_entry_period ON huifang_entry (class, period, kind, amount);
)sql";

/// SQL for a column of microseconds as "2024-03-01T02:05:00.000000Z". Floors, so that times before 1970 are right too.
std::string iso(const std::string& us) {
  const std::string micros = "((" + us + " % 1000000 + 1000000) % 1000000)";
  return "strftime('%Y-%m-%dT%H:%M:%S', (" + us + " - " + micros + ") / 1000000, 'unixepoch') || printf('.%06dZ', " +
         micros + ")";
}

/// `name` as text and `name`_us raw, from a column `from`_us.
std::string time_columns(const std::string& table, const std::string& from, const std::string& name) {
  const std::string column = table + "." + from + "_us";
  return "CASE WHEN " + column + " IS NOT NULL THEN " + iso(column) + " END AS " + name + ", " + column + " AS " + name +
         "_us";
}

/// Read-only views for hosts. Their columns are documented in examples/guide/book.md and only ever added to.
void create_views(SQLite::Database& database) {
  const std::string subject = "s.entity AS entity, s.key AS key";
  const std::string joined = " JOIN huifang_subject s ON s.id = ";
  database.exec("CREATE VIEW huifang_v_subject AS SELECT s.id AS id, " + subject + ", " +
                time_columns("s", "since", "since") + ", " + time_columns("s", "wake", "wake") +
                " FROM huifang_subject s");
  database.exec(
      "CREATE VIEW huifang_v_duty AS SELECT d.id AS id, d.policy AS policy, d.rule AS rule, " + subject +
      ", d.run AS run, d.step AS step, d.n AS n,"
      " CASE d.state WHEN 0 THEN 'pending' WHEN 1 THEN 'open' WHEN 2 THEN 'done' WHEN 3 THEN 'overdue'"
      " WHEN 4 THEN 'lapsed' WHEN 5 THEN 'waived' WHEN 6 THEN 'withdrawn' END AS state,"
      " d.owner_entity AS owner_entity, d.owner_key AS owner, d.responsible_entity AS responsible_entity,"
      " d.responsible_key AS responsible, replace(d.needs, char(10), ', ') AS needs, " +
      time_columns("d", "opens", "opens") + ", " + time_columns("d", "due", "due") + ", d.have AS have, d.need AS need, " +
      time_columns("d", "created", "created") + ", " + time_columns("d", "done", "done") + ", " +
      time_columns("d", "missed", "missed") +
      ", d.late AS late, d.policy_version AS policy_version, d.source AS source, d.because AS because,"
      " d.changed AS changed, iif(s.entity GLOB 'case.*' AND s.state <> '', json_extract(s.state, '$.case.about'), s.entity || ':' || s.key) AS about"
      " FROM huifang_duty d" +
      joined + "d.subject");
  database.exec("CREATE VIEW huifang_v_tier AS SELECT " + subject + ", t.tier AS tier, nullif(t.value, '') AS value, " +
                time_columns("t", "from", "since") + ", " + time_columns("t", "until", "until") +
                ", t.because AS because FROM (SELECT *, lead(from_us) OVER (PARTITION BY subject, tier"
                " ORDER BY from_us, sequence, id) AS until_us FROM huifang_tier) t" +
                joined + "t.subject");
  database.exec("CREATE VIEW huifang_v_fact AS SELECT " + subject +
                ", f.attribute AS attribute, CASE json_type(f.value) WHEN 'object' THEN"
                " (SELECT value FROM json_each(f.value)) ELSE f.value ->> '$' END AS value, f.value AS json, " +
                time_columns("f", "from", "since") + ", " + time_columns("f", "until", "until") +
                ", f.sequence AS sequence FROM (SELECT *, lead(from_us) OVER (PARTITION BY subject, attribute"
                " ORDER BY from_us, sequence) AS until_us FROM huifang_fact) f" +
                joined + "f.subject");
  database.exec("CREATE VIEW huifang_v_flag AS SELECT " + subject + ", f.flag AS flag, " + time_columns("f", "at", "at") +
                ", f.set_by AS set_by, f.reason AS reason FROM huifang_flag f" + joined + "f.subject");
  database.exec("CREATE VIEW huifang_v_outbox AS SELECT e.sequence AS sequence, e.key AS effect, e.kind AS kind,"
                " e.to_entity AS to_entity, e.to_key AS to_key, " + subject +
                ", e.data AS data, e.because AS because, " + time_columns("e", "at", "at") + " FROM huifang_effect e" +
                joined + "e.subject");
  database.exec("CREATE VIEW huifang_v_case AS SELECT json_extract(c.state, '$.workflow') AS workflow, c.key AS key,"
                " json_extract(c.state, '$.about') AS about, json_extract(c.state, '$.owner') AS owner,"
                " json_extract(c.state, '$.states') AS states, json_extract(c.state, '$.closed') IS NULL AS running, " +
                time_columns("c", "opened", "opened") + ", " + time_columns("c", "closed", "closed") +
                " FROM (SELECT key, json_extract(state, '$.case') AS state, json_extract(state, '$.case.opened') AS opened_us,"
                " json_extract(state, '$.case.closed') AS closed_us FROM huifang_subject WHERE iif(entity GLOB 'case.*', state <> '', 0)) c");
  database.exec("CREATE VIEW huifang_v_case_step AS SELECT json_extract(e.data, '$.workflow') AS workflow, s.key AS key,"
                " json_extract(e.data, '$.step') AS step, json_extract(e.data, '$.type') AS type,"
                " json_extract(e.data, '$.event') AS event, json_extract(e.data, '$.left') AS \"left\","
                " json_extract(e.data, '$.entered') AS entered, json_extract(e.data, '$.states') AS states,"
                " json_extract(e.data, '$.transitions') AS transitions, " + time_columns("e", "at", "at") +
                ", e.because AS because FROM (SELECT sequence, subject, data, because, json_extract(data, '$.at') AS at_us FROM huifang_effect WHERE kind = 'case') e" +
                joined + "e.subject");
  database.exec("CREATE VIEW huifang_v_suppressed AS SELECT " + subject +
                ", x.rule AS rule, x.run AS run, x.n AS n, x.reason AS reason, " + time_columns("x", "at", "at") +
                " FROM huifang_suppressed x" + joined + "x.subject");
  database.exec("CREATE VIEW huifang_v_event AS SELECT j.sequence AS sequence, j.id AS id, j.type AS type, " +
                time_columns("j", "at", "at") + ", " + time_columns("j", "now", "recorded") +
                ", j.content AS content FROM huifang_journal j WHERE j.kind = 'event'");
  database.exec("CREATE VIEW huifang_v_event_subject AS SELECT x.entity AS entity, x.key AS key, j.sequence AS sequence,"
                " j.id AS id, j.type AS type, " + time_columns("j", "at", "at") +
                ", j.content AS content FROM huifang_event_subject x JOIN huifang_journal j ON j.sequence = x.sequence");
  database.exec("CREATE VIEW huifang_v_policy AS SELECT b.sequence AS sequence, b.position AS position, p.policy AS policy,"
                " p.version AS version, p.hash AS hash, nullif(b.governs, '') AS governs, " + time_columns("b", "from", "since") +
                ", p.text AS text FROM huifang_binding b JOIN huifang_policy p ON p.hash = b.policy_hash");
}

/// A column of the ledger as a number: of a class without decimals a whole one.
std::string points_column(const std::string& column, const std::string& decimals, const std::string& name) {
  return "CASE " + decimals + " WHEN 0 THEN " + column + " ELSE " + column + " / (1.0 * ('1' || substr('000000000', 1, " + decimals +
         "))) END AS " + name;
}

void create_points_views(SQLite::Database& database) {
  const std::string subject = "s.entity AS entity, s.key AS key";
  database.exec("CREATE VIEW huifang_v_entry AS SELECT e.id AS id, e.class AS class, " + subject + ", e.kind AS kind, " +
                points_column("e.amount", "e.decimals", "amount") + ", e.amount AS units, e.decimals AS decimals, " +
                points_column("e.asked", "e.decimals", "asked") +
                ", nullif(e.rule, '') AS rule, e.cause AS cause, e.part AS part, nullif(e.event, '') AS event, " +
                time_columns("e", "effective", "effective") + ", " + time_columns("e", "recorded", "recorded") +
                ", e.period AS period, nullif(e.of_period, '') AS of_period, nullif(e.entry, 0) AS entry, e.because AS because,"
                " e.hash AS hash FROM huifang_entry e JOIN huifang_subject s ON s.id = e.account WHERE e.kind <> 'seal'");
  database.exec("CREATE VIEW huifang_v_balance AS SELECT b.class AS class, " + subject + ", b.period AS period, b.entries AS entries, " +
                points_column("b.units", "b.decimals", "amount") + ", b.units AS units, b.decimals AS decimals FROM (SELECT class, account, period,"
                " count(*) AS entries, sum(amount) AS units, max(decimals) AS decimals FROM huifang_entry WHERE kind <> 'seal'"
                " GROUP BY class, account, period) b JOIN huifang_subject s ON s.id = b.account");
  database.exec("CREATE VIEW huifang_v_seal AS SELECT e.class AS class, e.period AS period, json_extract(e.because, '$.count') AS entries,"
                " json_extract(e.because, '$.sum') AS amount, json_extract(e.because, '$.hash') AS hash, json_extract(e.because, '$.by')"
                " AS set_by, " + time_columns("e", "recorded", "sealed") + " FROM huifang_entry e WHERE e.kind = 'seal'");
}

void create(SQLite::Database& database) { database.exec(tables); }

/// Views are made anew by the last step, so that those of older books get the columns that were added.
void drop_views(SQLite::Database& database) {
  std::vector<std::string> names;
  SQLite::Statement views(database, "SELECT name FROM sqlite_schema WHERE type = 'view' AND name GLOB 'huifang_v_*'");
  while (views.executeStep()) names.push_back(views.getColumn(0).getString());
  views.reset();
  for (const std::string& name : names) database.exec("DROP VIEW " + name);
}

void add_ledger(SQLite::Database& database) {
  database.exec(ledger);
  drop_views(database);
  create_views(database);
  create_points_views(database);
}

constexpr std::array<Migration, 2> steps_of_schema{{{1, create}, {2, add_ledger}}};
static_assert(steps_of_schema.back().version == schema_version);

[[noreturn]] void refuse_newer(int stored, int known) {
  throw Error(ErrorKind::storage, "HF6003",
              "the book has schema " + std::to_string(stored) + ", newer than " + std::to_string(known) +
                  " of this version of huifang; open it with the version that wrote it, or a later one");
}

bool has_tables(SQLite::Database& database) {
  SQLite::Statement any(database, "SELECT 1 FROM sqlite_schema LIMIT 1");
  return any.executeStep();
}

}  // namespace

std::span<const Migration> migrations() { return steps_of_schema; }

int stored_schema(SQLite::Database& database) {
  if (!database.tableExists("huifang_meta")) return 0;
  SQLite::Statement schema(database, "SELECT value FROM huifang_meta WHERE name = 'schema'");
  return schema.executeStep() ? schema.getColumn(0).getInt() : 0;
}

void migrate(SQLite::Database& database, std::span<const Migration> steps) {
  const int wanted = steps.back().version;
  if (stored_schema(database) == wanted) return;
  ScopedTransaction transaction(database, "BEGIN IMMEDIATE");
  const int stored = stored_schema(database);  // again, now that nobody else can change it
  if (stored > wanted) refuse_newer(stored, wanted);
  const bool own = stored == 0 ? !has_tables(database)
                               : database.execAndGet("PRAGMA application_id").getInt() == application_id;
  for (const Migration& step : steps) {
    if (step.version > stored) step.apply(database);
  }
  SQLite::Statement put(database,
                        "INSERT INTO huifang_meta (name, value) VALUES ('schema', ?)"
                        " ON CONFLICT (name) DO UPDATE SET value = excluded.value");
  put.bind(1, std::to_string(wanted));
  put.exec();
  if (own) {
    database.exec("PRAGMA application_id = " + std::to_string(application_id));
    database.exec("PRAGMA user_version = " + std::to_string(wanted));
  }
  transaction.commit();
}

void require_schema(SQLite::Database& database, std::span<const Migration> steps) {
  const int stored = stored_schema(database);
  const int wanted = steps.back().version;
  if (stored > wanted) refuse_newer(stored, wanted);
  if (stored == 0) throw Error(ErrorKind::storage, "HF6004", "the database holds no book");
  if (stored < wanted) {
    throw Error(ErrorKind::storage, "HF6005",
                "the book has the older schema " + std::to_string(stored) + "; open it once for writing to bring it to " +
                    std::to_string(wanted));
  }
}

}  // namespace huifang
