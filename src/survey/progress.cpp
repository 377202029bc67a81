/// What a script asks next.

#include <algorithm>

#include "survey/answers.hpp"

namespace huifang {
namespace {

class Asking {
 public:
  Asking(const Policy& policy, const FormDef& form, std::string_view language)
      : policy_(policy), prefix_("filed." + form.name + "."), language_(language) {}

  SurveyQuestion question(const FormItem& item) const {
    SurveyQuestion question;
    question.item = item.name;
    question.label = label("field", prefix_ + item.entry, item.name);
    question.group = item.group;
    question.scale = item.scale;
    const std::string values = prefix_ + item.entry + ".";
    const auto add = [&](const std::string& value, const std::string& parent, bool text) {
      const std::string everywhere = label("value", value, value);
      question.options.push_back({value, label("value", values + value, everywhere), parent, text});
    };
    switch (item.scale.kind) {
      case ScoreScale::Kind::range:
        for (const Decimal& value : labelled(values)) add(value.to_text(), "", false);
        break;
      case ScoreScale::Kind::list:
        for (const Decimal& value : item.scale.values) add(value.to_text(), "", false);
        break;
      default:
        for (const ScoreOption& option : item.scale.options) add(option.name, option.parent, option.text);
    }
    return question;
  }

 private:
  std::string label(std::string_view kind, const std::string& name, const std::string& otherwise) const {
    std::string text = policy_.label(kind, name, language_);
    return text == name ? otherwise : text;
  }

  /// The numbers of a range that have labels, ascending.
  std::vector<Decimal> labelled(const std::string& values) const {
    std::vector<Decimal> out;
    const std::string key = "value/" + values;
    const auto& labels = policy_.model().labels;
    for (auto known = labels.lower_bound(key); known != labels.end() && known->first.starts_with(key);
         ++known) {
      if (const auto number = Decimal::parse(std::string_view(known->first).substr(key.size())))
        out.push_back(*number);
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  const Policy& policy_;
  std::string prefix_;
  std::string_view language_;
};

}  // namespace

SurveyProgress survey_next(const Policy& policy, const SurveyRequest& request, const SurveyRow& answers,
                           std::string_view language) {
  AnswerReader reader(policy, request.form, request.at);
  std::vector<Diagnostic> findings;
  const FormReading reading = reader.read(answers, answers.id.empty() ? "1" : answers.id, "", findings);
  if (!findings.empty()) throw Error(ErrorKind::argument, findings);
  SurveyProgress progress;
  progress.missing = reading.missing;
  progress.excluded = reading.excluded;
  const Asking asking(policy, policy.model().forms[reader.form()], language);
  for (std::size_t i = 0; i < reader.asked().items.size(); ++i) {
    const FormItem& item = reader.asked().items[i];
    if (reading.states[i] == AnswerState::not_shown) {
      progress.not_shown.push_back(item.name);
    } else if (reading.states[i] != AnswerState::missing) {
      ++progress.answered;
    } else if (answers.data.contains(item.name)) {
      ++progress.passed_over;
    } else if (++progress.open == 1) {
      progress.next = asking.question(item);
      progress.next->required =
          std::find(reading.missing.begin(), reading.missing.end(), item.name) != reading.missing.end();
    }
  }
  return progress;
}

}  // namespace huifang
