#include "book/cases.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <utility>

#include "book/database.hpp"
#include "domain/json_text.hpp"
#include "domain/store.hpp"
#include "huifang/error.hpp"

namespace huifang {
namespace {

using nlohmann::json;

std::optional<EntityRef> reference(const json& state, const char* name) {
  const auto found = state.find(name);
  if (found == state.end()) return std::nullopt;
  const auto& text = found->get_ref<const std::string&>();
  const std::size_t colon = text.find(':');
  return EntityRef{text.substr(0, colon), text.substr(colon + 1)};
}

[[noreturn]] void throw_unreadable() { throw Error(ErrorKind::storage, "HF6026", "a stored case cannot be read: the book is damaged"); }

json parsed(const std::string& text) {
  json value = json::parse(text, nullptr, false);
  if (value.is_discarded()) throw_unreadable();
  return value;
}

/// What `read` takes out of a stored text that is JSON, but may lack what stands there or have it otherwise.
template <class Read>
auto taken(Read&& read) {
  try {
    return read();
  } catch (const json::exception&) {
    throw_unreadable();
  }
}

/// The key and the values stand elsewhere.
CaseEntry entry_of(const json& state) {
  CaseEntry one;
  one.workflow = state.at("workflow").get<std::string>();
  one.about = reference(state, "about").value_or(EntityRef{});
  one.owner = reference(state, "owner");
  one.states = state.at("states").get<std::vector<std::string>>();
  one.opened = Instant{state.at("opened").get<std::int64_t>()};
  if (state.contains("closed")) one.closed = Instant{state["closed"].get<std::int64_t>()};
  return one;
}

/// Why stands elsewhere.
CaseStep step_of(const json& data) {
  CaseStep step;
  step.number = data.at("step").get<std::int64_t>();
  step.at = Instant{data.at("at").get<std::int64_t>()};
  step.event = data.value("event", std::string());
  step.type = data.at("type").get<std::string>();
  step.left = data.at("left").get<std::vector<std::string>>();
  step.entered = data.at("entered").get<std::vector<std::string>>();
  step.states = data.at("states").get<std::vector<std::string>>();
  step.transitions = data.at("transitions").get<std::vector<std::string>>();
  return step;
}

/// Values of the case; what the library keeps for itself and its references to subject and owner are left out.
std::map<std::string, Value> facts_of(SQLite::Database& database, SubjectId subject, const EntityRef& about) {
  SQLite::Statement statement(database, "SELECT attribute, value FROM huifang_fact WHERE subject = ? ORDER BY attribute, from_us, sequence");
  Use use(statement);
  use.bind(subject);
  std::map<std::string, Value> facts;
  while (use.step()) {
    const std::string name = use.text(0);
    if (name == "owner" || name == about.entity || name.find('.') != std::string::npos) continue;
    facts[name] = value_from_json(use.text(1));
  }
  std::erase_if(facts, [](const auto& fact) { return fact.second.is_null(); });
  return facts;
}

}  // namespace

std::vector<CaseEntry> query_cases(SQLite::Database& database, const CaseQuery& query) {
  // Cases are the subjects of the entities "case.<workflow>"; of others the state is not looked into.
  std::string where = query.workflow.empty() ? "entity GLOB 'case.*'" : "entity = ?";
  if (!query.key.empty()) where += " AND key = ?";
  std::string which = "state IS NOT NULL";
  if (query.about) which += " AND json_extract(state, '$.about') = ?";
  if (query.running) which += std::string(" AND json_extract(state, '$.closed') IS ") + (*query.running ? "NULL" : "NOT NULL");
  SQLite::Statement statement(database, "SELECT id, key, state FROM (SELECT id, key, iif(entity GLOB 'case.*', json_extract(state, '$.case'), NULL)"
                                        " AS state FROM huifang_subject WHERE " + where + ") WHERE " + which +
                                            " ORDER BY json_extract(state, '$.workflow'), json_extract(state, '$.opened'), id LIMIT ?");
  Use use(statement);
  const std::string entity = "case." + query.workflow;
  if (!query.workflow.empty()) use.bind(entity);
  if (!query.key.empty()) use.bind(query.key);
  const std::string about = query.about ? query.about->entity + ":" + query.about->key : std::string();
  if (query.about) use.bind(about);
  use.bind(query.limit == 0 || query.limit > static_cast<std::size_t>(INT64_MAX) ? std::int64_t{-1} : static_cast<std::int64_t>(query.limit));
  std::vector<std::pair<SubjectId, CaseEntry>> found;
  while (use.step()) {
    const json state = parsed(use.text(2));
    CaseEntry one = taken([&] { return entry_of(state); });
    one.key = use.text(1);
    found.emplace_back(use.integer(0), std::move(one));
  }
  std::vector<CaseEntry> cases;
  for (auto& [subject, one] : found) {
    one.facts = facts_of(database, subject, one.about);
    cases.push_back(std::move(one));
  }
  return cases;
}

std::vector<CaseStep> query_case_path(SQLite::Database& database, const std::string& workflow, const std::string& key) {
  SQLite::Statement statement(database,
                              "SELECT data, because FROM huifang_effect WHERE kind = 'case' AND subject ="
                              " (SELECT id FROM huifang_subject WHERE entity = ? AND key = ?) ORDER BY sequence");
  Use use(statement);
  const std::string entity = "case." + workflow;
  use.bind(entity).bind(key);
  std::vector<CaseStep> path;
  while (use.step()) {
    const json data = parsed(use.text(0));
    CaseStep step = taken([&] { return step_of(data); });
    step.because = use.text(1);
    path.push_back(std::move(step));
  }
  return path;
}

}  // namespace huifang
