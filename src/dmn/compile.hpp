#pragma once
/// From boxed expressions as read to boxed expressions as run.

#include <string>
#include <string_view>
#include <utility>

#include "dmn/boxed.hpp"
#include "dmn/findings.hpp"
#include "dmn/scope.hpp"
#include "dmn/types.hpp"

namespace huifang::dmn {

class BodyCompiler {
 public:
  BodyCompiler(Types& types, Findings& findings, const feel::CompileOptions& options)
      : types_(types), findings_(findings), options_(options) {}

  /// Compiles `logic` into `body`, whose element is set, with the names of `scope`. `expected`: type of the
  /// result, for priorities of tables; null: any.
  void decision(const ExpressionSource* logic, BodyScope& scope, const ItemTypePtr& expected, Body& body);
  /// Compiles a function: declares its parameters in `scope`, which may hold more names already, but those
  /// come after the parameters in the activation only if they were declared after declare_parameters().
  void declare_parameters(const ExpressionSource& function, BodyScope& scope, Body& body);
  void function_body(const ExpressionSource& function, BodyScope& scope, Body& body);

 private:
  /// A compiled part and what is known of its type.
  struct Part {
    BoxedPtr boxed;
    feel::Type type;
  };
  using Kind = ExpressionSource::Kind;

  Part compile(const ExpressionSource* source, const ItemTypePtr& expected = nullptr);
  Part literal(const ExpressionSource& source, std::unique_ptr<Boxed> boxed);
  Part context(const ExpressionSource& source, std::unique_ptr<Boxed> boxed);
  Part list(const ExpressionSource& source, std::unique_ptr<Boxed> boxed);
  Part relation(const ExpressionSource& source, std::unique_ptr<Boxed> boxed);
  Part invocation(const ExpressionSource& source, std::unique_ptr<Boxed> boxed);
  Part function(const ExpressionSource& source, std::unique_ptr<Boxed> boxed);
  Part conditional(const ExpressionSource& source, std::unique_ptr<Boxed> boxed, const ItemTypePtr& expected);
  Part filter(const ExpressionSource& source, std::unique_ptr<Boxed> boxed);
  Part iteration(const ExpressionSource& source, std::unique_ptr<Boxed> boxed);
  Part table(const ExpressionSource& source, std::unique_ptr<Boxed> boxed, const ItemTypePtr& expected);
  void table_findings(const Error& error, const ExpressionSource& source);

  Types& types_;
  Findings& findings_;
  const feel::CompileOptions& options_;
  BodyScope* scope_ = nullptr;
  Body* body_ = nullptr;
};

/// Type of a function with these parameters and this result.
feel::Type signature_of(const Body& body);

}  // namespace huifang::dmn
