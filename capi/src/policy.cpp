// Policies.
#include "boundary.hpp"
#include "log/json_form.hpp"
#include "policy/canonical.hpp"
#include "policy/model.hpp"

using namespace huifang::c;
using huifang::Diagnostic;
using huifang::Error;
using huifang::ErrorKind;
using huifang::LoadOptions;
using huifang::Policy;
using huifang::PolicySource;

namespace {

/// "parameters" of the options: a JSON object, each value kept as its own JSON text.
std::map<std::string, std::string> parameters_of(std::string_view json) {
  std::map<std::string, std::string> parameters;
  if (json.empty()) return parameters;
  const huifang::JsonForm document(std::string(json), "parameters");
  const huifang::Node& object = document.root();
  if (!object.is_object()) {
    Diagnostic diagnostic;
    diagnostic.code = codes::wrong_kind;
    diagnostic.message = "`parameters` gives the values of parameters by their names";
    diagnostic.file = document.file();
    diagnostic.found = huifang::loader::brief(object);
    diagnostic.expected = "an object";
    throw Error(ErrorKind::argument, {diagnostic});
  }
  for (const huifang::Node* member : object.children) {
    parameters.emplace(member->key, huifang::loader::canonical(*member));
  }
  return parameters;
}

/// Options as the loader takes them. Keeps the caller's user_data until it is destroyed.
class Options {
 public:
  explicit Options(const huifang_policy_options& given)
      : given_(given),
        user_data_(given.find_base_data, given.find_base_destroy),
        document_data_(given.find_document_data, given.find_document_destroy) {}

  LoadOptions load() {
    LoadOptions options;
    options.file = std::string(text(given_.file, given_.file_size, "file"));
    options.parameters = parameters_of(bytes(given_.parameters, given_.parameters_size, "parameters"));
    huifang::PolicyLimits& limits = options.limits;
    limits.document_bytes = or_default(given_.document_bytes_max, limits.document_bytes);
    limits.nesting = or_default(given_.nesting_max, limits.nesting);
    limits.rules = or_default(given_.rules_max, limits.rules);
    limits.entries = or_default(given_.entries_max, limits.entries);
    limits.values = or_default(given_.values_max, limits.values);
    limits.extends_depth = or_default(given_.extends_depth_max, limits.extends_depth);
    limits.diagnostics = or_default(given_.diagnostics_max, limits.diagnostics);
    if (given_.find_base != nullptr) {
      options.find_base = [this](std::string_view id, std::string_view version) {
        return found(given_.find_base, user_data_, id, version);
      };
    }
    if (given_.find_document != nullptr) {
      options.find_document = [this](std::string_view name, std::string_view beside) {
        return found(given_.find_document, document_data_, name, beside);
      };
    }
    return options;
  }

 private:
  /// Both callbacks take two texts.
  static std::optional<PolicySource> found(huifang_find_base find, const UserData& data,
                                           std::string_view first, std::string_view second) {
    huifang_source source;
    const huifang_status status =
        find(data.get(), first.data(), first.size(), second.data(), second.size(), &source);
    if (status != HUIFANG_OK) throw Stopped{status};
    if (!source.set) return std::nullopt;
    return std::move(source.source);
  }

  huifang_policy_options given_;
  UserData user_data_;
  UserData document_data_;
};

/// Runs `body` with the loader's options.
template <class Body>
huifang_status with_options(const huifang_policy_options* given, huifang_error** error,
                            Body&& body) noexcept {
  return guarded(error, [&] {
    Options options(read_options(given, "huifang_policy_options"));
    body(options);
  });
}

const char* part(const huifang_policy* policy, const std::string& (Policy::*member)() const,
                 size_t* size) noexcept {
  return lend_text(policy == nullptr ? nullptr : &(policy->policy.*member)(), size);
}

}  // namespace

extern "C" {

huifang_status huifang_source_set(huifang_source* source, const char* json, size_t json_size,
                                  const char* file, size_t file_size) {
  return guarded(nullptr, [&] {
    huifang_source& target = required(source, "source");
    target.source.text = std::string(bytes(json, json_size, "json"));
    target.source.file = std::string(text(file, file_size, "file"));
    target.set = true;
  });
}

huifang_status huifang_policy_load(const char* json, size_t json_size, const huifang_policy_options* options,
                                   huifang_policy** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return with_options(options, error, [&](Options& given) {
    required(out, "out");
    *out = new huifang_policy{Policy::load(bytes(json, json_size, "json"), given.load())};
  });
}

huifang_status huifang_policy_load_file(const char* path, size_t path_size,
                                        const huifang_policy_options* options, huifang_policy** out,
                                        huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return with_options(options, error, [&](Options& given) {
    required(out, "out");
    const std::string file(text(path, path_size, "path"));
    LoadOptions load = given.load();
    if (load.file.empty()) load.file = file;
    *out = new huifang_policy{Policy::load_file(file, std::move(load))};
  });
}

huifang_status huifang_policy_check(const char* json, size_t json_size, const huifang_policy_options* options,
                                    huifang_diagnostics** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return with_options(options, error, [&](Options& given) {
    required(out, "out");
    *out = new huifang_diagnostics{Policy::check(bytes(json, json_size, "json"), given.load())};
  });
}

void huifang_policy_free(huifang_policy* policy) { delete policy; }

const char* huifang_policy_id(const huifang_policy* policy, size_t* size) {
  return part(policy, &Policy::id, size);
}

const char* huifang_policy_version(const huifang_policy* policy, size_t* size) {
  return part(policy, &Policy::version, size);
}

const char* huifang_policy_hash(const huifang_policy* policy, size_t* size) {
  return part(policy, &Policy::hash, size);
}

const char* huifang_policy_canonical_text(const huifang_policy* policy, size_t* size) {
  return part(policy, &Policy::canonical_text, size);
}

huifang_status huifang_policy_title(const huifang_policy* policy, const char* language, size_t language_size,
                                    huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, required(policy, "policy").policy.title(text(language, language_size, "language")));
  });
}

huifang_status huifang_policy_label(const huifang_policy* policy, const char* kind, size_t kind_size,
                                    const char* name, size_t name_size, const char* language,
                                    size_t language_size, huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, required(policy, "policy")
                      .policy.label(text(kind, kind_size, "kind"), text(name, name_size, "name"),
                                    text(language, language_size, "language")));
  });
}

huifang_status huifang_policy_zone(const huifang_policy* policy, huifang_zone** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    *out = new huifang_zone{required(policy, "policy").policy.zone()};
  });
}

huifang_status huifang_policy_calendar(const huifang_policy* policy, huifang_calendar** out,
                                       huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, required(policy, "policy").policy.calendar());
  });
}

huifang_status huifang_policy_calendar_of(const huifang_policy* policy, const char* entity, size_t entity_size,
                                          const char* key, size_t key_size, huifang_calendar** out,
                                          huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang::EntityRef subject{std::string(text(entity, entity_size, "entity")),
                                     std::string(text(key, key_size, "key"))};
    hand_out(out, required(policy, "policy").policy.calendar(subject));
  });
}

huifang_status huifang_policy_hours(const huifang_policy* policy, const char* name, size_t name_size,
                                    huifang_calendar** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const std::string_view wanted = text(name, name_size, "name");
    std::optional<huifang::BusinessCalendar> hours = required(policy, "policy").policy.named_hours(wanted);
    if (!hours) {
      huifang::Diagnostic diagnostic;
      diagnostic.code = codes::unknown_name;
      diagnostic.message = "the policy has no hours of that name";
      diagnostic.found = std::string(wanted.substr(0, 80));
      diagnostic.expected = "a name of calendar.hours";
      throw huifang::Error(huifang::ErrorKind::argument, {diagnostic});
    }
    hand_out(out, std::move(*hours));
  });
}

size_t huifang_policy_warning_count(const huifang_policy* policy) {
  return policy == nullptr ? 0 : policy->policy.warnings().size();
}

const huifang_diagnostic* huifang_policy_warning(const huifang_policy* policy, size_t index) {
  return lend_item<huifang_diagnostic>(policy == nullptr ? nullptr : &policy->policy.warnings(), index);
}

huifang_status huifang_policy_schema(huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, std::string(huifang::policy_schema()));
  });
}

}  // extern "C"
