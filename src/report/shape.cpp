#include "report/shape.hpp"

namespace huifang::loader {
namespace {

using Holds = KeyShape::Holds;
constexpr std::uint8_t text_or_object = text_kind | object_kind;
constexpr std::uint8_t text_or_list = text_kind | list_kind;

// One key a line reads as the table it is.
// clang-format off

constexpr KeyShape label{"label", text_or_object};
constexpr KeyShape source{"source", text_kind};
constexpr KeyShape words_value{"", text_or_object};
constexpr Shape names{"names", {}, &words_value};
constexpr KeyShape growth_keys[] = {{"now", text_kind}, {"before", text_kind}, {"increment", text_kind}};
constexpr Shape growth{"growth", growth_keys};
constexpr std::uint8_t figure_kinds = text_or_list | number_kind;
constexpr KeyShape metric_keys[] = {
    {"rate", list_kind}, {"mean", text_kind}, {"index", text_kind}, {"count", text_kind}, {"sum", text_kind},
    {"growth", object_kind, nullptr, Holds::object, &growth}, {"value", text_kind},
    {"weights", text_kind}, {"best", number_kind | text_kind}, {"worst", number_kind | text_kind}, {"per", number_kind | text_kind},
    {"numerator", text_or_object}, {"base", text_or_object},
    {"unit", text_kind}, {"target", figure_kinds}, {"round", text_kind},
    {"printed", figure_kinds}, {"previous", number_kind | text_kind}, {"input_places", number_kind}, source, label};
constexpr Shape metric{"metric", metric_keys};
constexpr KeyShape printed_value{"", figure_kinds};
constexpr Shape printed_parts{"printed_parts", {}, &printed_value};
constexpr KeyShape breakdown_keys[] = {
    {"by", text_kind}, {"sum", text_kind}, {"of", text_kind}, {"base", text_or_object},
    {"round", text_kind}, {"printed", object_kind, nullptr, Holds::object, &printed_parts}, source, label};
constexpr Shape breakdown{"breakdown", breakdown_keys};
constexpr KeyShape ranking_keys[] = {
    {"of", text_kind}, {"by", object_kind, nullptr, Holds::object, &metric}, {"order", text_kind}, {"first", number_kind},
    {"focus", boolean_kind}, {"round", text_kind}, source, label};
constexpr Shape ranking{"ranking", ranking_keys};
constexpr KeyShape check_keys[] = {{"that", text_kind}, {"none", text_kind}, {"parts", list_kind}, {"total", text_kind}, source, label};
constexpr Shape check{"check", check_keys};
constexpr KeyShape table_trend_keys[] = {{"by", text_kind}, {"each", text_kind}};
constexpr Shape table_trend{"trend", table_trend_keys};
constexpr KeyShape column_value{"", text_or_list};
constexpr Shape table_columns{"columns", {}, &column_value};
constexpr KeyShape given_value{"", number_kind | text_kind};
constexpr Shape table_given{"given", {}, &given_value};
constexpr KeyShape table_report_keys[] = {
    {"$schema", text_kind}, {"huifang_report", number_kind}, {"report", text_kind},
    {"title", text_or_object}, {"period", text_kind},
    {"columns", object_kind, nullptr, Holds::object, &table_columns},
    {"given", object_kind, nullptr, Holds::object, &table_given},
    {"metrics", object_kind, nullptr, Holds::map, &metric},
    {"breakdown", object_kind, nullptr, Holds::map, &breakdown},
    {"rank", object_kind, nullptr, Holds::map, &ranking},
    {"checks", object_kind, nullptr, Holds::map, &check},
    {"show", list_kind}, {"trend", object_kind, nullptr, Holds::object, &table_trend}, {"round", text_kind},
    {"labels", object_kind, nullptr, Holds::object, &names}, source};
constexpr Shape table_report{"table_report", table_report_keys};

}  // namespace

const Shape& table_report_shape() { return table_report; }

}  // namespace huifang::loader
