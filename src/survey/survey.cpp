#include "huifang/survey.hpp"

#include <algorithm>
#include <set>

#include "score/ticked.hpp"
#include "survey/answers.hpp"
#include "value/diagnostic.hpp"
#include "value/utf8.hpp"

namespace huifang {
namespace {

constexpr std::size_t findings_max = 100;

/// What was ticked or written, one text each.
std::vector<std::string> given(const Value& value) {
  if (value.kind() == Value::Kind::number) return {value.to_text()};
  return ticked(value).value_or(std::vector<std::string>());
}

class Reader {
 public:
  Reader(const Policy& policy, const SurveyRequest& request)
      : request_(request), answers_(policy, request.form, request.at), model_(answers_.model()), form_(answers_.form()), asked_(&answers_.asked()) {
    for (const auto& score : model_.scores) {
      const bool wanted = request.scores.empty() || std::find(request.scores.begin(), request.scores.end(), score->name) != request.scores.end();
      if (score->form == form_ && score->answers && wanted) scores_.push_back(score.get());
    }
    std::vector<std::string> known;
    for (const auto& score : model_.scores) {
      if (score->form == form_) known.push_back(score->name);
    }
    for (const std::string& name : request.scores) {
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      findings_.push_back(error_at("/scores", "HF4601", "the form has no such score", name, "a score of this form"));
      findings_.back().suggestion = nearest_name(name, known);
    }
    if (request.sent.value_or(0) < 0) findings_.push_back(error_at("/sent", "HF4603", "a number of people is not below 0", std::to_string(*request.sent), "0 or more"));
    throw_if_any();
  }

  Survey run(const std::vector<SurveyRow>& rows) {
    Survey out;
    out.sent = request_.sent;
    out.returned = static_cast<std::int64_t>(rows.size());
    std::vector<FormReading> readings;
    for (std::size_t row = 0; row < rows.size() && findings_.size() < findings_max; ++row) read(rows[row], row, out, readings);
    throw_if_any();
    supersede(out, readings);
    for (std::size_t row = 0; row < rows.size(); ++row) score(out, out.responses[row], readings[row]);
    items(out, readings);
    summaries(out, readings);
    return out;
  }

 private:
  void throw_if_any() {
    if (findings_.size() > findings_max) findings_.resize(findings_max);
    if (!findings_.empty()) throw Error(ErrorKind::argument, findings_);
  }

  void read(const SurveyRow& row, std::size_t number, Survey& out, std::vector<FormReading>& readings) {
    SurveyResponse& response = out.responses.emplace_back();
    response.id = row.id.empty() ? std::to_string(number + 1) : row.id;
    if (!row.id.empty() && !ids_.insert(row.id).second) {
      findings_.push_back(error_at("/" + std::to_string(number) + "/id", "HF4604", "another response has this id", utf8::shortened(row.id), "an id of its own, or none"));
    }
    const FormReading& reading = readings.emplace_back(answers_.read(row, response.id, "/" + std::to_string(number), findings_));
    response.missing = reading.missing;
    response.excluded = reading.excluded;
  }

  /// Of answers to one invitation the last counts, or the first.
  void supersede(Survey& out, const std::vector<FormReading>& readings) {
    std::map<std::string, std::size_t> counting;
    for (std::size_t row = 0; row < readings.size(); ++row) {
      const std::string invitation = invitation_of(*asked_, readings[row].response);
      if (invitation.empty() || !out.responses[row].missing.empty()) continue;
      const auto [known, fresh] = counting.emplace(invitation, row);
      if (fresh) continue;
      const bool first = asked_->keep != FormModel::Keep::last;
      out.responses[first ? row : known->second].superseded = true;
      if (!first) known->second = row;
    }
  }

  void score(Survey& out, SurveyResponse& response, const FormReading& reading) {
    out.drafts += !response.missing.empty();
    out.superseded += response.superseded;
    if (!response.missing.empty() || response.superseded) return;
    out.valid += response.excluded.empty();
    Situation situation;
    situation.at_us = request_.at.utc_us;
    situation.event = &reading.response;
    for (const ScoreDef* def : scores_) response.scores.push_back(answers_.core().score_of(*def, reading, situation));
  }

  static bool counts(const SurveyResponse& response) { return response.missing.empty() && !response.superseded && response.excluded.empty(); }

  void items(Survey& out, const std::vector<FormReading>& readings) {
    for (std::size_t i = 0; i < asked_->items.size(); ++i) {
      const FormItem& item = asked_->items[i];
      SurveyItem& summary = out.items.emplace_back();
      summary.item = item.name;
      std::vector<ScoreAnswer> answers;
      for (std::size_t row = 0; row < readings.size(); ++row) {
        if (!counts(out.responses[row])) continue;
        const AnswerState state = readings[row].states[i];
        summary.missing += state == AnswerState::missing;
        summary.not_applicable += state == AnswerState::not_applicable;
        summary.not_shown += state == AnswerState::not_shown;
        if (state != AnswerState::answered) continue;
        if (item.scale.scored()) answers.push_back(answer_to(*asked_, readings[row], i));
        if (item.scale.kind == ScoreScale::Kind::text || item.scale.kind == ScoreScale::Kind::shares) continue;
        for (const std::string& text : given(*readings[row].response.field(item.name))) ++summary.answers[text];
      }
      if (!item.scale.scored()) continue;
      summary.mean = mean_of(answers);
      summary.top_two = top_box(answers, item.scale, 2);
      if (item.scale.kind == ScoreScale::Kind::range && item.scale.places == 0 && item.scale.low == Decimal(0) && item.scale.high == Decimal(10)) {
        summary.nps = nps_of(answers);
      }
    }
  }

  void summaries(Survey& out, const std::vector<FormReading>& readings) {
    for (std::size_t s = 0; s < scores_.size(); ++s) {
      const ScoreDef& def = *scores_[s];
      SurveyScore& summary = out.scores.emplace_back();
      summary.score = def.name;
      std::vector<Score> scores;
      for (const SurveyResponse& response : out.responses) {
        if (response.scores.empty()) continue;
        scores.push_back(response.scores[s]);
        if (!response.scores[s].value) ++summary.invalid[response.scores[s].reason];
      }
      summary.mean = mean_of(scores);
      for (const ScoreBand& band : def.scoring ? def.scoring->bands() : def.bands) {
        const auto in_band = std::count_if(scores.begin(), scores.end(), [&](const Score& score) { return score.value && score.band == band.name; });
        summary.bands.emplace_back(band.name, Rate{in_band, summary.mean.n});
      }
      if (!def.scoring) continue;
      std::vector<std::vector<ScoreAnswer>> answers;
      for (const std::uint32_t item : def.items) {
        auto& column = answers.emplace_back();
        for (std::size_t row = 0; row < readings.size(); ++row) {
          if (counts(out.responses[row])) column.push_back(answer_to(*asked_, readings[row], item));
        }
      }
      summary.reliability = reliability(def.scoring->definition().items, answers, request_.reliability);
    }
  }

  const SurveyRequest& request_;
  AnswerReader answers_;
  const PolicyModel& model_;
  const std::uint32_t form_;
  const FormModel* const asked_;
  std::vector<const ScoreDef*> scores_;
  std::set<std::string> ids_;
  std::vector<Diagnostic> findings_;
};

}  // namespace

Survey survey(const Policy& policy, const SurveyRequest& request, const std::vector<SurveyRow>& rows) { return Reader(policy, request).run(rows); }

}  // namespace huifang
