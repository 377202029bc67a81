#pragma once
/// A policy: one regulation as an immutable, compiled document.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/calendar.hpp"
#include "huifang/error.hpp"
#include "huifang/value.hpp"

namespace huifang {

/// Explicit limits of a policy document. Exceeding one is an Error of kind limit.
struct PolicyLimits {
  std::size_t document_bytes = 16u * 1024 * 1024;  ///< checked before parsing; also for each base document
  std::size_t nesting = 64;                        ///< arrays and objects inside one another
  std::size_t rules = 10'000;                      ///< rules of the merged document
  std::size_t entries = 100'000;                   ///< keys of the whole document
  std::size_t values = 1'000'000;                  ///< values of the whole document, items of lists included
  std::size_t extends_depth = 8;                   ///< base of a base of a base …
  std::size_t diagnostics = 1'000;                 ///< reporting stops here, with a note that it did
};

/// A document found for `extends`, or for a decision of a DMN model.
struct PolicySource {
  std::string text;   ///< UTF-8 JSON, // and /* */ comments allowed; of a DMN model: UTF-8 XML
  std::string file;   ///< for diagnostics
};

/// How a document is loaded.
struct LoadOptions {
  std::string file;                                 ///< name used in diagnostics
  PolicyLimits limits;
  /// Finds the base document of `"extends": "id@version"`. Called on the loading thread, may be empty (then every
  /// `extends` is refused). nullopt: not found.
  std::function<std::optional<PolicySource>(std::string_view id, std::string_view version)> find_base;
  /// Finds the DMN document of `"dmn": "tiers.dmn"`, or one that it imports. `beside`: the file that names it, empty
  /// when that has none. May be empty; documents in the policy's own `documents` need no finding. nullopt: not found.
  std::function<std::optional<PolicySource>(std::string_view name, std::string_view beside)> find_document;
  /// Parameter values set by the binding: name to JSON text. They win over the document's.
  std::map<std::string, std::string> parameters;
};

struct PolicyModel;  ///< compiled form, private to the library (src/policy/model.hpp)

/// A compiled policy. A cheap shared handle; immutable; use it from any number of threads. What its functions return by
/// reference lives as long as any copy of it.
class Policy {
 public:
  /// Compile a document. Throws Error with all diagnostics at once (syntax, policy or limit).
  static Policy load(std::string_view json, const LoadOptions& options = {});
  /// Read a file and load it; `extends` is looked for in the same folder and its siblings
  /// (`<folder>/*.json`, `<folder>/../*/policy.json`) unless options.find_base is set; DMN documents are looked for
  /// relative to the file that names them unless options.find_document is set. Throws Error(storage) when the file
  /// cannot be read.
  static Policy load_file(const std::string& path, LoadOptions options = {});
  /// All diagnostics of a document, warnings and notes included, without throwing for a bad document.
  static std::vector<Diagnostic> check(std::string_view json, const LoadOptions& options = {});

  const std::string& id() const;          ///< "cement-visit-cadence"
  const std::string& version() const;     ///< the author's own text, e.g. "2"
  /// Title in a language, else in another one the document has; empty when it has none.
  const std::string& title(std::string_view language = "en") const;
  const std::string& hash() const;        ///< SHA-256 over the canonical merged document and parameters, lower-case hex
  /// Zone of all local dates of the document.
  TimeZone zone() const;
  /// Working days and hours of everyone who has no calendar of their own: the `calendar` section.
  BusinessCalendar calendar() const;
  /// Those of one subject, with what `calendar.overlay` says about it alone. Book::calendar() also knows its unit, rosters
  /// and absences.
  BusinessCalendar calendar(const EntityRef& subject) const;
  /// Built-in buckets and those of `calendar.buckets`.
  const std::vector<BucketFamily>& bucket_families() const;
  /// Hours with a name, `calendar.hours`: a weekly pattern. nullopt when there are none of that name.
  std::optional<BusinessCalendar> named_hours(std::string_view name) const;
  /// A list of `calendar.dates`, ascending. nullopt when there is none of that name.
  std::optional<std::vector<Date>> dates(std::string_view name) const;
  /// What loading found without refusing the document: warnings and notes, in document order.
  const std::vector<Diagnostic>& warnings() const;
  /// The merged document (base, branch, parameters applied) as canonical JSON: what a book stores to replay itself.
  const std::string& canonical_text() const;
  /// Label of a declared name in a language; the name itself when there is none. `kind` says what is named: "rule",
  /// "event", "entity", "attribute", "tier", "value" …
  std::string label(std::string_view kind, std::string_view name, std::string_view language) const;

  const PolicyModel& model() const { return *model_; }  ///< for the library itself; hosts cannot see into it

 private:
  explicit Policy(std::shared_ptr<const PolicyModel> model) : model_(std::move(model)) {}
  std::shared_ptr<const PolicyModel> model_;
};

/// One policy among those that are in force in a book, see Book::bind().
struct PolicyBinding {
  Policy policy;                                    ///< its parameters are those it was loaded with
  /// FEEL over the facts of a subject, as `when` of a rule is written: whom it governs. Empty: everyone. Subjects of whose
  /// entity the condition says nothing are governed as if it held.
  std::string where;
  std::optional<Instant> from;                      ///< nothing of it is owed before; nullopt: as soon as it is bound
};

/// The JSON Schema (2020-12) of policy documents, as shipped in examples/guide and installed with the library.
std::string_view policy_schema();

}  // namespace huifang
