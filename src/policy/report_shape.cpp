#include "policy/report_shape.hpp"

namespace huifang::loader {
namespace {

using Holds = KeyShape::Holds;
constexpr std::uint8_t text_or_object = text_kind | object_kind;
constexpr std::uint8_t text_or_list = text_kind | list_kind;

// One key a line reads as the table it is.
// clang-format off

constexpr KeyShape source{"source", text_kind};
constexpr KeyShape locked{"locked", boolean_kind};
constexpr KeyShape words_keys[] = {{"en", text_kind}, {"zh", text_kind}};

/// A text, or one in each language.
constexpr KeyShape worded(std::string_view name) { return {name, text_or_object, nullptr, Holds::items, &report_shapes::words}; }

constexpr KeyShape words_value = worded("");
constexpr KeyShape label = worded("label");
constexpr Shape names{"names", {}, &words_value};
constexpr KeyShape growth_keys[] = {{"now", text_kind}, {"before", text_kind}, {"increment", text_kind}};
constexpr std::uint8_t figure_kinds = text_or_list | number_kind;
constexpr KeyShape metric_keys[] = {
    {"rate", list_kind}, {"mean", text_kind}, {"index", text_kind}, {"count", text_kind}, {"sum", text_kind},
    {"growth", object_kind, nullptr, Holds::object, &report_shapes::growth}, {"value", text_kind},
    {"weights", text_kind}, {"best", number_kind | text_kind}, {"worst", number_kind | text_kind}, {"per", number_kind | text_kind},
    worded("numerator"), worded("base"),
    {"unit", text_kind}, {"target", figure_kinds}, {"round", text_kind},
    {"printed", figure_kinds}, {"previous", number_kind | text_kind}, {"input_places", number_kind}, source, label};
constexpr KeyShape printed_value{"", figure_kinds};
constexpr Shape printed_parts{"printed_parts", {}, &printed_value};
constexpr KeyShape breakdown_keys[] = {
    {"by", text_kind}, {"sum", text_kind}, {"of", text_kind}, worded("base"),
    {"round", text_kind}, {"printed", object_kind, nullptr, Holds::object, &printed_parts}, source, label};
constexpr KeyShape ranking_keys[] = {
    {"of", text_kind}, {"by", object_kind, nullptr, Holds::object, &report_shapes::metric}, {"order", text_kind}, {"first", number_kind},
    {"focus", boolean_kind}, {"round", text_kind}, source, label};
constexpr KeyShape check_keys[] = {{"that", text_kind}, {"none", text_kind}, {"parts", list_kind}, {"total", text_kind}, source, label};
constexpr KeyShape expression_value{"", text_kind};
constexpr Shape derived{"derived", {}, &expression_value};
constexpr KeyShape report_keys[] = {
    {"for", text_kind}, {"each", text_kind}, {"over", text_kind}, {"where", text_kind},
    {"rows", object_kind, nullptr, Holds::object, &derived},
    {"metrics", object_kind, nullptr, Holds::map, &report_shapes::metric},
    {"breakdown", object_kind, nullptr, Holds::map, &report_shapes::breakdown},
    {"rank", object_kind, nullptr, Holds::map, &report_shapes::ranking},
    {"checks", object_kind, nullptr, Holds::map, &report_shapes::check},
    {"show", list_kind}, {"trend", number_kind}, {"round", text_kind},
    {"labels", object_kind, nullptr, Holds::object, &names}, source, label, locked};
constexpr KeyShape table_trend_keys[] = {{"by", text_kind}, {"each", text_kind}};
constexpr Shape table_trend{"trend", table_trend_keys};
constexpr KeyShape column_value{"", text_or_list};
constexpr Shape table_columns{"columns", {}, &column_value};
constexpr KeyShape given_value{"", number_kind | text_kind};
constexpr Shape table_given{"given", {}, &given_value};
constexpr KeyShape table_report_keys[] = {
    {"$schema", text_kind}, {"huifang_report", number_kind}, {"report", text_kind},
    worded("title"), {"period", text_kind},
    {"columns", object_kind, nullptr, Holds::object, &table_columns},
    {"given", object_kind, nullptr, Holds::object, &table_given},
    {"metrics", object_kind, nullptr, Holds::map, &report_shapes::metric},
    {"breakdown", object_kind, nullptr, Holds::map, &report_shapes::breakdown},
    {"rank", object_kind, nullptr, Holds::map, &report_shapes::ranking},
    {"checks", object_kind, nullptr, Holds::map, &report_shapes::check},
    {"show", list_kind}, {"trend", object_kind, nullptr, Holds::object, &table_trend}, {"round", text_kind},
    {"labels", object_kind, nullptr, Holds::object, &names}, source};
constexpr Shape table_report{"table_report", table_report_keys};

}  // namespace

namespace report_shapes {
constinit const Shape words{"words", words_keys};
constinit const Shape growth{"growth", growth_keys};
constinit const Shape metric{"metric", metric_keys};
constinit const Shape breakdown{"breakdown", breakdown_keys};
constinit const Shape ranking{"ranking", ranking_keys};
constinit const Shape check{"check", check_keys};
constinit const Shape report{"report", report_keys};
}  // namespace report_shapes

const Shape& table_report_shape() { return table_report; }

}  // namespace huifang::loader
