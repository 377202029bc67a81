#include "policy_test/document.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "policy/canonical.hpp"

namespace huifang::policy_test {
namespace {

namespace code = loader::code;
using Kind = Node::Kind;

const std::vector<std::string> selection_keys{"rule",  "subject",  "owner",  "n",   "run",
                                              "state", "due_from", "due_to", "late"};
const std::vector<std::string> count_keys{"count", "at_least", "at_most"};
/// Of one duty; those that also select are only expectations in "duty".
const std::vector<std::string> duty_fields{"state",  "owner",   "responsible", "opens",     "due",
                                           "have",   "need",    "late",        "done_at",   "missed_at",
                                           "source", "because", "explain",     "explain_zh", "version"};
const std::vector<std::string> tier_fields{"value", "from", "source", "row", "why", "history"};

std::vector<std::string> joined(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

class Reader {
 public:
  explicit Reader(const std::string& path) {
    file_.file = path;
    file_.form = std::make_unique<JsonForm>(read_text_file(path), path);
  }

  TestFile read() {
    const Node& root = file_.form->root();
    if (form().object(root, {"$schema", "huifang_test", "policy", "given", "tests"})) {
      const Node* version = form().required(root, "huifang_test");
      if (version != nullptr && !(version->is_number() && version->text == "1")) {
        form().refuse(code::format_number, *version, "this format of policy tests is not known", "1");
      }
      const std::filesystem::path folder = std::filesystem::path(file_.file).parent_path();
      const Node* policy = form().text(root, "policy");
      file_.policy =
          (folder / (policy == nullptr ? "../policy.json" : policy->text)).lexically_normal().string();
      if (const Node* found = root.find("given")) file_.given = given(*found);
      if (const Node* tests = form().required(root, "tests");
          tests != nullptr && form().is(*tests, Kind::object)) {
        for (const Node* node : tests->children) file_.tests.push_back(test(*node));
        if (tests->children.empty())
          form().refuse(code::empty_list, *tests, "this file tests nothing", "at least one test");
      }
    }
    form().finish();
    return std::move(file_);
  }

 private:
  JsonForm& form() { return *file_.form; }

  Given given(const Node& node) {
    Given given;
    if (!form().object(node, {"from", "params", "bindings", "facts"})) return given;
    given.from = time(node, "from");
    if (const Node* params = form().member(node, "params", Kind::object)) {
      for (const Node* param : params->children) given.params[param->key] = loader::canonical(*param);
    }
    if (const Node* bindings = form().member(node, "bindings", Kind::array)) given.bindings = loader::canonical(*bindings);
    if (const Node* facts = form().member(node, "facts", Kind::object)) {
      for (const Node* entity : facts->children) {
        if (!form().is(*entity, Kind::object)) continue;
        for (const Node* subject : entity->children) {
          if (form().is(*subject, Kind::object))
            given.facts.push_back({subject, {entity->key, subject->key}});
        }
      }
    }
    return given;
  }

  Test test(const Node& node) {
    Test test;
    test.node = &node;
    test.name = node.key;
    if (!form().object(node, {"given", "when", "then"})) return test;
    if (const Node* found = node.find("given")) test.given = given(*found);
    if (const Node* when = form().member(node, "when", Kind::array)) {
      for (const Node* item : when->children) {
        if (form().is(*item, Kind::object)) test.when.push_back(step(*item));
      }
    }
    if (const Node* found = node.find("then")) test.then = then(*found);
    const bool checks_inside = std::any_of(test.when.begin(), test.when.end(), [](const Step& step) {
      return step.kind == Step::Kind::then || step.refused || step.credits || step.creates || step.moves ||
             step.known;
    });
    if (node.find("then") == nullptr && !checks_inside) {
      form().refuse(code::missing_key, node, "this test expects nothing, so it cannot fail", "\"then\"");
    }
    return test;
  }

  Step step(const Node& node) {
    Step step;
    step.node = &node;
    if (node.has("advance")) {
      step.kind = Step::Kind::advance;
      form().object(node, {"advance"});
      step.to = time(node, "advance");
    } else if (node.has("bind")) {
      step.kind = Step::Kind::bind;
      form().object(node, {"bind", "at", "refused"});
      if (const Node* bindings = form().member(node, "bind", Kind::array)) step.bindings = loader::canonical(*bindings);
      step.at = time(node, "at");
      step.refused = form().text(node, "refused");
    } else if (node.has("then")) {
      step.kind = Step::Kind::then;
      form().object(node, {"then"});
      if (const Node* found = node.find("then")) step.then = then(*found);
    } else if (node.has("log")) {
      step.kind = Step::Kind::log;
      form().object(node, {"log", "map"});
      if (const Node* log = form().text(node, "log")) step.log_file = log->text;
      if (const Node* map = form().text(node, "map")) step.map_file = map->text;
    } else {
      event(step, node);
    }
    return step;
  }

  void event(Step& step, const Node& node) {
    form().required(node, "type");
    step.at = time(node, "at");
    step.recorded = time(node, "recorded");
    step.refused = form().text(node, "refused");
    step.credits = names(node, "credits");
    step.creates = names(node, "creates");
    step.moves = names(node, "moves");
    step.known = form().member(node, "known", Kind::boolean);
    step.every = form().text(node, "every");
    step.until = time(node, "until");
    step.has_id = node.has("id");
    if ((step.every == nullptr) != (step.until == nullptr)) {
      form().refuse(code::missing_key, node, "\"every\" and \"until\" belong together");
    }
    if (step.every != nullptr && step.at == nullptr)
      form().refuse(code::missing_key, node, "a repeated event needs \"at\"");
    // The rest is an event envelope and is checked as such when it is recorded.
    step.envelope = envelope(
        node, {"at", "recorded", "refused", "credits", "creates", "moves", "known", "every", "until"});
  }

  /// The members of an event, without `own`, which only tests know: JSON that is not closed yet.
  static std::string envelope(const Node& node, std::initializer_list<std::string_view> own) {
    std::string text = "{";
    for (const Node* child : node.children) {
      if (std::find(own.begin(), own.end(), child->key) != own.end()) continue;
      if (text.size() > 1) text += ',';
      loader::append_quoted(text, child->key);
      text += ':' + loader::canonical(*child);
    }
    return text;
  }

  Then then(const Node& node) {
    Then then;
    if (!form().object(node, {"duties", "duty", "tiers", "facts", "effects", "contacts", "scores", "cases", "points", "reports"})) return then;
    each(node, "duties", [&](const Node& item) { then.duties.push_back(duties(item)); });
    each(node, "duty", [&](const Node& item) { then.duties.push_back(duty(item)); });
    each(node, "tiers", [&](const Node& item) { then.tiers.push_back(tier(item)); });
    each(node, "facts", [&](const Node& item) { then.facts.push_back(fact(item)); });
    each(node, "effects", [&](const Node& item) { then.effects.push_back(effect(item)); });
    each(node, "scores", [&](const Node& item) { then.scores.push_back(score(item)); });
    each(node, "cases", [&](const Node& item) { then.cases.push_back(one_case(item)); });
    each(node, "points", [&](const Node& item) { then.points.push_back(points(item)); });
    each(node, "reports", [&](const Node& item) { then.reports.push_back(report(item)); });
    each(node, "contacts", [&](const Node& item) { then.contacts.push_back(contact(item)); });
    if (node.children.empty())
      form().refuse(code::empty_list, node, "this expects nothing",
                    "duties, duty, tiers, facts, effects, contacts, scores, cases, points or reports");
    return then;
  }

  /// A list of objects, or one object.
  template <class Use>
  void each(const Node& node, std::string_view key, const Use& use) {
    const Node* found = node.find(key);
    if (found == nullptr) return;
    if (found->is_object()) return use(*found);
    if (!form().is(*found, Kind::array)) return;
    for (const Node* item : found->children) {
      if (form().is(*item, Kind::object)) use(*item);
    }
  }

  DutyExpectation duties(const Node& node) {
    DutyExpectation expectation;
    expectation.node = &node;
    form().object(node, joined(selection_keys, count_keys));
    expectation.which = selection(node, true);
    expectation.count = count(node);
    return expectation;
  }

  DutyExpectation duty(const Node& node) {
    DutyExpectation expectation;
    expectation.node = &node;
    expectation.single = true;
    form().object(node, joined({"rule", "subject", "n", "run", "exists"}, duty_fields));
    expectation.which = selection(node, false);
    form().required(node, "rule");
    if (const Node* exists = form().member(node, "exists", Kind::boolean))
      expectation.exists = exists->boolean;
    fields(expectation.fields, node, duty_fields);
    if (const Node* state = node.find("state")) states(*state);
    return expectation;
  }

  DutySelection selection(const Node& node, bool wide) {
    DutySelection which;
    if (const Node* rule = form().text(node, "rule")) which.rule = rule->text;
    if (const Node* subject = form().text(node, "subject"))
      which.subject = reference(subject->text, "customer");
    if (const Node* n = form().text(node, "n")) which.n = n->text;
    if (const Node* run = form().text(node, "run")) which.run = run->text;
    if (!wide) return which;
    if (const Node* owner = form().text(node, "owner")) which.owner = reference(owner->text, "staff");
    if (const Node* state = node.find("state")) which.states = states(*state);
    which.due_from = time(node, "due_from");
    which.due_to = time(node, "due_to");
    if (const Node* late = form().member(node, "late", Kind::boolean)) which.late = late->boolean;
    return which;
  }

  std::vector<DutyState> states(const Node& node) {
    std::vector<DutyState> states;
    const auto add = [&](const Node& item) {
      if (!form().is(item, Kind::string)) return;
      if (const std::optional<DutyState> state = duty_state(item.text)) {
        states.push_back(*state);
      } else {
        form().refuse(code::bad_value, item, "this is no state of a duty",
                      "pending, open, done, overdue, lapsed, waived, withdrawn");
      }
    };
    if (node.is_array()) {
      for (const Node* item : node.children) add(*item);
    } else {
      add(node);
    }
    return states;
  }

  TierExpectation tier(const Node& node) {
    TierExpectation expectation;
    expectation.node = &node;
    form().object(node, joined({"subject", "tier", "at"}, tier_fields));
    if (form().required(node, "subject") != nullptr) {
      if (const Node* subject = form().text(node, "subject")) expectation.subject = subject_of(*subject);
    }
    if (form().required(node, "tier") != nullptr) {
      if (const Node* name = form().text(node, "tier")) expectation.tier = name->text;
    }
    expectation.at = time(node, "at");
    fields(expectation.fields, node, tier_fields);
    if (expectation.fields.empty())
      form().refuse(code::missing_key, node, "nothing is expected of this tier", "\"value\"");
    return expectation;
  }

  FactExpectation fact(const Node& node) {
    FactExpectation expectation;
    expectation.node = &node;
    form().object(node, {"subject", "name", "at", "value"});
    if (form().required(node, "subject") != nullptr) {
      if (const Node* subject = form().text(node, "subject")) expectation.subject = subject_of(*subject);
    }
    if (form().required(node, "name") != nullptr) {
      if (const Node* name = form().text(node, "name")) expectation.name = name->text;
    }
    expectation.at = time(node, "at");
    expectation.value = form().required(node, "value");
    return expectation;
  }

  ScoreExpectation score(const Node& node) {
    static const std::vector<std::string> score_fields{"value", "band", "valid", "reason", "response", "supersedes", "exists"};
    ScoreExpectation expectation;
    expectation.node = &node;
    form().object(node, joined({"score", "subject", "at"}, score_fields));
    if (form().required(node, "score") != nullptr) {
      if (const Node* name = form().text(node, "score")) expectation.score = name->text;
    }
    if (form().required(node, "subject") != nullptr) {
      if (const Node* subject = form().text(node, "subject")) expectation.subject = subject_of(*subject);
    }
    expectation.at = time(node, "at");
    fields(expectation.fields, node, score_fields);
    if (expectation.fields.empty()) form().refuse(code::missing_key, node, "nothing is expected of this score", "\"value\"");
    return expectation;
  }

  ReportExpectation report(const Node& node) {
    ReportExpectation expectation;
    expectation.node = &node;
    form().object(node, {"report", "period", "figures", "met", "rows", "findings"});
    if (form().required(node, "report") != nullptr) {
      if (const Node* name = form().text(node, "report")) expectation.report = name->text;
    }
    if (const Node* period = form().text(node, "period")) expectation.period = period->text;
    const auto members = [&](std::string_view key, Kind kind, std::vector<const Node*>& out) {
      const Node* found = form().member(node, key, Kind::object);
      if (found == nullptr) return;
      for (const Node* child : found->children) {
        if (form().is(*child, kind)) out.push_back(child);
      }
      if (found->children.empty()) form().refuse(code::empty_list, *found, "this expects nothing", "at least one figure");
    };
    members("figures", Kind::string, expectation.figures);
    members("met", Kind::boolean, expectation.met);
    expectation.rows = form().member(node, "rows", Kind::array);
    if (expectation.rows != nullptr) {
      for (const Node* row : expectation.rows->children) {
        if (!form().is(*row, Kind::array)) continue;
        for (const Node* cell : row->children) form().is(*cell, Kind::string);
      }
    }
    expectation.findings = form().member(node, "findings", Kind::array);
    if (expectation.findings != nullptr) {
      for (const Node* child : expectation.findings->children) form().is(*child, Kind::string);
    }
    if (!node.has("figures") && !node.has("met") && !node.has("rows") && !node.has("findings")) {
      form().refuse(code::missing_key, node, "nothing is expected of this report", "\"figures\", \"met\", \"rows\" or \"findings\"");
    }
    return expectation;
  }

  EffectExpectation effect(const Node& node) {
    EffectExpectation expectation;
    expectation.node = &node;
    form().object(node, joined({"kind", "rule", "subject", "to", "data", "from", "until"}, count_keys));
    if (const Node* kind = form().text(node, "kind")) expectation.kind = kind->text;
    if (const Node* rule = form().text(node, "rule")) expectation.rule = rule->text;
    if (const Node* subject = form().text(node, "subject"))
      expectation.subject = reference(subject->text, "customer");
    if (const Node* to = form().text(node, "to")) expectation.to = reference(to->text, "staff");
    expectation.data = form().member(node, "data", Kind::object);
    expectation.from = time(node, "from");
    expectation.until = time(node, "until");
    expectation.count = count(node);
    return expectation;
  }

  ContactExpectation contact(const Node& node) {
    ContactExpectation expectation;
    expectation.node = &node;
    form().required(node, "type");
    expectation.at = time(node, "at");
    if (const Node* purpose = form().text(node, "purpose")) expectation.purpose = purpose->text;
    if (form().required(node, "answer") != nullptr) expectation.answer = form().text(node, "answer");
    expectation.source = form().text(node, "source");
    expectation.instead = names(node, "instead");
    expectation.envelope = envelope(node, {"at", "purpose", "answer", "source", "instead"});
    return expectation;
  }

  CaseExpectation one_case(const Node& node) {
    static const std::vector<std::string> case_fields{"state", "owner", "running", "outcome", "opened", "closed", "facts"};
    CaseExpectation expectation;
    expectation.node = &node;
    form().object(node, joined(joined({"workflow", "case", "about"}, case_fields), count_keys));
    if (form().required(node, "workflow") != nullptr) {
      if (const Node* workflow = form().text(node, "workflow")) expectation.which.workflow = workflow->text;
    }
    if (const Node* key = form().text(node, "case")) expectation.which.key = key->text;
    if (const Node* about = form().text(node, "about")) expectation.which.about = reference(about->text, "customer");
    if (node.has("count") || node.has("at_least") || node.has("at_most")) expectation.count = count(node);
    fields(expectation.fields, node, case_fields);
    return expectation;
  }

  PointExpectation points(const Node& node) {
    PointExpectation expectation;
    expectation.node = &node;
    form().object(node, joined({"account", "class", "period", "rule", "kind", "balance", "change"}, count_keys));
    if (const Node* account = form().text(node, "account")) expectation.which.account = reference(account->text, "staff");
    if (const Node* name = form().text(node, "class")) expectation.which.point_class = name->text;
    if (const Node* period = form().text(node, "period")) expectation.which.period = period->text;
    if (const Node* rule = form().text(node, "rule")) expectation.which.rule = rule->text;
    if (const Node* kind = form().text(node, "kind")) expectation.kind = kind->text;
    expectation.balance = form().member(node, "balance", Kind::number);
    expectation.change = form().member(node, "change", Kind::number);
    if (node.has("count") || node.has("at_least") || node.has("at_most")) expectation.count = count(node);
    if (node.has("balance") && (node.has("rule") || node.has("kind"))) {
      form().refuse(code::exclusive_keys, node, "a balance is of all rules and kinds of entries", "\"change\"");
    }
    if (!node.has("balance") && !node.has("change") && !expectation.count) {
      form().refuse(code::missing_key, node, "nothing is expected of these points", "\"balance\", \"change\" or \"count\"");
    }
    return expectation;
  }

  /// "count", or "at_least" and "at_most"; nothing means exactly one.
  CountExpectation count(const Node& node) {
    CountExpectation count;
    const std::optional<std::int64_t> exact = whole(node, "count");
    const std::optional<std::int64_t> least = whole(node, "at_least");
    const std::optional<std::int64_t> most = whole(node, "at_most");
    if (exact && (least || most)) form().refuse(code::exclusive_keys, node, "\"count\" stands alone");
    if (least || most) {
      count.at_least = least.value_or(0);
      count.at_most = most.value_or(INT64_MAX);
      if (least) count.text = "at least " + std::to_string(*least);
      if (most) count.text += (count.text.empty() ? "at most " : ", at most ") + std::to_string(*most);
    } else {
      count.at_least = count.at_most = exact.value_or(1);
      count.text = std::to_string(count.at_least);
    }
    return count;
  }

  std::optional<std::int64_t> whole(const Node& node, std::string_view key) {
    const Node* found = form().member(node, key, Kind::number);
    if (found == nullptr) return std::nullopt;
    const std::optional<std::int64_t> value = Decimal::parse(found->text)->to_int64();
    if (!value || *value < 0) {
      form().refuse(code::number_bounds, *found, "a count is a whole number", "0 or more");
      return std::nullopt;
    }
    return value;
  }

  void fields(std::vector<std::pair<std::string, const Node*>>& out, const Node& node,
              const std::vector<std::string>& keys) {
    for (const Node* child : node.children) {
      if (std::find(keys.begin(), keys.end(), child->key) != keys.end()) out.emplace_back(child->key, child);
    }
  }

  const Node* names(const Node& node, std::string_view key) {
    const Node* found = form().member(node, key, Kind::array);
    if (found == nullptr) return nullptr;
    for (const Node* item : found->children) form().is(*item, Kind::string);
    return found;
  }

  const Node* time(const Node& node, std::string_view key) {
    const Node* found = form().text(node, key);
    if (found == nullptr) return nullptr;
    std::string text = found->text;
    std::replace(text.begin(), text.end(), ' ', 'T');
    if (TimeZone::find("UTC").parse(text)) return found;
    form().refuse(code::bad_dates, *found, "this is no date and time", "e.g. 2024-03-01 or 2024-03-01 10:05");
    return nullptr;
  }

  EntityRef subject_of(const Node& node) { return reference(node.text, "customer").value_or(EntityRef{}); }

  TestFile file_;
};

}  // namespace

TestFile read_test_file(const std::string& path) { return Reader(path).read(); }

std::optional<EntityRef> reference(const std::string& text, const std::string& entity) {
  if (text.empty()) return std::nullopt;
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return EntityRef{entity, text};
  return EntityRef{text.substr(0, colon), text.substr(colon + 1)};
}

std::string to_text(const EntityRef& reference) { return reference.entity + ':' + reference.key; }

}  // namespace huifang::policy_test
