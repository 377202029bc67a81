#pragma once
/// A part that most of its kind do not have: it takes the room of a pointer until it is changed.

#include <memory>

namespace huifang {

/// Reads as T() until own() was called. Copies are deep.
template <class T>
class Seldom {
 public:
  Seldom() = default;
  Seldom(const Seldom& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Seldom(Seldom&&) noexcept = default;
  Seldom& operator=(Seldom other) noexcept {
    value_ = std::move(other.value_);
    return *this;
  }
  const T& operator*() const {
    static const T untouched{};
    return value_ ? *value_ : untouched;
  }
  const T* operator->() const { return &**this; }
  /// To change it.
  T& own() {
    if (!value_) value_ = std::make_unique<T>();
    return *value_;
  }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace huifang
