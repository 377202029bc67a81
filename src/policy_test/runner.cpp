#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <utility>

#include "huifang/bindings.hpp"
#include "huifang/book.hpp"
#include "huifang/log.hpp"
#include "huifang/policy_test.hpp"
#include "policy/canonical.hpp"
#include "policy/model.hpp"
#include "policy/people_model.hpp"
#include "policy_test/checks.hpp"
#include "policy_test/coverage.hpp"
#include "policy_test/document.hpp"

namespace huifang {
namespace {

using namespace policy_test;

constexpr int repetitions_max = 100'000;

std::string joined(const Error& error) {
  std::string text;
  for (const Diagnostic& diagnostic : error.diagnostics())
    text += (text.empty() ? "" : "\n") + huifang::to_text(diagnostic);
  return text;
}

/// A diagnostic as the failure of a test that could not be run; what the failure has fields for is not in its
/// text too. `here`: it is about the test file itself.
PolicyTestFailure failure_of(const Diagnostic& diagnostic, bool here) {
  PolicyTestFailure failure;
  Diagnostic told = diagnostic;
  told.found.clear();
  told.expected.clear();
  if (here) {
    told.file.clear();
    told.line = told.column = 0;
  }
  failure.what = huifang::to_text(told);
  failure.expected = diagnostic.expected;
  failure.found = diagnostic.found;
  failure.pointer = diagnostic.pointer;
  failure.line = diagnostic.line;
  failure.column = diagnostic.column;
  return failure;
}

/// One test on a book of its own.
class TestRun {
 public:
  TestRun(const TestFile& file, const Test& test, const Policy& policy, PolicyTestResult& result)
      : file_(file),
        test_(test),
        policy_(policy),
        zone_(policy.model().zone),
        book_(Book::open(":memory:", options())),
        checks_(book_, zone_, result) {}

  void run() {
    if (!begin()) return;
    facts(file_.given, "file");
    facts(test_.given, "test");
    for (const Step& step : test_.when) {
      ++step_;
      perform(step);
    }
    checks_.check(test_.then);
  }

  const Book& book() const { return book_; }

 private:
  static BookOptions options() {
    BookOptions options;
    options.durability = Durability::off;
    return options;
  }

  bool begin() {
    const Node* from = test_.given.from != nullptr ? test_.given.from : file_.given.from;
    const std::string& bindings = test_.given.bindings.empty() ? file_.given.bindings : test_.given.bindings;
    const auto start = [&](Instant now) { book_.bind(bindings.empty() ? std::vector{PolicyBinding{policy_, {}, std::nullopt}} : load_bindings(bindings, file_.file), now); };
    if (from != nullptr) {
      start(checks_.instant(*from));
    } else if (policy_.model().effective_from) {
      start(zone_.start_of_day(*policy_.model().effective_from));
    } else {
      checks_.fail(*test_.node, "the start of the test",
                   "given.from, because the policy's effective date has no beginning", "nothing");
      return false;
    }
    checks_.bound();
    return true;
  }

  /// `set` and `assign` events at the book's now; they must be accepted.
  void facts(const Given& given, const std::string& layer) {
    for (const GivenFacts& facts : given.facts) {
      const std::string key = facts.subject.entity + ':' + facts.subject.key;
      std::string head = ",\"at\":";
      loader::append_quoted(head, zone_.to_text(book_.now()));
      head += ',';
      loader::append_quoted(head, facts.subject.entity);
      head += ':';
      loader::append_quoted(head, facts.subject.key);
      std::string values, assigned, tiers;
      bool flag = false;
      for (const Node* child : facts.node->children) {
        if (is_set_tier(facts.subject.entity, child->key)) {
          loader::append_quoted(tiers, child->key);
          tiers += ':' + loader::canonical(*child) + ',';
          continue;
        }
        if (is_assigned(facts.subject.entity, child->key)) {
          assigned += assigned.empty() ? "" : ",";
          loader::append_quoted(assigned, child->key);
          assigned += ':' + loader::canonical(*child);
          continue;
        }
        values += values.empty() ? "" : ",";
        loader::append_quoted(values, child->key);
        values += ':' + loader::canonical(*child);
        flag = flag || is_flag(facts.subject.entity, child->key);
      }
      if (flag) {  // a flag needs somebody who sets it and a reason
        head += ",\"by\":\"given\"";
        values += ",\"reason\":\"given\"";
      }
      const std::string id = "given:" + layer + ':' + key;
      if (!values.empty() || (assigned.empty() && tiers.empty())) give(*facts.node, id, "set", head, values);
      if (!assigned.empty()) give(*facts.node, id + ":owner", "assign", head, assigned);
      if (!tiers.empty()) {  // the owner sets it
        const Node* owner = facts.node->find("owner");
        const std::string by = owner != nullptr && owner->is_string() ? owner->text : "given";
        std::string who = head.substr(0, head.find(",\"by\":")) + ",\"by\":";
        loader::append_quoted(who, by);
        give(*facts.node, id + ":tiers", "set", who, tiers + "\"reason\":\"given\"");
      }
    }
  }

  /// The owner, and what else the policy lets assign.
  bool is_assigned(const std::string& entity, const std::string& name) const {
    const PolicyModel& model = policy_.model();
    const std::uint32_t index = model.entity(entity);
    const std::uint32_t attribute = index == none ? none : model.attribute(index, name);
    if (attribute == none) return false;
    if (model.entities[index].owner == attribute) return true;
    if (!model.people) return false;
    return std::any_of(model.people->assignments.begin(), model.people->assignments.end(), [&](const AssignmentDef& def) {
      return def.attribute == attribute || def.held_by == attribute;
    });
  }

  bool is_flag(const std::string& entity, const std::string& name) const {
    const PolicyModel& model = policy_.model();
    const std::uint32_t index = model.entity(entity);
    const std::uint32_t attribute = index == none ? none : model.attribute(index, name);
    return attribute != none && model.attributes[attribute].flag;
  }

  bool is_set_tier(const std::string& entity, const std::string& name) const {
    const PolicyModel& model = policy_.model();
    const std::uint32_t index = model.entity(entity);
    return index != none && model.tier_set_as(index, name) != none;
  }

  void give(const Node& node, const std::string& id, const std::string& type, const std::string& head,
            const std::string& data) {
    std::string json = "{\"id\":";
    loader::append_quoted(json, id);
    json += ",\"type\":\"" + type + '"' + head + ",\"data\":{" + data + "}}";
    try {
      book_.record(Event::parse(json, zone_), book_.now());
    } catch (const Error& error) {
      checks_.fail(node, "given facts", "accepted", joined(error));
    }
  }

  void perform(const Step& step) {
    switch (step.kind) {
      case Step::Kind::event:
        return happen(step);
      case Step::Kind::advance:
        return advance(step);
      case Step::Kind::log:
        return feed(step);
      case Step::Kind::bind:
        return bind(step);
      case Step::Kind::then:
        return checks_.check(step.then);
    }
  }

  void advance(const Step& step) {
    try {
      book_.advance(checks_.instant(*step.to));
    } catch (const Error& error) {
      checks_.fail(*step.node, "advance", "accepted", joined(error));
    }
  }

  void bind(const Step& step) {
    try {
      book_.bind(load_bindings(step.bindings, file_.file), step.at != nullptr ? checks_.instant(*step.at) : book_.now());
      checks_.bound();
      if (step.refused != nullptr) {
        checks_.counted();
        checks_.fail(*step.refused, "bind", "refused with " + step.refused->text, "accepted");
      }
    } catch (const Error& error) {
      if (step.refused == nullptr) return checks_.fail(*step.node, "bind", "accepted", joined(error));
      checks_.counted();
      const auto& found = error.diagnostics();
      const auto wanted = [&](const Diagnostic& d) { return d.code == step.refused->text; };
      if (std::none_of(found.begin(), found.end(), wanted)) {
        checks_.fail(*step.refused, "bind", "refused with " + step.refused->text, joined(error));
      }
    }
  }

  void feed(const Step& step) {
    try {
      const std::filesystem::path folder = std::filesystem::path(file_.file).parent_path();
      LogInput input;
      input.path = (folder / step.log_file).lexically_normal().string();
      if (!step.map_file.empty())
        input.mapping = LogMapping::load_file((folder / step.map_file).lexically_normal().string());
      LogOptions options;
      options.zone = zone_;
      std::vector<LogInput> inputs;
      inputs.push_back(std::move(input));
      EventLog log = EventLog::read(std::move(inputs), options);
      Event event;
      while (log.next(event)) book_.record(event, std::max(event.at, book_.now()));
    } catch (const Error& error) {
      checks_.fail(*step.node, "log " + step.log_file, "accepted", joined(error));
    }
  }

  void happen(const Step& step) {
    const Instant first = step.at != nullptr ? checks_.instant(*step.at) : book_.now();
    if (step.every == nullptr) return record(step, first, 0);
    const std::optional<Span> span = Span::parse(step.every->text);
    if (!span || span->amount <= 0) {
      return checks_.fail(*step.every, "the repetition of an event", "a span above zero, e.g. \"1 week\"",
                          step.every->text);
    }
    const Instant last = checks_.instant(*step.until, true);
    const LocalTime start = zone_.to_local(first);
    for (int i = 0;; ++i) {
      if (i == repetitions_max)
        return checks_.fail(*step.node, "the repetition of an event", "at most 100000 events", "more");
      Span so_far = *span;
      so_far.amount *= i;
      PointInTime point;
      point.is_date = !span->is_exact();
      point.date = start.date;
      point.instant = first;
      point = add_span(point, so_far, *policy_.model().calendar);
      const Instant at = point.is_date ? zone_.to_instant({point.date, start.us_of_day}) : point.instant;
      if (last < at) return;
      record(step, at, i + 1);
    }
  }

  /// `repetition`: 0 for a single event, else its number.
  void record(const Step& step, Instant at, int repetition) {
    std::string json = step.envelope + ",\"at\":";
    loader::append_quoted(json, zone_.to_text(at));
    if (!step.has_id) json += ",\"id\":\"step-" + std::to_string(step_) + '"';
    json += '}';
    Error problem(ErrorKind::internal, "", "");
    try {
      Event event = Event::parse(json, zone_);
      if (repetition > 0) event.id += '-' + std::to_string(repetition);
      const Instant recorded =
          step.recorded != nullptr ? checks_.instant(*step.recorded) : std::max(at, book_.now());
      const RecordResult done = book_.record(event, recorded);
      if (step.refused != nullptr) {
        checks_.counted();
        checks_.fail(*step.refused, "event " + event.type, "refused with " + step.refused->text, "accepted");
      }
      if (step.credits != nullptr)
        checks_.rules(*step.credits, done.credited, "rules credited by event " + event.type + notes(done));
      if (step.creates != nullptr)
        checks_.rules(*step.creates, done.created,
                      "rules with a new duty after event " + event.type + notes(done));
      if (step.moves != nullptr) {
        std::vector<DutyKey> moved;
        for (const DutyMove& move : done.moved) moved.push_back(move.key);
        checks_.rules(*step.moves, moved, "rules with a duty moved by event " + event.type + notes(done));
      }
      if (step.known != nullptr) {
        checks_.counted();
        if (done.known != step.known->boolean) {
          checks_.fail(*step.known, "event " + event.id + ": known", step.known->boolean ? "true" : "false",
                       done.known ? "true" : "false");
        }
      }
      return;
    } catch (const Error& error) {
      problem = error;
    }
    if (step.refused == nullptr) return checks_.fail(*step.node, "event", "accepted", joined(problem));
    checks_.counted();
    const auto& found = problem.diagnostics();
    const bool as_expected = std::any_of(found.begin(), found.end(),
                                         [&](const Diagnostic& d) { return d.code == step.refused->text; });
    if (!as_expected)
      checks_.fail(*step.refused, "event", "refused with " + step.refused->text, joined(problem));
  }

  static std::string notes(const RecordResult& result) {
    std::string text;
    for (const std::string& note : result.notes) text += (text.empty() ? " (" : "; ") + note;
    return text.empty() ? "" : text + ')';
  }

  const TestFile& file_;
  const Test& test_;
  const Policy& policy_;
  TimeZone zone_;
  Book book_;
  Checks checks_;
  int step_ = 0;
};

/// All tests of one file.
class FileRun {
 public:
  FileRun(CoverageLog& coverage, const PolicyTestOptions& options, PolicyTestReport& report)
      : coverage_(coverage), options_(options), report_(report) {}

  void run(const std::string& path) {
    try {
      const TestFile file = read_test_file(path);
      for (const Test& test : file.tests) {
        if (test.name.find(options_.only) != std::string::npos) one(file, test);
      }
    } catch (const Error& error) {
      PolicyTestResult result;
      result.file = path;
      for (const Diagnostic& diagnostic : error.diagnostics())
        result.failures.push_back(failure_of(diagnostic, true));
      finish(std::move(result));
    }
  }

 private:
  void one(const TestFile& file, const Test& test) {
    PolicyTestResult result;
    result.file = file.file;
    result.name = test.name;
    try {
      const Policy& policy = policy_for(file, test);
      coverage_.meet(file.policy, policy);
      TestRun run(file, test, policy, result);
      try {
        run.run();
      } catch (const Error& error) {
        result.failures.push_back({"the test could not be finished", "", joined(error), test.node->pointer(),
                                   test.node->key_place.line, test.node->key_place.column});
      }
      coverage_.add(file.policy, run.book());
    } catch (const Error& error) {
      for (const Diagnostic& diagnostic : error.diagnostics()) {
        if (diagnostic.severity != Severity::error) continue;  // notes of a policy that is refused are for later
        PolicyTestFailure failure = failure_of(diagnostic, false);
        failure.pointer = test.node->pointer();
        failure.line = test.node->key_place.line;
        failure.column = test.node->key_place.column;
        result.failures.push_back(std::move(failure));
      }
    }
    finish(std::move(result));
  }

  /// Tests with the same parameters share the compiled policy.
  const Policy& policy_for(const TestFile& file, const Test& test) {
    LoadOptions options;
    options.parameters = file.given.params;
    for (const auto& [name, json] : test.given.params) options.parameters[name] = json;
    std::string key;
    for (const auto& [name, json] : options.parameters) key += name + '=' + json + '\n';
    auto& loaded = policies_[{file.policy, key}];
    if (!loaded) loaded = std::make_unique<Policy>(Policy::load_file(file.policy, options));
    return *loaded;
  }

  void finish(PolicyTestResult result) {
    ++(result.passed() ? report_.passed : report_.failed);
    if (options_.progress) options_.progress(result);
    report_.results.push_back(std::move(result));
  }

  CoverageLog& coverage_;
  const PolicyTestOptions& options_;
  PolicyTestReport& report_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<Policy>> policies_;
};

}  // namespace

std::vector<std::string> find_policy_tests(const std::vector<std::string>& paths) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    std::error_code failure;
    const fs::file_status status = fs::status(path, failure);
    std::vector<std::string> here;
    if (fs::is_directory(status)) {
      for (auto entry =
               fs::recursive_directory_iterator(path, fs::directory_options::skip_permission_denied, failure);
           !failure && entry != fs::recursive_directory_iterator(); entry.increment(failure)) {
        const fs::path& found = entry->path();
        const bool in_tests = fs::absolute(found).parent_path().filename() == "tests";
        if (entry->is_regular_file() && found.extension() == ".json" && in_tests)
          here.push_back(found.string());
      }
    } else if (fs::exists(status)) {
      here.push_back(path);
    } else {
      Diagnostic diagnostic;
      diagnostic.code = std::string(loader::code::unreadable_file.id);
      diagnostic.message = "there is no such file or folder";
      diagnostic.file = path;
      throw Error(ErrorKind::storage, {diagnostic});
    }
    std::sort(here.begin(), here.end());
    for (std::string& file : here) {
      if (seen.insert(fs::weakly_canonical(file, failure).string()).second) files.push_back(std::move(file));
    }
  }
  return files;
}

PolicyTestReport run_policy_tests(const std::vector<std::string>& files, const PolicyTestOptions& options) {
  PolicyTestReport report;
  CoverageLog coverage;
  FileRun run(coverage, options, report);
  for (const std::string& file : files) run.run(file);
  report.coverage = coverage.result();
  return report;
}

}  // namespace huifang
