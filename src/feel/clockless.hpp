#pragma once

namespace huifang::feel {

/// Base of names whose frames never answer now(): strict expressions with now() or today() are refused at
/// once, because they could only fail.
class Clockless {
 public:
  virtual ~Clockless() = default;

 protected:
  Clockless() = default;
  Clockless(const Clockless&) = default;
  Clockless& operator=(const Clockless&) = default;
};

}  // namespace huifang::feel
