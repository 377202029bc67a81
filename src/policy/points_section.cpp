#include "policy/points_section.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "policy/roles.hpp"

namespace huifang {

bool posts(const RuleDef& rule) {
  const auto post = [](const EffectDef& effect) { return effect.kind == EffectDef::Kind::post; };
  if (std::any_of(rule.effects.begin(), rule.effects.end(), post)) return true;
  return std::any_of(rule.steps.begin(), rule.steps.end(),
                     [&](const StepDef& step) { return std::any_of(step.effects.begin(), step.effects.end(), post); });
}

bool is_award(const RuleDef& rule) {
  return rule.has_each && !rule.owe && rule.steps.empty() && rule.on.empty() && rule.dates.empty() && rule.workflow == none && posts(rule);
}

std::optional<std::int64_t> points_amount(const Decimal& number, int decimals) {
  const auto scaled = number.to_scaled(decimals);
  return scaled && *scaled <= points_amount_max && *scaled >= -points_amount_max ? scaled : std::nullopt;
}

std::string points_amount_text(int decimals) {
  const std::string most = Decimal::scaled(points_amount_max, decimals).to_text();
  return "a number with at most " + std::to_string(decimals) + " decimal places, from -" + most + " to " + most;
}

namespace loader {
namespace {

using Kind = feel::Type::Kind;

constexpr std::int64_t share_max = 1'000'000;
constexpr const char* positive_span = "a span above 0, such as \"14 days\"";

/// A number as the class counts it; nullopt: reported.
std::optional<std::int64_t> scaled_of(Loader& loader, const Node& node, int decimals) {
  const Node* value = literal(loader, node);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) {
    if (const auto number = Decimal::parse(value->text)) {
      if (const auto amount = points_amount(*number, decimals)) return amount;
    }
  }
  loader.report.error(code::points_amount, node, "the class cannot hold this amount",
                      {brief(*value), points_amount_text(decimals), ""});
  return std::nullopt;
}

/// "1/3", "10%", "0.25" or a number.
std::optional<Fraction> fraction_of(const std::string& text) {
  const auto whole = [](std::string_view digits) -> std::optional<std::int64_t> {
    const auto number = Decimal::parse(digits);
    const auto value = number ? number->to_int64() : std::nullopt;
    if (!value || *value < 1 || *value > share_max) return std::nullopt;
    return value;
  };
  if (const std::size_t slash = text.find('/'); slash != std::string::npos) {
    const auto numerator = whole(std::string_view(text).substr(0, slash));
    const auto denominator = whole(std::string_view(text).substr(slash + 1));
    if (!numerator || !denominator) return std::nullopt;
    return Fraction{*numerator, *denominator};
  }
  const bool percent = text.ends_with('%');
  const auto number = Decimal::parse(std::string_view(text).substr(0, text.size() - (percent ? 1 : 0)));
  if (!number || number->sign() <= 0) return std::nullopt;
  std::int64_t denominator = percent ? 100 : 1;
  for (int places = 0; places <= 6; ++places, denominator *= 10) {
    const auto numerator = number->to_scaled(places);
    if (numerator && *numerator <= share_max && denominator <= share_max) return Fraction{*numerator, denominator};
  }
  return std::nullopt;
}

/// What is longer would lead out of the calendar, which ends with the year 9999, from one period or another, and every event would be
/// refused from then on. A working day and a working hour count as a day here: on some calendars there is no more of them.
bool is_too_long(const Span& span) {
  constexpr std::int64_t years = 1'000, days = 365'250;
  switch (span.unit) {
    case Span::Unit::years: return span.amount > years;
    case Span::Unit::months: return span.amount > years * 12;
    case Span::Unit::weeks: return span.amount > days / 7;
    case Span::Unit::hours: return span.amount > days * 24;
    case Span::Unit::minutes: return span.amount > days * 24 * 60;
    case Span::Unit::working_minutes: return span.amount > days * 60;
    case Span::Unit::days:
    case Span::Unit::working_days:
    case Span::Unit::working_hours: break;
  }
  return span.amount > days;
}

/// A span from `least` to 1000 years; nullopt: reported.
std::optional<Span> length_of(Loader& loader, const Node& node, std::int64_t least, const char* what, const char* expected) {
  const std::optional<Span> span = span_of(loader, node);
  if (!span || (span->amount >= least && !is_too_long(*span))) return span;
  const std::string found = brief(*literal(loader, node));
  if (span->amount < least) {
    loader.report.error(code::bad_span, node, what, {found, expected, ""});
  } else {
    loader.report.error(code::bad_span, node, "the span leads out of the calendar, which ends with the year 9999", {found, "a span of at most 1000 years", ""});
  }
  return std::nullopt;
}

class PostReader {
 public:
  PostReader(const RuleContext& context, const Node& node) : loader_(context.loader), scope_(context.scope()), node_(node) {}

  std::shared_ptr<const PostEffect> read() {
    auto post = std::make_shared<PostEffect>();
    const Node* name = required("class", "which points are posted");
    const Node* to = required("to", "to whom is posted");
    if (name == nullptr || to == nullptr) return nullptr;
    const Node* value = literal(loader_, *name);
    if (value == nullptr) return nullptr;
    const PointsModel* points = loader_.model.points.get();
    if (points != nullptr) post->point_class = points->find(value->text);
    if (post->point_class == none) {
      std::vector<std::string> names;
      for (const PointClassDef& one : points == nullptr ? std::vector<PointClassDef>{} : points->classes) names.push_back(one.name);
      unknown_name(loader_, code::unknown_points, *name, "class of points", value->text, names);
      return nullptr;
    }
    decimals_ = points->classes[post->point_class].decimals;
    const Node* shared = node_.find("amount");
    bool readable = true;  // what is not has been reported; the rest is read all the same
    if (shared != nullptr) {
      post->amount = amount(*shared);
      readable = static_cast<bool>(post->amount);
    }
    if (const Node* pending = node_.find("pending")) {
      post->pending = length_of(loader_, *pending, 1, "points wait for some time", positive_span);
      readable = readable && post->pending;
    }
    if (!to->is_object()) return nullptr;  // reported with the shape
    if (to->children.empty()) loader_.report.error(code::empty_list, *to, "points are posted to somebody", {"an empty object", "", ""});
    for (const Node* entry : to->children) {
      PostPart part;
      part.name = entry->key;
      part.role = role(*entry);
      if (shared != nullptr) {
        part.share = share(*entry).value_or(Fraction{});
      } else {
        part.amount = amount(*entry);
      }
      readable = readable && part.role != none && (shared != nullptr ? part.share.numerator > 0 : static_cast<bool>(part.amount));
      post->to.push_back(std::move(part));
    }
    if (!readable) return nullptr;
    return post;
  }

 private:
  const Node* required(const char* key, const char* what) {
    const Node* found = node_.find(key);
    if (found == nullptr && !node_.has(key)) {
      loader_.report.error_at_key(code::missing_key, node_, std::string("a posting says ") + what,
                                  {"nothing", "\"" + std::string(key) + "\"", ""});
    }
    return found;
  }

  /// The key of the entry is a role, or FEEL.
  std::uint32_t role(const Node& entry) {
    Node key = entry;
    key.kind = Node::Kind::string;
    key.text = entry.key;
    key.children.clear();
    key.place = entry.key_place;
    return role_of(*loader_.document.make(std::move(key)), scope_);
  }

  /// nullopt: reported.
  std::optional<Fraction> share(const Node& node) {
    const Node* text = literal(loader_, node);
    if (text == nullptr) return std::nullopt;
    const auto found = fraction_of(text->text);
    if (!found) {
      loader_.report.error(code::points_share, node, "this is no share of an amount", {brief(*text), "\"1/3\", \"10%\" or a number above 0", ""});
    }
    return found;
  }

  /// Empty: reported.
  feel::Expression amount(const Node& node) {
    if (node.is_string() && node.text.starts_with('=')) return expression(node, scope_, Kind::number, 1);
    if (!scaled_of(loader_, node, decimals_)) return {};
    return expression_text(node, literal(loader_, node)->text, scope_);
  }

  Loader& loader_;
  Scope scope_;
  const Node& node_;
  int decimals_ = 0;
};

}  // namespace

void declare_points(Loader& loader) {
  const std::vector<const Node*> entries = loader.entries("points");
  if (entries.empty()) return;
  PolicyModel& model = loader.model;
  auto points = std::make_shared<PointsModel>();
  for (const Node* entry : entries) {
    if (!usable_name(loader, *entry, "a class of points")) continue;
    PointClassDef def;
    def.name = entry->key;
    def.source = text_at(*entry, "source");
    if (const Node* decimals = entry->find("decimals")) def.decimals = static_cast<int>(integer_of(loader, *decimals, 0, 9).value_or(0));
    if (const Node* period = entry->find("period")) {
      def.period = bucket_of(loader, *period).value_or(none);
    } else if (!entry->has("period")) {
      loader.report.error_at_key(code::missing_key, *entry, "points are counted in periods", {"nothing", "\"period\": \"month\"", ""});
    }
    if (const Node* below = entry->find("below")) {
      def.below = static_cast<PointClassDef::Below>(one_of(loader, *below, {"allow", "refuse", "partial"}).value_or(0));
    }
    if (const Node* cap = entry->find("cap")) def.cap = scaled_of(loader, *cap, def.decimals);
    if (const Node* floor = entry->find("floor")) def.floor = scaled_of(loader, *floor, def.decimals);
    if ((def.cap && *def.cap < 0) || (def.floor && *def.floor > 0)) {
      loader.report.error_at_key(code::points_amount, *entry, "a cap is 0 or more, a floor 0 or less", {"a limit on the wrong side of 0", "", ""});
    }
    if (const Node* close = entry->find("close")) {
      const Node* value = literal(loader, *close);
      if (value != nullptr && value->text == "by hand") {
        def.by_hand = true;
      } else if (value != nullptr && value->text != "auto") {
        def.grace = length_of(loader, *close, 0, "a period is closed after its end", "\"auto\", \"by hand\" or a span such as \"3 days\"");
      }
    }
    if (const Node* expires = entry->find("expires")) {
      def.expires = length_of(loader, *expires, 1, "points expire some time after the end of their period", positive_span);
    }
    if (const Node* held = entry->find("held")) def.held_counts = one_of(loader, *held, {"counts", "waits"}).value_or(0) == 0;
    points->classes.push_back(std::move(def));
  }
  points->ledger = static_cast<std::uint32_t>(model.entities.size());
  EntityDef& entity = model.entities.emplace_back();
  entity.name = ledger_entity;
  entity.internal = true;
  model.entity_index.emplace(entity.name, points->ledger);
  model.points = std::move(points);
}

void declare_points_events(Loader& loader) {
  PolicyModel& model = loader.model;
  if (!model.points) return;
  EventDef event;
  event.name = "posted";
  event.kind = EventDef::Kind::raised;
  const auto field = [&](const char* name, Kind kind) { event.fields.push_back({name, type_of_kind(kind), none, false}); };
  field("class", Kind::string);
  field("amount", Kind::number);
  field("kind", Kind::string);
  event.fields.back().type.values = {"post", "adjust", "reverse", "hold", "uphold", "pending", "cancel", "expire"};
  for (const char* name : {"rule", "cause", "period", "of_period"}) field(name, Kind::string);
  model.points->posted = static_cast<std::uint32_t>(model.events.size());
  model.event_index.emplace(event.name, model.points->posted);
  model.events.push_back(std::move(event));
  for (const PointClassDef& one : model.points->classes) {
    for (const Node* entry : loader.entries("points")) {
      if (entry->key == one.name) declare_bare_name(loader, one.name, *entry);
    }
  }
}

void load_points(Loader& loader) {
  if (!loader.model.points) return;
  for (const Node* entry : loader.entries("points")) {
    const std::uint32_t place = loader.model.points->find(entry->key);
    const Node* by = entry->find("by");
    if (place == none || by == nullptr) continue;
    ScopeSpec spec;
    spec.entity = loader.model.staff;
    if (by->is_array() && by->children.empty()) {
      loader.report.error(code::empty_list, *by, "points are kept by somebody", {"an empty list", "a role, or no \"by\" for every member of staff", ""});
    }
    if (auto roles = role_list(*by, Scope(loader, spec))) loader.model.points->classes[place].by = std::move(*roles);
  }
}

void check_pending(Loader& loader, const Node& rule_node, const RuleDef& rule) {
  if (!is_award(rule)) return;
  const Node* effects = rule_node.find("do");
  if (effects == nullptr) return;
  std::vector<const Node*> all(effects->children.begin(), effects->children.end());
  if (effects->is_object()) all = {effects};
  for (const Node* effect : all) {
    const Node* post = effect->find("post");
    const Node* pending = post == nullptr ? nullptr : post->find("pending");
    if (pending == nullptr) continue;
    loader.report.error_at_key(code::points_pending, *pending, "what is asked at the end of each bucket, and again when more becomes known, does not wait",
                               {"\"pending\"", "no \"pending\", or a rule with \"on\"", ""});
  }
}

std::shared_ptr<const PostEffect> post_effect(const RuleContext& context, const Node& node) {
  if (!node.is_object()) return nullptr;  // reported with the shape
  return PostReader(context, node).read();
}

}  // namespace loader
}  // namespace huifang
