#pragma once
/// The duties of one subject that are in memory: the live ones, and closed ones until the next flush. They are found
/// by id, by rule in order of urgency, and by what they wait for.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "domain/store.hpp"
#include "huifang/event.hpp"
#include "policy/model.hpp"

namespace huifang {

struct Occurred;

/// One act that counted for a duty.
struct Credit {
  std::uint32_t part = 0;
  std::uint32_t item = 0;
  std::string event;
  std::int64_t at_us = 0;
  std::string distinct;                              ///< JSON of the distinct value, "" when the need has none
};

/// What the window of a duty was reckoned from, kept where a calendar can move it.
struct WindowBasis {
  PointInTime start;
  std::optional<Bucket> bucket;
  std::int64_t opens_us = 0;                         ///< default opening
  std::optional<PointInTime> due;                    ///< default due
  std::optional<PointInTime> previous;               ///< steps: due of the one before
  std::optional<std::size_t> branch;                 ///< of a due that is a choice: its case, or their number for `else`
};

/// A clock that was stopped at least once. What counts is the time of its unit: working time for dues in working hours,
/// days for dues that end with a day.
struct DutyClock {
  enum class Unit : std::uint8_t { elapsed, working, days, working_days };
  Unit unit = Unit::elapsed;
  std::int64_t excluded = 0;                         ///< time that did not count so far: microseconds, or days
  bool paused = false;
  std::int64_t left = 0;                             ///< while paused: what is left to the due; 0 or more
  std::int64_t since_us = 0;                         ///< while paused: since when
  /// Behind the due, which then stays: [from, to) in which the clock stood; INT64_MAX: it stands. Ascending.
  std::vector<std::pair<std::int64_t, std::int64_t>> stood;

  /// A clock behind its due that does not count now.
  bool stands() const { return !stood.empty() && stood.back().second == INT64_MAX; }
};

/// How long past its due a clock ran.
struct Overrun {
  DutyClock::Unit unit = DutyClock::Unit::elapsed;
  std::int64_t amount = 0;                           ///< microseconds, or days
  bool stands = false;                               ///< it does not grow while the clock stands
};

/// A duty in memory, with what the engine needs beside the public row.
struct LiveDuty {
  DutyRow row;
  std::uint32_t rule = none;                         ///< none: its rule, or its step, is gone from the policy
  std::uint32_t group = none;                        ///< RuleDef::group: it is found by
  std::uint32_t step = none;                          ///< none: its rule has no steps
  const OweDef* owe = nullptr;                       ///< what is owed, borrowed from the policy; nullptr: it is gone
  std::vector<std::int64_t> times;                   ///< needed credits per item, flattened in document order
  std::vector<Credit> credits;
  std::vector<std::vector<EntityRef>> people;        ///< per item with `each_of`: of whom an act is needed; else empty
  std::optional<std::int64_t> extend_to_us;          ///< the latest due it may be put off to
  bool claimed = false;                              ///< its owner took it over from a unit
  std::shared_ptr<const Occurred> cause;
  std::unique_ptr<WindowBasis> basis;                ///< only of rules whose window depends on the calendar or on facts
  std::unique_ptr<DutyClock> clock;                  ///< nullptr: its clock never stopped
  std::vector<std::int64_t> levels;                  ///< of its ladder: when they act; INT64_MAX: not known, or while the clock stands
  std::uint64_t acted = 0;                           ///< those that have, as bits
  bool put_off = false;                              ///< its due is a person's word: neither calendar nor facts move it
  bool is_new = false;
  bool changed = false;

  bool live() const { return is_live(row.duty.state); }
  /// When something happens to it though nothing but time passes; nullopt: never.
  const std::optional<Wake>& wake() const { return wake_; }
  /// When the next level of its ladder acts; INT64_MAX: none does.
  std::int64_t next_level() const {
    std::int64_t next = INT64_MAX;
    for (std::size_t i = 0; i < levels.size(); ++i) {
      if ((acted >> i & 1u) == 0 && levels[i] < next) next = levels[i];
    }
    return next;
  }

 private:
  friend class LiveDuties;
  /// Rule, closed or not, due, opening, id: the order in which acts are credited to the duties of a rule.
  using Place = std::tuple<std::uint32_t, bool, std::int64_t, std::int64_t, std::int64_t>;
  std::optional<Place> place_;
  std::optional<Wake> wake_;
};

/// A live duty as bytes, which are read once at most: when its moment has come, or somebody asks for others than those whose
/// moment has come.
struct SleepingDuty {
  std::optional<Wake> wake;  ///< nullopt: it waits for nothing
  std::string bytes;
};

/// Finding, adding and updating one duty costs the logarithm of how many there are that do not sleep.
class LiveDuties {
 public:
  using Read = std::function<std::unique_ptr<LiveDuty>(const std::string& bytes)>;
  /// How sleeping duties are read: before the first of them comes.
  void read_with(Read read) { read_ = std::move(read); }
  void add(SleepingDuty duty) { sleeping_.push_back(std::move(duty)); }
  /// Those that sleep are walked over whenever one of them wakes, so that not many may.
  bool may_sleep() const { return sleeping_.size() < 32; }
  /// From now on a live duty sleeps, as these bytes. To be called where nobody holds it.
  void sleep(const LiveDuty& duty, std::string bytes);
  /// In the order in which they fell asleep.
  const std::vector<SleepingDuty>& sleeping() const { return sleeping_; }
  /// All others, by id.
  const std::map<std::int64_t, std::unique_ptr<LiveDuty>>& awake() const { return duties_; }

  LiveDuty& add(std::unique_ptr<LiveDuty> duty);
  /// To be called after its state, due or opening changed.
  void update(LiveDuty& duty);
  bool contains(std::int64_t id) const { return all().contains(id); }
  /// Lets go of a duty that is no longer live; of any other, and of an unknown one, does nothing.
  void forget_closed(std::int64_t id);

  /// All in memory, by id.
  const std::map<std::int64_t, std::unique_ptr<LiveDuty>>& all() const {
    wake_all();
    return duties_;
  }
  bool any_live(std::uint32_t rule) const;
  /// The live ones of a rule, the most urgent first (due, opening, id).
  std::vector<LiveDuty*> live(std::uint32_t rule) const { return of(rule, false); }
  /// The lapsed ones of a rule that are in memory, in the same order.
  std::vector<LiveDuty*> lapsed(std::uint32_t rule) const { return of(rule, true); }
  /// The first live one of a rule, in order of urgency, that `fits` accepts; nullptr when none does.
  template <class Fits>
  LiveDuty* first_live(std::uint32_t rule, Fits&& fits) const {
    wake_all();
    for (auto at = places_.lower_bound(start(rule, false)); at != places_.end() && same(at->first, rule, false); ++at) {
      if (fits(*at->second)) return at->second;
    }
    return nullptr;
  }

  /// The next opening or deadline. Duties whose rule is gone wait for nothing.
  std::optional<Wake> next() const;
  /// Those that wait for exactly this, by id.
  std::vector<LiveDuty*> due(const Wake& wake);

 private:
  using Place = LiveDuty::Place;
  static Place start(std::uint32_t rule, bool closed) { return {rule, closed, INT64_MIN, INT64_MIN, INT64_MIN}; }
  static bool same(const Place& place, std::uint32_t rule, bool closed) {
    return std::get<0>(place) == rule && std::get<1>(place) == closed;
  }
  std::vector<LiveDuty*> of(std::uint32_t rule, bool closed) const;
  void unlist(LiveDuty& duty);
  /// Seen from outside they have been here all the time.
  void wake_all() const {
    if (!sleeping_.empty()) const_cast<LiveDuties*>(this)->wake_those(nullptr);
  }
  /// Those that wait for exactly this; nullptr: all.
  void wake_those(const Wake* wake);

  std::vector<SleepingDuty> sleeping_;
  Read read_;
  std::map<std::int64_t, std::unique_ptr<LiveDuty>> duties_;
  std::map<Place, LiveDuty*> places_;                       ///< live and lapsed ones
  std::set<std::pair<Wake, std::int64_t>> waiting_;
};

}  // namespace huifang
