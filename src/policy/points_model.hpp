#pragma once
/// The compiled section `points`, and what the effect `post` does. model.hpp knows it by pointer only.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policy/model.hpp"

namespace huifang {

/// Name of the internal entity whose subjects are the ledgers: one for each class, keyed by its name.
inline constexpr const char* ledger_entity = "points.ledger";

/// The largest size of an amount, in units of its class: sums of thousands of them are still whole numbers.
inline constexpr std::int64_t points_amount_max = 1'000'000'000'000'000;

/// A number as a class with so many decimal places counts it; nullopt: it cannot hold the number.
std::optional<std::int64_t> points_amount(const Decimal& number, int decimals);
/// What such an amount looks like: "a number with at most 2 decimal places, from -10000000000000 to 10000000000000".
std::string points_amount_text(int decimals);

/// An exact fraction above 0; numerator and denominator at most 1,000,000.
struct Fraction {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
};

/// A kind of points.
struct PointClassDef {
  std::string name;
  int decimals = 0;                                   ///< amounts are whole numbers of 10^-decimals; 0 to 9
  std::uint32_t period = none;                        ///< bucket family: what is sealed as one
  enum class Below : std::uint8_t { allow, refuse, partial } below = Below::allow;
  std::optional<std::int64_t> cap;                    ///< of an account in a period, scaled
  std::optional<std::int64_t> floor;
  bool by_hand = false;                               ///< periods are closed by people
  std::optional<Span> grace;                          ///< how long a period stays open behind its end
  bool held_counts = true;                            ///< an entry that is appealed against still counts
  std::optional<Span> expires;                        ///< what was earned in a period is gone so long after its end
  std::vector<std::uint32_t> by;                      ///< role indices: who posts, reverses, decides and closes; empty: everyone
  std::string source;
};

struct PointsModel {
  std::vector<PointClassDef> classes;                 ///< document order
  std::uint32_t posted = none;                        ///< event index
  std::uint32_t ledger = none;                        ///< entity index; internal

  /// Place of the class, or `none`.
  std::uint32_t find(const std::string& name) const {
    for (std::uint32_t i = 0; i < classes.size(); ++i) {
      if (classes[i].name == name) return i;
    }
    return none;
  }
};

/// To whom, and how much.
struct PostPart {
  std::uint32_t role = none;
  std::string name;                                   ///< of the role, as written: what tells parts of one effect apart
  feel::Expression amount;                            ///< empty: a share of PostEffect::amount
  Fraction share;
};

struct PostEffect {
  std::uint32_t point_class = none;                   ///< place in PointsModel::classes
  feel::Expression amount;                            ///< what is shared out; empty: every part has an amount of its own
  std::vector<PostPart> to;
  std::optional<Span> pending;                        ///< it waits so long for somebody to confirm it; nullopt: posted at once
};

/// Does the rule act at the end of each bucket and nowhere else, on what is known of it then? Its condition is asked there,
/// and again when something of that bucket becomes known later.
bool is_award(const RuleDef& rule);

/// Does anything the rule does post?
bool posts(const RuleDef& rule);

}  // namespace huifang
