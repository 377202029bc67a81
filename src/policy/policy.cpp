#include "huifang/policy.hpp"

#include "policy/load.hpp"
#include "policy/model.hpp"

namespace huifang {
namespace {

const std::string empty_text;

/// The label in the language, else the one for all languages, else nullptr.
const std::string* label_in(const std::map<std::string, std::string>& texts, std::string_view language) {
  for (const auto& [tag, text] : texts) {
    if (tag == language) return &text;
  }
  const auto any = texts.find("");
  return any == texts.end() ? nullptr : &any->second;
}

}  // namespace

Policy Policy::load(std::string_view json, const LoadOptions& options) {
  loader::Loaded loaded = loader::load(json, options);
  if (loaded.failed) throw Error(loaded.kind, std::move(loaded.diagnostics));
  return Policy(std::move(loaded.model));
}

std::vector<Diagnostic> Policy::check(std::string_view json, const LoadOptions& options) {
  return loader::load(json, options).diagnostics;
}

const std::string& Policy::id() const { return model_->id; }
const std::string& Policy::version() const { return model_->version; }
const std::string& Policy::hash() const { return model_->hash; }
TimeZone Policy::zone() const { return model_->zone; }
const std::vector<Diagnostic>& Policy::warnings() const { return model_->warnings; }
const std::string& Policy::canonical_text() const { return model_->canonical_text; }

BusinessCalendar Policy::calendar() const { return *model_->calendar; }

BusinessCalendar Policy::calendar(const EntityRef& subject) const {
  const std::uint32_t entity = model_->entity(subject.entity);
  const OverlayDef* overlay = entity == none ? nullptr : model_->overlay(entity);
  if (overlay == nullptr) return calendar();
  const auto layer = overlay->subjects.find(subject.key);
  if (layer == overlay->subjects.end()) return calendar();
  CalendarSource source = model_->calendar_source;
  layer->second.apply(source, std::nullopt);
  return BusinessCalendar::build(source);
}

const std::vector<BucketFamily>& Policy::bucket_families() const { return model_->buckets; }

std::optional<BusinessCalendar> Policy::named_hours(std::string_view name) const {
  for (const NamedHours& hours : model_->hours) {
    if (!name.empty() && hours.name == name) return hours.calendar;
  }
  return std::nullopt;
}

std::optional<std::vector<Date>> Policy::dates(std::string_view name) const {
  for (const DateListDef& list : model_->date_lists) {
    if (list.name == name) return list.dates;
  }
  return std::nullopt;
}

const std::string& Policy::title(std::string_view language) const {
  const auto found = model_->labels.find("policy/");
  if (found == model_->labels.end()) return empty_text;
  const std::string* text = label_in(found->second, language);
  if (text != nullptr) return *text;
  return found->second.empty() ? empty_text : found->second.begin()->second;
}

std::string Policy::label(std::string_view kind, std::string_view name, std::string_view language) const {
  std::string key(kind);
  key += '/';
  key += name;
  const auto found = model_->labels.find(key);
  if (found != model_->labels.end()) {
    if (const std::string* text = label_in(found->second, language)) return *text;
  }
  return std::string(name);
}

}  // namespace huifang
