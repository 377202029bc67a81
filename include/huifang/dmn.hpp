#pragma once
/// DMN models (OMG DMN 1.5): `.dmn` files of the versions 1.2 to 1.5, read once, evaluated many times.
///
/// Everything is compiled when a model is read: names are slots, tables have their index, nothing is parsed again.
/// A model reads no clock and no file; imported documents come from the host. Expressions have the semantics of DMN:
/// what fails is null. `DmnOutcome::problems` tells what is known of why.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/decision.hpp"
#include "huifang/error.hpp"
#include "huifang/feel.hpp"
#include "huifang/value.hpp"

namespace huifang {

/// A DMN document as text.
struct DmnDocument {
  std::string name;  ///< for diagnostics, and to be found by: usually the name of the file
  std::string text;  ///< UTF-8 XML
};

/// What a document imports.
struct DmnImport {
  std::string name;        ///< under which its elements are known in the importing document
  std::string name_space;  ///< namespace of the imported model
  std::string location;    ///< `locationURI`, may be empty
};

struct DmnOptions {
  /// Documents that may be imported, found by namespace.
  std::vector<DmnDocument> imported;
  /// Asked for an import that is not among `imported`; may be empty. Called on the reading thread. nullopt: not found.
  std::function<std::optional<DmnDocument>(const DmnImport&)> find_document;
  /// Of each expression; `steps` and `depth` of a whole evaluation.
  feel::Limits limits;
  std::size_t document_bytes = 16u * 1024 * 1024;  ///< of each document; checked before it is parsed
  std::size_t elements = 500'000;                  ///< XML tags of each document; checked before it is parsed
  std::size_t nesting = 100;                       ///< XML elements inside one another
  std::size_t models = 200;                        ///< imported models; one that is imported twice counts twice
  /// Keep what is broken as null instead of refusing the model, as the conformance kit asks for. What was found is
  /// among DmnModel::diagnostics(). A document that is no DMN is refused all the same.
  bool tolerant = false;
};

/// An input of a model.
struct DmnInput {
  std::string name;       ///< "applicant"; of an imported model "library.applicant"
  std::string id;
  std::string type_name;  ///< as declared; empty: any
  feel::Type type;
};

/// A decision of a model.
struct DmnDecision {
  std::string name;                    ///< "Grade"; of an imported model "library.Grade"
  std::string id;
  std::string type_name;               ///< as declared; empty: any
  feel::Type type;                     ///< declared; of texts, `values` are the allowed ones
  std::string question;                ///< what it answers, in the author's words; may be empty
  std::vector<std::string> inputs;     ///< inputs it needs, directly or through other decisions; names as above
  std::vector<std::string> decisions;  ///< decisions it needs, in the order in which they are evaluated
};

/// A decision service of a model.
struct DmnService {
  std::string name;
  std::string id;
  std::vector<std::string> inputs;           ///< input data, in the order of the parameters
  std::vector<std::string> input_decisions;  ///< decisions whose results the caller gives, after the input data
  std::vector<std::string> outputs;          ///< decisions whose results it gives
};

/// Why a value is null or not what it could be, as far as DMN lets it be known.
struct DmnProblem {
  enum class Kind : std::uint8_t {
    missing_input,   ///< an input that was needed was not given
    unfit_input,     ///< an input is not of its declared type, or not one of its allowed values
    unfit_result,    ///< a result is not of its declared type, or not one of its allowed values
    unfit_argument,  ///< a function was called with arguments that it does not take
    unfit_table,     ///< a table's input is not among its allowed values, or more rows matched than may
    unfit_value,     ///< a boxed expression met a value that it does not take
    broken           ///< the expression did not compile (tolerant models)
  };
  Kind kind = Kind::unfit_value;
  std::string element;  ///< "decision Grade", "input amount", "function Score"
  std::string message;  ///< one English sentence
};

/// One run of a decision table.
struct DmnTableRun {
  std::string element;                 ///< whose table it is: "decision Grade", "function Score"
  std::vector<std::string> inputs;     ///< FEEL texts of the input columns
  std::vector<Value> values;           ///< their values
  std::vector<std::uint32_t> matched;  ///< row numbers, 0-based, in table order
  std::vector<std::string> row_ids;    ///< ids of the matched rows; empty texts where there are none
  Value value;                         ///< what the table came to
  std::vector<RowExplanation> rows;    ///< every row and its failing columns, when asked for
};

/// One decision of an evaluation.
struct DmnDecisionOutcome {
  std::string name;
  Value value;
  std::vector<DmnTableRun> tables;  ///< tables that ran for it, those of functions it called included
};

/// What an evaluation came to.
struct DmnOutcome {
  Value value;                                ///< of the decision; of the service: one value, or a context of several
  std::vector<DmnDecisionOutcome> decisions;  ///< every decision that was evaluated, in that order
  std::vector<DmnProblem> problems;
};

struct DmnEvaluateOptions {
  std::optional<Instant> now;  ///< what now() and today() give; without it they are null
  bool rows = false;           ///< fill DmnTableRun::rows
};

/// A compiled model. A cheap shared handle; immutable; use it from any number of threads.
class DmnModel {
 public:
  DmnModel() = default;  ///< empty; every other call is a precondition failure
  explicit operator bool() const noexcept { return static_cast<bool>(model_); }

  /// Reads a document and what it imports. Throws Error with all diagnostics at once (syntax, policy or limit), each
  /// with file, line and column; the pointer names the element: "decision[Grade]".
  static DmnModel read(const DmnDocument& document, const DmnOptions& options = {});

  const std::string& name() const;
  const std::string& name_space() const;
  /// Warnings; of a tolerant model also errors.
  const std::vector<Diagnostic>& diagnostics() const;
  /// Those of the document itself first, then those of imported models.
  const std::vector<DmnInput>& inputs() const;
  const std::vector<DmnDecision>& decisions() const;
  const std::vector<DmnService>& services() const;
  /// The documents it was read from, the main one first: all that is needed to read it again.
  const std::vector<DmnDocument>& documents() const;

  /// Evaluates a decision and all it requires. `inputs`: input names and values; those of imported models are looked
  /// for inside contexts of the imports' names ({library: {applicant: …}}), then under their own name. An unknown
  /// decision is an Error(argument), an exceeded limit an Error(limit).
  DmnOutcome evaluate(std::string_view decision, const Context& inputs,
                      const DmnEvaluateOptions& options = {}) const;
  /// Evaluates a decision service; `inputs` holds its input data and input decisions by name. An unknown service is
  /// an Error(argument), an exceeded limit an Error(limit).
  DmnOutcome evaluate_service(std::string_view service, const Context& inputs,
                              const DmnEvaluateOptions& options = {}) const;
  /// Calls a business knowledge model; `arguments` holds its parameters by name, a missing one is null. An unknown
  /// function is an Error(argument), an exceeded limit an Error(limit).
  DmnOutcome evaluate_function(std::string_view function, const Context& arguments,
                               const DmnEvaluateOptions& options = {}) const;

  /// Inputs from a JSON object. A text where a date, time or duration is declared is read as one. Throws Error
  /// (syntax, policy) with the place of what does not fit.
  Context inputs_from_json(std::string_view json) const;

  struct Compiled;  ///< private to src/dmn
  const Compiled& compiled() const { return *model_; }

 private:
  std::shared_ptr<const Compiled> model_;
};

/// The name of a kind of problem: "missing input", "unfit result" …
std::string_view problem_name(DmnProblem::Kind kind);

}  // namespace huifang
