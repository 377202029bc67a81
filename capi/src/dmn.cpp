// DMN models.
#include "huifang/dmn.hpp"

#include "boundary.hpp"

using namespace huifang::c;
using huifang::Context;
using huifang::DmnDecisionOutcome;
using huifang::DmnDocument;
using huifang::DmnEvaluateOptions;
using huifang::DmnImport;
using huifang::DmnModel;
using huifang::DmnOptions;
using huifang::DmnOutcome;
using huifang::DmnProblem;
using huifang::DmnTableRun;
using huifang::Error;
using huifang::ErrorKind;
using huifang::Value;

namespace {

std::optional<DmnDocument> find(const huifang_dmn_options& given, const UserData& data,
                                const DmnImport& import) {
  huifang_source source;
  const huifang_status status =
      given.find_document(data.get(), import.name_space.data(), import.name_space.size(),
                          import.location.data(), import.location.size(), &source);
  if (status != HUIFANG_OK) throw Stopped{status};
  if (!source.set) return std::nullopt;
  return DmnDocument{std::move(source.source.file), std::move(source.source.text)};
}

const Context& context_of(const huifang_value* inputs) {
  static const Context nothing;
  if (inputs == nullptr) return nothing;
  if (inside(inputs)->kind() != Value::Kind::context) {
    huifang::Diagnostic diagnostic;
    diagnostic.code = codes::wrong_kind;
    diagnostic.message = "`inputs` gives the inputs by their names";
    diagnostic.found = std::string(huifang::kind_name(inside(inputs)->kind()));
    diagnostic.expected = "context";
    throw Error(ErrorKind::argument, {diagnostic});
  }
  return inside(inputs)->context();
}

DmnEvaluateOptions evaluate_options(const huifang_dmn_evaluate_options* given) {
  const auto options = read_options(given, "huifang_dmn_evaluate_options");
  DmnEvaluateOptions result;
  if (options.has_now != 0 && options.has_now != 1) refuse_number("has_now", options.has_now, "0 or 1");
  if (options.has_now == 1) result.now = instant(options.now, "now");
  return result;
}

using Evaluate = DmnOutcome (DmnModel::*)(std::string_view, const Context&, const DmnEvaluateOptions&) const;

huifang_status evaluated(Evaluate member, const huifang_dmn* model, const char* name, size_t name_size,
                         const huifang_value* inputs, const huifang_dmn_evaluate_options* options,
                         huifang_dmn_outcome** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const DmnModel& target = required(model, "model").model;
    *out = new huifang_dmn_outcome{
        (target.*member)(text(name, name_size, "name"), context_of(inputs), evaluate_options(options))};
  });
}

/// An item of a list of the model; nullptr: there is none.
template <class Item>
const Item* item(const huifang_dmn* model, const std::vector<Item>& (DmnModel::*list)() const, size_t index) {
  if (model == nullptr) return nullptr;
  const std::vector<Item>& items = (model->model.*list)();
  return index < items.size() ? &items[index] : nullptr;
}

const DmnDecisionOutcome* decision(const huifang_dmn_outcome* outcome, size_t index) {
  if (outcome == nullptr || index >= outcome->outcome.decisions.size()) return nullptr;
  return &outcome->outcome.decisions[index];
}

const DmnTableRun* table(const huifang_dmn_outcome* outcome, size_t index, size_t table_index) {
  const DmnDecisionOutcome* const holder = decision(outcome, index);
  if (holder == nullptr || table_index >= holder->tables.size()) return nullptr;
  return &holder->tables[table_index];
}

const DmnProblem* problem(const huifang_dmn_outcome* outcome, size_t index) {
  if (outcome == nullptr || index >= outcome->outcome.problems.size()) return nullptr;
  return &outcome->outcome.problems[index];
}

}  // namespace

extern "C" {

huifang_status huifang_dmn_read(const char* xml, size_t xml_size, const huifang_dmn_options* options,
                                huifang_dmn** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    const auto given = read_options(options, "huifang_dmn_options");
    const UserData data(given.find_document_data, given.find_document_destroy);
    required(out, "out");
    if (given.tolerant != 0 && given.tolerant != 1) refuse_number("tolerant", given.tolerant, "0 or 1");
    DmnOptions how;
    how.tolerant = given.tolerant == 1;
    how.document_bytes = or_default(given.document_bytes_max, how.document_bytes);
    how.elements = or_default(given.elements_max, how.elements);
    how.nesting = or_default(given.nesting_max, how.nesting);
    how.models = or_default(given.models_max, how.models);
    how.limits.steps = or_default(given.steps_max, how.limits.steps);
    if (given.find_document != nullptr)
      how.find_document = [&](const DmnImport& import) { return find(given, data, import); };
    DmnDocument document{std::string(text(given.file, given.file_size, "file")),
                         std::string(bytes(xml, xml_size, "xml"))};
    *out = new huifang_dmn{DmnModel::read(document, how)};
  });
}

void huifang_dmn_free(huifang_dmn* model) { delete model; }

const char* huifang_dmn_name(const huifang_dmn* model, size_t* size) {
  return lend_text(model == nullptr ? nullptr : &model->model.name(), size);
}

size_t huifang_dmn_input_count(const huifang_dmn* model) {
  return model == nullptr ? 0 : model->model.inputs().size();
}
const char* huifang_dmn_input_name(const huifang_dmn* model, size_t index, size_t* size) {
  const auto* found = item(model, &DmnModel::inputs, index);
  return lend_text(found == nullptr ? nullptr : &found->name, size);
}
const char* huifang_dmn_input_type(const huifang_dmn* model, size_t index, size_t* size) {
  const auto* found = item(model, &DmnModel::inputs, index);
  return lend_text(found == nullptr ? nullptr : &found->type_name, size);
}

size_t huifang_dmn_decision_count(const huifang_dmn* model) {
  return model == nullptr ? 0 : model->model.decisions().size();
}
const char* huifang_dmn_decision_name(const huifang_dmn* model, size_t index, size_t* size) {
  const auto* found = item(model, &DmnModel::decisions, index);
  return lend_text(found == nullptr ? nullptr : &found->name, size);
}
const char* huifang_dmn_decision_type(const huifang_dmn* model, size_t index, size_t* size) {
  const auto* found = item(model, &DmnModel::decisions, index);
  return lend_text(found == nullptr ? nullptr : &found->type_name, size);
}

size_t huifang_dmn_service_count(const huifang_dmn* model) {
  return model == nullptr ? 0 : model->model.services().size();
}
const char* huifang_dmn_service_name(const huifang_dmn* model, size_t index, size_t* size) {
  const auto* found = item(model, &DmnModel::services, index);
  return lend_text(found == nullptr ? nullptr : &found->name, size);
}

size_t huifang_dmn_diagnostic_count(const huifang_dmn* model) {
  return model == nullptr ? 0 : model->model.diagnostics().size();
}
const huifang_diagnostic* huifang_dmn_diagnostic(const huifang_dmn* model, size_t index) {
  return lend_item<huifang_diagnostic>(model == nullptr ? nullptr : &model->model.diagnostics(), index);
}

huifang_status huifang_dmn_inputs(const huifang_dmn* model, const char* json, size_t json_size,
                                  huifang_value** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, Value::of(required(model, "model").model.inputs_from_json(bytes(json, json_size, "json"))));
  });
}

huifang_status huifang_dmn_evaluate(const huifang_dmn* model, const char* decision, size_t decision_size,
                                    const huifang_value* inputs, const huifang_dmn_evaluate_options* options,
                                    huifang_dmn_outcome** out, huifang_error** error) {
  return evaluated(&DmnModel::evaluate, model, decision, decision_size, inputs, options, out, error);
}

huifang_status huifang_dmn_evaluate_service(const huifang_dmn* model, const char* service,
                                            size_t service_size, const huifang_value* inputs,
                                            const huifang_dmn_evaluate_options* options,
                                            huifang_dmn_outcome** out, huifang_error** error) {
  return evaluated(&DmnModel::evaluate_service, model, service, service_size, inputs, options, out, error);
}

huifang_status huifang_dmn_evaluate_function(const huifang_dmn* model, const char* function,
                                             size_t function_size, const huifang_value* arguments,
                                             const huifang_dmn_evaluate_options* options,
                                             huifang_dmn_outcome** out, huifang_error** error) {
  return evaluated(&DmnModel::evaluate_function, model, function, function_size, arguments, options, out,
                   error);
}

const huifang_value* huifang_dmn_outcome_value(const huifang_dmn_outcome* outcome) {
  return outcome == nullptr ? nullptr : lend<huifang_value>(&outcome->outcome.value);
}

size_t huifang_dmn_outcome_decision_count(const huifang_dmn_outcome* outcome) {
  return outcome == nullptr ? 0 : outcome->outcome.decisions.size();
}
const char* huifang_dmn_outcome_decision_name(const huifang_dmn_outcome* outcome, size_t index,
                                              size_t* size) {
  const DmnDecisionOutcome* const found = decision(outcome, index);
  return lend_text(found == nullptr ? nullptr : &found->name, size);
}
const huifang_value* huifang_dmn_outcome_decision_value(const huifang_dmn_outcome* outcome, size_t index) {
  const DmnDecisionOutcome* const found = decision(outcome, index);
  return found == nullptr ? nullptr : lend<huifang_value>(&found->value);
}
size_t huifang_dmn_outcome_table_count(const huifang_dmn_outcome* outcome, size_t index) {
  const DmnDecisionOutcome* const found = decision(outcome, index);
  return found == nullptr ? 0 : found->tables.size();
}
const char* huifang_dmn_outcome_table_element(const huifang_dmn_outcome* outcome, size_t index,
                                              size_t table_index, size_t* size) {
  const DmnTableRun* const found = table(outcome, index, table_index);
  return lend_text(found == nullptr ? nullptr : &found->element, size);
}
size_t huifang_dmn_outcome_row_count(const huifang_dmn_outcome* outcome, size_t index, size_t table_index) {
  const DmnTableRun* const found = table(outcome, index, table_index);
  return found == nullptr ? 0 : found->matched.size();
}
int64_t huifang_dmn_outcome_row(const huifang_dmn_outcome* outcome, size_t index, size_t table_index,
                                size_t row) {
  const DmnTableRun* const found = table(outcome, index, table_index);
  return found == nullptr || row >= found->matched.size() ? -1 : static_cast<int64_t>(found->matched[row]);
}

size_t huifang_dmn_outcome_problem_count(const huifang_dmn_outcome* outcome) {
  return outcome == nullptr ? 0 : outcome->outcome.problems.size();
}
int32_t huifang_dmn_outcome_problem_kind(const huifang_dmn_outcome* outcome, size_t index) {
  const DmnProblem* const found = problem(outcome, index);
  return found == nullptr ? -1 : static_cast<int32_t>(found->kind);
}
const char* huifang_dmn_outcome_problem_element(const huifang_dmn_outcome* outcome, size_t index,
                                                size_t* size) {
  const DmnProblem* const found = problem(outcome, index);
  return lend_text(found == nullptr ? nullptr : &found->element, size);
}
const char* huifang_dmn_outcome_problem_message(const huifang_dmn_outcome* outcome, size_t index,
                                                size_t* size) {
  const DmnProblem* const found = problem(outcome, index);
  return lend_text(found == nullptr ? nullptr : &found->message, size);
}

void huifang_dmn_outcome_free(huifang_dmn_outcome* outcome) { delete outcome; }

}  // extern "C"

static_assert(HUIFANG_DMN_MISSING_INPUT == static_cast<int>(DmnProblem::Kind::missing_input));
static_assert(HUIFANG_DMN_UNFIT_INPUT == static_cast<int>(DmnProblem::Kind::unfit_input));
static_assert(HUIFANG_DMN_UNFIT_RESULT == static_cast<int>(DmnProblem::Kind::unfit_result));
static_assert(HUIFANG_DMN_UNFIT_ARGUMENT == static_cast<int>(DmnProblem::Kind::unfit_argument));
static_assert(HUIFANG_DMN_UNFIT_TABLE == static_cast<int>(DmnProblem::Kind::unfit_table));
static_assert(HUIFANG_DMN_UNFIT_VALUE == static_cast<int>(DmnProblem::Kind::unfit_value));
static_assert(HUIFANG_DMN_BROKEN == static_cast<int>(DmnProblem::Kind::broken));
