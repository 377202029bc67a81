#pragma once
/// The same answer to everything, though some items are turned round and it is not the middle.

#include <optional>

#include "huifang/score.hpp"

namespace huifang {

/// Takes the numbers that were answered, one after the other.
class StraightLine {
 public:
  void add(const ScoreItem& item, const Ratio& answer) {
    if (!first_) first_ = answer;
    same_ = same_ && *first_ == answer;
    kept_ = kept_ || !item.reversed;
    contradicted_ = contradicted_ || !(item.turned(answer) == answer);
  }
  bool found() const { return same_ && kept_ && contradicted_; }

 private:
  std::optional<Ratio> first_;
  bool same_ = true, kept_ = false, contradicted_ = false;
};

}  // namespace huifang
