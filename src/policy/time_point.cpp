/// Time text in rules: parsed once, its FEEL parts compiled, its words checked against what the rule has.

#include <optional>

#include "policy/rules.hpp"

namespace huifang::loader {
namespace {

using Kind = feel::Type::Kind;

std::optional<TimePointDef> expression_point(const RuleContext& context, const Node& node, TimePointDef point,
                                             std::size_t begin, std::size_t length) {
  point.expression = expression(node, context.scope(), Kind::any, begin, length);
  if (!point.expression) return std::nullopt;
  const feel::Type& type = point.expression.type();
  if (!fits(type, Kind::date) && !fits(type, Kind::date_time)) {
    context.loader.report.error(code::wrong_type, node, "the expression is no point in time",
                                {brief(node), "a date, or a date and time", ""});
    return std::nullopt;
  }
  return point;
}

/// Do the words of the text mean something in this rule?
bool fits_rule(const RuleContext& context, const Node& node, const TimeText& text) {
  using Base = TimeText::Base;
  const bool bucket = text.base == Base::end || text.base == Base::weekday || text.base == Base::month_day ||
                      text.base == Base::last_day;
  if (bucket && !context.rule.has_each) {
    context.loader.report.error(code::bad_time, node, "this point lies in a bucket, and the rule has none",
                                {brief(node), "a rule with each, or a point from the start", ""});
    return false;
  }
  if (text.base == Base::previous && context.step == nullptr) {
    context.loader.report.error(code::bad_time, node, "'previous' is an earlier step, and the rule has none",
                                {brief(node), "a step, or a point from start, end or due", ""});
    return false;
  }
  return true;
}

}  // namespace

std::optional<TimePointDef> time_point(const RuleContext& context, const Node& node) {
  Loader& loader = context.loader;
  std::string written = node.text;
  bool moved = false;  // the text is a parameter's, not the node's
  if (written.size() > 1 && written[0] == '$') {
    const auto parameter = loader.parameters.find(std::string_view(written).substr(1));
    if (parameter != loader.parameters.end() && parameter->second.type != "span") {
      parameter->second.used = true;
      if (parameter->second.type == "date" || parameter->second.type == "date and time") {
        TimePointDef point;
        point.text.base = TimeText::Base::expression;
        point.text.expression = written;
        return expression_point(context, node, std::move(point), 0, std::string::npos);
      }
      const Node* value = literal(loader, node);
      if (value == nullptr) return std::nullopt;
      if (!value->is_string() || parameter->second.type != "string") {
        loader.report.error(code::parameter_misfit, node,
                            "the parameter has another type than this place takes",
                            {parameter->second.type, "a span, a date or text", ""});
        return std::nullopt;
      }
      written = value->text;
      moved = true;
    }
  }
  TimePointDef point;
  try {
    point.text = TimeText::parse(written);
  } catch (const Error& error) {
    std::vector<Diagnostic> diagnostics = error.diagnostics();
    if (moved) {
      for (Diagnostic& diagnostic : diagnostics) diagnostic.offset = -1;
    }
    loader.report.adopt(Error(error.kind(), std::move(diagnostics)), node);
    return std::nullopt;
  }
  if (!fits_rule(context, node, point.text)) return std::nullopt;
  if (!point.text.span_parameter.empty()) {
    std::string_view name = point.text.span_parameter;
    if (name.starts_with('$')) name.remove_prefix(1);
    const auto parameter = loader.parameters.find(name);
    if (parameter == loader.parameters.end()) {
      std::vector<std::string> names;
      for (const auto& [known, entry] : loader.parameters) names.push_back("$" + known);
      unknown_name(loader, code::unknown_parameter, node, "parameter", "$" + std::string(name), names);
      return std::nullopt;
    }
    parameter->second.used = true;
    if (parameter->second.type != "span" && !parameter->second.type.empty()) {
      loader.report.error(
          code::parameter_misfit, node, "the parameter has another type than this place takes",
          {"$" + std::string(name) + " of type " + parameter->second.type, "a parameter of type span", ""});
      return std::nullopt;
    }
    point.parameter = parameter->second.index;
  }
  if (point.text.base != TimeText::Base::expression) return point;
  if (moved) {
    point.expression = expression_text(node, point.text.expression, context.scope());
    return point.expression ? std::optional(point) : std::nullopt;
  }
  const std::size_t begin = written.find(point.text.expression);
  const std::size_t length = point.text.expression.size();
  return expression_point(context, node, std::move(point), begin == std::string::npos ? 0 : begin, length);
}

}  // namespace huifang::loader
