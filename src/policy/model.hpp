#pragma once
/// The compiled form of a policy: every name resolved to an index, every text parsed. Built by the loader, read by the
/// domain. Immutable after Policy::load. Indices are positions in the vectors below; `none` means "not there".

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "huifang/calendar.hpp"
#include "huifang/decision.hpp"
#include "huifang/feel.hpp"
#include "huifang/policy.hpp"
#include "policy/calendar_model.hpp"

namespace huifang {

inline constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

// ---------------------------------------------------------------------------------------------- vocabulary

/// A member of an entity as FEEL sees it. Attribute ids of feel::Binding are indices into PolicyModel::attributes.
struct AttributeDef {
  enum class Kind : std::uint8_t {
    fact,       ///< declared in `facts`; `index` = position among the entity's facts (EntityDef::facts)
    measure,    ///< `index` into measures
    tier,       ///< `index` into tiers (value: string or null)
    decision,   ///< `index` into decisions
    key,        ///< `.key`: the subject's own key as a string
  };
  std::string name;
  std::uint32_t entity = none;
  Kind kind = Kind::fact;
  std::uint32_t index = none;
  feel::Type type;                     ///< enumeration: string with values; reference: entity with object = entity index
  std::uint32_t target = none;         ///< reference: entity index
  std::optional<int> scale;            ///< numbers: declared decimal places
  bool nullable = true;
  bool flag = false;                   ///< set only by a person, with who, when and why
  bool list = false;                   ///< "staff*"
  bool built_in = false;               ///< not declared by the document: owner, superior, unit, head, key
  bool internal = false;               ///< kept by the library for itself: neither expressions nor events name it
};

/// A declared entity. Entity ids (feel::Type::object) are indices into PolicyModel::entities.
/// Built-in facts: every entity has `owner` (reference to staff, set by `assign`), `staff` has `superior` (reference to
/// staff) and `unit` (string unless declared), `unit` has `head` (reference to staff); `customer`, `staff` and `unit`
/// always exist.
struct EntityDef {
  std::string name;
  std::vector<std::uint32_t> facts;        ///< attribute indices, in declaration order; fact slot = position here
  std::uint32_t owner = none;              ///< attribute index of `owner`
  std::vector<std::uint32_t> attributes;   ///< all attribute indices of this entity
  std::uint32_t shifts = none;             ///< attribute index of the rosters and absences of its subjects; internal
  std::uint32_t slots = none;              ///< attribute index of where its duties are planned; internal
  bool is_staff = false;
  bool internal = false;                   ///< kept by the library for itself: neither expressions nor events name it
  bool is_case = false;                    ///< its subjects are the cases of a workflow: events name them by `case`
};

struct FieldDef {
  std::string name;
  feel::Type type;
  std::uint32_t target = none;             ///< reference: entity index
  bool list = false;
};

/// An event type: declared, reserved or raised by the library. Indices into PolicyModel::events.
struct EventDef {
  enum class Kind : std::uint8_t { declared, filed, done, missed, tier_changed, owner_changed, case_changed, raised, scored, target_missed };
  std::string name;                        ///< "phone", "filed.record", "done.art3-phone", "missed", "tier.rank"
  Kind kind = Kind::declared;
  std::vector<FieldDef> fields;
  bool contact = false;
  feel::Expression counts;                 ///< empty = always; sees event.*
  std::uint32_t hours = none;              ///< in which it counts; index into hours, none = always
  std::uint32_t form = none;               ///< filed: form index
  std::uint32_t rule = none;               ///< done, missed of one rule; none = of any
  std::uint32_t step = none;               ///< of one of its steps; none = of any of them, or it has none
  std::uint32_t family = 0;                ///< of what the rules and tiers of a family raise: only that family hears it
  std::string key;                         ///< its name in a book: "policy/name" of later families
};

struct FormDef {
  std::string name;
  std::uint32_t about = none;              ///< entity index
  std::vector<FieldDef> fields;            ///< all known fields
  std::vector<std::uint32_t> required;     ///< positions in fields
  std::uint32_t filed_event = none;        ///< event index of "filed.<form>"
};

// ------------------------------------------------------------------------------------------------- slots

/// Root names of FEEL expressions. Slot ids of feel::Binding are indices into PolicyModel::slots (deduplicated).
struct SlotDef {
  enum class Kind : std::uint8_t {
    subject,        ///< the rule's subject (reference)
    related,        ///< a subject reached from the rule's subject along `path`
    owner,          ///< the owner of the duty (in roles) or of the subject (elsewhere): reference to staff or null
    event_field,    ///< event being looked at; `name` = field name; `index` = position in no table: looked up by name
    event_meta,     ///< `name` in id, type, at, by (reference to staff)
    event_subject,  ///< the event's reference to entity `index`
    cause_field, cause_meta, cause_subject,   ///< the same of the starting event
    n,              ///< repetition number (number) or bucket id (string)
    bucket,         ///< `name` in start, end (dates), id, year
    season,         ///< `index` into seasons; string
    parameter,      ///< `index` into parameters
    contact_decision,  ///< `index` into decisions: a decision about the contact being asked for
    at              ///< the instant of evaluation as date and time in the policy's zone (only where allowed)
  };
  Kind kind = Kind::subject;
  std::uint32_t index = none;
  std::string name;
  std::vector<std::uint32_t> path;         ///< related: attribute indices
  friend bool operator==(const SlotDef&, const SlotDef&) = default;
};

/// Host functions of policies; feel::Binding::id of kind function.
enum class PolicyFunction : std::uint32_t { unit, superior, head, post, anniversary, in_state, all_done };

struct ParameterDef {
  std::string name;                        ///< without `$`
  feel::Type type;
  struct Dated {
    std::optional<Date> from;              ///< nullopt: since ever
    Value value;
    std::optional<Span> span;              ///< type "span"; nullopt: "none"
    friend bool operator==(const Dated&, const Dated&) = default;
  };
  std::vector<Dated> values;               ///< ascending by from; at least one, and the first since ever
  bool source_absent = false;              ///< the regulation is silent
  bool is_default = true;                  ///< nobody set it
};

// ----------------------------------------------------------------------------------------- choices and time

/// {"switch": expr, "value": x, …, "else": y} or a plain x.
template <class T>
struct Choice {
  feel::Expression selector;                          ///< empty: plain, `otherwise` is the value
  std::string selector_text;
  std::vector<std::pair<Value, T>> cases;             ///< in document order
  std::optional<T> otherwise;
  bool plain() const { return !selector; }
};

/// A span, or a parameter whose span changes with the date.
struct SpanDef {
  Span span;
  std::uint32_t parameter = none;                     ///< dated, and `span` does not count: index into parameters
};

/// A point in time with its FEEL parts compiled.
struct TimePointDef {
  TimeText text;                                      ///< base none = no deadline
  feel::Expression expression;                        ///< when text.base is expression
  std::uint32_t parameter = none;                     ///< when text.span_parameter is set; index into parameters
};

// ------------------------------------------------------------------------------------------------ history

struct MeasureDef {
  enum class Fold : std::uint8_t { first, last, count, sum, mean, min, max, streak };
  enum class Over : std::uint8_t { forever, span, bucket, last_buckets, ranges };
  std::string name;
  std::uint32_t entity = none;
  Fold fold = Fold::count;
  std::vector<std::uint32_t> events;                  ///< event indices
  feel::Expression where;                             ///< sees event.*
  feel::Expression of;                                ///< sum, mean, min, max
  feel::Expression distinct;
  Over over = Over::forever;
  Span span;
  std::uint32_t bucket = none;                        ///< index into buckets
  std::int64_t buckets = 0;                           ///< last_buckets
  std::vector<DayRange> ranges;
  std::uint32_t attribute = none;
  std::string source;
  std::uint32_t layer = 0;                            ///< index into layers
  std::uint32_t group = none;                         ///< the first measure of this name in its family: it keeps the state of all
  std::string key;                                    ///< its name in a book: "policy/name" of later families
};

struct DecisionDef {
  std::string name;
  std::uint32_t entity = none;
  bool of_contact = false;                            ///< about a contact request: no entity, no attribute
  feel::Expression expression;                        ///< one of both
  DecisionTable table;
  std::uint32_t attribute = none;
  std::string source;
};

struct TierDef {
  std::string name;
  std::uint32_t entity = none;
  DecisionTable table;                                ///< empty: ranked, or set by a person
  /// With `margin`: the table asked with the score less, and plus, the margin. Empty without.
  DecisionTable margin_below, margin_above;
  std::vector<std::string> values;                    ///< possible values in row order; of a ranking none: true and false
  std::vector<std::uint32_t> set_by;                  ///< role indices: who may set it
  feel::Expression rank_by;                           ///< empty: not ranked
  enum class Ties : std::uint8_t { include, exclude, key };
  Ties ties = Ties::include;
  Decimal share;                                      ///< of a ranking: above 0, at most 1
  std::uint32_t review = none;                        ///< bucket family at whose starts it is decided; none: whenever it changes
  std::optional<Span> stay;                           ///< a value is kept for at least this
  std::uint32_t attribute = none;
  std::uint32_t changed_event = none;                 ///< event index of "tier.<name>"
  std::string source;
  std::uint32_t layer = 0;                            ///< index into layers
  std::uint32_t group = none;                         ///< the first tier of this name in its family: it keeps the state of all
  std::string key;                                    ///< its name in a book: "policy/name" of later families
};

// ------------------------------------------------------------------------------------------- rules and duties

/// Yields a person, a unit, or a list of them. Declared in `roles` or written inline.
struct RoleDef {
  std::string name;                                   ///< empty for an inline expression
  std::string text;
  feel::Expression expression;
  bool system = false;                                ///< the role `system`: nobody's act is needed
};

struct NeedItem {
  std::uint32_t event = none;                         ///< event index (forms: "filed.<form>")
  feel::Expression where;                             ///< sees event.* and cause.*
  std::uint32_t by = none;                            ///< role index; none = the duty's owner decides
  std::int64_t times = 1;
  feel::Expression times_expression;                  ///< fixed at opening; empty = times
  Choice<feel::Expression> times_choice;              ///< a choice instead
  feel::Expression distinct;
  std::uint32_t each_of = none;                       ///< role index: so many times of each whom it yields at creation
};
/// One part of a need: any of its items. A need is met when every part is.
struct NeedPart {
  std::vector<NeedItem> any;
};

enum class AfterDue : std::uint8_t { stay, lapse };

/// How far a due may be put off, before it is over.
struct ExtendDef {
  TimePointDef to;                                    ///< the latest due there may be, as a due is written
  std::uint32_t by = none;                            ///< role index: who may
  bool reason = false;                                ///< must say why
};

struct LevelDef;

struct OweDef {
  std::vector<NeedPart> need;
  Choice<std::uint32_t> owner;                        ///< role index; otherwise empty = default (subject itself when staff, else its owner)
  std::uint32_t responsible = none;                   ///< role index
  std::optional<TimePointDef> opens;
  Choice<TimePointDef> due;                           ///< otherwise empty = default of the rule kind
  Choice<Roll> roll;
  bool roll_by_closed_day = false;                    ///< `roll` has no selector: its cases are kinds of closed days (closed_kind)
  std::string purpose;                                ///< why the customer is contacted; one of PolicyModel::purposes or empty
  bool early = false;
  bool strict = false;                                ///< the owner alone, not everyone whom the role yields
  bool shared = false;                                ///< one act counts for every such duty of the subject
  std::vector<std::uint32_t> waive;                   ///< role indices: who may excuse it
  std::optional<ExtendDef> extend;
  std::vector<LevelDef> ladder;                       ///< what happens on the way to its due and behind it
  /// Of a due that is a choice: does it follow facts, and from where does the new one count? no: it is chosen once.
  enum class Rebase : std::uint8_t { no, start, change } rebase = Rebase::no;
  std::uint32_t hours = none;                         ///< in which acts count; index into hours, none = always
  AfterDue after_due = AfterDue::stay;
};

/// A fact that an effect sets.
struct SetDef {
  std::string name;                                   ///< as written, "customer.stage"
  feel::Expression whose;                             ///< yields the subject
  std::uint32_t attribute = none;                     ///< attribute index
  feel::Expression value;
};

struct AssignEffect;                                  // people_model.hpp
struct PeopleModel;
struct PolicyReport;                                  // policy_report.hpp
struct WorkflowDef;                                   // workflow_model.hpp
struct PostEffect;                                    // points_model.hpp
struct PointsModel;

struct EffectDef {
  enum class Kind : std::uint8_t { flag, notify, raise, assign, set, take_back, send, request, open, post, reverse };
  Kind kind = Kind::flag;
  feel::Expression when;
  std::string name;                                   ///< flag: its name
  std::uint32_t event = none;                         ///< raise: event index; send: the channel, none = not said
  Choice<std::vector<std::uint32_t>> to;              ///< notify: role indices; open: workflow indices
  std::shared_ptr<const AssignEffect> assign;         ///< assign: what changes hands
  Choice<std::string> what;                           ///< send, request: name of the message or the verb
  std::shared_ptr<const PostEffect> post;             ///< post: which points, and to whom
  feel::Expression whom;                              ///< send: the customer; take_back, reverse: id of the event
  std::string purpose;                                ///< send: as of duties
  std::vector<SetDef> set;
  std::vector<std::pair<std::string, feel::Expression>> data;
};

/// A step of an escalation ladder: at its moment the effects act, once for each duty.
struct LevelDef {
  std::int64_t percent = 0;                           ///< of the time from the opening to the due; 0: `at` counts
  TimePointDef at;                                    ///< from the due
  feel::Expression when;                              ///< empty: always
  std::vector<EffectDef> effects;
};

/// A part of a rule that has a start of its own. Indices of steps are places in RuleDef::steps.
struct StepDef {
  enum class Start : std::uint8_t {
    run,       ///< when the run starts
    after,     ///< when the due of the step `after` is over
    previous,  ///< when the due of the nearest earlier step that exists is over
    event      ///< at the first event of `on` while the run is alive
  };
  std::string name;
  std::string source;                                 ///< clause; empty = the rule's
  feel::Expression when;                              ///< asked at its start: does the step exist? empty = always
  Start start = Start::run;
  std::uint32_t after = none;
  std::vector<std::uint32_t> on;                      ///< event indices
  Choice<SpanDef> every;                              ///< grid from its start
  bool has_every = false;
  std::optional<OweDef> owe;                          ///< the rule's keys with its own
  std::vector<EffectDef> effects;
  std::uint32_t done_event = none;                    ///< event index of "done.<rule>.<step>"
  std::uint32_t missed_event = none;
};

/// How a rule's events find its subjects when they neither name them nor refer to them: what the event says equals what
/// the subject says.
struct LinkDef {
  feel::Expression event;                             ///< sees event.*; empty: no link
  std::vector<std::uint32_t> path;                    ///< attributes from the subject on; all but the last are references
};

struct RuleDef {
  std::string id;
  std::uint32_t order = 0;                            ///< position in the document
  std::string source;                                 ///< clause
  std::uint32_t entity = none;                        ///< subject type
  feel::Expression when;                              ///< empty = always
  std::vector<std::uint32_t> on;                      ///< event indices; empty = standing, or started by date
  struct Dates {
    feel::Expression expression;                      ///< yields a date, or a list of dates
    std::string name;                                 ///< its text: what the ids of the runs begin with
  };
  std::vector<Dates> dates;                           ///< what starts its runs; empty = no date does
  bool dates_yearly = false;                          ///< more dates come with every year: anniversaries
  Choice<std::uint32_t> each;                         ///< bucket family index
  Choice<SpanDef> every;
  bool has_each = false;
  bool has_every = false;
  std::vector<std::uint32_t> until;                   ///< event indices
  feel::Expression until_date;                        ///< inclusive
  enum class Again : std::uint8_t { restart, ignore, parallel } again = Again::restart;
  enum class Partial : std::uint8_t { drop, clip, keep } partial = Partial::drop;
  std::int64_t max = 0;                               ///< repetitions per run; 0 = no limit
  std::vector<StepDef> steps;                         ///< document order
  std::optional<OweDef> owe;                          ///< empty in a rule with steps: they have it
  std::vector<EffectDef> effects;
  std::optional<TimePointDef> at;                     ///< when the effects act
  bool catch_up_all = false;                          ///< messages of repetitions that fall to one call are all sent
  LinkDef link;
  std::vector<std::uint32_t> overrides;               ///< rule indices: what does not act when this rule matches its cause
  std::vector<std::string> overrides_foreign;         ///< the same of other policies: "policy/rule"
  std::uint32_t done_event = none;                    ///< event index of "done.<rule>"
  std::uint32_t missed_event = none;
  std::uint32_t workflow = none;                      ///< of what a state owes, and of effects of a chart: index into workflows
  enum class Reopen : std::uint8_t { restart, resume, ignore } reopen = Reopen::restart;  ///< when its state is entered again
  std::uint32_t layer = 0;                            ///< index into layers
  std::uint32_t group = none;                         ///< the first rule of this id in its family: what its versions are found by
  std::string name;                                   ///< its name in a book: "policy/rule" of later families

  /// Index of a step, or `none`.
  std::uint32_t step(std::string_view name) const;
  /// What a step owes, without steps what the rule owes; nullptr: nothing, or there is no such step.
  const OweDef* owed(std::string_view step) const;
};

/// Who may be contacted. The expressions see a request as the event being looked at.
struct EligibilityDef {
  DecisionTable table;                                ///< yields "allow" or "deny: code"; empty: every contact is allowed
  std::string source;                                 ///< clause
};

/// One policy in one version, with its parameters, among those that are compiled into one model. A policy by itself has
/// one layer. Those that are bound to one book make a model of several, see link.hpp.
struct LayerDef {
  std::string id, version, root, hash;
  std::uint32_t family = 0;                           ///< layers with one root are one family; dense
  std::optional<Date> effective_from, effective_to;   ///< inclusive
  EligibilityDef eligibility;
  std::vector<feel::Expression> where;                ///< whom it governs, by entity index; empty: everyone
  std::map<std::uint32_t, std::uint32_t> rules;       ///< by group: its rule
  std::map<std::uint32_t, std::uint32_t> measures;    ///< by group: its measure
};

struct FormModel;                                     // score_model.hpp
struct ScoreDef;
/// What a form asks, by layer; empty: it has fields alone.
using FormSurveys = std::vector<std::pair<std::uint32_t, std::shared_ptr<const FormModel>>>;

/// The whole policy.
struct PolicyModel {
  std::string id, version, source, hash, canonical_text;
  std::string root;                                   ///< id of the root base policy: what duty keys hold
  std::string effective_from_text;
  std::optional<Date> effective_from, effective_to;   ///< inclusive
  TimeZone zone = TimeZone::find("UTC");
  std::optional<BusinessCalendar> calendar;           ///< always set after loading
  std::vector<EntityDef> entities;
  std::vector<AttributeDef> attributes;
  std::vector<EventDef> events;
  std::vector<FormDef> forms;
  std::vector<SlotDef> slots;
  std::vector<ParameterDef> parameters;
  std::vector<BucketFamily> buckets;
  std::vector<SeasonSet> seasons;
  CalendarSource calendar_source;                     ///< of `calendar`; its data set is a shipped one
  std::vector<NamedHours> hours;
  std::vector<DateListDef> date_lists;
  std::vector<OverlayDef> overlays;
  std::vector<MeasureDef> measures;
  std::vector<DecisionDef> decisions;
  std::vector<TierDef> tiers;
  std::vector<RoleDef> roles;
  std::vector<std::uint32_t> planned_together;        ///< event indices: contacts that plans put into one visit
  std::vector<RuleDef> rules;                         ///< document order, layer by layer
  std::vector<std::shared_ptr<const WorkflowDef>> workflows;  ///< document order, layer by layer
  std::vector<std::shared_ptr<const PolicyReport>> reports;   ///< document order, layer by layer
  std::vector<LayerDef> layers;                       ///< at least one after loading
  std::vector<std::string> families;                  ///< root ids
  std::vector<feel::Expression> where;                ///< while loading: see LayerDef::where
  EligibilityDef eligibility;                         ///< of layers.front()
  std::shared_ptr<PeopleModel> people;                ///< who owns what; nullptr: the document says nothing about it
  std::shared_ptr<PointsModel> points;                ///< classes of points; nullptr: there are none
  std::vector<std::string> purposes;                  ///< of contacts, in document order
  std::map<std::string, std::map<std::string, std::string>> labels;  ///< "kind/name" to language to text
  std::vector<Diagnostic> warnings;

  std::uint32_t staff = none;                         ///< entity index
  std::uint32_t unit = none;                          ///< entity index
  std::uint32_t ranking = none;                       ///< internal entity: a subject for each ranked tier; none: no tier is ranked
  std::uint32_t reported = none;                      ///< internal entity: who looks at the targets of reports, and keeps rows; none: no report has any
  std::uint32_t calendar_data = none;                 ///< entity index: versions of the data set; internal
  std::uint32_t missed_any = none;                    ///< event index of "missed"
  std::uint32_t owner_changed = none;                 ///< event index of "owner.changed"

  /// Index of a name, or `none`.
  std::uint32_t entity(std::string_view name) const;
  std::uint32_t event(std::string_view name) const;
  std::uint32_t form(std::string_view name) const;
  std::uint32_t rule(std::string_view name) const;
  /// Is `happened` what was asked for as `wanted`? "missed" is any miss, "done.<rule>" that of any of its steps.
  bool hears(std::uint32_t wanted, std::uint32_t happened) const;
  /// A fact, measure, decision or the key; tiers have names of their own (PolicyModel::tiers).
  std::uint32_t attribute(std::uint32_t entity, std::string_view name) const;
  /// The value of the parameter on the day of the instant, in the policy's zone.
  const ParameterDef::Dated& in_force(std::uint32_t parameter, Instant at) const;
  /// The tier of the entity that a person sets under this name, "tier.<name>"; none: there is none.
  std::uint32_t tier_set_as(std::uint32_t entity, std::string_view name) const;
  const OverlayDef* overlay(std::uint32_t entity) const;  ///< nullptr: its subjects have no calendars of their own
  std::map<std::string, std::uint32_t, std::less<>> entity_index, event_index, form_index, rule_index;

  std::vector<std::shared_ptr<const ScoreDef>> scores;  ///< document order, layer by layer
  std::map<std::uint32_t, std::uint32_t> score_of_measure;  ///< measures that are the last value of a score, to the score
  std::vector<FormSurveys> surveys;                   ///< by form; shorter than forms: the others have fields alone
  const FormSurveys& surveys_of(std::uint32_t form) const;
};

}  // namespace huifang
