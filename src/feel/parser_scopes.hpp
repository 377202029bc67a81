#pragma once
/// Guards of the parser: levels of nesting, and names that end with their construct.

#include "feel/parser.hpp"

namespace huifang::feel {

class Parser::Nesting {
 public:
  explicit Nesting(Parser& parser) : parser_(parser), outer_range_end_(parser.range_end_) {
    parser_.range_end_ = false;
    if (++parser_.nesting_ > parser_.program_.limits.depth) {
      const Token& token = parser_.peek();
      parser_.stop_limit(
          "the limit of " + std::to_string(parser_.program_.limits.depth) + " levels of nesting is exceeded",
          token.begin, token.end);
    }
  }
  ~Nesting() {
    --parser_.nesting_;
    parser_.range_end_ = outer_range_end_;
  }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

 private:
  Parser& parser_;
  bool outer_range_end_;
};

/// The body of a function literal: names and places of its own, gone with it however its parsing ends.
class Parser::Activated {
 public:
  explicit Activated(Parser& parser) : parser_(parser) {
    parser_.activations_.emplace_back();
    parser_.activations_.back().scopes.emplace_back();
  }
  ~Activated() { parser_.activations_.pop_back(); }
  Activated(const Activated&) = delete;
  Activated& operator=(const Activated&) = delete;

 private:
  Parser& parser_;
};

class Parser::Scoped {
 public:
  explicit Scoped(Parser& parser) : parser_(parser) { parser_.activations_.back().scopes.emplace_back(); }
  ~Scoped() { parser_.activations_.back().scopes.pop_back(); }
  Scoped(const Scoped&) = delete;
  Scoped& operator=(const Scoped&) = delete;

  Scope& scope() { return parser_.activations_.back().scopes.back(); }
  /// Declares a name; it shadows outer ones.
  std::uint32_t declare(std::string name, TypePtr type) {
    const std::uint32_t place = parser_.new_local();
    scope().locals.push_back({std::move(name), place, std::move(type)});
    return place;
  }

 private:
  Parser& parser_;
};

}  // namespace huifang::feel
