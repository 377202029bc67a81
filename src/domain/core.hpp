#pragma once
/// The engine's working state and its steps. One Core serves one engine; every member function belongs to one concern
/// and lives in the file named above it.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "domain/occurrence.hpp"
#include "domain/packed_duties.hpp"
#include "domain/rule_index.hpp"
#include "domain/store.hpp"
#include "domain/subject.hpp"
#include "huifang/book.hpp"
#include "policy/link.hpp"
#include "policy/model.hpp"

namespace huifang {

struct AssignEffect;
struct WorkflowDef;
struct PointClassDef;
struct PolicyReport;
struct Report;
struct AssignmentDef;
struct OwnerSource;
struct PoolDef;
struct FormReading;
struct Score;

/// `store` is borrowed and must outlive it. Used by one thread at a time.
class Core {
 public:
  Core(Program program, Store& store, std::size_t cached_subjects);

  const Program program;
  const PolicyModel& model;
  const RuleIndex index;
  const bool alone;                        ///< one policy governs everybody at all times
  const std::int64_t begin_us;             ///< nothing before it is owed: the first day of a policy, or its binding

  // --- subjects.cpp: cache, rows, flush
  std::int64_t now_us() const { return counters_.now_us; }
  bool knows_anybody() const { return counters_.subject > 0; }
  void set_now(std::int64_t us) { counters_.now_us = us; }
  Subject* find(const EntityRef& ref);                        ///< nullptr: never mentioned
  Subject& get(SubjectId id);
  Subject& get_or_create(const EntityRef& ref, std::int64_t since_us);
  /// Whose attribute refers to the target; ascending. Borrowed until the next fact.
  const std::vector<SubjectId>& referring(std::uint32_t attribute, SubjectId target);
  void touch(Subject& subject);                               ///< its row is written, its wake recomputed
  void add_fact(Subject& subject, std::uint32_t attribute, std::int64_t from_us, std::int64_t sequence, const Value& value);
  void change(Subject& subject, LiveDuty& duty);              ///< stamp with the next effect number, write at flush
  /// Closed duties that an act at `at_us` was in time for come back to memory, until the next flush.
  void load_closed(Subject& subject, std::int64_t at_us);
  /// The duty with this key, live or not, in memory until the next flush; nullptr: there never was one.
  LiveDuty* find_duty(Subject& subject, const DutyKey& key);
  /// Rows that flush() writes.
  std::size_t changes() const {
    return changed_.size() + changed_duties_.size() + facts_.size() + tiers_.size() + flags_.size() + effects_.size() + suppressed_.size() +
           entries_.size();
  }
  void flush();
  void drop() noexcept;                                       ///< forget all; refresh() before the next use
  void refresh();                                             ///< read the counters again after drop()

  // --- cached_subjects.cpp: who stays in memory
  /// Do subjects that were changed keep others from being forgotten? To be called where nobody holds a subject.
  bool crowded() const;
  /// Forgets one of those that nobody asked for since the last flush. To be called where nobody holds a subject.
  void make_room();


  // --- evaluation.cpp: expressions, roles, explanations
  Situation situation_of(const Subject& subject) const;       ///< now, with neither event nor occurrence
  Situation situation_of(const Subject& subject, const Occurrence& occurrence) const;
  /// Of a duty that exists: its cause, owner and number, and its bucket where the rule asks for it. `bucket`: where that is kept.
  Situation situation_of(const Subject& subject, const LiveDuty& duty, std::optional<Bucket>& bucket) const;
  feel::Outcome evaluate(const feel::Expression& expression, const Situation& situation);
  DecisionOutcome decide(const DecisionTable& table, const Situation& situation);
  /// true only for boolean true; an undecided condition is noted and counted, an error is noted.
  bool holds(const feel::Expression& expression, const Situation& situation, std::string_view what);
  Value attribute_value(const EntityRef& ref, std::uint32_t attribute, const Situation& situation);
  Value attribute_value(const Subject& subject, std::uint32_t attribute, const Situation& situation);
  std::vector<EntityRef> resolve_role(std::uint32_t role, const Situation& situation);
  Value moment(std::int64_t at_us) const;                     ///< date and time in the policy's zone
  std::string because(const Occurrence& occurrence, const Situation& situation, const feel::Expression& selector);
  /// JSON: by decision table that the expressions read of the case, or of whom it is about, its inputs, the row that matched and
  /// the inputs at which each row before failed. Empty: they read none.
  std::string routing(const std::vector<const feel::Expression*>& expressions, const Situation& situation, const Subject& about);
  /// A date, or a date and time; nullopt for any other value.
  std::optional<PointInTime> point_of(const Value& value) const;
  std::optional<PointInTime> resolve_point(const TimePointDef& point, TimeContext context, const Situation& situation,
                                           const BusinessCalendar& calendar, Roll roll = Roll::none);
  template <class T>
  const T* select(const Choice<T>& choice, const Situation& situation);

  // --- measures.cpp
  /// True: a measure hears it.
  bool fold(Subject& subject, const Occurred& occurred);
  /// The event counts no more. First and last ones, extremes for ever and streaks keep it.
  void unfold(Subject& subject, const Occurred& occurred);
  Value measure_value(const Subject& subject, std::uint32_t measure, std::int64_t at_us) const;
  /// When the event a `last` keeps leaves the span or bucket it is looked for in; nullopt: never, or there is none.
  std::optional<std::int64_t> last_gone_us(const MeasureDef& measure, const MeasureState& state) const;
  std::optional<std::int64_t> measure_next_change(const Subject& subject, std::uint32_t measure, std::int64_t at_us) const;

  // --- events.cpp: what happens, and to whom
  /// Declared events and filed forms in declared types. Throws Error with all diagnostics. A form that lacks required
  /// parts is a draft: nullopt, with a note.
  std::optional<Occurred> convert(const Event& event);
  void set_facts(const Event& event, std::int64_t sequence);
  void assign(const Event& event, std::int64_t sequence);
  void validate(const Event& event) const;
  void happen(const Occurred& occurred, std::int64_t sequence);
  void raise(Occurred occurred) { raised_.emplace_back(std::move(occurred)); }
  void work_off_raised(std::int64_t sequence);
  std::vector<SubjectId> concerned(const Occurred& occurred);

  // --- forms.cpp: what was answered, and what that is worth
  /// As the policy asks it that governs the subject; nullptr: the form has fields alone.
  const FormModel* asked_on(std::uint32_t form, const Subject* subject) const;
  /// `subject` may be nullptr: nothing is known of whom it is about.
  FormReading read_form(const FormModel& asked, const Occurred& filed, const Subject* subject);
  /// `situation.event` is the response of the reading.
  Score score_of(const ScoreDef& def, const FormReading& reading, const Situation& situation);

  // --- links.cpp: events that neither name a subject nor refer to it
  /// The subjects that the rule's link finds for the event; ascending.
  std::vector<SubjectId> linked(std::uint32_t rule, const Occurred& occurred);

  // --- eligibility.cpp: who may be contacted
  /// What the policy says of this contact. `purpose`: unless the event has a field of that name; may be empty.
  Permission permission(Occurred contact, const std::string& purpose);
  /// The contact as it would be recorded; throws Error as recording would.
  ContactAnswer may_contact(const Event& contact, const std::string& purpose);
  /// A contact that the policy denies is kept and flagged. Nothing is done when it is allowed or credited a duty.
  void judge(const Occurred& occurred, bool credited);

  // --- calendars.cpp: whose working days and hours, and what their changes move
  const BusinessCalendar& calendar() const { return *calendar_; }  ///< of everyone, with the amendments so far
  /// Of whoever does the work: their own over their unit's over everyone's. Borrowed until a shift or the calendar changes.
  const BusinessCalendar& calendar_of(const std::optional<EntityRef>& owner);
  void load_calendar();                                       ///< after the store was read anew
  void set_shifts(const Event& event, std::int64_t sequence);       ///< rosters and absences
  void check_amendment(const CalendarData& version) const;          ///< throws Error(policy) HF2040
  void amend_calendar(const Event& event, std::int64_t sequence);
  bool covers(const EntityRef& owner, const std::string& staff, std::int64_t at_us);  ///< acts for the owner who is away
  void set_slot(const Event& event, std::int64_t sequence);         ///< where a duty is planned
  bool inside(std::uint32_t hours, std::int64_t at_us) const;       ///< of named hours; true without

  // --- assignment.cpp: who owns and holds a subject
  /// Finds an owner for a subject that has none, or only one that a source yields as things are. `event`: what is being
  /// looked at; nullptr: facts or time changed. True: the owner is another.
  bool settle(Subject& subject, const Occurred* event, std::string_view trigger, std::int64_t sequence);
  /// Has it no owner, or one that a source yields as things are, so that the sources are asked at every event?
  bool looks_for_owner(const Subject& subject) const;
  /// Owner first, each once; empty unless the policy counts holders.
  std::vector<EntityRef> holders_of(const Subject& subject, std::int64_t at_us) const;
  /// What assignments made before have brought about by now, before it is reviewed.
  void see_changes_of_time(Subject& subject, std::string_view trigger);
  /// Raises owner.changed and holders.short for what changed since the last call.
  void announce_changes(std::int64_t sequence);

  // --- handover.cpp: subjects that change hands by rule
  /// What an effect `assign` of a rule does, or proposes. `key`: that of the effect.
  void hand_over(Subject& subject, const AssignEffect& effect, const Situation& situation, const std::string& key,
                 const std::string& because, const std::string& source, std::int64_t sequence);
  /// assign.approve and assign.reject
  void decide_proposal(const Event& event, std::int64_t sequence);

  // --- cover.cpp: who is away, and who acts meanwhile
  bool is_away(const EntityRef& person, std::int64_t at_us);
  /// The owner, or who acts while they are away.
  std::optional<EntityRef> acting(const std::optional<EntityRef>& owner);
  /// The next instant after `after_us` at which an absence with a cover begins or is over.
  std::optional<std::int64_t> absence_turns(const Subject& person, std::int64_t after_us);

  // --- tiers.cpp
  void update_tiers(Subject& subject, std::string_view trigger, std::int64_t sequence);
  /// A person sets a tier. Who may not is told, and changes nothing.
  void set_tier(Subject& subject, std::uint32_t tier, const Value& value, const Event& event, const Value* reason, std::int64_t sequence);
  /// Makes the ranking that a subject of the internal entity stands for, when now is one of its reviews.
  void make_ranking(const Subject& ranking, std::string_view trigger, std::int64_t sequence);
  /// Of a policy that was put over people who are known already: the rankings that were never made.
  void make_first_rankings(std::string_view trigger, std::int64_t sequence);
  /// From the first subject of an entity on its rankings are made.
  void begin_rankings(std::uint32_t entity, std::int64_t since_us);
  /// The next instant after `after_us` at which a tier of the subject is reviewed, or no longer kept by its stay.
  std::optional<std::int64_t> next_tier_review(const Subject& subject, std::int64_t after_us);

  // --- governors.cpp: which of several policies a subject is under
  /// Is the subject under this layer now?
  bool governs(const Subject& subject, std::uint32_t layer) const {
    return alone || subject.governors[model.layers[layer].family] == layer;
  }
  /// The layer of the family that governs the subject at this instant, `none` when none does.
  /// `subject`: nullptr for one of the entity of whom nothing is known.
  std::uint32_t governor_at(const Subject* subject, std::uint32_t entity, std::uint32_t family, std::int64_t at_us);
  /// Asks who governs the subject now. What runs under another layer goes on under that one; what is owed stays as it is.
  void govern(Subject& subject);
  /// Is a rule of the layer started by what happens at this instant?
  bool starts(const Subject& subject, std::uint32_t layer, std::int64_t at_us);
  /// Nothing of the layer is owed before.
  std::int64_t begin_of(std::uint32_t layer) const { return begins_[layer]; }
  /// Nothing of the layer is owed anew from here on.
  const std::optional<std::int64_t>& end_of(std::uint32_t layer) const { return ends_[layer]; }
  /// Has the last day of the layer not passed?
  bool in_force(std::uint32_t layer) const { return !ends_[layer] || now_us() < *ends_[layer]; }
  /// The next instant after `after_us` at which another layer may govern somebody.
  std::optional<std::int64_t> next_governors(std::int64_t after_us) const;
  /// The rule's versions are found by this.
  std::uint32_t group(std::uint32_t rule) const { return model.rules[rule].group; }

  // --- rules.cpp: starts and stops
  void reconsider(Subject& subject, std::string_view trigger, const std::shared_ptr<const Occurred>& cause, std::int64_t sequence, int depth = 0);
  void start_on(Subject& subject, std::uint32_t rule, const std::shared_ptr<const Occurred>& occurred);
  /// The first rule that overrides this one for the cause, `none` when none does. `trigger`: id of the event or tick;
  /// `cause`: the event, nullptr for a tick.
  std::uint32_t overriding(const Subject& subject, std::uint32_t rule, std::string_view trigger, const Occurred* cause);
  /// until: ends its runs, withdraws its duties; `versions`: those of all versions of the rule
  void stop(Subject& subject, std::uint32_t rule, bool versions = false);

  // --- dates.cpp: rules started by date
  /// Begins, moves and ends the runs of the rule as its dates and its condition say now.
  void read_dates(Subject& subject, std::uint32_t rule);

  // --- runs.cpp
  /// `until` a date: ends the runs of event rules that wait for this.
  void stop_over(Subject& subject, const Wake& wake);
  /// The next occurrence of the runs that wait for this.
  void open_runs(Subject& subject, const Wake& wake);

  // --- steps.cpp: parts of a rule with a start of their own
  /// Starts the steps whose moment has come, in document order.
  void go_on(Subject& subject, Run& run, bool quiet = false);
  /// Steps of the rule's runs that wait for this event.
  void step_on(Subject& subject, std::uint32_t rule, const std::shared_ptr<const Occurred>& occurred);
  /// Grids of steps whose choice has another value now begin anew.
  void choose_steps(Subject& subject, std::uint32_t rule);

  // --- duties.cpp: life cycle
  /// The due of what is owed, also when it came too late; nullopt: nothing is owed, or without deadline.
  std::optional<std::int64_t> owe(Subject& subject, const Occurrence& occurrence);
  /// The latest due that the duty may be put off to, by its rule and what is known now.
  void read_extension(LiveDuty& duty, const Occurrence& occurrence, const Situation& situation, const BusinessCalendar& working);
  /// The date of its run moved: a new window, whatever it has got so far is kept.
  void move(Subject& subject, LiveDuty& duty, const Occurrence& occurrence);
  void open(Subject& subject, LiveDuty& duty);
  void miss(Subject& subject, LiveDuty& duty);
  /// What the rule owes, or its run; `versions`: as it owes it in any version.
  void withdraw(Subject& subject, std::uint32_t rule, const std::string* run, bool versions = false);
  void withdraw(Subject& subject, LiveDuty& duty);
  void update_owners(Subject& subject);                           ///< the owner changed: resolve the owners of live duties
  void suppress(const Subject& subject, std::uint32_t rule, const std::string& run, const std::string& n, std::string reason);

  // --- credits.cpp
  /// Did it count for a duty? `only`: of this rule; none: of any.
  bool credit(Subject& subject, const Occurred& occurred, std::uint32_t only = none);

  // --- acts.cpp: what people do to duties
  /// A duty is claimed, waived or extended, as the event says. What is not permitted changes nothing, with a note.
  void act_on_duty(const Event& event);
  /// Takes back what an earlier event counted for the duties of the subjects.
  void take_back(const std::vector<EntityRef>& subjects, const std::string& event_id);

  // --- effects.cpp
  void act(Subject& subject, const Occurrence& occurrence);   ///< the rule's effects
  /// `dated`: the run of a rule started by date and without repetition, which remembers that its effects have acted.
  void schedule_or_act(Subject& subject, const Occurrence& occurrence, Run* dated = nullptr);
  void act_scheduled(Subject& subject, const Wake& wake);     ///< the effects that wait for this
  void effect(Subject& subject, std::string key, std::string kind, std::optional<EntityRef> to, std::string data, std::string because);
  /// Time passes in one call from here to end_clock(): of the messages of one repeating rule in it the last is sent.
  void begin_clock();
  void end_clock();

  // --- points.cpp: what is posted
  /// What the rule posts at `place` among its effects.
  void post(const Subject& subject, const Occurrence& occurrence, std::size_t place, Situation situation, const std::string& because);
  /// Reverses what an event, or the miss of a duty, has brought about. True: there was something to reverse.
  bool reverse_event(const std::string& event, const std::string& because);

  // --- awards.cpp: rules that are asked at the ends of buckets
  std::optional<Wake> next_award(const Subject& subject);
  /// The awards whose buckets end at this instant.
  void award(Subject& subject, std::int64_t at_us);
  /// Something of the past became known: awards from then on are asked again, as soon as all else is worked off.
  void look_back(const Subject& subject, std::int64_t from_us);
  /// One of those that are to be asked again; false: there is none.
  bool award_again();

  // --- ledger.cpp: periods, seals, and acts of people
  void begin_ledgers();
  /// The next seal or expiry of the class.
  std::optional<Wake> next_of_ledger(const Subject& ledger);
  void work_off_ledger(Subject& ledger, const Wake& wake);
  /// points.post, points.confirm, points.cancel, points.reverse, points.appeal, points.uphold, points.close
  void act_on_points(const Event& event);

  // --- expiry.cpp: what is earned and not spent in time
  /// What expired of one account is reckoned again, as soon as all else is worked off. False: of none.
  bool expire_again();

  // --- report_rows.cpp: what reports are made of
  /// In the version bound last; nullptr: no policy bound so far has it.
  const PolicyReport* report(std::string_view name) const;
  /// Its subjects as they are known at this instant, by their numbers. Precondition: it is about subjects.
  std::vector<Value> report_rows(const PolicyReport& report, std::int64_t at_us);
  /// What happened, as a row; nullopt: the report is not about it.
  std::optional<Value> report_row(const PolicyReport& report, const Occurred& occurred);
  /// Values of the names beside `rows`.
  std::vector<Value> report_parameters(const PolicyReport& report, std::int64_t at_us) const;
  std::function<void(const Occurred&)> hear;                  ///< is given all that happens, outside events and raised ones; may be empty
  std::function<void(const std::string&)> unhear;             ///< is given the ids of what is taken back; may be empty
  bool keeps_past = false;                                    ///< measures can be asked about a bucket that has just ended

  // --- report_targets.cpp: reports whose missed targets somebody hears
  /// From the first subject on they are looked at, and from a change of policies on those that are heard then.
  void begin_targets(bool changed = false);
  /// The end of the next bucket of any of them; nullopt: of what only keeps rows.
  std::optional<Wake> next_of_targets(const Subject& targets);
  /// Makes the reports of the buckets that ended just before, and raises what they miss. To be called where nobody holds a subject.
  void look_at_targets(std::int64_t at_us);
  /// What happened is kept as a row of those that are about it, until their bucket has ended.
  void keep_row(const Occurred& occurred);
  /// The event counts no more: reports forget its rows.
  void forget_rows(const std::string& event);

  // --- cases.cpp: cases of workflows
  /// Precondition: the subject is a case.
  const WorkflowDef& workflow_of(const Subject& subject) const;
  void open_case(const CaseOpening& opening, std::int64_t sequence);
  /// The cases that the event reaches, beside `ids`, whom it concerns.
  std::vector<SubjectId> cases_reached(const Occurred& occurred, const std::vector<SubjectId>& ids);
  /// The running case hears the event, if its chart does. True: a transition was taken.
  bool step_case(Subject& subject, const Occurred& occurred);
  /// Another one is yielded by the workflow's `owner`: the case and what is owed in it are theirs.
  void follow_owner(Subject& subject, std::int64_t sequence);
  /// Facts have changed: transitions without event are asked again. Of what is no running case: nothing.
  void look_again(Subject& subject);
  /// The timers that wait for this.
  void time_out(Subject& subject, const Wake& wake);
  /// case.migrate: the case goes on under the definition that is in force. Throws Error(policy) when its states do not fit.
  void migrate(const Event& event, std::int64_t sequence);
  /// To what is about a case belongs the subject it is about.
  void add_about(const Subject& subject, Occurred& occurred);

  // --- clocks.cpp: duties whose clock stops
  /// The due that the window names, with the time added that did not count; nullopt while the clock stands.
  std::optional<std::int64_t> stopped_due(LiveDuty& duty, std::optional<std::int64_t> due_us, const BusinessCalendar& calendar);
  /// Of what is overdue by now, or was done late; nullopt: of anything else, and of what no policy in force has.
  std::optional<Overrun> overrun(const DutyKey& key);
  // --- ladders.cpp
  /// When the levels of its ladder act, as its window is now.
  void plan_levels(const Subject& subject, LiveDuty& duty);
  /// The levels of the ladders that wait for this.
  void act_levels(Subject& subject, const Wake& wake);

  /// As it is reckoned now. Precondition: the duty has a basis.
  Window window_again(const Subject& subject, LiveDuty& duty, const BusinessCalendar& calendar);

  // --- clock.cpp
  std::optional<Wake> wake_of(Subject& subject);
  void reschedule();                                          ///< recompute the wakes of all touched subjects
  bool next_wake(std::int64_t until_us, Wake& wake, SubjectId& subject);
  void work_off(Subject& subject, const Wake& wake, std::int64_t sequence);
  void policy_changed(std::int64_t now_us, std::int64_t sequence);

  /// Attributes that are what is said here, of every subject; see Engine::suppose().
  std::vector<std::pair<std::uint32_t, Value>> supposed;

  std::int64_t input_sequence = 0;                            ///< of the journal entry being served
  RecordResult* result = nullptr;                             ///< of the call being served; nullptr while time passes
  void note(std::string text);

 private:
  Store& store_;
  std::vector<std::int64_t> begins_;                          ///< by layer
  std::vector<std::optional<std::int64_t>> ends_;             ///< by layer
  /// Is the layer among what is bound, or among what stays until that has begun?
  bool is_bound(std::uint32_t layer, std::int64_t at_us) const;
  void change_governor(Subject& subject, std::uint32_t from, std::uint32_t to);
  void carry_on(Subject& subject, Run run, std::uint32_t rule);
  void withdraw_unwanted(Subject& subject);                   ///< duties whose standing rule is of a layer that governs no more
  std::size_t cached_subjects_;
  std::size_t few() const;                                    ///< so many in memory that nothing has to be done for it
  void forget(SubjectId id);                                  ///< precondition: it is in memory, and as the store has it
  bool stays(const Subject& subject) const;                   ///< in memory, whenever it was last asked for
  void visit(Subject& subject);                               ///< among the visitors, unless it is there or stays
  void forget_subjects();                                     ///< beyond those that may be kept
  void choose_idle(std::size_t stay);                         ///< all but so many
  void draw_again(std::size_t stay);                          ///< so many may stay, those with the least draw
  Counters counters_;
  bool dropped_ = false;
  std::unordered_map<SubjectId, std::unique_ptr<Subject>> subjects_;  ///< those in memory
  PackedDuties packed_;                                       ///< of those that sleep
  std::uint64_t stays_below_ = UINT64_MAX;                    ///< whoever waits for something stays when its draw is less
  std::deque<std::pair<SubjectId, std::uint64_t>> visitors_;  ///< in memory for a while, with Subject::used of when they came here
  std::vector<SubjectId> idle_;                               ///< of them, to be forgotten; the last one first
  std::uint64_t flushes_ = 0;
  static std::string id_key(std::string_view entity, std::string_view key);
  std::unordered_map<std::string, SubjectId> ids_;            ///< by id_key(); only what was asked for
  std::map<std::pair<std::uint32_t, SubjectId>, std::vector<SubjectId>> referring_;
  Changes to_write_;                                          ///< of flush(), kept for its capacity
  std::vector<SubjectId> changed_;                            ///< subjects to write at flush
  std::vector<LiveDuty*> changed_duties_;                     ///< to write at flush
  std::vector<std::pair<SubjectId, std::int64_t>> closed_;    ///< duties to let go of at flush
  std::vector<SubjectId> touched_;                            ///< subjects whose wake must be recomputed
  std::set<std::pair<Wake, SubjectId>> queue_;
  std::unordered_map<SubjectId, Wake> queued_;
  std::int64_t horizon_us_ = INT64_MIN;                       ///< the store's wakes up to here are in the queue
  std::deque<std::variant<Occurred, FactChange, CaseOpening>> raised_;
  /// Messages of repetitions since begin_clock(): by subject, rule, step, run, place and receiver.
  using MessagePlace = std::tuple<SubjectId, std::uint32_t, std::uint32_t, std::string, std::size_t, std::string>;
  struct Sent {
    std::int64_t sequence = 0;
    std::string n;                                            ///< of the repetition, with its step
  };
  std::map<MessagePlace, Sent> sent_;
  std::set<std::tuple<SubjectId, std::uint32_t, std::string, std::string>> coalesced_;  ///< subject, rule, run, n
  bool clock_runs_ = false;
  /// For links over plain values: by attribute and value as JSON, as they are asked for.
  std::map<std::uint32_t, std::map<std::string, std::set<SubjectId>>> by_value_;

  // New rows since the last flush, in order of creation. Deques: rows keep their place.
  std::deque<FactRow> facts_;
  std::deque<TierRow> tiers_;
  std::deque<FlagRow> flags_;
  std::deque<EffectRow> effects_;
  std::deque<SuppressedRow> suppressed_;

  CalendarSource calendar_source_;                            ///< of calendar_; its data set may be amended_
  CalendarData amended_;                                      ///< the data set with its amendments; no name: none yet
  std::optional<BusinessCalendar> calendar_;                  ///< always set
  std::map<std::pair<EntityRef, EntityRef>, BusinessCalendar> calendars_;  ///< by owner and unit; as they are asked for
  static CalendarData amended(CalendarData data, const CalendarData& version);
  std::optional<EntityRef> unit_of(const Subject& person) const;
  const FactHistory* shifts_of(const EntityRef& ref);         ///< nullptr: none recorded
  const CalendarLayer* written_layer(const EntityRef& ref) const;  ///< of the document's overlay; nullptr: none
  void put_over(CalendarSource& source, const EntityRef& ref);
  std::vector<SubjectId> owing(const EntityRef& owner);       ///< subjects about which they owe something
  std::vector<SubjectId> everyone();
  void move_duties(const std::vector<SubjectId>& subjects, const EntityRef* owner, const std::string& cause);
  std::optional<Bucket> bucket_of(const LiveDuty& duty) const;
  void move_window(Subject& subject, LiveDuty& duty, const std::string& cause);
  /// A change of owner or holders that is not announced yet.
  struct PeopleChange {
    std::string trigger{};                                    ///< id of the event, or the tick
    std::string by{};
    std::int64_t at_us = 0;
    std::int64_t effective_us = 0;
    Value reason{};
    std::int64_t seen_us = 0;                                 ///< as of then it was not changed
    std::optional<EntityRef> owner_before{};
    std::int64_t held_before = 0;
  };
  struct FoundOwner {
    std::optional<EntityRef> who;
    std::optional<EntityRef> turn_of;                         ///< whose turn it would have been
    std::string because;                                      ///< JSON
  };
  std::optional<std::string> away(const EntityRef& person, Date day);  ///< who covers, may be empty; nullopt: not away
  std::vector<std::string> covers_of(const EntityRef& person);  ///< of all absences recorded
  std::optional<EntityRef> cover_for(const Subject& person, Date first);  ///< as the policy finds one
  Value with_cover(const Subject& person, const Value& kept);
  void re_own(const EntityRef& person);                       ///< what they or their covers owe goes to who acts now
  const std::vector<EntityRef>& all_staff();                  ///< by key; valid until the next call
  /// Units and posts become those who belong to them.
  std::vector<EntityRef> members_of(const std::vector<EntityRef>& people);
  std::vector<EntityRef> people_in(const PoolDef& pool, const Situation& situation);
  /// Those of them who may be chosen now.
  std::vector<EntityRef> present(const std::vector<EntityRef>& people, const std::function<bool(const EntityRef&)>& may);
  std::int64_t load_of(const EntityRef& person, std::uint32_t attribute);  ///< subjects that refer to them
  std::int64_t last_turn(const std::string& rotation, const EntityRef& person);
  std::optional<EntityRef> next_in_turn(const std::string& rotation, const std::vector<EntityRef>& people);
  std::int64_t take_turn(const std::string& rotation, const std::vector<EntityRef>& people, const EntityRef& person);
  std::optional<FoundOwner> ask(Subject& subject, const OwnerSource& source, std::uint32_t attribute, const Occurred* event,
                                const std::vector<EntityRef>& but, std::string_view trigger);
  /// The assignment that keeps the attribute; nullptr: none does.
  const AssignmentDef* kept(std::uint32_t entity, std::uint32_t attribute) const;
  bool is_excluded(const Subject& subject, const AssignmentDef& def, const Value& who);  ///< `never`
  static PeopleState& people_state_of(Subject& subject);
  /// To be called before the change; of several changes of one input the first counts.
  void expect_change(const Subject& subject, PeopleChange change);
  void put(Subject& subject, const AssignmentDef& def, std::uint32_t attribute, const Value& value, std::int64_t from_us,
           std::int64_t sequence, const std::string& because, PeopleChange change);
  void count_holders(Subject& subject, const PeopleChange& change, std::int64_t sequence);
  void fill_holders(Subject& subject, const AssignmentDef& def, const PeopleChange& change, std::int64_t sequence);
  struct Held {
    EntityRef subject;
    SubjectId id = 0;
    std::uint32_t attribute = none;
    EntityRef owner;
    std::string kind;                                         ///< JSON of what loads are balanced within
  };
  std::vector<EntityRef> colleagues_of(const std::vector<EntityRef>& people);  ///< of the same units, without them
  std::vector<SubjectId> all_of(const std::string& entity);   ///< ascending, those not stored yet included
  std::vector<Held> held_by(const std::vector<EntityRef>& people, const AssignEffect& effect);  ///< by kind, then subject
  /// One after the other to whoever has the fewest of its kind, then the fewest.
  std::vector<Move> share_out(const std::vector<Held>& given, std::vector<EntityRef> among, const AssignEffect& effect);
  /// The fewest moves after which the numbers of each kind differ by one at most.
  std::vector<Move> level(const std::vector<EntityRef>& among, const AssignEffect& effect);
  void add_held(std::vector<Move>& moves, const std::vector<EntityRef>& givers, const std::vector<EntityRef>& among, const AssignEffect& effect);
  void carry_out(Subject& subject, const Proposal& proposal, const std::string& approved_by, const std::string& because, std::int64_t sequence);
  void swap_holder(Subject& subject, const AssignmentDef& def, const Move& move, std::int64_t from_us, std::int64_t sequence, const PeopleChange& change);
  /// Who owes what names no owner.
  std::optional<EntityRef> default_owner(const Subject& subject);
  std::vector<std::pair<SubjectId, PeopleChange>> expected_;  ///< in the order in which they came
  std::vector<std::pair<SubjectId, std::string>> again_;      ///< to be reconsidered, and because of what
  std::vector<EntityRef> staff_;
  /// What the windows of live duties read may have become known, or changed.
  void read_windows(Subject& subject, std::string_view trigger);
  /// Steps that follow the due of this one wait for its new due.
  void due_moved(Subject& subject, const LiveDuty& duty);

  // points.cpp
  const PointClassDef& class_named(const std::string& name) const;
  std::uint32_t class_place(const std::string& name) const;   ///< none: no policy has it any more
  std::optional<std::vector<Posting>> postings(const Occurrence& occurrence, std::size_t place, const Situation& situation);
  std::optional<std::int64_t> amount_of(const feel::Expression& expression, const PointClassDef& points, const Occurrence& occurrence,
                                        const Situation& situation);
  std::string cause_of(const Subject& subject, const Occurrence& occurrence);
  std::int64_t effective_of(const Occurrence& occurrence) const;
  // Those not stored yet included:
  using EntriesByAccount = std::map<SubjectId, std::vector<EntryRow>>;  ///< of each account in order of recording
  const EntriesByAccount& entries_for(const std::string& cause);  ///< valid until the next call or entry
  std::vector<EntryRow> entries_of(const std::string& rule, const std::string& cause);  ///< in order of recording
  std::vector<EntryRow> entries_by(const std::string& event);
  std::vector<EntryRow> entries_in(SubjectId account, const std::string& point_class);
  /// Those with the identity of this one: what became of one posting.
  std::vector<EntryRow> entries_of_posting(const EntryRow& of);
  std::optional<EntryRow> entry(std::int64_t id);
  /// `period`: empty = in all of them.
  EntryTotal& account_total(SubjectId account, const std::string& point_class, const std::string& period);
  PeriodTotal period_total(const std::string& point_class, const std::string& period);
  /// How much of it the class lets be posted; `why`: why not all.
  std::int64_t granted(const PointClassDef& points, const EntryRow& row, std::string& why);
  /// Puts the entry in its period, and tells measures, rules and the outbox. `judged`: its amount stands, whatever the class limits.
  void enter(EntryRow row, bool judged);
  void add_entry(EntryRow row);                               ///< gives it its number, its time and its place in the chain
  const EntryRow& head();                                     ///< the last entry; number 0: there is none
  void tell_entry(const EntryRow& row, const Subject& account);
  /// What is left of one posting, as measures know it.
  Occurred posted(const EntryRow& like, const Subject& account, std::int64_t amount) const;
  /// The entry that brings the posting back to nothing; nullopt: nothing is left of it.
  static std::optional<EntryRow> standing(const std::vector<EntryRow>& rows, const EntryRow& of);
  void reverse(const EntryRow& entry, const std::string& event, const std::string& because);
  static bool is_held(const std::vector<EntryRow>& rows, const EntryRow& entry);
  // pending.cpp
  /// Until when an entry of the effect may be confirmed, for its explanation.
  std::string pending_until(const Span& span);
  /// The one that confirmed or cancelled what is pending; nullopt: neither.
  static std::optional<EntryRow> settled_by(const std::vector<EntryRow>& rows, const EntryRow& pending);
  void settle(const EntryRow& pending, const Event& event, const std::string& because);
  void cancel(const EntryRow& pending, const std::string& event, const std::string& because);
  // awards.cpp
  std::uint32_t award_in_force(const Subject& subject, std::uint32_t group, std::int64_t at_us);
  void award(Subject& subject, std::uint32_t group, std::uint32_t family, const Bucket& bucket, bool first);
  struct LookBack {
    std::int64_t from_us = INT64_MAX;
    std::int64_t after = -1;                                  ///< awards behind this group; -1: all
  };
  std::map<SubjectId, LookBack> look_back_;
  std::int64_t awarding_ = -1;                                ///< group of the award that is entered; -1: none
  // ledger.cpp
  Subject& ledger_of(const std::string& point_class);
  std::optional<Bucket> period_at(const PointClassDef& points, std::int64_t at_us);
  std::optional<Bucket> period_to_seal(const Subject& ledger, const PointClassDef& points);
  std::optional<Wake> next_seal(const Subject& ledger, const PointClassDef& points);
  std::optional<Wake> next_expiry(const Subject& ledger, const PointClassDef& points);
  /// The last instant of what was earned in the period.
  std::int64_t expiry_of(const PointClassDef& points, const Bucket& period);
  std::optional<Bucket> period_to_expire(const Subject& ledger, const PointClassDef& points);
  void expire_due(Subject& ledger, const PointClassDef& points);
  /// Enters what is missing between what has expired of the account and what should have.
  void expire(const Subject& ledger, const PointClassDef& points, SubjectId account);
  std::set<std::pair<std::uint32_t, SubjectId>> expire_again_;  ///< class and account
  void put_in_period(const PointClassDef& points, EntryRow& row);
  void seal(Subject& ledger, const PointClassDef& points, const Bucket& period, const std::string& by, const std::string& event);
  void post_by_hand(const Event& event);
  void close_by_hand(const Event& event);
  bool may_keep_points(const PointClassDef& points, const Event& event, const Subject& account);
  bool ledgers_begun_ = false;
  bool head_known_ = false;
  EntryRow head_;                                             ///< the last entry, stored or not
  std::deque<EntryRow> entries_;                              ///< since the last flush
  std::multimap<std::string, const EntryRow*> new_entries_for_;  ///< by cause
  std::multimap<std::string, const EntryRow*> new_entries_by_;  ///< by event
  std::multimap<SubjectId, const EntryRow*> new_entries_in_;  ///< by account
  std::optional<std::string> cause_at_hand_;                  ///< whose entries these are
  EntriesByAccount entries_at_hand_;
  /// Account, place of the class, period or "": as far as somebody asked. Those of accounts with entries that are not stored
  /// yet are always among them.
  std::map<std::tuple<SubjectId, std::uint32_t, std::string>, EntryTotal> account_totals_;
  void forget_new_entries();
  void forget_ledger();                                       ///< what is known of it, too

  bool tells_past_tiers_ = false;                             ///< only to rows of reports: rules read those of now
  bool is_reported(const Subject& subject, const PolicyReport& report, std::int64_t at_us);
  // report_targets.cpp
  /// Rows of a report over events since its last bucket: facts of a subject of their own.
  struct KeptRows {
    std::int64_t number = 0;                                  ///< 0: since the book began
    std::int64_t since_us = 0;
    SubjectId subject = 0;
  };
  const std::map<std::string, KeptRows>& kept_rows();         ///< by report
  void keep_rows_anew(const std::string& report, std::int64_t number);
  void add_row(const KeptRows& kept, const std::string& event, std::string value);
  /// Those of the bucket, as Book::report() has them; the ones behind it stay kept.
  std::vector<Value> rows_kept(const PolicyReport& report, std::int64_t from_us, std::int64_t to_us);
  bool in_force(const PolicyReport& report, std::int64_t at_us) const;
  Report report_of(const PolicyReport& report, const Bucket& bucket, std::int64_t last_us);
  void raise_missed(const PolicyReport& report, const Report& made, std::int64_t last_us);
  std::optional<std::map<std::string, KeptRows>> kept_rows_;  ///< nullopt: not read yet
  bool targets_begun_ = false;

  /// False: it is no row of the report.
  bool add_columns(const PolicyReport& report, const Situation& situation, Context& row);
  friend class DomainFrame;
  friend class CaseMachine;
  /// Whom the workflow's `owner` yields now; when the case is opened also its default owner.
  Value owner_of_case(Subject& subject, const Subject& about, bool opening);
  void announce_case(const Subject& subject, std::uint32_t event, std::int64_t at_us, std::vector<std::pair<std::string, Value>> data);
  void close_case(Subject& subject, std::int64_t at_us);
  void arm(Subject& subject, std::uint32_t timer, std::int64_t from_us);
  /// A row of the path.
  void tell_step(Subject& subject, const Occurred* event, std::string_view type, std::int64_t at_us, const std::vector<std::string>& left,
                 const std::vector<std::string>& entered, const std::vector<std::string>& transitions);
  /// An event that an effect of a case raised and nobody took up: a row of its path.
  void tell_uncaught(const Occurred& occurred);
  void owe_in_state(Subject& subject, std::uint32_t rule, std::int64_t at_us);
  void leave_duty(Subject& subject, std::uint32_t rule, std::int64_t at_us);
  /// A rule whose duty goes on with what was left remembers it.
  void keep_left(Subject& subject, const LiveDuty& duty, std::int64_t at_us);
  /// Clocks stop and go on as the active states say; `leaving`: a state that is active no more.
  void stop_clocks(Subject& subject, std::int64_t at_us, std::uint32_t leaving = none);
  void pause(Subject& subject, LiveDuty& duty, std::int64_t at_us);
  void resume(Subject& subject, LiveDuty& duty, std::int64_t at_us);
  void set_left(Subject& subject, LiveDuty& duty, std::int64_t left, std::int64_t at_us);
  /// By what its due is written in.
  DutyClock::Unit clock_unit(const LiveDuty& duty) const;
  Instant begin_of(const LiveDuty& duty) const;               ///< its spans are those of this day, see Situation::begins_us
  /// Precondition: it has a due.
  std::int64_t left_of(const LiveDuty& duty, std::int64_t at_us);
  std::int64_t time_between(DutyClock::Unit unit, std::int64_t from_us, std::int64_t to_us, const BusinessCalendar& calendar) const;
  std::int64_t time_after(DutyClock::Unit unit, std::int64_t from_us, std::int64_t amount, const BusinessCalendar& calendar) const;
  void set(const Occurrence& occurrence, const EffectDef& def, const Situation& situation, const std::string& key, std::string& data);
  void open(const Subject& subject, const Occurrence& occurrence, const EffectDef& def, const Situation& situation, std::uint32_t workflow);
  void send(Subject& subject, const Occurrence& occurrence, std::size_t place, const Situation& situation, const std::string& key,
            std::string data, std::string because);
  const std::vector<EffectDef>& effects_of(const Occurrence& occurrence) const;
  void message(Subject& subject, const Occurrence& occurrence, std::size_t place, std::string key, std::string kind,
               std::optional<EntityRef> to, std::string data, std::string because);
  void apply(const FactChange& change, std::int64_t sequence);
  /// Throws Error(conflict) HF2070 when the invitation was answered and the form takes one answer.
  void require_once(const FormModel& asked, const Occurred& filed, const Subject* subject) const;
  /// Raises what a filed form, or a score among others, is worth.
  void score(Subject& subject, const Occurred& occurred, std::int64_t sequence);
  void tell_score(Subject& subject, const ScoreDef& def, const Score& score, const Occurred& because, bool supersedes, std::int64_t sequence);
  const std::set<SubjectId>& having(std::uint32_t attribute, const Value& value);
  Subject& adopt(LoadedSubject loaded);
  std::unique_ptr<LiveDuty> live_duty(DutyRow row) const;
  LiveDuty& adopt_duty(Subject& subject, DutyRow row);
  bool is_review(const TierDef& tier);                        ///< now
  std::int64_t kept_until(const Subject& subject, std::uint32_t tier) const;
  void rank(std::uint32_t tier, std::string_view trigger, std::int64_t sequence);
  void put_tier(Subject& subject, std::uint32_t tier, std::string value, std::string because, std::string_view trigger, std::int64_t sequence);
  const std::optional<Bucket>& bucket_at(std::uint32_t family, Date date);
  const std::optional<Bucket>& bucket_after(std::uint32_t family, Date date);
  std::unordered_map<std::uint64_t, std::optional<Bucket>> bucket_at_;
  std::unordered_map<std::uint64_t, std::optional<Bucket>> bucket_after_;
  using RunItem = Agenda<Run>::Item;
  bool over(const Run& run) const { return run.ends_us && *run.ends_us <= now_us(); }
  void arrange(Subject& subject, RunItem& run);               ///< what the run waits for
  void read_end(const Subject& subject, Run& run);            ///< until a date: evaluate it
  void end(Subject& subject, RunItem& run);                   ///< of a standing rule: kept; of an event rule: gone
  std::optional<std::int64_t> next_opening(const Run& run);
  std::optional<std::int64_t> dated_begin(const Run& run) const;
  void open_buckets(Subject& subject, Run& run);
  void open_repetition(Subject& subject, Run& run);
  void consider_bucket(Subject& subject, Run& run, std::uint32_t family, const Bucket& bucket, std::int64_t opens_us);
  void notify_watchers(const Subject& subject, std::string_view trigger, const std::shared_ptr<const Occurred>& cause,
                       std::int64_t sequence, int depth);
  void begin_run(Subject& subject, Run run);
  struct DatedStart {
    std::string run;                                          ///< id of the run that starts then
    PointInTime start;
    bool listed = false;                                      ///< one of several dates
  };
  std::vector<DatedStart> dates_of(const Subject& subject, const RuleDef& rule);
  /// The days on which rules that override this one start, as far as is known now, each with its rule.
  std::vector<std::pair<Date, std::uint32_t>> overriding_days(const Subject& subject, std::uint32_t rule);
  /// Is the run that starts by date overridden? True: that has changed. `anew`: even when its date has come.
  bool ask_overriding(Subject& subject, RunItem& run, const std::vector<std::pair<Date, std::uint32_t>>& days, bool anew);
  /// Whole days before this are not owed: the policy, in the first version that has the rule, begins later.
  bool before_rule(const RuleDef& rule, std::int64_t start_us) const;
  void begin_dated(Subject& subject, RunItem& run, bool quiet);
  void move_run(Subject& subject, RunItem& run, const DatedStart& to, const std::vector<std::pair<Date, std::uint32_t>>& days);
  void rest(Subject& subject, RunItem& run);                  ///< withdraws what it owes and forgets what it would do
  /// What the run of a rule without repetition owes and does, or its n-th repetition.
  Occurrence occurrence_of(const Run& run, std::int64_t n) const;
  void move_grid(Subject& subject, Run& run);
  void move_steps(Subject& subject, Run& run);
  bool stepped(const Run& run) const { return !model.rules[run.rule].steps.empty(); }
  bool repeats(const Run& run) const { return model.rules[run.rule].has_each || model.rules[run.rule].has_every; }
  /// Has it had as many repetitions as it may have?
  bool exhausted(const Run& run) const { return model.rules[run.rule].max > 0 && run.created >= model.rules[run.rule].max; }
  /// The steps begin anew, in this repetition of the rule.
  void begin_repetition(Subject& subject, Run& run, const Occurrence& occurrence);
  /// Where steps start that follow no other.
  PointInTime steps_start(const Run& run) const;
  /// Is a step of the run still to come?
  bool goes_on(const Run& run) const;
  std::optional<std::int64_t> next_step(const Run& run) const;
  void begin_step(Subject& subject, Run& run, std::uint32_t step, PointInTime start, const Occurred* event, bool quiet = false);
  void leave_if_over(Subject& subject, RunItem& run);         ///< when no step is to come; else it waits for the next
  void repeat_step(Subject& subject, Run& run, std::uint32_t step);
  Occurrence occurrence_of(const Run& run, std::uint32_t step, std::int64_t n) const;
  PointInTime point_at(std::int64_t us, bool by_date) const;
  void begin_buckets(Subject& subject, Run& run);
  /// The n-th point of a grid, or of the run's, of which `before` points lie up to its start; nullopt: none that the calendar
  /// has. Where its span changes with the date, it goes on from the first point whose next repetition begins on that day or later.
  std::optional<PointInTime> grid_point(const PointInTime& start, std::int64_t before, const SpanDef& every, std::int64_t n) const;
  std::optional<PointInTime> grid_point(const Run& run, const SpanDef& every, std::int64_t n) const;
  /// `,"spans":{"$reply":"12 hours"}`: the dated spans that its window was reckoned with; empty: none.
  std::string dated_spans(const Occurrence& occurrence, const OweDef& owe, const Window& window, const Situation& situation);
  Window window_of(const Occurrence& occurrence, const OweDef& owe, const Situation& situation, const BusinessCalendar& calendar);
  /// Counts what the duty has; true when every part of its need is met.
  bool recount(LiveDuty& duty);
  /// `each_of`: as whom the actor counts; nullopt: nobody of whom an act is still needed.
  std::optional<std::string> still_needed_of(const LiveDuty& duty, std::uint32_t part, std::uint32_t item, std::size_t flat, const Occurred& occurred);
  bool may_act(const Subject& subject, const LiveDuty& duty, const NeedItem& item, const Occurred& occurred);
  /// Whom the contact names, and whom they refer to.
  void add_related(Occurred& contact);
  /// Asks for all purposes that the event may serve, before the measures know of it: as may_contact() would have answered.
  void ask_permissions(const Occurred& occurred);
  /// May the event being worked off count for a duty owed for this purpose?
  bool permits(const std::string& purpose) const;
  /// The code with which every way to fulfil some part of the duty is denied for certain when it opens; nullopt: it can be fulfilled.
  std::optional<std::string> refusal(const Subject& subject, const OweDef& owe, const std::optional<EntityRef>& owner,
                                     std::int64_t opens_us);
  bool asks_permission_ = false;                              ///< some policy says who may be contacted
  /// The layer of the family that is asked about a contact with this customer; none: nothing of it is in force.
  std::uint32_t asked_of(const Subject* customer, std::uint32_t family, std::int64_t at_us);
  Permission permission_of(const LayerDef& layer, const Situation& situation);
  std::map<std::string, Permission> permissions_;             ///< of the event being worked off, by purpose
  /// How the act counts for the duty; nullopt when it does not, with a note when it nearly did.
  std::optional<Credit> credit_for(const Subject& subject, const LiveDuty& duty, const Occurred& occurred);
  void claim(Subject& subject, LiveDuty& duty, const Event& event);
  void waive(Subject& subject, LiveDuty& duty, const Event& event);
  void extend(Subject& subject, LiveDuty& duty, const Event& event);
  /// The key, and which time it is that the duty is done or missed, when an act was taken back before: what follows the
  /// first time has duties and effects of its own.
  static std::string turn_of(const Duty& duty);
  /// What was done to the duty, the last member of its `because`: `,"acts":[…]`, or "" when nothing was.
  static std::string acts_of(const std::string& because);
  void undo(Subject& subject, LiveDuty& duty);                ///< a credit was taken back: where does the duty stand now?
  void unmiss(Subject& subject, LiveDuty& duty, const std::string& event);
  void raise_missed(const Subject& subject, const LiveDuty& duty);
  bool is_one_of(const std::vector<EntityRef>& people, const std::string& staff, std::int64_t at_us);
  void settle(Subject& subject, LiveDuty& duty, const Occurred& occurred);
  std::optional<EntityRef> owner_of(const Subject& subject, std::int64_t at_us);
  /// Who has to do what the rule owes; nullopt, with a note: nobody.
  std::optional<EntityRef> owner_for(const Subject& subject, const RuleDef& rule, const OweDef& owe, const Situation& situation);
  std::vector<std::uint32_t> choice_values(const Choice<std::uint32_t>& choice) const;
  void schedule_wake(SubjectId id, const std::optional<Wake>& wake);
};

template <class T>
const T* Core::select(const Choice<T>& choice, const Situation& situation) {
  if (choice.plain()) return choice.otherwise ? &*choice.otherwise : nullptr;
  const feel::Outcome outcome = evaluate(choice.selector, situation);
  if (outcome.status == feel::Outcome::Status::ok) {
    for (const auto& [value, chosen] : choice.cases) {
      if (value == outcome.value) return &chosen;
      // Authors write the cases of a boolean as "true" and "false", and numbers as their digits.
      if (value.kind() == Value::Kind::string && outcome.value.kind() != Value::Kind::string &&
          value.string() == outcome.value.to_text()) {
        return &chosen;
      }
    }
  } else {
    note("the choice by '" + choice.selector_text + "' is undecided");
  }
  return choice.otherwise ? &*choice.otherwise : nullptr;
}

}  // namespace huifang
