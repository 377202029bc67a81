/// huifang survey: what the answers to a form come to, without a book.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "cli/console.hpp"
#include "cli/output.hpp"
#include "cli/records.hpp"
#include "huifang/survey.hpp"
#include "policy/model.hpp"
#include "survey/answers.hpp"

namespace huifang::cli {
namespace {

constexpr std::int64_t sent_max = 1'000'000'000'000;

struct Options {
  std::string policy, form, answers, next, at, language = "en", format = "table", decimal = ".";
  std::vector<std::string> scores, params;
  std::int64_t sent = -1;
  int places = 2;
  bool each = false, pairwise = false, standardised = false;
};

std::string trimmed(std::string text) {
  text.erase(0, std::min(text.find_first_not_of(" \t"), text.size()));
  text.erase(text.find_last_not_of(" \t") + 1);
  return text;
}

/// A cell as the form's field wants it. What does not fit stays text, and is refused where it is checked.
Value cell(std::string text, const FieldDef* field, const std::string& decimal) {
  using Kind = feel::Type::Kind;
  text = trimmed(std::move(text));
  if (text.empty()) return {};
  const Kind kind = field == nullptr ? Kind::string : field->type.kind;
  if (kind == Kind::number) {
    std::string digits = text;
    if (digits.ends_with('%')) digits = trimmed(digits.substr(0, digits.size() - 1));
    if (decimal == ",") std::replace(digits.begin(), digits.end(), ',', '.');
    const auto number = Decimal::parse(digits);
    return number ? Value::of(*number) : Value::of(text);
  }
  if (kind == Kind::boolean && (text == "true" || text == "false")) return Value::of(text == "true");
  if (kind != Kind::any && field != nullptr && !field->list) return Value::of(text);
  if (field == nullptr) return Value::of(text);
  if (text.starts_with('{') || text.starts_with('[')) {
    try {
      return json_of_host(text);
    } catch (const Error&) {
      return Value::of(text);
    }
  }
  std::vector<Value> items;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find(';', from), text.size());
    if (const std::string one = trimmed(text.substr(from, to - from)); !one.empty()) items.push_back(Value::of(one));
    from = to + 1;
  }
  return Value::of(std::move(items));
}

const FieldDef* field_of(const FormDef* form, const std::string& name) {
  if (form == nullptr) return nullptr;
  const auto found = std::find_if(form->fields.begin(), form->fields.end(), [&](const FieldDef& field) { return field.name == name; });
  return found == form->fields.end() ? nullptr : &*found;
}

std::vector<SurveyRow> read_csv(const std::string& path, const FormDef* form, const std::string& decimal) {
  Records records = Records::csv(path, ',');
  std::vector<SurveyRow> rows(records.size());
  for (const ValueColumn& column : records.take()) {
    const std::string name = trimmed(column.name);
    const FieldDef* field = field_of(form, name);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const std::int32_t place = column.places[row];
      const std::string text = place < 0 ? std::string() : column.values[static_cast<std::size_t>(place)].string();
      if (name == "id" && field == nullptr) {
        rows[row].id = trimmed(text);
      } else if (Value value = cell(text, field, decimal); !value.is_null() || field == nullptr) {
        rows[row].data.emplace(name, std::move(value));  // a column that the form does not have is refused, also where it is empty
      }
    }
  }
  return rows;
}

std::vector<SurveyRow> read_lines(const std::string& path, const Policy& policy, const std::string& form) {
  std::vector<SurveyRow> rows;
  each_line(path, [&](const std::string& line) { rows.push_back(row_of(policy, form, json_of_host(line), "")); });
  return rows;
}

std::string number(const std::optional<Ratio>& value, int places) { return value ? value->rounded_text(places) : ""; }
std::string number(const std::optional<double>& value) {
  if (!value) return "";
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", *value);
  std::replace(text, text + sizeof text, ',', '.');
  return text;
}
std::string percent(const Rate& rate, int places) { return rate.percent() ? rate.percent()->rounded_text(places) + " %" : ""; }

std::string each_table(Format format, const Survey& survey, int places) {
  std::vector<Column> columns = {{"id", "response"}, {"score", "score"}, {"value", "value", true}, {"band", "band"}, {"reason", "not scored because"}};
  std::vector<std::vector<std::string>> rows;
  for (const SurveyResponse& response : survey.responses) {
    if (response.scores.empty()) {
      std::string missing;
      for (const std::string& name : response.missing) missing += (missing.empty() ? "draft; missing: " : ", ") + name;
      rows.push_back({response.id, "", "", "", response.superseded ? "superseded" : missing});
    }
    for (std::size_t i = 0; i < response.scores.size(); ++i) {
      const Score& score = response.scores[i];
      const std::string value = format == Format::table ? number(score.value, places) : score.value ? score.value->to_decimal().to_text() : "";
      rows.push_back({response.id, survey.scores[i].score, value, score.band, score.reason});
    }
  }
  return rendered(format, columns, rows);
}

void print_summary(const Survey& survey, int places) {
  std::string head = "Returned: " + std::to_string(survey.returned);
  if (survey.sent) head += " of " + std::to_string(*survey.sent) + " sent, " + percent(survey.response_rate(), places);
  head += "\nValid: " + std::to_string(survey.valid);
  if (survey.returned > 0) head += ", " + percent(survey.valid_rate(), places);
  if (survey.drafts > 0) head += "; drafts: " + std::to_string(survey.drafts);
  if (survey.superseded > 0) head += "; superseded: " + std::to_string(survey.superseded);
  print(head + "\n");
  std::vector<std::vector<std::string>> rows;
  for (const SurveyScore& score : survey.scores) {
    std::string bands, invalid;
    for (const auto& [name, rate] : score.bands) bands += (bands.empty() ? "" : ", ") + name + " " + std::to_string(rate.count);
    for (const auto& [reason, count] : score.invalid) invalid += (invalid.empty() ? "" : ", ") + reason + " " + std::to_string(count);
    rows.push_back({score.score, std::to_string(score.mean.n), number(score.mean.value, places), bands, invalid, number(score.reliability.alpha_value), number(score.reliability.omega)});
  }
  if (!rows.empty()) {
    print("\n" + table({{"score", "score"}, {"n", "n", true}, {"mean", "mean", true}, {"bands", "bands"}, {"invalid", "not scored"}, {"alpha", "alpha", true}, {"omega", "omega", true}}, rows));
  }
  for (const SurveyScore& score : survey.scores) {
    for (const std::string& warning : score.reliability.warnings) print(score.score + ": " + warning + "\n");
  }
  rows.clear();
  for (const SurveyItem& item : survey.items) {
    std::string answers;
    for (const auto& [answer, count] : item.answers) answers += (answers.empty() ? "" : ", ") + answer + ": " + std::to_string(count);
    rows.push_back({item.item, item.top_two ? std::to_string(item.mean.n) : "", number(item.mean.value, places), item.top_two ? percent(*item.top_two, places) : "",
                    item.nps ? number(item.nps->value(), 1) : "", std::to_string(item.missing), answers});
  }
  if (!rows.empty()) {
    print("\n" + table({{"item", "item"}, {"n", "n", true}, {"mean", "mean", true}, {"top_two", "best two", true}, {"nps", "NPS", true}, {"missing", "missing", true}, {"answers", "answers", false, 60}}, rows));
  }
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void print_progress(const SurveyProgress& progress) {
  if (progress.next) {
    const SurveyQuestion& question = *progress.next;
    print("Next: " + question.item + (question.label == question.item ? "" : ", " + question.label) + "\nScale: " + question.scale.to_text() +
          (question.required ? "; required\n" : "\n"));
    for (const SurveyOption& option : question.options) {
      if (option.label != option.value) print("  " + option.value + "  " + option.label + "\n");
    }
  } else {
    print(progress.complete() ? "Complete.\n" : "Nothing is left to ask.\n");
  }
  if (!progress.missing.empty()) print("Missing: " + joined(progress.missing) + "\n");
  if (!progress.not_shown.empty()) print("Not shown: " + joined(progress.not_shown) + "\n");
  if (!progress.excluded.empty()) print("Does not count: " + progress.excluded + "\n");
}

int run(const Options& options) {
  LoadOptions load;
  load.parameters = parameters(options.params);
  const Policy policy = Policy::load_file(options.policy, load);
  SurveyRequest request;
  request.form = options.form;
  request.scores = options.scores;
  if (options.sent >= 0) request.sent = options.sent;
  if (!options.at.empty()) request.at = moment(options.at, policy.zone(), "--at");
  request.reliability.pairwise = options.pairwise;
  request.reliability.standardised = options.standardised;
  const std::uint32_t index = policy.model().form(options.form);
  const FormDef* form = index == none ? nullptr : &policy.model().forms[index];
  const Format format = format_of(options.format);
  if (!options.next.empty()) {
    const SurveyProgress progress = survey_next(policy, request, row_of(policy, options.form, json_of_host(read_file(options.next)), ""), options.language);
    if (format == Format::json) {
      print(to_json(progress) + "\n");
    } else {
      print_progress(progress);
    }
    return exit_ok;
  }
  const bool lines = options.answers.ends_with(".jsonl") || options.answers.ends_with(".ndjson");
  const Survey found = survey(policy, request, lines ? read_lines(options.answers, policy, options.form) : read_csv(options.answers, form, options.decimal));
  if (format == Format::json) {
    print(to_json(found) + "\n");
  } else if (format == Format::csv || options.each) {
    print(each_table(format, found, options.places));
  } else {
    print_summary(found, options.places);
  }
  return exit_ok;
}

}  // namespace

void add_survey(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("survey", "Score the answers to a form of a policy, or tell what it asks next, without a book");
  command->add_option("POLICY", options->policy, "the policy")->required()->type_name("FILE");
  command->add_option("--form", options->form, "the form that was answered")->required()->type_name("NAME");
  CLI::Option_group* source = command->add_option_group("what was answered");
  source->add_option("--answers", options->answers, "the responses: CSV with a header, or .jsonl with a JSON object a line; - reads CSV from standard input")->type_name("FILE")->check(not_empty());
  source->add_option("--next", options->next, "what to ask next: the answers so far, a JSON object; - reads it from standard input")->type_name("FILE")->check(not_empty());
  source->require_option(1);
  command->add_option("--score", options->scores, "only this one; may be repeated")->type_name("NAME");
  command->add_option("--sent", options->sent, "how many were asked")->check(CLI::Range(std::int64_t{0}, sent_max));
  command->add_option("--language", options->language, "of the labels of --next")->type_name("TAG")->capture_default_str();
  command->add_option("--at", options->at, "as of when parameters are read")->type_name("DATE")->check(not_empty());
  command->add_option("--decimal", options->decimal, "sign before decimals in CSV: . or ,")->check(CLI::IsMember({".", ","}))->capture_default_str();
  command->add_option("--places", options->places, "decimals of the table, rounded half up")->check(CLI::Range(0, 12))->capture_default_str();
  command->add_flag("--each", options->each, "list every response instead of the summary");
  command->add_flag("--pairwise", options->pairwise, "reliability of every pair of items with whoever answered both");
  command->add_flag("--standardised", options->standardised, "reliability of correlations");
  command->add_option("--param", options->params, "name=value of a parameter (JSON); may be repeated")->type_name("NAME=VALUE");
  command->add_option("--format", options->format, "table; csv: every response; json: everything")->check(CLI::IsMember({"table", "csv", "json"}))->capture_default_str();
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
